//! Evaluation alone: events in memory, typed, their accounts as dense places. Onward's engine, and the rules
//! that were written by hand.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use hashbrown::HashMap;
use onward::base::{Currency, Instant};
use onward::engine::{Account, Entry, Event, Plan, advance, step, warm};
use onward::format::replay;

use crate::hand::baseline::{Line, event_of};
use crate::hand::calendar::Calendar;
use crate::hand::rules;

/// So many accounts are warmed before their events happen.
const AT_ONCE: usize = 16;

/// Events in one order, each with the place of its account.
pub struct Events<E> {
    pub events: Vec<(usize, E)>,
    accounts: Vec<String>,
}

impl<E: Clone> Events<E> {
    /// The same account by account, side by side in memory as well.
    pub fn by_account(&self) -> Self {
        let mut order: Vec<&(usize, E)> = self.events.iter().collect();
        order.sort_by_key(|(account, _)| *account);
        Self {
            events: order.into_iter().cloned().collect(),
            accounts: self.accounts.clone(),
        }
    }
}

/// The events of a file for Onward's engine.
pub fn events_of(plan: &Plan, path: &Path) -> Events<Event<'static>> {
    let bytes = std::fs::read(path).expect("the stream is there");
    let replay = replay(plan.program(), &bytes);
    assert!(replay.rejections.is_empty(), "the stream is good");
    let mut places = Places::default();
    let events = replay.events.into_iter();
    let events = events
        .map(|each| (places.of(&each.account), each.event))
        .collect();
    Events {
        events,
        accounts: places.accounts,
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
        events.push((places.of(line.account), event));
        text.clear();
    }
    Events {
        events,
        accounts: places.accounts,
    }
}

#[derive(Default)]
struct Places {
    places: HashMap<String, usize>,
    accounts: Vec<String>,
}

impl Places {
    fn of(&mut self, account: &str) -> usize {
        if let Some(place) = self.places.get(account) {
            return *place;
        }
        let place = self.accounts.len();
        self.places.insert(account.to_owned(), place);
        self.accounts.push(account.to_owned());
        place
    }
}

/// Lets all events happen in Onward's engine: how many entries came of it.
#[inline(never)]
pub fn run_engine(plan: &Plan, events: &Events<Event<'_>>) -> usize {
    let currency = Currency::from_code("USD").expect("ISO 4217 has it");
    let mut accounts: Vec<Option<Account>> = events.accounts.iter().map(|_| None).collect();
    let mut entries: Vec<Entry> = Vec::new();
    let (mut written, mut end) = (0, Instant::from_seconds(0));
    for some in events.events.chunks(AT_ONCE) {
        let places = some.chunk_by(|(one, _), (next, _)| one == next);
        let places = places.filter_map(|same| same.first());
        warm(places.filter_map(|(place, _)| accounts.get(*place)?.as_ref()));
        for (place, event) in some {
            let (Some(account), Some(id)) = (accounts.get_mut(*place), events.accounts.get(*place))
            else {
                continue;
            };
            let account = account.get_or_insert_with(|| Account::open(id, currency, event.at));
            entries.clear();
            step(plan, account, event, &mut entries);
            written += writable(&entries);
            end = end.max(event.at);
        }
    }
    for account in accounts.iter_mut().flatten() {
        entries.clear();
        advance(plan, account, end, &mut entries);
        written += writable(&entries);
    }
    written
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
