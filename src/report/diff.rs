//! What changed between two texts, line by line or word by word. The only file that names the diff library.

use similar::{Algorithm, ChangeTag, TextDiff};

use super::diagnostics::Color;

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
/// there is colour.
pub fn draw(before: &str, after: &str, color: Color) -> String {
    let diff = diff_lines(before, after);
    let mut text = String::new();
    for (place, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if place > 0 {
            text.push_str("  …\n");
        }
        for op in group {
            for change in diff.iter_inline_changes(op) {
                let (sign, paint) = match change.tag() {
                    ChangeTag::Delete => ('-', RED),
                    ChangeTag::Insert => ('+', GREEN),
                    ChangeTag::Equal => (' ', FAINT),
                };
                let words = change.iter_strings_lossy();
                let words = words.map(|(is_strong, words)| (is_strong, words.into_owned()));
                push_line(&mut text, sign, paint, words, color);
            }
        }
    }
    text
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
    let is_coloured = color == Color::Always;
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
