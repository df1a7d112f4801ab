//! Hostile bytes: every file of `fuzz/corpus`, and what becomes of it where bytes are lost, changed or doubled,
//! goes through the functions that the fuzzers call. Nothing may panic or hang.

#[path = "../fuzz/targets.rs"]
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use onward::engine::{Account, step};
use onward::format::{Inputs, read_account};

use crate::bad_events::plan_of;
use crate::generate::dice::Dice;

type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 4] = [
    ("offers", targets::offers),
    ("events", targets::events),
    ("state", targets::state),
    ("bills", targets::bills),
];
/// How often a file that a person wrote is spoilt; what a fuzzer made, its name a hash, is spoilt already.
const SPOILT: u64 = 12;
const HASH_DIGITS: usize = 40;

#[test]
fn the_corpora_do_no_harm() {
    for (name, target) in TARGETS {
        let folder = Path::new("fuzz/corpus").join(name);
        let mut files: Vec<_> = fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert!(files.len() >= 3, "{name} has hardly a corpus");
        for file in files {
            let bytes = fs::read(&file).unwrap();
            assert!(bytes.len() <= 16 * 1024, "{} is large", file.display());
            does_no_harm(&file, target, &bytes);
            let seed = bytes.iter().fold(1, |seed: u64, byte| {
                seed.wrapping_mul(31).wrapping_add(u64::from(*byte))
            });
            let mut dice = Dice::new(seed);
            let is_made = file
                .file_name()
                .is_some_and(|name| name.len() == HASH_DIGITS);
            for _ in 0..if is_made { 0 } else { SPOILT } {
                does_no_harm(&file, target, &spoilt(&mut dice, &bytes));
            }
        }
    }
}

/// The states of an account, one behind each of its events, as they are saved now; the corpus has those of
/// older engines, too. `ONWARD_WRITE_CORPUS=1` writes them there.
#[test]
fn saved_states_do_no_harm_when_they_are_spoilt() {
    let plan = plan_of(include_str!("cases/events/program.offer"));
    let events = include_bytes!("cases/events/good.jsonl");
    let read = read_account(plan.program(), Inputs::lines(events.as_slice()), "a1", None).unwrap();
    let opened = read.events[0].at;
    let mut account = Account::open("a1", read.currency, opened);
    let mut dice = Dice::new(7);
    for (place, event) in read.events.iter().enumerate() {
        step(&plan, &mut account, event, &mut Vec::new());
        let saved = serde_json::to_vec(&account).unwrap();
        let file = Path::new("fuzz/corpus/state").join(format!("a1_{place}"));
        if std::env::var_os("ONWARD_WRITE_CORPUS").is_some() {
            fs::write(&file, &saved).unwrap();
        }
        does_no_harm(&file, targets::state, &saved);
        for _ in 0..200 {
            does_no_harm(&file, targets::state, &spoilt(&mut dice, &saved));
        }
    }
}

fn does_no_harm(file: &Path, target: Target, bytes: &[u8]) {
    let outcome = catch_unwind(AssertUnwindSafe(|| target(bytes)));
    let shown = String::from_utf8_lossy(bytes);
    assert!(outcome.is_ok(), "{}:\n{shown}\n{bytes:?}", file.display());
}

/// The same bytes with some lost, changed or doubled.
fn spoilt(dice: &mut Dice, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(3) {
        let length = bytes.len();
        let at = dice.below(length as u64 + 1) as usize;
        let to = (at + dice.below(12) as usize).min(length);
        let stretch = bytes[at..to].to_vec();
        match dice.below(5) {
            0 => drop(bytes.drain(at..to)),
            1 => drop(bytes.splice(at..at, stretch)),
            2 => bytes.truncate(at),
            3 if at < length => {
                bytes[at] = dice.one_of(b"\0\"\\{}()[],:.%-+e9#\n\r\xff\xc3\xe2 ");
            }
            _ => {
                let words: [&[u8]; 8] = [
                    b"9999999999999999999999",
                    b" not ",
                    b"((((",
                    b"\\ud800",
                    b"1e999",
                    b"null",
                    b"\xef\xbb\xbf",
                    b" and ",
                ];
                let word = dice.one_of(&words);
                bytes.splice(at..at, word.iter().copied());
            }
        }
    }
    bytes
}
