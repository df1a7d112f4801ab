//! Calendar arithmetic in one time zone (section 3): local days, periods and durations as instants.

use chrono::{
    Datelike, Days, MappedLocalTime, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta,
    TimeZone,
};
use chrono_tz::Tz;

use super::{Duration, Instant, Period, Unit};

/// A day of the calendar, without a zone.
pub type Date = NaiveDate;
/// A wall-clock time of a day, without a zone.
pub type LocalTime = NaiveDateTime;
/// A wall-clock time without its day.
pub type TimeOfDay = NaiveTime;

/// The calendar of a program: its time zone and the rules of section 3.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Calendar {
    zone: Tz,
}

impl Calendar {
    /// The calendar of an IANA zone such as `America/Los_Angeles`.
    pub fn from_zone_name(name: &str) -> Option<Self> {
        name.parse().ok().map(|zone| Self { zone })
    }

    pub fn utc() -> Self {
        Self { zone: Tz::UTC }
    }

    pub fn zone_name(self) -> &'static str {
        self.zone.name()
    }

    /// Every zone name of the database, for near misses.
    pub fn zone_names() -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    pub fn local(self, instant: Instant) -> LocalTime {
        self.zone.from_utc_datetime(&instant.utc()).naive_local()
    }

    /// How the zone is called at an instant: `PDT`, or `+0530` where it has no letters.
    pub fn zone_letters(self, instant: Instant) -> String {
        let local = self.zone.from_utc_datetime(&instant.utc());
        local.format("%Z").to_string()
    }

    pub fn date(self, instant: Instant) -> Date {
        self.local(instant).date()
    }

    /// Days since Monday: 0 to 6.
    pub fn weekday(self, instant: Instant) -> u16 {
        let days = self.date(instant).weekday().num_days_from_monday();
        u16::try_from(days).unwrap_or(0)
    }

    /// The instant of a local time: the first occurrence of one that a clock change doubles, the first
    /// valid instant after one that it skips.
    pub fn instant(self, local: LocalTime) -> Instant {
        match self.zone.from_local_datetime(&local) {
            MappedLocalTime::Single(time) | MappedLocalTime::Ambiguous(time, _) => {
                Instant::from_utc(time.naive_utc())
            }
            MappedLocalTime::None => self.end_of_gap(local),
        }
    }

    /// Whether a clock change makes the clock show this local time twice.
    pub fn is_doubled(self, local: LocalTime) -> bool {
        matches!(
            self.zone.from_local_datetime(&local),
            MappedLocalTime::Ambiguous(..)
        )
    }

    /// The first instant whose local time is not before `local`, which the zone skips.
    fn end_of_gap(self, local: LocalTime) -> Instant {
        let around = local.and_utc().timestamp();
        let two_days = 2 * 86_400;
        let is_reached = |second| self.local(Instant::from_seconds(second)) >= local;
        let end = first_second(is_reached, around - two_days, around + two_days);
        Instant::from_seconds(end)
    }

    /// The first instant of a local day.
    pub fn start_of_day(self, date: Date) -> Instant {
        self.instant(date.and_time(NaiveTime::MIN))
    }

    /// The first instant after a local day.
    pub fn end_of_day(self, date: Date) -> Instant {
        self.start_of_day(date.succ_opt().unwrap_or(Date::MAX))
    }

    /// The instant itself where it is the first of its day, else the first of the next.
    pub fn to_end_of_day(self, instant: Instant) -> Instant {
        let date = self.date(instant);
        if self.start_of_day(date) == instant {
            instant
        } else {
            self.period_end(Period::Day, instant)
        }
    }

    /// `anchor + duration`.
    pub fn add(self, anchor: Instant, duration: Duration) -> Instant {
        self.add_times(anchor, duration, 1)
    }

    /// `anchor + times × duration`, computed from the anchor, so that month ends do not drift.
    pub fn add_times(self, anchor: Instant, duration: Duration, times: u64) -> Instant {
        let count = u64::from(duration.count).saturating_mul(times);
        if let Some(seconds) = duration.unit.exact_seconds() {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            return anchor.plus_seconds(count.saturating_mul(seconds));
        }
        let shifted = shift(self.local(anchor), duration.unit, count, Direction::Later);
        self.instant(shifted.unwrap_or(LocalTime::MAX))
    }

    /// `instant − duration`, by the same rules.
    pub fn subtract(self, instant: Instant, duration: Duration) -> Instant {
        let count = u64::from(duration.count);
        if let Some(seconds) = duration.unit.exact_seconds() {
            let count = i64::from(duration.count);
            return instant.plus_seconds(-count.saturating_mul(seconds));
        }
        let shifted = shift(
            self.local(instant),
            duration.unit,
            count,
            Direction::Earlier,
        );
        self.instant(shifted.unwrap_or(LocalTime::MIN))
    }

    /// The first instant of the period that contains `instant`.
    pub fn period_start(self, period: Period, instant: Instant) -> Instant {
        self.start_of_day(first_day(period, self.boundary_date(instant)))
    }

    /// The first instant after the period that contains `instant`; always later than `instant`.
    pub fn period_end(self, period: Period, instant: Instant) -> Instant {
        let first = first_day(period, self.boundary_date(instant));
        // Later than `instant` even where a zone skips a whole day: no date before the boundary date is
        // followed by one that has begun.
        self.start_of_day(next_period(period, first))
    }

    /// The day whose first instant is the last one not after `instant`. It is the local date, but for
    /// the minutes that a clock change at midnight repeats: the next day has begun by then.
    fn boundary_date(self, instant: Instant) -> Date {
        let date = self.date(instant);
        match date.succ_opt() {
            Some(next) if self.start_of_day(next) <= instant => next,
            _ => date,
        }
    }
}

/// The day that comes so many days after another, if the calendar has one.
pub fn days_later(date: Date, days: u64) -> Option<Date> {
    date.checked_add_days(Days::new(days))
}

#[derive(Clone, Copy)]
enum Direction {
    Later,
    Earlier,
}

/// The first second of which something is true, where that is so from some second on: it is not of `before`, and it
/// is of `after`.
pub(crate) fn first_second(is_so: impl Fn(i64) -> bool, mut before: i64, mut after: i64) -> i64 {
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if is_so(middle) {
            after = middle;
        } else {
            before = middle;
        }
    }
    after
}

/// A local time moved by calendar units; a month end is clamped. `None` outside of the calendar.
fn shift(local: LocalTime, unit: Unit, count: u64, direction: Direction) -> Option<LocalTime> {
    let months = |factor: u64| {
        let months = Months::new(u32::try_from(count.checked_mul(factor)?).ok()?);
        match direction {
            Direction::Later => local.checked_add_months(months),
            Direction::Earlier => local.checked_sub_months(months),
        }
    };
    let days = |factor: u64| {
        let days = Days::new(count.checked_mul(factor)?);
        match direction {
            Direction::Later => local.checked_add_days(days),
            Direction::Earlier => local.checked_sub_days(days),
        }
    };
    match unit {
        Unit::Day => days(1),
        Unit::Week => days(7),
        Unit::Month => months(1),
        Unit::Year => months(12),
        Unit::Second | Unit::Minute | Unit::Hour => {
            let seconds = i64::try_from(count)
                .ok()?
                .checked_mul(unit.exact_seconds()?)?;
            let delta = TimeDelta::try_seconds(seconds)?;
            match direction {
                Direction::Later => local.checked_add_signed(delta),
                Direction::Earlier => local.checked_sub_signed(delta),
            }
        }
    }
}

fn first_day(period: Period, date: Date) -> Date {
    let back = |days: u32| date.checked_sub_days(Days::new(u64::from(days)));
    let first = match period {
        Period::Day => Some(date),
        Period::Week => back(date.weekday().num_days_from_monday()),
        Period::Month => date.with_day(1),
        Period::Quarter => date
            .with_day(1)
            .and_then(|first| first.with_month0(first.month0() / 3 * 3)),
        Period::Year => date.with_ordinal(1),
    };
    first.unwrap_or(Date::MIN)
}

fn next_period(period: Period, first: Date) -> Date {
    let next = match period {
        Period::Day => first.succ_opt(),
        Period::Week => first.checked_add_days(Days::new(7)),
        Period::Month => first.checked_add_months(Months::new(1)),
        Period::Quarter => first.checked_add_months(Months::new(3)),
        Period::Year => first.checked_add_months(Months::new(12)),
    };
    next.unwrap_or(Date::MAX)
}
