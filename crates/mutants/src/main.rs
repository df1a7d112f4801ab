//! Every mutant of the core in one build: `just mutants`.
//!
//! cargo-mutants lists the ways to change the code, and builds the tests anew for each: days for all of them.
//! Here each change is planted behind a switch (`plant`), all are built once (`build`), and a run of the tests
//! names the one that is on (`try_out`). What cannot be switched while it runs (a constant, a returned
//! iterator) is left to cargo-mutants, by name.
//!
//! ```text
//! onward-mutants SCRATCH plant                    copies the tree, plants the switches, builds the tests
//! onward-mutants SCRATCH try [--minutes N] [--every N] [--missed] [WORD ...]
//! onward-mutants SCRATCH report                   what came out so far
//! ```
//!
//! `SCRATCH` is a folder that is kept from one to the next. `try` goes on where it was stopped; `--every 20`
//! tries each twentieth, `--missed` those again that were missed before, words those whose names contain one.

mod build;
mod mutant;
mod outcome;
mod plant;
mod reach;
mod switch;
mod try_out;

use std::path::Path;

/// Whatever stopped the work, for a developer.
type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [scratch, "plant"] => build::plant_all(Path::new(scratch)),
        [scratch, "try", rest @ ..] => try_out::try_all(Path::new(scratch), rest),
        [scratch, "report"] => outcome::report(Path::new(scratch)),
        _ => Err("usage: onward-mutants SCRATCH (plant | try | report)".into()),
    }
}
