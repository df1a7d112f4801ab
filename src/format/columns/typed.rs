//! Cells that have a type, column by column.

use crate::base::{Date, Instant};

use crate::format::json::must_escape;
use crate::format::seen::member_hash;

use super::cell::Cell;
use super::header::Column;

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

/// Texts, each in quotes; those that were met before stand there once.
#[derive(Default)]
pub struct Texts {
    quoted: String,
    values: Vec<Text>,
}

/// Where a text stands, quotes included.
#[derive(Clone, Copy)]
struct Text {
    start: usize,
    end: usize,
    /// Of the member that it is, as JSON writes it; `None` where that is not known here.
    hash: Option<u64>,
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

    /// As [`Texts::hash`].
    #[inline]
    pub fn hash(&self, row: usize, column: usize) -> Option<u64> {
        let column = self.columns.get(column)?;
        match &column.values {
            Values::Text(texts) => texts.hash(column.place(row)?),
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
            values: Vec::with_capacity(count),
        }
    }

    pub fn clear(&mut self) {
        self.quoted.clear();
        self.values.clear();
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Adds a text of a column: one that may be a flag is hashed later, by what its row says.
    #[inline]
    pub fn push(&mut self, text: &str, column: &Column) {
        let start = self.quoted.len();
        self.quoted.push('"');
        self.quoted.push_str(text);
        self.quoted.push('"');
        let end = self.quoted.len();
        let is_plain = !column.may_be_flag && !text.bytes().any(must_escape);
        let quoted = self.quoted.get(start..end).filter(|_| is_plain);
        let hash = quoted.map(|quoted| member_hash(column.hash, quoted.as_bytes()));
        self.values.push(Text { start, end, hash });
    }

    /// Adds a text that stands at a place already.
    #[inline]
    pub fn repeat(&mut self, place: usize) {
        self.values.extend(self.values.get(place).copied());
    }

    /// The hash of a text as the member that it is, if it is known.
    #[inline]
    pub fn hash(&self, place: usize) -> Option<u64> {
        self.values.get(place)?.hash
    }

    #[inline]
    pub fn get(&self, place: usize) -> Option<&str> {
        let text = self.values.get(place)?;
        self.quoted.get(text.start + 1..text.end - 1)
    }
}
