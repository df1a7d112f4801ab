//! A line as typed values: this library against the libraries that one would take instead.
//!
//! Each reads the same lines from memory, one by one, into what the hand-written program reads: a struct that
//! borrows its texts, then instants to seconds and amounts to cents. `serde_json`, `sonic-rs` and `simd-json`
//! fill one struct by `serde`; `simd-json` writes into its input, so its line is copied first, as its users do.
//! Onward reads into values of the declared schema and does more: it hashes the content for duplicates.

use std::fmt::Write as _;
use std::hint::black_box;

use onward::format::lines::LineBytes;
use onward::format::parser::LineParser;
use onward::format::record::LineContent;

use crate::hand::baseline::{Line, event_of};
use crate::measure::{Rounds, nanoseconds_each, of_work, ratio};
use crate::workload::{PROGRAM, lines_of, plan_of};

/// A way to read lines: how many it read.
type Reader = fn(&str) -> usize;

const READERS: [(&str, Reader); 4] = [
    (
        "`serde_json`, typed structs (the baseline's)",
        by_serde_json,
    ),
    ("`sonic-rs`, typed structs", by_sonic),
    ("`simd-json`, typed structs", by_simd_json),
    ("Onward, a line of JSON to a record", by_onward),
];

/// Measures all readers over so many lines, round after round; a table in Markdown.
pub fn measure(events: u64, rounds: usize) -> String {
    let lines = lines_of(events, (events / 100).max(1));
    let count = usize::try_from(events).unwrap_or(usize::MAX);
    let mut taken = READERS.map(|_| Rounds::default());
    for _ in 0..rounds {
        for ((_, read), rounds) in READERS.iter().zip(&mut taken) {
            let (time, found) = of_work(|| read(black_box(&lines)));
            assert_eq!(found, count, "every line is read");
            rounds.add(time);
        }
    }
    let mut text = "| reader | ns a line | against `serde_json` |\n|---|---|---|\n".to_owned();
    let [baseline, ..] = &taken;
    let baseline = baseline.median().processor;
    for ((name, _), rounds) in READERS.iter().zip(&taken) {
        let time = rounds.median().processor;
        let (each, against) = (nanoseconds_each(time, count), ratio(time, baseline));
        let _ = writeln!(text, "| {name} | {each:.0} | {against:.2}× |");
    }
    text
}

fn is_event(line: &Line<'_>) -> bool {
    black_box(event_of(line)).is_some()
}

fn by_serde_json(lines: &str) -> usize {
    let read = lines.lines().map(|line| {
        let line: Line<'_> = serde_json::from_str(line).expect("the stream is good");
        is_event(&line)
    });
    read.filter(|is_event| *is_event).count()
}

fn by_sonic(lines: &str) -> usize {
    let read = lines.lines().map(|line| {
        let line: Line<'_> = sonic_rs::from_str(line).expect("the stream is good");
        is_event(&line)
    });
    read.filter(|is_event| *is_event).count()
}

fn by_simd_json(lines: &str) -> usize {
    let mut copy = Vec::new();
    let mut buffers = simd_json::Buffers::default();
    let read = lines.lines().map(|line| {
        copy.clear();
        copy.extend_from_slice(line.as_bytes());
        let line: Line<'_> = simd_json::serde::from_slice_with_buffers(&mut copy, &mut buffers)
            .expect("the stream is good");
        is_event(&line)
    });
    read.filter(|is_event| *is_event).count()
}

fn by_onward(lines: &str) -> usize {
    let plan = plan_of(PROGRAM);
    let mut parser = LineParser::new(plan.program());
    let (mut members, mut values) = (Vec::new(), Vec::new());
    let mut records = 0;
    for line in lines.lines() {
        values.clear();
        let line = LineBytes::Text(line);
        parser.read(plan.program(), line, &mut members, &mut values, |content| {
            records += usize::from(matches!(black_box(content), LineContent::Record(_)));
        });
    }
    records
}
