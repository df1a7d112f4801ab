//! Ledger entries as lines (section 7): one compact JSON object each, members in the order of the table.

use crate::base::{Amount, Currency, Instant};
use crate::engine::{Cause, CreditId, Entry, Outcome, Reading};
use crate::program::{MeasureId, Program, VersionId};

use super::json::{push_display, push_text, push_whole};

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
    /// The names of the offers, by `OfferId`.
    offers: Vec<Box<str>>,
    /// The names of the measures, by [`VersionId`] and [`MeasureId`].
    measures: Vec<Vec<Box<str>>>,
    last_instant: Option<Instant>,
    last_instant_text: Vec<u8>,
}

impl LedgerWriter {
    pub fn new(program: &Program, refusals: Refusals) -> Self {
        let offers: Vec<Box<str>> = program
            .offers
            .iter()
            .map(|offer| offer.name.as_str().into())
            .collect();
        let versions = program.versions.iter().map(|version| {
            let offer = offers.get(version.offer.index()).map_or("", |name| &**name);
            let number = version.number;
            let text = format!(",\"offer\":\"{offer}\",\"version\":{number}");
            text.into_bytes().into_boxed_slice()
        });
        let measures = program.versions.iter().map(|version| {
            let names = version.measures.iter();
            names.map(|measure| measure.name.as_str().into()).collect()
        });
        Self {
            refusals,
            versions: versions.collect(),
            measures: measures.collect(),
            offers,
            last_instant: None,
            last_instant_text: Vec::new(),
        }
    }

    /// Whether an entry is written at all.
    pub fn writes(&self, entry: &Entry) -> bool {
        let is_refusal = matches!(entry.outcome, Outcome::EnrollmentRefused { .. });
        !is_refusal || self.refusals == Refusals::Written
    }

    /// Writes the line of an entry.
    pub fn push(&mut self, out: &mut Vec<u8>, context: &EntryContext<'_>, entry: &Entry) {
        out.extend_from_slice(b"{\"at\":\"");
        self.push_instant(out, entry.at);
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
                push_quoted(out, "due", due);
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
                    push_quoted(out, "expires", expires);
                }
            }
            Outcome::Applied {
                version,
                credit,
                amount,
                remaining,
            } => {
                self.push_credit(out, *version, *credit, *amount, currency);
                push_quoted(out, "remaining", remaining.display(currency));
            }
            Outcome::Restored {
                version,
                credit,
                amount,
                remaining,
                charge,
            } => {
                self.push_credit(out, *version, *credit, *amount, currency);
                push_quoted(out, "remaining", remaining.display(currency));
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
        self.push_version(out, version);
        out.extend_from_slice(b",\"credit\":\"");
        if let Some(offer) = self.offers.get(credit.offer.index()) {
            out.extend_from_slice(offer.as_bytes());
        }
        out.push(b'#');
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

    /// Entries of one event have one instant: its text is kept.
    fn push_instant(&mut self, out: &mut Vec<u8>, at: Instant) {
        if self.last_instant != Some(at) {
            self.last_instant_text.clear();
            push_display(&mut self.last_instant_text, at);
            self.last_instant = Some(at);
        }
        out.extend_from_slice(&self.last_instant_text);
    }
}

/// The name of an entry in the ledger.
fn entry_word(outcome: &Outcome) -> &'static str {
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
    push_quoted(out, "amount", amount.display(currency));
    push_word(out, "currency", currency.code());
}

fn push_reading(out: &mut Vec<u8>, name: &str, reading: &Reading, currency: Currency) {
    match reading {
        Reading::Money(amount) => push_quoted(out, name, amount.display(currency)),
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
