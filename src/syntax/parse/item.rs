//! The program, the account and the events (section 1).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar knows its own alternatives"
)]

use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{
    AccountDecl, EventDecl, FieldDecl, FieldKindDecl, File, Item, ProgramDecl, RoleDecl, Spanned,
};

use super::Walk;

impl Walk {
    pub(super) fn file(&mut self, node: Node<'_>) -> File {
        let mut items = Vec::new();
        let mut parts = node.children();
        while let Some(part) = parts.next() {
            if part.rule() == Rule::broken_item {
                self.broken_item(&part, &mut items);
            } else if let Some(broken) = parts.next_of(Rule::broken_item) {
                self.item_and_rest(part, &broken, &mut items);
            } else {
                items.extend(self.item(part));
            }
        }
        File { items }
    }

    pub(super) fn item(&mut self, node: Node<'_>) -> Option<Item> {
        let node = node.child()?;
        match node.rule() {
            Rule::program_item => self.program_item(node).map(Item::Program),
            Rule::account_item => self.account_item(node).map(Item::Account),
            Rule::event_item => self.event_item(node).map(Item::Event),
            Rule::offer_item => self
                .offer_item(node)
                .map(|offer| Item::Offer(Box::new(offer))),
            Rule::scenario_item => self.scenario_item(node).map(Item::Scenario),
            _ => None,
        }
    }

    fn program_item(&mut self, node: Node<'_>) -> Option<ProgramDecl> {
        let span = self.span(&node);
        let mut parts = node.children();
        let title = self.text(parts.next()?)?;
        let timezones = parts
            .filter_map(|entry| self.program_entry(entry))
            .collect();
        Some(ProgramDecl {
            span,
            title,
            timezones,
        })
    }

    fn program_entry(&mut self, node: Node<'_>) -> Option<Spanned<String>> {
        self.text(node.child()?)
    }

    fn account_item(&mut self, node: Node<'_>) -> Option<AccountDecl> {
        let span = self.span(&node);
        let fields = self.fields(node.child()?);
        Some(AccountDecl { span, fields })
    }

    fn event_item(&mut self, node: Node<'_>) -> Option<EventDecl> {
        let span = self.span(&node);
        let mut parts = node.children();
        let name = self.name(parts.next()?)?;
        let mut roles = Vec::new();
        while let Some(role) = parts.next_of(Rule::role) {
            roles.extend(self.role(role));
        }
        let fields = parts.next().map_or_else(Vec::new, |node| self.fields(node));
        Some(EventDecl {
            span,
            name,
            roles,
            fields,
        })
    }

    fn role(&mut self, node: Node<'_>) -> Option<RoleDecl> {
        let role = node.child()?;
        let span = self.span(&role);
        let rule = role.rule();
        let mut parts = role.children();
        match rule {
            Rule::opens_role => Some(RoleDecl::Opens { span }),
            Rule::updates_role => Some(RoleDecl::Updates { span }),
            Rule::closes_role => Some(RoleDecl::Closes { span }),
            Rule::spends_role => Some(RoleDecl::Spends {
                span,
                amount: self.name(parts.next()?)?,
                since: match parts.next() {
                    Some(since) => Some(self.name(since.child()?)?),
                    None => None,
                },
            }),
            Rule::reverses_role => Some(RoleDecl::Reverses {
                span,
                event: self.name(parts.next()?)?,
                refunding: self.name(parts.next()?)?,
            }),
            Rule::corrects_role => Some(RoleDecl::Corrects {
                span,
                amount: self.name(parts.next()?)?,
            }),
            _ => None,
        }
    }

    fn fields(&mut self, node: Node<'_>) -> Vec<FieldDecl> {
        let mut fields = Vec::new();
        for part in node.children() {
            if part.rule() == Rule::field_entry {
                fields.extend(self.field_entry(part));
            } else {
                self.broken_field(&part, &mut fields);
            }
        }
        fields
    }

    pub(super) fn field_entry(&mut self, node: Node<'_>) -> Option<FieldDecl> {
        let text = node.text().trim_end_matches(',').trim_end();
        let span = self.within(&node, text.len());
        let optional = text.ends_with('?');
        let mut parts = node.children();
        Some(FieldDecl {
            name: self.name(parts.next()?)?,
            kind: self.field_kind(parts.next()?)?,
            optional,
            span,
        })
    }

    fn field_kind(&mut self, node: Node<'_>) -> Option<FieldKindDecl> {
        let mut words = node
            .children()
            .filter_map(|node| self.name(node))
            .collect::<Vec<_>>();
        if words.len() == 1 {
            words.pop().map(FieldKindDecl::Word)
        } else {
            Some(FieldKindDecl::Symbols(words))
        }
    }
}
