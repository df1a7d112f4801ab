//! Some rows of a column of Parquet, as typed values.

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;

use crate::base::{Date, Instant};

use super::header::Column;
use super::parquet_kinds::Kind;
use super::typed::{Texts, TypedColumn, Values};

/// Some rows of one column.
struct ColumnRead<'c> {
    count: usize,
    column: &'c Column,
    levels: Vec<i16>,
    /// Rows whose value is not UTF-8.
    not_text: Vec<usize>,
}

/// Reads so many rows of a column, and which of them hold no UTF-8.
pub fn read_column(
    count: usize,
    (column, kind): (&Column, Kind),
    reader: &mut ColumnReader,
) -> Result<(TypedColumn, Vec<usize>), ParquetError> {
    let mut read = ColumnRead {
        count,
        column,
        levels: Vec::new(),
        not_text: Vec::new(),
    };
    let values = read.values(kind, reader)?;
    let places = read.places();
    let mut not_text = read.not_text;
    if let Some(places) = &places {
        // So far, rows without a value were not counted.
        for row in &mut not_text {
            let value = u32::try_from(*row).ok();
            let is_it = |place: &Option<u32>| value.is_some() && *place == value;
            *row = places.iter().position(is_it).unwrap_or(*row);
        }
    }
    Ok((TypedColumn { values, places }, not_text))
}

impl ColumnRead<'_> {
    fn values(&mut self, kind: Kind, reader: &mut ColumnReader) -> Result<Values, ParquetError> {
        let column = self.column;
        let texts = |numbers: &mut dyn Iterator<Item = i128>| {
            let mut texts = Texts::default();
            numbers.for_each(|number| texts.push(&number.to_string(), column));
            Values::Text(texts)
        };
        Ok(match (kind, reader) {
            (Kind::Flag, ColumnReader::BoolColumnReader(reader)) => Values::Flag(self.all(reader)?),
            (Kind::Date, ColumnReader::Int32ColumnReader(reader)) => {
                let days = self.all(reader)?.into_iter();
                Values::Date(days.map(date).collect::<Result<_, _>>()?)
            }
            (Kind::Instant { per_second }, ColumnReader::Int64ColumnReader(reader)) => {
                let units = self.all(reader)?.into_iter();
                Values::Instant(units.map(|units| instant(units, per_second)).collect())
            }
            (Kind::Whole { signed, as_text }, ColumnReader::Int32ColumnReader(reader)) => {
                let numbers = self.all(reader)?.into_iter();
                let number = move |number: i32| match signed {
                    true => i64::from(number),
                    false => i64::from(number.cast_unsigned()),
                };
                let mut numbers = numbers.map(number);
                match as_text {
                    true => texts(&mut numbers.map(i128::from)),
                    false => Values::Whole(numbers.by_ref().collect(), 0),
                }
            }
            (Kind::Whole { signed, as_text }, ColumnReader::Int64ColumnReader(reader)) => {
                let numbers = self.all(reader)?.into_iter();
                let number = move |number: i64| match signed {
                    true => i128::from(number),
                    false => i128::from(number.cast_unsigned()),
                };
                let mut numbers = numbers.map(number);
                match as_text {
                    true => texts(&mut numbers),
                    false => Values::Wide(numbers.collect(), 0),
                }
            }
            (Kind::Decimal { scale }, ColumnReader::Int32ColumnReader(reader)) => {
                let numbers = self.all(reader)?.into_iter();
                Values::Whole(numbers.map(i64::from).collect(), scale)
            }
            (Kind::Decimal { scale }, ColumnReader::Int64ColumnReader(reader)) => {
                Values::Whole(self.all(reader)?, scale)
            }
            (Kind::Decimal { scale }, ColumnReader::ByteArrayColumnReader(reader)) => {
                let numbers = self.all(reader)?;
                let numbers = numbers.iter().map(|bytes| wide(bytes.data()));
                Values::Wide(numbers.collect::<Result<_, _>>()?, scale)
            }
            (Kind::Decimal { scale }, ColumnReader::FixedLenByteArrayColumnReader(reader)) => {
                let numbers = self.all(reader)?;
                let numbers = numbers.iter().map(|bytes| wide(bytes.data()));
                Values::Wide(numbers.collect::<Result<_, _>>()?, scale)
            }
            (Kind::Uuid, ColumnReader::FixedLenByteArrayColumnReader(reader)) => {
                let mut texts = Texts::default();
                for bytes in self.all(reader)? {
                    texts.push(&uuid(bytes.data()), column);
                }
                Values::Text(texts)
            }
            (Kind::Text, ColumnReader::ByteArrayColumnReader(reader)) => {
                let values = self.all(reader)?;
                Values::Text(self.texts(&values))
            }
            _ => return Err(ParquetError::General("a column changes its type".into())),
        })
    }

    /// The values of the rows that have one.
    fn all<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
    ) -> Result<Vec<T::T>, ParquetError> {
        let mut values = Vec::with_capacity(self.count);
        let levels = Some(&mut self.levels);
        let (rows, _, _) = reader.read_records(self.count, levels, None, &mut values)?;
        if rows < self.count {
            return Err(ParquetError::EOF(
                "a column is shorter than its group".into(),
            ));
        }
        Ok(values)
    }

    /// Where the value of each row stands; a column of compulsory values has no levels.
    fn places(&self) -> Option<Vec<Option<u32>>> {
        if self.levels.iter().all(|level| *level > 0) {
            return None;
        }
        let mut next = 0;
        let place = |level: &i16| {
            let place = (*level > 0).then_some(next);
            next += u32::from(*level > 0);
            place
        };
        Some(self.levels.iter().map(place).collect())
    }

    fn texts(&mut self, values: &[ByteArray]) -> Texts {
        let bytes = values.iter().map(ByteArray::len).sum();
        let mut texts = Texts::with_room(values.len(), bytes);
        // The values of a dictionary come from one place each.
        let mut met = [None; MET];
        for (place, value) in values.iter().enumerate() {
            let bytes = value.data();
            let known = met.get_mut(bytes.as_ptr().addr() / 4 % MET);
            let source = (bytes.as_ptr(), bytes.len());
            if let Some(Some((known, place))) = known.as_deref()
                && *known == source
            {
                texts.repeat(*place);
                continue;
            }
            match std::str::from_utf8(bytes) {
                Ok(text) => texts.push(text, self.column),
                Err(_) => {
                    texts.push("", self.column);
                    self.not_text.push(place);
                    continue;
                }
            }
            if let Some(known) = known {
                *known = Some((source, place));
            }
        }
        texts
    }
}

/// How many values of a dictionary are known again.
const MET: usize = 256;

fn instant(units: i64, per_second: i64) -> Instant {
    let nanoseconds = units.rem_euclid(per_second) * (1_000_000_000 / per_second);
    let nanoseconds = u32::try_from(nanoseconds).unwrap_or(0);
    Instant::from_parts(units.div_euclid(per_second), nanoseconds)
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
