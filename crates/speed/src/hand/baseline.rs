//! The program around the rules: lines in, ledger out, on one thread.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use hashbrown::HashMap;
use serde::Deserialize;

use super::calendar::{Calendar, days_from_epoch};
use super::ledger::write_entry;
use super::rules::{Account, Event, What};

/// A line, with the members of every type of event.
#[derive(Deserialize)]
pub struct Line<'a> {
    pub id: &'a str,
    #[serde(rename = "type")]
    pub event: EventType,
    pub account: &'a str,
    at: &'a str,
    amount: Option<&'a str>,
    kind: Option<Kind>,
    started: Option<&'a str>,
    charge: Option<&'a str>,
    code: Option<&'a str>,
    market: Option<&'a str>,
    segment: Option<&'a str>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EventType {
    Registered,
    Activated,
    Charge,
    Refund,
    Adjustment,
}

#[derive(PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Delivery,
    Fee,
    Tax,
}

/// Runs the offers over a file of events.
pub fn run(events: &Path, ledger: &Path) -> io::Result<()> {
    let calendar = Calendar::new();
    let mut input = BufReader::with_capacity(256 * 1024, File::open(events)?);
    let mut out = BufWriter::with_capacity(256 * 1024, File::create(ledger)?);
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut accounts: Vec<(String, Account)> = Vec::new();
    let mut entries = Vec::new();
    let mut text = String::new();
    let mut latest = i64::MIN;
    while input.read_line(&mut text)? > 0 {
        let line: Line<'_> = serde_json::from_str(&text)?;
        let event = event_of(&line).ok_or(io::ErrorKind::InvalidData)?;
        let place = match places.get(line.account) {
            Some(place) => *place,
            None if line.event == EventType::Registered => {
                places.insert(line.account.to_owned(), accounts.len());
                accounts.push((line.account.to_owned(), Account::new()));
                accounts.len() - 1
            }
            None => return Err(io::ErrorKind::InvalidData.into()),
        };
        if let Some((_, account)) = accounts.get_mut(place) {
            account.step(&calendar, &event, &mut entries);
        }
        for entry in entries.drain(..) {
            write_entry(&mut out, line.account, line.id, &entry)?;
        }
        latest = latest.max(event.at);
        text.clear();
    }
    for (id, account) in &mut accounts {
        account.advance(&calendar, latest, &mut entries);
        for entry in entries.drain(..) {
            write_entry(&mut out, id, "", &entry)?;
        }
    }
    out.flush()
}

/// The event of a line.
pub fn event_of(line: &Line<'_>) -> Option<Event> {
    let what = match line.event {
        EventType::Registered => What::Registered {
            is_us: line.market? == "US",
            is_self_serve: line.segment? == "self_serve",
        },
        EventType::Activated => What::Activated {
            is_welcome: line.code? == "WELCOME50",
        },
        EventType::Charge => What::Charge {
            amount: cents_of(line.amount?)?,
            is_delivery: line.kind == Some(Kind::Delivery),
            started: match line.started {
                Some(started) => Some(seconds_of(started)?),
                None => None,
            },
        },
        EventType::Refund => What::Refund {
            charge: number_of(line.charge?)?,
            amount: cents_of(line.amount?)?,
        },
        EventType::Adjustment => What::Adjustment {
            amount: cents_of(line.amount?)?,
        },
    };
    Some(Event {
        id: number_of(line.id)?,
        at: seconds_of(line.at)?,
        what,
    })
}

/// The number behind the letter of an id.
pub fn number_of(id: &str) -> Option<u64> {
    id.get(1..)?.parse().ok()
}

/// `12.34`
fn cents_of(text: &str) -> Option<i64> {
    let (whole, cents) = text.split_once('.')?;
    let absolute =
        whole.trim_start_matches('-').parse::<i64>().ok()? * 100 + cents.parse::<i64>().ok()?;
    Some(if text.starts_with('-') {
        -absolute
    } else {
        absolute
    })
}

/// `2026-01-31T09:00:00Z`
fn seconds_of(text: &str) -> Option<i64> {
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let days = days_from_epoch(i32::try_from(part(0, 4)?).ok()?, part(5, 7)?, part(8, 10)?);
    let seconds = part(11, 13)? * 3_600 + part(14, 16)? * 60 + part(17, 19)?;
    Some(days * 86_400 + i64::from(seconds))
}
