//! Amounts of events that do not name their currency: they are read before their account is known, with as many
//! decimals as most have, and mended where the currency of their account has others.

use std::cell::Cell;

use crate::base::{Amount, Currency};
use crate::engine::Value;
use crate::program::EventType;

use super::amount::WrittenAmount;
use super::typed::may_be_negative;

/// How many decimals the amounts of an event have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decimals {
    /// They were read as those of a currency that has so many.
    pub read_with: u32,
    /// None is written with more.
    pub written: u32,
}

/// How the amounts of an event are read.
pub struct AmountForm {
    pub decimals: Decimals,
    may_be_negative: bool,
}

impl AmountForm {
    /// Of an event of this type, whose currency has so many decimals.
    #[inline]
    pub fn new(decimals: u32, event_type: &EventType) -> Self {
        let decimals = Decimals {
            read_with: decimals,
            written: 0,
        };
        Self::of(decimals, may_be_negative(event_type))
    }

    #[inline]
    pub fn of(decimals: Decimals, may_be_negative: bool) -> Self {
        Self {
            decimals,
            may_be_negative,
        }
    }

    /// The amount that is written so, where it has no more decimals and may be what it is.
    #[inline]
    pub fn read(&mut self, written: WrittenAmount) -> Option<Amount> {
        self.decimals.written = self.decimals.written.max(written.decimals());
        self.of_value(written)
    }

    /// The same of an amount that is a number, of which nobody wrote any decimals.
    #[inline]
    pub fn of_value(&self, value: WrittenAmount) -> Option<Amount> {
        let amount = value.in_decimals(self.decimals.read_with)?;
        (self.may_be_negative || !value.is_negative()).then_some(amount)
    }
}

/// With how many decimals to read an event that does not name its currency: two, or the most that a currency has
/// which others named. With fewer, an amount that has more could not be read.
pub struct UsualDecimals(Cell<u32>);

impl Default for UsualDecimals {
    fn default() -> Self {
        Self(Cell::new(2))
    }
}

impl UsualDecimals {
    /// With how many decimals to read an event that names this currency, or none.
    #[inline]
    pub fn of(&self, named: Option<Currency>) -> u32 {
        let Some(currency) = named else {
            return self.0.get();
        };
        let decimals = currency.decimals();
        self.0.set(self.0.get().max(decimals));
        decimals
    }
}

/// Values whose amounts are of a currency with so many decimals; `None` where one is written with more.
#[cold]
pub fn with_decimals<'b>(
    values: &[Value<'b>],
    known: Decimals,
    wanted: u32,
) -> Option<Vec<Value<'b>>> {
    if known.written > wanted {
        return None;
    }
    let value = |value: &Value<'b>| match value.money() {
        Some(amount) => amount.rescaled(known.read_with, wanted).map(Value::Money),
        None => Some(value.clone()),
    };
    values.iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_the_decimals_of_its_account_whatever_it_was_read_with() {
        let texts = [
            "5",
            "5.0",
            "5.00",
            "5.25",
            "-5.2",
            "0",
            "99999999999",
            "1.250",
        ];
        for text in texts {
            for (read_with, wanted) in
                (0..5).flat_map(|read| (0..5).map(move |wanted| (read, wanted)))
            {
                let decimals = Decimals {
                    read_with,
                    written: 0,
                };
                let mut form = AmountForm::of(decimals, true);
                let written = WrittenAmount::read(text.as_bytes()).unwrap();
                let Some(amount) = form.read(written) else {
                    continue;
                };
                let mended = with_decimals(&[Value::Money(amount)], form.decimals, wanted);
                let expected = Amount::parse_with_decimals(text, wanted).ok();
                let expected = expected.map(|amount| vec![Value::Money(amount)]);
                assert_eq!(mended, expected, "{text} of {read_with}, {wanted}");
            }
        }
    }

    #[test]
    fn an_amount_below_zero_is_one_only_where_it_may_be() {
        let decimals = Decimals {
            read_with: 2,
            written: 0,
        };
        let below = WrittenAmount::read(b"-0.01").unwrap();
        assert_eq!(AmountForm::of(decimals, false).read(below), None);
        assert_eq!(AmountForm::of(decimals, false).of_value(below), None);
        let expected = Some(Amount::from_minor(-1));
        assert_eq!(AmountForm::of(decimals, true).read(below), expected);
    }

    #[test]
    fn the_currency_that_has_the_most_decimals_tells_how_many() {
        let decimals = UsualDecimals::default();
        let named = |code| Currency::from_code(code);
        let told = [None, named("JPY"), None, named("KWD"), None].map(|named| decimals.of(named));
        assert_eq!(told, [2, 0, 2, 3, 3]);
    }
}
