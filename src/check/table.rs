//! Is the table whole: a key that can choose a row, rows of one length, columns of one kind?

use hashbrown::HashMap;

use crate::base::{Code, Diagnostic, Span};
use crate::program::{Cell, Column, ColumnId, FactId, FieldKind, Row, RowKey, Table, TableKey};
use crate::syntax::tree::{Literal, Name, Spanned, TableDecl};

use super::bounds;
use super::rows;
use super::scope::OfferScope;
use super::slots::SlotKind;
use super::words;
use crate::base::nearest::nearest;

/// The table that the amounts of an offer can see.
pub enum TableScope<'a> {
    Absent,
    /// It could not be read: its columns are not known.
    Broken,
    Known(KnownTable<'a>),
}

/// A table whose header could be read.
pub struct KnownTable<'a> {
    pub decl: &'a TableDecl,
    pub columns: HashMap<&'a str, ColumnId>,
    /// Indexed by [`ColumnId`]; nothing where the column is wrong.
    pub kinds: Vec<Option<CellKind>>,
    /// Nothing where anything in it is wrong.
    pub table: Option<Table>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    Money,
    Number,
    Percent,
}

impl CellKind {
    pub fn of(cell: Cell) -> Self {
        match cell {
            Cell::Money(_) => Self::Money,
            Cell::Number(_) => Self::Number,
            Cell::Percent(_) => Self::Percent,
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Number => "a number",
            Self::Percent => "a percentage",
        }
    }
}

impl<'a> TableScope<'a> {
    pub fn has_column(&self, name: &str) -> bool {
        match self {
            Self::Absent | Self::Broken => false,
            Self::Known(known) => known.columns.contains_key(name),
        }
    }

    /// The table, if it is right.
    pub fn table(&self) -> Option<&Table> {
        match self {
            Self::Absent | Self::Broken => None,
            Self::Known(known) => known.table.as_ref(),
        }
    }

    /// Where a row was written.
    pub fn row_span(&self, row: usize) -> Option<Span> {
        match self {
            Self::Absent | Self::Broken => None,
            Self::Known(known) => known.decl.rows.get(row).map(|row| row.span),
        }
    }

    /// Where a cell of the right table was written.
    pub fn cell_span(&self, row: usize, column: ColumnId) -> Option<Span> {
        let Self::Known(known) = self else {
            return None;
        };
        let cells = &known.decl.rows.get(row)?.cells;
        cells.get(column.index() + 1).map(|cell| cell.span)
    }
}

/// Checks the table and lets the offer see it.
pub fn check<'a>(scope: &mut OfferScope<'a, '_>, decl: &'a TableDecl) {
    let key = check_key(scope, &decl.by);
    let columns = check_header(scope, decl);
    let width = decl.header.len();
    let keys = check_keys(scope, decl, key);
    let kinds = rows::check_columns(scope, decl);
    let currencies = rows::check_currencies(scope, decl);
    let regular = rows::check_lengths(scope, decl, width);
    let found = match (key, keys, currencies, columns.len() + 1 == width && regular) {
        (Some((by, _)), Some(keys), Some(currencies), true) => {
            let cells: Option<Vec<Vec<Cell>>> = decl
                .rows
                .iter()
                .map(|row| {
                    row.cells
                        .iter()
                        .skip(1)
                        .map(|cell| rows::cell(&cell.value))
                        .collect()
                })
                .collect();
            let rows = cells.map(|cells| {
                keys.into_iter()
                    .zip(cells)
                    .zip(currencies)
                    .map(|((key, cells), currency)| Row {
                        key,
                        cells,
                        currency,
                    })
                    .collect()
            });
            let names = decl.header.iter().skip(1);
            rows.filter(|_| kinds.iter().all(Option::is_some))
                .map(|rows| Table {
                    by,
                    columns: names
                        .map(|name| Column {
                            name: name.text.clone(),
                        })
                        .collect(),
                    rows,
                })
        }
        _ => None,
    };
    scope.table = TableScope::Known(KnownTable {
        decl,
        columns,
        kinds,
        table: found,
    });
}

fn check_key<'a>(scope: &mut OfferScope<'a, '_>, by: &Name) -> Option<(TableKey, SlotKind<'a>)> {
    let declarations = scope.declarations;
    let name = by.text.as_str();
    if let Some(declared) = declarations.facts.get(name) {
        let id: FactId = declared.id?;
        let kind = &declarations.fact(id)?.kind;
        return match kind {
            FieldKind::Text
            | FieldKind::Symbol(_)
            | FieldKind::Number
            | FieldKind::Flag
            | FieldKind::Date => Some((TableKey::Fact(id), SlotKind::of(kind))),
            FieldKind::Money | FieldKind::Instant => {
                wrong_key(scope, by, SlotKind::of(kind));
                None
            }
        };
    }
    match name {
        "currency" => Some((TableKey::Currency, SlotKind::Currency)),
        "opened" => {
            wrong_key(scope, by, SlotKind::Instant);
            None
        }
        _ if declarations.lacks_facts => None,
        _ => {
            let facts = || {
                let declared = declarations.account.facts.iter();
                declared.map(|fact| fact.name.as_str()).chain(["currency"])
            };
            let help = match nearest(name, facts()) {
                Some(near) => format!("did you mean `account.{near}`?"),
                None => format!(
                    "a row is chosen by a fact of the account: {}",
                    words::choices(facts())
                ),
            };
            let message = format!("an account has no `{name}`");
            scope.report(Diagnostic::new(Code::UnknownField, by.span, message).help(help));
            None
        }
    }
}

fn wrong_key(scope: &mut OfferScope<'_, '_>, by: &Name, kind: SlotKind<'_>) {
    scope.report(
        Diagnostic::new(
            Code::WrongTableKey,
            by.span,
            format!(
                "`account.{}` is {}, which chooses no row",
                by.text,
                kind.words()
            ),
        )
        .help("a row is chosen by text, a symbol, a number, a flag, a date or `account.currency`"),
    );
}

fn check_header<'a>(
    scope: &mut OfferScope<'a, '_>,
    decl: &'a TableDecl,
) -> HashMap<&'a str, ColumnId> {
    let mut columns: HashMap<&'a str, ColumnId> = HashMap::with_capacity(decl.header.len());
    let Some((first, names)) = decl.header.split_first() else {
        return columns;
    };
    if first.text != decl.by.text {
        scope.report(
            Diagnostic::new(
                Code::WrongKeyColumn,
                first.span,
                format!(
                    "the first column is `{}`, not `{}`",
                    decl.by.text, first.text
                ),
            )
            .related(decl.by.span, "rows are chosen by this")
            .help(format!(
                "the first column is named like the field: write `{}`",
                decl.by.text
            )),
        );
    }
    if names.is_empty() || decl.rows.is_empty() {
        let what = if names.is_empty() { "columns" } else { "rows" };
        scope.report(
            Diagnostic::new(
                Code::EmptyTable,
                first.span,
                format!("the table has no {what}"),
            )
            .help("behind the field stands at least one column of amounts, and below it one row"),
        );
    }
    if let Some(last) = names.last() {
        bounds::list(
            names.len(),
            bounds::COLUMNS,
            "columns",
            last.span,
            scope.problems,
        );
    }
    if let Some(last) = decl.rows.last() {
        bounds::list(
            decl.rows.len(),
            bounds::ROWS,
            "rows",
            last.span,
            scope.problems,
        );
    }
    for (index, name) in names.iter().enumerate() {
        let earlier = columns.get(name.text.as_str()).copied();
        let Some(earlier) = earlier else {
            columns.insert(&name.text, ColumnId::from_index(index));
            continue;
        };
        let place = names
            .get(earlier.index())
            .map_or(name.span, |first| first.span);
        scope.report(
            Diagnostic::new(
                Code::DuplicateColumn,
                name.span,
                format!("a second column `{}`", name.text),
            )
            .related(place, "the first one")
            .help("give one of them another name"),
        );
    }
    columns
}

fn check_keys(
    scope: &mut OfferScope<'_, '_>,
    decl: &TableDecl,
    key: Option<(TableKey, SlotKind<'_>)>,
) -> Option<Vec<RowKey>> {
    let (_, kind) = key?;
    let mut keys = Vec::with_capacity(decl.rows.len());
    let mut complete = true;
    let mut seen: HashMap<String, Span> = HashMap::with_capacity(decl.rows.len());
    for row in &decl.rows {
        let Some(cell) = row.cells.first() else {
            complete = false;
            continue;
        };
        if let Some(key) = row_key(kind, &cell.value) {
            keys.push(key);
        } else {
            wrong_row_key(scope, decl, cell, kind);
            complete = false;
        }
        let written = words::literal(&cell.value);
        if let Some(first) = seen.get(&written) {
            scope.report(
                Diagnostic::new(
                    Code::DuplicateRow,
                    cell.span,
                    format!("a second row for `{written}`"),
                )
                .related(*first, "the first one")
                .help("an account is in one row; take one of them away"),
            );
            continue;
        }
        seen.insert(written, cell.span);
    }
    complete.then_some(keys)
}

fn row_key(kind: SlotKind<'_>, literal: &Literal) -> Option<RowKey> {
    match (kind, literal) {
        (SlotKind::Text, Literal::Text(text)) => Some(RowKey::Text(text.as_str().into())),
        (SlotKind::Number, Literal::Number(number)) => Some(RowKey::Number(*number)),
        (SlotKind::Flag, Literal::Flag(flag)) => Some(RowKey::Flag(*flag)),
        (SlotKind::Date, Literal::Date(date)) => Some(RowKey::Date(*date)),
        (SlotKind::Currency, Literal::Currency(currency)) => Some(RowKey::Currency(*currency)),
        (SlotKind::Symbol(symbols), Literal::Word(word)) => symbols.find(word).map(RowKey::Symbol),
        _ => None,
    }
}

fn wrong_row_key(
    scope: &mut OfferScope<'_, '_>,
    decl: &TableDecl,
    cell: &Spanned<Literal>,
    kind: SlotKind<'_>,
) {
    let by = &decl.by.text;
    let written = words::literal(&cell.value);
    let help = match (kind, &cell.value) {
        (SlotKind::Text, Literal::Word(_) | Literal::Currency(_)) => {
            format!("text has quotes: write {}", words::quoted(&written))
        }
        (SlotKind::Symbol(symbols), Literal::Text(text)) => match nearest(text, symbols.names()) {
            Some(symbol) => format!("a symbol has no quotes: write `{symbol}`"),
            None => "a symbol has no quotes: write one of them".to_owned(),
        },
        (SlotKind::Symbol(symbols), Literal::Word(word)) => match nearest(word, symbols.names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("`account.{by}` is {}", kind.words()),
        },
        (SlotKind::Currency, Literal::Text(text)) => {
            format!("a currency has no quotes: write `{}`", text.to_uppercase())
        }
        _ => "the first cell of a row is a value of the field that chooses it".to_owned(),
    };
    scope.report(
        Diagnostic::new(
            Code::WrongRowKey,
            cell.span,
            format!("`account.{by}` is {}, never `{written}`", kind.words()),
        )
        .related(decl.by.span, "rows are chosen by this")
        .help(help),
    );
}
