//! One occurrence as rows: what the clock brought about before it, then the event itself.

use crate::base::{Amount, Currency, Instant};
use crate::case::outcome::moment;
use crate::case::{CaseAccount, Occurred, Occurrence};
use crate::engine::{Cause, Entry, Event, Noted, Outcome, Value};
use crate::program::{FieldId, Role};

use super::table::{Row, Table};
use super::why::Decided;
use super::{Names, amount};

/// Adds the rows of an occurrence.
pub fn rows(
    names: &Names<'_>,
    account: &CaseAccount,
    occurrence: &Occurrence,
    occurred: &Occurred,
    table: &mut Table,
) {
    let currency = account.currency;
    let by_clock = occurred
        .entries
        .iter()
        .take_while(|entry| entry.cause == Cause::Clock)
        .count();
    let mut last: Option<Instant> = None;
    for (place, entry) in occurred.entries.iter().enumerate().take(by_clock) {
        let why = names.why(entry, currency, decided(occurred, place));
        match table.last_row() {
            Some(row) if last == Some(entry.at) => row.why.push(why),
            Some(_) | None => table.push(Row {
                time: moment(names.program.calendar, entry.at),
                event: "(clock)".to_owned(),
                why: vec![why],
                ..Row::default()
            }),
        }
        last = Some(entry.at);
    }
    match &occurrence.event {
        Some(event) => {
            let row = event_row(names, currency, event, occurrence, occurred, by_clock);
            table.push(row);
        }
        None if occurred.entries.is_empty() && !is_end(account, occurrence) => {
            table.push(Row {
                time: moment(names.program.calendar, occurrence.at),
                event: "(clock)".to_owned(),
                why: vec!["nothing is due".to_owned()],
                ..Row::default()
            });
        }
        None => {}
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
    let kind_name = kind.map_or("", |kind| kind.name.as_str());
    let role = kind.map_or(Role::Plain, |kind| kind.role);
    let mut row = Row {
        time: moment(names.program.calendar, occurrence.at),
        event: if occurrence.is_named {
            format!("{kind_name} {}", event.id)
        } else {
            kind_name.to_owned()
        },
        ..Row::default()
    };
    if let Role::Reverses { charge, .. } = role
        && let Value::Text(charge) = event.value(charge)
    {
        row.event.push_str(&format!(" of {charge}"));
    }
    let money = |field: FieldId| {
        event
            .value(field)
            .money()
            .map(|value| amount(value, currency))
    };
    row.amount = match role {
        Role::Spends { amount, .. } | Role::Corrects { amount } => {
            money(amount).unwrap_or_default()
        }
        Role::Reverses { refunding, .. } => {
            money(refunding).map_or_else(String::new, |text| format!("-{text}"))
        }
        Role::Plain | Role::Opens | Role::Updates | Role::Closes => String::new(),
    };
    let own = occurred.entries.iter().enumerate().skip(by_clock);
    let paid = own
        .clone()
        .fold(Amount::ZERO, |paid, (_, entry)| paid_by(paid, entry));
    if !paid.is_zero() {
        row.credit = amount(paid, currency);
    }
    row.why = own
        .map(|(place, entry)| names.why(entry, currency, decided(occurred, place)))
        .collect();
    note_rows(names, currency, occurred, &mut row);
    row
}

/// What the notes say beside the entries.
fn note_rows(names: &Names<'_>, currency: Currency, occurred: &Occurred, row: &mut Row) {
    for note in &occurred.notes {
        match &note.what {
            Noted::Counted {
                version,
                measure,
                value,
                needed,
            } => {
                let measure = names.measure(*version, *measure);
                let value = names.reading(value, currency);
                row.counted.push(match needed {
                    Some(needed) => {
                        let needed = names.reading(needed, currency);
                        format!("{measure} {value}/{needed}")
                    }
                    None => format!("{measure} {value}"),
                });
            }
            Noted::Billed { cash } => row.billed = amount(*cash, currency),
            Noted::Passed {
                version,
                credit,
                verdict,
            } => row.why.extend(names.passed(*version, *credit, *verdict)),
            Noted::Decided { .. } => {}
        }
    }
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

/// The rule that the entry at a place is about: noted just before it was written.
fn decided(occurred: &Occurred, place: usize) -> Option<Decided> {
    let notes = occurred.notes.iter().filter(|note| note.entries == place);
    let mut decided = notes.filter_map(|note| match &note.what {
        Noted::Decided { version, rule, .. } => Some(Decided {
            version: *version,
            rule: *rule,
        }),
        Noted::Counted { .. } | Noted::Passed { .. } | Noted::Billed { .. } => None,
    });
    decided.next_back()
}
