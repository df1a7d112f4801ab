//! What does a filter or an eligibility ask? Resolved, typed, and in one form for one meaning: equal
//! filters come out as equal values.

use crate::base::{Code, Diagnostic};
use crate::program::{
    Comparison, Eligibility, EligibilityTest, EventFilter, EventTypeId, Filter, Formula,
    HistoryTest, Operand, Operator, Test,
};
use crate::syntax::tree::{self, Predicate, PredicateBody};

use super::scope::OfferScope;
use super::slots::{self, Place, SlotKind};
use super::{bounds, compare, moments, words};

/// An event with its filter.
pub fn event_filter(
    scope: &mut OfferScope<'_, '_>,
    written: &tree::EventFilter,
) -> Option<EventFilter> {
    let event = scope.event(&written.event)?;
    let filter = filter(scope, Place::Event(event), written.filter.as_deref())?;
    Some(EventFilter { event, filter })
}

fn history_filter(
    scope: &mut OfferScope<'_, '_>,
    written: &tree::EventFilter,
) -> Option<EventFilter> {
    let event = scope.event(&written.event)?;
    let filter = filter(scope, Place::History(event), written.filter.as_deref())?;
    Some(EventFilter { event, filter })
}

/// The charges that `apply` pays: no filter on what credit has paid already.
pub fn apply_filter(
    scope: &mut OfferScope<'_, '_>,
    event: EventTypeId,
    written: Option<&Predicate>,
) -> Option<Filter> {
    filter(scope, Place::Apply(event), written)
}

/// A `where`; always true where there is none.
pub fn filter(
    scope: &mut OfferScope<'_, '_>,
    place: Place,
    written: Option<&Predicate>,
) -> Option<Filter> {
    let Some(written) = written else {
        return Some(Formula::always());
    };
    formula(written, &mut |leaf| match &leaf.body {
        PredicateBody::History { .. } | PredicateBody::OpenedWithin(_) => {
            scope.report(history_in_filter(place, leaf));
            None
        }
        PredicateBody::Or(_)
        | PredicateBody::And(_)
        | PredicateBody::Not(_)
        | PredicateBody::Present(_)
        | PredicateBody::Absent(_)
        | PredicateBody::Flag(_)
        | PredicateBody::Compare { .. }
        | PredicateBody::In { .. } => test(scope, place, leaf),
    })
}

fn history_in_filter(place: Place, leaf: &Predicate) -> Diagnostic {
    let help = match place {
        Place::History(_) => {
            "a `where` reaches as far as it can: put parentheses around the history test before, \
             `(any charge where …) and no flagged`"
        }
        Place::Account | Place::Event(_) | Place::Apply(_) => {
            "history belongs into `eligible when …`, which is asked once, at enrollment"
        }
    };
    Diagnostic::new(
        Code::HistoryInFilter,
        leaf.span,
        "a filter cannot ask about the account's history",
    )
    .help(help)
}

/// An `eligible when`.
pub fn eligibility(scope: &mut OfferScope<'_, '_>, written: &Predicate) -> Option<Eligibility> {
    formula(written, &mut |leaf| match &leaf.body {
        PredicateBody::History { any, event, within } => {
            let event = history_filter(scope, event);
            let within = match within {
                None => Some(None),
                Some(within) => moments::duration(within, scope.problems).map(Some),
            };
            Some(EligibilityTest::History(HistoryTest {
                any: *any,
                event: event?,
                within: within?,
            }))
        }
        PredicateBody::OpenedWithin(within) => {
            moments::duration(within, scope.problems).map(EligibilityTest::OpenedWithin)
        }
        PredicateBody::Or(_)
        | PredicateBody::And(_)
        | PredicateBody::Not(_)
        | PredicateBody::Present(_)
        | PredicateBody::Absent(_)
        | PredicateBody::Flag(_)
        | PredicateBody::Compare { .. }
        | PredicateBody::In { .. } => {
            test(scope, Place::Account, leaf).map(EligibilityTest::Account)
        }
    })
}

/// `and`, `or` and `not` over leaves. Nested ones of a kind are made one, and one alone is itself.
fn formula<T: PartialEq>(
    written: &Predicate,
    leaf: &mut impl FnMut(&Predicate) -> Option<T>,
) -> Option<Formula<T>> {
    match &written.body {
        PredicateBody::Or(parts) => {
            let mut all = Vec::with_capacity(parts.len());
            let complete = gather(parts, leaf, &mut all, &|part| match part {
                Formula::Any(inner) => Ok(inner),
                other @ (Formula::All(_) | Formula::Not(_) | Formula::Test(_)) => Err(other),
            });
            complete.then(|| alone(all, Formula::Any))
        }
        PredicateBody::And(parts) => {
            let mut all = Vec::with_capacity(parts.len());
            let complete = gather(parts, leaf, &mut all, &|part| match part {
                Formula::All(inner) => Ok(inner),
                other @ (Formula::Any(_) | Formula::Not(_) | Formula::Test(_)) => Err(other),
            });
            complete.then(|| alone(all, Formula::All))
        }
        PredicateBody::Not(inner) => Some(match formula(inner, leaf)? {
            Formula::Not(twice) => *twice,
            once @ (Formula::All(_) | Formula::Any(_) | Formula::Test(_)) => {
                Formula::Not(Box::new(once))
            }
        }),
        PredicateBody::Present(_)
        | PredicateBody::Absent(_)
        | PredicateBody::Flag(_)
        | PredicateBody::Compare { .. }
        | PredicateBody::In { .. }
        | PredicateBody::History { .. }
        | PredicateBody::OpenedWithin(_) => leaf(written).map(Formula::Test),
    }
}

/// Adds every part, those of a nested formula of the same kind one by one; false where one is wrong.
fn gather<T: PartialEq>(
    parts: &[Predicate],
    leaf: &mut impl FnMut(&Predicate) -> Option<T>,
    all: &mut Vec<Formula<T>>,
    flatten: &impl Fn(Formula<T>) -> Result<Vec<Formula<T>>, Formula<T>>,
) -> bool {
    let mut complete = true;
    for part in parts {
        match formula(part, leaf).map(flatten) {
            Some(Ok(inner)) => all.extend(inner),
            Some(Err(other)) => all.push(other),
            None => complete = false,
        }
    }
    complete
}

fn alone<T>(
    mut parts: Vec<Formula<T>>,
    together: impl Fn(Vec<Formula<T>>) -> Formula<T>,
) -> Formula<T> {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            parts.push(last);
            together(parts)
        }
        (_, None) => together(parts),
    }
}

/// One test of values.
fn test(scope: &mut OfferScope<'_, '_>, place: Place, leaf: &Predicate) -> Option<Test> {
    match &leaf.body {
        PredicateBody::Present(field) => {
            let (slot, _) = slots::resolve(scope, place, field)?;
            Some(Test::Present(slot))
        }
        PredicateBody::Absent(field) => {
            let (slot, _) = slots::resolve(scope, place, field)?;
            Some(Test::Absent(slot))
        }
        PredicateBody::Flag(field) => flag(scope, place, field),
        PredicateBody::Compare {
            left,
            operator,
            right,
        } => compare::comparison(scope, place, left, operator, right),
        PredicateBody::In { left, list } => {
            if let Some(last) = list.last() {
                bounds::list(
                    list.len(),
                    bounds::VALUES,
                    "values",
                    last.span,
                    scope.problems,
                );
            }
            compare::membership(scope, place, left, list)
        }
        PredicateBody::Or(_)
        | PredicateBody::And(_)
        | PredicateBody::Not(_)
        | PredicateBody::History { .. }
        | PredicateBody::OpenedWithin(_) => None,
    }
}

/// A flag by itself.
fn flag(scope: &mut OfferScope<'_, '_>, place: Place, field: &tree::Field) -> Option<Test> {
    let (slot, kind) = slots::resolve(scope, place, field)?;
    if kind != SlotKind::Flag {
        let name = words::field(field);
        scope.report(
            Diagnostic::new(
                Code::NotAFlag,
                field.span,
                format!("`{name}` is {}, not a flag", kind.words()),
            )
            .help(format!(
                "only a flag stands by itself; compare it, `{name} = …`, or write `{name} is present`"
            )),
        );
        return None;
    }
    Some(Test::Flag(Comparison {
        left: slot,
        operator: Operator::Equal,
        right: Operand::Literal(true),
    }))
}
