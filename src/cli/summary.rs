//! The summary of a run as tables: what became of the events, and what each offer came to.

use std::collections::BTreeSet;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use crate::base::{Amount, Currency};
use crate::format::{EventCounts, Flows, Summary};

const WIDTH: u16 = 80;

/// The summary, a table for the offers and one for each currency.
pub fn summary_text(summary: &Summary) -> String {
    let mut text = events_line(&summary.events, summary.accounts);
    if summary.offers.is_empty() {
        return text;
    }
    text.push('\n');
    text.push_str(&offers_table(summary));
    let currencies: BTreeSet<Currency> = summary
        .offers
        .iter()
        .flat_map(|offer| offer.money.keys().copied())
        .collect();
    for currency in currencies {
        text.push('\n');
        text.push_str(&money_table(summary, currency));
    }
    text
}

fn events_line(events: &EventCounts, accounts: u64) -> String {
    let plural = |count| if count == 1 { "" } else { "s" };
    let mut line = format!(
        "{} event{} of {accounts} account{}: {} accepted",
        events.read(),
        plural(events.read()),
        plural(accounts),
        events.accepted
    );
    let others = [
        (events.duplicates, "duplicate"),
        (events.undeclared, "of an undeclared type"),
        (events.rejected, "rejected"),
    ];
    for (count, word) in others {
        if count > 0 {
            line.push_str(&format!(", {count} {word}"));
        }
    }
    line.push('\n');
    line
}

fn offers_table(summary: &Summary) -> String {
    let mut table = new_table(["offer", "enrolled", "credits issued", "lapsed"]);
    for offer in &summary.offers {
        table.add_row([
            offer.name.clone(),
            offer.enrolled.to_string(),
            offer.credits.to_string(),
            offer.lapsed.to_string(),
        ]);
    }
    as_text(table)
}

fn money_table(summary: &Summary, currency: Currency) -> String {
    let mut table = new_table([
        &format!("credit in {currency}"),
        "issued",
        "applied",
        "expired",
        "revoked",
        "left",
    ]);
    for offer in &summary.offers {
        let Some(flows) = offer.money.get(&currency) else {
            continue;
        };
        let amounts = amounts_of(flows).map(|amount| amount.display(currency).to_string());
        table.add_row(std::iter::once(offer.name.clone()).chain(amounts));
    }
    as_text(table)
}

fn amounts_of(flows: &Flows) -> [Amount; 5] {
    [
        flows.issued,
        flows.applied,
        flows.expired,
        flows.revoked,
        flows.left(),
    ]
}

fn new_table<const COLUMNS: usize>(header: [&str; COLUMNS]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH)
        .set_header(header);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn as_text(table: Table) -> String {
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}
