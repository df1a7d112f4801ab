//! The author's words in messages: lists, literals and fields as they would be written.

use crate::base::{LocalTime, Money};
use crate::syntax::tree::{Field, Literal};

/// `` `a`, `b` or `c` ``
pub fn choices<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    join(names, "or")
}

/// `` `a`, `b` and `c` ``
pub fn all_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    join(names, "and")
}

fn join<'a>(names: impl IntoIterator<Item = &'a str>, word: &str) -> String {
    const SHOWN: usize = 12;
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    if let Some(shown) = names.get(..SHOWN)
        && names.len() > SHOWN + 1
    {
        let more = names.len() - SHOWN;
        return format!("{} {word} {more} more", shown.join(", "));
    }
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
    }
}

/// A field as written: `kind`, `account.market`.
pub fn field(field: &Field) -> String {
    match &field.owner {
        Some(owner) => format!("{}.{}", owner.text, field.name.text),
        None => field.name.text.clone(),
    }
}

/// A literal as it would be written.
pub fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => quoted(text),
        Literal::Number(number) => number.to_string(),
        Literal::Money(written) => money(*written),
        Literal::Percent(percent) => percent.to_string(),
        Literal::Duration(duration) => duration.to_string(),
        Literal::Date(date) => date.to_string(),
        Literal::LocalTime(time) => local_time(*time),
        Literal::Instant(instant) => instant.to_string(),
        Literal::Flag(flag) => flag.to_string(),
        Literal::Word(word) => word.clone(),
        Literal::Currency(currency) => currency.to_string(),
    }
}

/// What a literal is, in a sentence: `a number`, `text`.
pub fn literal_kind(literal: &Literal) -> &'static str {
    match literal {
        Literal::Text(_) => "text",
        Literal::Number(_) => "a number",
        Literal::Money(_) => "money",
        Literal::Percent(_) => "a percentage",
        Literal::Duration(_) => "a duration",
        Literal::Date(_) => "a day",
        Literal::LocalTime(_) => "a local time",
        Literal::Instant(_) => "an instant",
        Literal::Flag(_) => "a flag",
        Literal::Word(_) => "a word",
        Literal::Currency(_) => "a currency",
    }
}

/// Money as a person writes it, without decimals where they are zero: `200 USD`.
pub fn money(money: Money) -> String {
    let amount = money.amount.display(money.currency).to_string();
    let whole = match amount.split_once('.') {
        Some((whole, decimals)) if decimals.bytes().all(|digit| digit == b'0') => whole,
        _ => &amount,
    };
    format!("{whole} {}", money.currency)
}

/// `a `charge``, `an `activated``
pub fn a(name: &str) -> String {
    let article = if name.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    };
    format!("{article} `{name}`")
}

/// A text in its quotes.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// `2026-01-31 09:00`, with seconds where there are some.
pub fn local_time(time: LocalTime) -> String {
    let text = time.format("%Y-%m-%d %H:%M:%S").to_string();
    text.strip_suffix(":00").unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_cut_where_two_names_or_more_are_left_out() {
        let said = |count| all_of(vec!["a"; count]);
        let shown = ["`a`"; 12].join(", ");
        let eleven = ["`a`"; 11].join(", ");
        assert_eq!(said(0), "");
        assert_eq!(said(1), "`a`");
        assert_eq!(said(12), format!("{eleven} and `a`"));
        assert_eq!(said(13), format!("{shown} and `a`"));
        assert_eq!(said(14), format!("{shown} and 2 more"));
    }

    #[test]
    fn a_local_time_has_seconds_where_there_are_some() {
        let day = crate::base::Date::from_ymd_opt(2026, 1, 31);
        let said = |second| {
            let time = day.and_then(|day| day.and_hms_opt(9, 0, second));
            time.map(local_time).unwrap_or_default()
        };
        assert_eq!(said(0), "2026-01-31 09:00");
        assert_eq!(said(30), "2026-01-31 09:00:30");
    }
}
