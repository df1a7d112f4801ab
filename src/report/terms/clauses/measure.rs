//! What counts and what does not: `measure`.

use crate::program::{Aggregate, Anchor, Counting, Measure, Role, Slot, Window, Within};

use super::super::page::Section;
use super::super::times::{duration, period};
use super::super::voice::Voice;
use super::super::words;

pub fn section(voice: Voice<'_>) -> Section {
    let mut section = Section::new("counts", "What counts");
    for measure in &voice.version.measures {
        let mut say = |text: String| section.say("measure", measure.origin, text);
        say(definition(voice, measure));
        say(window(voice, measure));
        if let Some(text) = refunds(voice, measure) {
            say(text);
        }
        if let Some(text) = enrolling(voice, measure) {
            say(text);
        }
    }
    if let Some(first) = voice.version.measures.first() {
        section.say(
            "measure",
            first.origin,
            "Nothing from before your enrollment counts, and nothing counts but what is said here.",
        );
    }
    section
}

/// `Your “spend” is the total of what you pay, after credit, for charges whose kind is “delivery”.`
fn definition(voice: Voice<'_>, measure: &Measure) -> String {
    let name = format!("Your {}", words::term(&measure.name));
    let many = voice.many(&measure.event);
    let event = measure.event.event;
    let field = |slot: Slot| voice.subject(Some(event), slot).noun;
    match measure.aggregate {
        Aggregate::TotalMoney(Slot::Cash) => {
            format!("{name} is the total of what you pay, after credit, for {many}.")
        }
        Aggregate::TotalMoney(Slot::Credited) => {
            format!("{name} is the total of what credit pays for {many}.")
        }
        Aggregate::TotalMoney(slot) if is_amount(voice, measure, slot) => format!(
            "{name} is the total of the full {} of {many}, whether you or credit pays for it.",
            field(slot)
        ),
        Aggregate::TotalMoney(slot) | Aggregate::TotalNumber(slot) => {
            format!("{name} is the total of the {} of {many}.", field(slot))
        }
        Aggregate::Count => format!("{name} is the number of {many}."),
        Aggregate::CountDifferent(slot) => {
            format!(
                "{name} is the number of different values of the {} of {many}.",
                field(slot)
            )
        }
        Aggregate::DaysWith => format!(
            "{name} is the number of calendar days with at least one {}.",
            voice.one(&measure.event)
        ),
    }
}

/// Whether a field is what is charged, gross.
fn is_amount(voice: Voice<'_>, measure: &Measure, slot: Slot) -> bool {
    match voice.role(measure.event.event) {
        Role::Spends { amount, .. } => slot == Slot::Field(amount),
        Role::Plain
        | Role::Opens
        | Role::Updates
        | Role::Closes
        | Role::Reverses { .. }
        | Role::Corrects { .. } => false,
    }
}

fn window(voice: Voice<'_>, measure: &Measure) -> String {
    match &measure.window {
        Window::Within(withins) => match withins.as_slice() {
            [only] => format!("It is counted for {}.", within(voice, measure, only)),
            several => {
                let told: Vec<String> = several
                    .iter()
                    .map(|one| within(voice, measure, one))
                    .collect();
                format!(
                    "It is counted only while all of these are running: {}.",
                    words::and(&told)
                )
            }
        },
        Window::EachPeriod(each) => format!(
            "It is counted anew in each {}; the first count begins when you enroll.",
            period(*each)
        ),
        Window::EachOfEnrollment(each) => format!(
            "It is counted anew in each period of {}, one after the other from the moment when you enroll.",
            duration(*each)
        ),
        Window::SinceEnrollment => match voice.version.earns_until {
            Some(end) => format!(
                "It is counted from the moment when you enroll {}.",
                voice.times.until(end)
            ),
            None => "It is counted from the moment when you enroll, without end.".to_owned(),
        },
    }
}

/// `30 days from the moment when you enroll`
fn within(voice: Voice<'_>, measure: &Measure, within: &Within) -> String {
    let length = duration(within.duration);
    match within.anchor {
        Anchor::Enrollment => format!("{length} from the moment when you enroll"),
        Anchor::Opening => format!("{length} from the opening of your account"),
        Anchor::FirstEvent => format!(
            "{length} from the first such {} at or after your enrollment (which counts itself)",
            voice.bare(measure.event.event)
        ),
    }
}

/// Whether a refund reduces it, where there are refunds.
fn refunds(voice: Voice<'_>, measure: &Measure) -> Option<String> {
    if !voice.has_reversal(measure.event.event) {
        return None;
    }
    Some(match measure.counting {
        Counting::Net => "Refunds are taken off, as said under “Refunds”.".to_owned(),
        Counting::Gross => "A later refund does not reduce it.".to_owned(),
    })
}

/// The event that enrolls counts where it is of the measured type, and nothing else said so.
fn enrolling(voice: Voice<'_>, measure: &Measure) -> Option<String> {
    let event = voice.enrolls_on()?;
    if event != measure.event.event {
        return None;
    }
    let bare = voice.bare(event);
    Some(format!(
        "The {bare} that enrolls you counts too, if it is one of those."
    ))
}
