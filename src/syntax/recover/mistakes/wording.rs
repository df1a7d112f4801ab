//! Words of common speech, or of another language, for words of this one: `up to`, `total of`, `sum`,
//! `immediately`, `per month`.

use crate::base::Code;
use crate::syntax::tree::ClauseKind;

use super::{Mistake, View};

pub fn mistakes(view: &View<'_>) -> Vec<Mistake> {
    (1..view.tokens.len())
        .filter_map(|index| {
            at_most(view, index)
                .or_else(|| aggregate(view, index))
                .or_else(|| synonym(view, index))
        })
        .collect()
}

/// `up to 3 times`, `max 300 USD`, `no more than 20 USD`
fn at_most(view: &View<'_>, index: usize) -> Option<Mistake> {
    let last = if view.stands(index, &["no", "more", "than"])
        || view.stands(index, &["not", "more", "than"])
    {
        index + 2
    } else if view.stands(index, &["up", "to"]) {
        index + 1
    } else if matches!(view.word(index), "max" | "maximum" | "upto" | "capped") {
        match view.word(index + 1) {
            "of" | "at" => index + 1,
            _ => index,
        }
    } else {
        return None;
    };
    let bound = view.word(last + 1);
    let starts_number = bound.starts_with(|first: char| first.is_ascii_digit() || first == '$');
    let is_name = bound.starts_with(|first: char| first.is_ascii_lowercase());
    if (!starts_number && !is_name) || view.word(index - 1) == "most" {
        return None;
    }
    let typed = view.words(index, last);
    if view.kind == Some(ClauseKind::Limit) && index == 1 {
        let message = format!("`limit` says `{typed}` already");
        let mistake = Mistake::new(Code::AtMostForm, view.range(index, last), message);
        return Some(mistake.help("leave it out").written(""));
    }
    let message = format!("`{typed}` is written `at most`");
    Some(Mistake::new(Code::AtMostForm, view.range(index, last), message).written("at most"))
}

/// `total of charge.cash`, `sum charge.cash`, `number of charge`, `count distinct charge.kind`
fn aggregate(view: &View<'_>, index: usize) -> Option<Mistake> {
    if view.kind != Some(ClauseKind::Measure) || view.word(index - 1) != "=" {
        return None;
    }
    let (last, written) = match (view.word(index), view.word(index + 1)) {
        ("total" | "sum", "of") => (index + 1, "total"),
        ("total" | "sum", "(") => return call(view, index, "total"),
        ("count", "(") => return call(view, index, "count of"),
        ("sum" | "sum_of", _) => (index, "total"),
        ("number", "of") => (index + 1, "count of"),
        ("count", "distinct" | "unique" | "different") => (index + 1, "count of different"),
        ("count", "of") if matches!(view.word(index + 2), "distinct" | "unique") => {
            (index + 2, "count of different")
        }
        ("count", next) if next != "of" => (index, "count of"),
        ("days", "of") => (index + 1, "days with"),
        _ => return None,
    };
    let what = next_words(view, last + 1);
    let message = format!("`{}` is written `{written}`", view.words(index, last));
    Some(
        Mistake::new(Code::AggregateForm, view.range(index, last), message)
            .help(format!("write `{written} {what}`"))
            .written(written),
    )
}

/// `charge` or `charge.cash`
fn next_words<'v>(view: &View<'v>, index: usize) -> &'v str {
    if view.word(index + 1) == "." {
        view.words(index, index + 2)
    } else {
        view.word(index)
    }
}

/// `sum(charge.cash)`
fn call(view: &View<'_>, index: usize, written: &str) -> Option<Mistake> {
    let close = (index + 2..index + 6).find(|at| view.word(*at) == ")")?;
    let inside = view.words(index + 2, close - 1);
    let written = format!("{written} {inside}");
    let range = view.range(index, close);
    let message = format!("`{}` is written `{written}`", view.slice(range.clone()));
    Some(Mistake::new(Code::AggregateForm, range, message).written(written))
}

/// Words for one word of the language, each where it can be meant.
fn synonym(view: &View<'_>, index: usize) -> Option<Mistake> {
    let kind = view.kind?;
    let (last, written) = match (kind, view.word(index)) {
        (ClauseKind::Issue, "immediately" | "instantly" | "straightaway") => (index, "at once"),
        (ClauseKind::Enroll, "one-time" | "one-off") => (index, "once"),
        (ClauseKind::Enroll, "after") if view.word(index - 1) == "later" => (index, "than"),
        (ClauseKind::Measure | ClauseKind::Issue, "enrolment" | "enrolling") => {
            (index, "enrollment")
        }
        (ClauseKind::Limit | ClauseKind::Measure, "per" | "every")
            if is_period(view.word(index + 1)) =>
        {
            (index, "each")
        }
        (
            ClauseKind::Limit,
            "customer" | "user" | "advertiser" | "merchant" | "member" | "client",
        ) => (index, "account"),
        (ClauseKind::Limit | ClauseKind::Measure, "monthly") => (index, "each month"),
        (ClauseKind::Limit | ClauseKind::Measure, "weekly") => (index, "each week"),
        (ClauseKind::Limit | ClauseKind::Measure, "daily") => (index, "each day"),
        (ClauseKind::Limit | ClauseKind::Measure, "yearly" | "annually") => (index, "each year"),
        _ => return None,
    };
    let typed = view.words(index, last);
    let message = format!("`{typed}` is written `{written}` here");
    Some(Mistake::new(Code::MisspeltWord, view.range(index, last), message).written(written))
}

fn is_period(word: &str) -> bool {
    matches!(word, "day" | "week" | "month" | "quarter" | "year")
}
