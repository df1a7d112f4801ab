//! The same events from several inputs come to the ledger of one.

use onward::base::Instant;
use onward::engine::Plan;
use onward::format::{Input, Inputs, Outputs, Refusals, RunOptions, run_from};
use onward::program::Program;

use super::runs;
use crate::generate::dice::Dice;
use crate::generate::tables::{self, Typing};
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

/// In every form, on any number of threads, in pieces of any size, shared out among inputs of several
/// forms: the ledger is that of lines.
pub fn any_form_will_do(program: &Program, case: &Case) -> Result<(), String> {
    let plan = Plan::new(program.clone());
    let expected = ledger(&plan, case.end, vec![lines(&case.stream)], 1)?;
    let mut dice = Dice::new(case.stream.len() as u64 * 13 + case.program.len() as u64);
    let csv = tables::csv(&case.stream);
    let group = usize::try_from(dice.between(1, 40)).unwrap();
    let texts = tables::parquet(&case.stream, Typing::Texts, group);
    let types = tables::parquet(&case.stream, Typing::Types, group);
    for threads in [1, 2, 3, 8] {
        for form in [
            Form::Csv(&csv),
            Form::Parquet(&texts),
            Form::Parquet(&types),
        ] {
            let found = ledger_of(&plan, case.end, vec![form], threads)?;
            runs::compare_texts(&found, &expected)?;
        }
    }
    // Some events in each form, some of them in two: in order of time, so that the merge is the stream.
    let mut case = case.clone();
    case.stream.sort_by_key(|one| one.at);
    let expected = ledger(&plan, case.end, vec![lines(&case.stream)], 1)?;
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
    let (first, second) = (lines(&shares[0]), tables::csv(&shares[1]));
    let third = tables::parquet(&shares[2], Typing::Types, group);
    let again = lines(&case.stream);
    for threads in [1, 3] {
        let forms = || {
            vec![
                Form::Lines(&first),
                Form::Csv(&second),
                Form::Parquet(&third),
            ]
        };
        let found = ledger_of(&plan, case.end, forms(), threads)?;
        runs::compare_texts(&found, &expected)?;
        // All of it once more as lines, behind: duplicates of what is written alike.
        let texts = tables::parquet(&case.stream, Typing::Texts, group);
        let twice = vec![Form::Csv(&csv), Form::Parquet(&texts)];
        let (of_csv, of_lines) = (
            ledger_of(&plan, case.end, twice, threads),
            ledger_of(
                &plan,
                case.end,
                vec![Form::Lines(&again), Form::Parquet(&texts)],
                threads,
            ),
        );
        runs::compare_texts(&of_lines?, &expected)?;
        of_csv?;
    }
    Ok(())
}

/// Events in a form.
enum Form<'a> {
    Lines(&'a str),
    Csv(&'a [u8]),
    Parquet(&'a [u8]),
}

fn ledger(
    plan: &Plan,
    end: Instant,
    inputs: Vec<String>,
    threads: usize,
) -> Result<Vec<String>, String> {
    let inputs = inputs.iter().map(|text| Form::Lines(text)).collect();
    ledger_of(plan, end, inputs, threads)
}

fn ledger_of(
    plan: &Plan,
    end: Instant,
    inputs: Vec<Form<'_>>,
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
    let program = plan.program();
    let input = |form| match form {
        Form::Lines(text) => Input::json_lines("", str::as_bytes(text)),
        Form::Csv(bytes) => Input::csv("", program, bytes).unwrap(),
        Form::Parquet(bytes) => Input::parquet_bytes("", program, Vec::from(bytes)).unwrap(),
    };
    let inputs = Inputs::new(inputs.into_iter().map(input).collect());
    run_from(plan, inputs, outputs, &options, None, &mut |_| {})
        .map_err(|error| error.to_string())?;
    let ledger = String::from_utf8_lossy(&ledger);
    Ok(ledger.lines().map(str::to_owned).collect())
}
