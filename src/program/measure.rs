//! Measures: what is counted, and over which window (section 2.4).

use crate::base::{Duration, Period};

use super::{EventFilter, Origin, Slot};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Measure {
    pub name: String,
    pub aggregate: Aggregate,
    /// The measured event.
    pub event: EventFilter,
    pub counting: Counting,
    pub window: Window,
    pub origin: Origin,
}

impl Measure {
    /// Whether its value is money.
    pub fn is_money(&self) -> bool {
        matches!(self.aggregate, Aggregate::TotalMoney(_))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Aggregate {
    /// A money field of the event: declared, [`Slot::Cash`] or [`Slot::Credited`].
    TotalMoney(Slot),
    /// A number field of the event.
    TotalNumber(Slot),
    Count,
    /// Distinct values of a field; only where nothing is taken back.
    CountDifferent(Slot),
    /// Distinct local days.
    DaysWith,
}

/// Whether reversals take back what was counted (section 6).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counting {
    /// `net of REVERSAL`
    Net,
    /// `gross of REVERSAL`, or an event that has no reversal.
    Gross,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Window {
    /// All of them at once: from the latest anchor to the earliest end. One instance.
    Within(Vec<Within>),
    EachPeriod(Period),
    /// `each D of enrollment`
    EachOfEnrollment(Duration),
    SinceEnrollment,
}

/// `within D of ANCHOR`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Within {
    pub duration: Duration,
    pub anchor: Anchor,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    Enrollment,
    /// Of the account.
    Opening,
    /// The first event that passes the measure's own filter, at or after enrollment.
    FirstEvent,
}
