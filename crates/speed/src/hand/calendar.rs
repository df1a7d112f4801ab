//! Local time in Los Angeles, as far as the three offers need it. Instants are seconds of UTC.

use chrono::{Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::America::Los_Angeles;

/// Starts of months, from 2026 on; the search in it is what is asked most.
pub struct Calendar {
    month_starts: Vec<i64>,
}

impl Calendar {
    pub fn new() -> Self {
        let months = (2026..=2028).flat_map(|year| (1..=12).map(move |month| (year, month)));
        let starts = months.filter_map(|(year, month)| NaiveDate::from_ymd_opt(year, month, 1));
        Self {
            month_starts: starts.map(start_of_day).collect(),
        }
    }

    /// The end of the local month that contains an instant.
    pub fn month_end(&self, at: i64) -> i64 {
        let passed = self.month_starts.partition_point(|start| *start <= at);
        self.month_starts.get(passed).copied().unwrap_or(i64::MAX)
    }

    /// The end of the local quarter that contains an instant.
    pub fn quarter_end(&self, at: i64) -> i64 {
        let passed = self.month_starts.partition_point(|start| *start <= at);
        let quarter = passed.div_ceil(3) * 3;
        self.month_starts.get(quarter).copied().unwrap_or(i64::MAX)
    }
}

/// The same local time so many days later.
pub fn days_later(at: i64, days: u64) -> i64 {
    let local = local(at);
    local
        .checked_add_days(Days::new(days))
        .map_or(i64::MAX, instant)
}

/// The local midnight at or next after an instant.
pub fn end_of_day(at: i64) -> i64 {
    let local = local(at);
    if local.time() == NaiveTime::MIN {
        return at;
    }
    local.date().succ_opt().map_or(i64::MAX, start_of_day)
}

fn local(at: i64) -> NaiveDateTime {
    match Los_Angeles.timestamp_opt(at, 0) {
        LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => time.naive_local(),
        LocalResult::None => NaiveDateTime::MIN,
    }
}

fn start_of_day(date: NaiveDate) -> i64 {
    instant(date.and_time(NaiveTime::MIN))
}

fn instant(local: NaiveDateTime) -> i64 {
    match Los_Angeles.from_local_datetime(&local) {
        LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => time.timestamp(),
        // The hour that spring skips: the first instant after it.
        LocalResult::None => {
            let hour = local.date().and_hms_opt(3, 0, 0);
            hour.map_or(i64::MAX, instant)
        }
    }
}

/// The days of a year before a month; for dates of events.
pub fn days_from_epoch(year: i32, month: u32, day: u32) -> i64 {
    NaiveDate::from_ymd_opt(year, month, day)
        .map_or(0, |date| i64::from(date.num_days_from_ce()) - 719_163)
}
