//! What to say where two sides of a comparison have two types: each usual slip has its own cure.

use crate::base::{Code, Date, Diagnostic, Span};
use crate::program::Slot;
use crate::syntax::tree::{Field, Literal, Operator, Spanned};

use super::compare::Left;
use super::slots::{SlotKind, Symbols};
use super::words;
use crate::base::nearest::nearest;

/// Two fields of two types.
pub fn fields(left: &Left<'_, '_>, right: &Field, kind: SlotKind<'_>) -> Diagnostic {
    let name = left.text();
    let other = words::field(right);
    let both_symbols = matches!(
        (left.kind, kind),
        (SlotKind::Symbol(_), SlotKind::Symbol(_))
    );
    let help = if both_symbols {
        "two fields of symbols compare when they have the same symbols in the same order".to_owned()
    } else if matches!(
        (left.kind, kind),
        (SlotKind::Instant, SlotKind::Date) | (SlotKind::Date, SlotKind::Instant)
    ) {
        "an instant is a point in time and a date a whole day; `day` is the date of `at`".to_owned()
    } else {
        "both sides of a comparison have one type".to_owned()
    };
    Diagnostic::new(
        Code::TypeMismatch,
        right.span,
        format!(
            "`{name}` is {} and `{other}` is {}",
            left.kind.words(),
            kind.words()
        ),
    )
    .help(help)
}

/// A bare word where the left side is text.
pub fn unquoted(left: &Left<'_, '_>, word: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::UnquotedText,
        span,
        format!("`{}` is text, and `{word}` has no quotes", left.text()),
    )
    .help(format!("write {}", words::quoted(word)))
}

/// A literal that is not of the left side's type.
pub fn literal(left: &Left<'_, '_>, literal: &Spanned<Literal>) -> Diagnostic {
    let span = literal.span;
    match (left.kind, &literal.value) {
        (SlotKind::Symbol(symbols), Literal::Text(text)) => {
            quoted_symbol(left, symbols, text, span)
        }
        (SlotKind::Symbol(symbols), Literal::Word(word)) => {
            unknown_symbol(left, symbols, word, span)
        }
        (SlotKind::Currency, Literal::Text(text)) => quoted_currency(left, text, span),
        (SlotKind::Currency, Literal::Word(word)) => not_a_currency(left, word, span),
        (SlotKind::Text, Literal::Word(word)) => unquoted(left, word, span),
        (SlotKind::Text, Literal::Currency(currency)) => unquoted(left, currency.code(), span),
        (SlotKind::Instant, Literal::Date(date)) => instant_as_day(left, *date, span),
        (SlotKind::Money, Literal::Number(number)) => general(left, literal).help(format!(
            "money has its currency behind it, such as `{number} USD`"
        )),
        (SlotKind::Number, Literal::Money(_)) => {
            general(left, literal).help("compare it with a number, without a currency")
        }
        (SlotKind::Date, Literal::LocalTime(time)) => {
            general(left, literal).help(format!("write the day alone: `{}`", time.date()))
        }
        (SlotKind::Date, Literal::Instant(_)) => {
            general(left, literal).help("write the day alone, such as `2026-06-30`")
        }
        _ => general(left, literal).help(format!(
            "write {} to the right of `{}`",
            example(left.kind),
            left.operator.text()
        )),
    }
}

fn general(left: &Left<'_, '_>, literal: &Spanned<Literal>) -> Diagnostic {
    Diagnostic::new(
        Code::TypeMismatch,
        literal.span,
        format!(
            "`{}` is {} and `{}` is {}",
            left.text(),
            left.kind.words(),
            words::literal(&literal.value),
            words::literal_kind(&literal.value)
        ),
    )
}

fn example(kind: SlotKind<'_>) -> String {
    match kind {
        SlotKind::Text => "text in quotes, such as `\"US\"`,".to_owned(),
        SlotKind::Number => "a number, such as `5`,".to_owned(),
        SlotKind::Money => "money, such as `200 USD`,".to_owned(),
        SlotKind::Flag => "`true` or `false`".to_owned(),
        SlotKind::Instant => "a local time, such as `2026-01-31 09:00`,".to_owned(),
        SlotKind::Date => "a date, such as `2026-01-31`,".to_owned(),
        SlotKind::Symbol(symbols) => words::choices(symbols.names()),
        SlotKind::Currency => "a currency, such as `USD`,".to_owned(),
    }
}

fn quoted_symbol(left: &Left<'_, '_>, symbols: Symbols<'_>, text: &str, span: Span) -> Diagnostic {
    let name = left.text();
    let help = match nearest(text, symbols.names()) {
        Some(symbol) => format!("write `{symbol}` without quotes"),
        None => "write one of them without quotes".to_owned(),
    };
    Diagnostic::new(
        Code::QuotedSymbol,
        span,
        format!(
            "`{name}` is {}, without quotes",
            SlotKind::Symbol(symbols).words()
        ),
    )
    .help(help)
}

fn unknown_symbol(left: &Left<'_, '_>, symbols: Symbols<'_>, word: &str, span: Span) -> Diagnostic {
    let kind = SlotKind::Symbol(symbols).words();
    let help = match nearest(word, symbols.names()) {
        Some(near) => format!("did you mean `{near}`? `{}` is {kind}", left.text()),
        None => format!("`{}` is {kind}", left.text()),
    };
    Diagnostic::new(
        Code::UnknownSymbol,
        span,
        format!("`{}` is never `{word}`", left.text()),
    )
    .help(help)
}

fn quoted_currency(left: &Left<'_, '_>, text: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::QuotedSymbol,
        span,
        format!("`{}` is a currency, without quotes", left.text()),
    )
    .help(format!("write `{}`", text.to_uppercase()))
}

fn not_a_currency(left: &Left<'_, '_>, word: &str, span: Span) -> Diagnostic {
    let code = word.to_uppercase();
    let help = match crate::base::Currency::from_code(&code) {
        Some(currency) => format!("write `{currency}`"),
        None => "a currency is its three-letter code in capitals, such as `USD`".to_owned(),
    };
    Diagnostic::new(
        Code::UnknownSymbol,
        span,
        format!("`{}` is a currency, and `{word}` is none", left.text()),
    )
    .help(help)
}

/// A day where a point in time is wanted: the cure is `day` for `at`, else a local time.
fn instant_as_day(left: &Left<'_, '_>, date: Date, span: Span) -> Diagnostic {
    let name = left.text();
    let next = date.succ_opt().unwrap_or(date);
    let (day, after) = (format!("{date} 00:00"), format!("{next} 00:00"));
    let cure = if left.slot == Slot::At {
        let field = match &left.field.owner {
            Some(owner) => format!("{}.day", owner.text),
            None => "day".to_owned(),
        };
        format!("{field} {} {date}", left.operator.text())
    } else {
        match left.operator {
            Operator::Equal => format!("{name} >= {day} and {name} < {after}"),
            Operator::NotEqual => format!("{name} < {day} or {name} >= {after}"),
            Operator::Less => format!("{name} < {day}"),
            Operator::LessOrEqual => format!("{name} < {after}"),
            Operator::Greater => format!("{name} >= {after}"),
            Operator::GreaterOrEqual => format!("{name} >= {day}"),
        }
    };
    Diagnostic::new(
        Code::InstantAsDay,
        span,
        format!("`{name}` is an instant, and `{date}` is a whole day"),
    )
    .help(format!("write `{cure}`"))
}
