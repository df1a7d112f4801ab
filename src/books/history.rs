//! One account, taken through its events up to an instant.

use crate::engine::{Account, Entry, Plan, advance, step};
use crate::format::AccountEvents;

/// What happened to an account, and how it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct History {
    /// One an event, in input order; the last is of the clock alone.
    pub happenings: Vec<Happening>,
    pub account: Account,
}

/// What one event, or the clock at the end, brought about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happening {
    /// The event's place in [`AccountEvents::events`]; `None` of the clock.
    pub event: Option<usize>,
    pub entries: Vec<Entry>,
}

impl History {
    /// Every entry with the happening that it belongs to, in order.
    pub fn entries(&self) -> impl Iterator<Item = (&Happening, &Entry)> {
        let happenings = self.happenings.iter();
        happenings.flat_map(|happening| {
            let entries = happening.entries.iter();
            entries.map(move |entry| (happening, entry))
        })
    }
}

/// Takes an account through its events, then moves its clock to the instant as of which it is asked for.
/// `look` sees the account after each.
pub fn history(
    plan: &Plan,
    known: &AccountEvents,
    mut look: impl FnMut(&Account, &Happening),
) -> History {
    let opened = known.events.first().map_or(known.as_of, |event| event.at);
    let mut account = Account::open(&known.account, known.currency, opened);
    let mut happenings = Vec::new();
    for (place, event) in known.events.iter().enumerate() {
        let mut entries = Vec::new();
        step(plan, &mut account, event, &mut entries);
        let happening = Happening {
            event: Some(place),
            entries,
        };
        look(&account, &happening);
        happenings.push(happening);
    }
    let mut entries = Vec::new();
    advance(plan, &mut account, known.as_of, &mut entries);
    let happening = Happening {
        event: None,
        entries,
    };
    look(&account, &happening);
    happenings.push(happening);
    History {
        happenings,
        account,
    }
}
