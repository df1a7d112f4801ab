//! A point in time, to the nanosecond, and its text form (RFC 3339).

use std::fmt;
use std::num::NonZeroU32;

use chrono::{DateTime, Datelike, NaiveDateTime, SecondsFormat, Timelike};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time: seconds from 1970-01-01T00:00:00Z and nanoseconds from 0 to 999,999,999.
///
/// An account's state is full of them, so it is packed: 12 bytes, and no more in an `Option`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(C, packed(4))]
pub struct Instant {
    seconds: i64,
    /// One more than the nanoseconds, so that there is a value for "none".
    nanoseconds_and_one: NonZeroU32,
}

impl Instant {
    const NANOSECONDS_PER_SECOND: i128 = 1_000_000_000;

    /// 9999-12-31T23:59:59Z, the last that can be written: every event is before it, and what falls due
    /// later is said to fall due then.
    pub const LAST: Self = Self {
        seconds: 253_402_300_799,
        nanoseconds_and_one: NonZeroU32::MIN,
    };

    pub fn from_seconds(seconds: i64) -> Self {
        Self::new(seconds, 0)
    }

    /// So many nanoseconds, below a second, behind the whole seconds.
    pub fn from_parts(seconds: i64, nanoseconds: u32) -> Self {
        Self::new(seconds, nanoseconds.min(999_999_999))
    }

    fn new(seconds: i64, nanoseconds: u32) -> Self {
        Self {
            seconds,
            nanoseconds_and_one: NonZeroU32::MIN.saturating_add(nanoseconds),
        }
    }

    fn nanoseconds(self) -> u32 {
        self.nanoseconds_and_one.get() - 1
    }

    pub fn seconds(self) -> i64 {
        self.seconds
    }

    pub(super) fn from_utc(utc: NaiveDateTime) -> Self {
        let utc = utc.and_utc();
        // A leap second is written as nanoseconds past the second before it.
        let nanoseconds = utc.timestamp_subsec_nanos();
        Self::new(
            utc.timestamp() + i64::from(nanoseconds / 1_000_000_000),
            nanoseconds % 1_000_000_000,
        )
    }

    pub(super) fn utc(self) -> NaiveDateTime {
        DateTime::from_timestamp(self.seconds, self.nanoseconds())
            .unwrap_or(DateTime::<chrono::Utc>::MAX_UTC)
            .naive_utc()
    }

    /// This many seconds later, or earlier where negative.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self {
            seconds: self.seconds.saturating_add(seconds),
            ..self
        }
    }

    /// The latest instant before this one.
    #[must_use]
    pub fn just_before(self) -> Self {
        match self.nanoseconds().checked_sub(1) {
            Some(nanoseconds) => Self::new(self.seconds, nanoseconds),
            None => Self::new(self.seconds - 1, 999_999_999),
        }
    }

    /// Nanoseconds from `earlier` to this instant; negative where it is the later one.
    pub fn nanoseconds_since(self, earlier: Self) -> i128 {
        let seconds = i128::from(self.seconds) - i128::from(earlier.seconds);
        seconds * Self::NANOSECONDS_PER_SECOND + i128::from(self.nanoseconds())
            - i128::from(earlier.nanoseconds())
    }

    /// Reads `2026-01-31T09:00:00Z`, or with a fraction or an offset. The year has four digits; more
    /// than nine digits of fraction are refused, so that nothing is cut off; so is what an offset takes
    /// past [`Self::LAST`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_usual_form(text)
            .or_else(|| parse_any_form(text))
            .filter(|instant| *instant <= Self::LAST)
    }

    /// `YYYY-MM-DDTHH:MM:SSZ`; `None` with a fraction of a second, or outside of the years that have four
    /// digits.
    pub fn usual_form(self) -> Option<[u8; 20]> {
        let utc = self.utc();
        let year = u32::try_from(utc.year()).ok()?;
        if self.nanoseconds() != 0 || year > 9_999 {
            return None;
        }
        let digits = |number: u32| {
            // Two digits, each below ten.
            let digit = |digit: u32| b'0' + u8::try_from(digit).unwrap_or(0);
            [digit(number / 10), digit(number % 10)]
        };
        let [y1, y2] = digits(year / 100);
        let [y3, y4] = digits(year % 100);
        let [o1, o2] = digits(utc.month());
        let [d1, d2] = digits(utc.day());
        let [h1, h2] = digits(utc.hour());
        let [m1, m2] = digits(utc.minute());
        let [s1, s2] = digits(utc.second());
        Some([
            y1, y2, y3, y4, b'-', o1, o2, b'-', d1, d2, b'T', h1, h2, b':', m1, m2, b':', s1, s2,
            b'Z',
        ])
    }

    /// Reads `YYYY-MM-DDTHH:MM:SSZ` alone: by far the most frequent form, without a general parser.
    #[inline]
    pub fn parse_usual_form(text: &str) -> Option<Self> {
        let text: &[u8; 20] = text.as_bytes().try_into().ok()?;
        usual_seconds(text).map(Self::from_seconds)
    }
}

/// The seconds of an instant on the usual form, eight bytes at a time.
#[inline]
fn usual_seconds(text: &[u8; 20]) -> Option<i64> {
    let (date, _) = text.split_first_chunk::<8>()?;
    let (_, time) = text.split_last_chunk::<12>()?;
    let (middle, _) = time.split_first_chunk::<8>()?;
    let (_, end) = time.split_last_chunk::<8>()?;
    let date = pairs_of(*date, *b"0000-00-")?;
    let middle = pairs_of(*middle, *b"00T00:00")?;
    let end = pairs_of(*end, *b"0:00:00Z")?;
    let [century, _, year, _, _, month, _, _] = date;
    let [day, _, _, hour, _, _, minute, _] = middle;
    let [_, _, _, _, _, second, _, _] = end;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = days_from_epoch(century, year, month, day)?;
    let seconds = u32::from(hour) * 3_600 + u32::from(minute) * 60 + u32::from(second);
    Some(days * 86_400 + i64::from(seconds))
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
    let is_leap_century = century % 4 == 0;
    let is_leap = if year == 0 {
        is_leap_century
    } else {
        year % 4 == 0
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

fn parse_any_form(text: &str) -> Option<Instant> {
    let has_date_and_time = text.len() >= 20
        && text
            .as_bytes()
            .get(10)
            .is_some_and(|byte| matches!(byte, b'T' | b't'));
    let fraction_digits = text.split_once('.').map_or(0, |(_, rest)| {
        rest.bytes().take_while(u8::is_ascii_digit).count()
    });
    if !has_date_and_time || fraction_digits > 9 {
        return None;
    }
    let parsed = DateTime::parse_from_rfc3339(text).ok()?;
    Some(Instant::from_utc(parsed.naive_utc()))
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC, whole seconds unless a fraction is there, that without trailing zeros; at most
    /// [`Self::LAST`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Exact((*self).min(Self::LAST)), f)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Exact(*self), f)
    }
}

/// An instant with its own year, `+10000` behind the last that RFC 3339 knows: what a state is saved with.
struct Exact(Instant);

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(instant) = self;
        if let Some(text) = instant.usual_form()
            && let Ok(text) = std::str::from_utf8(&text)
        {
            return f.write_str(text);
        }
        let whole = Instant::from_seconds(instant.seconds)
            .utc()
            .and_utc()
            .to_rfc3339_opts(SecondsFormat::Secs, true);
        if instant.nanoseconds() == 0 {
            return f.write_str(&whole);
        }
        let fraction = format!("{:09}", instant.nanoseconds());
        let whole = whole.trim_end_matches('Z');
        write!(f, "{whole}.{}Z", fraction.trim_end_matches('0'))
    }
}

impl Exact {
    fn parse(text: &str) -> Option<Instant> {
        let signed = || NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.fZ").ok();
        Instant::parse(text).or_else(|| Some(Instant::from_utc(signed()?)))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Exact(*self))
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Exact::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no instant")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(text: &str) -> Option<String> {
        Instant::parse(text).map(|instant| instant.to_string())
    }

    #[test]
    fn instants_are_written_in_utc_with_no_needless_fraction() {
        let cases = [
            ("2026-01-31T09:00:00Z", "2026-01-31T09:00:00Z"),
            ("2026-01-31T09:00:00-08:00", "2026-01-31T17:00:00Z"),
            ("2026-01-31T09:00:00.500Z", "2026-01-31T09:00:00.5Z"),
            ("2026-01-31T09:00:00.000+00:00", "2026-01-31T09:00:00Z"),
            (
                "2026-01-31T09:00:00.123456789Z",
                "2026-01-31T09:00:00.123456789Z",
            ),
            ("1969-12-31T23:59:59.9Z", "1969-12-31T23:59:59.9Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(round_trip(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_later_than_the_last_is_written_as_the_last_and_saved_as_it_is() {
        assert_eq!(Instant::LAST.to_string(), "9999-12-31T23:59:59Z");
        for later in [1, 86_400 * 30, i64::from(u32::MAX)] {
            let later = Instant::LAST.plus_seconds(later);
            assert_eq!(later.to_string(), "9999-12-31T23:59:59Z");
            let saved = serde_json::to_string(&later).unwrap_or_default();
            assert_eq!(serde_json::from_str(&saved).ok(), Some(later), "{saved}");
        }
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in [
            "",
            "2026-01-31",
            "2026-01-31T09:00:00",
            "2026-02-30T09:00:00Z",
            "2026-01-31T25:00:00Z",
            "2026-01-31T09:00:00.1234567891Z",
            "20260131T090000Z",
            "2026-01-31 09:00:00Z",
            "9999-12-31T23:59:59.5Z",
            "9999-12-31T23:59:59-01:00",
            "+10000-01-01T00:00:00Z",
        ] {
            assert_eq!(round_trip(text), None, "{text}");
        }
    }

    #[test]
    fn the_usual_form_is_read_as_the_general_parser_reads_it() {
        let years = [
            0, 1, 4, 99, 100, 400, 1899, 1900, 1969, 1970, 2000, 2026, 2028, 2100, 9999,
        ];
        for year in years {
            for (month, day) in (0..14).flat_map(|month| (0..33).map(move |day| (month, day))) {
                let text = format!("{year:04}-{month:02}-{day:02}T23:59:59Z");
                let general = DateTime::parse_from_rfc3339(&text).ok();
                let general = general.map(|it| Instant::from_utc(it.naive_utc()));
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
        assert_eq!(Instant::parse_usual_form("2026-01-31T24:00:00Z"), None);
        assert_eq!(Instant::parse_usual_form("2026-01-31T23:60:00Z"), None);
        assert_eq!(Instant::parse_usual_form("2026-01-31T23:59:60Z"), None);
    }

    #[test]
    fn just_before_is_one_nanosecond_earlier() {
        let instant = Instant::from_seconds(10);
        assert_eq!(instant.nanoseconds_since(instant.just_before()), 1);
    }
}
