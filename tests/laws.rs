//! The laws of the engine as properties, tried on generated cases (`tests/generate`), and the engine held
//! against the model (`tests/model`).
//!
//! `ONWARD_CASES` says how many cases, `ONWARD_SEED` the first seed, `ONWARD_FOUND` how many cases that break
//! a law are looked for. Such a case is made as small as it can be (`ONWARD_SHRINK=0`: is left as it is), and
//! shown as it would stand in `tests/cases/regressions`.

mod books;
mod cases;
mod coverage;
mod credit;
mod explain;
mod forms;
mod inputs;
mod resumed;
mod runs;
mod soak;
mod spelling;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use onward::base::Instant;
use onward::engine::Plan;
use onward::program::Program;

use crate::generate::reduce::reduce;
use crate::generate::{Case, checked};
use crate::model;

/// What is wrong with a case, if anything.
type Law = fn(&Program, &Case) -> Result<(), String>;

/// Every law, by the name of its test.
const LAWS: [(&str, Law); 15] = [
    ("the engine is the model", is_the_model),
    ("the same events give the same ledger", is_determined),
    ("a saved account goes on", is_resumed),
    (
        "a stream goes on in the next file",
        resumed::is_resumed_by_files,
    ),
    (
        "a stream goes on in the next file of any form",
        resumed::is_resumed_in_any_form,
    ),
    ("several inputs are merged", inputs::several_are_merged),
    ("any form of events will do", inputs::any_form_will_do),
    ("a clock may stop on its way", may_stop),
    ("other accounts change nothing", is_separate),
    ("any number of threads", is_the_same_on_threads),
    ("credit is never lost or made up", keeps_credit),
    ("statements add up", books::statements_add_up),
    ("bills agree", books::bills_agree),
    (
        "a laid-out program says the same",
        spelling::is_laid_out_alike,
    ),
    (
        "an event may be spelt otherwise",
        spelling::may_be_spelt_otherwise,
    ),
];

#[test]
fn the_engine_is_the_model() {
    hold(is_the_model);
}

fn is_the_model(program: &Program, case: &Case) -> Result<(), String> {
    let arrivals = runs::arrivals(program, case);
    let expected = model::run(program, &arrivals, case.end);
    let found = runs::run(&Plan::new(program.clone()), &arrivals, case.end);
    runs::compare(program, case, &found, &expected)
}

#[test]
fn the_same_events_give_the_same_ledger() {
    hold(is_determined);
}

fn is_determined(program: &Program, case: &Case) -> Result<(), String> {
    let arrivals = runs::arrivals(program, case);
    let first = runs::run(&Plan::new(program.clone()), &arrivals, case.end);
    let again = runs::run(&Plan::new(program.clone()), &arrivals, case.end);
    runs::compare(program, case, &again, &first)
}

#[test]
fn an_account_saved_and_loaded_goes_on_as_if_it_had_not_been() {
    hold(is_resumed);
}

/// Saved and loaded behind every event.
fn is_resumed(program: &Program, case: &Case) -> Result<(), String> {
    let arrivals = runs::arrivals(program, case);
    let plan = Plan::new(program.clone());
    let whole = runs::run(&plan, &arrivals, case.end);
    let save_and_load = |account| {
        let saved = serde_json::to_string(&account).expect("an account can be saved");
        let loaded = serde_json::from_str(&saved).expect("an account can be loaded");
        assert!(account == loaded, "it is another account: {saved}");
        loaded
    };
    let resumed = runs::run_with(&plan, &arrivals, case.end, save_and_load, &|_, _| {
        Vec::new()
    });
    runs::compare(program, case, &resumed, &whole)
}

#[test]
fn files_with_a_state_between_them_give_the_ledger_of_the_whole() {
    hold(resumed::is_resumed_by_files);
}

#[test]
fn files_of_any_form_with_a_state_between_them_give_the_ledger_of_the_whole() {
    hold_every(8, resumed::is_resumed_in_any_form);
}

#[test]
fn several_inputs_give_the_ledger_of_one() {
    hold_every(2, inputs::several_are_merged);
}

#[test]
fn rows_of_any_form_give_the_ledger_of_lines() {
    hold_every(4, inputs::any_form_will_do);
}

#[test]
fn a_clock_that_stops_on_its_way_gives_the_same_ledger() {
    hold(may_stop);
}

fn may_stop(program: &Program, case: &Case) -> Result<(), String> {
    let arrivals = runs::arrivals(program, case);
    let plan = Plan::new(program.clone());
    let at_once = runs::run(&plan, &arrivals, case.end);
    let stops = |clock: Instant, next: Instant| {
        let seconds = next.seconds().saturating_sub(clock.seconds()).max(0);
        let stops = (1..8).map(|part| clock.plus_seconds(seconds * part / 8));
        stops.collect()
    };
    let stopping = runs::run_with(&plan, &arrivals, case.end, |account| account, &stops);
    runs::compare(program, case, &stopping, &at_once)
}

#[test]
fn the_events_of_other_accounts_change_nothing() {
    hold(is_separate);
}

fn is_separate(program: &Program, case: &Case) -> Result<(), String> {
    let arrivals = runs::arrivals(program, case);
    let plan = Plan::new(program.clone());
    let together = runs::run(&plan, &arrivals, case.end);
    for account in runs::accounts(&arrivals) {
        let own: Vec<_> = arrivals
            .iter()
            .filter(|arrival| arrival.account == account)
            .cloned()
            .collect();
        let alone = runs::run(&plan, &own, case.end);
        let expected: Vec<_> = together
            .iter()
            .filter(|line| line.account == account)
            .cloned()
            .collect();
        runs::compare(program, case, &alone, &expected)?;
    }
    Ok(())
}

#[test]
fn any_number_of_threads_writes_the_same_ledger() {
    hold(is_the_same_on_threads);
}

/// Through the bytes of events and ledger, too.
fn is_the_same_on_threads(program: &Program, case: &Case) -> Result<(), String> {
    let arrivals = runs::arrivals(program, case);
    let plan = Plan::new(program.clone());
    let lines = runs::run(&plan, &arrivals, case.end);
    let expected = runs::ledger(program, case, &lines);
    for threads in [1, 2, 5] {
        let written = runs::run_bytes(&plan, case, threads);
        runs::compare_texts(&written, &expected)?;
    }
    Ok(())
}

#[test]
fn credit_is_never_lost_made_up_or_paid_backwards() {
    hold(keeps_credit);
}

fn keeps_credit(program: &Program, case: &Case) -> Result<(), String> {
    let arrivals = runs::arrivals(program, case);
    let lines = runs::run(&Plan::new(program.clone()), &arrivals, case.end);
    credit::check(program, &arrivals, &lines)
}

#[test]
fn a_statement_has_the_figures_of_the_ledger() {
    hold(books::statements_add_up);
}

#[test]
fn a_picture_holds_all_of_an_account() {
    hold(books::pictures_hold_all);
}

#[test]
fn the_bill_of_the_ledger_agrees_and_a_cent_more_or_less_is_found() {
    hold(books::bills_agree);
}

#[test]
fn what_credit_is_said_to_have_paid_is_what_the_ledger_says() {
    hold_every(4, explain::charges_add_up);
}

#[test]
fn credits_and_offers_are_explained_as_the_ledger_has_them() {
    hold_every(4, explain::credits_and_offers_add_up);
}

#[test]
fn a_program_laid_out_runs_as_before() {
    // A layout takes as long as many a law; `fmt` has laws of its own over generated programs.
    hold_every(4, spelling::is_laid_out_alike);
}

#[test]
fn events_spelt_otherwise_give_the_same_ledger() {
    hold(spelling::may_be_spelt_otherwise);
}

/// The case of a seed; of a run of ordinary length all are made once for all laws.
fn case_of(seed: u64) -> Option<Case> {
    const ORDINARY: usize = 1_000;
    static CASES: LazyLock<Vec<Option<Case>>> = LazyLock::new(|| {
        let cases = seeds().take(ORDINARY).map(|seed| Case::new(seed).ok());
        cases.collect()
    });
    let place = usize::try_from(seed - seeds().start).expect("a seed of the run");
    match CASES.get(place) {
        Some(case) => case.clone(),
        None => Case::new(seed).ok(),
    }
}

/// The seeds of a run.
fn seeds() -> std::ops::Range<u64> {
    let first = number_from("ONWARD_SEED", 1);
    first..first + number_from("ONWARD_CASES", 400)
}

fn number_from(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

/// Fails with the first cases that break a law, `ONWARD_FOUND` of them.
fn hold(law: Law) {
    hold_every(1, law);
}

/// The same of every so manyth case.
fn hold_every(step: usize, law: Law) {
    let most = usize::try_from(number_from("ONWARD_FOUND", 1)).expect("a number of cases");
    let found: Vec<String> = seeds()
        .step_by(step)
        .filter_map(|seed| Some((seed, case_of(seed)?)))
        .filter(|(_, case)| broken(law, case).is_some())
        .map(|(seed, case)| smallest(law, seed, case))
        .take(most)
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}

/// What is wrong with a case; a law that stops is broken, too.
fn broken(law: Law, case: &Case) -> Option<String> {
    let program = checked(&case.program).ok()?;
    match catch_unwind(AssertUnwindSafe(|| law(&program, case))) {
        Ok(Ok(())) => None,
        Ok(Err(wrong)) => Some(wrong),
        Err(_) => Some("it stopped".to_owned()),
    }
}

/// A case that breaks a law, as small as it can be made, in the form of a case file.
fn smallest(law: Law, seed: u64, case: Case) -> String {
    let case = if number_from("ONWARD_SHRINK", 1) == 0 {
        case
    } else {
        reduce(case, &|case| broken(law, case).is_some())
    };
    let wrong = broken(law, &case).unwrap_or_default();
    let events: Vec<String> = case.stream.iter().map(|one| one.json()).collect();
    format!(
        "seed {seed} breaks the law\n=== options --refusals --as-of {}\n=== offers\n{}=== events\n{}\n{wrong}",
        case.end,
        case.program,
        events.join("\n"),
    )
}
