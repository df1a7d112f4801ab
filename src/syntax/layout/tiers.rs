//! Tiers: on one line where they fit, and else one below the other, with their amounts in columns
//! (section 2.3).

use unicode_width::UnicodeWidthStr;

use super::flow::{Doc, Flow, Gap};
use super::leaves::is_leaf;
use super::words::{is_numeric, plain_text};
use crate::syntax::grammar::{Node, Rule};

/// How far tiers stand in from the clause that they are in.
const INDENT: isize = 2;

/// The widths to which the amounts of all tiers are brought.
#[derive(Clone, Copy, Default)]
struct Columns {
    reach: Column,
    get: Column,
}

/// Where a column of amounts stands.
#[derive(Clone, Copy, Default)]
enum Column {
    /// To the right: amounts of one kind.
    Right(usize),
    /// To the left, filled up: columns of the table.
    Left(usize),
    #[default]
    Free,
}

impl<'g, 't> Flow<'g, 't> {
    pub(super) fn tiers(&mut self, node: Node<'t>) -> Doc<'g, 't> {
        let mut parts = node.parts().filter(|part| part.rule() != Rule::comma);
        let open = self.nodes(parts.next());
        let parts: Vec<Node<'t>> = parts.collect();
        let columns = Columns::of(&parts);
        let mut tiers = self.nothing();
        let mut close = self.nothing();
        for (place, part) in parts.into_iter().enumerate() {
            if part.rule() == Rule::close_brace {
                if place > 0 {
                    self.gap(Gap::Line);
                }
                close = self.node(part);
            } else {
                self.gap(if place == 0 { Gap::Line } else { Gap::Wide });
                tiers = tiers.append(self.tier(part, columns));
            }
        }
        open.append(tiers.nest(INDENT)).append(close).group()
    }

    /// `reach THRESHOLD get AMOUNT`
    fn tier(&mut self, node: Node<'t>, columns: Columns) -> Doc<'g, 't> {
        let mut words = self.nothing();
        for part in node.parts() {
            words = words.append(if part.rule() == Rule::amount {
                self.in_column(part, columns.reach)
            } else if part.rule() == Rule::reward {
                self.reward(part, columns.get)
            } else {
                self.node(part)
            });
        }
        words
    }

    /// A reward whose first amount stands in a column.
    fn reward(&mut self, node: Node<'t>, column: Column) -> Doc<'g, 't> {
        if node.rule() == Rule::amount {
            return self.in_column(node, column);
        }
        if is_leaf(&node) || node.rule() == Rule::event_field {
            return self.node(node);
        }
        let mut parts = node.parts();
        let first = match parts.next() {
            Some(first) => self.reward(first, column),
            None => self.nothing(),
        };
        first.append(self.nodes(parts))
    }

    fn in_column(&mut self, amount: Node<'t>, column: Column) -> Doc<'g, 't> {
        let width = plain_text(amount.clone()).width();
        match column {
            Column::Right(widest) => {
                self.pad(widest.saturating_sub(width));
                self.node(amount)
            }
            Column::Left(widest) => {
                let padding = self.padding(widest.saturating_sub(width));
                self.node(amount).append(padding)
            }
            Column::Free => self.node(amount),
        }
    }
}

impl Columns {
    fn of(tiers: &[Node<'_>]) -> Self {
        let tiers = tiers.iter().filter(|part| part.rule() == Rule::tier);
        let parts = |rule| tiers.clone().filter_map(move |tier| part(tier, rule));
        let reach: Vec<_> = parts(Rule::amount).map(Some).collect();
        let get: Vec<_> = parts(Rule::reward).map(first_amount).collect();
        Self {
            reach: Column::of(&reach, Column::Left),
            get: Column::of(&get, |_| Column::Free),
        }
    }
}

impl Column {
    fn of(amounts: &[Option<Node<'_>>], otherwise: fn(usize) -> Self) -> Self {
        let kind = |amount: &Node<'_>| amount.clone().child().map(|form| form.rule());
        let widths = amounts.iter().flatten();
        let widths = widths.map(|amount| plain_text(amount.clone()).width());
        let widest = widths.max().unwrap_or(0);
        let kinds: Option<Vec<_>> = amounts
            .iter()
            .map(|one| one.as_ref().and_then(kind))
            .collect();
        match kinds.as_deref() {
            Some([first, others @ ..])
                if is_numeric(*first) && others.iter().all(|other| other == first) =>
            {
                Self::Right(widest)
            }
            Some(_) | None => otherwise(widest),
        }
    }
}

fn part<'t>(node: &Node<'t>, rule: Rule) -> Option<Node<'t>> {
    node.clone().parts().find(|part| part.rule() == rule)
}

/// The amount that a reward begins with.
fn first_amount(reward: Node<'_>) -> Option<Node<'_>> {
    let first = reward.child()?;
    if first.rule() == Rule::share {
        return part(&first, Rule::amount);
    }
    (first.rule() == Rule::amount).then_some(first)
}
