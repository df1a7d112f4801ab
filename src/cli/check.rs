//! `onward check PATH`

use std::path::PathBuf;

use clap::ValueEnum;

use super::exit::Exit;
use super::failure::Failure;
use super::io::{self, Stream};
use super::program::{Loaded, load};
use crate::program::Program;
use crate::report::diagnostics::json_lines;

/// Report every problem of a program
///
/// Reports every problem in every file at once: its place, its reason, and what to write instead. The
/// report is on standard output.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  onward check demo
  onward check demo/offers/spring.offer
  onward check demo --format json | jq .message

Exit status: 0 no errors, 1 errors (or warnings, with --deny-warnings),
2 a file cannot be read")]
pub struct Arguments {
    /// An offer file, or a folder: all `.offer` files below it
    path: PathBuf,
    /// How to report: drawn for a person, or one JSON object a line
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Fail where there are warnings, too
    #[arg(long)]
    deny_warnings: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    Human,
    Json,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let loaded = load(&arguments.path)?;
    let report = match arguments.format {
        Format::Json => json_lines(&loaded.checked.diagnostics, &loaded.sources),
        Format::Human => human_report(&loaded),
    };
    io::print(&report)?;
    let denied = arguments.deny_warnings && loaded.warnings() > 0;
    let failed = loaded.checked.program.is_none() || loaded.errors() > 0 || denied;
    Ok(if failed { Exit::Problems } else { Exit::Well })
}

fn human_report(loaded: &Loaded) -> String {
    if !loaded.checked.diagnostics.is_empty() {
        return loaded.report(io::color_of(Stream::Output)) + "\n";
    }
    let content = loaded.checked.program.as_ref().map(content_line);
    format!(
        "no problems in {}{}\n",
        counted(loaded.paths.len(), "file"),
        content.unwrap_or_default()
    )
}

fn content_line(program: &Program) -> String {
    let offers = counted(program.offers.len(), "offer");
    let versions = program.versions.len();
    if versions == program.offers.len() {
        return format!(": {offers}");
    }
    format!(": {offers} in {}", counted(versions, "version"))
}

/// `1 file`, `2 files`
pub fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
