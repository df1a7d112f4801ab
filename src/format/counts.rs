//! What became of the events of a stream.

/// How many events were read, and what became of them. Blank lines are no events.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct EventCounts {
    pub accepted: u64,
    /// Skipped: the same id with the same content as before.
    pub duplicates: u64,
    /// Skipped: of a type that the program does not declare.
    pub undeclared: u64,
    pub rejected: u64,
}

impl EventCounts {
    pub fn read(&self) -> u64 {
        self.accepted + self.duplicates + self.undeclared + self.rejected
    }

    pub fn add(&mut self, other: &Self) {
        self.accepted += other.accepted;
        self.duplicates += other.duplicates;
        self.undeclared += other.undeclared;
        self.rejected += other.rejected;
    }
}
