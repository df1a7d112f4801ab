//! Refunds (section 6): what goes back to credits, and what falls with the measures.

use onward::engine::{Cancellation, Outcome, Revocation, Value};
use onward::program::{
    Clawback, Counting, EventTypeId, FieldId, Goal, MeasureId, RefundPolicy, Reward, RewardBase,
    Trigger, VersionId,
};

use super::account::{Account, Firing, InstanceId, State};
use super::exact::{floor, money, share};

impl Account<'_> {
    /// 3. A refund gives back at most what of its charge is not yet refunded.
    pub fn reverse(
        &mut self,
        event: usize,
        spending: EventTypeId,
        charge: FieldId,
        refunding: FieldId,
    ) {
        let Some(charge) = self.charge_named(event, spending, charge) else {
            return;
        };
        let past = &self.history[charge];
        let charged = self.spent(past).expect("the event spends");
        let before = past.refunded;
        let after = charged.min(before + self.money_of(event, refunding));
        let counting = self.instances_that_count(charge);
        if after == before {
            return;
        }
        self.history[charge].refunded = after;
        let credited = self.history[charge].credited();
        let returned = |refunded| floor(&share(credited, refunded, charged));
        self.give_back(charge, returned(after) - returned(before));
        for (enrollment, instance) in counting {
            let windows = &mut self.enrollments[enrollment].windows[instance.measure.index()];
            for counted in &mut windows.instances[instance.number].counted {
                if counted.event == charge {
                    counted.refunds.push((before, after));
                }
            }
        }
        self.let_fall();
    }

    fn charge_named(&self, event: usize, spending: EventTypeId, field: FieldId) -> Option<usize> {
        let Value::Text(id) = self.history[event].event.value(field) else {
            return None;
        };
        self.history
            .iter()
            .position(|past| past.event.kind == spending && past.event.id == *id)
    }

    /// The window instances of `net of` measures that counted the charge and still hear of refunds.
    fn instances_that_count(&self, charge: usize) -> Vec<(usize, InstanceId)> {
        let mut counting = Vec::new();
        for (enrollment, entered) in self.enrollments.iter().enumerate() {
            for (index, windows) in entered.windows.iter().enumerate() {
                let measure = MeasureId::from_index(index);
                for (number, instance) in windows.instances.iter().enumerate() {
                    let id = InstanceId { measure, number };
                    let counts = instance.counted.iter().any(|one| one.event == charge);
                    let is_net =
                        self.version_of(enrollment).measures[index].counting == Counting::Net;
                    if counts && is_net && self.still_hears(enrollment, id) {
                        counting.push((enrollment, id));
                    }
                }
            }
        }
        counting
    }

    /// As long as the instance is open, or a credit earned in it is still scheduled.
    fn still_hears(&self, enrollment: usize, id: InstanceId) -> bool {
        let is_open = !self.instance(enrollment, id).closed;
        is_open
            || self.firings.iter().any(|firing| {
                firing.enrollment == enrollment
                    && matches!(firing.state, State::Scheduled { .. })
                    && (firing.earned_in.contains(&id) || self.is_paid_by(firing, id))
            })
    }

    /// Whether the amount of a firing is a share of what this instance counts.
    fn is_paid_by(&self, firing: &Firing, id: InstanceId) -> bool {
        let is_share = |reward: &Reward| match reward.base {
            RewardBase::ShareOfMeasure { measure, .. } => measure == id.measure,
            RewardBase::Fixed(_) | RewardBase::ShareOfEvent { .. } | RewardBase::OfEvent { .. } => {
                false
            }
        };
        let rewarded = match &self.rule(firing.enrollment, firing.rule).trigger {
            Trigger::Reaches { reward, .. }
            | Trigger::Every { reward, .. }
            | Trigger::On { reward, .. }
            | Trigger::AtEnrollment { reward }
            | Trigger::AtClose { reward, .. } => is_share(reward),
            Trigger::EveryTier { tiers, .. } => {
                firing.row.is_some_and(|row| is_share(&tiers[row].get))
            }
            Trigger::HighestTier { tiers, .. } => tiers.iter().any(|tier| is_share(&tier.get)),
        };
        rewarded && firing.latest[id.measure.index()] == Some(id)
    }

    /// The credit part goes back to the credits that paid, in reverse draw order.
    fn give_back(&mut self, charge: usize, mut left: i128) {
        for number in (0..self.history[charge].payments.len()).rev() {
            let payment = &mut self.history[charge].payments[number];
            let amount = left.min(payment.amount - payment.returned);
            payment.returned += amount;
            left -= amount;
            let credit = payment.credit;
            if amount > 0 {
                self.return_to(credit, charge, amount);
            }
        }
    }

    fn return_to(&mut self, number: usize, charge: usize, amount: i128) {
        let charge: Box<str> = self.history[charge].event.id.as_ref().into();
        let credit = &self.credits[number];
        let (version, id) = (credit.version, credit.id);
        let policy = self.version(version).apply.refund;
        if policy == RefundPolicy::Forfeits || credit.expired || credit.revoked {
            self.write(Outcome::Forfeited {
                version,
                credit: id,
                amount: money(amount),
                charge,
            });
            return;
        }
        let credit = &mut self.credits[number];
        credit.remaining += amount;
        let remaining = money(credit.remaining);
        self.write(Outcome::Restored {
            version,
            credit: id,
            amount: money(amount),
            remaining,
            charge,
        });
    }

    /// What falls with the measures, by offer, rule, enrollment and row.
    fn let_fall(&mut self) {
        let mut firings: Vec<usize> = (0..self.firings.len()).collect();
        firings.sort_by_key(|number| {
            let firing = &self.firings[*number];
            let version: VersionId = self.enrollments[firing.enrollment].version;
            (version, firing.rule, firing.enrollment, firing.row)
        });
        for number in firings {
            match self.firings[number].state {
                State::Scheduled { .. } if self.has_fallen(number) => {
                    self.cancel(number, Cancellation::Refunded);
                }
                State::Issued { credit } if self.has_fallen(number) => {
                    let version = self.credits[credit].version;
                    if self.version(version).clawback == Clawback::Unspent {
                        self.revoke_credit(credit, Revocation::Clawback);
                    }
                }
                State::Scheduled { .. }
                | State::Issued { .. }
                | State::Refused
                | State::Cancelled => {}
            }
        }
    }

    /// Whether a measure is below what the firing needed; of an issued credit, while its window is open.
    fn has_fallen(&self, number: usize) -> bool {
        let firing = &self.firings[number];
        let enrollment = firing.enrollment;
        let is_issued = matches!(firing.state, State::Issued { .. });
        self.needed(firing).into_iter().any(|(instance, goal)| {
            let measure = &self.version_of(enrollment).measures[instance.measure.index()];
            let counts = !is_issued || !self.instance(enrollment, instance).closed;
            counts
                && measure.counting == Counting::Net
                && self.value_of(enrollment, instance) < self.goal(goal, enrollment)
        })
    }

    /// The thresholds that a firing stands on.
    fn needed(&self, firing: &Firing) -> Vec<(InstanceId, Goal)> {
        match &self.rule(firing.enrollment, firing.rule).trigger {
            Trigger::Reaches { conditions, .. } => {
                let goals = conditions.iter().map(|condition| condition.goal);
                firing.earned_in.iter().copied().zip(goals).collect()
            }
            Trigger::EveryTier { tiers, .. } => {
                let row = firing.row.expect("a row fired");
                vec![(firing.earned_in[0], tiers[row].reach)]
            }
            Trigger::HighestTier { tiers, .. } => {
                let paid = match firing.state {
                    State::Issued { .. } => firing.row.expect("a row was paid"),
                    State::Scheduled { .. } | State::Refused | State::Cancelled => 0,
                };
                vec![(firing.earned_in[0], tiers[paid].reach)]
            }
            Trigger::Every { .. }
            | Trigger::On { .. }
            | Trigger::AtEnrollment { .. }
            | Trigger::AtClose { .. } => Vec::new(),
        }
    }
}
