//! Tables of a terminal, 80 columns wide: no lines, amounts to the right, and one column that gives way.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, presets};

const WIDTH: u16 = 80;

/// An empty table whose column `gives_way` is wrapped where the rest needs the room.
pub fn new_table<const COLUMNS: usize>(header: [&str; COLUMNS], gives_way: usize) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH)
        .set_header(header);
    for (place, column) in table.column_iter_mut().enumerate() {
        if place != gives_way {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    table
}

/// The table as text, these columns to the right; nothing where it has no row.
pub fn drawn(mut table: Table, right: &[usize]) -> Option<String> {
    table.row_iter().next()?;
    for column in right {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    Some(table.trim_fmt() + "\n")
}
