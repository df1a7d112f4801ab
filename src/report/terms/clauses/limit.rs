//! How much one account can be issued: `limit`.

use crate::program::{Limit, LimitKind, Overshoot};

use super::super::page::Section;
use super::super::times::period;
use super::super::voice::Voice;
use super::super::words;

pub fn section(voice: Voice<'_>) -> Section {
    let mut section = Section::new("limits", "Limits");
    let version = voice.version;
    for (limit, origin) in version.limits.iter().zip(&version.clauses.limits) {
        for text in told(voice, limit) {
            section.say("limit", *origin, text);
        }
    }
    let Some(first) = version.clauses.limits.first() else {
        return section;
    };
    let versions = if voice.has_versions() {
        ", under all versions of this offer together"
    } else {
        ""
    };
    section.say(
        "limit",
        *first,
        format!(
            "What counts is all credit that was issued{versions}, also if it has expired or was taken away \
             since."
        ),
    );
    if version.limits.len() > 1 {
        let text = "Each limit holds by itself: if one of them stops a credit, it is not issued, and \
                    otherwise it is reduced to the least of what is left.";
        section.say("limit", *first, text);
    }
    section
}

fn told(voice: Voice<'_>, limit: &Limit) -> [String; 2] {
    let each = match limit.per {
        Some(per) => format!("In each {}", period(per)),
        None => "In all".to_owned(),
    };
    let text = match limit.kind {
        LimitKind::Money(amount, _) => format!(
            "{each}, the credit issued to an account under this offer comes to at most {}.",
            voice.money(amount)
        ),
        LimitKind::Credits(count) => format!(
            "{each}, an account is issued at most {} under this offer.",
            words::counted(count, "credit")
        ),
    };
    let over = match limit.kind {
        LimitKind::Money(_, Overshoot::Reduce) => {
            "A credit that would go over this limit is reduced to what is left of it, and is not issued if \
             nothing is left."
        }
        LimitKind::Money(_, Overshoot::Refuse) | LimitKind::Credits(_) => {
            "A credit that would go over this limit is not issued at all."
        }
    };
    [text, over.to_owned()]
}
