//! Names, numbers and texts that are missing or look like something else.

use crate::base::Code;
use crate::syntax::grammar::Rule;

use super::super::Unit;
use super::super::expected::{described, placeholder, unreadable};
use super::super::mistakes::{Edit, Mistake};
use super::super::token::{Token, TokenKind};
use super::{Here, with};

impl Here<'_> {
    /// Nothing but a name can stand here, and no word does.
    pub(super) fn name_missing(&self) -> Option<Mistake> {
        let only_name = self.stop.looked_for == [Rule::name];
        let is_mark = self.found?.kind == TokenKind::Mark;
        (only_name && is_mark).then(|| self.part_missing())?
    }

    /// A name, a text or an amount that is missing; something else stands in for it.
    pub(super) fn part_missing(&self) -> Option<Mistake> {
        let found = self.word(self.found);
        self.stop.looked_for.iter().find_map(|rule| {
            let words = placeholder(*rule)?;
            let message = format!("{} is missing before `{found}`", described(*rule)?);
            let mistake = Mistake::new(Code::MissingPart, self.found_range(), message).guessed();
            self.inserted(mistake, format!(" {words} "))
        })
    }

    /// `version v2`, `program Ads`, `at most three times`: a number or a text that does not look like one
    pub(super) fn other_kind(&self) -> Option<Mistake> {
        let typed = self.word(self.found);
        if !matches!(self.found?.kind, TokenKind::Word | TokenKind::Text) {
            return None;
        }
        let wants = |rule| self.stop.looked_for.contains(&rule);
        if wants(Rule::text) && self.found?.kind == TokenKind::Word {
            let text = format!("\"{typed}\"");
            let message = format!("a text stands in quotes, and `{typed}` does not");
            let mistake = Mistake::new(Code::TextQuotes, self.found_range(), message)
                .help(format!("write `{text}`"));
            return self.replaced(mistake, text);
        }
        let number = number_meant(typed)?;
        let message = format!("`{typed}` is not a number");
        let mistake = Mistake::new(Code::NumberForm, self.found_range(), message)
            .help(format!("write `{number}`"));
        self.replaced(mistake, number)
    }

    /// The head of an item that cannot be read any further: its braces are still looked into.
    pub(super) fn head_passed(&self, tokens: &[Token]) -> Option<Mistake> {
        let start = self.found?.range.start;
        let brace = tokens
            .iter()
            .find(|token| token.range.start > start && self.word(Some(token)) == "{")
            .filter(|_| {
                self.unit == Unit::Item && self.found.is_some_and(|token| token.depth == 0)
            })?;
        let edit = Edit {
            range: start..brace.range.start,
            words: String::new(),
        };
        let mistake = unreadable(self.unit, self.text, self.stop);
        self.helps(&edit, brace.range.start)
            .then(|| with(mistake, edit))
    }
}

/// `2` for `v2` and for `two`
fn number_meant(typed: &str) -> Option<String> {
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let lower = typed.to_lowercase();
    if let Some(number) = WORDS.iter().position(|word| *word == lower) {
        return Some(number.to_string());
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let is_whole = !digits.is_empty() && typed.contains(&digits);
    is_whole.then_some(digits)
}
