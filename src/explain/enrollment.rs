//! Whether an account enrolled in an offer, and if not, why.

use crate::base::Instant;
use crate::engine::{Asked, EnrollmentFacts, EnrollmentRefusal};
use crate::program::{Enroll, OfferId, Origin, Version, VersionId};

use super::code::ReasonCode;
use super::fact::{Fact, Facts, seconds};
use super::suppose::Supposed;

/// One time that an account was asked, or might have been.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EnrollmentAnswer {
    pub version: VersionId,
    /// The event, and of what the clock did none.
    pub event: Option<String>,
    /// The instant at which it was asked; of what was never asked none.
    pub at: Option<Instant>,
    pub reason: EnrollmentReason,
    pub clause: Option<Origin>,
    pub supposed: Option<Supposed>,
}

impl EnrollmentAnswer {
    pub fn is_enrolled(&self) -> bool {
        matches!(self.reason, EnrollmentReason::Enrolled { .. })
    }

    /// Whether the event could have enrolled, and did not ask.
    pub fn is_missed(&self) -> bool {
        matches!(
            self.reason,
            EnrollmentReason::EnrollFilteredOut(_) | EnrollmentReason::NotFirst
        )
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EnrollmentReason {
    Enrolled {
        /// Every condition of `eligible`.
        conditions: Asked,
    },
    NeverAsked,
    EnrollFilteredOut(Asked),
    NotFirst,
    NotAvailable {
        from: Option<Instant>,
        until: Option<Instant>,
        asked: Instant,
    },
    AlreadyEnrolled {
        times: u64,
    },
    StillRunning,
    TooLate {
        deadline: Instant,
        asked: Instant,
    },
    Exclusive {
        entered_by: Option<OfferId>,
    },
    NotEligible(Asked),
    Unlisted {
        value: Fact,
    },
    Currency {
        row: Option<Fact>,
    },
}

impl EnrollmentReason {
    pub fn code(&self) -> ReasonCode {
        match self {
            Self::Enrolled { .. } => ReasonCode::Enrolled,
            Self::NeverAsked => ReasonCode::NeverAsked,
            Self::EnrollFilteredOut(_) => ReasonCode::EnrollFilteredOut,
            Self::NotFirst => ReasonCode::NotFirst,
            Self::NotAvailable { .. } => ReasonCode::NotAvailable,
            Self::AlreadyEnrolled { .. } => ReasonCode::AlreadyEnrolled,
            Self::StillRunning => ReasonCode::StillRunning,
            Self::TooLate { .. } => ReasonCode::TooLate,
            Self::Exclusive { .. } => ReasonCode::Exclusive,
            Self::NotEligible(_) => ReasonCode::NotEligible,
            Self::Unlisted { .. } => ReasonCode::Unlisted,
            Self::Currency { .. } => ReasonCode::Currency,
        }
    }

    pub fn facts(&self) -> Facts {
        match self {
            Self::Enrolled { conditions } if conditions.is_empty() => Vec::new(),
            Self::Enrolled { conditions }
            | Self::EnrollFilteredOut(conditions)
            | Self::NotEligible(conditions) => {
                vec![("conditions", Fact::Asked(conditions.clone()))]
            }
            Self::NeverAsked | Self::NotFirst | Self::StillRunning => Vec::new(),
            Self::NotAvailable { from, until, .. } => {
                let from = from.map(|from| ("from", Fact::Instant(from)));
                let until = until.map(|until| ("before", Fact::Instant(until)));
                from.into_iter().chain(until).collect()
            }
            Self::AlreadyEnrolled { times } => vec![("times", Fact::Count(*times))],
            Self::TooLate { deadline, asked } => vec![
                ("deadline", Fact::Instant(*deadline)),
                ("late", Fact::Seconds(seconds(*deadline, *asked))),
            ],
            Self::Exclusive { entered_by } => {
                let offer = entered_by.map(|offer| ("entered_by", Fact::Offer(offer)));
                offer.into_iter().collect()
            }
            Self::Unlisted { value } => vec![("value", value.clone())],
            Self::Currency { row } => {
                let row = row.clone().map(|row| ("row", row));
                row.into_iter().collect()
            }
        }
    }

    pub fn clause(&self, terms: &Version) -> Option<Origin> {
        let clauses = &terms.clauses;
        match self {
            Self::Enrolled { .. }
            | Self::NeverAsked
            | Self::EnrollFilteredOut(_)
            | Self::NotFirst
            | Self::AlreadyEnrolled { .. }
            | Self::StillRunning
            | Self::TooLate { .. } => Some(clauses.enroll),
            Self::NotAvailable { .. } => Some(terms.available.origin),
            Self::Exclusive { .. } => clauses.exclusive,
            Self::NotEligible(_) => Some(clauses.eligible),
            Self::Unlisted { .. } => clauses.table,
            Self::Currency { .. } => clauses.table.or(Some(terms.origin)),
        }
    }
}

/// What the engine's decision on an enrollment says, with what it turned on.
pub(super) fn decided(
    terms: &Version,
    asked: Instant,
    refusal: Option<EnrollmentRefusal>,
    facts: &EnrollmentFacts,
) -> EnrollmentReason {
    let Some(refusal) = refusal else {
        return EnrollmentReason::Enrolled {
            conditions: facts.eligible.clone(),
        };
    };
    let key = || {
        facts
            .key
            .clone()
            .map(|(slot, value)| Fact::Value(slot, value))
    };
    match refusal {
        EnrollmentRefusal::NotAvailable => EnrollmentReason::NotAvailable {
            from: terms.available.from,
            until: earliest(terms.available.until, terms.earns_until),
            asked,
        },
        EnrollmentRefusal::AlreadyEnrolled => EnrollmentReason::AlreadyEnrolled {
            times: facts.enrolled,
        },
        EnrollmentRefusal::StillRunning => EnrollmentReason::StillRunning,
        EnrollmentRefusal::TooLate => EnrollmentReason::TooLate {
            deadline: facts.deadline.unwrap_or(asked),
            asked,
        },
        EnrollmentRefusal::Exclusive => EnrollmentReason::Exclusive {
            entered_by: facts.entered_by,
        },
        EnrollmentRefusal::NotEligible => EnrollmentReason::NotEligible(facts.eligible.clone()),
        EnrollmentRefusal::Unlisted => EnrollmentReason::Unlisted {
            value: key().unwrap_or(Fact::Flag(false)),
        },
        EnrollmentRefusal::Currency => EnrollmentReason::Currency { row: key() },
    }
}

fn earliest(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (end, None) | (None, end) => end,
    }
}

/// An event that could have enrolled and did not call the version.
pub(super) fn missed(terms: &Version, filter: &Asked) -> EnrollmentReason {
    match &terms.enroll {
        Enroll::OnFirst { .. } if filter.holds => EnrollmentReason::NotFirst,
        Enroll::OnFirst { .. } | Enroll::On { .. } | Enroll::Automatically => {
            EnrollmentReason::EnrollFilteredOut(filter.clone())
        }
    }
}
