//! `onward test PATH`

mod cover;
mod find;
mod judge;
mod keep;
mod review;

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::exit::Exit;
use super::failure::Failure;
use super::io::{self, Stream};
use super::program::{Loaded, load};
use crate::base::Sources;
use crate::case::{self, CaseOutcome};
use crate::engine::Plan;
use crate::program::Program;
use crate::report::coverage;
use crate::report::verdicts::{Status, Verdict, draw_verdict, json_lines, junit, summary};
use cover::Cover;
use find::{Found, find};

/// Run scenarios and cases, and compare them with their snapshots
///
/// Runs every scenario of a program and every file of events in a folder `cases` beside its offers. A
/// scenario's `=>` lines have to be what happens, and the timeline of each case has to be its snapshot,
/// the `.snap` file in `cases`.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  onward test demo
  onward test demo --fill
  onward test demo --review
  onward test demo --coverage --mutate --html coverage.html
  onward test promotions/*/ --locked --format junit > tests.xml

Exit status: 0 all as expected, 1 a case failed or changed, or the offers have
errors, 2 a file cannot be read or written, 4 cases have no snapshot yet, 5 an
offer is covered less than `--min-coverage` or `--min-mutation` asks")]
pub struct Arguments {
    /// Programs: each an offer file, or a folder with all `.offer` files below it
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Write what happened as `=>` lines into the offer files
    #[arg(long)]
    fill: bool,
    /// Write every timeline that changed as the new snapshot, and delete stale ones
    #[arg(long, conflicts_with = "review")]
    accept: bool,
    /// Walk through what changed, one by one: accept, reject or skip
    #[arg(long)]
    review: bool,
    /// Write nothing; also where the variable CI is set
    #[arg(long)]
    locked: bool,
    /// How to report: for a person, one JSON object a case, or JUnit XML
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Only cases whose name contains this
    #[arg(long, value_name = "SUBSTRING")]
    only: Option<String>,
    /// Say which clauses, conditions and edges of each offer the cases reach
    #[arg(long, conflicts_with = "only")]
    coverage: bool,
    /// Edit each offer in every small way, and say which edits no case notices
    #[arg(long, conflicts_with = "only")]
    mutate: bool,
    /// Fail where an offer has less clause coverage than this, in percent
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u16).range(0..=100), conflicts_with = "only")]
    min_coverage: Option<u16>,
    /// Fail where the cases notice fewer edits of an offer than this, in percent
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u16).range(0..=100), conflicts_with = "only")]
    min_mutation: Option<u16>,
    /// Write what is covered as a page, with the source of the offers
    #[arg(long, value_name = "FILE", conflicts_with = "only")]
    html: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    Human,
    Json,
    Junit,
}

/// A program with its cases, and how they stand.
struct Tested {
    path: String,
    sources: Sources,
    /// One of the program as a whole where its offers have errors.
    verdicts: Vec<Verdict>,
    /// Where it was asked for.
    cover: Option<Cover>,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    check_writing(arguments)?;
    let mut tested = Vec::new();
    for path in &arguments.paths {
        tested.push(test(arguments, path)?);
    }
    if let Some(only) = &arguments.only
        && tested.iter().all(|tested| tested.verdicts.is_empty())
    {
        return Err(Failure::new(format!("no case has `{only}` in its name")));
    }
    if arguments.review {
        let reviewed = tested
            .iter_mut()
            .map(|tested| (&mut tested.verdicts, &tested.sources));
        review::review(reviewed)?;
    }
    report(arguments, &tested)?;
    if let Some(path) = &arguments.html {
        let covered: Vec<_> = tested.iter().filter_map(Tested::covered).collect();
        keep::write(path, &coverage::page(&covered))?;
    }
    let below = cover::below_minimum(arguments, &tested);
    below.iter().for_each(|line| io::say(line));
    let has_misfits = tested
        .iter()
        .filter_map(|tested| tested.cover.as_ref())
        .any(|cover| !cover.misfits.is_empty());
    let statuses = || {
        let verdicts = tested.iter().flat_map(|tested| &tested.verdicts);
        verdicts.map(Verdict::status)
    };
    let is_pending = |status: Status| status == Status::Pending;
    Ok(
        if has_misfits || statuses().any(|status| !status.is_well() && !is_pending(status)) {
            Exit::Problems
        } else if statuses().any(is_pending) {
            Exit::Pending
        } else if !below.is_empty() {
            Exit::BelowMinimum
        } else {
            Exit::Well
        },
    )
}

/// Nothing is written where that was forbidden.
fn check_writing(arguments: &Arguments) -> Result<(), Failure> {
    let writes = [
        ("--fill", arguments.fill),
        ("--accept", arguments.accept),
        ("--review", arguments.review),
    ];
    let Some((option, _)) = writes.iter().find(|(_, is_asked)| *is_asked) else {
        return Ok(());
    };
    let why = if arguments.locked {
        "`--locked` forbids that"
    } else if io::is_set("CI") {
        "the variable `CI` is set, which forbids that"
    } else {
        return Ok(());
    };
    Err(Failure::new(format!("`{option}` writes files, and {why}"))
        .help("accept changes where they were made, and commit them"))
}

/// Tests one program. Where its offers have errors, these are reported and nothing is tested.
fn test(arguments: &Arguments, path: &Path) -> Result<Tested, Failure> {
    let Some((program, mut loaded)) = sound(path)? else {
        return Ok(broken(path));
    };
    let mut plan = Plan::new(program);
    let mut found = find(path, &loaded, plan.program(), arguments.only.as_deref())?;
    let mut outcomes = run_cases(&plan, &found);
    if arguments.fill && fill(&loaded, &found, &outcomes)? > 0 {
        let Some((program, filled)) = sound(path)? else {
            return Ok(broken(path));
        };
        plan = Plan::new(program);
        loaded = filled;
        found = find(path, &loaded, plan.program(), arguments.only.as_deref())?;
        outcomes = run_cases(&plan, &found);
    }
    let cover = cover::measure(arguments, &loaded, &plan, &found, &outcomes)?;
    let mut verdicts = judge::judge(plan.program(), &found, &outcomes)?;
    if arguments.accept {
        verdicts.iter_mut().try_for_each(keep::accept)?;
    }
    Ok(Tested {
        path: path.display().to_string(),
        sources: loaded.sources,
        verdicts,
        cover,
    })
}

fn broken(path: &Path) -> Tested {
    let path = path.display().to_string();
    Tested {
        verdicts: vec![Verdict::broken(&path)],
        path,
        sources: Sources::default(),
        cover: None,
    }
}

fn run_cases(plan: &Plan, found: &Found) -> Vec<CaseOutcome> {
    let cases: Vec<_> = found.cases.iter().map(|found| found.case.clone()).collect();
    case::run_all(plan, &cases)
}

/// A program without errors.
fn sound(path: &Path) -> Result<Option<(Program, Loaded)>, Failure> {
    let mut loaded = load(path)?;
    match loaded.checked.program.take() {
        Some(program) if loaded.errors() == 0 => Ok(Some((program, loaded))),
        Some(_) | None => {
            io::say(&loaded.report(io::color_of(Stream::Error)));
            Ok(None)
        }
    }
}

/// Writes the `=>` lines of every offer file that needs some; says how many files that were.
fn fill(loaded: &Loaded, found: &Found, outcomes: &[CaseOutcome]) -> Result<usize, Failure> {
    let mut filled = 0;
    for ((id, source), path) in loaded.sources.iter().zip(&loaded.paths) {
        let cases = found.cases.iter().map(|found| &found.case).zip(outcomes);
        if let Some(text) = case::fill(id, source, cases) {
            keep::write(path, &text)?;
            io::say(&format!("filled `{}`", path.display()));
            filled += 1;
        }
    }
    Ok(filled)
}

fn report(arguments: &Arguments, tested: &[Tested]) -> Result<(), Failure> {
    match arguments.format {
        Format::Human => io::print(&human(arguments, tested)),
        Format::Json => {
            let lines = tested
                .iter()
                .map(|tested| json_lines(&tested.verdicts, &tested.sources));
            let covered = tested.iter().filter_map(Tested::covered);
            let covered = covered.map(|covered| coverage::json_lines(&covered));
            io::print(&lines.chain(covered).collect::<String>())
        }
        Format::Junit => {
            let programs = tested
                .iter()
                .map(|tested| (&*tested.path, &*tested.verdicts, &tested.sources));
            io::print(&junit(programs))
        }
    }
}

fn human(arguments: &Arguments, tested: &[Tested]) -> String {
    let color = io::color_of(Stream::Output);
    let mut text = String::new();
    for tested in tested {
        for verdict in &tested.verdicts {
            // Who has reviewed it has seen it.
            if !verdict.status().is_well() && !arguments.review {
                text.push_str(&draw_verdict(verdict, &tested.sources, color));
                text.push('\n');
            }
        }
    }
    let all: Vec<Verdict> = tested
        .iter()
        .flat_map(|tested| tested.verdicts.iter().cloned())
        .collect();
    text.push_str(&summary(&all));
    text.push('\n');
    if let Some(advice) = advice(&all) {
        text.push_str(advice);
        text.push('\n');
    }
    let covered: Vec<_> = tested.iter().filter_map(Tested::covered).collect();
    if !covered.is_empty() {
        text.push('\n');
        text.push_str(&coverage::draw(&covered));
    }
    text
}

/// What to do next.
fn advice(verdicts: &[Verdict]) -> Option<&'static str> {
    let worst = verdicts.iter().map(Verdict::status).max()?;
    match worst {
        Status::Passed | Status::Accepted | Status::Deleted | Status::Broken => None,
        Status::Pending => Some("read what is new, then `--accept` it or `--review` it"),
        Status::Stale | Status::Changed | Status::EditedByHand | Status::Unreadable => {
            Some("if this is meant, `--review` it or `--accept` it")
        }
        Status::Failed => {
            Some("if what was found is right, `--fill` writes it into the offer files")
        }
    }
}
