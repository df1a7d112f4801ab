//! Events good and bad (section 8). A case file holds lines and, below each, what becomes of it:
//! `=> accepted`, `=> duplicate`, `=> undeclared`, `=> blank`, or the reject that it brings about.
//!
//! Each case file is run behind the good stream of `good.jsonl`, and each bad line is mixed into it at every
//! place: the ledger of the good events never changes.

use std::io::Read;

use insta::glob;
use onward::base::{Source, Sources};
use onward::check::check_program;
use onward::engine::Plan;
use onward::format::{EventCounts, Outputs, RunOptions, Summary, run};

const PROGRAM: &str = include_str!("cases/events/program.offer");
const GOOD: &str = include_str!("cases/events/good.jsonl");
/// The line of the good stream behind which bad lines are mixed in: accounts and charges are there.
const MIXED_IN_FROM: usize = 6;

struct Outcome {
    ledger: String,
    rejects: Vec<serde_json::Value>,
    summary: Summary,
}

pub fn plan_of(program: &str) -> Plan {
    let sources = Sources::new(vec![Source::new("program.offer", program)]);
    let checked = check_program(&sources);
    let errors: Vec<_> = checked
        .diagnostics
        .iter()
        .filter(|one| one.is_error())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    Plan::new(checked.program.unwrap())
}

fn run_with(plan: &Plan, events: &[u8], options: &RunOptions) -> Outcome {
    let (mut ledger, mut rejects) = (Vec::new(), Vec::new());
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: Some(&mut rejects),
    };
    let summary = run(plan, events, outputs, options, &mut |_| {}).unwrap();
    let rejects = String::from_utf8(rejects).unwrap();
    Outcome {
        ledger: String::from_utf8(ledger).unwrap(),
        rejects: rejects
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
        summary,
    }
}

fn run_plainly(plan: &Plan, events: &[u8]) -> Outcome {
    run_with(plan, events, &RunOptions::default())
}

#[derive(Clone)]
struct Line {
    text: String,
    fate: String,
}

fn read_case(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut pending = String::new();
    for line in text.lines() {
        if let Some(fate) = line.strip_prefix("=> ") {
            lines.push(Line {
                text: std::mem::take(&mut pending),
                fate: fate.to_owned(),
            });
        } else if !line.is_empty() && !line.starts_with('#') {
            assert_eq!(pending, "", "a line without a fate");
            pending = line.to_owned();
        }
    }
    assert_eq!(pending, "", "a line without a fate");
    assert!(!lines.is_empty());
    lines
}

/// Whether a line is rejected; the fate is the reject then.
fn is_rejected(line: &Line) -> bool {
    line.fate.starts_with('{')
}

#[test]
fn every_line_meets_its_fate_and_changes_no_other() {
    let plan = plan_of(PROGRAM);
    let good = run_plainly(&plan, GOOD.as_bytes());
    insta::assert_snapshot!("good_ledger", good.ledger);
    assert_eq!(good.rejects, Vec::<serde_json::Value>::new());
    glob!("cases/events/*.case", |path| {
        let case = read_case(&std::fs::read_to_string(path).unwrap());
        check_behind(&plan, &good, &case);
        for line in case.iter().filter(|line| is_rejected(line)) {
            check_mixed_in(&plan, &good, line);
        }
    });
}

fn check_behind(plan: &Plan, good: &Outcome, case: &[Line]) {
    let mut events = GOOD.to_owned();
    let mut expected_rejects = Vec::new();
    let mut expected = EventCounts::default();
    for line in case {
        events.push_str(&line.text);
        events.push('\n');
        match line.fate.as_str() {
            "accepted" => expected.accepted += 1,
            "duplicate" => expected.duplicates += 1,
            "undeclared" => expected.undeclared += 1,
            "blank" => {}
            reject => {
                let mut reject: serde_json::Value = serde_json::from_str(reject).unwrap();
                reject["line"] = events.lines().count().into();
                expected_rejects.push(reject);
                expected.rejected += 1;
            }
        }
    }
    let outcome = run_plainly(plan, events.as_bytes());
    assert_eq!(outcome.rejects, expected_rejects);
    assert_eq!(outcome.ledger, good.ledger);
    expected.add(&good.summary.events);
    assert_eq!(outcome.summary.events, expected);
}

/// One bad line behind every good one.
fn check_mixed_in(plan: &Plan, good: &Outcome, line: &Line) {
    let mut events = String::new();
    for (place, good_line) in GOOD.lines().enumerate() {
        events.push_str(good_line);
        events.push('\n');
        if place >= MIXED_IN_FROM {
            events.push_str(&line.text);
            events.push('\n');
        }
    }
    let outcome = run_plainly(plan, events.as_bytes());
    assert_eq!(outcome.ledger, good.ledger, "{}", line.text);
    assert_eq!(outcome.rejects.len(), GOOD.lines().count() - MIXED_IN_FROM);
    for reject in &outcome.rejects {
        let mut reject = reject.clone();
        reject.as_object_mut().unwrap().remove("line");
        let expected: serde_json::Value = serde_json::from_str(&line.fate).unwrap();
        assert_eq!(reject, expected);
    }
}

/// A bad line of any bytes between two halves of the good stream: its reason.
fn reason_of(plan: &Plan, bad: &[u8]) -> String {
    let good = run_plainly(plan, GOOD.as_bytes());
    let middle = GOOD.find("{\"id\":\"c3\"").unwrap();
    let events = [
        &GOOD.as_bytes()[..middle],
        bad,
        b"\n",
        &GOOD.as_bytes()[middle..],
    ]
    .concat();
    let outcome = run_plainly(plan, &events);
    assert_eq!(outcome.ledger, good.ledger);
    assert_eq!(outcome.rejects.len(), 1);
    outcome.rejects[0]["reason"].as_str().unwrap().to_owned()
}

#[test]
fn bytes_that_are_no_text_are_rejected() {
    let plan = plan_of(PROGRAM);
    let not_utf8 = "the line is not UTF-8 text";
    assert_eq!(reason_of(&plan, b"{\"id\":\"\xff\"}"), not_utf8);
    assert_eq!(reason_of(&plan, b"\xc3"), not_utf8);
    for bad in [
        &b"{\"id\":\"a\0b\"}"[..],
        b"\0",
        b"{\"id\":\0}",
        b"{\"id\":\"a\x1b\"}",
        b"\xef\xbb\xbf{}",
    ] {
        assert!(reason_of(&plan, bad).starts_with("not JSON, at about byte"));
    }
}

#[test]
fn deep_nesting_is_read_and_ignored_or_rejected() {
    let plan = plan_of(PROGRAM);
    let depth = 100_000;
    assert!(reason_of(&plan, &b"[".repeat(depth)).starts_with("not"));
    assert!(reason_of(&plan, &b"{\"a\":".repeat(depth)).starts_with("not JSON"));
    let nested = format!(
        "{GOOD}{{\"id\":\"z\",\"type\":\"closed\",\"account\":\"a1\",\"at\":\"2026-01-14T00:00:00Z\",\
         \"x\":{}{}}}",
        "[".repeat(depth),
        "]".repeat(depth)
    );
    let outcome = run_plainly(&plan, nested.as_bytes());
    assert_eq!(outcome.summary.events.rejected, 0);
}

#[test]
fn long_lines_are_read_up_to_a_bound() {
    let plan = plan_of(PROGRAM);
    let words = "w".repeat(10 * 1024 * 1024);
    let noted = format!(
        "{{\"id\":\"z\",\"type\":\"noted\",\"account\":\"a1\",\"at\":\"2026-01-07T10:00:00Z\",\
         \"color\":\"red\",\"words\":\"{words}\"}}"
    );
    let outcome = run_plainly(&plan, format!("{GOOD}{noted}\n{noted}").as_bytes());
    assert_eq!(outcome.summary.events.rejected, 0);
    assert_eq!(outcome.summary.events.duplicates, 1);

    let too_long = noted.replace(&words, &words.repeat(2));
    let reason = reason_of(&plan, too_long.as_bytes());
    assert_eq!(reason, "the line is longer than 16 MiB");
}

#[test]
fn a_last_line_that_is_cut_short_is_rejected_wherever_it_is_cut() {
    let plan = plan_of(PROGRAM);
    let good = run_plainly(&plan, GOOD.as_bytes());
    let last = GOOD.trim_end().rfind('\n').unwrap() + 1;
    let before = run_plainly(&plan, &GOOD.as_bytes()[..last]);
    for cut in last + 1..GOOD.trim_end().len() {
        let outcome = run_plainly(&plan, &GOOD.as_bytes()[..cut]);
        assert_eq!(outcome.rejects.len(), 1, "{cut}");
        assert_eq!(outcome.ledger, before.ledger);
    }
    let whole = run_plainly(&plan, GOOD.trim_end().as_bytes());
    assert_eq!(whole.ledger, good.ledger);
}

#[test]
fn line_ends_and_byte_order_marks_change_nothing() {
    let plan = plan_of(PROGRAM);
    let good = run_plainly(&plan, GOOD.as_bytes());
    let foreign = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    let outcome = run_plainly(&plan, foreign.as_bytes());
    assert_eq!(outcome.ledger, good.ledger);
    assert_eq!(outcome.summary, good.summary);
}

#[test]
fn nothing_in_is_nothing_out() {
    let plan = plan_of(PROGRAM);
    for events in ["", "\n", "\r\n\r\n", "\u{feff}"] {
        let outcome = run_plainly(&plan, events.as_bytes());
        assert_eq!(outcome.ledger, "");
        assert_eq!(outcome.summary.events, EventCounts::default());
    }
}

/// Good and bad lines of many accounts, the same every time.
fn mixed_stream() -> String {
    let mut events = String::new();
    for line in 0..4_000 {
        let account = line * 7 % 61;
        let day = 1 + line / 160;
        let at = format!("2026-01-{day:02}T{:02}:{:02}:00Z", line % 24, line % 60);
        let head = format!(
            "{{\"id\":\"e{}\",\"account\":\"a{account}\",\"at\":\"{at}\"",
            line / 2
        );
        let rest = match line {
            0..61 => {
                "\"type\":\"registered\",\"currency\":\"USD\",\"market\":\"US\",\"segment\":\"managed\""
            }
            _ if line % 97 == 0 => "\"type\":\"charge\",\"amount\":\"-1\",\"kind\":\"fee\"",
            _ if line % 89 == 0 => "\"type\":\"charge\",\"amount\":",
            _ if line % 5 == 0 => "\"type\":\"charge\",\"amount\":\"8.25\",\"kind\":\"fee\"",
            _ => "\"type\":\"charge\",\"amount\":\"21.40\",\"kind\":\"delivery\"",
        };
        events.push_str(&format!("{head},{rest}}}\n"));
    }
    events
}

#[test]
fn threads_and_batches_change_nothing() {
    let plan = plan_of(PROGRAM);
    let events = mixed_stream();
    let expected = run_plainly(&plan, events.as_bytes());
    assert!(expected.summary.events.rejected > 50);
    assert!(expected.ledger.lines().count() > 200);
    for threads in [1, 2, 3, 8] {
        for batch_bytes in [1, 300, 20_000, 1024 * 1024] {
            let options = RunOptions {
                threads,
                batch_bytes,
                ..RunOptions::default()
            };
            let outcome = run_with(&plan, events.as_bytes(), &options);
            assert_eq!(outcome.ledger, expected.ledger, "{options:?}");
            assert_eq!(outcome.rejects, expected.rejects, "{options:?}");
            assert_eq!(outcome.summary, expected.summary, "{options:?}");
        }
    }
}

#[test]
fn a_stream_that_breaks_off_is_an_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let plan = plan_of(PROGRAM);
    let input = std::io::BufReader::new(GOOD.as_bytes().chain(Broken));
    let outputs = Outputs {
        ledger: &mut std::io::sink(),
        rejects: None,
    };
    let error = run(&plan, input, outputs, &RunOptions::default(), &mut |_| {}).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read the events: the disk is gone"
    );
}
