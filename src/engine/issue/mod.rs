//! Step 7: which rules fire, and what they come to (section 2.3).

mod fire;

use crate::base::Amount;
use crate::program::{Decided, MeasureId, RuleId, Trigger, Version};

use super::filter::filter_holds;
use super::plan::MeasurePlan;
use super::reward::Terms;
use super::scene::{EnrollmentKey, Occasion, Scene};
use super::tally::{GoalValue, Tally};
use super::trace::Tracing;
use fire::{Place, fire_every, fire_plainly, fire_reaches, fire_tier, open_tally, row};

/// Fires what now fires in the enrollments that the event has touched: in order of version, rule,
/// enrollment and tier. `touched` is sorted.
pub(super) fn fire_on_event<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: Option<&Occasion<'_>>,
    touched: &[EnrollmentKey],
) {
    for group in touched.chunk_by(|a, b| a.0 == b.0) {
        let rules = group
            .first()
            .and_then(|(version, _)| scene.version(*version))
            .map_or(0, |(version, _)| version.rules.len());
        for rule in (0..rules).map(RuleId::from_index) {
            for key in group {
                fire_rule(scene, occasion, *key, rule);
            }
        }
        for key in group {
            ask_again_at_next_goal(scene, *key);
        }
    }
}

/// The rules of an enrollment have been asked: until a total of money reaches the next threshold or step,
/// counting it fires none of them. (A place that is freed asks again by itself.)
fn ask_again_at_next_goal<T: Tracing>(scene: &mut Scene<'_, T>, key: EnrollmentKey) {
    let Some((version, plan)) = scene.version(key.0) else {
        return;
    };
    let Some(enrollment) = scene.account.enrollment_mut(key.0, key.1) else {
        return;
    };
    let terms = Terms::of(version, enrollment.row);
    for (index, window) in enrollment.windows.iter_mut().enumerate() {
        let id = MeasureId::from_index(index);
        let (Some(measure), Some(instance)) = (plan.measure(id), window.open_mut()) else {
            continue;
        };
        instance.asks_from = asks_from(version, measure, id, terms, &instance.tally);
    }
}

/// The next threshold or step of the rules that a measure of money decides; zero for any other.
pub(super) fn asks_from(
    version: &Version,
    plan: &MeasurePlan,
    id: MeasureId,
    terms: Terms<'_>,
    tally: &Tally,
) -> Amount {
    let rules = plan.rules.iter();
    let rules = rules.filter_map(|rule| version.rules.get(rule.index()));
    let goals = rules.filter_map(|rule| next_goal(&rule.trigger, id, terms, tally));
    match goals.min() {
        Some(GoalValue::Money(goal)) => goal,
        Some(GoalValue::Number(_)) => Amount::ZERO,
        None => Amount::MAX,
    }
}

/// The lowest threshold or step of a rule on one measure that the tally has not reached.
fn next_goal(
    trigger: &Trigger,
    on: MeasureId,
    terms: Terms<'_>,
    tally: &Tally,
) -> Option<GoalValue> {
    match trigger {
        Trigger::Reaches { conditions, .. } => conditions
            .iter()
            .filter(|condition| condition.measure == on)
            .map(|condition| terms.goal(condition.goal))
            .find(|goal| !tally.reaches(*goal)),
        Trigger::Every { step, .. } => {
            let step = terms.goal(*step);
            Some(step.times(tally.steps(step).saturating_add(1)))
        }
        Trigger::EveryTier { tiers, .. } | Trigger::HighestTier { tiers, .. } => tiers
            .iter()
            .map(|tier| terms.goal(tier.reach))
            .find(|goal| !tally.reaches(*goal)),
        Trigger::On { .. } | Trigger::AtEnrollment { .. } | Trigger::AtClose { .. } => None,
    }
}

fn fire_rule<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: Option<&Occasion<'_>>,
    key: EnrollmentKey,
    rule_id: RuleId,
) {
    let Some((version, _)) = scene.version(key.0) else {
        return;
    };
    let Some(rule) = version.rules.get(rule_id.index()) else {
        return;
    };
    if version
        .earns_until
        .is_some_and(|earns| earns <= scene.clock())
    {
        return;
    }
    let at = Place { key, rule: rule_id };
    match &rule.trigger {
        Trigger::Reaches { conditions, reward } => fire_reaches(scene, at, conditions, reward),
        Trigger::Every {
            step,
            measure,
            reward,
        } => {
            let step = Terms::of(version, row(scene, key)).goal(*step);
            fire_every(scene, at, *measure, step, reward);
        }
        Trigger::On { event, reward } => {
            let fires = occasion.is_some_and(|occasion| {
                occasion.event.kind == event.event
                    && is_at_or_after_enrollment(scene, occasion, key)
                    && filter_holds(&event.filter, &scene.reader(occasion))
            });
            if fires {
                fire_plainly(scene, occasion, at, reward, false);
            }
        }
        Trigger::AtEnrollment { reward } => {
            if is_new(scene, occasion, key) {
                fire_plainly(scene, occasion, at, reward, false);
            }
        }
        Trigger::EveryTier { measure, tiers } => {
            for (tier, terms) in tiers.iter().enumerate() {
                fire_tier(scene, at, *measure, tier, terms, false);
            }
        }
        Trigger::HighestTier {
            measure,
            tiers,
            decided: Decided::AtTopTierOrClose,
        } => {
            if let Some((tier, terms)) = tiers.iter().enumerate().next_back() {
                fire_tier(scene, at, *measure, tier, terms, false);
            }
        }
        Trigger::HighestTier {
            decided: Decided::AtClose,
            ..
        }
        | Trigger::AtClose { .. } => {}
    }
}

/// Fires what the close of a measure's window decides, by rule.
pub(super) fn fire_at_close<T: Tracing>(
    scene: &mut Scene<'_, T>,
    key: EnrollmentKey,
    measure: MeasureId,
) {
    let Some((version, plan)) = scene.version(key.0) else {
        return;
    };
    let rules = plan.measure(measure).map(|plan| plan.at_close.as_slice());
    for rule_id in rules.unwrap_or_default() {
        let at = Place {
            key,
            rule: *rule_id,
        };
        match version.rules.get(rule_id.index()).map(|rule| &rule.trigger) {
            Some(Trigger::AtClose { reward, .. }) => fire_plainly(scene, None, at, reward, true),
            Some(Trigger::HighestTier { tiers, .. }) => {
                let terms = Terms::of(version, row(scene, key));
                let reached = open_tally(scene, key, measure).and_then(|tally| {
                    tiers
                        .iter()
                        .rposition(|tier| tally.reaches(terms.goal(tier.reach)))
                });
                if let Some((tier, terms)) = reached.and_then(|tier| Some((tier, tiers.get(tier)?)))
                {
                    fire_tier(scene, at, measure, tier, terms, true);
                }
            }
            Some(
                Trigger::Reaches { .. }
                | Trigger::Every { .. }
                | Trigger::On { .. }
                | Trigger::AtEnrollment { .. }
                | Trigger::EveryTier { .. },
            )
            | None => {}
        }
    }
}

/// Whether the enrollment was made by this event, or by the clock just now.
fn is_new<T: Tracing>(
    scene: &Scene<'_, T>,
    occasion: Option<&Occasion<'_>>,
    key: EnrollmentKey,
) -> bool {
    match occasion {
        Some(occasion) => occasion.enrolled.contains(&key),
        None => scene
            .account
            .enrollment(key.0, key.1)
            .is_some_and(|enrollment| enrollment.at == scene.clock()),
    }
}

fn is_at_or_after_enrollment<T: Tracing>(
    scene: &Scene<'_, T>,
    occasion: &Occasion<'_>,
    key: EnrollmentKey,
) -> bool {
    occasion.enrolled.contains(&key)
        || scene
            .account
            .enrollment(key.0, key.1)
            .is_some_and(|enrollment| enrollment.at <= occasion.event.at)
}

/// The lowest threshold or step of a rule that a measure decides.
pub(super) fn lowest_goal(trigger: &Trigger, on: MeasureId, terms: Terms<'_>) -> Option<GoalValue> {
    match trigger {
        Trigger::Reaches { conditions, .. } => conditions
            .iter()
            .filter(|condition| condition.measure == on)
            .map(|condition| terms.goal(condition.goal))
            .min(),
        Trigger::Every { step, .. } => Some(terms.goal(*step)),
        Trigger::EveryTier { tiers, .. } | Trigger::HighestTier { tiers, .. } => {
            tiers.first().map(|tier| terms.goal(tier.reach))
        }
        Trigger::On { .. } | Trigger::AtEnrollment { .. } | Trigger::AtClose { .. } => None,
    }
}
