//! Evaluation alone: events in memory, typed, their accounts as dense places. Onward's engine, and the rules
//! that were written by hand.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use hashbrown::HashMap;
use onward::base::{Currency, Instant};
use onward::engine::{Account, Entry, Event, Plan, Value, Values, advance, step, touch_lists};
use onward::format::replay;

use crate::hand::baseline::{Line, event_of};
use crate::hand::calendar::Calendar;
use crate::hand::rules;

/// For so many events memory is asked for at once, before they happen.
const AT_ONCE: usize = 8;

/// Events in one order, each with the place of its account.
pub struct Events<E> {
    pub events: Vec<(usize, E)>,
    accounts: Vec<Opened>,
    /// Whether those of an account stand together: the next event then finds its account in the caches.
    are_together: bool,
}

/// An account, and when its first event came.
#[derive(Clone)]
struct Opened {
    id: String,
    at: Instant,
}

impl<E: Clone> Events<E> {
    /// The same account by account.
    fn sorted(&self) -> Self {
        let mut order: Vec<&(usize, E)> = self.events.iter().collect();
        order.sort_by_key(|(account, _)| *account);
        Self {
            events: order.into_iter().cloned().collect(),
            accounts: self.accounts.clone(),
            are_together: true,
        }
    }
}

impl Events<rules::Event> {
    pub fn by_account(&self) -> Self {
        self.sorted()
    }
}

impl Events<Event<'static>> {
    /// The same account by account, side by side in memory as well.
    pub fn by_account(&self) -> Self {
        let sorted = self.sorted();
        Self {
            events: side_by_side(sorted.events),
            ..sorted
        }
    }
}

/// The same events with their ids, texts and values one behind the other, as those of the rules by hand stand.
fn side_by_side(events: Vec<(usize, Event<'static>)>) -> Vec<(usize, Event<'static>)> {
    // For as long as the process runs, which ends with what it measures.
    let ids: String = events.iter().map(|(_, event)| &*event.id).collect();
    let mut ids: &'static str = ids.leak();
    let values = || events.iter().flat_map(|(_, event)| event.values.iter());
    let texts: String = values().filter_map(text_of).collect();
    let mut texts: &'static str = texts.leak();
    let values = values().map(|value| match text_of(value) {
        Some(of_value) => {
            let text;
            (text, texts) = texts.split_at(of_value.len());
            Value::Text(Cow::Borrowed(text))
        }
        None => value.clone(),
    });
    let mut values: &'static [_] = values.collect::<Vec<_>>().leak();
    let events = events.into_iter().map(|(account, event)| {
        let (id, of_event);
        (id, ids) = ids.split_at(event.id.len());
        (of_event, values) = values.split_at(event.values.len());
        let event = Event {
            id: Cow::Borrowed(id),
            values: Values::Borrowed(of_event),
            ..event
        };
        (account, event)
    });
    events.collect()
}

fn text_of<'v>(value: &'v Value<'static>) -> Option<&'v str> {
    if let Value::Text(text) = value {
        return Some(text);
    }
    None
}

/// The events of a file for Onward's engine.
pub fn events_of(plan: &Plan, path: &Path) -> Events<Event<'static>> {
    let bytes = std::fs::read(path).expect("the stream is there");
    let replay = replay(plan.program(), &bytes);
    assert!(replay.rejections.is_empty(), "the stream is good");
    let mut places = Places::default();
    let events = replay.events.into_iter();
    let events = events
        .map(|each| (places.of(&each.account, each.event.at), each.event))
        .collect();
    Events {
        events: side_by_side(events),
        accounts: places.accounts,
        are_together: false,
    }
}

/// The events of a file for the rules written by hand.
pub fn hand_events_of(path: &Path) -> Events<rules::Event> {
    let mut places = Places::default();
    let mut events = Vec::new();
    let mut input = BufReader::new(File::open(path).expect("the stream is there"));
    let mut text = String::new();
    while input.read_line(&mut text).expect("the stream is text") > 0 {
        let line: Line<'_> = serde_json::from_str(&text).expect("the stream is good");
        let event = event_of(&line).expect("the stream is good");
        let at = Instant::from_seconds(event.at);
        events.push((places.of(line.account, at), event));
        text.clear();
    }
    Events {
        events,
        accounts: places.accounts,
        are_together: false,
    }
}

#[derive(Default)]
struct Places {
    places: HashMap<String, usize>,
    accounts: Vec<Opened>,
}

impl Places {
    fn of(&mut self, account: &str, at: Instant) -> usize {
        if let Some(place) = self.places.get(account) {
            return *place;
        }
        let place = self.accounts.len();
        self.places.insert(account.to_owned(), place);
        self.accounts.push(Opened {
            id: account.to_owned(),
            at,
        });
        place
    }
}

/// Lets all events happen in Onward's engine: how many entries came of it.
#[inline(never)]
pub fn run_engine(plan: &Plan, events: &Events<Event<'_>>) -> usize {
    let currency = Currency::from_code("USD").expect("ISO 4217 has it");
    let open = |account: &Opened| Account::open(&account.id, currency, account.at);
    let mut accounts: Vec<Account> = events.accounts.iter().map(open).collect();
    let mut entries: Vec<Entry> = Vec::new();
    let (mut written, mut end) = (0, Instant::from_seconds(0));
    let (are_together, events) = (events.are_together, events.events.as_slice());
    for (number, (place, event)) in events.iter().enumerate() {
        // While an event happens, memory is asked for that those after it need.
        if !are_together {
            prefetch_accounts(events, number, &accounts);
        }
        if let Some(account) = accounts.get_mut(*place) {
            entries.clear();
            step(plan, account, event, &mut entries);
            written += writable(&entries);
            end = end.max(event.at);
        }
    }
    for account in &mut accounts {
        entries.clear();
        advance(plan, account, end, &mut entries);
        written += writable(&entries);
    }
    written
}

/// Asks for the accounts of events to come.
#[inline(always)]
fn prefetch_accounts(events: &[(usize, Event<'_>)], number: usize, accounts: &[Account]) {
    let account = |number: usize| accounts.get(events.get(number)?.0);
    if number.is_multiple_of(AT_ONCE) {
        let next = number + AT_ONCE..number + 2 * AT_ONCE;
        touch_lists(next.filter_map(account));
    }
    account(number + AT_ONCE).map(Account::prefetch_lists);
    account(number + 2 * AT_ONCE).map(Account::prefetch);
}

/// Enrollments that were refused are not written, nor counted by the rules written by hand.
fn writable(entries: &[Entry]) -> usize {
    use onward::engine::Outcome::EnrollmentRefused;
    let refused = |entry: &&Entry| matches!(entry.outcome, EnrollmentRefused { .. });
    entries.len() - entries.iter().filter(refused).count()
}

/// The same in the rules written by hand.
#[inline(never)]
pub fn run_by_hand(calendar: &Calendar, events: &Events<rules::Event>) -> usize {
    let mut accounts: Vec<rules::Account> = events
        .accounts
        .iter()
        .map(|_| rules::Account::new())
        .collect();
    let mut entries = Vec::new();
    let (mut written, mut end) = (0, i64::MIN);
    for (place, event) in &events.events {
        if let Some(account) = accounts.get_mut(*place) {
            entries.clear();
            account.step(calendar, event, &mut entries);
            written += entries.len();
            end = end.max(event.at);
        }
    }
    for account in &mut accounts {
        entries.clear();
        account.advance(calendar, end, &mut entries);
        written += entries.len();
    }
    written
}
