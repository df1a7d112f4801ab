//! How much is issued: does the amount fit the rule that it belongs to?

use crate::base::{Code, Diagnostic, Span};
use crate::program::{EventTypeId, MeasureId, Reward, RewardBase, Slot};
use crate::syntax::tree::{AmountTerm, Name, RewardBaseDecl, RewardDecl};

use super::scope::OfferScope;
use super::slots::{self, Place, SlotKind};
use super::{amounts, words};

/// The event that an amount may speak of.
#[derive(Clone, Copy)]
pub enum Speaks {
    /// The event that fires the rule, or that enrolls.
    Of(EventTypeId),
    /// That event is not known: its declaration or clause is wrong.
    OfUnknown,
    /// None, because of how the rule fires: `when … reaches`.
    OfNone(&'static str),
}

/// The amount of a rule.
pub fn check(scope: &mut OfferScope<'_, '_>, decl: &RewardDecl, speaks: Speaks) -> Option<Reward> {
    let base = base(scope, decl, speaks);
    let at_most = at_most(scope, decl.at_most.as_ref());
    Some(Reward {
        base: base?,
        at_most: at_most?,
    })
}

/// The amount of a step: money, which can be multiplied.
pub fn check_step(scope: &mut OfferScope<'_, '_>, decl: &RewardDecl) -> Option<Reward> {
    if let RewardBaseDecl::Fixed(_) = decl.base {
        return check(scope, decl, Speaks::OfNone("a step is of a measure"));
    }
    scope.report(
        Diagnostic::new(
            Code::StepRewardNotMoney,
            decl.span,
            "what is issued for every step is a fixed amount",
        )
        .help(
            "write money or a column of the table, such as `issue 5 USD every 50 USD of spend`; \
               for a share write `issue 5% of spend at close of spend`",
        ),
    );
    at_most(scope, decl.at_most.as_ref());
    None
}

fn at_most(
    scope: &mut OfferScope<'_, '_>,
    term: Option<&AmountTerm>,
) -> Option<Option<crate::program::Term<crate::base::Amount>>> {
    match term {
        None => Some(None),
        Some(term) => amounts::positive_money(scope, term, "the `at most` of a reward").map(Some),
    }
}

fn base(scope: &mut OfferScope<'_, '_>, decl: &RewardDecl, speaks: Speaks) -> Option<RewardBase> {
    match &decl.base {
        RewardBaseDecl::Fixed(term) => {
            amounts::money(scope, term, "a reward").map(RewardBase::Fixed)
        }
        RewardBaseDecl::ShareOfMeasure {
            percent,
            measure,
            above,
        } => {
            let percent = amounts::percent(scope, percent, "a share");
            let measure = money_measure(scope, measure);
            let above = match above {
                None => Some(None),
                Some(term) => amounts::money(scope, term, "the part `above`").map(Some),
            };
            Some(RewardBase::ShareOfMeasure {
                percent: percent?,
                measure: measure?,
                above: above?,
            })
        }
        RewardBaseDecl::ShareOfEvent {
            percent,
            event,
            field,
        } => {
            let percent = amounts::percent(scope, percent, "a share");
            let field = event_money(scope, decl.span, event, field, speaks);
            Some(RewardBase::ShareOfEvent {
                percent: percent?,
                field: field?,
            })
        }
        RewardBaseDecl::OfEvent { event, field } => {
            let field = event_money(scope, decl.span, event, field, speaks)?;
            Some(RewardBase::OfEvent { field })
        }
    }
}

/// A measure whose value is money.
fn money_measure(scope: &mut OfferScope<'_, '_>, name: &Name) -> Option<MeasureId> {
    let id = scope.measure(name)?;
    let measure = scope.measures.get(id)?;
    if measure.is_money() {
        return Some(id);
    }
    let counts = super::measure::counts(scope, measure);
    let place = scope.measures.span(id).unwrap_or(name.span);
    scope.report(
        Diagnostic::new(
            Code::ShareOfCount,
            name.span,
            format!(
                "`{}` counts {counts}, and a share of it is no money",
                name.text
            ),
        )
        .related(place, "measured here")
        .help("a share is of a measure of money; for a count write `issue 1 USD every 10 of …`"),
    );
    None
}

/// A money field of the event at hand.
fn event_money(
    scope: &mut OfferScope<'_, '_>,
    span: Span,
    written: &Name,
    field: &Name,
    speaks: Speaks,
) -> Option<Slot> {
    let event = match speaks {
        Speaks::Of(event) => event,
        Speaks::OfUnknown => {
            scope.event(written);
            return None;
        }
        Speaks::OfNone(when) => {
            out_of_place(scope, span, written, field, when);
            return None;
        }
    };
    let found = scope.event(written)?;
    if found != event {
        let declarations = scope.declarations;
        let right = declarations.event_name(event);
        let derived = declarations.spends(event).then_some("cash");
        let fields: Vec<String> = declarations
            .money_fields(event)
            .chain(derived)
            .map(|field| format!("{right}.{field}"))
            .collect();
        scope.report(
            Diagnostic::new(
                Code::WrongEvent,
                written.span,
                format!("the rule fires on `{right}`, not on `{}`", written.text),
            )
            .help(format!(
                "an amount can speak of the event at hand: {}",
                words::choices(fields.iter().map(String::as_str))
            )),
        );
        return None;
    }
    let (slot, kind) = slots::event_field(scope, Place::Event(event), event, field)?;
    if kind == SlotKind::Money {
        return Some(slot);
    }
    let name = scope.declarations.event_name(event);
    let fields = words::choices(scope.declarations.money_fields(event));
    let help = if fields.is_empty() {
        format!("`{name}` has no field of money; write an amount, such as `100 USD`")
    } else {
        format!("money of `{name}` is {fields}")
    };
    scope.report(
        Diagnostic::new(
            Code::WrongRewardField,
            field.span,
            format!("`{}` is {}, not money", field.text, kind.words()),
        )
        .help(help),
    );
    None
}

fn out_of_place(
    scope: &mut OfferScope<'_, '_>,
    span: Span,
    written: &Name,
    field: &Name,
    when: &str,
) {
    if scope.event(written).is_none() {
        return;
    }
    let event = &written.text;
    scope.report(
        Diagnostic::new(
            Code::EventRewardOutOfPlace,
            span,
            format!("`{event}.{}` is of one event, and {when}", field.text),
        )
        .help(format!(
            "an amount of an event stands in `issue … on {event}`, or in `issue … at enrollment` for \
             the event that enrolls; elsewhere write a share of a measure"
        )),
    );
}
