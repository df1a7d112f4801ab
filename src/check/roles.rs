//! What does each event do: is its role one, and do the fields that it names fit?

use crate::base::{Code, Diagnostic, Span};
use crate::program::{EventTypeId, FieldId, FieldKind, Role};
use crate::syntax::tree::{EventDecl, Name, RoleDecl};

use super::declarations::Declarations;
use super::problems::Problems;
use super::slots::SlotKind;
use super::words;
use crate::base::nearest::did_you_mean;

/// Where a role stands.
pub fn span(role: &RoleDecl) -> Span {
    match role {
        RoleDecl::Opens { span }
        | RoleDecl::Updates { span }
        | RoleDecl::Closes { span }
        | RoleDecl::Spends { span, .. }
        | RoleDecl::Reverses { span, .. }
        | RoleDecl::Corrects { span, .. } => *span,
    }
}

/// The role of an event, but for reversals; `None` where it is wrong.
pub fn check(
    declarations: &Declarations<'_>,
    id: EventTypeId,
    event: &EventDecl,
    problems: &mut Problems,
) -> Option<Role> {
    let Some((role, others)) = event.roles.split_first() else {
        return Some(Role::Plain);
    };
    for other in others {
        problems.push(
            Diagnostic::new(
                Code::SeveralRoles,
                span(other),
                format!("event `{}` has a second role", event.name.text),
            )
            .related(span(role), "the first one")
            .help("an event has at most one role; declare a second event for the other"),
        );
    }
    let found = match role {
        RoleDecl::Opens { .. } => Some(Role::Opens),
        RoleDecl::Updates { .. } => Some(Role::Updates),
        RoleDecl::Closes { .. } => Some(Role::Closes),
        RoleDecl::Spends { amount, since, .. } => {
            let amount = money_field(declarations, id, "spends", amount, problems);
            let since = since.as_ref().map(|since| {
                role_field(
                    declarations,
                    id,
                    "since",
                    &FieldKind::Instant,
                    since,
                    problems,
                )
            });
            match (amount, since) {
                (Some(amount), None) => Some(Role::Spends {
                    amount,
                    since: None,
                    reversal: None,
                }),
                (Some(amount), Some(Some(since))) => Some(Role::Spends {
                    amount,
                    since: Some(since),
                    reversal: None,
                }),
                (None, _) | (Some(_), Some(None)) => None,
            }
        }
        // Reversals wait until every spending event is known.
        RoleDecl::Reverses { .. } => Some(Role::Plain),
        RoleDecl::Corrects { amount, .. } => {
            money_field(declarations, id, "corrects", amount, problems)
                .map(|amount| Role::Corrects { amount })
        }
    };
    found.filter(|_| others.is_empty())
}

/// The role of a reversal, once the spending events are known.
pub fn check_reversal(
    declarations: &Declarations<'_>,
    id: EventTypeId,
    event: &EventDecl,
    problems: &mut Problems,
) -> Option<Role> {
    let Some(RoleDecl::Reverses {
        event: reversed,
        refunding,
        ..
    }) = event.roles.first()
    else {
        return None;
    };
    let refunding = money_field(declarations, id, "refunding", refunding, problems);
    let spending = spending_event(declarations, reversed, problems);
    let charge = charge_field(declarations, id, event, reversed, problems);
    let role = Role::Reverses {
        spending: spending?,
        charge: charge?,
        refunding: refunding?,
    };
    Some(role)
}

fn spending_event(
    declarations: &Declarations<'_>,
    reversed: &Name,
    problems: &mut Problems,
) -> Option<EventTypeId> {
    let Some(id) = declarations
        .event_names
        .get(reversed.text.as_str())
        .copied()
    else {
        if declarations.lacks_events {
            return None;
        }
        let mut unknown = Diagnostic::new(
            Code::UnknownEvent,
            reversed.span,
            format!("there is no event `{}`", reversed.text),
        );
        unknown.help = did_you_mean(&reversed.text, declarations.events_that_spend());
        problems.push(unknown);
        return None;
    };
    if declarations.role_is_broken(id) {
        return None;
    }
    if declarations.spends(id) {
        return Some(id);
    }
    let spending = words::choices(declarations.events_that_spend());
    let help = if spending.is_empty() {
        format!(
            "an event spends when it says so: `event {} spends amount`",
            reversed.text
        )
    } else {
        format!("what can be reversed is an event that spends: {spending}")
    };
    problems.push(
        Diagnostic::new(
            Code::ReversesNoSpending,
            reversed.span,
            format!("`{}` does not spend", reversed.text),
        )
        .help(help),
    );
    None
}

/// The text field that holds the id of what is reversed: it is named like the spending event.
fn charge_field(
    declarations: &Declarations<'_>,
    id: EventTypeId,
    event: &EventDecl,
    reversed: &Name,
    problems: &mut Problems,
) -> Option<FieldId> {
    let Some(declared) = declarations.find_field(id, &reversed.text) else {
        if declarations.lacks_fields(id) {
            return None;
        }
        problems.push(
            Diagnostic::new(
                Code::MissingReversedField,
                event.name.span,
                format!(
                    "`{}` reverses `{}` and has no field `{}`",
                    event.name.text, reversed.text, reversed.text
                ),
            )
            .related(reversed.span, "the event that is reversed")
            .help(format!(
                "declare `{} : text`, the id of the `{}` that is reversed",
                reversed.text, reversed.text
            )),
        );
        return None;
    };
    let field = declared.id?;
    check_kind(
        declarations,
        id,
        field,
        &FieldKind::Text,
        declared.span,
        "the id of what is reversed",
        problems,
    )
    .then_some(field)
}

fn money_field(
    declarations: &Declarations<'_>,
    id: EventTypeId,
    word: &str,
    name: &Name,
    problems: &mut Problems,
) -> Option<FieldId> {
    role_field(declarations, id, word, &FieldKind::Money, name, problems)
}

fn role_field(
    declarations: &Declarations<'_>,
    id: EventTypeId,
    word: &str,
    kind: &FieldKind,
    name: &Name,
    problems: &mut Problems,
) -> Option<FieldId> {
    let Some(declared) = declarations.find_field(id, &name.text) else {
        if declarations.lacks_fields(id) {
            return None;
        }
        let event = declarations.event_name(id);
        let help = did_you_mean(&name.text, declarations.field_names(id)).unwrap_or_else(|| {
            format!(
                "`{word}` names a field of the event: declare `{} : {}`",
                name.text,
                kind_word(kind)
            )
        });
        problems.push(
            Diagnostic::new(
                Code::UnknownField,
                name.span,
                format!("`{event}` has no field `{}`", name.text),
            )
            .help(help),
        );
        return None;
    };
    let field = declared.id?;
    let what = format!("what `{word}` names");
    check_kind(declarations, id, field, kind, name.span, &what, problems).then_some(field)
}

fn check_kind(
    declarations: &Declarations<'_>,
    id: EventTypeId,
    field: FieldId,
    kind: &FieldKind,
    span: Span,
    what: &str,
    problems: &mut Problems,
) -> bool {
    let Some(found) = declarations.field(id, field) else {
        return false;
    };
    let place = declarations
        .find_field(id, &found.name)
        .map_or(span, |declared| declared.span);
    if found.kind != *kind {
        let mut wrong = Diagnostic::new(
            Code::WrongRoleField,
            span,
            format!(
                "`{}` is {}, and {what} is {}",
                found.name,
                SlotKind::of(&found.kind).words(),
                SlotKind::of(kind).words()
            ),
        )
        .help(format!("declare `{} : {}`", found.name, kind_word(kind)));
        if place != span {
            wrong = wrong.related(place, "declared here");
        }
        problems.push(wrong);
        return false;
    }
    if found.optional && *kind != FieldKind::Instant {
        let mut wrong = Diagnostic::new(
            Code::OptionalRoleField,
            span,
            format!("`{}` may be absent, and {what} must be there", found.name),
        )
        .help(format!(
            "declare `{} : {}`, without `?`",
            found.name,
            kind_word(kind)
        ));
        if place != span {
            wrong = wrong.related(place, "declared here");
        }
        problems.push(wrong);
        return false;
    }
    true
}

/// The word that declares a kind.
pub fn kind_word(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Number => "number",
        FieldKind::Money => "money",
        FieldKind::Flag => "flag",
        FieldKind::Instant => "instant",
        FieldKind::Date => "date",
        FieldKind::Symbol(_) => "symbols",
    }
}
