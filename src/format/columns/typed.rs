//! Cells that have a type, column by column.

use crate::base::{Date, Instant};

use crate::format::json::must_escape;

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

/// Texts, one behind the other, each in quotes.
#[derive(Default)]
pub struct Texts {
    quoted: String,
    ends: Vec<usize>,
    /// Whether one of them has something in it that JSON escapes.
    has_special: bool,
}

impl TypedTable {
    #[inline]
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let cell = self.columns.get(column).and_then(|column| {
            let place = column.place(row)?;
            column.values.cell(place)
        });
        cell.unwrap_or(Cell::Absent)
    }

    /// As [`Texts::quoted`].
    #[inline]
    pub fn quoted(&self, row: usize, column: usize) -> Option<&str> {
        let column = self.columns.get(column)?;
        match &column.values {
            Values::Text(texts) => texts.quoted(column.place(row)?),
            Values::Whole(..)
            | Values::Wide(..)
            | Values::Flag(_)
            | Values::Instant(_)
            | Values::Date(_) => None,
        }
    }
}

impl TypedColumn {
    #[inline]
    fn place(&self, row: usize) -> Option<usize> {
        match &self.places {
            None => Some(row),
            Some(places) => usize::try_from((*places.get(row)?)?).ok(),
        }
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
    /// With room for so many texts of so many bytes in all.
    pub fn with_room(count: usize, bytes: usize) -> Self {
        Self {
            quoted: String::with_capacity(bytes + 2 * count),
            ends: Vec::with_capacity(count),
            has_special: false,
        }
    }

    pub fn clear(&mut self) {
        self.quoted.clear();
        self.ends.clear();
        self.has_special = false;
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    #[inline]
    pub fn push(&mut self, text: &str) {
        self.has_special |= text.bytes().any(must_escape);
        self.quoted.push('"');
        self.quoted.push_str(text);
        self.quoted.push('"');
        self.ends.push(self.quoted.len());
    }

    /// A text as JSON writes it; `None` where one may need an escape.
    #[inline]
    pub fn quoted(&self, place: usize) -> Option<&str> {
        if self.has_special {
            return None;
        }
        self.quoted.get(self.start(place)?..*self.ends.get(place)?)
    }

    #[inline]
    pub fn get(&self, place: usize) -> Option<&str> {
        self.quoted
            .get(self.start(place)? + 1..*self.ends.get(place)? - 1)
    }

    #[inline]
    fn start(&self, place: usize) -> Option<usize> {
        match place.checked_sub(1) {
            Some(before) => self.ends.get(before).copied(),
            None => Some(0),
        }
    }
}
