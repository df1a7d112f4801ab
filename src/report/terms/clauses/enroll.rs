//! How to take part: `enroll`.

use crate::program::{Deadline, DeadlineAnchor, Enroll, Repeat, Role};

use super::super::page::Section;
use super::super::times::duration;
use super::super::voice::Voice;
use super::super::words;

pub fn section(voice: Voice<'_>) -> Section {
    let mut section = Section::new("how", "How to take part");
    match &voice.version.enroll {
        Enroll::On {
            event,
            deadline,
            repeat,
        } => {
            say(
                voice,
                &mut section,
                format!("You are enrolled {}.", voice.on(event)),
            );
            if let Some(deadline) = deadline {
                say_deadline(voice, &mut section, deadline);
            }
            say_repeat(voice, &mut section, *repeat);
        }
        Enroll::OnFirst { event } => {
            let (first, later) = if voice.is_of_account(event.event) {
                let first = format!(
                    "You are enrolled the first time that {}.",
                    voice.happens(event)
                );
                (first, "no later time enrolls you")
            } else {
                let first = format!(
                    "You are enrolled by your account’s first {}.",
                    voice.one(event)
                );
                (first, "no later one enrolls you")
            };
            say(voice, &mut section, first);
            say(
                voice,
                &mut section,
                format!(
                    "Only the very first ever can: if you cannot take part at that moment, {later}."
                ),
            );
            say_once(voice, &mut section);
        }
        Enroll::Automatically => {
            automatically(voice, &mut section);
            say_once(voice, &mut section);
        }
    }
    section
}

fn say(voice: Voice<'_>, section: &mut Section, text: String) {
    section.say("enroll", voice.version.clauses.enroll, text);
}

fn say_deadline(voice: Voice<'_>, section: &mut Section, deadline: &Deadline) {
    let within = duration(deadline.within);
    let (from, first) = match &deadline.after {
        DeadlineAnchor::Opening => ("the opening of your account".to_owned(), None),
        DeadlineAnchor::First(event) => {
            let one = voice.one(event);
            let first = if voice.is_of_account(event.event) {
                format!("the first {one}")
            } else {
                format!("your account’s first {one}")
            };
            (first.clone(), Some(first))
        }
    };
    say(
        voice,
        section,
        format!(
            "This must happen less than {within} after {from}: when exactly {within} have passed, it is \
             too late."
        ),
    );
    if first.is_some() {
        let text = "The first one there ever was decides; as long as there has been none, there is no such \
                    deadline.";
        say(voice, section, text.to_owned());
    }
}

fn say_repeat(voice: Voice<'_>, section: &mut Section, repeat: Repeat) {
    match repeat {
        Repeat::Once | Repeat::OneAtATime(1) | Repeat::SideBySide(1) => say_once(voice, section),
        Repeat::OneAtATime(times) => {
            say(
                voice,
                section,
                format!(
                    "You can enroll up to {times} times, one at a time: while an earlier enrollment still \
                     has time to count, or credit that it earned is still to be issued, you cannot enroll \
                     again."
                ),
            );
            versions(voice, section);
        }
        Repeat::SideBySide(times) => {
            say(
                voice,
                section,
                format!(
                    "You can enroll up to {times} times, also while earlier enrollments are running; each \
                     counts and earns for itself."
                ),
            );
            versions(voice, section);
        }
    }
}

fn say_once(voice: Voice<'_>, section: &mut Section) {
    say(
        voice,
        section,
        "Each account can take part once.".to_owned(),
    );
    versions(voice, section);
}

fn versions(voice: Voice<'_>, section: &mut Section) {
    if voice.has_versions() {
        let text = "Enrollments under all versions of this offer are counted together.";
        say(voice, section, text.to_owned());
    }
}

fn automatically(voice: Voice<'_>, section: &mut Section) {
    let updates = voice
        .program
        .events
        .iter()
        .any(|kind| kind.role == Role::Updates);
    let begins = voice.version.available.from.is_some();
    let tests = [
        (begins, "when the time for enrolling begins"),
        (true, "when your account is opened"),
        (updates, "whenever your account details change"),
    ];
    let tests: Vec<String> = tests
        .iter()
        .filter(|(is_so, _)| *is_so)
        .map(|(_, test)| (*test).to_owned())
        .collect();
    let tested = words::and(&tests);
    say(
        voice,
        section,
        "You need not do anything to enroll.".to_owned(),
    );
    say(
        voice,
        section,
        format!(
            "Whether your account can take part is tested {tested}, as long as enrolling is possible; the \
             first test that it passes enrolls it."
        ),
    );
}
