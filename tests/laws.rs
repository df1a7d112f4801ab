//! The laws of the engine as properties, tried on generated cases (`tests/generate`), and the engine held
//! against the model (`tests/model`).
//!
//! `ONWARD_CASES` says how many cases, `ONWARD_SEED` the first seed. A case that breaks a law is made as
//! small as it can be, and shown as it would stand in `tests/cases/regressions`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use onward::engine::{self, Cause, Entry, Plan};
use onward::format::ledger::EntryContext;
use onward::format::{LedgerWriter, Refusals};
use onward::program::Program;

use crate::generate::reduce::reduce;
use crate::generate::{Case, checked};
use crate::model::{self, Arrival, Line, Written};

/// What is wrong with a case, if anything.
type Law = fn(&Program, &Case) -> Result<(), String>;

fn number_from(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

/// The seeds of a run.
fn seeds() -> std::ops::Range<u64> {
    let first = number_from("ONWARD_SEED", 1);
    first..first + number_from("ONWARD_CASES", 300)
}

fn hold(law: Law) {
    for seed in seeds() {
        let Ok(case) = Case::new(seed) else {
            continue;
        };
        if broken(law, &case).is_some() {
            let smaller = reduce(case, &|case| broken(law, case).is_some());
            let wrong = broken(law, &smaller).unwrap_or_default();
            panic!("seed {seed} breaks the law\n{}\n{wrong}", shown(&smaller));
        }
    }
}

/// What is wrong with a case; a law that stops is broken, too.
fn broken(law: Law, case: &Case) -> Option<String> {
    let program = checked(&case.program).ok()?;
    let tried = catch_unwind(AssertUnwindSafe(|| law(&program, case)));
    match tried {
        Ok(Ok(())) => None,
        Ok(Err(wrong)) => Some(wrong),
        Err(_) => Some("it stopped".to_owned()),
    }
}

fn shown(case: &Case) -> String {
    let events: Vec<String> = case.stream.iter().map(|one| one.json()).collect();
    format!(
        "--- program\n{}\n--- events\n{}\n--- as of {}",
        case.program,
        events.join("\n"),
        case.end
    )
}

#[test]
fn the_engine_is_the_model() {
    hold(|program, case| {
        let arrivals = arrivals(program, case);
        let expected = model::run(program, &arrivals, case.end);
        let found = run(&Plan::new(program.clone()), &arrivals, case, |account| {
            account
        });
        compare(program, case, &found, &expected)
    });
}

fn arrivals(program: &Program, case: &Case) -> Vec<Arrival> {
    case.arrivals(program).unwrap_or_default()
}

/// The ledger of the engine; `between` is done to each account after each of its events.
fn run(
    plan: &Plan,
    arrivals: &[Arrival],
    case: &Case,
    between: impl Fn(engine::Account) -> engine::Account,
) -> Vec<Line> {
    let mut accounts: Vec<(String, engine::Account)> = Vec::new();
    let mut lines = Vec::new();
    let mut entries = Vec::new();
    for arrival in arrivals {
        let place = accounts
            .iter()
            .position(|(name, _)| *name == arrival.account);
        let place = place.unwrap_or_else(|| {
            let currency = arrival.currency.expect("the first event opens the account");
            let account = engine::Account::open(&arrival.account, currency, arrival.event.at);
            accounts.push((arrival.account.clone(), account));
            accounts.len() - 1
        });
        let (name, mut account) = accounts.remove(place);
        engine::step(plan, &mut account, &arrival.event, &mut entries);
        collect(&mut lines, &name, Some(&arrival.event.id), &mut entries);
        accounts.insert(place, (name, between(account)));
    }
    for (name, account) in &mut accounts {
        engine::advance(plan, account, case.end, &mut entries);
        collect(&mut lines, name, None, &mut entries);
    }
    lines
}

fn collect(lines: &mut Vec<Line>, account: &str, event: Option<&str>, entries: &mut Vec<Entry>) {
    for entry in entries.drain(..) {
        let event = match entry.cause {
            Cause::Event => event.map(str::to_owned),
            Cause::Clock => None,
        };
        let account = account.to_owned();
        let written = Written { event, entry };
        lines.push(Line { account, written });
    }
}

fn compare(
    program: &Program,
    case: &Case,
    found: &[Line],
    expected: &[Line],
) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    let (found, expected) = (
        ledger(program, case, found),
        ledger(program, case, expected),
    );
    let first = found
        .iter()
        .zip(&expected)
        .position(|(one, other)| one != other);
    let first = first.unwrap_or(found.len().min(expected.len()));
    Err(format!(
        "--- found\n{}\n--- expected\n{}\n--- the first difference\n{}\n{}",
        found.join("\n"),
        expected.join("\n"),
        found.get(first).map_or("", String::as_str),
        expected.get(first).map_or("", String::as_str),
    ))
}

/// As the ledger is written.
fn ledger(program: &Program, case: &Case, lines: &[Line]) -> Vec<String> {
    let mut writer = LedgerWriter::new(program, Refusals::Written);
    let written = lines.iter().map(|line| {
        let of_account = case.stream.iter().find(|one| one.account == line.account);
        let context = EntryContext {
            account: &line.account,
            currency: of_account.expect("an event of the account").currency,
            event: line.written.event.as_deref(),
        };
        let mut out = Vec::new();
        writer.push(&mut out, &context, &line.written.entry);
        String::from_utf8_lossy(&out).trim_end().to_owned()
    });
    written.collect()
}

#[test]
fn share_of_errors() {
    let mut wrong = std::collections::BTreeMap::<String, usize>::new();
    let mut n = 0;
    for seed in seeds() {
        if let Err(problems) = Case::new(seed) {
            n += 1;
            let m: Vec<&str> = problems
                .lines()
                .rev()
                .take_while(|l| !l.is_empty() && *l != "}")
                .collect();
            for one in m {
                *wrong
                    .entry(one.split(": ").next().unwrap().to_owned())
                    .or_default() += 1;
                if std::env::var("SHOW").is_ok() {
                    println!("{seed} {one}");
                }
            }
        }
    }
    println!("{n} {wrong:#?}");
}

#[test]
fn statistics() {
    let mut kinds = std::collections::BTreeMap::<String, usize>::new();
    for seed in seeds() {
        let Ok(case) = Case::new(seed) else { continue };
        let program = checked(&case.program).unwrap();
        let arrivals = arrivals(&program, &case);
        let lines = model::run(&program, &arrivals, case.end);
        for line in lines {
            let text = format!("{:?}", line.written.entry.outcome);
            let mut key = text.split([' ', '{']).next().unwrap().to_owned();
            if let Some((_, r)) = text.split_once("reason: ") {
                key += " ";
                key += r.trim_end_matches(" }");
            }
            *kinds.entry(key).or_default() += 1;
        }
    }
    println!("{kinds:#?}");
}

#[test]
#[ignore = "shows every difference of a long run"]
fn survey() {
    let law: Law = |program, case| {
        let arrivals = arrivals(program, case);
        let expected = model::run(program, &arrivals, case.end);
        let found = run(&Plan::new(program.clone()), &arrivals, case, |account| {
            account
        });
        compare(program, case, &found, &expected)
    };
    let mut found = 0;
    for seed in seeds() {
        let Ok(case) = Case::new(seed) else { continue };
        if broken(law, &case).is_some() {
            let smaller = reduce(case, &|case| broken(law, case).is_some());
            println!(
                "seed {seed}\n{}\n{}",
                shown(&smaller),
                broken(law, &smaller).unwrap_or_default()
            );
            found += 1;
            if found >= number_from("ONWARD_FOUND", 10) {
                break;
            }
        }
    }
}
