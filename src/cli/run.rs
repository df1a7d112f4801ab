//! `onward run PATH --events FILE`

use std::path::{Path, PathBuf};

use super::check::counted;
use super::events;
use super::exit::Exit;
use super::failure::Failure;
use super::form::Form;
use super::interrupt;
use super::io::{self, Stream};
use super::output::Output;
use super::program::{Loaded, load};
use super::progress::ProgressBar;
use super::state::{changes, load_state};
use super::summary::summary_text;
use crate::base::{Calendar, Date, Instant, LocalTime, Sources};
use crate::engine::Plan;
use crate::format::{Carry, Outputs, Refusals, RunError, RunOptions, State, Summary, run_from};

/// Run a program over a stream of events
///
/// Reads account events (JSON Lines, one event an object; CSV or Parquet, one event a row) and writes the
/// ledger of credits: one compact JSON object a line, or a row of CSV or Parquet, on standard output or to a
/// file. A summary by offer is on standard error. Events packed by gzip or zstd are unpacked; outputs that
/// end in `.gz` or `.zst` are packed.
#[derive(clap::Args)]
#[command(override_usage = "onward run [OPTIONS] <PATH> --events <FILE>...")]
#[command(after_help = "\
Examples:
  onward run demo --events demo/events.jsonl
  onward run demo --events events.jsonl --out ledger.jsonl --rejects bad.jsonl
  onward run demo --events 2026-03.jsonl.gz --out ledger.jsonl.zst
  onward run demo --events 'history/*.jsonl.gz' billing.jsonl --out ledger.jsonl
  onward run demo --events march.csv april.parquet --out ledger.parquet
  cat march.jsonl april.jsonl | onward run demo --events - | grep '\"issued\"'
  onward run demo --events events.jsonl --as-of 2026-07-01
  onward run demo --events monday.jsonl --state accounts.zst --out monday.out

Exit status: 0 all well, 1 the offers have errors, 2 a file cannot be read or
written, 3 completed and some events were rejected")]
pub struct Arguments {
    /// An offer file, or a folder: all `.offer` files below it
    path: PathBuf,
    /// The events: one file or several, which are merged by time; `'dir/*.jsonl'` is all that fit, `-` is
    /// standard input
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    events: Vec<PathBuf>,
    /// The form of all events [default: by the name of each: `.csv`, `.parquet`, else JSON Lines]
    #[arg(long, visible_alias = "events-format", value_enum, value_name = "FORM")]
    format: Option<Form>,
    /// Where to write the ledger; it appears once it is whole
    #[arg(
        long,
        value_name = "FILE",
        default_value = "-",
        hide_default_value = true
    )]
    out: PathBuf,
    /// The form of the ledger [default: by its name, as above]
    #[arg(long, value_enum, value_name = "FORM")]
    output_format: Option<Form>,
    /// Where to write what was rejected: line, id, member and reason
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Go on from the accounts in FILE, and save them there at the end; clocks then stop where the events
    /// do, unless `--as-of` moves them
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Move every clock to this instant at the end; a date or a local time is in the program's zone,
    /// `latest` is the latest event
    #[arg(long, value_name = "INSTANT")]
    as_of: Option<String>,
    /// Write enrollments that were refused, too
    #[arg(long)]
    refusals: bool,
    /// How many threads work at once [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

/// What `--as-of` calls the latest instant of an accepted event.
const LATEST: &str = "latest";

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let paths = events::find(&arguments.events)?;
    check_paths(arguments, &paths)?;
    let mut loaded = load(&arguments.path)?;
    check_sources(arguments, &loaded)?;
    let program = match loaded.checked.program.take() {
        Some(program) if loaded.errors() == 0 => program,
        Some(_) | None => {
            io::say(&loaded.report(io::color_of(Stream::Error)));
            return Ok(Exit::Problems);
        }
    };
    if loaded.warnings() > 0 {
        let warnings = counted(loaded.warnings(), "warning");
        let path = arguments.path.display();
        io::say(&format!("{warnings}: see `onward check {path}`"));
    }
    let as_of = match &arguments.as_of {
        Some(text) if text != LATEST => Some(read_as_of(text, program.calendar)?),
        Some(_) | None => None,
    };
    let before = match &arguments.state {
        Some(path) => load_state(path)?,
        None => State::default(),
    };
    if !before.sources.is_empty()
        && let Some(changes) = changes(&before.sources, &loaded.sources)
    {
        io::say(&refused(arguments, &changes));
        return Ok(Exit::Problems);
    }
    let plan = Plan::new(program);
    run_events(arguments, &paths, &plan, as_of, (before, &loaded.sources))
}

/// Why accounts cannot go on under this program.
fn refused(arguments: &Arguments, changes: &str) -> String {
    let state = arguments.state.as_deref().unwrap_or(Path::new("-"));
    format!(
        "error: the accounts in `{}` were saved under another program\n{changes} help: put the offers \
         back as they were, or run the whole history\n       under the new ones with a new state",
        state.display()
    )
}

fn run_events(
    arguments: &Arguments,
    paths: &[PathBuf],
    plan: &Plan,
    as_of: Option<Instant>,
    (before, sources): (State, &Sources),
) -> Result<Exit, Failure> {
    let events = events::open_all(paths, arguments.format, plan.program())?;
    for note in &events.notes {
        io::say(note);
    }
    interrupt::watch(unfinished("interrupted", arguments));
    let mut ledger = Output::open(&arguments.out)?;
    let mut rejects = match &arguments.rejects {
        Some(path) => Some(Output::open(path)?),
        None => None,
    };
    let mut state = match &arguments.state {
        Some(path) => Some(Output::open(path)?),
        None => None,
    };
    let mut bar = ProgressBar::new(events.bytes, io::is_watched(ledger.is_standard()));
    let options = RunOptions {
        threads: arguments
            .threads
            .map_or_else(io::machine_threads, usize::from),
        as_of,
        refusals: if arguments.refusals {
            Refusals::Written
        } else {
            Refusals::LeftOut
        },
        ledger: Form::of_ledger(arguments.output_format, &arguments.out)?,
        ends_process: true,
        ..RunOptions::default()
    };
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: rejects.as_mut().map(|rejects| rejects as _),
    };
    let mut advance_bar = |progress| bar.advance(progress);
    let carry = state.as_mut().map(|state| Carry {
        before,
        after: state,
        sources,
        to_latest: arguments.as_of.as_deref() == Some(LATEST),
    });
    let inputs = events.inputs;
    let result = run_from(plan, inputs, outputs, &options, carry, &mut advance_bar);
    bar.finish();
    let finished = result.and_then(|summary| {
        ledger.finish().map_err(RunError::WriteLedger)?;
        rejects
            .map_or(Ok(()), Output::finish)
            .map_err(RunError::WriteRejects)?;
        // The last of all: where anything failed, the old state is still the right one.
        state
            .map_or(Ok(()), Output::finish)
            .map_err(RunError::WriteState)?;
        Ok(summary)
    });
    match finished {
        Ok(summary) => Ok(tell(arguments, &summary)),
        Err(error) => ended_early(arguments, paths, error),
    }
}

/// Tells the person what the run came to.
fn tell(arguments: &Arguments, summary: &Summary) -> Exit {
    io::say(summary_text(summary).trim_end());
    let count = summary.events.rejected;
    if count == 0 {
        return Exit::Well;
    }
    let events = if count == 1 {
        "event was"
    } else {
        "events were"
    };
    let place = match &arguments.rejects {
        Some(path) => format!("see `{}`", path.display()),
        None => "`--rejects FILE` writes which, and why".to_owned(),
    };
    io::say(&format!("{count} {events} rejected: {place}"));
    Exit::Rejects
}

/// Why a run ended before its end, and what became of its ledger.
fn unfinished(why: &str, arguments: &Arguments) -> String {
    let state = match &arguments.state {
        Some(path) => format!(", and `{}` is as before", path.display()),
        None => String::new(),
    };
    format!("{why}: {}{state}", unfinished_ledger(arguments))
}

fn unfinished_ledger(arguments: &Arguments) -> String {
    let path = &arguments.out;
    if io::is_standard(path) || io::is_device(path) {
        "the ledger is not complete".to_owned()
    } else {
        format!(
            "the ledger is not complete, and `{}` was not written",
            path.display()
        )
    }
}

/// A reader who has seen enough of the ledger is no failure.
fn ended_early(arguments: &Arguments, paths: &[PathBuf], error: RunError) -> Result<Exit, Failure> {
    match error {
        RunError::WriteLedger(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            io::say(&unfinished("the reader left", arguments));
            Ok(Exit::Well)
        }
        RunError::WriteLedger(error) => {
            let failure = io::cannot_write(&arguments.out, &error);
            Err(failure.help(unfinished_ledger(arguments)))
        }
        RunError::WriteRejects(error) => {
            let path = arguments.rejects.as_deref().unwrap_or(Path::new("-"));
            Err(io::cannot_write(path, &error))
        }
        RunError::WriteState(error) => {
            let path = arguments.state.as_deref().unwrap_or(Path::new("-"));
            let failure = io::cannot_write(path, &error);
            Err(failure.help("the state is what it was before: run these events again"))
        }
        RunError::Read(fault) => {
            let failure = io::cannot_read(events::path_of(paths, &fault), &fault.error);
            Err(failure.help(unfinished_ledger(arguments)))
        }
        RunError::Threads(_) => Err(Failure::new(error.to_string())),
    }
}

/// No file is both read and written, or written twice.
fn check_paths(arguments: &Arguments, events: &[PathBuf]) -> Result<(), Failure> {
    let clash = |one: &str, other: &str, path: &Path| {
        let message = format!(
            "`{one}` and `{other}` are the same file, `{}`",
            path.display()
        );
        Err(Failure::new(message).help("name another file to write to"))
    };
    let named = [
        ("--out", Some(&arguments.out)),
        ("--rejects", arguments.rejects.as_ref()),
        ("--state", arguments.state.as_ref()),
    ];
    for path in events {
        let outputs = named
            .iter()
            .filter_map(|(name, path)| Some((name, path.as_ref()?)));
        for (name, output) in outputs {
            if io::is_same_file(path, output) {
                return clash("--events", name, output);
            }
        }
    }
    for (place, (one, path)) in named.iter().enumerate() {
        for (other, other_path) in named.iter().skip(place + 1) {
            if let (Some(path), Some(other_path)) = (path, other_path)
                && io::is_same_file(path, other_path)
            {
                return clash(one, other, other_path);
            }
        }
    }
    if let Some(rejects) = &arguments.rejects
        && io::is_standard(&arguments.out)
        && io::is_standard(rejects)
    {
        return Err(
            Failure::new("the ledger and the rejects cannot both go to standard output")
                .help("write one of them to a file: `--out FILE` or `--rejects FILE`"),
        );
    }
    Ok(())
}

/// No offer file is overwritten.
fn check_sources(arguments: &Arguments, loaded: &Loaded) -> Result<(), Failure> {
    let outputs = [
        Some(&arguments.out),
        arguments.rejects.as_ref(),
        arguments.state.as_ref(),
    ];
    for output in outputs.into_iter().flatten() {
        if loaded
            .paths
            .iter()
            .any(|path| io::is_same_file(path, output))
        {
            let message = format!("`{}` is an offer file of the program", output.display());
            return Err(Failure::new(message).help("name another file to write to"));
        }
    }
    Ok(())
}

/// An instant, or a date or a local time in the program's zone; a date is its first instant.
pub fn read_as_of(text: &str, calendar: Calendar) -> Result<Instant, Failure> {
    let local = |form| LocalTime::parse_from_str(text, form).ok();
    let forms = [
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%dT%H:%M:%S",
    ];
    let date = || Date::parse_from_str(text, "%Y-%m-%d").ok();
    Instant::parse(text)
        .or_else(|| {
            forms
                .into_iter()
                .find_map(local)
                .map(|time| calendar.instant(time))
        })
        .or_else(|| date().map(|date| calendar.start_of_day(date)))
        .ok_or_else(|| {
            Failure::new(format!("`{text}` is no instant")).help(format!(
                "write `--as-of 2026-07-01T09:00:00Z`, or in {}: `2026-07-01` or \
                 `\"2026-07-01 09:00\"`",
                calendar.zone_name()
            ))
        })
}
