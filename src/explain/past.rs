//! What happened to an account, with what every decision turned on: the events run through the engine again.

use crate::base::{Amount, Instant};
use crate::engine::{
    Account, Cause, CreditId, Entry, Ground, Note, Outcome, Plan, Topic, Trace, advance_traced,
    step_traced,
};
use crate::format::AccountEvents;
use crate::program::VersionId;

/// An account's past, moment by moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Past {
    /// One an event, in input order; the last is of the clock alone.
    pub moments: Vec<Moment>,
    /// Every credit that the account ever got, in order of issue.
    pub credits: Vec<IssuedCredit>,
    pub account: Account,
}

/// What one event, or the clock at the end, brought about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moment {
    /// The event's place in [`AccountEvents::events`]; `None` of the clock.
    pub event: Option<usize>,
    /// The account's clock once it had happened.
    pub clock: Instant,
    /// Whether the account had closed before.
    pub was_closed: bool,
    pub entries: Vec<Entry>,
    pub notes: Vec<Note>,
    /// Those that were asked for.
    pub grounds: Vec<Ground>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssuedCredit {
    pub credit: CreditId,
    pub version: VersionId,
    pub at: Instant,
    pub expires: Option<Instant>,
    pub amount: Amount,
    /// The place of its moment.
    pub moment: usize,
    pub cause: Cause,
}

/// Every topic.
pub const EVERYTHING: &[Topic] = &[
    Topic::Payments,
    Topic::Enrollments,
    Topic::Misses,
    Topic::Counting,
];

/// Runs an account's events again, and keeps what the decisions turned on that `asks` says of an event's
/// place. Which rule fired is always kept.
pub fn relive(
    plan: &Plan,
    known: &AccountEvents,
    asks: &dyn Fn(Option<usize>) -> &'static [Topic],
) -> Past {
    relive_keeping(plan, known, asks, &|_| true)
}

/// The same, and keeps no ground but those that `keep` says so of.
pub fn relive_keeping(
    plan: &Plan,
    known: &AccountEvents,
    asks: &dyn Fn(Option<usize>) -> &'static [Topic],
    keep: &dyn Fn(&Ground) -> bool,
) -> Past {
    let opened = known.events.first().map_or(known.as_of, |event| event.at);
    let mut account = Account::open(&known.account, known.currency, opened);
    let mut moments = Vec::new();
    let places = (0..known.events.len()).map(Some).chain([None]);
    for place in places {
        let was_closed = account.is_closed();
        let mut entries = Vec::new();
        let mut trace = Trace::asking(asks(place));
        match place.and_then(|place| known.events.get(place)) {
            Some(event) => step_traced(plan, &mut account, event, &mut entries, &mut trace),
            None => advance_traced(plan, &mut account, known.as_of, &mut entries, &mut trace),
        }
        let mut grounds = trace.grounds.unwrap_or_default();
        grounds.retain(|ground| keep(ground));
        moments.push(Moment {
            event: place,
            clock: account.clock(),
            was_closed,
            entries,
            notes: trace.notes,
            grounds,
        });
    }
    let credits = issued_credits(&moments);
    Past {
        moments,
        credits,
        account,
    }
}

fn issued_credits(moments: &[Moment]) -> Vec<IssuedCredit> {
    let mut credits = Vec::new();
    for (place, moment) in moments.iter().enumerate() {
        for entry in &moment.entries {
            if let Outcome::Issued {
                version,
                credit,
                amount,
                expires,
            } = &entry.outcome
            {
                credits.push(IssuedCredit {
                    credit: *credit,
                    version: *version,
                    at: entry.at,
                    expires: *expires,
                    amount: *amount,
                    moment: place,
                    cause: entry.cause,
                });
            }
        }
    }
    credits
}
