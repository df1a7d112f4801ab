//! Measures that count the offer's own credit, and thresholds beyond what a measure can come to.

use crate::base::{Code, Diagnostic, Duration, Number, Period, Span, Unit};
use crate::check::problems::Problems;
use crate::check::words;
use crate::program::{
    Aggregate, FieldKind, Goal, Measure, MeasureId, Role, Slot, Term, Trigger, Window,
};
use crate::syntax::tree::{AggregateDecl, TriggerDecl};

use super::{Written, overlap};

/// `total charge.amount` of charges that the offer's credit pays.
pub fn own_credit(written: Written<'_>, problems: &mut Problems) {
    let apply = &written.version.apply.event;
    let Role::Spends { amount, .. } = written.declarations.role(apply.event) else {
        return;
    };
    for (measure, said) in written
        .version
        .measures
        .iter()
        .zip(&written.clauses.measures)
    {
        let counts_amount = measure.event.event == apply.event
            && measure.aggregate == Aggregate::TotalMoney(Slot::Field(amount));
        if !counts_amount || overlap::disjoint(&measure.event.filter, &apply.filter) {
            continue;
        }
        let AggregateDecl::Total { event, field } = &said.body.aggregate else {
            continue;
        };
        let (event, amount) = (&event.text, &field.text);
        problems.push(
            Diagnostic::new(
                Code::CountsOwnCredit,
                field.span,
                format!("`{event}.{amount}` counts what this offer's own credit paid"),
            )
            .related(written.version.apply.origin.0, "the offer pays these")
            .help(format!(
                "write `total {event}.cash` for what the customer paid: {} of 100 that credit paid \
                 40 of counts 100 as `{amount}` and 60 as `cash`",
                words::a(event)
            )),
        );
    }
}

/// `active reaches 40` of days within 30 days.
pub fn threshold_never_reached(written: Written<'_>, problems: &mut Problems) {
    for (rule, said) in written.version.rules.iter().zip(&written.clauses.issues) {
        match (&rule.trigger, &said.body.trigger) {
            (
                Trigger::Reaches { conditions, .. },
                TriggerDecl::Reaches {
                    conditions: places, ..
                },
            ) => {
                for (condition, place) in conditions.iter().zip(places) {
                    threshold(
                        written,
                        condition.measure,
                        condition.goal,
                        place.threshold.span,
                        problems,
                    );
                }
            }
            (
                Trigger::EveryTier { measure, tiers } | Trigger::HighestTier { measure, tiers, .. },
                TriggerDecl::EveryTier { tiers: places, .. }
                | TriggerDecl::HighestTier { tiers: places, .. },
            ) => {
                for (tier, place) in tiers.iter().zip(places) {
                    threshold(written, *measure, tier.reach, place.reach.span, problems);
                }
            }
            _ => {}
        }
    }
}

fn threshold(written: Written<'_>, id: MeasureId, goal: Goal, span: Span, problems: &mut Problems) {
    let Some(measure) = written.version.measures.get(id.index()) else {
        return;
    };
    let (Goal::Number(Term::Literal(goal)), Some(most)) = (goal, most(written, measure)) else {
        return;
    };
    if goal <= Number::from_count(most) {
        return;
    }
    let name = &measure.name;
    problems.push(
        Diagnostic::new(
            Code::ThresholdNeverReached,
            span,
            format!("`{name}` never reaches {goal}"),
        )
        .related(measure.origin.0, format!("it comes to {most} at most"))
        .help("write a lower threshold or a longer window: as it is, this credit is never earned"),
    );
}

/// The highest count that a measure can come to, where there is one.
fn most(written: Written<'_>, measure: &Measure) -> Option<u64> {
    match measure.aggregate {
        Aggregate::DaysWith | Aggregate::CountDifferent(Slot::Day) => most_days(&measure.window),
        Aggregate::CountDifferent(Slot::Weekday) => Some(7),
        Aggregate::CountDifferent(Slot::Field(field)) => {
            match &written.declarations.field(measure.event.event, field)?.kind {
                FieldKind::Symbol(set) => u64::try_from(set.0.len()).ok(),
                FieldKind::Flag => Some(2),
                FieldKind::Text
                | FieldKind::Number
                | FieldKind::Money
                | FieldKind::Instant
                | FieldKind::Date => None,
            }
        }
        Aggregate::CountDifferent(_)
        | Aggregate::Count
        | Aggregate::TotalMoney(_)
        | Aggregate::TotalNumber(_) => None,
    }
}

fn most_days(window: &Window) -> Option<u64> {
    match window {
        Window::Within(parts) => parts.iter().map(|part| days(part.duration)).min(),
        Window::EachOfEnrollment(duration) => Some(days(*duration)),
        Window::EachPeriod(period) => Some(match period {
            Period::Day => 1,
            Period::Week => 7,
            Period::Month => 31,
            Period::Quarter => 92,
            Period::Year => 366,
        }),
        Window::SinceEnrollment => None,
    }
}

/// On how many local days a duration can touch: it may begin and end within a day.
fn days(duration: Duration) -> u64 {
    let count = u64::from(duration.count);
    let whole = match duration.unit {
        Unit::Second => count / 86_400 + 1,
        Unit::Minute => count / 1_440 + 1,
        Unit::Hour => count / 24 + 1,
        Unit::Day => count,
        Unit::Week => count * 7,
        Unit::Month => count * 31,
        Unit::Year => count * 366,
    };
    whole + 1
}
