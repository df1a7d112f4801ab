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
    pub(super) fn slice(&self, node: &Node<'_>) -> Slice {
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

    fn mended_items(&mut self, slice: Slice, items: &mut Vec<Item>) {
        let begins_item = |word: &str| suggest::nearest(word, ITEM_WORDS).is_some();
        for piece in pieces(slice, begins_item) {
            self.mended_piece_of_items(piece, items);
        }
    }

    fn mended_piece_of_items(&mut self, mut rest: Slice, items: &mut Vec<Item>) {
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
        let currency = usual_currency(&slice.text);
        let mended = mend(Unit::Item, slice, currency);
        let behind = behind(&mended);
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
        if suggest::clause_word(word).is_none() {
            let message = format!("`{word}` does not begin a declaration");
            self.report(Diagnostic::new(Code::UnknownItem, span, message).help(
                "a file declares `program`, `account`, `event` and `offer`, each with its braces",
            ));
            return Slice::empty();
        }
        let message = format!("`{word}` stands outside of an offer");
        let diagnostic = Diagnostic::new(Code::MisplacedClause, span, message);
        let Some(Item::Offer(offer)) = items.last_mut() else {
            self.report(diagnostic.help("clauses stand between the braces of an `offer`"));
            return Slice::empty();
        };
        self.report(
            diagnostic
                .related(
                    offer.span.last_byte(),
                    format!("`{}` ends here", offer.name.text),
                )
                .help("a `}` too many stands before it"),
        );
        // The brace that was meant to close the offer closes nothing now.
        let closing = tokens(&rest.text)
            .iter()
            .find(|token| token.depth == 0 && rest.text.get(token.range.clone()) == Some("}"))
            .map_or(rest.text.len(), |token| token.range.start);
        let (clauses, behind) = rest.split(closing);
        self.mended_clauses(clauses, offer);
        behind.rest(1)
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
        if first.is_some_and(begins_clause) {
            self.clause(clause, offer);
            return self.mended_clauses(self.slice(broken), offer);
        }
        let slice = Slice::cut(whole, start..broken.range().end, &self.place);
        let mut pieces = pieces(slice, begins_clause).into_iter();
        let joined = pieces
            .next()
            .and_then(|piece| Some((clause_of(&piece.text)?, piece)));
        if let Some((kind, piece)) = joined {
            let mended = mend(Unit::Clause(kind), piece, self.currency.flatten());
            let behind_clause = self.place.span(broken.range()).start;
            let reached = match mended.readable {
                Some(end) => mended.slice.span(end..end).start,
                None => mended.reached,
            };
            if reached > behind_clause || mended.readable.is_none() && same_line {
                let rest = behind(&mended);
                self.mended_clause(kind, mended, offer);
                for piece in std::iter::once(rest).chain(pieces) {
                    self.mended_piece_of_clauses(piece, offer);
                }
                return;
            }
        }
        self.clause(clause, offer);
        self.mended_clauses(self.slice(broken), offer);
    }

    pub(super) fn broken_clauses(&mut self, node: &Node<'_>, offer: &mut OfferDecl) {
        self.mended_clauses(self.slice(node), offer);
    }

    /// One clause after the other out of text that could not be read.
    fn mended_clauses(&mut self, slice: Slice, offer: &mut OfferDecl) {
        for piece in pieces(slice, begins_clause) {
            self.mended_piece_of_clauses(piece, offer);
        }
    }

    fn mended_piece_of_clauses(&mut self, mut rest: Slice, offer: &mut OfferDecl) {
        while let Some(first) = tokens(&rest.text).into_iter().next() {
            rest = rest.rest(first.range.start);
            let first = 0..first.range.len();
            let word = rest.text.get(first.clone()).unwrap_or("").to_owned();
            let Some(kind) = suggest::clause_meant(&word) else {
                return self.unknown_clause(&rest, &word);
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
            let mended = mend(Unit::Clause(kind), rest, self.currency.flatten());
            rest = behind(&mended);
            self.mended_clause(kind, mended, offer);
        }
    }

    fn unknown_clause(&mut self, rest: &Slice, word: &str) {
        let is_word = word.starts_with(char::is_alphabetic);
        let message = if is_word {
            format!("`{word}` is not a clause of an offer")
        } else {
            format!("no clause of an offer begins with `{word}`")
        };
        let diagnostic = Diagnostic::new(Code::UnknownClause, rest.span(0..word.len()), message);
        self.report(diagnostic.help("leave it out, or begin it with the word of its clause"));
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
    pub(super) fn read_mended<T>(
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

/// What is left to read behind a mended piece.
fn behind(mended: &Mended) -> Slice {
    match mended.readable {
        Some(end) => mended.slice.rest(end),
        None => Slice::empty(),
    }
}

/// The clause that a text begins with.
fn clause_of(text: &str) -> Option<ClauseKind> {
    let first = tokens(text).into_iter().next()?;
    suggest::clause_word(text.get(first.range)?)
}

/// Whether a word at the start of a line is meant to begin a clause.
fn begins_clause(word: &str) -> bool {
    // Of the words of other trades those that begin no option of a clause.
    suggest::clause_near(word).is_some()
        || matches!(
            word,
            "grant" | "reward" | "give" | "award" | "priority" | "budget" | "audience"
        )
}

/// A text cut before every line outside of braces whose first word is meant to begin something.
fn pieces(mut slice: Slice, begins: impl Fn(&str) -> bool) -> Vec<Slice> {
    let starts: Vec<usize> = tokens(&slice.text)
        .iter()
        .skip(1)
        .filter(|token| {
            token.begins_line
                && token.depth == 0
                && slice.text.get(token.range.clone()).is_some_and(&begins)
        })
        .map(|token| token.range.start)
        .collect();
    let mut pieces = Vec::with_capacity(starts.len() + 1);
    for start in starts.into_iter().rev() {
        let (before, piece) = slice.split(start);
        pieces.push(piece);
        slice = before;
    }
    pieces.push(slice);
    pieces.reverse();
    pieces
}
