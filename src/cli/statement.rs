//! `onward statement PATH --events FILE --account A`

use clap::ValueEnum;

use super::account::{Asked, events_of, sound, tell_rejections};
use super::exit::Exit;
use super::failure::Failure;
use super::io;
use crate::books::statement;
use crate::report::statement as report;

/// Show the credit of an account
///
/// Shows each credit of one account with its offer, when it was issued and expires, what it paid, what
/// is left and its state; what is scheduled; what is under way, how far it has come and until when;
/// and adjustments apart, since they are not credit.
#[derive(clap::Args)]
#[command(override_usage = "onward statement [OPTIONS] <PATH> --events <FILE>... --account <ID>")]
#[command(after_help = "\
Examples:
  onward statement demo --events demo/events.jsonl --account a1
  onward statement demo --events events.jsonl --account a1 --as-of 2026-02-01
  onward statement demo --events events.jsonl --account a1 --format md > a1.md
  onward statement demo --events 'history/*.csv.gz' --account a1

Exit status: 0 all well, 1 the offers have errors, 2 a file cannot be read or
there is no such account, 3 events of the account were rejected and left out")]
pub struct Arguments {
    #[command(flatten)]
    of: Asked,
    /// How things stood at this instant, by what was known then; a date or a local time is in the
    /// program's zone [default: the latest event]
    #[arg(long, value_name = "INSTANT")]
    as_of: Option<String>,
    /// How to write it: tables for a terminal, Markdown, or one JSON object
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    Text,
    Md,
    Json,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let Some(sound) = sound(&arguments.of.path)? else {
        return Ok(Exit::Problems);
    };
    let program = sound.plan.program();
    let as_of = arguments.as_of.as_deref();
    let known = events_of(program, &arguments.of, as_of)?;
    let statement = statement(&sound.plan, &known);
    io::print(&match arguments.format {
        Format::Text => report::text(program, &statement),
        Format::Md => report::markdown(program, &statement),
        Format::Json => report::json(program, &statement),
    })?;
    Ok(tell_rejections(&known))
}
