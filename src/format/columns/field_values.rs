//! A value of a column as the value of a field. What most columns hold needs no detour by a [`Cell`](super::cell::Cell).

use crate::base::Instant;
use crate::engine::Value;
use crate::format::usual::amount::WrittenAmount;
use crate::format::usual::decimals::AmountForm;
use crate::program::FieldKind;

use super::cell::{stripped, usual};
use super::cells::{TextValues, Values};
use super::texts::Meaning;

/// The value at a place as that of a field of this kind; `None` where it is unusual or wrong.
pub fn field_value<'b>(
    values: &'b Values,
    place: usize,
    (kind, amounts): (&FieldKind, &mut AmountForm),
) -> Option<Value<'b>> {
    match (values, kind) {
        (Values::Text(texts), FieldKind::Text) => text_value(texts, place),
        (Values::Text(texts), FieldKind::Symbol(_)) => match symbol_value(texts, place) {
            Some(value) => Some(value),
            None => any_value(values, place, (kind, amounts)),
        },
        (Values::Whole(numbers, scale), FieldKind::Money) => {
            amount_value(*numbers.get(place)?, *scale, amounts)
        }
        (Values::Instant(instants), FieldKind::Instant) => instant_value(*instants.get(place)?),
        (
            Values::Text(_)
            | Values::Whole(..)
            | Values::Wide(..)
            | Values::Flag(_)
            | Values::Instant(_)
            | Values::Date(_),
            _,
        ) => any_value(values, place, (kind, amounts)),
    }
}

/// Any value as that of a field of any kind.
pub fn any_value<'b>(
    values: &'b Values,
    place: usize,
    (kind, amounts): (&FieldKind, &mut AmountForm),
) -> Option<Value<'b>> {
    values.cell(place)?.usual_value(kind, amounts)
}

#[inline]
pub fn text_value(texts: &TextValues, place: usize) -> Option<Value<'_>> {
    let (text, list) = texts.get(place)?;
    Some(Value::Text(list.characters(text).into()))
}

/// `None` as well where what the text means was not looked up.
#[inline]
pub fn symbol_value(texts: &TextValues, place: usize) -> Option<Value<'static>> {
    match texts.get(place)?.0.meaning {
        Meaning::Symbol(symbol) => Some(Value::Symbol(symbol)),
        Meaning::Text | Meaning::Type(_) | Meaning::Currency(_) | Meaning::Bytes => None,
    }
}

#[inline]
pub fn amount_value(number: i64, scale: u32, amounts: &mut AmountForm) -> Option<Value<'static>> {
    let (digits, decimals) = stripped(number, scale, amounts.decimals.read_with);
    let amount = WrittenAmount::new(digits, decimals)?;
    amounts.of_value(amount).map(Value::Money)
}

#[inline]
pub fn instant_value(at: Instant) -> Option<Value<'static>> {
    usual(at).map(Value::Instant)
}
