//! Ledger entries as rows (section 7): one set of columns for all, those that an entry does not have empty.

use crate::base::{Amount, Instant};
use crate::engine::{Cause, CreditId, Entry, Outcome, Reading};
use crate::program::{MeasureId, Program, VersionId};

use super::json::{push_amount, push_display, push_instant, push_whole};
use super::ledger::{EntryContext, entry_word};

/// The columns, in their order.
pub const COLUMNS: [&str; 17] = [
    "at",
    "account",
    "entry",
    "offer",
    "version",
    "reason",
    "measure",
    "value",
    "needed",
    "due",
    "credit",
    "amount",
    "currency",
    "expires",
    "remaining",
    "charge",
    "event",
];

/// The row that names the columns.
pub fn header() -> String {
    COLUMNS.join(",") + "\n"
}

/// What an entry can have beside its instant, its account and its event.
#[derive(Default)]
struct Details<'a> {
    version: Option<VersionId>,
    reason: Option<&'static str>,
    lapse: Option<(MeasureId, &'a Reading, &'a Reading)>,
    due: Option<Instant>,
    credit: Option<CreditId>,
    amount: Option<Amount>,
    expires: Option<Instant>,
    remaining: Option<Amount>,
    charge: Option<&'a str>,
}

/// Writes the row of an entry.
pub fn push_row(out: &mut Vec<u8>, program: &Program, context: &EntryContext<'_>, entry: &Entry) {
    let details = details(&entry.outcome);
    let currency = context.currency;
    let amount = |out: &mut Vec<u8>, amount: Option<Amount>| {
        if let Some(amount) = amount {
            push_amount(out, amount, currency);
        }
        out.push(b',');
    };
    let instant = |out: &mut Vec<u8>, at: Option<Instant>| {
        if let Some(at) = at {
            push_instant(out, at);
        }
        out.push(b',');
    };
    instant(out, Some(entry.at));
    push_cell(out, context.account);
    push_cell(out, entry_word(&entry.outcome));
    push_version(out, program, details.version);
    push_cell(out, details.reason.unwrap_or(""));
    push_lapse(out, program, context, &details);
    instant(out, details.due);
    if let Some(credit) = details.credit {
        let offer = program.offers.get(credit.offer.index());
        out.extend_from_slice(offer.map_or("", |offer| &offer.name).as_bytes());
        out.push(b'#');
        push_whole(out, u64::from(credit.number));
    }
    out.push(b',');
    amount(out, details.amount);
    let has_money = match details.lapse {
        Some((_, Reading::Money(_), _)) => true,
        Some((_, Reading::Number(_), _)) | None => details.amount.is_some(),
    };
    push_cell(out, if has_money { currency.code() } else { "" });
    instant(out, details.expires);
    amount(out, details.remaining);
    push_cell(out, details.charge.unwrap_or(""));
    let event = context.event.filter(|_| entry.cause == Cause::Event);
    push_text(out, event.unwrap_or(""));
    out.push(b'\n');
}

fn push_version(out: &mut Vec<u8>, program: &Program, version: Option<VersionId>) {
    let version = version.and_then(|version| program.versions.get(version.index()));
    let offer = version.and_then(|version| program.offers.get(version.offer.index()));
    push_cell(out, offer.map_or("", |offer| &offer.name));
    if let Some(version) = version {
        push_display(out, version.number);
    }
    out.push(b',');
}

/// `measure`, `value`, `needed`
fn push_lapse(
    out: &mut Vec<u8>,
    program: &Program,
    context: &EntryContext<'_>,
    details: &Details<'_>,
) {
    let Some((measure, value, needed)) = details.lapse else {
        out.extend_from_slice(b",,,");
        return;
    };
    let version = details.version;
    let version = version.and_then(|version| program.versions.get(version.index()));
    let measure = version.and_then(|version| version.measures.get(measure.index()));
    push_cell(out, measure.map_or("", |measure| &measure.name));
    for reading in [value, needed] {
        match reading {
            Reading::Money(amount) => push_amount(out, *amount, context.currency),
            Reading::Number(number) => push_display(out, number),
        }
        out.push(b',');
    }
}

fn details(outcome: &Outcome) -> Details<'_> {
    let of_version = Details {
        version: outcome.version(),
        ..Details::default()
    };
    let of_credit = |credit: &CreditId, amount: &Amount| Details {
        version: outcome.version(),
        credit: Some(*credit),
        amount: Some(*amount),
        ..Details::default()
    };
    match outcome {
        Outcome::Enrolled { .. } => of_version,
        Outcome::EnrollmentRefused { reason, .. } => Details {
            reason: Some(reason.as_str()),
            ..of_version
        },
        Outcome::CreditRefused { reason, .. } => Details {
            reason: Some(reason.as_str()),
            ..of_version
        },
        Outcome::Earned { amount, due, .. } => Details {
            amount: Some(*amount),
            due: Some(*due),
            ..of_version
        },
        Outcome::Cancelled { amount, reason, .. } => Details {
            amount: Some(*amount),
            reason: Some(reason.as_str()),
            ..of_version
        },
        Outcome::Issued {
            credit,
            amount,
            expires,
            ..
        } => Details {
            expires: *expires,
            ..of_credit(credit, amount)
        },
        Outcome::Applied {
            credit,
            amount,
            remaining,
            ..
        } => Details {
            remaining: Some(*remaining),
            ..of_credit(credit, amount)
        },
        Outcome::Restored {
            credit,
            amount,
            remaining,
            charge,
            ..
        } => Details {
            remaining: Some(*remaining),
            charge: Some(charge),
            ..of_credit(credit, amount)
        },
        Outcome::Forfeited {
            credit,
            amount,
            charge,
            ..
        } => Details {
            charge: Some(charge),
            ..of_credit(credit, amount)
        },
        Outcome::Revoked {
            credit,
            amount,
            reason,
            ..
        } => Details {
            reason: Some(reason.as_str()),
            ..of_credit(credit, amount)
        },
        Outcome::Expired { credit, amount, .. } => of_credit(credit, amount),
        Outcome::Lapsed {
            measure,
            value,
            needed,
            ..
        } => Details {
            lapse: Some((*measure, value, needed)),
            ..of_version
        },
        Outcome::Adjusted { amount } => Details {
            amount: Some(*amount),
            ..of_version
        },
    }
}

/// A cell and the comma behind it.
fn push_cell(out: &mut Vec<u8>, text: &str) {
    push_text(out, text);
    out.push(b',');
}

/// A cell, in quotes where it must be.
fn push_text(out: &mut Vec<u8>, text: &str) {
    let is_special = |byte: u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
    if !text.bytes().any(is_special) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}
