//! The page around the picture: all that it shows, in tables.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::books::Life;
use crate::case::outcome::moment;
use crate::program::Program;

use super::super::{names, statement};
use super::lane::clean;
use super::style;

/// How many rows a table has at most.
const MOST: usize = 1_000;

pub fn page(program: &Program, life: &Life, wide: &Markup, narrow: &Markup) -> Markup {
    let told = &life.statement;
    let calendar = program.calendar;
    let account = clean(&told.account);
    let sums = statement::capital(&statement::sums(told));
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Account " (account) }
                style { (PreEscaped(style::PAGE)) (PreEscaped(style::DRAWING)) }
            }
            body {
                main {
                    h1 { "Account " (account) }
                    p class="muted" {
                        "As of " (moment(calendar, told.as_of)) ". All times are of " (calendar.zone_name())
                        ", all amounts in " (life.currency.code()) "."
                        @if let Some(later) = statement::later_events(told) { " " (later) "." }
                    }
                    p { (sums) "." }
                    figure { (wide) (narrow) }
                    (credits(program, life))
                    (measures(program, life))
                    (charges(program, life))
                    (corrections(program, life))
                }
            }
        }
    }
}

fn credits(program: &Program, life: &Life) -> Markup {
    let calendar = program.calendar;
    let amount = |amount| names::amount(amount, life.currency);
    let rows = life.credits.iter().map(|credit| {
        let line = &credit.line;
        html! {
            tr {
                td { (names::credit(program, line.credit)) }
                td class="wide" { (names::title(program, line.version).unwrap_or_default()) }
                td { (moment(calendar, line.issued)) }
                td { (statement::expiry(calendar, line.expires)) }
                td class="right" { (amount(line.amount)) }
                td class="right" { (amount(line.paid)) }
                td class="right" { (amount(line.left)) }
                td {
                    (statement::state_word(line.state))
                    @if !line.expired.is_zero() { ", " (amount(line.expired)) }
                    @if !line.revoked.is_zero() { ", " (amount(line.revoked)) }
                }
            }
        }
    });
    let head = [
        ("credit", false),
        ("offer", false),
        ("issued", false),
        ("expires", false),
        ("amount", true),
        ("paid", true),
        ("left", true),
        ("state", false),
    ];
    table("Credit", &head, rows)
}

fn measures(program: &Program, life: &Life) -> Markup {
    let calendar = program.calendar;
    let rows = life.measures.iter().flat_map(|measure| {
        let goals: Vec<String> = measure
            .goals
            .iter()
            .map(|goal| names::reading(&goal.needed, life.currency))
            .collect();
        let goals = goals.join(", ");
        measure.windows.iter().map(move |window| {
            let value = window.values.last().map(|(_, value)| value);
            let end = window
                .end
                .map_or_else(|| "no end".to_owned(), |end| moment(calendar, end));
            html! {
                tr {
                    td { (names::offer_of(program, measure.version)) }
                    td { (names::measure(program, measure.version, measure.measure)) }
                    td { (moment(calendar, window.start)) }
                    td { (end) }
                    td class="right" {
                        @if let Some(value) = value { (names::reading(value, life.currency)) }
                    }
                    td class="wide" { (goals) }
                }
            }
        })
    });
    let head = [
        ("offer", false),
        ("measure", false),
        ("from", false),
        ("before", false),
        ("stood at", true),
        ("goals", false),
    ];
    table("Measures", &head, rows)
}

fn charges(program: &Program, life: &Life) -> Markup {
    let calendar = program.calendar;
    let amount = |amount| names::amount(amount, life.currency);
    let rows = life.charges.iter().map(|charge| {
        let paid: Vec<String> = charge
            .paid
            .iter()
            .map(|(credit, paid)| {
                format!("{} by {}", amount(*paid), names::credit(program, *credit))
            })
            .collect();
        html! {
            tr {
                td { (moment(calendar, charge.at)) }
                td { (clean(&charge.id)) }
                td class="right" { (amount(charge.amount)) }
                td { (paid.join(", ")) }
                td class="right" { (amount(charge.cash())) }
            }
        }
    });
    let head = [
        ("charged", false),
        ("charge", false),
        ("amount", true),
        ("paid by credit", false),
        ("cash", true),
    ];
    table("Charges", &head, rows)
}

fn corrections(program: &Program, life: &Life) -> Markup {
    let calendar = program.calendar;
    let amount = |amount| names::amount(amount, life.currency);
    let refunds = life.refunds.iter().map(|refund| {
        html! {
            tr {
                td { (moment(calendar, refund.at)) }
                td { (clean(&refund.id)) }
                td { (clean(&refund.charge)) }
                td class="right" { (amount(refund.amount)) }
                td class="right" { (amount(refund.restored)) }
            }
        }
    });
    let adjustments = life.statement.adjustments.iter().map(|adjustment| {
        html! {
            tr {
                td { (moment(calendar, adjustment.at)) }
                td { (clean(&adjustment.event)) }
                td class="right" { (amount(adjustment.amount)) }
            }
        }
    });
    let refunded = [
        ("refunded", false),
        ("refund", false),
        ("of charge", false),
        ("amount", true),
        ("back to credit", true),
    ];
    let adjusted = [("adjusted", false), ("adjustment", false), ("amount", true)];
    html! {
        (table("Refunds", &refunded, refunds))
        (table("Adjustments, which are not credit", &adjusted, adjustments))
    }
}

/// A heading and its table; nothing where it has no row. Columns of amounts are marked.
fn table(heading: &str, head: &[(&str, bool)], rows: impl Iterator<Item = Markup>) -> Markup {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return html! {};
    }
    let shown: Vec<Markup> = rows.by_ref().take(MOST).collect();
    let more = rows.count();
    html! {
        h2 { (heading) }
        div class="scroll" tabindex="0" role="region" aria-label=(heading) {
            table {
                thead {
                    tr {
                        @for (name, is_amount) in head {
                            th scope="col" class=[is_amount.then_some("right")] { (name) }
                        }
                    }
                }
                tbody { @for row in &shown { (row) } }
            }
        }
        @if more > 0 { p class="muted" { "and " (more) " more" } }
    }
}
