//! `--coverage` and `--mutate`: how well the cases cover the offers, and whether that is enough.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::find::{Found, folder_of};
use super::{Arguments, Tested};
use crate::case::{Case, CaseOutcome};
use crate::cli::failure::Failure;
use crate::cli::io;
use crate::cli::program::Loaded;
use crate::coverage::{Coverage, Equivalents, Misfit, Mutant, mutate, reach};
use crate::engine::Plan;
use crate::program::Program;
use crate::report::coverage::{Covered, Figures, Share};

/// Beside the cases: mutants that change nothing, and why.
const EQUIVALENTS: &str = "equivalent.txt";

/// What the cases of a program cover.
pub struct Cover {
    pub program: Program,
    pub coverage: Vec<Coverage>,
    pub mutants: Option<Vec<Mutant>>,
    pub misfits: Vec<(String, Misfit)>,
}

/// Measures what was asked for; nothing where nothing was.
pub fn measure(
    arguments: &Arguments,
    loaded: &Loaded,
    plan: &Plan,
    found: &Found,
    outcomes: &[CaseOutcome],
) -> Result<Option<Cover>, Failure> {
    let wants_mutants = arguments.mutate || arguments.min_mutation.is_some();
    let wants_coverage =
        arguments.coverage || arguments.min_coverage.is_some() || arguments.html.is_some();
    if !wants_mutants && !wants_coverage {
        return Ok(None);
    }
    let cases: Vec<Case> = found.cases.iter().map(|found| found.case.clone()).collect();
    let coverage = reach(&loaded.sources, plan, &cases);
    let mut misfits = Vec::new();
    let mutants = if wants_mutants {
        let mut mutants = mutate(&loaded.sources, plan.program(), &cases, outcomes);
        for (file, equivalents) in equivalents(loaded)? {
            let of_file = equivalents.apply(plan.program(), &mut mutants).into_iter();
            misfits.extend(of_file.map(|misfit| (file.clone(), misfit)));
        }
        Some(mutants)
    } else {
        None
    };
    Ok(Some(Cover {
        program: plan.program().clone(),
        coverage,
        mutants,
        misfits,
    }))
}

/// The declarations beside the offers.
fn equivalents(loaded: &Loaded) -> Result<Vec<(String, Equivalents)>, Failure> {
    let folders: BTreeSet<PathBuf> = loaded.paths.iter().map(|path| folder_of(path)).collect();
    let mut declared = Vec::new();
    for folder in folders {
        let path = folder.join(EQUIVALENTS);
        if let Some(text) = io::read_if_there(&path)? {
            declared.push((path.display().to_string(), Equivalents::parse(&text)));
        }
    }
    Ok(declared)
}

impl Tested {
    pub fn covered(&self) -> Option<Covered<'_>> {
        let cover = self.cover.as_ref()?;
        Some(Covered {
            path: &self.path,
            program: &cover.program,
            sources: &self.sources,
            coverage: &cover.coverage,
            mutants: cover.mutants.as_deref(),
            misfits: &cover.misfits,
        })
    }
}

/// Every offer that is covered less than was asked for, told one a line.
pub fn below_minimum(arguments: &Arguments, tested: &[Tested]) -> Vec<String> {
    let mut below = Vec::new();
    for covered in tested.iter().filter_map(Tested::covered) {
        for coverage in covered.coverage {
            let name = covered.name(coverage.version);
            let figures = covered.figures(coverage);
            below.extend(shortfalls(arguments, &name, &figures));
        }
    }
    below
}

fn shortfalls(arguments: &Arguments, name: &str, figures: &Figures) -> Vec<String> {
    let asked = [
        (
            arguments.min_coverage,
            Some(figures.clauses),
            "clause coverage",
        ),
        (arguments.min_mutation, figures.mutants, "mutation score"),
    ];
    let is_below = |least: u16, share: Share| share.per_mille() < usize::from(least) * 10;
    asked
        .into_iter()
        .filter_map(|(least, share, what)| {
            let (least, share) = least.zip(share)?;
            is_below(least, share).then(|| {
                format!(
                    "{name}: {what} {}, at least {least} % asked",
                    share.percent()
                )
            })
        })
        .collect()
}
