//! All laws over more cases than a test run has time for: as many minutes as `ONWARD_MINUTES` says, from
//! seed `ONWARD_SEED` on. Without minutes it tries a few cases, so that the way itself is tested.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::{LAWS, broken, number_from, runs, smallest};
use crate::generate::{Case, checked};
use crate::model;

/// Cases between two looks at the clock.
const AT_ONCE: u64 = 16;
/// Behind the seeds of the other tests.
const FIRST_SEED: u64 = 1_000_000;

/// What was tried so far.
#[derive(Default)]
struct Tried {
    cases: AtomicU64,
    refused: AtomicU64,
    events: AtomicU64,
    entries: AtomicU64,
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "how long to go on is a question of the wall clock; no case sees it"
)]
fn all_laws_hold_for_as_long_as_one_looks() {
    let start = Instant::now();
    let minutes = number_from("ONWARD_MINUTES", 0);
    let most = Duration::from_secs(60 * minutes);
    let first = number_from("ONWARD_SEED", FIRST_SEED);
    let tried = Tried::default();
    let mut seed = first;
    let mut told = Duration::ZERO;
    loop {
        let found = (seed..seed + AT_ONCE)
            .into_par_iter()
            .find_map_first(|seed| wrong(seed, &tried));
        seed += AT_ONCE;
        let passed = start.elapsed();
        if let Some(found) = found {
            panic!("{}\n{found}", tried.tell(first, seed, passed));
        }
        if passed >= most {
            println!("{}", tried.tell(first, seed, passed));
            return;
        }
        if passed >= told + Duration::from_secs(60) {
            told = passed;
            println!("{}", tried.tell(first, seed, passed));
        }
    }
}

/// The first law that the case of a seed breaks, with the smallest case that breaks it.
fn wrong(seed: u64, tried: &Tried) -> Option<String> {
    let Ok(case) = Case::new(seed) else {
        tried.refused.fetch_add(1, Ordering::Relaxed);
        return None;
    };
    tried.cases.fetch_add(1, Ordering::Relaxed);
    let events = case.stream.len() as u64;
    tried.events.fetch_add(events, Ordering::Relaxed);
    if let Ok(program) = checked(&case.program) {
        let arrivals = runs::arrivals(&program, &case);
        let entries = model::run(&program, &arrivals, case.end).len() as u64;
        tried.entries.fetch_add(entries, Ordering::Relaxed);
    }
    let broken = LAWS.iter().find(|(_, law)| broken(*law, &case).is_some());
    broken.map(|(name, law)| format!("{name}: {}", smallest(*law, seed, case)))
}

impl Tried {
    fn tell(&self, first: u64, next: u64, passed: Duration) -> String {
        format!(
            "seeds {first} to {}: {} programs, {} events and {} entries compared by {} laws in {} s; \
             the checker refused {} programs",
            next - 1,
            self.cases.load(Ordering::Relaxed),
            self.events.load(Ordering::Relaxed),
            self.entries.load(Ordering::Relaxed),
            LAWS.len(),
            passed.as_secs(),
            self.refused.load(Ordering::Relaxed),
        )
    }
}
