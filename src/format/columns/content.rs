//! What rows are recognised by: for each the sum of the hashes of its members, column by column.

use crate::base::Instant;
use crate::format::json::push_display;
use crate::format::seen::member_hash;

use super::cell::{Cell, FOUR_DIGIT_YEARS, USUAL_DECIMALS};
use super::cells::{Cells, TextCells};
use super::header::{Column, Header};
use super::texts::Meaning;

/// The content of so many rows, as in [`crate::format::seen`]: that of the objects that they stand for, with
/// two decimals where a column has them, be they zeros.
pub fn contents(header: &Header, columns: &[Cells], count: usize) -> Vec<u64> {
    let mut sums = vec![0_u64; count];
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
        match cells {
            Cells::Text(texts) if column.flag_of.is_empty() => add_texts(&mut sums, texts),
            Cells::Text(texts) => add_flags(&mut sums, texts, column, kinds),
            Cells::Flag(flags) => {
                let hashes = [false, true].map(|flag| flag_hash(column, flag));
                let [no, yes] = hashes;
                add(&mut sums, flags, |flag| if flag { yes } else { no });
            }
            Cells::Instant(instants) => {
                let mut text = InstantText::default();
                add(&mut sums, instants, |at| match text.write(at) {
                    Some(text) => member_hash(column.hash, text),
                    None => write(Cell::Instant(at)),
                });
            }
            Cells::Whole(numbers, scale) => add(&mut sums, numbers, |number| {
                let (unscaled, scale) = (i128::from(number), *scale);
                write(Cell::Decimal { unscaled, scale })
            }),
            Cells::Wide(numbers, scale) => add(&mut sums, numbers, |unscaled| {
                let scale = *scale;
                write(Cell::Decimal { unscaled, scale })
            }),
            Cells::Date(dates) => add(&mut sums, dates, |date| write(Cell::Date(date))),
        }
    }
    sums
}

fn add<T: Copy>(sums: &mut [u64], values: &[Option<T>], mut hash: impl FnMut(T) -> u64) {
    for (sum, value) in sums.iter_mut().zip(values) {
        if let Some(value) = value {
            *sum = sum.wrapping_add(hash(*value));
        }
    }
}

fn add_texts(sums: &mut [u64], texts: &TextCells) {
    for (sum, number) in sums.iter_mut().zip(&texts.numbers) {
        if let Some((text, _)) = texts.find(*number) {
            *sum = sum.wrapping_add(text.content);
        }
    }
}

/// Texts of which some are flags, by what their rows are.
fn add_flags(sums: &mut [u64], texts: &TextCells, column: &Column, kinds: Option<&Cells>) {
    for (row, sum) in sums.iter_mut().enumerate() {
        let Some((text, list)) = texts.get(row) else {
            continue;
        };
        let kind = kinds.and_then(|kinds| kinds.text(row));
        let kind = kind.map(|(kind, _)| kind.meaning);
        let is_flag = matches!(kind, Some(Meaning::Type(kind)) if column.is_flag_of(kind));
        let hash = match list.characters(text) {
            "true" if is_flag => flag_hash(column, true),
            "false" if is_flag => flag_hash(column, false),
            _ => text.content,
        };
        *sum = sum.wrapping_add(hash);
    }
}

fn flag_hash(column: &Column, flag: bool) -> u64 {
    let mut written = Vec::new();
    push_display(&mut written, flag);
    member_hash(column.hash, &written)
}

/// Instants as texts in quotes: the next one is nearly always of the day of the last.
#[derive(Default)]
struct InstantText {
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
        if self.day != Some(day) {
            let [first, inner @ .., last] = &mut self.text;
            (*first, *last) = (b'"', b'"');
            *inner = at.usual_form()?;
            self.day = Some(day);
        }
        let second = u32::try_from(seconds.rem_euclid(SECONDS_OF_A_DAY)).ok()?;
        let [.., h1, h2, _, m1, m2, _, s1, s2, _, _] = &mut self.text;
        (*h1, *h2) = digits(second / 3_600);
        (*m1, *m2) = digits(second / 60 % 60);
        (*s1, *s2) = digits(second % 60);
        Some(&self.text)
    }
}

/// A number below 100.
fn digits(number: u32) -> (u8, u8) {
    let digit = |digit: u32| b'0' | digit.to_le_bytes()[0];
    (digit(number / 10), digit(number % 10))
}

#[cfg(test)]
mod tests {
    use super::*;

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
                None => assert_ne!(at.to_string().len(), 20, "{at}"),
            }
        }
    }
}
