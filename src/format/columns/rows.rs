//! Some rows in a row, as they were read.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::format::json::push_text;
use crate::format::reject::Reason;

use super::cell::Cell;
use super::cells::{Cells, Values};
use super::content::contents;
use super::header::Header;
use super::texts::{Meaning, Text};

/// Rows of one input.
pub struct Rows {
    pub header: Arc<Header>,
    /// The number of each row's line, or of the row itself, from 1.
    pub numbers: Vec<u64>,
    /// What stands in each column of the header.
    pub columns: Vec<Cells>,
    /// What each row is recognised by, as in [`super::content`], where it was asked for.
    contents: OnceLock<Vec<u64>>,
    /// Rows that are no events, and why: the column at fault if it is one.
    pub faults: BTreeMap<usize, (Option<Box<str>>, Reason<'static>)>,
}

/// One of the rows.
#[derive(Clone, Copy)]
pub struct Row<'b> {
    rows: &'b Rows,
    place: usize,
}

impl Rows {
    /// No rows.
    pub fn none(header: &Arc<Header>) -> Self {
        Self {
            header: Arc::clone(header),
            numbers: Vec::new(),
            columns: Vec::new(),
            contents: OnceLock::new(),
            faults: BTreeMap::new(),
        }
    }

    /// Makes room for other rows; memory is used again.
    pub fn clear(&mut self) {
        self.numbers.clear();
        self.contents.take();
        self.faults.clear();
        let width = self.header.columns.len();
        self.columns.resize_with(width, Cells::default);
    }

    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn row(&self, place: usize) -> Row<'_> {
        Row { rows: self, place }
    }

    /// The number of a row's line, or of the row itself, from 1.
    pub fn number(&self, place: usize) -> u64 {
        self.numbers.get(place).copied().unwrap_or(0)
    }
}

impl<'b> Row<'b> {
    pub fn header(self) -> &'b Header {
        &self.rows.header
    }

    /// Why it is no event, if so.
    pub fn fault(self) -> Option<&'b (Option<Box<str>>, Reason<'static>)> {
        self.rows.faults.get(&self.place)
    }

    /// What stands in a column.
    #[inline]
    pub fn cell(self, column: usize) -> Cell<'b> {
        let cells = self.rows.columns.get(column);
        cells.map_or(Cell::Absent, |cells| cells.cell(self.place))
    }

    /// What stands in a column, if it is a value.
    #[inline]
    pub fn value(self, column: usize) -> Option<(&'b Values, usize)> {
        let cells = self.rows.columns.get(column)?;
        Some((&cells.values, cells.presence.place(self.place)?))
    }

    /// Whether it can be about an account. A row that is no event may hold no account to tell it by.
    pub fn can_be_about(self, account: &str) -> bool {
        match self.text(self.header().heads.account) {
            Some((_, text)) => text == account,
            None => self.fault().is_some(),
        }
    }

    /// The text that stands in a column, if one does.
    #[inline]
    pub fn text(self, column: usize) -> Option<(&'b Text, &'b str)> {
        self.rows.columns.get(column)?.text(self.place)
    }

    /// A hash of what it is recognised by.
    pub fn content(self) -> u64 {
        let rows = self.rows;
        let all = || {
            let mut all = Vec::new();
            contents(&rows.header, &rows.columns, 0..rows.len(), &mut all);
            all
        };
        let contents = rows.contents.get_or_init(all);
        contents.get(self.place).copied().unwrap_or(0)
    }

    /// How many bytes it takes, about.
    pub fn bytes(self) -> usize {
        const OF_A_CELL: usize = 10;
        self.header().columns.len() * OF_A_CELL
    }

    /// The object that the row stands for, as a line of JSON.
    pub fn json(self) -> String {
        let (mut out, mut value) = (vec![b'{'], Vec::new());
        for (place, column) in self.header().columns.iter().enumerate() {
            value.clear();
            if self.push_value(&mut value, place).is_none() {
                continue;
            }
            if out.len() > 1 {
                out.push(b',');
            }
            push_text(&mut out, &column.name);
            out.push(b':');
            out.extend_from_slice(&value);
        }
        out.push(b'}');
        String::from_utf8(out).unwrap_or_default()
    }

    /// Writes a cell as a value of JSON: a flag as it is, all else as a text; nothing where nothing stands.
    fn push_value(self, out: &mut Vec<u8>, column: usize) -> Option<()> {
        let cell = self.cell(column);
        match cell {
            Cell::Absent => return None,
            Cell::Flag(_) => cell.push(out, 0),
            Cell::Text("true" | "false") if self.is_flag(column) => cell.push(out, 0),
            Cell::Text(text) => push_text(out, text),
            Cell::Decimal { .. } | Cell::Instant(_) | Cell::Date(_) => {
                out.push(b'"');
                cell.push(out, 0);
                out.push(b'"');
            }
        }
        Some(())
    }

    /// Whether a column is a flag of the row's event.
    fn is_flag(self, column: usize) -> bool {
        let header = self.header();
        let kind = self.text(header.heads.kind).map(|(kind, _)| kind.meaning);
        let column = header.columns.get(column);
        matches!(kind, Some(Meaning::Type(kind)) if column.is_some_and(|it| it.is_flag_of(kind)))
    }
}
