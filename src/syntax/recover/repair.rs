//! The smallest change that lets reading get further: a word put right, a comma set, a word left out, a
//! part put in. A change counts only where the grammar then reads past the place at which it stopped.

use std::ops::Range;

use crate::base::{Code, Unit as TimeUnit};
use crate::syntax::grammar::{self, Rule, Stop, word_of};

use super::expected::{described, placeholder};
use super::mistakes::{Edit, Mistake};
use super::token::{Token, TokenKind, tokens};
use super::{Unit, suggest};

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
        return here.comma_last().or_else(|| here.not_closed(&tokens));
    }
    if stop.at > FAR {
        return None;
    }
    here.misspelt()
        .or_else(|| here.comma_missing())
        .or_else(|| here.comma_stray())
        .or_else(|| here.name_missing())
        .or_else(|| here.mark_wrong())
        .or_else(|| here.article())
        .or_else(|| here.name_form())
        .or_else(|| here.word_missing())
        .or_else(|| here.word_stray())
        .or_else(|| here.part_missing())
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
        let head = self.text.get(..edit.range.start).unwrap_or("");
        let tail = self.text.get(edit.range.end..).unwrap_or("");
        let mut cut = tail.len().min(AHEAD);
        while !tail.is_char_boundary(cut) {
            cut -= 1;
        }
        let tail = tail.get(..cut).unwrap_or("");
        let trial = [head, &edit.words, tail].concat();
        let passed = (passed + edit.words.len()).saturating_sub(edit.range.len());
        match grammar::read(self.unit.whole(), &trial) {
            Ok(_) => true,
            Err(stop) => stop.at > passed,
        }
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

    fn misspelt(&self) -> Option<Mistake> {
        let typed = self.word(self.found);
        // A field has no words of the language in it.
        if self.found?.kind != TokenKind::Word || self.unit == Unit::Field {
            return None;
        }
        let plurals = TimeUnit::ALL.map(|unit| format!("{}s", unit.word()));
        let mut words: Vec<String> = grammar::words()
            .into_iter()
            .chain(plurals)
            .filter(|word| word != typed && suggest::is_near(typed, word))
            .collect();
        words.sort_by_cached_key(|word| suggest::distance(typed, word));
        words.into_iter().find_map(|word| {
            let message = format!("`{typed}` is not understood here");
            let mistake = Mistake::new(Code::MisspeltWord, self.found_range(), message)
                .help(format!("did you mean `{word}`?"));
            self.replaced(mistake, word)
        })
    }

    fn comma_missing(&self) -> Option<Mistake> {
        let found = self.word(self.found);
        let message = format!("a comma is missing before `{found}`");
        let mistake = Mistake::new(Code::MissingComma, self.found_range(), message)
            .help("each option of a clause has a comma before it");
        self.inserted(mistake, ", ".to_owned())
    }

    fn comma_stray(&self) -> Option<Mistake> {
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
    fn comma_last(&self) -> Option<Mistake> {
        let comma = self.before.filter(|_| self.word(self.before) == ",")?;
        let range = comma.range.clone();
        let message = "nothing follows this comma";
        let mistake = Mistake::new(Code::StrayComma, range.clone(), message).help("leave it out");
        self.removed(mistake, range, None)
    }

    /// `:` for `=`, `;`, a bracket too many
    fn mark_wrong(&self) -> Option<Mistake> {
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

    /// The words and marks that the grammar looked for.
    fn looked_for(&self) -> impl Iterator<Item = String> {
        let rules = self.stop.looked_for.iter();
        rules.filter_map(|rule| word_of(*rule).or_else(|| mark_of(*rule).map(str::to_owned)))
    }

    /// `5% of the spend`: the article was taken for a name.
    fn article(&self) -> Option<Mistake> {
        let typed = self.word(self.before);
        if !matches!(typed, "the" | "a" | "an" | "their" | "its" | "each") {
            return None;
        }
        let range = self.before?.range.clone();
        let message = format!("`{typed}` has no place here");
        let mistake = Mistake::new(Code::StrayWord, range.clone(), message).help("leave it out");
        self.removed(mistake, range, self.found)
    }

    /// A word or mark that the grammar looked for, or one of the small words that join others.
    fn word_missing(&self) -> Option<Mistake> {
        const JOINING: [&str; 12] = [
            "on", "to", "of", "in", "at", "when", "per", "the", "then", "reach", "get", "order",
        ];
        let found = self.word(self.found);
        let joining = match self.unit {
            Unit::Clause(_) => JOINING.as_slice(),
            Unit::Item | Unit::Field => &[],
        };
        self.looked_for()
            .chain(joining.iter().map(|word| (*word).to_owned()))
            .find_map(|word| {
                let message = format!("`{word}` is missing before `{found}`");
                let mistake = Mistake::new(Code::MissingWord, self.found_range(), message);
                self.inserted(mistake, format!(" {word} ")).or_else(|| {
                    let message = format!("`{word}` is missing before `{found}`");
                    let mistake = Mistake::new(Code::MissingWord, self.found_range(), message);
                    self.inserted(mistake, word.clone())
                })
            })
    }

    /// `Spring-Sale`, `"spring"`
    fn name_form(&self) -> Option<Mistake> {
        let typed = self.word(self.found);
        let name = name_of(typed);
        if name == typed || name.is_empty() || self.found?.kind == TokenKind::Mark {
            return None;
        }
        let message = format!("`{typed}` is not a name");
        let mistake = Mistake::new(Code::NameForm, self.found_range(), message).help(format!(
            "write `{name}`; a name has lower-case letters, digits and `_`, and begins with a letter"
        ));
        self.replaced(mistake, name)
    }

    fn word_stray(&self) -> Option<Mistake> {
        const FILLERS: [&str; 22] = [
            "the", "a", "an", "of", "for", "is", "are", "with", "by", "to", "in", "on", "at", "as",
            "if", "then", "and", "their", "its", "any", "from", "credit",
        ];
        let typed = self.word(self.found);
        if !FILLERS.contains(&typed) {
            return None;
        }
        let range = self.found_range();
        let message = format!("`{typed}` has no place here");
        let mistake = Mistake::new(Code::StrayWord, range.clone(), message).help("leave it out");
        self.removed(mistake, range, self.next)
    }

    /// Nothing but a name can stand here, and no word does.
    fn name_missing(&self) -> Option<Mistake> {
        let only_name = self.stop.looked_for == [Rule::name];
        let is_mark = self.found?.kind == TokenKind::Mark;
        (only_name && is_mark).then(|| self.part_missing())?
    }

    /// A name, a text or an amount that is missing; something else stands in for it.
    fn part_missing(&self) -> Option<Mistake> {
        let found = self.word(self.found);
        self.stop.looked_for.iter().find_map(|rule| {
            let words = placeholder(*rule)?;
            let message = format!("{} is missing before `{found}`", described(*rule)?);
            let mistake = Mistake::new(Code::MissingPart, self.found_range(), message).guessed();
            self.inserted(mistake, format!(" {words} "))
        })
    }

    /// A brace, bracket or parenthesis that is still open at the end.
    fn not_closed(&self, tokens: &[Token]) -> Option<Mistake> {
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

fn with(mut mistake: Mistake, edit: Edit) -> Mistake {
    mistake.edits.push(edit);
    mistake
}

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

/// A name made of something that is not quite one.
pub fn name_of(typed: &str) -> String {
    let mut name = String::new();
    for character in typed.trim_matches(['"', '\'', '“', '”']).chars() {
        if character.is_ascii_alphanumeric() {
            name.push(character.to_ascii_lowercase());
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    name.trim_matches(|letter: char| {
        letter == '_' || letter.is_ascii_digit() && name.starts_with(letter)
    })
    .to_owned()
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
