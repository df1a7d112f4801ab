//! A line as a record, the short way where it is on the usual form and the long way where it is not.

use crate::program::Program;

use super::columns::read::read_row;
use super::item::Item;
use super::lines::LineBytes;
use super::members::Member;
use super::record::{LineContent, read_line};
use super::usual::typed::{UsualReader, UsualValue};

/// Reads lines one at a time; what it learns of how they are written makes it faster and changes nothing.
pub struct LineParser {
    usual: UsualReader,
}

impl LineParser {
    pub fn new(program: &Program) -> Self {
        Self {
            usual: UsualReader::new(program),
        }
    }

    /// Reads a line or a row. Its values are added to `values`, or its members to `members`.
    // A record is long, and would be copied from function to function.
    #[inline(always)]
    pub fn read_item<'b>(
        &mut self,
        program: &Program,
        item: Item<'b>,
        members: &mut Vec<Member<'b>>,
        values: &mut Vec<UsualValue<'b>>,
    ) -> LineContent<'b> {
        match item {
            Item::Line(line) => self.read(program, line, members, values),
            Item::Row(row) => read_row(program, row, values),
        }
    }

    /// Reads a line. Its values are added to `values`, or its members to `members`.
    #[inline(always)]
    pub fn read<'b>(
        &mut self,
        program: &Program,
        line: LineBytes<'b>,
        members: &mut Vec<Member<'b>>,
        values: &mut Vec<UsualValue<'b>>,
    ) -> LineContent<'b> {
        let usual = match line {
            LineBytes::Text(text) => self.usual.read(program, text, values),
            LineBytes::Whole(_) | LineBytes::TooLong => None,
        };
        usual.unwrap_or_else(|| read_line(program, line, members))
    }
}
