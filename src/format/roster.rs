//! The accounts of a stream, and the ladder that a record climbs to its account (section 8): duplicates
//! before any other check, then the account, then the event.

use std::hint::black_box;

use hashbrown::HashTable;

use crate::base::{Currency, Instant, prefetch};
use crate::engine::{Account, Event, touch_lists};
use crate::program::{Program, Role};

use super::events::{EventSource, opening_currency, read_event};
use super::numbered_accounts::NumberedAccounts;
use super::record::Record;
use super::reject::{Fault, Reason};
use super::seen::{SeenIds, Sighting};
use super::state::SavedAccount;

/// Accounts and what has to be known about them beside.
#[derive(Default)]
pub struct Roster {
    /// In the order in which they opened.
    holders: Vec<Holder>,
    index: HashTable<Slot>,
    numbered: NumberedAccounts,
    latest: Option<Instant>,
}

/// Where an account is. With the tag beside, looking for one touches only the one that is found.
struct Slot {
    tag: Tag,
    /// In `holders`.
    place: u32,
}

/// What is kept of the hash of an account's id: so little that the table stays in the caches.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Tag(u32);

impl Tag {
    #[expect(clippy::cast_possible_truncation, reason = "a half is what is wanted")]
    fn of(hash: u64) -> Self {
        Self(hash as u32)
    }

    /// For the table, which looks at both ends of a hash.
    fn hash(self) -> u64 {
        u64::from(self.0) | (u64::from(self.0) << 32)
    }
}

/// An account and what has to be known about it beside.
#[repr(C)]
pub struct Holder {
    pub account: Account,
    seen: SeenIds,
    /// The number of the line that opened it, behind those that were saved before it.
    pub opened_by: u64,
    /// Of the currency.
    decimals: u32,
    currency: Currency,
}

/// What becomes of a record.
pub enum Reception<'p> {
    /// Its event is to happen to the account at this place.
    Accepted(usize),
    Duplicate,
    Rejected(Fault<'p>),
}

impl Roster {
    /// The latest instant of an accepted event.
    pub fn latest(&self) -> Option<Instant> {
        self.latest
    }

    pub fn holders(&self) -> &[Holder] {
        &self.holders
    }

    pub fn holders_mut(&mut self) -> &mut [Holder] {
        &mut self.holders
    }

    pub fn holder_mut(&mut self, place: usize) -> Option<&mut Holder> {
        self.holders.get_mut(place)
    }

    /// Finds the accounts of some records, where they are known already, to be asked for early. In order of time
    /// nearly every event finds its account far away in memory; asked for while the events before happen, it is
    /// there in time. It may be another account whose id has the same tag, until [`Roster::touch_lists`].
    pub fn find_early<'r, 'b: 'r>(
        &self,
        records: impl Iterator<Item = &'r Record<'b>>,
        found: &mut [Option<usize>],
    ) {
        for (record, found) in records.zip(found) {
            *found = self.likely(record);
        }
    }

    /// Asks for the memory of an account.
    pub fn prefetch(&self, place: usize) {
        if let Some(holder) = self.holders.get(place) {
            holder.account.prefetch();
            // Not farther than a line of a cache from what was asked for.
            prefetch(&holder.opened_by);
        }
    }

    /// Reads, side by side, where the lists of accounts stand that were asked for some time ago.
    pub fn touch_lists<'r, 'b: 'r>(
        &mut self,
        records: impl Iterator<Item = &'r Record<'b>> + Clone,
        found: &mut [Option<usize>],
    ) {
        let mut touched = 0_u64;
        for (record, place) in records.clone().zip(found.iter()) {
            if let Some(holder) = place.and_then(|place| self.holders.get(place)) {
                touched ^= u64::from(holder.seen.sighting(record.stamp) == Sighting::New);
            }
        }
        black_box(touched);
        let holders = found.iter().flatten();
        let holders = holders.filter_map(|place| self.holders.get(*place));
        touch_lists(holders.map(|holder| &holder.account));
        for (record, place) in records.zip(found.iter_mut()) {
            self.make_sure(record, place);
        }
    }

    /// Mends the place of the account of a record, where it was that of another.
    fn make_sure(&mut self, record: &Record<'_>, place: &mut Option<usize>) {
        let Some(holder) = place.and_then(|place| self.holders.get(place)) else {
            return;
        };
        if self.numbered.place(&record.account) != *place {
            if *holder.account.id() != *record.account.text() {
                *place = self.find(record);
            }
            if let Some(place) = *place {
                self.numbered.note(&record.account, place);
            }
        }
    }

    /// Asks for the memory of what the lists of an account hold.
    pub fn prefetch_lists(&self, place: usize) {
        if let Some(holder) = self.holders.get(place) {
            holder.account.prefetch_lists();
        }
    }

    /// Takes the record of a line to its account; opens that where the record does. If nothing is against
    /// it, `event` is what is to happen.
    pub fn admit<'s, 'b: 's, 'p>(
        &mut self,
        program: &'p Program,
        line: u64,
        record: &Record<'b>,
        source: &EventSource<'s, 'b>,
        event: &mut Event<'s>,
    ) -> Reception<'p> {
        self.admit_at(program, (line, None), record, source, event)
    }

    /// As [`Roster::admit`], where the account may have been found before.
    pub fn admit_at<'s, 'b: 's, 'p>(
        &mut self,
        program: &'p Program,
        (line, found): (u64, Option<usize>),
        record: &Record<'b>,
        source: &EventSource<'s, 'b>,
        event: &mut Event<'s>,
    ) -> Reception<'p> {
        let found = found.or_else(|| self.find(record));
        let holder = found.and_then(|place| self.holders.get(place));
        if let Some(holder) = holder {
            match holder.seen.sighting(record.stamp) {
                Sighting::New => {}
                Sighting::Same => return Reception::Duplicate,
                Sighting::Conflict => return rejected("id", Reason::IdConflict),
            }
        }
        let (currency, decimals) = match (holder, opens(program, record)) {
            (Some(_), true) => return rejected("account", Reason::OpenAlready),
            (None, false) => return rejected("account", Reason::NeverOpened),
            (Some(holder), false) => (holder.currency, holder.decimals),
            (None, true) => match opening_currency(record, source) {
                Ok(currency) => (currency, currency.decimals()),
                Err(fault) => return Reception::Rejected(fault),
            },
        };
        if let Err(fault) = read_event(program, record, source, (currency, decimals), event) {
            return Reception::Rejected(fault);
        }
        let opening = || Holder {
            account: Account::open(record.account.text(), currency, event.at),
            currency,
            decimals,
            seen: SeenIds::default(),
            opened_by: line,
        };
        let place = found.unwrap_or_else(|| self.open(opening(), record.account.hash));
        if self.latest.is_none_or(|latest| latest < event.at) {
            self.latest = Some(event.at);
        }
        if let Some(holder) = self.holders.get_mut(place) {
            holder.seen.note_new(record.stamp);
        }
        Reception::Accepted(place)
    }

    /// Adds an account that was saved, with the hash of its id and its place among those.
    pub fn restore(&mut self, saved: SavedAccount, id_hash: u64, place: u64) {
        let currency = saved.account.currency();
        let holder = Holder {
            account: saved.account,
            currency,
            decimals: currency.decimals(),
            seen: saved.seen,
            opened_by: place,
        };
        self.open(holder, id_hash);
    }

    fn find(&self, record: &Record<'_>) -> Option<usize> {
        let tag = Tag::of(record.account.hash);
        let is_it = |slot: &Slot| {
            let holder = self.holders.get(slot.place as usize);
            slot.tag == tag
                && holder.is_some_and(|holder| *holder.account.id() == *record.account.text())
        };
        let slot = self.index.find(tag.hash(), is_it)?;
        Some(slot.place as usize)
    }

    /// Where the account of a record is, if it is not another one whose id has the same tag.
    fn likely(&self, record: &Record<'_>) -> Option<usize> {
        let known = self.numbered.place(&record.account);
        if known.is_some() {
            return known;
        }
        let tag = Tag::of(record.account.hash);
        let slot = self.index.find(tag.hash(), |slot| slot.tag == tag)?;
        Some(slot.place as usize)
    }

    /// Adds an account that is not there yet.
    fn open(&mut self, holder: Holder, hash: u64) -> usize {
        let place = self.holders.len();
        self.holders.push(holder);
        let tag = Tag::of(hash);
        // So many accounts are more than any memory holds; a place beyond would be no account's.
        let slot = Slot {
            tag,
            place: u32::try_from(place).unwrap_or(u32::MAX),
        };
        (self.index).insert_unique(tag.hash(), slot, |slot| slot.tag.hash());
        place
    }
}

impl Holder {
    /// The ids of its accepted events.
    pub fn seen(&self) -> &SeenIds {
        &self.seen
    }
}

fn rejected<'p>(member: &'p str, reason: Reason<'p>) -> Reception<'p> {
    Reception::Rejected(Fault::of_member(member, reason))
}

fn opens(program: &Program, record: &Record<'_>) -> bool {
    let event_type = program.events.get(record.kind.index());
    event_type.is_some_and(|event_type| event_type.role == Role::Opens)
}
