//! A member's value as the kind of value that its field declares, read exactly from what is written.

use std::borrow::Cow;

use crate::base::amount::AmountError;
use crate::base::{Amount, Currency, Date, Instant, Number};
use crate::engine::Value;
use crate::program::FieldKind;

use super::members::text_of;
use super::reject::Reason;

/// Whether an amount may be below zero: only where the event corrects.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    NotNegative,
    Any,
}

/// Reads a value other than `null`. Money is of `currency`.
pub fn read_value<'b, 'p>(
    raw: &'b str,
    kind: &'p FieldKind,
    currency: Currency,
    sign: Sign,
) -> Result<Value<'b>, Reason<'p>> {
    match kind {
        FieldKind::Text => read_text(raw).map(Value::Text),
        FieldKind::Number => read_number(raw).map(Value::Number),
        FieldKind::Money => read_amount(raw, currency, sign).map(Value::Money),
        FieldKind::Flag => read_flag(raw).map(Value::Flag),
        FieldKind::Instant => read_instant(raw).map(Value::Instant),
        FieldKind::Date => read_date(raw).map(Value::Date),
        FieldKind::Symbol(symbols) => text_of(raw)
            .and_then(|text| symbols.find(&text))
            .map(Value::Symbol)
            .ok_or(Reason::NotSymbol(symbols)),
    }
}

pub fn read_text<'b>(raw: &'b str) -> Result<Cow<'b, str>, Reason<'static>> {
    text_of(raw).ok_or(Reason::NotText)
}

/// Whether an event can happen at an instant, or carry it: it is before the last that can be written.
#[inline]
pub fn is_of_an_event(instant: Instant) -> bool {
    instant < Instant::LAST
}

pub fn read_instant(raw: &str) -> Result<Instant, Reason<'static>> {
    let instant = text_of(raw).and_then(|text| Instant::parse_however_late(&text));
    let instant = instant.ok_or(Reason::NotInstant)?;
    match is_of_an_event(instant) {
        true => Ok(instant),
        false => Err(Reason::TooLate),
    }
}

pub fn read_currency(raw: &str) -> Result<Currency, Reason<'static>> {
    text_of(raw)
        .and_then(|text| Currency::from_code(&text))
        .ok_or(Reason::NotCurrency)
}

fn read_number(raw: &str) -> Result<Number, Reason<'static>> {
    decimal_of(raw)
        .and_then(|text| Number::parse(&text))
        .ok_or(Reason::NotNumber)
}

fn read_amount(raw: &str, currency: Currency, sign: Sign) -> Result<Amount, Reason<'static>> {
    let text = decimal_of(raw).ok_or(Reason::NotAmount)?;
    let amount = Amount::parse(&text, currency).map_err(|error| match error {
        AmountError::NotANumber => Reason::NotAmount,
        AmountError::TooManyDecimals => Reason::TooManyDecimals(currency),
        AmountError::TooLarge => Reason::TooLarge,
    })?;
    if amount.is_negative() && sign == Sign::NotNegative {
        return Err(Reason::Negative);
    }
    Ok(amount)
}

fn read_flag(raw: &str) -> Result<bool, Reason<'static>> {
    match raw {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Reason::NotFlag),
    }
}

fn read_date(raw: &str) -> Result<Date, Reason<'static>> {
    text_of(raw)
        .and_then(|text| date_of(&text))
        .ok_or(Reason::NotDate)
}

/// `YYYY-MM-DD`, and nothing else.
pub fn date_of(text: &str) -> Option<Date> {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = *text.as_bytes() else {
        return None;
    };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |value, digit| {
            let digit = char::from(*digit).to_digit(10)?;
            Some(value * 10 + digit)
        })
    };
    let year = i32::try_from(number(&[a, b, c, d])?).ok()?;
    Date::from_ymd_opt(year, number(&[e, f])?, number(&[g, h])?)
}

/// The decimal that is written as a text or as a plain number.
fn decimal_of(raw: &str) -> Option<Cow<'_, str>> {
    match raw.as_bytes().first()? {
        b'"' => text_of(raw),
        b'-' | b'0'..=b'9' => Some(Cow::Borrowed(raw)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::SymbolSet;

    fn read<'b, 'p>(raw: &'b str, kind: &'p FieldKind) -> Result<Value<'b>, Reason<'p>> {
        let dollar = Currency::from_code("USD").unwrap();
        read_value(raw, kind, dollar, Sign::NotNegative)
    }

    #[test]
    fn amounts_are_texts_or_plain_numbers_read_as_written() {
        let money = |raw: &'static str| read(raw, &FieldKind::Money);
        let cents = |minor| Ok(Value::Money(Amount::from_minor(minor)));
        assert_eq!(money("\"120.00\""), cents(12_000));
        assert_eq!(money("120.1"), cents(12_010));
        assert_eq!(money("1e2"), cents(10_000));
        assert_eq!(money("-0.00"), cents(0));
        assert_eq!(money("9999999999999.99"), cents(999_999_999_999_999));
        assert_eq!(money("-1"), Err(Reason::Negative));
        assert_eq!(money("10000000000000.01"), Err(Reason::TooLarge));
        for raw in ["\"\"", "\"1,00\"", "\" 1\"", "true", "[1]", "{}", "\"+1\""] {
            assert_eq!(money(raw), Err(Reason::NotAmount), "{raw}");
        }
        assert!(matches!(money("0.000"), Err(Reason::TooManyDecimals(_))));
    }

    #[test]
    fn other_kinds_are_read_strictly() {
        let symbols = FieldKind::Symbol(SymbolSet(vec!["fee".into(), "tax".into()]));
        assert_eq!(read("\"tax\"", &symbols), Ok(Value::Symbol(1)));
        assert!(matches!(
            read("\"TAX\"", &symbols),
            Err(Reason::NotSymbol(_))
        ));
        assert_eq!(read("true", &FieldKind::Flag), Ok(Value::Flag(true)));
        assert_eq!(read("\"true\"", &FieldKind::Flag), Err(Reason::NotFlag));
        assert_eq!(read("5", &FieldKind::Text), Err(Reason::NotText));
        let leap = Date::from_ymd_opt(2028, 2, 29).unwrap();
        assert_eq!(
            read("\"2028-02-29\"", &FieldKind::Date),
            Ok(Value::Date(leap))
        );
        for raw in [
            "\"2026-02-29\"",
            "\"2026-1-1\"",
            "\"+026-01-01\"",
            "20260101",
        ] {
            assert_eq!(read(raw, &FieldKind::Date), Err(Reason::NotDate), "{raw}");
        }
        assert_eq!(
            read("\"2026-01-31\"", &FieldKind::Instant),
            Err(Reason::NotInstant)
        );
        assert_eq!(read("\"x\"", &FieldKind::Number), Err(Reason::NotNumber));
        let half = Number::parse("0.5").unwrap();
        assert_eq!(read("0.50", &FieldKind::Number), Ok(Value::Number(half)));
    }
}
