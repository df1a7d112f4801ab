//! Every exit status of the command (section 9).

use std::process::{ExitCode, Termination};

/// How the command ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// All well; also where nobody reads the output any more.
    Well = 0,
    /// The offers have errors, or a check failed.
    Problems = 1,
    /// Wrong usage, or a file that cannot be read or written.
    Unable = 2,
    /// The run completed and some events were rejected.
    Rejects = 3,
    /// Cases have no snapshot yet, and nothing else is wrong.
    Pending = 4,
    /// The cases cover an offer less than was asked for, and nothing else is wrong.
    BelowMinimum = 5,
    /// Ctrl-C: as a shell reports it.
    Interrupted = 130,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}
