//! A stretch of lines taken apart, and shared out by account.

use std::ops::Range;

use crate::engine::Value;
use crate::format::buffer::emptied;
use crate::format::columns::block::BlockReader;
use crate::format::counts::EventCounts;
use crate::format::input::load::Load;
use crate::format::input::origin::Origins;
use crate::format::members::Member;
use crate::format::parser::LineParser;
use crate::format::record::{LineContent, Record};
use crate::format::reject::{Fault, push_reject};
use crate::program::Program;

use super::strip::Strip;

/// What a stretch of lines holds.
pub struct Parsed<'b> {
    /// By shard, in input order.
    pub records: Vec<Vec<PlacedRecord<'b>>>,
    /// The members that records of unusual lines point to.
    pub members: Vec<Member<'b>>,
    /// The values that all others point to.
    pub values: Vec<Value<'b>>,
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
    block: BlockReader,
    /// Empty ones.
    records: Vec<Vec<PlacedRecord<'static>>>,
    values: Vec<Value<'static>>,
}

impl Reader {
    pub fn new(program: &Program) -> Self {
        Self {
            parser: LineParser::new(program),
            block: BlockReader::default(),
            records: Vec::new(),
            values: Vec::new(),
        }
    }

    fn lists<'b>(&mut self) -> (Vec<Vec<PlacedRecord<'b>>>, Vec<Value<'b>>) {
        let records = std::mem::take(&mut self.records);
        let values = std::mem::take(&mut self.values);
        (records.into_iter().map(emptied).collect(), emptied(values))
    }

    /// Takes the lists of a stretch back, and gives out what is left of it: its counts and its rejects.
    pub fn take_back(&mut self, parsed: Parsed<'_>) -> (EventCounts, Strip) {
        self.values = emptied(parsed.values);
        self.records = parsed.records.into_iter().map(emptied).collect();
        (parsed.counts, parsed.rejects)
    }
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
    let (mut records, mut values) = reader.lists();
    records.resize_with(shards, Vec::new);
    let mut sorter = Sorter {
        load,
        report,
        records,
        rejects: Strip::default(),
        counts: EventCounts::default(),
    };
    let (parser, mut members) = (&mut reader.parser, Vec::new());
    match load.rows() {
        Some(rows) => {
            let take = |place, content| sorter.take(place, content);
            (reader.block).read(program, rows, places, &mut values, take);
        }
        None => load.for_each(places, |place, item| {
            let take = |content| sorter.take(place, content);
            parser.read_item(program, item, &mut members, &mut values, take);
        }),
    }
    Parsed {
        records: sorter.records,
        members,
        values,
        rejects: sorter.rejects,
        counts: sorter.counts,
    }
}

/// Takes what lines turned out to be, and puts it where it belongs.
struct Sorter<'b, 'l> {
    load: &'l Load,
    report: Option<&'l Origins>,
    records: Vec<Vec<PlacedRecord<'b>>>,
    rejects: Strip,
    counts: EventCounts,
}

impl<'b> Sorter<'b, '_> {
    // A record is long, and would be copied from function to function.
    #[inline(always)]
    fn take(&mut self, place: usize, content: LineContent<'b>) {
        match content {
            LineContent::Blank => {}
            LineContent::Undeclared => self.counts.undeclared += 1,
            LineContent::Record(record) => {
                let shard = shard_of(record.account.hash, self.records.len());
                if let Some(records) = self.records.get_mut(shard) {
                    records.push(PlacedRecord { place, record });
                }
            }
            LineContent::Rejected(rejected) => {
                self.counts.rejected += 1;
                if let Some(origins) = self.report {
                    let fault = Fault {
                        member: rejected.member.as_deref(),
                        reason: rejected.reason,
                    };
                    let origin = (origins, self.load.origin(place));
                    self.rejects.add(place, |out| {
                        push_reject(out, origin, rejected.id.as_deref(), &fault);
                    });
                }
            }
        }
    }
}

/// The shard that keeps an account.
pub fn shard_of(account_hash: u64, shards: usize) -> usize {
    // The table of a shard uses the other half of the hash.
    let high = account_hash >> 32;
    let shard = high % (shards.max(1) as u64);
    usize::try_from(shard).unwrap_or(0)
}
