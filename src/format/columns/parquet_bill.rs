//! A bill in Parquet: the texts of its rows, by column.

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;

use super::parquet_guard::guarded;
use super::parquet_rows::words_of_no_whole;

/// What stands in a row in one column: nothing, a text, or why it is none.
pub type Cell = Result<Option<String>, &'static str>;

/// Some columns of a file, and its rows.
pub struct BillRows {
    /// The names of all columns of the file.
    pub names: Vec<String>,
    /// Those that are wanted and are there, in small letters.
    pub columns: Vec<String>,
    /// A cell for each of `columns`.
    pub rows: Vec<Vec<Cell>>,
}

/// Reads the wanted columns.
///
/// # Errors
/// Where it is no whole file of Parquet, in words.
pub fn read_rows(bytes: &[u8], wanted: &[&str]) -> Result<BillRows, String> {
    let bytes = Bytes::copy_from_slice(bytes);
    let read = guarded(|| read(bytes, wanted));
    read.map_err(|error| words_of_no_whole(&error))
}

fn read(bytes: Bytes, wanted: &[&str]) -> Result<BillRows, ParquetError> {
    let file = SerializedFileReader::new(bytes)?;
    let schema = file.metadata().file_metadata().schema();
    let fields = schema.get_fields();
    let names = fields.iter().map(|field| field.name().to_owned());
    let names: Vec<String> = names.collect();
    let is_wanted = |name: &str| wanted.iter().any(|known| known.eq_ignore_ascii_case(name));
    let fields = fields.iter().filter(|field| is_wanted(field.name()));
    let fields: Vec<_> = fields.cloned().collect();
    let columns = fields.iter().map(|field| field.name().to_ascii_lowercase());
    let columns: Vec<String> = columns.collect();
    let mut rows = Vec::new();
    if !columns.is_empty() {
        let projection = Type::group_type_builder(schema.name())
            .with_fields(fields)
            .build()?;
        for row in file.get_row_iter(Some(projection))? {
            let row = row?;
            rows.push(
                row.get_column_iter()
                    .map(|(_, field)| cell(field))
                    .collect(),
            );
        }
    }
    Ok(BillRows {
        names,
        columns,
        rows,
    })
}

fn cell(field: &Field) -> Cell {
    match field {
        Field::Null => Ok(None),
        Field::Str(text) => Ok(Some(text.clone())),
        Field::Bytes(bytes) => match std::str::from_utf8(bytes.data()) {
            Ok(text) => Ok(Some(text.to_owned())),
            Err(_) => Err("is not UTF-8 text"),
        },
        Field::Byte(_)
        | Field::Short(_)
        | Field::Int(_)
        | Field::Long(_)
        | Field::UByte(_)
        | Field::UShort(_)
        | Field::UInt(_)
        | Field::ULong(_) => Ok(Some(field.to_string())),
        Field::Decimal(_) => {
            let text = field.to_string();
            // A decimal is its value: zeros at its end are of the column.
            let value = match text.split_once('.') {
                Some(_) => text.trim_end_matches('0').trim_end_matches('.'),
                None => &text,
            };
            Ok(Some(value.to_owned()))
        }
        Field::Float16(_) | Field::Float(_) | Field::Double(_) => {
            Err("is a floating-point number: write a decimal")
        }
        Field::Bool(_)
        | Field::Date(_)
        | Field::TimeMillis(_)
        | Field::TimeMicros(_)
        | Field::TimestampMillis(_)
        | Field::TimestampMicros(_)
        | Field::Group(_)
        | Field::ListInternal(_)
        | Field::MapInternal(_) => Err("is neither a text nor a number"),
    }
}
