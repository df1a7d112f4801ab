//! `available`, `earns` and `eligible` (section 2).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar knows its own alternatives"
)]

use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{AvailableDecl, BoundDecl, EligibleDecl};

use super::Walk;

impl Walk {
    pub(super) fn available_clause(&mut self, node: Node<'_>) -> Option<AvailableDecl> {
        let form = node.child()?;
        match form.rule() {
            Rule::available_always => Some(AvailableDecl::Always),
            Rule::available_from => self.available_from(form),
            _ => None,
        }
    }

    fn available_from(&mut self, node: Node<'_>) -> Option<AvailableDecl> {
        let mut parts = node.children();
        let from = self.moment(parts.next()?);
        let until = match parts.next() {
            Some(bound) => Some(self.bound(bound)?),
            None => None,
        };
        Some(AvailableDecl::From { from: from?, until })
    }

    pub(super) fn earns_clause(&mut self, node: Node<'_>) -> Option<BoundDecl> {
        self.bound(node.child()?)
    }

    /// `through` or `before`
    fn bound(&mut self, node: Node<'_>) -> Option<BoundDecl> {
        match node.rule() {
            Rule::through => self
                .whole_day(node.child()?, "through")
                .map(BoundDecl::Through),
            Rule::before => self.moment(node.child()?).map(BoundDecl::Before),
            _ => None,
        }
    }

    pub(super) fn eligible_clause(&mut self, node: Node<'_>) -> Option<EligibleDecl> {
        let form = node.child()?;
        match form.rule() {
            Rule::eligible_everyone => Some(EligibleDecl::Everyone),
            Rule::eligible_when => {
                let predicate = self.predicate(form.child()?)?;
                Some(EligibleDecl::When(Box::new(predicate)))
            }
            _ => None,
        }
    }
}
