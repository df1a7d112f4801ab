//! The standard stream as Parquet: columns of the types that one would give them.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use onward::base::Instant;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use serde_json::Value;

/// The members of the stream, and what their columns hold.
const COLUMNS: [(&str, Kind); 14] = [
    ("id", Kind::Text),
    ("type", Kind::Text),
    ("account", Kind::Text),
    ("at", Kind::Instant),
    ("currency", Kind::Text),
    ("amount", Kind::Amount),
    ("kind", Kind::Text),
    ("code", Kind::Text),
    ("charge", Kind::Text),
    ("market", Kind::Text),
    ("segment", Kind::Text),
    ("campaign", Kind::Text),
    ("started", Kind::Instant),
    ("reason", Kind::Text),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// Microseconds since 1970, UTC.
    Instant,
    /// Hundredths.
    Amount,
}

const GROUP: usize = 100_000;

/// Writes the lines of a stream as rows; its other members are asserted not to be there.
pub fn write_parquet(stream: &Path, target: &Path) {
    let fields = COLUMNS
        .iter()
        .map(|(name, kind)| Arc::new(field(name, *kind)));
    let schema = Type::group_type_builder("events").with_fields(fields.collect());
    let schema = Arc::new(schema.build().expect("the columns are right"));
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
    let properties = Arc::new(properties.build());
    let file = File::create(target).expect("there is room for the stream");
    let writer = SerializedFileWriter::new(file, schema, properties);
    let mut writer = writer.expect("there is room for the stream");
    let lines = File::open(stream).expect("the stream is there");
    let lines = BufReader::with_capacity(1 << 20, lines).lines();
    let mut lines = lines.map(|line| line.expect("a line"));
    loop {
        let events = lines.by_ref().take(GROUP);
        let events: Vec<Value> = events
            .map(|line| serde_json::from_str(&line).expect("a line is JSON"))
            .collect();
        if events.is_empty() {
            break;
        }
        let mut group = writer.next_row_group().expect("there is room");
        for (name, kind) in COLUMNS {
            let mut column = group.next_column().expect("a column").expect("a column");
            let cells = || events.iter().filter_map(|event| event[name].as_str());
            let levels = events
                .iter()
                .map(|event| i16::from(event[name].is_string()));
            let levels: Vec<i16> = levels.collect();
            let levels = Some(&*levels);
            let written = match kind {
                Kind::Text => {
                    let values: Vec<ByteArray> = cells().map(ByteArray::from).collect();
                    let column = column.typed::<ByteArrayType>();
                    column.write_batch(&values, levels, None)
                }
                Kind::Instant => {
                    let values: Vec<i64> = cells().map(microseconds).collect();
                    let column = column.typed::<Int64Type>();
                    column.write_batch(&values, levels, None)
                }
                Kind::Amount => {
                    let values: Vec<i64> = cells().map(hundredths).collect();
                    let column = column.typed::<Int64Type>();
                    column.write_batch(&values, levels, None)
                }
            };
            written.expect("there is room");
            column.close().expect("there is room");
        }
        group.close().expect("there is room");
        let known = |name: &String| COLUMNS.iter().any(|(column, _)| column == name);
        let first = events.iter().filter_map(Value::as_object).take(1_000);
        for event in first {
            assert!(event.keys().all(known), "a member has no column: {event:?}");
        }
    }
    writer.close().expect("there is room");
}

fn field(name: &str, kind: Kind) -> Type {
    let typed = |physical, logical| {
        Type::primitive_type_builder(name, physical)
            .with_logical_type(Some(logical))
            .with_repetition(Repetition::OPTIONAL)
    };
    let builder = match kind {
        Kind::Text => typed(Physical::BYTE_ARRAY, LogicalType::String),
        Kind::Instant => {
            let of_utc = LogicalType::timestamp(true, TimeUnit::MICROS);
            typed(Physical::INT64, of_utc)
        }
        Kind::Amount => typed(Physical::INT64, LogicalType::decimal(2, 18))
            .with_precision(18)
            .with_scale(2),
    };
    builder.build().expect("the column is right")
}

fn microseconds(text: &str) -> i64 {
    let at = Instant::parse(text).expect("an instant");
    at.seconds() * 1_000_000
}

fn hundredths(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').expect("two decimals");
    assert_eq!(fraction.len(), 2, "two decimals");
    format!("{whole}{fraction}").parse().expect("an amount")
}
