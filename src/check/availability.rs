//! When does the offer take new enrollments, and until when is anything earned?

use crate::base::{Code, Diagnostic, Instant};
use crate::program::{Available, Origin};
use crate::syntax::tree::{AvailableDecl, BoundDecl};

use super::clauses::Said;
use super::moments;
use super::scope::OfferScope;

/// The availability, which must not be empty.
pub fn check(scope: &mut OfferScope<'_, '_>, said: Said<'_, AvailableDecl>) -> Option<Available> {
    let calendar = scope.declarations.calendar;
    let origin = Origin(said.span);
    let AvailableDecl::From { from, until } = said.body else {
        return Some(Available {
            from: None,
            until: None,
            origin,
        });
    };
    let start = moments::instant(calendar, from.value);
    let end = until.as_ref().map(|until| moments::bound(calendar, until));
    if let (Some(end), Some(until)) = (end, until)
        && end <= start
    {
        scope.report(
            Diagnostic::new(
                Code::EmptyAvailability,
                moments::bound_span(until),
                format!(
                    "`{}` does not come after `from {}`",
                    moments::bound_text(until),
                    moments::text(from.value)
                ),
            )
            .related(from.span, "it begins here")
            .help("the offer would never be available: write a later end, or an earlier beginning"),
        );
        return None;
    }
    Some(Available {
        from: Some(start),
        until: end,
        origin,
    })
}

/// The instant from which nothing more is earned; it must lie after the availability begins.
pub fn check_earns(
    scope: &mut OfferScope<'_, '_>,
    said: Said<'_, BoundDecl>,
    available: Option<Said<'_, AvailableDecl>>,
) -> Option<Instant> {
    let calendar = scope.declarations.calendar;
    let end = moments::bound(calendar, said.body);
    let Some(AvailableDecl::From { from, .. }) = available.map(|available| available.body) else {
        return Some(end);
    };
    if end > moments::instant(calendar, from.value) {
        return Some(end);
    }
    scope.report(
        Diagnostic::new(
            Code::EarnsBeforeAvailable,
            moments::bound_span(said.body),
            format!(
                "`earns {}` ends before the offer is available, `from {}`",
                moments::bound_text(said.body),
                moments::text(from.value)
            ),
        )
        .related(from.span, "it is available from here")
        .help("nothing could ever be earned: write a later end, or leave `earns` out"),
    );
    None
}
