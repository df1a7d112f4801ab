//! An amount as it is written, before its currency is known: digits and where the point stands.

use crate::base::Amount;

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
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (negative, bytes) = match bytes.split_first()? {
            (b'-', rest) => (true, rest),
            _ => (false, bytes),
        };
        let (digits, decimals) = match (word_of(bytes), bytes.len()) {
            (Some(word), length) => read_short(word, length)?,
            (None, _) => read_long(bytes)?,
        };
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

    /// How many digits stand behind the point.
    pub fn decimals(self) -> u32 {
        u32::from(self.decimals)
    }

    pub fn is_negative(self) -> bool {
        self.digits < 0
    }

    /// The amount in a currency; `None` where that has fewer decimals.
    #[inline]
    pub fn in_decimals(self, decimals: u32) -> Option<Amount> {
        let missing = decimals.checked_sub(u32::from(self.decimals))?;
        if missing == 0 {
            // So few digits are below any limit.
            return Some(Amount::from_minor(i128::from(self.digits)));
        }
        let scale = 10_i64.checked_pow(missing)?;
        let minor = i128::from(self.digits.checked_mul(scale)?);
        (minor.abs() <= Amount::LIMIT).then_some(Amount::from_minor(minor))
    }
}

/// Up to eight bytes as a word, the rest of it zeros.
#[inline]
fn word_of(bytes: &[u8]) -> Option<u64> {
    match bytes.len() {
        8 => bytes.first_chunk().copied().map(u64::from_le_bytes),
        4..8 => {
            let (first, last) = (bytes.first_chunk::<4>()?, bytes.last_chunk::<4>()?);
            let shift = 8 * (bytes.len() as u32 - 4);
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            Some(u64::from(first) | (u64::from(last) << shift))
        }
        0..4 => {
            let ordered = bytes.iter().rev();
            Some(ordered.fold(0, |word, byte| (word << 8) | u64::from(*byte)))
        }
        _ => None,
    }
}

/// The digits of an amount of at most eight bytes, and how many of them stand behind the point.
#[inline]
fn read_short(word: u64, length: usize) -> Option<(i64, u8)> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH_BITS: u64 = ONES << 7;
    let length = u32::try_from(length).ok()?;
    let no_point = word ^ (ONES * u64::from(b'.'));
    let points = no_point.wrapping_sub(ONES) & !no_point & HIGH_BITS;
    let place = points.trailing_zeros() / 8;
    let (word, count, decimals) = if place < length {
        if place == 0 || place + 1 == length {
            return None;
        }
        // The digits behind the point take its place.
        let before = word & ((1 << (8 * place)) - 1);
        let behind = (word >> (8 * place)) >> 8;
        (
            before | (behind << (8 * place)),
            length - 1,
            length - 1 - place,
        )
    } else {
        (word, length, 0)
    };
    if count == 0 {
        return None;
    }
    // Zeros in front make them eight.
    let missing = 8 * (8 - count);
    let zeros = (ONES * u64::from(b'0')) & !(u64::MAX << missing);
    let word = (word << missing) | zeros;
    let digits = word ^ (ONES * u64::from(b'0'));
    if (digits.wrapping_add(ONES * 0x76) | digits) & HIGH_BITS != 0 {
        return None;
    }
    Some((number_of(digits), u8::try_from(decimals).ok()?))
}

/// Eight digits as a number, the first in the lowest byte: twos, then fours, then all.
#[inline]
fn number_of(digits: u64) -> i64 {
    let twos = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = twos.wrapping_mul(100).wrapping_add(twos >> 16) & 0x0000_ffff_0000_ffff;
    let all = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff;
    all.cast_signed()
}

fn read_long(bytes: &[u8]) -> Option<(i64, u8)> {
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
    (!bytes.is_empty()).then_some((digits, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_amounts_are_read_alike() {
        let pieces = ["0", "1", "9", ".", "-", "5", "/", ":", "é", " "];
        let mut texts = vec![String::new()];
        for _ in 0..5 {
            let longer = texts.iter().flat_map(|text| {
                let pieces = pieces.iter();
                pieces.map(move |piece| format!("{text}{piece}"))
            });
            let longer: Vec<String> = longer.collect();
            for text in longer.iter().filter(|text| text.len() <= 8) {
                let short = word_of(text.as_bytes());
                let short = short.and_then(|word| read_short(word, text.len()));
                assert_eq!(short, read_long(text.as_bytes()), "{text}");
            }
            texts = longer;
        }
        for text in [
            "12345678", "1234.678", "123456.8", "1.345678", "12.45.78", "1234567",
        ] {
            let short = word_of(text.as_bytes()).and_then(|word| read_short(word, text.len()));
            assert_eq!(short, read_long(text.as_bytes()), "{text}");
        }
    }

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
                let short =
                    WrittenAmount::read(text.as_bytes()).and_then(|it| it.in_decimals(decimals));
                if let Some(short) = short {
                    assert_eq!(long, Ok(short), "{text}");
                }
            }
        }
        let usual = WrittenAmount::read(b"120.50").and_then(|it| it.in_decimals(2));
        assert_eq!(usual, Some(Amount::from_minor(12_050)));
    }
}
