//! The command as a person runs it (section 9): every exit status, what is said, what is written.

#[path = "cli/fmt.rs"]
mod fmt;
#[path = "cli/formats.rs"]
mod formats;
#[path = "cli/inputs.rs"]
mod inputs;
#[path = "cli/packing.rs"]
mod packing;
#[path = "cli/state.rs"]
mod state;
#[cfg(target_os = "linux")]
#[path = "cli/unfinished.rs"]
mod unfinished;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const GOOD: &str = include_str!("cases/events/good.jsonl");
const PROGRAM: &str = include_str!("cases/events/program.offer");

fn onward(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onward"));
    command
        .args(arguments)
        .current_dir(folder)
        .env("COLUMNS", "80");
    command
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// A folder with a program, good events, and events with a bad one among them.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("program")).unwrap();
    fs::write(folder.path().join("program/all.offer"), PROGRAM).unwrap();
    fs::write(folder.path().join("events.jsonl"), GOOD).unwrap();
    fs::write(
        folder.path().join("bad.jsonl"),
        format!("{GOOD}{{\"id\":\"z1\"}}\n"),
    )
    .unwrap();
    folder
}

/// The files of a program stand in path order, folder by folder, whatever order the file system has.
#[test]
fn files_stand_in_path_order() {
    let folder = tempfile::tempdir().unwrap();
    let (schema, offer) = PROGRAM.split_once("offer spend_200_get_100").unwrap();
    let program = folder.path().join("program");
    fs::create_dir_all(program.join("b")).unwrap();
    fs::write(program.join("zz.offer"), schema).unwrap();
    let places = ["c.offer", "b/y.offer", "b/x.offer", "a.offer", "b.offer"];
    for (number, place) in places.into_iter().enumerate() {
        fs::write(program.join(place), format!("offer o{number}{offer}")).unwrap();
    }
    let events = GOOD.lines().next().unwrap().to_owned() + "\n";
    fs::write(folder.path().join("events.jsonl"), events).unwrap();
    let output = onward(
        folder.path(),
        &["run", "program", "--events", "events.jsonl"],
    );
    let ledger = out(&output);
    let enrolled = ledger.lines().filter(|line| line.contains("enrolled"));
    let offers: Vec<&str> = enrolled
        .map(|line| {
            line.split("\"offer\":\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
        })
        .collect();
    // a.offer, b/x.offer, b/y.offer, b.offer, c.offer
    assert_eq!(offers, ["o3", "o2", "o1", "o4", "o0"], "{}", said(&output));
}

#[test]
fn help_says_it_all_with_examples() {
    let folder = tempfile::tempdir().unwrap();
    for (name, arguments) in [
        ("help", &["--help"][..]),
        ("help_check", &["check", "--help"]),
        ("help_run", &["run", "--help"]),
        ("help_explain", &["explain", "--help"]),
        ("help_statement", &["statement", "--help"]),
        ("help_reconcile", &["reconcile", "--help"]),
        ("help_terms", &["terms", "--help"]),
        ("help_timeline", &["timeline", "--help"]),
        ("help_test", &["test", "--help"]),
        ("help_fmt", &["fmt", "--help"]),
        ("help_new", &["new", "--help"]),
        ("help_completions", &["completions", "--help"]),
    ] {
        let output = onward(folder.path(), arguments);
        assert_eq!(status(&output), 0);
        let text = out(&output);
        assert!(
            text.lines().all(|line| line.chars().count() <= 80),
            "{text}"
        );
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn a_new_program_works_and_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let made = onward(folder.path(), &["new", "my demo"]);
    assert_eq!(status(&made), 0, "{}", said(&made));
    insta::assert_snapshot!("new", out(&made));
    let checked = onward(folder.path(), &["check", "my demo", "--deny-warnings"]);
    assert_eq!(status(&checked), 0, "{}", out(&checked));
    insta::assert_snapshot!("new_checked", out(&checked));
    let events = "my demo/events.jsonl";
    let ran = onward(folder.path(), &["run", "my demo", "--events", events]);
    assert_eq!(status(&ran), 0, "{}", said(&ran));
    insta::assert_snapshot!("new_ledger", out(&ran));
    insta::assert_snapshot!("new_summary", said(&ran));
    let again = onward(folder.path(), &["new", "my demo"]);
    assert_eq!(status(&again), 2);
    insta::assert_snapshot!("new_again", said(&again));
}

#[test]
fn a_run_writes_its_ledger_whole_or_not_at_all() {
    let folder = folder();
    let plain = onward(
        folder.path(),
        &["run", "program", "--events", "events.jsonl"],
    );
    assert_eq!(status(&plain), 0, "{}", said(&plain));
    let to_file = [
        "run",
        "program",
        "--events",
        "events.jsonl",
        "--out",
        "ledger.jsonl",
    ];
    let written = onward(folder.path(), &to_file);
    assert_eq!(status(&written), 0);
    assert_eq!(out(&written), "");
    let ledger = fs::read_to_string(folder.path().join("ledger.jsonl")).unwrap();
    assert_eq!(ledger, out(&plain));
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 4, "nothing else is left: {left:?}");
}

#[test]
fn a_run_with_rejects_completes_and_says_so() {
    let folder = folder();
    let ran = onward(folder.path(), &["run", "program", "--events", "bad.jsonl"]);
    assert_eq!(status(&ran), 3);
    insta::assert_snapshot!("rejects_summary", said(&ran));
    let arguments = [
        "run",
        "program",
        "--events",
        "bad.jsonl",
        "--rejects",
        "rejects.jsonl",
    ];
    let ran = onward(folder.path(), &arguments);
    assert_eq!(status(&ran), 3);
    assert!(said(&ran).ends_with("1 event was rejected: see `rejects.jsonl`\n"));
    let rejects = fs::read_to_string(folder.path().join("rejects.jsonl")).unwrap();
    insta::assert_snapshot!("rejects", rejects);
}

#[test]
fn threads_refusals_and_the_last_instant_are_options() {
    let folder = folder();
    let run = |more: &[&str]| {
        let arguments = [&["run", "program", "--events", "events.jsonl"], more].concat();
        let output = onward(folder.path(), &arguments);
        assert_eq!(status(&output), 0, "{}", said(&output));
        out(&output)
    };
    let plain = run(&[]);
    for threads in ["1", "2", "3", "8"] {
        assert_eq!(run(&["--threads", threads]), plain);
    }
    let expired = "\"at\":\"2026-02-05T10:00:00Z\",\"account\":\"a1\",\"entry\":\"expired\"";
    assert!(!plain.contains(expired));
    for as_of in ["2026-02-06", "2026-02-05 02:00", "2026-02-05T10:00:00Z"] {
        assert!(run(&["--as-of", as_of]).contains(expired), "{as_of}");
    }
    for as_of in [
        "2026-02-05",
        "2026-02-05 01:59:59",
        "2026-02-05T09:59:59.9Z",
        "2020-01-01",
    ] {
        assert!(!run(&["--as-of", as_of]).contains(expired), "{as_of}");
    }
}

#[test]
fn standard_input_is_a_file_like_any_other() {
    let folder = folder();
    let events = fs::File::open(folder.path().join("events.jsonl")).unwrap();
    let piped = command(
        folder.path(),
        &["run", "program/all.offer", "--events", "-"],
    )
    .stdin(events)
    .output()
    .unwrap();
    let plain = onward(
        folder.path(),
        &["run", "program", "--events", "events.jsonl"],
    );
    assert_eq!(status(&piped), 0);
    assert_eq!(out(&piped), out(&plain));
}

#[test]
fn a_reader_who_leaves_is_no_failure() {
    let folder = folder();
    for arguments in [
        &["run", "program", "--events", "events.jsonl"][..],
        &["check", "program"],
        &["completions", "bash"],
        &["--help"],
    ] {
        let mut child = command(folder.path(), arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(status(&output), 0, "{arguments:?}");
        assert!(!said(&output).contains("error"), "{}", said(&output));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_ledger_that_is_not_complete_is_said_to_be_so() {
    let folder = folder();
    let full = onward(
        folder.path(),
        &[
            "run",
            "program",
            "--events",
            "events.jsonl",
            "--out",
            "/dev/full",
        ],
    );
    assert_eq!(status(&full), 2);
    assert!(
        said(&full).contains("cannot write `/dev/full`"),
        "{}",
        said(&full)
    );
    assert!(
        said(&full).contains("the ledger is not complete"),
        "{}",
        said(&full)
    );
    let arguments = ["run", "program", "--events", "-", "--out", "ledger.jsonl"];
    let mut child = command(folder.path(), &arguments)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut held = child.stdin.take().unwrap();
    held.write_all(b"{}\n").unwrap();
    let begun = || {
        let names = fs::read_dir(folder.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.contains(".partial-")).count()
    };
    while begun() == 0 {
        std::thread::yield_now();
    }
    let number = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &number])
            .status()
            .unwrap()
            .success()
    );
    let output = child.wait_with_output().unwrap();
    drop(held);
    assert_eq!(status(&output), 130);
    let words = "interrupted: the ledger is not complete, and `ledger.jsonl` was not written";
    assert!(said(&output).contains(words), "{}", said(&output));
    assert_eq!(begun(), 0);
    assert!(!folder.path().join("ledger.jsonl").exists());
}

#[test]
fn offers_with_errors_are_not_run() {
    let folder = folder();
    let broken = PROGRAM.replace("expire     30 days after issue\n", "");
    fs::write(folder.path().join("program/all.offer"), broken).unwrap();
    let checked = onward(folder.path(), &["check", "program"]);
    assert_eq!(status(&checked), 1);
    assert!(out(&checked).contains("expire"), "{}", out(&checked));
    assert_eq!(said(&checked), "");
    let ran = onward(
        folder.path(),
        &["run", "program", "--events", "events.jsonl"],
    );
    assert_eq!(status(&ran), 1);
    assert_eq!(out(&ran), "");
    assert!(said(&ran).contains("expire"), "{}", said(&ran));
    let json = onward(folder.path(), &["check", "program", "--format", "json"]);
    assert_eq!(status(&json), 1);
    for line in out(&json).lines() {
        let problem: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(problem["file"], "program/all.offer");
    }
}

#[test]
fn warnings_fail_only_where_they_are_denied() {
    let folder = folder();
    let unbounded = PROGRAM
        .replace(
            "reward when spend reaches goal,",
            "reward every goal of spend,",
        )
        .replace("  clawback   none\n", "");
    fs::write(folder.path().join("program/all.offer"), unbounded).unwrap();
    let checked = onward(folder.path(), &["check", "program"]);
    assert_eq!(status(&checked), 0, "{}", out(&checked));
    assert!(out(&checked).contains("warning"), "{}", out(&checked));
    let denied = onward(folder.path(), &["check", "program", "--deny-warnings"]);
    assert_eq!(status(&denied), 1);
    let ran = onward(
        folder.path(),
        &["run", "program", "--events", "events.jsonl"],
    );
    assert_eq!(status(&ran), 0);
    assert!(said(&ran).starts_with("1 warning: see `onward check program`\n"));
}

/// Editors leave such links beside the files that they hold open.
#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_passed_over_unless_it_is_an_offer() {
    let folder = folder();
    let link =
        |name: &str| std::os::unix::fs::symlink("gone", folder.path().join("program").join(name));
    link(".#program.lock").unwrap();
    let checked = onward(folder.path(), &["check", "program"]);
    assert_eq!(status(&checked), 0, "{}", said(&checked));
    link("more.offer").unwrap();
    let refused = onward(folder.path(), &["check", "program"]);
    assert_eq!(status(&refused), 2);
    let expected = "error: `program/more.offer` is a link to a file that is not there\n \
                    help: put the file back, or take the link away\n";
    assert_eq!(said(&refused), expected);
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = folder();
    fs::create_dir(folder.path().join("empty")).unwrap();
    fs::write(folder.path().join("latin.offer"), b"# caf\xe9").unwrap();
    let run = &["run", "program", "--events", "events.jsonl"][..];
    let cases: [(&str, Vec<&str>); 18] = [
        ("no_command", vec![]),
        ("unknown_option", vec!["check", "program", "--colour"]),
        ("no_program", vec!["check", "nowhere"]),
        ("no_offers", vec!["check", "empty"]),
        ("not_utf8", vec!["check", "latin.offer"]),
        ("no_events", vec!["run", "program"]),
        (
            "no_events_file",
            vec!["run", "program", "--events", "nowhere.jsonl"],
        ),
        ("events_folder", vec!["run", "program", "--events", "empty"]),
        (
            "same_in_and_out",
            [run, &["--out", "./events.jsonl"]].concat(),
        ),
        (
            "same_in_and_rejects",
            [run, &["--rejects", "program/../events.jsonl"]].concat(),
        ),
        (
            "same_out_and_rejects",
            [run, &["--out", "x", "--rejects", "./x"]].concat(),
        ),
        ("both_standard", [run, &["--rejects", "-"]].concat()),
        (
            "out_is_offer",
            [run, &["--out", "program/all.offer"]].concat(),
        ),
        (
            "no_out_folder",
            [run, &["--out", "nowhere/ledger.jsonl"]].concat(),
        ),
        ("fmt_nowhere", vec!["fmt", "program", "nowhere"]),
        ("fmt_not_utf8", vec!["fmt", "."]),
        ("fmt_both", vec!["fmt", "-", "program"]),
        ("no_instant", [run, &["--as-of", "yesterday"]].concat()),
    ];
    let mut answers = String::new();
    for (name, arguments) in cases {
        let output = onward(folder.path(), &arguments);
        assert_eq!(status(&output), 2, "{name}");
        assert_eq!(out(&output), "", "{name}");
        answers.push_str(&format!(
            "[{name}] onward {}\n{}\n",
            arguments.join(" "),
            said(&output)
        ));
    }
    insta::assert_snapshot!("unable", answers);
    assert_eq!(
        fs::read_to_string(folder.path().join("events.jsonl")).unwrap(),
        GOOD
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("program/all.offer")).unwrap(),
        PROGRAM
    );
}

#[cfg(unix)]
#[test]
fn a_device_is_written_as_it_is() {
    let folder = folder();
    let arguments = [
        "run",
        "program",
        "--events",
        "events.jsonl",
        "--out",
        "/dev/null",
    ];
    assert_eq!(status(&onward(folder.path(), &arguments)), 0);
}
