//! What is expected behind `=>`: one function for each word of the ledger (section 10).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar knows its own alternatives"
)]

use crate::base::Money;
use crate::syntax::grammar::{Children, Node, Rule};
use crate::syntax::tree::{
    CreditNamed, Moment, Name, OfferNamed, OutcomeDecl, OutcomeLine, ReadingDecl, Spanned,
};

use super::Walk;

impl Walk {
    pub(super) fn outcome_line(&mut self, node: Node<'_>) -> Option<OutcomeLine> {
        let span = self.span(&node);
        let mut parts = node.children();
        let outcome = self.outcome(parts.next()?.child()?)?;
        let at = match parts.next() {
            Some(at) => Some(self.moment(at.child()?)?),
            None => None,
        };
        Some(OutcomeLine { span, outcome, at })
    }

    fn outcome(&mut self, node: Node<'_>) -> Option<OutcomeDecl> {
        let rule = node.rule();
        let mut parts = node.children();
        let parts = &mut parts;
        Some(match rule {
            Rule::outcome_nothing => OutcomeDecl::Nothing,
            Rule::outcome_enrolled => OutcomeDecl::Enrolled {
                offer: self.offer_named(parts.next()?)?,
            },
            Rule::outcome_refused => OutcomeDecl::Refused {
                offer: self.by_offer(parts),
                reason: self.reason(parts)?,
            },
            Rule::outcome_earned => OutcomeDecl::Earned {
                money: self.outcome_money(parts)?,
                offer: self.by_offer(parts),
                due: self.moment(parts.next()?)?,
            },
            Rule::outcome_cancelled => OutcomeDecl::Cancelled {
                money: self.outcome_money(parts)?,
                offer: self.by_offer(parts),
                reason: self.reason(parts)?,
            },
            Rule::outcome_issued => OutcomeDecl::Issued {
                money: self.outcome_money(parts)?,
                offer: self.by_offer(parts),
                expires: self.expires(parts)?,
            },
            Rule::outcome_lapsed => OutcomeDecl::Lapsed {
                measure: self.name(parts.next()?)?,
                offer: self.by_offer(parts),
                reached: self.reading(parts)?,
                needed: self.reading(parts)?,
            },
            Rule::outcome_adjusted => OutcomeDecl::Adjusted {
                money: self.outcome_money(parts)?,
            },
            _ => return self.outcome_of_credit(rule, parts),
        })
    }

    fn outcome_of_credit(&mut self, rule: Rule, parts: &mut Children<'_>) -> Option<OutcomeDecl> {
        let money = self.outcome_money(parts)?;
        let credit = match parts.next_of(Rule::of_credit) {
            Some(credit) => Some(self.of_credit(credit)?),
            None => None,
        };
        Some(match rule {
            Rule::outcome_applied => OutcomeDecl::Applied {
                money,
                credit,
                left: self.left(parts)?,
            },
            Rule::outcome_restored => OutcomeDecl::Restored {
                money,
                credit,
                charge: self.id(parts.next()?.child()?)?,
                left: self.left(parts)?,
            },
            Rule::outcome_forfeited => OutcomeDecl::Forfeited {
                money,
                credit,
                charge: self.id(parts.next()?.child()?)?,
            },
            Rule::outcome_revoked => OutcomeDecl::Revoked {
                money,
                credit,
                reason: self.reason(parts)?,
            },
            Rule::outcome_expired => OutcomeDecl::Expired { money, credit },
            _ => return None,
        })
    }

    fn outcome_money(&mut self, parts: &mut Children<'_>) -> Option<Spanned<Money>> {
        let node = parts.next()?;
        if node.rule() == Rule::below_zero {
            return self.below_zero(node);
        }
        let span = self.span(&node);
        let value = self.money(node)?;
        Some(Spanned { value, span })
    }

    fn left(&mut self, parts: &mut Children<'_>) -> Option<Spanned<Money>> {
        self.outcome_money(&mut parts.next()?.children())
    }

    fn by_offer(&mut self, parts: &mut Children<'_>) -> Option<OfferNamed> {
        let node = parts
            .next_of(Rule::by_offer)
            .or_else(|| parts.next_of(Rule::of_offer))?;
        self.offer_named(node.child()?)
    }

    fn offer_named(&mut self, node: Node<'_>) -> Option<OfferNamed> {
        let mut parts = node.children();
        let name = self.name(parts.next()?)?;
        let version = match parts.next() {
            Some(version) => Some(self.whole_number(version.child()?)?),
            None => None,
        };
        Some(OfferNamed { name, version })
    }

    fn of_credit(&mut self, node: Node<'_>) -> Option<CreditNamed> {
        let mut parts = node.children();
        let offer = self.name(parts.next()?)?;
        let number = match parts.next() {
            Some(number) => Some(self.whole_number(number.child()?)?),
            None => None,
        };
        Some(CreditNamed { offer, number })
    }

    fn reason(&mut self, parts: &mut Children<'_>) -> Option<Name> {
        self.name(parts.next()?.child()?)
    }

    fn expires(&mut self, parts: &mut Children<'_>) -> Option<Option<Spanned<Moment>>> {
        let node = parts.next()?;
        if node.rule() == Rule::expires_never {
            return Some(None);
        }
        self.moment(node).map(Some)
    }

    fn reading(&mut self, parts: &mut Children<'_>) -> Option<Spanned<ReadingDecl>> {
        let form = parts.next()?.child()?;
        let span = self.span(&form);
        let value = match form.rule() {
            Rule::below_zero => ReadingDecl::Money(self.below_zero(form)?.value),
            Rule::cell_money => ReadingDecl::Money(self.money(form)?),
            _ => ReadingDecl::Number(self.number(form)?),
        };
        Some(Spanned { value, span })
    }
}
