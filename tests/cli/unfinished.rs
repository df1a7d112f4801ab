//! Runs that end before their end, for events and ledgers of every form: nothing half done stands where a
//! ledger is looked for, and what is half done says so.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use parquet::file::reader::{FileReader, SerializedFileReader};

use super::formats::generated;
use super::{command, out, said, status};

const EVENTS: [&str; 3] = ["events.jsonl", "events.csv", "types.parquet"];
const LEDGERS: [&str; 6] = [
    "ledger.jsonl",
    "ledger.csv",
    "ledger.parquet",
    "ledger.jsonl.gz",
    "ledger.csv.zst",
    "new.parquet",
];
const OLD: &str = "yesterday's";

/// Ledgers of yesterday where there are any.
fn put_old(folder: &Path) {
    for name in LEDGERS {
        if !name.starts_with("new") {
            fs::write(folder.join(name), OLD).unwrap();
        }
    }
}

/// The ledger of this name is that of yesterday or none, and nothing else was left.
fn is_as_before(folder: &Path, name: &str) {
    let found = fs::read_to_string(folder.join(name)).ok();
    let old = (!name.starts_with("new")).then_some(OLD);
    assert_eq!(found.as_deref(), old, "{name}");
    assert_eq!(partial(folder), 0, "{name}");
}

fn partial(folder: &Path) -> usize {
    let names = fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.contains(".partial-")).count()
}

fn arguments<'a>(events: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [&["run", "program.offer", "--events"], events, more].concat()
}

fn says(output: &Output, words: &str) {
    assert!(said(output).contains(words), "{}", said(output));
}

fn was_not_written(output: &Output, name: &str) {
    let words = format!("the ledger is not complete, and `{name}` was not written");
    says(output, &words);
}

#[test]
fn ctrl_c_leaves_no_half_of_a_ledger() {
    let generated = generated();
    let folder = generated.path();
    put_old(folder);
    for ledger in LEDGERS {
        for events in EVENTS {
            // It waits for the end of standard input, and has opened the others.
            let run = arguments(&[events, "-"], &["--out", ledger]);
            let mut child = command(folder, &run)
                .stdin(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let held = child.stdin.take().unwrap();
            // The first bytes of standard input say how it is packed.
            (&held).write_all(b"{}\n").unwrap();
            while partial(folder) == 0 {
                std::thread::yield_now();
            }
            let number = child.id().to_string();
            let killed = Command::new("kill").args(["-INT", &number]).status();
            assert!(killed.unwrap().success());
            let output = child.wait_with_output().unwrap();
            drop(held);
            assert_eq!(status(&output), 130, "{events} to {ledger}");
            says(&output, "interrupted: ");
            was_not_written(&output, ledger);
            is_as_before(folder, ledger);
        }
    }
}

/// A disk on which there is no room for a single byte, and a device that takes none.
#[test]
fn a_full_disk_leaves_no_half_of_a_ledger() {
    let generated = generated();
    let folder = generated.path();
    put_old(folder);
    for ledger in LEDGERS {
        for events in EVENTS {
            let run = arguments(&[events], &["--out", ledger]);
            let full = Command::new("sh")
                .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"])
                .arg(env!("CARGO_BIN_EXE_onward"))
                .args(run)
                .current_dir(folder)
                .output()
                .unwrap();
            assert_eq!(status(&full), 2, "{events} to {ledger}: {}", said(&full));
            says(&full, &format!("cannot write `{ledger}`"));
            was_not_written(&full, ledger);
            is_as_before(folder, ledger);
        }
    }
    for form in ["jsonl", "csv", "parquet"] {
        let more = ["--out", "/dev/full", "--output-format", form];
        let full = super::onward(folder, &arguments(&["events.csv"], &more));
        assert_eq!(status(&full), 2);
        says(&full, "cannot write `/dev/full`");
        says(&full, "the ledger is not complete\n");
    }
}

#[test]
fn a_reader_who_leaves_is_told_that_the_ledger_is_not_complete() {
    let generated = generated();
    let folder = generated.path();
    for form in ["jsonl", "csv", "parquet"] {
        for events in EVENTS {
            let run = arguments(&[events, "-"], &["--output-format", form]);
            let mut child = command(folder, &run)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            drop(child.stdout.take());
            drop(child.stdin.take());
            let output = child.wait_with_output().unwrap();
            assert_eq!(status(&output), 0, "{events} as {form}");
            says(&output, "the reader left: the ledger is not complete");
        }
    }
}

/// Events that can be read at their beginning and not to their end.
fn spoilt(folder: &Path) -> Vec<&'static str> {
    let read = |name| fs::read(folder.join(name)).unwrap();
    for (name, of) in [
        ("cut.jsonl.gz", "events.jsonl"),
        ("cut.csv.gz", "events.csv"),
    ] {
        let plain = read(of);
        let mut packer = flate2::read::GzEncoder::new(&*plain, flate2::Compression::fast());
        let mut packed = Vec::new();
        packer.read_to_end(&mut packed).unwrap();
        packed.truncate(packed.len() - 5);
        fs::write(folder.join(name), packed).unwrap();
    }
    let mut bytes = read("texts.parquet");
    let file = SerializedFileReader::new(bytes::Bytes::from(bytes.clone())).unwrap();
    let groups = file.metadata().row_groups();
    assert!(groups.len() > 3);
    let (start, length) = groups.last().unwrap().column(0).byte_range();
    let (start, length) = (start as usize, length as usize);
    bytes[start..start + length].fill(0xff);
    fs::write(folder.join("spoilt.parquet"), bytes).unwrap();
    vec!["cut.jsonl.gz", "cut.csv.gz", "spoilt.parquet"]
}

#[test]
fn events_that_cannot_be_read_to_their_end_give_no_ledger() {
    let generated = generated();
    let folder = generated.path();
    put_old(folder);
    let mut told = String::new();
    for events in spoilt(folder) {
        for ledger in LEDGERS {
            let more = ["--out", ledger, "--state", "state"];
            let ran = super::onward(folder, &arguments(&[events], &more));
            assert_eq!(status(&ran), 2, "{events} to {ledger}");
            says(&ran, &format!("error: cannot read `{events}`: "));
            was_not_written(&ran, ledger);
            is_as_before(folder, ledger);
            assert!(!folder.join("state").exists());
        }
        let ran = super::onward(folder, &arguments(&[events], &[]));
        told.push_str(&format!("{events}: {}\n{}", status(&ran), said(&ran)));
        says(&ran, "the ledger is not complete\n");
        // No reader of Parquet takes what has no footer.
        let more = ["--output-format", "parquet"];
        let ran = super::onward(folder, &arguments(&[events], &more));
        assert_eq!(status(&ran), 2);
        says(&ran, "the ledger is not complete\n");
        assert!(SerializedFileReader::new(bytes::Bytes::from(ran.stdout)).is_err());
    }
    // A file without its end is none of Parquet, wherever it is cut off.
    let whole = fs::read(folder.join("types.parquet")).unwrap();
    for length in [whole.len() - 1, whole.len() - 8, whole.len() / 2, 4] {
        fs::write(folder.join("cut.parquet"), &whole[..length]).unwrap();
        let run = arguments(&["cut.parquet"], &["--out", "ledger.csv"]);
        let ran = super::onward(folder, &run);
        assert_eq!(status(&ran), 2);
        assert_eq!(out(&ran), "");
        says(
            &ran,
            "cannot read `cut.parquet`: it is no whole Parquet file",
        );
        is_as_before(folder, "ledger.csv");
    }
    insta::assert_snapshot!("events_spoilt", told);
}

/// What goes to a pipe as it comes is not brought to an end that looks whole.
#[test]
fn a_packed_pipe_does_not_look_whole() {
    let generated = generated();
    let folder = generated.path();
    for (ledger, events) in [
        ("pipe.jsonl.gz", "cut.csv.gz"),
        ("pipe.csv.zst", "cut.csv.gz"),
    ] {
        spoilt(folder);
        let made = Command::new("mkfifo").arg(folder.join(ledger)).status();
        assert!(made.unwrap().success());
        let place = folder.join(ledger);
        let reader = std::thread::spawn(move || fs::read(place).unwrap());
        let ran = super::onward(folder, &arguments(&[events], &["--out", ledger]));
        assert_eq!(status(&ran), 2);
        says(&ran, "the ledger is not complete\n");
        let packed = reader.join().unwrap();
        let is_whole = if ledger.ends_with("gz") {
            let mut bytes = Vec::new();
            flate2::read::GzDecoder::new(&*packed)
                .read_to_end(&mut bytes)
                .is_ok()
        } else {
            zstd::decode_all(&*packed).is_ok_and(|bytes| !bytes.is_empty())
        };
        assert!(!is_whole, "{ledger}");
    }
}
