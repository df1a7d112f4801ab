//! The language's behaviour as cases: a file below `cases/language` holds the sentence that it pins, offers,
//! events and the ledger that follows from the text of the language. Adding a case needs no Rust.
//!
//! Every case is run with one thread, with one again and with three; the ledger must be the same and keep the
//! laws of `laws`. `ONWARD_CASE=TEXT` runs the cases whose path contains the text.

pub mod case;
mod difference;
mod laws;

use std::path::Path;

use onward::base::{Source, Sources};
use onward::check::check_program;
use onward::engine::Plan;
use onward::format::{Outputs, RunOptions, Summary, run};

use case::Case;
use difference::difference;

const FOLDER: &str = "tests/cases/language";
/// Cases of the same kind that go on for so long that the second implementation would not come to their end.
const PATIENCE: &str = "tests/cases/patience";
/// The sections of `docs/language.md` that say what an offer does: each has cases.
const SECTIONS: &[&str] = &[
    "0-promise",
    "2-offers",
    "2.1-predicates",
    "2.2-tables",
    "2.3-issue",
    "2.4-measures",
    "3-time",
    "4-enrolling",
    "4-events",
    "4-late",
    "4-limits",
    "5-applying",
    "6-refunds",
    "7-ledger",
    "8-events",
];

struct Outcome {
    ledger: String,
    rejects: String,
    summary: Summary,
}

fn run_once(plan: &Plan, case: &Case, options: &RunOptions) -> Outcome {
    let (mut ledger, mut rejects) = (Vec::new(), Vec::new());
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: Some(&mut rejects),
    };
    let summary = run(plan, case.events.as_bytes(), outputs, options, &mut |_| {}).unwrap();
    Outcome {
        ledger: String::from_utf8(ledger).unwrap(),
        rejects: String::from_utf8(rejects).unwrap(),
        summary,
    }
}

/// What is wrong with a case, nothing where it holds.
fn problems_of(case: &Case) -> Vec<String> {
    let mut sources = Vec::new();
    if let Some(schema) = &case.schema {
        sources.push(Source::new("schema.offer", schema.clone()));
    }
    sources.push(Source::new("case.offer", case.offers.clone()));
    let checked = check_program(&Sources::new(sources));
    let errors: Vec<String> = checked
        .diagnostics
        .iter()
        .filter(|one| one.is_error())
        .map(|one| format!("{} ({:?})", one.message, one.help))
        .collect();
    if !errors.is_empty() {
        return vec![format!(
            "the offers have errors:\n  {}",
            errors.join("\n  ")
        )];
    }
    let plan = Plan::new(checked.program.unwrap());
    let outcome = run_once(&plan, case, &case.options);
    let mut problems = Vec::new();
    problems.extend(difference("ledger", &case.ledger, &outcome.ledger));
    problems.extend(rejects_problem(case, &outcome.rejects));
    problems.extend(counts_problems(case, &outcome.summary));
    problems.extend(laws::broken(&case.events, &outcome.ledger));
    for threads in [1, 3] {
        let options = RunOptions {
            threads,
            batch_bytes: 100,
            ..case.options
        };
        let again = run_once(&plan, case, &options);
        problems.extend(difference(
            &format!("ledger of {threads} threads against the first"),
            &outcome.ledger,
            &again.ledger,
        ));
        problems.extend(difference("rejects", &outcome.rejects, &again.rejects));
    }
    problems
}

/// Rejects compare by the members that the case writes: the wording of reasons has cases of its own.
fn rejects_problem(case: &Case, found: &str) -> Option<String> {
    let read = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
    let same = |(expected, found): (&str, &str)| {
        let (expected, found) = (read(expected), read(found));
        let mut members = expected.as_object().unwrap().iter();
        members.all(|(member, value)| found.get(member) == Some(value))
    };
    let as_many = case.rejects.lines().count() == found.lines().count();
    let holds = as_many && case.rejects.lines().zip(found.lines()).all(same);
    (!holds).then(|| format!("rejects\n expected:\n{} found:\n{found}", case.rejects))
}

fn counts_problems(case: &Case, summary: &Summary) -> Vec<String> {
    let found = |name: &str| match name {
        "accepted" => summary.events.accepted,
        "duplicates" => summary.events.duplicates,
        "undeclared" => summary.events.undeclared,
        "rejected" => summary.events.rejected,
        other => panic!("no count is named `{other}`"),
    };
    let counts = case.counts.iter();
    counts
        .filter(|(name, expected)| found(name) != **expected)
        .map(|(name, expected)| format!("{name}: expected {expected}, found {}", found(name)))
        .collect()
}

#[test]
fn every_case_gives_its_ledger() {
    every_case_of_gives_its_ledger(FOLDER);
}

#[test]
fn what_goes_on_for_very_long_is_over_soon() {
    every_case_of_gives_its_ledger(PATIENCE);
}

fn every_case_of_gives_its_ledger(folder: &str) {
    let wanted = std::env::var("ONWARD_CASE").unwrap_or_default();
    let cases = case::read_all(Path::new(folder));
    let mut failures = String::new();
    let mut failed = 0;
    for case in cases.iter().filter(|case| case.path.contains(&wanted)) {
        let problems = problems_of(case);
        if !problems.is_empty() {
            failed += 1;
            let problems = problems.join("\n");
            failures += &format!("\n{}\n{}\n{problems}\n", case.path, case.prose);
        }
    }
    assert!(failed == 0, "{failed} of the cases fail:\n{failures}");
}

#[test]
fn every_section_has_cases() {
    let cases = case::read_all(Path::new(FOLDER));
    for section in SECTIONS {
        let folder = format!("{FOLDER}/{section}/");
        let found = cases.iter().any(|case| case.path.starts_with(&folder));
        assert!(found, "{folder} has no case");
    }
}
