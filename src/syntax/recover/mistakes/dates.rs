//! Dates and times in other forms: `01/31/2026`, `Jun 30, 2026`, `2026-1-5`, `9am`. A date that can be
//! read in two ways is never guessed at.

use std::ops::Range;

use crate::base::{Code, Date};

use super::{Mistake, View};

pub fn mistakes(view: &View<'_>) -> Vec<Mistake> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < view.tokens.len() {
        let here = numeric_date(view, index)
            .map(|mistake| (mistake, 1))
            .or_else(|| date_in_words(view, index))
            .or_else(|| time_of_day(view, index));
        match here {
            Some((mistake, used)) => {
                found.push(mistake);
                index += used;
            }
            None => index += 1,
        }
    }
    found
}

/// `01/31/2026`, `31.01.2026`, `2026/01/31`, `2026-1-5`
fn numeric_date(view: &View<'_>, index: usize) -> Option<Mistake> {
    if !view.is_number(index) {
        return None;
    }
    let typed = view.word(index);
    let parts: Vec<&str> = typed.split(['/', '-', '.']).collect();
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    let (a, b, c) = (
        first.parse().ok()?,
        second.parse().ok()?,
        third.parse().ok()?,
    );
    let lengths = (first.len(), second.len(), third.len());
    let well_written = lengths == (4, 2, 2) && !typed.contains(['/', '.']);
    let readings: Vec<Date> = match lengths {
        (4, _, _) => date(a, b, c).into_iter().collect(),
        (_, _, 4) => [date(c, a, b), date(c, b, a)]
            .into_iter()
            .flatten()
            .collect(),
        (_, _, 2) => [date(2_000 + c, a, b), date(2_000 + c, b, a)]
            .into_iter()
            .flatten()
            .collect(),
        _ => Vec::new(),
    };
    if well_written || readings.is_empty() {
        return None;
    }
    Some(other_form(view.range(index, index), typed, readings))
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn other_form(range: Range<usize>, typed: &str, mut readings: Vec<Date>) -> Mistake {
    readings.dedup();
    let message = format!("a date is year-month-day, and `{typed}` is not");
    let mistake = Mistake::new(Code::DateForm, range, message);
    let written = readings.first().map(Date::to_string).unwrap_or_default();
    match readings.as_slice() {
        [one, other, ..] => mistake
            .help(format!("write `{one}` or `{other}`, whichever it is"))
            .written(written)
            .guessed(),
        [_] | [] => mistake.help(format!("write `{written}`")).written(written),
    }
}

/// `Jun 30, 2026`, `June 30 2026`, `30 June 2026`
fn date_in_words(view: &View<'_>, index: usize) -> Option<(Mistake, usize)> {
    let (month, day) = match month(view.word(index)) {
        Some(month) => (month, day(view.word(index + 1))?),
        None => (month(view.word(index + 1))?, day(view.word(index))?),
    };
    let year_at = if view.word(index + 2) == "," {
        index + 3
    } else {
        index + 2
    };
    let year = view.word(year_at).parse().ok();
    let year = year.filter(|year| *year >= 1_000)?;
    let typed = view.words(index, year_at);
    let readings = vec![date(year, month, day)?];
    let mistake = other_form(view.range(index, year_at), typed, readings);
    Some((mistake, year_at - index + 1))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let place = MONTHS
        .iter()
        .position(|month| word.len() >= 3 && month.starts_with(&word))?;
    u32::try_from(place + 1).ok()
}

/// `30`, `1st`
fn day(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    digits.parse().ok().filter(|day| *day <= 31)
}

/// `9:00`, `9am`, `5 pm` behind a date
fn time_of_day(view: &View<'_>, index: usize) -> Option<(Mistake, usize)> {
    let date = index.checked_sub(1).map(|before| view.word(before))?;
    let behind_date = date.len() == 10 && date.get(4..5) == Some("-");
    if !behind_date || !view.is_number(index) {
        return None;
    }
    let next = view.word(index + 1).to_ascii_lowercase();
    let used = if matches!(next.as_str(), "am" | "pm") {
        2
    } else {
        1
    };
    let typed = view.words(index, index + used - 1);
    let half = typed.to_ascii_lowercase();
    let clock = half.trim_end_matches(['a', 'p', 'm', ' ']);
    let (hour, minute) = clock.split_once(':').unwrap_or((clock, "00"));
    let is_well_written = hour.len() == 2 && half == clock && clock.contains(':');
    let hour: u32 = hour.parse().ok().filter(|hour| *hour <= 23)?;
    if is_well_written || minute.len() != 2 {
        return None;
    }
    let hour = match (half.ends_with("pm"), half.ends_with("am"), hour) {
        (true, _, 1..=11) => hour + 12,
        (_, true, 12) => 0,
        _ => hour,
    };
    let time = format!("{hour:02}:{minute}");
    let message = format!("a time of day is hours and minutes, and `{typed}` is not");
    let mistake = Mistake::new(Code::DateForm, view.range(index, index + used - 1), message)
        .help(format!("write `{date} {time}`"))
        .written(time);
    Some((mistake, used))
}
