//! Snapshots and offer files are written: each whole or not at all.

use std::io::Write;
use std::path::Path;

use crate::cli::failure::Failure;
use crate::cli::io;
use crate::cli::output::Output;
use crate::format::snapshot::write_snapshot;
use crate::report::verdicts::{Standing, Verdict};

/// Makes what happens the snapshot of a case, and takes a stale one away. A case whose `=>` lines are
/// wrong keeps its snapshot: first say what is right.
pub fn accept(verdict: &mut Verdict) -> Result<(), Failure> {
    if !verdict.mismatches.is_empty() {
        return Ok(());
    }
    let path = Path::new(&verdict.snapshot);
    verdict.standing = match verdict.standing {
        Standing::Same | Standing::Accepted | Standing::Deleted | Standing::Broken => return Ok(()),
        Standing::Stale => {
            io::delete(path)?;
            Standing::Deleted
        }
        Standing::Pending
        | Standing::Changed(_)
        | Standing::EditedByHand(_)
        | Standing::Unreadable => {
            write(path, &write_snapshot(&verdict.name, &verdict.timeline))?;
            Standing::Accepted
        }
    };
    Ok(())
}

/// Writes a file, with the folder above it; what was there stays until the new one is whole.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    io::make_folder_of(path)?;
    let mut output = Output::open(path)?;
    output
        .write_all(text.as_bytes())
        .and_then(|()| output.finish())
        .map_err(|error| io::cannot_write(path, &error))
}
