//! A literal one step up and one step down, as it would be written.

use crate::base::calendar::days_later;
use crate::base::{Amount, Currency, Date, Instant, LocalTime};

/// One minor unit less and more: `199.99 USD`, `200.01 USD`.
pub fn of_money(text: &str) -> Vec<String> {
    let Some((number, code)) = text.rsplit_once(char::is_whitespace) else {
        return Vec::new();
    };
    let Some(currency) = Currency::from_code(code) else {
        return Vec::new();
    };
    let digits = number.trim().replace('_', "");
    let Ok(amount) = Amount::parse(&digits, currency) else {
        return Vec::new();
    };
    let one = Amount::from_minor(1);
    [amount.less(one), amount.plus(one)]
        .into_iter()
        .filter(|other| *other != amount)
        .map(|other| format!("{} {code}", other.display(currency)))
        .collect()
}

/// One of the last digit less and more, with whatever stands behind: `49%`, `51%`.
pub fn of_number(text: &str) -> Vec<String> {
    let end = text
        .find(|character: char| !(character.is_ascii_digit() || "._".contains(character)))
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number = number.replace('_', "");
    let decimals = number
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let Ok(whole) = number.replace('.', "").parse::<u64>() else {
        return Vec::new();
    };
    let written = |whole: u64| {
        let digits = format!("{whole:0width$}", width = decimals + 1);
        let (before, behind) = digits.split_at(digits.len() - decimals);
        if behind.is_empty() {
            format!("{before}{unit}")
        } else {
            format!("{before}.{behind}{unit}")
        }
    };
    let down = whole.checked_sub(1);
    down.into_iter()
        .chain(whole.checked_add(1))
        .map(written)
        .collect()
}

/// One of its unit less and more: `29 days`, `31 days`.
pub fn of_duration(text: &str) -> Vec<String> {
    let Some((number, unit)) = text.split_once(char::is_whitespace) else {
        return Vec::new();
    };
    let unit = unit.trim().trim_end_matches('s');
    of_number(number)
        .into_iter()
        .map(|number| match &*number {
            "1" => format!("1 {unit}"),
            _ => format!("{number} {unit}s"),
        })
        .collect()
}

/// A day earlier and later.
pub fn of_date(text: &str) -> Vec<String> {
    let Ok(date) = Date::parse_from_str(text, "%Y-%m-%d") else {
        return Vec::new();
    };
    [date.pred_opt(), days_later(date, 1)]
        .into_iter()
        .flatten()
        .map(|date| date.to_string())
        .collect()
}

/// A second earlier and later.
pub fn of_local_time(text: &str) -> Vec<String> {
    let read = |form| LocalTime::parse_from_str(text, form).ok();
    let Some(time) = read("%Y-%m-%d %H:%M:%S").or_else(|| read("%Y-%m-%d %H:%M")) else {
        return Vec::new();
    };
    let second = chrono::TimeDelta::seconds(1);
    [
        time.checked_sub_signed(second),
        time.checked_add_signed(second),
    ]
    .into_iter()
    .flatten()
    .map(|time| time.format("%Y-%m-%d %H:%M:%S").to_string())
    .collect()
}

/// A second earlier and later.
pub fn of_instant(text: &str) -> Vec<String> {
    Instant::parse(text).map_or_else(Vec::new, |instant| {
        [-1, 1]
            .map(|seconds| instant.plus_seconds(seconds).to_string())
            .to_vec()
    })
}

/// Another text.
pub fn of_text(text: &str) -> Vec<String> {
    text.strip_suffix('"')
        .map(|text| format!("{text}_\""))
        .into_iter()
        .collect()
}
