//! What do accounts and events look like? Resolves every declaration but the offers.

use hashbrown::HashMap;

use crate::base::{Code, Diagnostic, SourceId, Span};
use crate::program::{AccountSchema, EventType, EventTypeId, FactId, Field, FieldId, Role};
use crate::syntax::tree::{
    AccountDecl, EventDecl, File, Item, OfferDecl, ProgramDecl, RoleDecl, ScenarioDecl,
};

use super::bounds;
use super::declarations::{Declarations, Declared, EventDetails};
use super::problems::Problems;
use super::unread::Unread;
use super::{fields, program_block, roles};

/// The items of all files, by kind, in declaration order.
#[derive(Default)]
pub struct Items<'a> {
    pub programs: Vec<&'a ProgramDecl>,
    pub accounts: Vec<&'a AccountDecl>,
    pub events: Vec<&'a EventDecl>,
    pub offers: Vec<&'a OfferDecl>,
    pub scenarios: Vec<&'a ScenarioDecl>,
}

impl<'a> Items<'a> {
    pub fn of(files: &'a [File]) -> Self {
        let mut items = Self::default();
        for item in files.iter().flat_map(|file| &file.items) {
            match item {
                Item::Program(program) => items.programs.push(program),
                Item::Account(account) => items.accounts.push(account),
                Item::Event(event) => items.events.push(event),
                Item::Offer(offer) => items.offers.push(offer),
                Item::Scenario(scenario) => items.scenarios.push(scenario),
            }
        }
        items
    }
}

/// Resolves the declarations of a program.
pub fn check<'a>(items: &Items<'a>, unread: &Unread, problems: &mut Problems) -> Declarations<'a> {
    let (title, calendar, timezone) = program_block::check(&items.programs, unread, problems);
    let mut declarations = Declarations {
        title,
        calendar,
        timezone,
        account: AccountSchema::default(),
        facts: HashMap::new(),
        events: Vec::new(),
        event_names: HashMap::new(),
        details: Vec::new(),
        opening: None,
        lacks_events: unread.items,
        lacks_facts: unread.items
            || items
                .accounts
                .iter()
                .any(|account| unread.within(account.span)),
    };
    check_account(&items.accounts, &mut declarations, problems);
    let events = declare_events(&items.events, unread, &mut declarations, problems);
    check_roles(&events, &mut declarations, problems);
    check_reversals(&events, &mut declarations, problems);
    check_opening(&events, &mut declarations, problems);
    declarations
}

fn check_account<'a>(
    accounts: &[&'a AccountDecl],
    declarations: &mut Declarations<'a>,
    problems: &mut Problems,
) {
    let Some((first, others)) = accounts.split_first() else {
        return;
    };
    for other in others {
        problems.push(
            Diagnostic::new(Code::RepeatedAccount, other.span, "a second `account`")
                .related(first.span, "the first one")
                .help("all facts about an account stand in one `account { … }`"),
        );
    }
    let (facts, names) = fields::check(&first.fields, FactId::from_index, problems);
    declarations.account = AccountSchema { facts };
    declarations.facts = names;
}

/// Declares the names and fields of all events; gives back those whose name is their own.
fn declare_events<'a>(
    events: &[&'a EventDecl],
    unread: &Unread,
    declarations: &mut Declarations<'a>,
    problems: &mut Problems,
) -> Vec<&'a EventDecl> {
    let mut kept: Vec<&EventDecl> = Vec::with_capacity(events.len());
    if let Some(last) = events.last() {
        bounds::list(
            events.len(),
            bounds::EVENTS,
            "events",
            last.name.span,
            problems,
        );
    }
    for event in events.iter().copied() {
        problems.next_declaration();
        if event.name.text == "account" {
            problems.push(
                Diagnostic::new(
                    Code::ReservedName,
                    event.name.span,
                    "an event cannot be named `account`",
                )
                .help("`account.` begins a fact of the account: give the event another name"),
            );
        }
        if let Some(first) = declarations.event_names.get(event.name.text.as_str()) {
            let first = kept
                .get(first.index())
                .map_or(event.span, |first| first.name.span);
            problems.push(
                Diagnostic::new(
                    Code::DuplicateEvent,
                    event.name.span,
                    format!("a second event `{}`", event.name.text),
                )
                .related(first, "the first one")
                .help("give one of them another name, or put the fields of both into one"),
            );
            continue;
        }
        let id = EventTypeId::from_index(kept.len());
        declarations.event_names.insert(&event.name.text, id);
        let (own, names) = fields::check(&event.fields, FieldId::from_index, problems);
        declarations.events.push(EventType {
            name: event.name.text.clone(),
            role: Role::Plain,
            fields: own,
            first_fact: None,
        });
        declarations.details.push(EventDetails {
            fields: names,
            role_is_broken: false,
            reversal_is_broken: false,
            lacks_fields: unread.within(event.span),
        });
        kept.push(event);
    }
    kept
}

fn check_roles<'a>(
    events: &[&'a EventDecl],
    declarations: &mut Declarations<'a>,
    problems: &mut Problems,
) {
    for (index, event) in events.iter().enumerate() {
        let id = EventTypeId::from_index(index);
        let role = roles::check(declarations, id, event, problems);
        if let Some(details) = declarations.details.get_mut(index) {
            details.role_is_broken = role.is_none();
        }
        let role = role.unwrap_or(Role::Plain);
        if let Some(kind) = declarations.events.get_mut(index) {
            kind.role = role;
        }
        match role {
            Role::Opens => carry_facts(declarations, id, Carry::AsDeclared, problems),
            Role::Updates => carry_facts(declarations, id, Carry::AllOptional, problems),
            Role::Plain
            | Role::Closes
            | Role::Spends { .. }
            | Role::Reverses { .. }
            | Role::Corrects { .. } => {}
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Carry {
    AsDeclared,
    AllOptional,
}

/// Puts the account's facts behind the event's own fields.
fn carry_facts(
    declarations: &mut Declarations<'_>,
    id: EventTypeId,
    carry: Carry,
    problems: &mut Problems,
) {
    let (Some(event), Some(details)) = (
        declarations.events.get_mut(id.index()),
        declarations.details.get_mut(id.index()),
    ) else {
        return;
    };
    details.lacks_fields |= declarations.lacks_facts;
    event.first_fact = Some(FieldId::from_index(event.fields.len()));
    for fact in &declarations.account.facts {
        event.fields.push(Field {
            optional: fact.optional || carry == Carry::AllOptional,
            ..fact.clone()
        });
    }
    let first = event.first_fact.map_or(0, FieldId::index);
    for (name, fact) in &declarations.facts {
        if let Some(own) = details.fields.get(name) {
            problems.push(
                Diagnostic::new(
                    Code::FieldClashesWithFact,
                    own.span,
                    format!("`{name}` is a fact of the account"),
                )
                .related(fact.span, "declared here")
                .help(format!(
                    "`{}` carries the facts of the account already: leave the field out",
                    event.name
                )),
            );
            continue;
        }
        let field = Declared {
            id: fact.id.map(|id| FieldId::from_index(first + id.index())),
            span: fact.span,
        };
        details.fields.insert(name, field);
    }
}

fn check_reversals<'a>(
    events: &[&'a EventDecl],
    declarations: &mut Declarations<'a>,
    problems: &mut Problems,
) {
    let mut reversals: HashMap<EventTypeId, Span> = HashMap::new();
    for (index, event) in events.iter().enumerate() {
        let id = EventTypeId::from_index(index);
        let Some(RoleDecl::Reverses {
            span,
            event: reversed,
            ..
        }) = event.roles.first()
        else {
            continue;
        };
        let role = roles::check_reversal(declarations, id, event, problems);
        let Some(Role::Reverses { spending, .. }) = role else {
            if let Some(details) = declarations.details.get_mut(index) {
                details.role_is_broken = true;
            }
            let spending = declarations.event_names.get(reversed.text.as_str());
            let spending = spending.map_or(usize::MAX, |id| id.index());
            if let Some(details) = declarations.details.get_mut(spending) {
                details.reversal_is_broken = true;
            }
            continue;
        };
        if let Some(first) = reversals.get(&spending) {
            problems.push(
                Diagnostic::new(
                    Code::RepeatedReversal,
                    *span,
                    format!(
                        "`{}` has a second reversal",
                        declarations.event_name(spending)
                    ),
                )
                .related(*first, "the first one")
                .help("a spending event has at most one reversal: put both into one event"),
            );
            continue;
        }
        reversals.insert(spending, *span);
        if let (Some(kind), Some(role)) = (declarations.events.get_mut(index), role) {
            kind.role = role;
        }
        if let Some(kind) = declarations.events.get_mut(spending.index())
            && let Role::Spends { reversal, .. } = &mut kind.role
        {
            *reversal = Some(id);
        }
    }
}

fn check_opening(
    events: &[&EventDecl],
    declarations: &mut Declarations<'_>,
    problems: &mut Problems,
) {
    let mut first: Option<Span> = None;
    for (index, event) in events.iter().enumerate() {
        let opens = event
            .roles
            .iter()
            .find(|role| matches!(role, RoleDecl::Opens { .. }));
        let Some(role) = opens else { continue };
        if let Some(first) = first {
            problems.push(
                Diagnostic::new(
                    Code::RepeatedOpeningEvent,
                    roles::span(role),
                    format!(
                        "`{}` is a second event that opens the account",
                        event.name.text
                    ),
                )
                .related(first, "the first one")
                .help(
                    "exactly one event opens an account; another may update it: `updates account`",
                ),
            );
            continue;
        }
        first = Some(roles::span(role));
        declarations.opening = Some(EventTypeId::from_index(index));
    }
    if first.is_none() && !declarations.lacks_events {
        let place = events.first().map(|event| event.name.span);
        let place = place.unwrap_or_else(|| Span::new(SourceId(0), 0, 0));
        problems.push(
            Diagnostic::new(
                Code::MissingOpeningEvent,
                place,
                "no event opens the account",
            )
            .help(
                "exactly one event opens an account and brings its currency and facts: \
                 `event registered opens account`",
            ),
        );
    }
}
