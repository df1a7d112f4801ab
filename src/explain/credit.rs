//! A credit: from what earned it to where every cent of it went.

use crate::base::{Amount, Instant};
use crate::engine::{Cause, CreditId, Entry, Outcome, Plan, Revocation};
use crate::format::AccountEvents;
use crate::program::{Origin, Version, VersionId};

use super::charge::revoke_clause;
use super::code::ReasonCode;
use super::earning::{Earning, earnings};
use super::past::{Moment, relive};

/// The life of a credit. Amounts are of the account's currency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditExplanation {
    pub credit: CreditId,
    pub version: VersionId,
    pub amount: Amount,
    pub issued: Instant,
    pub expires: Option<Instant>,
    /// What is left of it.
    pub left: Amount,
    /// [`ReasonCode::Active`], or what it came to its end by.
    pub state: ReasonCode,
    /// What earned it.
    pub earning: Option<Earning>,
    /// What happened to it after its issue, in order.
    pub steps: Vec<LifeStep>,
}

/// Something that happened to a credit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LifeStep {
    pub credit: CreditId,
    pub version: VersionId,
    pub at: Instant,
    /// The event that it came by; none of what the clock did.
    pub event: Option<String>,
    pub code: ReasonCode,
    pub amount: Amount,
    /// What the credit had left after it; none where that did not change.
    pub left: Option<Amount>,
    /// Of a refund, the charge.
    pub charge: Option<String>,
    pub clause: Option<Origin>,
}

/// Explains a credit; `None` where the account never got it.
pub fn credit(plan: &Plan, known: &AccountEvents, id: CreditId) -> Option<CreditExplanation> {
    let program = plan.program();
    let past = relive(plan, known, &|_, _| false);
    let issued = past.credits.iter().find(|issued| issued.credit == id)?;
    let terms = program.versions.get(issued.version.index())?;
    let mut steps = Vec::new();
    for moment in &past.moments {
        for entry in &moment.entries {
            let step = life_step(known, moment, entry, terms);
            steps.extend(step.filter(|step| step.credit == id));
        }
    }
    let left = steps.iter().rev().find_map(|step| step.left);
    let left = left.unwrap_or(issued.amount);
    let ended = steps.iter().rev().find(|step| step.is_end());
    let state = state(left, ended.map(|step| step.code));
    let all = earnings(program, known, &past.moments, Some(id.offer));
    Some(CreditExplanation {
        credit: id,
        version: issued.version,
        amount: issued.amount,
        issued: issued.at,
        expires: issued.expires,
        left,
        state,
        earning: all.into_iter().find(|it| it.fate.credit() == Some(id)),
        steps,
    })
}

impl LifeStep {
    /// Whether nothing can be left after it.
    fn is_end(&self) -> bool {
        [
            ReasonCode::Expired,
            ReasonCode::Revoked,
            ReasonCode::ClawedBack,
            ReasonCode::AccountClosed,
        ]
        .contains(&self.code)
    }
}

/// How a credit stands, by what is left of it and what ended it.
pub(super) fn state(left: Amount, ended: Option<ReasonCode>) -> ReasonCode {
    match ended {
        Some(ended) => ended,
        None if left.is_zero() => ReasonCode::UsedUp,
        None => ReasonCode::Active,
    }
}

pub(super) fn revoked_code(reason: Revocation) -> ReasonCode {
    match reason {
        Revocation::Clawback => ReasonCode::ClawedBack,
        Revocation::Revoked => ReasonCode::Revoked,
        Revocation::AccountClosed => ReasonCode::AccountClosed,
    }
}

/// What an entry says of a credit after its issue.
pub(super) fn life_step(
    known: &AccountEvents,
    moment: &Moment,
    entry: &Entry,
    terms: &Version,
) -> Option<LifeStep> {
    let event = (entry.cause == Cause::Event)
        .then(|| known.events.get(moment.event?))
        .flatten();
    let step = |version: &VersionId, credit: &CreditId, code, amount: &Amount| LifeStep {
        credit: *credit,
        version: *version,
        at: entry.at,
        event: event.map(|event| event.id.to_string()),
        code,
        amount: *amount,
        left: None,
        charge: None,
        clause: Some(terms.apply.origin),
    };
    match &entry.outcome {
        Outcome::Applied {
            version,
            credit,
            amount,
            remaining,
        } => Some(LifeStep {
            left: Some(*remaining),
            ..step(version, credit, ReasonCode::Paid, amount)
        }),
        Outcome::Restored {
            version,
            credit,
            amount,
            remaining,
            charge,
        } => Some(LifeStep {
            left: Some(*remaining),
            charge: Some(charge.to_string()),
            ..step(version, credit, ReasonCode::Restored, amount)
        }),
        Outcome::Forfeited {
            version,
            credit,
            amount,
            charge,
        } => Some(LifeStep {
            charge: Some(charge.to_string()),
            ..step(version, credit, ReasonCode::Forfeited, amount)
        }),
        Outcome::Expired {
            version,
            credit,
            amount,
        } => Some(LifeStep {
            left: Some(Amount::ZERO),
            clause: Some(terms.clauses.expire),
            ..step(version, credit, ReasonCode::Expired, amount)
        }),
        Outcome::Revoked {
            version,
            credit,
            amount,
            reason,
        } => {
            let revokes = &terms.clauses.revokes;
            let clause = match reason {
                Revocation::Clawback => terms.clauses.clawback,
                Revocation::Revoked => revokes.get(revoke_clause(moment, *version)).copied(),
                Revocation::AccountClosed => None,
            };
            Some(LifeStep {
                left: Some(Amount::ZERO),
                clause,
                ..step(version, credit, revoked_code(*reason), amount)
            })
        }
        Outcome::Enrolled { .. }
        | Outcome::EnrollmentRefused { .. }
        | Outcome::CreditRefused { .. }
        | Outcome::Earned { .. }
        | Outcome::Cancelled { .. }
        | Outcome::Issued { .. }
        | Outcome::Lapsed { .. }
        | Outcome::Adjusted { .. } => None,
    }
}
