//! Verdicts for a person at a terminal.

use crate::base::Sources;

use super::mismatch::draw_mismatch;
use super::{Standing, Status, Verdict};
use crate::report::diagnostics::Color;
use crate::report::timeline::Clause;
use crate::report::{diff, money};

const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
/// To be read on light and on dark ground; yellow is not.
const MAGENTA: &str = "\u{1b}[35m";
const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

/// So many lines of a case are shown at most; a curated one has some 40.
const LONGEST: usize = 200;
const MOST_SUMS: usize = 40;

/// A case that is not well: what was expected and what was found, or what changed.
pub fn draw_verdict(verdict: &Verdict, sources: &Sources, color: Color) -> String {
    let status = verdict.status();
    let tint = match status {
        Status::Passed | Status::Accepted | Status::Deleted => GREEN,
        Status::Pending => MAGENTA,
        Status::Stale
        | Status::Changed
        | Status::EditedByHand
        | Status::Unreadable
        | Status::Failed
        | Status::Broken => RED,
    };
    let mut text = format!(
        "{} {}\n",
        paint(color, tint, &format!("{}:", status.word())),
        paint(color, BOLD, &verdict.name),
    );
    if status != Status::Broken {
        text.push_str(&format!("  {}\n", verdict.place()));
    }
    for mismatch in &verdict.mismatches {
        draw_mismatch(mismatch, sources, color, &mut text);
    }
    // Where its lines are wrong, they say what changed.
    let has_failed = status == Status::Failed;
    if let Some(note) = note_of(&verdict.standing).filter(|_| !has_failed) {
        text.push_str(&format!("  {note}\n"));
    }
    match &verdict.standing {
        Standing::Changed(before) | Standing::EditedByHand(before) => {
            if !has_failed {
                let diff = diff::draw(before, &verdict.timeline, money::is_account, color);
                push_first(diff.lines(), "", LONGEST, &mut text);
                text.truncate(text.trim_end().len());
                text.push('\n');
            }
            text.push('\n');
            draw_money(verdict, before, color, &mut text);
            draw_clauses(verdict, before, sources, &mut text);
        }
        Standing::Pending | Standing::Unreadable if !has_failed => {
            push_first(verdict.timeline.lines(), "  ", LONGEST, &mut text);
        }
        Standing::Pending
        | Standing::Unreadable
        | Standing::Same
        | Standing::Accepted
        | Standing::Deleted
        | Standing::Stale
        | Standing::Broken => {}
    }
    text
}

fn paint(color: Color, code: &str, text: &str) -> String {
    match color {
        Color::Always => format!("{code}{text}{PLAIN}"),
        Color::Never => text.to_owned(),
    }
}

fn note_of(standing: &Standing) -> Option<&'static str> {
    match standing {
        Standing::Same | Standing::Accepted | Standing::Deleted => None,
        Standing::Pending => Some("it has no snapshot yet; this is what happens:"),
        Standing::Changed(_) => Some("it comes to something else than its snapshot says:"),
        Standing::EditedByHand(_) => {
            Some("its snapshot was edited by hand or by a merge; against what happens:")
        }
        Standing::Unreadable => {
            Some("its snapshot's file holds no snapshot; this is what happens:")
        }
        Standing::Stale => Some("no case has this snapshot; `--accept` deletes it"),
        Standing::Broken => Some("its offers have errors"),
    }
}

fn draw_money(verdict: &Verdict, before: &str, color: Color, text: &mut String) {
    let moved = money::draw(&money::moved(before, &verdict.timeline));
    if moved.is_empty() {
        text.push_str("  no money moved\n");
    }
    let moved: Vec<String> = moved.iter().map(|line| paint(color, BOLD, line)).collect();
    push_first(moved.iter().map(String::as_str), "  ", MOST_SUMS, text);
}

/// The first lines, and how many more there are.
fn push_first<'l>(
    lines: impl Iterator<Item = &'l str>,
    indent: &str,
    most: usize,
    text: &mut String,
) {
    let mut lines = lines.peekable();
    for line in lines.by_ref().take(most) {
        text.push_str(format!("{indent}{line}").trim_end());
        text.push('\n');
    }
    if lines.peek().is_some() {
        let more = lines.count();
        text.push_str(&format!("  … and {more} more lines\n"));
    }
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
    let is_case = |verdict: &&Verdict| match verdict.standing {
        Standing::Stale | Standing::Deleted | Standing::Broken => false,
        Standing::Same
        | Standing::Pending
        | Standing::Changed(_)
        | Standing::EditedByHand(_)
        | Standing::Unreadable
        | Standing::Accepted => true,
    };
    let cases = match verdicts.iter().filter(is_case).count() {
        0 => "no cases".to_owned(),
        1 => "1 case".to_owned(),
        count => format!("{count} cases"),
    };
    let parts: Vec<String> = [
        Status::Passed,
        Status::Accepted,
        Status::Deleted,
        Status::Failed,
        Status::Changed,
        Status::EditedByHand,
        Status::Unreadable,
        Status::Pending,
        Status::Stale,
        Status::Broken,
    ]
    .into_iter()
    .filter_map(|status| {
        let of_status = |verdict: &&Verdict| verdict.status() == status;
        match verdicts.iter().filter(of_status).count() {
            0 => None,
            1 if status == Status::Broken => Some("1 program not tested".to_owned()),
            count if status == Status::Broken => Some(format!("{count} programs not tested")),
            count => Some(format!("{count} {}", status.word())),
        }
    })
    .collect();
    if parts.is_empty() {
        return cases;
    }
    format!("{cases}: {}", parts.join(", "))
}
