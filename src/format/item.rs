//! What stands at a place of an input: a line, or a row.

use super::columns::rows::Row;
use super::lines::LineBytes;

#[derive(Clone, Copy)]
pub enum Item<'b> {
    Line(LineBytes<'b>),
    Row(Row<'b>),
}

impl Item<'_> {
    /// Whether it can be about an account: a row by its cell, and a line by what `is_told` of its text.
    pub fn can_be_about(self, account: &str, is_told: impl FnOnce(&str) -> bool) -> bool {
        match self {
            Self::Line(LineBytes::TooLong) => false,
            Self::Line(LineBytes::Text(text)) => is_told(text),
            Self::Line(LineBytes::Whole(bytes)) => std::str::from_utf8(bytes).is_ok_and(is_told),
            Self::Row(row) => row.can_be_about(account),
        }
    }
}
