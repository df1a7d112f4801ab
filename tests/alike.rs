//! Accounts are looked up by a part of a hash of their ids: two whose ids agree in it are two accounts all the same.

use std::fmt::Write;

use hashbrown::HashMap;
use onward::format::{Outputs, RunOptions, run};
use xxhash_rust::xxh3::xxh3_64;

use crate::bad_events::plan_of;

const PROGRAM: &str = include_str!("cases/events/program.offer");

/// Two ids whose hashes agree in their lower half, which is what the table of accounts keeps.
fn ids_that_are_alike() -> (String, String) {
    let mut ids: HashMap<u64, String> = HashMap::new();
    for number in 0..1_000_000 {
        let id = format!("a{number}");
        let tag = xxh3_64(id.as_bytes()) & 0xffff_ffff;
        if let Some(other) = ids.insert(tag, id.clone()) {
            return (other, id);
        }
    }
    panic!("no two of a million ids are alike");
}

/// The first account spends, the second opens between its charges, and then both spend in turn.
fn stream(first: &str, second: &str) -> String {
    let mut events = String::new();
    for minute in 0..55 {
        let (kind, account) = match minute {
            0 => ("opened", first),
            20 => ("opened", second),
            // Before it opened.
            10 => ("charge", second),
            _ if minute > 20 && minute % 3 != 0 => ("charge", second),
            _ => ("charge", first),
        };
        let rest = match kind {
            "opened" => concat!(
                "\"type\":\"registered\",\"currency\":\"USD\",",
                "\"market\":\"US\",\"segment\":\"self_serve\""
            ),
            _ => "\"type\":\"charge\",\"amount\":\"21.40\",\"kind\":\"delivery\"",
        };
        writeln!(
            events,
            "{{\"id\":\"e{minute}\",\"account\":\"{account}\",\"at\":\"2026-01-15T10:{minute:02}:00Z\",{rest}}}"
        )
        .unwrap();
    }
    events
}

#[test]
fn accounts_whose_ids_have_hashes_that_agree_are_two() {
    let plan = plan_of(PROGRAM);
    let outcome = |first: &str, second: &str, threads, batch_bytes| {
        let (mut ledger, mut rejects) = (Vec::new(), Vec::new());
        let outputs = Outputs {
            ledger: &mut ledger,
            rejects: Some(&mut rejects),
        };
        let options = RunOptions {
            threads,
            batch_bytes,
            ..RunOptions::default()
        };
        let events = stream(first, second);
        let summary = run(&plan, events.as_bytes(), outputs, &options, &mut |_| {}).unwrap();
        assert_eq!((summary.accounts, summary.events.rejected), (2, 1));
        let quoted = |id: &str| format!("\"{id}\"");
        String::from_utf8(ledger)
            .unwrap()
            .replace(&quoted(first), "\"first\"")
            .replace(&quoted(second), "\"second\"")
    };
    let expected = outcome("first", "second", 1, 1024);
    assert!(expected.contains("\"first\"") && expected.contains("\"second\""));
    let (first, second) = ids_that_are_alike();
    for batch_bytes in [1, 1_500, 1024 * 1024] {
        for threads in [1, 2] {
            assert_eq!(outcome(&first, &second, threads, batch_bytes), expected);
            assert_eq!(outcome(&second, &first, threads, batch_bytes), expected);
        }
    }
}
