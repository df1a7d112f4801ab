//! `docs/language.md` is executed: every fenced block of it is checked, as its first line says.
//!
//! - ```` ```offer standard ```` declares the accounts and events that all examples share, and
//!   ```` ```offer frame ```` the offer that completes every example of single clauses.
//! - ```` ```offer ```` is an example: a whole program, whole offers, events, or clauses that take the
//!   place of the frame's clauses of the same kind. It checks without an error or a warning; behind
//!   `error=` and `warning=` stand the codes that it must give instead. `each` says that every clause
//!   stands for itself.
//! - ```` ```events ```` runs over the example before it; `as-of=` and `refusals` are those of the command.
//!   ```` ```ledger ```` and ```` ```rejects ```` are what comes out, to the byte.
//! - ```` ```text ```` is no example.

#[path = "reference/blocks.rs"]
pub mod blocks;
#[path = "reference/example.rs"]
mod example;
#[path = "reference/short.rs"]
mod short;

use std::collections::BTreeSet;

use onward::base::{Code, Severity};
use onward::engine::{Cancellation, CreditRefusal, EnrollmentRefusal, Revocation};
use onward::syntax::tree::ClauseKind;

use blocks::{Block, blocks};
use example::{Example, Frame};

const PAGE: &str = include_str!("../docs/language.md");

#[test]
fn every_example_does_what_the_page_says() {
    let blocks = blocks(PAGE);
    let frame = Frame::of(&blocks);
    let mut wrong = Vec::new();
    let mut last: Option<(Example, String)> = None;
    for block in &blocks {
        let outcome = match block.kind.as_str() {
            "offer" => {
                let example = Example::of(block, &frame);
                let outcome = example.check();
                last = Some((example, String::new()));
                outcome
            }
            "events" => match &mut last {
                Some((example, events)) => {
                    *events = block.text.clone();
                    example.run(block)
                }
                None => Err("there is no offer before it".to_owned()),
            },
            "ledger" => match &last {
                Some((example, _)) => example.compare_ledger(&block.text),
                None => Err("there is nothing that ran before it".to_owned()),
            },
            "rejects" => match &last {
                Some((example, _)) => example.compare_rejects(&block.text),
                None => Err("there is nothing that ran before it".to_owned()),
            },
            "text" => Ok(()),
            other => Err(format!("`{other}` is no kind of block")),
        };
        if let Err(problem) = outcome {
            wrong.push(format!("docs/language.md:{}: {problem}", block.line));
        }
    }
    let count = wrong.len();
    assert!(wrong.is_empty(), "{count} wrong:\n{}", wrong.join("\n\n"));
}

#[test]
fn every_run_says_what_comes_out() {
    let blocks = blocks(PAGE);
    for (place, block) in blocks.iter().enumerate() {
        if block.kind == "events" {
            let next = blocks.get(place + 1).map(|block| block.kind.as_str());
            let line = block.line;
            assert!(
                matches!(next, Some("ledger" | "rejects")),
                "docs/language.md:{line}: these events have no ledger"
            );
        }
    }
}

#[test]
fn every_word_of_the_ledger_has_an_example() {
    let ledgers: Vec<Block> = blocks(PAGE)
        .into_iter()
        .filter(|block| block.kind == "ledger")
        .collect();
    let lines: Vec<&str> = ledgers
        .iter()
        .flat_map(|block| block.text.lines())
        .collect();
    let is_there = |entry: &str, reason: Option<&str>| {
        lines.iter().any(|line| {
            let mut words = line.split_whitespace();
            let reason = reason.map(|reason| format!("reason={reason}"));
            words.nth(1) == Some(entry)
                && reason.is_none_or(|reason| words.any(|word| word == reason))
        })
    };
    let mut missing = BTreeSet::new();
    for entry in crate::glossary::entry_words() {
        if !is_there(&entry, None) {
            missing.insert(entry);
        }
    }
    let enrollment = EnrollmentRefusal::ALL.iter().map(|reason| reason.as_str());
    let credit = CreditRefusal::ALL.iter().map(|reason| reason.as_str());
    let cancellation = Cancellation::ALL.iter().map(|reason| reason.as_str());
    let revocation = Revocation::ALL.iter().map(|reason| reason.as_str());
    let reasons = enrollment
        .chain(credit)
        .map(|reason| ("refused", reason))
        .chain(cancellation.map(|reason| ("cancelled", reason)))
        .chain(revocation.map(|reason| ("revoked", reason)));
    for (entry, reason) in reasons {
        if !is_there(entry, Some(reason)) {
            missing.insert(format!("{entry} {reason}"));
        }
    }
    assert!(missing.is_empty(), "no ledger of the page has {missing:?}");
}

#[test]
fn every_warning_has_a_line() {
    let is_listed =
        |code: &&Code| PAGE.contains(&format!("\n| [`{code}`](diagnostics/{code}.md) |"));
    let warnings = Code::ALL.iter();
    let warnings = warnings.filter(|code| code.severity() == Severity::Warning);
    let missing: Vec<&Code> = warnings.filter(|code| !is_listed(code)).collect();
    assert!(missing.is_empty(), "the page does not list {missing:?}");
}

#[test]
fn the_grammar_has_the_order_of_the_page() {
    let grammar = include_str!("../grammar/onward.pest");
    let mut from = 0;
    let headings = PAGE
        .lines()
        .filter_map(|line| {
            line.strip_prefix("## ")
                .or_else(|| line.strip_prefix("### "))
        })
        .filter(|heading| heading.starts_with(|first: char| first.is_ascii_digit()));
    for heading in headings {
        let title = format!("// {heading}\n");
        if !grammar.contains(&title) {
            continue;
        }
        let place = grammar.get(from..).and_then(|rest| rest.find(&title));
        let place = place.unwrap_or_else(|| panic!("`{heading}` is out of order in the grammar"));
        from += place;
    }
    let clauses = ClauseKind::ALL.map(|kind| kind.word().replace(' ', "_"));
    let mut from = 0;
    for clause in &clauses {
        let heading = format!("\n#### `{}`", clause.replace('_', " "));
        let place = PAGE.get(from..).and_then(|rest| rest.find(&heading));
        from += place.unwrap_or_else(|| panic!("`{clause}` has no heading in canonical order"));
    }
}
