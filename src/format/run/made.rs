//! What a load brought about and is not written yet: it is written while the next load is run.

use super::shard::Shard;
use super::strip::{Strip, write_in_order};
use super::{Outputs, RunError};

#[derive(Default)]
pub struct Made {
    /// Of each shard.
    ledgers: Vec<Strip>,
    /// Of each stretch of lines and of each shard.
    rejects: Vec<Strip>,
}

impl Made {
    /// Takes over what shards made, and the rejects of each stretch of lines; what was taken before is dropped.
    pub fn take(&mut self, shards: &mut [Shard], of_lines: impl Iterator<Item = Strip>) {
        self.ledgers.resize_with(shards.len(), Strip::default);
        for (shard, strip) in shards.iter_mut().zip(&mut self.ledgers) {
            strip.clear();
            *strip = shard.give_ledger(std::mem::take(strip));
        }
        self.rejects.clear();
        self.rejects.extend(of_lines);
        self.rejects
            .extend(shards.iter_mut().map(Shard::give_rejects));
    }

    /// Writes it in input order.
    pub fn write(&self, outputs: &mut Outputs<'_>) -> Result<(), RunError> {
        write_in_order(&self.ledgers, outputs.ledger).map_err(RunError::WriteLedger)?;
        match &mut outputs.rejects {
            Some(rejects) => write_in_order(&self.rejects, rejects).map_err(RunError::WriteRejects),
            None => Ok(()),
        }
    }
}
