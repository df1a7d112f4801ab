//! A stretch of lines taken apart, and shared out by account.

use std::ops::Range;

use crate::format::counts::EventCounts;
use crate::format::input::load::Load;
use crate::format::input::origin::Origins;
use crate::format::members::Member;
use crate::format::parser::LineParser;
use crate::format::record::{LineContent, Record};
use crate::format::reject::{Fault, push_reject};
use crate::format::usual::UsualValue;
use crate::program::Program;

use super::strip::Strip;

/// What a stretch of lines holds.
pub struct Parsed<'b> {
    /// By shard, in input order.
    pub records: Vec<Vec<PlacedRecord<'b>>>,
    /// The members that records of unusual lines point to.
    pub members: Vec<Member<'b>>,
    /// The values that all others point to.
    pub values: Vec<UsualValue<'b>>,
    pub rejects: Strip,
    /// Of the lines that hold no record.
    pub counts: EventCounts,
}

/// A record and the place of its line in the load.
pub struct PlacedRecord<'b> {
    pub place: usize,
    pub record: Record<'b>,
}

/// Reads stretches of lines, one after the other, into lists that are used over and over: made anew for each
/// stretch, they would cost as much as the reading.
pub struct Reader {
    parser: LineParser,
    /// Empty ones.
    records: Vec<Vec<PlacedRecord<'static>>>,
    values: Vec<UsualValue<'static>>,
}

impl Reader {
    pub fn new(program: &Program) -> Self {
        Self {
            parser: LineParser::new(program),
            records: Vec::new(),
            values: Vec::new(),
        }
    }

    fn lists<'b>(&mut self) -> (Vec<Vec<PlacedRecord<'b>>>, Vec<UsualValue<'b>>) {
        let records = std::mem::take(&mut self.records);
        let values = std::mem::take(&mut self.values);
        (records.into_iter().map(emptied).collect(), emptied(values))
    }

    /// Takes the lists of a stretch back, and gives out its rejects.
    pub fn take_back(&mut self, parsed: Parsed<'_>) -> Strip {
        self.values = emptied(parsed.values);
        self.records = parsed.records.into_iter().map(emptied).collect();
        parsed.rejects
    }
}

/// An empty list, in the memory of another: what is collected in place keeps it.
fn emptied<A, B>(mut list: Vec<A>) -> Vec<B> {
    list.clear();
    list.into_iter().map_while(|_| None).collect()
}

/// Takes the lines at these places apart; `report` says how rejects name their
/// places, where they are wanted.
pub fn parse_lines<'b>(
    program: &Program,
    reader: &mut Reader,
    load: &'b Load,
    places: Range<usize>,
    shards: usize,
    report: Option<&Origins>,
) -> Parsed<'b> {
    let (mut records, values) = reader.lists();
    records.resize_with(shards, Vec::new);
    let parser = &mut reader.parser;
    let mut parsed = Parsed {
        records,
        members: Vec::new(),
        values,
        rejects: Strip::default(),
        counts: EventCounts::default(),
    };
    load.for_each(places, |place, item| {
        match parser.read_item(program, item, &mut parsed.members, &mut parsed.values) {
            LineContent::Blank => {}
            LineContent::Undeclared => parsed.counts.undeclared += 1,
            LineContent::Record(record) => {
                let shard = shard_of(record.account_hash, shards);
                if let Some(records) = parsed.records.get_mut(shard) {
                    records.push(PlacedRecord { place, record });
                }
            }
            LineContent::Rejected(rejected) => {
                parsed.counts.rejected += 1;
                if let Some(origins) = report {
                    let fault = Fault {
                        member: rejected.member.as_deref(),
                        reason: rejected.reason,
                    };
                    let origin = (origins, load.origin(place));
                    parsed.rejects.add(place, |out| {
                        push_reject(out, origin, rejected.id.as_deref(), &fault);
                    });
                }
            }
        }
    });
    parsed
}

/// The shard that keeps an account.
pub fn shard_of(account_hash: u64, shards: usize) -> usize {
    // The table of a shard uses the other half of the hash.
    let high = account_hash >> 32;
    let shard = high % (shards.max(1) as u64);
    usize::try_from(shard).unwrap_or(0)
}
