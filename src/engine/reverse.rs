//! Step 3: a refund gives credit back, or forfeits it, and takes from measures what the charge had added;
//! a correction is noted and touches nothing (section 6).

use smallvec::SmallVec;

use crate::base::{Amount, Instant};
use crate::program::{
    Clawback, Goal, MeasureId, RefundPolicy, Role, RuleId, Trigger, Version, VersionId,
};

use super::account::{Contribution, Counted, Payment};
use super::apply::money;
use super::credit;
use super::enrollment::{Fate, Firing};
use super::entry::{CreditId, Outcome, Revocation};
use super::event::{Event, Value};
use super::reward::Terms;
use super::scene::{EnrollmentKey, Scene};
use super::schedule::{cancel_refunded, deciding_measures};
use super::standing;
use super::tally::Tally;

/// Carries out a reversal or a correction, if the event is one.
pub(super) fn reverse_or_correct(scene: &mut Scene<'_>, event: &Event<'_>) {
    let Some(kind) = scene.plan.program().events.get(event.kind.index()) else {
        return;
    };
    match kind.role {
        Role::Corrects { amount } => scene.write(Outcome::Adjusted {
            amount: money(event, amount),
        }),
        Role::Reverses {
            spending,
            charge,
            refunding,
        } => {
            if let Value::Text(charge) = event.value(charge) {
                let refund = money(event, refunding);
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

/// Takes a refund from one window instance; `false` where that is forgotten.
fn take_from_instance(scene: &mut Scene<'_>, contribution: &Contribution, given: Given) -> bool {
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

/// Cancels or claws back what a rule had fired in the window instances that fell, tier by tier.
fn follow_fallen_rule(
    scene: &mut Scene<'_>,
    key: EnrollmentKey,
    rule_id: RuleId,
    contributions: &[Contribution],
) {
    let Some((version, _)) = scene.version(key.0) else {
        return;
    };
    let Some(trigger) = version.rules.get(rule_id.index()).map(|rule| &rule.trigger) else {
        return;
    };
    let fell = |measure: MeasureId, instance: Instant| {
        contributions.iter().any(|contribution| {
            (contribution.version, contribution.enrollment) == key
                && contribution.measure == measure
                && contribution.instance == instance
        })
    };
    let Some(state) = scene
        .account
        .enrollment(key.0, key.1)
        .and_then(|enrollment| enrollment.rule(rule_id))
    else {
        return;
    };
    let mut firings: SmallVec<[Firing; 2]> = state.firings.iter().cloned().collect();
    firings.sort_by_key(|firing| firing.tier);
    for firing in &firings {
        for (place, measure) in deciding_measures(trigger).into_iter().enumerate() {
            if let Some(instance) = firing.instances.get(place)
                && fell(measure, *instance)
            {
                follow_fallen_firing(scene, key, rule_id, firing, measure, *instance);
            }
        }
    }
}

fn follow_fallen_firing(
    scene: &mut Scene<'_>,
    key: EnrollmentKey,
    rule_id: RuleId,
    firing: &Firing,
    measure: MeasureId,
    instance: Instant,
) {
    let Some((version, _)) = scene.version(key.0) else {
        return;
    };
    match firing.fate {
        Fate::Scheduled(earning) => {
            if is_below(scene, key, version, rule_id, firing, measure, instance) {
                cancel_refunded(scene, earning);
            }
        }
        Fate::Issued(number) => {
            let is_open = scene
                .account
                .enrollment(key.0, key.1)
                .and_then(|enrollment| enrollment.open_instance(measure))
                .is_some_and(|open| open.start == instance);
            if version.clawback == Clawback::Unspent
                && is_open
                && is_below(scene, key, version, rule_id, firing, measure, instance)
            {
                claw_back(scene, key.0, key, rule_id, number);
            }
        }
        Fate::Done => {}
    }
}

/// Whether the measure stands below what the firing needs: its threshold, the row that was paid, or of a
/// scheduled `highest tier` the lowest row.
fn is_below(
    scene: &Scene<'_>,
    key: EnrollmentKey,
    version: &Version,
    rule_id: RuleId,
    firing: &Firing,
    measure: MeasureId,
    instance: Instant,
) -> bool {
    let Some(enrollment) = scene.account.enrollment(key.0, key.1) else {
        return false;
    };
    let Some(trigger) = version.rules.get(rule_id.index()).map(|rule| &rule.trigger) else {
        return false;
    };
    let is_scheduled = matches!(firing.fate, Fate::Scheduled(_));
    let needed: Option<Goal> = match trigger {
        Trigger::Reaches { conditions, .. } => conditions
            .iter()
            .find(|condition| condition.measure == measure)
            .map(|condition| condition.goal),
        Trigger::HighestTier { tiers, .. } if is_scheduled => tiers.first().map(|tier| tier.reach),
        Trigger::EveryTier { tiers, .. } | Trigger::HighestTier { tiers, .. } => {
            tiers.get(firing.tier as usize).map(|tier| tier.reach)
        }
        Trigger::Every { .. }
        | Trigger::On { .. }
        | Trigger::AtEnrollment { .. }
        | Trigger::AtClose { .. } => None,
    };
    let terms = Terms::of(version, enrollment.row);
    needed.is_some_and(|needed| {
        enrollment
            .instance(measure, instance)
            .is_some_and(|instance| !instance.tally.reaches(terms.goal(needed)))
    })
}

/// Revokes what is left of an issued credit. Its rule does not fire again in that window instance.
fn claw_back(
    scene: &mut Scene<'_>,
    version: VersionId,
    key: EnrollmentKey,
    rule_id: RuleId,
    number: u32,
) {
    let id = CreditId {
        offer: scene.plan.offer_of(version),
        number,
    };
    credit::revoke(scene, Revocation::Clawback, |credit| credit.id == id);
    let firing = scene
        .account
        .enrollment_mut(key.0, key.1)
        .and_then(|enrollment| enrollment.rule_mut(rule_id))
        .and_then(|state| {
            state
                .firings
                .iter_mut()
                .find(|firing| firing.fate == Fate::Issued(number))
        });
    if let Some(firing) = firing {
        firing.fate = Fate::Done;
    }
}
