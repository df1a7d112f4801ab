//! Cases: what happens to a few accounts, run event by event, and compared with what was expected.
//!
//! A case is a scenario of an offer file or a file of events. [`run_all`] runs any number of them over a
//! plan and says what came of each step; [`expect`] compares that with the `=>` lines, [`outcome`] is how
//! an entry is written behind `=>`, [`fill`](mod@fill) writes those lines into the offer file. It draws nothing and
//! opens no file.

mod account;
pub mod expect;
pub mod fill;
pub mod outcome;
mod read;
mod run;

use crate::base::{Currency, Instant};
use crate::engine::Event;
use crate::format::Rejection;
use crate::program::{Expected, OfferId, Origin};

pub use account::CreditsHad;
pub use expect::{Mismatch, Pair};
pub use fill::fill;
pub use read::{of_events, of_scenario};
pub use run::{
    AccountOutcome, CaseOutcome, Occurred, StepOutcome, Watch, run, run_all, run_watched,
};

/// What happens to some accounts. Accounts never meet: each has its own steps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// The title of the scenario, or the name of the file of events without its ending.
    pub name: String,
    /// The offers in play; none is all.
    pub offers: Vec<OfferId>,
    pub accounts: Vec<CaseAccount>,
    /// Lines of the file that no run would accept.
    pub rejections: Vec<Rejection>,
    /// Lines of the file of a type that the program does not declare.
    pub skipped: Vec<u64>,
    /// Where the scenario stands; `None` of a file of events.
    pub origin: Option<Origin>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseAccount {
    pub name: String,
    pub currency: Currency,
    pub steps: Vec<CaseStep>,
}

/// One line of a case. The first occurrence of an account opens it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseStep {
    /// At least one; several where an event is repeated.
    pub occurrences: Vec<Occurrence>,
    /// The `=>` lines; where there is none, anything may happen.
    pub expected: Vec<Expected>,
    /// Where the line stands in its offer file.
    pub origin: Option<Origin>,
}

/// An event at its instant, or the clock alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Occurrence {
    pub at: Instant,
    pub event: Option<Event<'static>>,
    /// Whether somebody chose the event's id.
    pub is_named: bool,
}
