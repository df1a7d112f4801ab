//! Which value does a field of a filter read, and of what type is it?

use crate::base::{Code, Diagnostic};
use crate::program::schema::WEEKDAYS;
use crate::program::{EventTypeId, FactId, FieldId, FieldKind, Slot, Symbol, SymbolSet};
use crate::syntax::tree::{Field, Name};

use super::declarations::Declarations;
use super::fields::RESERVED;
use super::scope::OfferScope;
use super::words;
use crate::base::nearest::{did_you_mean, nearest};

/// The type of a value that a filter can read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SlotKind<'a> {
    Text,
    Number,
    Money,
    Flag,
    Instant,
    Date,
    Symbol(Symbols<'a>),
    Currency,
}

/// A closed set of symbols.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Symbols<'a> {
    Declared(&'a SymbolSet),
    Weekdays,
}

impl<'a> Symbols<'a> {
    pub fn find(self, name: &str) -> Option<Symbol> {
        match self {
            Self::Declared(set) => set.find(name),
            Self::Weekdays => WEEKDAYS
                .iter()
                .position(|day| *day == name)
                .and_then(|place| Symbol::try_from(place).ok()),
        }
    }

    pub fn names(self) -> Vec<&'a str> {
        match self {
            Self::Declared(set) => set.0.iter().map(String::as_str).collect(),
            Self::Weekdays => WEEKDAYS.to_vec(),
        }
    }
}

impl<'a> SlotKind<'a> {
    pub fn of(kind: &'a FieldKind) -> Self {
        match kind {
            FieldKind::Text => Self::Text,
            FieldKind::Number => Self::Number,
            FieldKind::Money => Self::Money,
            FieldKind::Flag => Self::Flag,
            FieldKind::Instant => Self::Instant,
            FieldKind::Date => Self::Date,
            FieldKind::Symbol(set) => Self::Symbol(Symbols::Declared(set)),
        }
    }

    /// What it is, in a sentence.
    pub fn words(self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Money => "money".to_owned(),
            Self::Flag => "a flag".to_owned(),
            Self::Instant => "an instant".to_owned(),
            Self::Date => "a date".to_owned(),
            Self::Symbol(symbols) => format!("one of {}", words::choices(symbols.names())),
            Self::Currency => "a currency".to_owned(),
        }
    }
}

/// Where a filter stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In `eligible when`, outside of a history test: facts of the account only.
    Account,
    /// In a `where` of this event.
    Event(EventTypeId),
    /// In the `where` of a history test.
    History(EventTypeId),
    /// In the `where` of `apply`: credit has not been drawn yet.
    Apply(EventTypeId),
}

impl Place {
    pub fn event(self) -> Option<EventTypeId> {
        match self {
            Self::Account => None,
            Self::Event(event) | Self::History(event) | Self::Apply(event) => Some(event),
        }
    }
}

/// The value that a field reads. Nothing where its name is wrong, or its declaration was.
pub fn resolve<'a>(
    scope: &mut OfferScope<'a, '_>,
    place: Place,
    field: &Field,
) -> Option<(Slot, SlotKind<'a>)> {
    match (&field.owner, place.event()) {
        (Some(owner), _) if owner.text == "account" => fact(scope, field),
        (Some(owner), Some(event)) => {
            if scope.declarations.event_name(event) == owner.text {
                return event_field(scope, place, event, &field.name);
            }
            wrong_owner(scope, event, owner, field);
            None
        }
        (None, Some(event)) => event_field(scope, place, event, &field.name),
        (owner, None) => {
            no_event_here(scope, owner.as_ref(), field);
            None
        }
    }
}

fn fact<'a>(scope: &mut OfferScope<'a, '_>, field: &Field) -> Option<(Slot, SlotKind<'a>)> {
    let declarations = scope.declarations;
    let name = field.name.text.as_str();
    if let Some(declared) = declarations.facts.get(name) {
        let id: FactId = declared.id?;
        let kind = &declarations.fact(id)?.kind;
        return Some((Slot::Fact(id), SlotKind::of(kind)));
    }
    match name {
        "currency" => return Some((Slot::Currency, SlotKind::Currency)),
        "opened" => return Some((Slot::Opened, SlotKind::Instant)),
        _ if declarations.lacks_facts => return None,
        _ => {}
    }
    scope.problems.unknown(
        Code::UnknownField,
        &format!("account.{name}"),
        field.span,
        || {
            let help = did_you_mean_fact(declarations, name).unwrap_or_else(|| {
                format!(
                    "facts of an account are {}",
                    words::all_of(facts(declarations))
                )
            });
            Diagnostic::new(
                Code::UnknownField,
                field.span,
                format!("an account has no `{name}`"),
            )
            .help(help)
        },
    );
    None
}

fn facts<'a>(declarations: &'a Declarations<'_>) -> impl Iterator<Item = &'a str> {
    let declared = declarations.account.facts.iter();
    declared
        .map(|fact| fact.name.as_str())
        .chain(["currency", "opened"])
}

fn did_you_mean_fact(declarations: &Declarations<'_>, name: &str) -> Option<String> {
    nearest(name, facts(declarations)).map(|near| format!("did you mean `account.{near}`?"))
}

/// A field of an event by name, declared or derived.
pub fn event_field<'a>(
    scope: &mut OfferScope<'a, '_>,
    place: Place,
    event: EventTypeId,
    name: &Name,
) -> Option<(Slot, SlotKind<'a>)> {
    let declarations = scope.declarations;
    if let Some(declared) = declarations.find_field(event, &name.text) {
        let id: FieldId = declared.id?;
        let kind = &declarations.field(event, id)?.kind;
        return Some((Slot::Field(id), SlotKind::of(kind)));
    }
    let opens = declarations.opening == Some(event);
    match name.text.as_str() {
        "id" => Some((Slot::EventId, SlotKind::Text)),
        "type" => Some((Slot::EventType, SlotKind::Text)),
        "account" => Some((Slot::AccountId, SlotKind::Text)),
        "at" => Some((Slot::At, SlotKind::Instant)),
        "day" => Some((Slot::Day, SlotKind::Date)),
        "weekday" => Some((Slot::Weekday, SlotKind::Symbol(Symbols::Weekdays))),
        "currency" if opens => Some((Slot::Currency, SlotKind::Currency)),
        "cash" => credit_field(scope, place, event, name, Slot::Cash),
        "credited" => credit_field(scope, place, event, name, Slot::Credited),
        _ => {
            unknown_event_field(scope, event, name);
            None
        }
    }
}

/// `cash` and `credited`: of spending events, and not before credit has been drawn.
fn credit_field<'a>(
    scope: &mut OfferScope<'a, '_>,
    place: Place,
    event: EventTypeId,
    name: &Name,
    slot: Slot,
) -> Option<(Slot, SlotKind<'a>)> {
    let declarations = scope.declarations;
    if declarations.role_is_broken(event) {
        return None;
    }
    let event_name = declarations.event_name(event);
    if !declarations.spends(event) {
        let spending = words::choices(declarations.events_that_spend());
        let help = if spending.is_empty() {
            "only an event that spends can be paid with credit".to_owned()
        } else {
            format!("only an event that spends can be paid with credit: {spending}")
        };
        scope.report(
            Diagnostic::new(
                Code::CashWithoutSpending,
                name.span,
                format!("`{event_name}` does not spend and has no `{}`", name.text),
            )
            .help(help),
        );
        return None;
    }
    if matches!(place, Place::Apply(_)) {
        scope.report(
            Diagnostic::new(
                Code::CashInApply,
                name.span,
                format!("`{}` is not known yet where credit is applied", name.text),
            )
            .help(format!(
                "what is left to pay is known after credit is drawn; an `apply` filter reads what \
                 the `{event_name}` says of itself"
            )),
        );
        return None;
    }
    Some((slot, SlotKind::Money))
}

fn unknown_event_field(scope: &mut OfferScope<'_, '_>, event: EventTypeId, name: &Name) {
    let declarations = scope.declarations;
    if declarations.lacks_fields(event) {
        return;
    }
    let event_name = declarations.event_name(event);
    scope.problems.unknown(
        Code::UnknownField,
        &format!("{event_name}.{}", name.text),
        name.span,
        || {
            let is_fact = facts(declarations).any(|fact| fact == name.text);
            let derived = RESERVED.iter().copied().filter(|derived| match *derived {
                "cash" | "credited" => declarations.spends(event),
                "currency" | "opened" => false,
                _ => true,
            });
            let own = declarations.field_names(event);
            let help = if is_fact {
                format!("did you mean `account.{}`?", name.text)
            } else {
                did_you_mean(&name.text, own.chain(derived))
                    .or_else(|| did_you_mean_fact(declarations, &name.text))
                    .unwrap_or_else(|| fields_help(declarations, event))
            };
            Diagnostic::new(
                Code::UnknownField,
                name.span,
                format!("`{event_name}` has no field `{}`", name.text),
            )
            .help(help)
        },
    );
}

fn fields_help(declarations: &Declarations<'_>, event: EventTypeId) -> String {
    let event_name = declarations.event_name(event);
    let own = words::all_of(declarations.field_names(event));
    if own.is_empty() {
        format!(
            "`{event_name}` has no fields of its own; every event has `id`, `at`, `day` and `weekday`"
        )
    } else {
        format!("fields of `{event_name}` are {own}")
    }
}

/// A field of another event than the filter's.
fn wrong_owner(scope: &mut OfferScope<'_, '_>, event: EventTypeId, owner: &Name, field: &Field) {
    let declarations = scope.declarations;
    let event_name = declarations.event_name(event);
    let is_event = declarations.event_names.contains_key(owner.text.as_str());
    let message = if is_event {
        format!("this filter sees `{event_name}`, not `{}`", owner.text)
    } else {
        format!("`{}` is not the event of this filter", owner.text)
    };
    let near = nearest(&owner.text, ["account", event_name]);
    let help = match near {
        Some(near) if !is_event => format!("did you mean `{near}.{}`?", field.name.text),
        _ => format!(
            "a filter reads the fields of its own event, `{event_name}`, and facts of the account, \
             `account.…`"
        ),
    };
    scope.report(Diagnostic::new(Code::WrongEvent, owner.span, message).help(help));
}

/// A field in `eligible when`, where there is no event.
fn no_event_here(scope: &mut OfferScope<'_, '_>, owner: Option<&Name>, field: &Field) {
    let declarations = scope.declarations;
    let written = words::field(field);
    let name = field.name.text.as_str();
    let known = facts(declarations).any(|fact| fact == name);
    let near = if known {
        Some(name)
    } else {
        nearest(name, facts(declarations))
    };
    let help = match near {
        Some(near) if owner.is_none() || known => format!("did you mean `account.{near}`?"),
        _ => "`eligible` asks about the account: `account.…`, `opened in the last 30 days`, \
             `any charge …` or `no charge …`"
            .to_owned(),
    };
    scope
        .problems
        .unknown(Code::UnknownField, &written, field.span, || {
            let message = format!("`{written}` is no fact of an account");
            Diagnostic::new(Code::UnknownField, field.span, message).help(help)
        });
}
