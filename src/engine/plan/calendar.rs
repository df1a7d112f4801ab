//! The calendar of a plan: the same as the program's, with months found in a table. Windows, limits and
//! expiries ask for months all the time, and a time zone takes long to answer.

use std::ops::Deref;
use std::sync::OnceLock;

use crate::base::{Calendar, Date, Instant, Period};

/// A [`Calendar`] that looks the ends of months, quarters and years up.
#[derive(Clone, Debug)]
pub(in crate::engine) struct PlanCalendar {
    calendar: Calendar,
    /// From [`FIRST_YEAR`] on, each made when first asked.
    years: [OnceLock<Months>; YEARS],
}

/// The first instants of the months of one year, and of the next year.
type Months = [Instant; 13];

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

    /// The first instant of the period that contains `instant`.
    pub fn period_start(&self, period: Period, instant: Instant) -> Instant {
        match self.look_up(period, instant) {
            Some((start, _)) => start,
            None => self.calendar.period_start(period, instant),
        }
    }

    /// The first instant after the period that contains `instant`.
    pub fn period_end(&self, period: Period, instant: Instant) -> Instant {
        match self.look_up(period, instant) {
            Some((_, end)) => end,
            None => self.calendar.period_end(period, instant),
        }
    }

    fn look_up(&self, period: Period, instant: Instant) -> Option<(Instant, Instant)> {
        let length = months_of(period)?;
        let months = self.months_around(instant)?;
        let month = months
            .partition_point(|start| *start <= instant)
            .checked_sub(1)?;
        let first = month - month % length;
        Some((*months.get(first)?, *months.get(first + length)?))
    }

    /// The months of the year that contains an instant.
    fn months_around(&self, instant: Instant) -> Option<&Months> {
        let guess = (instant.seconds() - FIRST_SECOND).checked_div(YEAR)?;
        let guess = usize::try_from(guess).ok()?;
        let months = self.months(guess)?;
        let [first, .., next] = months;
        if instant < *first {
            self.months(guess.checked_sub(1)?)
        } else if instant >= *next {
            self.months(guess + 1)
        } else {
            Some(months)
        }
    }

    fn months(&self, place: usize) -> Option<&Months> {
        let months = self.years.get(place)?.get_or_init(|| {
            let year = FIRST_YEAR + i32::try_from(place).unwrap_or(0);
            std::array::from_fn(|month| {
                let month = u32::try_from(month).unwrap_or(0);
                let day = Date::from_ymd_opt(year + i32::from(month == 12), month % 12 + 1, 1);
                self.calendar.start_of_day(day.unwrap_or(Date::MAX))
            })
        });
        Some(months)
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

    #[test]
    fn looked_up_periods_are_those_of_the_calendar() {
        let zones = ["America/Los_Angeles", "Pacific/Apia", "Asia/Beirut", "UTC"];
        let calendars = zones.map(Calendar::from_zone_name);
        assert!(calendars.iter().all(Option::is_some), "they are zones");
        for calendar in calendars.into_iter().flatten() {
            let looked_up = PlanCalendar::new(calendar);
            // Every 31 hours from 2008 to 2051, and the instants around each start of a month.
            let every_day = (0..12_200).map(|turn| 1_199_145_600 + turn * 31 * 3_600);
            let years = (0..YEARS).filter_map(|place| looked_up.months(place));
            let starts = years.flatten().map(|start| start.seconds());
            let around = starts.flat_map(|start| [start - 1, start, start + 1]);
            for instant in every_day.chain(around).map(Instant::from_seconds) {
                for period in Period::ALL {
                    let is_of_months = !matches!(period, Period::Day | Period::Week);
                    let year = instant.seconds() / YEAR + 1970 - i64::from(FIRST_YEAR);
                    let is_kept = is_of_months && (1..YEARS as i64 - 1).contains(&year);
                    let known = looked_up.look_up(period, instant).is_some();
                    assert!(known || !is_kept, "{period} of {instant} is not looked up");
                    assert_eq!(
                        (
                            looked_up.period_start(period, instant),
                            looked_up.period_end(period, instant)
                        ),
                        (
                            calendar.period_start(period, instant),
                            calendar.period_end(period, instant)
                        ),
                        "{period} of {instant} in {}",
                        calendar.zone_name()
                    );
                }
            }
        }
    }
}
