//! Conditions in the words of the offer file, with what each of them saw.

use crate::base::{Currency, Instant, Money};
use crate::engine::{Asked, AskedFormula, AskedTest, Value};
use crate::program::{
    Comparison, EventTypeId, Formula, HistoryTest, Operand, Operator, Program, Slot, Test,
};

use super::words::Words;
use crate::report::wrap::wrapped;

/// Every condition with whether it held and what it saw, one a line.
pub fn lines(words: &Words<'_>, asked: &Asked, indent: usize) -> String {
    match &asked.what {
        AskedFormula::All(parts) => {
            let parts = parts.iter().map(|part| lines(words, part, indent));
            parts.collect()
        }
        AskedFormula::Any(parts) => group(words, asked.holds, "any of these", parts, indent),
        AskedFormula::Not(part) => group(
            words,
            asked.holds,
            "not this",
            std::slice::from_ref(&**part),
            indent,
        ),
        AskedFormula::Test(test) => {
            let (said, saw) = asked_test(words, test);
            let held = held(asked.holds);
            let text = match saw {
                Some(saw) => format!("- {said}: {held}, {saw}"),
                None => format!("- {said}: {held}"),
            };
            wrapped(&text, indent, 2)
        }
    }
}

fn held(holds: bool) -> &'static str {
    if holds { "yes" } else { "no" }
}

fn group(words: &Words<'_>, holds: bool, head: &str, parts: &[Asked], indent: usize) -> String {
    let mut text = wrapped(&format!("- {head}: {}", held(holds)), indent, 2);
    for part in parts {
        text.push_str(&lines(words, part, indent + 2));
    }
    text
}

/// The first test that failed and took the whole with it, and what it saw.
pub fn failed(words: &Words<'_>, asked: &Asked) -> Option<String> {
    if asked.holds {
        return None;
    }
    match &asked.what {
        AskedFormula::All(parts) | AskedFormula::Any(parts) => {
            parts.iter().find_map(|part| failed(words, part))
        }
        AskedFormula::Not(part) => {
            let (said, saw) = first_test(words, part)?;
            let saw = saw.map_or_else(String::new, |saw| format!(", and {saw}"));
            Some(format!("it needs `not {said}`{saw}"))
        }
        AskedFormula::Test(test) => {
            let (said, saw) = asked_test(words, test);
            let saw = saw.map_or_else(String::new, |saw| format!(", and {saw}"));
            Some(format!("it needs `{said}`{saw}"))
        }
    }
}

fn first_test(words: &Words<'_>, asked: &Asked) -> Option<(String, Option<String>)> {
    match &asked.what {
        AskedFormula::All(parts) | AskedFormula::Any(parts) => {
            parts.iter().find_map(|part| first_test(words, part))
        }
        AskedFormula::Not(part) => first_test(words, part),
        AskedFormula::Test(test) => Some(asked_test(words, test)),
    }
}

/// A test as it is written, and what it saw.
pub fn asked_test(words: &Words<'_>, asked: &AskedTest) -> (String, Option<String>) {
    let program = words.program;
    match asked {
        AskedTest::Values { test, event, seen } => {
            let seen = seen.iter().enumerate().map(|(place, (slot, found))| {
                let found = value(words, *event, *slot, found);
                let found = if found.is_empty() { "absent" } else { &found };
                match place {
                    0 => format!("it is {found}"),
                    _ => format!("{} is {found}", name(program, *event, *slot)),
                }
            });
            let seen: Vec<String> = seen.collect();
            (test_text(program, *event, test), Some(seen.join(" and ")))
        }
        AskedTest::OpenedWithin { within, opened } => (
            format!("opened in the last {within}"),
            Some(format!("it opened on {}", words.date(*opened))),
        ),
        AskedTest::History { test, found } => (
            history_text(program, test),
            Some(match found {
                Some(at) => format!("there was one on {}", words.date(*at)),
                None => "there was none".to_owned(),
            }),
        ),
    }
}

fn history_text(program: &Program, test: &HistoryTest) -> String {
    let any = if test.any { "any" } else { "no" };
    let kind = program.events.get(test.event.event.index());
    let mut text = format!("{any} {}", kind.map_or("", |kind| kind.name.as_str()));
    let filter = formula_text(&test.event.filter, Depth::Top, &|test_in| {
        test_text(program, Some(test.event.event), test_in)
    });
    if !filter.is_empty() {
        text.push_str(&format!(" where {filter}"));
    }
    if let Some(within) = test.within {
        text.push_str(&format!(" in the last {within}"));
    }
    text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Top,
    Within,
}

fn formula_text<T>(formula: &Formula<T>, depth: Depth, text: &impl Fn(&T) -> String) -> String {
    let joined = |parts: &[Formula<T>], word: &str| {
        let parts: Vec<String> = parts
            .iter()
            .map(|part| formula_text(part, Depth::Within, text))
            .collect();
        let joined = parts.join(word);
        match depth {
            Depth::Within if parts.len() > 1 => format!("({joined})"),
            Depth::Top | Depth::Within => joined,
        }
    };
    match formula {
        Formula::All(parts) => joined(parts, " and "),
        Formula::Any(parts) => joined(parts, " or "),
        Formula::Not(part) => format!("not {}", formula_text(part, Depth::Within, text)),
        Formula::Test(test) => text(test),
    }
}

/// `kind`, `account.market`
pub fn name(program: &Program, event: Option<EventTypeId>, slot: Slot) -> String {
    match slot {
        Slot::Field(field) => {
            let kind = event.and_then(|event| program.events.get(event.index()));
            let field = kind.and_then(|kind| kind.fields.get(field.index()));
            field.map_or_else(String::new, |field| field.name.clone())
        }
        Slot::EventId => "id".to_owned(),
        Slot::EventType => "type".to_owned(),
        Slot::AccountId => "account".to_owned(),
        Slot::At => "at".to_owned(),
        Slot::Day => "day".to_owned(),
        Slot::Weekday => "weekday".to_owned(),
        Slot::Cash => "cash".to_owned(),
        Slot::Credited => "credited".to_owned(),
        Slot::Fact(fact) => {
            let fact = program.account.facts.get(fact.index());
            fact.map_or_else(String::new, |fact| format!("account.{}", fact.name))
        }
        Slot::Currency => "account.currency".to_owned(),
        Slot::Opened => "account.opened".to_owned(),
    }
}

/// A value as a literal of the language; nothing where it is absent.
pub fn value(
    words: &Words<'_>,
    event: Option<EventTypeId>,
    slot: Slot,
    value: &Value<'_>,
) -> String {
    match value {
        Value::Absent => String::new(),
        Value::Text(text) if slot == Slot::Currency => text.to_string(),
        Value::Text(text) => quoted(text),
        Value::Number(number) => number.to_string(),
        Value::Money(amount) => words.money(*amount),
        Value::Flag(flag) => flag.to_string(),
        Value::Instant(instant) => instant.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Symbol(symbol) => words.program.symbol(event, slot, *symbol).to_owned(),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A test as it is written in an offer.
pub fn test_text(program: &Program, event: Option<EventTypeId>, test: &Test) -> String {
    let slot = |slot: Slot| name(program, event, slot);
    match test {
        Test::Present(left) => format!("{} is present", slot(*left)),
        Test::Absent(left) => format!("{} is absent", slot(*left)),
        Test::Text(it) => comparison(it, &slot, &|text| quoted(text)),
        Test::Number(it) => comparison(it, &slot, &ToString::to_string),
        Test::Money(it) => comparison(it, &slot, &|money: &Money| {
            format!(
                "{} {}",
                money.amount.display(money.currency),
                money.currency
            )
        }),
        Test::Flag(it) => comparison(it, &slot, &ToString::to_string),
        Test::Instant(it) => comparison(it, &slot, &|instant: &Instant| instant.to_string()),
        Test::Date(it) => comparison(it, &slot, &ToString::to_string),
        Test::Symbol(it) => comparison(it, &slot, &|symbol| {
            program.symbol(event, it.left, *symbol).to_owned()
        }),
        Test::Currency(it) => comparison(it, &slot, &|currency: &Currency| currency.to_string()),
    }
}

fn comparison<T>(
    comparison: &Comparison<T>,
    slot: &impl Fn(Slot) -> String,
    literal: &impl Fn(&T) -> String,
) -> String {
    let operator = match comparison.operator {
        Operator::Equal => "=",
        Operator::NotEqual => "!=",
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterOrEqual => ">=",
    };
    let left = slot(comparison.left);
    match &comparison.right {
        Operand::Literal(value) => format!("{left} {operator} {}", literal(value)),
        Operand::Slot(right) => format!("{left} {operator} {}", slot(*right)),
        Operand::OneOf(values) => {
            let values: Vec<String> = values.iter().map(literal).collect();
            format!("{left} in [{}]", values.join(", "))
        }
    }
}
