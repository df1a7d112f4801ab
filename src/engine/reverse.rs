//! Step 3: a refund gives credit back, or forfeits it, and takes from measures what the charge had added;
//! a correction is noted and touches nothing (section 6).

use smallvec::SmallVec;

use crate::base::{Amount, Date, Number};
use crate::program::{Aggregate, RefundPolicy, Role, RuleId, Slot};

use super::charge::{Charge, Payment};
use super::enrollment::{Enrollment, InstanceKey, InstanceNumber};
use super::entry::{CreditId, Outcome};
use super::event::{Event, Value};
use super::fall::follow_fallen_rule;
use super::issue;
use super::plan::Plan;
use super::reward::Terms;
use super::scene::{EnrollmentKey, Scene};
use super::standing;
use super::tally::Tally;
use super::trace::Tracing;

/// Carries out a reversal or a correction, if the event is one.
#[inline(never)]
pub(super) fn reverse_or_correct<T: Tracing>(scene: &mut Scene<'_, T>, event: &Event<'_>) {
    let Some(kind) = scene.plan.program().events.get(event.kind.index()) else {
        return;
    };
    match kind.role {
        Role::Corrects { amount } => scene.write(Outcome::Adjusted {
            amount: event.money(amount),
        }),
        Role::Reverses {
            spending,
            charge,
            refunding,
        } => {
            if let Value::Text(charge) = event.value(charge) {
                let refund = event.money(refunding);
                let parts = Refund {
                    spending: spending.index(),
                    charge,
                    amount: refund,
                };
                reverse(scene, &parts);
            }
        }
        Role::Plain | Role::Opens | Role::Updates | Role::Closes | Role::Spends { .. } => {}
    }
}

struct Refund<'e> {
    /// The index of the reversed event's type.
    spending: usize,
    charge: &'e str,
    amount: Amount,
}

/// What one refund gives back of its charge.
#[derive(Clone, Copy)]
struct Given {
    /// The charge's amount.
    charge: Amount,
    /// What was refunded of it before.
    before: Amount,
    /// What this refund gives back.
    now: Amount,
    /// The part of that which credit had paid.
    credit: Amount,
}

impl Given {
    fn in_all(self) -> Amount {
        self.before.plus(self.now)
    }

    fn is_full(self) -> bool {
        self.in_all() >= self.charge
    }
}

/// How a refund takes back what a charge added to a measure (section 6).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Counted {
    /// The charge's amount: by the refund.
    Charge,
    /// What was left to pay: by the refund less its credit part.
    Cash,
    /// What credit paid: by the refund's credit part.
    Credited,
    /// Another money field: by its refunded share, rounded down in all.
    Money(Amount),
    /// A number: by its refunded share, exactly.
    Number(Number),
    /// One charge: only by a full refund.
    One,
    /// A local day: only by a full refund of every charge of that day.
    Day(Date),
}

fn reverse<T: Tracing>(scene: &mut Scene<'_, T>, refund: &Refund<'_>) {
    let plan = scene.plan;
    let account = &mut *scene.account;
    let Some((charge, enrollments)) = account.charge_mut(refund.charge) else {
        return;
    };
    let now = refund.amount.min(charge.amount.less(charge.refunded()));
    if charge.kind.index() != refund.spending || now.is_zero() {
        return;
    }
    let mut given = Given {
        charge: charge.amount,
        before: charge.refunded(),
        now,
        credit: Amount::ZERO,
    };
    let returns = take_credit(charge, given.in_all());
    given.credit = returns
        .iter()
        .map(|part| part.kept)
        .fold(Amount::ZERO, Amount::plus);
    let counted: SmallVec<[(InstanceKey, Counted); 2]> = counting(enrollments, charge)
        .into_iter()
        .map(|key| (key, counted(plan, charge, key)))
        .collect();
    if given.is_full() {
        account.forget_charge(refund.charge);
    } else {
        charge.set_refunded(given.in_all());
    }
    for part in returns.iter().filter(|part| !part.kept.is_zero()) {
        give_back(scene, part, refund.charge);
    }
    take_from_measures(scene, &counted, given);
}

/// The credit part of what is refunded by now, less what was returned before: as it goes back to the credits
/// that paid, in reverse draw order.
fn take_credit(charge: &mut Charge, refunded: Amount) -> SmallVec<[Payment; 2]> {
    let amount = charge.amount;
    let mut returns = SmallVec::new();
    let Some(credited) = charge.credited_mut() else {
        return returns;
    };
    let in_all = credited.amount.share(refunded.minor(), amount.minor());
    let mut left = in_all.less(credited.returned);
    credited.returned = in_all;
    for payment in credited.payments.iter_mut().rev() {
        let part = payment.kept.min(left);
        left = left.less(part);
        payment.kept = payment.kept.less(part);
        returns.push(Payment {
            kept: part,
            ..*payment
        });
    }
    returns
}

/// The window instances that counted a charge and are still known, by enrollment and measure.
fn counting(enrollments: &[Enrollment], charge: &Charge) -> SmallVec<[InstanceKey; 2]> {
    let mut numbers: SmallVec<[InstanceNumber; 4]> = charge.counted_in().collect();
    numbers.sort_unstable();
    let mut counting = SmallVec::new();
    for enrollment in enrollments {
        for (measure, instance) in enrollment.instances() {
            if numbers.binary_search(&instance.number).is_ok() {
                counting.push(InstanceKey {
                    enrollment: enrollment.key(),
                    measure,
                    start: instance.start,
                });
            }
        }
    }
    counting
}

/// What of a charge a measure counts.
fn counted(plan: &Plan, charge: &Charge, key: InstanceKey) -> Counted {
    let aggregate = plan
        .version(key.enrollment.0)
        .and_then(|(version, _)| version.measures.get(key.measure.index()))
        .map(|measure| measure.aggregate);
    // INVARIANT: what was kept of a field has its kind.
    let number = |value: &Value<'_>| {
        if let Value::Number(number) = value {
            Counted::Number(*number)
        } else {
            Counted::One
        }
    };
    let day = |value: &Value<'_>| {
        if let Value::Date(day) = value {
            Counted::Day(*day)
        } else {
            Counted::One
        }
    };
    let stated = |slot| charge.value(slot).cloned().unwrap_or_default();
    match aggregate {
        Some(Aggregate::TotalMoney(Slot::Cash)) => Counted::Cash,
        Some(Aggregate::TotalMoney(Slot::Credited)) => Counted::Credited,
        Some(Aggregate::TotalMoney(slot)) => {
            stated(slot).money().map_or(Counted::Charge, Counted::Money)
        }
        Some(Aggregate::TotalNumber(slot)) => number(&stated(slot)),
        Some(Aggregate::DaysWith) => day(&stated(Slot::Day)),
        Some(Aggregate::Count | Aggregate::CountDifferent(_)) | None => Counted::One,
    }
}

/// Restores a credit that is live, where its terms say so; else the part is forfeited.
fn give_back<T: Tracing>(scene: &mut Scene<'_, T>, part: &Payment, charge: &str) {
    let amount = part.kept;
    let restores = scene
        .version(part.version)
        .is_some_and(|(version, _)| version.apply.refund == RefundPolicy::Restores);
    let remaining = if restores {
        restore(scene, part.credit, amount)
    } else {
        None
    };
    let outcome = match remaining {
        Some(remaining) => Outcome::Restored {
            version: part.version,
            credit: part.credit,
            amount,
            remaining,
            charge: charge.into(),
        },
        None => Outcome::Forfeited {
            version: part.version,
            credit: part.credit,
            amount,
            charge: charge.into(),
        },
    };
    scene.write(outcome);
}

/// Adds to a live credit and says what it then has; `None` where it has ended.
fn restore<T: Tracing>(scene: &mut Scene<'_, T>, id: CreditId, amount: Amount) -> Option<Amount> {
    let account = &mut *scene.account;
    if let Some(credit) = account.credits.iter_mut().find(|credit| credit.id == id) {
        credit.remaining = credit.remaining.plus(amount);
        return Some(credit.remaining);
    }
    let mut spent = account.rare()?.spent.iter();
    let place = spent.position(|credit| credit.id == id)?;
    let mut credit = account.rare_mut().spent.remove(place);
    credit.remaining = amount;
    account.add_credit(credit);
    Some(amount)
}

/// Takes a refund from the window instances that counted its charge, then follows what falls with them.
fn take_from_measures<T: Tracing>(
    scene: &mut Scene<'_, T>,
    counted: &[(InstanceKey, Counted)],
    given: Given,
) {
    let mut fallen: SmallVec<[EnrollmentKey; 2]> = SmallVec::new();
    for (instance, counted) in counted {
        if take_from_instance(scene, *instance, *counted, given) {
            standing::note(scene, instance.enrollment, instance.measure, instance.start);
            fallen.push(instance.enrollment);
        }
    }
    let instances: SmallVec<[InstanceKey; 2]> = counted.iter().map(|(key, _)| *key).collect();
    fallen.sort_unstable();
    fallen.dedup();
    for of_version in fallen.chunk_by(|a, b| a.0 == b.0) {
        let rules = of_version
            .first()
            .and_then(|(version, _)| scene.version(*version))
            .map_or(0, |(version, _)| version.rules.len());
        for rule in (0..rules).map(RuleId::from_index) {
            for key in of_version {
                follow_fallen_rule(scene, *key, rule, &instances);
            }
        }
    }
}

/// Takes a refund from one window instance; `false` where it reaches that no more: it does while the
/// instance is open or a credit earned in it, or as a share of it, is scheduled.
fn take_from_instance<T: Tracing>(
    scene: &mut Scene<'_, T>,
    key: InstanceKey,
    counted: Counted,
    given: Given,
) -> bool {
    let (version, number) = key.enrollment;
    let is_open = scene
        .account
        .enrollment(version, number)
        .and_then(|enrollment| enrollment.open_instance(key.measure))
        .is_some_and(|open| open.start == key.start);
    if !is_open && !scene.account.is_scheduled_by(&key) {
        return false;
    }
    let Some((terms, plan)) = scene.version(version) else {
        return false;
    };
    let Some(enrollment) = scene.account.enrollment_mut(version, number) else {
        return false;
    };
    let row = enrollment.row;
    let Some(instance) = enrollment
        .window_mut(key.measure)
        .and_then(|window| window.instance_mut(key.start))
    else {
        return false;
    };
    match (&mut instance.tally, counted) {
        (Tally::Money(sum), counted) => *sum = sum.minus(money_taken(counted, given)),
        (Tally::Number(sum), Counted::Number(number)) => {
            sum.take_share(number, given.now.minor(), given.charge.minor());
        }
        (Tally::Count(count), Counted::One) if given.is_full() => *count = count.saturating_sub(1),
        (Tally::Days(days), Counted::Day(day)) if given.is_full() => {
            if let Some(events) = days.get_mut(&day) {
                *events = events.saturating_sub(1);
                if *events == 0 {
                    days.remove(&day);
                }
            }
        }
        _ => {}
    }
    // What fell below a threshold can reach it again.
    if let Some(plan) = plan.measure(key.measure) {
        let row = Terms::of(terms, row);
        instance.asks_from = issue::asks_from(terms, plan, key.measure, row, &instance.tally);
    }
    true
}

fn money_taken(counted: Counted, given: Given) -> Amount {
    match counted {
        Counted::Charge => given.now,
        Counted::Cash => given.now.less(given.credit),
        Counted::Credited => given.credit,
        Counted::Money(amount) => {
            let share = |refunded: Amount| amount.share(refunded.minor(), given.charge.minor());
            share(given.in_all()).less(share(given.before))
        }
        Counted::Number(_) | Counted::One | Counted::Day(_) => Amount::ZERO,
    }
}
