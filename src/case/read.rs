//! Scenarios and files of events as cases.

use std::borrow::Cow;

use crate::engine::{Event, Value};
use crate::format::replay;
use crate::program::{GivenValue, Program, Scenario, ScenarioAccount, ScenarioEvent, ScenarioStep};

use super::{Case, CaseAccount, CaseStep, Occurrence};

/// The case that a scenario tells.
pub fn of_scenario(scenario: &Scenario) -> Case {
    Case {
        name: scenario.title.clone(),
        offers: scenario.offers.clone(),
        accounts: scenario.accounts.iter().map(account).collect(),
        rejections: Vec::new(),
        skipped: Vec::new(),
        origin: Some(scenario.origin),
    }
}

fn account(account: &ScenarioAccount) -> CaseAccount {
    CaseAccount {
        name: account.name.clone(),
        currency: account.currency,
        steps: account.steps.iter().map(step).collect(),
    }
}

fn step(step: &ScenarioStep) -> CaseStep {
    let occurrences = step.at.iter().enumerate().map(|(place, at)| Occurrence {
        at: *at,
        event: step.event.as_ref().map(|given| Event {
            kind: given.kind,
            id: Cow::Owned(given.ids.get(place).cloned().unwrap_or_default()),
            at: *at,
            values: values(given).into(),
        }),
        is_named: step.event.as_ref().is_some_and(|event| event.is_named),
    });
    CaseStep {
        occurrences: occurrences.collect(),
        expected: step.expected.clone(),
        origin: Some(step.origin),
    }
}

fn values(event: &ScenarioEvent) -> Vec<Value<'static>> {
    event.values.iter().map(value).collect()
}

fn value(given: &GivenValue) -> Value<'static> {
    match given {
        GivenValue::Absent => Value::Absent,
        GivenValue::Text(text) => Value::Text(Cow::Owned(text.clone())),
        GivenValue::Number(number) => Value::Number(*number),
        GivenValue::Money(amount) => Value::Money(*amount),
        GivenValue::Flag(flag) => Value::Flag(*flag),
        GivenValue::Instant(instant) => Value::Instant(*instant),
        GivenValue::Date(date) => Value::Date(*date),
        GivenValue::Symbol(symbol) => Value::Symbol(*symbol),
    }
}

/// The case that a file of events (JSON Lines, section 8) tells. As at the end of a run, every clock moves
/// to the latest event.
pub fn of_events(program: &Program, name: &str, bytes: &[u8]) -> Case {
    let replay = replay(program, bytes);
    let mut accounts: Vec<CaseAccount> = Vec::new();
    for replayed in replay.events {
        let known = accounts
            .iter()
            .position(|account| account.name == replayed.account);
        let place = known.unwrap_or_else(|| {
            accounts.push(CaseAccount {
                name: replayed.account.clone(),
                currency: replayed.currency,
                steps: Vec::new(),
            });
            accounts.len() - 1
        });
        let occurrence = Occurrence {
            at: replayed.event.at,
            event: Some(replayed.event),
            is_named: true,
        };
        if let Some(account) = accounts.get_mut(place) {
            account.steps.push(alone(occurrence));
        }
    }
    for account in &mut accounts {
        account.steps.extend(replay.end.map(|at| {
            alone(Occurrence {
                at,
                event: None,
                is_named: false,
            })
        }));
    }
    Case {
        name: name.to_owned(),
        offers: Vec::new(),
        accounts,
        rejections: replay.rejections,
        skipped: replay.skipped,
        origin: None,
    }
}

fn alone(occurrence: Occurrence) -> CaseStep {
    CaseStep {
        occurrences: vec![occurrence],
        expected: Vec::new(),
        origin: None,
    }
}
