//! Some rows in a row, as they were read.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::format::json::push_text;
use crate::format::reject::Reason;
use crate::program::{EventTypeId, FieldKind, Program};

use super::cell::Cell;
use super::header::Header;
use super::typed::{Texts, TypedTable};

/// Rows of one input.
pub struct Rows {
    pub header: Arc<Header>,
    pub table: Table,
    /// Rows that are no events, and why: the column at fault if it is one.
    pub faults: BTreeMap<usize, (Option<Box<str>>, Reason<'static>)>,
}

/// Where the cells are.
pub enum Table {
    Text(TextTable),
    Typed(TypedTable),
}

/// Cells that are all text, row by row; an empty one is nothing.
#[derive(Default)]
pub struct TextTable {
    /// How many cells a row has.
    pub width: usize,
    pub texts: Texts,
    /// The line of each row.
    pub lines: Vec<u64>,
}

/// One of the rows.
#[derive(Clone, Copy)]
pub struct Row<'b> {
    rows: &'b Rows,
    place: usize,
}

impl Rows {
    pub fn len(&self) -> usize {
        match &self.table {
            Table::Text(table) => table.lines.len(),
            Table::Typed(table) => table.count,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn row(&self, place: usize) -> Row<'_> {
        Row { rows: self, place }
    }

    /// The number of a row's line, or of the row itself, from 1.
    pub fn number(&self, place: usize) -> u64 {
        match &self.table {
            Table::Text(table) => table.lines.get(place).copied().unwrap_or(0),
            Table::Typed(table) => table.first_number + place as u64,
        }
    }

    #[inline]
    fn cell(&self, place: usize, column: usize) -> Cell<'_> {
        match &self.table {
            Table::Text(table) => match table.texts.get(place * table.width + column) {
                None | Some("") => Cell::Absent,
                Some(text) => Cell::Text(text),
            },
            Table::Typed(table) => table.cell(place, column),
        }
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
        self.rows.cell(self.place, column)
    }

    /// How many bytes it takes, about.
    pub fn bytes(self) -> usize {
        const OF_A_CELL: usize = 10;
        self.header().columns.len() * OF_A_CELL
    }

    /// A hash of what stands in a column as the member that it is, where it is known already.
    #[inline]
    pub fn hash(self, column: usize) -> Option<u64> {
        match &self.rows.table {
            Table::Text(table) => table.texts.hash(self.place * table.width + column),
            Table::Typed(table) => table.hash(self.place, column),
        }
    }

    /// The object that the row stands for, as a line of JSON.
    pub fn json(self, program: &Program) -> String {
        let (mut out, mut value) = (vec![b'{'], Vec::new());
        for (place, column) in self.header().columns.iter().enumerate() {
            value.clear();
            if self.push_value(&mut value, program, place, 0).is_none() {
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
    pub fn push_value(
        self,
        out: &mut Vec<u8>,
        program: &Program,
        column: usize,
        decimals: u32,
    ) -> Option<()> {
        let cell = self.cell(column);
        match cell {
            Cell::Absent => return None,
            Cell::Flag(_) => cell.push(out, decimals),
            Cell::Text("true" | "false") if self.is_flag(program, column) => {
                cell.push(out, decimals);
            }
            Cell::Text(text) => push_text(out, text),
            Cell::Decimal { .. } | Cell::Instant(_) | Cell::Date(_) => {
                out.push(b'"');
                cell.push(out, decimals);
                out.push(b'"');
            }
        }
        Some(())
    }

    /// Whether a column is a flag of the row's event.
    fn is_flag(self, program: &Program, column: usize) -> bool {
        let header = self.header();
        let kind = self.cell(header.heads.kind).text();
        let kind = kind.and_then(|kind| header.types.get(kind).copied());
        let of_event = |kind: EventTypeId| {
            let fields = &program.events.get(kind.index())?.fields;
            let columns = header.fields.get(kind.index())?;
            let mut pairs = fields.iter().zip(columns);
            let found = pairs.find(|(_, place)| **place == Some(column));
            found.map(|(field, _)| field.kind == FieldKind::Flag)
        };
        kind.and_then(of_event).unwrap_or(false)
    }
}
