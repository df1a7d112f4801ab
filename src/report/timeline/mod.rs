//! A case as a person reads it: one line an event, what it counted towards and why what came of it did, what
//! credit paid, and what was billed. Nothing in it changes from machine to machine, and nothing moves when a
//! line of the offer file does: a clause is named by its word (`docs/decisions/`, 0008).

mod flow;
mod names;
mod rows;
mod table;
mod times;
mod totals;
mod why;

use std::ops::Range;

use crate::base::{Amount, Currency};
use crate::case::outcome::amount_text;
use crate::case::{Case, CaseOutcome};
use crate::program::Program;

use names::Names;
use rows::rows;
use table::{Drawn, Row, Table};
use times::Times;
use totals::Totals;

pub use flow::wrap;
pub use why::Clause;

/// How wide a timeline is: with the sign that a diff puts before it, it fits a terminal of 80 columns.
pub const WIDTH: usize = 78;

/// A case as it was drawn.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Timeline {
    pub text: String,
    /// The clauses that are named in its lines, counted from 0.
    pub clauses: Vec<(Range<usize>, Clause)>,
}

/// Draws a case: a sentence about its outcome, its accounts one by one, and of each where the money of its
/// credits went.
pub fn draw(program: &Program, case: &Case, outcome: &CaseOutcome) -> Timeline {
    let mut head = totals::sentences(case, outcome, program);
    for rejection in &case.rejections {
        head.push(format!(
            "{} is rejected: {}",
            rejection.place, rejection.reason
        ));
    }
    for line in &case.skipped {
        head.push(format!("line {line} is skipped: its type is not declared"));
    }
    let names = Names::new(program, case);
    let mut table = Table::default();
    let mut times = Times::new(program.calendar);
    let is_one = case.accounts.len() == 1;
    let mut heading = "local time".to_owned();
    for (account, came) in case.accounts.iter().zip(&outcome.accounts) {
        let occurrences = account.steps.iter().flat_map(|step| &step.occurrences);
        let year = occurrences
            .map(|occurrence| times.begin(occurrence.at))
            .next();
        let year = year.unwrap_or_default();
        if is_one {
            heading = year;
        } else {
            table.push_text("");
            table.push(Row {
                time: year,
                event: format!("{}, {}", visible(&account.name), account.currency),
                ..Row::default()
            });
        }
        let mut totals = Totals::default();
        for (step, came) in account.steps.iter().zip(&came.steps) {
            for (occurrence, occurred) in step.occurrences.iter().zip(&came.occurred) {
                rows(
                    &names, account, occurrence, occurred, &mut times, &mut table,
                );
                totals.add(occurrence, occurred, program);
            }
        }
        if is_one && !totals.is_empty() {
            table.push_text("");
        }
        for line in totals.credits(program, account.currency) {
            table.push_text(line);
        }
    }
    let head = head.iter().flat_map(|text| text.lines());
    let head = head.flat_map(|line| flow::wrap(line, WIDTH));
    let mut drawn = Drawn {
        lines: head.collect(),
        clauses: Vec::new(),
    };
    if !case.accounts.is_empty() {
        drawn.lines.push(String::new());
        table.draw(&heading, WIDTH, &mut drawn);
    }
    let lines = drawn.lines.iter().flat_map(|line| [line, "\n"]);
    Timeline {
        text: lines.collect(),
        clauses: drawn.clauses,
    }
}

/// A text of the events without what would move a terminal's cursor or change its colours.
fn visible(text: &str) -> String {
    let shown = |character: char| match character {
        control if control.is_control() => '\u{fffd}',
        other => other,
    };
    text.chars().map(shown).collect()
}

/// An amount in a column: `100.00`.
fn amount(amount: Amount, currency: Currency) -> String {
    amount.display(currency).to_string()
}

/// An amount in a sentence: `100`, `12.50`.
fn said(amount: Amount, currency: Currency) -> String {
    amount_text(amount, currency)
}
