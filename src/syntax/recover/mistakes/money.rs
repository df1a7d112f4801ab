//! Money in the form of another language or trade: `$100`, `1,500 USD`, `100USD`, `100 dollars`.

use std::ops::Range;

use crate::base::{Code, Currency};

use super::numbers::{grouped, plain_digits};
use super::{Mistake, View, quoted};

/// All amounts of money that are wrong, as one mistake.
pub fn mistakes(view: &View<'_>) -> Vec<Mistake> {
    let mut amounts = Vec::new();
    let mut index = 0;
    while index < view.tokens.len() {
        match amount(view, index) {
            Some((amount, used)) => {
                amounts.push(amount);
                index += used;
            }
            None => index += 1,
        }
    }
    money_form(&amounts).into_iter().collect()
}

struct WrongAmount {
    range: Range<usize>,
    typed: String,
    money: String,
}

fn money_form(amounts: &[WrongAmount]) -> Option<Mistake> {
    let (first, others) = amounts.split_first()?;
    let typed = quoted(amounts.iter().map(|amount| amount.typed.as_str()));
    let written = quoted(amounts.iter().map(|amount| amount.money.as_str()));
    let is_grouped = amounts.iter().any(|amount| amount.typed.contains(','));
    let message = if is_grouped {
        "money has its currency code behind it, and its digits are grouped with `_`"
    } else {
        "money has its currency code behind it"
    };
    let mut mistake = Mistake::new(Code::MoneyForm, first.range.clone(), message)
        .label(format!("`{}`", first.money))
        .help(format!("write {written} instead of {typed}"))
        .written(&first.money);
    for other in others {
        let label = format!("`{}`", other.money);
        mistake.others.push((other.range.clone(), label));
        mistake = mistake.edit(other.range.clone(), &other.money);
    }
    Some(mistake)
}

/// An amount of money that is wrongly written, and how many tokens it takes.
fn amount(view: &View<'_>, index: usize) -> Option<(WrongAmount, usize)> {
    sign_before(view, index)
        .or_else(|| code_before(view, index))
        .or_else(|| behind_number(view, index))
        .or_else(|| code_glued(view, index))
}

fn wrong(
    view: &View<'_>,
    index: usize,
    used: usize,
    digits: &str,
    currency: Currency,
) -> Option<(WrongAmount, usize)> {
    let range = view.range(index, index + used - 1);
    let money = format!("{} {currency}", grouped(&plain_digits(digits)?));
    let typed = view.slice(range.clone()).to_owned();
    let amount = WrongAmount {
        range,
        typed,
        money,
    };
    Some((amount, used))
}

/// `$100`, `$100 USD`
fn sign_before(view: &View<'_>, index: usize) -> Option<(WrongAmount, usize)> {
    let currency = currency_of_sign(view, view.word(index))?;
    if !view.is_number(index + 1) {
        return None;
    }
    let digits = view.word(index + 1);
    match Currency::from_code(view.word(index + 2)) {
        Some(code) => wrong(view, index, 3, digits, code),
        None => wrong(view, index, 2, digits, currency),
    }
}

/// `USD 100`, but for the key of a table's row
fn code_before(view: &View<'_>, index: usize) -> Option<(WrongAmount, usize)> {
    let currency = Currency::from_code(view.word(index))?;
    let behind_number = index > 0 && view.is_number(index - 1);
    if !view.is_number(index + 1) || behind_number {
        return None;
    }
    wrong(view, index, 2, view.word(index + 1), currency)
}

/// `1,500 USD`, `100€`, `100 dollars`, `100 usd`
fn behind_number(view: &View<'_>, index: usize) -> Option<(WrongAmount, usize)> {
    if !view.is_number(index) {
        return None;
    }
    let (digits, next) = (view.word(index), view.word(index + 1));
    if let Some(currency) = Currency::from_code(next) {
        let is_grouped = digits.contains(',');
        return is_grouped.then(|| wrong(view, index, 2, digits, currency))?;
    }
    let currency = currency_of_sign(view, next)
        .filter(|_| view.glued(index + 1) || !view.is_number(index + 2))
        .or_else(|| spelled_currency(view, next))?;
    wrong(view, index, 2, digits, currency)
}

/// `100USD`
fn code_glued(view: &View<'_>, index: usize) -> Option<(WrongAmount, usize)> {
    if !view.is_number(index) {
        return None;
    }
    let typed = view.word(index);
    let letters = typed.find(|letter: char| letter.is_ascii_alphabetic())?;
    let (digits, code) = typed.split_at(letters);
    let currency = Currency::from_code(&code.to_ascii_uppercase())?;
    wrong(view, index, 1, digits, currency)
}

/// `$` is the dollar that the offer uses elsewhere.
fn currency_of_sign(view: &View<'_>, sign: &str) -> Option<Currency> {
    const DOLLARS: [&str; 8] = ["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN"];
    let code = match sign {
        "$" => view
            .currency
            .map(Currency::code)
            .filter(|code| DOLLARS.contains(code))
            .unwrap_or("USD"),
        "€" => "EUR",
        "£" => "GBP",
        "¥" => "JPY",
        _ => return None,
    };
    Currency::from_code(code)
}

/// `usd`, `dollars`
fn spelled_currency(view: &View<'_>, word: &str) -> Option<Currency> {
    // `all` and `top` are codes of the standard too: only what is no word of English.
    const CODES: [&str; 20] = [
        "usd", "eur", "gbp", "jpy", "cad", "aud", "chf", "kwd", "inr", "brl", "mxn", "sek", "nok",
        "dkk", "pln", "sgd", "hkd", "nzd", "krw", "cny",
    ];
    match word.to_ascii_lowercase().as_str() {
        "dollar" | "dollars" => currency_of_sign(view, "$"),
        "euro" | "euros" => Currency::from_code("EUR"),
        "pounds" => Currency::from_code("GBP"),
        "yen" => Currency::from_code("JPY"),
        code if CODES.contains(&code) => Currency::from_code(&code.to_ascii_uppercase()),
        _ => None,
    }
}
