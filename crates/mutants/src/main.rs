//! Every mutant of the core in one build: `just mutants`.
//!
//! cargo-mutants lists the ways to change the code, and builds the tests anew for each: days for all of them.
//! Here each change is planted behind a switch (`plant`), all are built once (`build`), and a run of the tests
//! names the one that is on (`try_out`). What cannot be switched while it runs (a constant, a returned
//! iterator) is left to cargo-mutants, by name.
//!
//! ```text
//! onward-mutants SCRATCH plant      copies the tree, plants the switches, builds the tests
//! onward-mutants SCRATCH try [--minutes N] [--every N] [--missed] [WORD ...]
//! onward-mutants SCRATCH faults [--write PAGE] [NAME ...]    the table of tests/faults
//! onward-mutants SCRATCH report     what came out so far
//! ```
//!
//! `SCRATCH` is a folder that is kept from one to the next. `try` goes on where it was stopped; `--every 20`
//! tries each twentieth, `--missed` those again that were missed before, by all tests, words only those whose
//! names contain one.

#![expect(
    clippy::wildcard_enum_match_arm,
    clippy::disallowed_methods,
    reason = "the syntax of Rust is not ours, and a test that does not end is known by the clock"
)]

mod build;
mod edit;
mod fault;
mod mutant;
mod outcome;
mod plant;
mod reach;
mod switch;
mod try_out;

/// Whatever stopped the work, for a developer.
type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let usage = "usage: onward-mutants SCRATCH (plant | try | faults | report)";
    let [scratch, words @ ..] = words.as_slice() else {
        return Err(usage.into());
    };
    let scratch = &std::fs::canonicalize(scratch)?;
    match words {
        ["plant"] => build::plant_all(scratch),
        ["try", options @ ..] => try_out::try_all(scratch, options),
        ["faults", options @ ..] => fault::ask_all(scratch, options),
        ["report"] => outcome::report(scratch),
        _ => Err(usage.into()),
    }
}
