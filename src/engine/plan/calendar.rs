//! The calendar of a plan: the same as the program's, with the months and clock changes of a year kept. Windows,
//! limits and expiries ask for days and months all the time, and a time zone takes long to answer.

use std::ops::Deref;
use std::sync::OnceLock;

use crate::base::{Calendar, Date, Duration, Instant, Period, Unit};

use super::clock::{Clock, DAY};

/// A [`Calendar`] that looks the ends of months, quarters and years up, and reckons with days where no clock is
/// changed.
#[derive(Clone, Debug)]
pub(in crate::engine) struct PlanCalendar {
    calendar: Calendar,
    /// From [`FIRST_YEAR`] on, each made when first asked.
    years: [OnceLock<Year>; YEARS],
}

#[derive(Clone, Debug)]
struct Year {
    months: Months,
    clock: Clock,
}

/// The first instants of the months of one year, and of the next year: whole seconds from 1970 on.
type Months = [i64; 13];

const FIRST_YEAR: i32 = 2010;
const YEARS: usize = 40;
const FIRST_SECOND: i64 = 1_262_304_000;
/// The mean length of a year in seconds: a first guess at the place of one, which may be one off.
const YEAR: i64 = 31_556_952;

impl Deref for PlanCalendar {
    type Target = Calendar;

    fn deref(&self) -> &Calendar {
        &self.calendar
    }
}

impl PlanCalendar {
    pub fn new(calendar: Calendar) -> Self {
        Self {
            calendar,
            years: [const { OnceLock::new() }; YEARS],
        }
    }

    /// The first instant of the period that contains `instant`, and the first after it.
    pub fn period(&self, period: Period, instant: Instant) -> (Instant, Instant) {
        self.look_up(period, instant).unwrap_or_else(|| {
            let start = self.calendar.period_start(period, instant);
            (start, self.calendar.period_end(period, instant))
        })
    }

    /// The first instant after the period that contains `instant`.
    pub fn period_end(&self, period: Period, instant: Instant) -> Instant {
        match self.look_up(period, instant) {
            Some((_, end)) => end,
            None => self.calendar.period_end(period, instant),
        }
    }

    /// `anchor + duration`.
    pub fn add(&self, anchor: Instant, duration: Duration) -> Instant {
        (self.add_days(anchor, duration)).unwrap_or_else(|| self.calendar.add(anchor, duration))
    }

    fn add_days(&self, anchor: Instant, duration: Duration) -> Option<Instant> {
        let days = match duration.unit {
            Unit::Day => 1,
            Unit::Week => 7,
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Month | Unit::Year => return None,
        };
        let later = anchor.plus_seconds(i64::from(duration.count) * days * DAY);
        let changed = self.steady_offset(anchor)? - self.steady_offset(later)?;
        Some(later.plus_seconds(changed))
    }

    /// The instant itself where it is the first of its day, else the first of the next.
    pub fn to_end_of_day(&self, instant: Instant) -> Instant {
        let Some(offset) = self.steady_offset(instant) else {
            return self.calendar.to_end_of_day(instant);
        };
        let since_midnight = (instant.seconds() + offset).rem_euclid(DAY);
        if since_midnight == 0 && instant.is_whole() {
            return instant;
        }
        Instant::from_seconds(instant.seconds() + DAY - since_midnight)
    }

    fn steady_offset(&self, instant: Instant) -> Option<i64> {
        let second = instant.seconds();
        self.year_of(second)?.clock.steady_offset(second)
    }

    fn look_up(&self, period: Period, instant: Instant) -> Option<(Instant, Instant)> {
        let length = months_of(period)?;
        let second = instant.seconds();
        let months = &self.year_of(second)?.months;
        // By months of 32 days, of which none is longer, it is this one, or the one before.
        let guess = usize::try_from((second - months.first()?) / (32 * DAY)).ok()?;
        let month = guess + usize::from(*months.get(guess + 1)? <= second);
        let first = match length {
            1 => month,
            _ => month - month % length,
        };
        let at = |place: usize| months.get(place).copied().map(Instant::from_seconds);
        Some((at(first)?, at(first + length)?))
    }

    /// The year that contains a second.
    #[inline]
    fn year_of(&self, second: i64) -> Option<&Year> {
        let guess = usize::try_from((second - FIRST_SECOND) / YEAR).ok()?;
        let year = self.year(guess)?;
        let [first, .., next] = year.months;
        if second < first {
            self.year(guess.checked_sub(1)?)
        } else if second >= next {
            self.year(guess + 1)
        } else {
            Some(year)
        }
    }

    fn year(&self, place: usize) -> Option<&Year> {
        let year = self.years.get(place)?.get_or_init(|| {
            let year = FIRST_YEAR + i32::try_from(place).unwrap_or(0);
            let months: Months = std::array::from_fn(|month| {
                let month = u32::try_from(month).unwrap_or(0);
                let day = Date::from_ymd_opt(year + i32::from(month == 12), month % 12 + 1, 1);
                let start = self.calendar.start_of_day(day.unwrap_or(Date::MAX));
                start.seconds()
            });
            let [first, .., next] = months;
            let clock = Clock::of(self.calendar, first, next);
            Year { months, clock }
        });
        Some(year)
    }
}

/// How many months a period has, where it consists of some.
fn months_of(period: Period) -> Option<usize> {
    match period {
        Period::Day | Period::Week => None,
        Period::Month => Some(1),
        Period::Quarter => Some(3),
        Period::Year => Some(12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of all zones, those whose clocks are changed in the oddest ways.
    const ZONES: [&str; 9] = [
        "America/Los_Angeles",
        "Pacific/Apia",
        "Pacific/Kwajalein",
        "Asia/Beirut",
        "Asia/Gaza",
        "Africa/Casablanca",
        "Australia/Lord_Howe",
        "Antarctica/Troll",
        "UTC",
    ];

    fn calendars() -> impl Iterator<Item = (Calendar, PlanCalendar)> {
        ZONES.into_iter().map(|zone| {
            let calendar = Calendar::from_zone_name(zone).unwrap();
            (calendar, PlanCalendar::new(calendar))
        })
    }

    /// Every so many seconds from 2008 to 2051.
    fn instants(every: i64) -> impl Iterator<Item = i64> {
        (0..1_359_600_000 / every).map(move |turn| 1_199_145_600 + turn * every)
    }

    #[test]
    fn looked_up_periods_are_those_of_the_calendar() {
        for (calendar, looked_up) in calendars() {
            let years = (0..YEARS).filter_map(|place| looked_up.year(place));
            let starts = years.flat_map(|year| year.months);
            let around = starts.flat_map(|start| [start - 1, start, start + 1]);
            let every_day = instants(31 * 3_600);
            for instant in every_day.chain(around).map(Instant::from_seconds) {
                for period in Period::ALL {
                    let is_of_months = !matches!(period, Period::Day | Period::Week);
                    let year = instant.seconds() / YEAR + 1970 - i64::from(FIRST_YEAR);
                    let is_kept = is_of_months && (1..YEARS as i64 - 1).contains(&year);
                    let known = looked_up.look_up(period, instant).is_some();
                    assert!(known || !is_kept, "{period} of {instant} is not looked up");
                    assert_eq!(
                        looked_up.period(period, instant),
                        (
                            calendar.period_start(period, instant),
                            calendar.period_end(period, instant)
                        ),
                        "{period} of {instant} in {}",
                        calendar.zone_name()
                    );
                    let end = looked_up.period_end(period, instant);
                    assert_eq!(end, calendar.period_end(period, instant));
                }
            }
        }
    }

    #[test]
    fn days_are_reckoned_as_by_the_calendar() {
        let days = |count| Duration {
            count,
            unit: Unit::Day,
        };
        let weeks = Duration {
            count: 3,
            unit: Unit::Week,
        };
        for (calendar, reckoned) in calendars() {
            let zone = calendar.zone_name();
            let mut is_steady = 0;
            for second in instants(29 * 3_600 + 1) {
                // A midnight that may be a clock change too, just before it, and any time.
                let midnight = calendar.start_of_day(calendar.date(Instant::from_seconds(second)));
                for at in [
                    midnight,
                    midnight.just_before(),
                    Instant::from_seconds(second),
                ] {
                    is_steady += i32::from(reckoned.steady_offset(at).is_some());
                    for duration in [days(1), days(30), days(200), weeks] {
                        let by_calendar = calendar.add(at, duration);
                        assert_eq!(reckoned.add(at, duration), by_calendar, "{at} in {zone}");
                    }
                    let by_calendar = calendar.to_end_of_day(at);
                    assert_eq!(reckoned.to_end_of_day(at), by_calendar, "{at} in {zone}");
                }
            }
            assert!(is_steady > 30_000, "{is_steady} in {zone}");
        }
    }
}
