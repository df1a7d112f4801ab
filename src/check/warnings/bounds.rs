//! Credit without bound: rules that pay again and again, with neither `at most` nor `limit`.

use crate::base::{Code, Diagnostic};
use crate::check::problems::Problems;
use crate::program::{IssueRule, MeasureId, Reward, RewardBase, Role, Tier, Trigger, Window};
use crate::syntax::tree::TriggerDecl;

use super::Written;

/// `every`, `on EVENT` and windows that open again.
pub fn unbounded_credit(written: Written<'_>, problems: &mut Problems) {
    if !written.version.limits.is_empty() {
        return;
    }
    for (rule, said) in written.version.rules.iter().zip(&written.clauses.issues) {
        if rule.at_most.is_some() {
            continue;
        }
        let Some(again) = pays_again(written, rule) else {
            continue;
        };
        let times = match said.body.trigger {
            TriggerDecl::Reaches { .. } | TriggerDecl::Every { .. } | TriggerDecl::On { .. } => {
                "`at most … times`, or "
            }
            TriggerDecl::AtEnrollment { .. }
            | TriggerDecl::AtClose { .. }
            | TriggerDecl::EveryTier { .. }
            | TriggerDecl::HighestTier { .. } => "",
        };
        problems.push(
            Diagnostic::new(
                Code::UnboundedCredit,
                said.span,
                "there is no bound on what one account can earn",
            )
            .label(again)
            .help(format!(
                "write {times}a clause such as `limit 500 {} per account, then reduce`",
                currency(written)
            )),
        );
    }
}

fn currency(written: Written<'_>) -> String {
    let rows = written.version.table.iter().flat_map(|table| &table.rows);
    let found = written
        .version
        .currency
        .or_else(|| rows.into_iter().find_map(|row| row.currency));
    found.map_or_else(|| "USD".to_owned(), |currency| currency.to_string())
}

/// What the rule pays for, if it does so without end.
fn pays_again(written: Written<'_>, rule: &IssueRule) -> Option<String> {
    let name = |id: MeasureId| {
        let measure = written.version.measures.get(id.index());
        measure.map_or("", |measure| measure.name.as_str())
    };
    match &rule.trigger {
        Trigger::Every { measure, .. } => {
            Some(format!("pays for every step of `{}`", name(*measure)))
        }
        Trigger::On { event, .. } => {
            let opens = written.declarations.role(event.event) == Role::Opens;
            let event = written.declarations.event_name(event.event);
            (!opens).then(|| format!("pays for every `{event}`"))
        }
        Trigger::Reaches { conditions, reward } => {
            let first = conditions.first()?;
            let again = conditions
                .iter()
                .all(|condition| opens_again(written, condition.measure));
            (again && !ends(written, &[*reward]))
                .then(|| format!("pays in every window of `{}`", name(first.measure)))
        }
        Trigger::AtClose { measure, reward } => {
            let again = opens_again(written, *measure) && !ends(written, &[*reward]);
            again.then(|| format!("pays for every window of `{}`", name(*measure)))
        }
        Trigger::EveryTier { measure, tiers } | Trigger::HighestTier { measure, tiers, .. } => {
            let rewards: Vec<Reward> = tiers.iter().map(|tier: &Tier| tier.get).collect();
            let again = opens_again(written, *measure) && !ends(written, &rewards);
            again.then(|| format!("pays for every window of `{}`", name(*measure)))
        }
        Trigger::AtEnrollment { .. } => None,
    }
}

fn opens_again(written: Written<'_>, id: MeasureId) -> bool {
    let measure = written.version.measures.get(id.index());
    measure.is_some_and(|measure| match measure.window {
        Window::EachPeriod(_) | Window::EachOfEnrollment(_) => true,
        Window::Within(_) | Window::SinceEnrollment => false,
    })
}

/// Whether `earns` bounds the number of windows, and the amounts of each are bounded.
fn ends(written: Written<'_>, rewards: &[Reward]) -> bool {
    let bounded = |reward: &Reward| match reward.base {
        RewardBase::Fixed(_) => true,
        RewardBase::ShareOfMeasure { .. }
        | RewardBase::ShareOfEvent { .. }
        | RewardBase::OfEvent { .. } => reward.at_most.is_some(),
    };
    written.version.earns_until.is_some() && rewards.iter().all(bounded)
}
