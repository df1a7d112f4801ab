//! Cells that have a type, column by column.

use crate::base::{Date, Instant};

use super::cell::Cell;

/// Rows by their columns.
#[derive(Default)]
pub struct TypedTable {
    pub count: usize,
    /// The number of the first row in its input, from 1.
    pub first_number: u64,
    pub columns: Vec<TypedColumn>,
}

/// One column.
pub struct TypedColumn {
    pub values: Values,
    /// Where the value of each row stands among the values; `None` where every row has one.
    pub places: Option<Vec<Option<u32>>>,
}

/// The values of the rows that have one, in their order.
pub enum Values {
    Text(Texts),
    /// Whole numbers, or decimals with so many decimals.
    Whole(Vec<i64>, u32),
    Wide(Vec<i128>, u32),
    Flag(Vec<bool>),
    Instant(Vec<Instant>),
    Date(Vec<Date>),
}

/// Texts, one behind the other.
#[derive(Default)]
pub struct Texts {
    pub text: String,
    pub ends: Vec<usize>,
}

impl TypedTable {
    #[inline]
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let cell = self.columns.get(column).and_then(|column| {
            let place = match &column.places {
                None => row,
                Some(places) => usize::try_from((*places.get(row)?)?).ok()?,
            };
            column.values.cell(place)
        });
        cell.unwrap_or(Cell::Absent)
    }
}

impl Values {
    #[inline]
    fn cell(&self, place: usize) -> Option<Cell<'_>> {
        let decimal = |unscaled, scale| Cell::Decimal { unscaled, scale };
        Some(match self {
            Self::Text(texts) => Cell::Text(texts.get(place)?),
            Self::Whole(numbers, scale) => decimal(i128::from(*numbers.get(place)?), *scale),
            Self::Wide(numbers, scale) => decimal(*numbers.get(place)?, *scale),
            Self::Flag(flags) => Cell::Flag(*flags.get(place)?),
            Self::Instant(instants) => Cell::Instant(*instants.get(place)?),
            Self::Date(dates) => Cell::Date(*dates.get(place)?),
        })
    }
}

impl Texts {
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    #[inline]
    fn get(&self, place: usize) -> Option<&str> {
        let end = *self.ends.get(place)?;
        let start = match place.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..end)
    }
}
