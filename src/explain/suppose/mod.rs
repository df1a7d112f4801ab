//! What would have come about, had one thing been otherwise. Nothing is said that was not run: the event is
//! moved, or one is added, and the engine runs the events again.

pub(super) mod spend;

use crate::base::{Amount, Instant};
use crate::engine::{Account, CreditId, Entry, Event, Outcome, Plan, Value, step};
use crate::format::AccountEvents;
use crate::program::{FieldId, Role, VersionId};

use super::charge::CreditVerdict;
use super::payment::PaymentReason;

/// One thing otherwise, and what would have come of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Supposed {
    pub had: Had,
    pub then: Then,
}

/// What is supposed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Had {
    /// The event had come before this instant, which is the first that is too late.
    ComeBefore(Instant),
    /// The event had come at this instant, which is the first at which it helps.
    ComeAt(Instant),
    /// The charge had begun to accrue at this instant.
    AccruedFrom(Instant),
    /// So much more had been spent, the least that helps, before an instant.
    Spent {
        amount: Amount,
        before: Option<Instant>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Then {
    /// The credit had paid this of the charge.
    Paid(Amount),
    /// The account had enrolled.
    Enrolled,
    /// Credit had been earned.
    Earned,
}

/// How many events may be run again for one explanation.
pub(in crate::explain) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(2_000_000)
    }
}

impl Budget {
    /// For whoever does not ask what would have helped.
    pub(in crate::explain) fn none() -> Self {
        Self(0)
    }

    fn take(&mut self, events: usize) -> Option<()> {
        self.0 = self.0.checked_sub(events + 1)?;
        Some(())
    }
}

/// The latest, or the earliest, instant at which the credit would have paid for the charge.
pub(in crate::explain) fn another_instant(
    plan: &Plan,
    known: &AccountEvents,
    place: usize,
    verdict: &CreditVerdict,
    budget: &mut Budget,
) -> Option<Supposed> {
    let event = known.events.get(place)?;
    let had = match &verdict.reason {
        PaymentReason::Expired { at, .. } => Had::ComeBefore(*at),
        PaymentReason::IssuedLater { issued, .. } => Had::ComeAt(*issued),
        PaymentReason::AccrualBegan { issued, .. } => Had::AccruedFrom(*issued),
        PaymentReason::Paid { .. }
        | PaymentReason::EarnedByThisCharge
        | PaymentReason::UsedUp { .. }
        | PaymentReason::Revoked { .. }
        | PaymentReason::OtherEvent { .. }
        | PaymentReason::FilteredOut(_)
        | PaymentReason::NothingAccrued { .. }
        | PaymentReason::AccruedPartPaid { .. }
        | PaymentReason::CoveringLimit { .. }
        | PaymentReason::ChargeCap { .. }
        | PaymentReason::NothingLeftToPay
        | PaymentReason::ZeroCharge => return None,
    };
    let mut otherwise = event.clone();
    match had {
        // A charge that came late keeps its date.
        Had::ComeBefore(instant) => otherwise.at = otherwise.at.min(instant.just_before()),
        Had::ComeAt(instant) => otherwise.at = instant,
        Had::AccruedFrom(instant) => begin_at(plan, &mut otherwise, instant)?,
        Had::Spent { .. } => return None,
    }
    budget.take(known.events.len())?;
    let entries = outcome_of(plan, known, place, otherwise)?;
    let paid = paid_by(&entries, verdict.credit);
    let then = Then::Paid(paid);
    (!paid.is_zero()).then_some(Supposed { had, then })
}

/// The latest instant at which an event would have enrolled the account.
pub(in crate::explain) fn earlier_enrollment(
    plan: &Plan,
    known: &AccountEvents,
    place: usize,
    (version, deadline): (VersionId, Instant),
    budget: &mut Budget,
) -> Option<Supposed> {
    budget.take(known.events.len())?;
    let mut otherwise = known.events.get(place)?.clone();
    otherwise.at = deadline.just_before();
    let entries = outcome_of(plan, known, place, otherwise)?;
    let enrolls = |entry: &Entry| entry.outcome == Outcome::Enrolled { version };
    entries.iter().any(enrolls).then_some(Supposed {
        had: Had::ComeBefore(deadline),
        then: Then::Enrolled,
    })
}

/// Where the start of an accrual stands among the fields of a charge, set to an instant.
fn begin_at(plan: &Plan, event: &mut Event<'_>, instant: Instant) -> Option<()> {
    let kind = plan.program().events.get(event.kind.index())?;
    let Role::Spends {
        since: Some(since), ..
    } = kind.role
    else {
        return None;
    };
    if event.at < instant {
        return None;
    }
    set(event, since, Value::Instant(instant))
}

fn set<'e>(event: &mut Event<'e>, field: FieldId, value: Value<'e>) -> Option<()> {
    let mut values = std::mem::take(&mut event.values).into_vec();
    *values.get_mut(field.index())? = value;
    event.values = values.into();
    Some(())
}

/// What an event brings about that stands in the place of another, at its own instant.
fn outcome_of(
    plan: &Plan,
    known: &AccountEvents,
    place: usize,
    otherwise: Event<'static>,
) -> Option<Vec<Entry>> {
    if otherwise.at > known.as_of {
        return None;
    }
    let others = known.events.iter().enumerate();
    let others = others.filter(|(at, _)| *at != place).map(|(_, it)| it);
    let mut account = opened(known)?;
    let mut entries = Vec::new();
    for event in others.take_while(|event| event.at <= otherwise.at) {
        step(plan, &mut account, event, &mut entries);
    }
    entries.clear();
    step(plan, &mut account, &otherwise, &mut entries);
    Some(entries)
}

fn opened(known: &AccountEvents) -> Option<Account> {
    let first = known.events.first()?;
    Some(Account::open(&known.account, known.currency, first.at))
}

fn paid_by(entries: &[Entry], by: CreditId) -> Amount {
    let mut paid = Amount::ZERO;
    for entry in entries {
        if let Outcome::Applied { credit, amount, .. } = &entry.outcome
            && *credit == by
        {
            paid = paid.plus(*amount);
        }
    }
    paid
}
