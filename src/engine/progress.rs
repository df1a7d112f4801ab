//! What an account is on the way to: the credit that waits for its issue, and where the measures of its
//! running enrollments stand. It is read for a person; no decision asks here.

use crate::base::{Amount, Instant};
use crate::program::{
    EventTypeId, MeasureId, Reward, RewardBase, RuleId, Trigger, Version, VersionId,
};

use super::account::Account;
use super::enrollment::{Enrollment, Instance, Phase, RuleState};
use super::entry::Reading;
use super::plan::{MeasurePlan, Plan};
use super::reward::Terms;
use super::tally::{GoalValue, Tally};

/// Credit that was earned and waits for its issue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ScheduledCredit {
    pub version: VersionId,
    pub rule: RuleId,
    /// What was earned; a refund can make it less.
    pub amount: Amount,
    pub due: Instant,
}

/// Something that a running enrollment may still earn by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Progress {
    pub version: VersionId,
    /// The place among all enrollments of the account.
    pub enrollment: u32,
    pub enrolled: Instant,
    pub by: ProgressBy,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProgressBy {
    /// A measure whose window is open, or may still open.
    Measure(MeasureProgress),
    /// A rule that pays `on EVENT`, and has not paid as often as it may.
    Event {
        rule: RuleId,
        event: EventTypeId,
        /// What it earns, where that is stated and not a share.
        reward: Option<Amount>,
    },
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MeasureProgress {
    pub measure: MeasureId,
    pub window: WindowProgress,
    /// What has been counted; nothing where the window has not opened.
    pub value: Reading,
    /// The lowest first; of steps, the next.
    pub goals: Vec<GoalProgress>,
    /// Whether something is decided when the window closes.
    pub is_decided_at_close: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WindowProgress {
    /// For the first event; it cannot open at `until` or later.
    Waiting { until: Option<Instant> },
    /// `start ≤ t < end`
    Open {
        start: Instant,
        end: Option<Instant>,
    },
}

/// A threshold, a step or a tier of one rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GoalProgress {
    pub rule: RuleId,
    /// The row of a tier rule, else 0.
    pub tier: u32,
    pub stands: GoalStanding,
    needed: GoalValue,
    /// What it earns, where that is stated and not a share.
    pub reward: Option<Amount>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GoalStanding {
    Ahead,
    /// The measure is there, and the rule has not fired.
    Reached,
    /// The rule has fired for this window instance.
    Fired,
    /// The rule has paid as often as it may.
    UsedUp,
}

impl GoalProgress {
    /// What the measure has to reach.
    pub fn needed(&self) -> Reading {
        self.needed.reading()
    }
}

/// The credit that waits for its issue, in order of earning.
pub fn scheduled(account: &Account) -> Vec<ScheduledCredit> {
    let scheduled = account.scheduled().iter();
    scheduled
        .map(|scheduled| ScheduledCredit {
            version: scheduled.version,
            rule: scheduled.rule,
            amount: scheduled.amount,
            due: scheduled.due,
        })
        .collect()
}

/// What the running enrollments may still earn by, in declaration order, then by enrollment.
pub fn progress(plan: &Plan, account: &Account) -> Vec<Progress> {
    let mut found = Vec::new();
    for enrollment in &account.enrollments {
        let Some((version, version_plan)) = plan.version(enrollment.version) else {
            continue;
        };
        let measures = version_plan.measures.iter().enumerate();
        let by_measures = measures.filter_map(|(index, plan)| {
            let measure = MeasureId::from_index(index);
            measure_progress(version, enrollment, measure, plan).map(ProgressBy::Measure)
        });
        let rules = version.rules.iter().enumerate();
        let by_events = rules.filter_map(|(index, rule)| {
            let id = RuleId::from_index(index);
            match &rule.trigger {
                Trigger::On { event, reward } if has_places(version, enrollment, id) => {
                    Some(ProgressBy::Event {
                        rule: id,
                        event: event.event,
                        reward: fixed(Terms::of(version, enrollment.row), reward),
                    })
                }
                Trigger::On { .. }
                | Trigger::Reaches { .. }
                | Trigger::Every { .. }
                | Trigger::AtEnrollment { .. }
                | Trigger::AtClose { .. }
                | Trigger::EveryTier { .. }
                | Trigger::HighestTier { .. } => None,
            }
        });
        found.extend(by_measures.chain(by_events).map(|by| Progress {
            version: enrollment.version,
            enrollment: enrollment.number,
            enrolled: enrollment.at,
            by,
        }));
    }
    found
}

fn measure_progress(
    version: &Version,
    enrollment: &Enrollment,
    measure: MeasureId,
    plan: &MeasurePlan,
) -> Option<MeasureProgress> {
    let empty = Tally::empty(version.measures.get(measure.index())?.aggregate);
    let (window, tally, open) = match &enrollment.window(measure)?.phase {
        Phase::Waiting { until } => (WindowProgress::Waiting { until: *until }, &empty, None),
        Phase::Open(instance) => {
            let window = WindowProgress::Open {
                start: instance.start,
                end: instance.end,
            };
            (window, &instance.tally, Some(instance))
        }
        Phase::Over => return None,
    };
    let scene = Standing {
        version,
        enrollment,
        measure,
        tally,
        open,
    };
    let mut goals: Vec<GoalProgress> = plan
        .rules
        .iter()
        .flat_map(|rule| scene.goals(*rule))
        .collect();
    goals.sort_by_key(|goal| (goal.needed, goal.rule, goal.tier));
    let is_open_at_close =
        |rule: &RuleId| has_places(version, enrollment, *rule) && !scene.is_fired(*rule, None);
    Some(MeasureProgress {
        measure,
        window,
        value: tally.reading(),
        goals,
        is_decided_at_close: plan.at_close.iter().any(is_open_at_close),
    })
}

/// One measure of an enrollment.
struct Standing<'a> {
    version: &'a Version,
    enrollment: &'a Enrollment,
    measure: MeasureId,
    tally: &'a Tally,
    open: Option<&'a Instance>,
}

impl Standing<'_> {
    /// The goals of a rule on the measure.
    fn goals(&self, rule: RuleId) -> Vec<GoalProgress> {
        let terms = Terms::of(self.version, self.enrollment.row);
        let Some(stated) = self.version.rules.get(rule.index()) else {
            return Vec::new();
        };
        let goal = |tier: usize, needed: GoalValue, reward: &Reward, is_fired: bool| GoalProgress {
            rule,
            tier: u32::try_from(tier).unwrap_or(u32::MAX),
            stands: if !has_places(self.version, self.enrollment, rule) {
                GoalStanding::UsedUp
            } else if is_fired {
                GoalStanding::Fired
            } else if self.tally.reaches(needed) {
                GoalStanding::Reached
            } else {
                GoalStanding::Ahead
            },
            needed,
            reward: fixed(terms, reward),
        };
        match &stated.trigger {
            Trigger::Reaches { conditions, reward } => conditions
                .iter()
                .filter(|condition| condition.measure == self.measure)
                .map(|condition| {
                    let needed = terms.goal(condition.goal);
                    goal(0, needed, reward, self.is_fired(rule, None))
                })
                .collect(),
            Trigger::Every { step, reward, .. } => {
                let step = terms.goal(*step);
                let fired = self
                    .state(rule)
                    .zip(self.open)
                    .map_or(0, |(state, open)| state.steps_in(open.start));
                let taken = self.tally.steps(step).max(fired);
                vec![goal(0, step.times(taken.saturating_add(1)), reward, false)]
            }
            Trigger::EveryTier { tiers, .. } | Trigger::HighestTier { tiers, .. } => {
                let is_highest = matches!(stated.trigger, Trigger::HighestTier { .. });
                let tiers = tiers.iter().enumerate();
                tiers
                    .map(|(place, tier)| {
                        let row = (!is_highest).then_some(place);
                        let is_fired = self.is_fired(rule, row);
                        goal(place, terms.goal(tier.reach), &tier.get, is_fired)
                    })
                    .collect()
            }
            Trigger::On { .. } | Trigger::AtEnrollment { .. } | Trigger::AtClose { .. } => {
                Vec::new()
            }
        }
    }

    fn state(&self, rule: RuleId) -> Option<&RuleState> {
        self.enrollment.rule(rule)
    }

    /// Whether a rule, or one row of it, has used the open window instance up.
    fn is_fired(&self, rule: RuleId, row: Option<usize>) -> bool {
        let (Some(state), Some(open)) = (self.state(rule), self.open) else {
            return false;
        };
        // The instances of a firing stand in the order of the rule's conditions.
        let place = match self
            .version
            .rules
            .get(rule.index())
            .map(|rule| &rule.trigger)
        {
            Some(Trigger::Reaches { conditions, .. }) => conditions
                .iter()
                .position(|condition| condition.measure == self.measure)
                .unwrap_or(0),
            Some(
                Trigger::Every { .. }
                | Trigger::On { .. }
                | Trigger::AtEnrollment { .. }
                | Trigger::AtClose { .. }
                | Trigger::EveryTier { .. }
                | Trigger::HighestTier { .. },
            )
            | None => 0,
        };
        state.firings.iter().any(|firing| {
            firing.instances.get(place) == Some(&open.start)
                && row.is_none_or(|row| firing.tier as usize == row)
        })
    }
}

fn has_places(version: &Version, enrollment: &Enrollment, rule: RuleId) -> bool {
    let at_most = version
        .rules
        .get(rule.index())
        .and_then(|rule| rule.at_most);
    let state = enrollment.rule(rule);
    state.is_none_or(|state| state.free_places(at_most) > 0)
}

/// A reward that is stated as money.
fn fixed(terms: Terms<'_>, reward: &Reward) -> Option<Amount> {
    let RewardBase::Fixed(amount) = reward.base else {
        return None;
    };
    let amount = terms.amount(amount);
    let cap = reward.at_most.map(|cap| terms.amount(cap));
    Some(cap.map_or(amount, |cap| amount.min(cap)))
}
