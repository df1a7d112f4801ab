//! An amount as it is written, before its currency is known: digits and where the point stands.

use crate::base::{Amount, Currency};

/// A decimal of at most fifteen digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WrittenAmount {
    /// All digits as one whole number, with the sign.
    digits: i64,
    /// How many of them stand behind the point.
    decimals: u8,
}

/// With so many digits an amount stays below [`Amount::LIMIT`] whatever its decimals: those that a currency
/// has and the amount lacks count as digits.
const MOST_DIGITS: usize = 11;

impl WrittenAmount {
    /// Reads `120`, `120.00` or `-1.5`; `None` for any other form, and for very many digits.
    #[inline]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (negative, bytes) = match bytes.split_first()? {
            (b'-', rest) => (true, rest),
            _ => (false, bytes),
        };
        if bytes.len() > MOST_DIGITS || bytes.last() == Some(&b'.') {
            return None;
        }
        let (mut digits, mut decimals, mut is_behind) = (0_i64, 0_u8, false);
        for (place, byte) in bytes.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    digits = digits * 10 + i64::from(byte - b'0');
                    decimals += u8::from(is_behind);
                }
                b'.' if place > 0 && !is_behind => is_behind = true,
                _ => return None,
            }
        }
        if bytes.is_empty() {
            return None;
        }
        Some(Self {
            digits: if negative { -digits } else { digits },
            decimals,
        })
    }

    /// So many digits, that many of them behind the point; `None` for very many.
    pub fn new(digits: i64, decimals: u32) -> Option<Self> {
        let most = 10_u64.pow(MOST_DIGITS as u32);
        let decimals = u8::try_from(decimals).ok()?;
        (digits.unsigned_abs() < most).then_some(Self { digits, decimals })
    }

    pub fn is_negative(self) -> bool {
        self.digits < 0
    }

    /// The amount in a currency; `None` where that has fewer decimals.
    #[inline]
    pub fn in_decimals(self, decimals: u32) -> Option<Amount> {
        let missing = decimals.checked_sub(u32::from(self.decimals))?;
        let scale = 10_i64.checked_pow(missing)?;
        let minor = i128::from(self.digits.checked_mul(scale)?);
        (minor.abs() <= Amount::LIMIT).then_some(Amount::from_minor(minor))
    }

    /// As [`WrittenAmount::in_decimals`].
    pub fn in_currency(self, currency: Currency) -> Option<Amount> {
        self.in_decimals(currency.decimals())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_the_long_way_reads() {
        let texts = [
            "0",
            "-0",
            "7",
            "120",
            "120.5",
            "120.00",
            "-1.50",
            "00.10",
            "0.001",
            "",
            "-",
            ".",
            ".5",
            "5.",
            "1..2",
            "1e3",
            "+1",
            " 1",
            "1,0",
            "12345678901",
            "123456789012",
            "99999999.99",
            "--1",
            "1.2.3",
        ];
        for text in texts {
            for decimals in 0..4 {
                let long = Amount::parse_with_decimals(text, decimals);
                let short = WrittenAmount::read(text).and_then(|it| it.in_decimals(decimals));
                if let Some(short) = short {
                    assert_eq!(long, Ok(short), "{text}");
                }
            }
        }
        let usual = WrittenAmount::read("120.50").and_then(|it| it.in_decimals(2));
        assert_eq!(usual, Some(Amount::from_minor(12_050)));
    }
}
