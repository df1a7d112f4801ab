//! A point in time, to the nanosecond, and its text form (RFC 3339).

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU32;

use chrono::{DateTime, Datelike, NaiveDateTime, SecondsFormat, Timelike};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::usual_form;

/// A point in time: seconds from 1970-01-01T00:00:00Z and nanoseconds from 0 to 999,999,999.
///
/// An account's state is full of them, so it is packed: 12 bytes, and no more in an `Option`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(C, packed(4))]
pub struct Instant {
    seconds: i64,
    /// One more than the nanoseconds, so that there is a value for "none".
    nanoseconds_and_one: NonZeroU32,
}

impl Ord for Instant {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order())
    }

    #[inline]
    fn max(self, other: Self) -> Self {
        if self < other { other } else { self }
    }
}

/// Each comparison by itself: they are asked for all the time, and going by way of an [`Ordering`] takes thrice
/// as long.
impl PartialOrd for Instant {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }

    #[inline]
    fn lt(&self, other: &Self) -> bool {
        self.order() < other.order()
    }

    #[inline]
    fn le(&self, other: &Self) -> bool {
        self.order() <= other.order()
    }

    #[inline]
    fn gt(&self, other: &Self) -> bool {
        self.order() > other.order()
    }

    #[inline]
    fn ge(&self, other: &Self) -> bool {
        self.order() >= other.order()
    }
}

impl Instant {
    /// One number that is ordered as the instants are.
    #[inline]
    fn order(self) -> i128 {
        (i128::from(self.seconds) << 64) | i128::from(self.nanoseconds_and_one.get())
    }

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

    /// Whether there is no fraction of a second.
    pub fn is_whole(self) -> bool {
        self.nanoseconds() == 0
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
        Self::parse_however_late(text).filter(|instant| *instant <= Self::LAST)
    }

    /// The same, and behind the last as well, as far as four digits of a year reach: a fraction of its second,
    /// or an offset, leads there.
    pub fn parse_however_late(text: &str) -> Option<Self> {
        Self::parse_usual_form(text).or_else(|| parse_any_form(text))
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

    /// Reads `YYYY-MM-DDTHH:MM:SSZ` alone; see [`super::UsualInstants`] for many of them.
    pub fn parse_usual_form(text: &str) -> Option<Self> {
        usual_form::read(text.as_bytes())
    }
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
            let saved = Exact(later).to_string();
            assert_eq!(Exact::parse(&saved), Some(later), "{saved}");
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
    fn the_usual_form_is_read_to_the_last_second_of_a_day_and_no_further() {
        let read = |time: &str| Instant::parse_usual_form(&format!("2026-01-31T{time}Z"));
        assert_eq!(
            read("23:59:59"),
            Instant::parse("2026-01-31T23:59:59+00:00")
        );
        assert!(read("23:59:59").is_some() && read("00:00:00").is_some());
        let written = read("23:59:58").and_then(Instant::usual_form);
        assert_eq!(written.as_ref(), Some(b"2026-01-31T23:59:58Z"));
        for wrong in ["24:00:00", "23:60:00", "23:59:60", "99:00:00"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        let last = Instant::LAST.usual_form();
        assert_eq!(last.as_ref(), Some(b"9999-12-31T23:59:59Z"));
        assert_eq!(Instant::LAST.plus_seconds(1).usual_form(), None);
    }

    #[test]
    fn an_instant_is_whole_without_a_fraction_and_shown_as_it_is() {
        let half = Instant::from_parts(0, 500_000_000);
        assert!(Instant::from_seconds(0).is_whole() && !half.is_whole());
        assert_eq!(format!("{half:?}"), "1970-01-01T00:00:00.5Z");
    }

    #[test]
    fn instants_are_ordered_by_their_seconds_and_then_their_fractions() {
        let instants = [(-2, 999_999_999), (-1, 0), (-1, 1), (0, 0), (0, 5), (1, 0)];
        let instants = instants.map(|(seconds, nanos)| Instant::from_parts(seconds, nanos));
        for (place, one) in instants.into_iter().enumerate() {
            for (other_place, other) in instants.into_iter().enumerate() {
                assert_eq!(one.cmp(&other), place.cmp(&other_place));
                assert_eq!(one < other, place < other_place);
                assert_eq!(one <= other, place <= other_place);
                assert_eq!(one > other, place > other_place);
                assert_eq!(one >= other, place >= other_place);
                assert_eq!(one.max(other), instants[place.max(other_place)]);
            }
        }
    }

    #[test]
    fn the_time_between_two_instants_is_exact() {
        let between = |earlier: &str, later: &str| {
            let read = |text| Instant::parse(text).unwrap_or(Instant::from_seconds(0));
            read(later).nanoseconds_since(read(earlier))
        };
        let (early, late) = ("2026-01-31T09:00:00.25Z", "2026-01-31T09:00:02.000000001Z");
        assert_eq!(between(early, late), 1_750_000_001);
        assert_eq!(between(late, early), -1_750_000_001);
    }

    #[test]
    fn just_before_is_one_nanosecond_earlier() {
        let instant = Instant::from_seconds(10);
        assert_eq!(instant.nanoseconds_since(instant.just_before()), 1);
    }
}
