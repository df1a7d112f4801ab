//! Step 3: a refund gives credit back, or forfeits it, and takes from measures what the charge had added;
//! a correction is noted and touches nothing (section 6).

use smallvec::SmallVec;

use crate::base::Amount;
use crate::program::{RefundPolicy, Role, RuleId};

use super::account::{Contribution, Counted, Payment};
use super::entry::{CreditId, Outcome};
use super::event::{Event, Value};
use super::fall::follow_fallen_rule;
use super::scene::{EnrollmentKey, Scene};
use super::standing;
use super::tally::Tally;

/// Carries out a reversal or a correction, if the event is one.
pub(super) fn reverse_or_correct(scene: &mut Scene<'_>, event: &Event<'_>) {
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

fn reverse(scene: &mut Scene<'_>, refund: &Refund<'_>) {
    let credit = return_credit(scene, refund);
    take_from_measures(scene, refund, credit);
}

/// Gives the credit part of a refund back to the credits that paid, in reverse draw order, and says how
/// much that was.
fn return_credit(scene: &mut Scene<'_>, refund: &Refund<'_>) -> Amount {
    let Some(paid) = scene.account.paid.get_mut(refund.charge) else {
        return Amount::ZERO;
    };
    if paid.kind.index() != refund.spending {
        return Amount::ZERO;
    }
    let now = refund.amount.min(paid.amount.less(paid.refunded));
    paid.refunded = paid.refunded.plus(now);
    let in_all = paid
        .credited
        .share(paid.refunded.minor(), paid.amount.minor());
    let credit = in_all.less(paid.returned);
    paid.returned = in_all;
    let mut left = credit;
    let mut returns: SmallVec<[Payment; 2]> = SmallVec::new();
    for payment in paid.payments.iter_mut().rev() {
        let part = payment.kept.min(left);
        left = left.less(part);
        payment.kept = payment.kept.less(part);
        returns.push(Payment {
            kept: part,
            ..*payment
        });
    }
    if paid.refunded >= paid.amount {
        scene.account.paid.remove(refund.charge);
    }
    for part in returns.iter().filter(|part| !part.kept.is_zero()) {
        give_back(scene, part, refund.charge);
    }
    credit
}

/// Restores a credit that is live, where its terms say so; else the part is forfeited.
fn give_back(scene: &mut Scene<'_>, part: &Payment, charge: &str) {
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
fn restore(scene: &mut Scene<'_>, id: CreditId, amount: Amount) -> Option<Amount> {
    let account = &mut *scene.account;
    if let Some(credit) = account.credits.iter_mut().find(|credit| credit.id == id) {
        credit.remaining = credit.remaining.plus(amount);
        return Some(credit.remaining);
    }
    let place = account.spent.iter().position(|credit| credit.id == id)?;
    let mut credit = account.spent.remove(place);
    credit.remaining = amount;
    account.add_credit(credit);
    Some(amount)
}

/// Takes a refund from the window instances that counted its charge, then follows what falls with them.
fn take_from_measures(scene: &mut Scene<'_>, refund: &Refund<'_>, credit: Amount) {
    let Some(charge) = scene.account.counted.get_mut(refund.charge) else {
        return;
    };
    if charge.kind.index() != refund.spending {
        return;
    }
    let now = refund.amount.min(charge.amount.less(charge.refunded));
    let given = Given {
        charge: charge.amount,
        before: charge.refunded,
        now,
        credit,
    };
    if now.is_zero() {
        return;
    }
    charge.refunded = given.in_all();
    let contributions: SmallVec<[Contribution; 2]> = charge.contributions.iter().copied().collect();
    if given.is_full() {
        scene.account.counted.remove(refund.charge);
    }
    let mut fallen: SmallVec<[EnrollmentKey; 2]> = SmallVec::new();
    for contribution in &contributions {
        if take_from_instance(scene, contribution, given) {
            let key = (contribution.version, contribution.enrollment);
            standing::note(scene, key, contribution.measure, contribution.instance);
            fallen.push((contribution.version, contribution.enrollment));
        }
    }
    fallen.sort_unstable();
    fallen.dedup();
    for of_version in fallen.chunk_by(|a, b| a.0 == b.0) {
        let rules = of_version
            .first()
            .and_then(|(version, _)| scene.version(*version))
            .map_or(0, |(version, _)| version.rules.len());
        for rule in (0..rules).map(RuleId::from_index) {
            for key in of_version {
                follow_fallen_rule(scene, *key, rule, &contributions);
            }
        }
    }
}

/// Takes a refund from one window instance; `false` where it reaches that no more: it does while the
/// instance is open or a credit earned in it, or as a share of it, is scheduled.
fn take_from_instance(scene: &mut Scene<'_>, contribution: &Contribution, given: Given) -> bool {
    let is_open = scene
        .account
        .enrollment(contribution.version, contribution.enrollment)
        .and_then(|enrollment| enrollment.open_instance(contribution.measure))
        .is_some_and(|open| open.start == contribution.instance);
    let has_scheduled_credit = || {
        scene.account.scheduled.iter().any(|scheduled| {
            let instance = (contribution.measure, contribution.instance);
            (scheduled.version, scheduled.enrollment)
                == (contribution.version, contribution.enrollment)
                && scheduled.instances.contains(&instance)
        })
    };
    if !is_open && !has_scheduled_credit() {
        return false;
    }
    let Some(instance) = scene
        .account
        .enrollment_mut(contribution.version, contribution.enrollment)
        .and_then(|enrollment| enrollment.window_mut(contribution.measure))
        .and_then(|window| window.instance_mut(contribution.instance))
    else {
        return false;
    };
    match (&mut instance.tally, contribution.counted) {
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
