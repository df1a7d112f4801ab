//! Mistakes that authors are known to make, each recognised in the words of a piece that the grammar
//! could not read: what is wrong with it, and the words that put it right so that reading can go on.

mod clause;
mod dates;
mod money;
mod numbers;
mod operators;
mod terms;
mod texts;
mod wording;

use std::ops::Range;

use crate::base::{Code, Currency};
use crate::syntax::tree::ClauseKind;

use super::token::{Token, TokenKind};

/// A mistake and its cure.
#[derive(Clone, Debug)]
pub struct Mistake {
    pub code: Code,
    /// The words at fault.
    pub at: Range<usize>,
    pub message: String,
    pub label: String,
    /// Other places of the same mistake.
    pub others: Vec<(Range<usize>, String)>,
    pub help: Option<String>,
    pub edits: Vec<Edit>,
    /// Whether the cure is a guess: good enough to read on, not to keep what was read.
    pub guessed: bool,
}

/// Other words in the place of a range.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    pub range: Range<usize>,
    pub words: String,
}

impl Mistake {
    pub fn new(code: Code, at: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            code,
            at,
            message: message.into(),
            label: String::new(),
            others: Vec::new(),
            help: None,
            edits: Vec::new(),
            guessed: false,
        }
    }

    /// What is written instead of the words at fault.
    pub fn written(self, words: impl Into<String>) -> Self {
        let range = self.at.clone();
        self.edit(range, words)
    }

    pub fn edit(mut self, range: Range<usize>, words: impl Into<String>) -> Self {
        self.edits.push(Edit {
            range,
            words: words.into(),
        });
        self
    }

    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    pub fn guessed(mut self) -> Self {
        self.guessed = true;
        self
    }
}

/// The words of a piece that could not be read.
pub struct View<'v> {
    pub text: &'v str,
    pub tokens: &'v [Token],
    /// The clause that the piece is, unless it is an item or a field.
    pub kind: Option<ClauseKind>,
    /// The currency that the offer uses elsewhere.
    pub currency: Option<Currency>,
}

impl<'v> View<'v> {
    /// The words of a token; nothing past the end.
    pub fn word(&self, index: usize) -> &'v str {
        self.tokens
            .get(index)
            .map_or("", |token| self.slice(token.range.clone()))
    }

    pub fn kind_of(&self, index: usize) -> Option<TokenKind> {
        self.tokens.get(index).map(|token| token.kind)
    }

    pub fn is_number(&self, index: usize) -> bool {
        self.kind_of(index) == Some(TokenKind::Number)
    }

    pub fn slice(&self, range: Range<usize>) -> &'v str {
        self.text.get(range).unwrap_or("")
    }

    /// From the first byte of a token to the last byte of another.
    pub fn range(&self, first: usize, last: usize) -> Range<usize> {
        let start = self
            .tokens
            .get(first)
            .map_or(self.text.len(), |token| token.range.start);
        let end = self
            .tokens
            .get(last)
            .map_or(self.text.len(), |token| token.range.end);
        start..end.max(start)
    }

    /// The words from a token to another.
    pub fn words(&self, first: usize, last: usize) -> &'v str {
        self.slice(self.range(first, last))
    }

    /// Whether these words stand from a token on, whatever their case.
    pub fn stands(&self, index: usize, words: &[&str]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(ahead, word)| self.word(index + ahead).eq_ignore_ascii_case(word))
    }

    /// Where these words stand first, as the index of their first token.
    pub fn find(&self, words: &[&str]) -> Option<usize> {
        (0..self.tokens.len()).find(|index| self.stands(*index, words))
    }

    /// Whether a token follows the one before without white space.
    pub fn glued(&self, index: usize) -> bool {
        let before = index
            .checked_sub(1)
            .and_then(|before| self.tokens.get(before));
        let here = self.tokens.get(index);
        match (before, here) {
            (Some(before), Some(here)) => before.range.end == here.range.start,
            (None, _) | (_, None) => false,
        }
    }

    /// Whether a list is open before a token.
    pub fn in_list(&self, index: usize) -> bool {
        let last = (0..index)
            .rev()
            .map(|before| self.word(before))
            .find(|word| matches!(*word, "[" | "]" | "{"));
        last == Some("[")
    }

    /// The place just behind the last token.
    pub fn end(&self) -> Range<usize> {
        let end = self.tokens.last().map_or(0, |token| token.range.end);
        end..end
    }
}

/// Every mistake that is recognised; of two at one place the first.
pub fn find_mistakes(view: &View<'_>) -> Vec<Mistake> {
    let finders: [fn(&View<'_>) -> Vec<Mistake>; 8] = [
        texts::mistakes,
        dates::mistakes,
        money::mistakes,
        numbers::mistakes,
        clause::mistakes,
        terms::mistakes,
        operators::mistakes,
        wording::mistakes,
    ];
    let mut found: Vec<Mistake> = Vec::new();
    for mistake in finders.iter().flat_map(|finder| finder(view)) {
        if !found.iter().any(|other| clash(other, &mistake)) {
            found.push(mistake);
        }
    }
    found
}

/// Whether two mistakes would change the same words.
fn clash(one: &Mistake, other: &Mistake) -> bool {
    one.edits.iter().any(|taken| {
        other.edits.iter().any(|edit| {
            let overlap = taken.range.start < edit.range.end && edit.range.start < taken.range.end;
            overlap || taken.range == edit.range
        })
    })
}

/// "`a`, `b` and `c`"
pub fn quoted<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let words: Vec<_> = words.map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
