//! How well the cases of a program cover its offers: which clauses, rows and conditions they reach, on which
//! sides of each edge they stand ([`mod@reach`]), and which small edits of the offers none of them would notice
//! ([`mutation`]).
//!
//! It runs cases over programs and reads texts for their pieces. It draws nothing and opens no file.

mod edges;
pub mod equivalents;
pub mod mutation;
pub mod reach;
mod seen;

pub use equivalents::{Equivalents, Misfit};
pub use mutation::{Fate, Mutant, mutate};
pub use reach::{Coverage, Piece, reach};
