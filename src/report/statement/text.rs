//! The statement as tables of a terminal, 80 columns wide.

use crate::books::{CreditState, Statement};
use crate::case::outcome::moment;
use crate::engine::Revocation;
use crate::program::Program;

use super::super::names;
use super::super::tables::{drawn, new_table};
use super::{expiry, later_events, state_word, sums, way};

/// The statement as text.
pub fn text(program: &Program, statement: &Statement) -> String {
    let calendar = program.calendar;
    let closed = if statement.is_closed { ", closed" } else { "" };
    let mut text = format!(
        "account {}{closed}, as of {} ({})\n",
        statement.account,
        moment(calendar, statement.as_of),
        calendar.zone_name()
    );
    if let Some(later) = later_events(statement) {
        text.push_str(&format!("{later}\n"));
    }
    text.push_str(&format!("{}\n", sums(statement)));
    let sections = [
        credits(program, statement),
        scheduled(program, statement),
        under_way(program, statement),
        adjustments(program, statement),
    ];
    for table in sections.into_iter().flatten() {
        text.push('\n');
        text.push_str(&table);
    }
    text
}

fn credits(program: &Program, statement: &Statement) -> Option<String> {
    let calendar = program.calendar;
    let amount = |amount| names::amount(amount, statement.currency);
    let mut table = new_table(
        [
            "credit",
            "issued\nexpires",
            "amount",
            "paid",
            "left",
            "state",
        ],
        0,
    );
    for line in &statement.credits {
        let mut state = state_word(line.state).to_owned();
        if let CreditState::Revoked(reason) = line.state
            && reason != Revocation::Revoked
        {
            state.push_str(&format!("\n{}", reason.as_str()));
        }
        if !line.forfeited.is_zero() {
            state.push_str(&format!("\n{} forfeited", amount(line.forfeited)));
        }
        table.add_row([
            with_title(
                names::credit(program, line.credit),
                names::title(program, line.version),
            ),
            format!(
                "{}\n{}",
                moment(calendar, line.issued),
                expiry(calendar, line.expires)
            ),
            amount(line.amount),
            amount(line.paid),
            amount(line.left),
            state,
        ]);
    }
    drawn(table, &[2, 3, 4])
}

fn scheduled(program: &Program, statement: &Statement) -> Option<String> {
    let mut table = new_table(["scheduled", "to be issued", "amount"], 0);
    for credit in &statement.scheduled {
        table.add_row([
            with_title(
                names::offer_of(program, credit.version).to_owned(),
                names::title(program, credit.version),
            ),
            moment(program.calendar, credit.due),
            names::amount(credit.amount, statement.currency),
        ]);
    }
    drawn(table, &[2])
}

fn under_way(program: &Program, statement: &Statement) -> Option<String> {
    let mut table = new_table(["under way", "progress", "deadline"], 0);
    for item in &statement.under_way {
        let way = way(program, statement, item);
        let progress = match way.reward {
            Some(reward) => format!("{}\n{reward}", way.progress),
            None => way.progress,
        };
        let deadline = way.deadline.unwrap_or_default().replace(", ", "\n");
        table.add_row([with_title(way.offer, way.title), progress, deadline]);
    }
    drawn(table, &[])
}

fn adjustments(program: &Program, statement: &Statement) -> Option<String> {
    let mut table = new_table(["adjusted, which is not credit", "on", "amount"], 0);
    for adjustment in &statement.adjustments {
        table.add_row([
            adjustment.event.clone(),
            moment(program.calendar, adjustment.at),
            names::amount(adjustment.amount, statement.currency),
        ]);
    }
    drawn(table, &[2])
}

fn with_title(name: String, title: Option<String>) -> String {
    match title {
        Some(title) => format!("{name}\n{title}"),
        None => name,
    }
}
