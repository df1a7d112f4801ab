//! What depends on each measure of a version.

use smallvec::SmallVec;

use crate::base::Amount;
use crate::program::{
    Aggregate, Measure, MeasureId, Program, RewardBase, Role, RuleId, Slot, Trigger, Version,
    Window,
};

use super::super::issue::asks_from;
use super::super::reward::{Terms, all_rewards, shared_measures};
use super::super::tally::Tally;
use super::MeasurePlan;

pub(super) fn measure_plans(version: &Version) -> Vec<MeasurePlan> {
    let mut plans = vec![MeasurePlan::default(); version.measures.len()];
    for (index, rule) in version.rules.iter().enumerate() {
        let id = RuleId::from_index(index);
        for measure in shared_measures(all_rewards(&rule.trigger)) {
            if let Some(plan) = plans.get_mut(measure.index()) {
                plan.is_shared = true;
            }
        }
        match &rule.trigger {
            Trigger::Reaches { conditions, .. } => {
                for condition in conditions {
                    if let Some(plan) = plans.get_mut(condition.measure.index()) {
                        plan.rules.push(id);
                    }
                }
            }
            Trigger::Every { measure, .. } | Trigger::EveryTier { measure, .. } => {
                if let Some(plan) = plans.get_mut(measure.index()) {
                    plan.rules.push(id);
                }
            }
            Trigger::HighestTier { measure, .. } => {
                if let Some(plan) = plans.get_mut(measure.index()) {
                    plan.rules.push(id);
                    plan.at_close.push(id);
                }
            }
            Trigger::AtClose { measure, .. } => {
                if let Some(plan) = plans.get_mut(measure.index()) {
                    plan.at_close.push(id);
                }
            }
            Trigger::On { .. } | Trigger::AtEnrollment { .. } => {}
        }
    }
    for (index, (plan, measure)) in plans.iter_mut().zip(&version.measures).enumerate() {
        let closes_often = matches!(
            measure.window,
            Window::EachPeriod(_) | Window::EachOfEnrollment(_)
        );
        let id = MeasureId::from_index(index);
        plan.is_idle_when_empty = closes_often
            && plan.at_close.iter().all(|rule| {
                version
                    .rules
                    .get(rule.index())
                    .is_some_and(|rule| does_nothing_at_an_empty_close(&rule.trigger, id))
            });
    }
    for (index, plan) in plans.iter_mut().enumerate() {
        plan.first_goals = first_goals(version, MeasureId::from_index(index), plan);
    }
    plans
}

fn first_goals(version: &Version, id: MeasureId, plan: &MeasurePlan) -> SmallVec<[Amount; 1]> {
    let Some(measure) = version.measures.get(id.index()) else {
        return SmallVec::new();
    };
    let empty = Tally::empty(measure.aggregate);
    let rows = version.table.as_ref().map_or(0, |table| table.rows.len());
    let rows = 0..u32::try_from(rows.max(1)).unwrap_or(u32::MAX);
    rows.map(|row| asks_from(version, plan, id, Terms::of(version, Some(row)), &empty))
        .collect()
}

/// Tiers begin above zero, and a share of nothing is nothing.
fn does_nothing_at_an_empty_close(trigger: &Trigger, closing: MeasureId) -> bool {
    match trigger {
        Trigger::HighestTier { .. } => true,
        Trigger::AtClose { reward, .. } => matches!(
            reward.base,
            RewardBase::ShareOfMeasure { measure, .. } if measure == closing
        ),
        Trigger::Reaches { .. }
        | Trigger::Every { .. }
        | Trigger::On { .. }
        | Trigger::AtEnrollment { .. }
        | Trigger::EveryTier { .. } => false,
    }
}

/// The slot of a value that a refund has to be told again, if there is one.
pub(super) fn slot_to_keep(program: &Program, measure: &Measure) -> Option<Slot> {
    match measure.aggregate {
        Aggregate::TotalMoney(Slot::Cash | Slot::Credited)
        | Aggregate::Count
        | Aggregate::CountDifferent(_) => None,
        Aggregate::TotalMoney(slot) | Aggregate::TotalNumber(slot) => {
            let kind = program.events.get(measure.event.event.index())?;
            let is_spent =
                matches!(kind.role, Role::Spends { amount, .. } if slot == Slot::Field(amount));
            (!is_spent).then_some(slot)
        }
        Aggregate::DaysWith => Some(Slot::Day),
    }
}
