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
pub fn contents(header: &Header, columns: &[Cells], rows: Range<usize>, into: &mut Vec<u64>) {
    into.clear();
    into.resize(rows.len(), 0);
    let mut sums = Sums { sums: into, rows };
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
                let (number, scale) = stripped(number, *scale, USUAL_DECIMALS);
                if let Some((text, length)) = short_decimal(number, scale) {
                    return member_hash(column.hash, text.get(..length).unwrap_or_default());
                }
                let mut text = [0; DECIMAL];
                match write_decimal(&mut text, number, scale) {
                    Some(text) => member_hash(column.hash, text),
                    None => write(Cell::Decimal {
                        unscaled: i128::from(number),
                        scale,
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
}

/// The sums of some rows.
struct Sums<'s> {
    rows: Range<usize>,
    sums: &'s mut [u64],
}

impl Sums<'_> {
    fn add<T: Copy>(&mut self, cells: &Cells, values: &[T], mut hash: impl FnMut(T) -> u64) {
        if cells.presence.is_full() {
            let values = values.get(self.rows.clone()).unwrap_or_default();
            for (sum, value) in self.sums.iter_mut().zip(values) {
                *sum = sum.wrapping_add(hash(*value));
            }
            return;
        }
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

/// As [`write_decimal`] writes a decimal with two digits behind the point and not many before it, with no digit
/// looked at by itself; with how many bytes it takes.
#[inline]
fn short_decimal(unscaled: i64, scale: u32) -> Option<([u8; 16], usize)> {
    const MOST: u64 = 100_000_000;
    const TAIL: u128 = u32::from_le_bytes([b'.', b'0', b'0', b'"']) as u128;
    let unscaled = u64::try_from(unscaled).ok()?;
    let (whole, cents) = (unscaled / 100, unscaled % 100);
    if scale != 2 || whole >= MOST {
        return None;
    }
    let digits = eight_digits(whole);
    let zeros = (digits.trailing_zeros() / 8).min(7);
    let written = (digits | EIGHT_ZEROS) >> (8 * zeros);
    let tail = TAIL | u128::from(((cents / 10) << 8) | ((cents % 10) << 16));
    let count = 8 - zeros;
    let text = u128::from(b'"') | (u128::from(written) << 8) | (tail << (8 + 8 * count));
    Some((text.to_le_bytes(), count as usize + 5))
}

const EIGHT_ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);

/// The digits of a number below 100 million as numbers, the first in the lowest byte: fours, then twos, then all.
#[inline]
fn eight_digits(number: u64) -> u64 {
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    // Each four divided by 100, and each two by 10, as multiplications that are exact so far.
    let hundreds = (fours.wrapping_mul(10_486) >> 20) & 0x0000_007f_0000_007f;
    let twos = hundreds | (fours.wrapping_sub(hundreds.wrapping_mul(100)) << 16);
    let tens = (twos.wrapping_mul(103) >> 10) & 0x000f_000f_000f_000f;
    tens | (twos.wrapping_sub(tens.wrapping_mul(10)) << 8)
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
    fn write(&mut self, at: Instant) -> Option<&[u8; 22]> {
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
        let second = seconds.wrapping_sub(day.wrapping_mul(SECONDS_OF_A_DAY));
        if let Some(time) = of_day.text.last_chunk_mut::<TIME_AND_REST>()
            && let Some(time) = time.first_chunk_mut()
        {
            *time = time_of_day(second.unsigned_abs());
        }
        Some(&of_day.text)
    }
}

/// How many bytes the time of a day takes with what stands behind it.
const TIME_AND_REST: usize = 10;

/// The time of a day as `09:30:00`, all of its digits at once.
#[inline]
fn time_of_day(second: u64) -> [u8; 8] {
    const ZERO: u64 = u64::from_le_bytes(*b"00:00:00");
    const ONES: u64 = u64::from_le_bytes([0x0f, 0, 0, 0x0f, 0, 0, 0x0f, 0]);
    let (minute, second) = (second / 60, second % 60);
    let twos = (minute / 60) | ((minute % 60) << 24) | (second << 48);
    // Each two divided by ten, as a multiplication that is exact so far.
    let tens = (twos.wrapping_mul(103) >> 10) & ONES;
    let digits = tens | (twos.wrapping_sub(tens.wrapping_mul(10)) << 8);
    (ZERO | digits).to_le_bytes()
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
                if let Some((text, length)) = short_decimal(unscaled, scale) {
                    assert_eq!(text[..length], expected, "{unscaled} {scale}");
                }
                let mut text = [0; DECIMAL];
                match write_decimal(&mut text, unscaled, scale) {
                    Some(text) => assert_eq!(text, expected, "{unscaled} {scale}"),
                    None => assert_eq!(scale, 9),
                }
            }
        }
    }

    #[test]
    fn short_decimals_are_written_as_all_others() {
        let numbers = (0..30_000).chain((0..=10).flat_map(|digits| {
            let power = 10_i64.pow(digits);
            [
                power - 1,
                power,
                power + 1,
                power * 37 / 10 + 7,
                power * 98 / 10,
            ]
        }));
        let mut is_short = 0;
        for unscaled in numbers.filter(|number| *number < 10_i64.pow(10)) {
            let (text, length) = short_decimal(unscaled, 2).unwrap();
            let mut long = [0; DECIMAL];
            assert_eq!(Some(&text[..length]), write_decimal(&mut long, unscaled, 2));
            is_short += 1;
        }
        assert!(is_short > 30_000);
        for (unscaled, scale) in [(-1, 2), (10_i64.pow(10), 2), (1, 1), (1, 3)] {
            assert_eq!(short_decimal(unscaled, scale), None);
        }
    }

    #[test]
    fn every_second_of_a_day_is_written() {
        for second in 0..86_400 {
            let (hour, minute) = (second / 3_600, second / 60 % 60);
            let expected = format!("{hour:02}:{minute:02}:{:02}", second % 60);
            assert_eq!(time_of_day(second), expected.as_bytes());
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
