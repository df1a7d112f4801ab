//! A stream in several files with a state between them gives the ledger of the whole.

use onward::base::{Source, Sources};
use onward::engine::Plan;
use onward::format::{Carry, Outputs, Refusals, RunOptions, State, read_state, run_on};
use onward::program::Program;

use super::runs;
use crate::generate::Case;
use crate::generate::dice::Dice;

/// Each file with its own number of threads, split where chance says; some parts are empty. One event stands
/// twice in the next file.
pub fn is_resumed_by_files(program: &Program, case: &Case) -> Result<(), String> {
    let seed = case.stream.len() as u64 * 31 + case.program.len() as u64;
    let plan = Plan::new(program.clone());
    let lines: Vec<String> = case.stream.iter().map(|one| one.json() + "\n").collect();
    let sources = Sources::new(vec![Source::new("case.offer", case.program.as_str())]);
    let whole = runs::run_bytes(&plan, case, 1);
    let mut dice = Dice::new(seed);
    let mut cuts: Vec<usize> = (0..3)
        .map(|_| usize::try_from(dice.below(lines.len() as u64 + 1)).unwrap())
        .collect();
    cuts.push(0);
    cuts.push(lines.len());
    cuts.sort_unstable();
    let mut ledgers = [Vec::new(), Vec::new()];
    let mut states = [Vec::new(), Vec::new()];
    for (way, ledger) in ledgers.iter_mut().enumerate() {
        for (part, cut) in cuts.windows(2).enumerate() {
            let before = match states[way].as_slice() {
                [] => State::default(),
                bytes => read_state(bytes).map_err(|fault| fault.to_string())?,
            };
            // The last event of the file before comes once more.
            let from = cut[0].saturating_sub(1);
            let options = RunOptions {
                threads: [[1, 2, 3, 8], [3, 8, 1, 2]][way][part],
                as_of: (part == 3).then_some(case.end),
                refusals: Refusals::Written,
                batch_bytes: 300,
                ..RunOptions::default()
            };
            let mut after = Vec::new();
            let carry = Carry {
                before,
                after: &mut after,
                sources: &sources,
                to_latest: false,
            };
            let outputs = Outputs {
                ledger,
                rejects: None,
            };
            let input = lines[from..cut[1]].concat();
            let run = run_on(
                &plan,
                input.as_bytes(),
                outputs,
                &options,
                Some(carry),
                &mut |_| {},
            );
            let summary = run.map_err(|error| error.to_string())?;
            if summary.events.duplicates < (cut[0] - from) as u64 {
                return Err(format!(
                    "the event at the join is no duplicate: {summary:?}"
                ));
            }
            states[way] = after;
        }
    }
    if states[0] != states[1] {
        return Err("the state depends on the number of threads".to_owned());
    }
    for ledger in ledgers {
        let text = String::from_utf8_lossy(&ledger);
        let found: Vec<String> = text.lines().map(str::to_owned).collect();
        runs::compare_texts(&found, &whole)?;
    }
    Ok(())
}
