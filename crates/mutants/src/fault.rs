//! The faults of `tests/faults`, planted beside the mutants: a function whose body a patch changes has both
//! bodies, and a switch between them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::build::Built;
use crate::reach::{Ended, Test, tests};
use crate::{Failure, switch};

/// What each column of the table is called, and which tests belong to it.
const LAYERS: [&str; 7] = [
    "unit", "language", "events", "gallery", "calendar", "model", "laws",
];
const PATCHES: &str = "tests/faults";

#[derive(Deserialize, Serialize)]
pub struct Fault {
    pub name: String,
    /// What is wrong then.
    pub what: String,
    /// The layers that must see it.
    pub caught_by: Vec<String>,
    /// The number of its switch; none where it is not about the body of a function.
    pub switch: Option<usize>,
}

/// The texts of a file with faults in them, each with the number of its switch.
pub type Faulty = BTreeMap<String, Vec<(usize, String)>>;

/// Reads all patches; their switches are numbered from `first`.
pub fn read_all(scratch: &Path, first: usize) -> Result<(Vec<Fault>, Faulty), Failure> {
    let tree = scratch.join("tree");
    let mut paths: Vec<_> = fs::read_dir(tree.join(PATCHES))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "patch"));
    paths.sort();
    let (mut faults, mut faulty) = (Vec::new(), Faulty::new());
    for (place, path) in paths.iter().enumerate() {
        let patch = fs::read_to_string(path)?;
        let mut lines = patch.lines();
        let files = patch.lines().filter_map(|line| line.strip_prefix("+++ b/"));
        let with_it = scratch.join("fault");
        let _ = fs::remove_dir_all(&with_it);
        for file in files.clone() {
            let to = with_it.join(file);
            fs::create_dir_all(to.parent().unwrap_or(&with_it))?;
            fs::copy(tree.join(file), to)?;
        }
        let applied = Command::new("git")
            .arg("apply")
            .arg(path)
            .current_dir(&with_it)
            .env("GIT_CEILING_DIRECTORIES", scratch)
            .status()?;
        if !applied.success() {
            return Err(format!("{} does not apply", path.display()).into());
        }
        let switch = first + place;
        let mut is_switched = false;
        for file in files {
            let text = fs::read_to_string(with_it.join(file))?;
            is_switched |= crate::plant::differs(&fs::read_to_string(tree.join(file))?, &text)?;
            faulty
                .entry(file.to_owned())
                .or_default()
                .push((switch, text));
        }
        faults.push(Fault {
            name: path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            what: lines.next().unwrap_or("").to_owned(),
            caught_by: lines
                .next()
                .unwrap_or("")
                .trim_start_matches("Caught by: ")
                .split(' ')
                .map(str::to_owned)
                .collect(),
            switch: is_switched.then_some(switch),
        });
    }
    Ok((faults, faulty))
}

/// Asks each layer about each fault, or about those named, and prints the table; `--write PAGE` puts it between
/// the two marks of a page as well. A layer that misses what it must see is told.
pub fn ask_all(scratch: &Path, options: &[&str]) -> Result<(), Failure> {
    let (page, names) = match options {
        ["--write", page, names @ ..] => (Some(*page), names),
        names => (None, names),
    };
    let built = Built::load(scratch)?;
    let tests = tests(scratch, &built)?;
    let mut table = format!(
        "| what is wrong | {} |\n|---|{}\n",
        LAYERS.join(" | "),
        ":-:|".repeat(LAYERS.len())
    );
    for fault in &built.faults {
        if !names.is_empty() && !names.contains(&fault.name.as_str()) {
            continue;
        }
        let row = match fault.switch {
            Some(switch) => row(scratch, &tests, fault, switch)?,
            None => row_of_a_build(fault)?,
        };
        eprintln!("{row}");
        table.push_str(&row);
        table.push('\n');
    }
    print!("{table}");
    let Some(page) = page else { return Ok(()) };
    let (begin, end) = ("<!-- faults -->\n", "<!-- end of faults -->");
    let text = fs::read_to_string(page)?;
    let (before, rest) = text
        .split_once(begin)
        .ok_or("the page has no mark for the table")?;
    let (_, after) = rest
        .split_once(end)
        .ok_or("the page has no mark behind the table")?;
    fs::write(page, format!("{before}{begin}{table}{end}{after}"))?;
    Ok(())
}

fn row(scratch: &Path, tests: &[Test], fault: &Fault, switch: usize) -> Result<String, Failure> {
    let mut row = format!("| {} |", fault.what);
    for layer in LAYERS {
        let seen_by = seen_by(scratch, tests, layer, switch)?;
        row.push_str(if seen_by.is_some() { " yes |" } else { " |" });
        if let Some(test) = &seen_by {
            eprintln!("{}: {test}", fault.name);
        } else if fault.caught_by.iter().any(|must| must == layer) {
            eprintln!("{}: `{layer}` does not see it", fault.name);
        }
    }
    Ok(row)
}

/// No switch can hold it: the tests are built with it.
fn row_of_a_build(fault: &Fault) -> Result<String, Failure> {
    let told = Command::new("tests/faults/run").arg(&fault.name).output()?;
    let table = String::from_utf8(told.stdout)?;
    Ok(table.lines().last().unwrap_or("").to_owned())
}

/// The first test of a layer that fails.
fn seen_by(
    scratch: &Path,
    tests: &[Test],
    layer: &str,
    switch: usize,
) -> Result<Option<String>, Failure> {
    let mut asked: Vec<&Test> = tests
        .iter()
        .filter(|test| layer_of(test) == Some(layer) && test.reaches.contains(&switch))
        .collect();
    asked.sort_by_key(|test| test.took);
    for test in asked {
        let patience = test.took * 10 + Duration::from_secs(4);
        if test.run(scratch, switch::ACTIVE, &switch.to_string(), patience)? != Ended::Passed {
            return Ok(Some(test.name.clone()));
        }
    }
    Ok(None)
}

fn layer_of(test: &Test) -> Option<&'static str> {
    let name = test.name.as_str();
    if ["laws::cases", "laws::coverage", "laws::soak"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
    {
        return None;
    }
    match name {
        "laws::the_engine_is_the_model" => return Some("model"),
        _ if test.is_unit => return Some("unit"),
        _ => {}
    }
    let prefixes = [
        ("language::", "language"),
        ("bad_events::", "events"),
        ("gallery::", "gallery"),
        ("calendar::", "calendar"),
        ("laws::", "laws"),
    ];
    prefixes
        .iter()
        .find(|(prefix, _)| name.starts_with(prefix))
        .map(|(_, layer)| *layer)
}
