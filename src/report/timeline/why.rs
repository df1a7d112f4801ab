//! Why an entry came about: in words, with the clause and its place.

use crate::base::Currency;
use crate::case::expect::credit_of;
use crate::case::outcome::moment;
use crate::engine::{
    Cancellation, CreditId, CreditRefusal, EnrollmentRefusal, Entry, Outcome, Reading, Revocation,
    Verdict,
};
use crate::program::{MeasureId, Origin, RuleId, Version, VersionId};

use super::{Names, amount};

/// The rule that an entry is about.
#[derive(Clone, Copy)]
pub struct Decided {
    pub version: VersionId,
    pub rule: RuleId,
}

impl Names<'_> {
    /// `issue:14 #1 100.00 until 2026-04-03 10:00`
    pub fn why(&self, entry: &Entry, currency: Currency, decided: Option<Decided>) -> String {
        let version = version_of(&entry.outcome);
        let clause = version.and_then(|version| self.clause(version, &entry.outcome, decided));
        let what = match (credit_of(&entry.outcome), version) {
            (Some(credit), _) => self.credit(credit),
            (None, Some(version)) if self.has_several_offers => Some(self.version(version)),
            (None, _) => None,
        };
        let words = self.words(&entry.outcome, currency);
        let parts = [clause, what, Some(words)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn words(&self, outcome: &Outcome, currency: Currency) -> String {
        let money = |value| amount(value, currency);
        let moment = |instant| moment(self.program.calendar, instant);
        match outcome {
            Outcome::Enrolled { .. } => "enrolled".to_owned(),
            Outcome::EnrollmentRefused { reason, .. } => format!("refused: {}", reason.as_str()),
            Outcome::CreditRefused { reason, .. } => {
                format!("credit refused: {}", reason.as_str())
            }
            Outcome::Earned { amount, due, .. } => {
                format!("earned {}, due {}", money(*amount), moment(*due))
            }
            Outcome::Cancelled { amount, reason, .. } => {
                format!("{} cancelled: {}", money(*amount), reason.as_str())
            }
            Outcome::Issued {
                amount, expires, ..
            } => {
                let until = match expires {
                    Some(expires) => format!("until {}", moment(*expires)),
                    None => "for good".to_owned(),
                };
                format!("{} {until}", money(*amount))
            }
            Outcome::Applied { remaining, .. } | Outcome::Restored { remaining, .. } => {
                format!("{} left", money(*remaining))
            }
            Outcome::Forfeited { amount, .. } => format!("{} forfeited", money(*amount)),
            Outcome::Revoked { amount, reason, .. } => {
                format!("{} revoked: {}", money(*amount), reason.as_str())
            }
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
                format!("{measure} lapsed at {value} of {needed}")
            }
            Outcome::Adjusted { .. } => "adjusted".to_owned(),
        }
    }

    /// Why a live credit paid nothing of a charge.
    pub fn passed(&self, version: VersionId, credit: CreditId, verdict: Verdict) -> Option<String> {
        let why = match verdict {
            Verdict::Pays(_) => return None,
            Verdict::OtherEvent => "pays another event",
            Verdict::IssuedLater => "was issued later",
            Verdict::FilteredOut => "does not pay this",
            Verdict::AccrualBegan => "pays nothing in progress",
            Verdict::NothingEligible => "finds nothing to pay",
            Verdict::AllowanceUsedUp => "has no allowance left",
        };
        let terms = self.program.versions.get(version.index())?;
        let place = self.place("apply", terms.apply.origin);
        let credit = self.credit(credit);
        let credit = credit.map_or_else(String::new, |credit| format!(" {credit}"));
        Some(format!("{place}{credit} {why}"))
    }

    /// A credit by its name; nothing where there is only one.
    fn credit(&self, credit: CreditId) -> Option<String> {
        if self.has_several_offers {
            return Some(format!("{}#{}", self.offer(credit.offer), credit.number));
        }
        (self.has_several_credits).then(|| format!("#{}", credit.number))
    }

    pub fn measure(&self, version: VersionId, measure: MeasureId) -> &str {
        let terms = self.program.versions.get(version.index());
        let measure = terms.and_then(|terms| terms.measures.get(measure.index()));
        measure.map_or("", |measure| measure.name.as_str())
    }

    pub fn reading(&self, reading: &Reading, currency: Currency) -> String {
        match reading {
            Reading::Money(money) => amount(*money, currency),
            Reading::Number(quantity) => quantity.to_string(),
        }
    }

    /// The clause that an entry follows from, with its place: `issue :14`.
    fn clause(
        &self,
        version: VersionId,
        outcome: &Outcome,
        decided: Option<Decided>,
    ) -> Option<String> {
        let terms = self.program.versions.get(version.index())?;
        let (word, origin) = clause_of(terms, outcome, decided.map(|decided| decided.rule))?;
        Some(self.place(word, origin))
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

fn clause_of(
    terms: &Version,
    outcome: &Outcome,
    rule: Option<RuleId>,
) -> Option<(&'static str, Origin)> {
    let clauses = &terms.clauses;
    let issue = || {
        let rule = terms.rules.get(rule?.index())?;
        Some(("issue", rule.origin))
    };
    // Of several clauses of one word it is not known which it was.
    let only = |word, origins: &[Origin]| match origins {
        [only] => Some((word, *only)),
        _ => None,
    };
    match outcome {
        Outcome::Enrolled { .. } => Some(("enroll", clauses.enroll)),
        Outcome::EnrollmentRefused { reason, .. } => Some(match reason {
            EnrollmentRefusal::NotAvailable => ("available", terms.available.origin),
            EnrollmentRefusal::AlreadyEnrolled
            | EnrollmentRefusal::StillRunning
            | EnrollmentRefusal::TooLate => ("enroll", clauses.enroll),
            EnrollmentRefusal::Exclusive => ("exclusive", clauses.exclusive?),
            EnrollmentRefusal::NotEligible => ("eligible", clauses.eligible),
            EnrollmentRefusal::Unlisted => ("table", clauses.table?),
            EnrollmentRefusal::Currency => match clauses.table {
                Some(table) => ("table", table),
                None => ("offer", terms.origin),
            },
        }),
        Outcome::CreditRefused { reason, .. } => match reason {
            CreditRefusal::Zero => issue(),
            CreditRefusal::ExpiresBeforeIssue => Some(("expire", clauses.expire)),
            CreditRefusal::Limit => only("limit", &clauses.limits),
        },
        Outcome::Earned { .. } | Outcome::Issued { .. } => issue(),
        Outcome::Cancelled { reason, .. } => match reason {
            Cancellation::Refunded => issue(),
            Cancellation::Revoked => only("revoke", &clauses.revokes),
            Cancellation::AccountClosed => None,
        },
        Outcome::Applied { .. } | Outcome::Restored { .. } | Outcome::Forfeited { .. } => {
            Some(("apply", terms.apply.origin))
        }
        Outcome::Revoked { reason, .. } => match reason {
            Revocation::Clawback => Some(("clawback", clauses.clawback?)),
            Revocation::Revoked => only("revoke", &clauses.revokes),
            Revocation::AccountClosed => None,
        },
        Outcome::Expired { .. } => Some(("expire", clauses.expire)),
        Outcome::Lapsed { measure, .. } => {
            let measure = terms.measures.get(measure.index())?;
            Some(("measure", measure.origin))
        }
        Outcome::Adjusted { .. } => None,
    }
}
