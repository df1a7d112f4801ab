//! Some rows of a column of Parquet, as typed values.

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::RowGroupReader;

use crate::base::{Date, Instant};

use super::cells::{Cells, TextValues, Values};
use super::header::Column;
use super::parquet_kinds::Kind;
use super::parquet_texts::{NumberedTexts, can_be_numbered};
use super::presence::Presence;

/// A column of a row group, read some rows at a time.
pub struct ColumnSource {
    source: Source,
    kind: Kind,
    /// Memory that is used over and over.
    levels: Vec<i16>,
    numbers: Vec<i64>,
}

enum Source {
    Texts(NumberedTexts),
    Any(ColumnReader),
}

impl ColumnSource {
    /// The column of this number.
    pub fn new(group: &dyn RowGroupReader, leaf: usize, kind: Kind) -> Result<Self, ParquetError> {
        let column = group.metadata().column(leaf);
        let is_numbered = kind == Kind::Text && can_be_numbered(column.encodings());
        let source = if is_numbered {
            let pages = group.get_column_page_reader(leaf)?;
            Source::Texts(NumberedTexts::new(column.column_descr(), pages)?)
        } else {
            Source::Any(group.get_column_reader(leaf)?)
        };
        Ok(Self {
            source,
            kind,
            levels: Vec::new(),
            numbers: Vec::new(),
        })
    }

    /// Reads so many rows into cells whose memory is used again.
    pub fn read(
        &mut self,
        count: usize,
        column: &Column,
        cells: &mut Cells,
    ) -> Result<(), ParquetError> {
        let before = std::mem::take(&mut cells.values);
        let mut rows = RowsOf {
            count,
            levels: &mut self.levels,
            presence: &mut cells.presence,
        };
        let reader = match &mut self.source {
            Source::Texts(texts) => {
                let before = before.into_texts();
                cells.values = Values::Text(texts.read(&mut rows, before, column)?);
                return Ok(());
            }
            Source::Any(reader) => reader,
        };
        cells.values = match (self.kind, reader) {
            (Kind::Flag, ColumnReader::BoolColumnReader(reader)) => {
                Values::Flag(rows.read(reader, Vec::new())?)
            }
            (Kind::Date, ColumnReader::Int32ColumnReader(reader)) => {
                let days = rows.read(reader, Vec::new())?;
                Values::Date(days.into_iter().map(date).collect::<Result<_, _>>()?)
            }
            (Kind::Instant { per_second }, ColumnReader::Int64ColumnReader(reader)) => {
                let numbers = std::mem::take(&mut self.numbers);
                self.numbers = rows.read(reader, numbers)?;
                let units = self.numbers.iter();
                let mut instants = before.into_instants();
                instants.clear();
                // Divided by what is known beforehand, which is far faster.
                match per_second {
                    1_000 => instants.extend(units.map(instant::<1_000>)),
                    1_000_000 => instants.extend(units.map(instant::<1_000_000>)),
                    _ => instants.extend(units.map(instant::<1_000_000_000>)),
                }
                Values::Instant(instants)
            }
            (Kind::Whole { signed, as_text }, ColumnReader::Int32ColumnReader(reader)) => {
                let numbers = rows.read(reader, Vec::new())?.into_iter();
                let numbers = numbers.map(|number| match signed {
                    true => i64::from(number),
                    false => i64::from(number.cast_unsigned()),
                });
                match as_text {
                    true => texts(numbers.map(|number| number.to_string()), column),
                    false => Values::Whole(numbers.collect(), 0),
                }
            }
            (Kind::Whole { signed, as_text }, ColumnReader::Int64ColumnReader(reader)) => {
                let numbers = rows.read(reader, Vec::new())?;
                let unsigned = |number: i64| number.cast_unsigned();
                match (signed, as_text) {
                    (true, true) => texts(numbers.iter().map(i64::to_string), column),
                    (true, false) => Values::Whole(numbers, 0),
                    (false, true) => {
                        let numbers = numbers.into_iter().map(unsigned);
                        texts(numbers.map(|number| number.to_string()), column)
                    }
                    (false, false) => {
                        let numbers = numbers.into_iter().map(unsigned);
                        Values::Wide(numbers.map(i128::from).collect(), 0)
                    }
                }
            }
            (Kind::Decimal { scale }, ColumnReader::Int32ColumnReader(reader)) => {
                let numbers = rows.read(reader, Vec::new())?.into_iter();
                Values::Whole(numbers.map(i64::from).collect(), scale)
            }
            (Kind::Decimal { scale }, ColumnReader::Int64ColumnReader(reader)) => {
                Values::Whole(rows.read(reader, before.into_numbers())?, scale)
            }
            (Kind::Decimal { scale }, ColumnReader::ByteArrayColumnReader(reader)) => {
                let numbers = rows.read(reader, Vec::new())?;
                let numbers = numbers.iter().map(|bytes| wide(bytes.data()));
                Values::Wide(numbers.collect::<Result<_, _>>()?, scale)
            }
            (Kind::Decimal { scale }, ColumnReader::FixedLenByteArrayColumnReader(reader)) => {
                let numbers = rows.read(reader, Vec::new())?;
                let numbers = numbers.iter().map(|bytes| wide(bytes.data()));
                Values::Wide(numbers.collect::<Result<_, _>>()?, scale)
            }
            (Kind::Uuid, ColumnReader::FixedLenByteArrayColumnReader(reader)) => {
                let values = rows.read(reader, Vec::new())?;
                texts(values.iter().map(|value| uuid(value.data())), column)
            }
            (Kind::Text, ColumnReader::ByteArrayColumnReader(reader)) => {
                let values = rows.read(reader, Vec::new())?;
                texts(values.iter().map(|value| value.data()), column)
            }
            _ => return Err(other_type()),
        };
        Ok(())
    }
}

fn other_type() -> ParquetError {
    ParquetError::General("a column changes its type".into())
}

/// So many rows of a column, to be read.
pub struct RowsOf<'s> {
    pub count: usize,
    pub levels: &'s mut Vec<i16>,
    /// Says then which of them have a value.
    pub presence: &'s mut Presence,
}

impl RowsOf<'_> {
    /// Reads the values of the rows that have one, into the memory of others. A column of compulsory values
    /// has no levels.
    pub fn read<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        mut values: Vec<T::T>,
    ) -> Result<Vec<T::T>, ParquetError> {
        let levels = &mut *self.levels;
        levels.clear();
        values.clear();
        values.reserve(self.count);
        let (rows, _, _) = reader.read_records(self.count, Some(levels), None, &mut values)?;
        if rows < self.count {
            return Err(ParquetError::EOF(
                "a column is shorter than its group".into(),
            ));
        }
        match levels.len() <= values.len() {
            true => self.presence.set_all(self.count),
            false => self.presence.set(levels),
        }
        Ok(values)
    }
}

fn texts(values: impl Iterator<Item = impl AsRef<[u8]>>, column: &Column) -> Values {
    let mut texts = TextValues::default();
    let own = &mut texts.own;
    let numbers = values.map(|value| own.intern(value.as_ref(), column));
    texts.numbers = numbers.collect();
    Values::Text(texts)
}

#[inline]
fn instant<const PER_SECOND: i64>(units: &i64) -> Instant {
    let seconds = units.div_euclid(PER_SECOND);
    // The last is too late for an event already; what is later can not even be written.
    if seconds >= Instant::LAST.seconds() {
        return Instant::LAST;
    }
    let rest = units.wrapping_sub(seconds.wrapping_mul(PER_SECOND));
    let nanoseconds = rest.wrapping_mul(1_000_000_000 / PER_SECOND);
    Instant::from_parts(seconds, u32::try_from(nanoseconds).unwrap_or(0))
}

fn date(days: i32) -> Result<Date, ParquetError> {
    let date = Date::from_epoch_days(days);
    date.ok_or_else(|| ParquetError::General("a date lies beyond all years that are known".into()))
}

/// A decimal of bytes, the highest first.
fn wide(bytes: &[u8]) -> Result<i128, ParquetError> {
    let fill = match bytes.first() {
        Some(first) if *first >= 0x80 => 0xff,
        Some(_) | None => 0,
    };
    let mut all = [fill; 16];
    let (start, excess) = match 16_usize.checked_sub(bytes.len()) {
        Some(start) => (start, 0),
        None => (0, bytes.len() - 16),
    };
    let (sign, value) = bytes.split_at(excess);
    if sign.iter().any(|byte| *byte != fill) {
        return Err(ParquetError::General(
            "a decimal has more than 38 digits".into(),
        ));
    }
    for (place, byte) in all.iter_mut().skip(start).zip(value) {
        *place = *byte;
    }
    Ok(i128::from_be_bytes(all))
}

fn uuid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (place, byte) in bytes.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}
