//! Scenarios: a line for each account, event and outcome, outcomes further in, and events in a column
//! behind their times (section 10).

use unicode_width::UnicodeWidthStr;

use super::flow::{self, Doc, Flow, Gap};
use super::item::{INDENT, Layout};
use super::page::{Line, Page};
use super::words::plain_text;
use crate::syntax::grammar::{Node, Rule};

/// How far a line goes on below its beginning.
const CONTINUED: isize = 6;

impl<'t> Layout<'t> {
    /// `scenario "TITLE" for NAME, NAME { … }`
    pub fn scenario_item(&self, page: &mut Page<'t>, item: Node<'t>) {
        let is_line = |part: &Node<'_>| part.rule() == Rule::scenario_line;
        let (lines, words): (Vec<_>, Vec<_>) = item.parts().partition(is_line);
        let is_empty = lines.is_empty();
        self.block(page, 0, words, is_empty, |page| {
            let lines: Vec<Node<'t>> = lines.into_iter().filter_map(Node::child).collect();
            let widest = lines.iter().filter_map(time_width).max().unwrap_or(0);
            for (place, line) in lines.into_iter().enumerate() {
                let is_outcome = line.rule() == Rule::outcome_line;
                let indent = if is_outcome { 2 * INDENT } else { INDENT };
                self.apart(page, indent, line.range().start, place == 0);
                page.extend(if is_outcome {
                    self.outcome_line(indent, line)
                } else {
                    self.scenario_line(indent, line, widest)
                });
            }
        });
    }

    /// An account or an event, whose time is filled up to the widest.
    fn scenario_line(&self, indent: usize, line: Node<'t>, widest: usize) -> Vec<Line<'t>> {
        let padding = time_width(&line).map_or(0, |width| widest.saturating_sub(width));
        flow::lines(self.comments, |flow| {
            let mut parts = line.parts();
            let first = flow.spaces(indent).append(flow.nodes(parts.next()));
            let first = first.append(flow.spaces(padding));
            first.append(flow.nodes(parts)).nest(CONTINUED)
        })
    }

    /// `=> OUTCOME, at T`: it goes on behind its arrow.
    fn outcome_line(&self, indent: usize, line: Node<'t>) -> Vec<Line<'t>> {
        flow::lines(self.comments, |flow| {
            let mut parts = line.parts();
            let arrow = flow.spaces(indent).append(flow.nodes(parts.next()));
            let arrow = arrow.append(flow.spaces(1));
            flow.gap(Gap::Nothing);
            arrow.append(flow.nodes(parts).align())
        })
    }
}

impl<'g, 't> Flow<'g, 't> {
    /// `FIELD = VALUE, FIELD = VALUE`, without the comma behind the last.
    pub(super) fn givens(&mut self, node: Node<'t>) -> Doc<'g, 't> {
        self.gap(Gap::Apart);
        let mut words = self.nothing();
        let givens = node.parts().filter(|part| part.rule() == Rule::given);
        for (place, given) in givens.enumerate() {
            if place > 0 {
                words = words.append(self.comma());
                self.gap(Gap::Line);
            }
            words = words.append(self.node(given).group());
        }
        words
    }

    /// `EVENT ID`, behind its time.
    pub(super) fn happening(&mut self, node: Node<'t>) -> Doc<'g, 't> {
        self.gap(Gap::Apart);
        self.nodes(node.parts())
    }
}

/// The width of the one time at which an event happens.
fn time_width(line: &Node<'_>) -> Option<usize> {
    let mut parts = line.clone().children();
    let time = parts.next_of(Rule::point)?;
    parts.next_of(Rule::happening)?;
    Some(plain_text(time).width())
}
