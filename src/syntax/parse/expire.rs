//! `expire` (section 2).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar knows its own alternatives"
)]

use crate::base::Date;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{ExpireDecl, Spanned};

use super::Walk;

impl Walk {
    pub(super) fn expire_clause(&mut self, node: Node<'_>) -> Option<ExpireDecl> {
        let form = node.child()?;
        match form.rule() {
            Rule::expire_after_issue => self.expire_after_issue(form),
            Rule::expire_at_end => self.expire_at_end(form),
            Rule::expire_on => self
                .whole_day(form.child()?, "expire on")
                .map(ExpireDecl::On),
            Rule::expire_never => Some(ExpireDecl::Never),
            _ => None,
        }
    }

    fn expire_after_issue(&mut self, node: Node<'_>) -> Option<ExpireDecl> {
        let mut parts = node.children();
        let after = self.duration(parts.next()?);
        let end_of_day = parts.next_of(Rule::at_end_of_day).is_some();
        let no_later = match parts.next() {
            Some(bound) => Some(self.no_later_than(bound)?),
            None => None,
        };
        Some(ExpireDecl::AfterIssue {
            after: after?,
            end_of_day,
            no_later,
        })
    }

    fn expire_at_end(&mut self, node: Node<'_>) -> Option<ExpireDecl> {
        let mut parts = node.children();
        Some(ExpireDecl::AtEndOf {
            period: self.period(parts.next()?)?,
            no_later: match parts.next() {
                Some(bound) => Some(self.no_later_than(bound)?),
                None => None,
            },
        })
    }

    fn no_later_than(&mut self, node: Node<'_>) -> Option<Spanned<Date>> {
        self.whole_day(node.child()?, "no later than")
    }
}
