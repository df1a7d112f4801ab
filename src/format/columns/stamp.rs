//! What a row is recognised by: a hash of the object that it stands for.

use crate::base::Instant;
use crate::format::json::{push_digits, push_instant};
use crate::format::seen::{Stamp, is_content, member_hash};
use crate::program::Program;

use super::cell::{Cell, FOUR_DIGIT_YEARS, USUAL_DECIMALS};
use super::rows::Row;

/// Stamps rows, one after the other.
#[derive(Default)]
pub struct Stamper {
    buffer: Vec<u8>,
    /// The day of the last instant, and how it is written: the next is nearly always of the same.
    day: Option<i64>,
    date: Vec<u8>,
}

const SECONDS_OF_A_DAY: i64 = 86_400;

impl Stamper {
    /// The stamp of a row: the object that it stands for, with two decimals where a column has them, be
    /// they zeros.
    pub fn stamp(&mut self, program: &Program, row: Row<'_>, id: &str) -> Stamp {
        let columns = row.header().columns.iter().enumerate();
        let content = columns.fold(0_u64, |sum, (place, column)| {
            let cell = row.cell(place);
            let hash = match (cell, row.hash(place)) {
                (Cell::Absent, _) => return sum,
                (Cell::Text(_), Some(_)) if !column.counts => return sum,
                (Cell::Text(_), Some(hash)) => hash,
                (Cell::Instant(at), _) => {
                    self.write_instant(at);
                    member_hash(column.hash, &self.buffer)
                }
                (Cell::Text(_) | Cell::Decimal { .. } | Cell::Flag(_) | Cell::Date(_), _) => {
                    self.buffer.clear();
                    row.push_value(&mut self.buffer, program, place, USUAL_DECIMALS);
                    if !is_content(&column.name, &self.buffer) {
                        return sum;
                    }
                    member_hash(column.hash, &self.buffer)
                }
            };
            sum.wrapping_add(hash)
        });
        Stamp::new(id, content)
    }

    fn write_instant(&mut self, at: Instant) {
        self.buffer.clear();
        self.buffer.push(b'"');
        let (seconds, out) = (at.seconds(), &mut self.buffer);
        if !at.is_whole() || !FOUR_DIGIT_YEARS.contains(&seconds) {
            push_instant(out, at);
            out.push(b'"');
            return;
        }
        let day = seconds.div_euclid(SECONDS_OF_A_DAY);
        if self.day != Some(day) {
            self.date.clear();
            push_instant(&mut self.date, at);
            self.date.truncate("2026-01-31T".len());
            self.day = Some(day);
        }
        out.extend_from_slice(&self.date);
        let second = seconds.rem_euclid(SECONDS_OF_A_DAY).unsigned_abs();
        push_digits(out, second / 3_600, 2);
        out.push(b':');
        push_digits(out, second / 60 % 60, 2);
        out.push(b':');
        push_digits(out, second % 60, 2);
        out.extend_from_slice(b"Z\"");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_everywhere() {
        let mut stamper = Stamper::default();
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
            stamper.write_instant(at);
            assert_eq!(
                String::from_utf8_lossy(&stamper.buffer),
                format!("\"{at}\"")
            );
        }
    }
}
