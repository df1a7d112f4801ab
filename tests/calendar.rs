//! The calendar of `base` (section 3) held against the `jiff` crate, which has its own reading of the time
//! zone database: around every clock change of 2015 to 2035 in every zone, and at month ends.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use jiff::civil::{Date as CivilDate, DateTime, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use jiff::{Span, Timestamp};
use onward::base::{Calendar, Duration, Instant, LocalTime, Period, Unit};

/// Zones that changed their rules after release 2025b of the time zone database, which `chrono-tz` has;
/// `jiff` has a later one. They are compared up to the instant from which the two releases differ.
const CHANGED_SINCE: [(&str, &str); 15] = [
    ("Africa/Casablanca", "2026-09-20T01:00:00Z"),
    ("Africa/El_Aaiun", "2026-09-20T01:00:00Z"),
    ("America/Edmonton", "2026-11-01T08:00:00Z"),
    ("America/Havana", "2026-11-01T05:00:00Z"),
    ("America/Inuvik", "2026-11-01T08:00:00Z"),
    ("America/Rainy_River", "2026-11-01T07:00:00Z"),
    ("America/Vancouver", "2026-11-01T09:00:00Z"),
    ("America/Winnipeg", "2026-11-01T07:00:00Z"),
    ("America/Yellowknife", "2026-11-01T08:00:00Z"),
    ("Canada/Central", "2026-11-01T07:00:00Z"),
    ("Canada/Mountain", "2026-11-01T08:00:00Z"),
    ("Canada/Pacific", "2026-11-01T09:00:00Z"),
    ("Cuba", "2026-11-01T05:00:00Z"),
    ("Europe/Chisinau", "2022-03-27T00:00:00Z"),
    ("Europe/Tiraspol", "2022-03-27T00:00:00Z"),
];

const FROM: &str = "2015-01-01T00:00:00Z";
/// Until 2011 its clock changed a minute after midnight, so that midnight came twice.
const FROM_EARLIER: (&str, &str) = ("America/St_Johns", "2005-01-01T00:00:00Z");
const TO: &str = "2036-01-01T00:00:00Z";

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// One zone, as both libraries know it.
struct Zone {
    name: String,
    calendar: Calendar,
    reference: TimeZone,
    /// Up to which instant the two are compared.
    to: Timestamp,
}

fn zone(name: &str) -> Zone {
    let changed = CHANGED_SINCE.iter().find(|(zone, _)| *zone == name);
    Zone {
        name: name.to_owned(),
        calendar: Calendar::from_zone_name(name).expect("the zone exists"),
        reference: TimeZoneDatabase::bundled()
            .get(name)
            .expect("the zone exists"),
        to: timestamp(changed.map_or(TO, |(_, since)| since)),
    }
}

/// Every zone, those of one history once.
fn zones() -> impl Iterator<Item = &'static Zone> {
    static ZONES: LazyLock<Vec<Zone>> = LazyLock::new(|| {
        let mut histories = BTreeSet::new();
        Calendar::zone_names()
            .map(zone)
            .filter(|zone| histories.insert(zone.history()))
            .collect()
    });
    ZONES.iter()
}

fn timestamp(text: &str) -> Timestamp {
    text.parse().expect("a timestamp")
}

impl Zone {
    /// All clock changes of 2015 to 2035, in seconds.
    fn changes(&self) -> Vec<i64> {
        // What a change is like is tried for a day on either side of it.
        let end = self.to.as_second() - 2 * DAY;
        self.reference
            .following(self.from())
            .map(|change| change.timestamp())
            .take_while(|change| change.as_second() < end)
            .map(Timestamp::as_second)
            .collect()
    }

    fn from(&self) -> Timestamp {
        let (zone, from) = FROM_EARLIER;
        timestamp(if zone == self.name { from } else { FROM })
    }

    /// What tells it from other zones.
    fn history(&self) -> (Vec<(i64, i32)>, Timestamp) {
        let offset = |seconds: i64| {
            let at = Timestamp::from_second(seconds).expect("in range");
            (seconds, self.reference.to_offset(at).seconds())
        };
        let start = self.from().as_second();
        let changes = [start].into_iter().chain(self.changes());
        (changes.map(offset).collect(), self.to)
    }

    /// Instants near every clock change, and a month end of every month of 2024 beside.
    fn instants(&self) -> Vec<i64> {
        let steps = [
            -DAY,
            -2 * HOUR,
            -HOUR,
            -1_800,
            -1,
            0,
            1,
            1_800,
            HOUR,
            2 * HOUR,
            DAY,
        ];
        let around = |change: &i64| steps.map(|step| change + step);
        let mut instants: Vec<i64> = self.changes().iter().flat_map(around).collect();
        for month in 1..=12 {
            let last = CivilDate::new(2024, month, 1)
                .expect("a date")
                .last_of_month();
            instants.push(self.reference_instant(last.at(9, 30, 0, 0)));
        }
        instants.retain(|seconds| self.compares(*seconds));
        instants
    }

    /// Whether the two libraries know the same of an instant. Of zones that kept their rules they do for
    /// ever; of some zones before 1970 and soon after they tell different histories.
    fn compares(&self, seconds: i64) -> bool {
        let from = timestamp("1980-01-01T00:00:00Z").as_second();
        let is_past = self.to != timestamp(TO) && seconds >= self.to.as_second();
        seconds >= from && !is_past
    }

    /// The first occurrence of a local time, or the first instant after a skipped one.
    fn reference_instant(&self, local: DateTime) -> i64 {
        let ambiguous = self.reference.to_ambiguous_timestamp(local);
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { offset }
            | AmbiguousOffset::Fold { before: offset, .. } => {
                offset.to_timestamp(local).expect("in range").as_second()
            }
            AmbiguousOffset::Gap { after, .. } => {
                let before_the_gap = after.to_timestamp(local).expect("in range");
                let mut changes = self.reference.following(before_the_gap);
                changes.next().expect("the gap's").timestamp().as_second()
            }
        }
    }

    fn reference_local(&self, seconds: i64) -> DateTime {
        let instant = Timestamp::from_second(seconds).expect("in range");
        self.reference.to_datetime(instant)
    }

    fn reference_shift(&self, seconds: i64, duration: Duration, sign: i64) -> i64 {
        let count = sign * i64::from(duration.count);
        let span = match duration.unit {
            Unit::Second => return seconds + count,
            Unit::Minute => return seconds + 60 * count,
            Unit::Hour => return seconds + HOUR * count,
            Unit::Day => Span::new().days(count),
            Unit::Week => Span::new().weeks(count),
            Unit::Month => Span::new().months(count),
            Unit::Year => Span::new().years(count),
        };
        let local = self.reference_local(seconds).checked_add(span);
        self.reference_instant(local.expect("in range"))
    }

    /// The first instants of the periods around an instant, in order.
    fn reference_starts(&self, period: Period, seconds: i64) -> Vec<i64> {
        let mut first = self.reference_local(seconds).date();
        let (back, step) = match period {
            Period::Day => (Span::new().days(2), Span::new().days(1)),
            Period::Week => {
                while first.weekday() != Weekday::Monday {
                    first = first.yesterday().expect("in range");
                }
                (Span::new().weeks(1), Span::new().weeks(1))
            }
            Period::Month => {
                first = first.first_of_month();
                (Span::new().months(1), Span::new().months(1))
            }
            Period::Quarter => {
                let month = (first.month() - 1) / 3 * 3 + 1;
                first = CivilDate::new(first.year(), month, 1).expect("a date");
                (Span::new().months(3), Span::new().months(3))
            }
            Period::Year => {
                first = first.first_of_year();
                (Span::new().years(1), Span::new().years(1))
            }
        };
        let mut start = first.checked_sub(back).expect("in range");
        let mut starts = Vec::new();
        for _ in 0..6 {
            starts.push(self.reference_instant(start.at(0, 0, 0, 0)));
            start = start.checked_add(step).expect("in range");
        }
        starts
    }
}

/// As `jiff` writes it.
fn civil(local: LocalTime) -> DateTime {
    let small = |number: u32| i8::try_from(number).expect("a small number");
    DateTime::new(
        i16::try_from(local.year()).expect("a small number"),
        small(local.month()),
        small(local.day()),
        small(local.hour()),
        small(local.minute()),
        small(local.second()),
        0,
    )
    .expect("in range")
}

/// As `chrono` writes it.
fn naive(local: DateTime) -> LocalTime {
    let number = |small: i8| u32::try_from(small).expect("not negative");
    let date = NaiveDate::from_ymd_opt(
        i32::from(local.year()),
        number(local.month()),
        number(local.day()),
    );
    let time = NaiveTime::from_hms_opt(
        number(local.hour()),
        number(local.minute()),
        number(local.second()),
    );
    date.expect("a date").and_time(time.expect("a time"))
}

#[test]
fn the_releases_of_the_database_differ_from_where_they_are_said_to() {
    for (name, since) in CHANGED_SINCE {
        let zone = zone(name);
        let since = timestamp(since).as_second();
        let differs = |seconds: i64| {
            let local = zone.calendar.local(Instant::from_seconds(seconds));
            civil(local) != zone.reference_local(seconds)
        };
        assert!(differs(since), "{name}: the databases agree again");
        assert!(!differs(since - 1), "{name}: they differ before");
    }
}

#[test]
fn local_times_of_instants_agree() {
    for zone in zones() {
        for seconds in zone.instants() {
            let local = zone.calendar.local(Instant::from_seconds(seconds));
            let expected = zone.reference_local(seconds);
            assert_eq!(civil(local), expected, "{} {seconds}", zone.name);
        }
    }
}

#[test]
fn instants_of_skipped_and_doubled_local_times_agree() {
    for zone in zones() {
        for change in zone.changes() {
            for minutes in (-150..=150).step_by(10) {
                // Local times on the clock of before the change run into a gap, those of after it into a
                // doubled stretch.
                for side in [-1, 0] {
                    let local = zone.reference_local(change + side);
                    let local = local
                        .checked_add(Span::new().minutes(minutes).seconds(-side))
                        .expect("in range");
                    let instant = zone.calendar.instant(naive(local));
                    let expected = Instant::from_seconds(zone.reference_instant(local));
                    assert_eq!(instant, expected, "{} {local}", zone.name);
                }
            }
        }
    }
}

/// What is compared begins later, since the two libraries tell different histories; this one is plain.
#[test]
fn a_local_time_that_was_skipped_before_1970_ends_with_its_gap() {
    let calendar = Calendar::from_zone_name("America/New_York").unwrap();
    let local = |time| CivilDate::new(1967, 4, 30).unwrap().to_datetime(time);
    for time in [(2, 0, 0), (2, 30, 0), (2, 59, 59)] {
        let (hour, minute, second) = time;
        let skipped = local(jiff::civil::time(hour, minute, second, 0));
        let instant = calendar.instant(naive(skipped));
        assert_eq!(instant.to_string(), "1967-04-30T07:00:00Z", "{skipped}");
    }
}

#[test]
fn durations_added_and_taken_away_agree() {
    for zone in zones() {
        for seconds in zone.instants() {
            let instant = Instant::from_seconds(seconds);
            for unit in Unit::ALL {
                for count in [1, 2, 3, 12, 30, 60] {
                    let duration = Duration::new(count, unit);
                    let place = format!("{} {instant} {duration}", zone.name);
                    let later = zone.calendar.add(instant, duration).seconds();
                    let expected = zone.reference_shift(seconds, duration, 1);
                    if zone.compares(expected) {
                        assert_eq!(later, expected, "{place}");
                    }
                    let earlier = zone.calendar.subtract(instant, duration).seconds();
                    let expected = zone.reference_shift(seconds, duration, -1);
                    if zone.compares(expected) {
                        assert_eq!(earlier, expected, "{place}");
                    }
                }
            }
        }
    }
}

#[test]
fn durations_added_several_times_are_computed_from_the_anchor() {
    for zone in zones() {
        for seconds in zone.instants().into_iter().step_by(7) {
            let instant = Instant::from_seconds(seconds);
            for unit in Unit::ALL {
                for times in 1..6_u32 {
                    let sum =
                        zone.calendar
                            .add_times(instant, Duration::new(2, unit), times.into());
                    let at_once = Duration::new(2 * times, unit);
                    let expected = zone.reference_shift(seconds, at_once, 1);
                    if zone.compares(expected) {
                        let place = format!("{} {instant} {times} {unit:?}", zone.name);
                        assert_eq!(sum.seconds(), expected, "{place}");
                    }
                }
            }
        }
    }
}

#[test]
fn periods_begin_and_end_where_they_should() {
    for zone in zones() {
        for seconds in zone.instants() {
            let instant = Instant::from_seconds(seconds);
            for period in Period::ALL {
                let place = format!("{} {instant} {period}", zone.name);
                let starts = zone.reference_starts(period, seconds);
                let end = starts
                    .iter()
                    .copied()
                    .filter(|start| *start > seconds)
                    .min();
                let start = starts
                    .iter()
                    .copied()
                    .filter(|start| *start <= seconds)
                    .max();
                let found = zone.calendar.period_end(period, instant).seconds();
                if end.is_none_or(|end| zone.compares(end)) {
                    assert_eq!(Some(found), end, "end: {place}");
                }
                let found = zone.calendar.period_start(period, instant).seconds();
                assert_eq!(Some(found), start, "start: {place}");
            }
        }
    }
}

#[test]
fn days_begin_and_end_where_they_should() {
    for zone in zones() {
        for seconds in zone.instants() {
            let instant = Instant::from_seconds(seconds);
            let date = zone.calendar.date(instant);
            let day = civil(date.and_time(NaiveTime::MIN));
            let next = day.checked_add(Span::new().days(1)).expect("in range");
            let place = format!("{} {instant}", zone.name);
            let start = zone.calendar.start_of_day(date).seconds();
            assert_eq!(start, zone.reference_instant(day), "{place}");
            let end = zone.calendar.end_of_day(date).seconds();
            assert_eq!(end, zone.reference_instant(next), "{place}");

            let starts = zone.reference_starts(Period::Day, seconds);
            let next = starts.into_iter().filter(|start| *start >= seconds).min();
            let midnight = zone.calendar.to_end_of_day(instant).seconds();
            assert_eq!(Some(midnight), next, "{place}");
        }
    }
}
