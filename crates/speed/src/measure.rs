//! Time of the processor and of the wall clock, of this process and of those that it starts.
#![expect(
    clippy::disallowed_methods,
    reason = "who measures time reads the clock; nothing else does"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};

/// What something took.
#[derive(Clone, Copy, Default)]
pub struct Taken {
    /// In user mode.
    pub processor: Duration,
    pub wall: Duration,
}

/// Measures a piece of work in this process.
pub fn of_work<T>(work: impl FnOnce() -> T) -> (Taken, T) {
    let (processor, wall) = (user_time(UsageWho::RUSAGE_SELF), Instant::now());
    let result = work();
    let taken = Taken {
        wall: wall.elapsed(),
        processor: user_time(UsageWho::RUSAGE_SELF) - processor,
    };
    (taken, result)
}

/// Measures some runs of the same work in a row, of which one alone would be too short for the clock of processor
/// time; what each took, and what the last came to.
pub fn of_each_run<T>(runs: u32, work: impl Fn() -> T) -> (Taken, T) {
    let (taken, result) = of_work(|| {
        (1..runs).for_each(|_| drop(work()));
        work()
    });
    let each = Taken {
        processor: taken.processor / runs,
        wall: taken.wall / runs,
    };
    (each, result)
}

/// Measures a process that is to end well.
pub fn of_process(command: &mut Command) -> Taken {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let (processor, wall) = (user_time(UsageWho::RUSAGE_CHILDREN), Instant::now());
    let status = command.status();
    let taken = Taken {
        wall: wall.elapsed(),
        processor: user_time(UsageWho::RUSAGE_CHILDREN) - processor,
    };
    assert!(
        status.is_ok_and(|status| status.success()),
        "{command:?} failed"
    );
    taken
}

fn user_time(who: UsageWho) -> Duration {
    let time = getrusage(who)
        .expect("the system knows its times")
        .user_time();
    let micros = time.tv_sec() * 1_000_000 + time.tv_usec();
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}

/// Where this program stands. Asked first before it builds anything: a build may put another in its place.
pub fn this_program() -> &'static Path {
    static PLACE: OnceLock<PathBuf> = OnceLock::new();
    PLACE.get_or_init(|| std::env::current_exe().expect("this program has a place"))
}

/// All rounds of one thing that is measured.
#[derive(Clone, Default)]
pub struct Rounds(Vec<Taken>);

impl Rounds {
    pub fn add(&mut self, taken: Taken) {
        self.0.push(taken);
    }

    /// The median of each time by itself.
    pub fn median(&self) -> Taken {
        let median = |view: fn(&Taken) -> Duration| {
            let mut times: Vec<Duration> = self.0.iter().map(view).collect();
            times.sort();
            times.get(times.len() / 2).copied().unwrap_or_default()
        };
        Taken {
            processor: median(|taken| taken.processor),
            wall: median(|taken| taken.wall),
        }
    }
}

/// One time against another.
pub fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

/// Nanoseconds for each of so many.
pub fn nanoseconds_each(time: Duration, count: usize) -> f64 {
    time.as_secs_f64() * 1e9 / count.max(1) as f64
}
