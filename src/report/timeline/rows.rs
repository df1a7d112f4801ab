//! One occurrence as rows: what the clock brought about before it, then the event itself.

use crate::base::{Amount, Currency, Instant};
use crate::case::{CaseAccount, Occurred, Occurrence};
use crate::engine::{Cause, Entry, Event, Noted, Outcome, Value};
use crate::program::{EventType, FieldId, Role};

use super::names::Names;
use super::table::{Note, Row, Table};
use super::times::Times;
use super::why::Decided;
use super::{amount, said, visible};

const CLOCK: &str = "(clock)";

/// Adds the rows of an occurrence.
pub fn rows(
    names: &Names<'_>,
    account: &CaseAccount,
    occurrence: &Occurrence,
    occurred: &Occurred,
    times: &mut Times,
    table: &mut Table,
) {
    let currency = account.currency;
    let mut push = |at: Instant, mut row: Row, table: &mut Table| {
        let (year, time) = times.next(at);
        if let Some(year) = year {
            table.push_text(year);
        }
        row.time = time;
        table.push(row);
    };
    let by_clock = occurred
        .entries
        .iter()
        .take_while(|entry| entry.cause == Cause::Clock)
        .count();
    let mut last: Option<Instant> = None;
    for (place, entry) in occurred.entries.iter().enumerate().take(by_clock) {
        let notes = names.why(entry, currency, Decided::of(occurred, place));
        match table.last_row() {
            Some(row) if last == Some(entry.at) => row.notes.extend(notes),
            Some(_) | None => push(entry.at, clock_row(notes), table),
        }
        last = Some(entry.at);
    }
    match &occurrence.event {
        Some(event) => {
            let row = event_row(names, currency, event, occurrence, occurred, by_clock);
            push(occurrence.at, row, table);
        }
        None if occurred.entries.is_empty() && !is_end(account, occurrence) => {
            let notes = vec![Note::new("nothing is due")];
            push(occurrence.at, clock_row(notes), table);
        }
        None => {}
    }
}

fn clock_row(notes: Vec<Note>) -> Row {
    Row {
        event: CLOCK.to_owned(),
        notes,
        ..Row::default()
    }
}

/// Whether this is where the clock of a file of events ends: no line of it says so.
fn is_end(account: &CaseAccount, occurrence: &Occurrence) -> bool {
    let last = account.steps.last();
    last.is_some_and(|step| step.origin.is_none() && step.occurrences.contains(occurrence))
}

fn event_row(
    names: &Names<'_>,
    currency: Currency,
    event: &Event<'_>,
    occurrence: &Occurrence,
    occurred: &Occurred,
    by_clock: usize,
) -> Row {
    let kind = names.program.events.get(event.kind.index());
    let role = kind.map_or(Role::Plain, |kind| kind.role);
    let mut called = kind.map_or("", |kind| kind.name.as_str()).to_owned();
    let money = |field: FieldId| {
        let value = event.value(field).money();
        value.map_or_else(String::new, |value| amount(value, currency))
    };
    let mut moved = String::new();
    match role {
        Role::Spends { amount, .. } => {
            // A refund names its charge; nothing names another event.
            if occurrence.is_named {
                called.push_str(&format!(" {}", visible(&event.id)));
            }
            moved = money(amount);
        }
        Role::Corrects { amount } => moved = money(amount),
        Role::Reverses {
            charge, refunding, ..
        } => {
            if let Value::Text(charge) = event.value(charge) {
                called.push_str(&format!(" of {}", visible(charge)));
            }
            moved = format!("-{}", money(refunding));
        }
        Role::Plain | Role::Opens | Role::Updates | Role::Closes => {}
    }
    let own = occurred.entries.iter().enumerate().skip(by_clock);
    let paid = own
        .clone()
        .fold(Amount::ZERO, |paid, (_, entry)| paid_by(paid, entry));
    let paid = if paid.is_zero() {
        String::new()
    } else {
        amount(paid, currency)
    };
    let mut notes = Vec::new();
    if moved.is_empty() {
        notes.extend(
            kind.into_iter()
                .flat_map(|kind| carried(kind, event, currency)),
        );
    }
    notes.extend(counted(names, currency, occurred));
    notes.extend(
        own.flat_map(|(place, entry)| names.why(entry, currency, Decided::of(occurred, place))),
    );
    notes.extend(names.passed(occurred));
    let billed = billed(occurred).map_or_else(String::new, |cash| amount(cash, currency));
    Row {
        event: called,
        notes,
        money: [moved, paid, billed],
        ..Row::default()
    }
}

/// `value 150`: the money that an event carries which moves none itself.
fn carried(kind: &EventType, event: &Event<'_>, currency: Currency) -> Vec<Note> {
    let own = kind.first_fact.map_or(kind.fields.len(), FieldId::index);
    let fields = kind.fields.iter().take(own).enumerate();
    let money = fields.filter_map(|(place, field)| {
        let money = event.value(FieldId::from_index(place)).money()?;
        Some(Note::new(format!(
            "{} {}",
            field.name,
            said(money, currency)
        )))
    });
    money.collect()
}

/// `spend 150/200`: what the event counted towards.
fn counted(names: &Names<'_>, currency: Currency, occurred: &Occurred) -> Vec<Note> {
    let counted = occurred.notes.iter().filter_map(|note| match &note.what {
        Noted::Counted {
            version,
            measure,
            value,
            needed,
        } => {
            let measure = names.measure(*version, *measure);
            let value = names.reading(value, currency);
            Some(Note::new(match needed {
                Some(needed) => format!("{measure} {value}/{}", names.reading(needed, currency)),
                None => format!("{measure} {value}"),
            }))
        }
        Noted::Decided { .. }
        | Noted::Passed { .. }
        | Noted::Billed { .. }
        | Noted::Limited { .. }
        | Noted::Revoking { .. } => None,
    });
    counted.collect()
}

/// What of a charge was left to pay after credit; after an account has closed, nothing is billed.
pub fn billed(occurred: &Occurred) -> Option<Amount> {
    let mut billed = occurred.notes.iter().filter_map(|note| match &note.what {
        Noted::Billed { cash } => Some(*cash),
        Noted::Counted { .. }
        | Noted::Decided { .. }
        | Noted::Passed { .. }
        | Noted::Limited { .. }
        | Noted::Revoking { .. } => None,
    });
    billed.next()
}

fn paid_by(paid: Amount, entry: &Entry) -> Amount {
    match &entry.outcome {
        Outcome::Applied { amount, .. } => paid.plus(*amount),
        Outcome::Restored { amount, .. } => paid.minus(*amount),
        Outcome::Enrolled { .. }
        | Outcome::EnrollmentRefused { .. }
        | Outcome::CreditRefused { .. }
        | Outcome::Earned { .. }
        | Outcome::Cancelled { .. }
        | Outcome::Issued { .. }
        | Outcome::Forfeited { .. }
        | Outcome::Revoked { .. }
        | Outcome::Expired { .. }
        | Outcome::Lapsed { .. }
        | Outcome::Adjusted { .. } => paid,
    }
}
