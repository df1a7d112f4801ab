//! The offer gallery: every folder of `promotions/` checks, and its events come to the ledger beside them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use onward::base::{Source, Sources};
use onward::check::check_program;
use onward::engine::Plan;
use onward::format::{Outputs, Refusals, RunOptions, Summary, run};
use onward::program::Program;

/// Every folder of the gallery with its name, in the order of the names.
fn promotions() -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for entry in fs::read_dir("promotions").unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            found.push((name, path));
        }
    }
    found.sort();
    found
}

/// Checks an offer file. A warning is let pass where a comment in the file names its code.
fn checked(name: &str, folder: &Path) -> Program {
    let text = fs::read_to_string(folder.join(format!("{name}.offer"))).unwrap();
    let comments: Vec<&str> = text
        .lines()
        .filter(|line| line.trim_start().starts_with('#'))
        .collect();
    let sources = Sources::new(vec![Source::new(name, text.as_str())]);
    let found = check_program(&sources);
    for diagnostic in &found.diagnostics {
        let code = format!("`{}`", diagnostic.code);
        let is_said = comments.iter().any(|comment| comment.contains(&code));
        assert!(is_said && !diagnostic.is_error(), "{name}: {diagnostic:#?}");
    }
    found.program.unwrap()
}

fn ledger(program: Program, folder: &Path) -> (String, Summary) {
    let events = fs::read(folder.join("events.jsonl")).unwrap();
    let mut ledger = Vec::new();
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: None,
    };
    let options = RunOptions {
        refusals: Refusals::Written,
        ..RunOptions::default()
    };
    let summary = run(
        &Plan::new(program),
        &events[..],
        outputs,
        &options,
        &mut |_| {},
    )
    .unwrap();
    (String::from_utf8(ledger).unwrap(), summary)
}

#[test]
fn every_promotion_comes_to_its_ledger() {
    let promotions = promotions();
    assert!(promotions.len() >= 12, "{promotions:?}");
    for (name, folder) in promotions {
        let (ledger, summary) = ledger(checked(&name, &folder), &folder);
        let (accepted, read) = (summary.events.accepted, summary.events.read());
        assert_eq!(accepted, read, "{name}: an event was not accepted");
        for entry in ["\"issued\"", "\"applied\""] {
            assert!(ledger.contains(entry), "{name}: nothing is {entry}");
        }
        insta::with_settings!({
            snapshot_path => Path::new("..").join(&folder),
            prepend_module_to_snapshot => false,
            omit_expression => true,
            description => format!("promotions/{name}/events.jsonl, refusals written"),
        }, {
            insta::assert_snapshot!("ledger", ledger);
        });
    }
}

#[test]
fn the_table_lists_every_promotion() {
    let table = fs::read_to_string("promotions/README.md").unwrap();
    let listed: BTreeSet<String> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ["))
        .filter_map(|line| line.split_once(']'))
        .map(|(name, _)| name.to_owned())
        .collect();
    let there: BTreeSet<String> = promotions().into_iter().map(|(name, _)| name).collect();
    assert_eq!(listed, there);
}
