//! Where the time of a run goes: its parts one by one, in this process.

use std::hint::black_box;

use onward::format::lines::{Batch, LineReader};
use onward::format::parser::LineParser;
use onward::format::record::LineContent;
use onward::format::{Outputs, RunOptions, run};

use crate::evaluate::{events_of, hand_events_of, run_by_hand, run_engine};
use crate::hand::calendar::Calendar;
use crate::measure::{Rounds, Taken, nanoseconds_each, of_work};
use crate::workload::{PROGRAM, plan_of, write_stream};

const BATCH_BYTES: usize = 256 * 1024;

/// Measures the parts over a stream of so many events, and prints them.
pub fn measure(events: u64) {
    let file = tempfile::NamedTempFile::new().expect("there is a place for files");
    write_stream(file.path(), events).expect("there is room for the stream");
    let lines = std::fs::read(file.path()).expect("the stream is there");
    let count = usize::try_from(events).unwrap_or(usize::MAX);
    let say = |what: &str, taken: Taken| {
        let each = nanoseconds_each(taken.processor, count);
        println!("{what}: {each:.0} ns an event");
    };
    say("lines found", of_work(|| find_lines(&lines)).0);
    say("lines to records", of_work(|| read_records(&lines)).0);
    say("lines to ledger, in memory", of_work(|| run_all(&lines)).0);
}

/// Evaluates a stream of so many events in some rounds, for a profiler or against another build.
pub fn evaluate(events: u64, by_engine: bool, in_time_order: bool, rounds: u64) {
    let file = tempfile::NamedTempFile::new().expect("there is a place for files");
    write_stream(file.path(), events).expect("there is room for the stream");
    let count = usize::try_from(events).unwrap_or(usize::MAX);
    let mut taken = Rounds::default();
    if by_engine {
        let plan = plan_of(PROGRAM);
        let timely = events_of(&plan, file.path());
        let events = if in_time_order {
            timely
        } else {
            timely.by_account()
        };
        for _ in 0..rounds {
            taken.add(of_work(|| black_box(run_engine(&plan, &events))).0);
        }
    } else {
        let timely = hand_events_of(file.path());
        let events = if in_time_order {
            timely
        } else {
            timely.by_account()
        };
        let calendar = Calendar::new();
        for _ in 0..rounds {
            taken.add(of_work(|| black_box(run_by_hand(&calendar, &events))).0);
        }
    }
    println!(
        "{:.1} ns an event",
        nanoseconds_each(taken.median().wall, count)
    );
}

fn find_lines(bytes: &[u8]) -> usize {
    let mut reader = LineReader::new(bytes);
    let mut batch = Batch::default();
    let mut found = 0;
    loop {
        reader
            .fill(&mut batch, BATCH_BYTES)
            .expect("memory can be read");
        if batch.is_empty() {
            return found;
        }
        found += black_box(batch.lines(0..batch.len()).count());
    }
}

fn read_records(bytes: &[u8]) -> usize {
    let plan = plan_of(PROGRAM);
    let mut parser = LineParser::new(plan.program());
    let mut reader = LineReader::new(bytes);
    let mut batch = Batch::default();
    let mut found = 0;
    loop {
        reader
            .fill(&mut batch, BATCH_BYTES)
            .expect("memory can be read");
        if batch.is_empty() {
            return found;
        }
        let (mut members, mut values) = (Vec::new(), Vec::new());
        for line in batch.lines(0..batch.len()) {
            values.clear();
            parser.read(plan.program(), line, &mut members, &mut values, |content| {
                found += usize::from(matches!(black_box(content), LineContent::Record(_)));
            });
        }
    }
}

fn run_all(bytes: &[u8]) -> u64 {
    let plan = plan_of(PROGRAM);
    let mut ledger = std::io::sink();
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: None,
    };
    let summary = run(&plan, bytes, outputs, &RunOptions::default(), &mut |_| {});
    summary.expect("the stream can be read").entries
}
