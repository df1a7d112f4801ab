//! Commas, brackets and other marks that are wrong, missing or too many.

use crate::base::Code;
use crate::syntax::grammar::{self, Rule};

use super::super::mistakes::{Edit, Mistake};
use super::super::token::{Token, TokenKind};
use super::super::{Unit, suggest};
use super::{Here, with};

impl Here<'_> {
    /// `["US", "GB" and …`
    pub(super) fn closing_missing(&self) -> Option<Mistake> {
        let found = self.word(self.found);
        [(Rule::close_bracket, "]"), (Rule::close_parenthesis, ")")]
            .into_iter()
            .filter(|(rule, _)| self.stop.looked_for.contains(rule))
            .find_map(|(_, mark)| {
                let message = format!("`{mark}` is missing before `{found}`");
                let mistake = Mistake::new(Code::MissingWord, self.found_range(), message);
                self.inserted(mistake, format!("{mark} "))
            })
    }

    pub(super) fn comma_missing(&self) -> Option<Mistake> {
        let found = self.word(self.found);
        let message = format!("a comma is missing before `{found}`");
        let mistake =
            Mistake::new(Code::MissingComma, self.found_range(), message).help(match self.unit {
                Unit::Line => "the parts of a line have commas between them",
                Unit::Clause(_) | Unit::Item | Unit::Field => {
                    "each option of a clause has a comma before it"
                }
            });
        self.inserted(mistake, ", ".to_owned())
    }

    pub(super) fn comma_stray(&self) -> Option<Mistake> {
        if self.word(self.found) == "," {
            let message = match self.next {
                Some(_) => format!("no comma belongs before `{}`", self.word(self.next)),
                None => "nothing follows this comma".to_owned(),
            };
            let range = self.found_range();
            let mistake = Mistake::new(Code::StrayComma, range.clone(), message).help(COMMA_RULE);
            let another_clause = matches!(self.unit, Unit::Clause(_))
                && suggest::clause_word(self.word(self.next)).is_some();
            if another_clause {
                return Some(mistake.written(""));
            }
            return self.removed(mistake, range, self.next);
        }
        let comma = self.before.filter(|_| self.word(self.before) == ",")?;
        let message = format!("no comma belongs before `{}`", self.word(self.found));
        let mistake = Mistake::new(Code::StrayComma, comma.range.clone(), message).help(COMMA_RULE);
        self.removed(mistake, comma.range.clone(), self.found)
    }

    /// A comma at the end of the piece
    pub(super) fn comma_last(&self) -> Option<Mistake> {
        let comma = self.before.filter(|_| self.word(self.before) == ",")?;
        let range = comma.range.clone();
        let message = "nothing follows this comma";
        let mistake = Mistake::new(Code::StrayComma, range.clone(), message).help("leave it out");
        self.removed(mistake, range, None)
    }

    /// `:` for `=`, `;`, a bracket too many
    pub(super) fn mark_wrong(&self) -> Option<Mistake> {
        let mark = self.word(self.found);
        let has_own_rule = matches!(mark, "{" | "}" | ",");
        if self.found?.kind != TokenKind::Mark || has_own_rule {
            return None;
        }
        let range = self.found_range();
        let other = match mark {
            ":" => Some("="),
            "=" => Some(":"),
            ";" => Some(","),
            _ => None,
        };
        let instead = other
            .map(str::to_owned)
            .into_iter()
            .chain(self.looked_for())
            .find_map(|word| {
                let message = format!("`{mark}` is written `{word}` here");
                let mistake = Mistake::new(Code::StrayMark, range.clone(), message);
                self.replaced(mistake, format!(" {word} "))
            });
        if instead.is_some() {
            return instead;
        }
        let message = format!("`{mark}` has no place here");
        let mistake = Mistake::new(Code::StrayMark, range.clone(), message).help("leave it out");
        self.removed(mistake, range, self.next)
    }

    /// A brace, bracket or parenthesis that is still open at the end.
    pub(super) fn not_closed(&self, tokens: &[Token]) -> Option<Mistake> {
        let open = last_open(self.text, tokens)?;
        let (mark, closing) = match self.word(Some(open)) {
            "{" => ("brace", "}"),
            "[" => ("bracket", "]"),
            _ => ("parenthesis", ")"),
        };
        let mistake = Mistake::new(
            Code::UnclosedBrace,
            open.range.clone(),
            format!("this {mark} is never closed"),
        )
        .help(format!("close it with `{closing}`"));
        let end = tokens.last().map_or(0, |token| token.range.end);
        let edit = Edit {
            range: end..end,
            words: format!(" {closing}"),
        };
        let readable = [self.text.get(..end)?, &edit.words].concat();
        let helps = match grammar::read(self.unit.whole(), &readable) {
            Ok(_) => true,
            Err(stop) => stop.at > end + 1,
        };
        helps.then(|| with(mistake, edit))
    }
}

const COMMA_RULE: &str = "a comma stands before each option of a clause, and nowhere inside an amount, a period or a filter";

/// The innermost opening mark that nothing closes.
fn last_open<'t>(text: &str, tokens: &'t [Token]) -> Option<&'t Token> {
    let mut open = Vec::new();
    for token in tokens {
        match text.get(token.range.clone()) {
            Some("{" | "[" | "(") => open.push(token),
            Some("}" | "]" | ")") => drop(open.pop()),
            Some(_) | None => (),
        }
    }
    open.pop()
}
