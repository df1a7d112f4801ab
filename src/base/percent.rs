//! Percentages, exact to a millionth of a percent.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Amount;

/// A percentage in millionths of a percent: `12.5%` is 12,500,000.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Percent(u64);

impl Percent {
    const ONE_PERCENT: u64 = 1_000_000;
    pub const ZERO: Self = Self(0);
    pub const HUNDRED: Self = Self(100 * Self::ONE_PERCENT);
    /// The largest percentage that a program may state.
    pub const LIMIT: Self = Self(1_000_000 * Self::ONE_PERCENT);

    /// Reads `12.5` (without the sign); `None` where it is no number, has more than six decimals, or is
    /// beyond [`Percent::LIMIT`].
    pub fn parse(text: &str) -> Option<Self> {
        let amount = Amount::parse_with_decimals(text, 6).ok()?;
        let percent = Self(u64::try_from(amount.minor()).ok()?);
        (percent <= Self::LIMIT).then_some(percent)
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// This share of an amount, rounded down to the minor unit.
    pub fn of(self, amount: Amount) -> Amount {
        amount.share(i128::from(self.0), 100 * i128::from(Self::ONE_PERCENT))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.0 / Self::ONE_PERCENT;
        let fraction = format!("{:06}", self.0 % Self::ONE_PERCENT);
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() {
            write!(f, "{whole}%")
        } else {
            write!(f, "{whole}.{fraction}%")
        }
    }
}
