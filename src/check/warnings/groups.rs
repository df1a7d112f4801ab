//! Exclusive groups: of one offer alone, or with a draw order that is never used.

use std::collections::BTreeMap;

use crate::base::nearest::nearest;
use crate::base::{Code, Diagnostic, Span};
use crate::check::clauses::Clauses;
use crate::check::endings::DRAW_ORDER;
use crate::check::problems::Problems;
use crate::syntax::tree::OfferDecl;

/// The draw orders that a program can say.
const ORDERS: usize = 1_001;

/// For how many groups of one the one that was meant is looked for.
const SUGGESTIONS: usize = 50;

/// The offers of a program by exclusive group.
#[derive(Default)]
pub struct Groups<'a> {
    groups: BTreeMap<&'a str, Group<'a>>,
    /// How many versions, in a group or not, have each draw order.
    orders: BTreeMap<usize, usize>,
}

struct Group<'a> {
    place: Span,
    offer: &'a str,
    alone: bool,
    members: Vec<Member>,
}

struct Member {
    order: usize,
    /// Where the order is said.
    said: Option<Span>,
}

impl<'a> Groups<'a> {
    /// Takes note of an offer.
    pub fn add(&mut self, offer: &'a OfferDecl, clauses: &Clauses<'a>) {
        let said = clauses.draw_order.map(|said| said.body);
        let order = said.map_or(usize::from(DRAW_ORDER), |said| {
            usize::try_from(said.value).unwrap_or(ORDERS).min(ORDERS)
        });
        *self.orders.entry(order).or_default() += 1;
        let Some(exclusive) = clauses.exclusive else {
            return;
        };
        let name = offer.name.text.as_str();
        let group = self
            .groups
            .entry(exclusive.body.text.as_str())
            .or_insert(Group {
                place: exclusive.body.span,
                offer: name,
                alone: true,
                members: Vec::new(),
            });
        group.alone &= group.offer == name;
        group.members.push(Member {
            order,
            said: said.map(|said| said.span),
        });
    }

    /// Warns of groups that do not do what they seem to.
    pub fn check(&self, problems: &mut Problems) {
        let mut below = vec![0_usize];
        for order in 0..=ORDERS {
            let here = self.orders.get(&order).copied().unwrap_or(0);
            below.push(below.last().copied().unwrap_or(0) + here);
        }
        let mut suggestions = 0..SUGGESTIONS;
        for (name, group) in &self.groups {
            if group.alone {
                let near = suggestions.next().and_then(|_| self.nearest(name));
                alone(name, group, near, problems);
            } else {
                unused_order(name, group, &below, problems);
            }
        }
    }

    /// The group that was meant: rather one that offers share.
    fn nearest(&self, name: &str) -> Option<&str> {
        let shared = self.groups.iter().filter(|(_, other)| !other.alone);
        let others = self.groups.keys().filter(|other| **other != name);
        nearest(name, shared.map(|(other, _)| *other)).or_else(|| nearest(name, others.copied()))
    }
}

fn alone(name: &str, group: &Group<'_>, near: Option<&str>, problems: &mut Problems) {
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "a group keeps an account from holding two of its offers; name it in another offer too, or \
             leave the clause out"
                .to_owned()
        }
    };
    problems.push(
        Diagnostic::new(
            Code::GroupOfOne,
            group.place,
            format!("offer `{}` is alone in group `{name}`", group.offer),
        )
        .help(help),
    );
}

/// Different draw orders in a group, with no other offer drawn between them.
fn unused_order(name: &str, group: &Group<'_>, below: &[usize], problems: &mut Problems) {
    let orders = || group.members.iter().map(|member| member.order);
    let (Some(low), Some(high)) = (orders().min(), orders().max()) else {
        return;
    };
    let up_to = |order: usize| below.get(order).copied().unwrap_or(0);
    let within = up_to(high + 1).saturating_sub(up_to(low));
    if low == high || within > group.members.len() {
        return;
    }
    let mut places = group
        .members
        .iter()
        .filter_map(|member| Some((member.said?, member.order)));
    let Some((first, order)) = places.next() else {
        return;
    };
    let mut report = Diagnostic::new(
        Code::UnusedDrawOrder,
        first,
        format!("draw order {order} is never used: no account holds two offers of group `{name}`"),
    )
    .help("credits of these offers never meet; leave the draw orders out, or the group");
    if let Some((other, order)) = places.find(|(_, other)| *other != order) {
        report = report.related(other, format!("draw order {order} here"));
    }
    problems.push(report);
}
