//! `onward test` as a person runs it: what is said, what is written, and that nothing is lost.

#[cfg(unix)]
mod terminal;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const OFFER: &str = include_str!("cases/testing/spend_get.offer");
const EVENTS: &str = include_str!("cases/testing/cases/two_accounts.jsonl");

/// The program, without snapshots.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("demo/cases")).unwrap();
    fs::write(folder.path().join("demo/spend_get.offer"), OFFER).unwrap();
    fs::write(folder.path().join("demo/cases/two_accounts.jsonl"), EVENTS).unwrap();
    folder
}

/// The same, every snapshot accepted.
fn accepted() -> TempDir {
    let folder = folder();
    let output = test(&folder, &["--accept"]);
    assert_eq!(status(&output), 0, "{}", said(&output));
    folder
}

fn command(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onward"));
    command
        .args(["test", "demo"])
        .args(arguments)
        .current_dir(folder.path())
        .env("COLUMNS", "80")
        .env_remove("CI")
        .stdin(Stdio::null());
    command
}

fn test(folder: &TempDir, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
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

fn offer(folder: &TempDir) -> PathBuf {
    folder.path().join("demo/spend_get.offer")
}

fn snapshot(folder: &TempDir, name: &str) -> PathBuf {
    folder.path().join(format!("demo/cases/{name}.snap"))
}

/// Writes the offer with some words changed.
fn edit(folder: &TempDir, from: &str, to: &str) {
    let text = fs::read_to_string(offer(folder)).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(offer(folder), text.replace(from, to)).unwrap();
}

/// Every file with its content.
fn contents(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found.sort();
    found
}

#[test]
fn a_new_case_is_pending_and_then_accepted() {
    let folder = folder();
    let new = test(&folder, &[]);
    assert_eq!(status(&new), 4);
    insta::assert_snapshot!("pending", out(&new));
    let accepted = test(&folder, &["--accept"]);
    assert_eq!(
        (status(&accepted), out(&accepted)),
        (0, "3 cases: 3 accepted\n".into())
    );
    let kept = fs::read_to_string(snapshot(&folder, "two_accounts")).unwrap();
    insta::assert_snapshot!("snapshot", kept.replace("---", "==="));
    let again = test(&folder, &[]);
    assert_eq!(
        (status(&again), out(&again)),
        (0, "3 cases: 3 passed\n".into())
    );
}

#[test]
fn a_change_is_shown_word_by_word_with_the_money_that_moved() {
    let folder = accepted();
    edit(&folder, "=>", "# =>");
    edit(&folder, "reaches 200 USD", "reaches 201 USD");
    let changed = test(&folder, &[]);
    assert_eq!(status(&changed), 1);
    insta::assert_snapshot!("changed", out(&changed));
}

#[test]
fn a_line_that_is_wrong_fails_with_both_sides() {
    let folder = accepted();
    edit(&folder, "expire     30 days", "expire     29 days");
    edit(
        &folder,
        "registered\n    => refused",
        "registered\n    => enrolled in spend_200_get_100\n    => refused",
    );
    let failed = test(&folder, &[]);
    assert_eq!(status(&failed), 1);
    insta::assert_snapshot!("failed", out(&failed));
    let before = contents(folder.path());
    let refused = test(&folder, &["--accept", "--only", "credit saves"]);
    assert_eq!(status(&refused), 1);
    assert_eq!(
        contents(folder.path()),
        before,
        "a case that fails keeps its snapshot"
    );
    let filled = test(&folder, &["--fill", "--accept"]);
    assert_eq!(status(&filled), 0, "{}", out(&filled));
    let text = fs::read_to_string(offer(&folder)).unwrap();
    let expected = OFFER
        .replace("expire     30 days", "expire     29 days")
        .replace(
            "2026-04-03 10:00\n  2026-03-05",
            "2026-04-02 10:00\n  2026-03-05",
        )
        .replace(
            "=> expired 60 USD",
            "=> expired 60 USD, at 2026-04-02 10:00",
        )
        .replace(
            "\"US\"
  2026-03-01 09:00  registered
",
            "\"US\"
  2026-03-01 09:00  registered
    => enrolled in spend_200_get_100
",
        );
    assert_eq!(text, expected);
}

#[test]
fn a_tool_reads_json_lines_and_junit() {
    let folder = accepted();
    edit(
        &folder,
        "=> applied 40 USD, 60 USD left",
        "=> applied 41 USD, 59 USD left",
    );
    edit(&folder, "\"another market\"", "\"<another> & market\"");
    let json = test(&folder, &["--format", "json"]);
    assert_eq!(status(&json), 1);
    insta::assert_snapshot!("json", out(&json));
    let junit = test(&folder, &["--format", "junit"]);
    assert_eq!(status(&junit), 1);
    insta::assert_snapshot!("junit", out(&junit));
}

#[test]
fn nothing_is_written_where_that_is_forbidden() {
    let folder = folder();
    let before = contents(folder.path());
    for option in ["--accept", "--fill", "--review"] {
        let locked = test(&folder, &[option, "--locked"]);
        assert_eq!(status(&locked), 2);
        let on_server = command(&folder, &[option])
            .env("CI", "true")
            .output()
            .unwrap();
        assert_eq!(status(&on_server), 2);
        if option == "--accept" {
            insta::assert_snapshot!("locked", said(&locked));
            insta::assert_snapshot!("on_a_server", said(&on_server));
        }
    }
    assert_eq!(status(&test(&folder, &["--locked"])), 4);
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn a_snapshot_edited_by_hand_is_told_from_a_change() {
    let folder = accepted();
    let path = snapshot(&folder, "another-market");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("not_eligible", "not eligible")).unwrap();
    fs::write(snapshot(&folder, "two_accounts"), "<<<<<<< HEAD\n").unwrap();
    let edited = test(&folder, &[]);
    assert_eq!(status(&edited), 1);
    insta::assert_snapshot!("edited_by_hand", out(&edited));
}

#[test]
fn a_snapshot_without_a_case_is_an_error_until_it_is_taken_away() {
    let folder = accepted();
    fs::remove_file(folder.path().join("demo/cases/two_accounts.jsonl")).unwrap();
    let stale = test(&folder, &[]);
    assert_eq!(status(&stale), 1);
    insta::assert_snapshot!("stale", out(&stale));
    assert_eq!(status(&test(&folder, &["--only", "market"])), 0);
    assert_eq!(status(&test(&folder, &["--accept"])), 0);
    assert!(!snapshot(&folder, "two_accounts").exists());
    assert_eq!(status(&test(&folder, &[])), 0);
}

#[test]
fn two_cases_of_one_name_are_refused() {
    let folder = folder();
    fs::write(
        folder.path().join("demo/cases/another-market.jsonl"),
        EVENTS,
    )
    .unwrap();
    let twice = test(&folder, &["--accept"]);
    assert_eq!(status(&twice), 2);
    insta::assert_snapshot!("two_of_one_name", said(&twice));
    assert!(!snapshot(&folder, "another-market").exists());
}

#[test]
fn a_name_that_no_case_has_is_said() {
    let folder = accepted();
    let none = test(&folder, &["--only", "marked"]);
    assert_eq!(
        (status(&none), said(&none)),
        (2, "error: no case has `marked` in its name\n".into())
    );
}

/// The superuser writes in any folder of a disk, but not here.
#[cfg(target_os = "linux")]
const READ_ONLY: &str = "/proc/sys/kernel/random";

#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_cannot_be_written_is_said() {
    let folder = folder();
    let cases = folder.path().join("demo/cases");
    fs::remove_dir_all(&cases).unwrap();
    std::os::unix::fs::symlink(READ_ONLY, &cases).unwrap();
    let before = fs::read_dir(&cases).unwrap().count();
    let output = test(&folder, &["--accept"]);
    assert_eq!(status(&output), 2, "{}", out(&output));
    let message = said(&output);
    assert!(
        message.starts_with("error: cannot write `demo/cases/credit-saves-only-later-days.snap`:"),
        "{message}"
    );
    assert_eq!(fs::read_dir(&cases).unwrap().count(), before);
    // To read is enough where nothing is to be written.
    assert_eq!(status(&test(&folder, &["--locked"])), 4);
}

#[test]
fn a_file_in_the_place_of_the_cases_is_said_and_kept() {
    let folder = folder();
    let cases = folder.path().join("demo/cases");
    fs::remove_dir_all(&cases).unwrap();
    fs::write(&cases, "mine").unwrap();
    let output = test(&folder, &["--accept"]);
    assert_eq!(status(&output), 2);
    let message = said(&output);
    assert!(
        message.starts_with("error: cannot read `demo/cases`:"),
        "{message}"
    );
    assert_eq!(fs::read_to_string(&cases).unwrap(), "mine");
}

#[test]
fn a_snapshot_that_cannot_be_read_is_said() {
    let folder = folder();
    fs::create_dir(snapshot(&folder, "another-market")).unwrap();
    let output = test(&folder, &["--accept"]);
    assert_eq!(status(&output), 2);
    let message = said(&output);
    let place = "error: cannot read `demo/cases/another-market.snap`";
    assert!(message.starts_with(place), "{message}");
}

#[test]
fn a_review_walks_through_what_changed_and_writes_at_once() {
    let folder = folder();
    let mut child = command(&folder, &["--review"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Something else than an answer is asked again; the end of the input is `quit`.
    child.stdin.take().unwrap().write_all(b"x\na\ns\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(status(&output), 4, "{}", said(&output));
    insta::assert_snapshot!("review", said(&output));
    assert!(snapshot(&folder, "credit-saves-only-later-days").exists());
    assert!(!snapshot(&folder, "another-market").exists());
    let rest = test(&folder, &[]);
    assert!(
        out(&rest).contains("3 cases: 1 passed, 2 pending"),
        "{}",
        out(&rest)
    );
}

#[test]
fn offers_with_errors_are_reported_and_nothing_is_tested() {
    let folder = accepted();
    edit(
        &folder,
        "charge c1  amount = 150 USD",
        "chrage c1  amount = 150 USD",
    );
    let before = contents(folder.path());
    let output = test(&folder, &["--accept"]);
    assert_eq!(status(&output), 1);
    insta::assert_snapshot!("errors", format!("{}{}", said(&output), out(&output)));
    let junit = test(&folder, &["--format", "junit"]);
    assert_eq!(status(&junit), 1);
    insta::assert_snapshot!("errors_junit", out(&junit));
    assert_eq!(contents(folder.path()), before);
}

/// Ids and accounts are whatever somebody sent.
#[test]
fn a_case_of_strange_events_is_drawn_in_its_columns() {
    let folder = folder();
    let name = "日本のアカウント、とても長い名前のアカウント、とても長い名前のアカウント";
    let mut events = "not json\n".to_owned();
    let mut push = |id: &str, kind: &str, more: &str| {
        events.push_str(&format!(
            "{{\"id\":\"{id}\",\"type\":\"{kind}\",\"account\":\"{name}\",\
             \"at\":\"2026-03-10T18:00:00.25Z\",{more}}}\n"
        ));
    };
    push("r", "registered", "\"currency\":\"USD\",\"market\":\"US\"");
    push("c\\u001b[31m\\n", "charge", "\"amount\":\"9999999999.99\"");
    push(
        "a_very_long_id_that_goes_on_and_on",
        "charge",
        "\"amount\":\"1.00\"",
    );
    push("x", "chrage", "\"amount\":\"1.00\"");
    fs::write(folder.path().join("demo/cases/two_accounts.jsonl"), events).unwrap();
    fs::write(folder.path().join("demo/cases/nothing.jsonl"), "").unwrap();
    let strange = out(&test(&folder, &["--only", "o"]));
    insta::assert_snapshot!("strange", strange);
}

/// A file of events as long as that is no curated case; its whole timeline is in its snapshot.
#[test]
fn of_a_long_case_the_first_lines_are_shown() {
    let folder = folder();
    let mut events = EVENTS.to_owned();
    for number in 0..300 {
        events.push_str(&format!(
            "{{\"id\":\"m{number}\",\"type\":\"charge\",\"account\":\"a1\",\
             \"at\":\"2026-03-10T18:00:00Z\",\"amount\":\"1.00\"}}\n"
        ));
    }
    fs::write(folder.path().join("demo/cases/two_accounts.jsonl"), events).unwrap();
    let pending = out(&test(&folder, &["--only", "two_accounts"]));
    assert!(pending.contains("  … and 176 more lines\n"), "{pending}");
    assert_eq!(status(&test(&folder, &["--accept"])), 0);
    edit(&folder, "reaches 200 USD", "reaches 201 USD");
    let changed = out(&test(&folder, &["--only", "two_accounts"]));
    assert!(changed.contains("more lines\n"), "{changed}");
    assert!(changed.lines().count() < 260, "{changed}");
}

/// Each `=>` line that says nothing that could happen has a message of its own.
#[test]
fn malformed_lines_say_what_to_write() {
    let line = "=> applied 40 USD, 60 USD left";
    let mut said_of_each = String::new();
    for wrong in [
        "=>",
        "= applied 40 USD, 60 USD left",
        "=> aplied 40 USD, 60 USD left",
        "=> applied 40 USD",
        "=> applied 40, 60 USD left",
        "=> applied 40 EUR, 60 EUR left",
        "=> applied 40 USD of spend_200, 60 USD left",
        "=> refused by spend_200_get_100, not_eligibel",
    ] {
        let folder = folder();
        edit(&folder, line, wrong);
        let output = test(&folder, &["--fill"]);
        assert_eq!(status(&output), 1, "{wrong}");
        let text = fs::read_to_string(offer(&folder)).unwrap();
        assert!(text.contains(wrong), "{wrong}: is kept");
        said_of_each.push_str(&said(&output));
    }
    insta::assert_snapshot!("malformed_lines", said_of_each);
}

#[test]
fn an_unknown_event_is_one_mistake() {
    let folder = folder();
    edit(
        &folder,
        "2026-03-01 09:00  registered",
        "2026-03-01 09:00  registred",
    );
    let output = test(&folder, &[]);
    assert_eq!(status(&output), 1);
    insta::assert_snapshot!("unknown_event", said(&output));
}

#[test]
fn snapshots_stand_whatever_their_line_breaks() {
    let folder = accepted();
    let path = snapshot(&folder, "two_accounts");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace('\n', "\r\n")).unwrap();
    assert_eq!(status(&test(&folder, &[])), 0);
}
