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
    Texts(Box<NumberedTexts>),
    Any(ColumnReader),
}

impl ColumnSource {
    /// The column of this number.
    pub fn new(group: &dyn RowGroupReader, leaf: usize, kind: Kind) -> Result<Self, ParquetError> {
        let column = group.metadata().column(leaf);
        let is_numbered = kind == Kind::Text && can_be_numbered(column.encodings());
        let values = if is_numbered {
            let pages = group.get_column_page_reader(leaf)?;
            Values::Texts(Box::new(NumberedTexts::new(column.column_descr(), pages)?))
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
                let numbers = Spread::new(numbers, levels);
                return texts.cells(numbers, column).map(Cells::Text);
            }
            Values::Any(reader) => reader,
        };
        Ok(match (self.kind, reader) {
            (Kind::Flag, ColumnReader::BoolColumnReader(reader)) => {
                let flags = all(count, levels, reader)?;
                Cells::Flag(Spread::new(flags, levels).collect())
            }
            (Kind::Date, ColumnReader::Int32ColumnReader(reader)) => {
                let days = all(count, levels, reader)?.into_iter().map(date);
                let dates: Vec<Date> = days.collect::<Result<_, _>>()?;
                Cells::Date(Spread::new(dates, levels).collect())
            }
            (Kind::Instant { per_second }, ColumnReader::Int64ColumnReader(reader)) => {
                let units = all(count, levels, reader)?;
                let units = Spread::new(units, levels);
                // Divided by what is known beforehand, which is far faster.
                Cells::Instant(match per_second {
                    1_000 => units.map(instants::<1_000>).collect(),
                    1_000_000 => units.map(instants::<1_000_000>).collect(),
                    _ => units.map(instants::<1_000_000_000>).collect(),
                })
            }
            (Kind::Whole { signed, as_text }, ColumnReader::Int32ColumnReader(reader)) => {
                let numbers = all(count, levels, reader)?;
                let numbers = Spread::new(numbers, levels).map(|number| match signed {
                    true => number.map(i64::from),
                    false => number.map(|number| i64::from(number.cast_unsigned())),
                });
                whole(numbers, as_text, column)
            }
            (Kind::Whole { signed, as_text }, ColumnReader::Int64ColumnReader(reader)) => {
                let numbers = all(count, levels, reader)?;
                let numbers = Spread::new(numbers, levels);
                if signed {
                    return Ok(whole(numbers, as_text, column));
                }
                let numbers = numbers.map(|number| number.map(i64::cast_unsigned));
                match as_text {
                    true => texts(
                        numbers.map(|number| number.map(|it| it.to_string())),
                        column,
                    ),
                    false => Cells::Wide(numbers.map(|number| number.map(i128::from)).collect(), 0),
                }
            }
            (Kind::Decimal { scale }, ColumnReader::Int32ColumnReader(reader)) => {
                let numbers = all(count, levels, reader)?;
                let numbers = Spread::new(numbers, levels);
                Cells::Whole(numbers.map(|number| number.map(i64::from)).collect(), scale)
            }
            (Kind::Decimal { scale }, ColumnReader::Int64ColumnReader(reader)) => {
                let numbers = all(count, levels, reader)?;
                Cells::Whole(Spread::new(numbers, levels).collect(), scale)
            }
            (Kind::Decimal { scale }, ColumnReader::ByteArrayColumnReader(reader)) => {
                let numbers = all(count, levels, reader)?;
                let numbers = numbers.iter().map(|bytes| wide(bytes.data()));
                let numbers: Vec<i128> = numbers.collect::<Result<_, _>>()?;
                Cells::Wide(Spread::new(numbers, levels).collect(), scale)
            }
            (Kind::Decimal { scale }, ColumnReader::FixedLenByteArrayColumnReader(reader)) => {
                let numbers = all(count, levels, reader)?;
                let numbers = numbers.iter().map(|bytes| wide(bytes.data()));
                let numbers: Vec<i128> = numbers.collect::<Result<_, _>>()?;
                Cells::Wide(Spread::new(numbers, levels).collect(), scale)
            }
            (Kind::Uuid, ColumnReader::FixedLenByteArrayColumnReader(reader)) => {
                let values = all(count, levels, reader)?;
                let values = Spread::new(values, levels);
                texts(values.map(|value| value.map(|it| uuid(it.data()))), column)
            }
            (Kind::Text, ColumnReader::ByteArrayColumnReader(reader)) => {
                let values = all(count, levels, reader)?;
                texts(Spread::new(values, levels), column)
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

/// The value of each row, where it has one.
struct Spread<'l, T> {
    values: std::vec::IntoIter<T>,
    levels: Option<std::slice::Iter<'l, i16>>,
}

impl<'l, T> Spread<'l, T> {
    fn new(values: Vec<T>, levels: &'l [i16]) -> Self {
        let has_all = levels.is_empty() || levels.len() == values.len();
        Self {
            values: values.into_iter(),
            levels: (!has_all).then(|| levels.iter()),
        }
    }
}

impl<T> Iterator for Spread<'_, T> {
    type Item = Option<T>;

    #[inline]
    fn next(&mut self) -> Option<Option<T>> {
        let Some(levels) = &mut self.levels else {
            return self.values.next().map(Some);
        };
        match levels.next()? {
            0 => Some(None),
            _ => self.values.next().map(Some),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let rows = self
            .levels
            .as_ref()
            .map_or(self.values.len(), |levels| levels.len());
        (0, Some(rows))
    }
}

fn whole(numbers: impl Iterator<Item = Option<i64>>, as_text: bool, column: &Column) -> Cells {
    match as_text {
        true => texts(
            numbers.map(|number| number.map(|it| it.to_string())),
            column,
        ),
        false => Cells::Whole(numbers.collect(), 0),
    }
}

fn texts<T: AsRef<[u8]>>(values: impl Iterator<Item = Option<T>>, column: &Column) -> Cells {
    let mut texts = TextCells::default();
    let number =
        |value: Option<T>| value.map_or(NO_TEXT, |value| texts.own.intern(value.as_ref(), column));
    texts.numbers = values.map(number).collect();
    Cells::Text(texts)
}

#[inline]
fn instants<const PER_SECOND: i64>(units: Option<i64>) -> Option<Instant> {
    let units = units?;
    let nanoseconds = units.rem_euclid(PER_SECOND) * (1_000_000_000 / PER_SECOND);
    let nanoseconds = u32::try_from(nanoseconds).unwrap_or(0);
    Some(Instant::from_parts(
        units.div_euclid(PER_SECOND),
        nanoseconds,
    ))
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
