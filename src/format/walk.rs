//! A stream, one accepted event after the other: what a run would accept, in input order, on one thread.

use std::io::{self, BufRead};

use crate::base::Instant;
use crate::engine::{Account, Event};
use crate::program::Program;

use super::events::EventSource;
use super::item::Item;
use super::lines::{Batch, LineBytes, LineReader};
use super::members::Member;
use super::parser::LineParser;
use super::record::LineContent;
use super::reject::Fault;
use super::replay::{Rejection, rejection};
use super::roster::{Reception, Roster};
use super::usual::UsualValue;

/// How many bytes of lines are taken at once.
const BATCH_BYTES: usize = 1024 * 1024;

/// Which lines of a stream are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading<'a> {
    Every,
    /// Those that can be about this account. Others are passed over without being taken apart.
    Of(&'a str),
}

/// What there is to say of a stream beside its events.
#[derive(Default)]
pub struct Walked {
    roster: Roster,
    /// The latest instant of an accepted event.
    pub latest: Option<Instant>,
}

impl Walked {
    /// The accounts that were opened, in their order.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.roster.holders().iter().map(|holder| &holder.account)
    }

    pub fn accounts_mut(&mut self) -> impl Iterator<Item = &mut Account> {
        let holders = self.roster.holders_mut().iter_mut();
        holders.map(|holder| &mut holder.account)
    }
}

/// What a line turned out to be; blank lines and duplicates are passed over.
pub enum Met<'a> {
    /// An event that a run would accept, with its account, to which it has yet to happen.
    Event {
        /// From 1.
        line: u64,
        account: &'a mut Account,
        event: &'a Event<'a>,
    },
    /// A line of a type that the program does not declare, from 1: a run skips it.
    Undeclared { line: u64 },
    /// A line that a run would reject.
    Rejected {
        line: &'a [u8],
        rejection: Rejection,
    },
}

/// Reads a stream (JSON Lines, section 8) and shows what became of each line.
///
/// # Errors
/// Where the input cannot be read.
pub fn walk<R: BufRead>(
    program: &Program,
    input: R,
    reading: Reading<'_>,
    met: &mut dyn FnMut(Met<'_>),
) -> io::Result<Walked> {
    let mut walked = Walked::default();
    let mut reader = LineReader::new(input);
    let mut batch = Batch::default();
    let mut parser = LineParser::new(program);
    let quoted = match reading {
        Reading::Every => String::new(),
        Reading::Of(account) => format!("\"{account}\""),
    };
    loop {
        reader.fill(&mut batch, BATCH_BYTES)?;
        if batch.is_empty() {
            break;
        }
        let mut hand = Hand {
            program,
            reading,
            roster: &mut walked.roster,
            parser: &mut parser,
            members: Vec::new(),
            values: Vec::new(),
            event: Event::blank(),
        };
        let lines = batch.lines(0..batch.len()).zip(batch.first_number..);
        for (line, number) in lines {
            if reading == Reading::Every || can_name(line, &quoted) {
                hand.take(line, number, met);
            }
        }
    }
    walked.latest = walked.roster.latest();
    Ok(walked)
}

/// Whether a line can hold a text. What is escaped in it can be any.
fn can_name(line: LineBytes<'_>, quoted: &str) -> bool {
    match line {
        LineBytes::TooLong => false,
        LineBytes::Text(text) => text.contains(quoted) || text.contains('\\'),
        LineBytes::Whole(bytes) => std::str::from_utf8(bytes)
            .is_ok_and(|text| text.contains(quoted) || text.contains('\\')),
    }
}

/// What takes the lines of a batch, one after the other.
struct Hand<'a, 'b> {
    program: &'a Program,
    reading: Reading<'a>,
    roster: &'a mut Roster,
    parser: &'a mut LineParser,
    members: Vec<Member<'b>>,
    values: Vec<UsualValue<'b>>,
    event: Event<'b>,
}

impl<'b> Hand<'_, 'b> {
    fn take(&mut self, line: LineBytes<'b>, number: u64, met: &mut dyn FnMut(Met<'_>)) {
        self.members.clear();
        self.values.clear();
        let (members, values) = (&mut self.members, &mut self.values);
        let fault = match (self.parser).read(self.program, line, members, values) {
            LineContent::Blank => None,
            LineContent::Undeclared => {
                met(Met::Undeclared { line: number });
                None
            }
            LineContent::Rejected(rejected) => {
                let fault = Fault {
                    member: rejected.member.as_deref(),
                    reason: rejected.reason,
                };
                Some(rejection(number, &fault))
            }
            LineContent::Record(record) => {
                if let Reading::Of(account) = self.reading
                    && record.account != account
                {
                    return;
                }
                let source = EventSource {
                    members: &self.members,
                    values: &self.values,
                    item: Item::Line(line),
                };
                let (program, event) = (self.program, &mut self.event);
                match self.roster.admit(program, number, &record, &source, event) {
                    Reception::Rejected(fault) => Some(rejection(number, &fault)),
                    Reception::Duplicate => None,
                    Reception::Accepted(place) => {
                        if let Some(holder) = self.roster.holder_mut(place) {
                            met(Met::Event {
                                line: number,
                                account: &mut holder.account,
                                event: &self.event,
                            });
                        }
                        None
                    }
                }
            }
        };
        if let Some(rejection) = fault {
            let line = match line {
                LineBytes::Whole(bytes) => bytes,
                LineBytes::Text(text) => text.as_bytes(),
                LineBytes::TooLong => &[],
            };
            met(Met::Rejected { line, rejection });
        }
    }
}
