//! How does an account come to hold the offer, and who may?

use crate::base::{Code, Diagnostic};
use crate::program::{
    Deadline, DeadlineAnchor, Eligibility, Enroll, EventFilter, EventTypeId, Formula, Repeat, Role,
};
use crate::syntax::tree::{
    self, DeadlineAnchorDecl, DeadlineDecl, EligibleDecl, EnrollDecl, Name, RepeatDecl, Spanned,
};

use super::scope::{Enrolls, OfferScope};
use super::{moments, predicate};

/// Who may have the offer.
pub fn check_eligible(scope: &mut OfferScope<'_, '_>, decl: &EligibleDecl) -> Option<Eligibility> {
    match decl {
        EligibleDecl::Everyone => Some(Formula::always()),
        EligibleDecl::When(predicate) => predicate::eligibility(scope, predicate),
    }
}

/// How accounts enroll; lets the issue rules know.
pub fn check(scope: &mut OfferScope<'_, '_>, decl: &EnrollDecl) -> Option<Enroll> {
    match decl {
        EnrollDecl::Automatically => {
            scope.enrolls = Enrolls::Automatically;
            Some(Enroll::Automatically)
        }
        EnrollDecl::OnFirst { event } => {
            let event = enrolling_event(scope, event, None);
            event.map(|event| Enroll::OnFirst { event })
        }
        EnrollDecl::On {
            event,
            deadline,
            repeat,
        } => {
            let event = enrolling_event(scope, event, Some(repeat));
            let deadline = match deadline {
                None => Some(None),
                Some(decl) => check_deadline(scope, decl).map(Some),
            };
            let repeat = check_repeat(scope, repeat);
            Some(Enroll::On {
                event: event?,
                deadline: deadline?,
                repeat: repeat?,
            })
        }
    }
}

fn enrolling_event(
    scope: &mut OfferScope<'_, '_>,
    written: &tree::EventFilter,
    repeat: Option<&RepeatDecl>,
) -> Option<EventFilter> {
    if let Some(event) = scope
        .declarations
        .event_names
        .get(written.event.text.as_str())
    {
        let at_most = match repeat {
            None | Some(RepeatDecl::Once) => None,
            Some(RepeatDecl::OneAtATime { times } | RepeatDecl::SideBySide { times }) => {
                Some(times.span)
            }
        };
        scope.enrolls = Enrolls::On {
            event: *event,
            at_most,
        };
    }
    let found = predicate::event_filter(scope, written)?;
    does_not_close(scope, found.event, &written.event, "enrolls").then_some(found)
}

/// Nothing else happens on the event that closes the account.
pub fn does_not_close(
    scope: &mut OfferScope<'_, '_>,
    event: EventTypeId,
    written: &Name,
    does: &str,
) -> bool {
    if scope.declarations.role(event) != Role::Closes {
        return true;
    }
    let name = &written.text;
    scope.report(
        Diagnostic::new(
            Code::ActsOnClosing,
            written.span,
            format!("`{name}` closes the account: no one {does} on it"),
        )
        .help(
            "closing ends every enrollment and revokes every credit, and nothing else happens on it; \
             name another event",
        ),
    );
    false
}

fn check_deadline(scope: &mut OfferScope<'_, '_>, decl: &DeadlineDecl) -> Option<Deadline> {
    let within = moments::duration(&decl.within, scope.problems);
    let after = match &decl.after {
        DeadlineAnchorDecl::Opening => Some(DeadlineAnchor::Opening),
        DeadlineAnchorDecl::First(event) => {
            predicate::event_filter(scope, event).map(DeadlineAnchor::First)
        }
    };
    Some(Deadline {
        within: within?,
        after: after?,
    })
}

fn check_repeat(scope: &mut OfferScope<'_, '_>, decl: &RepeatDecl) -> Option<Repeat> {
    match decl {
        RepeatDecl::Once => Some(Repeat::Once),
        RepeatDecl::OneAtATime { times } => count(scope, times, "times").map(Repeat::OneAtATime),
        RepeatDecl::SideBySide { times } => count(scope, times, "times").map(Repeat::SideBySide),
    }
}

/// A count that is not zero.
pub fn count(scope: &mut OfferScope<'_, '_>, count: &Spanned<u64>, things: &str) -> Option<u64> {
    if count.value > 0 {
        return Some(count.value);
    }
    scope.report(
        Diagnostic::new(
            Code::ZeroCount,
            count.span,
            format!("`0 {things}` is never"),
        )
        .help(format!("a number of {things} is at least 1")),
    );
    None
}
