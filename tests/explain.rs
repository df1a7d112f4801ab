//! `onward explain`: a case of `tests/cases/explain` names a world (offers and events) and a question, and
//! its snapshot has the answer in every voice and as JSON. A case named after a reason code has that reason
//! in its answer.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use onward::base::{Instant, Source, Sources};
use onward::check::check_program;
use onward::engine::{Account, Ground, Plan, Topic, Trace, step_traced};
use onward::explain::ReasonCode;
use onward::format::{ReplayedEvent, replay};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/explain");

fn cases() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(CASES)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "case"))
        .collect();
    files.sort();
    files
}

fn name(case: &Path) -> &str {
    case.file_stem().unwrap().to_str().unwrap()
}

#[test]
fn explanations_are_as_written() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/explain");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for file in cases() {
            let case = fs::read_to_string(&file).unwrap();
            let line = |word: &str| {
                let mut lines = case.lines();
                lines
                    .find_map(|line| line.strip_prefix(word))
                    .unwrap()
                    .trim()
            };
            let (world, question) = (line("world "), line("ask "));
            let mut said = String::new();
            for voice in ["customer", "support", "engineer"] {
                let answer = ask(world, &format!("{question} --for {voice}"));
                let wide = answer.lines().find(|line| line.chars().count() > 80);
                let is_clause = |line: &str| line.contains('│');
                assert!(wide.is_none_or(is_clause), "too wide: {wide:?}");
                said.push_str(&format!("--for {voice}\n{answer}\n"));
            }
            let json = ask(world, &format!("{question} --format json"));
            if ReasonCode::ALL
                .iter()
                .any(|code| code.as_str() == name(&file))
            {
                let code = format!("\"code\":\"{}\"", name(&file));
                assert!(json.contains(&code), "{} has no {code}", file.display());
            }
            let json: serde_json::Value = serde_json::from_str(&json).unwrap();
            said.push_str(&format!("{json:#}\n"));
            insta::assert_snapshot!(name(&file), said);
        }
    });
}

#[test]
fn every_reason_has_a_case() {
    let cases = cases();
    let have: BTreeSet<&str> = cases.iter().map(|case| name(case)).collect();
    let codes = ReasonCode::ALL.iter().map(|code| code.as_str());
    let without: Vec<&str> = codes.filter(|code| !have.contains(code)).collect();
    assert_eq!(without, [""; 0]);
}

#[test]
fn the_page_lists_every_reason() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/explain.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, reasons) = page.split_once("\n## Every reason\n").unwrap();
    let rows = reasons.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.split(" | ");
        let code = cells.next()?.strip_suffix('`')?;
        Some((code.to_owned(), cells.next()?.to_owned()))
    });
    let listed: Vec<(String, String)> = rows.collect();
    let codes = ReasonCode::ALL.iter();
    let expected: Vec<(String, String)> = codes
        .map(|code| (code.as_str().to_owned(), code.meaning().to_owned()))
        .collect();
    assert_eq!(listed, expected);
}

#[test]
fn what_is_not_there_is_said_with_what_is_near() {
    let mut said = String::new();
    for question in [
        "--account piad --event c1",
        "--account paid --event c9x",
        "--account paid --event k2",
        "--account paid --offer plian",
        "--account paid --offer nothing_like_it",
        "--account paid --credit plain#2",
        "--account paid --credit plain",
        "--account paid --credit plian#1",
        "--account never --event c1",
        "--account paid --event c1 --as-of 2026-02-01",
        "--account paid --event c1 --as-of 2026-03-03",
        "--account paid --event c1 --offer plain",
    ] {
        said.push_str(&format!("{question}\n{}\n", ask("payments", question)));
    }
    insta::assert_snapshot!(said);
}

#[test]
fn an_event_that_was_rejected_is_no_riddle() {
    insta::assert_snapshot!(ask("rejected", "--account a1 --event c1"));
}

/// A charge whose accrual begins at the very instant of the issue has accrued after it, all of it.
#[test]
fn what_begins_with_the_credit_did_not_begin_before_it() {
    let offer = r#"
        program "Why" { timezone "UTC" }
        account { market : text }
        event registered opens account
        event charge spends amount since started { amount : money  started : instant }
        offer gift {
          available  always
          eligible   everyone
          enroll     on registered, once
          issue      9 USD at enrollment, at once
          apply      forward to charge, charge in progress prorated
          expire     never
        }"#;
    let events = br#"
{"id":"r","type":"registered","account":"a1","at":"2026-01-02T09:00:00Z","currency":"USD","market":"US"}
{"id":"c1","type":"charge","account":"a1","at":"2026-01-02T10:00:00Z","amount":"4.00","started":"2026-01-02T09:00:00Z"}
{"id":"c2","type":"charge","account":"a1","at":"2026-01-02T11:00:00Z","amount":"4.00","started":"2026-01-02T08:59:59Z"}
"#;
    let sources = Sources::new(vec![Source::new("gift.offer", offer)]);
    let plan = Plan::new(check_program(&sources).program.unwrap());
    let mut account: Option<Account> = None;
    let mut began = Vec::new();
    for ReplayedEvent {
        event, currency, ..
    } in replay(plan.program(), events).events
    {
        let account = account.get_or_insert_with(|| Account::open("a1", currency, event.at));
        let mut trace = Trace::asking(&[Topic::Payments]);
        step_traced(&plan, account, &event, &mut Vec::new(), &mut trace);
        for ground in trace.grounds.unwrap() {
            match ground {
                Ground::Judged { facts, .. } => began.push((facts.eligible.minor(), facts.began)),
                Ground::Fired { .. } => {}
                other => panic!("nobody asked for {other:?}"),
            }
        }
    }
    let before = Instant::from_seconds(1_767_344_399);
    assert_eq!(before.to_string(), "2026-01-02T08:59:59Z");
    assert_eq!(began, [(400, None), (399, Some(before))]);
}

/// What the command says to a question, on standard output or on standard error.
fn ask(world: &str, question: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_onward"))
        .arg("explain")
        .arg(format!("{world}.offer"))
        .arg("--events")
        .arg(format!("{world}.jsonl"))
        .args(question.split_whitespace())
        .current_dir(Path::new(CASES).join("worlds"))
        .env("COLUMNS", "80")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let mut said = text(output.stdout) + &text(output.stderr);
    if let Some(status @ 1..) = output.status.code() {
        said.push_str(&format!("[exit status {status}]\n"));
    }
    said
}
