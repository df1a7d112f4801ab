//! Amounts: of a reward, a threshold, a step, a cap (section 2.3).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar knows its own alternatives"
)]

use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{AmountTerm, AmountTermValue, RewardBaseDecl, RewardDecl};

use super::Walk;

impl Walk {
    pub(super) fn reward(&mut self, node: Node<'_>) -> Option<RewardDecl> {
        let span = self.span(&node);
        let mut parts = node.children();
        let form = parts.next()?;
        let base = match form.rule() {
            Rule::event_field => {
                let (event, field) = self.event_field(form)?;
                RewardBaseDecl::OfEvent { event, field }
            }
            Rule::share => self.share(form)?,
            Rule::amount => RewardBaseDecl::Fixed(self.amount(form)?),
            _ => return None,
        };
        let at_most = match parts.next() {
            Some(cap) => Some(self.reward_cap(cap)?),
            None => None,
        };
        Some(RewardDecl {
            span,
            base,
            at_most,
        })
    }

    /// `P% of …`
    fn share(&mut self, node: Node<'_>) -> Option<RewardBaseDecl> {
        let mut parts = node.children();
        let percent = self.amount(parts.next()?)?;
        let of = parts.next()?;
        match of.rule() {
            Rule::event_field => {
                let (event, field) = self.event_field(of)?;
                Some(RewardBaseDecl::ShareOfEvent {
                    percent,
                    event,
                    field,
                })
            }
            Rule::share_of_measure => {
                let mut parts = of.children();
                Some(RewardBaseDecl::ShareOfMeasure {
                    percent,
                    measure: self.name(parts.next()?)?,
                    above: match parts.next() {
                        Some(above) => Some(self.amount(above.child()?)?),
                        None => None,
                    },
                })
            }
            _ => None,
        }
    }

    fn reward_cap(&mut self, node: Node<'_>) -> Option<AmountTerm> {
        self.amount(node.child()?)
    }

    pub(super) fn amount(&mut self, node: Node<'_>) -> Option<AmountTerm> {
        let form = node.child()?;
        let span = self.span(&form);
        let value = match form.rule() {
            Rule::money => AmountTermValue::Money(self.money(form)?),
            Rule::percent => AmountTermValue::Percent(self.percent(form)?),
            Rule::number => AmountTermValue::Number(self.number(form)?),
            Rule::column => AmountTermValue::Column(self.name(form)?),
            _ => return None,
        };
        Some(AmountTerm { span, value })
    }
}
