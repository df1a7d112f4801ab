//! The offer gallery: every folder of `promotions/` checks, and its events come to the ledger beside them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use onward::base::{Source, Sources};
use onward::case::{of_events, of_scenario, run_all};
use onward::check::{Checked, check_program};
use onward::engine::Plan;
use onward::format::{Outputs, Refusals, RunOptions, Summary, run};
use onward::program::scenario::snapshot_name;
use onward::program::{OfferId, Program};
use onward::report::timeline;

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

/// The names of a promotion's files of events, without their ending.
fn streams(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder.join("cases")).unwrap();
    let paths = files.map(|entry| entry.unwrap().path());
    let streams = paths.filter(|path| path.extension().is_some_and(|end| end == "jsonl"));
    let mut names: Vec<String> = streams
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert!(names.contains(&"events".to_owned()), "{folder:?}");
    names
}

fn read_stream(folder: &Path, stream: &str) -> Vec<u8> {
    fs::read(folder.join(format!("cases/{stream}.jsonl"))).unwrap()
}

fn ledger(program: Program, events: &[u8]) -> (String, Summary) {
    let mut ledger = Vec::new();
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: None,
    };
    let options = RunOptions {
        refusals: Refusals::Written,
        ..RunOptions::default()
    };
    let summary = run(&Plan::new(program), events, outputs, &options, &mut |_| {}).unwrap();
    (String::from_utf8(ledger).unwrap(), summary)
}

#[test]
fn every_promotion_comes_to_its_ledger() {
    let promotions = promotions();
    assert!(promotions.len() >= 12, "{promotions:?}");
    for (name, folder) in promotions {
        let program = checked(&name, &folder);
        let mut whole = String::new();
        for stream in streams(&folder) {
            let (ledger, summary) = ledger(program.clone(), &read_stream(&folder, &stream));
            let (accepted, read) = (summary.events.accepted, summary.events.read());
            assert_eq!(accepted, read, "{name}: an event was not accepted");
            insta::with_settings!({
                snapshot_path => Path::new("..").join(&folder),
                prepend_module_to_snapshot => false,
                omit_expression => true,
                description => format!("promotions/{name}/cases/{stream}.jsonl, refusals written"),
            }, {
                let snapshot = match stream.as_str() {
                    "events" => "ledger".to_owned(),
                    other => format!("ledger.{other}"),
                };
                insta::assert_snapshot!(snapshot, ledger);
            });
            whole.push_str(&ledger);
        }
        for entry in ["\"issued\"", "\"applied\""] {
            assert!(whole.contains(entry), "{name}: nothing is {entry}");
        }
    }
}

/// Every offer has at least three scenarios, and every timeline is its snapshot. `onward test` compares
/// them as well; here they are snapshots of the project's own tests, so that none is left over unseen.
#[test]
fn every_scenario_comes_to_its_timeline() {
    for (name, folder) in promotions() {
        let file = format!("{name}.offer");
        let text = fs::read_to_string(folder.join(&file)).unwrap();
        let sources = Sources::new(vec![Source::new(file, text)]);
        let Checked {
            program, scenarios, ..
        } = check_program(&sources);
        let program = program.unwrap();
        for offer in &program.offers {
            let about = scenarios.iter().filter(|scenario| {
                let named = |id: &OfferId| program.offers[id.index()].name == offer.name;
                scenario.offers.is_empty() || scenario.offers.iter().any(named)
            });
            assert!(about.count() >= 3, "{name}: {}", offer.name);
        }
        let mut cases: Vec<_> = scenarios.iter().map(of_scenario).collect();
        let mut names: Vec<_> = scenarios
            .iter()
            .map(|scenario| snapshot_name(&scenario.title))
            .collect();
        for stream in streams(&folder) {
            cases.push(of_events(&program, &stream, &read_stream(&folder, &stream)));
            names.push(stream);
        }
        let outcomes = run_all(&Plan::new(program.clone()), &cases);
        for ((case, outcome), snapshot) in cases.iter().zip(&outcomes).zip(names) {
            assert_eq!(outcome.mismatches().count(), 0, "{name}: {}", case.name);
            assert_eq!(case.rejections, [], "{name}: {}", case.name);
            insta::with_settings!({
                snapshot_path => Path::new("..").join(&folder).join("cases"),
                prepend_module_to_snapshot => false,
                omit_expression => true,
            }, {
                let timeline = timeline::draw(&program, case, outcome);
                // What one reads at a go.
                assert!(timeline.text.lines().count() <= 42, "{name}: {}", case.name);
                insta::assert_snapshot!(snapshot, timeline.text);
            });
        }
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
