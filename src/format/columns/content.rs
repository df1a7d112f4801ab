//! What rows are recognised by: for each the sum of the hashes of its members, column by column.

use std::ops::Range;

use crate::base::Instant;
use crate::format::json::push_display;
use crate::format::seen::member_hash;

use super::cell::{Cell, FOUR_DIGIT_YEARS, USUAL_DECIMALS, stripped};
use super::cells::{Cells, Values};
use super::header::{Column, Header};
use super::texts::Meaning;

/// The content of some rows, as in [`crate::format::seen`]: that of the objects that they stand for, with two
/// decimals where a column has them, be they zeros.
pub fn contents(header: &Header, columns: &[Cells], rows: Range<usize>) -> Vec<u64> {
    let mut sums = Sums {
        sums: vec![0; rows.len()],
        rows,
    };
    let kinds = columns.get(header.heads.kind);
    let mut buffer = Vec::new();
    for (column, cells) in header.columns.iter().zip(columns) {
        let mut write = |cell: Cell<'_>| {
            buffer.clear();
            buffer.push(b'"');
            cell.push(&mut buffer, USUAL_DECIMALS);
            buffer.push(b'"');
            member_hash(column.hash, &buffer)
        };
        match &cells.values {
            Values::Text(texts) if column.flag_of.is_empty() => {
                if texts.dictionary.has_content() || texts.own.has_content() {
                    sums.add(cells, &texts.numbers, |number| texts.content(number));
                }
            }
            Values::Text(_) => sums.add_flags(cells, column, kinds),
            Values::Flag(flags) => {
                let [no, yes] = flag_hashes(column);
                sums.add(cells, flags, |flag| if flag { yes } else { no });
            }
            Values::Instant(instants) => {
                let mut text = InstantText::default();
                sums.add(cells, instants, |at| match text.write(at) {
                    Some(text) => member_hash(column.hash, text),
                    None => write(Cell::Instant(at)),
                });
            }
            Values::Whole(numbers, scale) => sums.add(cells, numbers, |number| {
                let mut text = [0; DECIMAL];
                match write_decimal(&mut text, number, *scale) {
                    Some(text) => member_hash(column.hash, text),
                    None => write(Cell::Decimal {
                        unscaled: i128::from(number),
                        scale: *scale,
                    }),
                }
            }),
            Values::Wide(numbers, scale) => sums.add(cells, numbers, |unscaled| {
                let scale = *scale;
                write(Cell::Decimal { unscaled, scale })
            }),
            Values::Date(dates) => sums.add(cells, dates, |date| write(Cell::Date(date))),
        }
    }
    sums.sums
}

/// The sums of some rows.
struct Sums {
    rows: Range<usize>,
    sums: Vec<u64>,
}

impl Sums {
    fn add<T: Copy>(&mut self, cells: &Cells, values: &[T], mut hash: impl FnMut(T) -> u64) {
        let first = self.rows.start;
        cells.presence.each(self.rows.clone(), |row, place| {
            if let (Some(sum), Some(value)) = (self.sums.get_mut(row - first), values.get(place)) {
                *sum = sum.wrapping_add(hash(*value));
            }
        });
    }

    /// Texts of which some are flags, by what their rows are.
    fn add_flags(&mut self, cells: &Cells, column: &Column, kinds: Option<&Cells>) {
        let [no, yes] = flag_hashes(column);
        let first = self.rows.start;
        cells.each_text(self.rows.clone(), |row, text, characters| {
            let kind = kinds.and_then(|kinds| kinds.text(row));
            let kind = kind.map(|(kind, _)| kind.meaning);
            let is_flag = matches!(kind, Some(Meaning::Type(kind)) if column.is_flag_of(kind));
            let hash = match characters {
                "true" if is_flag => yes,
                "false" if is_flag => no,
                _ => text.content,
            };
            if let Some(sum) = self.sums.get_mut(row - first) {
                *sum = sum.wrapping_add(hash);
            }
        });
    }
}

/// Of false and of true.
fn flag_hashes(column: &Column) -> [u64; 2] {
    [false, true].map(|flag| {
        let mut written = Vec::new();
        push_display(&mut written, flag);
        member_hash(column.hash, &written)
    })
}

/// More than a decimal of 64 bits takes, in quotes.
const DECIMAL: usize = 32;

/// Writes a decimal in quotes as [`Cell::push`] does; `None` where it has very many decimals.
#[inline]
fn write_decimal(text: &mut [u8; DECIMAL], unscaled: i64, scale: u32) -> Option<&[u8]> {
    const MOST_DECIMALS: u32 = 8;
    if scale > MOST_DECIMALS {
        return None;
    }
    let (unscaled, scale) = stripped(unscaled, scale, USUAL_DECIMALS);
    let mut rest = unscaled.unsigned_abs();
    let mut place = DECIMAL;
    let mut put = |byte: u8| {
        place -= 1;
        if let Some(there) = text.get_mut(place) {
            *there = byte;
        }
    };
    put(b'"');
    for left in (0..scale).rev() {
        put(digit(rest % 10));
        rest /= 10;
        if left == 0 {
            put(b'.');
        }
    }
    loop {
        put(digit(rest % 10));
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if unscaled < 0 {
        put(b'-');
    }
    put(b'"');
    text.get(place..)
}

/// A number below ten.
#[inline]
fn digit(number: u64) -> u8 {
    b'0' | number.to_le_bytes()[0]
}

/// Instants as texts in quotes. Nearly each is of a day that was met lately: one is kept of the even days, and
/// one of the odd.
#[derive(Default)]
struct InstantText([OfDay; 2]);

#[derive(Default)]
struct OfDay {
    day: Option<i64>,
    text: [u8; 22],
}

const SECONDS_OF_A_DAY: i64 = 86_400;

impl InstantText {
    /// `None` where it is not on the usual form.
    #[inline]
    fn write(&mut self, at: Instant) -> Option<&[u8]> {
        let seconds = at.seconds();
        if !at.is_whole() || !FOUR_DIGIT_YEARS.contains(&seconds) {
            return None;
        }
        let day = seconds.div_euclid(SECONDS_OF_A_DAY);
        let [even, odd] = &mut self.0;
        let of_day = if day % 2 == 0 { even } else { odd };
        if of_day.day != Some(day) {
            let [first, inner @ .., last] = &mut of_day.text;
            (*first, *last) = (b'"', b'"');
            *inner = at.usual_form()?;
            of_day.day = Some(day);
        }
        let second = seconds.rem_euclid(SECONDS_OF_A_DAY).unsigned_abs();
        let [.., h1, h2, _, m1, m2, _, s1, s2, _, _] = &mut of_day.text;
        (*h1, *h2) = digits(second / 3_600);
        (*m1, *m2) = digits(second / 60 % 60);
        (*s1, *s2) = digits(second % 60);
        Some(&of_day.text)
    }
}

/// A number below 100.
#[inline]
fn digits(number: u64) -> (u8, u8) {
    (digit(number / 10), digit(number % 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_written_as_everywhere() {
        for unscaled in [
            0,
            5,
            -5,
            100,
            120_000,
            120_001,
            -1_234_567_890,
            i64::MAX,
            i64::MIN,
        ] {
            for scale in 0..=9 {
                let mut expected = vec![b'"'];
                let cell = Cell::Decimal {
                    unscaled: i128::from(unscaled),
                    scale,
                };
                cell.push(&mut expected, USUAL_DECIMALS);
                expected.push(b'"');
                let mut text = [0; DECIMAL];
                match write_decimal(&mut text, unscaled, scale) {
                    Some(text) => assert_eq!(text, expected, "{unscaled} {scale}"),
                    None => assert_eq!(scale, 9),
                }
            }
        }
    }

    #[test]
    fn instants_are_written_as_everywhere() {
        let mut text = InstantText::default();
        for (seconds, nanoseconds) in [
            (0, 0),
            (86_399, 0),
            (86_400, 0),
            (-1, 0),
            (1_770_000_000, 5),
            (1_770_000_000, 0),
            (1_769_999_999, 0),
            (253_402_300_799, 0),
            (253_402_300_800, 0),
        ] {
            let at = Instant::from_parts(seconds, nanoseconds);
            match text.write(at) {
                Some(text) => assert_eq!(String::from_utf8_lossy(text), format!("\"{at}\"")),
                None => assert_ne!(format!("{at:?}").len(), 20, "{at:?}"),
            }
        }
    }
}
