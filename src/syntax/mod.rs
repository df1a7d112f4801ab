//! Text to tree: what an author wrote, clause by clause, with the place of every word. And back to text,
//! in its canonical layout.
//!
//! It knows the form of the language and nothing of its meaning: no name is resolved here, no type
//! checked. `grammar/onward.pest` is the concrete syntax, [`grammar`] the door to it, [`parse`] the walk
//! from what the grammar matched to the [`tree`], [`recover`] what happens to text that it did not match,
//! [`layout`] the way from what the grammar matched back to text, [`pieces`] what of an offer a test may
//! miss, and [`wording`] what two texts are compared by.

mod grammar;
pub mod layout;
mod parse;
pub mod pieces;
mod recover;
pub mod tree;
pub mod wording;

pub use parse::{Parsed, parse};
