//! Scheduling and issuing what was earned: timing, expiry, limits (sections 2.3, 3 and 4).

use onward::base::Instant;
use onward::engine::{Cancellation, CreditId, CreditRefusal, Outcome};
use onward::program::{
    Counting, Expiry, Limit, LimitKind, OfferId, Overshoot, Reward, RewardBase, Timing, Trigger,
};

use super::account::{Account, Credit, State};
use super::amount::Basis;
use super::exact::{earned, money};

impl Account<'_> {
    /// Issues a firing at once, or writes down when it is due.
    pub fn schedule(&mut self, number: usize, is_at_close: bool) {
        let firing = &self.firings[number];
        let timing = self.rule(firing.enrollment, firing.rule).timing;
        let Some(due) = self.due_instant(timing, is_at_close) else {
            return self.issue_credit(number, firing.amount);
        };
        let amount = firing.amount;
        let version = self.enrollments[firing.enrollment].version;
        self.firings[number].state = State::Scheduled { due };
        self.write(Outcome::Earned {
            version,
            amount: money(amount),
            due,
        });
    }

    /// None for `at once`.
    fn due_instant(&self, timing: Timing, is_at_close: bool) -> Option<Instant> {
        let calendar = self.program.calendar;
        // At a close it is the period that ends then.
        let within = if is_at_close {
            self.clock.just_before()
        } else {
            self.clock
        };
        match timing {
            Timing::AtOnce => None,
            Timing::After(duration) => Some(calendar.add(self.clock, duration)),
            Timing::AtEndOf(period) => Some(calendar.period_end(period, within)),
            Timing::AfterEndOf(duration, period) => {
                Some(calendar.add(calendar.period_end(period, within), duration))
            }
        }
    }

    /// A scheduled credit is due: what refunds took away meanwhile is worked out again (section 6).
    pub fn issue_scheduled(&mut self, number: usize) {
        let earned = self.firings[number].amount;
        let amount = self.worked_out_again(number).min(earned);
        if amount > 0 {
            self.issue_credit(number, amount);
        } else {
            self.cancel(number, Cancellation::Refunded);
        }
    }

    fn worked_out_again(&mut self, number: usize) -> i128 {
        let firing = self.firings[number].clone();
        let (enrollment, rule) = (firing.enrollment, firing.rule);
        let reward = match &self.rule(enrollment, rule).trigger {
            Trigger::Reaches { reward, .. }
            | Trigger::Every { reward, .. }
            | Trigger::On { reward, .. }
            | Trigger::AtEnrollment { reward }
            | Trigger::AtClose { reward, .. } => *reward,
            Trigger::EveryTier { tiers, .. } => tiers[firing.row.expect("a row fired")].get,
            Trigger::HighestTier { tiers, .. } => {
                let row = self.highest_row(tiers, enrollment, firing.earned_in[0]);
                let Some(row) = row else {
                    return 0;
                };
                let reward = tiers[row].get;
                let changed = firing.row != Some(row);
                self.firings[number].row = Some(row);
                if changed {
                    return self.worth_of_firing(number, reward);
                }
                reward
            }
        };
        if self.is_share_of_net(enrollment, reward) {
            self.worth_of_firing(number, reward)
        } else {
            firing.amount
        }
    }

    fn worth_of_firing(&self, number: usize, reward: Reward) -> i128 {
        let firing = &self.firings[number];
        let basis = Basis {
            enrollment: firing.enrollment,
            latest: &firing.latest,
            event: None,
        };
        earned(&self.reward(reward, basis))
    }

    fn is_share_of_net(&self, enrollment: usize, reward: Reward) -> bool {
        let RewardBase::ShareOfMeasure { measure, .. } = reward.base else {
            return false;
        };
        self.version_of(enrollment).measures[measure.index()].counting == Counting::Net
    }

    pub fn cancel(&mut self, number: usize, reason: Cancellation) {
        let firing = &mut self.firings[number];
        firing.state = State::Cancelled;
        let outcome = Outcome::Cancelled {
            version: self.enrollments[firing.enrollment].version,
            amount: money(firing.amount),
            reason,
        };
        self.write(outcome);
    }

    /// The checks on a credit that is about to be issued, in their order; then it is issued.
    fn issue_credit(&mut self, number: usize, amount: i128) {
        let enrollment = self.firings[number].enrollment;
        let version = self.enrollments[enrollment].version;
        let expires = self.expires(self.version(version).expiry);
        let refusal = if expires.is_some_and(|expires| expires <= self.clock) {
            Err(CreditRefusal::ExpiresBeforeIssue)
        } else {
            self.within_limits(enrollment, amount)
                .ok_or(CreditRefusal::Limit)
        };
        match refusal {
            Ok(amount) => self.issue_amount(number, amount, expires),
            Err(reason) => {
                self.firings[number].state = State::Refused;
                self.write(Outcome::CreditRefused { version, reason });
            }
        }
    }

    fn issue_amount(&mut self, number: usize, amount: i128, expires: Option<Instant>) {
        let enrollment = self.firings[number].enrollment;
        let version = self.enrollments[enrollment].version;
        let offer = self.version(version).offer;
        let before = self.issued_under(offer).count();
        let id = CreditId {
            offer,
            number: u32::try_from(before + 1).expect("few credits"),
        };
        self.credits.push(Credit {
            id,
            version,
            enrollment,
            issued: self.clock,
            expires,
            amount,
            remaining: amount,
            expired: false,
            revoked: false,
        });
        let credit = self.credits.len() - 1;
        self.firings[number].state = State::Issued { credit };
        self.write(Outcome::Issued {
            version,
            credit: id,
            amount: money(amount),
            expires,
        });
    }

    fn expires(&self, expiry: Expiry) -> Option<Instant> {
        let calendar = self.program.calendar;
        match expiry {
            Expiry::AfterIssue {
                after,
                end_of_day,
                no_later,
            } => {
                let end = calendar.add(self.clock, after);
                let end = if end_of_day {
                    calendar.to_end_of_day(end)
                } else {
                    end
                };
                Some(no_later.map_or(end, |latest| end.min(latest)))
            }
            Expiry::AtEndOf { period, no_later } => {
                let end = calendar.period_end(period, self.clock);
                Some(no_later.map_or(end, |latest| end.min(latest)))
            }
            Expiry::At(instant) => Some(instant),
            Expiry::Never => None,
        }
    }

    /// What the limits leave of an amount; none where they refuse it.
    fn within_limits(&self, enrollment: usize, amount: i128) -> Option<i128> {
        let limits = &self.version_of(enrollment).limits;
        let left: Option<Vec<i128>> = limits
            .iter()
            .map(|limit| self.within_limit(*limit, enrollment, amount))
            .collect();
        Some(left?.into_iter().fold(amount, i128::min))
    }

    fn within_limit(&self, limit: Limit, enrollment: usize, amount: i128) -> Option<i128> {
        let offer = self.version_of(enrollment).offer;
        let calendar = self.program.calendar;
        let counted = self.issued_under(offer).filter(|credit| {
            limit.per.is_none_or(|period| {
                calendar.period_end(period, credit.issued)
                    == calendar.period_end(period, self.clock)
            })
        });
        match limit.kind {
            LimitKind::Credits(most) => ((counted.count() as u64) < most).then_some(amount),
            LimitKind::Money(most, overshoot) => {
                let issued: i128 = counted.map(|credit| credit.amount).sum();
                let left = self.amount(most, enrollment) - issued;
                match overshoot {
                    Overshoot::Refuse => (amount <= left).then_some(amount),
                    Overshoot::Reduce => (left > 0).then_some(amount.min(left)),
                }
            }
        }
    }

    fn issued_under(&self, offer: OfferId) -> impl Iterator<Item = &Credit> {
        self.credits
            .iter()
            .filter(move |credit| credit.id.offer == offer)
    }
}
