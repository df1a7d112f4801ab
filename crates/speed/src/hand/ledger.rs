//! The entries of the three offers as lines of the ledger.

use std::io::{self, Write};

use chrono::{DateTime, SecondsFormat};

use super::rules::{CreditId, Entry, OFFERS, Outcome, SPEND};

/// Writes the line of an entry. `event` is the id of the event at hand, with its letter.
pub fn write_entry(
    out: &mut impl Write,
    account: &str,
    event: &str,
    entry: &Entry,
) -> io::Result<()> {
    write!(
        out,
        "{{\"at\":\"{}\",\"account\":\"{account}\",",
        time(entry.at)
    )?;
    match &entry.outcome {
        Outcome::Enrolled { offer } => {
            write!(
                out,
                "\"entry\":\"enrolled\",\"offer\":\"{}\",\"version\":1",
                name(*offer)
            )
        }
        Outcome::Issued {
            credit,
            amount,
            expires,
        } => {
            write_credit(out, "issued", *credit, *amount)?;
            write!(out, ",\"expires\":\"{}\"", time(*expires))
        }
        Outcome::Applied {
            credit,
            amount,
            remaining,
        } => {
            write_credit(out, "applied", *credit, *amount)?;
            write!(out, ",\"remaining\":\"{}\"", Money(*remaining))
        }
        Outcome::Restored {
            credit,
            amount,
            remaining,
            charge,
        } => {
            write_credit(out, "restored", *credit, *amount)?;
            write!(
                out,
                ",\"remaining\":\"{}\",\"charge\":\"e{charge}\"",
                Money(*remaining)
            )
        }
        Outcome::Forfeited {
            credit,
            amount,
            charge,
        } => {
            write_credit(out, "forfeited", *credit, *amount)?;
            write!(out, ",\"charge\":\"e{charge}\"")
        }
        Outcome::ClawedBack { credit, amount } => {
            write_credit(out, "revoked", *credit, *amount)?;
            write!(out, ",\"reason\":\"clawback\"")
        }
        Outcome::Expired { credit, amount } => write_credit(out, "expired", *credit, *amount),
        Outcome::Lapsed { value } => write!(
            out,
            "\"entry\":\"lapsed\",\"offer\":\"{}\",\"version\":1,\"measure\":\"spend\",\
             \"value\":\"{}\",\"needed\":\"200.00\",\"currency\":\"USD\"",
            name(SPEND),
            Money(*value)
        ),
        Outcome::Adjusted { amount } => write!(
            out,
            "\"entry\":\"adjusted\",\"amount\":\"{}\",\"currency\":\"USD\"",
            Money(*amount)
        ),
    }?;
    if entry.is_of_event {
        write!(out, ",\"event\":\"{event}\"")?;
    }
    out.write_all(b"}\n")
}

fn write_credit(
    out: &mut impl Write,
    entry: &str,
    credit: CreditId,
    amount: i64,
) -> io::Result<()> {
    let offer = name(credit.offer);
    write!(
        out,
        "\"entry\":\"{entry}\",\"offer\":\"{offer}\",\"version\":1,\"credit\":\"{offer}#{}\",\
         \"amount\":\"{}\",\"currency\":\"USD\"",
        credit.number,
        Money(amount)
    )
}

fn name(offer: usize) -> &'static str {
    OFFERS.get(offer).copied().unwrap_or_default()
}

fn time(at: i64) -> String {
    let time = DateTime::from_timestamp(at, 0).unwrap_or_default();
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Cents as dollars.
struct Money(i64);

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}
