//! The table of targets: everything measured in turn, round after round, and set against what it is to be
//! compared with.

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::columns::write_parquet;
use crate::evaluate::{Events, events_of, hand_events_of, run_by_hand, run_engine};
use crate::hand::calendar::Calendar;
use crate::hand::rules;
use crate::measure::{
    Rounds, Taken, nanoseconds_each, of_each_run, of_process, of_work, ratio, this_program,
};
use crate::memory;
use crate::workload::{PROGRAM, plan_of, with_coupons, write_stream};
use onward::engine::{Event, Plan};

const MANY_OFFERS: usize = 3_000;
/// Evaluations in a row that make a round.
const RUNS: u32 = 4;
/// Starts of the command in one measurement: one alone is too short.
const STARTS: usize = 40;

pub struct Options {
    pub events: u64,
    pub rounds: usize,
    /// The command that is measured.
    pub onward: PathBuf,
}

/// A line of the table.
struct Row {
    what: &'static str,
    must: &'static str,
    goal: &'static str,
    found: String,
}

/// Measures everything; the table in Markdown.
pub fn measure(options: &Options) -> String {
    let folder = tempfile::tempdir().expect("there is a place for files");
    let stream = folder.path().join("events.jsonl");
    write_stream(&stream, options.events).expect("there is room for the stream");
    let events = usize::try_from(options.events).unwrap_or(usize::MAX);
    let ends = EndToEnd::measure(options, folder.path(), &stream);
    let evaluated = Evaluated::measure(options, &stream);
    let prepared = Prepared::measure(options);
    let starts = Starts::measure(options, folder.path());
    let mut rows = vec![
        ends.against_baseline(events),
        evaluated.in_time_order(events),
        evaluated.by_account(events),
        evaluated.with_many_offers(events),
        prepared.row(),
        ends.two_threads(),
        ends.of_columns(events),
    ];
    rows.push(memory_row());
    rows.push(starts.row());
    let accounts = (options.events / 100).max(1);
    let mut text = format!(
        "Measured on {}, {} events of {accounts} accounts, medians of {} rounds.\n\n",
        machine(),
        options.events,
        options.rounds
    );
    text.push_str("| what | must | goal | measured |\n|---|---|---|---|\n");
    for row in rows {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            row.what, row.must, row.goal, row.found
        );
    }
    text
}

/// The machine in a few words.
pub fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let model = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = model
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("a processor", |rest| {
            rest.trim_start_matches([' ', '\t', ':'])
        });
    format!("{cores} cores of {model}")
}

/// One time against another, by the processor and by the wall clock.
fn against(one: Taken, other: Taken, count: usize) -> String {
    format!(
        "{:.2}× (wall {:.2}×): {:.0} ns against {:.0} ns",
        ratio(one.processor, other.processor),
        ratio(one.wall, other.wall),
        nanoseconds_each(one.processor, count),
        nanoseconds_each(other.processor, count)
    )
}

/// Lines to ledger, as processes.
struct EndToEnd {
    /// With the allocator of the system, as one would write it.
    baseline: Rounds,
    /// With that of Onward.
    baseline_alike: Rounds,
    one_thread: Rounds,
    two_threads: Rounds,
    of_columns: Rounds,
}

impl EndToEnd {
    fn measure(options: &Options, folder: &Path, stream: &Path) -> Self {
        let program = folder.join("program.offer");
        fs::write(&program, PROGRAM).expect("there is room for the program");
        let (expected, ledger) = (folder.join("expected.jsonl"), folder.join("ledger.jsonl"));
        let this = this_program();
        let columns = folder.join("events.parquet");
        write_parquet(stream, &columns);
        let run = |events: &Path, threads: &str| {
            let mut command = Command::new(&options.onward);
            command.arg("run").arg(&program).arg("--events").arg(events);
            command
                .arg("--out")
                .arg(&ledger)
                .args(["--threads", threads]);
            of_process(&mut command)
        };
        let mut all = Self {
            baseline: Rounds::default(),
            baseline_alike: Rounds::default(),
            one_thread: Rounds::default(),
            two_threads: Rounds::default(),
            of_columns: Rounds::default(),
        };
        for _ in 0..options.rounds {
            let mut by_hand = Command::new(this.with_file_name("onward-baseline"));
            by_hand.arg(stream).arg(&expected);
            all.baseline.add(of_process(&mut by_hand));
            let mut alike = Command::new(this);
            alike.arg("baseline").arg(stream).arg(&expected);
            all.baseline_alike.add(of_process(&mut alike));
            all.one_thread.add(run(stream, "1"));
            assert_same(&expected, &ledger);
            all.two_threads.add(run(stream, "2"));
            assert_same(&expected, &ledger);
            all.of_columns.add(run(&columns, "1"));
            assert_same(&expected, &ledger);
        }
        all
    }

    fn against_baseline(&self, events: usize) -> Row {
        let (onward, alike) = (self.one_thread.median(), self.baseline_alike.median());
        let found = against(onward, self.baseline.median(), events);
        let alike = ratio(onward.processor, alike.processor);
        Row {
            what: "end to end, one thread, against the baseline",
            must: "≤ 1.0×",
            goal: "≤ 0.5×",
            found: format!("{found}; {alike:.2}× where the baseline has Onward's allocator"),
        }
    }

    fn of_columns(&self, events: usize) -> Row {
        let (columns, lines) = (self.of_columns.median(), self.one_thread.median());
        Row {
            what: "Parquet to ledger, against JSON Lines to ledger, one thread",
            must: "≤ 0.7×",
            goal: "≤ 0.4×",
            found: against(columns, lines, events),
        }
    }

    fn two_threads(&self) -> Row {
        let (one, two) = (self.one_thread.median(), self.two_threads.median());
        Row {
            what: "two threads against one, wall",
            must: "≥ 1.6×",
            goal: "≥ 1.9×",
            found: format!("{:.2}×", ratio(one.wall, two.wall)),
        }
    }
}

fn assert_same(expected: &Path, ledger: &Path) {
    let read = |path: &Path| fs::read(path).expect("the ledger is there");
    assert!(
        read(expected) == read(ledger),
        "the baseline and Onward write the same ledger"
    );
}

/// Events in memory.
struct Evaluated {
    hand_in_time_order: Rounds,
    hand_by_account: Rounds,
    in_time_order: Rounds,
    by_account: Rounds,
    with_many_offers: Rounds,
}

impl Evaluated {
    fn measure(options: &Options, stream: &Path) -> Self {
        let mut all = Self {
            hand_in_time_order: Rounds::default(),
            hand_by_account: Rounds::default(),
            in_time_order: Rounds::default(),
            by_account: Rounds::default(),
            with_many_offers: Rounds::default(),
        };
        let (plan, calendar) = (plan_of(PROGRAM), Calendar::new());
        let many = plan_of(&with_coupons(PROGRAM, MANY_OFFERS - 3));
        let (timely, hand_timely) = (events_of(&plan, stream), hand_events_of(stream));
        let (grouped, hand_grouped) = (timely.by_account(), hand_timely.by_account());
        for _ in 0..options.rounds {
            let engine = |plan: &Plan, events: &Events<Event<'static>>| {
                of_each_run(RUNS, || black_box(run_engine(plan, events)))
            };
            let hand = |events: &Events<rules::Event>| {
                of_each_run(RUNS, || black_box(run_by_hand(&calendar, events)))
            };
            let (taken, expected) = hand(&hand_timely);
            all.hand_in_time_order.add(taken);
            let add = |rounds: &mut Rounds, (taken, entries): (Taken, usize)| {
                assert_eq!(entries, expected, "as many entries as by hand");
                rounds.add(taken);
            };
            add(&mut all.in_time_order, engine(&plan, &timely));
            add(&mut all.with_many_offers, engine(&many, &timely));
            add(&mut all.hand_by_account, hand(&hand_grouped));
            add(&mut all.by_account, engine(&plan, &grouped));
        }
        all
    }

    fn in_time_order(&self, events: usize) -> Row {
        let (one, other) = (
            self.in_time_order.median(),
            self.hand_in_time_order.median(),
        );
        Row {
            what: "evaluation alone, in order of time, against rules by hand",
            must: "≤ 3×",
            goal: "≤ 2×",
            found: against(one, other, events),
        }
    }

    fn by_account(&self, events: usize) -> Row {
        let (one, other) = (self.by_account.median(), self.hand_by_account.median());
        Row {
            what: "evaluation alone, account by account, against the same",
            must: "≤ 2.5×",
            goal: "≤ 1.6×",
            found: against(one, other, events),
        }
    }

    fn with_many_offers(&self, events: usize) -> Row {
        let (one, other) = (self.with_many_offers.median(), self.in_time_order.median());
        Row {
            what: "3,000 offers loaded, time an event, against 3",
            must: "≤ 1.5×",
            goal: "≤ 1.1×",
            found: against(one, other, events),
        }
    }
}

/// Offer text to plan.
struct Prepared {
    few: Rounds,
    many: Rounds,
}

impl Prepared {
    fn measure(options: &Options) -> Self {
        let text = with_coupons(PROGRAM, MANY_OFFERS - 3);
        let (mut few, mut many) = (Rounds::default(), Rounds::default());
        for _ in 0..options.rounds {
            // A hundred times: once is too short.
            let (taken, ()) = of_work(|| {
                for _ in 0..100 {
                    black_box(plan_of(PROGRAM));
                }
            });
            few.add(Taken {
                processor: taken.processor / 100,
                wall: taken.wall / 100,
            });
            many.add(of_work(|| black_box(plan_of(&text))).0);
        }
        Self { few, many }
    }

    fn row(&self) -> Row {
        let (few, many) = (self.few.median(), self.many.median());
        Row {
            what: "parse, check and prepare 3,000 offers, against 3",
            must: "≤ 1,000×, 100 µs an offer",
            goal: "≤ 1,000×, 30 µs an offer",
            found: format!(
                "{:.0}×: {:.0} µs an offer",
                ratio(many.processor, few.processor),
                nanoseconds_each(many.processor, MANY_OFFERS) / 1_000.0
            ),
        }
    }
}

/// The command with nothing to do.
struct Starts {
    version: Rounds,
    empty: Rounds,
}

impl Starts {
    fn measure(options: &Options, folder: &Path) -> Self {
        let (program, events) = (folder.join("program.offer"), folder.join("empty.jsonl"));
        fs::write(&events, "").expect("there is room for nothing");
        let (mut version, mut empty) = (Rounds::default(), Rounds::default());
        for _ in 0..options.rounds {
            let (mut versions, mut runs) = (Taken::default(), Taken::default());
            for _ in 0..STARTS {
                let taken = of_process(Command::new(&options.onward).arg("--version"));
                versions.processor += taken.processor;
                versions.wall += taken.wall;
                let mut run = Command::new(&options.onward);
                run.arg("run").arg(&program).arg("--events").arg(&events);
                let taken = of_process(&mut run);
                runs.processor += taken.processor;
                runs.wall += taken.wall;
            }
            version.add(versions);
            empty.add(runs);
        }
        Self { version, empty }
    }

    fn row(&self) -> Row {
        let (version, empty) = (self.version.median(), self.empty.median());
        let each = |wall: std::time::Duration| nanoseconds_each(wall, STARTS) / 1e6;
        Row {
            what: "`onward run` on an empty stream, against `onward --version`, wall",
            must: "≤ 2×",
            goal: "≤ 1.3×",
            found: format!(
                "{:.2}×: {:.1} ms against {:.1} ms",
                ratio(empty.wall, version.wall),
                each(empty.wall),
                each(version.wall)
            ),
        }
    }
}

fn memory_row() -> Row {
    let bytes = memory::bytes_in_another_process();
    Row {
        what: "state of an account: idle; with one running offer and one credit",
        must: "≤ 200 B; ≤ 600 B",
        goal: "≤ 100 B; ≤ 300 B",
        found: bytes,
    }
}
