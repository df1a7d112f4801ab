//! The short way for lines on the usual form: the one that nearly every producer writes nearly always.
//!
//! A producer writes its lines on a few [`forms`], of which a [`tree`] finds one at once: it says where each
//! value stands. A line of another form [`scan`] takes apart into spans, guessing each member by the one
//! before it ([`names`]); [`typed`] reads the spans as what the program declares, and the form is learnt.
//!
//! None of them ever rejects: where a line is in any way unusual (an escape, a nested value, an exponent, a
//! fraction of a second, a name that stands twice, anything that may be wrong), they give it up, and the long
//! way by `record` and `events` decides. So what is accepted and what is said of what is not stands in one
//! place; a test holds that the two ways never differ.

pub mod amount;
pub mod decimals;
mod forms;
mod literal;
mod names;
mod number;
mod scan;
mod tree;
pub mod typed;
mod words;
mod written;

pub use typed::UsualReader;
