//! The engine: account state × event → ledger entries (sections 4 to 6).
//!
//! Pure, synchronous and total. It reads no file, no clock and no random number, and cannot see the text
//! language.

pub mod entry;
pub mod event;

pub use entry::{
    Cancellation, Cause, CreditId, CreditRefusal, EnrollmentRefusal, Entry, Outcome, Reading,
    Revocation,
};
pub use event::{Event, Value};
