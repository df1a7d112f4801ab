//! Some of the accounts, and the events that they meet.

use std::io::{self, Write};

use hashbrown::HashTable;

use crate::base::Instant;
use crate::engine::{Account, Entry, Event, Plan, Value, advance, step};
use crate::format::events::{opening_currency, read_event};
use crate::format::ledger::{EntryContext, LedgerWriter, Refusals};
use crate::format::lines::Batch;
use crate::format::members::Member;
use crate::format::record::Record;
use crate::format::reject::{Fault, Reason, push_reject};
use crate::format::seen::{SeenIds, Sighting};
use crate::format::summary::Summary;
use crate::program::{Program, Role};

use super::crew::Crew;
use super::parse::Parsed;
use super::strip::{Strip, write_in_order};

/// Accounts, what they know, and what they last brought about.
pub struct Shard {
    /// In the order in which they opened.
    holders: Vec<Holder>,
    /// Places in `holders`, by the hash of the account's id.
    index: HashTable<usize>,
    latest: Option<Instant>,
    desk: Desk,
    rejects: Strip,
}

/// An account and what has to be known about it beside.
struct Holder {
    account: Account,
    id_hash: u64,
    seen: SeenIds,
    /// The number of the line that opened it.
    opened_by: u64,
}

/// What became of a record.
enum Reception<'p> {
    Accepted,
    Duplicate,
    Rejected(Fault<'p>),
}

/// Where the entries of a step become lines.
struct Desk {
    writer: LedgerWriter,
    /// The entries of the step at hand.
    entries: Vec<Entry>,
    ledger: Strip,
    summary: Summary,
}

impl Shard {
    pub fn new(program: &Program, refusals: Refusals) -> Self {
        Self {
            holders: Vec::new(),
            index: HashTable::new(),
            latest: None,
            desk: Desk {
                writer: LedgerWriter::new(program, refusals),
                entries: Vec::new(),
                ledger: Strip::default(),
                summary: Summary::new(program),
            },
            rejects: Strip::default(),
        }
    }

    /// The latest instant of an accepted event.
    pub fn latest(&self) -> Option<Instant> {
        self.latest
    }

    /// The ledger lines of the last batch.
    pub fn ledger(&self) -> &Strip {
        &self.desk.ledger
    }

    /// The rejects of the last batch.
    pub fn rejects(&self) -> &Strip {
        &self.rejects
    }

    pub fn summary(&self) -> &Summary {
        &self.desk.summary
    }

    pub fn clear_summary(&mut self, program: &Program) {
        self.desk.summary = Summary::new(program);
    }

    /// Runs the records of a batch that are this shard's, `number`.
    pub fn take_records(
        &mut self,
        plan: &Plan,
        batch: &Batch,
        parsed: &[Parsed<'_>],
        number: usize,
        report: bool,
    ) {
        self.desk.ledger.clear();
        self.rejects.clear();
        let mut values = Vec::new();
        for part in parsed {
            for placed in part.records.get(number).into_iter().flatten() {
                let record = &placed.record;
                let members = part.members.get(record.members.clone());
                let members = members.unwrap_or_default();
                let line = batch.first_number + placed.place as u64;
                let place = Place {
                    in_batch: placed.place,
                    line,
                };
                match self.take_record(plan, place, record, members, &mut values) {
                    Reception::Accepted => self.desk.summary.events.accepted += 1,
                    Reception::Duplicate => self.desk.summary.events.duplicates += 1,
                    Reception::Rejected(fault) => {
                        self.desk.summary.events.rejected += 1;
                        if report {
                            self.rejects.add(placed.place, |out| {
                                push_reject(out, line, Some(&record.id), &fault);
                            });
                        }
                    }
                }
            }
        }
    }

    /// The ladder of section 8: duplicates before any other check, then the account, then the event.
    fn take_record<'b, 'p>(
        &mut self,
        plan: &'p Plan,
        place: Place,
        record: &Record<'b>,
        members: &[Member<'b>],
        values: &mut Vec<Value<'b>>,
    ) -> Reception<'p> {
        let program = plan.program();
        let found = self.find(record);
        let holder = found.and_then(|place| self.holders.get(place));
        if let Some(holder) = holder {
            match holder.seen.sighting(record.stamp) {
                Sighting::New => {}
                Sighting::Same => return Reception::Duplicate,
                Sighting::Conflict => return rejected("id", Reason::IdConflict),
            }
        }
        let currency = match (holder, opens(program, record)) {
            (Some(_), true) => return rejected("account", Reason::OpenAlready),
            (None, false) => return rejected("account", Reason::NeverOpened),
            (Some(holder), false) => holder.account.currency(),
            (None, true) => match opening_currency(members) {
                Ok(currency) => currency,
                Err(fault) => return Reception::Rejected(fault),
            },
        };
        let empty = std::mem::take(values);
        let event = match read_event(program, record, members, currency, empty) {
            Ok(event) => event,
            Err(fault) => return Reception::Rejected(fault),
        };
        let opening = || Holder {
            account: Account::open(&record.account, currency, event.at),
            id_hash: record.account_hash,
            seen: SeenIds::default(),
            opened_by: place.line,
        };
        let holder_place = found.unwrap_or_else(|| self.open(opening()));
        self.latest = self.latest.max(Some(event.at));
        if let Some(holder) = self.holders.get_mut(holder_place) {
            holder.seen.note(record.stamp);
            self.desk
                .step(plan, &mut holder.account, &event, place.in_batch);
        }
        *values = event.values;
        values.clear();
        Reception::Accepted
    }

    fn find(&self, record: &Record<'_>) -> Option<usize> {
        let is_it = |place: &usize| {
            self.holders.get(*place).is_some_and(|holder| {
                holder.id_hash == record.account_hash && *holder.account.id() == *record.account
            })
        };
        self.index.find(record.account_hash, is_it).copied()
    }

    /// Adds an account that is not there yet.
    fn open(&mut self, holder: Holder) -> usize {
        let (place, hash) = (self.holders.len(), holder.id_hash);
        self.holders.push(holder);
        let holders = &self.holders;
        let hash_of = |place: &usize| holders.get(*place).map_or(0, |holder| holder.id_hash);
        self.index.insert_unique(hash, place, hash_of);
        self.desk.summary.accounts += 1;
        place
    }
}

/// Where a record stands.
#[derive(Clone, Copy)]
struct Place {
    in_batch: usize,
    /// The number of its line.
    line: u64,
}

fn rejected<'p>(member: &'p str, reason: Reason<'p>) -> Reception<'p> {
    Reception::Rejected(Fault::of_member(member, reason))
}

fn opens(program: &Program, record: &Record<'_>) -> bool {
    let event_type = program.events.get(record.kind.index());
    event_type.is_some_and(|event_type| event_type.role == Role::Opens)
}

impl Desk {
    /// Takes an event to its account and writes what comes of it as the piece of this place.
    fn step(&mut self, plan: &Plan, account: &mut Account, event: &Event<'_>, place: usize) {
        self.entries.clear();
        step(plan, account, event, &mut self.entries);
        self.write(plan, account, Some(&event.id), place);
    }

    /// Moves an account's clock forward and writes what comes of it as the piece of this place.
    fn advance(&mut self, plan: &Plan, account: &mut Account, to: Instant, place: usize) {
        self.entries.clear();
        advance(plan, account, to, &mut self.entries);
        self.write(plan, account, None, place);
    }

    fn write(&mut self, plan: &Plan, account: &Account, event: Option<&str>, place: usize) {
        if self.entries.is_empty() {
            return;
        }
        let context = EntryContext {
            account: account.id(),
            currency: account.currency(),
            event,
        };
        let (writer, summary, entries) = (&mut self.writer, &mut self.summary, &self.entries);
        self.ledger.add(place, |out| {
            for entry in entries {
                summary.count(plan.program(), context.currency, entry);
                if writer.writes(entry) {
                    writer.push(out, &context, entry);
                    summary.entries += 1;
                }
            }
        });
    }
}

/// Moves every account's clock to `end`, in the order in which the accounts first appeared, and writes
/// what that brings about.
pub fn close_accounts(
    plan: &Plan,
    crew: &Crew,
    shards: &mut [Shard],
    end: Instant,
    ledger: &mut dyn Write,
) -> io::Result<()> {
    /// How many accounts are closed before their entries are written.
    const AT_ONCE: usize = 16_384;
    let mut order: Vec<u64> = shards
        .iter()
        .flat_map(|shard| shard.holders.iter().map(|holder| holder.opened_by))
        .collect();
    order.sort_unstable();
    let mut next_holder = vec![0_usize; shards.len()];
    for lines in order.chunks(AT_ONCE) {
        let last_line = lines.last().copied().unwrap_or(0);
        let mut work: Vec<(&mut Shard, &mut usize)> =
            shards.iter_mut().zip(&mut next_holder).collect();
        crew.each(&mut work, |_, (shard, next)| {
            **next = shard.close_up_to(plan, last_line, **next, end);
        });
        let strips: Vec<&Strip> = shards.iter().map(Shard::ledger).collect();
        write_in_order(&strips, ledger)?;
    }
    Ok(())
}

impl Shard {
    /// Moves the clocks of the accounts that were opened up to a line, from the `first` on; the place of
    /// the next one behind them.
    fn close_up_to(&mut self, plan: &Plan, last_line: u64, first: usize, end: Instant) -> usize {
        self.desk.ledger.clear();
        let holders = self.holders.get_mut(first..).unwrap_or_default();
        let mut closed = 0;
        for holder in holders {
            if holder.opened_by > last_line {
                break;
            }
            let place = usize::try_from(holder.opened_by).unwrap_or(usize::MAX);
            self.desk.advance(plan, &mut holder.account, end, place);
            closed += 1;
        }
        first + closed
    }
}
