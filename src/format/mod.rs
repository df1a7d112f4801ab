//! Bytes to events, entries to bytes (sections 7 and 8 of the language).
//!
//! Follow a line: [`lines`] finds it, [`members`] takes its JSON apart, [`record`] reads who it is about,
//! [`events`] makes it an [`Event`](crate::engine::Event) of the declared schema, and [`ledger`] writes what
//! the engine made of it. Lines on the usual form take a shorter way to the same event, by [`usual`]. [`mod@run`] does that for a whole stream. This layer knows what bytes look like and
//! nothing of what an offer does; it opens no file and reads no clock.

pub mod account_events;
pub mod account_name;
pub mod billed;
pub mod buffer;
pub mod columns;
pub mod counts;
pub mod events;
pub mod input;
pub mod item;
pub mod json;
pub mod ledger;
pub mod ledger_rows;
pub mod lines;
pub mod members;
mod numbered_accounts;
#[cfg(feature = "parquet")]
pub mod parquet_ledger;
pub mod parser;
pub mod record;
pub mod reject;
pub mod replay;
pub mod roster;
pub mod run;
pub mod seen;
pub mod snapshot;
pub mod state;
pub mod summary;
pub mod usual;
pub mod values;
pub mod walk;

pub use account_events::{AccountEvents, NoAccount, read_account, read_accounts};
pub use billed::{BilledFault, BilledLine, read_billed};
pub use counts::EventCounts;
pub use input::{Input, InputFault, Inputs};
pub use ledger::{LedgerForm, LedgerWriter, Refusals};
pub use replay::{Rejection, Replay, ReplayedEvent, replay};
pub use run::{Carry, Outputs, Progress, RunError, RunOptions, run, run_from, run_on};
pub use state::{State, StateFault, read_state};
pub use summary::{Flows, OfferSummary, Summary};
