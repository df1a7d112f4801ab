//! A line as a record, the short way where it is on the usual form and the long way where it is not.

use crate::engine::Value;
use crate::program::Program;

use super::columns::read::read_row;
use super::item::Item;
use super::lines::LineBytes;
use super::members::Member;
use super::record::{LineContent, read_line};
use super::usual::UsualReader;
use super::usual::decimals::UsualDecimals;

/// Reads lines one at a time; what it learns of how they are written makes it faster and changes nothing.
pub struct LineParser {
    usual: UsualReader,
    decimals_of_rows: UsualDecimals,
}

impl LineParser {
    pub fn new(program: &Program) -> Self {
        Self {
            usual: UsualReader::new(program),
            decimals_of_rows: UsualDecimals::default(),
        }
    }

    /// Reads a line or a row: its values are added to `values`, or its members to `members`, and `take` gets what it
    /// turned out to be.
    #[inline(always)]
    pub fn read_item<'b>(
        &mut self,
        program: &Program,
        item: Item<'b>,
        members: &mut Vec<Member<'b>>,
        values: &mut Vec<Value<'b>>,
        mut take: impl FnMut(LineContent<'b>),
    ) {
        match item {
            Item::Line(line) => self.read(program, line, members, values, take),
            Item::Row(row) => take(read_row((program, &self.decimals_of_rows), row, values)),
        }
    }

    /// The same of a line.
    #[inline(always)]
    pub fn read<'b>(
        &mut self,
        program: &Program,
        line: LineBytes<'b>,
        members: &mut Vec<Member<'b>>,
        values: &mut Vec<Value<'b>>,
        mut take: impl FnMut(LineContent<'b>),
    ) {
        let usual = match line {
            LineBytes::Text(text) => self.usual.read(program, text, values, &mut take),
            LineBytes::Whole(_) | LineBytes::TooLong => None,
        };
        if usual.is_none() {
            take(read_line(program, line, members));
        }
    }
}
