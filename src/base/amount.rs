//! Exact money: whole minor units, and the same with their currency.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Currency;
use super::rounding::share_rounded_down;

/// An amount of money in whole minor units of a currency that the holder knows: of the account, of the
/// offer, of the table's row. `12.34 USD` is 1234, `1234 JPY` is 1234.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Amount(i64);

/// Why a text is not an amount of a currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AmountError {
    /// It is not a decimal number.
    NotANumber,
    /// It has more decimals than the currency, be they zeros.
    TooManyDecimals,
    /// It is beyond [`Amount::LIMIT`].
    TooLarge,
}

impl Amount {
    pub const ZERO: Self = Self(0);
    /// Where sums stop.
    pub const MAX: Self = Self(i64::MAX);
    /// The largest amount that a text or an event may state, either side of zero: 10^15 minor units
    /// (ten trillion dollars). A sum has room for 9,000 of them; shares are worked out in 128 bits.
    pub const LIMIT: i128 = 1_000_000_000_000_000;

    /// So many minor units; the largest or least amount where that is beyond it.
    pub const fn from_minor(minor: i128) -> Self {
        if minor > i64::MAX as i128 {
            Self(i64::MAX)
        } else if minor < i64::MIN as i128 {
            Self(i64::MIN)
        } else {
            Self(minor as i64)
        }
    }

    pub const fn minor(self) -> i128 {
        self.0 as i128
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum; stops at the largest value, some 9,000 times [`Amount::LIMIT`].
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, which may be negative.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The difference, and zero where `other` is the larger.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }

    /// So many times this; stops at the largest value.
    #[must_use]
    pub fn times(self, count: u64) -> Self {
        Self::from_minor(self.minor().saturating_mul(i128::from(count)))
    }

    /// `self × part / whole`, rounded down; zero where `whole` is zero.
    #[must_use]
    pub fn share(self, part: i128, whole: i128) -> Self {
        if whole <= 0 {
            return Self::ZERO;
        }
        Self::from_minor(share_rounded_down(self.minor(), part, whole))
    }

    /// Reads a decimal literal (`120`, `-1.50`, `1.2e3`) exactly as written.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, AmountError> {
        Self::parse_with_decimals(text, currency.decimals())
    }

    /// As [`Amount::parse`], with the decimals of the currency already looked up.
    pub fn parse_with_decimals(text: &str, decimals: u32) -> Result<Self, AmountError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let minor = match plain_minor_units(digits, decimals) {
            Some(result) => result?,
            None => exponent_minor_units(digits, decimals)?,
        };
        if minor > Self::LIMIT {
            return Err(AmountError::TooLarge);
        }
        Ok(Self::from_minor(if negative { -minor } else { minor }))
    }

    /// An amount that was read with so many decimals, with others; `None` where that loses any, or is beyond the limit.
    pub fn rescaled(self, from: u32, to: u32) -> Option<Self> {
        let scale = 10_i128.checked_pow(from.abs_diff(to))?;
        let minor = if to >= from {
            self.minor().checked_mul(scale)?
        } else {
            (self.minor() % scale == 0).then(|| self.minor() / scale)?
        };
        (minor.abs() <= Self::LIMIT).then(|| Self::from_minor(minor))
    }

    /// Writes the amount with the currency's decimals: `12.34`, `1234`, `-1.500`.
    pub fn display(self, currency: Currency) -> AmountText {
        AmountText {
            minor: self.minor(),
            decimals: currency.decimals(),
        }
    }
}

/// `123` or `123.45`; `None` where the text has another shape.
fn plain_minor_units(digits: &str, decimals: u32) -> Option<Result<i128, AmountError>> {
    let mut minor: i128 = 0;
    let mut whole_digits = 0_u32;
    let mut fraction_digits: Option<u32> = None;
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                match &mut fraction_digits {
                    Some(count) => *count += 1,
                    None => whole_digits += 1,
                }
                if minor <= Amount::LIMIT {
                    minor = minor * 10 + i128::from(byte - b'0');
                }
            }
            b'.' if fraction_digits.is_none() => fraction_digits = Some(0),
            _ => return None,
        }
    }
    let fraction = fraction_digits.unwrap_or(0);
    if whole_digits == 0 || fraction_digits == Some(0) {
        return Some(Err(AmountError::NotANumber));
    }
    if fraction > decimals {
        return Some(Err(AmountError::TooManyDecimals));
    }
    for _ in fraction..decimals {
        minor = minor.saturating_mul(10);
    }
    Some(Ok(minor))
}

/// `1.2e3`: JSON allows an exponent; the decimals that count are those that remain after it.
fn exponent_minor_units(digits: &str, decimals: u32) -> Result<i128, AmountError> {
    let (mantissa, exponent) = digits
        .split_once(['e', 'E'])
        .ok_or(AmountError::NotANumber)?;
    let exponent: i64 = exponent.parse().map_err(|_| AmountError::NotANumber)?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let only_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !only_digits(whole) || !only_digits(fraction) {
        return Err(AmountError::NotANumber);
    }
    let significant = [whole, fraction].concat();
    let significant = significant.trim_start_matches('0');
    if significant.is_empty() {
        return Ok(0);
    }
    let fraction_digits = i64::try_from(fraction.len()).map_err(|_| AmountError::TooLarge)?;
    let power = exponent
        .saturating_sub(fraction_digits)
        .saturating_add(i64::from(decimals));
    if power < 0 {
        return Err(AmountError::TooManyDecimals);
    }
    // Any digit and more zeros are past the limit.
    if power > 15 {
        return Err(AmountError::TooLarge);
    }
    let mut minor: i128 = significant.parse().map_err(|_| AmountError::TooLarge)?;
    for _ in 0..power {
        minor = minor.saturating_mul(10);
    }
    Ok(minor)
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} minor units", self.0)
    }
}

/// An [`Amount`] as a person reads it, without its currency.
#[derive(Clone, Copy)]
pub struct AmountText {
    minor: i128,
    decimals: u32,
}

impl fmt::Display for AmountText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let scale = 10_u128.pow(self.decimals);
        let absolute = self.minor.unsigned_abs();
        if self.decimals == 0 {
            return write!(f, "{sign}{absolute}");
        }
        let width = self.decimals as usize;
        write!(f, "{sign}{}.{:0width$}", absolute / scale, absolute % scale)
    }
}

/// An amount with its currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Money {
    pub amount: Amount,
    pub currency: Currency,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}",
            self.amount.display(self.currency),
            self.currency
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(text: &str) -> Result<i128, AmountError> {
        Amount::parse_with_decimals(text, 2).map(Amount::minor)
    }

    #[test]
    fn amounts_are_read_exactly() {
        assert_eq!(usd("120"), Ok(12_000));
        assert_eq!(usd("120.5"), Ok(12_050));
        assert_eq!(usd("-1.50"), Ok(-150));
        for wrong in ["1.2.3", ".5", "5.", ".", "1..2"] {
            assert_eq!(usd(wrong), Err(AmountError::NotANumber), "{wrong}");
        }
        assert_eq!(usd("0.00"), Ok(0));
        assert_eq!(usd("1.2e3"), Ok(120_000));
        assert_eq!(usd("125e-1"), Ok(1_250));
        assert_eq!(
            Amount::parse_with_decimals("7500", 0).map(Amount::minor),
            Ok(7_500)
        );
    }

    #[test]
    fn what_is_beyond_the_largest_and_the_least_stops_there() {
        for (beyond, bound) in [(1, i64::MAX), (-1, i64::MIN)] {
            let bound = i128::from(bound);
            assert_eq!(Amount::from_minor(bound).minor(), bound);
            assert_eq!(Amount::from_minor(bound + beyond).minor(), bound);
            assert_eq!(Amount::from_minor(bound * 1_000).minor(), bound);
        }
    }

    #[test]
    fn more_decimals_than_the_currency_has_are_refused_be_they_zeros() {
        assert_eq!(usd("1.500"), Err(AmountError::TooManyDecimals));
        assert_eq!(usd("1e-3"), Err(AmountError::TooManyDecimals));
        assert_eq!(
            Amount::parse_with_decimals("1.0", 0),
            Err(AmountError::TooManyDecimals)
        );
    }

    #[test]
    fn what_is_no_number_or_too_large_is_refused() {
        for text in [
            "", ".", "1.", ".5", "1.2.3", "1,000", "--1", "NaN", "1e", "e1", "١",
        ] {
            assert_eq!(usd(text), Err(AmountError::NotANumber), "{text}");
        }
        assert_eq!(usd("10000000000000.00"), Ok(Amount::LIMIT));
        assert_eq!(usd("10000000000000.01"), Err(AmountError::TooLarge));
        assert_eq!(
            usd("79228162514264337593543950335"),
            Err(AmountError::TooLarge)
        );
        assert_eq!(usd("1e999999999999"), Err(AmountError::TooLarge));
        assert_eq!(usd("1e13"), Ok(Amount::LIMIT));
        assert_eq!(usd("1e14"), Err(AmountError::TooLarge));
        assert_eq!(usd("1000000000000000e-2"), Ok(Amount::LIMIT));
        assert_eq!(usd("1000000000000001e-2"), Err(AmountError::TooLarge));
        let long = format!("{}e-2", "9".repeat(60));
        assert_eq!(usd(&long), Err(AmountError::TooLarge));
    }

    #[test]
    fn amounts_are_written_with_the_decimals_of_the_currency() {
        let text = |minor, code| {
            Currency::from_code(code)
                .map(|currency| Amount::from_minor(minor).display(currency).to_string())
        };
        assert_eq!(text(5, "USD").as_deref(), Some("0.05"));
        assert_eq!(text(-150, "USD").as_deref(), Some("-1.50"));
        assert_eq!(text(7_500, "JPY").as_deref(), Some("7500"));
        assert_eq!(text(1_500, "KWD").as_deref(), Some("1.500"));
        let amount = Amount::from_minor(7);
        assert_eq!(format!("{amount:?}"), "7 minor units");
    }
}
