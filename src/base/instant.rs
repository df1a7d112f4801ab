//! A point in time, to the nanosecond, and its text form (RFC 3339).

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time: seconds from 1970-01-01T00:00:00Z and nanoseconds from 0 to 999,999,999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    seconds: i64,
    nanoseconds: u32,
}

impl Instant {
    const NANOSECONDS_PER_SECOND: i128 = 1_000_000_000;

    pub fn from_seconds(seconds: i64) -> Self {
        Self {
            seconds,
            nanoseconds: 0,
        }
    }

    pub fn seconds(self) -> i64 {
        self.seconds
    }

    pub(super) fn from_utc(utc: NaiveDateTime) -> Self {
        let utc = utc.and_utc();
        // A leap second is written as nanoseconds past the second before it.
        let nanoseconds = utc.timestamp_subsec_nanos();
        Self {
            seconds: utc.timestamp() + i64::from(nanoseconds / 1_000_000_000),
            nanoseconds: nanoseconds % 1_000_000_000,
        }
    }

    pub(super) fn utc(self) -> NaiveDateTime {
        DateTime::from_timestamp(self.seconds, self.nanoseconds)
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
        match self.nanoseconds.checked_sub(1) {
            Some(nanoseconds) => Self {
                nanoseconds,
                ..self
            },
            None => Self {
                seconds: self.seconds - 1,
                nanoseconds: 999_999_999,
            },
        }
    }

    /// Nanoseconds from `earlier` to this instant; negative where it is the later one.
    pub fn nanoseconds_since(self, earlier: Self) -> i128 {
        let seconds = i128::from(self.seconds) - i128::from(earlier.seconds);
        seconds * Self::NANOSECONDS_PER_SECOND + i128::from(self.nanoseconds)
            - i128::from(earlier.nanoseconds)
    }

    /// Reads `2026-01-31T09:00:00Z`, or with a fraction or an offset. The year has four digits; more
    /// than nine digits of fraction are refused, so that nothing is cut off.
    pub fn parse(text: &str) -> Option<Self> {
        parse_usual_form(text).or_else(|| parse_any_form(text))
    }
}

/// `YYYY-MM-DDTHH:MM:SSZ`, by far the most frequent form, without a general parser.
fn parse_usual_form(text: &str) -> Option<Instant> {
    let bytes: &[u8; 20] = text.as_bytes().try_into().ok()?;
    let punctuation = [
        (4, b'-'),
        (7, b'-'),
        (10, b'T'),
        (13, b':'),
        (16, b':'),
        (19, b'Z'),
    ];
    if punctuation
        .iter()
        .any(|(place, expected)| bytes.get(*place) != Some(expected))
    {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        bytes.get(range)?.iter().try_fold(0_u32, |value, byte| {
            byte.is_ascii_digit()
                .then(|| value * 10 + u32::from(byte - b'0'))
        })
    };
    let year = i32::try_from(number(0..4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(5..7)?, number(8..10)?)?;
    let time = date.and_hms_opt(number(11..13)?, number(14..16)?, number(17..19)?)?;
    Some(Instant::from_seconds(time.and_utc().timestamp()))
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
    /// RFC 3339 in UTC, whole seconds unless a fraction is there, that without trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = Self::from_seconds(self.seconds)
            .utc()
            .and_utc()
            .to_rfc3339_opts(SecondsFormat::Secs, true);
        if self.nanoseconds == 0 {
            return f.write_str(&whole);
        }
        let fraction = format!("{:09}", self.nanoseconds);
        let whole = whole.trim_end_matches('Z');
        write!(f, "{whole}.{}Z", fraction.trim_end_matches('0'))
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
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
        ] {
            assert_eq!(round_trip(text), None, "{text}");
        }
    }

    #[test]
    fn just_before_is_one_nanosecond_earlier() {
        let instant = Instant::from_seconds(10);
        assert_eq!(instant.nanoseconds_since(instant.just_before()), 1);
    }
}
