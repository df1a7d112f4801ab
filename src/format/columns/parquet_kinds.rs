//! What a column of Parquet holds, and whether an event can have it there.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::schema::types::ColumnDescriptor;

use crate::program::FieldKind;

/// How the values of a column are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Text,
    Uuid,
    /// Whole numbers; as their digits where a text is wanted.
    Whole {
        signed: bool,
        as_text: bool,
    },
    Decimal {
        scale: u32,
    },
    Flag,
    /// So many of a second.
    Instant {
        per_second: i64,
    },
    Date,
}

/// What a column is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Use<'p> {
    /// `id`, `type`, `account`, `currency`
    Name,
    /// `at`
    Moment,
    Field(&'p FieldKind),
}

/// How a column is read for all that it is for.
///
/// # Errors
/// What is wrong, behind the name of the column.
pub fn kind_of(column: &ColumnDescriptor, uses: &[Use<'_>]) -> Result<Kind, String> {
    if column.max_rep_level() > 0 || column.path().parts().len() > 1 {
        return Err("holds lists or structures: a column has one value a row".to_owned());
    }
    let kind = held(column)?;
    for wanted in uses {
        let fits = match kind {
            Kind::Text => true,
            Kind::Uuid => wanted.is_text(),
            Kind::Whole { .. } => wanted.is_text() || wanted.is_number(),
            Kind::Decimal { .. } => wanted.is_number(),
            Kind::Flag => *wanted == Use::Field(&FieldKind::Flag),
            Kind::Instant { .. } => wanted.is_instant(),
            Kind::Date => *wanted == Use::Field(&FieldKind::Date),
        };
        if !fits {
            let (held, wanted) = (kind.words(), wanted.words());
            return Err(format!("holds {held}, and {wanted} is wanted there"));
        }
    }
    Ok(match kind {
        Kind::Whole { signed, .. } => Kind::Whole {
            signed,
            as_text: uses.iter().any(Use::is_text),
        },
        Kind::Text
        | Kind::Uuid
        | Kind::Decimal { .. }
        | Kind::Flag
        | Kind::Instant { .. }
        | Kind::Date => kind,
    })
}

fn held(column: &ColumnDescriptor) -> Result<Kind, String> {
    let scale = || u32::try_from(column.type_scale()).map_err(|_| "has no scale".to_owned());
    let is_decimal = matches!(column.logical_type_ref(), Some(LogicalType::Decimal(_)))
        || column.converted_type() == ConvertedType::DECIMAL;
    if is_decimal {
        return Ok(Kind::Decimal { scale: scale()? });
    }
    match column.logical_type_ref() {
        Some(LogicalType::Timestamp(timestamp)) if !timestamp.is_adjusted_to_u_t_c => {
            return Err(NO_ZONE.to_owned());
        }
        Some(LogicalType::Timestamp(timestamp)) => {
            let per_second = match timestamp.unit {
                TimeUnit::MILLIS => 1_000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            };
            return Ok(Kind::Instant { per_second });
        }
        Some(LogicalType::Date) => return Ok(Kind::Date),
        Some(LogicalType::Uuid) => return Ok(Kind::Uuid),
        Some(LogicalType::Float16) => return Err(FLOATS.to_owned()),
        Some(LogicalType::Time(_)) => return Err("holds times of a day".to_owned()),
        Some(_) | None => {}
    }
    let converted = column.converted_type();
    match column.physical_type() {
        Physical::BOOLEAN => Ok(Kind::Flag),
        Physical::INT32 if converted == ConvertedType::DATE => Ok(Kind::Date),
        Physical::INT64 if converted == ConvertedType::TIMESTAMP_MILLIS => {
            Ok(Kind::Instant { per_second: 1_000 })
        }
        Physical::INT64 if converted == ConvertedType::TIMESTAMP_MICROS => Ok(Kind::Instant {
            per_second: 1_000_000,
        }),
        Physical::INT32 | Physical::INT64 => Ok(Kind::Whole {
            signed: !matches!(
                converted,
                ConvertedType::UINT_8
                    | ConvertedType::UINT_16
                    | ConvertedType::UINT_32
                    | ConvertedType::UINT_64
            ),
            as_text: false,
        }),
        Physical::INT96 => Err(NO_ZONE.to_owned()),
        Physical::FLOAT | Physical::DOUBLE => Err(FLOATS.to_owned()),
        Physical::BYTE_ARRAY => Ok(Kind::Text),
        Physical::FIXED_LEN_BYTE_ARRAY => Err("holds bytes: write texts".to_owned()),
    }
}

const NO_ZONE: &str = "holds timestamps without a time zone: write them with time zone UTC, or as texts \
                       such as `2026-01-31T09:00:00Z`";
const FLOATS: &str = "holds floating-point numbers, which are not exact: write a decimal, whole numbers, \
                      or texts such as `12.50`";

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Self::Text => "texts",
            Self::Uuid => "UUIDs",
            Self::Whole { .. } => "whole numbers",
            Self::Decimal { .. } => "decimals",
            Self::Flag => "booleans",
            Self::Instant { .. } => "timestamps",
            Self::Date => "dates",
        }
    }
}

impl Use<'_> {
    fn is_text(&self) -> bool {
        matches!(self, Self::Name | Self::Field(FieldKind::Text))
    }

    fn is_number(&self) -> bool {
        matches!(self, Self::Field(FieldKind::Number | FieldKind::Money))
    }

    fn is_instant(&self) -> bool {
        matches!(self, Self::Moment | Self::Field(FieldKind::Instant))
    }

    fn words(&self) -> &'static str {
        match self {
            Self::Name | Self::Field(FieldKind::Text) => "a text",
            Self::Moment | Self::Field(FieldKind::Instant) => {
                "a timestamp with time zone UTC or a text"
            }
            Self::Field(FieldKind::Number) => "a decimal, a whole number or a text",
            Self::Field(FieldKind::Money) => "a decimal, a whole number or a text such as `12.50`",
            Self::Field(FieldKind::Flag) => "a boolean or a text",
            Self::Field(FieldKind::Date) => "a date or a text",
            Self::Field(FieldKind::Symbol(_)) => "a text",
        }
    }
}
