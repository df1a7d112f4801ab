//! Which words of a clause are kept together: an option rather than a filter, a filter rather than a
//! test. A line breaks at the outermost place that it can.

use super::flow::{Doc, Flow, Gap};
use super::leaves::is_leaf;
use crate::syntax::grammar::{Node, Rule};

/// The options of clauses in their canonical order.
const OPTIONS: [Rule; 13] = [
    Rule::deadline,
    Rule::once,
    Rule::decided,
    Rule::measure_reversal,
    Rule::covering,
    Rule::at_most_per,
    Rule::in_progress,
    Rule::refund_policy,
    Rule::timing,
    Rule::at_most_times,
    Rule::one_at_a_time,
    Rule::side_by_side,
    Rule::window,
];

impl<'g, 't> Flow<'g, 't> {
    /// The parts of a clause behind its word: the options in canonical order, and a measure's lines
    /// below what it counts.
    pub fn clause(&mut self, parts: impl Iterator<Item = Node<'t>>) -> Doc<'g, 't> {
        let mut head: Vec<_> = parts.filter(|part| part.rule() != Rule::comma).collect();
        let mut options: Vec<_> = head.extract_if(.., |part| is_option(part.rule())).collect();
        options.sort_by_key(option_rank);
        let equals = head.iter().position(|part| part.rule() == Rule::equals);
        let Some(equals) = equals else {
            return self.head_and_options(head, options);
        };
        let rest = head.split_off(equals + 1);
        let words = self.nodes(head).append(self.spaces(1));
        self.gap(Gap::Nothing);
        words.append(self.head_and_options(rest, options).align())
    }

    fn head_and_options(&mut self, head: Vec<Node<'t>>, options: Vec<Node<'t>>) -> Doc<'g, 't> {
        let mut words = self.nodes(head);
        for option in options {
            words = words.append(self.comma());
            self.gap(Gap::Line);
            words = words.append(self.node(option).group());
        }
        words
    }

    /// Nodes one behind the other.
    pub fn nodes(&mut self, nodes: impl IntoIterator<Item = Node<'t>>) -> Doc<'g, 't> {
        let mut words = self.nothing();
        for node in nodes {
            words = words.append(self.node(node));
        }
        words
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other rules are no more than their parts"
    )]
    pub fn node(&mut self, node: Node<'t>) -> Doc<'g, 't> {
        if is_phrase(node.rule()) {
            self.fill();
        }
        match node.rule() {
            Rule::predicate
            | Rule::all_of
            | Rule::when_reached
            | Rule::window_within
            | Rule::field_kind => self.joined(node),
            Rule::group => self.group(node),
            Rule::list => self.list(node),
            Rule::givens => self.givens(node),
            Rule::happening => self.happening(node),
            Rule::tiers => self.tiers(node),
            _ if is_leaf(&node) => self.leaf(&node),
            _ => self.nodes(node.parts()),
        }
    }

    /// Nodes joined by `and`, `or` or `|`, each with the one behind it.
    fn joined(&mut self, node: Node<'t>) -> Doc<'g, 't> {
        let mut words = self.nothing();
        let mut parts = node.parts();
        while let Some(part) = parts.next() {
            if matches!(part.rule(), Rule::kw_and | Rule::kw_or | Rule::bar) {
                self.gap(Gap::Line);
                let joiner = self.node(part);
                words = words.append(joiner.append(self.nodes(parts.next())).group());
            } else {
                words = words.append(self.node(part));
            }
        }
        words
    }

    /// `( P )`: the lines of the predicate stand below its beginning.
    fn group(&mut self, node: Node<'t>) -> Doc<'g, 't> {
        let mut words = self.nothing();
        for part in node.parts() {
            let is_inner = part.rule() == Rule::predicate;
            let part = self.node(part);
            words = words.append(if is_inner { part.align() } else { part });
        }
        words
    }

    /// `[a, b]`, without the comma behind the last.
    fn list(&mut self, node: Node<'t>) -> Doc<'g, 't> {
        let mut parts = node.parts().filter(|part| part.rule() != Rule::comma);
        let mut words = self.nodes(parts.next());
        let mut literals = self.nothing();
        for (place, part) in parts.enumerate() {
            if part.rule() == Rule::close_bracket {
                words = words.append(literals.align());
                return words.append(self.node(part));
            }
            if place > 0 {
                literals = literals.append(self.comma());
                self.gap(Gap::Line);
            }
            literals = literals.append(self.node(part).group());
        }
        words
    }
}

/// Whether a line can break before what matched a rule.
fn is_phrase(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::filter
            | Rule::when_reached
            | Rule::every_step
            | Rule::on_event
            | Rule::at_enrollment
            | Rule::at_close
            | Rule::above
            | Rule::reward_cap
    )
}

fn is_option(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::enroll_option | Rule::measure_option | Rule::apply_option | Rule::issue_option
    )
}

/// Where an option stands among those of its clause.
fn option_rank(option: &Node<'_>) -> usize {
    let form = option.clone().child().map(|form| form.rule());
    let place = OPTIONS.iter().position(|rule| Some(*rule) == form);
    place.unwrap_or(OPTIONS.len())
}
