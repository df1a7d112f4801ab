//! Rows laid out in columns of fixed places, as on a bill: when and what on the left, money on the right.
//! What follows from an event stands between; where a line has no money, it runs on below the money.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::flow::{flow, wrap};
use super::why::Clause;

/// What happened at one instant.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Row {
    pub time: String,
    pub event: String,
    /// What it counted towards, and why what came of it came of it.
    pub notes: Vec<Note>,
    pub money: [String; 3],
}

/// Something that is said of an event, and the clause that it follows from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Note {
    pub words: String,
    pub clause: Option<Clause>,
}

impl Note {
    pub fn new(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            clause: None,
        }
    }
}

/// A timeline's lines, and of some the clauses that are named in them.
#[derive(Default)]
pub struct Drawn {
    pub lines: Vec<String>,
    pub clauses: Vec<(Range<usize>, Clause)>,
}

/// The lines of a timeline below its headings.
#[derive(Default)]
pub struct Table {
    lines: Vec<Line>,
}

enum Line {
    Row(Row),
    /// A line across all columns.
    Text(String),
}

const NOTES: &str = "counted, and why";
const MONEY: [&str; 3] = ["amount", "credit", "billed"];
/// Columns are no narrower than this, so that a small change moves no other line.
const SHORTEST_TIME: usize = 11;
const SHORTEST_EVENT: usize = 10;
const LONGEST_EVENT: usize = 18;
const SHORTEST_NOTES: usize = 20;
const GAP: usize = 2;

/// How wide each column is.
struct Widths {
    time: usize,
    event: usize,
    /// Beside money.
    notes: usize,
    money: [usize; 3],
    /// Without money beside it.
    whole: usize,
}

impl Table {
    pub fn push(&mut self, row: Row) {
        self.lines.push(Line::Row(row));
    }

    pub fn push_text(&mut self, text: impl Into<String>) {
        self.lines.push(Line::Text(text.into()));
    }

    /// The last line, if it is a row.
    pub fn last_row(&mut self) -> Option<&mut Row> {
        match self.lines.last_mut() {
            Some(Line::Row(row)) => Some(row),
            Some(Line::Text(_)) | None => None,
        }
    }

    /// Adds the headings, with the given one above the times, and the lines, in columns that all rows share.
    pub fn draw(&self, time: &str, width: usize, drawn: &mut Drawn) {
        let heading = Row {
            time: time.to_owned(),
            event: "event".to_owned(),
            notes: vec![Note::new(NOTES)],
            money: MONEY.map(str::to_owned),
        };
        let rows = self.lines.iter().filter_map(|line| match line {
            Line::Row(row) => Some(row),
            Line::Text(_) => None,
        });
        let widths = Widths::of(std::iter::once(&heading).chain(rows), width);
        drawn.lines.extend(widths.lines(&heading));
        for line in &self.lines {
            match line {
                Line::Row(row) => {
                    let from = drawn.lines.len();
                    drawn.lines.extend(widths.lines(row));
                    let to = drawn.lines.len();
                    let clauses = row.notes.iter().filter_map(|note| note.clause.clone());
                    drawn
                        .clauses
                        .extend(clauses.map(|clause| (from..to, clause)));
                }
                Line::Text(text) => {
                    let lines = text.split('\n').flat_map(|line| wrap(line, width));
                    drawn.lines.extend(lines);
                }
            }
        }
    }
}

impl Widths {
    fn of<'r>(rows: impl Iterator<Item = &'r Row>, width: usize) -> Self {
        let mut widths = Self {
            time: SHORTEST_TIME,
            event: SHORTEST_EVENT,
            notes: 0,
            money: [0; 3],
            whole: 0,
        };
        for row in rows {
            widths.time = widths.time.max(row.time.width());
            widths.event = widths.event.max(row.event.width());
            for (widest, money) in widths.money.iter_mut().zip(&row.money) {
                *widest = money.width().max(*widest);
            }
        }
        widths.event = widths.event.min(LONGEST_EVENT);
        let left = widths.time + widths.event + 2 * GAP;
        let right: usize = widths.money.iter().map(|money| GAP + money).sum();
        widths.whole = width.saturating_sub(left).max(SHORTEST_NOTES);
        widths.notes = width.saturating_sub(left + right);
        widths
    }

    fn lines(&self, row: &Row) -> Vec<String> {
        let has_money = row.money.iter().any(|money| !money.is_empty());
        let first = if has_money { self.notes } else { self.whole };
        let events = wrap(&row.event, self.event);
        let notes: Vec<&str> = row.notes.iter().map(|note| &*note.words).collect();
        let notes = flow(&notes, first, self.whole);
        let height = events.len().max(notes.len());
        let (mut events, mut notes) = (events.into_iter(), notes.into_iter());
        let mut lines = Vec::with_capacity(height);
        for place in 0..height {
            let event = events.next().unwrap_or_default();
            let note = notes.next().unwrap_or_default();
            let time = if place == 0 { row.time.as_str() } else { "" };
            let mut line = padded(time, self.time) + &padded(&event, self.event);
            if place == 0 && has_money {
                line.push_str(&note);
                line.push_str(&" ".repeat(self.notes.saturating_sub(note.width())));
                for (money, width) in row.money.iter().zip(self.money) {
                    line.push_str(&" ".repeat(GAP + width - money.width()));
                    line.push_str(money);
                }
            } else {
                line.push_str(&note);
            }
            line.truncate(line.trim_end().len());
            lines.push(line);
        }
        lines
    }
}

/// A cell with the gap behind it.
fn padded(text: &str, width: usize) -> String {
    let blank = width.saturating_sub(text.width()) + GAP;
    format!("{text}{}", " ".repeat(blank))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_aligned_and_the_rest_runs_on_below_it() {
        let row = |event: &str, notes: &[&str], amount: &str| Row {
            event: event.to_owned(),
            notes: notes.iter().map(|note| Note::new(*note)).collect(),
            money: [amount.to_owned(), String::new(), amount.to_owned()],
            ..Row::default()
        };
        let mut table = Table::default();
        table.push(row("charge c1", &["spend 150/200"], "1500.00"));
        table.push(row(
            "charge c2",
            &["spend 200/200", "one note as long as that"],
            "5.00",
        ));
        table.push(row(
            "registered",
            &["what is said without money has room"],
            "",
        ));
        let mut drawn = Drawn::default();
        table.draw("2026", 75, &mut drawn);
        assert_eq!(
            drawn.lines,
            [
                "2026         event       counted, and why           amount  credit   billed",
                "             charge c1   spend 150/200             1500.00          1500.00",
                "             charge c2   spend 200/200                5.00             5.00",
                "                         one note as long as that",
                "             registered  what is said without money has room",
            ]
        );
    }
}
