//! What came out of each mutant, kept line by line so that a run can be stopped.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::build::Built;
use crate::mutant::Mutant;

/// The file that they stand in.
const OUTCOMES: &str = "outcomes.jsonl";

#[derive(Clone, Deserialize, Serialize)]
pub struct Outcome {
    /// The name of the mutant, without its line.
    pub name: String,
    pub result: Tried,
    /// The test that saw it.
    pub by: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, Serialize)]
pub enum Tried {
    Caught,
    /// A test did not end.
    Late,
    Missed,
    /// No test comes by.
    Unreached,
}

/// All outcomes so far, the latest of each number.
pub fn load(scratch: &Path) -> BTreeMap<usize, Outcome> {
    let lines = fs::read_to_string(scratch.join(OUTCOMES)).unwrap_or_default();
    lines
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

pub fn add(scratch: &Path, id: usize, outcome: &Outcome) -> Result<(), Failure> {
    let path = scratch.join(OUTCOMES);
    let mut file = fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)?;
    writeln!(file, "{}", serde_json::to_string(&(id, outcome))?)?;
    Ok(())
}

/// Takes outcomes over to another build, where numbers are others: a mutant is caught there where each of the same
/// lasting name was caught before, and as many of them were tried. All others are to be tried.
pub fn carry_over(scratch: &Path, mutants: &[Mutant]) -> Result<(), Failure> {
    let mut before: BTreeMap<String, Vec<Outcome>> = BTreeMap::new();
    for outcome in load(scratch).into_values() {
        let of_name = before.entry(outcome.name.clone()).or_default();
        of_name.push(outcome);
    }
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for mutant in mutants {
        *count.entry(mutant.lasting_name()).or_default() += 1;
    }
    let was_caught = |outcome: &Outcome| matches!(outcome.result, Tried::Caught | Tried::Late);
    let mut lines = String::new();
    for (id, mutant) in mutants.iter().enumerate() {
        let name = mutant.lasting_name();
        let tried = before.get(&name).map_or(&[][..], Vec::as_slice);
        let are_enough = count.get(&name).is_some_and(|count| tried.len() >= *count);
        if let Some(outcome) = tried.first()
            && are_enough
            && tried.iter().all(was_caught)
        {
            lines.push_str(&serde_json::to_string(&(id, outcome))?);
            lines.push('\n');
        }
    }
    fs::write(scratch.join(OUTCOMES), lines)?;
    Ok(())
}

/// A table by layer, then those that were missed.
pub fn report(scratch: &Path) -> Result<(), Failure> {
    let built = Built::load(scratch)?;
    let outcomes = load(scratch);
    println!(
        "| layer | mutants | do not build | left to cargo-mutants | tried | caught | by the clock | not noticed |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    for layer in ["base", "check", "engine", ""] {
        let here = |id: &usize| {
            built
                .mutants
                .get(*id)
                .is_some_and(|mutant| layer.is_empty() || mutant.layer() == layer)
        };
        let tried: Vec<&Outcome> = outcomes
            .iter()
            .filter(|(id, _)| here(id))
            .map(|(_, outcome)| outcome)
            .collect();
        let count = |results: &[Tried]| {
            tried
                .iter()
                .filter(|outcome| results.contains(&outcome.result))
                .count()
        };
        println!(
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            if layer.is_empty() { "all" } else { layer },
            (0..built.mutants.len()).filter(here).count(),
            built.broken.keys().filter(|id| here(id)).count(),
            built.left.iter().filter(|id| here(id)).count(),
            tried.len(),
            count(&[Tried::Caught]),
            count(&[Tried::Late]),
            count(&[Tried::Missed, Tried::Unreached]),
        );
    }
    println!();
    for (id, outcome) in &outcomes {
        if let (Tried::Missed | Tried::Unreached, Some(mutant)) =
            (outcome.result, built.mutants.get(*id))
        {
            println!("{:?} {}", outcome.result, mutant.name);
        }
    }
    for id in &built.left {
        if let Some(mutant) = built.mutants.get(*id) {
            println!("Left {}", mutant.name);
        }
    }
    Ok(())
}
