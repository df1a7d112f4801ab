//! The facts of a reason, by name, as a tool reads them.

use crate::base::{Amount, Instant};
use crate::engine::{Asked, CreditId, Reading, Value};
use crate::program::{EventTypeId, OfferId, Slot};

/// In a fixed order for each code; `docs/explain.md` lists the names.
pub type Facts = Vec<(&'static str, Fact)>;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact {
    Money(Amount),
    Reading(Reading),
    Count(u64),
    Instant(Instant),
    /// A length of time, in seconds.
    Seconds(i64),
    Flag(bool),
    /// One of a few fixed words.
    Word(&'static str),
    /// An id of the stream.
    Text(String),
    Credit(CreditId),
    Offer(OfferId),
    Event(EventTypeId),
    /// What was read of the account.
    Value(Slot, Value<'static>),
    Asked(Asked),
}

impl Fact {
    /// From one instant to a later one, in whole seconds.
    pub fn length(from: Instant, to: Instant) -> Self {
        Self::Seconds(seconds(from, to))
    }
}

/// Whole seconds from one instant to a later one.
pub fn seconds(from: Instant, to: Instant) -> i64 {
    const NANOSECONDS: i128 = 1_000_000_000;
    i64::try_from(to.nanoseconds_since(from) / NANOSECONDS).unwrap_or(i64::MAX)
}
