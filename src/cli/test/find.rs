//! Which cases does a program have, and where are their snapshots?

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::case::{Case, of_events, of_scenario};
use crate::cli::failure::Failure;
use crate::cli::io;
use crate::cli::program::Loaded;
use crate::program::Program;
use crate::program::scenario::snapshot_name;

/// The folder of cases, beside the offers.
const FOLDER: &str = "cases";

/// The cases of a program, and the snapshots that none of them has.
pub struct Found {
    pub cases: Vec<FoundCase>,
    pub stale: Vec<PathBuf>,
}

pub struct FoundCase {
    pub case: Case,
    /// The offer file or the file of events.
    pub file: String,
    pub line: Option<u32>,
    pub snapshot: PathBuf,
}

/// Finds the cases of a program, those whose names contain `only`.
pub fn find(
    path: &Path,
    loaded: &Loaded,
    program: &Program,
    only: Option<&str>,
) -> Result<Found, Failure> {
    let mut cases = scenarios(loaded);
    let folders: BTreeSet<PathBuf> = loaded.paths.iter().map(|path| folder_of(path)).collect();
    for folder in &folders {
        for file in io::files_in(folder, "jsonl")? {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            cases.push(FoundCase {
                case: of_events(program, &stem, &io::read_bytes(&file)?),
                file: file.display().to_string(),
                line: None,
                snapshot: folder.join(format!("{stem}.snap")),
            });
        }
    }
    check_names(&cases)?;
    let mut stale = Vec::new();
    for folder in folders
        .iter()
        .filter(|folder| is_whole(path, folder, loaded))
    {
        let of_cases: BTreeSet<&PathBuf> = cases.iter().map(|case| &case.snapshot).collect();
        let snapshots = io::files_in(folder, "snap")?;
        stale.extend(
            snapshots
                .into_iter()
                .filter(|file| !of_cases.contains(file)),
        );
    }
    if let Some(only) = only {
        cases.retain(|found| found.case.name.contains(only));
        stale.clear();
    }
    Ok(Found { cases, stale })
}

fn scenarios(loaded: &Loaded) -> Vec<FoundCase> {
    let scenarios = loaded.checked.scenarios.iter();
    let found = scenarios.filter_map(|scenario| {
        let span = scenario.origin.0;
        let source = loaded.sources.get(span.source)?;
        let path = loaded.paths.get(span.source.0 as usize)?;
        let name = snapshot_name(&scenario.title);
        Some(FoundCase {
            case: of_scenario(scenario),
            file: source.name.clone(),
            line: Some(source.position(span.start).line),
            snapshot: folder_of(path).join(format!("{name}.snap")),
        })
    });
    found.collect()
}

/// The folder of cases beside an offer file.
pub fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.join(FOLDER),
        Some(_) | None => PathBuf::from(FOLDER),
    }
}

/// Whether every offer file beside this folder is of the program, so that a snapshot without a case is of
/// no other program.
fn is_whole(path: &Path, folder: &Path, loaded: &Loaded) -> bool {
    if path.is_dir() {
        return true;
    }
    let beside = folder.parent().unwrap_or(Path::new(""));
    let beside = if beside.as_os_str().is_empty() {
        Path::new(".")
    } else {
        beside
    };
    io::files_in(beside, "offer").is_ok_and(|files| files.len() == loaded.paths.len())
}

/// No two cases have one snapshot.
fn check_names(cases: &[FoundCase]) -> Result<(), Failure> {
    let mut known: BTreeMap<String, &FoundCase> = BTreeMap::new();
    for case in cases {
        // Some file systems take two names for one that differ in capitals alone.
        let name = case.snapshot.to_string_lossy().to_lowercase();
        if let Some(first) = known.insert(name, case) {
            let place = |case: &FoundCase| match case.line {
                Some(line) => format!("{}:{line}", case.file),
                None => case.file.clone(),
            };
            let message = format!(
                "two cases would have one snapshot, `{}`: `{}` and `{}`",
                case.snapshot.display(),
                place(first),
                place(case)
            );
            return Err(Failure::new(message).help("give one of them another name"));
        }
    }
    Ok(())
}
