//! The one test binary: a case is a file, and each module here reads one kind of case.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test may stop at what it did not expect"
)]

mod alike;
mod architecture;
mod bad_events;
mod books;
mod calendar;
mod cli;
mod columns;
mod coverage;
mod diagnostics;
mod explain;
mod fmt;
mod forgetting;
mod fuzz;
mod gallery;
mod generate;
mod glossary;
mod language;
mod laws;
mod limits;
mod links;
mod model;
mod pictures;
mod programs;
mod reference;
mod scenarios;
mod syntax;
mod terms;
mod testing;
mod tutorial;
mod usual;
