//! When one can enroll and when all is over: `available`, `earns`, and which version is for whom.

use crate::base::Instant;
use crate::program::{Available, Version};

use super::super::page::Section;
use super::super::times::Times;
use super::super::voice::Voice;
use super::super::words;
use super::issue::waits;

pub fn section(voice: Voice<'_>) -> Section {
    let mut section = Section::new("when", "When you can enroll");
    let spans = open_spans(voice);
    let under = if voice.has_versions() {
        format!(
            " under these terms (version {} of this offer)",
            voice.version.number
        )
    } else {
        String::new()
    };
    let text = match spans.as_slice() {
        [] => "Nobody can enroll under these terms: whenever one could, a later version of the offer is for \
               those who enroll."
            .to_owned(),
        [(None, None)] => format!("You can enroll{under} at any time: no first or last day is set."),
        spans => {
            let told: Vec<String> =
                spans.iter().map(|(from, until)| span(voice.times, *from, *until)).collect();
            let last = if spans.iter().any(|(_, until)| until.is_none()) {
                "; no last day is set"
            } else {
                ""
            };
            format!("You can enroll{under} {}{}{last}.", words::and(&told), voice.zone())
        }
    };
    section.say("available", voice.version.available.origin, text);
    earns(voice, &mut section);
    versions(voice, &mut section);
    section
}

fn end_of_enrollment(times: Times, until: Instant) -> String {
    let end = times.until(until);
    if end.starts_with("before") {
        format!("and {end}")
    } else {
        end
    }
}

fn earns(voice: Voice<'_>, section: &mut Section) {
    let version = voice.version;
    let (Some(end), Some(origin)) = (version.earns_until, version.clauses.earns) else {
        return;
    };
    let behind = words::capital(&voice.times.behind(end));
    let zone = voice.zone();
    section.say(
        "earns",
        origin,
        format!("{behind}{zone}, nobody can enroll, nothing is counted and nothing is earned."),
    );
    if !version.measures.is_empty() {
        section.say(
            "earns",
            origin,
            format!(
                "Any time for counting that is still running ends {}; what is earned by its end is earned.",
                voice.times.end(end)
            ),
        );
    }
    if version.rules.iter().any(waits) {
        section.say(
            "earns",
            origin,
            "Credit that was earned before and is still to be issued is issued as these terms say.",
        );
    }
}

/// An account keeps the version under which it enrolled; a new one takes the highest that is available.
fn versions(voice: Voice<'_>, section: &mut Section) {
    if !voice.has_versions() {
        return;
    }
    for later in later_versions(voice) {
        section.say(
            "offer",
            later.origin,
            format!(
                "Version {} can be enrolled in {}: who enrolls then does so under that version.",
                later.number,
                span(voice.times, later.available.from, later.available.until),
            ),
        );
    }
    section.say(
        "offer",
        voice.version.origin,
        "An enrollment keeps the terms under which it was made, whatever later versions say.",
    );
}

/// When this version takes enrollments in words: `from 1 March 2026 up to and including 30 April 2026`.
pub fn dates(voice: Voice<'_>) -> String {
    let spans = open_spans(voice);
    let told: Vec<String> = spans
        .iter()
        .map(|(from, until)| span(voice.times, *from, *until))
        .collect();
    if told.is_empty() {
        return "at no time".to_owned();
    }
    words::and(&told)
}

type Bounds = (Option<Instant>, Option<Instant>);

fn span(times: Times, from: Option<Instant>, until: Option<Instant>) -> String {
    match (from, until) {
        (Some(from), Some(until)) => {
            format!(
                "from {} {}",
                times.from(from),
                end_of_enrollment(times, until)
            )
        }
        (Some(from), None) => format!("from {} on", times.from(from)),
        (None, Some(until)) => times.until(until),
        (None, None) => "at any time".to_owned(),
    }
}

/// When this version is the highest that takes enrollments: its availability without that of later ones.
fn open_spans(voice: Voice<'_>) -> Vec<Bounds> {
    let own = voice.version.available;
    let mut spans = vec![(own.from, own.until)];
    for later in later_versions(voice) {
        spans = spans
            .into_iter()
            .flat_map(|span| without(span, &later.available))
            .collect();
    }
    spans
}

fn without((from, until): Bounds, taken: &Available) -> Vec<Bounds> {
    let earlier = |a: Instant, b: Option<Instant>| b.map_or(a, |b| a.min(b));
    let later = |a: Instant, b: Option<Instant>| b.map_or(a, |b| a.max(b));
    let before = taken.from.map(|start| (from, Some(earlier(start, until))));
    let after = taken.until.map(|end| (Some(later(end, from)), until));
    let is_open = |(from, until): &Bounds| match (from, until) {
        (Some(from), Some(until)) => from < until,
        (None, _) | (_, None) => true,
    };
    before.into_iter().chain(after).filter(is_open).collect()
}

/// Versions of the offer with a higher number, lowest first.
fn later_versions(voice: Voice<'_>) -> impl Iterator<Item = &Version> {
    let versions = voice.offer().map_or(&[][..], |offer| &offer.versions);
    let number = voice.version.number;
    versions
        .iter()
        .filter_map(move |id| voice.program.versions.get(id.index()))
        .filter(move |other| other.number > number)
}
