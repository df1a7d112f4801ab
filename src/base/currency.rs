//! Currencies of ISO 4217 and how many decimals each has.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A currency of ISO 4217. Its decimals are those of the standard: 2 for USD, 0 for JPY, 3 for KWD.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The currency with this three-letter code in capitals, if the standard has one.
    pub fn from_code(code: &str) -> Option<Self> {
        iso_currency::Currency::from_code(code).map(Self)
    }

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals an amount has; 0 where the standard names none (gold, test codes).
    pub fn decimals(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl TryFrom<String> for Currency {
    type Error = String;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::from_code(&code).ok_or_else(|| format!("`{code}` is no currency of ISO 4217"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_three_capitals_of_the_standard() {
        let currency = Currency::from_code("USD");
        assert_eq!(format!("{currency:?}"), "Some(USD)");
        for wrong in ["", "usd", "Usd", "US", "USDX", " USD", "AAA", "ÜSD", "ééé"] {
            assert_eq!(Currency::from_code(wrong), None, "{wrong}");
        }
    }
}
