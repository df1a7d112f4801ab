//! Text to tree: what an author wrote, clause by clause, with the place of every word.
//!
//! It knows the form of the language and nothing of its meaning: no name is resolved here, no type
//! checked. `grammar/onward.pest` is the concrete syntax, [`grammar`] the door to it, [`parse`] the walk
//! from what the grammar matched to the [`tree`], [`recover`] what happens to text that it did not match.

mod grammar;
mod parse;
mod recover;
pub mod tree;

pub use parse::{Parsed, parse};
