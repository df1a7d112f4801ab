//! When rules fire (section 2.3).

use num_traits::Zero;
use onward::engine::{CreditRefusal, Outcome};
use onward::program::{Decided, Goal, IssueRule, MeasureId, Reward, Tier, Trigger, VersionId};

use super::account::{Account, Firing, InstanceId, State};
use super::amount::Basis;
use super::exact::{Exact, earned, floor, whole};

/// Which rule fires, for which enrollment and row, in which window instances, and how often.
pub struct Shot {
    enrollment: usize,
    rule: usize,
    row: Option<usize>,
    earned_in: Vec<InstanceId>,
    steps: u64,
    is_at_close: bool,
}

impl<'program> Account<'program> {
    /// 7. Rules that now fire, in order of offer, rule, enrollment, tier row.
    pub fn fire_rules(&mut self, event: usize) {
        for version in 0..self.program.versions.len() {
            for rule in 0..self.program.versions[version].rules.len() {
                for enrollment in 0..self.enrollments.len() {
                    let is_of_version =
                        self.enrollments[enrollment].version == VersionId::from_index(version);
                    if is_of_version && self.is_running(enrollment) {
                        self.fire_rule(enrollment, rule, event);
                    }
                }
            }
        }
    }

    /// The rules of an automatic enrollment that the clock made.
    pub fn fire_at_enrollment(&mut self, enrollment: usize) {
        for (rule, terms) in self.version_of(enrollment).rules.iter().enumerate() {
            if let Trigger::AtEnrollment { reward } = terms.trigger {
                self.fire(Shot::once(enrollment, rule), reward);
            }
        }
    }

    fn fire_rule(&mut self, enrollment: usize, rule: usize, event: usize) {
        match &self.rule(enrollment, rule).trigger {
            Trigger::Reaches { conditions, reward } => {
                let opened = conditions
                    .iter()
                    .map(|condition| self.open_instance_of(enrollment, condition.measure));
                let Some(earned_in) = opened.collect::<Option<Vec<_>>>() else {
                    return;
                };
                let all_hold = conditions
                    .iter()
                    .zip(&earned_in)
                    .all(|(condition, instance)| {
                        self.value_of(enrollment, *instance)
                            >= self.goal(condition.goal, enrollment)
                    });
                let shot = Shot::once(enrollment, rule).within(earned_in);
                if all_hold && !self.has_fired(&shot) {
                    self.fire(shot, *reward);
                }
            }
            Trigger::Every {
                step,
                measure,
                reward,
            } => {
                if let Some(instance) = self.open_instance_of(enrollment, *measure) {
                    let step = self.goal(*step, enrollment);
                    let fit = floor(&(self.value_of(enrollment, instance) / step));
                    // Steps are counted as far as 64 bits go.
                    let fit = fit.min(i128::from(u64::MAX));
                    let so_far = self.steps_so_far(enrollment, rule, instance);
                    let new = u64::try_from(fit - i128::from(so_far)).unwrap_or(0);
                    let steps = new.min(self.places_left(enrollment, rule));
                    let shot = Shot::once(enrollment, rule).within(vec![instance]);
                    self.fire(Shot { steps, ..shot }, *reward);
                }
            }
            Trigger::On {
                event: filter,
                reward,
            } => {
                let entered = &self.enrollments[enrollment];
                let counts =
                    entered.at <= self.history[event].event.at || entered.by == Some(event);
                if counts && self.matches(filter, event) {
                    self.fire(Shot::once(enrollment, rule), *reward);
                }
            }
            Trigger::AtEnrollment { reward } => {
                if self.enrollments[enrollment].by == Some(event) {
                    self.fire(Shot::once(enrollment, rule), *reward);
                }
            }
            Trigger::AtClose { .. } => {}
            Trigger::EveryTier { measure, tiers } => {
                if let Some(instance) = self.open_instance_of(enrollment, *measure) {
                    for (row, tier) in tiers.iter().enumerate() {
                        let shot = Shot::once(enrollment, rule).within(vec![instance]);
                        let shot = shot.of_row(row);
                        if self.is_reached(tier, enrollment, instance) && !self.has_fired(&shot) {
                            self.fire(shot, tier.get);
                        }
                    }
                }
            }
            Trigger::HighestTier {
                measure,
                tiers,
                decided: Decided::AtTopTierOrClose,
            } => {
                if let Some(instance) = self.open_instance_of(enrollment, *measure)
                    && self.highest_row(tiers, enrollment, instance) == Some(tiers.len() - 1)
                {
                    self.fire_highest(enrollment, rule, instance, false);
                }
            }
            Trigger::HighestTier {
                decided: Decided::AtClose,
                ..
            } => {}
        }
    }

    /// Rules that fire when a window instance closes.
    pub fn fire_at_close(&mut self, enrollment: usize, instance: InstanceId) {
        for (rule, terms) in self.version_of(enrollment).rules.iter().enumerate() {
            match terms.trigger {
                Trigger::AtClose { measure, reward } if measure == instance.measure => {
                    let shot = Shot::once(enrollment, rule).within(vec![instance]);
                    let shot = Shot {
                        is_at_close: true,
                        ..shot
                    };
                    if !self.worth(&shot, reward).is_zero() {
                        self.fire(shot, reward);
                    }
                }
                Trigger::HighestTier { measure, .. } if measure == instance.measure => {
                    self.fire_highest(enrollment, rule, instance, true);
                }
                Trigger::Reaches { .. }
                | Trigger::Every { .. }
                | Trigger::On { .. }
                | Trigger::AtEnrollment { .. }
                | Trigger::AtClose { .. }
                | Trigger::EveryTier { .. }
                | Trigger::HighestTier { .. } => {}
            }
        }
    }

    fn fire_highest(
        &mut self,
        enrollment: usize,
        rule: usize,
        instance: InstanceId,
        is_at_close: bool,
    ) {
        let Trigger::HighestTier { tiers, .. } = &self.rule(enrollment, rule).trigger else {
            return;
        };
        let shot = Shot::once(enrollment, rule).within(vec![instance]);
        if let Some(row) = self.highest_row(tiers, enrollment, instance)
            && !self.has_fired(&shot)
        {
            let shot = Shot {
                is_at_close,
                ..shot.of_row(row)
            };
            self.fire(shot, tiers[row].get);
        }
    }

    /// A rule fires: an amount of zero is refused, what is due later is scheduled.
    fn fire(&mut self, shot: Shot, reward: Reward) {
        if shot.steps == 0 || self.places_left(shot.enrollment, shot.rule) == 0 {
            return;
        }
        let amount = earned(&(self.worth(&shot, reward) * whole(i128::from(shot.steps))));
        let latest = self.latest(shot.enrollment);
        self.firings.push(Firing {
            enrollment: shot.enrollment,
            rule: shot.rule,
            row: shot.row,
            earned_in: shot.earned_in,
            latest,
            steps: shot.steps,
            amount,
            state: State::Refused,
        });
        if amount == 0 {
            let version = self.enrollments[shot.enrollment].version;
            let reason = CreditRefusal::Zero;
            self.write(Outcome::CreditRefused { version, reason });
        } else {
            self.schedule(self.firings.len() - 1, shot.is_at_close);
        }
    }

    fn worth(&self, shot: &Shot, reward: Reward) -> Exact {
        let latest = self.latest(shot.enrollment);
        let basis = Basis {
            enrollment: shot.enrollment,
            latest: &latest,
            event: self.now,
        };
        self.reward(reward, basis)
    }

    /// Whether the rule, or its row, has fired in any of these window instances; a firing that was
    /// cancelled has not.
    fn has_fired(&self, shot: &Shot) -> bool {
        self.firings.iter().any(|firing| {
            firing.enrollment == shot.enrollment
                && firing.rule == shot.rule
                && (shot.row.is_none() || firing.row == shot.row)
                && firing.state != State::Cancelled
                && firing
                    .earned_in
                    .iter()
                    .any(|instance| shot.earned_in.contains(instance))
        })
    }

    fn steps_so_far(&self, enrollment: usize, rule: usize, instance: InstanceId) -> u64 {
        let firings = self.firings.iter().filter(|firing| {
            firing.enrollment == enrollment
                && firing.rule == rule
                && firing.earned_in.contains(&instance)
        });
        firings.map(|firing| firing.steps).sum()
    }

    /// Of `at most N times`.
    fn places_left(&self, enrollment: usize, rule: usize) -> u64 {
        let Some(most) = self.rule(enrollment, rule).at_most else {
            return u64::MAX;
        };
        let taken = self.firings.iter().filter(|firing| {
            firing.enrollment == enrollment && firing.rule == rule && firing.takes_a_place()
        });
        most.saturating_sub(taken.map(|firing| firing.steps).sum())
    }

    pub fn open_instance_of(&self, enrollment: usize, measure: MeasureId) -> Option<InstanceId> {
        let latest = self.latest(enrollment)[measure.index()]?;
        (!self.instance(enrollment, latest).closed).then_some(latest)
    }

    pub fn highest_row(
        &self,
        tiers: &[Tier],
        enrollment: usize,
        instance: InstanceId,
    ) -> Option<usize> {
        tiers
            .iter()
            .rposition(|tier| self.is_reached(tier, enrollment, instance))
    }

    fn is_reached(&self, tier: &Tier, enrollment: usize, instance: InstanceId) -> bool {
        self.value_of(enrollment, instance) >= self.goal(tier.reach, enrollment)
    }

    /// The lowest threshold or step of the rules on a measure, and whether any of them has fired.
    pub fn goal_of_rules(&self, enrollment: usize, instance: InstanceId) -> Option<(Exact, bool)> {
        let mut goals = Vec::new();
        let mut any_fired = false;
        for (rule, terms) in self.version_of(enrollment).rules.iter().enumerate() {
            let of_rule = goals_on(terms, instance.measure);
            let shot = Shot::once(enrollment, rule).within(vec![instance]);
            any_fired |= !of_rule.is_empty() && self.has_fired(&shot);
            goals.extend(of_rule);
        }
        let goals = goals.iter().map(|goal| self.goal(*goal, enrollment));
        Some((goals.min()?, any_fired))
    }

    pub fn rule(&self, enrollment: usize, rule: usize) -> &'program IssueRule {
        &self.version_of(enrollment).rules[rule]
    }
}

/// The thresholds and steps of a rule on one measure.
fn goals_on(rule: &IssueRule, on: MeasureId) -> Vec<Goal> {
    match &rule.trigger {
        Trigger::Reaches { conditions, .. } => conditions
            .iter()
            .filter(|condition| condition.measure == on)
            .map(|condition| condition.goal)
            .collect(),
        Trigger::Every { step, measure, .. } if *measure == on => vec![*step],
        Trigger::EveryTier { measure, tiers } | Trigger::HighestTier { measure, tiers, .. }
            if *measure == on =>
        {
            tiers.iter().map(|tier| tier.reach).collect()
        }
        Trigger::Every { .. }
        | Trigger::EveryTier { .. }
        | Trigger::HighestTier { .. }
        | Trigger::On { .. }
        | Trigger::AtEnrollment { .. }
        | Trigger::AtClose { .. } => Vec::new(),
    }
}

impl Shot {
    fn once(enrollment: usize, rule: usize) -> Self {
        Self {
            enrollment,
            rule,
            row: None,
            earned_in: Vec::new(),
            steps: 1,
            is_at_close: false,
        }
    }

    fn within(self, earned_in: Vec<InstanceId>) -> Self {
        Self { earned_in, ..self }
    }

    fn of_row(self, row: usize) -> Self {
        let row = Some(row);
        Self { row, ..self }
    }
}
