//! An offer: its head, and its clauses, whose words stand in a column of their own (section 2).

use super::flow;
use super::item::{INDENT, Layout};
use super::page::Page;
use crate::syntax::grammar::{Node, Rule};

/// The longest clause word is `draw order`.
const CLAUSE_WORD: usize = 10;

impl<'t> Layout<'t> {
    pub fn offer_item(&self, page: &mut Page<'t>, item: Node<'t>) {
        let (clauses, mut words): (Vec<_>, Vec<_>) =
            item.parts().partition(|part| part.rule() == Rule::clause);
        words.sort_by_key(head_rank);
        let is_empty = clauses.is_empty();
        self.block(page, 0, words, is_empty, |page| {
            let clauses = clauses.into_iter().filter_map(Node::child);
            for (place, clause) in clauses.enumerate() {
                self.apart(page, INDENT, clause.range().start, place == 0);
                self.clause(page, clause);
            }
        });
    }

    fn clause(&self, page: &mut Page<'t>, clause: Node<'t>) {
        if clause.rule() == Rule::table_clause {
            return self.table_clause(page, clause);
        }
        let mut parts = clause.parts().peekable();
        let mut word = Vec::new();
        while let Some(part) = parts.next_if(|part| is_clause_word(part, word.len())) {
            word.push(part.text());
        }
        let word = word.join(" ");
        let content = INDENT + CLAUSE_WORD + 1;
        page.extend(flow::lines(self.comments, |flow| {
            let word = flow.text(format!("{:INDENT$}{word:CLAUSE_WORD$} ", ""));
            word.append(flow.clause(parts)).nest(content.cast_signed())
        }));
    }

    /// `table by account.FACT { … }`
    fn table_clause(&self, page: &mut Page<'t>, clause: Node<'t>) {
        let (rows, mut words): (Vec<_>, Vec<_>) = clause
            .parts()
            .partition(|part| part.rule() == Rule::table_rows);
        let braces = rows.iter().cloned().flat_map(Node::parts);
        let is_brace =
            |part: &Node<'_>| matches!(part.rule(), Rule::open_brace | Rule::close_brace);
        words.extend(braces.filter(is_brace));
        self.block(page, INDENT, words, false, |page| {
            for rows in rows {
                self.table_rows(page, rows);
            }
        });
    }
}

/// Where a word of a head stands: the version before the title.
fn head_rank(word: &Node<'_>) -> usize {
    let behind = [
        Rule::offer_version,
        Rule::text,
        Rule::open_brace,
        Rule::close_brace,
    ];
    let place = behind.iter().position(|rule| *rule == word.rule());
    place.map_or(0, |place| place + 1)
}

/// Whether the first or the second leaf of a clause belongs to its word.
fn is_clause_word(part: &Node<'_>, place: usize) -> bool {
    place == 0 || part.rule() == Rule::kw_order
}
