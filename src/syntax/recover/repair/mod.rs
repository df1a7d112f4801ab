//! The smallest change that lets reading get further: a word put right, a comma set, a word left out, a
//! part put in. A change counts only where the grammar then reads past the place at which it stopped.

mod marks;
mod parts;
mod words;

use std::ops::Range;

use crate::syntax::grammar::{self, Rule, Stop, word_of};

use super::Unit;
use super::mistakes::{Edit, Mistake};
use super::token::{Token, tokens};

/// Beyond this many bytes the grammar is not asked again and again.
const FAR: usize = 32 * 1024;
/// How much of the text behind a change is read to see whether it helps.
const AHEAD: usize = 256;

/// The first change that helps.
pub fn repair(unit: Unit, text: &str, stop: &Stop) -> Option<Mistake> {
    let tokens = tokens(text);
    let at = tokens.iter().position(|token| token.range.end > stop.at);
    let here = Here {
        unit,
        text,
        stop,
        before: match at {
            Some(at) => at.checked_sub(1).and_then(|before| tokens.get(before)),
            None => tokens.last(),
        },
        found: at.and_then(|at| tokens.get(at)),
        next: at.and_then(|at| tokens.get(at + 1)),
    };
    if here.found.is_none() {
        return here
            .comma_last()
            .or_else(|| here.not_closed(&tokens))
            .or_else(|| here.last_word_missing());
    }
    if stop.at > FAR {
        return None;
    }
    here.misspelt()
        .or_else(|| here.closing_missing())
        .or_else(|| here.comma_missing())
        .or_else(|| here.comma_stray())
        .or_else(|| here.name_missing())
        .or_else(|| here.mark_wrong())
        .or_else(|| here.misspelt_before())
        .or_else(|| here.word_wrong())
        .or_else(|| here.article())
        .or_else(|| here.name_form())
        .or_else(|| here.word_missing())
        .or_else(|| here.word_stray())
        .or_else(|| here.other_kind())
        .or_else(|| here.part_missing())
        .or_else(|| here.head_passed(&tokens))
}

/// The place at which reading stopped.
struct Here<'h> {
    unit: Unit,
    text: &'h str,
    stop: &'h Stop,
    before: Option<&'h Token>,
    found: Option<&'h Token>,
    next: Option<&'h Token>,
}

impl Here<'_> {
    fn word(&self, token: Option<&Token>) -> &str {
        token
            .and_then(|token| self.text.get(token.range.clone()))
            .unwrap_or("")
    }

    fn found_range(&self) -> Range<usize> {
        let end = self.text.len()..self.text.len();
        self.found.map_or(end, |token| token.range.clone())
    }

    /// Whether the text with an edit is read past `passed`, a place in the text as it is now.
    fn helps(&self, edit: &Edit, passed: usize) -> bool {
        self.reach(edit, passed).is_some()
    }

    /// How far the text with an edit is read, if past `passed`; both are places in the text as it is now.
    fn reach(&self, edit: &Edit, passed: usize) -> Option<usize> {
        let head = self.text.get(..edit.range.start).unwrap_or("");
        let tail = self.text.get(edit.range.end..).unwrap_or("");
        let mut cut = tail.len().min(AHEAD);
        while !tail.is_char_boundary(cut) {
            cut -= 1;
        }
        let tail = tail.get(..cut).unwrap_or("");
        let trial = [head, &edit.words, tail].concat();
        match grammar::read(self.unit.whole(), &trial) {
            Ok(_) => Some(usize::MAX),
            Err(stop) => {
                let reached = (stop.at + edit.range.len()).saturating_sub(edit.words.len());
                (reached > passed).then_some(reached)
            }
        }
    }

    /// Of several changes the one that lets reading get furthest; of equals the first.
    fn best(
        &self,
        candidates: impl Iterator<Item = (Mistake, Edit)>,
        passed: usize,
    ) -> Option<Mistake> {
        let mut best: Option<(usize, Mistake, Edit)> = None;
        for (mistake, edit) in candidates {
            let Some(reach) = self.reach(&edit, passed) else {
                continue;
            };
            if best.as_ref().is_none_or(|(furthest, ..)| reach > *furthest) {
                best = Some((reach, mistake, edit));
            }
        }
        best.map(|(_, mistake, edit)| with(mistake, edit))
    }

    /// `mistake` with other words for what was found, if that helps.
    fn replaced(&self, mistake: Mistake, words: String) -> Option<Mistake> {
        let range = self.found_range();
        let passed = range.end.saturating_sub(1);
        let edit = Edit { range, words };
        self.helps(&edit, passed).then(|| with(mistake, edit))
    }

    /// `mistake` with words before what was found, if that helps.
    fn inserted(&self, mistake: Mistake, words: String) -> Option<Mistake> {
        let start = self.found_range().start;
        let edit = Edit {
            range: start..start,
            words,
        };
        self.helps(&edit, start).then(|| with(mistake, edit))
    }

    /// `mistake` without some words, if what follows them can then be read.
    fn removed(
        &self,
        mistake: Mistake,
        range: Range<usize>,
        next: Option<&Token>,
    ) -> Option<Mistake> {
        let passed = next.map_or(self.text.len(), |next| next.range.start);
        let edit = Edit {
            range,
            words: String::new(),
        };
        self.helps(&edit, passed).then(|| with(mistake, edit))
    }

    /// The words and marks that the grammar looked for.
    fn looked_for(&self) -> impl Iterator<Item = String> {
        let rules = self.stop.looked_for.iter();
        rules.filter_map(|rule| word_of(*rule).or_else(|| mark_of(*rule).map(str::to_owned)))
    }
}

fn with(mut mistake: Mistake, edit: Edit) -> Mistake {
    mistake.edits.push(edit);
    mistake
}

fn mark_of(rule: Rule) -> Option<&'static str> {
    const MARKS: [(Rule, &str); 8] = [
        (Rule::colon, ":"),
        (Rule::equals, "="),
        (Rule::dot, "."),
        (Rule::bar, "|"),
        (Rule::open_brace, "{"),
        (Rule::close_parenthesis, ")"),
        (Rule::close_bracket, "]"),
        (Rule::open_bracket, "["),
    ];
    MARKS
        .iter()
        .find(|(mark, _)| *mark == rule)
        .map(|(_, text)| *text)
}
