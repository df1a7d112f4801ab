//! Words: names of the program as a customer reads them, amounts, and lists.

use crate::base::{Amount, Currency, Number, one_line};
use crate::case::outcome::amount_text;

/// A name without its underscores: `self_serve` is `self serve`.
pub fn plain(name: &str) -> String {
    let words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// A text that somebody wrote, without what would break a line.
pub fn clean(text: &str) -> String {
    let kept = text.chars().map(|letter| {
        if letter.is_control() || is_invisible(letter) {
            ' '
        } else {
            letter
        }
    });
    let text: String = kept.collect();
    one_line(&text)
}

/// What turns the direction of a line or takes no room: a reader would not see what is written.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A value as it is, in quotes.
pub fn quoted(text: &str) -> String {
    format!("“{}”", text.replace(char::is_control, " "))
}

/// A name as words in quotes: a term that the page defines, or a value of a closed set.
pub fn term(name: &str) -> String {
    quoted(&plain(name))
}

/// `1,500 USD`, `12.50 USD`
pub fn money(amount: Amount, currency: Currency) -> String {
    format!("{} {currency}", grouped(&amount_text(amount, currency)))
}

pub fn number(number: Number) -> String {
    grouped(&number.to_string())
}

/// Thousands apart, before the decimals.
fn grouped(digits: &str) -> String {
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits),
    };
    let (whole, decimals) = match digits.split_once('.') {
        Some((whole, decimals)) => (whole, format!(".{decimals}")),
        None => (digits, String::new()),
    };
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{decimals}")
}

/// `a, b and c`
pub fn and(parts: &[String]) -> String {
    joined(parts, "and")
}

/// `a, b or c`
pub fn or(parts: &[String]) -> String {
    joined(parts, "or")
}

fn joined(parts: &[String], word: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// `once`, `3 times`
pub fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        _ => counted(count, "time"),
    }
}

/// `1 step`, `3 steps`
pub fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(&count.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped() {
        let usd = Currency::from_code("USD").unwrap_or_else(|| unreachable!());
        assert_eq!(money(Amount::from_minor(150_000), usd), "1,500 USD");
        assert_eq!(
            money(Amount::from_minor(123_456_789), usd),
            "1,234,567.89 USD"
        );
        assert_eq!(money(Amount::from_minor(-99_900), usd), "-999 USD");
        assert_eq!(money(Amount::from_minor(5), usd), "0.05 USD");
    }

    #[test]
    fn lists_and_names_read_as_words() {
        let parts = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(and(&parts), "a, b and c");
        assert_eq!(or(parts.get(..1).unwrap_or_default()), "a");
        assert_eq!(plain("self_serve__"), "self serve");
        assert_eq!(clean("one\u{202e}\ttwo"), "one two");
    }
}
