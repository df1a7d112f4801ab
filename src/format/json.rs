//! The little of JSON that Onward writes: texts, whole numbers, and members of an object.

use std::fmt::Display;
use std::io::Write;

use crate::base::{Amount, Currency, Instant};

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Writes a JSON text, quotes included. What JSON need not escape stays as it is.
pub fn push_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(place) = rest.iter().position(|byte| must_escape(*byte)) {
        let (plain, special) = rest.split_at(place);
        out.extend_from_slice(plain);
        let Some((byte, behind)) = special.split_first() else {
            break;
        };
        push_escape(out, *byte);
        rest = behind;
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Whether a byte cannot stand in a JSON text as it is.
#[inline]
pub fn must_escape(byte: u8) -> bool {
    // Without a branch, so that many can be asked at once.
    (byte < 0x20) | (byte == b'"') | (byte == b'\\')
}

fn push_escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'"' => b'"',
        b'\\' => b'\\',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ => {
            let digit = |half: u8| HEX.get(usize::from(half)).copied().unwrap_or(b'0');
            out.extend_from_slice(b"\\u00");
            out.push(digit(byte >> 4));
            out.push(digit(byte & 0x0f));
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// Writes a value as it displays itself, without quotes.
pub fn push_display(out: &mut Vec<u8>, value: impl Display) {
    // Writing to a vector cannot fail.
    let _ = write!(out, "{value}");
}

/// Writes an instant, without quotes.
pub fn push_instant(out: &mut Vec<u8>, at: Instant) {
    match at.usual_form() {
        Some(text) => out.extend_from_slice(&text),
        None => push_display(out, at),
    }
}

/// Writes an amount with its currency's decimals, without quotes.
pub fn push_amount(out: &mut Vec<u8>, amount: Amount, currency: Currency) {
    let decimals = currency.decimals();
    let (Ok(minor), Some(scale)) = (
        u64::try_from(amount.minor().unsigned_abs()),
        10_u64.checked_pow(decimals),
    ) else {
        return push_display(out, amount.display(currency));
    };
    if amount.is_negative() {
        out.push(b'-');
    }
    push_whole(out, minor / scale);
    if decimals > 0 {
        out.push(b'.');
        push_digits(out, minor % scale, decimals as usize);
    }
}

/// Writes a whole number.
pub fn push_whole(out: &mut Vec<u8>, number: u64) {
    push_digits(out, number, 1);
}

/// Writes a whole number with at least so many digits, zeros in front.
pub fn push_digits(out: &mut Vec<u8>, number: u64, least: usize) {
    let mut digits = [b'0'; 20];
    let mut used = 0;
    let mut rest = number;
    for place in digits.iter_mut().rev() {
        if rest == 0 && used >= least {
            break;
        }
        // A remainder of ten fits a byte.
        *place = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        used += 1;
    }
    out.extend_from_slice(digits.get(digits.len() - used..).unwrap_or(&digits));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_reads_back_as_it_was() {
        for text in [
            "",
            "plain",
            "say \"hi\"",
            "a\\b",
            "\u{0}\u{1f}\n\r\t\u{8}\u{c}\u{7f}",
            "café 例 🎈",
        ] {
            let mut out = Vec::new();
            push_text(&mut out, text);
            assert_eq!(
                String::from_utf8(out.clone()).unwrap(),
                serde_json::to_string(text).unwrap()
            );
            assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        }
    }

    #[test]
    fn amounts_are_written_as_they_display_themselves() {
        for code in ["USD", "JPY", "KWD"] {
            let currency = Currency::from_code(code).unwrap();
            for minor in [
                0,
                5,
                -5,
                10,
                99,
                100,
                -101,
                123_456_789,
                i128::from(u64::MAX) + 1,
            ] {
                let amount = Amount::from_minor(minor);
                let mut out = Vec::new();
                push_amount(&mut out, amount, currency);
                assert_eq!(out, amount.display(currency).to_string().into_bytes());
            }
        }
    }

    #[test]
    fn whole_numbers_have_no_needless_zeros() {
        for number in [0, 7, 10, 1_234, u64::MAX] {
            let mut out = Vec::new();
            push_whole(&mut out, number);
            assert_eq!(out, number.to_string().into_bytes());
        }
        let mut out = Vec::new();
        push_digits(&mut out, 5, 2);
        assert_eq!(out, b"05");
    }
}
