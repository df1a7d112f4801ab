//! From a rule that fires to a credit: refused when it comes to nothing, issued at once, or scheduled and
//! issued when due (sections 2.3, 4 and 6).

use smallvec::SmallVec;

use crate::base::{Amount, Instant};
use crate::program::{
    Counting, IssueRule, MeasureId, RewardBase, RuleId, Timing, Trigger, Version,
};

use super::account::Scheduled;
use super::credit;
use super::due::{Due, DueKind};
use super::enrollment::{Enrollment, Fate, Firing, Window};
use super::entry::{Cancellation, CreditRefusal, Outcome};
use super::lists::push_tightly;
use super::plan::PlanCalendar;
use super::reward::{Terms, payable_rewards, reward_of, shared_measures, worth};
use super::scene::{EnrollmentKey, Scene};
use super::tally::Tally;
use super::trace::{Noted, Tracing};
use super::why;

/// A rule that fires, with what it has come to.
pub(super) struct Claim {
    pub enrollment: EnrollmentKey,
    pub rule: RuleId,
    /// The row of a tier rule; 0 elsewhere.
    pub tier: u32,
    /// Places of `at most N times` that it takes.
    pub places: u64,
    pub amount: Amount,
    /// The starts of the window instances that it uses up, of `reaches` and tiers; else empty.
    pub uses_up: SmallVec<[Instant; 1]>,
    /// Whether a window closes at this instant, and the rule fires at that.
    pub is_at_close: bool,
}

/// Fires a rule: takes its places, then refuses, issues or schedules its credit.
pub(super) fn earn<T: Tracing>(scene: &mut Scene<'_, T>, claim: Claim) {
    let (version_id, number) = claim.enrollment;
    let Some((version, rule)) = scene
        .version(version_id)
        .and_then(|(version, _)| Some((version, version.rules.get(claim.rule.index())?)))
    else {
        return;
    };
    let Some(enrollment) = scene.account.enrollment_mut(version_id, number) else {
        return;
    };
    let row = enrollment.row;
    if let Some(state) = enrollment.rule_mut(claim.rule) {
        state.take(claim.places);
    }
    note_decided(scene, claim.enrollment, claim.rule, claim.tier);
    let fate = if claim.amount.is_zero() {
        scene.write(Outcome::CreditRefused {
            version: version_id,
            reason: CreditRefusal::Zero,
        });
        Fate::Done
    } else if let Some(due) = due_instant(scene, rule.timing, claim.is_at_close) {
        Fate::Scheduled(schedule(scene, &claim, version, rule, due))
    } else {
        credit::issue(scene, claim.enrollment, row, claim.amount).map_or(Fate::Done, Fate::Issued)
    };
    if fate == Fate::Done {
        scene.give_back(claim.enrollment, claim.rule, claim.places);
    }
    if !claim.uses_up.is_empty()
        && let Some(enrollment) = scene.account.enrollment_mut(version_id, number)
        && let Some(state) = enrollment.rule_mut(claim.rule)
    {
        let firing = Firing {
            instances: claim.uses_up,
            tier: claim.tier,
            fate,
        };
        push_tightly(&mut state.firings, firing);
    }
}

/// Notes which rule the next entry is about.
fn note_decided<T: Tracing>(
    scene: &mut Scene<'_, T>,
    (version, enrollment): EnrollmentKey,
    rule: RuleId,
    tier: u32,
) {
    scene.note(|_| Noted::Decided {
        version,
        rule,
        tier,
    });
    why::ground_fired(scene, enrollment, rule, tier);
}

fn note_cancelled<T: Tracing>(scene: &mut Scene<'_, T>, scheduled: &Scheduled) {
    let key = (scheduled.version, scheduled.enrollment);
    note_decided(scene, key, scheduled.rule, scheduled.tier);
    why::ground_earning(scene, scheduled.earning);
}

/// When a rule that fires now issues; `None` is at once.
fn due_instant<T: Tracing>(
    scene: &Scene<'_, T>,
    timing: Timing,
    is_at_close: bool,
) -> Option<Instant> {
    let calendar: &PlanCalendar = scene.calendar();
    let now = scene.clock();
    // At a close, the period that ends then is meant, not the one that begins.
    let within = if is_at_close { now.just_before() } else { now };
    match timing {
        Timing::AtOnce => None,
        Timing::After(duration) => Some(calendar.add(now, duration)),
        Timing::AtEndOf(period) => Some(calendar.period_end(period, within)),
        Timing::AfterEndOf(duration, period) => {
            Some(calendar.add(calendar.period_end(period, within), duration))
        }
    }
}

fn schedule<T: Tracing>(
    scene: &mut Scene<'_, T>,
    claim: &Claim,
    version: &Version,
    rule: &IssueRule,
    due: Instant,
) -> u32 {
    let (version_id, number) = claim.enrollment;
    let rare = scene.account.rare_mut();
    let earning = rare.next_earning;
    rare.next_earning = earning.saturating_add(1);
    let instances = scene
        .account
        .enrollment(version_id, number)
        .map(|enrollment| referred_instances(enrollment, version, rule, claim.tier))
        .unwrap_or_default();
    scene.account.rare_mut().scheduled.push(Scheduled {
        earning,
        version: version_id,
        enrollment: number,
        rule: claim.rule,
        tier: claim.tier,
        amount: claim.amount,
        due,
        places: claim.places,
        instances,
    });
    scene.account.due.add(Due {
        at: due,
        kind: DueKind::Issue,
        version: version_id,
        enrollment: number,
        item: earning,
    });
    why::ground_earning(scene, earning);
    scene.write(Outcome::Earned {
        version: version_id,
        amount: claim.amount,
        due,
    });
    earning
}

/// The window instances that a later refund may still change this credit through.
fn referred_instances(
    enrollment: &Enrollment,
    version: &Version,
    rule: &IssueRule,
    tier: u32,
) -> SmallVec<[(MeasureId, Instant); 2]> {
    let mut instances: SmallVec<[(MeasureId, Instant); 2]> = SmallVec::new();
    let earned_in = earning_measures(&rule.trigger);
    let shared = shared_measures(payable_rewards(&rule.trigger, tier));
    for measure in earned_in.into_iter().chain(shared) {
        let latest = enrollment.window(measure).and_then(Window::latest);
        if let Some(latest) = latest
            && !instances.iter().any(|(other, _)| *other == measure)
        {
            instances.push((measure, latest.start));
        }
    }
    // A lower tier may be paid by a share of any measure; elsewhere only what refunds reach can change.
    let is_tier = matches!(rule.trigger, Trigger::HighestTier { .. });
    instances.retain(|(measure, _)| is_tier || is_net(version, *measure));
    instances
}

/// The measures in whose window instances a rule earns.
fn earning_measures(trigger: &Trigger) -> SmallVec<[MeasureId; 2]> {
    match trigger {
        Trigger::Every { measure, .. } | Trigger::AtClose { measure, .. } => {
            SmallVec::from_slice(&[*measure])
        }
        Trigger::Reaches { .. }
        | Trigger::EveryTier { .. }
        | Trigger::HighestTier { .. }
        | Trigger::On { .. }
        | Trigger::AtEnrollment { .. } => deciding_measures(trigger),
    }
}

/// The measures whose window instances a rule uses up.
pub(super) fn deciding_measures(trigger: &Trigger) -> SmallVec<[MeasureId; 2]> {
    match trigger {
        Trigger::Reaches { conditions, .. } => conditions
            .iter()
            .map(|condition| condition.measure)
            .collect(),
        Trigger::EveryTier { measure, .. } | Trigger::HighestTier { measure, .. } => {
            SmallVec::from_slice(&[*measure])
        }
        Trigger::Every { .. }
        | Trigger::On { .. }
        | Trigger::AtEnrollment { .. }
        | Trigger::AtClose { .. } => SmallVec::new(),
    }
}

pub(super) fn is_net(version: &Version, measure: MeasureId) -> bool {
    version
        .measures
        .get(measure.index())
        .is_some_and(|measure| measure.counting == Counting::Net)
}

/// Takes a credit off the list of those that wait.
fn take<T: Tracing>(scene: &mut Scene<'_, T>, earning: u32) -> Option<Scheduled> {
    let scheduled = scene.account.scheduled();
    let place = scheduled.iter().position(|item| item.earning == earning)?;
    Some(scene.account.rare_mut().scheduled.remove(place))
}

/// Issues what was earned before and is due now, worked out again where refunds may have changed it.
pub(super) fn issue_scheduled<T: Tracing>(scene: &mut Scene<'_, T>, due: Due) {
    let Some(scheduled) = take(scene, due.item) else {
        return;
    };
    scene.is_untidy = true;
    let key = (scheduled.version, scheduled.enrollment);
    let row = scene
        .account
        .enrollment(key.0, key.1)
        .and_then(|enrollment| enrollment.row);
    let (tier, amount) = worked_out_again(scene, &scheduled);
    note_decided(scene, key, scheduled.rule, tier);
    why::ground_earning(scene, scheduled.earning);
    if amount.is_zero() {
        scene.write(Outcome::Cancelled {
            version: scheduled.version,
            amount: scheduled.amount,
            reason: Cancellation::Refunded,
        });
        forget(scene, &scheduled);
        return;
    }
    let issued = credit::issue(scene, key, row, amount);
    if issued.is_none() {
        scene.give_back(key, scheduled.rule, scheduled.places);
    }
    let firing = scene
        .account
        .enrollment_mut(key.0, key.1)
        .and_then(|enrollment| enrollment.rule_mut(scheduled.rule))
        .and_then(|state| state.firing_of(scheduled.earning));
    if let Some(firing) = firing {
        firing.tier = tier;
        firing.fate = issued.map_or(Fate::Done, Fate::Issued);
    }
}

/// The tier and the amount that a scheduled credit is issued with: never more than was earned, and less
/// where a refund has taken from the window instances that decide it.
fn worked_out_again<T: Tracing>(scene: &Scene<'_, T>, scheduled: &Scheduled) -> (u32, Amount) {
    let as_earned = (scheduled.tier, scheduled.amount);
    let Some((version, _)) = scene.version(scheduled.version) else {
        return as_earned;
    };
    let Some(rule) = version.rules.get(scheduled.rule.index()) else {
        return as_earned;
    };
    let Some(enrollment) = scene
        .account
        .enrollment(scheduled.version, scheduled.enrollment)
    else {
        return as_earned;
    };
    let terms = Terms::of(version, enrollment.row);
    let tally = |measure: MeasureId| -> Option<&Tally> {
        let (_, start) = scheduled
            .instances
            .iter()
            .find(|(other, _)| *other == measure)?;
        Some(&enrollment.instance(measure, *start)?.tally)
    };
    let tier = match &rule.trigger {
        Trigger::HighestTier { measure, tiers, .. } if is_net(version, *measure) => {
            let reached = tally(*measure).and_then(|tally| {
                tiers
                    .iter()
                    .rposition(|tier| tally.reaches(terms.goal(tier.reach)))
            });
            match reached.and_then(|tier| u32::try_from(tier).ok()) {
                // A tier that was only reached after the decision pays nothing on top.
                Some(tier) => tier.min(scheduled.tier),
                None => return (scheduled.tier, Amount::ZERO),
            }
        }
        Trigger::HighestTier { .. }
        | Trigger::Reaches { .. }
        | Trigger::Every { .. }
        | Trigger::On { .. }
        | Trigger::AtEnrollment { .. }
        | Trigger::AtClose { .. }
        | Trigger::EveryTier { .. } => scheduled.tier,
    };
    let Some(reward) = reward_of(&rule.trigger, tier) else {
        return as_earned;
    };
    let is_share_of_net = matches!(
        reward.base,
        RewardBase::ShareOfMeasure { measure, .. } if is_net(version, measure)
    );
    if tier == scheduled.tier && !is_share_of_net {
        return as_earned;
    }
    let as_of_earning = |measure: MeasureId| tally(measure).map_or(Amount::ZERO, Tally::money);
    let now = worth(reward, terms, as_of_earning, |_| Amount::ZERO);
    (tier, now.amount.min(scheduled.amount))
}

/// Takes a scheduled credit back before its issue, because a refund undid what earned it.
pub(super) fn cancel_refunded<T: Tracing>(scene: &mut Scene<'_, T>, earning: u32) {
    let Some(scheduled) = take(scene, earning) else {
        return;
    };
    scene.is_untidy = true;
    scene.account.due.remove(&due_of(&scheduled));
    note_cancelled(scene, &scheduled);
    scene.write(Outcome::Cancelled {
        version: scheduled.version,
        amount: scheduled.amount,
        reason: Cancellation::Refunded,
    });
    forget(scene, &scheduled);
}

/// As if the rule had not fired: it may fire again, and its places are free.
fn forget<T: Tracing>(scene: &mut Scene<'_, T>, scheduled: &Scheduled) {
    let key = (scheduled.version, scheduled.enrollment);
    if let Some(state) = scene
        .account
        .enrollment_mut(key.0, key.1)
        .and_then(|enrollment| enrollment.rule_mut(scheduled.rule))
    {
        let fate = Fate::Scheduled(scheduled.earning);
        state.firings.retain(|firing| firing.fate != fate);
    }
    scene.give_back(key, scheduled.rule, scheduled.places);
    scene.ask_again(key);
}

/// Cancels scheduled credits that are chosen, by offer and order of earning.
pub(super) fn cancel<T: Tracing>(
    scene: &mut Scene<'_, T>,
    reason: Cancellation,
    is_chosen: impl Fn(&Scheduled) -> bool,
) {
    if !scene.account.scheduled().iter().any(&is_chosen) {
        return;
    }
    let scheduled = std::mem::take(&mut scene.account.rare_mut().scheduled);
    let (mut cancelled, kept): (Vec<Scheduled>, _) = scheduled.into_iter().partition(is_chosen);
    scene.account.rare_mut().scheduled = kept.into();
    let offer = |scheduled: &Scheduled| scene.plan.offer_of(scheduled.version);
    cancelled.sort_by_key(|scheduled| (offer(scheduled), scheduled.earning));
    for scheduled in cancelled {
        scene.account.due.remove(&due_of(&scheduled));
        note_cancelled(scene, &scheduled);
        scene.write(Outcome::Cancelled {
            version: scheduled.version,
            amount: scheduled.amount,
            reason,
        });
    }
}

fn due_of(scheduled: &Scheduled) -> Due {
    Due {
        at: scheduled.due,
        kind: DueKind::Issue,
        version: scheduled.version,
        enrollment: scheduled.enrollment,
        item: scheduled.earning,
    }
}
