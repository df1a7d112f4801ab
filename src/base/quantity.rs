//! Sums of numbers that stay exact under shares: a refund of a third takes a third of the clicks away.

use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Number;

/// An exact sum of numbers. It is a decimal until a share or a long sum makes it a fraction.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Quantity {
    Decimal(Number),
    Fraction(Box<BigRational>),
}

impl Default for Quantity {
    fn default() -> Self {
        Self::Decimal(Number::ZERO)
    }
}

impl Quantity {
    /// Adds a number.
    pub fn add(&mut self, number: Number) {
        if let Self::Decimal(sum) = self
            && let Some(exact) = add_exactly(sum.decimal(), number.decimal())
        {
            *sum = Number::from_decimal(exact);
            return;
        }
        *self = simplify(sum_of(&self.fraction(), &fraction(number)));
    }

    /// Takes `number × part / whole` away, exactly. Nothing where `whole` is not positive.
    pub fn take_share(&mut self, number: Number, part: i128, whole: i128) {
        if whole <= 0 {
            return;
        }
        let share = BigRational::new(BigInt::from(part), BigInt::from(whole));
        let taken = fraction(number) * share;
        *self = simplify(sum_of(&self.fraction(), &-taken));
    }

    /// The difference, and zero where `other` is the larger.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        let difference = self.fraction() - other.fraction();
        if difference.is_negative() {
            Self::default()
        } else {
            simplify(difference)
        }
    }

    pub fn reaches(&self, goal: Number) -> bool {
        match self {
            Self::Decimal(number) => *number >= goal,
            Self::Fraction(sum) => **sum >= fraction(goal),
        }
    }

    /// How many whole times a positive `step` fits.
    pub fn whole_steps(&self, step: Number) -> u64 {
        if !step.is_positive() {
            return 0;
        }
        let steps = (self.fraction() / fraction(step)).floor().to_integer();
        if steps.is_negative() {
            0
        } else {
            steps.to_u64().unwrap_or(u64::MAX)
        }
    }

    fn fraction(&self) -> BigRational {
        match self {
            Self::Decimal(number) => fraction(*number),
            Self::Fraction(sum) => (**sum).clone(),
        }
    }
}

/// The sum where a decimal can hold it without rounding.
fn add_exactly(a: Decimal, b: Decimal) -> Option<Decimal> {
    let sum = a.checked_add(b)?;
    (sum.scale() >= a.scale().max(b.scale())).then_some(sum)
}

fn fraction(number: Number) -> BigRational {
    let decimal = number.decimal();
    BigRational::new(
        BigInt::from(decimal.mantissa()),
        BigInt::from(10).pow(decimal.scale()),
    )
}

/// The sum of a fraction, be it long, and a short one, in lowest terms: both come in lowest terms, so that
/// only common factors of the short denominator can be left. (A general greatest common divisor takes the
/// square of the length, and every partial refund makes a sum longer.)
fn sum_of(long: &BigRational, short: &BigRational) -> BigRational {
    let common = common_divisor(long.denom(), short.denom());
    let (of_long, of_short) = (long.denom() / &common, short.denom() / &common);
    let numerator = long.numer() * of_short + short.numer() * &of_long;
    let left = common_divisor(&numerator, &common);
    BigRational::new_raw(numerator / &left, of_long * (short.denom() / left))
}

/// The greatest common divisor of a number and a short positive one.
fn common_divisor(long: &BigInt, short: &BigInt) -> BigInt {
    let (mut divisor, mut rest) = (short.clone(), long % short);
    while !rest.is_zero() {
        let next = &divisor % &rest;
        divisor = std::mem::replace(&mut rest, next);
    }
    divisor.abs()
}

/// Back to a decimal where it is one, so that equal sums are equal values: where its denominator divides a
/// power of ten.
fn simplify(sum: BigRational) -> Quantity {
    const DECIMALS: u32 = 28;
    for decimals in 0..=DECIMALS {
        let power = BigInt::from(10).pow(decimals);
        if (&power % sum.denom()).is_zero() {
            let mantissa = sum.numer() * (power / sum.denom());
            let decimal = mantissa
                .to_i128()
                .and_then(|mantissa| Decimal::try_from_i128_with_scale(mantissa, decimals).ok());
            if let Some(decimal) = decimal {
                return Quantity::Decimal(Number::from_decimal(decimal));
            }
            break;
        }
    }
    Quantity::Fraction(Box::new(sum))
}

impl fmt::Display for Quantity {
    /// Without needless zeros, cut after six decimals (section 7).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millionths = (self.fraction() * BigRational::from_integer(BigInt::from(1_000_000)))
            .trunc()
            .to_integer();
        let sign = if millionths.is_negative() { "-" } else { "" };
        let absolute = millionths.abs();
        let whole = &absolute / 1_000_000;
        let rest = (&absolute % 1_000_000_u32).to_u32().unwrap_or(0);
        let decimals = format!("{rest:06}");
        let decimals = decimals.trim_end_matches('0');
        if decimals.is_empty() {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{decimals}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap_or_default()
    }

    #[test]
    fn shares_stay_exact_until_all_is_gone() {
        let mut clicks = Quantity::default();
        clicks.add(number("10"));
        clicks.take_share(number("10"), 100, 300);
        assert_eq!(clicks.to_string(), "6.666666");
        assert!(!clicks.reaches(number("6.6666666666666666666666666667")));
        clicks.take_share(number("10"), 200, 300);
        assert_eq!(clicks, Quantity::default());
    }

    #[test]
    fn many_open_shares_are_summed_in_lowest_terms() {
        let mut clicks = Quantity::default();
        let mut plainly = BigRational::from_integer(BigInt::from(0));
        for charge in 0..60_i128 {
            let whole = 1_000_003 + 7 * charge * charge;
            clicks.add(number("2.5"));
            clicks.take_share(number("2.5"), 3 + charge, whole);
            let share = BigRational::new(BigInt::from(3 + charge), BigInt::from(whole));
            plainly += fraction(number("2.5")) - fraction(number("2.5")) * share;
            assert_eq!(clicks, simplify(plainly.clone()));
        }
        for charge in 0..60_i128 {
            let whole = 1_000_003 + 7 * charge * charge;
            clicks.take_share(number("2.5"), whole - 3 - charge, whole);
        }
        assert_eq!(clicks, Quantity::default());
    }

    #[test]
    fn sums_beyond_a_decimal_stay_exact() {
        let mut sum = Quantity::default();
        sum.add(number("79228162514264337593543950335"));
        sum.add(number("0.5"));
        assert!(matches!(sum, Quantity::Fraction(_)));
        assert_eq!(sum.to_string(), "79228162514264337593543950335.5");
        let mut sum = Quantity::default();
        sum.add(number("7922816251426433759354395033"));
        sum.add(number("0.55"));
        assert_eq!(sum.to_string(), "7922816251426433759354395033.55");
    }

    #[test]
    fn a_difference_is_never_below_zero() {
        let quantity = |text: &str| {
            let mut quantity = Quantity::default();
            quantity.add(number(text));
            quantity
        };
        assert_eq!(quantity("5").less(&quantity("1.5")), quantity("3.5"));
        assert_eq!(quantity("1.5").less(&quantity("5")), Quantity::default());
    }

    #[test]
    fn steps_are_whole() {
        let mut sum = Quantity::default();
        sum.add(number("0.9"));
        assert_eq!(sum.whole_steps(number("0.3")), 3);
        assert_eq!(sum.whole_steps(number("1")), 0);
    }
}
