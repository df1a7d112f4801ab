//! From one run to the next: where a run begins, and what it leaves.

use std::io::{self, Write};

use xxhash_rust::xxh3::xxh3_64;

use crate::base::Sources;
use crate::format::roster::Holder;
use crate::format::state::{Opening, State, write_state};

use super::Runner;
use super::parse::shard_of;

/// A run between two others.
pub struct Carry<'a> {
    /// What it goes on from; the default is nothing. It is of the same program.
    pub before: State,
    /// Where what it leaves is written.
    pub after: &'a mut dyn Write,
    /// The text of the program, which is saved with it.
    pub sources: &'a Sources,
    /// Whether clocks move to the latest event at the end, also without an instant that says so. That
    /// brings forward what would otherwise happen between the events of the next run, and so its order.
    pub to_latest: bool,
}

impl Runner<'_, '_> {
    /// Begins where another run ended.
    pub(super) fn restore(&mut self, before: State) {
        let count = before.accounts.len() as u64;
        self.latest = before.latest;
        self.summary.begin_with(count, &before.offers);
        let shards = self.shards.len();
        for shard in &mut self.shards {
            shard.began_with = count;
        }
        for (place, saved) in (0..).zip(before.accounts) {
            let hash = xxh3_64(saved.account.id().as_bytes());
            if let Some(shard) = self.shards.get_mut(shard_of(hash, shards)) {
                shard.roster_mut().restore(saved, hash, place);
            }
        }
    }

    /// Writes where this run ended.
    pub(super) fn save(&self, carry: Carry<'_>) -> io::Result<()> {
        let holders = self
            .shards
            .iter()
            .flat_map(|shard| shard.roster().holders());
        let mut holders: Vec<&Holder> = holders.collect();
        holders.sort_unstable_by_key(|holder| holder.opened_by);
        let opening = Opening {
            sources: carry.sources,
            latest: self.latest,
            offers: &self.summary.offers,
            accounts: holders.len(),
        };
        let accounts = holders
            .iter()
            .map(|holder| (&holder.account, holder.seen()));
        write_state(carry.after, &opening, accounts)?;
        carry.after.flush()
    }
}
