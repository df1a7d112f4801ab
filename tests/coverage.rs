//! `onward test --coverage` and `--mutate`: what is said of a program whose cases leave gaps, and that the
//! command fails where it was asked to.

use std::fs;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const OFFER: &str = include_str!("cases/testing/spend_get.offer");

/// A program with two scenarios and no case for most of its edges.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("demo/cases")).unwrap();
    fs::write(folder.path().join("demo/spend_get.offer"), OFFER).unwrap();
    let accepted = test(&folder, &["--accept"]);
    assert_eq!(accepted.status.code(), Some(0));
    folder
}

fn test(folder: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_onward"))
        .args(["test", "demo"])
        .args(arguments)
        .current_dir(folder.path())
        .env_remove("CI")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn what_is_missing_is_told_with_its_line() {
    let folder = folder();
    let output = test(&folder, &["--coverage", "--mutate"]);
    assert_eq!(output.status.code(), Some(0));
    let text = out(&output);
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    insta::assert_snapshot!("human", text);
    let json = test(&folder, &["--coverage", "--mutate", "--format", "json"]);
    let lines = out(&json);
    let coverage: serde_json::Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    insta::assert_snapshot!("json", serde_json::to_string_pretty(&coverage).unwrap());
}

/// An offer that the account is not in is only asked whether it enrolls.
#[test]
fn an_offer_that_nobody_joins_is_reached_by_its_enrollment_alone() {
    let asked = include_str!("cases/testing/asked.offer");
    insta::assert_snapshot!("asked", coverage_of(asked));
}

#[test]
fn credit_and_enrollments_are_asked_each_without_the_other() {
    let asked = include_str!("cases/testing/asked_before.offer");
    insta::assert_snapshot!("asked_before", coverage_of(asked));
}

#[test]
fn a_condition_on_cash_is_asked_when_that_is_known() {
    let asked = include_str!("cases/testing/asked_cash.offer");
    insta::assert_snapshot!("asked_cash", coverage_of(asked));
}

/// Of an offer whose cases are scenarios beside it.
fn coverage_of(offer: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("demo")).unwrap();
    fs::write(folder.path().join("demo/asked.offer"), offer).unwrap();
    assert_eq!(test(&folder, &["--accept"]).status.code(), Some(0));
    out(&test(&folder, &["--coverage"]))
}

#[test]
fn a_minimum_that_is_missed_has_an_exit_status_of_its_own() {
    let folder = folder();
    let output = test(&folder, &["--min-coverage", "100", "--min-mutation", "95"]);
    assert_eq!(output.status.code(), Some(5));
    insta::assert_snapshot!("below", said(&output));
    let output = test(&folder, &["--min-coverage", "50", "--min-mutation", "10"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    for wrong in ["101", "-1", "x"] {
        let output = test(&folder, &[&*format!("--min-coverage={wrong}")]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}

#[test]
fn a_declaration_that_cannot_stand_is_an_error() {
    let folder = folder();
    let survivor = "spend_200_get_100, enroll: `once` -> `at most 2 times, one at a time`";
    let caught = "spend_200_get_100, issue: `100 USD` -> `100.01 USD`";
    let path = folder.path().join("demo/cases/equivalent.txt");
    let write = |text: &str| fs::write(&path, text).unwrap();

    write(&format!(
        "# why\n{survivor}\n  because it enrolls\n  only once\n"
    ));
    let output = test(&folder, &["--mutate", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        out(&output).contains(r#""fate":"equivalent","reason":"because it enrolls only once""#)
    );

    write(&format!(
        "{survivor}\n{caught}\n  wrong\nno such mutant\n  at all\n"
    ));
    let output = test(&folder, &["--mutate"]);
    assert_eq!(output.status.code(), Some(1));
    let text = out(&output);
    let misfits: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("equivalent.txt:"))
        .collect();
    insta::assert_snapshot!("misfits", misfits.join("\n"));
}

#[test]
fn the_page_is_whole_and_escapes_what_it_shows() {
    let folder = folder();
    let path = folder.path().join("demo/spend_get.offer");
    let offer = OFFER.replace("Spend $200, get", "<script>alert(1)</script> & get");
    fs::write(&path, offer).unwrap();
    let output = test(&folder, &["--mutate", "--html", "coverage.html"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let page = fs::read_to_string(folder.path().join("coverage.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; get"));
    for outside in ["<script", "http:", "https:", "src=", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("class=\"survivor\""));
}

/// An offer whose every edit is caught by no case at all, since there is none.
#[test]
fn a_program_without_cases_reaches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("demo")).unwrap();
    let offer = OFFER.split("scenario").next().unwrap();
    fs::write(folder.path().join("demo/spend_get.offer"), offer).unwrap();
    let output = test(&folder, &["--coverage", "--min-mutation", "0"]);
    assert_eq!(output.status.code(), Some(0));
    let text = out(&output);
    assert!(text.contains(" 0/7 "), "{text}");
    assert!(text.contains("= 0.0 %"), "{text}");
}
