//! The door to the parser generator: the only file that names it. What comes out is a [`Node`], one per
//! grammar rule that matched, or a [`Stop`]: how far the text could be read, and what was looked for.

use std::iter::Peekable;
use std::ops::Range;

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::{Pair, Pairs};

#[derive(pest_derive::Parser)]
#[grammar = "grammar/onward.pest"]
struct Grammar;

/// A piece of text that matched a rule of the grammar.
#[derive(Clone)]
pub struct Node<'t>(Pair<'t, Rule>);

impl<'t> Node<'t> {
    pub fn rule(&self) -> Rule {
        self.0.as_rule()
    }

    /// The whole text that was read, of which this is a piece.
    pub fn whole_text(&self) -> &'t str {
        self.0.as_span().get_input()
    }

    /// The words of [`Node::range`].
    pub fn text(&self) -> &'t str {
        let length = self.range().len();
        let text = self.0.as_str();
        text.get(..length).unwrap_or(text)
    }

    /// Bytes of the text that was read, from the first word to the last. A rule whose last part is
    /// optional has read the white space before it as well; that is left out.
    pub fn range(&self) -> Range<usize> {
        let span = self.0.as_span();
        let text = span.as_str();
        let last_line = text.rsplit(['\n', '\r']).next().unwrap_or("");
        // Most end with a word or a mark: nothing was read behind it.
        if !text.ends_with([' ', '\t', '\n', '\r']) && !last_line.contains('#') {
            return span.start()..span.end();
        }
        let mut last = self.0.clone();
        while let Some(inner) = last.clone().into_inner().next_back() {
            last = inner;
        }
        span.start()..last.as_span().end()
    }

    /// What the rule is made of, words and marks left out.
    pub fn children(self) -> Children<'t> {
        Children(Meaningful(self.0.into_inner()).peekable())
    }

    /// All that the rule is made of, words and marks included.
    pub fn parts(self) -> impl Iterator<Item = Self> {
        let parts = self.0.into_inner();
        parts.filter(|pair| pair.as_rule() != Rule::EOI).map(Node)
    }

    /// The first of [`Node::children`].
    pub fn child(self) -> Option<Self> {
        self.children().next()
    }
}

/// The children of a node in order.
pub struct Children<'t>(Peekable<Meaningful<'t>>);

impl<'t> Children<'t> {
    /// The next child where it is of this rule.
    pub fn next_of(&mut self, rule: Rule) -> Option<Node<'t>> {
        self.0.next_if(|node| node.rule() == rule)
    }
}

impl<'t> Iterator for Children<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        self.0.next()
    }
}

struct Meaningful<'t>(Pairs<'t, Rule>);

impl<'t> Iterator for Meaningful<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        self.0.find(|pair| is_meaningful(pair.as_rule())).map(Node)
    }
}

// INVARIANT: the grammar defines every word and mark, and nothing else, behind `words_and_marks`.
fn is_meaningful(rule: Rule) -> bool {
    rule != Rule::EOI && rule < Rule::words_and_marks
}

/// The word that a rule stands for, where it stands for one.
pub fn word_of(rule: Rule) -> Option<String> {
    let name = format!("{rule:?}");
    name.strip_prefix("kw_").map(str::to_owned)
}

/// Every word of the language.
pub fn words() -> Vec<String> {
    Rule::all_rules()
        .iter()
        .filter_map(|rule| word_of(*rule))
        .collect()
}

/// Where reading stopped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stop {
    /// The furthest byte that any attempt reached.
    pub at: usize,
    /// What was looked for there. Empty where the text nests too deeply to be read at all.
    pub looked_for: Vec<Rule>,
}

/// Reads a text by one rule, which may leave a rest of the text unread unless it asks for the end.
pub fn read(rule: Rule, text: &str) -> Result<Node<'_>, Stop> {
    let stopped = |at| Stop {
        at,
        looked_for: Vec::new(),
    };
    match Grammar::parse(rule, text) {
        Ok(mut pairs) => pairs.next().map(Node).ok_or_else(|| stopped(0)),
        Err(error) => {
            let at = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            match error.variant {
                ErrorVariant::ParsingError { positives, .. } => Err(Stop {
                    at,
                    looked_for: positives,
                }),
                ErrorVariant::CustomError { .. } => Err(stopped(at)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_marks_stand_behind_their_line() {
        for rule in Rule::all_rules() {
            let name = format!("{rule:?}");
            if name.starts_with("kw_") {
                assert!(!is_meaningful(*rule), "{name}");
            }
        }
        assert!(is_meaningful(Rule::name));
        assert!(!is_meaningful(Rule::comma));
    }
}
