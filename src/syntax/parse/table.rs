//! `table` (section 2.2).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar knows its own alternatives"
)]

use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{Literal, RowDecl, Spanned, TableDecl};

use super::Walk;

impl Walk {
    pub(super) fn table_clause(&mut self, node: Node<'_>) -> Option<TableDecl> {
        let mut parts = node.children();
        let by = self.name(parts.next()?)?;
        let mut header = Vec::new();
        let mut rows = Vec::new();
        let mut whole = true;
        for part in parts.next()?.children() {
            match part.rule() {
                Rule::header => {
                    header = part.children().filter_map(|name| self.name(name)).collect()
                }
                Rule::row => match self.row(part) {
                    Some(row) => rows.push(row),
                    None => whole = false,
                },
                _ => (),
            }
        }
        whole.then_some(TableDecl { by, header, rows })
    }

    fn row(&mut self, node: Node<'_>) -> Option<RowDecl> {
        let span = self.span(&node);
        let cells = node
            .children()
            .map(|cell| self.cell(cell))
            .collect::<Vec<_>>();
        Some(RowDecl {
            span,
            cells: cells.into_iter().collect::<Option<_>>()?,
        })
    }

    fn cell(&mut self, node: Node<'_>) -> Option<Spanned<Literal>> {
        self.literal(node)
    }
}
