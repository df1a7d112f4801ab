//! The account that a record names: by its id, or by the number that the id has in the dictionary of a column.
//! Who has met the number before finds the account without a look at the id.

use std::borrow::Cow;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::columns::texts::Texts;

/// An id that is not empty.
#[derive(Clone)]
pub struct AccountName<'b> {
    /// A hash of the id.
    pub hash: u64,
    id: Id<'b>,
}

#[derive(Clone)]
enum Id<'b> {
    Text(Cow<'b, str>),
    Number(&'b Arc<Texts>, u32),
}

impl<'b> AccountName<'b> {
    /// None where it is empty.
    #[inline(always)]
    pub fn new(id: impl Into<Cow<'b, str>>) -> Option<Self> {
        let id: Cow<'b, str> = id.into();
        if id.is_empty() {
            return None;
        }
        let hash = xxh3_64(id.as_bytes());
        let id = Id::Text(id);
        Some(Self { hash, id })
    }

    /// The text of this number; `None` where it is none, or may be empty.
    #[inline]
    pub fn of_number(dictionary: &'b Arc<Texts>, number: u32) -> Option<Self> {
        Some(Self {
            hash: dictionary.hash(number)?,
            id: Id::Number(dictionary, number),
        })
    }

    /// The id.
    #[inline]
    pub fn text(&self) -> &str {
        match &self.id {
            Id::Text(text) => text,
            Id::Number(dictionary, number) => {
                let text = dictionary.get(*number);
                text.map_or("", |text| dictionary.characters(text))
            }
        }
    }

    /// The number of the id, and the dictionary that has it.
    #[inline]
    pub fn number(&self) -> Option<(&'b Arc<Texts>, u32)> {
        match self.id {
            Id::Text(_) => None,
            Id::Number(dictionary, number) => Some((dictionary, number)),
        }
    }

    /// The same, with a text of its own.
    pub fn into_owned<'o>(self) -> AccountName<'o> {
        AccountName {
            hash: self.hash,
            id: Id::Text(self.text().to_owned().into()),
        }
    }
}
