//! The same events from several inputs come to the ledger of one.

use onward::base::Instant;
use onward::engine::Plan;
use onward::format::{Inputs, Outputs, Refusals, RunOptions, run_from};
use onward::program::Program;

use super::forms::{Form, Written, entries};
use super::runs;
use crate::generate::dice::Dice;
use crate::generate::tables::Typing;
use crate::generate::{Case, Occurrence};

/// Shared out among inputs as chance says, events are merged by time as the plainest of all merges does it;
/// where the stream is in order of time, that is the order of the stream.
pub fn several_are_merged(program: &Program, case: &Case) -> Result<(), String> {
    let mut dice = Dice::new(case.stream.len() as u64 * 17 + case.program.len() as u64);
    let plan = Plan::new(program.clone());
    for in_order in [false, true] {
        let mut case = case.clone();
        if in_order {
            case.stream.sort_by_key(|one| one.at);
        }
        let how_many = usize::try_from(dice.between(2, 5)).unwrap();
        let mut shares: Vec<Vec<Occurrence>> = vec![Vec::new(); how_many];
        for one in &case.stream {
            let share = usize::try_from(dice.below(how_many as u64)).unwrap();
            shares[share].push(one.clone());
        }
        case.stream = plainly_merged(&shares);
        let expected = ledger(&plan, case.end, [&Form::Lines.write(&case.stream)], 1)?;
        let inputs: Vec<Written> = shares
            .iter()
            .map(|share| Form::Lines.write(share))
            .collect();
        for threads in [1, 2, 3, 8] {
            let found = ledger(&plan, case.end, &inputs, threads)?;
            runs::compare_texts(&found, &expected)?;
        }
    }
    Ok(())
}

/// Of the next of each, the earliest and of those the first.
fn plainly_merged(shares: &[Vec<Occurrence>]) -> Vec<Occurrence> {
    let mut rest: Vec<&[Occurrence]> = shares.iter().map(Vec::as_slice).collect();
    let mut merged = Vec::new();
    while let Some(next) = (0..rest.len())
        .filter(|share| !rest[*share].is_empty())
        .min_by_key(|share| rest[*share][0].at)
    {
        merged.push(rest[next][0].clone());
        rest[next] = &rest[next][1..];
    }
    merged
}

/// In every form, on any number of threads, in pieces of any size, shared out among inputs of several
/// forms: the ledger is that of lines.
pub fn any_form_will_do(program: &Program, case: &Case) -> Result<(), String> {
    let plan = Plan::new(program.clone());
    let expected = ledger(&plan, case.end, [&Form::Lines.write(&case.stream)], 1)?;
    let mut dice = Dice::new(case.stream.len() as u64 * 13 + case.program.len() as u64);
    let group = usize::try_from(dice.between(1, 40)).unwrap();
    let texts = Form::Parquet(Typing::Texts, group);
    let types = Form::Parquet(Typing::Types, group);
    let rows = [Form::Csv, texts, types].map(|form| form.write(&case.stream));
    for threads in [1, 2, 3, 8] {
        for written in &rows {
            let found = ledger(&plan, case.end, [written], threads)?;
            runs::compare_texts(&found, &expected)?;
        }
    }
    // Some events in each form, some of them in two: in order of time, so that the merge is the stream.
    let mut case = case.clone();
    case.stream.sort_by_key(|one| one.at);
    let again = Form::Lines.write(&case.stream);
    let expected = ledger(&plan, case.end, [&again], 1)?;
    let mut shares: Vec<Vec<Occurrence>> = vec![Vec::new(); 3];
    let mut places: Vec<u64> = (0..case.stream.len()).map(|_| dice.below(3)).collect();
    for place in 1..places.len() {
        // Of events at one instant the first input comes first.
        if case.stream[place].at == case.stream[place - 1].at {
            places[place] = places[place].max(places[place - 1]);
        }
    }
    for (one, place) in case.stream.iter().zip(&places) {
        shares[usize::try_from(*place).unwrap()].push(one.clone());
    }
    let forms = [Form::Lines, Form::Csv, types].into_iter().zip(&shares);
    let shared: Vec<Written> = forms.map(|(form, share)| form.write(share)).collect();
    let in_order = texts.write(&case.stream);
    let [csv, ..] = &rows;
    for threads in [1, 3] {
        let found = ledger(&plan, case.end, &shared, threads)?;
        runs::compare_texts(&found, &expected)?;
        // All of it once more as lines, behind: duplicates of what is written alike.
        ledger(&plan, case.end, [csv, &in_order], threads)?;
        let of_lines = ledger(&plan, case.end, [&again, &in_order], threads)?;
        runs::compare_texts(&of_lines, &expected)?;
    }
    Ok(())
}

fn ledger<'w>(
    plan: &Plan,
    end: Instant,
    inputs: impl IntoIterator<Item = &'w Written>,
    threads: usize,
) -> Result<Vec<String>, String> {
    let options = RunOptions {
        threads,
        as_of: Some(end),
        refusals: Refusals::Written,
        batch_bytes: 300,
        ..RunOptions::default()
    };
    let mut ledger = Vec::new();
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: None,
    };
    let inputs = inputs
        .into_iter()
        .map(|written| written.input(plan.program()));
    let inputs = Inputs::new(inputs.collect());
    run_from(plan, inputs, outputs, &options, None, &mut |_| {})
        .map_err(|error| error.to_string())?;
    Ok(entries(options.ledger, &ledger))
}
