//! A stream of any form, one accepted event after the other: what a run would accept, in input order, on one thread.

use crate::base::Instant;
use crate::engine::{Account, Event, Value};
use crate::program::Program;

use super::events::EventSource;
use super::input::load::Load;
use super::input::origin::{Origin, Origins};
use super::input::{InputFault, Inputs};
use super::item::Item;
use super::members::Member;
use super::parser::LineParser;
use super::record::LineContent;
use super::reject::Fault;
use super::replay::{Rejection, rejection};
use super::roster::{Reception, Roster};

/// How many bytes of events are taken at once.
const LOAD_BYTES: usize = 1024 * 1024;

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

/// What a line or a row turned out to be; blank lines and duplicates are passed over.
pub enum Met<'a> {
    /// An event that a run would accept, with its account, to which it has yet to happen.
    Event {
        origin: Origin,
        account: &'a mut Account,
        event: &'a Event<'a>,
    },
    /// One of a type that the program does not declare: a run skips it.
    Undeclared { origin: Origin },
    /// One that a run would reject.
    Rejected {
        item: Item<'a>,
        rejection: Rejection,
    },
}

/// Reads inputs (section 8) as a run does, and shows what became of each line or row.
///
/// # Errors
/// Where an input cannot be read.
pub fn walk(
    program: &Program,
    mut inputs: Inputs<'_>,
    reading: Reading<'_>,
    met: &mut dyn FnMut(Met<'_>),
) -> Result<Walked, InputFault> {
    let mut walked = Walked::default();
    let origins = inputs.origins().clone();
    let mut load = Load::default();
    let mut parser = LineParser::new(program);
    let quoted = match reading {
        Reading::Every => String::new(),
        Reading::Of(account) => format!("\"{account}\""),
    };
    // What is escaped in a line can be any text.
    let can_hold = |text: &str| text.contains(&quoted) || text.contains('\\');
    loop {
        inputs.fill(&mut load, LOAD_BYTES)?;
        if load.is_empty() {
            break;
        }
        let mut hand = Hand {
            program,
            reading,
            origins: &origins,
            load: &load,
            roster: &mut walked.roster,
            parser: &mut parser,
            members: Vec::new(),
            values: Vec::new(),
        };
        load.for_each(0..load.len(), |place, item| {
            let is_wanted = match reading {
                Reading::Every => true,
                Reading::Of(account) => item.can_be_about(account, can_hold),
            };
            if is_wanted {
                hand.take(item, place, met);
            }
        });
    }
    walked.latest = walked.roster.latest();
    Ok(walked)
}

/// What takes the lines and rows of a load, one after the other.
struct Hand<'a, 'b> {
    program: &'a Program,
    reading: Reading<'a>,
    origins: &'a Origins,
    load: &'b Load,
    roster: &'a mut Roster,
    parser: &'a mut LineParser,
    members: Vec<Member<'b>>,
    values: Vec<Value<'b>>,
}

impl<'b> Hand<'_, 'b> {
    fn take(&mut self, item: Item<'b>, place: usize, met: &mut dyn FnMut(Met<'_>)) {
        self.members.clear();
        self.values.clear();
        let origin = self.load.origin(place);
        let (members, values) = (&mut self.members, &mut self.values);
        let mut content = LineContent::Blank;
        let take = |read| content = read;
        (self.parser).read_item(self.program, item, members, values, take);
        match content {
            LineContent::Blank => {}
            LineContent::Undeclared => met(Met::Undeclared { origin }),
            LineContent::Rejected(rejected) => {
                let fault = Fault {
                    member: rejected.member.as_deref(),
                    reason: rejected.reason,
                };
                self.reject(item, origin, &fault, met);
            }
            LineContent::Record(record) => {
                if let Reading::Of(account) = self.reading
                    && record.account.text() != account
                {
                    return;
                }
                let source = EventSource {
                    members: &self.members,
                    values: &self.values,
                    item,
                };
                let (program, ordinal) = (self.program, self.load.ordinal(place));
                let mut event = Event::blank();
                match (self.roster).admit(program, ordinal, &record, &source, &mut event) {
                    Reception::Rejected(fault) => self.reject(item, origin, &fault, met),
                    Reception::Duplicate => {}
                    Reception::Accepted(place) => {
                        if let Some(holder) = self.roster.holder_mut(place) {
                            met(Met::Event {
                                origin,
                                account: &mut holder.account,
                                event: &event,
                            });
                        }
                    }
                }
            }
        }
    }

    fn reject(
        &self,
        item: Item<'b>,
        origin: Origin,
        fault: &Fault<'_>,
        met: &mut dyn FnMut(Met<'_>),
    ) {
        let rejection = rejection(self.origins.place(origin), fault);
        met(Met::Rejected { item, rejection });
    }
}
