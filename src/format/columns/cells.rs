//! The cells of some rows, column by column.

use std::sync::Arc;

use crate::base::{Date, Instant};

use super::cell::Cell;
use super::texts::{Meaning, Text, Texts};

/// What stands in a column, row by row.
pub enum Cells {
    Text(TextCells),
    /// Whole numbers, or decimals with so many decimals.
    Whole(Vec<Option<i64>>, u32),
    Wide(Vec<Option<i128>>, u32),
    Flag(Vec<Option<bool>>),
    Instant(Vec<Option<Instant>>),
    Date(Vec<Option<Date>>),
}

/// The texts of a column, by their numbers.
#[derive(Default)]
pub struct TextCells {
    /// Those that other rows may have as well: their numbers come first.
    pub dictionary: Arc<Texts>,
    /// All others.
    pub own: Texts,
    /// The number of each row's text; [`super::texts::NO_TEXT`] where there is none.
    pub numbers: Vec<u32>,
}

impl Cells {
    #[inline]
    pub fn cell(&self, row: usize) -> Cell<'_> {
        let decimal = |unscaled, scale| Cell::Decimal { unscaled, scale };
        let cell = match self {
            Self::Text(texts) => texts.characters(row).map(Cell::Text),
            Self::Whole(numbers, scale) => {
                value_of(numbers, row).map(|number| decimal(i128::from(number), *scale))
            }
            Self::Wide(numbers, scale) => {
                value_of(numbers, row).map(|number| decimal(number, *scale))
            }
            Self::Flag(flags) => value_of(flags, row).map(Cell::Flag),
            Self::Instant(instants) => value_of(instants, row).map(Cell::Instant),
            Self::Date(dates) => value_of(dates, row).map(Cell::Date),
        };
        cell.unwrap_or(Cell::Absent)
    }

    /// Rows whose text is no UTF-8.
    pub fn rows_without_text(&self) -> Vec<usize> {
        let Self::Text(texts) = self else {
            return Vec::new();
        };
        if !texts.dictionary.has_bytes() && !texts.own.has_bytes() {
            return Vec::new();
        }
        let is_bytes = |row: &usize| {
            let text = texts.get(*row);
            text.is_some_and(|(text, _)| text.meaning == Meaning::Bytes)
        };
        (0..texts.numbers.len()).filter(is_bytes).collect()
    }

    /// The text of a row, if the column holds texts.
    #[inline]
    pub fn text(&self, row: usize) -> Option<(&Text, &str)> {
        match self {
            Self::Text(texts) => texts
                .get(row)
                .map(|(text, list)| (text, list.characters(text))),
            Self::Whole(..) | Self::Wide(..) | Self::Flag(_) | Self::Instant(_) | Self::Date(_) => {
                None
            }
        }
    }
}

/// The value of a row, if it has one.
#[inline]
pub fn value_of<T: Copy>(values: &[Option<T>], row: usize) -> Option<T> {
    values.get(row).copied().flatten()
}

impl TextCells {
    /// A row's text, and the list that it is of.
    #[inline]
    pub fn get(&self, row: usize) -> Option<(&Text, &Texts)> {
        self.find(*self.numbers.get(row)?)
    }

    /// The text of a number.
    #[inline]
    pub fn find(&self, number: u32) -> Option<(&Text, &Texts)> {
        match self.dictionary.get(number) {
            Some(text) => Some((text, &self.dictionary)),
            None => {
                let shared = u32::try_from(self.dictionary.len()).ok()?;
                let text = self.own.get(number.checked_sub(shared)?)?;
                Some((text, &self.own))
            }
        }
    }

    #[inline]
    fn characters(&self, row: usize) -> Option<&str> {
        let (text, list) = self.get(row)?;
        Some(list.characters(text))
    }
}
