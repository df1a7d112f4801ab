//! What changed between two texts, line by line or word by word. The only file that names the diff library.

use similar::{Algorithm, ChangeTag, TextDiff};
use unicode_width::UnicodeWidthStr;

use super::diagnostics::Color;
use super::wrap;

/// Unchanged lines around a change.
const CONTEXT: usize = 2;

const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const FAINT: &str = "\u{1b}[2m";
/// Words that changed within their line.
const STRONG: &str = "\u{1b}[1;4m";
const PLAIN: &str = "\u{1b}[0m";

/// Anchored at lines that stand once in each text, such as the heading of an account: so a long timeline is
/// compared piece by piece, and what belongs together stays together.
fn diff_lines<'t>(before: &'t str, after: &'t str) -> TextDiff<'t, 't, 't, str> {
    TextDiff::configure()
        .algorithm(Algorithm::Patience)
        .diff_lines(before, after)
}

/// A unified diff with three lines around each change; empty where nothing changes.
pub fn unified_diff(name: &str, before: &str, after: &str) -> String {
    let diff = diff_lines(before, after);
    let mut unified = diff.unified_diff();
    unified.context_radius(3).header(name, name).to_string()
}

/// The lines that changed, `-` before and `+` after, with the words that changed in them marked where
/// there is colour. The lines around a change tell where it is, and so does the last heading above it.
pub fn draw(before: &str, after: &str, is_heading: fn(&str) -> bool, color: Color) -> String {
    let diff = diff_lines(before, after);
    let lines: Vec<&str> = before.lines().collect();
    let mut text = String::new();
    let mut shown = 0;
    for group in diff.grouped_ops(CONTEXT) {
        let start = group.first().map_or(0, |op| op.old_range().start);
        let hidden = lines.get(shown..start).unwrap_or_default();
        match hidden.iter().rposition(|line| is_heading(line)) {
            Some(heading) => {
                let (above, below) = hidden.split_at(heading);
                push_hidden(&mut text, above, color);
                push_hidden(&mut text, below.get(..1).unwrap_or_default(), color);
                push_hidden(&mut text, below.get(1..).unwrap_or_default(), color);
            }
            None => push_hidden(&mut text, hidden, color),
        }
        for change in group.iter().flat_map(|op| diff.iter_inline_changes(op)) {
            let (sign, paint) = match change.tag() {
                ChangeTag::Delete => ('-', RED),
                ChangeTag::Insert => ('+', GREEN),
                ChangeTag::Equal => (' ', FAINT),
            };
            let words = change.iter_strings_lossy();
            let words = words.map(|(is_strong, words)| (is_strong, words.into_owned()));
            push_line(&mut text, sign, paint, words, color);
        }
        shown = group.last().map_or(start, |op| op.old_range().end);
    }
    text
}

/// Lines far from any change: nothing at the top, `…` elsewhere; a line alone is as short as that.
fn push_hidden(text: &mut String, lines: &[&str], color: Color) {
    match lines {
        [] => {}
        [line] => {
            let words = std::iter::once((false, (*line).to_owned()));
            push_line(text, ' ', FAINT, words, color);
        }
        _ if text.is_empty() => {}
        _ => text.push_str("  …\n"),
    }
}

/// The lines that changed, word by word: `[-gone-]` and `{+new+}`, red and green where there is colour. The
/// lines around a change tell where it is, and so does the last heading above it.
pub fn draw_words(before: &str, after: &str, is_heading: fn(&str) -> bool, color: Color) -> String {
    let diff = diff_lines(before, after);
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut text = String::new();
    let mut shown = 0;
    for group in diff.grouped_ops(1) {
        let start = group.first().map_or(0, |op| op.old_range().start);
        let hidden = old.get(shown..start).unwrap_or_default();
        if !text.is_empty() {
            text.push('\n');
        }
        if let Some(heading) = hidden.iter().rev().find(|line| is_heading(line)) {
            text.push_str(&format!("{heading}\n\n"));
        }
        let mut said = String::new();
        for op in &group {
            let lines = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect();
            let was: String = lines(old.get(op.old_range()).unwrap_or_default());
            let is: String = lines(new.get(op.new_range()).unwrap_or_default());
            push_words(&mut said, &was, &is, color);
        }
        text.push_str(said.trim_matches('\n'));
        text.push('\n');
        shown = group.last().map_or(start, |op| op.old_range().end);
    }
    text
}

/// Lines broken between words, those behind the first two places in.
fn push_words(text: &mut String, before: &str, after: &str, color: Color) {
    let marks = |tag: ChangeTag| match (tag, color) {
        (ChangeTag::Equal, _) => ["", ""],
        (ChangeTag::Delete, Color::Always) => [RED, PLAIN],
        (ChangeTag::Insert, Color::Always) => [GREEN, PLAIN],
        (ChangeTag::Delete, Color::Never) => ["[-", "-]"],
        (ChangeTag::Insert, Color::Never) => ["{+", "+}"],
    };
    // The marks of a change take two places at each end.
    const MARKS: usize = 4;
    let diff = TextDiff::from_words(before, after);
    let mut last = ChangeTag::Equal;
    let mut column = 0;
    for change in diff.iter_all_changes() {
        let (tag, word) = (change.tag(), change.value());
        let is_break = word.contains('\n');
        let is_blank = word.trim().is_empty();
        if tag != last || is_break {
            text.push_str(marks(last)[1]);
            last = ChangeTag::Equal;
        }
        if !is_blank && column > 0 && column + word.width() + MARKS > wrap::WIDTH {
            text.truncate(text.trim_end_matches(' ').len());
            text.push_str("\n  ");
            column = 2;
        }
        if tag != last && !is_break {
            text.push_str(marks(tag)[0]);
            column += MARKS;
            last = tag;
        }
        text.push_str(word);
        column = if is_break { 0 } else { column + word.width() };
    }
    text.push_str(marks(last)[1]);
}

/// The places of lines, counted from 0, that the second text has and the first has not.
pub fn added_lines(before: &str, after: &str) -> Vec<usize> {
    let diff = diff_lines(before, after);
    let changes = diff.iter_all_changes();
    changes
        .filter(|change| change.tag() == ChangeTag::Insert)
        .filter_map(|change| change.new_index())
        .collect()
}

/// Two lines, what was and what is, that have nothing in common.
pub fn sides(before: &str, after: &str, color: Color) -> [String; 2] {
    match color {
        Color::Always => [
            format!("{RED}{before}{PLAIN}"),
            format!("{GREEN}{after}{PLAIN}"),
        ],
        Color::Never => [before.to_owned(), after.to_owned()],
    }
}

/// Two lines, what was and what is, with the words that differ marked where there is colour.
pub fn words(before: &str, after: &str, color: Color) -> [String; 2] {
    if color == Color::Never {
        return [before.to_owned(), after.to_owned()];
    }
    let diff = TextDiff::from_words(before, after);
    let side = |tag: ChangeTag, paint: &str| {
        let mut text = paint.to_owned();
        let changes = diff.iter_all_changes();
        for change in changes.filter(|change| [tag, ChangeTag::Equal].contains(&change.tag())) {
            if change.tag() == tag {
                text.extend([STRONG, change.value(), PLAIN, paint]);
            } else {
                text.push_str(change.value());
            }
        }
        text + PLAIN
    };
    [side(ChangeTag::Delete, RED), side(ChangeTag::Insert, GREEN)]
}

fn push_line(
    text: &mut String,
    sign: char,
    paint: &str,
    words: impl Iterator<Item = (bool, String)>,
    color: Color,
) {
    let mut words = words.peekable();
    let is_blank = words
        .peek()
        .is_none_or(|(_, words)| words.trim().is_empty());
    let is_coloured = color == Color::Always && !(sign == ' ' && is_blank);
    if is_coloured {
        text.push_str(paint);
    }
    text.push(sign);
    text.push(' ');
    for (is_strong, words) in words {
        let words = words.trim_end_matches('\n');
        if is_strong && is_coloured {
            text.extend([STRONG, words, PLAIN, paint]);
        } else {
            text.push_str(words);
        }
    }
    if is_coloured {
        text.push_str(PLAIN);
    }
    text.truncate(text.trim_end_matches(' ').len());
    text.push('\n');
}
