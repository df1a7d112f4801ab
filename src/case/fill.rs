//! The `=>` lines of a scenario, written from what happened into the offer file; all else stays as it is.

use std::ops::Range;

use crate::base::{Source, SourceId, Span};
use crate::program::{Expected, Origin};

use super::{Case, CaseOutcome, CaseStep, StepOutcome};

/// Other words in the place of a range of the text.
struct Edit {
    range: Range<usize>,
    words: String,
}

/// The text of an offer file with its `=>` lines as things are; nothing where they are so already.
pub fn fill<'c>(
    id: SourceId,
    source: &Source,
    cases: impl Iterator<Item = (&'c Case, &'c CaseOutcome)>,
) -> Option<String> {
    let mut edits = Vec::new();
    for (case, outcome) in cases {
        let is_here = |origin: Origin| origin.0.source == id;
        if !case.origin.is_some_and(is_here) {
            continue;
        }
        for (account, came) in case.accounts.iter().zip(&outcome.accounts) {
            for (step, came) in account.steps.iter().zip(&came.steps) {
                edits.extend(step_edits(&source.text, step, came));
            }
        }
    }
    if edits.is_empty() {
        return None;
    }
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut text = String::with_capacity(source.text.len());
    let mut taken = 0;
    for edit in edits {
        if let Some(kept) = source.text.get(taken..edit.range.start) {
            text.extend([kept, &edit.words]);
            taken = edit.range.end;
        }
    }
    text.push_str(source.text.get(taken..).unwrap_or(""));
    Some(text)
}

fn step_edits(text: &str, step: &CaseStep, came: &StepOutcome) -> Vec<Edit> {
    let is_right = came.mismatch.is_none() && !step.expected.is_empty();
    if is_right || step.expected.is_empty() && came.lines.is_empty() {
        return Vec::new();
    }
    let mut lines: Vec<String> = came.lines.iter().map(|line| format!("=> {line}")).collect();
    if lines.is_empty() {
        lines.push("=> nothing".to_owned());
    }
    let mut edits: Vec<Edit> = step
        .expected
        .iter()
        .zip(&lines)
        .map(|(written, line)| Edit {
            range: range(written.origin.0),
            words: line.clone(),
        })
        .collect();
    let surplus = step.expected.get(lines.len()..).unwrap_or_default();
    edits.extend(surplus.iter().map(|written| removal(text, written)));
    let more = lines.get(step.expected.len()..).unwrap_or_default();
    if let (Some(anchor), false) = (last_line(step), more.is_empty()) {
        let indent = match step.expected.last() {
            Some(written) => indent(text, range(written.origin.0).start).to_owned(),
            None => format!("{}  ", indent(text, range(anchor).start)),
        };
        edits.push(insertion(text, anchor, &indent, more));
    }
    edits
}

/// The last line that belongs to a step.
fn last_line(step: &CaseStep) -> Option<Span> {
    let last = step.expected.last().map(|written| written.origin);
    last.or(step.origin).map(|origin| origin.0)
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// The white space at the start of the line of a byte.
fn indent(text: &str, at: usize) -> &str {
    let start = line_start(text, at);
    let line = text.get(start..at).unwrap_or("");
    let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
    line.get(..blank).unwrap_or("")
}

fn line_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or("");
    before.rfind(['\n', '\r']).map_or(0, |place| place + 1)
}

/// Where the line of a byte ends, without its break.
fn line_end(text: &str, at: usize) -> usize {
    let behind = text.get(at..).unwrap_or("");
    behind
        .find(['\n', '\r'])
        .map_or(text.len(), |length| at + length)
}

/// The line break at the end of a line; at the end of the text, that of the line before.
fn line_break(text: &str, at: usize) -> &str {
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    let line = match behind.find('\n') {
        Some(end) => behind.get(..end),
        None => before.rfind('\n').and_then(|end| before.get(..end)),
    };
    match line {
        Some(line) if line.ends_with('\r') => "\r\n",
        Some(_) | None => "\n",
    }
}

/// Lines behind the line of a span; behind the span itself where more follows on its line.
fn insertion(text: &str, anchor: Span, indent: &str, lines: &[String]) -> Edit {
    let end = range(anchor).end;
    let line_end = line_end(text, end);
    let rest = text.get(end..line_end).unwrap_or("").trim_start();
    let stands_alone = rest.is_empty() || rest.starts_with('#');
    let at = if stands_alone { line_end } else { end };
    let break_ = line_break(text, at);
    let mut words = String::new();
    for line in lines {
        words.push_str(break_);
        words.push_str(indent);
        words.push_str(line);
    }
    if !stands_alone {
        words.push_str(break_);
        words.push_str(indent);
    }
    Edit {
        range: at..at,
        words,
    }
}

/// A line taken away; a comment behind it stays.
fn removal(text: &str, written: &Expected) -> Edit {
    let own = range(written.origin.0);
    let (start, end) = (line_start(text, own.start), line_end(text, own.end));
    let before = text.get(start..own.start).unwrap_or("");
    let behind = text.get(own.end..end).unwrap_or("");
    if !before.trim().is_empty() || !behind.trim().is_empty() {
        return Edit {
            range: own,
            words: String::new(),
        };
    }
    // With the break before it, so that the last line of a file can go as well.
    let before = text.get(..start).unwrap_or("");
    let kept = before.trim_end_matches(['\n', '\r']).len();
    let break_length = if before.ends_with("\r\n") { 2 } else { 1 };
    Edit {
        range: start.saturating_sub(break_length).max(kept)..end,
        words: String::new(),
    }
}
