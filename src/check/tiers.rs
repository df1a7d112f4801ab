//! Thresholds: do they fit their measure, and do the rows of tiers rise?

use crate::base::{Amount, Code, Diagnostic, Number, Span};
use crate::program::{
    Cell, ColumnId, Decided, Goal, MeasureId, Reward, RewardBase, Row, Term, Tier,
};
use crate::syntax::tree::{AmountTerm, AmountTermValue, DecidedDecl, Name, Spanned, TierDecl};

use super::issue::Use;
use super::rewards::{self, Speaks};
use super::scope::OfferScope;
use super::table::{CellKind, TableScope};
use super::{amounts, bounds, measure, words};

/// A threshold or step of the measure's kind.
pub fn goal(
    scope: &mut OfferScope<'_, '_>,
    id: MeasureId,
    name: &Name,
    term: &AmountTerm,
    used: Use,
) -> Option<Goal> {
    let found = scope.measures.get(id)?;
    let money = found.is_money();
    if !fits(scope, money, term) {
        wrong_threshold(scope, id, name, term, used);
        return None;
    }
    // A threshold of zero would be reached before anything is counted.
    let what = match used {
        Use::Threshold => "a threshold",
        Use::Step => "a step",
    };
    if money {
        amounts::positive_money(scope, term, what).map(Goal::Money)
    } else {
        amounts::positive_number(scope, term, what).map(Goal::Number)
    }
}

/// Whether the amount is of the measure's kind; a column that is unknown or wrong is not blamed here.
fn fits(scope: &OfferScope<'_, '_>, money: bool, term: &AmountTerm) -> bool {
    let kind = match &term.value {
        AmountTermValue::Money(_) => Some(CellKind::Money),
        AmountTermValue::Number(_) => Some(CellKind::Number),
        AmountTermValue::Percent(_) => Some(CellKind::Percent),
        AmountTermValue::Column(column) => match &scope.table {
            TableScope::Absent | TableScope::Broken => None,
            TableScope::Known(known) => known
                .columns
                .get(column.text.as_str())
                .and_then(|column| known.kinds.get(column.index()).copied().flatten()),
        },
    };
    let wanted = if money {
        CellKind::Money
    } else {
        CellKind::Number
    };
    kind.is_none_or(|kind| kind == wanted)
}

fn wrong_threshold(
    scope: &mut OfferScope<'_, '_>,
    id: MeasureId,
    name: &Name,
    term: &AmountTerm,
    used: Use,
) {
    let Some(found) = scope.measures.get(id) else {
        return;
    };
    let counts = measure::counts(scope, found);
    let verb = match found.aggregate {
        crate::program::Aggregate::TotalMoney(_) | crate::program::Aggregate::TotalNumber(_) => {
            "is a total of"
        }
        crate::program::Aggregate::Count
        | crate::program::Aggregate::CountDifferent(_)
        | crate::program::Aggregate::DaysWith => "counts",
    };
    let place = found.origin.0;
    let what = match used {
        Use::Threshold => "threshold",
        Use::Step => "step",
    };
    let help = match (&term.value, found.is_money()) {
        (AmountTermValue::Number(number), true) => format!("write money, such as `{number} USD`"),
        (AmountTermValue::Money(money), false) => {
            let text = money.amount.display(money.currency).to_string();
            let number = Number::parse(&text).unwrap_or_default();
            format!("write the number alone: `{number}`")
        }
        (_, true) => format!("a {what} of it is money, such as `200 USD`"),
        (_, false) => format!("a {what} of it is a number, such as `5`"),
    };
    let written = match &term.value {
        AmountTermValue::Money(money) => words::money(*money),
        AmountTermValue::Number(number) => number.to_string(),
        AmountTermValue::Percent(percent) => percent.to_string(),
        AmountTermValue::Column(column) => column.text.clone(),
    };
    scope.report(
        Diagnostic::new(
            Code::WrongThreshold,
            term.span,
            format!(
                "`{}` {verb} {counts}, and `{written}` is no {what} of it",
                name.text
            ),
        )
        .related(place, "measured here")
        .help(help),
    );
}

/// The rows of tiers: thresholds rise strictly, and so do neighbouring amounts of money.
pub fn check(
    scope: &mut OfferScope<'_, '_>,
    id: Option<MeasureId>,
    name: &Name,
    rows: &[TierDecl],
) -> Option<Vec<Tier>> {
    if let Some(last) = rows.last() {
        bounds::list(
            rows.len(),
            bounds::TIERS,
            "tiers",
            last.span,
            scope.problems,
        );
    }
    let tiers: Vec<Option<Tier>> = rows
        .iter()
        .map(|row| {
            let reach = id.and_then(|id| goal(scope, id, name, &row.reach, Use::Threshold));
            let get = rewards::check(scope, &row.get, Speaks::OfNone("a tier is of a measure"));
            Some(Tier {
                reach: reach?,
                get: get?,
            })
        })
        .collect();
    let mut rising = true;
    for (pair, places) in tiers.windows(2).zip(rows.windows(2)) {
        if let ([Some(lower), Some(upper)], [first, second]) = (pair, places) {
            rising &= check_pair(scope, (lower, upper), (first, second));
        }
    }
    let tiers = tiers.into_iter().collect::<Option<Vec<_>>>()?;
    rising.then_some(tiers)
}

fn check_pair(
    scope: &mut OfferScope<'_, '_>,
    (lower, upper): (&Tier, &Tier),
    (first, second): (&TierDecl, &TierDecl),
) -> bool {
    let fall = match (lower.reach, upper.reach) {
        (Goal::Money(lower), Goal::Money(upper)) => money_falls(scope, lower, upper),
        (Goal::Number(lower), Goal::Number(upper)) => number_falls(scope, lower, upper),
        (Goal::Money(_), Goal::Number(_)) | (Goal::Number(_), Goal::Money(_)) => None,
    };
    if let Some(fall) = fall {
        let places = (first.reach.span, second.reach.span);
        report_fall(scope, fall, upper_column(upper.reach), places, "threshold");
        return false;
    }
    let (Some(low), Some(high)) = (fixed(&lower.get), fixed(&upper.get)) else {
        return true;
    };
    let Some(fall) = money_falls(scope, low, high) else {
        return true;
    };
    let column = match high {
        Term::Literal(_) => None,
        Term::Column(column) => Some(column),
    };
    report_fall(
        scope,
        fall,
        column,
        (first.get.span, second.get.span),
        "reward",
    );
    false
}

fn upper_column(goal: Goal) -> Option<ColumnId> {
    match goal {
        Goal::Money(Term::Column(column)) | Goal::Number(Term::Column(column)) => Some(column),
        Goal::Money(Term::Literal(_)) | Goal::Number(Term::Literal(_)) => None,
    }
}

fn fixed(reward: &Reward) -> Option<Term<Amount>> {
    match reward.base {
        RewardBase::Fixed(term) => Some(term),
        RewardBase::ShareOfMeasure { .. }
        | RewardBase::ShareOfEvent { .. }
        | RewardBase::OfEvent { .. } => None,
    }
}

/// Where an amount does not rise: everywhere, or in a row of the table.
enum Fall {
    Everywhere,
    InRow(usize),
}

fn money_falls(
    scope: &OfferScope<'_, '_>,
    lower: Term<Amount>,
    upper: Term<Amount>,
) -> Option<Fall> {
    let currency = scope.money.first.map(|(currency, _)| currency);
    let mixed = matches!(
        (lower, upper),
        (Term::Literal(_), Term::Column(_)) | (Term::Column(_), Term::Literal(_))
    );
    falls(scope, lower, upper, |row, column| {
        // A row of another currency than the offer's is never chosen.
        if mixed && row.currency != currency {
            return None;
        }
        match row.cells.get(column.index()) {
            Some(Cell::Money(amount)) => Some(*amount),
            Some(Cell::Number(_) | Cell::Percent(_)) | None => None,
        }
    })
}

fn number_falls(
    scope: &OfferScope<'_, '_>,
    lower: Term<Number>,
    upper: Term<Number>,
) -> Option<Fall> {
    falls(scope, lower, upper, |row, column| {
        match row.cells.get(column.index()) {
            Some(Cell::Number(number)) => Some(*number),
            Some(Cell::Money(_) | Cell::Percent(_)) | None => None,
        }
    })
}

fn falls<T: Copy + PartialOrd>(
    scope: &OfferScope<'_, '_>,
    lower: Term<T>,
    upper: Term<T>,
    cell: impl Fn(&Row, ColumnId) -> Option<T>,
) -> Option<Fall> {
    if let (Term::Literal(lower), Term::Literal(upper)) = (lower, upper) {
        return (upper <= lower).then_some(Fall::Everywhere);
    }
    let value = |term: Term<T>, row: &Row| match term {
        Term::Literal(value) => Some(value),
        Term::Column(column) => cell(row, column),
    };
    let rows = &scope.table.table()?.rows;
    let falls_in = |row: &Row| match (value(lower, row), value(upper, row)) {
        (Some(lower), Some(upper)) => upper <= lower,
        (None, _) | (Some(_), None) => false,
    };
    rows.iter().position(falls_in).map(Fall::InRow)
}

fn report_fall(
    scope: &mut OfferScope<'_, '_>,
    fall: Fall,
    column: Option<ColumnId>,
    (first, second): (Span, Span),
    what: &str,
) {
    let row = match fall {
        Fall::Everywhere => None,
        Fall::InRow(row) => Some(row),
    };
    let cell = row.and_then(|row| match column {
        Some(column) => scope.table.cell_span(row, column),
        None => scope.table.row_span(row),
    });
    let help = match what {
        "reward" => "put the tiers in order: where one asks for more, it gives more",
        _ => "put the tiers in order: each asks for more than the one before",
    };
    let message = match row {
        None => format!("the {what} of this tier does not rise above the one before"),
        Some(_) => format!("the {what} of this tier does not rise in every row of the table"),
    };
    let mut report =
        Diagnostic::new(Code::TiersNotRising, second, message).related(first, "the one before");
    if let Some(cell) = cell {
        report = report.related(cell, "in this row");
    }
    scope.report(report.help(help));
}

/// `decided at …`, which a highest tier must say.
pub fn check_decided(
    scope: &mut OfferScope<'_, '_>,
    measure: &Name,
    decided: Option<&Spanned<DecidedDecl>>,
) -> Option<Decided> {
    let Some(decided) = decided else {
        scope.report(
            Diagnostic::new(
                Code::MissingDecided,
                measure.span,
                format!("the highest tier of `{}` does not say when it is decided", measure.text),
            )
            .help(
                "write, before the timing, `decided at top tier or close`, as soon as the top row is \
                 reached, or `decided at close`",
            ),
        );
        return None;
    };
    Some(match decided.value {
        DecidedDecl::AtTopTierOrClose => Decided::AtTopTierOrClose,
        DecidedDecl::AtClose => Decided::AtClose,
    })
}
