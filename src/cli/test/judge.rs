//! How does each case stand to its `=>` lines and to its snapshot?

use rayon::prelude::*;

use super::find::{Found, FoundCase};
use crate::case::CaseOutcome;
use crate::cli::failure::Failure;
use crate::cli::io;
use crate::format::snapshot::{Snapshot, read_snapshot};
use crate::program::Program;
use crate::report::timeline::{self, Timeline};
use crate::report::verdicts::{Standing, Verdict};

/// The verdicts of all cases in their order, then those of stale snapshots.
pub fn judge(
    program: &Program,
    found: &Found,
    outcomes: &[CaseOutcome],
) -> Result<Vec<Verdict>, Failure> {
    let judged: Result<Vec<Verdict>, Failure> = found
        .cases
        .par_iter()
        .zip(outcomes)
        .map(|(found, outcome)| judge_case(program, found, outcome))
        .collect();
    let mut verdicts = judged?;
    verdicts.extend(found.stale.iter().map(|path| {
        let stem = path.file_stem().unwrap_or_default();
        let path = path.display().to_string();
        Verdict {
            name: stem.to_string_lossy().into_owned(),
            file: path.clone(),
            line: None,
            snapshot: path,
            mismatches: Vec::new(),
            standing: Standing::Stale,
            timeline: String::new(),
            clauses: Vec::new(),
        }
    }));
    Ok(verdicts)
}

fn judge_case(
    program: &Program,
    found: &FoundCase,
    outcome: &CaseOutcome,
) -> Result<Verdict, Failure> {
    let Timeline {
        text: timeline,
        clauses,
    } = timeline::draw(program, &found.case, outcome);
    let standing = match io::read_if_there(&found.snapshot)? {
        None => Standing::Pending,
        Some(text) => match read_snapshot(&text) {
            Snapshot::Accepted(before) if before == timeline => Standing::Same,
            Snapshot::Accepted(before) => Standing::Changed(before),
            Snapshot::EditedByHand(before) => Standing::EditedByHand(before),
            Snapshot::Unreadable => Standing::Unreadable,
        },
    };
    Ok(Verdict {
        name: found.case.name.clone(),
        file: found.file.clone(),
        line: found.line,
        snapshot: found.snapshot.display().to_string(),
        mismatches: outcome.mismatches().cloned().collect(),
        standing,
        timeline,
        clauses,
    })
}
