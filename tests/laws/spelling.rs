//! The same program and the same events, written in another way, come to the same ledger.

use onward::base::{Amount, Instant, SourceId};
use onward::engine::Plan;
use onward::format::{Outputs, Refusals, RunOptions};
use onward::program::Program;
use onward::syntax::layout::lay_out;

use super::runs;
use crate::generate::occurrence::Member;
use crate::generate::{Case, Occurrence, checked};

/// What `fmt` writes runs as what the author wrote.
pub fn is_laid_out_alike(program: &Program, case: &Case) -> Result<(), String> {
    let text = lay_out(SourceId(0), &case.program).map_err(|unfit| format!("{unfit:?}"))?;
    let again = lay_out(SourceId(0), &text).map_err(|unfit| format!("{unfit:?}"))?;
    if text != again {
        return Err(format!("it is not laid out at once:\n{text}\n{again}"));
    }
    let laid_out = checked(&text)?;
    let arrivals = runs::arrivals(program, case);
    let before = runs::run(&Plan::new(program.clone()), &arrivals, case.end);
    let after = runs::run(&Plan::new(laid_out.clone()), &arrivals, case.end);
    runs::compare(&laid_out, case, &after, &before)
}

/// Members in another order with space between them, amounts as numbers, with an exponent or with a sign,
/// instants with an offset or with zeros behind, letters escaped, and lines packed.
pub fn may_be_spelt_otherwise(program: &Program, case: &Case) -> Result<(), String> {
    let plan = Plan::new(program.clone());
    let expected = runs::run_bytes(&plan, case, 1);
    for way in 0..3 {
        let lines: Vec<String> = case.stream.iter().map(|one| spelt(one, way)).collect();
        let found = ledger(&plan, case, lines.concat().as_bytes())?;
        runs::compare_texts(&found, &expected)
            .map_err(|wrong| format!("{}\n{wrong}", lines.concat()))?;
    }
    Ok(())
}

fn ledger(plan: &Plan, case: &Case, events: &[u8]) -> Result<Vec<String>, String> {
    let options = RunOptions {
        as_of: Some(case.end),
        refusals: Refusals::Written,
        ..RunOptions::default()
    };
    let (mut ledger, mut rejects) = (Vec::new(), Vec::new());
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: Some(&mut rejects),
    };
    onward::format::run(plan, events, outputs, &options, &mut |_| {})
        .map_err(|error| error.to_string())?;
    if !rejects.is_empty() {
        return Err(String::from_utf8_lossy(&rejects).into_owned());
    }
    let ledger = String::from_utf8_lossy(&ledger);
    Ok(ledger.lines().map(str::to_owned).collect())
}

/// One of three ways.
fn spelt(one: &Occurrence, way: usize) -> String {
    let mut members = vec![
        ("id", escaped(&one.id, way)),
        ("type", escaped(one.kind, way)),
        ("account", escaped(&one.account, way)),
        ("at", instant(one.at, way)),
        ("currency", escaped(one.currency.code(), way)),
        ("nobody_asked", "{\"a\":[1,{\"b\":null}]}".to_owned()),
    ];
    for (name, value) in &one.members {
        let value = match value {
            Member::Text(text) => escaped(text, way),
            Member::Symbol(symbol) => escaped(symbol, way),
            Member::Money(minor) => money(one, *minor, way),
            Member::Number(number) if way == 1 => format!("\"{number}\""),
            Member::Number(number) => number.clone(),
            Member::Flag(flag) => flag.to_string(),
            Member::Instant(at) => instant(*at, way),
            Member::Date(date) => format!("\"{date}\""),
        };
        members.push((name, value));
    }
    if way > 0 {
        members.reverse();
    }
    let space = ["", " ", "\t "][way];
    let members: Vec<String> = members
        .into_iter()
        .map(|(name, value)| format!("{space}\"{name}\"{space}:{space}{value}{space}"))
        .collect();
    let end = ["\n", "\r\n", "\n\n"][way];
    format!("{space}{{{}}}{space}{end}", members.join(","))
}

fn money(one: &Occurrence, minor: i128, way: usize) -> String {
    let amount = Amount::from_minor(minor).display(one.currency);
    match way {
        0 => amount.to_string(),
        1 => format!("{minor}e-{}", one.currency.decimals()),
        _ => format!("\"{amount}\""),
    }
}

fn instant(at: Instant, way: usize) -> String {
    let text = at.to_string();
    let text = text.trim_end_matches('Z');
    match way {
        1 => format!("\"{text}+00:00\""),
        2 if text.contains('.') => format!("\"{text}Z\""),
        2 => format!("\"{text}.000Z\""),
        _ => format!("\"{text}Z\""),
    }
}

/// Every letter as its number.
fn escaped(text: &str, way: usize) -> String {
    if way < 2 {
        return format!("\"{text}\"");
    }
    let letters: Vec<String> = text
        .encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect();
    format!("\"{}\"", letters.concat())
}
