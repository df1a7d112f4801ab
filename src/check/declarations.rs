//! What the declarations of a program mean: every name of an account, an event or a field, resolved.
//!
//! Offers are checked against this and nothing else. A name whose declaration was wrong is known here
//! as broken, so that its uses are not blamed for it.

use hashbrown::HashMap;

use crate::base::{Calendar, Code, Diagnostic, Span};
use crate::program::{
    AccountSchema, EventType, EventTypeId, FactId, Field, FieldId, FieldKind, Role,
};

use crate::syntax::tree::Name;

use super::problems::Problems;
use super::words;
use crate::base::nearest::did_you_mean;

/// The program but for its offers.
pub struct Declarations<'a> {
    pub title: String,
    pub calendar: Calendar,
    /// Where the time zone is said.
    pub timezone: Span,
    pub account: AccountSchema,
    pub facts: HashMap<&'a str, Declared<FactId>>,
    pub events: Vec<EventType>,
    pub event_names: HashMap<&'a str, EventTypeId>,
    /// Beside `events`: what names its fields have, and what is known to be wrong.
    pub details: Vec<EventDetails<'a>>,
    pub opening: Option<EventTypeId>,
    /// There are events that could not be read.
    pub lacks_events: bool,
    /// There are facts of the account that could not be read.
    pub lacks_facts: bool,
}

/// What the checks know of an event beyond its type.
#[derive(Default)]
pub struct EventDetails<'a> {
    pub fields: HashMap<&'a str, Declared<FieldId>>,
    /// Its role was wrong: it is not blamed for what it cannot do.
    pub role_is_broken: bool,
    /// An event that wrongly reverses it: it is not known what a reversal does.
    pub reversal_is_broken: bool,
    /// Some of it could not be read.
    pub lacks_fields: bool,
}

/// A declared name: its id, or nothing where its own declaration was wrong.
#[derive(Clone, Copy)]
pub struct Declared<T> {
    pub id: Option<T>,
    pub span: Span,
}

impl<'a> Declarations<'a> {
    /// The event of this name; one that does not exist is reported.
    pub fn find_event(&self, name: &Name, problems: &mut Problems) -> Option<EventTypeId> {
        if let Some(id) = self.event_names.get(name.text.as_str()) {
            return Some(*id);
        }
        if self.lacks_events {
            return None;
        }
        problems.unknown(Code::UnknownEvent, &name.text, name.span, || {
            let names = || self.events.iter().map(|event| event.name.as_str());
            let help = did_you_mean(&name.text, names())
                .unwrap_or_else(|| format!("the events are {}", words::all_of(names())));
            Diagnostic::new(
                Code::UnknownEvent,
                name.span,
                format!("there is no event `{}`", name.text),
            )
            .help(help)
        });
        None
    }

    pub fn event(&self, id: EventTypeId) -> Option<&EventType> {
        self.events.get(id.index())
    }

    pub fn event_name(&self, id: EventTypeId) -> &str {
        self.event(id).map_or("", |event| event.name.as_str())
    }

    pub fn role(&self, id: EventTypeId) -> Role {
        self.event(id).map_or(Role::Plain, |event| event.role)
    }

    pub fn role_is_broken(&self, id: EventTypeId) -> bool {
        self.details
            .get(id.index())
            .is_some_and(|details| details.role_is_broken)
    }

    pub fn lacks_fields(&self, id: EventTypeId) -> bool {
        self.details
            .get(id.index())
            .is_some_and(|details| details.lacks_fields)
    }

    pub fn reversal_is_broken(&self, id: EventTypeId) -> bool {
        self.details
            .get(id.index())
            .is_some_and(|details| details.role_is_broken || details.reversal_is_broken)
    }

    /// The event that takes back what `id` spent.
    pub fn reversal(&self, id: EventTypeId) -> Option<EventTypeId> {
        match self.role(id) {
            Role::Spends { reversal, .. } => reversal,
            Role::Plain
            | Role::Opens
            | Role::Updates
            | Role::Closes
            | Role::Reverses { .. }
            | Role::Corrects { .. } => None,
        }
    }

    pub fn spends(&self, id: EventTypeId) -> bool {
        matches!(self.role(id), Role::Spends { .. })
    }

    pub fn field(&self, event: EventTypeId, id: FieldId) -> Option<&Field> {
        self.event(event)?.fields.get(id.index())
    }

    pub fn find_field(&self, event: EventTypeId, name: &str) -> Option<Declared<FieldId>> {
        self.details.get(event.index())?.fields.get(name).copied()
    }

    pub fn fact(&self, id: FactId) -> Option<&Field> {
        self.account.facts.get(id.index())
    }

    /// Names of the event's declared fields, the account's among them where it carries those.
    pub fn field_names(&self, event: EventTypeId) -> impl Iterator<Item = &str> {
        self.event(event)
            .into_iter()
            .flat_map(|event| event.fields.iter().map(|field| field.name.as_str()))
    }

    pub fn money_fields(&self, event: EventTypeId) -> impl Iterator<Item = &str> {
        self.event(event).into_iter().flat_map(|event| {
            let money = |field: &&Field| field.kind == FieldKind::Money;
            event
                .fields
                .iter()
                .filter(money)
                .map(|field| field.name.as_str())
        })
    }

    pub fn events_that_spend(&self) -> impl Iterator<Item = &str> {
        let spends = |event: &&EventType| matches!(event.role, Role::Spends { .. });
        self.events
            .iter()
            .filter(spends)
            .map(|event| event.name.as_str())
    }
}
