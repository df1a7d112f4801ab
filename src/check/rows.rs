//! Do the rows of a table fit its columns: as many cells, of one kind down each column, in one currency
//! along each row?

use crate::base::{Code, Currency, Diagnostic};
use crate::program::Cell;
use crate::syntax::tree::{Literal, TableDecl};

use super::scope::OfferScope;
use super::table::CellKind;
use super::words;

/// An amount of a table.
pub fn cell(literal: &Literal) -> Option<Cell> {
    match literal {
        Literal::Money(money) => Some(Cell::Money(money.amount)),
        Literal::Number(number) => Some(Cell::Number(*number)),
        Literal::Percent(percent) => Some(Cell::Percent(*percent)),
        Literal::Text(_)
        | Literal::Duration(_)
        | Literal::Date(_)
        | Literal::LocalTime(_)
        | Literal::Instant(_)
        | Literal::Flag(_)
        | Literal::Word(_)
        | Literal::Currency(_) => None,
    }
}

/// The kind of each column, nothing where its cells disagree.
pub fn check_columns(scope: &mut OfferScope<'_, '_>, decl: &TableDecl) -> Vec<Option<CellKind>> {
    let names = decl.header.iter().enumerate().skip(1);
    names
        .map(|(place, name)| {
            let mut cells = decl.rows.iter().filter_map(|row| row.cells.get(place));
            let first = cells.clone().find(|cell| self::cell(&cell.value).is_some());
            let kind = first
                .and_then(|first| self::cell(&first.value))
                .map(CellKind::of);
            let wrong = cells
                .find(|cell| self::cell(&cell.value).map(CellKind::of) != kind || kind.is_none());
            let Some(wrong) = wrong else { return kind };
            let written = words::literal(&wrong.value);
            let is = words::literal_kind(&wrong.value);
            let mut report = match (kind, first) {
                (Some(kind), Some(first)) if self::cell(&wrong.value).is_some() => Diagnostic::new(
                    Code::WrongCell,
                    wrong.span,
                    format!(
                        "column `{}` is {}, and `{written}` is {is}",
                        name.text,
                        kind.words()
                    ),
                )
                .related(first.span, format!("{} here", kind.words())),
                _ => Diagnostic::new(
                    Code::WrongCell,
                    wrong.span,
                    format!("`{written}` is {is}, not an amount"),
                ),
            };
            report = report.help(
                "a column is all money, all numbers or all percentages: `200 USD`, `5` or `12.5%`",
            );
            scope.report(report);
            None
        })
        .collect()
}

/// The currency of each row; nothing where a row mixes them.
pub fn check_currencies(
    scope: &mut OfferScope<'_, '_>,
    decl: &TableDecl,
) -> Option<Vec<Option<Currency>>> {
    let mut currencies = Vec::with_capacity(decl.rows.len());
    let mut complete = true;
    for row in &decl.rows {
        let mut first = None;
        for cell in row.cells.iter().skip(1) {
            let Literal::Money(money) = &cell.value else {
                continue;
            };
            let (currency, place) = *first.get_or_insert((money.currency, cell.span));
            if currency == money.currency {
                continue;
            }
            complete = false;
            scope.report(
                Diagnostic::new(
                    Code::MixedCurrencies,
                    cell.span,
                    format!("{} in a row of {currency}", money.currency),
                )
                .related(place, format!("{currency} here"))
                .help("all money of a row is in one currency, that of the accounts it is for"),
            );
            break;
        }
        currencies.push(first.map(|(currency, _)| currency));
    }
    complete.then_some(currencies)
}

/// Whether every row has a cell for each column.
pub fn check_lengths(scope: &mut OfferScope<'_, '_>, decl: &TableDecl, width: usize) -> bool {
    let header = match (decl.header.first(), decl.header.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => decl.by.span,
    };
    let mut regular = true;
    for row in decl.rows.iter().filter(|row| row.cells.len() != width) {
        regular = false;
        let cells = row.cells.len();
        scope.report(
            Diagnostic::new(
                Code::RowLength,
                row.span,
                format!("this row has {cells} cells, and the table has {width} columns"),
            )
            .related(header, format!("{width} columns"))
            .help("a row has one cell for each column, with `|` between them"),
        );
    }
    regular
}
