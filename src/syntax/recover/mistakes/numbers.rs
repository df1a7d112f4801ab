//! Numbers and lengths of time in other forms: `1,500`, `50 percent`, `30days`, `2 quarters`.

use crate::base::{Code, Unit};

use super::{Mistake, View};

pub fn mistakes(view: &View<'_>) -> Vec<Mistake> {
    (0..view.tokens.len())
        .filter(|index| view.is_number(*index))
        .filter_map(|index| {
            percent_word(view, index)
                .or_else(|| unit_glued(view, index))
                .or_else(|| odd_unit(view, index))
                .or_else(|| grouped_number(view, index))
        })
        .collect()
}

/// `1,500.00`, `1.500,00` and `1_500` as digits alone.
pub fn plain_digits(typed: &str) -> Option<String> {
    let digits = typed.replace('_', "");
    let digits = match (digits.rfind(','), digits.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => digits.replace('.', "").replace(',', "."),
        _ => digits.replace(',', ""),
    };
    let plain = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    plain.then_some(digits)
}

/// Digits in groups of three: `1500.5` as `1_500.5`.
pub fn grouped(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && whole.len() > 3 && (whole.len() - place).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// `50 percent`
fn percent_word(view: &View<'_>, index: usize) -> Option<Mistake> {
    if !matches!(view.word(index + 1), "percent" | "per-cent" | "pct") {
        return None;
    }
    let percent = format!("{}%", view.word(index));
    let message = format!(
        "`{}` is written with a percent sign",
        view.words(index, index + 1)
    );
    Some(
        Mistake::new(Code::NumberForm, view.range(index, index + 1), message)
            .help(format!("write `{percent}`"))
            .written(percent),
    )
}

/// `30days`, `30d`
fn unit_glued(view: &View<'_>, index: usize) -> Option<Mistake> {
    let typed = view.word(index);
    let letters = typed.find(|letter: char| letter.is_ascii_alphabetic() || letter == '-')?;
    let (digits, letters) = typed.split_at(letters);
    let unit = unit_of(letters)?;
    let message = format!("a length of time is a number and a word, and `{typed}` is one");
    Some(length(
        Mistake::new(Code::DurationForm, view.range(index, index), message),
        digits,
        unit,
    ))
}

fn length(mistake: Mistake, digits: &str, unit: Unit) -> Mistake {
    let plural = if digits == "1" { "" } else { "s" };
    let duration = format!("{digits} {}{plural}", unit.word());
    mistake
        .help(format!("write `{duration}`"))
        .written(duration)
}

/// `30 d`, `30-day`, `2 quarters`
fn odd_unit(view: &View<'_>, index: usize) -> Option<Mistake> {
    let mut next = index + 1;
    if view.word(next) == "-" {
        next += 1;
    }
    let (digits, word) = (view.word(index), view.word(next));
    let message = format!("`{word}` is no unit of a length of time");
    let mistake = Mistake::new(Code::DurationForm, view.range(index, next), message);
    if matches!(word, "quarter" | "quarters") {
        let months = digits.parse::<u32>().ok()?.checked_mul(3)?;
        return Some(length(mistake, &months.to_string(), Unit::Month));
    }
    let unit = unit_of(word)?;
    let well_written =
        next == index + 1 && [unit.word(), &format!("{}s", unit.word())].contains(&word);
    (!well_written).then(|| length(mistake, digits, unit))
}

fn unit_of(letters: &str) -> Option<Unit> {
    let letters = letters.to_ascii_lowercase();
    match letters.as_str() {
        "d" => return Some(Unit::Day),
        "h" | "hr" | "hrs" => return Some(Unit::Hour),
        "w" | "wk" | "wks" => return Some(Unit::Week),
        "min" | "mins" => return Some(Unit::Minute),
        "s" | "sec" | "secs" => return Some(Unit::Second),
        "y" | "yr" | "yrs" => return Some(Unit::Year),
        _ => (),
    }
    let stem = letters.strip_suffix('s').unwrap_or(&letters);
    Unit::ALL.into_iter().find(|unit| unit.word() == stem)
}

/// `1,500` without a currency
fn grouped_number(view: &View<'_>, index: usize) -> Option<Mistake> {
    let typed = view.word(index);
    if !typed.contains(',') || view.in_list(index) {
        return None;
    }
    let number = grouped(&plain_digits(typed)?);
    let message = "digits are grouped with `_`, not with a comma";
    Some(
        Mistake::new(Code::NumberForm, view.range(index, index), message)
            .help(format!("write `{number}`"))
            .written(number),
    )
}
