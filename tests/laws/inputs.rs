//! The same events from several inputs come to the ledger of one.

use onward::base::Instant;
use onward::engine::Plan;
use onward::format::{Input, Inputs, Outputs, Refusals, RunOptions, run_from};
use onward::program::Program;

use super::runs;
use crate::generate::dice::Dice;
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
        let expected = ledger(&plan, case.end, vec![lines(&case.stream)], 1)?;
        for threads in [1, 2, 3, 8] {
            let inputs = shares.iter().map(|share| lines(share)).collect();
            let found = ledger(&plan, case.end, inputs, threads)?;
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

fn lines(stream: &[Occurrence]) -> String {
    stream.iter().map(|one| one.json() + "\n").collect()
}

fn ledger(
    plan: &Plan,
    end: Instant,
    inputs: Vec<String>,
    threads: usize,
) -> Result<Vec<String>, String> {
    let options = RunOptions {
        threads,
        as_of: Some(end),
        refusals: Refusals::Written,
        batch_bytes: 300,
    };
    let mut ledger = Vec::new();
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: None,
    };
    let inputs = inputs
        .iter()
        .map(|text| Input::json_lines("", text.as_bytes()));
    let inputs = Inputs::new(inputs.collect());
    run_from(plan, inputs, outputs, &options, None, &mut |_| {})
        .map_err(|error| error.to_string())?;
    let ledger = String::from_utf8_lossy(&ledger);
    Ok(ledger.lines().map(str::to_owned).collect())
}
