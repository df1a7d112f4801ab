//! Copies the tree, plants every mutant, and builds the tests; a mutant that does not build is taken out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fault::{self, Fault};
use crate::mutant::{self, Mutant};
use crate::outcome;
use crate::plant::{Planted, plant};
use crate::{Failure, switch};

/// What was planted and built, kept in the scratch folder.
#[derive(Deserialize, Serialize)]
pub struct Built {
    pub mutants: Vec<Mutant>,
    /// Those that do not compile, with the compiler's reason.
    pub broken: BTreeMap<usize, String>,
    /// Those that no switch can hold: they are left to cargo-mutants.
    pub left: BTreeSet<usize>,
    /// The programs with the tests.
    pub programs: Vec<Program>,
    pub faults: Vec<Fault>,
}

#[derive(Deserialize, Serialize)]
pub struct Program {
    pub path: PathBuf,
    /// With the tests within the sources.
    pub is_unit: bool,
}

impl Built {
    pub fn load(scratch: &Path) -> Result<Self, Failure> {
        Ok(serde_json::from_slice(&fs::read(
            scratch.join("built.json"),
        )?)?)
    }
}

pub fn plant_all(scratch: &Path) -> Result<(), Failure> {
    let tree = scratch.join("tree");
    copy_tree(&tree)?;
    let mutants = mutant::list(&tree)?;
    let (faults, faulty) = fault::read_all(scratch, mutants.len())?;
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    for mutant in &mutants {
        if !texts.contains_key(mutant.file.as_str()) {
            texts.insert(&mutant.file, fs::read_to_string(tree.join(&mutant.file))?);
        }
    }
    fs::write(
        tree.join("src").join(format!("{}.rs", switch::NAME)),
        switch::text(mutants.len() + faults.len()),
    )?;
    let library = tree.join("src/lib.rs");
    let text = fs::read_to_string(&library)?;
    fs::write(&library, format!("{text}\npub mod {};\n", switch::NAME))?;
    for file in faulty.keys() {
        if !texts.contains_key(file.as_str()) {
            texts.insert(file, fs::read_to_string(tree.join(file))?);
        }
    }
    let (mut broken, mut left) = (broken_before(scratch, &mutants), BTreeSet::new());
    let programs = loop {
        let mut planted: BTreeMap<&str, Planted> = BTreeMap::new();
        for (file, text) in &texts {
            let here = mutants.iter().enumerate().filter(|(id, mutant)| {
                mutant.file == *file && !broken.contains_key(id) && !left.contains(id)
            });
            let here: Vec<_> = here.collect();
            let with_faults = faulty.get(*file).map_or(&[][..], Vec::as_slice);
            let done = plant(text, &here, with_faults)?;
            fs::write(tree.join(file), &done.text)?;
            left.extend(done.left.iter().copied());
            let no_rust = done.no_rust.iter();
            broken.extend(no_rust.map(|id| (*id, "`let` stands in `&&` alone".to_owned())));
            planted.insert(file, done);
        }
        let found = build(&tree, &planted)?;
        eprintln!(
            "{} of {} mutants planted, {} of them do not build",
            mutants.len() - broken.len() - left.len(),
            mutants.len(),
            found.broken.len()
        );
        if found.broken.is_empty() {
            break found.programs;
        }
        for (id, reason) in found.broken {
            // It is called where the compiler works a constant out.
            if reason.starts_with("E0015") {
                left.insert(id);
            } else {
                broken.insert(id, reason);
            }
        }
    };
    eprintln!("{} are left to cargo-mutants", left.len());
    outcome::carry_over(scratch, &mutants)?;
    let built = Built {
        mutants,
        broken,
        left,
        programs,
        faults,
    };
    fs::write(scratch.join("built.json"), serde_json::to_vec(&built)?)?;
    Ok(())
}

/// What was found not to build the last time: what a function returns decides it, whatever else changed.
fn broken_before(scratch: &Path, mutants: &[Mutant]) -> BTreeMap<usize, String> {
    let Ok(before) = Built::load(scratch) else {
        return BTreeMap::new();
    };
    let known: BTreeMap<String, &String> = before
        .broken
        .iter()
        .filter_map(|(id, reason)| Some((before.mutants.get(*id)?.lasting_name(), reason)))
        .collect();
    let of_functions = mutants
        .iter()
        .enumerate()
        .filter(|(_, mutant)| mutant.genre == "FnValue");
    of_functions
        .filter_map(|(id, mutant)| Some((id, (*known.get(&mutant.lasting_name())?).clone())))
        .collect()
}

/// What git knows of, in another folder.
fn copy_tree(tree: &Path) -> Result<(), Failure> {
    if tree.exists() {
        fs::remove_dir_all(tree)?;
    }
    let listed = Command::new("git").args(["ls-files", "-z"]).output()?;
    for file in String::from_utf8(listed.stdout)?.split_terminator('\0') {
        let to = tree.join(file);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        if Path::new(file).exists() {
            fs::copy(file, to)?;
        }
    }
    Ok(())
}

struct Attempt {
    broken: BTreeMap<usize, String>,
    programs: Vec<Program>,
}

/// Builds the tests, and finds the mutants at which the compiler points.
fn build(tree: &Path, planted: &BTreeMap<&str, Planted>) -> Result<Attempt, Failure> {
    let output = Command::new("cargo")
        .args([
            "test",
            "--no-run",
            "--lib",
            "--test",
            "onward",
            "--message-format=json",
            "--profile",
            "mutants",
        ])
        .current_dir(tree)
        .env("CARGO_TARGET_DIR", tree.with_file_name("target"))
        .env("CARGO_PROFILE_MUTANTS_OPT_LEVEL", "1")
        .env("CARGO_INCREMENTAL", "0")
        .stderr(Stdio::inherit())
        .output()?;
    let mut attempt = Attempt {
        broken: BTreeMap::new(),
        programs: Vec::new(),
    };
    let mut unplaced = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let Ok(said) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        if let Some(program) = said.get("executable").and_then(Value::as_str)
            && said.pointer("/profile/test").and_then(Value::as_bool) == Some(true)
        {
            attempt.programs.push(Program {
                path: program.into(),
                is_unit: said.pointer("/target/kind/0").and_then(Value::as_str) == Some("lib"),
            });
        }
        let Some(message) = said
            .get("message")
            .filter(|message| text(message, "level") == "error")
        else {
            continue;
        };
        let reason = format!(
            "{} {}",
            message
                .pointer("/code/code")
                .and_then(Value::as_str)
                .unwrap_or(""),
            text(message, "message")
        );
        let spans = message
            .get("spans")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let is_primary =
            |span: &&Value| span.get("is_primary").and_then(Value::as_bool) == Some(true);
        let blamed = spans
            .iter()
            .filter(is_primary)
            .chain(&spans)
            .find_map(|span| {
                let byte = usize::try_from(span.get("byte_start")?.as_u64()?).ok()?;
                planted.get(text(span, "file_name"))?.mutant_at(byte)
            });
        match blamed {
            Some(id) => drop(attempt.broken.insert(id, reason)),
            None if spans.is_empty() => {}
            None => unplaced.push(text(message, "rendered").to_owned()),
        }
    }
    if !output.status.success() && attempt.broken.is_empty() {
        return Err(format!("no mutant is to blame:\n{}", unplaced.join("\n")).into());
    }
    Ok(attempt)
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value.get(member).and_then(Value::as_str).unwrap_or("")
}
