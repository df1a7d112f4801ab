//! Which clause says an amount: the place of what is said of money as a whole.

use crate::program::{Goal, IssueRule, LimitKind, Origin, Reward, RewardBase, Term, Trigger};

use super::super::voice::Voice;

/// The first clause that says an amount of money outside of the table, else the offer itself. Money in a
/// filter is not looked for: then the offer is named.
pub fn first_money(voice: Voice<'_>) -> (&'static str, Origin) {
    let version = voice.version;
    if let Some(rule) = version.rules.iter().find(|rule| says_money(rule)) {
        return ("issue", rule.origin);
    }
    if matches!(version.apply.at_most, Some(Term::Literal(_))) {
        return ("apply", version.apply.origin);
    }
    let limits = version.limits.iter().zip(&version.clauses.limits);
    for (limit, origin) in limits {
        if matches!(limit.kind, LimitKind::Money(Term::Literal(_), _)) {
            return ("limit", *origin);
        }
    }
    ("offer", version.origin)
}

fn says_money(rule: &IssueRule) -> bool {
    let goal = |goal: &Goal| matches!(goal, Goal::Money(Term::Literal(_)));
    match &rule.trigger {
        Trigger::Reaches { conditions, reward } => {
            conditions.iter().any(|condition| goal(&condition.goal)) || reward_says_money(reward)
        }
        Trigger::Every { step, reward, .. } => goal(step) || reward_says_money(reward),
        Trigger::On { reward, .. }
        | Trigger::AtEnrollment { reward }
        | Trigger::AtClose { reward, .. } => reward_says_money(reward),
        Trigger::EveryTier { tiers, .. } | Trigger::HighestTier { tiers, .. } => tiers
            .iter()
            .any(|tier| goal(&tier.reach) || reward_says_money(&tier.get)),
    }
}

fn reward_says_money(reward: &Reward) -> bool {
    let base = match reward.base {
        RewardBase::Fixed(term) => matches!(term, Term::Literal(_)),
        RewardBase::ShareOfMeasure { above, .. } => matches!(above, Some(Term::Literal(_))),
        RewardBase::ShareOfEvent { .. } | RewardBase::OfEvent { .. } => false,
    };
    base || matches!(reward.at_most, Some(Term::Literal(_)))
}

/// The rewards of a rule.
pub fn rewards(rule: &IssueRule) -> Vec<Reward> {
    match &rule.trigger {
        Trigger::Reaches { reward, .. }
        | Trigger::Every { reward, .. }
        | Trigger::On { reward, .. }
        | Trigger::AtEnrollment { reward }
        | Trigger::AtClose { reward, .. } => vec![*reward],
        Trigger::EveryTier { tiers, .. } | Trigger::HighestTier { tiers, .. } => {
            tiers.iter().map(|tier| tier.get).collect()
        }
    }
}

/// Whether an amount is worked out, so that it has to be rounded and may come to nothing.
pub fn is_worked_out(reward: &Reward) -> bool {
    match reward.base {
        RewardBase::Fixed(_) => false,
        RewardBase::ShareOfMeasure { .. }
        | RewardBase::ShareOfEvent { .. }
        | RewardBase::OfEvent { .. } => true,
    }
}
