//! What the engine can note on the way beside its entries: which rule fired, and where measures stand. For
//! a person who asks why; no decision reads it, and a run over a stream notes nothing.

use crate::base::Amount;
use crate::program::{MeasureId, RuleId, VersionId};

use super::apply::Verdict;
use super::entry::{CreditId, Reading};
use super::why::Ground;

/// The notes of the steps that it was given to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Trace {
    pub notes: Vec<Note>,
    /// What decisions turned on; `None` where nobody asks for it.
    pub grounds: Option<Vec<Ground>>,
    /// What is asked beside which rule fired, which always is.
    topics: &'static [Topic],
}

/// What can be asked about decisions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Topic {
    /// What each credit paid of a charge, or why nothing.
    Payments,
    /// Why the account enrolled, or why not.
    Enrollments,
    /// Which versions an event would have called, had its `where` held.
    Misses,
    /// Why a measure did not count an event.
    Counting,
}

impl Trace {
    /// One that also keeps which rule fired, and what the decisions on some topics turned on.
    pub fn asking(topics: &'static [Topic]) -> Self {
        Self {
            notes: Vec::new(),
            grounds: Some(Vec::new()),
            topics,
        }
    }
}

/// Who asks for notes: nobody, or a [`Trace`]. What a run does is compiled for nobody, and has nothing of it
/// in its machine code. (A build with `--cfg onward_untraced` has no other; `just tracing` compares.)
pub(super) trait Tracing {
    fn trace(&mut self) -> Option<&mut Trace>;

    /// Whether anything is asked for.
    fn is_on(&self) -> bool;

    /// Whether what the decisions on a topic turn on is asked for.
    fn asks(&self, topic: Topic) -> bool;
}

/// Nobody asks.
pub(super) struct Untraced;

impl Tracing for Untraced {
    #[inline]
    fn trace(&mut self) -> Option<&mut Trace> {
        None
    }

    #[inline]
    fn is_on(&self) -> bool {
        false
    }

    #[inline]
    fn asks(&self, _: Topic) -> bool {
        false
    }
}

impl Tracing for &mut Trace {
    #[inline]
    fn trace(&mut self) -> Option<&mut Trace> {
        self.is_on().then_some(&mut **self)
    }

    #[inline]
    fn is_on(&self) -> bool {
        !cfg!(onward_untraced)
    }

    #[inline]
    fn asks(&self, topic: Topic) -> bool {
        self.is_on() && self.topics.contains(&topic)
    }
}

/// Something noted, and how many entries had been written by then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    pub entries: usize,
    pub what: Noted,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Noted {
    /// A window instance of a measure counted the event, or lost what a refund took.
    Counted {
        version: VersionId,
        measure: MeasureId,
        /// What it stands at now.
        value: Reading,
        /// The next threshold or step ahead, else the highest that it has reached.
        needed: Option<Reading>,
    },
    /// The rule, and of tiers the row, that the next entry is about.
    Decided {
        version: VersionId,
        rule: RuleId,
        tier: u32,
    },
    /// A live credit that paid nothing of a charge, and why.
    Passed {
        version: VersionId,
        credit: CreditId,
        verdict: Verdict,
    },
    /// What of a charge was left to pay after credit.
    Billed { cash: Amount },
    /// The `limit` clause, by its place among them, that refused the next entry's credit, or cut it down
    /// from the amount that was asked for.
    Limited {
        version: VersionId,
        limit: usize,
        asked: Amount,
    },
    /// The `revoke` clause, by its place among them, that the next entries are about.
    Revoking { version: VersionId, revoke: usize },
}
