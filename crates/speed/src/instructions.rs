//! Instructions of a fixed small run, counted by `valgrind --tool=callgrind`: they hardly change with what else
//! the machine does, so that a regression shows. The count that is kept is of one toolchain and one kind of
//! machine; elsewhere, write it anew before a change.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::workload::{PROGRAM, write_stream};

const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.txt");
/// What the start costs is taken out: the difference of two runs counts.
const EVENTS: [u64; 2] = [10_000, 30_000];
/// In hundredths of what is kept.
const MOST: u64 = 103;

/// Counts, prints, and fails where it is more than what is kept; or keeps the count.
pub fn measure(onward: &Path, write: bool) {
    let each = each_event(onward);
    println!("{each} instructions an event, lines to ledger on one thread");
    if write {
        fs::write(KEPT, format!("{each}\n")).expect("the count can be kept");
        return;
    }
    let kept = fs::read_to_string(KEPT).expect("a count is kept");
    let kept: u64 = kept.trim().parse().expect("the count is a number");
    println!("{kept} are kept");
    assert!(each * 100 <= kept * MOST, "the run has become slower");
}

/// The instructions of an event, lines to ledger on one thread.
pub fn each_event(onward: &Path) -> u64 {
    let [few, many] = EVENTS.map(|events| count(onward, events));
    (many - few) / (EVENTS[1] - EVENTS[0])
}

fn count(onward: &Path, events: u64) -> u64 {
    let folder = tempfile::tempdir().expect("there is a place for files");
    let (program, stream) = (
        folder.path().join("program.offer"),
        folder.path().join("events.jsonl"),
    );
    fs::write(&program, PROGRAM).expect("there is room for the program");
    write_stream(&stream, events).expect("there is room for the stream");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(onward)
        .arg("run")
        .arg(&program)
        .arg("--events")
        .arg(&stream)
        .arg("--out")
        .arg(folder.path().join("ledger.jsonl"))
        .args(["--threads", "1"])
        .output()
        .expect("`valgrind` is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said
        .lines()
        .find_map(|line| line.split_once("Collected : "));
    let (_, number) = collected.expect("`callgrind` says what it counted");
    number.trim().parse().expect("the count is a number")
}
