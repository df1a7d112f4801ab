//! When what is left of a credit is gone: `expire`.

use crate::base::Instant;
use crate::program::Expiry;

use super::super::page::Section;
use super::super::times::{duration, period};
use super::super::voice::Voice;

pub fn section(voice: Voice<'_>) -> Section {
    let mut section = Section::new("expiry", "When the credit expires");
    let origin = voice.version.clauses.expire;
    let mut say = |text: String| section.say("expire", origin, text);
    let (text, bound) = match voice.version.expiry {
        Expiry::AfterIssue {
            after,
            end_of_day: false,
            no_later,
        } => {
            let text = format!("{} after the moment when it was issued", duration(after));
            (text, no_later)
        }
        Expiry::AfterIssue {
            after,
            end_of_day: true,
            no_later,
        } => {
            let text = format!(
                "at the first midnight that lies {} or more after the moment when it was issued",
                duration(after)
            );
            (text, no_later)
        }
        Expiry::AtEndOf {
            period: each,
            no_later,
        } => (
            format!("at the end of the {} in which it was issued", period(each)),
            no_later,
        ),
        Expiry::At(end) => {
            say(format!(
                "What is left of a credit expires {}{}.",
                voice.times.end(end),
                voice.zone()
            ));
            say(expired(Some(end)));
            return section;
        }
        Expiry::Never => {
            say("What is left of a credit never expires.".to_owned());
            return section;
        }
    };
    say(match bound {
        Some(end) => format!(
            "What is left of a credit expires {text}, but in any case {}{}.",
            voice.times.end(end),
            voice.zone()
        ),
        None => format!("What is left of a credit expires {text}."),
    });
    say(expired(bound));
    section
}

/// What comes at the very moment is not paid; a credit that would expire at or before its issue is not
/// issued.
fn expired(bound: Option<Instant>) -> String {
    let gone = "From that very moment on it pays for nothing";
    match bound {
        Some(_) => {
            format!("{gone}, and credit that would be issued only then or later is not issued.")
        }
        None => format!("{gone}."),
    }
}
