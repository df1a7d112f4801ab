//! Durations and calendar periods as an author writes them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A duration of one number and one unit: `30 days`, `1 month`, `72 hours`. Never zero in a program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Duration {
    pub count: u32,
    pub unit: Unit,
}

/// Units of a duration. Days and longer are calendar durations; the rest are exact (section 3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    pub const ALL: [Self; 7] = [
        Self::Second,
        Self::Minute,
        Self::Hour,
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Year,
    ];

    /// The singular word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// The length of an exact unit in seconds; `None` for a calendar unit.
    pub fn exact_seconds(self) -> Option<i64> {
        match self {
            Self::Second => Some(1),
            Self::Minute => Some(60),
            Self::Hour => Some(3_600),
            Self::Day | Self::Week | Self::Month | Self::Year => None,
        }
    }

    /// At most how many seconds the unit can be, clock changes left aside.
    fn longest_seconds(self) -> i64 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3_600,
            Self::Day => 86_400,
            Self::Week => 7 * 86_400,
            Self::Month => 31 * 86_400,
            Self::Year => 366 * 86_400,
        }
    }
}

impl Duration {
    /// The longest duration that a program may state: a hundred years.
    pub const LIMIT_SECONDS: i64 = 100 * 366 * 86_400;

    pub fn new(count: u32, unit: Unit) -> Self {
        Self { count, unit }
    }

    /// At most how many seconds it can be, clock changes left aside: for comparing durations roughly.
    pub fn longest_seconds(self) -> i64 {
        i64::from(self.count).saturating_mul(self.unit.longest_seconds())
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.count == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.count, self.unit.word())
    }
}

/// A calendar period in the program's time zone; a week starts on Monday.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Period {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Period {
    pub const ALL: [Self; 5] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_that_a_duration_can_be_is_that_of_its_longest_units() {
        let days = |count, unit| Duration::new(count, unit).longest_seconds() / 86_400;
        assert_eq!(days(2, Unit::Week), 14);
        assert_eq!(days(2, Unit::Month), 62);
        assert_eq!(days(100, Unit::Year), 36_600);
        assert_eq!(Duration::new(90, Unit::Minute).longest_seconds(), 5_400);
    }

    #[test]
    fn durations_and_periods_are_written_in_words() {
        assert_eq!(Duration::new(1, Unit::Day).to_string(), "1 day");
        assert_eq!(Duration::new(2, Unit::Month).to_string(), "2 months");
        assert_eq!(Period::Quarter.to_string(), "quarter");
    }
}
