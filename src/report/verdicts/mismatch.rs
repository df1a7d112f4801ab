//! A step that came to something else than its `=>` lines say, expected and found side by side.

use unicode_width::UnicodeWidthStr;

use crate::base::{Sources, one_line};
use crate::case::{Mismatch, Pair};

use super::place_of;
use crate::report::diagnostics::Color;
use crate::report::diff;
use crate::report::wrap;

/// How wide expected and found may stand beside each other.
const GAP: &str = "    ";
const NOT_LISTED: &str = "(not listed)";
const NOT_HAPPENED: &str = "(did not happen)";

/// The line of the event, and below it what was expected and what was found: beside each other where that
/// fits, else below each other.
pub fn draw_mismatch(mismatch: &Mismatch, sources: &Sources, color: Color, text: &mut String) {
    if let Some((file, line, words)) = place_of(mismatch, sources) {
        let words = one_line(words);
        text.push_str(&format!("\n  {file}:{line}\n  {words}\n"));
    }
    let rows: Vec<Row> = mismatch.pairs.iter().map(Row::of).collect();
    let longest = |side: fn(&Row) -> &str| rows.iter().map(|row| side(row).width()).max();
    let left = longest(|row| &row.expected)
        .unwrap_or(0)
        .max("expected".len());
    let right = longest(|row| &row.found).unwrap_or(0).max("found".len());
    if 2 * GAP.len() + left + right <= wrap::WIDTH {
        let blank = " ".repeat(left - "expected".len());
        text.push_str(&format!("{GAP}expected{blank}{GAP}found\n"));
        for row in &rows {
            let blank = " ".repeat(left - row.expected.width());
            let [expected, found] = row.painted(color);
            text.push_str(&format!("{GAP}{expected}{blank}{GAP}{found}\n"));
        }
        return;
    }
    for row in &rows {
        let [expected, found] = row.painted(color);
        if row.is_same {
            text.push_str(&format!("{GAP}both      {found}\n"));
        } else {
            text.push_str(&format!("{GAP}expected  {expected}\n"));
            text.push_str(&format!("{GAP}found     {found}\n"));
        }
    }
}

/// A line that was expected beside the one that was found.
struct Row {
    expected: String,
    found: String,
    is_same: bool,
    /// One side has no line: all of the other differs.
    is_half: bool,
}

impl Row {
    fn of(pair: &Pair) -> Self {
        let line = |text: &String| format!("=> {text}");
        let (expected, found) = match pair {
            Pair::Same(text) => (line(text), line(text)),
            Pair::Other { expected, found } => (line(expected), line(found)),
            Pair::Missing(text) => (line(text), NOT_HAPPENED.to_owned()),
            Pair::Unlisted(text) => (NOT_LISTED.to_owned(), line(text)),
        };
        Self {
            is_same: matches!(pair, Pair::Same(_)),
            is_half: matches!(pair, Pair::Missing(_) | Pair::Unlisted(_)),
            expected,
            found,
        }
    }

    fn painted(&self, color: Color) -> [String; 2] {
        if self.is_same {
            return [self.expected.clone(), self.found.clone()];
        }
        if self.is_half {
            return diff::sides(&self.expected, &self.found, color);
        }
        diff::words(&self.expected, &self.found, color)
    }
}
