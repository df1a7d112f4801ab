//! Several files of events in one run.

use std::fs;
use std::path::Path;

use onward::base::Instant;

use super::{GOOD, command, folder, onward, out, said, status};

fn run(folder: &Path, events: &[&str], more: &[&str]) -> std::process::Output {
    let arguments = [&["run", "program", "--events"], events, more].concat();
    onward(folder, &arguments)
}

/// The good events in order of time, and every third line of them in a file of its own.
fn in_three(folder: &Path) {
    let lines = GOOD
        .split_inclusive('\n')
        .filter(|line| line.starts_with('{'));
    let mut lines: Vec<&str> = lines.collect();
    lines.sort_by_key(|line| {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        Instant::parse(event["at"].as_str().unwrap())
    });
    fs::write(folder.join("events.jsonl"), lines.concat()).unwrap();
    fs::create_dir(folder.join("parts")).unwrap();
    for part in 0..3 {
        let text: String = lines.iter().skip(part).step_by(3).copied().collect();
        fs::write(folder.join(format!("parts/{part}.jsonl")), text).unwrap();
    }
}

#[test]
fn several_files_and_patterns_are_merged_by_time() {
    let folder = folder();
    let folder = folder.path();
    in_three(folder);
    let whole = run(folder, &["events.jsonl"], &[]);
    let names = ["parts/0.jsonl", "parts/1.jsonl", "parts/2.jsonl"];
    for events in [
        &names[..],
        &["parts/*.jsonl"],
        &["parts/[01].jsonl", "parts/2.jsonl"],
        &["parts/?.jsonl"],
    ] {
        let merged = run(folder, events, &[]);
        assert_eq!(status(&merged), 0, "{}", said(&merged));
        assert_eq!(out(&merged), out(&whole), "{events:?}");
        assert_eq!(said(&merged), said(&whole), "{events:?}");
    }
    let arguments = [
        "run",
        "program",
        "--events",
        "parts/0.jsonl",
        "-",
        "parts/2.jsonl",
    ];
    let second = fs::File::open(folder.join("parts/1.jsonl")).unwrap();
    let piped = command(folder, &arguments).stdin(second).output().unwrap();
    assert_eq!(out(&piped), out(&whole));
}

#[test]
fn rejects_of_several_files_name_the_file() {
    let folder = folder();
    let folder = folder.path();
    in_three(folder);
    fs::write(
        folder.join("late.jsonl"),
        "not json\n\n{\"id\":\"z1\",\"type\":\"charge\",\"account\":\"nobody\",\
         \"at\":\"2026-01-01T00:00:00Z\",\"amount\":\"1.00\",\"kind\":\"fee\"}\n",
    )
    .unwrap();
    let events = ["parts/*.jsonl", "late.jsonl"];
    let ran = run(folder, &events, &["--rejects", "rejects"]);
    assert_eq!(status(&ran), 3);
    let rejects = fs::read_to_string(folder.join("rejects")).unwrap();
    insta::assert_snapshot!("rejects_of_several", rejects);
}

#[test]
fn what_is_wrong_with_the_files_is_said() {
    let folder = folder();
    let folder = folder.path();
    in_three(folder);
    fs::write(folder.join("a[1].jsonl"), GOOD).unwrap();
    fs::write(folder.join("cut.jsonl.gz"), &packed()[..60]).unwrap();
    fs::create_dir(folder.join("parts/folder.d")).unwrap();
    let mut told = String::new();
    for events in [
        &["parts/*.csv"][..],
        &["parts/*.d"],
        &["parts/*", "parts/1.jsonl"],
        &["events.jsonl", "./events.jsonl"],
        &["events.jsonl", "events.jsonl"],
        &["-", "-"],
        &["parts/***"],
        &["parts/0.jsonl", "nowhere.jsonl"],
        &["parts/0.jsonl", "parts"],
        &["parts/0.jsonl", "cut.jsonl.gz"],
    ] {
        let ran = run(folder, events, &["--out", "ledger"]);
        assert_eq!(status(&ran), 2, "{events:?}");
        told.push_str(&format!("{events:?}\n{}\n", said(&ran)));
        assert!(!folder.join("ledger").exists());
    }
    let over = run(folder, &["parts/*"], &["--out", "parts/1.jsonl"]);
    assert_eq!(status(&over), 2);
    told.push_str(&said(&over));
    insta::assert_snapshot!("events_unfit", told);
    // A file of just that name is no pattern.
    let named = run(folder, &["a[1].jsonl"], &[]);
    assert_eq!(status(&named), 0, "{}", said(&named));
}

fn packed() -> Vec<u8> {
    use std::io::Write;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(GOOD.as_bytes()).unwrap();
    packer.finish().unwrap()
}
