//! The calendar of a plan: the same as the program's, with months found in a table. Windows, limits and
//! expiries ask for months all the time, and a time zone takes long to answer.

use std::ops::Deref;
use std::sync::OnceLock;

use crate::base::{Calendar, Date, Instant, Period};

/// A [`Calendar`] that looks the ends of months, quarters and years up.
#[derive(Clone, Debug)]
pub(in crate::engine) struct PlanCalendar {
    calendar: Calendar,
    /// The first instants of the months from [`FIRST_YEAR`] on; made when first asked.
    months: OnceLock<Box<[Instant]>>,
}

const FIRST_YEAR: i32 = 2010;
const LAST_YEAR: i32 = 2049;
/// The mean length of a month in seconds: a first guess at the place of one, which may be one off.
const MONTH: i64 = 2_629_746;

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
            months: OnceLock::new(),
        }
    }

    /// The first instant of the period that contains `instant`.
    pub fn period_start(&self, period: Period, instant: Instant) -> Instant {
        let found = months_of(period)
            .and_then(|months| Some((months, self.place(instant)?)))
            .and_then(|(months, place)| self.months().get(place - place % months));
        found.map_or_else(
            || self.calendar.period_start(period, instant),
            |start| *start,
        )
    }

    /// The first instant after the period that contains `instant`.
    pub fn period_end(&self, period: Period, instant: Instant) -> Instant {
        let found = months_of(period)
            .and_then(|months| Some((months, self.place(instant)?)))
            .and_then(|(months, place)| self.months().get(place - place % months + months));
        found.map_or_else(|| self.calendar.period_end(period, instant), |end| *end)
    }

    /// The place of the month that contains an instant.
    fn place(&self, instant: Instant) -> Option<usize> {
        let months = self.months();
        let first = months.first()?;
        let guess = (instant.seconds() - first.seconds()).checked_div(MONTH)?;
        let mut place = usize::try_from(guess).ok()?;
        while *months.get(place)? > instant {
            place = place.checked_sub(1)?;
        }
        while *months.get(place + 1)? <= instant {
            place += 1;
        }
        Some(place)
    }

    fn months(&self) -> &[Instant] {
        self.months.get_or_init(|| {
            let years = FIRST_YEAR..=LAST_YEAR;
            let firsts = years.flat_map(|year| (1..=12).map(move |month| (year, month)));
            let days = firsts.filter_map(|(year, month)| Date::from_ymd_opt(year, month, 1));
            days.map(|day| self.calendar.start_of_day(day)).collect()
        })
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
        for zone in ["America/Los_Angeles", "Pacific/Apia", "Asia/Beirut", "UTC"] {
            let Some(calendar) = Calendar::from_zone_name(zone) else {
                panic!("`{zone}` is a zone");
            };
            let periods = PlanCalendar::new(calendar);
            // Every 31 hours from 2008 to 2051, and the instants around each month's start.
            let every_day = (0..12_200).map(|turn| 1_199_145_600 + turn * 31 * 3_600);
            let starts = periods.months().iter().map(|start| start.seconds());
            let around = starts.flat_map(|start| [start - 1, start, start + 1]);
            for instant in every_day.chain(around).map(Instant::from_seconds) {
                for period in Period::ALL {
                    assert_eq!(
                        (
                            periods.period_start(period, instant),
                            periods.period_end(period, instant)
                        ),
                        (
                            calendar.period_start(period, instant),
                            calendar.period_end(period, instant)
                        ),
                        "{period} of {instant} in {zone}"
                    );
                }
            }
        }
    }
}
