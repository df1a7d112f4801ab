//! The `onward` command (section 9): words from the shell to the library, and the outcome back as an exit
//! status.
//!
//! One file a subcommand. [`io`] is the only door to files, standard streams and the clock; [`exit`] names
//! every exit status.

mod account;
mod check;
mod completions;
mod events;
mod exit;
mod explain;
mod failure;
mod fmt;
mod form;
mod interrupt;
mod io;
mod new;
mod output;
mod packing;
mod program;
mod progress;
mod reconcile;
mod run;
mod state;
mod statement;
mod summary;
mod terms;
mod test;
mod timeline;

use clap::{Parser, Subcommand};

pub use exit::Exit;

#[derive(Parser)]
#[command(
    name = "onward",
    version,
    about = "Promotion offers whose credit only moves forward",
    long_about = "Onward reads offers that look like their printed terms, and turns a stream of \
                  account events into a ledger of credits. Credit only ever offsets spend that \
                  accrues after it was issued.",
    after_help = EXAMPLES,
    max_term_width = 80,
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  onward new demo
  onward check demo
  onward run demo --events demo/events.jsonl
  onward test demo

Exit status:
  0  all well
  1  the offers have errors, or a check failed
  2  wrong usage, or a file that cannot be read or written
  3  the run completed and some events were rejected
  4  cases have no snapshot yet
  5  the cases cover an offer less than was asked for";

#[derive(Subcommand)]
enum Command {
    Check(check::Arguments),
    Run(run::Arguments),
    Explain(explain::Arguments),
    Statement(statement::Arguments),
    Reconcile(reconcile::Arguments),
    Terms(terms::Arguments),
    Timeline(timeline::Arguments),
    Test(test::Arguments),
    Fmt(fmt::Arguments),
    New(new::Arguments),
    Completions(completions::Arguments),
}

/// Reads the arguments of the process, does what they ask, and says how it went.
pub fn run() -> Exit {
    #[cfg(feature = "parquet")]
    quiet_where_caught();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(answer) => return answer_of_clap(&answer),
    };
    let outcome = match arguments.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Statement(arguments) => statement::run(&arguments),
        Command::Reconcile(arguments) => reconcile::run(&arguments),
        Command::Terms(arguments) => terms::run(&arguments),
        Command::Timeline(arguments) => timeline::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Fmt(arguments) => fmt::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    };
    outcome.unwrap_or_else(|failure| {
        io::say(&failure.to_string());
        Exit::Unable
    })
}

/// A panic that is caught and becomes an error is not told as one.
#[cfg(feature = "parquet")]
fn quiet_where_caught() {
    use crate::format::columns::parquet_guard::is_reading;
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !is_reading() {
            usual(panic);
        }
    }));
}

/// Help and version are answers; all else is wrong usage.
fn answer_of_clap(answer: &clap::Error) -> Exit {
    // A closed pipe has nobody to tell.
    let _ = answer.print();
    if answer.use_stderr() {
        Exit::Unable
    } else {
        Exit::Well
    }
}
