//! Why an entry came about: in words, with the clause and its place.

use crate::base::Currency;
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
    /// `issued 100.00 until 2026-04-03 10:00 (issue :14)`
    pub fn why(&self, entry: &Entry, currency: Currency, decided: Option<Decided>) -> String {
        let (version, words) = self.words(entry, currency);
        let clause = version.and_then(|version| self.clause(version, &entry.outcome, decided));
        let offer = match version {
            Some(version) if self.has_several_offers && !names_credit(&entry.outcome) => {
                format!("{}: ", self.version(version))
            }
            Some(_) | None => String::new(),
        };
        match clause {
            Some(clause) => format!("{offer}{words} ({clause})"),
            None => format!("{offer}{words}"),
        }
    }

    fn words(&self, entry: &Entry, currency: Currency) -> (Option<VersionId>, String) {
        let money = |value| amount(value, currency);
        let moment = |instant| moment(self.program.calendar, instant);
        match &entry.outcome {
            Outcome::Enrolled { version } => (Some(*version), "enrolled".to_owned()),
            Outcome::EnrollmentRefused { version, reason } => {
                (Some(*version), format!("refused: {}", reason.as_str()))
            }
            Outcome::CreditRefused { version, reason } => (
                Some(*version),
                format!("credit refused: {}", reason.as_str()),
            ),
            Outcome::Earned {
                version,
                amount,
                due,
            } => {
                let (amount, due) = (money(*amount), moment(*due));
                (Some(*version), format!("earned {amount}, due {due}"))
            }
            Outcome::Cancelled {
                version,
                amount,
                reason,
            } => {
                let amount = money(*amount);
                (
                    Some(*version),
                    format!("{amount} cancelled: {}", reason.as_str()),
                )
            }
            Outcome::Issued {
                version,
                credit,
                amount,
                expires,
            } => {
                let until = match expires {
                    Some(expires) => format!("until {}", moment(*expires)),
                    None => "for good".to_owned(),
                };
                let credit = self.credit(*credit);
                (
                    Some(*version),
                    format!("{credit} issued {}, {until}", money(*amount)),
                )
            }
            Outcome::Lapsed {
                version,
                measure,
                value,
                needed,
            } => {
                let measure = self.measure(*version, *measure);
                let value = self.reading(value, currency);
                let needed = self.reading(needed, currency);
                (
                    Some(*version),
                    format!("{measure} lapsed at {value} of {needed}"),
                )
            }
            Outcome::Adjusted { amount } => (None, format!("adjusted {}", money(*amount))),
            Outcome::Applied { .. }
            | Outcome::Restored { .. }
            | Outcome::Forfeited { .. }
            | Outcome::Revoked { .. }
            | Outcome::Expired { .. } => self.words_of_credit(entry, currency),
        }
    }

    fn words_of_credit(&self, entry: &Entry, currency: Currency) -> (Option<VersionId>, String) {
        let money = |value| amount(value, currency);
        match &entry.outcome {
            Outcome::Applied {
                version,
                credit,
                amount,
                remaining,
            } => {
                let credit = self.credit(*credit);
                let (paid, left) = (money(*amount), money(*remaining));
                (Some(*version), format!("{credit} pays {paid}, {left} left"))
            }
            Outcome::Restored {
                version,
                credit,
                amount,
                remaining,
                charge,
            } => {
                let credit = self.credit(*credit);
                let (amount, left) = (money(*amount), money(*remaining));
                (
                    Some(*version),
                    format!("{credit} gets back {amount} of {charge}, {left} left"),
                )
            }
            Outcome::Forfeited {
                version,
                credit,
                amount,
                charge,
            } => {
                let credit = self.credit(*credit);
                let amount = money(*amount);
                (
                    Some(*version),
                    format!("{credit} forfeits {amount} of {charge}"),
                )
            }
            Outcome::Revoked {
                version,
                credit,
                amount,
                reason,
            } => {
                let credit = self.credit(*credit);
                let reason = reason.as_str();
                (
                    Some(*version),
                    format!("{credit} loses {}: {reason}", money(*amount)),
                )
            }
            Outcome::Expired {
                version,
                credit,
                amount,
            } => {
                let credit = self.credit(*credit);
                (
                    Some(*version),
                    format!("{credit} expires with {}", money(*amount)),
                )
            }
            Outcome::Enrolled { .. }
            | Outcome::EnrollmentRefused { .. }
            | Outcome::CreditRefused { .. }
            | Outcome::Earned { .. }
            | Outcome::Cancelled { .. }
            | Outcome::Issued { .. }
            | Outcome::Lapsed { .. }
            | Outcome::Adjusted { .. } => (None, String::new()),
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
            Verdict::NothingEligible => "has nothing left to pay",
            Verdict::AllowanceUsedUp => "has used up its allowance",
        };
        let terms = self.program.versions.get(version.index())?;
        let place = self.place(terms.apply.origin);
        Some(format!("{} {why} (apply {place})", self.credit(credit)))
    }

    fn credit(&self, credit: CreditId) -> String {
        if self.has_several_offers {
            return format!("{}#{}", self.offer(credit.offer), credit.number);
        }
        format!("#{}", credit.number)
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
        Some(format!("{word} {}", self.place(origin)))
    }
}

/// Whether the words of an entry name its credit, and so its offer.
fn names_credit(outcome: &Outcome) -> bool {
    crate::case::expect::credit_of(outcome).is_some()
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
            CreditRefusal::Limit => Some(("limit", *clauses.limits.first()?)),
        },
        Outcome::Earned { .. } | Outcome::Issued { .. } => issue(),
        Outcome::Cancelled { reason, .. } => match reason {
            Cancellation::Refunded => issue(),
            Cancellation::Revoked => Some(("revoke", *clauses.revokes.first()?)),
            Cancellation::AccountClosed => None,
        },
        Outcome::Applied { .. } | Outcome::Restored { .. } | Outcome::Forfeited { .. } => {
            Some(("apply", terms.apply.origin))
        }
        Outcome::Revoked { reason, .. } => match reason {
            Revocation::Clawback => Some(("clawback", clauses.clawback?)),
            Revocation::Revoked => Some(("revoke", *clauses.revokes.first()?)),
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
