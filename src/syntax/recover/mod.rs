//! What is wrong with a piece that the grammar could not read, and the piece put right as far as it goes.
//!
//! A broken piece is mended in two steps. First the [`mistakes`] that authors are known to make are
//! looked for in its words, and put right all at once. Then, as long as reading stops somewhere, the
//! smallest [`repair`] is sought that lets it get further: a word misspelt, a comma missing, a word too
//! many. Every change is a diagnostic. What cannot be put right is said in the terms of its clause.
//!
//! It knows the words of the language and how clauses are built, and nothing of the tree but the names of
//! the clauses.

mod expected;
mod mistakes;
mod repair;
pub mod slice;
pub mod suggest;
pub mod token;

use crate::base::{Currency, Diagnostic, one_line};

pub use expected::line_form;

use super::grammar::{self, Rule, Stop};
use super::tree::ClauseKind;
use mistakes::{Mistake, View, find_mistakes};
use slice::Slice;
use token::{TokenKind, tokens};

/// What a piece is a piece of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    Item,
    Clause(ClauseKind),
    Field,
    /// A line of a scenario.
    Line,
}

impl Unit {
    /// The rule of the unit alone, to the end of the text.
    fn whole(self) -> Rule {
        match self {
            Self::Item => Rule::lone_item,
            Self::Clause(_) => Rule::lone_clause,
            Self::Field => Rule::lone_field,
            Self::Line => Rule::lone_line,
        }
    }

    /// The rule of the unit, whatever stands behind it.
    pub fn part(self) -> Rule {
        match self {
            Self::Item => Rule::item,
            Self::Clause(_) => Rule::clause,
            Self::Field => Rule::field_entry,
            Self::Line => Rule::scenario_line,
        }
    }

    fn clause(self) -> Option<ClauseKind> {
        match self {
            Self::Clause(kind) => Some(kind),
            Self::Item | Self::Field | Self::Line => None,
        }
    }
}

/// A piece as far as it could be mended.
pub struct Mended {
    pub slice: Slice,
    /// How much of the slice can be read now; nothing where it is `None`.
    pub readable: Option<usize>,
    /// Whether something in it was guessed, so that it is better not kept.
    pub guessed: bool,
    pub diagnostics: Vec<Diagnostic>,
    /// The byte of the source that reading reached.
    pub reached: u32,
}

/// How often the known mistakes are looked for: one can hide another.
const ROUNDS: usize = 3;
/// How many repairs one piece may need before it is given up.
const REPAIRS: usize = 12;

/// Mends a piece, which begins with the first word of its unit.
pub fn mend(unit: Unit, mut slice: Slice, currency: Option<Currency>) -> Mended {
    let mut diagnostics = Vec::new();
    let mut guessed = false;
    for _ in 0..ROUNDS {
        let found = known_mistakes(unit, &slice, currency);
        if found.is_empty() {
            break;
        }
        for mistake in &found {
            diagnostics.push(diagnostic(mistake, &slice));
            guessed |= mistake.guessed;
        }
        let mut edits: Vec<_> = found
            .into_iter()
            .flat_map(|mistake| mistake.edits)
            .collect();
        edits.sort_by_key(|edit| std::cmp::Reverse((edit.range.start, edit.range.end)));
        for edit in edits {
            slice.replace(edit.range, &edit.words);
        }
    }
    let mut repairs = 0;
    let stop = loop {
        let stop = match grammar::read(unit.whole(), &slice.text) {
            Ok(_) => {
                let readable = slice.text.len();
                let reached = slice.span(readable..readable).end;
                return Mended {
                    slice,
                    readable: Some(readable),
                    guessed,
                    diagnostics,
                    reached,
                };
            }
            Err(stop) => stop,
        };
        // A field is often followed by another one on its line.
        if repairs == REPAIRS
            || unit == Unit::Field && another_follows(unit, &slice.text, &stop).is_some()
        {
            break stop;
        }
        let Some(mistake) = repair::repair(unit, &slice.text, &stop) else {
            break stop;
        };
        repairs += 1;
        diagnostics.push(diagnostic(&mistake, &slice));
        guessed |= mistake.guessed;
        for edit in mistake.edits {
            slice.replace(edit.range, &edit.words);
        }
    };
    ended(unit, slice, &stop, guessed, diagnostics)
}

/// A piece that does not end with its unit: another one follows, or it cannot be read.
fn ended(
    unit: Unit,
    slice: Slice,
    stop: &Stop,
    guessed: bool,
    mut diagnostics: Vec<Diagnostic>,
) -> Mended {
    let reached = slice.span(stop.at..stop.at).start;
    let readable = another_follows(unit, &slice.text, stop);
    match readable {
        // What was found behind it is found again with the next piece.
        Some(end) => {
            let end = slice.span(end..end).start;
            diagnostics.retain(|diagnostic| diagnostic.span.start < end);
        }
        None => {
            let mistake = expected::unreadable(unit, &slice.text, stop);
            let last = diagnostic(&mistake, &slice);
            // One message for one place: the earlier one says what is wrong there.
            let is_known = diagnostics
                .iter()
                .any(|known| known.span.start < last.span.end && last.span.start < known.span.end);
            if !is_known {
                diagnostics.push(last);
            }
        }
    }
    Mended {
        slice,
        readable,
        guessed,
        diagnostics,
        reached,
    }
}

/// Where the unit ends, if all that is wrong is that something else begins there.
fn another_follows(unit: Unit, text: &str, stop: &Stop) -> Option<usize> {
    let node = grammar::read(unit.part(), text).ok()?;
    let end = node.range().end;
    let next = tokens(text)
        .into_iter()
        .find(|token| token.range.start >= end)?;
    let word = text.get(next.range.clone()).unwrap_or("");
    let begins_another = match unit {
        Unit::Clause(_) => next.begins_line || suggest::clause_word(word).is_some(),
        Unit::Field => next.kind == TokenKind::Word,
        Unit::Line => next.begins_line || word == "=>",
        Unit::Item => true,
    };
    (begins_another && stop.at <= next.range.start).then_some(end)
}

fn known_mistakes(unit: Unit, slice: &Slice, currency: Option<Currency>) -> Vec<Mistake> {
    if grammar::read(unit.whole(), &slice.text).is_ok() {
        return Vec::new();
    }
    let mut tokens = tokens(&slice.text);
    if unit == Unit::Item && slice.text.starts_with("offer") {
        // The clauses of an offer are mended by themselves.
        tokens.retain(|token| token.depth == 0);
    }
    find_mistakes(&View {
        text: &slice.text,
        tokens: &tokens,
        kind: unit.clause(),
        currency,
    })
}

fn diagnostic(mistake: &Mistake, slice: &Slice) -> Diagnostic {
    // Author's words may come with the layout of their clause.
    let span = slice.span(mistake.at.clone());
    let message = one_line(&mistake.message);
    let mut diagnostic = Diagnostic::new(mistake.code, span, message).label(&mistake.label);
    for (range, text) in &mistake.others {
        diagnostic = diagnostic.related(slice.span(range.clone()), text);
    }
    match &mistake.help {
        Some(help) => diagnostic.help(one_line(help)),
        None => diagnostic,
    }
}

/// The currency that a text uses first.
pub fn usual_currency(text: &str) -> Option<Currency> {
    let tokens = tokens(text);
    tokens.windows(2).find_map(|pair| match pair {
        [number, code] if number.kind == TokenKind::Number => {
            Currency::from_code(text.get(code.range.clone())?)
        }
        _ => None,
    })
}
