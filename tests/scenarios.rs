//! Scenarios as data: every file of `tests/cases/scenarios` comes to what its `=>` lines say, and those
//! lines are what `--fill` writes.

use std::collections::BTreeSet;
use std::fs;

use onward::base::{Source, SourceId, Sources};
use onward::case::{Case, CaseOutcome, fill, of_scenario, run_all};
use onward::check::{Checked, check_program};
use onward::engine::Plan;
use onward::format::{Outputs, RunOptions, run};
use onward::program::Program;
use onward::report::timeline;

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/scenarios");

/// A program of one file, with its scenarios run.
struct Told {
    sources: Sources,
    program: Program,
    cases: Vec<Case>,
    outcomes: Vec<CaseOutcome>,
}

fn told(name: &str, text: &str) -> Told {
    let sources = Sources::new(vec![Source::new(name, text)]);
    let Checked {
        program,
        scenarios,
        diagnostics,
    } = check_program(&sources);
    let errors: Vec<_> = diagnostics.iter().filter(|one| one.is_error()).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}\n{text}");
    let program = program.unwrap();
    let cases: Vec<Case> = scenarios.iter().map(of_scenario).collect();
    let outcomes = run_all(&Plan::new(program.clone()), &cases);
    Told {
        sources,
        program,
        cases,
        outcomes,
    }
}

impl Told {
    fn filled(&self) -> Option<String> {
        let source = self.sources.get(SourceId(0)).unwrap();
        let cases = self.cases.iter().zip(&self.outcomes);
        fill(SourceId(0), source, cases)
    }

    fn mismatches(&self) -> usize {
        let outcomes = self.outcomes.iter();
        outcomes.map(|outcome| outcome.mismatches().count()).sum()
    }
}

fn files() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(CASES)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "offer"))
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// The lines that begin with `=>`.
fn outcome_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim_start)
        .filter(|line| line.starts_with("=>"))
}

fn without_outcomes(text: &str) -> String {
    text.split_inclusive('\n')
        .filter(|line| !line.trim_start().starts_with("=>"))
        .collect()
}

#[test]
fn every_scenario_comes_to_its_lines() {
    for (name, text) in files() {
        let told = told(&name, &text);
        assert_eq!(told.mismatches(), 0, "{name}");
        assert_eq!(told.filled(), None, "{name}");
    }
}

#[test]
fn the_only_offer_in_play_need_not_be_named() {
    for (name, text) in files() {
        let program = told(&name, &text).program;
        let [version] = program.versions.as_slice() else {
            continue;
        };
        let offer = &program.offers[version.offer.index()].name;
        let shorter = text.replace(&format!(" by {offer}"), "");
        assert_ne!(shorter, text, "{name}");
        assert_eq!(told(&name, &shorter).mismatches(), 0, "{name}");
    }
}

#[test]
fn what_is_filled_is_read_as_it_was_meant() {
    for (name, text) in files() {
        // `=> nothing` is the author's own.
        let text = text.replace("    => nothing\n", "");
        let filled = told(&name, &without_outcomes(&text)).filled().unwrap();
        assert_eq!(filled, text, "{name}");
        let dos = without_outcomes(&text).replace('\n', "\r\n");
        let filled = told(&name, &dos).filled().unwrap();
        assert_eq!(filled, text.replace('\n', "\r\n"), "{name}");
    }
}

#[test]
fn wrong_lines_are_filled_with_right_ones() {
    for (name, text) in files() {
        // Every amount a unit too high, one line too many, one too few.
        let mut broken = String::new();
        for (place, line) in text.split_inclusive('\n').enumerate() {
            if !line.trim_start().starts_with("=>") || line.contains("nothing") {
                broken.push_str(line);
                continue;
            }
            match place % 3 {
                0 => broken.push_str(&line.replace("0 USD", "1 USD")),
                1 => broken.push_str(&format!("{line}{line}")),
                _ => {}
            }
        }
        let told_wrong = told(&name, &broken);
        assert!(told_wrong.mismatches() > 0, "{name}");
        let filled = told_wrong.filled().unwrap();
        assert_eq!(told(&name, &filled).mismatches(), 0, "{name}:\n{filled}");
        assert_eq!(filled, text, "{name}");
    }
}

#[test]
fn every_word_of_the_ledger_stands_behind_an_arrow_somewhere() {
    let mut words = BTreeSet::new();
    for (_, text) in files() {
        let lines = outcome_lines(&text).filter_map(|line| line.split_whitespace().nth(1));
        words.extend(lines.map(str::to_owned));
    }
    let mut all: BTreeSet<String> = crate::glossary::entry_words().into_iter().collect();
    all.insert("nothing".to_owned());
    assert_eq!(words, all);
}

#[test]
fn timelines_are_as_they_were_read() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/scenarios");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, text) in files() {
            let told = told(&name, &text);
            let mut drawn = String::new();
            for (case, outcome) in told.cases.iter().zip(&told.outcomes) {
                let timeline = timeline::draw(&told.program, case, outcome).text;
                let widest = timeline.lines().map(|line| line.chars().count()).max();
                assert!(widest <= Some(timeline::WIDTH), "{name}:\n{timeline}");
                drawn.push_str(&format!("== {}\n{timeline}\n", case.name));
            }
            insta::assert_snapshot!(name.trim_end_matches(".offer"), drawn);
        }
    });
}

/// A program and its ledger are the same with its scenarios and without them.
#[test]
fn scenarios_change_no_ledger() {
    let events = br#"{"id":"r1","type":"registered","account":"a1","at":"2026-01-02T17:00:00Z","currency":"USD","market":"US","segment":"self_serve"}
{"id":"a1","type":"activated","account":"a1","at":"2026-01-03T17:00:00Z","code":"GIFT"}
{"id":"c1","type":"charge","account":"a1","at":"2026-01-05T18:00:00Z","amount":"210.00","kind":"delivery"}
{"id":"c2","type":"charge","account":"a1","at":"2026-01-19T18:00:00Z","amount":"70.00","kind":"delivery"}
"#;
    let ledger = |text: &str| {
        let program = told("a.offer", text).program;
        let mut ledger = Vec::new();
        let outputs = Outputs {
            ledger: &mut ledger,
            rejects: None,
        };
        let options = RunOptions::default();
        let summary = run(
            &Plan::new(program),
            &events[..],
            outputs,
            &options,
            &mut |_| {},
        );
        assert_eq!(summary.unwrap().events.accepted, 4);
        String::from_utf8(ledger).unwrap()
    };
    let (_, text) = files().remove(0);
    let (offers, _) = text.split_once("\nscenario ").unwrap();
    let with = ledger(&text);
    assert_eq!(with, ledger(&format!("{offers}\n")));
    assert!(with.contains("\"applied\""));
}

#[test]
fn a_thousand_scenarios_are_run() {
    let (_, text) = files().remove(0);
    let (offers, scenarios) = text.split_once("\nscenario ").unwrap();
    let one = scenarios.split("\nscenario ").next().unwrap();
    let mut many = offers.to_owned();
    for number in 0..1_000 {
        many.push_str(&format!("\nscenario \"{number} {}", &one[1..]));
    }
    let told = told("many.offer", &many);
    assert_eq!((told.outcomes.len(), told.mismatches()), (1_000, 0));
}
