//! How many bytes the engine keeps of an account: allocations counted, the account's own value included.
#![expect(
    clippy::expect_used,
    reason = "a measurement stops at what it did not expect"
)]

use std::alloc::System;

use onward::base::{Currency, Instant, Source, Sources};
use onward::check::check_program;
use onward::engine::{Account, Plan, step};
use onward::format::replay;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const PROGRAM: &str = include_str!("../../../../benches/programs/spend_match_coupon.offer");
const ACCOUNTS: usize = 10_000;

const GIFTS: &str = "offer gifts { available always eligible everyone
  enroll on registered, once
  issue 1 USD on activated, at once
  apply forward to charge, charge in progress excluded, refund restores credit
  expire 30 days after issue
  limit 1_000 credits per account }";

fn main() {
    let standard = plan_of(PROGRAM);
    let registered = |segment: &str, market: &str| {
        format!(
            r#"{{"id":"r","type":"registered","account":"a","at":"2026-01-02T09:00:00Z","currency":"USD","market":"{market}","segment":"{segment}"}}"#
        )
    };
    let activated = |number: usize| {
        format!(
            r#"{{"id":"x{number}","type":"activated","account":"a","at":"2026-01-03T09:00:00Z","code":"WELCOME50"}}"#
        )
    };
    let idle = bytes(&standard, &[registered("managed", "GB")]);
    let busy = bytes(&standard, &[registered("managed", "US"), activated(0)]);
    println!("{idle} B; {busy} B");
    let (head, _) = PROGRAM
        .split_once("offer spend_200_get_100")
        .expect("it is there");
    let gifts = plan_of(&format!("{head}{GIFTS}"));
    for credits in [1, 10, 100] {
        let mut lines = vec![registered("managed", "GB")];
        lines.extend((0..credits).map(activated));
        println!("{credits} credits: {} B", bytes(&gifts, &lines));
    }
}

fn plan_of(text: &str) -> Plan {
    let sources = Sources::new(vec![Source::new("memory.offer", text)]);
    let program = check_program(&sources).program;
    Plan::new(program.expect("the program is right"))
}

/// The bytes of an account to which these events happened.
fn bytes(plan: &Plan, lines: &[String]) -> usize {
    let replay = replay(plan.program(), lines.join("\n").as_bytes());
    assert!(replay.rejections.is_empty(), "the events are good");
    let currency = Currency::from_code("USD").expect("ISO 4217 has it");
    let ids: Vec<String> = (0..ACCOUNTS).map(|number| format!("a{number}")).collect();
    let mut entries = Vec::with_capacity(10_000);
    let region = Region::new(ALLOCATOR);
    let mut accounts = Vec::with_capacity(ACCOUNTS);
    for id in &ids {
        let opened = replay
            .events
            .first()
            .map_or(Instant::from_seconds(0), |first| first.event.at);
        let mut account = Account::open(id, currency, opened);
        for each in &replay.events {
            entries.clear();
            step(plan, &mut account, &each.event, &mut entries);
        }
        accounts.push(account);
    }
    entries.clear();
    let change = region.change();
    let left = change.bytes_allocated - change.bytes_deallocated;
    drop(accounts);
    left / ACCOUNTS
}
