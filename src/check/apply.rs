//! What does credit pay for, and is it said what happens to charges in progress and to refunds?

use crate::base::{Code, Diagnostic, Span};
use crate::program::{Apply, EventFilter, EventTypeId, InProgress, Origin, RefundPolicy, Role};
use crate::syntax::tree::{ApplyDecl, Name};

use super::clauses::Said;
use super::measure::wrong_reversal;
use super::scope::OfferScope;
use super::{amounts, predicate, words};

/// The `apply` clause.
pub fn check(scope: &mut OfferScope<'_, '_>, said: Said<'_, ApplyDecl>) -> Option<Apply> {
    let decl = said.body;
    let covering = match &decl.covering {
        None => Some(None),
        Some(term) => amounts::covering(scope, term).map(Some),
    };
    let at_most = match &decl.at_most {
        None => Some(None),
        Some(per) => {
            let what = format!("an `at most` per `{}`", per.event.text);
            amounts::positive_money(scope, &per.amount, &what).map(Some)
        }
    };
    let event = scope.event(&decl.event.event)?;
    let filter = predicate::apply_filter(scope, event, decl.event.filter.as_deref());
    let spends = spends(scope, event, &decl.event.event);
    let per = decl.at_most.as_ref().map(|per| &per.event);
    let right_per = per.is_none_or(|per| same_event(scope, event, per));
    spends.then_some(())?;
    let in_progress = in_progress(scope, event, decl, said.span);
    let refund = refund(scope, event, decl, said.span);
    right_per.then_some(())?;
    Some(Apply {
        event: EventFilter {
            event,
            filter: filter?,
        },
        covering: covering?,
        at_most: at_most?,
        in_progress: in_progress?,
        refund: refund?,
        origin: Origin(said.span),
    })
}

fn spends(scope: &mut OfferScope<'_, '_>, event: EventTypeId, written: &Name) -> bool {
    let declarations = scope.declarations;
    if declarations.spends(event) {
        return true;
    }
    if declarations.role_is_broken(event) {
        return false;
    }
    let spending = words::choices(declarations.events_that_spend());
    let help = if spending.is_empty() {
        "declare an event that spends: `event charge spends amount { amount : money }`".to_owned()
    } else {
        format!("credit pays for an event that spends: {spending}")
    };
    scope.report(
        Diagnostic::new(
            Code::AppliesToNoSpending,
            written.span,
            format!(
                "`{}` does not spend, so there is nothing to pay",
                written.text
            ),
        )
        .help(help),
    );
    false
}

fn same_event(scope: &mut OfferScope<'_, '_>, event: EventTypeId, written: &Name) -> bool {
    let Some(found) = scope.event(written) else {
        return false;
    };
    if found == event {
        return true;
    }
    let right = scope.declarations.event_name(event);
    scope.report(
        Diagnostic::new(
            Code::WrongEvent,
            written.span,
            format!("the credit applies to `{right}`, not to `{}`", written.text),
        )
        .help(format!("write `{right}`")),
    );
    false
}

fn in_progress(
    scope: &mut OfferScope<'_, '_>,
    event: EventTypeId,
    decl: &ApplyDecl,
    span: Span,
) -> Option<InProgress> {
    let name = scope.declarations.event_name(event);
    let accrues = matches!(
        scope.declarations.role(event),
        Role::Spends { since: Some(_), .. }
    );
    match (&decl.in_progress, accrues) {
        (None, false) => Some(InProgress::Excluded),
        (Some(said), true) => {
            let right = same_event(scope, event, &said.event);
            right.then_some(if said.prorated {
                InProgress::Prorated
            } else {
                InProgress::Excluded
            })
        }
        (None, true) => {
            scope.report(
                Diagnostic::new(
                    Code::MissingInProgress,
                    span,
                    format!(
                        "`apply` does not say what happens to {} in progress at the issue",
                        words::a(name)
                    ),
                )
                .help(format!(
                    "write `{name} in progress prorated`, credit pays for the part that accrues after \
                     its issue, or `{name} in progress excluded`, it pays nothing of it"
                )),
            );
            None
        }
        (Some(said), false) => {
            scope.report(
                Diagnostic::new(
                    Code::NeedlessInProgress,
                    said.span,
                    format!(
                        "{} is never in progress: it has no accrual start",
                        words::a(name)
                    ),
                )
                .help(format!(
                    "leave it out, or declare `event {name} spends … since …`"
                )),
            );
            None
        }
    }
}

fn refund(
    scope: &mut OfferScope<'_, '_>,
    event: EventTypeId,
    decl: &ApplyDecl,
    span: Span,
) -> Option<RefundPolicy> {
    let declarations = scope.declarations;
    if declarations.reversal_is_broken(event) {
        return None;
    }
    let name = declarations.event_name(event);
    match (&decl.refund, declarations.reversal(event)) {
        (None, None) => Some(RefundPolicy::Restores),
        (Some(said), Some(reversal)) => {
            let found = scope.event(&said.reversal)?;
            if found != reversal {
                let right = declarations.event_name(reversal);
                scope.report(wrong_reversal(&said.reversal, name, right));
                return None;
            }
            Some(if said.restores {
                RefundPolicy::Restores
            } else {
                RefundPolicy::Forfeits
            })
        }
        (None, Some(reversal)) => {
            let reversal = declarations.event_name(reversal);
            scope.report(
                Diagnostic::new(
                    Code::MissingRefundPolicy,
                    span,
                    format!(
                        "`apply` does not say what {} does to credit that paid",
                        words::a(reversal)
                    ),
                )
                .help(format!(
                    "write `{reversal} restores credit`, the credit can be spent again, or `{reversal} \
                     forfeits credit`, it is gone"
                )),
            );
            None
        }
        (Some(said), None) => {
            scope.event(&said.reversal)?;
            scope.report(
                Diagnostic::new(
                    Code::NeedlessRefundPolicy,
                    said.span,
                    format!("`{name}` has no reversal, so no credit comes back"),
                )
                .help(format!(
                    "leave it out, or declare an event that `reverses {name}`"
                )),
            );
            None
        }
    }
}
