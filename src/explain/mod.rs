//! Why: the explanation of a charge, an offer, a credit or another event of one account.
//!
//! An account's events are run through the engine again, and the code that decides keeps what it decided by
//! ([`engine::why`](crate::engine::why)). Nothing here knows a rule of its own. Words and pictures are
//! `report`'s.
//!
//! To explain a charge, read the account's events and give the charge's place among them:
//!
//! ```ignore
//! let known = format::read_account(program, input, "a1", None)?;
//! let place = explain::place_of(&known, "c4");
//! let why = place.and_then(|place| explain::charge(&plan, &known, place));
//! ```
//!
//! [`ChargeExplanation::verdicts`] has one verdict for every credit that the account ever got.

pub mod charge;
pub mod code;
pub mod fact;
pub mod past;
pub mod payment;
pub mod suppose;

pub use charge::{ChargeExplanation, CreditVerdict, RefundOf, charge};
pub use code::ReasonCode;
pub use fact::{Fact, Facts};
pub use payment::{Bound, PaymentReason};
pub use suppose::{Had, Supposed, Then};

use crate::format::AccountEvents;

/// The place of an event among the account's events.
pub fn place_of(known: &AccountEvents, id: &str) -> Option<usize> {
    known.events.iter().position(|event| event.id == id)
}
