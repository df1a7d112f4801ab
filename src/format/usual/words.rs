//! Eight bytes at a time, as far as finding the end of a text needs it.

const LOW_BITS: u64 = u64::from_le_bytes([0x01; 8]);
const HIGH_BITS: u64 = u64::from_le_bytes([0x80; 8]);

/// The eight bytes from a place on, if there are so many.
#[inline]
pub fn word_at(bytes: &[u8], place: usize) -> Option<u64> {
    let chunk = bytes.get(place..)?.first_chunk::<8>()?;
    Some(u64::from_le_bytes(*chunk))
}

/// From the place of a text's opening quote to that behind its closing one; `None` where the text holds an
/// escape or a control character, or does not end.
#[inline]
pub fn text_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut place = start + 1;
    while let Some(word) = word_at(bytes, place) {
        let special = special_bytes(word);
        if special != 0 {
            let first = place + (special.trailing_zeros() / 8) as usize;
            return (bytes.get(first) == Some(&b'"')).then_some(first + 1);
        }
        place += 8;
    }
    let rest = bytes.get(place..)?;
    let first = rest
        .iter()
        .position(|byte| *byte < 0x20 || matches!(byte, b'"' | b'\\'))?;
    (rest.get(first) == Some(&b'"')).then_some(place + first + 1)
}

/// The high bit of each byte that is a quote, a backslash or a control character. Bits above the lowest
/// such byte may be wrong.
fn special_bytes(word: u64) -> u64 {
    let equal = |byte: u8| {
        let differing = word ^ (LOW_BITS * u64::from(byte));
        differing.wrapping_sub(LOW_BITS) & !differing
    };
    let control = word.wrapping_sub(LOW_BITS * 0x20) & !word;
    (equal(b'"') | equal(b'\\') | control) & HIGH_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_at_its_quote_wherever_that_stands() {
        for length in 0..40 {
            let text = format!("\"{}\",\"more\":\"text behind it\"", "é".repeat(length));
            assert_eq!(text_end(text.as_bytes(), 0), Some(2 + 2 * length));
            let last = format!("x\"{}\"", "y".repeat(length));
            assert_eq!(text_end(last.as_bytes(), 1), Some(3 + length));
        }
    }

    #[test]
    fn escapes_control_characters_and_open_ends_are_given_up() {
        for special in ["\\", "\n", "\0", "\u{1f}", "\t"] {
            for before in 0..20 {
                let text = format!("\"{}{special}\" and more behind it", "z".repeat(before));
                assert_eq!(text_end(text.as_bytes(), 0), None, "{text:?}");
            }
        }
        assert_eq!(text_end(b"\"no end", 0), None);
        assert_eq!(text_end(b"\"", 0), None);
        assert_eq!(text_end("\"\u{7f}\u{20ac}\"".as_bytes(), 0), Some(6));
    }
}
