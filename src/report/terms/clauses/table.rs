//! The amounts by market, currency or another fact: `table`.

use crate::program::{Cell, Row, RowKey, Slot, Table, TableKey};

use super::super::page::{Grid, Section};
use super::super::voice::Voice;
use super::super::words;

pub fn section(voice: Voice<'_>) -> Section {
    let mut section = Section::new("amounts", "The table of amounts");
    let (Some(table), Some(origin)) = (&voice.version.table, voice.version.clauses.table) else {
        return section;
    };
    let fact = fact(voice, table);
    section.say(
        "table",
        origin,
        format!(
            "Where these terms name an amount, a number or a percentage in the table, it is the one in the \
             row with your account’s {fact}."
        ),
    );
    section.say(
        "table",
        origin,
        "The row is chosen when you enroll, and stays the same for that enrollment.",
    );
    let columns = table
        .columns
        .iter()
        .map(|column| words::plain(&column.name));
    let head = std::iter::once(fact)
        .chain(columns)
        .map(|word| words::capital(&word));
    section.grid = Some(Grid {
        head: head.collect(),
        rows: table
            .rows
            .iter()
            .map(|row| cells(voice, table, row))
            .collect(),
        place: origin.0,
    });
    section
}

/// `market`
fn fact(voice: Voice<'_>, table: &Table) -> String {
    match table.by {
        TableKey::Currency => "currency".to_owned(),
        TableKey::Fact(id) => {
            let fact = voice.program.account.facts.get(id.index());
            words::plain(fact.map_or("", |fact| fact.name.as_str()))
        }
    }
}

fn cells(voice: Voice<'_>, table: &Table, row: &Row) -> Vec<String> {
    let cells = row.cells.iter().map(|cell| match (cell, row.currency) {
        (Cell::Money(amount), Some(currency)) => words::money(*amount, currency),
        (Cell::Money(amount), None) => amount.minor().to_string(),
        (Cell::Number(number), _) => words::number(*number),
        (Cell::Percent(percent), _) => percent.to_string(),
    });
    std::iter::once(key(voice, table, row))
        .chain(cells)
        .collect()
}

fn key(voice: Voice<'_>, table: &Table, row: &Row) -> String {
    match &row.key {
        RowKey::Text(text) => words::quoted(text),
        RowKey::Number(number) => words::number(*number),
        RowKey::Flag(flag) => words::quoted(if *flag { "yes" } else { "no" }),
        RowKey::Date(date) => voice.times.date(*date),
        RowKey::Currency(currency) => currency.to_string(),
        RowKey::Symbol(symbol) => {
            let TableKey::Fact(id) = table.by else {
                return String::new();
            };
            words::term(voice.program.symbol(None, Slot::Fact(id), *symbol))
        }
    }
}
