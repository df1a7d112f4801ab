//! How fast offers run over events: evaluation alone, and the whole way from lines to ledger, on the
//! generated stream of `examples/stream.rs`. Read the figures as ratios; docs/performance.md explains them.
//!
//! `ONWARD_BENCH_EVENTS` sets the length of the stream.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark may stop at what it did not expect"
)]

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use hashbrown::HashMap;
use onward::base::{Currency, Source, Sources};
use onward::check::check_program;
use onward::engine::{Account, Entry, Event, Plan, advance, step};
use onward::format::lines::{Batch, LineBytes, LineReader};
use onward::format::record::LineContent;
use onward::format::usual::typed::UsualReader;
use onward::format::{Outputs, RunOptions, replay, run};

#[path = "../examples/stream.rs"]
#[expect(dead_code, reason = "the example's own `main` is not called here")]
mod stream;

#[path = "shared/coupons.rs"]
mod coupons;
use coupons::with_coupons;

const PROGRAM: &str = include_str!("programs/spend_match_coupon.offer");

fn main() {
    divan::main();
}

fn event_count() -> u64 {
    std::env::var("ONWARD_BENCH_EVENTS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(100_000)
}

/// The standard stream as JSON Lines.
fn lines() -> Vec<u8> {
    let events = event_count();
    let mut stream = stream::Stream::new(events, 7);
    let mut lines = Vec::new();
    for number in 0..events {
        stream.write_event(number, &mut lines).unwrap();
    }
    lines
}

fn plan_of(text: &str) -> Plan {
    let sources = Sources::new(vec![Source::new("bench.offer", text)]);
    Plan::new(check_program(&sources).program.unwrap())
}

/// An event with the place of its account.
struct Placed {
    account: usize,
    event: Event<'static>,
}

/// The events of the stream, read and typed, with their accounts as dense places.
fn read_all(plan: &Plan, lines: &[u8]) -> (Vec<Placed>, Vec<(String, Currency)>) {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut accounts = Vec::new();
    let mut events = Vec::new();
    for replayed in replay(plan.program(), lines).events {
        let currency = replayed.currency;
        let account = *places.entry(replayed.account.clone()).or_insert_with(|| {
            accounts.push((replayed.account, currency));
            accounts.len() - 1
        });
        events.push(Placed {
            account,
            event: replayed.event,
        });
    }
    (events, accounts)
}

/// Steps through the events and says how many entries they made.
fn evaluate(plan: &Plan, events: &[Placed], accounts: &[(String, Currency)]) -> usize {
    let mut states: Vec<Option<Account>> = accounts.iter().map(|_| None).collect();
    let mut entries: Vec<Entry> = Vec::new();
    let mut written = 0;
    for Placed { account, event } in events {
        let (Some(state), Some((id, currency))) =
            (states.get_mut(*account), accounts.get(*account))
        else {
            continue;
        };
        let state = state.get_or_insert_with(|| Account::open(id, *currency, event.at));
        entries.clear();
        step(plan, state, event, &mut entries);
        written += entries.len();
    }
    let end = events.iter().map(|placed| placed.event.at).max().unwrap();
    for state in states.iter_mut().flatten() {
        entries.clear();
        advance(plan, state, end, &mut entries);
        written += entries.len();
    }
    written
}

/// Events in memory, in the order of time: the engine alone. The argument is the number of coupon offers
/// that no event can match, beside the three of the program.
#[divan::bench(args = [0, 30, 300, 3_000], sample_count = 10, sample_size = 1)]
fn evaluate_in_time_order(bencher: Bencher<'_, '_>, coupons: usize) {
    let plan = plan_of(&with_coupons(PROGRAM, coupons));
    let (events, accounts) = read_all(&plan, &lines());
    bencher
        .counter(ItemsCount::new(events.len()))
        .bench(|| black_box(evaluate(&plan, &events, &accounts)));
}

/// The same, account by account.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn evaluate_account_by_account(bencher: Bencher<'_, '_>) {
    let plan = plan_of(PROGRAM);
    let (mut events, accounts) = read_all(&plan, &lines());
    events.sort_by_key(|placed| placed.account);
    bencher
        .counter(ItemsCount::new(events.len()))
        .bench(|| black_box(evaluate(&plan, &events, &accounts)));
}

/// Lines in, ledger out, with so many threads.
#[divan::bench(args = [1, 2], sample_count = 10, sample_size = 1)]
fn lines_to_ledger(bencher: Bencher<'_, '_>, threads: usize) {
    let plan = plan_of(PROGRAM);
    let lines = lines();
    let options = RunOptions {
        threads,
        ..RunOptions::default()
    };
    bencher
        .counter(ItemsCount::new(usize::try_from(event_count()).unwrap()))
        .counter(BytesCount::new(lines.len()))
        .bench(|| {
            let mut ledger = Vec::new();
            let outputs = Outputs {
                ledger: &mut ledger,
                rejects: None,
            };
            run(&plan, lines.as_slice(), outputs, &options, &mut |_| {}).unwrap();
            black_box(ledger.len())
        });
}

/// Lines read, split and typed on the short way, and no more.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn lines_to_events(bencher: Bencher<'_, '_>) {
    let plan = plan_of(PROGRAM);
    let lines = lines();
    bencher
        .counter(ItemsCount::new(usize::try_from(event_count()).unwrap()))
        .counter(BytesCount::new(lines.len()))
        .bench(|| {
            let mut reader = LineReader::new(lines.as_slice());
            let mut batch = Batch::default();
            reader.fill(&mut batch, usize::MAX).unwrap();
            let mut usual = UsualReader::new(plan.program());
            let (mut values, mut events) = (Vec::new(), 0_u64);
            for line in batch.lines(0..batch.len()) {
                values.clear();
                let mut take = |content| {
                    events += u64::from(matches!(black_box(content), LineContent::Record(_)));
                };
                if let LineBytes::Text(text) = line {
                    usual.read(plan.program(), text, &mut values, &mut take);
                }
            }
            events
        });
}

/// Offer text to plan: parse, check, lower, index.
#[divan::bench(args = [0, 300, 3_000], sample_count = 10, sample_size = 1)]
fn text_to_plan(bencher: Bencher<'_, '_>, coupons: usize) {
    let text = with_coupons(PROGRAM, coupons);
    bencher
        .counter(ItemsCount::new(coupons + 3))
        .bench(|| black_box(plan_of(&text)));
}
