//! What falls with a measure: credit that was earned in it is cancelled while it is scheduled, and clawed
//! back once it is issued, where the offer says so (section 6).

use smallvec::SmallVec;

use crate::base::Instant;
use crate::program::{Clawback, Goal, MeasureId, RuleId, Trigger, Version};

use super::credit;
use super::enrollment::{Fate, Firing, InstanceKey};
use super::entry::{CreditId, Revocation};
use super::reward::Terms;
use super::scene::{EnrollmentKey, Scene};
use super::schedule::{cancel_refunded, deciding_measures};
use super::trace::Tracing;

/// Cancels or claws back what a rule had fired in the window instances that fell, tier by tier.
pub(super) fn follow_fallen_rule<T: Tracing>(
    scene: &mut Scene<'_, T>,
    key: EnrollmentKey,
    rule_id: RuleId,
    instances: &[InstanceKey],
) {
    let Some((version, _)) = scene.version(key.0) else {
        return;
    };
    let Some(trigger) = version.rules.get(rule_id.index()).map(|rule| &rule.trigger) else {
        return;
    };
    let fell = |measure: MeasureId, instance: Instant| {
        instances.contains(&InstanceKey {
            enrollment: key,
            measure,
            start: instance,
        })
    };
    let Some(state) = scene
        .account
        .enrollment(key.0, key.1)
        .and_then(|enrollment| enrollment.rule(rule_id))
    else {
        return;
    };
    if state.firings.is_empty() {
        return;
    }
    let mut firings: SmallVec<[Firing; 2]> = state.firings.iter().cloned().collect();
    firings.sort_by_key(|firing| firing.tier);
    for firing in &firings {
        for (place, measure) in deciding_measures(trigger).into_iter().enumerate() {
            if let Some(instance) = firing.instances.get(place)
                && fell(measure, *instance)
            {
                let fallen = Fallen {
                    key,
                    rule: rule_id,
                    measure,
                    instance: *instance,
                };
                follow_fallen_firing(scene, fallen, version, firing);
            }
        }
    }
}

/// A window instance that a refund took from, as one rule sees it.
#[derive(Clone, Copy)]
struct Fallen {
    key: EnrollmentKey,
    rule: RuleId,
    measure: MeasureId,
    /// Its start.
    instance: Instant,
}

fn follow_fallen_firing<T: Tracing>(
    scene: &mut Scene<'_, T>,
    fallen: Fallen,
    version: &Version,
    firing: &Firing,
) {
    match firing.fate {
        Fate::Scheduled(earning) => {
            if is_below(scene, fallen, version, firing) {
                cancel_refunded(scene, earning);
            }
        }
        Fate::Issued(number) => {
            let is_open = scene
                .account
                .enrollment(fallen.key.0, fallen.key.1)
                .and_then(|enrollment| enrollment.open_instance(fallen.measure))
                .is_some_and(|open| open.start == fallen.instance);
            if version.clawback == Clawback::Unspent
                && is_open
                && is_below(scene, fallen, version, firing)
            {
                claw_back(scene, fallen, number);
            }
        }
        Fate::Done => {}
    }
}

/// Whether the measure stands below what the firing needs: its threshold, the row that was paid, or of a
/// scheduled `highest tier` the lowest row.
fn is_below<T: Tracing>(
    scene: &Scene<'_, T>,
    fallen: Fallen,
    version: &Version,
    firing: &Firing,
) -> bool {
    let Some(enrollment) = scene.account.enrollment(fallen.key.0, fallen.key.1) else {
        return false;
    };
    let Some(rule) = version.rules.get(fallen.rule.index()) else {
        return false;
    };
    let is_scheduled = matches!(firing.fate, Fate::Scheduled(_));
    let needed: Option<Goal> = match &rule.trigger {
        Trigger::Reaches { conditions, .. } => conditions
            .iter()
            .find(|condition| condition.measure == fallen.measure)
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
            .instance(fallen.measure, fallen.instance)
            .is_some_and(|instance| !instance.tally.reaches(terms.goal(needed)))
    })
}

/// Revokes what is left of an issued credit. Its rule does not fire again in that window instance.
fn claw_back<T: Tracing>(scene: &mut Scene<'_, T>, fallen: Fallen, number: u32) {
    let (version, enrollment) = fallen.key;
    let id = CreditId {
        offer: scene.plan.offer_of(version),
        number,
    };
    credit::revoke(scene, Revocation::Clawback, |credit| credit.id == id);
    let firing = scene
        .account
        .enrollment_mut(version, enrollment)
        .and_then(|enrollment| enrollment.rule_mut(fallen.rule))
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
