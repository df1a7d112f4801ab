//! The texts of a column: each is looked at once, however many rows hold it.

use xxhash_rust::xxh3::xxh3_64;

use crate::base::Currency;
use crate::format::json::{must_escape, push_text};
use crate::format::seen::{is_content, member_hash};
use crate::program::{EventTypeId, Symbol};

use super::header::{Column, Words};

/// Texts by their numbers, each in quotes.
#[derive(Default)]
pub struct Texts {
    quoted: String,
    texts: Vec<Text>,
    /// Hashes of the texts themselves, if they are ids of accounts and none is empty.
    hashes: Vec<u64>,
    /// The number of a text that was met lately, by its hash.
    met: Vec<u32>,
    /// Whether one of them is no text.
    has_bytes: bool,
    /// Whether one of them is a part of the content.
    has_content: bool,
}

/// A text, and what is known of it.
#[derive(Clone, Copy)]
pub struct Text {
    /// Where it stands, quotes included.
    // INVARIANT: no list of texts is as long as these can count, for neither a page nor a load is.
    start: u32,
    end: u32,
    /// A hash of the member that it is, in quotes; 0 where it is no part of the content.
    pub content: u64,
    pub meaning: Meaning,
}

/// What a text stands for in its column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// Itself, or nothing that is known.
    Text,
    Type(EventTypeId),
    Currency(Currency),
    Symbol(Symbol),
    /// It is not UTF-8, and empty here.
    Bytes,
}

/// The number of no text.
pub const NO_TEXT: u32 = u32::MAX;

/// How many texts are known again.
const MET: usize = 256;

impl Texts {
    pub fn clear(&mut self) {
        self.quoted.clear();
        self.texts.clear();
        self.hashes.clear();
        self.met.clear();
        (self.has_bytes, self.has_content) = (false, false);
    }

    pub fn len(&self) -> usize {
        self.texts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    pub fn has_bytes(&self) -> bool {
        self.has_bytes
    }

    pub fn has_content(&self) -> bool {
        self.has_content
    }

    #[inline]
    pub fn get(&self, number: u32) -> Option<&Text> {
        self.texts.get(number as usize)
    }

    /// A hash of the text itself, where those of all are known.
    #[inline]
    pub fn hash(&self, number: u32) -> Option<u64> {
        self.hashes.get(number as usize).copied()
    }

    /// The characters of one of these texts.
    #[inline]
    pub fn characters(&self, text: &Text) -> &str {
        let inner = text.start as usize + 1..text.end as usize - 1;
        self.quoted.get(inner).unwrap_or_default()
    }

    /// Adds a text of a column; its number.
    #[inline]
    pub fn add(&mut self, bytes: &[u8], column: &Column) -> u32 {
        let start = self.quoted.len();
        let content = self.write(bytes, column);
        self.push((start, self.quoted.len()), content, column)
    }

    /// These texts of a column, in their order.
    pub fn of_all<'t>(texts: impl Iterator<Item = &'t [u8]> + Clone, column: &Column) -> Self {
        let mut all = Self::default();
        all.add_all(texts.clone(), column);
        if column.names_account && !all.has_bytes && texts.clone().all(|text| !text.is_empty()) {
            all.hashes = texts.map(xxh3_64).collect();
        }
        all
    }

    /// Adds texts of a column, in their order.
    fn add_all<'t>(&mut self, texts: impl Iterator<Item = &'t [u8]> + Clone, column: &Column) {
        let (count, bytes) = (
            texts.clone().count(),
            texts.clone().map(<[u8]>::len).sum::<usize>(),
        );
        self.texts.reserve(count);
        let mut quoted = std::mem::take(&mut self.quoted).into_bytes();
        quoted.reserve(bytes + 2 * count);
        let start = quoted.len();
        for text in texts.clone() {
            quoted.push(b'"');
            quoted.extend_from_slice(text);
            quoted.push(b'"');
        }
        // Looked at all at once, which is nearly all that the text of an id takes.
        let special = quoted.get(start..).map_or(0, count_special);
        match String::from_utf8(quoted) {
            Ok(all) => {
                self.quoted = all;
                let mut end = start;
                if special == 2 * count && !column.counts && matches!(column.words, Words::None) {
                    // Ids, of which nothing more is to be known.
                    self.texts.extend(texts.map(|text| {
                        let begin = end;
                        end += text.len() + 2;
                        Text {
                            start: small(begin),
                            end: small(end),
                            content: 0,
                            meaning: Meaning::Text,
                        }
                    }));
                    return;
                }
                for text in texts {
                    let begin = end;
                    end += text.len() + 2;
                    let quoted = self.quoted.get(begin..end).unwrap_or_default();
                    let content = match special == 2 * count {
                        true => content_of_plain(quoted, column),
                        false => content_of(quoted, column),
                    };
                    self.push((begin, end), Some(content), column);
                }
            }
            Err(error) => {
                let mut quoted = error.into_bytes();
                quoted.truncate(start);
                self.quoted = String::from_utf8(quoted).unwrap_or_default();
                texts.for_each(|text| {
                    self.add(text, column);
                });
            }
        }
    }

    /// The number of a text of a column: of one that was met lately if it is the same.
    #[inline]
    pub fn intern(&mut self, bytes: &[u8], column: &Column) -> u32 {
        let start = self.quoted.len();
        let content = self.write(bytes, column);
        // Ids are no part of the content and hardly ever the same.
        let Some(hash) = content.filter(|_| column.counts) else {
            return self.push((start, self.quoted.len()), content, column);
        };
        self.met.resize(MET, NO_TEXT);
        let slot = usize::try_from(hash % MET as u64).unwrap_or(0);
        let known = self.met.get(slot).copied().unwrap_or(NO_TEXT);
        if let Some(text) = self.get(known)
            && text.content == hash
            && self.characters(text).as_bytes() == bytes
        {
            self.quoted.truncate(start);
            return known;
        }
        let number = self.push((start, self.quoted.len()), content, column);
        if let Some(known) = self.met.get_mut(slot) {
            *known = number;
        }
        number
    }

    /// Writes a text down and hashes it; `None` where it is none.
    #[inline]
    fn write(&mut self, bytes: &[u8], column: &Column) -> Option<u64> {
        let start = self.quoted.len();
        let characters = std::str::from_utf8(bytes).ok();
        self.quoted.push('"');
        self.quoted.push_str(characters.unwrap_or_default());
        self.quoted.push('"');
        let quoted = self.quoted.get(start..).unwrap_or_default();
        characters.map(|_| content_of(quoted, column))
    }

    /// Adds the text that is written from one place to another, quotes included.
    #[inline]
    fn push(&mut self, (start, end): (usize, usize), content: Option<u64>, column: &Column) -> u32 {
        let number = small(self.texts.len());
        let mut text = Text {
            start: small(start),
            end: small(end),
            content: content.unwrap_or(0),
            meaning: Meaning::Bytes,
        };
        self.has_bytes |= content.is_none();
        self.has_content |= content.is_some_and(|content| content != 0);
        if content.is_some() {
            text.meaning = meaning_of(self.characters(&text), column);
        }
        self.texts.push(text);
        number
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NO_TEXT)
}

/// How many bytes JSON does not write as they are, quotes around texts among them.
#[inline]
fn count_special(bytes: &[u8]) -> usize {
    // So few that a byte counts them, and many bytes can be looked at at once.
    let counts = bytes.chunks(usize::from(u8::MAX)).map(|bytes| {
        let special = bytes.iter().map(|byte| u8::from(must_escape(*byte)));
        special.fold(0_u8, u8::wrapping_add)
    });
    counts.map(usize::from).sum()
}

/// A hash of a text in quotes as the member that it is; 0 where it is no part of the content.
#[inline]
fn content_of(quoted: &str, column: &Column) -> u64 {
    if count_special(quoted.as_bytes()) == 2 {
        return content_of_plain(quoted, column);
    }
    let characters = quoted.get(1..quoted.len() - 1).unwrap_or_default();
    let mut escaped = Vec::new();
    push_text(&mut escaped, characters);
    match is_content(&column.name, &escaped) {
        true => member_hash(column.hash, &escaped),
        false => 0,
    }
}

/// The same of one that JSON writes as it is.
#[inline]
fn content_of_plain(quoted: &str, column: &Column) -> u64 {
    match column.counts {
        true => member_hash(column.hash, quoted.as_bytes()),
        false => 0,
    }
}

#[inline]
fn meaning_of(characters: &str, column: &Column) -> Meaning {
    let found = match &column.words {
        Words::None => None,
        Words::Types(types) => types.get(characters).copied().map(Meaning::Type),
        Words::Currencies => Currency::from_code(characters).map(Meaning::Currency),
        Words::Symbols(symbols) => symbols.find(characters).map(Meaning::Symbol),
    };
    found.unwrap_or(Meaning::Text)
}
