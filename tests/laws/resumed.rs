//! A stream in several files with a state between them gives the ledger of the whole.

use onward::base::{Source, Sources};
use onward::engine::Plan;
use onward::format::{
    Carry, Inputs, LedgerForm, Outputs, Refusals, RunOptions, State, read_state, run_from,
};
use onward::program::Program;

use super::forms::{Form, Written, entries};
use super::runs;
use crate::generate::dice::Dice;
use crate::generate::tables::Typing;
use crate::generate::{Case, Occurrence};

/// How the files of a stream are written and read.
struct Way {
    /// Of each file.
    forms: [Form; 4],
    ledger: LedgerForm,
    /// Of each file, twice.
    threads: [[usize; 4]; 2],
}

/// Lines, each file with its own number of threads.
pub fn is_resumed_by_files(program: &Program, case: &Case) -> Result<(), String> {
    let way = Way {
        forms: [Form::Lines; 4],
        ledger: LedgerForm::JsonLines,
        threads: [[1, 2, 3, 8], [3, 8, 1, 2]],
    };
    is_resumed(program, case, &way, &mut dice(case))
}

/// Files of CSV, files of Parquet, and each file as chance says; so is the ledger.
pub fn is_resumed_in_any_form(program: &Program, case: &Case) -> Result<(), String> {
    let mut dice = dice(case);
    let forms = |dice: &mut Dice| {
        let group = usize::try_from(dice.between(1, 40)).unwrap();
        let texts = Form::Parquet(Typing::Texts, group);
        let types = Form::Parquet(Typing::Types, group);
        [Form::Csv, texts, types, Form::Lines]
    };
    let [csv, texts, types, _] = forms(&mut dice);
    let mixed = [(); 4].map(|()| {
        let place = usize::try_from(dice.below(4)).unwrap();
        forms(&mut dice)[place]
    });
    for (forms, ledger) in [
        ([csv; 4], LedgerForm::Csv),
        ([texts; 4], LedgerForm::JsonLines),
        ([types; 4], LedgerForm::Parquet),
        ([csv, types, csv, types], LedgerForm::JsonLines),
        ([types, csv, types, csv], LedgerForm::Csv),
        (mixed, LedgerForm::Parquet),
    ] {
        let way = Way {
            forms,
            ledger,
            threads: [[1; 4], [3; 4]],
        };
        is_resumed(program, case, &way, &mut dice)
            .map_err(|wrong| format!("{forms:?} to {ledger:?}: {wrong}"))?;
    }
    Ok(())
}

fn dice(case: &Case) -> Dice {
    Dice::new(case.stream.len() as u64 * 31 + case.program.len() as u64)
}

/// The stream is split where chance says; some parts are empty. The last event of each file stands in the
/// next one, too.
fn is_resumed(program: &Program, case: &Case, way: &Way, dice: &mut Dice) -> Result<(), String> {
    let plan = Plan::new(program.clone());
    let sources = Sources::new(vec![Source::new("case.offer", case.program.as_str())]);
    let whole = whole(&plan, case, way.ledger)?;
    let mut cuts: Vec<usize> = (0..3)
        .map(|_| usize::try_from(dice.below(case.stream.len() as u64 + 1)).unwrap())
        .collect();
    cuts.push(0);
    cuts.push(case.stream.len());
    cuts.sort_unstable();
    let mut states = [Vec::new(), Vec::new()];
    for (threads, state) in way.threads.iter().zip(&mut states) {
        let mut found = Vec::new();
        let mut last_form = None;
        for (part, cut) in cuts.windows(2).enumerate() {
            let before = match state.as_slice() {
                [] => State::default(),
                bytes => read_state(bytes).map_err(|fault| fault.to_string())?,
            };
            let from = cut[0].saturating_sub(1);
            let options = RunOptions {
                threads: threads[part],
                as_of: (part == 3).then_some(case.end),
                ..options(way.ledger)
            };
            let (mut ledger, mut after) = (Vec::new(), Vec::new());
            let carry = Carry {
                before,
                after: &mut after,
                sources: &sources,
                to_latest: false,
            };
            let outputs = Outputs {
                ledger: &mut ledger,
                rejects: None,
            };
            let written = way.forms[part].write(&case.stream[from..cut[1]]);
            let inputs = inputs(program, &written);
            let run = run_from(&plan, inputs, outputs, &options, Some(carry), &mut |_| {});
            let events = run.map_err(|error| error.to_string())?.events;
            let again = &case.stream[from..cut[0]];
            let is_declared =
                |one: &&Occurrence| program.events.iter().any(|event| event.name == one.kind);
            let again = again.iter().filter(is_declared).count() as u64;
            // What is written otherwise is refused as another event of that id.
            let is_known = events.duplicates + events.rejected == again;
            let is_alike = last_form.is_none_or(|form| form == way.forms[part]);
            if !is_known || is_alike && events.rejected > 0 {
                return Err(format!("the event at the join is no duplicate: {events:?}"));
            }
            if cut[0] < cut[1] {
                last_form = Some(way.forms[part]);
            }
            found.extend(entries(way.ledger, &ledger));
            *state = after;
        }
        runs::compare_texts(&found, &whole)?;
    }
    if states[0] != states[1] {
        return Err("the state depends on the number of threads".to_owned());
    }
    Ok(())
}

fn inputs<'a>(program: &Program, written: &'a Written) -> Inputs<'a> {
    Inputs::new(vec![written.input(program)])
}

fn options(ledger: LedgerForm) -> RunOptions {
    RunOptions {
        refusals: Refusals::Written,
        ledger,
        batch_bytes: 300,
        ..RunOptions::default()
    }
}

/// The ledger of the whole, from lines by one thread.
fn whole(plan: &Plan, case: &Case, form: LedgerForm) -> Result<Vec<String>, String> {
    let options = RunOptions {
        as_of: Some(case.end),
        ..options(form)
    };
    let mut ledger = Vec::new();
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: None,
    };
    let written = Form::Lines.write(&case.stream);
    let inputs = inputs(plan.program(), &written);
    let run = run_from(plan, inputs, outputs, &options, None, &mut |_| {});
    run.map_err(|error| error.to_string())?;
    Ok(entries(form, &ledger))
}
