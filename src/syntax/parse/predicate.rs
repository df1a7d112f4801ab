//! Filters and eligibility (section 2.1).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar knows its own alternatives"
)]

use crate::base::{Duration, Span};
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{Field, Literal, Operand, Operator, Predicate, PredicateBody, Spanned};

use super::{MAX_DEPTH, Walk};

impl Walk {
    pub(super) fn predicate(&mut self, node: Node<'_>) -> Option<Predicate> {
        let span = self.span(&node);
        if self.depth > MAX_DEPTH {
            self.nests_too_deeply(span);
            return None;
        }
        self.depth += 1;
        let parts: Vec<_> = node.children().map(|part| self.all_of(part)).collect();
        self.depth -= 1;
        joined(parts, span, PredicateBody::Or)
    }

    fn all_of(&mut self, node: Node<'_>) -> Option<Predicate> {
        let span = self.span(&node);
        let parts: Vec<_> = node.children().map(|part| self.negation(part)).collect();
        joined(parts, span, PredicateBody::And)
    }

    fn negation(&mut self, node: Node<'_>) -> Option<Predicate> {
        let span = self.span(&node);
        let mut parts = node.children();
        let mut nots = Vec::new();
        while let Some(not) = parts.next_of(Rule::not) {
            nots.push(self.span(&not));
        }
        if nots.len() > MAX_DEPTH {
            self.nests_too_deeply(span);
            return None;
        }
        let form = parts.next()?;
        let inner = match form.rule() {
            Rule::group => self.predicate(form.child()?),
            Rule::history => self.history(form),
            Rule::opened_within => self.opened_within(form),
            Rule::test => self.test(form),
            _ => None,
        }?;
        Some(nots.into_iter().rev().fold(inner, |inner, not| Predicate {
            span: not.to(span),
            body: PredicateBody::Not(Box::new(inner)),
        }))
    }

    fn history(&mut self, node: Node<'_>) -> Option<Predicate> {
        let span = self.span(&node);
        let mut parts = node.children();
        let any = parts.next_of(Rule::any).is_some();
        let event = self.event_filter(parts.next()?)?;
        let within = match parts.next() {
            Some(recency) => Some(self.recency(recency)?),
            None => None,
        };
        Some(Predicate {
            span,
            body: PredicateBody::History { any, event, within },
        })
    }

    fn opened_within(&mut self, node: Node<'_>) -> Option<Predicate> {
        let span = self.span(&node);
        let within = self.recency(node.child()?)?;
        Some(Predicate {
            span,
            body: PredicateBody::OpenedWithin(within),
        })
    }

    /// `in the last D`
    fn recency(&mut self, node: Node<'_>) -> Option<Spanned<Duration>> {
        self.duration(node.child()?)
    }

    fn test(&mut self, node: Node<'_>) -> Option<Predicate> {
        let span = self.span(&node);
        let mut parts = node.children();
        let left = self.field(parts.next()?)?;
        let body = match parts.next() {
            None => PredicateBody::Flag(left),
            Some(form) => match form.rule() {
                Rule::presence => match form.child()?.rule() {
                    Rule::present => PredicateBody::Present(left),
                    _ => PredicateBody::Absent(left),
                },
                Rule::inclusion => PredicateBody::In {
                    left,
                    list: self.list(form.child()?)?,
                },
                Rule::comparison => self.comparison(left, form)?,
                _ => return None,
            },
        };
        Some(Predicate { span, body })
    }

    fn comparison(&mut self, left: Field, node: Node<'_>) -> Option<PredicateBody> {
        let mut parts = node.children();
        Some(PredicateBody::Compare {
            left,
            operator: self.operator(parts.next()?)?,
            right: self.operand(parts.next()?)?,
        })
    }

    fn operator(&mut self, node: Node<'_>) -> Option<Spanned<Operator>> {
        let value = match node.text() {
            "=" => Operator::Equal,
            "!=" => Operator::NotEqual,
            "<" => Operator::Less,
            "<=" => Operator::LessOrEqual,
            ">" => Operator::Greater,
            ">=" => Operator::GreaterOrEqual,
            _ => return None,
        };
        Some(Spanned {
            value,
            span: self.span(&node),
        })
    }

    fn operand(&mut self, node: Node<'_>) -> Option<Operand> {
        let form = node.child()?;
        match form.rule() {
            Rule::event_field => {
                let span = self.span(&form);
                let (owner, name) = self.event_field(form)?;
                Some(Operand::Field(Field {
                    owner: Some(owner),
                    name,
                    span,
                }))
            }
            Rule::literal => self.literal(form).map(Operand::Literal),
            _ => None,
        }
    }

    fn list(&mut self, node: Node<'_>) -> Option<Vec<Spanned<Literal>>> {
        let literals: Vec<_> = node.children().map(|node| self.literal(node)).collect();
        literals.into_iter().collect()
    }

    fn field(&mut self, node: Node<'_>) -> Option<Field> {
        let span = self.span(&node);
        let mut parts = node.children();
        let first = self.name(parts.next()?)?;
        Some(match parts.next() {
            Some(second) => Field {
                owner: Some(first),
                name: self.name(second)?,
                span,
            },
            None => Field {
                owner: None,
                name: first,
                span,
            },
        })
    }
}

/// Several predicates joined by one word; a single one stands for itself.
fn joined(
    parts: Vec<Option<Predicate>>,
    span: Span,
    join: fn(Vec<Predicate>) -> PredicateBody,
) -> Option<Predicate> {
    let mut parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
    if parts.len() == 1 {
        return parts.pop();
    }
    Some(Predicate {
        span,
        body: join(parts),
    })
}
