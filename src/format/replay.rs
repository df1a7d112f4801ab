//! A short stream of events as typed events in their order, for whoever wants to look at each: what a run
//! would accept, and what it would reject.

use crate::base::{Currency, Instant};
use crate::engine::Event;
use crate::program::Program;

use super::input::Inputs;
use super::input::origin::Place;
use super::reject::Fault;
use super::walk::{Met, Reading, walk};

/// The events of a stream that a run would accept, in input order, and what it would reject.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Replay {
    pub events: Vec<ReplayedEvent>,
    pub rejections: Vec<Rejection>,
    /// Lines, from 1, of a type that the program does not declare: a run skips them.
    pub skipped: Vec<u64>,
    /// The latest instant of an accepted event: where every clock stands at the end.
    pub end: Option<Instant>,
}

/// An accepted event with its account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReplayedEvent {
    /// From 1.
    pub line: u64,
    pub account: String,
    pub currency: Currency,
    pub event: Event<'static>,
}

/// A line or a row that is rejected, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rejection {
    pub place: Place,
    /// `` `amount` is missing ``
    pub reason: String,
}

/// Reads a stream (JSON Lines, section 8) that fits into memory.
pub fn replay(program: &Program, bytes: &[u8]) -> Replay {
    let mut replay = Replay::default();
    let mut met = |met: Met<'_>| match met {
        Met::Event {
            origin,
            account,
            event,
        } => replay.events.push(ReplayedEvent {
            line: origin.number,
            account: account.id().to_owned(),
            currency: account.currency(),
            event: event.clone().into_owned(),
        }),
        Met::Rejected { rejection, .. } => replay.rejections.push(rejection),
        Met::Undeclared { origin } => replay.skipped.push(origin.number),
    };
    // What is in memory can be read.
    let walked = walk(program, Inputs::lines(bytes), Reading::Every, &mut met);
    replay.end = walked.ok().and_then(|walked| walked.latest);
    replay
}

/// A line or a row that is rejected, in words.
pub(super) fn rejection(place: Place, fault: &Fault<'_>) -> Rejection {
    let reason = match fault.member {
        Some(member) => format!("`{member}` {}", fault.reason),
        None => fault.reason.to_string(),
    };
    Rejection { place, reason }
}
