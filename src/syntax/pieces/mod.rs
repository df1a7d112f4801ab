//! The pieces of an offer that a test may miss: its clauses, their conditions, tiers and rows, and the
//! smallest edits that would make it another offer.
//!
//! Pieces are texts with their places; what they mean is not known here. An edit may give a text that
//! `check` refuses: whoever uses it has to ask.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar that is not named here has no edit and is no piece"
)]

mod edits;
mod steps;

use std::ops::Range;

use super::grammar::{self, Node, Rule};
use super::tree::ClauseKind;

/// A version of an offer, in the order in which they are written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfferPieces {
    pub name: String,
    /// All of it, to the closing brace.
    pub place: Range<usize>,
    pub clauses: Vec<ClausePieces>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClausePieces {
    pub kind: ClauseKind,
    pub place: Range<usize>,
    /// The single conditions of its predicates, in order; one that asks for history is one.
    pub conditions: Vec<Range<usize>>,
    /// The rows of its tiers, or of its table.
    pub rows: Vec<Range<usize>>,
    pub edits: Vec<Edit>,
}

/// A small change of the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    pub place: Range<usize>,
    /// What stands there.
    pub is: String,
    /// What would stand there; nothing where it would be dropped.
    pub would_be: String,
}

/// The pieces of every offer of a file; none where its form has errors.
pub fn offers(text: &str) -> Vec<OfferPieces> {
    let Ok(file) = grammar::read(Rule::file, text) else {
        return Vec::new();
    };
    items(file)
        .filter(|item| item.rule() == Rule::offer_item)
        .map(offer)
        .collect()
}

/// Where the scenarios of a file stand.
pub fn scenarios(text: &str) -> Vec<Range<usize>> {
    let Ok(file) = grammar::read(Rule::file, text) else {
        return Vec::new();
    };
    items(file)
        .filter(|item| item.rule() == Rule::scenario_item)
        .map(|item| item.range())
        .collect()
}

fn items(file: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    file.children()
        .filter(|part| part.rule() == Rule::item)
        .filter_map(Node::child)
}

fn offer(item: Node<'_>) -> OfferPieces {
    let place = item.range();
    let mut name = String::new();
    let mut clauses = Vec::new();
    for part in item.children() {
        match part.rule() {
            Rule::name => part.text().clone_into(&mut name),
            Rule::clause => clauses.extend(part.child().and_then(clause)),
            _ => {}
        }
    }
    OfferPieces {
        name,
        place,
        clauses,
    }
}

fn clause(node: Node<'_>) -> Option<ClausePieces> {
    let kind = kind_of(node.rule())?;
    let mut conditions = Vec::new();
    let mut rows = Vec::new();
    collect(&node, &mut conditions, &mut rows);
    Some(ClausePieces {
        kind,
        place: node.range(),
        conditions,
        rows,
        edits: edits::of_clause(&node),
    })
}

fn kind_of(rule: Rule) -> Option<ClauseKind> {
    Some(match rule {
        Rule::available_clause => ClauseKind::Available,
        Rule::earns_clause => ClauseKind::Earns,
        Rule::eligible_clause => ClauseKind::Eligible,
        Rule::enroll_clause => ClauseKind::Enroll,
        Rule::table_clause => ClauseKind::Table,
        Rule::measure_clause => ClauseKind::Measure,
        Rule::issue_clause => ClauseKind::Issue,
        Rule::apply_clause => ClauseKind::Apply,
        Rule::expire_clause => ClauseKind::Expire,
        Rule::limit_clause => ClauseKind::Limit,
        Rule::clawback_clause => ClauseKind::Clawback,
        Rule::revoke_clause => ClauseKind::Revoke,
        Rule::exclusive_clause => ClauseKind::Exclusive,
        Rule::draw_order_clause => ClauseKind::DrawOrder,
        _ => return None,
    })
}

fn collect(node: &Node<'_>, conditions: &mut Vec<Range<usize>>, rows: &mut Vec<Range<usize>>) {
    match node.rule() {
        Rule::test | Rule::history | Rule::opened_within => {
            conditions.push(node.range());
            return;
        }
        Rule::tier | Rule::row => rows.push(node.range()),
        _ => {}
    }
    for child in node.clone().children() {
        collect(&child, conditions, rows);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: &str = "offer a {\n available from 2026-01-31 before 2026-03-01 09:00\n \
        enroll on b where c = d and not e >= 5 USD, at most 3 times, one at a time\n \
        issue every tier of m { reach 10 USD get 1 USD reach 20.50 USD get 5% of m at most 7 JPY }, \
        at once\n expire 30 days after issue at end of day, no later than 2026-12-31\n}\n";

    #[test]
    fn every_literal_operator_and_option_has_its_edits() {
        let offers = offers(OFFER);
        let mut told = Vec::new();
        for clause in &offers[0].clauses {
            for edit in &clause.edits {
                assert_eq!(&OFFER[edit.place.clone()], edit.is);
                told.push(format!(
                    "{}: {} -> {}",
                    clause.kind.word(),
                    edit.is,
                    edit.would_be
                ));
            }
        }
        insta::assert_snapshot!(told.join("\n"));
    }

    #[test]
    fn conditions_and_rows_have_their_places() {
        let offers = offers(OFFER);
        let texts = |places: &[Range<usize>]| -> Vec<&str> {
            places.iter().map(|place| &OFFER[place.clone()]).collect()
        };
        assert_eq!(
            texts(&offers[0].clauses[1].conditions),
            ["c = d", "e >= 5 USD"]
        );
        let tiers = texts(&offers[0].clauses[2].rows);
        assert_eq!(tiers[0], "reach 10 USD get 1 USD");
        assert_eq!(tiers.len(), 2);
    }
}
