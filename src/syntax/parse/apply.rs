//! `apply` (sections 2 and 5).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar knows its own alternatives"
)]

use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{ApplyDecl, InProgressDecl, PerEventDecl, RefundDecl};

use super::Walk;

impl Walk {
    pub(super) fn apply_clause(&mut self, node: Node<'_>) -> Option<ApplyDecl> {
        let mut parts = node.children();
        let mut apply = ApplyDecl {
            event: self.event_filter(parts.next()?)?,
            covering: None,
            at_most: None,
            in_progress: None,
            refund: None,
        };
        for node in parts {
            let option = node.child()?;
            let span = self.span(&option);
            let text = option.text();
            let repeated = match option.rule() {
                Rule::covering => {
                    let share = self.amount(option.child()?)?;
                    apply.covering.replace(share).is_some()
                }
                Rule::at_most_per => {
                    let cap = self.at_most_per(option)?;
                    apply.at_most.replace(cap).is_some()
                }
                Rule::in_progress => {
                    let policy = self.in_progress(option)?;
                    apply.in_progress.replace(policy).is_some()
                }
                Rule::refund_policy => {
                    let policy = self.refund_policy(option)?;
                    apply.refund.replace(policy).is_some()
                }
                _ => false,
            };
            if repeated {
                self.said_twice(span, text);
            }
        }
        Some(apply)
    }

    fn at_most_per(&mut self, node: Node<'_>) -> Option<PerEventDecl> {
        let mut parts = node.children();
        Some(PerEventDecl {
            amount: self.amount(parts.next()?)?,
            event: self.name(parts.next()?)?,
        })
    }

    fn in_progress(&mut self, node: Node<'_>) -> Option<InProgressDecl> {
        let span = self.span(&node);
        let mut parts = node.children();
        Some(InProgressDecl {
            event: self.name(parts.next()?)?,
            prorated: parts.next_of(Rule::prorated).is_some(),
            span,
        })
    }

    fn refund_policy(&mut self, node: Node<'_>) -> Option<RefundDecl> {
        let span = self.span(&node);
        let mut parts = node.children();
        Some(RefundDecl {
            reversal: self.name(parts.next()?)?,
            restores: parts.next_of(Rule::restores).is_some(),
            span,
        })
    }
}
