//! Verdicts for a person at a terminal.

use crate::base::Sources;

use super::mismatch::draw_mismatch;
use super::{Standing, Status, Verdict};
use crate::report::diagnostics::Color;
use crate::report::timeline::Clause;
use crate::report::{diff, money};

const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const YELLOW: &str = "\u{1b}[33m";
const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

/// A case that is not well: what was expected and what was found, or what changed.
pub fn draw_verdict(verdict: &Verdict, sources: &Sources, color: Color) -> String {
    let status = verdict.status();
    let paint = |code: &str, text: &str| match color {
        Color::Always => format!("{code}{text}{PLAIN}"),
        Color::Never => text.to_owned(),
    };
    let tint = match status {
        Status::Passed | Status::Accepted => GREEN,
        Status::Pending => YELLOW,
        Status::Stale
        | Status::Changed
        | Status::EditedByHand
        | Status::Unreadable
        | Status::Failed => RED,
    };
    let head = format!("{} ", paint(tint, &format!("{}:", status.word())));
    let mut text = format!(
        "{head}{}\n  {}\n",
        paint(BOLD, &verdict.name),
        verdict.place()
    );
    for mismatch in &verdict.mismatches {
        draw_mismatch(mismatch, sources, color, &mut text);
    }
    let note = match &verdict.standing {
        Standing::Same | Standing::Accepted => None,
        Standing::Pending => Some("it has no snapshot yet; this is what happens:"),
        Standing::Changed(_) => Some("it comes to something else than its snapshot says:"),
        Standing::EditedByHand(_) => {
            Some("its snapshot was edited by hand or by a merge; what it holds, and what happens:")
        }
        Standing::Unreadable => Some("what stands in its snapshot's file is no snapshot"),
        Standing::Stale => Some("no case has this snapshot; `--accept` deletes it"),
    };
    // Where its lines are wrong, they say what changed.
    let has_failed = status == Status::Failed;
    if let Some(note) = note.filter(|_| !has_failed) {
        text.push_str(&format!("  {note}\n"));
    }
    match &verdict.standing {
        Standing::Changed(before) | Standing::EditedByHand(before) => {
            if has_failed {
                text.push('\n');
            } else {
                text.push_str(&diff::draw(before, &verdict.timeline, color));
            }
            if !has_failed {
                text.push('\n');
            }
            let moved = money::draw(&money::moved(before, &verdict.timeline));
            if moved.is_empty() {
                text.push_str("  no money moved\n");
            }
            for line in moved {
                text.push_str(&format!("  {}\n", paint(BOLD, &line)));
            }
            draw_clauses(verdict, before, sources, &mut text);
        }
        Standing::Pending if verdict.mismatches.is_empty() => {
            for line in verdict.timeline.lines() {
                text.push_str(format!("  {line}").trim_end());
                text.push('\n');
            }
        }
        Standing::Pending
        | Standing::Same
        | Standing::Accepted
        | Standing::Unreadable
        | Standing::Stale => {}
    }
    text
}

/// Where the clauses stand that are named in the lines that are new.
fn draw_clauses(verdict: &Verdict, before: &str, sources: &Sources, text: &mut String) {
    let added = diff::added_lines(before, &verdict.timeline);
    let clauses = verdict.clauses.iter();
    let mut named: Vec<&Clause> = clauses
        .filter(|(lines, _)| added.iter().any(|line| lines.contains(line)))
        .map(|(_, clause)| clause)
        .collect();
    named.sort_by_key(|clause| clause.origin.0);
    named.dedup();
    let longest = named.iter().map(|clause| clause.name.len()).max();
    if !named.is_empty() {
        text.push_str("  by these clauses:\n");
    }
    for clause in named {
        if let Some(source) = sources.get(clause.origin.0.source) {
            let line = source.position(clause.origin.0.start).line;
            let width = longest.unwrap_or(0);
            let name = &clause.name;
            text.push_str(&format!("    {name:width$}  {}:{line}\n", source.name));
        }
    }
}

/// `12 cases: 10 passed, 1 failed, 1 pending`
pub fn summary(verdicts: &[Verdict]) -> String {
    let stale = |verdict: &&Verdict| verdict.standing == Standing::Stale;
    let cases = verdicts.len() - verdicts.iter().filter(stale).count();
    let plural = if cases == 1 { "" } else { "s" };
    let mut parts = Vec::new();
    for status in [
        Status::Passed,
        Status::Accepted,
        Status::Failed,
        Status::Changed,
        Status::EditedByHand,
        Status::Unreadable,
        Status::Pending,
        Status::Stale,
    ] {
        let of_status = |verdict: &&Verdict| verdict.status() == status;
        let count = verdicts.iter().filter(of_status).count();
        if count > 0 {
            parts.push(format!("{count} {}", status.word()));
        }
    }
    if parts.is_empty() {
        return "no cases".to_owned();
    }
    format!("{cases} case{plural}: {}", parts.join(", "))
}
