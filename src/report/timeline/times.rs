//! Instants in short: the year is said where it begins, not on every line.

use crate::base::{Calendar, Instant};
use crate::case::outcome::moment;

/// The times of one timeline, in the order of its lines.
pub struct Times {
    calendar: Calendar,
    /// The year that was said last.
    year: String,
}

impl Times {
    pub fn new(calendar: Calendar) -> Self {
        Self {
            calendar,
            year: String::new(),
        }
    }

    /// Begins with an instant: its year is said now.
    pub fn begin(&mut self, at: Instant) -> String {
        self.year = year(self.calendar, at);
        self.year.clone()
    }

    /// `03-05 10:00`; and the year, where it is another than that said last.
    pub fn next(&mut self, at: Instant) -> (Option<String>, String) {
        let year = year(self.calendar, at);
        let is_new = year != self.year;
        self.year.clone_from(&year);
        (is_new.then_some(year), short(self.calendar, at, at))
    }
}

/// An instant as local time, without its year where that is the year of another instant.
pub fn short(calendar: Calendar, instant: Instant, beside: Instant) -> String {
    let text = local(calendar, instant);
    let year = format!("{}-", year(calendar, beside));
    match text.strip_prefix(&year) {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// An instant as local time, with as much of its second as there is; where a clock change doubles that, as
/// the instant itself.
fn local(calendar: Calendar, instant: Instant) -> String {
    let local = calendar.local(instant);
    let fraction = local.format("%.9f").to_string();
    let fraction = fraction.trim_end_matches(['0', '.']);
    if fraction.is_empty() || calendar.instant(local) != instant {
        return moment(calendar, instant);
    }
    format!("{}{fraction}", local.format("%Y-%m-%d %H:%M:%S"))
}

fn year(calendar: Calendar, instant: Instant) -> String {
    calendar.local(instant).format("%Y").to_string()
}
