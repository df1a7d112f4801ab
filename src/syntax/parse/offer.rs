//! An offer and its clauses (section 2).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar knows its own alternatives"
)]

use crate::base::{Code, Diagnostic, Span};
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::recover::usual_currency;
use crate::syntax::tree::{Clause, ClauseBody, ClauseKind, Name, OfferDecl, Spanned};

use super::Walk;

impl Walk {
    pub(super) fn offer_item(&mut self, node: Node<'_>) -> Option<OfferDecl> {
        let span = self.span(&node);
        let text = node.text();
        let mut parts = node.children();
        let name = self.name(parts.next()?)?;
        self.currency = None;
        let mut offer = OfferDecl {
            span,
            head: Span {
                end: name.span.end,
                ..span
            },
            name,
            version: None,
            title: None,
            clauses: Vec::new(),
            broken: Vec::new(),
        };
        while let Some(part) = parts.next() {
            match part.rule() {
                Rule::offer_version if offer.version.is_some() => {
                    self.said_twice(self.span(&part), part.text());
                }
                Rule::offer_version => {
                    offer.head = offer.head.to(self.span(&part));
                    offer.version = self.offer_version(part);
                }
                Rule::text if offer.title.is_some() => {
                    self.said_twice(self.span(&part), part.text());
                }
                Rule::text => offer.title = self.text(part),
                Rule::clause => match parts.next_of(Rule::broken_clause) {
                    Some(broken) => {
                        self.currency.get_or_insert_with(|| usual_currency(text));
                        self.clause_and_rest(part, &broken, &mut offer);
                    }
                    None => self.clause(part, &mut offer),
                },
                Rule::broken_clause => {
                    self.currency.get_or_insert_with(|| usual_currency(text));
                    self.broken_clauses(&part, &mut offer);
                }
                _ => (),
            }
        }
        Some(offer)
    }

    fn offer_version(&mut self, node: Node<'_>) -> Option<Spanned<u64>> {
        self.whole_number(node.child()?)
    }

    pub(super) fn clause(&mut self, node: Node<'_>, offer: &mut OfferDecl) {
        let Some(clause) = node.child() else { return };
        let Some(kind) = clause_kind(clause.rule()) else {
            return;
        };
        let span = self.span(&clause);
        let word = self.within(&clause, clause_word_length(kind, clause.text()));
        let known = self.diagnostics.len();
        match self.clause_body(kind, clause) {
            Some(body) if !self.is_too_deep(span) => {
                offer.clauses.push(Clause { span, word, body });
            }
            Some(_) => offer.broken.push(kind),
            None => {
                offer.broken.push(kind);
                if self.diagnostics.len() == known {
                    let message = format!("`{}` cannot be read", kind.word());
                    self.report(Diagnostic::new(Code::Unreadable, span, message));
                }
            }
        }
    }

    fn clause_body(&mut self, kind: ClauseKind, node: Node<'_>) -> Option<ClauseBody> {
        Some(match kind {
            ClauseKind::Available => ClauseBody::Available(self.available_clause(node)?),
            ClauseKind::Earns => ClauseBody::Earns(self.earns_clause(node)?),
            ClauseKind::Eligible => ClauseBody::Eligible(self.eligible_clause(node)?),
            ClauseKind::Enroll => ClauseBody::Enroll(self.enroll_clause(node)?),
            ClauseKind::Table => ClauseBody::Table(self.table_clause(node)?),
            ClauseKind::Measure => ClauseBody::Measure(self.measure_clause(node)?),
            ClauseKind::Issue => ClauseBody::Issue(self.issue_clause(node)?),
            ClauseKind::Apply => ClauseBody::Apply(self.apply_clause(node)?),
            ClauseKind::Expire => ClauseBody::Expire(self.expire_clause(node)?),
            ClauseKind::Limit => ClauseBody::Limit(self.limit_clause(node)?),
            ClauseKind::Clawback => ClauseBody::Clawback(self.clawback_clause(node)?),
            ClauseKind::Revoke => ClauseBody::Revoke(self.revoke_clause(node)?),
            ClauseKind::Exclusive => ClauseBody::Exclusive(self.exclusive_clause(node)?),
            ClauseKind::DrawOrder => ClauseBody::DrawOrder(self.draw_order_clause(node)?),
        })
    }

    /// `in group NAME`
    fn exclusive_clause(&mut self, node: Node<'_>) -> Option<Name> {
        self.name(node.child()?)
    }

    fn draw_order_clause(&mut self, node: Node<'_>) -> Option<Spanned<u64>> {
        self.whole_number(node.child()?)
    }
}

fn clause_kind(rule: Rule) -> Option<ClauseKind> {
    match rule {
        Rule::available_clause => Some(ClauseKind::Available),
        Rule::earns_clause => Some(ClauseKind::Earns),
        Rule::eligible_clause => Some(ClauseKind::Eligible),
        Rule::enroll_clause => Some(ClauseKind::Enroll),
        Rule::table_clause => Some(ClauseKind::Table),
        Rule::measure_clause => Some(ClauseKind::Measure),
        Rule::issue_clause => Some(ClauseKind::Issue),
        Rule::apply_clause => Some(ClauseKind::Apply),
        Rule::expire_clause => Some(ClauseKind::Expire),
        Rule::limit_clause => Some(ClauseKind::Limit),
        Rule::clawback_clause => Some(ClauseKind::Clawback),
        Rule::revoke_clause => Some(ClauseKind::Revoke),
        Rule::exclusive_clause => Some(ClauseKind::Exclusive),
        Rule::draw_order_clause => Some(ClauseKind::DrawOrder),
        _ => None,
    }
}

/// The bytes of the clause word at the start of a clause; `draw order` may have a line break inside.
fn clause_word_length(kind: ClauseKind, text: &str) -> usize {
    match kind {
        ClauseKind::DrawOrder => text.find("order").map_or(0, |at| at + "order".len()),
        ClauseKind::Available
        | ClauseKind::Earns
        | ClauseKind::Eligible
        | ClauseKind::Enroll
        | ClauseKind::Table
        | ClauseKind::Measure
        | ClauseKind::Issue
        | ClauseKind::Apply
        | ClauseKind::Expire
        | ClauseKind::Limit
        | ClauseKind::Clawback
        | ClauseKind::Revoke
        | ClauseKind::Exclusive => kind.word().len(),
    }
}
