//! The model held against the cases that were worked out by hand (`tests/cases/language`), and both the
//! model and the engine against cases that chance found (`tests/cases/regressions`).

use std::path::Path;

use onward::base::{Instant, Source, Sources};
use onward::check::check_program;
use onward::engine::{Outcome, Plan};
use onward::format::events::{EventSource, opening_currency, read_event};
use onward::format::item::Item;
use onward::format::ledger::EntryContext;
use onward::format::lines::LineBytes;
use onward::format::record::{LineContent, read_line};
use onward::format::{LedgerWriter, Outputs, Refusals};
use onward::program::Program;

use super::runs;
use crate::language::case::{Case, read_all};
use crate::model::{self, Arrival, Model};

#[test]
fn the_model_agrees_with_the_cases_worked_out_by_hand() {
    holds_for_all("tests/cases/language", &ledger_of_model);
}

#[test]
fn the_model_agrees_with_the_regressions() {
    holds_for_all("tests/cases/regressions", &ledger_of_model);
}

#[test]
fn the_engine_agrees_with_the_regressions() {
    holds_for_all("tests/cases/regressions", &ledger_of_engine);
}

fn holds_for_all(folder: &str, ledger: &dyn Fn(&Program, &Case) -> Vec<String>) {
    let mut wrong = Vec::new();
    for case in read_all(Path::new(folder)) {
        let program = program_of(&case);
        let expected: Vec<String> = case.ledger.lines().map(str::to_owned).collect();
        if let Err(difference) = runs::compare_texts(&ledger(&program, &case), &expected) {
            wrong.push(format!("{}\n{}\n{difference}", case.path, case.prose));
        }
    }
    let how_many = wrong.len();
    assert!(wrong.is_empty(), "{how_many} cases\n{}", wrong.join("\n\n"));
}

fn program_of(case: &Case) -> Program {
    let schema = case.schema.iter();
    let schema = schema.map(|text| Source::new("schema.offer", text.clone()));
    let offers = Source::new("case.offer", case.offers.clone());
    let checked = check_program(&Sources::new(schema.chain([offers]).collect()));
    checked.program.expect("the offers of a case are right")
}

fn ledger_of_engine(program: &Program, case: &Case) -> Vec<String> {
    let mut ledger = Vec::new();
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: None,
    };
    let plan = Plan::new(program.clone());
    let events = case.events.as_bytes();
    onward::format::run(&plan, events, outputs, &case.options, &mut |_| {})
        .expect("bytes in memory can be read and written");
    let ledger = String::from_utf8_lossy(&ledger);
    ledger.lines().map(str::to_owned).collect()
}

fn ledger_of_model(program: &Program, case: &Case) -> Vec<String> {
    let arrivals = accepted(program, &case.events);
    let latest = arrivals.iter().map(|arrival| arrival.event.at).max();
    let end = case.options.as_of.or(latest);
    let end = end.unwrap_or(Instant::from_seconds(0));
    let writer = LedgerWriter::new(program, Refusals::Written);
    let mut ledger = Vec::new();
    for line in model::run(program, &arrivals, end) {
        let is_refusal = matches!(
            line.written.entry.outcome,
            Outcome::EnrollmentRefused { .. }
        );
        if is_refusal && case.options.refusals == Refusals::LeftOut {
            continue;
        }
        let mut events = arrivals.iter();
        let opening = events.find(|arrival| arrival.account == line.account);
        let currency = opening.and_then(|opening| opening.currency);
        let context = EntryContext {
            account: &line.account,
            currency: currency.expect("the first event opens the account"),
            event: line.written.event.as_deref(),
        };
        let mut out = Vec::new();
        writer.push(&mut out, &context, &line.written.entry);
        ledger.push(String::from_utf8_lossy(&out).trim_end().to_owned());
    }
    ledger
}

/// The events that a run accepts (section 8).
fn accepted(program: &Program, events: &str) -> Vec<Arrival> {
    let mut model = Model::new(program);
    let mut arrivals: Vec<Arrival> = Vec::new();
    for line in events.lines() {
        if let Some(arrival) = arrival(program, &model, line) {
            let is_known = arrivals.iter().any(|earlier| {
                earlier.account == arrival.account && earlier.event.id == arrival.event.id
            });
            if !is_known {
                model.take(&arrival);
                arrivals.push(arrival);
            }
        }
    }
    arrivals
}

/// None where the line is not accepted.
fn arrival(program: &Program, model: &Model<'_>, line: &str) -> Option<Arrival> {
    let mut members = Vec::new();
    let content = read_line(program, LineBytes::Whole(line.as_bytes()), &mut members);
    let LineContent::Record(record) = content else {
        return None;
    };
    let mut accounts = model.accounts.iter();
    let account = accounts.find(|account| account.name == record.account.text());
    let source = EventSource {
        members: &members,
        values: &[],
        item: Item::Line(LineBytes::TooLong),
    };
    let opening = opening_currency(&record, &source).ok();
    let opens = matches!(
        program.events[record.kind.index()].role,
        onward::program::Role::Opens
    );
    let currency = match (account, opens) {
        (Some(account), false) => account.currency,
        (None, true) => opening?,
        (Some(_), true) | (None, false) => return None,
    };
    let mut event = onward::engine::Event::blank();
    let money = (currency, currency.decimals());
    read_event(program, &record, &source, money, &mut event).ok()?;
    let values = event
        .values
        .into_vec()
        .into_iter()
        .map(|value| value.into_owned());
    Some(Arrival {
        account: record.account.text().to_owned(),
        currency: opens.then_some(currency),
        event: onward::engine::Event {
            kind: event.kind,
            id: event.id.into_owned().into(),
            at: event.at,
            values: values.collect(),
        },
    })
}
