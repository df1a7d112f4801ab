//! Which instants and durations do the words mean, and are they within reason?

use crate::base::{Calendar, Code, Date, Diagnostic, Duration, Instant, Span};
use crate::syntax::tree::{BoundDecl, Moment, Spanned};

use super::problems::Problems;
use super::words;

/// The instant of a date (local midnight), a local time or an instant.
pub fn instant(calendar: Calendar, moment: Moment) -> Instant {
    match moment {
        Moment::Date(date) => calendar.start_of_day(date),
        Moment::Local(time) => calendar.instant(time),
        Moment::Instant(instant) => instant,
    }
}

/// The first instant that a bound leaves out.
pub fn bound(calendar: Calendar, bound: &BoundDecl) -> Instant {
    match bound {
        BoundDecl::Through(date) => calendar.end_of_day(date.value),
        BoundDecl::Before(moment) => instant(calendar, moment.value),
    }
}

pub fn bound_span(bound: &BoundDecl) -> Span {
    match bound {
        BoundDecl::Through(date) => date.span,
        BoundDecl::Before(moment) => moment.span,
    }
}

/// A moment as it would be written.
pub fn text(moment: Moment) -> String {
    match moment {
        Moment::Date(date) => date.to_string(),
        Moment::Local(time) => words::local_time(time),
        Moment::Instant(instant) => instant.to_string(),
    }
}

/// `through 2026-06-30`, `before 2026-07-01`
pub fn bound_text(bound: &BoundDecl) -> String {
    match bound {
        BoundDecl::Through(date) => format!("through {}", date.value),
        BoundDecl::Before(moment) => format!("before {}", text(moment.value)),
    }
}

/// The end of a day that is the last one: `no later than DATE`, `on DATE`.
pub fn through(calendar: Calendar, date: Date) -> Instant {
    calendar.end_of_day(date)
}

/// A duration that is not zero; none is beyond reason, which the form of a duration sees to.
pub fn duration(said: &Spanned<Duration>, problems: &mut Problems) -> Option<Duration> {
    checked(said.value, said.span, problems)
}

/// As [`duration`], of a duration that stands inside of other words.
pub fn checked(duration: Duration, span: Span, problems: &mut Problems) -> Option<Duration> {
    if duration.count == 0 {
        problems.push(
            Diagnostic::new(
                Code::ZeroDuration,
                span,
                format!("`{duration}` is no time at all"),
            )
            .help("a duration is at least one unit long"),
        );
        return None;
    }
    Some(duration)
}
