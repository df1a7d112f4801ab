//! A credit: from what earned it to where every cent of it went.

use crate::base::{Amount, Instant};
use crate::engine::{Cause, CreditId, Entry, Outcome, Plan, Revocation};
use crate::format::AccountEvents;
use crate::program::{Origin, Version, VersionId};

use super::charge::revoke_clause;
use super::earning::{Earning, earnings};
use super::life::{CreditStanding, LifeChange};
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
    pub state: CreditStanding,
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
    pub change: LifeChange,
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
    let past = relive(plan, known, &|_| &[]);
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
    let state = CreditStanding::of(left, ended.map(|step| step.change));
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
        matches!(self.change, LifeChange::Expired | LifeChange::Revoked(_))
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
    let step = |version: &VersionId, credit: &CreditId, change, amount: &Amount| LifeStep {
        credit: *credit,
        version: *version,
        at: entry.at,
        event: event.map(|event| event.id.to_string()),
        change,
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
            ..step(version, credit, LifeChange::Paid, amount)
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
            ..step(version, credit, LifeChange::Restored, amount)
        }),
        Outcome::Forfeited {
            version,
            credit,
            amount,
            charge,
        } => Some(LifeStep {
            charge: Some(charge.to_string()),
            ..step(version, credit, LifeChange::Forfeited, amount)
        }),
        Outcome::Expired {
            version,
            credit,
            amount,
        } => Some(LifeStep {
            left: Some(Amount::ZERO),
            clause: Some(terms.clauses.expire),
            ..step(version, credit, LifeChange::Expired, amount)
        }),
        Outcome::Revoked {
            version,
            credit,
            amount,
            reason,
        } => Some(LifeStep {
            left: Some(Amount::ZERO),
            clause: revoking_clause(moment, terms, *version, *reason),
            ..step(version, credit, LifeChange::Revoked(*reason), amount)
        }),
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

/// The clause by which a credit was taken back.
fn revoking_clause(
    moment: &Moment,
    terms: &Version,
    version: VersionId,
    reason: Revocation,
) -> Option<Origin> {
    match reason {
        Revocation::Clawback => terms.clauses.clawback,
        Revocation::Revoked => {
            let revokes = &terms.clauses.revokes;
            revokes.get(revoke_clause(moment, version)).copied()
        }
        Revocation::AccountClosed => None,
    }
}
