//! Which rows of a column have a value: values stand behind one another, without room for those that are not
//! there.

use std::ops::Range;

/// A bit for each row, 64 of them a word.
#[derive(Default)]
pub struct Presence {
    words: Vec<Word>,
    rows: usize,
    values: usize,
}

/// 64 rows.
#[derive(Clone, Copy)]
struct Word {
    /// Of the rows that have a value, the first row lowest.
    bits: u64,
    /// How many values stand before those of these rows.
    before: usize,
}

/// How many rows a word has.
const ROWS: usize = 64;

impl Presence {
    pub fn clear(&mut self) {
        self.words.clear();
        (self.rows, self.values) = (0, 0);
    }

    /// Adds a row.
    #[inline]
    pub fn push(&mut self, is_there: bool) {
        let bit = self.rows % ROWS;
        if bit == 0 {
            let before = self.values;
            self.words.push(Word { bits: 0, before });
        }
        if let Some(word) = self.words.last_mut() {
            word.bits |= u64::from(is_there) << bit;
        }
        self.rows += 1;
        self.values += usize::from(is_there);
    }

    /// A row for each level, and no others: it has a value where that is odd.
    pub fn set(&mut self, levels: &[i16]) {
        self.clear();
        for rows in levels.chunks(ROWS) {
            let (fours, rest) = rows.as_chunks();
            let mut bits = 0;
            for (place, four) in fours.iter().enumerate() {
                bits |= bits_of(four) << (4 * place);
            }
            for (place, level) in rest.iter().enumerate() {
                let bit = u64::from(level.cast_unsigned()) & 1;
                bits |= bit << (4 * fours.len() + place);
            }
            self.add(bits, rows.len());
        }
    }

    /// So many rows that all have a value, and no others.
    pub fn set_all(&mut self, rows: usize) {
        self.clear();
        for start in (0..rows).step_by(ROWS) {
            let rows = (rows - start).min(ROWS);
            self.add(first_bits(rows), rows);
        }
    }

    fn add(&mut self, bits: u64, rows: usize) {
        let before = self.values;
        self.words.push(Word { bits, before });
        self.rows += rows;
        self.values += bits.count_ones() as usize;
    }

    /// Whether all rows have a value.
    pub fn is_full(&self) -> bool {
        self.values == self.rows
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The place of a row's value among all values, if it has one.
    #[inline]
    pub fn place(&self, row: usize) -> Option<usize> {
        let word = self.words.get(row / ROWS)?;
        let before = first_bits(row % ROWS);
        let is_there = (word.bits & !before) & (before.wrapping_add(1)) != 0;
        is_there.then(|| word.before + (word.bits & before).count_ones() as usize)
    }

    /// Takes those of some rows that have a value, one after the other: the row, and the place of its value.
    #[inline(always)]
    pub fn each(&self, rows: Range<usize>, mut take: impl FnMut(usize, usize)) {
        let words = rows.start / ROWS..rows.end.div_ceil(ROWS);
        let Some(words) = self.words.get(words.start..words.end.min(self.words.len())) else {
            return;
        };
        let mut start = rows.start / ROWS * ROWS;
        for word in words {
            let skipped = first_bits(rows.start.saturating_sub(start));
            let mut bits = word.bits & !skipped & first_bits((rows.end - start).min(ROWS));
            let mut place = word.before + (word.bits & skipped).count_ones() as usize;
            if bits == u64::MAX {
                for offset in 0..ROWS {
                    take(start + offset, place + offset);
                }
            } else {
                while bits != 0 {
                    take(start + bits.trailing_zeros() as usize, place);
                    place += 1;
                    bits &= bits - 1;
                }
            }
            start += ROWS;
        }
    }
}

/// The lowest bits of four levels, side by side.
#[inline]
fn bits_of(levels: &[i16; 4]) -> u64 {
    let [first, second, third, fourth] = levels.map(|level| u64::from(level.cast_unsigned()));
    let word = first | (second << 16) | (third << 32) | (fourth << 48);
    // Moved by as much as brings each behind the one before, all at once.
    let side_by_side = (word & 0x0001_0001_0001_0001).wrapping_mul(0x0001_0002_0004_0008);
    (side_by_side >> 48) & 0xf
}

/// So many bits from the lowest on, 64 at most.
#[inline]
fn first_bits(count: usize) -> u64 {
    match count {
        ..ROWS => (1 << count) - 1,
        _ => u64::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_their_rows_however_they_are_told() {
        for count in [0, 1, 63, 64, 65, 128, 200] {
            for modulus in [1, 2, 3, 7, 1000] {
                let rows: Vec<usize> = (0..count).collect();
                let is_there = |row: &usize| row % modulus == modulus / 2;
                let levels = rows.iter().map(|row| i16::from(is_there(row)));
                let mut told = Presence::default();
                told.set(&levels.collect::<Vec<_>>());
                let mut pushed = Presence::default();
                rows.iter().for_each(|row| pushed.push(is_there(row)));
                let expected: Vec<usize> = rows.iter().copied().filter(is_there).collect();
                for presence in [&told, &pushed] {
                    assert_eq!(presence.rows(), count);
                    assert_eq!(presence.is_full(), expected.len() == count);
                    for row in 0..count + 70 {
                        let place = expected.iter().position(|there| *there == row);
                        assert_eq!(presence.place(row), place);
                    }
                    for (start, end) in [(0, count), (1, count), (count / 3, count / 2), (64, 70)] {
                        let mut met = Vec::new();
                        presence.each(start..end.max(start), |row, place| met.push((row, place)));
                        let within = expected.iter().copied().enumerate();
                        let within = within.map(|(place, row)| (row, place));
                        let within: Vec<_> = within
                            .filter(|(row, _)| (start..end).contains(row))
                            .collect();
                        assert_eq!(met, within);
                    }
                }
                let mut all = Presence::default();
                all.set_all(count);
                assert!(rows.iter().all(|row| all.place(*row) == Some(*row)));
                assert_eq!((all.rows(), all.place(count)), (count, None));
            }
        }
    }
}
