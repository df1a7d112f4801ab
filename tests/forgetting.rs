//! An account's memory does not grow with its history: a stream of `tests/cases/forgetting` is played in rounds,
//! four years apart, and behind each event the account is of the form that it had a few rounds before.

use std::fs;
use std::path::{Path, PathBuf};

use onward::base::Currency;
use onward::engine::{self, Account, Event, Plan};
use onward::format::replay;
use onward::program::Program;
use serde_json::Value;

use crate::bad_events::plan_of;

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/forgetting");

/// A whole cycle of leap years, so that months lie alike in each.
const ROUND_SECONDS: i64 = 1_461 * 86_400;

/// The first two differ: the account opens, and what happens once happens.
const SETTLED: usize = 2;
const LAST: usize = 8;

#[test]
fn a_round_leaves_no_more_behind_than_the_round_before() {
    let offers = fs::read_dir(CASES).unwrap();
    let offers = offers.map(|entry| entry.unwrap().path());
    let mut offers: Vec<PathBuf> = offers.filter(|path| is_offer(path)).collect();
    offers.sort();
    assert!(!offers.is_empty());
    for path in offers {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let plan = plan_of(&fs::read_to_string(&path).unwrap());
        let stream = fs::read_to_string(path.with_extension("jsonl")).unwrap();
        let mut account = None;
        let rounds: Vec<Round> = (0..=LAST)
            .map(|number| {
                play(
                    &plan,
                    &mut account,
                    &events(plan.program(), &stream, number),
                )
            })
            .collect();
        let (before, after) = (&rounds[SETTLED], &rounds[LAST]);
        assert!(before.entries > 0, "{name}: a round comes to nothing");
        assert_eq!(before.entries, after.entries, "{name}: the rounds differ");
        for (place, (before, after)) in before.forms.iter().zip(&after.forms).enumerate() {
            assert_eq!(before, after, "{name}: behind event {place} of a round");
        }
    }
}

fn is_offer(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "offer")
}

/// The events of a round: `@` stands for its number, and only the first has the event that opens.
fn events(program: &Program, stream: &str, number: usize) -> Vec<Event<'static>> {
    let text = stream.replace('@', &number.to_string());
    let replay = replay(program, text.as_bytes());
    assert_eq!((replay.rejections, replay.skipped), (vec![], vec![]));
    let later = ROUND_SECONDS * number as i64;
    let events = replay.events.into_iter().map(|one| Event {
        at: one.event.at.plus_seconds(later),
        ..one.event
    });
    events.skip(usize::from(number > 0)).collect()
}

struct Round {
    entries: usize,
    /// Of the account behind each event.
    forms: Vec<Value>,
}

fn play(plan: &Plan, account: &mut Option<Account>, events: &[Event<'_>]) -> Round {
    let mut entries = Vec::new();
    let currency = Currency::from_code("USD").unwrap();
    let forms = events.iter().map(|event| {
        let account = account.get_or_insert_with(|| Account::open("a1", currency, event.at));
        engine::step(plan, account, event, &mut entries);
        form(serde_json::to_value(account).unwrap())
    });
    let forms = forms.collect();
    Round {
        entries: entries.len(),
        forms,
    }
}

/// What is saved of an account, with no more of its numbers and texts than that they are there.
fn form(value: Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value,
        Value::Number(_) => Value::from(0),
        Value::String(_) => Value::from(""),
        Value::Array(values) => values.into_iter().map(form).collect(),
        Value::Object(members) => {
            // Some are named by a day.
            let without_number =
                |name: String| name.replace(|letter: char| letter.is_ascii_digit(), "");
            let members = members.into_iter();
            members
                .map(|(name, value)| Value::from(vec![without_number(name).into(), form(value)]))
                .collect()
        }
    }
}
