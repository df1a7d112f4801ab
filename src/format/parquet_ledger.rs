//! A ledger as Parquet: rows of CSV in, a row group out for each so many of them, the footer at the end.

use std::io::{self, Write};
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder};
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{
    ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use crate::base::Instant;

use super::ledger_rows::COLUMNS;

/// How many bytes of rows make a row group, about.
const GROUP_BYTES: usize = 8 * 1024 * 1024;
/// Of an amount, and of what a measure stands at.
const AMOUNT_SCALE: usize = 4;
const MEASURE_SCALE: usize = 6;
const DECIMAL_PRECISION: i32 = 38;
const DECIMAL_BYTES: i32 = 16;

/// Writes a ledger; what is written to it are whole rows of [`ledger_rows`](super::ledger_rows).
pub struct ParquetLedger<'o> {
    out: &'o mut dyn Write,
    writer: SerializedFileWriter<Vec<u8>>,
    /// Rows that are not written yet.
    rows: Vec<u8>,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Whole,
    Instant,
    Decimal(usize),
}

fn kind_of(column: &str) -> Kind {
    match column {
        "at" | "due" | "expires" => Kind::Instant,
        "version" => Kind::Whole,
        "amount" | "remaining" => Kind::Decimal(AMOUNT_SCALE),
        "value" | "needed" => Kind::Decimal(MEASURE_SCALE),
        _ => Kind::Text,
    }
}

fn is_compulsory(column: &str) -> bool {
    matches!(column, "at" | "account" | "entry")
}

impl<'o> ParquetLedger<'o> {
    /// Begins a ledger.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn new(out: &'o mut dyn Write) -> io::Result<Self> {
        let columns: Result<Vec<_>, ParquetError> = COLUMNS
            .iter()
            .map(|column| column_type(column).map(Arc::new))
            .collect();
        let schema = Type::group_type_builder("ledger")
            .with_fields(columns.map_err(cannot)?)
            .build()
            .map_err(cannot)?;
        let level = ZstdLevel::try_new(1).map_err(cannot)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by(concat!("onward ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let (schema, properties) = (Arc::new(schema), Arc::new(properties));
        let writer = SerializedFileWriter::new(Vec::new(), schema, properties);
        Ok(Self {
            out,
            writer: writer.map_err(cannot)?,
            rows: Vec::new(),
        })
    }

    /// Writes what is still held back, and the footer, without which the file is none.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.write_group()?;
        self.writer.finish().map_err(cannot)?;
        self.pass_on()?;
        self.out.flush()
    }

    fn write_group(&mut self) -> io::Result<()> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .from_reader(&*self.rows);
        let rows: Result<Vec<ByteRecord>, csv::Error> = reader.byte_records().collect();
        let rows = rows.map_err(io::Error::other)?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(cannot)?;
        for (place, column) in COLUMNS.iter().enumerate() {
            let Some(mut writer) = group.next_column().map_err(cannot)? else {
                break;
            };
            let cells = rows.iter().map(|row| row.get(place).unwrap_or_default());
            write_column(&mut writer, column, cells)?;
            writer.close().map_err(cannot)?;
        }
        group.close().map_err(cannot)?;
        self.rows.clear();
        self.pass_on()
    }

    /// Passes on what the library has written.
    fn pass_on(&mut self) -> io::Result<()> {
        self.writer.flush()?;
        let written = self.writer.inner_mut();
        self.out.write_all(written)?;
        written.clear();
        Ok(())
    }
}

impl Write for ParquetLedger<'_> {
    fn write(&mut self, rows: &[u8]) -> io::Result<usize> {
        self.rows.extend_from_slice(rows);
        if self.rows.len() >= GROUP_BYTES {
            self.write_group()?;
        }
        Ok(rows.len())
    }

    /// Rows are held back until there are enough of them.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn column_type(column: &str) -> Result<Type, ParquetError> {
    let kind = kind_of(column);
    let (physical, logical) = match kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Whole => (Physical::INT32, None),
        Kind::Instant => {
            let of_utc = LogicalType::timestamp(true, TimeUnit::MICROS);
            (Physical::INT64, Some(of_utc))
        }
        Kind::Decimal(scale) => {
            let scale = i32::try_from(scale).unwrap_or(0);
            let decimal = LogicalType::decimal(scale, DECIMAL_PRECISION);
            (Physical::FIXED_LEN_BYTE_ARRAY, Some(decimal))
        }
    };
    let builder = Type::primitive_type_builder(column, physical)
        .with_logical_type(logical)
        .with_repetition(if is_compulsory(column) {
            Repetition::REQUIRED
        } else {
            Repetition::OPTIONAL
        });
    match kind {
        Kind::Decimal(scale) => builder
            .with_length(DECIMAL_BYTES)
            .with_precision(DECIMAL_PRECISION)
            .with_scale(i32::try_from(scale).unwrap_or(0))
            .build(),
        Kind::Text | Kind::Whole | Kind::Instant => builder.build(),
    }
}

fn write_column<'r>(
    writer: &mut SerializedColumnWriter<'_>,
    column: &str,
    cells: impl Iterator<Item = &'r [u8]> + Clone,
) -> io::Result<()> {
    let levels: Vec<i16> = cells
        .clone()
        .map(|cell| i16::from(!cell.is_empty()))
        .collect();
    let levels = (!is_compulsory(column)).then_some(&*levels);
    let cells = cells.filter(|cell| !cell.is_empty());
    let text = |cell: &'r [u8]| std::str::from_utf8(cell).map_err(io::Error::other);
    let written = match kind_of(column) {
        Kind::Text => {
            let values: Vec<ByteArray> = cells.map(ByteArray::from).collect();
            let writer = writer.typed::<ByteArrayType>();
            writer.write_batch(&values, levels, None)
        }
        Kind::Whole => {
            let number = |cell| text(cell)?.parse::<i32>().map_err(io::Error::other);
            let values: Vec<i32> = cells.map(number).collect::<io::Result<_>>()?;
            let writer = writer.typed::<Int32Type>();
            writer.write_batch(&values, levels, None)
        }
        Kind::Instant => {
            let at = |cell| microseconds(text(cell)?);
            let values: Vec<i64> = cells.map(at).collect::<io::Result<_>>()?;
            let writer = writer.typed::<Int64Type>();
            writer.write_batch(&values, levels, None)
        }
        Kind::Decimal(scale) => {
            let decimal = |cell| {
                let unscaled = unscaled(text(cell)?, scale)?;
                let bytes = unscaled.to_be_bytes().to_vec();
                io::Result::Ok(FixedLenByteArray::from(bytes))
            };
            let values: Vec<FixedLenByteArray> = cells.map(decimal).collect::<io::Result<_>>()?;
            let writer = writer.typed::<FixedLenByteArrayType>();
            writer.write_batch(&values, levels, None)
        }
    };
    written.map(|_| ()).map_err(cannot)
}

/// Since 1970; what is finer is cut off.
fn microseconds(text: &str) -> io::Result<i64> {
    let too_late = || io::Error::other(format!("`{text}` is beyond the timestamps of Parquet"));
    let at = Instant::parse(text).ok_or_else(too_late)?;
    let epoch = Instant::from_seconds(0);
    i64::try_from(at.nanoseconds_since(epoch).div_euclid(1_000)).map_err(|_| too_late())
}

/// A decimal as a whole number of its smallest unit.
fn unscaled(text: &str, scale: usize) -> io::Result<i128> {
    let unfit = || io::Error::other(format!("`{text}` has too many digits for Parquet"));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let missing = scale.checked_sub(fraction.len()).ok_or_else(unfit)?;
    let digits = format!("{whole}{fraction}{}", "0".repeat(missing));
    digits.parse().map_err(|_| unfit())
}

fn cannot(error: ParquetError) -> io::Error {
    if let ParquetError::External(error) = error {
        return match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        };
    }
    io::Error::other(error)
}
