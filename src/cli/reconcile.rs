//! `onward reconcile PATH --events FILE --billed FILE`

use std::path::PathBuf;

use clap::ValueEnum;

use super::account::{Sound, sound};
use super::check::counted;
use super::events::{Found, Named};
use super::exit::Exit;
use super::failure::Failure;
use super::io;
use super::packing::unpacked_all;
use super::run::read_as_of;
use crate::books::{Reconciliation, Scope, charges, reconcile};
use crate::engine::Plan;
use crate::explain::{Subject, explain, place_of};
use crate::format::{BilledFault, read_accounts, read_billed};
use crate::report::diagnostics::Color;
use crate::report::explain::{self as explain_report, Voice};
use crate::report::reconcile::{self as report, Explanations};

/// Compare a bill with what the terms say
///
/// Compares what was billed for each charge with what the terms say: credit that was missed, credit too
/// much, sums that are wrong, charges that are unknown, billed twice or missing. A bill is CSV with a
/// header, JSON Lines or Parquet, packed or not: `charge`, `credit` and `cash`, and where charge ids are not
/// unique `account`.
#[derive(clap::Args)]
#[command(override_usage = "onward reconcile [OPTIONS] <PATH> --events <FILE>... --billed <FILE>")]
#[command(after_help = "\
Examples:
  onward reconcile demo --events demo/events.jsonl --billed bill.csv
  onward reconcile demo --events events.jsonl --billed bill.csv --account a1
  onward reconcile demo --events events.jsonl --billed bill.csv --explain
  onward reconcile demo --events events.jsonl --billed march.csv \\
    --from 2026-03-01 --before 2026-04-01
  onward reconcile demo --events 'history/*.parquet' --billed bill.csv

A bill:
  charge,credit,cash
  c4,70.00,0.00
  c5,20.00,15.00

Exit status: 0 all agrees, 1 there are differences or the offers have errors,
2 a file cannot be read or the bill has bad lines, 3 all agrees and some events
were rejected")]
pub struct Arguments {
    /// An offer file, or a folder: all `.offer` files below it
    path: PathBuf,
    #[command(flatten)]
    events: Named,
    /// The bill; `-` is standard input
    #[arg(long, value_name = "FILE")]
    billed: PathBuf,
    /// Only charges of this account; a line that names no account is taken to be of it
    #[arg(long, value_name = "ID")]
    account: Option<String>,
    /// Charges before this instant need not be billed
    #[arg(long, value_name = "INSTANT")]
    from: Option<String>,
    /// Charges at this instant or later need not be billed
    #[arg(long, value_name = "INSTANT")]
    before: Option<String>,
    /// Explain each difference: why the terms give what they give
    #[arg(long)]
    explain: bool,
    /// How to report: tables for a terminal, or one JSON object
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    if arguments.events.are_standard() && io::is_standard(&arguments.billed) {
        return Err(
            Failure::new("the events and the bill cannot both come from standard input")
                .help("read one of them from a file"),
        );
    }
    if arguments.explain && arguments.events.are_standard() {
        return Err(Failure::new(
            "`--explain` reads the events a second time, and standard input is gone then",
        )
        .help("read the events from a file"));
    }
    let Some(sound) = sound(&arguments.path)? else {
        return Ok(Exit::Problems);
    };
    let events = arguments.events.find()?;
    let (found, rejected) = compare(arguments, &events, &sound.plan)?;
    let program = sound.plan.program();
    let explanations = if arguments.explain {
        explanations(arguments, &events, &sound, &found)?
    } else {
        Vec::new()
    };
    io::print(&match arguments.format {
        Format::Text => report::text(program, &found, &explanations),
        Format::Json => report::json(program, &found, &explanations),
    })?;
    if rejected > 0 {
        let rejected = usize::try_from(rejected).unwrap_or(usize::MAX);
        io::say(&format!(
            "{} rejected and left out: `onward run --rejects FILE` writes which, and why",
            counted(rejected, "event")
        ));
    }
    Ok(match (found.differences.is_empty(), rejected) {
        (false, _) => Exit::Problems,
        (true, 0) => Exit::Well,
        (true, _) => Exit::Rejects,
    })
}

/// The bill beside the charges, and how many events were rejected.
fn compare(
    arguments: &Arguments,
    events: &Found,
    plan: &Plan,
) -> Result<(Reconciliation, u64), Failure> {
    let calendar = plan.program().calendar;
    let instant = |text: &Option<String>| {
        let text = text.as_deref();
        text.map(|text| read_as_of(text, calendar)).transpose()
    };
    let scope = Scope {
        account: arguments.account.as_deref(),
        from: instant(&arguments.from)?,
        before: instant(&arguments.before)?,
    };
    let billed = io::read_all(&arguments.billed)?;
    let billed =
        unpacked_all(billed).map_err(|error| io::cannot_read(&arguments.billed, &error))?;
    let bill = read_billed(&billed).map_err(|faults| bad_bill(arguments, &faults))?;
    let inputs = events.open_and_tell(plan.program())?;
    let charges = charges(plan, inputs, scope.account).map_err(|fault| events.unread(&fault))?;
    let found =
        reconcile(&charges, &bill, &scope).map_err(|faults| bad_bill(arguments, &faults))?;
    Ok((found, charges.rejected))
}

/// Why the terms give what they give, of each difference; nothing of a charge that no event tells of.
fn explanations(
    arguments: &Arguments,
    events: &Found,
    sound: &Sound,
    found: &Reconciliation,
) -> Result<Explanations, Failure> {
    let (plan, sources) = (&sound.plan, &sound.sources);
    let program = plan.program();
    let accounts = found
        .differences
        .iter()
        .filter_map(|it| it.account.as_deref());
    let inputs = events.open(program)?.inputs;
    let known = read_accounts(program, inputs, &accounts.collect())
        .map_err(|fault| events.unread(&fault))?;
    let explained = found.differences.iter().map(|compared| {
        let known = known.get(compared.account.as_deref()?)?;
        let place = place_of(known, &compared.charge)?;
        let explanation = explain(plan, known, Subject::Event(place))?;
        Some(match arguments.format {
            Format::Text => {
                let voice = Voice::Support;
                explain_report::text(program, sources, known, &explanation, voice, Color::Never)
            }
            Format::Json => explain_report::json(program, sources, known, &explanation),
        })
    });
    Ok(explained.collect())
}

/// What is wrong with the bill, line by line.
fn bad_bill(arguments: &Arguments, faults: &[BilledFault]) -> Failure {
    const SHOWN: usize = 20;
    let bill = arguments.billed.display();
    let mut message = format!("`{bill}` cannot be compared:");
    for fault in faults.iter().take(SHOWN) {
        match &fault.place {
            Some(place) => message.push_str(&format!("\n  {place}: {}", fault.reason)),
            None => message.push_str(&format!("\n  {}", fault.reason)),
        }
    }
    if faults.len() > SHOWN {
        message.push_str(&format!("\n  and {} more", faults.len() - SHOWN));
    }
    Failure::new(message)
}
