//! How an account comes to hold an offer (section 2, `enroll`; section 4, "Enrolling").

use crate::base::Duration;

use super::EventFilter;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Enroll {
    On {
        event: EventFilter,
        deadline: Option<Deadline>,
        repeat: Repeat,
    },
    /// Only on the account's first matching event ever.
    OnFirst {
        event: EventFilter,
    },
    Automatically,
}

impl Enroll {
    /// How many enrollments an account may have, over all versions.
    pub fn times(&self) -> u64 {
        match self {
            Self::On {
                repeat: Repeat::OneAtATime(times) | Repeat::SideBySide(times),
                ..
            } => *times,
            Self::On {
                repeat: Repeat::Once,
                ..
            }
            | Self::OnFirst { .. }
            | Self::Automatically => 1,
        }
    }
}

/// `no later than D after ANCHOR`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deadline {
    pub within: Duration,
    pub after: DeadlineAnchor,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DeadlineAnchor {
    Opening,
    /// The account's first such event ever.
    First(EventFilter),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Repeat {
    Once,
    /// At most so many, and never two that run at once.
    OneAtATime(u64),
    /// At most so many, which may overlap.
    SideBySide(u64),
}
