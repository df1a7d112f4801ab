//! From what the program knows to what a person reads. It decides nothing and writes to no file: it
//! returns text.

pub mod coverage;
pub mod diagnostics;
pub mod diff;
pub mod explain;
pub mod money;
mod names;
pub mod picture;
pub mod reconcile;
pub mod statement;
mod tables;
pub mod terms;
pub mod timeline;
pub mod verdicts;
mod wrap;
