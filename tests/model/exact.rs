//! Exact fractions, and the one way of rounding: down.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use onward::base::{Amount, Number, Percent, Quantity};

pub type Exact = BigRational;

pub fn whole(value: i128) -> Exact {
    Exact::from_integer(BigInt::from(value))
}

pub fn floor(value: &Exact) -> i128 {
    let whole = value.floor().to_integer();
    whole.to_i128().unwrap_or(match whole.is_negative() {
        true => i128::MIN,
        false => i128::MAX,
    })
}

/// What is earned in minor units: rounded down, and no more than 2^63 − 1 (section 1).
pub fn earned(value: &Exact) -> i128 {
    floor(value).min(i128::from(i64::MAX))
}

pub fn money(minor: i128) -> Amount {
    Amount::from_minor(minor)
}

/// `value × part / all`
pub fn share(value: i128, part: i128, all: i128) -> Exact {
    whole(value) * whole(part) / whole(all)
}

pub fn number(number: Number) -> Exact {
    decimal(&number.to_string())
}

/// `12.5%` is one eighth.
pub fn percent(percent: Percent) -> Exact {
    decimal(percent.to_string().trim_end_matches('%')) / whole(100)
}

pub fn quantity(value: &Exact) -> Quantity {
    let mut quantity = Quantity::default();
    // The whole part of a sum may be longer than any number.
    let most = BigInt::from(10).pow(28);
    let mut whole = value.numer() / value.denom();
    while whole != BigInt::from(0) {
        let part = whole.clone().clamp(-most.clone(), most.clone());
        quantity.add(Number::parse(&part.to_string()).expect("a number"));
        whole -= part;
    }
    let rest = (value.numer() % value.denom()).to_i128();
    let denominator = value.denom().to_i128().expect("few decimals");
    quantity.take_share(
        Number::from_count(1),
        -rest.expect("less than the denominator"),
        denominator,
    );
    quantity
}

fn decimal(text: &str) -> Exact {
    let (digits, scale) = match text.split_once('.') {
        Some((before, after)) => (format!("{before}{after}"), after.len()),
        None => (text.to_owned(), 0),
    };
    let scale = u32::try_from(scale).expect("few decimals");
    let digits: BigInt = digits.parse().expect("a decimal");
    Exact::new(digits, BigInt::from(10).pow(scale))
}
