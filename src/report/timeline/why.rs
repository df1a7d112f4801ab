//! Why an entry came about: the clause that it follows from, and what the columns do not say.

use crate::base::{Amount, Currency};
use crate::case::Occurred;
use crate::case::expect::credit_of;
use crate::engine::{
    Cancellation, CreditRefusal, EnrollmentRefusal, Entry, Noted, Outcome, Revocation, Verdict,
};
use crate::program::{Origin, RuleId, Version};

use super::names::Names;
use super::said;
use super::table::Note;

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
        let about = about.and_then(Outcome::version);
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
    pub fn why(&self, entry: &Entry, currency: Currency, decided: Decided) -> Vec<Note> {
        let words = self.words(entry, currency);
        let version = entry.outcome.version();
        let terms = version.and_then(|version| self.program.versions.get(version.index()));
        let (Some(version), Some(terms)) = (version, terms) else {
            return vec![Note::new(words)];
        };
        let about = match credit_of(&entry.outcome) {
            Some(credit) => self.credit(credit),
            None => self.version(version),
        };
        let mut notes = vec![match clause_of(terms, &entry.outcome, decided) {
            Some(clause) => clause.note(&about, &words),
            None if about.is_empty() => Note::new(words),
            None => Note::new(format!("{}: {words}", about.trim_start())),
        }];
        if let (Outcome::Issued { .. }, Some((limit, asked))) = (&entry.outcome, decided.limit)
            && let Some(clause) = limit_of(terms, limit)
        {
            let words = format!("cut from {}", said(asked, currency));
            notes.push(clause.note("", &words));
        }
        notes
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
    pub fn passed(&self, occurred: &Occurred) -> Vec<Note> {
        let mut reasons: Vec<(&str, String, Option<Clause>)> = Vec::new();
        for note in &occurred.notes {
            let Noted::Passed {
                version,
                credit,
                verdict,
            } = &note.what
            else {
                continue;
            };
            let Some(why) = why_not(*verdict) else {
                continue;
            };
            let credit = self.credit(*credit);
            match reasons.iter_mut().find(|(known, _, _)| *known == why) {
                Some((_, credits, _)) => credits.push_str(&format!(",{credit}")),
                None => {
                    let terms = self.program.versions.get(version.index());
                    let clause = terms.map(|terms| Clause::only("apply", terms.apply.origin));
                    reasons.push((why, credit, clause));
                }
            }
        }
        let reasons = reasons.into_iter();
        reasons
            .map(|(why, credits, clause)| Note {
                words: format!("apply{credits}: {why}"),
                clause,
            })
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

/// A clause by its name, and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clause {
    /// `issue`, `2nd issue`
    pub name: String,
    pub origin: Origin,
}

impl Clause {
    fn only(word: &str, origin: Origin) -> Self {
        Self {
            name: word.to_owned(),
            origin,
        }
    }

    /// One of the clauses with a word, by its place among them.
    fn one_of(word: &str, place: usize, count: usize, origin: Origin) -> Self {
        let number = place + 1;
        let ending = match (number % 10, number % 100) {
            (_, 11..=13) => "th",
            (1, _) => "st",
            (2, _) => "nd",
            (3, _) => "rd",
            (_, _) => "th",
        };
        match count {
            1 => Self::only(word, origin),
            _ => Self::only(&format!("{number}{ending} {word}"), origin),
        }
    }

    fn note(self, about: &str, words: &str) -> Note {
        Note {
            words: format!("{}{about}: {words}", self.name),
            clause: Some(self),
        }
    }
}

fn issue_of(terms: &Version, decided: Decided) -> Option<Clause> {
    let id = decided.rule?;
    let rule = terms.rules.get(id.index())?;
    let count = terms.rules.len();
    Some(Clause::one_of("issue", id.index(), count, rule.origin))
}

fn limit_of(terms: &Version, place: usize) -> Option<Clause> {
    let limits = &terms.clauses.limits;
    let origin = limits.get(place)?;
    Some(Clause::one_of("limit", place, limits.len(), *origin))
}

fn revoke_of(terms: &Version, decided: Decided) -> Option<Clause> {
    let revokes = &terms.clauses.revokes;
    let place = decided.revoke?;
    let origin = revokes.get(place)?;
    Some(Clause::one_of("revoke", place, revokes.len(), *origin))
}

fn clause_of(terms: &Version, outcome: &Outcome, decided: Decided) -> Option<Clause> {
    let clauses = &terms.clauses;
    let (word, origin) = match outcome {
        Outcome::Enrolled { .. } => ("enroll", clauses.enroll),
        Outcome::EnrollmentRefused { reason, .. } => match reason {
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
        },
        Outcome::CreditRefused { reason, .. } => match reason {
            CreditRefusal::Zero => return issue_of(terms, decided),
            CreditRefusal::ExpiresBeforeIssue => ("expire", clauses.expire),
            CreditRefusal::Limit => {
                let (place, _) = decided.limit?;
                return limit_of(terms, place);
            }
        },
        Outcome::Earned { .. } | Outcome::Issued { .. } => return issue_of(terms, decided),
        Outcome::Cancelled { reason, .. } => match reason {
            Cancellation::Refunded => return issue_of(terms, decided),
            Cancellation::Revoked => return revoke_of(terms, decided),
            Cancellation::AccountClosed => return None,
        },
        Outcome::Applied { .. } | Outcome::Restored { .. } | Outcome::Forfeited { .. } => {
            ("apply", terms.apply.origin)
        }
        Outcome::Revoked { reason, .. } => match reason {
            Revocation::Clawback => ("clawback", clauses.clawback?),
            Revocation::Revoked => return revoke_of(terms, decided),
            Revocation::AccountClosed => return None,
        },
        Outcome::Expired { .. } => ("expire", clauses.expire),
        Outcome::Lapsed { measure, .. } => {
            let measure = terms.measures.get(measure.index())?;
            ("measure", measure.origin)
        }
        Outcome::Adjusted { .. } => return None,
    };
    Some(Clause::only(word, origin))
}
