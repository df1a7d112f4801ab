//! What is done to hostile bytes: nothing may panic, hang or differ from itself. The fuzzers call these
//! functions, and the test suite calls them with every file of `fuzz/corpus`.

use onward::base::{Amount, Instant, Source, SourceId, Sources};
use onward::check::check_program;
use onward::engine::{Account, Event, Plan, Value, advance, step};
use onward::format::{Inputs, Outputs, RunOptions, read_account, read_billed, run};
use onward::program::{EventType, EventTypeId, Field, FieldKind, Program};
use onward::report::diagnostics::{Color, count_line, draw, json_lines};
use onward::syntax::layout::{Unfit, lay_out};

const PROGRAM: &str = include_str!("../tests/cases/events/program.offer");
const EVENTS: &str = include_str!("../tests/cases/events/good.jsonl");

/// An offer file: parsed, checked, drawn, laid out; and where it is right, run.
pub fn offers(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let sources = Sources::new(vec![Source::new("fuzz.offer", text)]);
    let checked = check_program(&sources);
    draw(&checked.diagnostics, &sources, 80, Color::Never);
    count_line(&checked.diagnostics);
    json_lines(&checked.diagnostics, &sources);
    match lay_out(SourceId(0), text) {
        Ok(canonical) => {
            let again = lay_out(SourceId(0), &canonical);
            assert!(
                again.is_ok_and(|again| again == canonical),
                "it is not laid out at once"
            );
        }
        Err(Unfit::Errors(_)) => {}
        Err(Unfit::WouldChange) => panic!("the layout says something else"),
    }
    if let Some(program) = checked.program {
        ledger(&Plan::new(program), EVENTS.as_bytes(), 1 << 20);
    }
}

/// A stream of events: one batch and many come to the same.
pub fn events(bytes: &[u8]) {
    let plan = Plan::new(program());
    let whole = ledger(&plan, bytes, 1 << 20);
    let pieces = ledger(&plan, bytes, 7);
    assert!(whole == pieces, "batches changed the ledger");
    let _ = read_account(plan.program(), Inputs::lines(bytes), "a1", None);
}

/// The saved state of an account: what is loaded can be saved again, and goes on.
pub fn state(bytes: &[u8]) {
    let Ok(mut account) = serde_json::from_slice::<Account>(bytes) else {
        return;
    };
    let saved = serde_json::to_vec(&account).expect("what was loaded can be saved");
    let again: Account = serde_json::from_slice(&saved).expect("what was saved can be loaded");
    assert!(account == again, "it is another account");
    let plan = Plan::new(program());
    let mut entries = Vec::new();
    for (day, event) in ["charge", "refund", "profile_changed", "charge", "closed"]
        .into_iter()
        .enumerate()
    {
        let at = account.clock().plus_seconds(86_400 * day as i64);
        step(
            &plan,
            &mut account,
            &an_event(plan.program(), event, at),
            &mut entries,
        );
    }
    let later = account.clock().plus_seconds(400 * 86_400);
    advance(&plan, &mut account, later, &mut entries);
}

/// An event with something in each field.
fn an_event(program: &Program, name: &str, at: Instant) -> Event<'static> {
    let named = |event: &EventType| event.name == name;
    let kind = program
        .events
        .iter()
        .position(named)
        .expect("it is declared");
    let value = |field: &Field| match &field.kind {
        FieldKind::Text => Value::Text("c1".into()),
        FieldKind::Money => Value::Money(Amount::from_minor(12_345)),
        FieldKind::Symbol(symbols) => symbols
            .find("delivery")
            .map_or(Value::Absent, Value::Symbol),
        FieldKind::Number | FieldKind::Flag | FieldKind::Instant | FieldKind::Date => Value::Absent,
    };
    Event {
        kind: EventTypeId::from_index(kind),
        id: format!("z{}", at.seconds()).into(),
        at,
        values: program.events[kind].fields.iter().map(value).collect(),
    }
}

/// A bill.
pub fn bills(bytes: &[u8]) {
    let _ = read_billed(bytes);
}

fn program() -> Program {
    let sources = Sources::new(vec![Source::new("program.offer", PROGRAM)]);
    check_program(&sources)
        .program
        .expect("the program is right")
}

/// Ledger and rejects, one behind the other.
fn ledger(plan: &Plan, events: &[u8], batch_bytes: usize) -> Vec<u8> {
    let (mut ledger, mut rejects) = (Vec::new(), Vec::new());
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: Some(&mut rejects),
    };
    let options = RunOptions {
        threads: 1,
        batch_bytes,
        ..RunOptions::default()
    };
    run(plan, events, outputs, &options, &mut |_| {}).expect("bytes in memory can be read");
    ledger.extend(rejects);
    ledger
}
