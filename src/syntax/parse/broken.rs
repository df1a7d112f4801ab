//! Pieces that the grammar swallowed unread: each is mended as far as it goes, read, and what was wrong
//! with it reported. A mistake in one clause hides nothing in the next.

use crate::base::{Code, Diagnostic};
use crate::syntax::grammar::{self, Node};
use crate::syntax::recover::slice::Slice;
use crate::syntax::recover::suggest::{self, ITEM_WORDS};
use crate::syntax::recover::token::{Token, tokens};
use crate::syntax::recover::{Mended, Unit, mend, usual_currency};
use crate::syntax::tree::{ClauseKind, FieldDecl, Item, OfferDecl};

use super::Walk;

impl Walk {
    fn slice(&self, node: &Node<'_>) -> Slice {
        Slice::cut(node.whole_text(), node.range(), &self.place)
    }

    /// Text between items, or an item that cannot be read as it is.
    pub(super) fn broken_item(&mut self, node: &Node<'_>, items: &mut Vec<Item>) {
        self.mended_items(self.slice(node), items);
    }

    /// An item that can be read, and text behind it that cannot: more of it, or something else.
    pub(super) fn item_and_rest(
        &mut self,
        item: Node<'_>,
        broken: &Node<'_>,
        items: &mut Vec<Item>,
    ) {
        let (whole, place) = (item.whole_text(), item.range());
        let gap = whole.get(place.end..broken.range().start).unwrap_or("");
        if broken.text().starts_with('{')
            || !gap.contains(['\n', '\r']) && !broken.text().starts_with('}')
        {
            let slice = Slice::cut(whole, place.start..broken.range().end, &self.place);
            self.mended_items(slice, items);
        } else {
            items.extend(self.item(item));
            self.broken_item(broken, items);
        }
    }

    fn mended_items(&mut self, mut rest: Slice, items: &mut Vec<Item>) {
        while let Some(first) = tokens(&rest.text).into_iter().next() {
            rest = rest.rest(first.range.start);
            let first = Token {
                range: 0..first.range.len(),
                ..first
            };
            let word = rest.text.get(first.range.clone()).unwrap_or("");
            rest = if ITEM_WORDS.contains(&word) {
                self.mended_item(rest, items)
            } else if let Some(meant) = suggest::nearest(word, ITEM_WORDS) {
                let message = format!("`{word}` does not begin a declaration");
                let diagnostic =
                    Diagnostic::new(Code::UnknownItem, rest.span(first.range.clone()), message);
                self.report(diagnostic.help(format!("did you mean `{meant}`?")));
                rest.replace(first.range, meant);
                rest
            } else if word == "}" {
                let span = rest.span(first.range.clone());
                self.report(Diagnostic::new(
                    Code::StrayBrace,
                    span,
                    "this brace closes nothing",
                ));
                rest.rest(first.range.end)
            } else {
                self.stray_text(rest, &first, items)
            };
        }
    }

    fn mended_item(&mut self, slice: Slice, items: &mut Vec<Item>) -> Slice {
        let ahead = next_start(&slice.text, |word| {
            suggest::nearest(word, ITEM_WORDS).is_some_and(|meant| meant != word)
        });
        let (piece, rest) = slice.split(ahead);
        let currency = usual_currency(&piece.text);
        let mended = mend(Unit::Item, piece, currency);
        let behind = behind(&mended, rest);
        if let Some(Some(item)) = self.read_mended(Unit::Item, mended, |walk, node| walk.item(node))
        {
            items.push(item);
        }
        behind
    }

    /// Text that begins with no word of an item: clauses outside of an offer, or anything at all.
    fn stray_text(&mut self, rest: Slice, first: &Token, items: &mut [Item]) -> Slice {
        let word = rest.text.get(first.range.clone()).unwrap_or("");
        let span = rest.span(first.range.clone());
        let ahead = next_start(&rest.text, |word| {
            suggest::nearest(word, ITEM_WORDS).is_some()
        });
        if suggest::clause_word(word).is_none() {
            let message = format!("`{word}` does not begin a declaration");
            self.report(Diagnostic::new(Code::UnknownItem, span, message).help(
                "a file declares `program`, `account`, `event` and `offer`, each with its braces",
            ));
            return rest.split(ahead).1;
        }
        let message = format!("`{word}` stands outside of an offer");
        let diagnostic = Diagnostic::new(Code::MisplacedClause, span, message);
        let Some(Item::Offer(offer)) = items.last_mut() else {
            self.report(diagnostic.help("clauses stand between the braces of an `offer`"));
            return rest.split(ahead).1;
        };
        self.report(
            diagnostic
                .related(
                    offer.span.last_byte(),
                    format!("`{}` ends here", offer.name.text),
                )
                .help("a `}` too many stands before it"),
        );
        let (clauses, rest) = rest.split(ahead);
        // The brace that was meant to close the offer closes nothing now.
        let closing = tokens(&clauses.text)
            .iter()
            .find(|token| token.depth == 0 && clauses.text.get(token.range.clone()) == Some("}"))
            .map_or(clauses.text.len(), |token| token.range.start);
        let (clauses, behind) = clauses.split(closing);
        self.mended_clauses(clauses, offer);
        behind.rest(1).joined(rest)
    }

    pub(super) fn broken_field(&mut self, node: &Node<'_>, fields: &mut Vec<FieldDecl>) {
        let mut rest = self.slice(node);
        while let Some(first) = tokens(&rest.text).into_iter().next() {
            rest = rest.rest(first.range.start);
            let mended = mend(Unit::Field, rest, None);
            let behind = mended.readable.map(|end| mended.slice.rest(end));
            let read = self.read_mended(Unit::Field, mended, |walk, node| walk.field_entry(node));
            fields.extend(read.flatten());
            match behind {
                Some(behind) => rest = behind,
                None => break,
            }
        }
    }

    /// A clause that can be read, and text behind it that cannot: more of it, or another clause.
    pub(super) fn clause_and_rest(
        &mut self,
        clause: Node<'_>,
        broken: &Node<'_>,
        offer: &mut OfferDecl,
    ) {
        let whole = clause.whole_text();
        let (start, end) = (clause.range().start, clause.range().end);
        let gap = whole.get(end..broken.range().start).unwrap_or("");
        let same_line = !gap.contains(['\n', '\r']);
        let first = broken
            .text()
            .split(|letter: char| !letter.is_alphanumeric())
            .next();
        let begins_clause = first.and_then(suggest::clause_near).is_some();
        if begins_clause {
            self.clause(clause, offer);
            return self.mended_clauses(self.slice(broken), offer);
        }
        let slice = Slice::cut(whole, start..broken.range().end, &self.place);
        let end = next_clause(&slice.text);
        let (piece, rest) = slice.split(end);
        let kind = clause_of(&piece.text);
        let behind_first = self.place.span(broken.range()).start;
        let Some(kind) = kind else {
            self.clause(clause, offer);
            return self.mended_clauses(self.slice(broken), offer);
        };
        let mended = mend(Unit::Clause(kind), piece, self.currency.flatten());
        if !same_line && mended.readable.is_none() && mended.reached <= behind_first
            || mended
                .readable
                .is_some_and(|end| mended.slice.span(end..end).start <= behind_first)
        {
            self.clause(clause, offer);
            return self.mended_clauses(self.slice(broken), offer);
        }
        let rest = behind(&mended, rest);
        self.mended_clause(kind, mended, offer);
        self.mended_clauses(rest, offer);
    }

    pub(super) fn broken_clauses(&mut self, node: &Node<'_>, offer: &mut OfferDecl) {
        self.mended_clauses(self.slice(node), offer);
    }

    /// One clause after the other out of text that could not be read.
    fn mended_clauses(&mut self, mut rest: Slice, offer: &mut OfferDecl) {
        while let Some(first) = tokens(&rest.text).into_iter().next() {
            rest = rest.rest(first.range.start);
            let first = 0..first.range.len();
            let word = rest.text.get(first.clone()).unwrap_or("").to_owned();
            let Some(kind) = suggest::clause_meant(&word) else {
                rest = self.unknown_clause(rest, &word);
                continue;
            };
            let meant = suggest::first_word(kind);
            if word != meant {
                let message = format!("`{word}` is not a clause of an offer");
                let span = rest.span(first.clone());
                let cure = format!("did you mean `{}`?", kind.word());
                self.report(Diagnostic::new(Code::UnknownClause, span, message).help(cure));
                // `priority 10` lacks the second word as well.
                let words = if rest
                    .text
                    .get(first.end..)
                    .is_some_and(|behind| behind.trim_start().starts_with("order"))
                {
                    meant
                } else {
                    kind.word()
                };
                rest.replace(first, words);
            }
            let end = next_clause(&rest.text);
            let (piece, behind_piece) = rest.split(end);
            let mended = mend(Unit::Clause(kind), piece, self.currency.flatten());
            rest = behind(&mended, behind_piece);
            self.mended_clause(kind, mended, offer);
        }
    }

    fn unknown_clause(&mut self, rest: Slice, word: &str) -> Slice {
        let is_word = word.starts_with(char::is_alphabetic);
        let message = if is_word {
            format!("`{word}` is not a clause of an offer")
        } else {
            format!("no clause of an offer begins with `{word}`")
        };
        let diagnostic = Diagnostic::new(Code::UnknownClause, rest.span(0..word.len()), message);
        self.report(diagnostic.help("leave it out, or begin it with the word of its clause"));
        let end = next_clause(&rest.text);
        rest.split(end).1
    }

    fn mended_clause(&mut self, kind: ClauseKind, mended: Mended, offer: &mut OfferDecl) {
        let guessed = mended.guessed;
        let kept = offer.clauses.len();
        let read = self.read_mended(Unit::Clause(kind), mended, |walk, node| {
            walk.clause(node, offer);
        });
        if read.is_none() || guessed {
            offer.clauses.truncate(kept);
            if offer.broken.last() != Some(&kind) {
                offer.broken.push(kind);
            }
        }
    }

    /// Reports what was mended, and reads it with its places in the author's text.
    fn read_mended<T>(
        &mut self,
        unit: Unit,
        mended: Mended,
        read: impl FnOnce(&mut Self, Node<'_>) -> T,
    ) -> Option<T> {
        self.diagnostics.extend(mended.diagnostics);
        mended.readable?;
        let node = grammar::read(unit.part(), &mended.slice.text).ok()?;
        let outer = std::mem::replace(&mut self.place, mended.slice.place());
        let value = read(self, node);
        self.place = outer;
        Some(value)
    }
}

/// What is left to read behind a mended piece and after it.
fn behind(mended: &Mended, after: Slice) -> Slice {
    match mended.readable {
        Some(end) => mended.slice.rest(end).joined(after),
        None => after,
    }
}

/// The clause that a text begins with.
fn clause_of(text: &str) -> Option<ClauseKind> {
    let first = tokens(text).into_iter().next()?;
    suggest::clause_word(text.get(first.range)?)
}

/// Where the next line begins whose first word is one of a clause, or a slip of one.
fn next_clause(text: &str) -> usize {
    next_start(text, |word| suggest::clause_near(word).is_some())
}

/// Where the next line outside of braces begins whose first word is meant to begin something.
fn next_start(text: &str, begins: impl Fn(&str) -> bool) -> usize {
    tokens(text)
        .iter()
        .skip(1)
        .find(|token| {
            token.begins_line
                && token.depth == 0
                && text.get(token.range.clone()).is_some_and(&begins)
        })
        .map_or(text.len(), |token| token.range.start)
}
