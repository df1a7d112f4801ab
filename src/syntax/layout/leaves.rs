//! The words and marks of a file in order, and what each means for the comments around it.

use crate::syntax::grammar::{Node, Rule};
use std::ops::Range;

/// A word or a mark.
pub struct Leaf {
    pub range: Range<usize>,
    pub holds: Holds,
}

/// Which comments a leaf can have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    /// Those before it, and those behind it on its line.
    Comments,
    /// The same, and it is not parted from the leaf that follows: comments between them go around.
    CommentsWithNext,
    /// Those behind it. Those before it go on to what follows: an opening brace.
    CommentsBehind,
    /// None: a comma, or a mark that the canonical layout leaves out.
    Nothing,
}

/// All leaves of a file. What ends or rules off the row of a table counts as white space.
pub fn leaves(file: &Node<'_>) -> Vec<Leaf> {
    let mut found = Vec::new();
    collect(file.clone(), &mut found);
    found
}

fn collect(node: Node<'_>, found: &mut Vec<Leaf>) {
    let rule = node.rule();
    let parts: Vec<Node<'_>> = node.parts().collect();
    let last = parts.len().saturating_sub(1);
    let is_empty = !parts.iter().any(|part| part.rule() == Rule::field_entry);
    for (place, part) in parts.into_iter().enumerate() {
        if !is_leaf(&part) {
            collect(part, found);
            continue;
        }
        let is_outer = place == 0 || place == last;
        let holds = match (rule, part.rule()) {
            (_, Rule::rule_off | Rule::row_end) => continue,
            (Rule::header | Rule::row, Rule::bar) if is_outer => Holds::Nothing,
            (Rule::fields, Rule::open_brace | Rule::close_brace) if is_empty => Holds::Nothing,
            (_, Rule::comma) => Holds::Nothing,
            (_, Rule::open_brace) => Holds::CommentsBehind,
            (Rule::field_entry, Rule::name | Rule::colon)
            | (Rule::draw_order_clause, Rule::kw_order)
            | (Rule::table_clause, Rule::kw_account)
            | (_, Rule::dot) => Holds::CommentsWithNext,
            (Rule::event_field | Rule::field, _) if place < last => Holds::CommentsWithNext,
            (rule, _) if place == 0 && is_clause(rule) => Holds::CommentsWithNext,
            _ => Holds::Comments,
        };
        let range = part.range();
        found.push(Leaf { range, holds });
    }
}

pub fn is_leaf(node: &Node<'_>) -> bool {
    node.clone().parts().next().is_none()
}

/// Whether a rule is that of a clause, whose first leaf is its word.
fn is_clause(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::available_clause
            | Rule::earns_clause
            | Rule::eligible_clause
            | Rule::enroll_clause
            | Rule::table_clause
            | Rule::measure_clause
            | Rule::issue_clause
            | Rule::apply_clause
            | Rule::expire_clause
            | Rule::limit_clause
            | Rule::clawback_clause
            | Rule::revoke_clause
            | Rule::exclusive_clause
            | Rule::draw_order_clause
    )
}
