//! Has every event its fields, each with a value of its type?

use crate::base::{Amount, Code, Currency, Diagnostic, Instant, Money, Span};
use crate::program::{EventType, EventTypeId, Field, FieldKind, GivenValue, Role, Slot};
use crate::syntax::tree::{self, Given, Literal, Name, Operator, Spanned};

use super::ScenarioScope;
use crate::base::nearest::did_you_mean;
use crate::check::compare::Left;
use crate::check::mismatch;
use crate::check::slots::SlotKind;
use crate::check::words;

/// An event to be given its values.
#[derive(Clone, Copy)]
pub struct Target {
    pub event: EventTypeId,
    pub opens: bool,
    /// The first of several instants.
    pub at: Option<Instant>,
    pub place: Span,
}

/// The currency that is given to the account that opens.
pub fn currency(
    scope: &mut ScenarioScope<'_, '_>,
    givens: &[&Given],
    place: Span,
) -> Option<Currency> {
    let Some(given) = givens.iter().find(|given| given.field.text == "currency") else {
        scope.report(
            Diagnostic::new(Code::MissingValue, place, "the account has no currency")
                .help("write it behind `account`: `account currency = USD`"),
        );
        return None;
    };
    match &given.value.value {
        tree::GivenValue::Literal(Literal::Currency(currency)) => Some(*currency),
        tree::GivenValue::Literal(literal) => {
            let literal = Spanned {
                value: literal.clone(),
                span: given.value.span,
            };
            let field = field_of(&given.field);
            let report = mismatch::literal(&left(&field, SlotKind::Currency), &literal);
            scope.report(report);
            None
        }
        tree::GivenValue::BelowZero(_) => {
            below_zero(scope, &given.field, given.value.span);
            None
        }
    }
}

/// The values of an event, one a field. What is wrong is reported, and absent.
pub fn check(
    scope: &mut ScenarioScope<'_, '_>,
    target: Target,
    givens: &[&Given],
    currency: Option<Currency>,
) -> Option<Vec<GivenValue>> {
    let declarations = scope.declarations;
    let event = declarations.event(target.event)?;
    let mut values = vec![GivenValue::Absent; event.fields.len()];
    // An unknown name is most likely one of those that seem to be missing.
    if check_names(scope, target, givens) && !declarations.lacks_fields(target.event) {
        let is_given = |field: &Field| givens.iter().any(|given| given.field.text == field.name);
        let needed = event.fields.iter().filter(|field| !field.optional);
        for field in needed.filter(|field| !is_given(field)) {
            report_missing(scope, event, field, currency, target.place);
        }
    }
    for given in givens {
        let declared = declarations.find_field(target.event, &given.field.text);
        let Some(id) = declared.and_then(|declared| declared.id) else {
            continue;
        };
        let (Some(field), Some(value)) = (event.fields.get(id.index()), values.get_mut(id.index()))
        else {
            continue;
        };
        if let Some(found) = check_value(scope, event, field, given, currency) {
            *value = found;
        }
    }
    check_accrual(scope, event, target, &values, givens);
    Some(values)
}

/// Every name is a field, and none is given twice.
fn check_names(scope: &mut ScenarioScope<'_, '_>, target: Target, givens: &[&Given]) -> bool {
    let declarations = scope.declarations;
    let mut is_right = true;
    for (place, given) in givens.iter().enumerate() {
        let name = &given.field;
        let first = givens
            .get(..place)
            .unwrap_or_default()
            .iter()
            .find(|other| other.field.text == name.text);
        if let Some(first) = first {
            is_right = false;
            scope.report(
                Diagnostic::new(
                    Code::RepeatedOption,
                    name.span,
                    format!("`{}` is said a second time", name.text),
                )
                .related(first.field.span, "the first time")
                .help("leave one of them out"),
            );
        }
        let is_known = declarations.find_field(target.event, &name.text).is_some()
            || target.opens && name.text == "currency";
        if !is_known {
            is_right = false;
            report_unknown(scope, target, name);
        }
    }
    is_right
}

fn report_unknown(scope: &mut ScenarioScope<'_, '_>, target: Target, name: &Name) {
    let declarations = scope.declarations;
    if declarations.lacks_fields(target.event) {
        return;
    }
    let event = declarations.event_name(target.event);
    let help = match name.text.as_str() {
        "id" => format!("the id stands behind the event: `{event} c1`"),
        "at" | "day" => "the time stands before the event".to_owned(),
        "currency" => {
            "all money of an account is in one currency, which its `account` line says".to_owned()
        }
        "account" => "lines belong to the `account` line above them".to_owned(),
        text => {
            let currency = target.opens.then_some("currency");
            let names = || declarations.field_names(target.event).chain(currency);
            did_you_mean(text, names()).unwrap_or_else(|| {
                let all = words::all_of(names());
                if all.is_empty() {
                    format!("`{event}` has no fields")
                } else {
                    format!("fields of `{event}` are {all}")
                }
            })
        }
    };
    let key = format!("{event}.{}", name.text);
    scope
        .problems
        .unknown(Code::UnknownField, &key, name.span, || {
            let message = format!("`{event}` has no field `{}`", name.text);
            Diagnostic::new(Code::UnknownField, name.span, message).help(help)
        });
}

fn report_missing(
    scope: &mut ScenarioScope<'_, '_>,
    event: &EventType,
    field: &Field,
    currency: Option<Currency>,
    place: Span,
) {
    let code = currency.map_or("USD", Currency::code);
    let value = match &field.kind {
        FieldKind::Text => "\"…\"".to_owned(),
        FieldKind::Number => "1".to_owned(),
        FieldKind::Money => format!("100 {code}"),
        FieldKind::Flag => "true".to_owned(),
        FieldKind::Instant => "2026-01-31 09:00".to_owned(),
        FieldKind::Date => "2026-01-31".to_owned(),
        FieldKind::Symbol(set) => set.name(0).to_owned(),
    };
    let (event, name) = (&event.name, &field.name);
    let message = format!("`{event}` does not say its `{name}`");
    scope.report(
        Diagnostic::new(Code::MissingValue, place, message)
            .help(format!("write `{name} = {value}`")),
    );
}

fn check_value(
    scope: &mut ScenarioScope<'_, '_>,
    event: &EventType,
    field: &Field,
    given: &Given,
    currency: Option<Currency>,
) -> Option<GivenValue> {
    let span = given.value.span;
    let literal = match &given.value.value {
        tree::GivenValue::Literal(literal) => literal,
        tree::GivenValue::BelowZero(money) => {
            let corrects = matches!(event.role, Role::Corrects { .. });
            if field.kind != FieldKind::Money || !corrects {
                below_zero(scope, &given.field, span);
                return None;
            }
            return in_currency(scope, *money, currency, span).map(GivenValue::Money);
        }
    };
    let calendar = scope.declarations.calendar;
    Some(match (&field.kind, literal) {
        (FieldKind::Text, Literal::Text(text)) => GivenValue::Text(text.clone()),
        (FieldKind::Number, Literal::Number(number)) => GivenValue::Number(*number),
        (FieldKind::Money, Literal::Money(money)) => {
            GivenValue::Money(in_currency(scope, *money, currency, span)?)
        }
        (FieldKind::Flag, Literal::Flag(flag)) => GivenValue::Flag(*flag),
        (FieldKind::Instant, Literal::Instant(instant)) => GivenValue::Instant(*instant),
        (FieldKind::Instant, Literal::LocalTime(time)) => {
            GivenValue::Instant(calendar.instant(*time))
        }
        // As the time of a line, a date is its first instant.
        (FieldKind::Instant, Literal::Date(date)) => {
            GivenValue::Instant(calendar.start_of_day(*date))
        }
        (FieldKind::Date, Literal::Date(date)) => GivenValue::Date(*date),
        (FieldKind::Symbol(set), Literal::Word(word)) if set.find(word).is_some() => {
            GivenValue::Symbol(set.find(word)?)
        }
        _ => {
            let literal = Spanned {
                value: literal.clone(),
                span,
            };
            let written = field_of(&given.field);
            let report = mismatch::literal(&left(&written, SlotKind::of(&field.kind)), &literal);
            scope.report(report);
            return None;
        }
    })
}

/// Money of a scenario is in the currency of its account.
pub fn in_currency(
    scope: &mut ScenarioScope<'_, '_>,
    money: Money,
    currency: Option<Currency>,
    span: Span,
) -> Option<Amount> {
    let currency = currency?;
    if money.currency == currency {
        return Some(money.amount);
    }
    scope.report(
        Diagnostic::new(
            Code::MixedCurrencies,
            span,
            format!("{} in an account of {currency}", money.currency),
        )
        .help("all money of an account is in the account's currency"),
    );
    None
}

fn below_zero(scope: &mut ScenarioScope<'_, '_>, field: &Name, span: Span) {
    let message = format!("`{}` cannot be below zero", field.text);
    scope.report(
        Diagnostic::new(Code::ScenarioValue, span, message)
            .help("only an event that corrects takes an amount below zero"),
    );
}

/// An accrual starts no later than its charge.
fn check_accrual(
    scope: &mut ScenarioScope<'_, '_>,
    event: &EventType,
    target: Target,
    values: &[GivenValue],
    givens: &[&Given],
) {
    let Role::Spends {
        since: Some(since), ..
    } = event.role
    else {
        return;
    };
    let (Some(GivenValue::Instant(start)), Some(at)) = (values.get(since.index()), target.at)
    else {
        return;
    };
    if *start <= at {
        return;
    }
    let name = event
        .fields
        .get(since.index())
        .map_or("", |field| field.name.as_str());
    let given = givens.iter().find(|given| given.field.text == name);
    let span = given.map_or(target.place, |given| given.value.span);
    let message = format!("`{name}` is later than the `{}` itself", event.name);
    scope.report(
        Diagnostic::new(Code::ScenarioValue, span, message)
            .help("a charge accrues from then on, up to its own time"),
    );
}

fn field_of(name: &Name) -> tree::Field {
    tree::Field {
        owner: None,
        name: name.clone(),
        span: name.span,
    }
}

fn left<'a, 'f>(field: &'f tree::Field, kind: SlotKind<'a>) -> Left<'a, 'f> {
    Left {
        slot: Slot::EventType,
        kind,
        field,
        operator: Operator::Equal,
    }
}
