//! Over which time does a measure count, and from which anchor?

use crate::base::{Code, Diagnostic};
use crate::program::{Anchor, EventTypeId, Window, Within};
use crate::syntax::tree::{AnchorDecl, MeasureDecl, Name, Spanned, WindowDecl, WithinDecl};

use super::scope::OfferScope;
use super::{bounds, moments};
use crate::base::nearest::nearest;

/// The window of a measure of `event`.
pub fn check(
    scope: &mut OfferScope<'_, '_>,
    decl: &MeasureDecl,
    event: EventTypeId,
) -> Option<Window> {
    match &decl.window.value {
        WindowDecl::Within(parts) => {
            if let Some(last) = parts.last() {
                let most = bounds::WINDOW_PARTS;
                bounds::list(
                    parts.len(),
                    most,
                    "parts of a window",
                    last.span,
                    scope.problems,
                );
            }
            let parts: Vec<Option<Within>> = parts
                .iter()
                .map(|part| within(scope, decl, event, part))
                .collect();
            let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
            Some(Window::Within(parts))
        }
        WindowDecl::EachPeriod(period) => Some(Window::EachPeriod(*period)),
        WindowDecl::EachOfEnrollment(duration) => {
            moments::duration(duration, scope.problems).map(Window::EachOfEnrollment)
        }
        WindowDecl::SinceEnrollment => Some(Window::SinceEnrollment),
    }
}

/// What can be said of a window whose event is not known.
pub fn check_durations(scope: &mut OfferScope<'_, '_>, window: &Spanned<WindowDecl>) {
    match &window.value {
        WindowDecl::Within(parts) => {
            for part in parts {
                moments::duration(&part.duration, scope.problems);
            }
        }
        WindowDecl::EachOfEnrollment(duration) => {
            moments::duration(duration, scope.problems);
        }
        WindowDecl::EachPeriod(_) | WindowDecl::SinceEnrollment => {}
    }
}

fn within(
    scope: &mut OfferScope<'_, '_>,
    decl: &MeasureDecl,
    event: EventTypeId,
    part: &WithinDecl,
) -> Option<Within> {
    let duration = moments::duration(&part.duration, scope.problems);
    let anchor = match &part.anchor.value {
        AnchorDecl::Enrollment => Some(Anchor::Enrollment),
        AnchorDecl::Opening => Some(Anchor::Opening),
        AnchorDecl::First(name) => first(scope, decl, event, name),
        AnchorDecl::Unknown(name) => {
            unknown(scope, event, name);
            None
        }
    };
    Some(Within {
        duration: duration?,
        anchor: anchor?,
    })
}

/// `first EVENT`, which is the measured event.
fn first(
    scope: &mut OfferScope<'_, '_>,
    decl: &MeasureDecl,
    event: EventTypeId,
    name: &Name,
) -> Option<Anchor> {
    let counted = scope.declarations.event_name(event);
    if name.text == counted {
        return Some(Anchor::FirstEvent);
    }
    let message = if name.text == decl.name.text {
        format!("`{}` is this measure; it counts `{counted}`", name.text)
    } else {
        format!("the measure counts `{counted}`, not `{}`", name.text)
    };
    scope.report(
        Diagnostic::new(Code::WrongAnchor, name.span, message)
            .related(decl.aggregate.event().span, "what it counts")
            .help(format!(
                "a window can run from the first event that its measure counts: `first {counted}`"
            )),
    );
    None
}

/// Any other word for an anchor: the nearest right one.
fn unknown(scope: &mut OfferScope<'_, '_>, event: EventTypeId, name: &Name) {
    let declarations = scope.declarations;
    let counted = declarations.event_name(event);
    let opening = declarations.opening.map(|id| declarations.event_name(id));
    let first = format!("first {counted}");
    let word = name.text.as_str();
    let means_opening = |opening: &str| nearest(word, [opening]).is_some();
    let meant = if nearest(word, [counted]).is_some() {
        Some(first.as_str())
    } else if let Some(near) = nearest(word, ["enrollment", "opening", "enrolment", "enrolling"]) {
        Some(if near == "opening" {
            near
        } else {
            "enrollment"
        })
    } else if opening.is_some_and(means_opening)
        || ["registration", "signup", "open", "opened", "account"].contains(&word)
    {
        Some("opening")
    } else {
        None
    };
    let all = format!("an anchor is `enrollment`, `opening` or `{first}`");
    let help = match meant {
        Some(meant) => format!("{all}; did you mean `{meant}`?"),
        None => all,
    };
    scope.report(
        Diagnostic::new(
            Code::WrongAnchor,
            name.span,
            format!("a window cannot run from `{word}`"),
        )
        .help(help),
    );
}
