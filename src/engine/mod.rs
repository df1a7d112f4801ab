//! The engine: account state × event → ledger entries (sections 4 to 6).
//!
//! Pure, synchronous and total. It reads no file, no clock and no random number, and cannot see the text
//! language. Start at [`step`], whose body is the ladder of section 4; each of its steps has a file. What
//! decides (`apply::judge`, `enroll::decide`, `limit::cut`) is apart from what changes the account.
//!
//! Laws, tested as properties in `tests/laws.rs`:
//! - the same events give the same entries, and other accounts' events change nothing;
//! - an account saved and loaded between any two events goes on as if it had not been;
//! - of every credit, issued = applied − restored + expired + revoked + remaining;
//! - credit pays nothing of the event that earned it, nothing from before its issue, nothing at or after
//!   its expiry, and never more than a charge.

mod account;
mod apply;
mod charge;
mod charge_places;
mod charges;
mod count;
mod credit;
mod due;
mod enroll;
mod enrollment;
pub mod entry;
pub mod event;
mod fall;
mod filter;
mod history;
mod index;
mod issue;
mod limit;
mod lists;
pub mod observe;
mod plan;
pub mod progress;
mod reverse;
mod revoke;
mod reward;
mod scene;
mod schedule;
mod standing;
mod step;
mod tally;
mod tidy;
pub mod trace;
pub mod why;
mod window;

pub use account::{Account, touch_lists};
pub use apply::Verdict;
pub use entry::{
    Cancellation, Cause, CreditId, CreditRefusal, EnrollmentRefusal, Entry, Outcome, Reading,
    Revocation,
};
pub use event::{Event, Value, Values};
pub use plan::Plan;
pub use progress::{
    GoalProgress, GoalStanding, MeasureProgress, Progress, ProgressBy, ScheduledCredit,
    WindowProgress, progress, scheduled,
};
pub use step::{advance, advance_traced, step, step_traced};
pub use trace::{Note, Noted, Topic, Trace};
pub use why::{Asked, AskedFormula, AskedTest, EnrollmentFacts, Ground, NotCounted, PaymentFacts};
