//! Which amount stands here, and may it: money, a number or a percentage, or a column of that kind?

use crate::base::{Amount, Code, Diagnostic, Money, Number, Percent, Span};
use crate::program::{Cell, ColumnId, Term};
use crate::syntax::tree::{AmountTerm, AmountTermValue, Name};

use super::scope::OfferScope;
use super::table::{CellKind, TableScope};
use super::words;
use crate::base::nearest::did_you_mean;

/// Money, or a column of money. `what` names the place: `a reward`.
pub fn money(
    scope: &mut OfferScope<'_, '_>,
    term: &AmountTerm,
    what: &str,
) -> Option<Term<Amount>> {
    match &term.value {
        AmountTermValue::Money(money) => Some(Term::Literal(note(scope, *money, term.span))),
        AmountTermValue::Column(name) => {
            column(scope, name, CellKind::Money, what).map(Term::Column)
        }
        AmountTermValue::Number(number) => {
            let report = wrong_kind(
                term.span,
                what,
                CellKind::Money,
                &number.to_string(),
                CellKind::Number,
            )
            .help(format!(
                "money has its currency behind it, such as `{number} USD`"
            ));
            scope.report(report);
            None
        }
        AmountTermValue::Percent(percent) => {
            let report = wrong_kind(
                term.span,
                what,
                CellKind::Money,
                &percent.to_string(),
                CellKind::Percent,
            )
            .help(format!(
                "write an amount, such as `100 USD`, or a share of something: `{percent} of spend`"
            ));
            scope.report(report);
            None
        }
    }
}

/// Money above zero, in every row where it is a column.
pub fn positive_money(
    scope: &mut OfferScope<'_, '_>,
    term: &AmountTerm,
    what: &str,
) -> Option<Term<Amount>> {
    let found = money(scope, term, what)?;
    let zero = |cell: Cell| matches!(cell, Cell::Money(amount) if amount.is_zero());
    let is_zero = matches!(found, Term::Literal(amount) if amount.is_zero());
    above_zero(scope, term, what, is_zero, zero).then_some(found)
}

/// A number, or a column of numbers.
pub fn number(
    scope: &mut OfferScope<'_, '_>,
    term: &AmountTerm,
    what: &str,
) -> Option<Term<Number>> {
    let wrong = match &term.value {
        AmountTermValue::Number(number) => return Some(Term::Literal(*number)),
        AmountTermValue::Column(name) => {
            return column(scope, name, CellKind::Number, what).map(Term::Column);
        }
        AmountTermValue::Money(money) => wrong_kind(
            term.span,
            what,
            CellKind::Number,
            &words::money(*money),
            CellKind::Money,
        ),
        AmountTermValue::Percent(percent) => wrong_kind(
            term.span,
            what,
            CellKind::Number,
            &percent.to_string(),
            CellKind::Percent,
        ),
    };
    scope.report(wrong.help("write a number, such as `5`"));
    None
}

/// A number above zero, in every row where it is a column.
pub fn positive_number(
    scope: &mut OfferScope<'_, '_>,
    term: &AmountTerm,
    what: &str,
) -> Option<Term<Number>> {
    let found = number(scope, term, what)?;
    let zero = |cell: Cell| matches!(cell, Cell::Number(number) if !number.is_positive());
    let is_zero = matches!(found, Term::Literal(number) if !number.is_positive());
    above_zero(scope, term, what, is_zero, zero).then_some(found)
}

/// A percentage, or a column of percentages.
pub fn percent(
    scope: &mut OfferScope<'_, '_>,
    term: &AmountTerm,
    what: &str,
) -> Option<Term<Percent>> {
    let wrong = match &term.value {
        AmountTermValue::Percent(percent) => return Some(Term::Literal(*percent)),
        AmountTermValue::Column(name) => {
            return column(scope, name, CellKind::Percent, what).map(Term::Column);
        }
        AmountTermValue::Money(money) => wrong_kind(
            term.span,
            what,
            CellKind::Percent,
            &words::money(*money),
            CellKind::Money,
        ),
        AmountTermValue::Number(number) => wrong_kind(
            term.span,
            what,
            CellKind::Percent,
            &number.to_string(),
            CellKind::Number,
        )
        .help(format!("write `{number}%`")),
    };
    scope.report(wrong);
    None
}

/// `covering P%`: over 0 and at most 100%, in every row where it is a column.
pub fn covering(scope: &mut OfferScope<'_, '_>, term: &AmountTerm) -> Option<Term<Percent>> {
    let found = percent(scope, term, "`covering`")?;
    let fits = |percent: Percent| !percent.is_zero() && percent <= Percent::HUNDRED;
    let wrong = match found {
        Term::Literal(percent) => (!fits(percent)).then_some((percent, term.span)),
        Term::Column(column) => {
            let unfit = |cell: Cell| matches!(cell, Cell::Percent(percent) if !fits(percent));
            let table = scope.table.table();
            let cell = first_cell(scope, column, unfit);
            let value =
                cell.and_then(|row| table?.rows.get(row)?.cells.get(column.index()).copied());
            match (cell, value) {
                (Some(row), Some(Cell::Percent(percent))) => Some((
                    percent,
                    scope.table.cell_span(row, column).unwrap_or(term.span),
                )),
                _ => None,
            }
        }
    };
    let Some((percent, span)) = wrong else {
        return Some(found);
    };
    let mut report = Diagnostic::new(
        Code::CoveringOutOfRange,
        span,
        format!("credit cannot cover {percent} of a charge"),
    )
    .help("`covering` is over 0% and at most 100%; credit covers all of a charge where it is left out");
    if span != term.span {
        report = report.related(term.span, "used here");
    }
    scope.report(report);
    None
}

/// Takes note of the currency of money that was written.
fn note(scope: &mut OfferScope<'_, '_>, money: Money, span: Span) -> Amount {
    scope.money.note(money.currency, span, scope.problems);
    money.amount
}

fn wrong_kind(
    span: Span,
    what: &str,
    wanted: CellKind,
    written: &str,
    found: CellKind,
) -> Diagnostic {
    Diagnostic::new(
        Code::WrongAmountKind,
        span,
        format!(
            "{what} is {}, and `{written}` is {}",
            wanted.words(),
            found.words()
        ),
    )
}

/// The column of this name, if it is of the wanted kind.
pub fn column(
    scope: &mut OfferScope<'_, '_>,
    name: &Name,
    wanted: CellKind,
    what: &str,
) -> Option<ColumnId> {
    let found = find_column(scope, name)?;
    let TableScope::Known(known) = &scope.table else {
        return None;
    };
    let kind = (*known.kinds.get(found.index())?)?;
    if kind == wanted {
        return Some(found);
    }
    let header = known.decl.header.get(found.index() + 1);
    let place = header.map_or(name.span, |header| header.span);
    let written = name.text.clone();
    scope.report(
        wrong_kind(name.span, what, wanted, &written, kind)
            .related(place, format!("this column is {}", kind.words()))
            .help(format!(
                "use a column that is {} all the way down",
                wanted.words()
            )),
    );
    None
}

fn find_column(scope: &mut OfferScope<'_, '_>, name: &Name) -> Option<ColumnId> {
    let unknown = |help: String| {
        Diagnostic::new(
            Code::UnknownColumn,
            name.span,
            format!("`{}` is no amount and no column of the table", name.text),
        )
        .help(help)
    };
    let is_measure = scope.measures.names.contains_key(name.text.as_str());
    let help = match &scope.table {
        TableScope::Broken => return None,
        TableScope::Known(known) => {
            if let Some(found) = known.columns.get(name.text.as_str()) {
                return Some(*found);
            }
            let columns = known
                .decl
                .header
                .iter()
                .skip(1)
                .map(|name| name.text.as_str());
            if is_measure {
                measure_help(name)
            } else {
                did_you_mean(&name.text, columns.clone())
                    .unwrap_or_else(|| format!("its columns are {}", words::all_of(columns)))
            }
        }
        TableScope::Absent if is_measure => measure_help(name),
        TableScope::Absent => {
            "the offer has no `table`; write an amount, such as `100 USD`".to_owned()
        }
    };
    scope
        .problems
        .unknown(Code::UnknownColumn, &name.text, name.span, || unknown(help));
    None
}

fn measure_help(name: &Name) -> String {
    format!(
        "`{}` is a measure; a share of it is an amount: `5% of {}`",
        name.text, name.text
    )
}

/// Reports an amount of zero, or the first cell of its column that is.
fn above_zero(
    scope: &mut OfferScope<'_, '_>,
    term: &AmountTerm,
    what: &str,
    is_zero: bool,
    zero: impl Fn(Cell) -> bool,
) -> bool {
    let cell = match &term.value {
        AmountTermValue::Column(name) => {
            let column = match &scope.table {
                TableScope::Known(known) => known.columns.get(name.text.as_str()).copied(),
                TableScope::Absent | TableScope::Broken => None,
            };
            column.and_then(|column| {
                let row = first_cell(scope, column, zero)?;
                scope.table.cell_span(row, column)
            })
        }
        AmountTermValue::Money(_) | AmountTermValue::Number(_) | AmountTermValue::Percent(_) => {
            None
        }
    };
    let message = format!("{what} of zero");
    let report = match (is_zero, cell) {
        (false, None) => return true,
        (true, _) => Diagnostic::new(Code::ZeroAmount, term.span, message),
        (false, Some(cell)) => {
            Diagnostic::new(Code::ZeroAmount, cell, message).related(term.span, "used here")
        }
    };
    scope.report(report.help(format!(
        "{what} is above zero; leave it out where there is none"
    )));
    false
}

/// The first row whose cell in this column is so.
fn first_cell(
    scope: &OfferScope<'_, '_>,
    column: ColumnId,
    is_so: impl Fn(Cell) -> bool,
) -> Option<usize> {
    let rows = &scope.table.table()?.rows;
    rows.iter().position(|row| {
        let cell = row.cells.get(column.index());
        cell.is_some_and(|cell| is_so(*cell))
    })
}
