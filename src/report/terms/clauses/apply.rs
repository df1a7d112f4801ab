//! What the credit pays for, and what it never pays: `apply`.

use crate::program::{InProgress, Role};

use super::super::page::Section;
use super::super::voice::Voice;
use super::super::words;

pub fn section(voice: Voice<'_>) -> Section {
    let mut section = Section::new("pays", "What the credit pays for");
    let apply = &voice.version.apply;
    let many = voice.many(&apply.event);
    let bare = voice.bare(apply.event.event);
    let origin = apply.origin;
    let mut say = |text: String| section.say("apply", origin, text);
    say(format!(
        "Credit of this offer pays for {many}, and for nothing else."
    ));
    say(format!(
        "It only works forward: it pays for a {bare} only if that comes after the credit was issued, and \
         never for an earlier one, nor for the one that earned it."
    ));
    for text in in_progress(voice, bare) {
        say(text);
    }
    if let Some(percent) = apply.covering {
        let percent = voice.percent(percent);
        let part = match (has_accrual(voice), apply.in_progress) {
            (true, InProgress::Prorated) => ", or of the part of it that can be paid",
            (true, InProgress::Excluded) | (false, _) => "",
        };
        say(format!(
            "All credit of this offer together pays at most {percent} of any one {bare}{part}."
        ));
    }
    if let Some(most) = apply.at_most {
        let most = voice.money(most);
        say(format!(
            "All credit of this offer together pays at most {most} of any one {bare}."
        ));
    }
    say(format!(
        "All credit together never pays more than the amount of the {bare}."
    ));
    section
}

fn has_accrual(voice: Voice<'_>) -> bool {
    accrual(voice).is_some()
}

/// What the start of the accrual is called, and whether it may be missing.
fn accrual(voice: Voice<'_>) -> Option<(String, bool)> {
    let event = voice.version.apply.event.event;
    let kind = voice.kind(event)?;
    match kind.role {
        Role::Spends { since, .. } => {
            let field = kind.fields.get(since?.index())?;
            Some((words::term(&field.name), field.optional))
        }
        Role::Plain
        | Role::Opens
        | Role::Updates
        | Role::Closes
        | Role::Reverses { .. }
        | Role::Corrects { .. } => None,
    }
}

fn in_progress(voice: Voice<'_>, bare: &str) -> Vec<String> {
    let Some((start, is_optional)) = accrual(voice) else {
        return Vec::new();
    };
    let mut texts = vec![match voice.version.apply.in_progress {
        InProgress::Excluded => format!(
            "A {bare} that began to accrue (its {start}) before the credit was issued is not paid at all, \
             not even in part."
        ),
        InProgress::Prorated => format!(
            "Of a {bare} that began to accrue (its {start}) before the credit was issued, only the part that \
             accrues after the issue can be paid; it is taken to accrue evenly from its {start} to its own \
             date and time."
        ),
    }];
    if is_optional {
        texts.push(format!(
            "A {bare} without a {start} is taken to accrue all at once, at its own date and time."
        ));
    }
    texts
}
