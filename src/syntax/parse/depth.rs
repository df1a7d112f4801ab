//! How deeply a filter may nest. Beyond that nobody can read it, and no stack is asked to hold it.

use std::borrow::Cow;

use crate::base::{Code, Diagnostic, Span};
use crate::syntax::recover::token::{Token, tokens};

use super::Walk;

/// How many parentheses, or words such as `not`, may stand in each other.
pub const MAX_DEPTH: usize = 64;

impl Walk {
    /// The text without the parentheses that nest too deeply, which are reported here.
    pub(super) fn shallow<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        // Most texts have few parentheses at all.
        if text.matches('(').nth(MAX_DEPTH).is_none() {
            return Cow::Borrowed(text);
        }
        let mut shallow = text.to_owned();
        let mut depth = 0_usize;
        for Token { range, .. } in tokens(text) {
            let word = text.get(range.clone()).unwrap_or("");
            match word {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                // A parenthesis that is not closed does not reach beyond its offer.
                "}" => depth = 0,
                _ => continue,
            }
            let opens_first = word == "(" && depth == MAX_DEPTH + 1;
            if opens_first {
                self.nests_too_deeply(self.place.span(range.clone()));
            }
            if depth > MAX_DEPTH || word == ")" && depth == MAX_DEPTH {
                shallow.replace_range(range, " ");
            }
        }
        Cow::Owned(shallow)
    }

    pub(super) fn nests_too_deeply(&mut self, span: Span) {
        self.too_deep.push(span);
        let message = format!("this nests more than {MAX_DEPTH} deep");
        self.report(
            Diagnostic::new(Code::NestedTooDeeply, span, message)
                .help("write it with fewer parentheses; `and` binds tighter than `or`"),
        );
    }

    /// Whether something in a place nests too deeply.
    pub(super) fn is_too_deep(&self, place: Span) -> bool {
        self.too_deep
            .iter()
            .any(|deep| place.start <= deep.start && deep.end <= place.end)
    }
}
