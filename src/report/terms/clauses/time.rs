//! How times and amounts are meant, said once a page: the zone, calendar and exact lengths, the end of an
//! interval, rounding.

use crate::base::{Duration, Unit};
use crate::program::{
    Deadline, Eligibility, EligibilityTest, Enroll, Expiry, Formula, InProgress, Origin, Timing,
    Window,
};

use super::super::page::Section;
use super::super::voice::Voice;
use super::amounts::{is_worked_out, rewards};

pub fn section(voice: Voice<'_>) -> Section {
    let mut section = Section::new("times", "Dates, times and rounding");
    section.say(
        "timezone",
        voice.program.timezone,
        voice.times.zone_sentence(),
    );
    let durations = durations(voice);
    let mut say = |text: &str| section.say("timezone", voice.program.timezone, text);
    if durations
        .iter()
        .any(|one| one.unit.exact_seconds().is_none())
    {
        say(
            "A length of time in days, weeks, months or years ends at the same time of day at which it \
             began, also when the clocks change in between.",
        );
    }
    if durations
        .iter()
        .any(|one| matches!(one.unit, Unit::Month | Unit::Year))
    {
        say(
            "If the month in which it ends has no such day, it ends on the last day of that month.",
        );
    }
    if durations
        .iter()
        .any(|one| one.unit.exact_seconds().is_some())
    {
        say("A length of time in hours, minutes or seconds is exactly that long.");
    }
    if !voice.version.measures.is_empty() {
        say("The moment at which a time for counting ends is not part of it.");
    }
    if let Some((clause, origin)) = rounds(voice) {
        section.say(
            clause,
            origin,
            "An amount that is worked out, such as a percentage or a part of a charge, is rounded down to the \
             smallest unit of the currency.",
        );
    }
    section
}

/// The first clause that has an amount worked out.
fn rounds(voice: Voice<'_>) -> Option<(&'static str, Origin)> {
    let version = voice.version;
    let mut rules = version.rules.iter();
    if let Some(rule) = rules.find(|rule| rewards(rule).iter().any(is_worked_out)) {
        return Some(("issue", rule.origin));
    }
    let apply = &version.apply;
    let is_prorated = match apply.in_progress {
        InProgress::Prorated => true,
        InProgress::Excluded => false,
    };
    let is_shared =
        is_prorated || apply.covering.is_some() || voice.has_reversal(apply.event.event);
    is_shared.then_some(("apply", apply.origin))
}

/// Every length of time that the version says.
fn durations(voice: Voice<'_>) -> Vec<Duration> {
    let version = voice.version;
    let mut found = Vec::new();
    in_eligibility(&version.eligible, &mut found);
    if let Enroll::On {
        deadline: Some(Deadline { within, .. }),
        ..
    } = &version.enroll
    {
        found.push(*within);
    }
    for measure in &version.measures {
        match &measure.window {
            Window::Within(withins) => found.extend(withins.iter().map(|one| one.duration)),
            Window::EachOfEnrollment(each) => found.push(*each),
            Window::EachPeriod(_) | Window::SinceEnrollment => {}
        }
    }
    found.extend(version.rules.iter().filter_map(|rule| match rule.timing {
        Timing::After(after) | Timing::AfterEndOf(after, _) => Some(after),
        Timing::AtOnce | Timing::AtEndOf(_) => None,
    }));
    match version.expiry {
        Expiry::AfterIssue { after, .. } => found.push(after),
        Expiry::AtEndOf { .. } | Expiry::At(_) | Expiry::Never => {}
    }
    found
}

fn in_eligibility(eligible: &Eligibility, found: &mut Vec<Duration>) {
    match eligible {
        Formula::All(parts) | Formula::Any(parts) => {
            parts.iter().for_each(|part| in_eligibility(part, found));
        }
        Formula::Not(inner) => in_eligibility(inner, found),
        Formula::Test(EligibilityTest::OpenedWithin(within)) => found.push(*within),
        Formula::Test(EligibilityTest::History(history)) => found.extend(history.within),
        Formula::Test(EligibilityTest::Account(_)) => {}
    }
}
