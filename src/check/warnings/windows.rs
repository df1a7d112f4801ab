//! Windows that are over before they could open.

use crate::base::{Code, Diagnostic, Duration, Unit};
use crate::check::problems::Problems;
use crate::program::{Anchor, Eligibility, EligibilityTest, Formula, Window};
use crate::syntax::tree::WindowDecl;

use super::Written;

/// `within 30 days of opening` of accounts that must have opened longer ago.
pub fn never_opens(written: Written<'_>, problems: &mut Problems) {
    let Some(age) = least_age(&written.version.eligible) else {
        return;
    };
    for (measure, said) in written
        .version
        .measures
        .iter()
        .zip(&written.clauses.measures)
    {
        let (Window::Within(parts), WindowDecl::Within(places)) =
            (&measure.window, &said.body.window.value)
        else {
            continue;
        };
        for (part, place) in parts.iter().zip(places) {
            let over = part.anchor == Anchor::Opening
                && part.duration.longest_seconds() <= shortest_seconds(age);
            if !over {
                continue;
            }
            let mut report = Diagnostic::new(
                Code::WindowNeverOpens,
                place.span,
                format!("the window of `{}` never opens", measure.name),
            )
            .label(format!("over {} after opening", part.duration))
            .help(format!(
                "an eligible account opened more than {age} before it enrolls, and nothing counts \
                 from before that; write a longer window, or run it from `enrollment`"
            ));
            if let Some(eligible) = written.clauses.eligible {
                report = report.related(eligible.span, "who is eligible");
            }
            problems.push(report);
        }
    }
}

/// How long ago every eligible account opened, at least.
fn least_age(eligible: &Eligibility) -> Option<Duration> {
    match eligible {
        Formula::Not(inner) => match inner.as_ref() {
            Formula::Test(EligibilityTest::OpenedWithin(age)) => Some(*age),
            Formula::Test(EligibilityTest::Account(_) | EligibilityTest::History(_))
            | Formula::All(_)
            | Formula::Any(_)
            | Formula::Not(_) => None,
        },
        Formula::All(parts) => parts
            .iter()
            .filter_map(least_age)
            .max_by_key(|age| shortest_seconds(*age)),
        Formula::Any(_) | Formula::Test(_) => None,
    }
}

/// At least how many seconds a duration is, clock changes left aside.
fn shortest_seconds(duration: Duration) -> i64 {
    let days = |days: i64| i64::from(duration.count) * days * 86_400;
    match duration.unit {
        Unit::Month => days(28),
        Unit::Year => days(365),
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day | Unit::Week => {
            duration.longest_seconds()
        }
    }
}
