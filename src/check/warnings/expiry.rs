//! Credit that is gone before it can be issued, or may be.

use crate::base::{Calendar, Code, Date, Diagnostic, Instant, Period, Span};
use crate::check::problems::Problems;
use crate::program::{
    Anchor, Decided, Expiry, IssueRule, MeasureId, Timing, Trigger, Version, Window,
};
use crate::syntax::tree::{ExpireDecl, Spanned};

use super::Written;

/// A last day of the credit that comes before the rule can issue it, or before it may.
pub fn before_issue(written: Written<'_>, problems: &mut Problems) {
    let Some((last_day, end)) = last_day(written) else {
        return;
    };
    let times = Times {
        calendar: written.declarations.calendar,
        version: written.version,
    };
    let mut may = None;
    for rule in &written.version.rules {
        if let Some(earliest) = times.earliest_issue(rule)
            && earliest >= end
        {
            let day = times.calendar.date(earliest);
            problems.push(never(last_day, day, rule.origin.0));
            continue;
        }
        let delayed = rule.timing != Timing::AtOnce || fires_at_close(&rule.trigger);
        let latest = times.latest_issue(rule);
        let late = latest.is_some_and(|latest| latest > end) || (latest.is_none() && delayed);
        if late && may.is_none() {
            may = Some((rule.origin.0, latest));
        }
    }
    if let Some((rule, latest)) = may {
        let latest = latest.map(|latest| times.calendar.date(latest.just_before()));
        problems.push(perhaps(last_day, latest, rule));
    }
}

fn never(last: &Spanned<Date>, day: Date, rule: Span) -> Diagnostic {
    Diagnostic::new(
        Code::ExpiresBeforeIssue,
        last.span,
        format!(
            "no one can ever use this credit: it is gone after {}",
            last.value
        ),
    )
    .related(rule, format!("issued on {day} at the earliest"))
    .help("every credit of this rule would be refused; write a later last day")
}

fn perhaps(last: &Spanned<Date>, latest: Option<Date>, rule: Span) -> Diagnostic {
    let when = match latest {
        Some(day) => format!("issued as late as {day}"),
        None => "issued at any later time".to_owned(),
    };
    Diagnostic::new(
        Code::MayExpireBeforeIssue,
        last.span,
        format!("credit can be earned that no one can use: it is gone after {}", last.value),
    )
    .related(rule, when)
    .help(
        "such credit is refused; write a later last day, or an `earns through …` that leaves time to \
         use what is earned",
    )
}

/// The last day of any credit of the offer, and its end.
fn last_day<'a>(written: Written<'a>) -> Option<(&'a Spanned<Date>, Instant)> {
    let end = match written.version.expiry {
        Expiry::AfterIssue { no_later, .. } | Expiry::AtEndOf { no_later, .. } => no_later?,
        Expiry::At(end) => end,
        Expiry::Never => return None,
    };
    let date = match written.clauses.expire?.body {
        ExpireDecl::AfterIssue { no_later, .. } | ExpireDecl::AtEndOf { no_later, .. } => {
            no_later.as_ref()?
        }
        ExpireDecl::On(date) => date,
        ExpireDecl::Never => return None,
    };
    Some((date, end))
}

fn fires_at_close(trigger: &Trigger) -> bool {
    match trigger {
        Trigger::AtClose { .. } | Trigger::HighestTier { .. } => true,
        Trigger::Reaches { .. }
        | Trigger::Every { .. }
        | Trigger::On { .. }
        | Trigger::AtEnrollment { .. }
        | Trigger::EveryTier { .. } => false,
    }
}

/// A bound of the instants at which a rule fires.
#[derive(Clone, Copy)]
enum Fired {
    /// An event may be of this instant.
    On(Instant),
    /// A window closes then, or an event comes before.
    By(Instant),
}

/// When a version's rules can fire and issue.
struct Times<'a> {
    calendar: Calendar,
    version: &'a Version,
}

impl Times<'_> {
    /// No credit of the rule is issued before this.
    fn earliest_issue(&self, rule: &IssueRule) -> Option<Instant> {
        let enrolled = self.version.available.from?;
        let fired = match &rule.trigger {
            Trigger::Reaches { .. }
            | Trigger::Every { .. }
            | Trigger::On { .. }
            | Trigger::AtEnrollment { .. }
            | Trigger::EveryTier { .. }
            | Trigger::HighestTier {
                decided: Decided::AtTopTierOrClose,
                ..
            } => Fired::On(enrolled),
            Trigger::AtClose { measure, .. } | Trigger::HighestTier { measure, .. } => {
                Fired::By(self.earliest_close(*measure, enrolled))
            }
        };
        Some(self.issued(fired, rule.timing))
    }

    fn earliest_close(&self, id: MeasureId, enrolled: Instant) -> Instant {
        let add = |duration| self.calendar.add(enrolled, duration);
        let window = self.version.measures.get(id.index());
        let close = window.and_then(|measure| match &measure.window {
            Window::Within(parts) => parts
                .iter()
                .map(|part| match part.anchor {
                    Anchor::Opening => enrolled,
                    Anchor::Enrollment | Anchor::FirstEvent => add(part.duration),
                })
                .min(),
            Window::EachPeriod(period) => Some(self.calendar.period_end(*period, enrolled)),
            Window::EachOfEnrollment(duration) => Some(add(*duration)),
            Window::SinceEnrollment => None,
        });
        match (close, self.version.earns_until) {
            (Some(close), Some(earns)) => close.min(earns),
            (Some(close), None) => close,
            (None, Some(earns)) => earns,
            (None, None) => enrolled,
        }
    }

    /// No credit of the rule is issued after this; nothing where there is no such instant.
    fn latest_issue(&self, rule: &IssueRule) -> Option<Instant> {
        let enrolled = earlier(self.version.available.until, self.version.earns_until);
        let fired = match &rule.trigger {
            Trigger::AtEnrollment { .. } => enrolled,
            Trigger::On { .. } => self.version.earns_until,
            Trigger::Reaches { conditions, .. } => {
                let ends = conditions
                    .iter()
                    .map(|condition| self.latest_close(condition.measure, enrolled));
                ends.reduce(earlier).flatten()
            }
            Trigger::Every { measure, .. }
            | Trigger::AtClose { measure, .. }
            | Trigger::EveryTier { measure, .. }
            | Trigger::HighestTier { measure, .. } => self.latest_close(*measure, enrolled),
        };
        fired.map(|fired| self.issued(Fired::By(fired), rule.timing))
    }

    fn latest_close(&self, id: MeasureId, enrolled: Option<Instant>) -> Option<Instant> {
        let window = &self.version.measures.get(id.index())?.window;
        let close = match window {
            Window::Within(parts) => parts
                .iter()
                .filter_map(|part| match part.anchor {
                    Anchor::Enrollment | Anchor::Opening => {
                        Some(self.calendar.add(enrolled?, part.duration))
                    }
                    Anchor::FirstEvent => None,
                })
                .min(),
            Window::EachPeriod(_) | Window::EachOfEnrollment(_) | Window::SinceEnrollment => None,
        };
        earlier(close, self.version.earns_until)
    }

    /// When a rule that fires at this instant issues.
    fn issued(&self, fired: Fired, timing: Timing) -> Instant {
        let (Fired::On(instant) | Fired::By(instant)) = fired;
        match timing {
            Timing::AtOnce => instant,
            Timing::After(delay) => self.calendar.add(instant, delay),
            Timing::AtEndOf(period) => self.period_end(fired, period),
            Timing::AfterEndOf(delay, period) => {
                self.calendar.add(self.period_end(fired, period), delay)
            }
        }
    }

    /// The end of the period in which the rule fires; at a close, of the one that may end then.
    fn period_end(&self, fired: Fired, period: Period) -> Instant {
        let last = match fired {
            Fired::On(instant) => instant,
            Fired::By(instant) => instant.just_before(),
        };
        self.calendar.period_end(period, last)
    }
}

/// The earlier of two bounds, of which either may be missing.
fn earlier(one: Option<Instant>, other: Option<Instant>) -> Option<Instant> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, None) => one,
        (None, other) => other,
    }
}
