//! The statement as a page of Markdown, with its tables.

use crate::books::{CreditState, Statement};
use crate::case::outcome::moment;
use crate::engine::Revocation;
use crate::program::Program;

use super::super::names;
use super::{capital, expiry, later_events, state_word, sums, way};

/// The statement as Markdown.
pub fn markdown(program: &Program, statement: &Statement) -> String {
    let calendar = program.calendar;
    let closed = if statement.is_closed { ", closed" } else { "" };
    let mut text = format!(
        "# Account {}{closed}\n\nAs of {} ({}).",
        escaped(&statement.account),
        moment(calendar, statement.as_of),
        calendar.zone_name()
    );
    if let Some(later) = later_events(statement) {
        text.push_str(&format!(" {}.", capital(&later)));
    }
    text.push_str(&format!("\n\n{}.\n", capital(&sums(statement))));
    credits(program, statement, &mut text);
    scheduled(program, statement, &mut text);
    under_way(program, statement, &mut text);
    adjustments(program, statement, &mut text);
    text
}

fn credits(program: &Program, statement: &Statement, text: &mut String) {
    let calendar = program.calendar;
    let amount = |amount| names::amount(amount, statement.currency);
    let rows = statement.credits.iter().map(|line| {
        let mut state = state_word(line.state).to_owned();
        if let CreditState::Revoked(reason) = line.state
            && reason != Revocation::Revoked
        {
            state.push_str(&format!(": {}", reason.as_str()));
        }
        if !line.forfeited.is_zero() {
            state.push_str(&format!(", {} forfeited", amount(line.forfeited)));
        }
        [
            names::credit(program, line.credit),
            names::title(program, line.version).unwrap_or_default(),
            moment(calendar, line.issued),
            expiry(calendar, line.expires),
            amount(line.amount),
            amount(line.paid),
            amount(line.left),
            state,
        ]
    });
    let head = [
        "credit", "offer", "issued", "expires", "amount", "paid", "left", "state",
    ];
    table("Credit", head, &[4, 5, 6], rows, text);
}

fn scheduled(program: &Program, statement: &Statement, text: &mut String) {
    let rows = statement.scheduled.iter().map(|credit| {
        [
            names::offer_of(program, credit.version).to_owned(),
            names::title(program, credit.version).unwrap_or_default(),
            moment(program.calendar, credit.due),
            names::amount(credit.amount, statement.currency),
        ]
    });
    let head = ["offer", "title", "to be issued", "amount"];
    table("Scheduled", head, &[3], rows, text);
}

fn under_way(program: &Program, statement: &Statement, text: &mut String) {
    let rows = statement.under_way.iter().map(|item| {
        let way = way(program, statement, item);
        [
            way.offer,
            way.title.unwrap_or_default(),
            way.progress.replace('\n', ", "),
            way.reward.unwrap_or_default(),
            way.deadline.unwrap_or_default(),
        ]
    });
    let head = ["offer", "title", "progress", "reward", "deadline"];
    table("Under way", head, &[], rows, text);
}

fn adjustments(program: &Program, statement: &Statement, text: &mut String) {
    let rows = statement.adjustments.iter().map(|adjustment| {
        [
            adjustment.event.clone(),
            moment(program.calendar, adjustment.at),
            names::amount(adjustment.amount, statement.currency),
        ]
    });
    let head = ["adjustment", "on", "amount"];
    table("Adjusted, which is not credit", head, &[2], rows, text);
}

/// A heading and its table; nothing where it has no row. The columns in `right` are amounts.
fn table<const COLUMNS: usize>(
    heading: &str,
    head: [&str; COLUMNS],
    right: &[usize],
    rows: impl Iterator<Item = [String; COLUMNS]>,
    text: &mut String,
) {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return;
    }
    text.push_str(&format!("\n## {heading}\n\n| {} |\n|", head.join(" | ")));
    for column in 0..COLUMNS {
        text.push_str(if right.contains(&column) {
            " ---: |"
        } else {
            " --- |"
        });
    }
    text.push('\n');
    for row in rows {
        let cells = row.map(|cell| escaped(&cell));
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
}

/// A text whose marks Markdown leaves alone.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if matches!(character, '\\' | '|' | '*' | '`' | '[' | '<' | '&') {
            escaped.push('\\');
        }
        escaped.push(if character.is_control() {
            ' '
        } else {
            character
        });
    }
    escaped
}
