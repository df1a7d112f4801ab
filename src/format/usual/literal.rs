//! Bytes that must stand in a line as they are.

use super::words::word_at;

/// Bytes to compare with, the first and the last eight as words.
pub struct Literal {
    pub text: Box<str>,
    first: u64,
    /// What counts of the first eight bytes, where there are fewer.
    mask: u64,
    last: u64,
    /// Where the last eight begin.
    last_place: usize,
}

impl Literal {
    pub fn new(text: &str) -> Self {
        let (mut first, mut mask) = ([0; 8], [0; 8]);
        for ((byte, mask), known) in first.iter_mut().zip(&mut mask).zip(text.bytes()) {
            (*byte, *mask) = (known, 0xff);
        }
        let last_place = text.len().saturating_sub(8);
        Self {
            text: text.into(),
            first: u64::from_le_bytes(first),
            mask: u64::from_le_bytes(mask),
            last: word_at(text.as_bytes(), last_place).unwrap_or(0),
            last_place,
        }
    }

    /// What stands behind it, where it stands at the beginning.
    #[inline(always)]
    pub fn behind<'b>(&self, line: &'b [u8]) -> Option<&'b [u8]> {
        let Some(first) = word_at(line, 0) else {
            return self.behind_few(line);
        };
        if (first ^ self.first) & self.mask != 0 {
            return None;
        }
        if self.last_place > 0 {
            if word_at(line, self.last_place) != Some(self.last) {
                return None;
            }
            if self.last_place > 8 {
                return self.behind_many(line);
            }
        }
        line.get(self.text.len()..)
    }

    /// The same near the end of a line.
    #[inline(never)]
    fn behind_few<'b>(&self, line: &'b [u8]) -> Option<&'b [u8]> {
        line.strip_prefix(self.text.as_bytes())
    }

    /// The same, all bytes compared.
    #[inline]
    fn behind_many<'b>(&self, line: &'b [u8]) -> Option<&'b [u8]> {
        line.strip_prefix(self.text.as_bytes())
    }
}
