//! `limit`, `clawback` and `revoke` (sections 2, 4 and 6).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar knows its own alternatives"
)]

use crate::base::Period;
use crate::syntax::grammar::{Children, Node, Rule};
use crate::syntax::tree::{ClawbackDecl, EventFilter, LimitDecl, OvershootDecl, Spanned};

use super::Walk;

impl Walk {
    pub(super) fn limit_clause(&mut self, node: Node<'_>) -> Option<LimitDecl> {
        let form = node.child()?;
        match form.rule() {
            Rule::limit_credits => self.limit_credits(form),
            Rule::limit_amount => self.limit_amount(form),
            _ => None,
        }
    }

    fn limit_credits(&mut self, node: Node<'_>) -> Option<LimitDecl> {
        let mut parts = node.children();
        Some(LimitDecl::Credits {
            count: self.whole_number(parts.next()?)?,
            per: self.limit_period(&mut parts),
        })
    }

    fn limit_amount(&mut self, node: Node<'_>) -> Option<LimitDecl> {
        let mut parts = node.children();
        Some(LimitDecl::Money {
            amount: self.amount(parts.next()?)?,
            per: self.limit_period(&mut parts),
            then: match parts.next()?.rule() {
                Rule::reduce => OvershootDecl::Reduce,
                Rule::refuse => OvershootDecl::Refuse,
                _ => return None,
            },
        })
    }

    /// `each PERIOD`
    fn limit_period(&mut self, parts: &mut Children<'_>) -> Option<Period> {
        self.period(parts.next_of(Rule::limit_period)?.child()?)
    }

    pub(super) fn clawback_clause(&mut self, node: Node<'_>) -> Option<Spanned<ClawbackDecl>> {
        let form = node.child()?;
        let span = self.span(&form);
        let value = match form.rule() {
            Rule::clawback_none => ClawbackDecl::None,
            Rule::clawback_unspent => ClawbackDecl::Unspent,
            _ => return None,
        };
        Some(Spanned { value, span })
    }

    /// `on EVENT [where P]`
    pub(super) fn revoke_clause(&mut self, node: Node<'_>) -> Option<EventFilter> {
        self.event_filter(node.child()?)
    }
}
