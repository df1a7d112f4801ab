//! Which instants do the times of a scenario mean?

use crate::base::calendar::days_later;
use crate::base::{Code, Date, Diagnostic, Duration, Instant, Span, Unit};
use crate::syntax::tree::{Moment, Point, Spanned, When};

use super::ScenarioScope;
use crate::check::moments;

/// In days.
const HUNDRED_YEARS: u64 = 36_525;
/// How often an event can be repeated.
const REPETITIONS: usize = 10_000;

/// The first day of an account, from which `day N` counts.
#[derive(Clone, Copy)]
pub enum FirstDay {
    /// The account has had no line yet.
    Open,
    /// Its first line has no date: reported once.
    Unknown,
    Known(Date),
}

/// The instants of a line, at least one.
pub fn instants(
    scope: &mut ScenarioScope<'_, '_>,
    first_day: &mut FirstDay,
    when: &When,
) -> Option<Vec<Instant>> {
    match when {
        When::Once(point) => Some(vec![instant(scope, first_day, point)?]),
        When::Repeated { every, from, to } => {
            let first = instant(scope, first_day, from)?;
            let last = last_instant(scope, first_day, to)?;
            repeated(scope, *every, first, last, from.span.to(to.span))
        }
    }
}

fn instant(
    scope: &mut ScenarioScope<'_, '_>,
    first_day: &mut FirstDay,
    point: &Spanned<Point>,
) -> Option<Instant> {
    let calendar = scope.declarations.calendar;
    let moment = moment(scope, first_day, point)?;
    let instant = moments::instant(calendar, moment);
    if matches!(first_day, FirstDay::Open) {
        *first_day = FirstDay::Known(calendar.date(instant));
    }
    Some(instant)
}

/// A day is meant as a whole, a time as itself.
fn last_instant(
    scope: &mut ScenarioScope<'_, '_>,
    first_day: &mut FirstDay,
    point: &Spanned<Point>,
) -> Option<Instant> {
    let calendar = scope.declarations.calendar;
    Some(match moment(scope, first_day, point)? {
        Moment::Date(date) => calendar.end_of_day(date).just_before(),
        moment @ (Moment::Local(_) | Moment::Instant(_)) => moments::instant(calendar, moment),
    })
}

fn moment(
    scope: &mut ScenarioScope<'_, '_>,
    first_day: &mut FirstDay,
    point: &Spanned<Point>,
) -> Option<Moment> {
    let (day, time) = match point.value {
        Point::Fixed(moment) => return Some(moment),
        Point::Relative { day, time } => (day, time),
    };
    let first = match first_day {
        FirstDay::Known(first) => *first,
        FirstDay::Unknown => return None,
        FirstDay::Open => {
            *first_day = FirstDay::Unknown;
            scope.report(
                Diagnostic::new(
                    Code::ScenarioTime,
                    point.span,
                    "the first time of an account has no day to count from",
                )
                .help("write a date and a time, such as `2026-03-01 09:00`; that day is `day 1`"),
            );
            return None;
        }
    };
    let Some(later) = day.checked_sub(1) else {
        scope.report(
            Diagnostic::new(Code::ScenarioTime, point.span, "there is no day 0")
                .help("`day 1` is the day of the account's first line"),
        );
        return None;
    };
    let date = Some(later)
        .filter(|later| *later <= HUNDRED_YEARS)
        .and_then(|later| days_later(first, later));
    let Some(date) = date else {
        let message = format!("`day {day}` is more than a hundred years on");
        scope.report(Diagnostic::new(Code::NumberTooLarge, point.span, message));
        return None;
    };
    Some(time.map_or(Moment::Date(date), |time| {
        Moment::Local(date.and_time(time))
    }))
}

fn repeated(
    scope: &mut ScenarioScope<'_, '_>,
    every: Unit,
    first: Instant,
    last: Instant,
    span: Span,
) -> Option<Vec<Instant>> {
    let calendar = scope.declarations.calendar;
    let step = Duration::new(1, every);
    let instants: Vec<Instant> = (0..)
        .map(|turn| calendar.add_times(first, step, turn))
        .take_while(|instant| *instant <= last)
        .take(REPETITIONS + 1)
        .collect();
    if instants.is_empty() {
        scope.report(
            Diagnostic::new(
                Code::ScenarioTime,
                span,
                "the last of these times comes before the first",
            )
            .help("write the earlier one behind `from`"),
        );
        return None;
    }
    if instants.len() > REPETITIONS {
        scope.report(
            Diagnostic::new(Code::TooMany, span, "the event is repeated too often")
                .help(format!("it can be repeated {REPETITIONS} times")),
        );
        return None;
    }
    Some(instants)
}
