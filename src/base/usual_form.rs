//! The usual form of an instant, `YYYY-MM-DDTHH:MM:SSZ`, read eight bytes at a time.

use std::cell::Cell;

use super::Instant;

/// Reads instants that are written as `YYYY-MM-DDTHH:MM:SSZ`: by far the most frequent form, without a general
/// parser. The next is mostly of a day that was read before, whose seconds are known.
#[derive(Debug, Default)]
pub struct UsualInstants {
    /// By the last digit.
    days: [Cell<Day>; 16],
}

/// A day as it is written, up to the `T`: the first and the last eight bytes of that.
#[derive(Clone, Copy, Debug, Default)]
struct Day {
    written: (u64, u64),
    /// From 1970-01-01T00:00:00Z to its beginning.
    seconds: i64,
}

impl UsualInstants {
    /// As [`read`].
    #[inline]
    pub fn read(&self, text: &[u8]) -> Option<Instant> {
        let (date, time) = date_and_time(text)?;
        let seconds = seconds_of_day(time)?;
        let [.., digit, _] = date;
        let known = self.days.get(usize::from(digit % 16))?;
        let mut day = known.get();
        let written = halves(date)?;
        if day.written != written {
            day = Day {
                written,
                seconds: seconds_to(date)?,
            };
            known.set(day);
        }
        Some(Instant::from_seconds(day.seconds + seconds))
    }
}

/// The instant that is written so; `None` where the text has another form, or there is no such day or time.
pub fn read(text: &[u8]) -> Option<Instant> {
    let (date, time) = date_and_time(text)?;
    let seconds = seconds_to(date)? + seconds_of_day(time)?;
    Some(Instant::from_seconds(seconds))
}

/// `YYYY-MM-DDT` and `HH:MM:SS`, where a `Z` stands behind them and nothing else.
#[inline]
fn date_and_time(text: &[u8]) -> Option<(&[u8; 11], [u8; 8])> {
    let (date, rest) = text.split_first_chunk()?;
    let (time, rest) = rest.split_first_chunk()?;
    (rest == b"Z").then_some((date, *time))
}

#[inline]
fn halves(date: &[u8; 11]) -> Option<(u64, u64)> {
    let first = date.first_chunk::<8>()?;
    let last = date.last_chunk::<8>()?;
    Some((u64::from_le_bytes(*first), u64::from_le_bytes(*last)))
}

/// The seconds from midnight to a time `HH:MM:SS`.
#[inline]
fn seconds_of_day(time: [u8; 8]) -> Option<i64> {
    let [hour, _, _, minute, _, _, second, _] = pairs_of(time, *b"00:00:00")?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = u32::from(hour) * 3_600 + u32::from(minute) * 60 + u32::from(second);
    Some(i64::from(seconds))
}

/// The seconds from 1970-01-01T00:00:00Z to the beginning of a day `YYYY-MM-DDT`.
fn seconds_to(date: &[u8; 11]) -> Option<i64> {
    let [century, _, year, _, _, month, _, _] = pairs_of(*date.first_chunk()?, *b"0000-00-")?;
    let [.., day, _, _] = pairs_of(*date.last_chunk()?, *b"0-00-00T")?;
    days_from_epoch(century, year, month, day)?.checked_mul(86_400)
}

/// Of eight bytes the number that each makes with the next one as its last digit. `None` unless digits stand
/// where the form has a `0`, and all other bytes are those of the form.
#[inline]
fn pairs_of(bytes: [u8; 8], form: [u8; 8]) -> Option<[u8; 8]> {
    const HIGH_BITS: u64 = u64::from_le_bytes([0x80; 8]);
    // What lifts the byte that is one too large over the high bit: 10 for a digit, 1 for any other.
    let lift = u64::from_le_bytes(form.map(|byte| if byte == b'0' { 0x76 } else { 0x7f }));
    let digits = u64::from_le_bytes(bytes) ^ u64::from_le_bytes(form);
    // A carry comes only from a byte that is wrong itself.
    if (digits.wrapping_add(lift) | digits) & HIGH_BITS != 0 {
        return None;
    }
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    Some(pairs.to_le_bytes())
}

/// Days from 1970-01-01 to a day of a year of a century, both below 100, if there is such a day.
#[inline]
fn days_from_epoch(century: u8, year: u8, month: u8, day: u8) -> Option<i64> {
    /// The days of each month in a year that is no leap year, and those before it.
    const MONTHS: [(u8, u16); 12] = [
        (31, 0),
        (28, 31),
        (31, 59),
        (30, 90),
        (31, 120),
        (30, 151),
        (31, 181),
        (31, 212),
        (30, 243),
        (31, 273),
        (30, 304),
        (31, 334),
    ];
    /// From 0000-01-01 to 1970-01-01.
    const TO_EPOCH: i64 = 719_528;
    let is_leap_century = century.is_multiple_of(4);
    let is_leap = if year == 0 {
        is_leap_century
    } else {
        year.is_multiple_of(4)
    };
    let (days, before) = MONTHS.get(usize::from(month).wrapping_sub(1)).copied()?;
    let last = days + u8::from(is_leap && month == 2);
    if day == 0 || day > last {
        return None;
    }
    let (century, year) = (u32::from(century), u32::from(year));
    // The leap years of the centuries before, and of this one, whose first year is one in every fourth.
    let leap_days = century * 24 + century.div_ceil(4) + year.div_ceil(4)
        - u32::from(year > 0 && !is_leap_century);
    let in_year = u32::from(before) + u32::from(is_leap && month > 2) + u32::from(day) - 1;
    let days = (century * 100 + year) * 365 + leap_days + in_year;
    Some(i64::from(days) - TO_EPOCH)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use crate::base::Instant;

    #[test]
    fn the_usual_form_is_read_as_the_general_parser_reads_it() {
        let years = [
            0, 1, 4, 99, 100, 400, 1899, 1900, 1969, 1970, 2000, 2026, 2028, 2100, 9999,
        ];
        for year in years {
            for (month, day) in (0..14).flat_map(|month| (0..33).map(move |day| (month, day))) {
                let text = format!("{year:04}-{month:02}-{day:02}T23:59:59Z");
                let general = DateTime::parse_from_rfc3339(&text).ok();
                let general = general.map(|it| Instant::from_seconds(it.timestamp()));
                assert_eq!(Instant::parse_usual_form(&text), general, "{text}");
            }
        }
        // Every byte in the place of every other.
        let usual = "2026-01-31T09:05:07Z";
        for (place, byte) in (0..20).flat_map(|place| (0..=127).map(move |byte| (place, byte))) {
            let mut text = usual.to_owned();
            text.replace_range(place..=place, &char::from(byte).to_string());
            let Some(found) = Instant::parse_usual_form(&text) else {
                continue;
            };
            assert_eq!(found.to_string(), text);
            assert!(text.bytes().zip(usual.bytes()).all(|(new, old)| {
                new.is_ascii_digit() == old.is_ascii_digit() && (new.is_ascii_digit() || new == old)
            }));
        }
        assert_eq!(Instant::parse_usual_form("2026-01-31T09:05:é7"), None);
        // Two bytes that are a `T` and a digit but for their highest bits.
        assert_eq!(Instant::parse_usual_form("2026-01-31Ա0:05:07Z"), None);
        assert_eq!(Instant::parse_usual_form("2026-01-31T24:00:00Z"), None);
        assert_eq!(Instant::parse_usual_form("2026-01-31T23:60:00Z"), None);
        assert_eq!(Instant::parse_usual_form("2026-01-31T23:59:60Z"), None);
    }
}
