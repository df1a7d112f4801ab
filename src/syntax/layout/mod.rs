//! Text to text: a file in its canonical layout, with every comment.
//!
//! The words come from what the grammar matched, the comments from the gaps between them
//! ([`comments`]). Declarations ([`item`]), clauses ([`offer`]), rows ([`table`]) and the lines of a
//! [`scenario`] are told apart; the words of one of them are a [`flow`], which breaks where a [`phrase`] says; and a [`page`] puts
//! the lines together. Nothing here knows what an offer means: [`lay_out`] reads its own result, and
//! gives back no text that says something else or lacks a comment.

mod comments;
mod flow;
mod item;
mod leaves;
mod offer;
mod page;
mod phrase;
mod scenario;
mod table;
mod tiers;
mod words;

use crate::base::{Diagnostic, SourceId};

use super::grammar::{self, Rule};
use super::parse::{parse, parse_without_places};
use comments::Comments;

/// How wide a line may be, in columns. A single word can be wider, and so can a row of a table; a
/// comment does not count.
pub const WIDTH: usize = 100;

/// Why a text has no layout: it is to be left as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unfit {
    /// The form of the text has errors.
    Errors(Vec<Diagnostic>),
    /// The layout would say something else, or lack a comment: a fault of this module.
    WouldChange,
}

/// A file in its canonical layout. It says the same and has the same comments, and laid out again it
/// stays as it is.
pub fn lay_out(source: SourceId, text: &str) -> Result<String, Unfit> {
    let parsed = parse(source, text);
    if !parsed.diagnostics.is_empty() {
        return Err(Unfit::Errors(parsed.diagnostics));
    }
    let Ok(node) = grammar::read(Rule::file, text) else {
        return Err(Unfit::WouldChange);
    };
    let comments = Comments::of(text, &node);
    let laid_out = item::file(node, &comments);
    if says_the_same(text, &laid_out) && has_the_same_comments(text, &laid_out) {
        Ok(laid_out)
    } else {
        Err(Unfit::WouldChange)
    }
}

/// A text without its comments.
pub fn without_comments(text: &str) -> String {
    comments::without(text)
}

fn says_the_same(text: &str, laid_out: &str) -> bool {
    parse_without_places(text) == parse_without_places(laid_out)
}

/// Whether two texts have the same comments; options may have changed places with theirs.
fn has_the_same_comments(text: &str, laid_out: &str) -> bool {
    let [before, after] = [text, laid_out].map(|text| {
        let mut comments = comments::texts(text);
        comments.sort_unstable();
        comments
    });
    before == after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_meaning_is_seen_and_another_layout_is_not() {
        let text = "offer a { issue 5 USD on b where c = d, at once  expire never }";
        let same = "offer a {\n issue 5 USD on b\n where c=d,at once expire never }";
        assert!(says_the_same(text, same));
        for other in [
            text.replace("5 USD", "6 USD"),
            text.replace("never", "at end of year"),
            text.replace("c = d", "not c = d"),
            text.replace("expire", "draw order 1 expire"),
            format!("{text} event e"),
        ] {
            assert!(!says_the_same(text, &other), "{other}");
        }
    }

    #[test]
    fn a_lost_comment_is_seen_and_a_moved_one_is_not() {
        let text = "offer a \"# no \\\" comment\" { # one\n# two \"\n# one\n }";
        assert!(has_the_same_comments(text, "# two \"\n# one   \r\n# one"));
        for other in [
            "# one\n# two \"",
            "# one\n# one\n# two",
            "# one\n# one\n# two \"\n#",
        ] {
            assert!(!has_the_same_comments(text, other), "{other}");
        }
    }
}
