//! Words that are misspelt, wrong, missing or too many.

use crate::base::{Code, Unit as TimeUnit};
use crate::syntax::grammar::{self, word_of};

use super::super::mistakes::{Edit, Mistake};
use super::super::token::{Token, TokenKind};
use super::super::{Unit, suggest};
use super::{Here, with};

impl Here<'_> {
    pub(super) fn misspelt(&self) -> Option<Mistake> {
        self.misspelling(self.found?, self.found?.range.end.saturating_sub(1))
    }

    /// A word that was taken for a name, so that reading stopped behind it.
    pub(super) fn misspelt_before(&self) -> Option<Mistake> {
        self.misspelling(self.before?, self.found?.range.start)
    }

    /// A word of the language with some letters wrong, if reading then passes a place.
    pub(super) fn misspelling(&self, token: &Token, passed: usize) -> Option<Mistake> {
        let typed = self.word(Some(token));
        // A field has no words of the language in it.
        if token.kind != TokenKind::Word || self.unit == Unit::Field {
            return None;
        }
        let plurals = TimeUnit::ALL.map(|unit| format!("{}s", unit.word()));
        let mut words: Vec<String> = grammar::words()
            .into_iter()
            .chain(plurals)
            .filter(|word| word != typed && suggest::is_near(typed, word))
            .collect();
        words.sort_by_cached_key(|word| suggest::distance(typed, word));
        let candidates = words.into_iter().map(|word| {
            let message = format!("`{typed}` is not understood here");
            let mistake = Mistake::new(Code::MisspeltWord, token.range.clone(), message)
                .help(format!("did you mean `{word}`?"));
            let range = token.range.clone();
            (mistake, Edit { range, words: word })
        });
        self.best(candidates, passed)
    }

    /// `enroll when`, `if spend reaches`, `in 7 days`: one small word for another
    pub(super) fn word_wrong(&self) -> Option<Mistake> {
        const SMALL: [&str; 20] = [
            "when", "if", "on", "at", "in", "for", "after", "of", "with", "using", "by", "per",
            "to", "from", "as", "then", "upon", "once", "until", "over",
        ];
        let typed = self.word(self.found);
        if !SMALL.contains(&typed) || !matches!(self.unit, Unit::Clause(_)) {
            return None;
        }
        let others = JOINING.iter().map(|word| (*word).to_owned());
        let candidates = self
            .looked_for()
            .chain(others)
            .chain(std::iter::once(",".to_owned()))
            .filter(|word| word != typed && !BRANCHING.contains(&word.as_str()))
            .map(|word| {
                let message = format!("`{typed}` is written `{word}` here");
                let range = self.found_range();
                let mistake = Mistake::new(Code::MisspeltWord, range.clone(), message);
                (mistake, Edit { range, words: word })
            });
        // The word behind it has to fit as well.
        let passed = self.next.map_or(self.text.len(), |next| next.range.start);
        self.best(candidates, passed)
    }

    /// `5% of the spend`: the article was taken for a name.
    pub(super) fn article(&self) -> Option<Mistake> {
        let typed = self.word(self.before);
        if !matches!(
            typed,
            "the" | "a" | "an" | "their" | "its" | "each" | "first"
        ) {
            return None;
        }
        let range = self.before?.range.clone();
        let message = format!("`{typed}` has no place here");
        let mistake = Mistake::new(Code::StrayWord, range.clone(), message).help("leave it out");
        self.removed(mistake, range, self.found)
    }

    /// A word or mark that the grammar looked for, or one of the small words that join others.
    pub(super) fn word_missing(&self) -> Option<Mistake> {
        let found = self.word(self.found);
        let joining = match self.unit {
            Unit::Clause(_) => JOINING.as_slice(),
            Unit::Item | Unit::Field | Unit::Line => &[],
        };
        let before = self.word(self.before);
        let start = self.found_range().start;
        let line = self.text.get(start..).and_then(|rest| rest.lines().next());
        let has_brace = line.is_some_and(|line| line.contains('{'));
        let candidates = self
            .looked_for()
            .chain(joining.iter().map(|word| (*word).to_owned()))
            .filter(|word| word != before && !BRANCHING.contains(&word.as_str()))
            .filter(|word| word != "{" || !has_brace)
            .map(|word| {
                let message = format!("`{word}` is missing before `{found}`");
                let mistake = Mistake::new(Code::MissingWord, self.found_range(), message);
                // A dot stands without white space; everything else may have some.
                let words = if word == "." {
                    word
                } else {
                    format!(" {word} ")
                };
                let range = start..start;
                (mistake, Edit { range, words })
            });
        self.best(candidates, start)
    }

    /// The one word that the piece ends without.
    pub(super) fn last_word_missing(&self) -> Option<Mistake> {
        let last = self.before?;
        let [rule] = self.stop.looked_for.as_slice() else {
            return None;
        };
        let word = word_of(*rule)?;
        let message = format!("`{word}` is missing behind `{}`", self.word(Some(last)));
        let mistake = Mistake::new(Code::MissingWord, last.range.clone(), message);
        let edit = Edit {
            range: last.range.end..last.range.end,
            words: format!(" {word}"),
        };
        self.helps(&edit, self.text.len())
            .then(|| with(mistake, edit))
    }

    /// `Spring-Sale`, `"spring"`
    pub(super) fn name_form(&self) -> Option<Mistake> {
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

    pub(super) fn word_stray(&self) -> Option<Mistake> {
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
}

/// Words that begin something new: where one of them would help, another mistake is the likelier one.
const BRANCHING: [&str; 6] = ["and", "or", "not", "where", "every", "each"];

/// Small words that join others.
const JOINING: [&str; 14] = [
    "on", "to", "of", "in", "at", "when", "after", "per", "the", "then", "reach", "get", "order",
    "in group",
];

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
