//! The cells of some rows, column by column.

use std::ops::Range;
use std::sync::Arc;

use crate::base::{Date, Instant};

use crate::format::account_name::AccountName;

use super::cell::Cell;
use super::presence::Presence;
use super::texts::{Meaning, Text, Texts};

/// What stands in a column.
#[derive(Default)]
pub struct Cells {
    /// Which rows have a value.
    pub presence: Presence,
    /// Of those rows, one behind the other.
    pub values: Values,
}

/// Values of a column.
pub enum Values {
    Text(TextValues),
    /// Whole numbers, or decimals with so many decimals.
    Whole(Vec<i64>, u32),
    Wide(Vec<i128>, u32),
    Flag(Vec<bool>),
    Instant(Vec<Instant>),
    Date(Vec<Date>),
}

/// Texts, by their numbers.
#[derive(Default)]
pub struct TextValues {
    /// Those that other rows may have as well: their numbers come first.
    pub dictionary: Arc<Texts>,
    /// All others.
    pub own: Texts,
    pub numbers: Vec<u32>,
}

impl Default for Values {
    fn default() -> Self {
        Self::Text(TextValues::default())
    }
}

impl Cells {
    /// No rows, to be filled with texts of their own, in the memory of what was there.
    pub fn clear_for_texts(&mut self) {
        self.presence.clear();
        let mut texts = std::mem::take(&mut self.values).into_texts();
        texts.own.clear();
        texts.numbers.clear();
        self.values = Values::Text(texts);
    }

    /// What stands in a row.
    pub fn cell(&self, row: usize) -> Cell<'_> {
        let cell = (self.presence.place(row)).and_then(|place| self.values.cell(place));
        cell.unwrap_or(Cell::Absent)
    }

    /// Rows whose text is no UTF-8.
    pub fn rows_without_text(&self) -> Vec<usize> {
        let Values::Text(texts) = &self.values else {
            return Vec::new();
        };
        if !texts.dictionary.has_bytes() && !texts.own.has_bytes() {
            return Vec::new();
        }
        let mut rows = Vec::new();
        self.presence.each(0..self.presence.rows(), |row, place| {
            let text = texts.get(place);
            if text.is_some_and(|(text, _)| text.meaning == Meaning::Bytes) {
                rows.push(row);
            }
        });
        rows
    }

    /// The text of a row, if the column holds texts.
    pub fn text(&self, row: usize) -> Option<(&Text, &str)> {
        self.values.text(self.presence.place(row)?)
    }

    /// Takes the texts of some rows, as far as they have one: the row, its text and the characters of that.
    #[inline(always)]
    pub fn each_text<'b>(
        &'b self,
        rows: Range<usize>,
        mut take: impl FnMut(usize, &'b Text, &'b str),
    ) {
        let Values::Text(texts) = &self.values else {
            return;
        };
        self.presence.each(rows, |row, place| {
            if let Some((text, list)) = texts.get(place) {
                take(row, text, list.characters(text));
            }
        });
    }
}

impl Values {
    /// These texts, if they are texts.
    pub fn into_texts(self) -> TextValues {
        match self {
            Self::Text(texts) => texts,
            Self::Whole(..) | Self::Wide(..) | Self::Flag(_) | Self::Instant(_) | Self::Date(_) => {
                TextValues::default()
            }
        }
    }

    /// These whole numbers or decimals, if they are such.
    pub fn into_numbers(self) -> Vec<i64> {
        match self {
            Self::Whole(numbers, _) => numbers,
            Self::Text(_) | Self::Wide(..) | Self::Flag(_) | Self::Instant(_) | Self::Date(_) => {
                Vec::new()
            }
        }
    }

    /// These instants, if they are such.
    pub fn into_instants(self) -> Vec<Instant> {
        match self {
            Self::Instant(instants) => instants,
            Self::Text(_) | Self::Whole(..) | Self::Wide(..) | Self::Flag(_) | Self::Date(_) => {
                Vec::new()
            }
        }
    }

    /// The value at a place, as a cell has it.
    pub fn cell(&self, place: usize) -> Option<Cell<'_>> {
        Some(match self {
            Self::Text(texts) => {
                let (text, list) = texts.get(place)?;
                Cell::Text(list.characters(text))
            }
            Self::Whole(numbers, scale) => Cell::Decimal {
                unscaled: i128::from(*numbers.get(place)?),
                scale: *scale,
            },
            Self::Wide(numbers, scale) => Cell::Decimal {
                unscaled: *numbers.get(place)?,
                scale: *scale,
            },
            Self::Flag(flags) => Cell::Flag(*flags.get(place)?),
            Self::Instant(instants) => Cell::Instant(*instants.get(place)?),
            Self::Date(dates) => Cell::Date(*dates.get(place)?),
        })
    }

    /// The text at a place, if these are texts.
    pub fn text(&self, place: usize) -> Option<(&Text, &str)> {
        match self {
            Self::Text(texts) => {
                let (text, list) = texts.get(place)?;
                Some((text, list.characters(text)))
            }
            Self::Whole(..) | Self::Wide(..) | Self::Flag(_) | Self::Instant(_) | Self::Date(_) => {
                None
            }
        }
    }
}

impl TextValues {
    /// The account that the text at a place names.
    #[inline]
    pub fn account(&self, place: usize) -> Option<AccountName<'_>> {
        let number = *self.numbers.get(place)?;
        let name = AccountName::of_number(&self.dictionary, number);
        name.or_else(|| {
            let (text, list) = self.find(number)?;
            AccountName::new(list.characters(text))
        })
    }

    /// The text at a place, and the list that it is of.
    #[inline]
    pub fn get(&self, place: usize) -> Option<(&Text, &Texts)> {
        self.find(*self.numbers.get(place)?)
    }

    /// What the text of a number adds to the content of its row.
    #[inline]
    pub fn content(&self, number: u32) -> u64 {
        self.find(number).map_or(0, |(text, _)| text.content)
    }

    #[inline]
    fn find(&self, number: u32) -> Option<(&Text, &Texts)> {
        match self.dictionary.get(number) {
            Some(text) => Some((text, &self.dictionary)),
            None => {
                let shared = u32::try_from(self.dictionary.len()).ok()?;
                let text = self.own.get(number.checked_sub(shared)?)?;
                Some((text, &self.own))
            }
        }
    }
}
