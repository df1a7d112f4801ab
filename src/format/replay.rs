//! A short stream of events as typed events in their order, for whoever wants to look at each: what a run
//! would accept, and what it would reject.

use crate::base::{Currency, Instant};
use crate::engine::{Account, Event};
use crate::program::Program;

use super::lines::LineBytes;
use super::record::{LineContent, read_line};
use super::reject::Fault;
use super::roster::{Reception, Roster};

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

/// A line that is rejected, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rejection {
    pub line: u64,
    /// `` `amount` is missing ``
    pub reason: String,
}

/// Reads a stream (JSON Lines, section 8) that fits into memory.
pub fn replay(program: &Program, bytes: &[u8]) -> Replay {
    let mut roster = Roster::default();
    let mut replay = Replay::default();
    let (mut members, mut values) = (Vec::new(), Vec::new());
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1..) {
        members.clear();
        match read_line(program, LineBytes::Whole(line), &mut members) {
            LineContent::Blank => {}
            LineContent::Undeclared => replay.skipped.push(number),
            LineContent::Rejected(rejected) => {
                let fault = Fault {
                    member: rejected.member.as_deref(),
                    reason: rejected.reason,
                };
                replay.rejections.push(rejection(number, &fault));
            }
            LineContent::Record(record) => {
                let events = &mut replay.events;
                let note = |account: &mut Account, event: &Event<'_>| {
                    events.push(ReplayedEvent {
                        line: number,
                        account: account.id().to_owned(),
                        currency: account.currency(),
                        event: event.clone().into_owned(),
                    });
                };
                let reception = roster.admit(program, number, &record, &members, &mut values, note);
                if let Reception::Rejected(fault) = reception {
                    replay.rejections.push(rejection(number, &fault));
                }
            }
        }
    }
    replay.end = roster.latest();
    replay
}

fn rejection(line: u64, fault: &Fault<'_>) -> Rejection {
    let reason = match fault.member {
        Some(member) => format!("`{member}` {}", fault.reason),
        None => fault.reason.to_string(),
    };
    Rejection { line, reason }
}
