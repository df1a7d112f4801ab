//! Instants, durations and periods in words. Every interval is half-open (section 3), and the words say so:
//! a last day is "up to and including", a last instant is "before".

use crate::base::{Calendar, Date, Duration, Instant, Period};

/// Times of one program, in its time zone.
#[derive(Clone, Copy)]
pub struct Times {
    pub calendar: Calendar,
}

/// The parts of the world that begin an IANA name whose rest is a place.
const WORLD: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];
const UTC: [&str; 8] = [
    "Etc/UTC",
    "Etc/UCT",
    "Etc/Universal",
    "Etc/Zulu",
    "UTC",
    "UCT",
    "Universal",
    "Zulu",
];

impl Times {
    /// `Los Angeles time`, `UTC`; the IANA name where it is of no place.
    pub fn zone(self) -> String {
        let name = self.calendar.zone_name();
        if UTC.contains(&name) {
            return "UTC".to_owned();
        }
        let mut parts = name.split('/');
        let is_place = parts.next().is_some_and(|part| WORLD.contains(&part));
        let places: Vec<String> = parts.rev().map(|part| part.replace('_', " ")).collect();
        if is_place && !places.is_empty() {
            format!("{} time", places.join(", "))
        } else {
            format!("{name} time")
        }
    }

    /// What all times of a page are in, and the IANA name once.
    pub fn zone_sentence(self) -> String {
        let name = self.calendar.zone_name();
        let zone = self.zone();
        if zone == "UTC" {
            return format!(
                "All dates and times are in Coordinated Universal Time (UTC; time zone {name})."
            );
        }
        if zone.starts_with(name) {
            return format!("All dates and times are those of the time zone {name}.");
        }
        format!("All dates and times are {zone} (time zone {name}).")
    }

    /// `4 February 2026`
    pub fn date(self, date: Date) -> String {
        date.format("%-d %B %Y").to_string()
    }

    /// `10:00 on 4 February 2026`; with seconds where there are some, and in UTC as well where a clock
    /// change makes the clock show that time twice.
    pub fn at(self, instant: Instant) -> String {
        let local = self.calendar.local(instant);
        let text = clock(&local.format("%H:%M:%S").to_string(), instant);
        let text = format!("{text} on {}", self.date(local.date()));
        if !self.calendar.is_doubled(local) {
            return text;
        }
        let utc = Calendar::utc().local(instant);
        let clock = clock(&utc.format("%H:%M:%S").to_string(), instant);
        format!("{text} ({clock} UTC on {})", self.date(utc.date()))
    }

    /// The day that begins at this instant.
    fn first_of(self, instant: Instant) -> Option<Date> {
        let date = self.calendar.date(instant);
        (self.calendar.start_of_day(date) == instant).then_some(date)
    }

    /// The day whose end this instant is.
    fn last_before(self, end: Instant) -> Option<Date> {
        self.first_of(end)?;
        Some(self.calendar.date(end.just_before()))
    }

    /// A beginning: `1 January 2026`, the whole of that day, or `09:00 on 1 January 2026`.
    pub fn from(self, instant: Instant) -> String {
        match self.first_of(instant) {
            Some(date) => self.date(date),
            None => self.at(instant),
        }
    }

    /// An end that is not part of what ends: `up to and including 30 June 2026`, or `before 10:00 on …`.
    pub fn until(self, end: Instant) -> String {
        match self.last_before(end) {
            Some(date) => format!("up to and including {}", self.date(date)),
            None => format!("before {}", self.at(end)),
        }
    }

    /// When something ends: `at the end of 30 June 2026`, or `at 10:00 on …`.
    pub fn end(self, end: Instant) -> String {
        match self.last_before(end) {
            Some(date) => format!("at the end of {}", self.date(date)),
            None => format!("at {}", self.at(end)),
        }
    }

    /// What comes at or behind an end: `after 30 June 2026`, or `at or after 10:00 on …`.
    pub fn behind(self, end: Instant) -> String {
        match self.last_before(end) {
            Some(date) => format!("after {}", self.date(date)),
            None => format!("at or after {}", self.at(end)),
        }
    }
}

/// `10:00`, `10:00:30`, `10:00:30.5`
fn clock(whole: &str, instant: Instant) -> String {
    let text = instant.to_string();
    match text.split_once('.') {
        Some((_, fraction)) => format!("{whole}.{}", fraction.trim_end_matches('Z')),
        None => whole.strip_suffix(":00").unwrap_or(whole).to_owned(),
    }
}

/// `calendar month`; `calendar week (Monday to Sunday)`
pub fn period(period: Period) -> &'static str {
    match period {
        Period::Day => "calendar day",
        Period::Week => "calendar week (Monday to Sunday)",
        Period::Month => "calendar month",
        Period::Quarter => "calendar quarter",
        Period::Year => "calendar year",
    }
}

/// `30 days`, `1 month`
pub fn duration(duration: Duration) -> String {
    duration.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(zone: &str) -> Times {
        let calendar = Calendar::from_zone_name(zone).unwrap_or_else(Calendar::utc);
        Times { calendar }
    }

    fn instant(text: &str) -> Instant {
        Instant::parse(text).unwrap_or(Instant::from_seconds(0))
    }

    #[test]
    fn zones_are_called_after_their_places() {
        for (name, called) in [
            ("America/Los_Angeles", "Los Angeles time"),
            (
                "America/Argentina/Buenos_Aires",
                "Buenos Aires, Argentina time",
            ),
            ("Etc/UTC", "UTC"),
            ("CET", "CET time"),
            ("Etc/GMT+5", "Etc/GMT+5 time"),
        ] {
            assert_eq!(times(name).zone(), called);
        }
        assert_eq!(
            times("CET").zone_sentence(),
            "All dates and times are those of the time zone CET."
        );
    }

    #[test]
    fn ends_say_whether_they_are_part() {
        let times = times("America/Los_Angeles");
        let midnight = instant("2026-07-01T07:00:00Z");
        assert_eq!(times.until(midnight), "up to and including 30 June 2026");
        assert_eq!(times.end(midnight), "at the end of 30 June 2026");
        assert_eq!(times.behind(midnight), "after 30 June 2026");
        let ten = instant("2026-02-04T18:00:00Z");
        assert_eq!(times.until(ten), "before 10:00 on 4 February 2026");
        assert_eq!(times.behind(ten), "at or after 10:00 on 4 February 2026");
    }

    #[test]
    fn a_time_that_comes_twice_is_told_apart() {
        let times = times("America/Los_Angeles");
        assert_eq!(
            times.at(instant("2026-11-01T08:30:00Z")),
            "01:30 on 1 November 2026 (08:30 UTC on 1 November 2026)"
        );
        assert_eq!(
            times.at(instant("2026-11-01T09:30:00.5Z")),
            "01:30:00.5 on 1 November 2026 (09:30:00.5 UTC on 1 November 2026)"
        );
    }
}
