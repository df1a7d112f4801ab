//! A generated stream as the rows of CSV and of Parquet.

use std::collections::BTreeMap;
use std::sync::Arc;

use onward::base::{Amount, Instant};
use parquet::basic::{Encoding, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int32Type,
    Int64Type,
};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type};

use super::Occurrence;
use super::occurrence::Member;

/// The cells of an event, by column.
type Cells = BTreeMap<&'static str, Member>;

fn cells(one: &Occurrence) -> Cells {
    let mut cells: Cells = one.members.iter().cloned().collect();
    cells.insert("id", Member::Text(one.id.clone()));
    cells.insert("type", Member::Text(one.kind.to_owned()));
    cells.insert("account", Member::Text(one.account.clone()));
    cells.insert("at", Member::Instant(one.at));
    if one.opens {
        cells.insert("currency", Member::Text(one.currency.code().to_owned()));
    }
    cells
}

/// All columns, and the first value of each that has one.
fn columns(stream: &[Occurrence]) -> BTreeMap<&'static str, Member> {
    let mut columns = BTreeMap::new();
    // The compulsory ones are there in any case.
    for name in ["id", "type", "account"] {
        columns.insert(name, Member::Text(String::new()));
    }
    columns.insert("at", Member::Instant(Instant::from_seconds(0)));
    for one in stream {
        for (name, member) in cells(one) {
            columns.entry(name).or_insert(member);
        }
    }
    columns
}

fn text(one: &Occurrence, member: &Member) -> String {
    match member {
        Member::Text(text) => text.clone(),
        Member::Money(minor) => Amount::from_minor(*minor).display(one.currency).to_string(),
        Member::Number(number) => number.clone(),
        Member::Flag(flag) => flag.to_string(),
        Member::Instant(at) => at.to_string(),
        Member::Date(date) => date.to_string(),
        Member::Symbol(symbol) => (*symbol).to_owned(),
    }
}

pub fn csv(stream: &[Occurrence]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let columns = columns(stream);
    writer.write_record(columns.keys()).unwrap();
    for one in stream {
        let cells = cells(one);
        let row = columns
            .keys()
            .map(|name| cells.get(name).map_or(String::new(), |it| text(one, it)));
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

/// Whether columns have types of their own, or are all text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Typing {
    Texts,
    Types,
}

/// Whether texts have a dictionary, and how they and their pages are written: writers differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Packing {
    /// A dictionary.
    Dictionary,
    /// A dictionary that is soon full: the pages behind hold texts as they are.
    ShortDictionary,
    /// Texts as they are.
    Plain,
    /// Texts by what they share with the one before.
    Delta,
}

impl Packing {
    pub const ALL: [Self; 4] = [
        Self::Dictionary,
        Self::ShortDictionary,
        Self::Plain,
        Self::Delta,
    ];

    /// With pages of few rows; of both versions, for the odd and the even.
    fn properties(self, rows: usize) -> WriterProperties {
        let version = [WriterVersion::PARQUET_2_0, WriterVersion::PARQUET_1_0][rows % 2];
        let properties = WriterProperties::builder()
            .set_writer_version(version)
            .set_data_page_row_count_limit(rows.div_ceil(3))
            .set_write_batch_size(rows.div_ceil(3));
        let properties = match self {
            Self::Dictionary => properties,
            Self::ShortDictionary => properties.set_dictionary_page_size_limit(8),
            Self::Plain => properties
                .set_dictionary_enabled(false)
                .set_encoding(Encoding::PLAIN),
            Self::Delta => {
                let texts = ["id", "type", "account"].map(ColumnPath::from);
                texts
                    .into_iter()
                    .fold(properties.set_dictionary_enabled(false), |it, column| {
                        it.set_column_encoding(column, Encoding::DELTA_BYTE_ARRAY)
                    })
            }
        };
        properties.build()
    }
}

/// Row groups of so many rows.
pub fn parquet(stream: &[Occurrence], typing: Typing, group: usize) -> Vec<u8> {
    let packing = Packing::ALL[group % Packing::ALL.len()];
    parquet_packed(stream, typing, group, packing)
}

/// The same, packed so.
pub fn parquet_packed(
    stream: &[Occurrence],
    typing: Typing,
    group: usize,
    packing: Packing,
) -> Vec<u8> {
    let columns = columns(stream);
    let fields = columns
        .iter()
        .map(|(name, member)| Arc::new(field(name, member, typing)));
    let schema = Type::group_type_builder("events").with_fields(fields.collect());
    let schema = Arc::new(schema.build().unwrap());
    let properties = Arc::new(packing.properties(group));
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
    for rows in stream.chunks(group) {
        let mut group = writer.next_row_group().unwrap();
        for (name, sample) in &columns {
            let mut column = group.next_column().unwrap().unwrap();
            let cells: Vec<Option<(&Occurrence, Member)>> = rows
                .iter()
                .map(|one| Some((one, cells(one).remove(name)?)))
                .collect();
            let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
            let cells: Vec<(&Occurrence, Member)> = cells.into_iter().flatten().collect();
            let levels = Some(&*levels);
            match shape(sample, typing) {
                Shape::Text => {
                    let values: Vec<ByteArray> = cells
                        .iter()
                        .map(|(one, member)| ByteArray::from(text(one, member).as_str()))
                        .collect();
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&values, levels, None)
                }
                Shape::Decimal => {
                    let values: Vec<FixedLenByteArray> = cells
                        .iter()
                        .map(|(one, member)| {
                            unscaled(&text(one, member)).to_be_bytes().to_vec().into()
                        })
                        .collect();
                    column
                        .typed::<FixedLenByteArrayType>()
                        .write_batch(&values, levels, None)
                }
                Shape::Flag => {
                    let flag = |member: &Member| matches!(member, Member::Flag(true));
                    let values: Vec<bool> = cells.iter().map(|(_, member)| flag(member)).collect();
                    column
                        .typed::<BoolType>()
                        .write_batch(&values, levels, None)
                }
                Shape::Instant => {
                    let nanoseconds = |member: &Member| match member {
                        Member::Instant(at) => at.nanoseconds_since(Instant::from_seconds(0)),
                        _ => panic!("an instant"),
                    };
                    let values = cells.iter().map(|(_, member)| nanoseconds(member));
                    let values: Vec<i64> =
                        values.map(|value| i64::try_from(value).unwrap()).collect();
                    column
                        .typed::<Int64Type>()
                        .write_batch(&values, levels, None)
                }
                Shape::Date => {
                    let days = |member: &Member| match member {
                        Member::Date(date) => date.to_epoch_days(),
                        _ => panic!("a date"),
                    };
                    let values: Vec<i32> = cells.iter().map(|(_, member)| days(member)).collect();
                    column
                        .typed::<Int32Type>()
                        .write_batch(&values, levels, None)
                }
            }
            .unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

enum Shape {
    Text,
    Decimal,
    Flag,
    Instant,
    Date,
}

fn shape(member: &Member, typing: Typing) -> Shape {
    if typing == Typing::Texts {
        return Shape::Text;
    }
    match member {
        // A number may have more digits than a decimal of Parquet.
        Member::Text(_) | Member::Symbol(_) | Member::Number(_) => Shape::Text,
        Member::Money(_) => Shape::Decimal,
        Member::Flag(_) => Shape::Flag,
        Member::Instant(_) => Shape::Instant,
        Member::Date(_) => Shape::Date,
    }
}

const SCALE: i32 = 4;

fn field(name: &str, member: &Member, typing: Typing) -> Type {
    let typed = |physical, logical| {
        Type::primitive_type_builder(name, physical)
            .with_logical_type(logical)
            .with_repetition(Repetition::OPTIONAL)
    };
    let builder = match shape(member, typing) {
        Shape::Text => typed(Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Shape::Flag => typed(Physical::BOOLEAN, None),
        Shape::Instant => {
            let of_utc = LogicalType::timestamp(true, TimeUnit::NANOS);
            typed(Physical::INT64, Some(of_utc))
        }
        Shape::Date => typed(Physical::INT32, Some(LogicalType::Date)),
        Shape::Decimal => {
            let decimal = LogicalType::decimal(SCALE, 38);
            let builder = typed(Physical::FIXED_LEN_BYTE_ARRAY, Some(decimal));
            builder.with_length(16).with_precision(38).with_scale(SCALE)
        }
    };
    builder.build().unwrap()
}

fn unscaled(text: &str) -> i128 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let zeros = "0".repeat(usize::try_from(SCALE).unwrap() - fraction.len());
    format!("{whole}{fraction}{zeros}").parse().unwrap()
}
