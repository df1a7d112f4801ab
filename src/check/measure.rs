//! What is counted: is the event one that can count, is the field a quantity, and is it said what a
//! refund does?

use crate::base::{Code, Diagnostic, Span};
use crate::program::{
    Aggregate, Counting, EventFilter, EventTypeId, Measure, MeasureId, Origin, Role, Slot,
};
use crate::syntax::tree::{AggregateDecl, MeasureDecl, Name};

use super::clauses::Said;
use super::predicate;
use super::scope::OfferScope;
use super::slots::{self, Place, SlotKind};
use super::{bounds, window, words};

/// Checks every measure and lets the offer see them.
pub fn check_all<'a>(scope: &mut OfferScope<'a, '_>, said: &[Said<'a, MeasureDecl>]) {
    if let Some(last) = said.last() {
        bounds::list(
            said.len(),
            bounds::MEASURES,
            "measures",
            last.span,
            scope.problems,
        );
    }
    for (index, said) in said.iter().enumerate() {
        let name = &said.body.name;
        let measure = check(scope, *said);
        let earlier = scope.measures.names.get(name.text.as_str()).copied();
        if let Some(first) = earlier.and_then(|earlier| scope.measures.span(earlier)) {
            scope.report(
                Diagnostic::new(
                    Code::DuplicateMeasure,
                    name.span,
                    format!("a second measure `{}`", name.text),
                )
                .related(first, "the first one")
                .help("give one of them another name"),
            );
        } else {
            scope
                .measures
                .names
                .insert(&name.text, MeasureId::from_index(index));
        }
        scope.measures.spans.push(name.span);
        scope.measures.measures.push(measure);
    }
}

fn check(scope: &mut OfferScope<'_, '_>, said: Said<'_, MeasureDecl>) -> Option<Measure> {
    let decl = said.body;
    let written = decl.aggregate.event();
    let Some(event) = scope.event(written) else {
        window::check_durations(scope, &decl.window);
        return None;
    };
    let counts = can_count(scope, event, written);
    let aggregate = aggregate(scope, event, &decl.aggregate);
    let filter = predicate::filter(scope, Place::Event(event), decl.filter.as_deref());
    let counting = counting(scope, event, decl, said.span);
    let window = window::check(scope, decl, event);
    counts.then_some(())?;
    Some(Measure {
        name: decl.name.text.clone(),
        aggregate: aggregate?,
        event: EventFilter {
            event,
            filter: filter?,
        },
        counting: counting?,
        window: window?,
        origin: Origin(said.span),
    })
}

/// Whether an event counts towards measures and fires rules: corrections and closings do not.
pub fn can_count(scope: &mut OfferScope<'_, '_>, event: EventTypeId, written: &Name) -> bool {
    let name = &written.text;
    let (message, help) = match scope.declarations.role(event) {
        Role::Corrects { .. } => (
            format!("`{name}` corrects past billing and counts for nothing"),
            "a correction touches no credit and no measure; count another event",
        ),
        Role::Closes => (
            format!("`{name}` closes the account, and nothing else happens on it"),
            "a closing ends every enrollment; count another event",
        ),
        Role::Plain | Role::Opens | Role::Updates | Role::Spends { .. } | Role::Reverses { .. } => {
            return true;
        }
    };
    scope.report(Diagnostic::new(Code::EventCannotCount, written.span, message).help(help));
    false
}

fn aggregate(
    scope: &mut OfferScope<'_, '_>,
    event: EventTypeId,
    decl: &AggregateDecl,
) -> Option<Aggregate> {
    match decl {
        AggregateDecl::Total { field, .. } => {
            let (slot, kind) = slots::event_field(scope, Place::Event(event), event, field)?;
            total(scope, event, field, slot, kind)
        }
        AggregateDecl::Count { .. } => Some(Aggregate::Count),
        AggregateDecl::CountDifferent { field, .. } => {
            let (slot, _) = slots::event_field(scope, Place::Event(event), event, field)?;
            Some(Aggregate::CountDifferent(slot))
        }
        AggregateDecl::DaysWith { .. } => Some(Aggregate::DaysWith),
    }
}

fn total(
    scope: &mut OfferScope<'_, '_>,
    event: EventTypeId,
    field: &Name,
    slot: Slot,
    kind: SlotKind<'_>,
) -> Option<Aggregate> {
    match kind {
        SlotKind::Money => return Some(Aggregate::TotalMoney(slot)),
        SlotKind::Number => return Some(Aggregate::TotalNumber(slot)),
        SlotKind::Text
        | SlotKind::Flag
        | SlotKind::Instant
        | SlotKind::Date
        | SlotKind::Symbol(_)
        | SlotKind::Currency => {}
    }
    let name = scope.declarations.event_name(event);
    scope.report(
        Diagnostic::new(
            Code::WrongMeasuredField,
            field.span,
            format!("`{}` is {}, which has no total", field.text, kind.words()),
        )
        .help(format!(
            "a total is of money or numbers; to count, write `count of {name}` or `count of \
             different {name}.{}`",
            field.text
        )),
    );
    None
}

/// `net of` or `gross of`: said where the event has a reversal, and nowhere else.
fn counting(
    scope: &mut OfferScope<'_, '_>,
    event: EventTypeId,
    decl: &MeasureDecl,
    span: Span,
) -> Option<Counting> {
    let declarations = scope.declarations;
    if declarations.reversal_is_broken(event) {
        return None;
    }
    let name = declarations.event_name(event);
    let reversal = declarations.reversal(event);
    let different = matches!(decl.aggregate, AggregateDecl::CountDifferent { .. });
    match (reversal, &decl.reversal) {
        (None, None) => Some(Counting::Gross),
        (None, Some(said)) => {
            scope.event(&said.reversal)?;
            let word = if said.net { "net of" } else { "gross of" };
            scope.report(
                Diagnostic::new(
                    Code::NeedlessNetOrGross,
                    said.span,
                    format!("`{name}` has no reversal, so there is no `{word}`"),
                )
                .help(format!(
                    "leave it out, or declare an event that `reverses {name}`"
                )),
            );
            None
        }
        (Some(reversal), None) => {
            let reversal = declarations.event_name(reversal);
            let choices = if different {
                format!("`gross of {reversal}`: what is different is not counted back")
            } else {
                format!(
                    "`net of {reversal}`, what is refunded no longer counts, or `gross of {reversal}`, \
                     it counts all the same"
                )
            };
            scope.report(
                Diagnostic::new(
                    Code::MissingNetOrGross,
                    span,
                    format!(
                        "measure `{}` does not say what {} does to it",
                        decl.name.text,
                        words::a(reversal)
                    ),
                )
                .help(format!("write, before the window, {choices}")),
            );
            None
        }
        (Some(reversal), Some(said)) => {
            let found = scope.event(&said.reversal)?;
            if found != reversal {
                let right = declarations.event_name(reversal);
                scope.report(wrong_reversal(&said.reversal, name, right));
                return None;
            }
            if different && said.net {
                let reversal = &said.reversal.text;
                scope.report(
                    Diagnostic::new(
                        Code::NetOfDifferent,
                        said.span,
                        "a count of different values cannot be counted back",
                    )
                    .help(format!("write `gross of {reversal}`")),
                );
                return None;
            }
            Some(if said.net {
                Counting::Net
            } else {
                Counting::Gross
            })
        }
    }
}

/// Another event than the reversal was named.
pub fn wrong_reversal(written: &Name, event: &str, reversal: &str) -> Diagnostic {
    Diagnostic::new(
        Code::WrongEvent,
        written.span,
        format!("`{}` does not reverse `{event}`", written.text),
    )
    .help(format!("what reverses `{event}` is `{reversal}`"))
}

/// What a measure counts, for messages: `money`, `days`, `charges`.
pub fn counts(scope: &OfferScope<'_, '_>, measure: &Measure) -> String {
    let event = scope.declarations.event_name(measure.event.event);
    match measure.aggregate {
        Aggregate::TotalMoney(_) => "money".to_owned(),
        Aggregate::TotalNumber(slot) => {
            let field = if let Slot::Field(id) = slot {
                scope.declarations.field(measure.event.event, id)
            } else {
                None
            };
            let name = field.map_or("numbers", |field| field.name.as_str());
            words::choices([name])
        }
        Aggregate::Count | Aggregate::CountDifferent(_) => format!("`{event}` events"),
        Aggregate::DaysWith => "days".to_owned(),
    }
}
