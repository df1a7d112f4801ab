//! Ledger entries as lines (section 7): one compact JSON object each, members in the order of the table.

use crate::base::{Amount, Currency, Instant};
use crate::engine::{Cause, CreditId, Entry, Outcome, Reading};
use crate::program::{MeasureId, Program, Version, VersionId};

use super::json::{self, push_display, push_instant, push_text, push_whole};

/// How a ledger is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum LedgerForm {
    /// One compact JSON object an entry.
    #[default]
    JsonLines,
    /// A row an entry, behind one that names the columns.
    Csv,
    /// The same columns, typed.
    Parquet,
}

/// Whether enrollments that were refused are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Refusals {
    #[default]
    LeftOut,
    Written,
}

/// Whose entries are written, and on account of what.
#[derive(Clone, Copy, Debug)]
pub struct EntryContext<'a> {
    /// The id of the account.
    pub account: &'a str,
    /// The currency of the account.
    pub currency: Currency,
    /// The id of the event at hand; `None` at the end of the input.
    pub event: Option<&'a str>,
}

/// Writes entries of one program.
pub struct LedgerWriter {
    refusals: Refusals,
    /// `,"offer":"…","version":…`, by [`VersionId`].
    versions: Vec<Box<[u8]>>,
    /// The names of the measures, by [`VersionId`] and [`MeasureId`].
    measures: Vec<Vec<Box<str>>>,
    /// The same with the first half of a credit's name behind it.
    credits: Vec<Box<[u8]>>,
}

impl LedgerWriter {
    pub fn new(program: &Program, refusals: Refusals) -> Self {
        let name = |version: &Version| {
            let offer = program.offers.get(version.offer.index());
            offer.map_or("", |offer| offer.name.as_str())
        };
        let version = |version: &Version| {
            let (offer, number) = (name(version), version.number);
            format!(",\"offer\":\"{offer}\",\"version\":{number}")
        };
        let credit = |each: &Version| format!("{},\"credit\":\"{}#", version(each), name(each));
        let pieces = |text: &dyn Fn(&Version) -> String| {
            let versions = program.versions.iter();
            versions
                .map(|version| text(version).into_bytes().into_boxed_slice())
                .collect()
        };
        let measures = program.versions.iter().map(|version| {
            let names = version.measures.iter();
            names.map(|measure| measure.name.as_str().into()).collect()
        });
        Self {
            refusals,
            versions: pieces(&version),
            credits: pieces(&credit),
            measures: measures.collect(),
        }
    }

    /// Whether an entry is written at all.
    pub fn writes(&self, entry: &Entry) -> bool {
        let is_refusal = matches!(entry.outcome, Outcome::EnrollmentRefused { .. });
        !is_refusal || self.refusals == Refusals::Written
    }

    /// Writes the line of an entry.
    pub fn push(&self, out: &mut Vec<u8>, context: &EntryContext<'_>, entry: &Entry) {
        out.extend_from_slice(b"{\"at\":\"");
        push_instant(out, entry.at);
        out.extend_from_slice(b"\",\"account\":");
        push_text(out, context.account);
        out.extend_from_slice(b",\"entry\":\"");
        out.extend_from_slice(entry_word(&entry.outcome).as_bytes());
        out.push(b'"');
        self.push_outcome(out, context.currency, &entry.outcome);
        if entry.cause == Cause::Event
            && let Some(event) = context.event
        {
            out.extend_from_slice(b",\"event\":");
            push_text(out, event);
        }
        out.extend_from_slice(b"}\n");
    }

    fn push_outcome(&self, out: &mut Vec<u8>, currency: Currency, outcome: &Outcome) {
        match outcome {
            Outcome::Enrolled { version } => self.push_version(out, *version),
            Outcome::EnrollmentRefused { version, reason } => {
                self.push_version(out, *version);
                push_word(out, "reason", reason.as_str());
            }
            Outcome::CreditRefused { version, reason } => {
                self.push_version(out, *version);
                push_word(out, "reason", reason.as_str());
            }
            Outcome::Earned {
                version,
                amount,
                due,
            } => {
                self.push_version(out, *version);
                push_amount(out, *amount, currency);
                push_time(out, "due", *due);
            }
            Outcome::Cancelled {
                version,
                amount,
                reason,
            } => {
                self.push_version(out, *version);
                push_amount(out, *amount, currency);
                push_word(out, "reason", reason.as_str());
            }
            Outcome::Lapsed {
                version,
                measure,
                value,
                needed,
            } => self.push_lapsed(out, currency, (*version, *measure), value, needed),
            Outcome::Adjusted { amount } => push_amount(out, *amount, currency),
            Outcome::Issued { .. }
            | Outcome::Applied { .. }
            | Outcome::Restored { .. }
            | Outcome::Forfeited { .. }
            | Outcome::Revoked { .. }
            | Outcome::Expired { .. } => self.push_of_credit(out, currency, outcome),
        }
    }

    /// The members of an entry about a credit.
    fn push_of_credit(&self, out: &mut Vec<u8>, currency: Currency, outcome: &Outcome) {
        match outcome {
            Outcome::Issued {
                version,
                credit,
                amount,
                expires,
            } => {
                self.push_credit(out, *version, *credit, *amount, currency);
                if let Some(expires) = expires {
                    push_time(out, "expires", *expires);
                }
            }
            Outcome::Applied {
                version,
                credit,
                amount,
                remaining,
            } => {
                self.push_credit(out, *version, *credit, *amount, currency);
                push_money(out, "remaining", *remaining, currency);
            }
            Outcome::Restored {
                version,
                credit,
                amount,
                remaining,
                charge,
            } => {
                self.push_credit(out, *version, *credit, *amount, currency);
                push_money(out, "remaining", *remaining, currency);
                push_charge(out, charge);
            }
            Outcome::Forfeited {
                version,
                credit,
                amount,
                charge,
            } => {
                self.push_credit(out, *version, *credit, *amount, currency);
                push_charge(out, charge);
            }
            Outcome::Revoked {
                version,
                credit,
                amount,
                reason,
            } => {
                self.push_credit(out, *version, *credit, *amount, currency);
                push_word(out, "reason", reason.as_str());
            }
            Outcome::Expired {
                version,
                credit,
                amount,
            } => self.push_credit(out, *version, *credit, *amount, currency),
            Outcome::Enrolled { .. }
            | Outcome::EnrollmentRefused { .. }
            | Outcome::CreditRefused { .. }
            | Outcome::Earned { .. }
            | Outcome::Cancelled { .. }
            | Outcome::Lapsed { .. }
            | Outcome::Adjusted { .. } => {}
        }
    }

    /// `offer`, `version`, `credit`, `amount`, `currency`
    fn push_credit(
        &self,
        out: &mut Vec<u8>,
        version: VersionId,
        credit: CreditId,
        amount: Amount,
        currency: Currency,
    ) {
        if let Some(text) = self.credits.get(version.index()) {
            out.extend_from_slice(text);
        }
        push_whole(out, u64::from(credit.number));
        out.push(b'"');
        push_amount(out, amount, currency);
    }

    fn push_lapsed(
        &self,
        out: &mut Vec<u8>,
        currency: Currency,
        (version, measure): (VersionId, MeasureId),
        value: &Reading,
        needed: &Reading,
    ) {
        self.push_version(out, version);
        let names = self.measures.get(version.index());
        let name = names.and_then(|names| names.get(measure.index()));
        push_word(out, "measure", name.map_or("", |name| &**name));
        push_reading(out, "value", value, currency);
        push_reading(out, "needed", needed, currency);
        match value {
            Reading::Money(_) => push_word(out, "currency", currency.code()),
            Reading::Number(_) => {}
        }
    }

    fn push_version(&self, out: &mut Vec<u8>, version: VersionId) {
        if let Some(text) = self.versions.get(version.index()) {
            out.extend_from_slice(text);
        }
    }
}

/// The name of an entry in the ledger.
pub(super) fn entry_word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Enrolled { .. } => "enrolled",
        Outcome::EnrollmentRefused { .. } | Outcome::CreditRefused { .. } => "refused",
        Outcome::Earned { .. } => "earned",
        Outcome::Cancelled { .. } => "cancelled",
        Outcome::Issued { .. } => "issued",
        Outcome::Applied { .. } => "applied",
        Outcome::Restored { .. } => "restored",
        Outcome::Forfeited { .. } => "forfeited",
        Outcome::Revoked { .. } => "revoked",
        Outcome::Expired { .. } => "expired",
        Outcome::Lapsed { .. } => "lapsed",
        Outcome::Adjusted { .. } => "adjusted",
    }
}

/// `amount`, `currency`
fn push_amount(out: &mut Vec<u8>, amount: Amount, currency: Currency) {
    push_money(out, "amount", amount, currency);
    push_word(out, "currency", currency.code());
}

fn push_reading(out: &mut Vec<u8>, name: &str, reading: &Reading, currency: Currency) {
    match reading {
        Reading::Money(amount) => push_money(out, name, *amount, currency),
        Reading::Number(number) => push_quoted(out, name, number),
    }
}

fn push_charge(out: &mut Vec<u8>, charge: &str) {
    out.extend_from_slice(b",\"charge\":");
    push_text(out, charge);
}

/// A member whose value is a word that needs no escape.
fn push_word(out: &mut Vec<u8>, name: &str, word: &str) {
    push_name(out, name);
    out.push(b'"');
    out.extend_from_slice(word.as_bytes());
    out.push(b'"');
}

fn push_money(out: &mut Vec<u8>, name: &str, amount: Amount, currency: Currency) {
    push_name(out, name);
    out.push(b'"');
    json::push_amount(out, amount, currency);
    out.push(b'"');
}

fn push_time(out: &mut Vec<u8>, name: &str, at: Instant) {
    push_name(out, name);
    out.push(b'"');
    push_instant(out, at);
    out.push(b'"');
}

/// A member whose value displays itself without a character that needs an escape.
fn push_quoted(out: &mut Vec<u8>, name: &str, value: impl std::fmt::Display) {
    push_name(out, name);
    out.push(b'"');
    push_display(out, value);
    out.push(b'"');
}

fn push_name(out: &mut Vec<u8>, name: &str) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}
