//! Literals (section 1): what a text says, as a value, or a diagnostic that it says none.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar knows its own alternatives"
)]

use crate::base::amount::AmountError;
use crate::base::{
    Amount, Code, Currency, Date, Diagnostic, Duration, Instant, LocalTime, Money, Number, Percent,
    Period, Span, Unit,
};
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::recover::suggest;
use crate::syntax::tree::{Literal, Moment, Spanned};

use super::Walk;

impl Walk {
    pub(super) fn literal(&mut self, node: Node<'_>) -> Option<Spanned<Literal>> {
        let form = node.child()?;
        let span = self.span(&form);
        let value = match form.rule() {
            Rule::instant => Literal::Instant(self.instant(form)?),
            Rule::local_time => Literal::LocalTime(self.local_time(form)?),
            Rule::date => Literal::Date(self.date(form)?),
            Rule::money | Rule::cell_money => Literal::Money(self.money(form)?),
            Rule::percent => Literal::Percent(self.percent(form)?),
            Rule::duration => Literal::Duration(self.duration(form)?.value),
            Rule::number => Literal::Number(self.number(form)?),
            Rule::text => Literal::Text(self.text(form)?.value),
            Rule::flag => Literal::Flag(form.text() == "true"),
            Rule::currency => Literal::Currency(self.currency(form)?),
            Rule::word => Literal::Word(form.text().to_owned()),
            _ => return None,
        };
        Some(Spanned { value, span })
    }

    pub(super) fn moment(&mut self, node: Node<'_>) -> Option<Spanned<Moment>> {
        let form = node.child()?;
        let span = self.span(&form);
        let value = match form.rule() {
            Rule::instant => Moment::Instant(self.instant(form)?),
            Rule::local_time => Moment::Local(self.local_time(form)?),
            Rule::date => Moment::Date(self.date(form)?),
            _ => return None,
        };
        Some(Spanned { value, span })
    }

    /// A moment that has to be a whole day, because `word` stands before it.
    pub(super) fn whole_day(&mut self, node: Node<'_>, word: &str) -> Option<Spanned<Date>> {
        let text = node.text();
        let moment = self.moment(node)?;
        match moment.value {
            Moment::Date(value) => Some(Spanned {
                value,
                span: moment.span,
            }),
            Moment::Local(_) | Moment::Instant(_) => {
                let day = text.get(..10).unwrap_or(text);
                let message = format!("`{word}` takes a whole day, and `{text}` is a time of day");
                self.report(
                    Diagnostic::new(Code::WholeDay, moment.span, message)
                        .help(format!("write `{word} {day}`")),
                );
                None
            }
        }
    }

    fn instant(&mut self, node: Node<'_>) -> Option<Instant> {
        let instant = Instant::parse(node.text());
        if instant.is_none() {
            let span = self.span(&node);
            let text = node.text();
            match without_zone(text) {
                Some(local) => self.no_zone(span, text, &local),
                None => self.no_such_moment(
                    span,
                    text,
                    "an instant, such as `2026-01-31T09:00:00Z`, or a local time, such as `2026-01-31 09:00`",
                ),
            }
        }
        instant
    }

    fn no_zone(&mut self, span: Span, text: &str, local: &str) {
        let message = format!("an instant says its distance from UTC, and `{text}` does not");
        self.report(Diagnostic::new(Code::DateForm, span, message).help(format!(
            "write `{local}` for the program's own time zone, or end it with `Z` or an offset such as `+01:00`"
        )));
    }

    fn local_time(&mut self, node: Node<'_>) -> Option<LocalTime> {
        let text = node.text();
        let time = text.rsplit([' ', '\t']).next().unwrap_or("");
        let form = if time.len() > 5 { "%H:%M:%S" } else { "%H:%M" };
        let local = LocalTime::parse_from_str(text, &format!("%Y-%m-%d {form}")).ok();
        if local.is_none() {
            let span = self.span(&node);
            self.no_such_moment(span, text, "a local time, such as `2026-01-31 09:00`");
        }
        local
    }

    fn date(&mut self, node: Node<'_>) -> Option<Date> {
        let date = Date::parse_from_str(node.text(), "%Y-%m-%d").ok();
        if date.is_none() {
            let span = self.span(&node);
            self.no_such_moment(span, node.text(), "a date, such as `2026-01-31`");
        }
        date
    }

    fn no_such_moment(&mut self, span: Span, text: &str, what: &str) {
        let message = format!("`{text}` is not in the calendar");
        self.report(Diagnostic::new(Code::NoSuchDate, span, message).help(format!("write {what}")));
    }

    pub(super) fn money(&mut self, node: Node<'_>) -> Option<Money> {
        let span = self.span(&node);
        let mut parts = node.children();
        let number = parts.next()?;
        let currency = self.money_currency(parts.next()?)?;
        let digits = number.text().replace('_', "");
        match Amount::parse(&digits, currency) {
            Ok(amount) => Some(Money { amount, currency }),
            Err(error) => {
                self.not_an_amount(span, number.text(), currency, error);
                None
            }
        }
    }

    fn not_an_amount(&mut self, span: Span, text: &str, currency: Currency, error: AmountError) {
        let decimals = currency.decimals();
        let diagnostic = match error {
            AmountError::TooManyDecimals => {
                let has = match decimals {
                    0 => "no decimals".to_owned(),
                    1 => "one decimal".to_owned(),
                    count => format!("{count} decimals"),
                };
                let message = format!("{currency} has {has}, and `{text}` has more");
                let diagnostic = Diagnostic::new(Code::MoneyDecimals, span, message);
                match without_zeros(text, decimals) {
                    Some(shorter) => diagnostic.help(format!("write `{shorter} {currency}`")),
                    None => diagnostic,
                }
            }
            AmountError::TooLarge => {
                let message = format!("`{text} {currency}` is more than an amount can be");
                let largest = Amount::from_minor(Amount::LIMIT).display(currency);
                Diagnostic::new(Code::NumberTooLarge, span, message)
                    .help(format!("the largest is `{largest} {currency}`"))
            }
            AmountError::NotANumber => {
                Diagnostic::new(Code::NumberForm, span, format!("`{text}` is no number"))
            }
        };
        self.report(diagnostic);
    }

    fn currency(&mut self, node: Node<'_>) -> Option<Currency> {
        let currency = Currency::from_code(node.text());
        if currency.is_none() {
            let code = node.text();
            let message = format!("`{code}` is no currency of ISO 4217");
            let span = self.span(&node);
            self.report(
                Diagnostic::new(Code::UnknownCurrency, span, message)
                    .help(format!("if it is meant as a text, write `\"{code}\"`")),
            );
        }
        currency
    }

    /// The currency behind an amount.
    fn money_currency(&mut self, node: Node<'_>) -> Option<Currency> {
        let code = node.text();
        let currency = Currency::from_code(code);
        if currency.is_none() {
            let span = self.span(&node);
            let message = format!("`{code}` is no currency of ISO 4217");
            let diagnostic = Diagnostic::new(Code::UnknownCurrency, span, message);
            self.report(match suggest::currency_near(code) {
                Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
                None => diagnostic.help("a currency is its three-letter code, such as `USD`"),
            });
        }
        currency
    }

    pub(super) fn percent(&mut self, node: Node<'_>) -> Option<Percent> {
        let span = self.span(&node);
        let text = node.text();
        let digits = node.child()?.text().replace('_', "");
        let percent = Percent::parse(&digits);
        if percent.is_none() {
            let message = format!("`{text}` is too large or too fine for a percentage");
            self.report(Diagnostic::new(Code::NumberTooLarge, span, message));
        }
        percent
    }

    pub(super) fn number(&mut self, node: Node<'_>) -> Option<Number> {
        let number = Number::parse(&node.text().replace('_', ""));
        if number.is_none() {
            let message = format!("`{}` has more digits than a number can have", node.text());
            let span = self.span(&node);
            self.report(Diagnostic::new(Code::NumberTooLarge, span, message));
        }
        number
    }

    pub(super) fn whole_number(&mut self, node: Node<'_>) -> Option<Spanned<u64>> {
        let span = self.span(&node);
        let text = node.text();
        let value = text.replace('_', "").parse().ok();
        if value.is_none() {
            self.report(if text.contains('.') {
                let message = format!("`{text}` is not a whole number");
                Diagnostic::new(Code::NumberForm, span, message)
            } else {
                let message = format!("`{text}` is more than a count can be");
                Diagnostic::new(Code::NumberTooLarge, span, message)
            });
        }
        Some(Spanned {
            value: value?,
            span,
        })
    }

    pub(super) fn duration(&mut self, node: Node<'_>) -> Option<Spanned<Duration>> {
        let span = self.span(&node);
        let mut parts = node.children();
        let count = self.whole_number(parts.next()?)?;
        let unit = parts.next()?.text();
        let unit = unit.strip_suffix('s').unwrap_or(unit);
        let unit = Unit::ALL.into_iter().find(|known| known.word() == unit)?;
        let value = u32::try_from(count.value)
            .ok()
            .map(|count| Duration::new(count, unit))
            .filter(|duration| duration.longest_seconds() <= Duration::LIMIT_SECONDS);
        if value.is_none() {
            let message = format!(
                "`{} {}s` is more than a hundred years",
                count.value,
                unit.word()
            );
            self.report(Diagnostic::new(Code::NumberTooLarge, span, message));
        }
        Some(Spanned {
            value: value?,
            span,
        })
    }

    pub(super) fn period(&mut self, node: Node<'_>) -> Option<Period> {
        Period::ALL
            .into_iter()
            .find(|period| period.word() == node.text())
    }

    /// A text without its quotes and escapes.
    pub(super) fn text(&mut self, node: Node<'_>) -> Option<Spanned<String>> {
        let span = self.span(&node);
        let inner = node.text().get(1..node.text().len().saturating_sub(1))?;
        let mut value = String::with_capacity(inner.len());
        let mut characters = inner.chars();
        while let Some(character) = characters.next() {
            if character != '\\' {
                value.push(character);
                continue;
            }
            match characters.next() {
                Some(escaped @ ('"' | '\\')) => value.push(escaped),
                Some(other) => {
                    let message = format!("`\\{other}` is no escape in a text");
                    self.report(
                        Diagnostic::new(Code::TextEscape, span, message)
                            .help("only `\\\"` and `\\\\` are escapes"),
                    );
                    value.push(other);
                }
                None => (),
            }
        }
        Some(Spanned { value, span })
    }
}

/// `2026-06-30T09:00` as the local time that it is.
fn without_zone(text: &str) -> Option<String> {
    let local = text.replace(['T', 't'], " ");
    ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
        .iter()
        .any(|form| LocalTime::parse_from_str(&local, form).is_ok())
        .then_some(local)
}

/// `1.500` with two decimals is `1.50`; `None` where a digit would be lost.
fn without_zeros(text: &str, decimals: u32) -> Option<String> {
    let (whole, fraction) = text.split_once('.')?;
    let kept = fraction.get(..usize::try_from(decimals).ok()?)?;
    let lost = fraction.get(kept.len()..)?;
    if lost.bytes().any(|digit| digit != b'0') {
        return None;
    }
    let point = if kept.is_empty() { "" } else { "." };
    Some(format!("{whole}{point}{kept}"))
}
