//! `table`: its rows in columns, amounts to the right (section 2.2).

use unicode_width::UnicodeWidthStr;

use super::item::Layout;
use super::page::{Line, Page};
use super::words::{is_numeric, plain_text};
use crate::syntax::grammar::{Node, Rule};

const ROW_INDENT: usize = 4;

/// A row, the header among them.
struct Row {
    /// The leaves that comments belong to.
    first: usize,
    last: usize,
    cells: Vec<Cell>,
}

struct Cell {
    text: String,
    is_numeric: bool,
}

impl<'t> Layout<'t> {
    /// What stands between the braces of a table.
    pub fn table_rows(&self, page: &mut Page<'t>, rows: Node<'t>) {
        let rows: Vec<Row> = rows
            .parts()
            .filter(|part| matches!(part.rule(), Rule::header | Rule::row))
            .filter_map(row)
            .collect();
        let widths = widths(&rows);
        for (place, row) in rows.iter().enumerate() {
            self.apart(page, ROW_INDENT, row.first, place == 0);
            let text = format!("{:ROW_INDENT$}{}", "", row.text(&widths));
            let comments = self.comments.behind(row.last);
            page.line(Line {
                text,
                comment: comments.first().copied(),
            });
            for more in comments.iter().skip(1) {
                page.line(Line {
                    text: String::new(),
                    comment: Some(more),
                });
            }
        }
    }
}

fn row(node: Node<'_>) -> Option<Row> {
    let cells: Vec<Node<'_>> = node.children().collect();
    Some(Row {
        first: cells.first()?.range().start,
        last: last_leaf(cells.last()?.clone()).range().start,
        cells: cells.into_iter().map(cell).collect(),
    })
}

fn cell(node: Node<'_>) -> Cell {
    let form = node.clone().child();
    Cell {
        is_numeric: form.is_some_and(|form| is_numeric(form.rule())),
        text: plain_text(node),
    }
}

fn last_leaf(mut node: Node<'_>) -> Node<'_> {
    while let Some(last) = node.clone().parts().last() {
        node = last;
    }
    node
}

/// The width of every column.
fn widths(rows: &[Row]) -> Vec<usize> {
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let width = |column| {
        let cells = rows.iter().filter_map(|row| row.cells.get(column));
        cells.map(Cell::width).max().unwrap_or(0)
    };
    (0..columns).map(width).collect()
}

impl Cell {
    fn width(&self) -> usize {
        self.text.width()
    }
}

impl Row {
    fn text(&self, widths: &[usize]) -> String {
        let cells = self.cells.iter().zip(widths);
        let cells = cells.map(|(cell, width)| {
            let pad = " ".repeat(width.saturating_sub(cell.width()));
            if cell.is_numeric {
                format!("{pad}{}", cell.text)
            } else {
                format!("{}{pad}", cell.text)
            }
        });
        cells.collect::<Vec<_>>().join(" | ")
    }
}
