//! How each kind of rule fires, once it is asked.

use smallvec::SmallVec;

use crate::base::Amount;
use crate::program::{Condition, MeasureId, Reward, RuleId, Slot, Tier, Trigger, VersionId};

use super::super::enrollment::{Enrollment, Firing, Window};
use super::super::filter::Reader;
use super::super::reward::{Terms, Worth, worth};
use super::super::scene::{EnrollmentKey, Occasion, Scene};
use super::super::schedule::{Claim, earn};
use super::super::tally::{GoalValue, Tally};
use super::super::trace::Tracing;

/// Where a rule fires: in which enrollment, and which rule.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub key: EnrollmentKey,
    pub rule: RuleId,
}

pub(super) fn row<T: Tracing>(scene: &Scene<'_, T>, key: EnrollmentKey) -> Option<u32> {
    scene.account.enrollment(key.0, key.1)?.row
}

pub(super) fn open_tally<'s, T: Tracing>(
    scene: &'s Scene<'_, T>,
    key: EnrollmentKey,
    measure: MeasureId,
) -> Option<&'s Tally> {
    let enrollment = scene.account.enrollment(key.0, key.1)?;
    Some(&enrollment.open_instance(measure)?.tally)
}

/// Fires once for the window instances that are open, when all conditions hold at once.
pub(super) fn fire_reaches<T: Tracing>(
    scene: &mut Scene<'_, T>,
    at: Place,
    conditions: &[Condition],
    reward: &Reward,
) {
    let Some((version, _)) = scene.version(at.key.0) else {
        return;
    };
    let Some(enrollment) = scene.account.enrollment(at.key.0, at.key.1) else {
        return;
    };
    let terms = Terms::of(version, enrollment.row);
    let mut starts = SmallVec::new();
    for condition in conditions {
        match enrollment.open_instance(condition.measure) {
            Some(instance) if instance.tally.reaches(terms.goal(condition.goal)) => {
                starts.push(instance.start);
            }
            Some(_) | None => return,
        }
    }
    let shares_an_instance = |firing: &Firing| {
        firing
            .instances
            .iter()
            .zip(&starts)
            .any(|(used, open)| used == open)
    };
    let is_used_up = enrollment
        .rule(at.rule)
        .is_some_and(|state| state.firings.iter().any(shares_an_instance));
    if is_used_up || free_places(scene, at) == 0 {
        return;
    }
    let worth = worth_of(scene, None, at.key, reward);
    earn(
        scene,
        Claim {
            enrollment: at.key,
            rule: at.rule,
            tier: 0,
            places: 1,
            amount: worth.amount,
            uses_up: starts,
            is_at_close: false,
        },
    );
}

pub(super) fn fire_every<T: Tracing>(
    scene: &mut Scene<'_, T>,
    at: Place,
    measure: MeasureId,
    step: GoalValue,
    reward: &Reward,
) {
    let Some(enrollment) = scene.account.enrollment(at.key.0, at.key.1) else {
        return;
    };
    let Some(instance) = enrollment.open_instance(measure) else {
        return;
    };
    let start = instance.start;
    let fired = enrollment
        .rule(at.rule)
        .map_or(0, |state| state.steps_in(start));
    let taken = instance.tally.steps(step).saturating_sub(fired);
    let steps = taken.min(free_places(scene, at));
    if steps == 0 {
        return;
    }
    let worth = worth_of(scene, None, at.key, reward);
    if let Some(state) = scene
        .account
        .enrollment_mut(at.key.0, at.key.1)
        .and_then(|enrollment| enrollment.rule_mut(at.rule))
    {
        state.steps = Some((start, fired + steps));
    }
    earn(
        scene,
        Claim {
            enrollment: at.key,
            rule: at.rule,
            tier: 0,
            places: steps,
            amount: worth.amount.times(steps),
            uses_up: SmallVec::new(),
            is_at_close: false,
        },
    );
}

/// Fires one row of a tier rule, once for the window instance that is open. The rows of `every tier` stand
/// apart; of `highest tier` one uses the instance up for all.
pub(super) fn fire_tier<T: Tracing>(
    scene: &mut Scene<'_, T>,
    at: Place,
    measure: MeasureId,
    tier: usize,
    tier_terms: &Tier,
    is_at_close: bool,
) {
    let Some((version, _)) = scene.version(at.key.0) else {
        return;
    };
    let is_highest = version
        .rules
        .get(at.rule.index())
        .is_some_and(|rule| matches!(rule.trigger, Trigger::HighestTier { .. }));
    let Some(enrollment) = scene.account.enrollment(at.key.0, at.key.1) else {
        return;
    };
    let goal = Terms::of(version, enrollment.row).goal(tier_terms.reach);
    let Some(instance) = enrollment.open_instance(measure) else {
        return;
    };
    if !instance.tally.reaches(goal) {
        return;
    }
    let tier = u32::try_from(tier).unwrap_or(u32::MAX);
    let start = instance.start;
    let is_used_up = enrollment.rule(at.rule).is_some_and(|state| {
        state
            .firings
            .iter()
            .any(|firing| firing.instances.contains(&start) && (is_highest || firing.tier == tier))
    });
    if is_used_up || free_places(scene, at) == 0 {
        return;
    }
    let worth = worth_of(scene, None, at.key, &tier_terms.get);
    earn(
        scene,
        Claim {
            enrollment: at.key,
            rule: at.rule,
            tier,
            places: 1,
            amount: worth.amount,
            uses_up: SmallVec::from_slice(&[start]),
            is_at_close,
        },
    );
}

/// Fires a rule that keeps no account of windows: on an event, at enrollment, at a close.
pub(super) fn fire_plainly<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: Option<&Occasion<'_>>,
    at: Place,
    reward: &Reward,
    is_at_close: bool,
) {
    if free_places(scene, at) == 0 {
        return;
    }
    let worth = worth_of(scene, occasion, at.key, reward);
    if is_at_close && worth.is_nothing {
        return;
    }
    earn(
        scene,
        Claim {
            enrollment: at.key,
            rule: at.rule,
            tier: 0,
            places: 1,
            amount: worth.amount,
            uses_up: SmallVec::new(),
            is_at_close,
        },
    );
}

fn free_places<T: Tracing>(scene: &Scene<'_, T>, at: Place) -> u64 {
    let at_most = scene
        .version(at.key.0)
        .and_then(|(version, _)| version.rules.get(at.rule.index()))
        .and_then(|rule| rule.at_most);
    scene
        .account
        .enrollment(at.key.0, at.key.1)
        .and_then(|enrollment| enrollment.rule(at.rule))
        .map_or(0, |state| state.free_places(at_most))
}

/// What a reward comes to now, from the latest window instances and the event at hand.
fn worth_of<T: Tracing>(
    scene: &Scene<'_, T>,
    occasion: Option<&Occasion<'_>>,
    key: EnrollmentKey,
    reward: &Reward,
) -> Worth {
    let version: VersionId = key.0;
    let enrollment: Option<&Enrollment> = scene.account.enrollment(version, key.1);
    let terms = scene
        .version(version)
        .map(|(version, _)| Terms::of(version, enrollment.and_then(|enrollment| enrollment.row)));
    let measure = |measure: MeasureId| {
        enrollment
            .and_then(|enrollment| enrollment.window(measure))
            .and_then(Window::latest)
            .map_or(Amount::ZERO, |instance| instance.tally.money())
    };
    let field = |slot: Slot| {
        occasion
            .and_then(|occasion| scene.reader(occasion).read(slot).money())
            .unwrap_or_default()
    };
    match terms {
        Some(terms) => worth(reward, terms, measure, field),
        None => Worth {
            amount: Amount::ZERO,
            is_nothing: true,
        },
    }
}
