//! Some rows of a column of Parquet, as typed values.

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::RowGroupReader;

use crate::base::{Date, Instant};

use super::cells::{Cells, TextCells};
use super::header::Column;
use super::parquet_kinds::Kind;
use super::parquet_texts::{NumberedTexts, can_be_numbered};
use super::texts::NO_TEXT;

/// A column of a row group, read some rows at a time.
pub struct ColumnSource {
    values: Values,
    kind: Kind,
    levels: Vec<i16>,
}

enum Values {
    Texts(NumberedTexts),
    Any(ColumnReader),
}

impl ColumnSource {
    /// The column of this number.
    pub fn new(group: &dyn RowGroupReader, leaf: usize, kind: Kind) -> Result<Self, ParquetError> {
        let column = group.metadata().column(leaf);
        let is_numbered = kind == Kind::Text && can_be_numbered(column.encodings());
        let values = if is_numbered {
            let pages = group.get_column_page_reader(leaf)?;
            Values::Texts(NumberedTexts::new(column.column_descr(), pages)?)
        } else {
            Values::Any(group.get_column_reader(leaf)?)
        };
        Ok(Self {
            values,
            kind,
            levels: Vec::new(),
        })
    }

    /// Reads so many rows.
    pub fn read(&mut self, count: usize, column: &Column) -> Result<Cells, ParquetError> {
        let levels = &mut self.levels;
        levels.clear();
        let reader = match &mut self.values {
            Values::Texts(texts) => {
                let ColumnReader::Int32ColumnReader(reader) = &mut texts.numbers else {
                    return Err(other_type());
                };
                let numbers = all(count, levels, reader)?;
                let numbers = spread(numbers, levels, NO_TEXT, i32::cast_unsigned);
                return texts.cells(numbers, column).map(Cells::Text);
            }
            Values::Any(reader) => reader,
        };
        Ok(match (self.kind, reader) {
            (Kind::Flag, ColumnReader::BoolColumnReader(reader)) => {
                let flags = all(count, levels, reader)?;
                Cells::Flag(spread(flags, levels, None, Some))
            }
            (Kind::Date, ColumnReader::Int32ColumnReader(reader)) => {
                let days = all(count, levels, reader)?.into_iter().map(date);
                let dates: Vec<Date> = days.collect::<Result<_, _>>()?;
                Cells::Date(spread(dates, levels, None, Some))
            }
            (Kind::Instant { per_second }, ColumnReader::Int64ColumnReader(reader)) => {
                let units = all(count, levels, reader)?;
                // Divided by what is known beforehand, which is far faster.
                Cells::Instant(match per_second {
                    1_000 => spread(units, levels, None, instant::<1_000>),
                    1_000_000 => spread(units, levels, None, instant::<1_000_000>),
                    _ => spread(units, levels, None, instant::<1_000_000_000>),
                })
            }
            (Kind::Whole { signed, as_text }, ColumnReader::Int32ColumnReader(reader)) => {
                let numbers = all(count, levels, reader)?;
                let number = |number: i32| match signed {
                    true => i64::from(number),
                    false => i64::from(number.cast_unsigned()),
                };
                match as_text {
                    true => texts(numbers, levels, column, |it| number(it).to_string()),
                    false => Cells::Whole(spread(numbers, levels, None, |it| Some(number(it))), 0),
                }
            }
            (Kind::Whole { signed, as_text }, ColumnReader::Int64ColumnReader(reader)) => {
                let numbers = all(count, levels, reader)?;
                match (signed, as_text) {
                    (true, true) => texts(numbers, levels, column, |it| it.to_string()),
                    (true, false) => Cells::Whole(spread(numbers, levels, None, Some), 0),
                    (false, true) => {
                        let written = |number: i64| number.cast_unsigned().to_string();
                        texts(numbers, levels, column, written)
                    }
                    (false, false) => {
                        let wide = |number: i64| Some(i128::from(number.cast_unsigned()));
                        Cells::Wide(spread(numbers, levels, None, wide), 0)
                    }
                }
            }
            (Kind::Decimal { scale }, ColumnReader::Int32ColumnReader(reader)) => {
                let numbers = all(count, levels, reader)?;
                let numbers = spread(numbers, levels, None, |it| Some(i64::from(it)));
                Cells::Whole(numbers, scale)
            }
            (Kind::Decimal { scale }, ColumnReader::Int64ColumnReader(reader)) => {
                let numbers = all(count, levels, reader)?;
                Cells::Whole(spread(numbers, levels, None, Some), scale)
            }
            (Kind::Decimal { scale }, ColumnReader::ByteArrayColumnReader(reader)) => {
                let numbers = all(count, levels, reader)?;
                let numbers = numbers.iter().map(|bytes| wide(bytes.data()));
                let numbers: Vec<i128> = numbers.collect::<Result<_, _>>()?;
                Cells::Wide(spread(numbers, levels, None, Some), scale)
            }
            (Kind::Decimal { scale }, ColumnReader::FixedLenByteArrayColumnReader(reader)) => {
                let numbers = all(count, levels, reader)?;
                let numbers = numbers.iter().map(|bytes| wide(bytes.data()));
                let numbers: Vec<i128> = numbers.collect::<Result<_, _>>()?;
                Cells::Wide(spread(numbers, levels, None, Some), scale)
            }
            (Kind::Uuid, ColumnReader::FixedLenByteArrayColumnReader(reader)) => {
                let values = all(count, levels, reader)?;
                texts(values, levels, column, |value| uuid(value.data()))
            }
            (Kind::Text, ColumnReader::ByteArrayColumnReader(reader)) => {
                let values = all(count, levels, reader)?;
                texts(values, levels, column, |value| value)
            }
            _ => return Err(other_type()),
        })
    }
}

fn other_type() -> ParquetError {
    ParquetError::General("a column changes its type".into())
}

/// The values of the rows that have one; a column of compulsory values has no levels.
fn all<T: DataType>(
    count: usize,
    levels: &mut Vec<i16>,
    reader: &mut ColumnReaderImpl<T>,
) -> Result<Vec<T::T>, ParquetError> {
    let mut values = Vec::with_capacity(count);
    let (rows, _, _) = reader.read_records(count, Some(levels), None, &mut values)?;
    if rows < count {
        return Err(ParquetError::EOF(
            "a column is shorter than its group".into(),
        ));
    }
    Ok(values)
}

/// What each row has: what its value is made into, or `none` where it has no value.
#[inline]
fn spread<T, U: Copy>(
    values: Vec<T>,
    levels: &[i16],
    none: U,
    mut make: impl FnMut(T) -> U,
) -> Vec<U> {
    if levels.len() <= values.len() {
        return values.into_iter().map(make).collect();
    }
    let mut values = values.into_iter();
    let of_row = |level: &i16| match level {
        0 => none,
        _ => values.next().map_or(none, &mut make),
    };
    levels.iter().map(of_row).collect()
}

fn texts<T, U: AsRef<[u8]>>(
    values: Vec<T>,
    levels: &[i16],
    column: &Column,
    written: impl Fn(T) -> U,
) -> Cells {
    let mut texts = TextCells::default();
    let own = &mut texts.own;
    texts.numbers = spread(values, levels, NO_TEXT, |value| {
        own.intern(written(value).as_ref(), column)
    });
    Cells::Text(texts)
}

#[inline]
fn instant<const PER_SECOND: i64>(units: i64) -> Option<Instant> {
    let nanoseconds = units.rem_euclid(PER_SECOND) * (1_000_000_000 / PER_SECOND);
    let nanoseconds = u32::try_from(nanoseconds).unwrap_or(0);
    let at = Instant::from_parts(units.div_euclid(PER_SECOND), nanoseconds);
    // The last is too late for an event already; what is later can not even be written.
    Some(at.min(Instant::LAST))
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
