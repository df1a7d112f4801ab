//! Some of the accounts, and the events that they meet.

use std::io::{self, Write};

use crate::base::Instant;
use crate::engine::{Account, Entry, Event, Plan, advance, step};
use crate::format::events::EventSource;
use crate::format::input::load::Load;
use crate::format::input::origin::Origins;
use crate::format::ledger::{EntryContext, LedgerForm, LedgerWriter};
use crate::format::ledger_rows::push_row;

use crate::format::reject::{Fault, push_reject};
use crate::format::roster::{Reception, Roster};
use crate::format::summary::Summary;
use crate::program::Program;

use super::RunOptions;
use super::crew::Crew;
use super::parse::{Parsed, PlacedRecord};
use super::strip::{Strip, write_in_order};

/// Accounts, what they know, and what they last brought about.
pub struct Shard {
    roster: Roster,
    desk: Desk,
    rejects: Strip,
    /// How many accounts all shards began with.
    pub began_with: u64,
}

/// For so many records memory is asked for at once, before their events happen.
const GROUP: usize = 8;

/// Some records in a row, and where their accounts are.
struct Group<'p, 'b> {
    part: &'p Parsed<'b>,
    records: &'p [PlacedRecord<'b>],
    /// `None` where the account was not known.
    found: [Option<usize>; GROUP],
}

impl<'p, 'b> Group<'p, 'b> {
    fn new(part: &'p Parsed<'b>, records: &'p [PlacedRecord<'b>]) -> Self {
        Self {
            part,
            records,
            found: [None; GROUP],
        }
    }
}

/// Where the entries of a step become lines.
struct Desk {
    writer: LedgerWriter,
    form: LedgerForm,
    /// The entries of the step at hand.
    entries: Vec<Entry>,
    ledger: Strip,
    summary: Summary,
}

impl Shard {
    pub fn new(program: &Program, options: &RunOptions) -> Self {
        Self {
            roster: Roster::default(),
            desk: Desk {
                writer: LedgerWriter::new(program, options.refusals),
                form: options.ledger,
                entries: Vec::new(),
                ledger: Strip::default(),
                summary: Summary::new(program),
            },
            rejects: Strip::default(),
            began_with: 0,
        }
    }

    /// The latest instant of an accepted event.
    pub fn latest(&self) -> Option<Instant> {
        self.roster.latest()
    }

    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    pub fn roster_mut(&mut self) -> &mut Roster {
        &mut self.roster
    }

    /// The ledger lines of the last load, given for an empty strip.
    pub fn give_ledger(&mut self, empty: Strip) -> Strip {
        std::mem::replace(&mut self.desk.ledger, empty)
    }

    /// The rejects of the last load.
    pub fn give_rejects(&mut self) -> Strip {
        std::mem::take(&mut self.rejects)
    }

    pub fn summary(&self) -> &Summary {
        &self.desk.summary
    }

    /// Runs the records of a load that are this shard's, `number`.
    pub fn take_records<'s, 'b: 's>(
        &mut self,
        plan: &Plan,
        load: &'b Load,
        parsed: &'s [Parsed<'b>],
        number: usize,
        report: Option<&Origins>,
    ) {
        let mut event = Event::blank();
        let groups = parsed.iter().flat_map(|part| {
            let records = part.records.get(number).map_or(&[][..], Vec::as_slice);
            let groups = records.chunks(GROUP);
            groups.map(move |records| Group::new(part, records))
        });
        // While a group happens, memory is asked for that the two after it need.
        let (mut next, mut at_hand): (Option<Group<'s, 'b>>, Option<Group<'s, 'b>>) = (None, None);
        for mut later in groups.map(Some).chain([None, None]) {
            if let Some(later) = &mut later {
                let records = later.records.iter().map(|placed| &placed.record);
                self.roster.find_early(records, &mut later.found);
            }
            if let Some(next) = &mut next {
                let records = next.records.iter().map(|placed| &placed.record);
                self.roster.touch_lists(records, &mut next.found);
            }
            for place in 0..GROUP {
                let account = |group: &Option<Group<'s, 'b>>| *group.as_ref()?.found.get(place)?;
                if let Some(account) = account(&next) {
                    self.roster.prefetch_lists(account);
                }
                if let Some(account) = account(&later) {
                    self.roster.prefetch(account);
                }
                if let Some(group) = &at_hand {
                    self.take_one((plan, load), (group, place), &mut event, report);
                }
            }
            (next, at_hand) = (later, next);
        }
    }

    /// Runs the record at a place of a group, if there is one.
    #[inline]
    fn take_one<'s, 'b: 's>(
        &mut self,
        (plan, load): (&Plan, &'b Load),
        (group, place): (&Group<'s, 'b>, usize),
        event: &mut Event<'s>,
        report: Option<&Origins>,
    ) {
        let (Some(placed), Some(found)) = (group.records.get(place), group.found.get(place)) else {
            return;
        };
        let source = EventSource {
            members: &group.part.members,
            values: &group.part.values,
            item: load.item_at(placed.place),
        };
        let at = (load.ordinal(placed.place), *found, placed);
        let fault = self.take_record(plan, at, &source, event);
        if let (Some(fault), Some(origins)) = (fault, report) {
            let (place, id) = (placed.place, Some(&*placed.record.id));
            let origin = (origins, load.origin(place));
            let write = |out: &mut Vec<u8>| push_reject(out, origin, id, &fault);
            self.rejects.add(place, write);
        }
    }

    /// Why it was rejected, where it was.
    fn take_record<'s, 'b: 's, 'p>(
        &mut self,
        plan: &'p Plan,
        (ordinal, found, placed): (u64, Option<usize>, &PlacedRecord<'b>),
        source: &EventSource<'s, 'b>,
        event: &mut Event<'s>,
    ) -> Option<Fault<'p>> {
        let (record, place) = (&placed.record, placed.place);
        let before = self.roster.holders().len();
        let at = (self.began_with + ordinal, found);
        let reception = (self.roster).admit_at(plan.program(), at, record, source, event);
        let summary = &mut self.desk.summary;
        summary.accounts += (self.roster.holders().len() - before) as u64;
        match reception {
            Reception::Accepted(holder) => {
                summary.events.accepted += 1;
                if let Some(holder) = self.roster.holder_mut(holder) {
                    self.desk.step(plan, &mut holder.account, event, place);
                }
            }
            Reception::Duplicate => summary.events.duplicates += 1,
            Reception::Rejected(fault) => {
                summary.events.rejected += 1;
                return Some(fault);
            }
        }
        None
    }
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
        let (writer, form) = (&self.writer, self.form);
        let (summary, entries) = (&mut self.summary, &self.entries);
        self.ledger.add(place, |out| {
            for entry in entries {
                summary.count(plan.program(), context.currency, entry);
                if writer.writes(entry) {
                    match form {
                        LedgerForm::JsonLines => writer.push(out, &context, entry),
                        LedgerForm::Csv | LedgerForm::Parquet => {
                            push_row(out, plan.program(), &context, entry);
                        }
                    }
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
        .flat_map(|shard| shard.roster.holders().iter().map(|holder| holder.opened_by))
        .collect();
    order.sort_unstable();
    let mut next_holder = vec![0_usize; shards.len()];
    let mut strips: Vec<Strip> = shards.iter().map(|_| Strip::default()).collect();
    for lines in order.chunks(AT_ONCE) {
        let last_line = lines.last().copied().unwrap_or(0);
        let mut work: Vec<(&mut Shard, &mut usize)> =
            shards.iter_mut().zip(&mut next_holder).collect();
        crew.each(&mut work, |_, (shard, next)| {
            **next = shard.close_up_to(plan, last_line, **next, end);
        });
        for (shard, strip) in shards.iter_mut().zip(&mut strips) {
            strip.clear();
            *strip = shard.give_ledger(std::mem::take(strip));
        }
        write_in_order(&strips, ledger)?;
    }
    Ok(())
}

impl Shard {
    /// Moves the clocks of the accounts that were opened up to a line, from the `first` on; the place of
    /// the next one behind them.
    fn close_up_to(&mut self, plan: &Plan, last_line: u64, first: usize, end: Instant) -> usize {
        let holders = self.roster.holders_mut().get_mut(first..);
        let holders = holders.unwrap_or_default();
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
