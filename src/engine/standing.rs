//! Where a measure stands, and the threshold ahead of it: for a person who reads how credit comes about.

use crate::base::Instant;
use crate::program::{MeasureId, Trigger};

use super::entry::Reading;
use super::reward::Terms;
use super::scene::{EnrollmentKey, Scene};
use super::tally::{GoalValue, Tally};
use super::trace::{Noted, Tracing};

/// Notes where a window instance stands now.
pub(super) fn note<T: Tracing>(
    scene: &mut Scene<'_, T>,
    (version, number): EnrollmentKey,
    measure: MeasureId,
    start: Instant,
) {
    if !scene.tracing.is_on() {
        return;
    }
    let tally = scene
        .account
        .enrollment(version, number)
        .and_then(|enrollment| enrollment.instance(measure, start))
        .map(|instance| &instance.tally);
    let Some(tally) = tally else { return };
    let value = tally.reading();
    let needed = needed(scene, (version, number), measure, tally);
    scene.note(|_| Noted::Counted {
        version,
        measure,
        value,
        needed,
    });
}

/// The lowest threshold that the tally has not reached, else the highest.
fn needed<T: Tracing>(
    scene: &Scene<'_, T>,
    (version_id, number): EnrollmentKey,
    measure: MeasureId,
    tally: &Tally,
) -> Option<Reading> {
    let (version, plan) = scene.version(version_id)?;
    let row = scene.account.enrollment(version_id, number)?.row;
    let terms = Terms::of(version, row);
    let rules = plan.measure(measure).into_iter();
    let mut goals: Vec<GoalValue> = rules
        .flat_map(|plan| plan.rules.iter().chain(&plan.at_close))
        .filter_map(|rule| version.rules.get(rule.index()))
        .flat_map(|rule| goals(&rule.trigger, measure, terms, tally))
        .collect();
    goals.sort_unstable();
    let ahead = goals.iter().find(|goal| !tally.reaches(**goal));
    ahead.or(goals.last()).map(|goal| goal.reading())
}

/// The thresholds of a rule that a measure decides; of steps, the next.
fn goals(trigger: &Trigger, on: MeasureId, terms: Terms<'_>, tally: &Tally) -> Vec<GoalValue> {
    match trigger {
        Trigger::Reaches { conditions, .. } => conditions
            .iter()
            .filter(|condition| condition.measure == on)
            .map(|condition| terms.goal(condition.goal))
            .collect(),
        Trigger::Every { step, .. } => {
            let step = terms.goal(*step);
            vec![step.times(tally.steps(step).saturating_add(1))]
        }
        Trigger::EveryTier { tiers, .. } | Trigger::HighestTier { tiers, .. } => {
            tiers.iter().map(|tier| terms.goal(tier.reach)).collect()
        }
        Trigger::On { .. } | Trigger::AtEnrollment { .. } | Trigger::AtClose { .. } => Vec::new(),
    }
}
