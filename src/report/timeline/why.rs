//! Why an entry came about: the clause that it follows from, and what the columns do not say.

use crate::base::{Amount, Currency};
use crate::case::Occurred;
use crate::case::expect::credit_of;
use crate::engine::{
    Cancellation, CreditRefusal, EnrollmentRefusal, Entry, Noted, Outcome, Revocation,
    Verdict,
};
use crate::program::{RuleId, Version, VersionId};

use super::names::Names;
use super::said;

/// What was noted about an entry: which of several clauses of one word it follows from.
#[derive(Clone, Copy, Default)]
pub struct Decided {
    rule: Option<RuleId>,
    /// The place of a `limit`, and the amount that was asked for.
    limit: Option<(usize, Amount)>,
    /// The place of a `revoke`.
    revoke: Option<usize>,
}

impl Decided {
    /// About the entry at a place.
    pub fn of(occurred: &Occurred, place: usize) -> Self {
        let mut decided = Self::default();
        let about = occurred.entries.get(place).map(|entry| &entry.outcome);
        let about = about.and_then(version_of);
        for note in occurred.notes.iter().filter(|note| note.entries <= place) {
            let is_next = note.entries == place;
            match &note.what {
                Noted::Decided { rule, .. } if is_next => decided.rule = Some(*rule),
                Noted::Limited { limit, asked, .. } if is_next => {
                    decided.limit = Some((*limit, *asked));
                }
                Noted::Revoking { version, revoke } if about == Some(*version) => {
                    decided.revoke = Some(*revoke);
                }
                Noted::Decided { .. }
                | Noted::Limited { .. }
                | Noted::Revoking { .. }
                | Noted::Counted { .. }
                | Noted::Passed { .. }
                | Noted::Billed { .. } => {}
            }
        }
        decided
    }
}

impl Names<'_> {
    /// `issue #1: 100 until 04-03 10:00`; and the limit that cut it, as a note of its own.
    pub fn why(&self, entry: &Entry, currency: Currency, decided: Decided) -> Vec<String> {
        let words = self.words(entry, currency);
        let version = version_of(&entry.outcome);
        let terms = version.and_then(|version| self.program.versions.get(version.index()));
        let (Some(version), Some(terms)) = (version, terms) else {
            return vec![words];
        };
        let about = match credit_of(&entry.outcome) {
            Some(credit) => self.credit(credit),
            None => self.version(version),
        };
        let why = match clause_of(terms, &entry.outcome, decided) {
            Some(clause) => format!("{clause}{about}: {words}"),
            None if about.is_empty() => words,
            None => format!("{}: {words}", about.trim_start()),
        };
        let cut = match (&entry.outcome, decided.limit) {
            (Outcome::Issued { .. }, Some((limit, asked))) => {
                let clause = Clause::of_several("limit", limit, terms.limits.len());
                Some(format!("{clause}: cut from {}", said(asked, currency)))
            }
            (_, Some(_) | None) => None,
        };
        [Some(why), cut].into_iter().flatten().collect()
    }

    fn words(&self, entry: &Entry, currency: Currency) -> String {
        let money = |value| said(value, currency);
        let moment = |instant| self.moment(instant, entry.at);
        match &entry.outcome {
            Outcome::Enrolled { .. } => "enrolled".to_owned(),
            Outcome::EnrollmentRefused { reason, .. } => format!("refused, {}", reason.as_str()),
            Outcome::CreditRefused { reason, .. } => match reason {
                CreditRefusal::Zero | CreditRefusal::ExpiresBeforeIssue => {
                    format!("credit refused, {}", reason.as_str())
                }
                // The clause says it.
                CreditRefusal::Limit => "credit refused".to_owned(),
            },
            Outcome::Earned { amount, due, .. } => {
                format!("earned {}, due {}", money(*amount), moment(*due))
            }
            Outcome::Cancelled { amount, reason, .. } => {
                format!("{} cancelled, {}", money(*amount), reason.as_str())
            }
            Outcome::Issued {
                amount, expires, ..
            } => match expires {
                Some(expires) => format!("{} until {}", money(*amount), moment(*expires)),
                None => format!("{} for good", money(*amount)),
            },
            Outcome::Applied { remaining, .. } | Outcome::Restored { remaining, .. } => {
                format!("{} left", money(*remaining))
            }
            Outcome::Forfeited { amount, .. } => format!("{} forfeited", money(*amount)),
            Outcome::Revoked { amount, reason, .. } => match reason {
                // The clause says it.
                Revocation::Clawback | Revocation::Revoked => {
                    format!("{} revoked", money(*amount))
                }
                Revocation::AccountClosed => {
                    format!("{} revoked, {}", money(*amount), reason.as_str())
                }
            },
            Outcome::Expired { amount, .. } => format!("{} expired", money(*amount)),
            Outcome::Lapsed {
                version,
                measure,
                value,
                needed,
            } => {
                let measure = self.measure(*version, *measure);
                let value = self.reading(value, currency);
                let needed = self.reading(needed, currency);
                format!("{measure} lapsed at {value}/{needed}")
            }
            Outcome::Adjusted { .. } => "adjusted".to_owned(),
        }
    }

    /// Why live credits paid nothing of a charge: one note a reason.
    pub fn passed(&self, occurred: &Occurred) -> Vec<String> {
        let mut reasons: Vec<(&str, String)> = Vec::new();
        for note in &occurred.notes {
            let Noted::Passed { credit, verdict, .. } = &note.what else {
                continue;
            };
            let Some(why) = why_not(*verdict) else {
                continue;
            };
            let credit = self.credit(*credit);
            match reasons.iter_mut().find(|(known, _)| *known == why) {
                Some((_, credits)) => credits.push_str(&format!(",{credit}")),
                None => reasons.push((why, credit)),
            }
        }
        let notes = reasons.iter();
        notes
            .map(|(why, credits)| format!("apply{credits}: {why}"))
            .collect()
    }
}

fn why_not(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Pays(_) => None,
        Verdict::OtherEvent => Some("pays another event"),
        Verdict::IssuedLater => Some("issued later"),
        Verdict::FilteredOut => Some("does not pay this"),
        Verdict::AccrualBegan => Some("nothing in progress"),
        Verdict::NothingEligible => Some("nothing to pay"),
        Verdict::AllowanceUsedUp => Some("allowance used up"),
    }
}

/// The version that an entry is about.
fn version_of(outcome: &Outcome) -> Option<VersionId> {
    match outcome {
        Outcome::Enrolled { version }
        | Outcome::EnrollmentRefused { version, .. }
        | Outcome::CreditRefused { version, .. }
        | Outcome::Earned { version, .. }
        | Outcome::Cancelled { version, .. }
        | Outcome::Issued { version, .. }
        | Outcome::Applied { version, .. }
        | Outcome::Restored { version, .. }
        | Outcome::Forfeited { version, .. }
        | Outcome::Revoked { version, .. }
        | Outcome::Expired { version, .. }
        | Outcome::Lapsed { version, .. } => Some(*version),
        Outcome::Adjusted { .. } => None,
    }
}

/// The place of a clause: its word, and which it is of several.
struct Clause {
    word: &'static str,
    /// From 1; none where it is the only one.
    number: Option<usize>,
}

impl Clause {
    fn only(word: &'static str) -> Self {
        Self { word, number: None }
    }

    fn of_several(word: &'static str, place: usize, count: usize) -> Self {
        Self {
            word,
            number: (count > 1).then_some(place + 1),
        }
    }
}

impl std::fmt::Display for Clause {
    /// `issue`, `2nd issue`
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(number) = self.number {
            let ending = match (number % 10, number % 100) {
                (_, 11..=13) => "th",
                (1, _) => "st",
                (2, _) => "nd",
                (3, _) => "rd",
                (_, _) => "th",
            };
            write!(formatter, "{number}{ending} ")?;
        }
        formatter.write_str(self.word)
    }
}

fn clause_of(terms: &Version, outcome: &Outcome, decided: Decided) -> Option<Clause> {
    let issue = || {
        let rule = decided.rule?;
        Some(Clause::of_several("issue", rule.index(), terms.rules.len()))
    };
    let revoke = || {
        let place = decided.revoke?;
        Some(Clause::of_several("revoke", place, terms.revoke.len()))
    };
    match outcome {
        Outcome::Enrolled { .. } => Some(Clause::only("enroll")),
        Outcome::EnrollmentRefused { reason, .. } => Some(Clause::only(match reason {
            EnrollmentRefusal::NotAvailable => "available",
            EnrollmentRefusal::AlreadyEnrolled
            | EnrollmentRefusal::StillRunning
            | EnrollmentRefusal::TooLate => "enroll",
            EnrollmentRefusal::Exclusive => "exclusive",
            EnrollmentRefusal::NotEligible => "eligible",
            EnrollmentRefusal::Unlisted => "table",
            EnrollmentRefusal::Currency if terms.table.is_some() => "table",
            EnrollmentRefusal::Currency => "offer",
        })),
        Outcome::CreditRefused { reason, .. } => match reason {
            CreditRefusal::Zero => issue(),
            CreditRefusal::ExpiresBeforeIssue => Some(Clause::only("expire")),
            CreditRefusal::Limit => {
                let (place, _) = decided.limit?;
                Some(Clause::of_several("limit", place, terms.limits.len()))
            }
        },
        Outcome::Earned { .. } | Outcome::Issued { .. } => issue(),
        Outcome::Cancelled { reason, .. } => match reason {
            Cancellation::Refunded => issue(),
            Cancellation::Revoked => revoke(),
            Cancellation::AccountClosed => None,
        },
        Outcome::Applied { .. } | Outcome::Restored { .. } | Outcome::Forfeited { .. } => {
            Some(Clause::only("apply"))
        }
        Outcome::Revoked { reason, .. } => match reason {
            Revocation::Clawback => Some(Clause::only("clawback")),
            Revocation::Revoked => revoke(),
            Revocation::AccountClosed => None,
        },
        Outcome::Expired { .. } => Some(Clause::only("expire")),
        Outcome::Lapsed { .. } => Some(Clause::only("measure")),
        Outcome::Adjusted { .. } => None,
    }
}
