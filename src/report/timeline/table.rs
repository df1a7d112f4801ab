//! Rows laid out in columns of fixed places: money aligned to the right, the reasons wrapped.

use unicode_width::UnicodeWidthStr;

/// A line of a timeline. Only `why` and `counted` can have several lines.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Row {
    pub time: String,
    pub event: String,
    pub amount: String,
    pub counted: Vec<String>,
    pub credit: String,
    pub billed: String,
    pub why: Vec<String>,
}

#[derive(Default)]
pub struct Table {
    pub rows: Vec<Row>,
}

const HEADINGS: [&str; 7] = [
    "local time",
    "event",
    "amount",
    "counted",
    "credit",
    "billed",
    "why",
];
/// Columns are no narrower than this, so that a small change moves no other line.
const SHORTEST: [usize; 7] = [16, 10, 6, 20, 6, 6, 0];
const LONGEST_EVENT: usize = 20;
const LONGEST_COUNTED: usize = 26;
const SHORTEST_WHY: usize = 18;
const GAP: usize = 2;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

const SIDES: [Side; 7] = [
    Side::Left,
    Side::Left,
    Side::Right,
    Side::Left,
    Side::Right,
    Side::Right,
    Side::Left,
];

impl Table {
    /// The rows below their headings.
    pub fn draw(&self, width: usize) -> String {
        let heading = HEADINGS.map(|heading| vec![heading.to_owned()]);
        let cells: Vec<[Vec<String>; 7]> = self.rows.iter().map(cells).collect();
        let mut widths = SHORTEST;
        for row in std::iter::once(&heading).chain(&cells) {
            for (cell, widest) in row.iter().zip(&mut widths) {
                let lines = cell.iter().map(|line| line.width());
                *widest = lines.fold(*widest, usize::max);
            }
        }
        let limits = [usize::MAX, LONGEST_EVENT, usize::MAX, LONGEST_COUNTED];
        for (widest, limit) in widths.iter_mut().zip(limits) {
            *widest = (*widest).min(limit);
        }
        let [before @ .., why] = &mut widths;
        let taken: usize = before.iter().map(|widest| widest + GAP).sum();
        *why = (*why).min(width.saturating_sub(taken).max(SHORTEST_WHY));
        let mut text = String::new();
        for row in std::iter::once(&heading).chain(&cells) {
            draw_row(row, &widths, &mut text);
        }
        text
    }
}

fn cells(row: &Row) -> [Vec<String>; 7] {
    let one = |text: &String| {
        if text.is_empty() {
            Vec::new()
        } else {
            vec![text.clone()]
        }
    };
    [
        one(&row.time),
        one(&row.event),
        one(&row.amount),
        row.counted.clone(),
        one(&row.credit),
        one(&row.billed),
        row.why.clone(),
    ]
}

fn draw_row(row: &[Vec<String>; 7], widths: &[usize; 7], text: &mut String) {
    let wrapped: Vec<Vec<String>> = row
        .iter()
        .zip(widths)
        .map(|(lines, width)| lines.iter().flat_map(|line| wrap(line, *width)).collect())
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    for index in 0..height {
        let mut line = String::new();
        for ((cell, width), side) in wrapped.iter().zip(widths).zip(SIDES) {
            let words = cell.get(index).map_or("", String::as_str);
            let blank = " ".repeat(width.saturating_sub(words.width()));
            match side {
                Side::Left => line.extend([words, &blank]),
                Side::Right => line.extend([blank.as_str(), words]),
            }
            line.push_str(&" ".repeat(GAP));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// A text over several lines; those behind the first stand two places in. A word that is too long for a
/// line is cut into pieces.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let mut word = word.to_owned();
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            lines.push(std::mem::take(&mut line));
            line.push_str("  ");
        } else if !line.is_empty() {
            line.push(' ');
        }
        while line.width() + word.width() > width.max(4) {
            let room = width.max(4) - line.width();
            let at = word
                .char_indices()
                .nth(room)
                .map_or(word.len(), |(at, _)| at);
            let rest = word.split_off(at);
            line.push_str(&word);
            lines.push(std::mem::take(&mut line));
            line.push_str("  ");
            word = rest;
        }
        line.push_str(&word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_reasons_wrap_between_words() {
        assert_eq!(wrap("one two three", 8), ["one two", "  three"]);
        assert_eq!(wrap("abcdefghij", 6), ["abcdef", "  ghij"]);
    }

    #[test]
    fn money_is_aligned() {
        let row = |event: &str, amount: &str| Row {
            event: event.to_owned(),
            amount: amount.to_owned(),
            ..Row::default()
        };
        let table = Table {
            rows: vec![row("charge c1", "150.00"), row("charge c2", "5.00")],
        };
        let lines: Vec<String> = table.draw(100).lines().skip(1).map(str::to_owned).collect();
        let blank = " ".repeat(18);
        assert_eq!(
            lines,
            [
                format!("{blank}charge c1   150.00"),
                format!("{blank}charge c2     5.00")
            ]
        );
    }
}
