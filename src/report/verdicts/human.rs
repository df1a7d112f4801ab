//! Verdicts for a person at a terminal.

use unicode_width::UnicodeWidthStr;

use crate::base::Sources;
use crate::case::{Mismatch, Pair};

use super::{Standing, Status, Verdict, place_of};
use crate::report::diagnostics::Color;
use crate::report::{diff, money};

const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const YELLOW: &str = "\u{1b}[33m";
const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

/// How wide expected and found may stand beside each other.
const WIDTH: usize = 100;

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
            let moved = money::moved(before, &verdict.timeline);
            if moved.is_empty() {
                text.push_str("  no money moved\n");
            }
            for line in moved {
                text.push_str(&format!("  {}\n", paint(BOLD, &line)));
            }
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

/// The line of the event, and below it what was expected beside what was found.
fn draw_mismatch(mismatch: &Mismatch, sources: &Sources, color: Color, text: &mut String) {
    if let Some((file, line, words)) = place_of(mismatch, sources) {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        text.push_str(&format!("\n  {file}:{line}\n  {words}\n"));
    }
    let rows: Vec<(String, String, bool)> = mismatch.pairs.iter().map(row).collect();
    let longest = |side: fn(&(String, String, bool)) -> &str| {
        rows.iter().map(|row| side(row).width()).max().unwrap_or(0)
    };
    let left = longest(|row| &row.0).max("expected".len());
    let right = longest(|row| &row.1).max("found".len());
    let paint = |code: &str, words: String| match color {
        Color::Always if !words.trim().is_empty() => format!("{code}{words}{PLAIN}"),
        Color::Always | Color::Never => words,
    };
    if left + right + 8 <= WIDTH {
        let line = |expected: &str, found: &str, is_same: bool| {
            let blank = " ".repeat(left - expected.width());
            let (expected, found) = (format!("{expected}{blank}"), found.to_owned());
            if is_same {
                return format!("    {expected}    {found}").trim_end().to_owned();
            }
            let line = format!("    {}    {}", paint(RED, expected), paint(GREEN, found));
            line.trim_end().to_owned()
        };
        text.push_str(&format!("{}\n", line("expected", "found", true)));
        for (expected, found, is_same) in &rows {
            text.push_str(&format!("{}\n", line(expected, found, *is_same)));
        }
        return;
    }
    for (expected, found, is_same) in &rows {
        if *is_same {
            text.push_str(&format!("    as expected  {found}\n"));
            continue;
        }
        text.push_str(&format!(
            "    expected     {}\n",
            paint(RED, expected.clone())
        ));
        text.push_str(&format!(
            "    found        {}\n",
            paint(GREEN, found.clone())
        ));
    }
}

fn row(pair: &Pair) -> (String, String, bool) {
    let line = |text: &String| format!("=> {text}");
    match pair {
        Pair::Same(text) => (line(text), line(text), true),
        Pair::Other { expected, found } => (line(expected), line(found), false),
        Pair::Missing(text) => (line(text), "(did not happen)".to_owned(), false),
        Pair::Unlisted(text) => ("(not listed)".to_owned(), line(text), false),
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
