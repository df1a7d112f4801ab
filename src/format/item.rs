//! What stands at a place of an input: a line, or a row.

use super::columns::rows::Row;
use super::lines::LineBytes;

#[derive(Clone, Copy)]
pub enum Item<'b> {
    Line(LineBytes<'b>),
    Row(Row<'b>),
}
