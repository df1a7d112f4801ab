//! Plain decimal numbers: of clicks, of days, of points.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A decimal number, exact as written, with at most 28 significant digits.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Number(Decimal);

impl Number {
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Reads a decimal literal exactly; `None` where it is none, or has more than 28 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let starts_well = text
            .strip_prefix('-')
            .unwrap_or(text)
            .starts_with(|first: char| first.is_ascii_digit());
        if !starts_well || text.ends_with('.') || text.contains('_') {
            return None;
        }
        let decimal = match text.split_once(['e', 'E']) {
            Some(_) => Decimal::from_scientific(text).ok()?,
            None => Decimal::from_str_exact(text).ok()?,
        };
        Some(Self(decimal.normalize()))
    }

    pub fn from_count(count: u64) -> Self {
        Self(Decimal::from(count))
    }

    /// So many times this; the largest number where that is beyond it.
    #[must_use]
    pub fn times(self, count: u64) -> Self {
        Self(self.0.saturating_mul(Decimal::from(count)))
    }

    pub fn is_positive(self) -> bool {
        self.0.is_sign_positive() && !self.0.is_zero()
    }

    pub(crate) fn decimal(self) -> Decimal {
        self.0
    }

    pub(crate) fn from_decimal(decimal: Decimal) -> Self {
        Self(decimal.normalize())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.normalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_literal_is_refused() {
        for wrong in ["", "-", ".5", "-.5", "1.", "1_000", "+1", "x", "1e"] {
            assert_eq!(Number::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Number::parse("1.50"), Number::parse("15e-1"));
    }

    #[test]
    fn only_what_is_above_zero_is_positive() {
        let is_positive = |text: &str| Number::parse(text).map(Number::is_positive);
        assert_eq!(is_positive("0.1"), Some(true));
        assert_eq!(is_positive("0.00"), Some(false));
        assert_eq!(is_positive("-1"), Some(false));
    }
}
