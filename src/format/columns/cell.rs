//! What stands in a cell, and as which value a field takes it.

use std::ops::RangeInclusive;

use chrono::Datelike;

use crate::base::{Amount, Date, Instant, Number};
use crate::engine::Value;
use crate::format::json::{push_digits, push_display, push_instant, push_whole};
use crate::format::usual::amount::WrittenAmount;
use crate::format::usual::decimals::AmountForm;
use crate::format::usual::typed::usual_instant;
use crate::format::values::date_of;
use crate::program::FieldKind;

/// What stands in a cell.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Cell<'b> {
    Absent,
    Text(&'b str),
    /// A whole number, or a decimal of a column that has so many decimals.
    Decimal {
        unscaled: i128,
        scale: u32,
    },
    Flag(bool),
    Instant(Instant),
    Date(Date),
}

/// From the first second of the year 0 to the last of 9999.
pub const FOUR_DIGIT_YEARS: RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

/// How many decimals an amount is recognised with even where they are zeros, if its column has them.
pub const USUAL_DECIMALS: u32 = 2;

impl<'b> Cell<'b> {
    pub fn text(self) -> Option<&'b str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Absent
            | Self::Decimal { .. }
            | Self::Flag(_)
            | Self::Instant(_)
            | Self::Date(_) => None,
        }
    }

    /// As an instant on the usual form.
    pub fn usual_instant(self) -> Option<Instant> {
        match self {
            Self::Instant(at) => usual(at),
            Self::Text(text) => usual_instant(text),
            Self::Absent | Self::Decimal { .. } | Self::Flag(_) | Self::Date(_) => None,
        }
    }

    /// As the value of a field of this kind; `None` where it is unusual or wrong. Nothing is
    /// `Value::Absent`.
    pub fn usual_value(self, kind: &FieldKind, amounts: &mut AmountForm) -> Option<Value<'b>> {
        if self == Self::Absent {
            return Some(Value::Absent);
        }
        match kind {
            FieldKind::Text => self.text().map(|text| Value::Text(text.into())),
            FieldKind::Number => self.number().map(Value::Number),
            FieldKind::Money => self.amount(amounts).map(Value::Money),
            FieldKind::Flag => match self {
                Self::Flag(flag) => Some(Value::Flag(flag)),
                Self::Text("true") => Some(Value::Flag(true)),
                Self::Text("false") => Some(Value::Flag(false)),
                Self::Absent
                | Self::Text(_)
                | Self::Decimal { .. }
                | Self::Instant(_)
                | Self::Date(_) => None,
            },
            FieldKind::Instant => self.usual_instant().map(Value::Instant),
            FieldKind::Date => match self {
                Self::Date(date) => {
                    let is_usual = (0..=9_999).contains(&date.year());
                    is_usual.then_some(Value::Date(date))
                }
                Self::Text(text) => date_of(text).map(Value::Date),
                Self::Absent | Self::Decimal { .. } | Self::Flag(_) | Self::Instant(_) => None,
            },
            FieldKind::Symbol(symbols) => symbols.find(self.text()?).map(Value::Symbol),
        }
    }

    fn number(self) -> Option<Number> {
        match self {
            Self::Text(text) => Number::parse(text),
            Self::Decimal { .. } => {
                let mut text = Vec::new();
                self.push(&mut text, 0);
                Number::parse(std::str::from_utf8(&text).ok()?)
            }
            Self::Absent | Self::Flag(_) | Self::Instant(_) | Self::Date(_) => None,
        }
    }

    fn amount(self, amounts: &mut AmountForm) -> Option<Amount> {
        match self {
            Self::Text(text) => amounts.read(WrittenAmount::read(text.as_bytes())?),
            Self::Decimal { unscaled, scale } => {
                let (unscaled, scale) = stripped_wide(unscaled, scale, 0);
                let value = WrittenAmount::new(i64::try_from(unscaled).ok()?, scale)?;
                amounts.of_value(value)
            }
            Self::Absent | Self::Flag(_) | Self::Instant(_) | Self::Date(_) => None,
        }
    }

    /// Writes the cell as a text without quotes: a decimal without zeros at its end, as far as it has more
    /// than `decimals` of them.
    pub fn push(self, out: &mut Vec<u8>, decimals: u32) {
        match self {
            Self::Absent => {}
            Self::Text(text) => out.extend_from_slice(text.as_bytes()),
            Self::Decimal { unscaled, scale } => push_decimal(out, unscaled, scale, decimals),
            Self::Flag(flag) => push_display(out, flag),
            Self::Instant(at) => push_instant(out, at),
            Self::Date(date) => push_display(out, date),
        }
    }
}

/// An instant, if it is one of an event and its year has four digits.
#[inline]
pub fn usual(at: Instant) -> Option<Instant> {
    let is_usual = (*FOUR_DIGIT_YEARS.start()..Instant::LAST.seconds()).contains(&at.seconds());
    is_usual.then_some(at)
}

/// Without zeros at the end, down to so many decimals.
#[inline]
pub fn stripped(mut unscaled: i64, mut scale: u32, least: u32) -> (i64, u32) {
    while scale > least && unscaled % 10 == 0 {
        (unscaled, scale) = (unscaled / 10, scale - 1);
    }
    (unscaled, scale)
}

fn stripped_wide(mut unscaled: i128, mut scale: u32, least: u32) -> (i128, u32) {
    // Nearly always it fits half the width, which is divided far faster.
    if let Ok(short) = i64::try_from(unscaled) {
        let (short, scale) = stripped(short, scale, least);
        return (i128::from(short), scale);
    }
    while scale > least && unscaled % 10 == 0 {
        (unscaled, scale) = (unscaled / 10, scale - 1);
    }
    (unscaled, scale)
}

fn push_decimal(out: &mut Vec<u8>, unscaled: i128, scale: u32, least: u32) {
    let (unscaled, scale) = stripped_wide(unscaled, scale, least);
    if unscaled < 0 {
        out.push(b'-');
    }
    let size = unscaled.unsigned_abs();
    if let (Ok(short), Some(unit)) = (u64::try_from(size), 10_u64.checked_pow(scale)) {
        push_whole(out, short / unit);
        if scale > 0 {
            out.push(b'.');
            push_digits(out, short % unit, scale as usize);
        }
        return;
    }
    let digits = format!("{size:0>width$}", width = scale as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    out.extend_from_slice(whole.as_bytes());
    if scale > 0 {
        out.push(b'.');
        out.extend_from_slice(fraction.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::usual::decimals::Decimals;

    #[test]
    fn an_event_is_before_the_last_instant_in_any_form() {
        let last = Instant::LAST;
        let before = last.plus_seconds(-1);
        for (at, is_usual) in [(before, true), (last, false)] {
            let text = at.to_string();
            assert_eq!(Cell::Instant(at).usual_instant().is_some(), is_usual);
            assert_eq!(Cell::Text(&text).usual_instant().is_some(), is_usual);
        }
    }

    #[test]
    fn a_decimal_is_its_value_and_keeps_two_decimals_for_its_content() {
        let written = |unscaled, scale, least| {
            let mut out = Vec::new();
            Cell::Decimal { unscaled, scale }.push(&mut out, least);
            String::from_utf8(out).unwrap()
        };
        for (unscaled, scale, value, content) in [
            (12_000, 2, "120", "120.00"),
            (1_200_000, 4, "120", "120.00"),
            (1_200_001, 4, "120.0001", "120.0001"),
            (-150, 2, "-1.5", "-1.50"),
            (5, 3, "0.005", "0.005"),
            (120, 0, "120", "120"),
            (0, 2, "0", "0.00"),
            (
                123_456_789_012_345_678_901_200,
                4,
                "12345678901234567890.12",
                "12345678901234567890.12",
            ),
        ] {
            assert_eq!(written(unscaled, scale, 0), value);
            assert_eq!(written(unscaled, scale, USUAL_DECIMALS), content);
            let read = |cell: Cell<'_>| {
                let decimals = Decimals {
                    read_with: 4,
                    written: 0,
                };
                cell.amount(&mut AmountForm::of(decimals, true))
            };
            assert_eq!(
                read(Cell::Decimal { unscaled, scale }),
                read(Cell::Text(value))
            );
        }
    }
}
