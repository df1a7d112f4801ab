//! `onward run --state`: tomorrow's file continues today's.

use std::fs;

use tempfile::TempDir;

use super::{GOOD, PROGRAM, folder, onward, out, said, status};

const HALVES: [&str; 2] = ["one.jsonl", "two.jsonl"];

/// A folder with the good events in two files.
fn halves() -> TempDir {
    let folder = folder();
    let lines: Vec<&str> = GOOD.split_inclusive('\n').collect();
    let (one, two) = lines.split_at(lines.len() / 2);
    for (name, lines) in HALVES.iter().zip([one, two]) {
        fs::write(folder.path().join(name), lines.concat()).unwrap();
    }
    folder
}

fn run(folder: &TempDir, events: &str, more: &[&str]) -> std::process::Output {
    let arguments = ["run", "program", "--events", events];
    onward(folder.path(), &[&arguments, more].concat())
}

#[test]
fn two_halves_give_the_ledger_and_the_summary_of_the_whole() {
    let folder = halves();
    let whole = run(&folder, "events.jsonl", &["--refusals"]);
    for state in ["plain.state", "packed.zst", "packed.gz"] {
        let one = run(&folder, HALVES[0], &["--refusals", "--state", state]);
        assert_eq!(status(&one), 0, "{}", said(&one));
        let more = [
            "--refusals",
            "--state",
            state,
            "--as-of",
            "latest",
            "--threads",
            "3",
        ];
        let two = run(&folder, HALVES[1], &more);
        assert_eq!(status(&two), 0, "{}", said(&two));
        assert_eq!(out(&one) + &out(&two), out(&whole), "{state}");
        let tables = |output| said(output).split_once('\n').unwrap().1.to_owned();
        assert_eq!(tables(&two), tables(&whole));
    }
    let plain = fs::read(folder.path().join("plain.state")).unwrap();
    let packed = fs::read(folder.path().join("packed.zst")).unwrap();
    assert!(packed.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) && packed.len() < plain.len());
}

#[test]
fn the_same_file_again_is_all_duplicates() {
    let folder = halves();
    let first = run(&folder, "events.jsonl", &["--state", "s"]);
    assert_eq!(status(&first), 0, "{}", said(&first));
    let saved = fs::read(folder.path().join("s")).unwrap();
    let again = run(&folder, "events.jsonl", &["--state", "s"]);
    assert_eq!(status(&again), 0);
    assert_eq!(out(&again), "");
    assert!(
        said(&again).contains(" 0 accepted, 16 duplicate"),
        "{}",
        said(&again)
    );
    assert_eq!(fs::read(folder.path().join("s")).unwrap(), saved);
}

#[test]
fn another_program_is_refused_with_the_difference_named() {
    let folder = halves();
    let program = folder.path().join("program/all.offer");
    assert_eq!(status(&run(&folder, HALVES[0], &["--state", "s"])), 0);
    let saved = fs::read(folder.path().join("s")).unwrap();
    let commented = format!(
        "# A remark.\n{}",
        PROGRAM.replace("  expire", "\n\n expire")
    );
    fs::write(&program, commented).unwrap();
    let same = run(&folder, HALVES[1], &["--state", "s"]);
    assert_eq!(status(&same), 0, "{}", said(&same));
    fs::write(folder.path().join("s"), &saved).unwrap();
    let changed = PROGRAM
        .replacen(" 100 USD", " 120 USD", 1)
        .replacen("30 days", "29 days", 2);
    let added = changed + "event gift {\n  value : money\n}\n";
    fs::write(&program, added).unwrap();
    let refused = run(&folder, HALVES[1], &["--state", "s", "--out", "ledger"]);
    assert_eq!(status(&refused), 1);
    insta::assert_snapshot!("state_refused", said(&refused));
    assert!(!folder.path().join("ledger").exists());
    assert_eq!(fs::read(folder.path().join("s")).unwrap(), saved);
}

fn with_version(saved: &str, version: u64) -> String {
    let (before, rest) = saved.split_once("\"version\":").unwrap();
    let rest = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
    format!("{before}\"version\":{version}{rest}")
}

#[test]
fn what_is_no_whole_state_is_refused_and_left_as_it_is() {
    let folder = halves();
    assert_eq!(status(&run(&folder, HALVES[0], &["--state", "s"])), 0);
    let saved = fs::read_to_string(folder.path().join("s")).unwrap();
    let last_line = saved.trim_end().rfind('\n').unwrap();
    let edited = saved.replacen("\"clock\":1", "\"clock\":2", 1);
    let edited = if edited == saved {
        saved.replacen("USD", "EUR", 1)
    } else {
        edited
    };
    let broken = [
        ("empty", String::new()),
        ("garbage", "accounts\n".to_owned()),
        ("a ledger", "{\"at\":\"2026-01-01T00:00:00Z\"}\n".to_owned()),
        ("older", with_version(&saved, 1)),
        ("newer", with_version(&saved, 99)),
        ("no end", saved[..=last_line].to_owned()),
        ("half a line", saved[..saved.len() / 2].to_owned()),
        ("edited", edited),
        ("twice", format!("{saved}{saved}")),
    ];
    let mut told = String::new();
    for (name, text) in broken {
        let path = folder.path().join("broken");
        fs::write(&path, &text).unwrap();
        let ran = run(
            &folder,
            HALVES[1],
            &["--state", "broken", "--out", "ledger"],
        );
        assert_eq!(status(&ran), 2, "{name}: {}", said(&ran));
        told.push_str(&format!("{name}:\n{}", said(&ran)));
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        assert!(!folder.path().join("ledger").exists());
    }
    for more in [
        &["--state", "-"][..],
        &["--state", "program"],
        &["--state", "two.jsonl"],
        &["--state", "program/all.offer"],
        &["--state", "x", "--out", "x"],
        &["--state", "x", "--rejects", "x"],
    ] {
        let ran = run(&folder, HALVES[1], more);
        assert_eq!(status(&ran), 2, "{more:?}");
        told.push_str(&format!("{more:?}:\n{}", said(&ran)));
    }
    insta::assert_snapshot!("state_unfit", told);
}

/// Killed in the middle, the state is the old one.
#[test]
fn a_run_that_is_killed_leaves_the_old_state() {
    use std::io::Write;
    let folder = halves();
    assert_eq!(status(&run(&folder, HALVES[0], &["--state", "s"])), 0);
    let saved = fs::read(folder.path().join("s")).unwrap();
    let arguments = ["run", "program", "--events", "-", "--state", "s"];
    let mut child = super::command(folder.path(), &arguments)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let second = fs::read(folder.path().join(HALVES[1])).unwrap();
    child.stdin.as_mut().unwrap().write_all(&second).unwrap();
    while !(fs::read_dir(folder.path()).unwrap()).any(|entry| {
        entry
            .unwrap()
            .file_name()
            .to_string_lossy()
            .contains("s.partial")
    }) {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(fs::read(folder.path().join("s")).unwrap(), saved);
    assert_eq!(status(&run(&folder, HALVES[1], &["--state", "s"])), 0);
}
