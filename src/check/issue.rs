//! When is credit earned: does each rule name measures, thresholds and events that fit together?

use crate::base::{Code, Diagnostic, Span};
use crate::program::{Condition, Goal, IssueRule, MeasureId, Origin, Timing, Trigger, Window};
use crate::syntax::tree::{
    AmountTerm, ConditionDecl, DecidedDecl, EventFilter, IssueDecl, Name, RewardDecl, Spanned,
    TierDecl, TimingDecl, TriggerDecl,
};

use super::clauses::{Clauses, Said};
use super::rewards::{self, Speaks};
use super::scope::{Enrolls, OfferScope};
use super::{bounds, enroll, measure, moments, predicate, tiers, words};

/// Every rule of the offer; nothing where one is wrong.
pub fn check_all(scope: &mut OfferScope<'_, '_>, clauses: &Clauses<'_>) -> Option<Vec<IssueRule>> {
    if let Some(last) = clauses.issues.last() {
        let count = clauses.issues.len();
        bounds::list(
            count,
            bounds::RULES,
            "issue rules",
            last.span,
            scope.problems,
        );
    }
    let earns = clauses.earns.is_some();
    let rules: Vec<Option<IssueRule>> = clauses
        .issues
        .iter()
        .map(|said| check(scope, *said, earns))
        .collect();
    rules.into_iter().collect()
}

fn check(
    scope: &mut OfferScope<'_, '_>,
    said: Said<'_, IssueDecl>,
    earns: bool,
) -> Option<IssueRule> {
    let decl = said.body;
    let trigger = trigger(scope, decl, earns);
    let timing = check_timing(scope, &decl.timing);
    let at_most = check_times(scope, decl);
    Some(IssueRule {
        trigger: trigger?,
        timing: timing?,
        at_most: at_most?,
        origin: Origin(said.span),
    })
}

fn trigger(scope: &mut OfferScope<'_, '_>, decl: &IssueDecl, earns: bool) -> Option<Trigger> {
    match &decl.trigger {
        TriggerDecl::Reaches { reward, conditions } => {
            let reward = rewards::check(
                scope,
                reward,
                Speaks::OfNone("this rule fires when a measure reaches its threshold"),
            );
            let conditions = check_conditions(scope, conditions);
            Some(Trigger::Reaches {
                conditions: conditions?,
                reward: reward?,
            })
        }
        TriggerDecl::Every {
            reward,
            step,
            measure,
        } => {
            let reward = rewards::check_step(scope, reward);
            let (measure, step) = measure_and_goal(scope, measure, step, Use::Step);
            Some(Trigger::Every {
                step: step?,
                measure: measure?,
                reward: reward?,
            })
        }
        TriggerDecl::On { reward, event } => on_event(scope, reward, event),
        TriggerDecl::AtEnrollment { reward } => {
            let speaks = match scope.enrolls {
                Enrolls::Unknown => Speaks::OfUnknown,
                Enrolls::Automatically => {
                    Speaks::OfNone("accounts enroll automatically, on no event")
                }
                Enrolls::On { event, .. } => Speaks::Of(event),
            };
            let reward = rewards::check(scope, reward, speaks)?;
            Some(Trigger::AtEnrollment { reward })
        }
        TriggerDecl::AtClose { reward, measure } => {
            let reward = rewards::check(
                scope,
                reward,
                Speaks::OfNone("this rule fires when a window closes"),
            );
            let measure = closing_measure(scope, measure, earns, "at close of");
            Some(Trigger::AtClose {
                measure: measure?,
                reward: reward?,
            })
        }
        TriggerDecl::EveryTier {
            measure,
            tiers: rows,
        } => {
            let measure_id = scope.measure(measure);
            let tiers = tiers::check(scope, measure_id, measure, rows);
            Some(Trigger::EveryTier {
                measure: measure_id?,
                tiers: tiers?,
            })
        }
        TriggerDecl::HighestTier {
            measure,
            tiers,
            decided,
        } => highest_tier(scope, measure, tiers, decided.as_ref(), earns),
    }
}

fn highest_tier(
    scope: &mut OfferScope<'_, '_>,
    measure: &Name,
    rows: &[TierDecl],
    decided: Option<&Spanned<DecidedDecl>>,
    earns: bool,
) -> Option<Trigger> {
    let id = closing_measure(scope, measure, earns, "highest tier of");
    let tiers = tiers::check(scope, id, measure, rows);
    let decided = tiers::check_decided(scope, measure, decided);
    Some(Trigger::HighestTier {
        measure: id?,
        tiers: tiers?,
        decided: decided?,
    })
}

fn on_event(
    scope: &mut OfferScope<'_, '_>,
    reward: &RewardDecl,
    written: &EventFilter,
) -> Option<Trigger> {
    let known = scope.event(&written.event);
    let speaks = known.map_or(Speaks::OfUnknown, Speaks::Of);
    let reward = rewards::check(scope, reward, speaks);
    let event = predicate::event_filter(scope, written);
    let counts = known.is_some_and(|event| measure::can_count(scope, event, &written.event));
    if let (
        Enrolls::On {
            event: enrolling,
            at_most: Some(times),
        },
        Some(event),
    ) = (scope.enrolls, known)
        && enrolling == event
    {
        let name = &written.event.text;
        scope.report(
            Diagnostic::new(
                Code::PaysEveryEnrollment,
                written.event.span,
                format!(
                    "{} that enrolls again also pays for every earlier enrollment",
                    words::a(name)
                ),
            )
            .related(times, "an account may enroll more than once")
            .help(format!(
                "to pay for the `{name}` that enrolls, write `at enrollment` instead of `on {name}`"
            )),
        );
        return None;
    }
    counts.then_some(())?;
    Some(Trigger::On {
        event: event?,
        reward: reward?,
    })
}

/// A measure whose windows end.
fn closing_measure(
    scope: &mut OfferScope<'_, '_>,
    name: &Name,
    earns: bool,
    rule: &str,
) -> Option<MeasureId> {
    let id = scope.measure(name)?;
    let measure = scope.measures.get(id)?;
    if measure.window != Window::SinceEnrollment || earns {
        return Some(id);
    }
    let place = measure.origin.0;
    scope.report(
        Diagnostic::new(
            Code::CloseWithoutEnd,
            name.span,
            format!("`{}` runs since enrollment and never closes", name.text),
        )
        .related(place, "its window has no end")
        .help(format!(
            "`{rule}` needs an end: write `earns through …`, or give the measure a window such as \
             `within 30 days of enrollment`"
        )),
    );
    None
}

fn check_conditions(
    scope: &mut OfferScope<'_, '_>,
    decls: &[ConditionDecl],
) -> Option<Vec<Condition>> {
    let last = decls.last()?.span;
    if !bounds::list(
        decls.len(),
        bounds::CONDITIONS,
        "conditions",
        last,
        scope.problems,
    ) {
        return None;
    }
    let mut conditions = Vec::with_capacity(decls.len());
    let mut complete = true;
    for (index, decl) in decls.iter().enumerate() {
        let earlier = decls
            .iter()
            .take(index)
            .find(|earlier| earlier.measure.text == decl.measure.text);
        if let Some(first) = earlier {
            complete = false;
            scope.report(
                Diagnostic::new(
                    Code::RepeatedCondition,
                    decl.span,
                    format!("`{}` has a second threshold", decl.measure.text),
                )
                .related(first.span, "the first one")
                .help("a rule asks each measure once: keep the higher threshold"),
            );
            continue;
        }
        match measure_and_goal(scope, &decl.measure, &decl.threshold, Use::Threshold) {
            (Some(measure), Some(goal)) => conditions.push(Condition { measure, goal }),
            (None, _) | (Some(_), None) => complete = false,
        }
    }
    complete.then_some(conditions)
}

/// What an amount is to a measure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Threshold,
    Step,
}

fn measure_and_goal(
    scope: &mut OfferScope<'_, '_>,
    name: &Name,
    term: &AmountTerm,
    used: Use,
) -> (Option<MeasureId>, Option<Goal>) {
    let measure = scope.measure(name);
    let goal = measure.and_then(|measure| tiers::goal(scope, measure, name, term, used));
    (measure, goal)
}

fn check_timing(scope: &mut OfferScope<'_, '_>, said: &Spanned<TimingDecl>) -> Option<Timing> {
    match said.value {
        TimingDecl::AtOnce => Some(Timing::AtOnce),
        TimingDecl::After(after) => {
            moments::checked(after, said.span, scope.problems).map(Timing::After)
        }
        TimingDecl::AtEndOf(period) => Some(Timing::AtEndOf(period)),
        TimingDecl::AfterEndOf(after, period) => {
            let after = moments::checked(after, said.span, scope.problems)?;
            Some(Timing::AfterEndOf(after, period))
        }
    }
}

fn check_times(scope: &mut OfferScope<'_, '_>, decl: &IssueDecl) -> Option<Option<u64>> {
    let Some(times) = &decl.at_most else {
        return Some(None);
    };
    let (rule, why) = match &decl.trigger {
        TriggerDecl::Reaches { .. } | TriggerDecl::Every { .. } | TriggerDecl::On { .. } => {
            return enroll::count(scope, times, "times").map(Some);
        }
        TriggerDecl::AtEnrollment { .. } => ("at enrollment", "it pays once for each enrollment"),
        TriggerDecl::AtClose { .. } => ("at close of", "it pays once for each window"),
        TriggerDecl::EveryTier { .. } => ("every tier of", "each row pays once for each window"),
        TriggerDecl::HighestTier { .. } => ("highest tier of", "it pays once for each window"),
    };
    report_times(scope, times.span, rule, why);
    None
}

fn report_times(scope: &mut OfferScope<'_, '_>, span: Span, rule: &str, why: &str) {
    scope.report(
        Diagnostic::new(
            Code::TimesOutOfPlace,
            span,
            format!("`at most … times` has no place in a rule `{rule}`"),
        )
        .help(format!(
            "{why}; to bound what an account gets write `limit … per account`"
        )),
    );
}
