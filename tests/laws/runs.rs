//! Runs of the engine, and how two ledgers compare.

use onward::base::Instant;
use onward::engine::{self, Account, Cause, Entry, Plan};
use onward::format::ledger::EntryContext;
use onward::format::{LedgerWriter, Outputs, Refusals, RunOptions};
use onward::program::Program;

use crate::generate::Case;
use crate::model::{Arrival, Line, Written};

pub fn arrivals(program: &Program, case: &Case) -> Vec<Arrival> {
    case.arrivals(program).unwrap_or_default()
}

/// In the order in which they first appear.
pub fn accounts(arrivals: &[Arrival]) -> Vec<String> {
    let mut accounts: Vec<String> = Vec::new();
    for arrival in arrivals {
        if !accounts.contains(&arrival.account) {
            accounts.push(arrival.account.clone());
        }
    }
    accounts
}

/// The ledger of the engine.
pub fn run(plan: &Plan, arrivals: &[Arrival], end: Instant) -> Vec<Line> {
    run_with(plan, arrivals, end, |account| account, &|_, _| Vec::new())
}

/// The ledger of the engine; `between` is done to each account after each of its events, and its clock
/// is stopped at `stops` on the way from where it is to its next event.
pub fn run_with(
    plan: &Plan,
    arrivals: &[Arrival],
    end: Instant,
    between: impl Fn(Account) -> Account,
    stops: &dyn Fn(Instant, Instant) -> Vec<Instant>,
) -> Vec<Line> {
    let mut accounts: Vec<Account> = Vec::new();
    let mut lines = Vec::new();
    let mut entries = Vec::new();
    for arrival in arrivals {
        let is_its = |account: &Account| account.id() == arrival.account;
        let place = accounts.iter().position(is_its).unwrap_or_else(|| {
            let currency = arrival.currency.expect("the first event opens the account");
            let account = Account::open(&arrival.account, currency, arrival.event.at);
            accounts.push(account);
            accounts.len() - 1
        });
        let mut account = accounts.remove(place);
        for stop in &stops(account.clock(), arrival.event.at) {
            engine::advance(plan, &mut account, *stop, &mut entries);
        }
        engine::step(plan, &mut account, &arrival.event, &mut entries);
        collect(&mut lines, &account, Some(&arrival.event.id), &mut entries);
        accounts.insert(place, between(account));
    }
    for account in &mut accounts {
        engine::advance(plan, account, end, &mut entries);
        collect(&mut lines, account, None, &mut entries);
    }
    lines
}

fn collect(
    lines: &mut Vec<Line>,
    account: &Account,
    event: Option<&str>,
    entries: &mut Vec<Entry>,
) {
    for entry in entries.drain(..) {
        let event = match entry.cause {
            Cause::Event => event.map(str::to_owned),
            Cause::Clock => None,
        };
        let account = account.id().to_owned();
        let written = Written { event, entry };
        lines.push(Line { account, written });
    }
}

/// From the lines of the events to the lines of the ledger.
pub fn run_bytes(plan: &Plan, case: &Case, threads: usize) -> Vec<String> {
    let events: Vec<String> = case.stream.iter().map(|one| one.json() + "\n").collect();
    let options = RunOptions {
        threads,
        as_of: Some(case.end),
        refusals: Refusals::Written,
        batch_bytes: 300,
        ..RunOptions::default()
    };
    let mut ledger = Vec::new();
    let mut rejects = Vec::new();
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: Some(&mut rejects),
    };
    let input = events.concat();
    onward::format::run(plan, input.as_bytes(), outputs, &options, &mut |_| {})
        .expect("bytes in memory can be read and written");
    assert_eq!(
        String::from_utf8_lossy(&rejects),
        "",
        "events were rejected"
    );
    let ledger = String::from_utf8_lossy(&ledger);
    ledger.lines().map(str::to_owned).collect()
}

pub fn compare(
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
    compare_texts(&found, &expected)?;
    Err("the entries differ where the ledger does not".to_owned())
}

pub fn compare_texts(found: &[String], expected: &[String]) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    let mut pairs = found.iter().zip(expected);
    let first = pairs.position(|(one, other)| one != other);
    let first = first.unwrap_or(found.len().min(expected.len()));
    Err(format!(
        "=== ledger\n{}\n--- found instead\n{}\n--- the first difference\n{}\n{}",
        expected.join("\n"),
        found.join("\n"),
        expected.get(first).map_or("", String::as_str),
        found.get(first).map_or("", String::as_str),
    ))
}

/// As the ledger is written.
pub fn ledger(program: &Program, case: &Case, lines: &[Line]) -> Vec<String> {
    let writer = LedgerWriter::new(program, Refusals::Written);
    let written = lines.iter().map(|line| {
        let mut events = case.stream.iter();
        let of_account = events.find(|one| one.account == line.account);
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
