//! A value of a column as the value of a field. What most columns hold needs no detour by a [`Cell`](super::cell::Cell).

use crate::base::Instant;
use crate::format::usual::UsualValue;
use crate::format::usual::amount::WrittenAmount;
use crate::program::FieldKind;

use super::cell::{stripped, usual};
use super::cells::{TextValues, Values};
use super::texts::Meaning;

/// The value at a place as that of a field of this kind; `None` where it is unusual or wrong.
pub fn field_value<'b>(
    values: &'b Values,
    place: usize,
    (kind, may_be_negative): (&FieldKind, bool),
) -> Option<UsualValue<'b>> {
    match (values, kind) {
        (Values::Text(texts), FieldKind::Text) => text_value(texts, place),
        (Values::Text(texts), FieldKind::Symbol(_)) => match symbol_value(texts, place) {
            Some(value) => Some(value),
            None => any_value(values, place, (kind, may_be_negative)),
        },
        (Values::Whole(numbers, scale), FieldKind::Money) => {
            amount_value(*numbers.get(place)?, *scale, may_be_negative)
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
        ) => any_value(values, place, (kind, may_be_negative)),
    }
}

/// Any value as that of a field of any kind.
pub fn any_value<'b>(
    values: &'b Values,
    place: usize,
    (kind, may_be_negative): (&FieldKind, bool),
) -> Option<UsualValue<'b>> {
    values.cell(place)?.usual_value(kind, may_be_negative)
}

#[inline]
pub fn text_value(texts: &TextValues, place: usize) -> Option<UsualValue<'_>> {
    let (text, list) = texts.get(place)?;
    Some(UsualValue::Text(list.characters(text)))
}

/// `None` as well where what the text means was not looked up.
#[inline]
pub fn symbol_value(texts: &TextValues, place: usize) -> Option<UsualValue<'static>> {
    match texts.get(place)?.0.meaning {
        Meaning::Symbol(symbol) => Some(UsualValue::Symbol(symbol)),
        Meaning::Text | Meaning::Type(_) | Meaning::Currency(_) | Meaning::Bytes => None,
    }
}

#[inline]
pub fn amount_value(number: i64, scale: u32, may_be_negative: bool) -> Option<UsualValue<'static>> {
    let (digits, decimals) = stripped(number, scale, 0);
    let amount = WrittenAmount::new(digits, decimals)?;
    (may_be_negative || !amount.is_negative()).then_some(UsualValue::Money(amount))
}

#[inline]
pub fn instant_value(at: Instant) -> Option<UsualValue<'static>> {
    usual(at).map(UsualValue::Instant)
}
