//! Tables: amounts by an account's market, currency or other fact (section 2.2).

use crate::base::{Amount, Currency, Date, Number, Percent};

use super::{FactId, Symbol, ids};

ids! {
    /// A column of a version's table, the key column not counted.
    ColumnId(u16);
}

/// A value that the program states, or leaves to the account's row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Term<T> {
    Literal(T),
    Column(ColumnId),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    pub by: TableKey,
    /// Indexed by [`ColumnId`].
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

/// What chooses the row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TableKey {
    Fact(FactId),
    Currency,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    pub name: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    pub key: RowKey,
    /// Indexed by [`ColumnId`]; of one kind down each column.
    pub cells: Vec<Cell>,
    /// The currency of the row's money; `None` where it has none.
    pub currency: Option<Currency>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RowKey {
    Text(Box<str>),
    Symbol(Symbol),
    Number(Number),
    Flag(bool),
    Date(Date),
    Currency(Currency),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cell {
    Money(Amount),
    Number(Number),
    Percent(Percent),
}
