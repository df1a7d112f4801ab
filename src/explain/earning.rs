//! What an offer's rules earned, and what became of it.

use crate::base::{Amount, Instant};
use crate::engine::{Cancellation, CreditId, CreditRefusal, Entry, Ground, Outcome};
use crate::format::AccountEvents;
use crate::program::{OfferId, Origin, Program, RuleId, Version, VersionId};

use super::charge::revoke_clause;
use super::code::ReasonCode;
use super::fact::{Fact, Facts};
use super::past::Moment;

/// One credit that a rule came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Earning {
    pub version: VersionId,
    pub rule: RuleId,
    /// Of a tier rule, the row.
    pub tier: u32,
    /// When the rule fired.
    pub at: Instant,
    /// The event that it fired on; none where a window closed.
    pub event: Option<String>,
    /// What the rule came to; none where that was nothing.
    pub amount: Option<Amount>,
    pub fate: EarningFate,
    /// The `issue` clause.
    pub earned_by: Option<Origin>,
    /// The clause that what became of it follows from.
    pub clause: Option<Origin>,
    /// The order of earning, of what was scheduled.
    earning: Option<u32>,
}

/// What became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EarningFate {
    Issued {
        credit: CreditId,
        at: Instant,
        amount: Amount,
        expires: Option<Instant>,
    },
    ReducedByLimit {
        credit: CreditId,
        at: Instant,
        amount: Amount,
        expires: Option<Instant>,
        limited: Limited,
    },
    Scheduled {
        due: Instant,
    },
    RefusedByLimit {
        at: Instant,
        limited: Limited,
    },
    RefusedZero,
    RefusedExpired {
        at: Instant,
    },
    Cancelled {
        at: Instant,
        reason: Cancellation,
        by: Option<String>,
    },
}

/// What a limit counted when it decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limited {
    pub asked: Amount,
    /// What had been issued by then, in all or in its period.
    pub issued: Amount,
    pub credits: u64,
    /// The place of the clause.
    pub limit: usize,
}

impl Limited {
    fn facts(&self) -> Facts {
        vec![
            ("asked", Fact::Money(self.asked)),
            ("issued_before", Fact::Money(self.issued)),
            ("credits_before", Fact::Count(self.credits)),
        ]
    }
}

impl EarningFate {
    pub fn code(&self) -> ReasonCode {
        match self {
            Self::Issued { .. } => ReasonCode::Issued,
            Self::ReducedByLimit { .. } => ReasonCode::ReducedByLimit,
            Self::Scheduled { .. } => ReasonCode::Scheduled,
            Self::RefusedByLimit { .. } => ReasonCode::RefusedByLimit,
            Self::RefusedZero => ReasonCode::RefusedZero,
            Self::RefusedExpired { .. } => ReasonCode::RefusedExpired,
            Self::Cancelled { reason, .. } => match reason {
                Cancellation::Refunded => ReasonCode::CancelledRefunded,
                Cancellation::Revoked => ReasonCode::CancelledRevoked,
                Cancellation::AccountClosed => ReasonCode::CancelledClosed,
            },
        }
    }

    pub fn credit(&self) -> Option<CreditId> {
        match self {
            Self::Issued { credit, .. } | Self::ReducedByLimit { credit, .. } => Some(*credit),
            Self::Scheduled { .. }
            | Self::RefusedByLimit { .. }
            | Self::RefusedZero
            | Self::RefusedExpired { .. }
            | Self::Cancelled { .. } => None,
        }
    }

    pub fn facts(&self) -> Facts {
        let issued =
            |credit: &CreditId, at: &Instant, amount: &Amount, expires: &Option<Instant>| {
                let mut facts = vec![
                    ("credit", Fact::Credit(*credit)),
                    ("at", Fact::Instant(*at)),
                    ("amount", Fact::Money(*amount)),
                ];
                facts.extend(expires.map(|expires| ("expires", Fact::Instant(expires))));
                facts
            };
        match self {
            Self::Issued {
                credit,
                at,
                amount,
                expires,
            } => issued(credit, at, amount, expires),
            Self::ReducedByLimit {
                credit,
                at,
                amount,
                expires,
                limited,
            } => {
                let mut facts = issued(credit, at, amount, expires);
                facts.extend(limited.facts());
                facts
            }
            Self::Scheduled { due } => vec![("due", Fact::Instant(*due))],
            Self::RefusedByLimit { at, limited } => {
                let mut facts = vec![("at", Fact::Instant(*at))];
                facts.extend(limited.facts());
                facts
            }
            Self::RefusedZero => Vec::new(),
            Self::RefusedExpired { at } => vec![("at", Fact::Instant(*at))],
            Self::Cancelled { at, by, .. } => {
                let mut facts = vec![("at", Fact::Instant(*at))];
                facts.extend(by.clone().map(|by| ("by", Fact::Text(by))));
                facts
            }
        }
    }

    fn clause(&self, terms: &Version, rule: RuleId, revoke: usize) -> Option<Origin> {
        let limit = |limited: &Limited| terms.clauses.limits.get(limited.limit).copied();
        let issue = || terms.rules.get(rule.index()).map(|rule| rule.origin);
        match self {
            Self::Issued { .. } | Self::Scheduled { .. } | Self::RefusedZero => issue(),
            Self::ReducedByLimit { limited, .. } | Self::RefusedByLimit { limited, .. } => {
                limit(limited)
            }
            Self::RefusedExpired { .. } => Some(terms.clauses.expire),
            Self::Cancelled { reason, .. } => match reason {
                Cancellation::Refunded => issue(),
                Cancellation::Revoked => terms.clauses.revokes.get(revoke).copied(),
                Cancellation::AccountClosed => None,
            },
        }
    }
}

/// What the rules of an offer, or of all, came to in these moments, in order.
pub(super) fn earnings(
    program: &Program,
    known: &AccountEvents,
    moments: &[Moment],
    offer: Option<OfferId>,
) -> Vec<Earning> {
    let mut found: Vec<Earning> = Vec::new();
    for moment in moments {
        for (place, entry) in moment.entries.iter().enumerate() {
            let Some((version, amount)) = earned_by(&entry.outcome) else {
                continue;
            };
            let Some(terms) = program.versions.get(version.index()) else {
                continue;
            };
            let about = About::of(moment, place);
            if offer.is_some_and(|offer| terms.offer != offer) {
                continue;
            }
            let event = || {
                let event = known.events.get(moment.event?)?;
                (entry.cause == crate::engine::Cause::Event).then(|| event.id.to_string())
            };
            let Some(fate) = fate(entry, &about, event()) else {
                continue;
            };
            let clause = fate.clause(terms, about.rule, revoke_clause(moment, version));
            let waiting = found
                .iter_mut()
                .find(|earning| about.earning.is_some() && earning.earning == about.earning);
            match waiting {
                Some(earning) => {
                    earning.fate = fate;
                    earning.tier = about.tier;
                    earning.clause = clause;
                }
                None => found.push(Earning {
                    version,
                    rule: about.rule,
                    tier: about.tier,
                    at: entry.at,
                    event: event(),
                    amount: about.limited.map(|limited| limited.asked).or(amount),
                    fate,
                    earned_by: terms.rules.get(about.rule.index()).map(|rule| rule.origin),
                    clause,
                    earning: about.earning,
                }),
            }
        }
    }
    found
}

/// The version and the amount that an entry says a rule came to.
fn earned_by(outcome: &Outcome) -> Option<(VersionId, Option<Amount>)> {
    match outcome {
        Outcome::Earned {
            version, amount, ..
        }
        | Outcome::Cancelled {
            version, amount, ..
        }
        | Outcome::Issued {
            version, amount, ..
        } => Some((*version, Some(*amount))),
        Outcome::CreditRefused { version, .. } => Some((*version, None)),
        Outcome::Enrolled { .. }
        | Outcome::EnrollmentRefused { .. }
        | Outcome::Applied { .. }
        | Outcome::Restored { .. }
        | Outcome::Forfeited { .. }
        | Outcome::Revoked { .. }
        | Outcome::Expired { .. }
        | Outcome::Lapsed { .. }
        | Outcome::Adjusted { .. } => None,
    }
}

fn fate(entry: &Entry, about: &About, event: Option<String>) -> Option<EarningFate> {
    let at = entry.at;
    match &entry.outcome {
        Outcome::Earned { due, .. } => Some(EarningFate::Scheduled { due: *due }),
        Outcome::Issued {
            credit,
            amount,
            expires,
            ..
        } => Some(match about.limited {
            Some(limited) => EarningFate::ReducedByLimit {
                credit: *credit,
                at,
                amount: *amount,
                expires: *expires,
                limited,
            },
            None => EarningFate::Issued {
                credit: *credit,
                at,
                amount: *amount,
                expires: *expires,
            },
        }),
        Outcome::CreditRefused { reason, .. } => Some(match (reason, about.limited) {
            (CreditRefusal::Limit, Some(limited)) => EarningFate::RefusedByLimit { at, limited },
            (CreditRefusal::Limit, None) | (CreditRefusal::Zero, _) => EarningFate::RefusedZero,
            (CreditRefusal::ExpiresBeforeIssue, _) => EarningFate::RefusedExpired { at },
        }),
        Outcome::Cancelled { reason, .. } => Some(EarningFate::Cancelled {
            at,
            reason: *reason,
            by: event,
        }),
        Outcome::Enrolled { .. }
        | Outcome::EnrollmentRefused { .. }
        | Outcome::Applied { .. }
        | Outcome::Restored { .. }
        | Outcome::Forfeited { .. }
        | Outcome::Revoked { .. }
        | Outcome::Expired { .. }
        | Outcome::Lapsed { .. }
        | Outcome::Adjusted { .. } => None,
    }
}

/// What is known about the entry at a place of a moment.
struct About {
    rule: RuleId,
    tier: u32,
    earning: Option<u32>,
    limited: Option<Limited>,
}

impl About {
    fn of(moment: &Moment, place: usize) -> Self {
        let mut about = Self {
            rule: RuleId(0),
            tier: 0,
            earning: None,
            limited: None,
        };
        for ground in &moment.grounds {
            match ground {
                Ground::Fired {
                    entry, rule, tier, ..
                } if *entry == place => {
                    about.rule = *rule;
                    about.tier = *tier;
                }
                Ground::Scheduled { entry, earning } if *entry == place => {
                    about.earning = Some(*earning);
                }
                Ground::Limited {
                    entry,
                    limit,
                    asked,
                    issued,
                    credits,
                } if *entry == place => {
                    about.limited = Some(Limited {
                        asked: *asked,
                        issued: *issued,
                        credits: *credits,
                        limit: *limit,
                    });
                }
                Ground::Fired { .. }
                | Ground::Scheduled { .. }
                | Ground::Limited { .. }
                | Ground::Judged { .. }
                | Ground::Unasked { .. }
                | Ground::EnrollmentAsked { .. }
                | Ground::EnrollmentMissed { .. }
                | Ground::NotCounted { .. } => {}
            }
        }
        about
    }
}
