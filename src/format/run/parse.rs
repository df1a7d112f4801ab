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

/// Takes the lines at these places apart; `report` says how rejects name their
/// places, where they are wanted.
pub fn parse_lines<'b>(
    program: &Program,
    parser: &mut LineParser,
    load: &'b Load,
    places: Range<usize>,
    shards: usize,
    report: Option<&Origins>,
) -> Parsed<'b> {
    // Some more than each shard's part of the lines, so that its list need not grow.
    let records = places.len().div_ceil(shards.max(1)) + places.len() / 8;
    let mut parsed = Parsed {
        records: (0..shards).map(|_| Vec::with_capacity(records)).collect(),
        members: Vec::new(),
        values: Vec::with_capacity(parser.values_expected()),
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
    parser.expect_values(parsed.values.len());
    parsed
}

/// The shard that keeps an account.
pub fn shard_of(account_hash: u64, shards: usize) -> usize {
    // The table of a shard uses the other half of the hash.
    let high = account_hash >> 32;
    let shard = high % (shards.max(1) as u64);
    usize::try_from(shard).unwrap_or(0)
}
