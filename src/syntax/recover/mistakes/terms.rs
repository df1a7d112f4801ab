//! Terms inside a clause that stand in another place or form: a timing before its end, `>=` for
//! `reaches`, a window without its anchor, a table by a bare name.

use crate::base::Code;
use crate::syntax::tree::ClauseKind;

use super::{Mistake, View};

pub fn mistakes(view: &View<'_>) -> Vec<Mistake> {
    match view.kind {
        Some(ClauseKind::Issue) => reaches_sign(view)
            .into_iter()
            .chain(reaches_unit(view))
            .chain(early_timing(view))
            .collect(),
        Some(ClauseKind::Measure) => window_anchor(view).into_iter().collect(),
        Some(ClauseKind::Table) => table_by(view).into_iter().chain(columns(view)).collect(),
        Some(
            ClauseKind::Available
            | ClauseKind::Earns
            | ClauseKind::Eligible
            | ClauseKind::Enroll
            | ClauseKind::Apply
            | ClauseKind::Expire
            | ClauseKind::Limit
            | ClauseKind::Clawback
            | ClauseKind::Revoke
            | ClauseKind::Exclusive
            | ClauseKind::DrawOrder,
        )
        | None => Vec::new(),
    }
}

/// `when spend >= 200 USD`
fn reaches_sign(view: &View<'_>) -> Vec<Mistake> {
    let Some(when) = view.find(&["when"]) else {
        return Vec::new();
    };
    (when + 2..view.tokens.len())
        .filter(|index| {
            let stands = matches!(
                view.word(*index),
                ">=" | ">" | "=>" | "≥" | "exceeds" | "hits" | "passes" | "is-at-least"
            );
            stands && matches!(view.word(index - 2), "when" | "and")
        })
        .map(|index| {
            let (measure, sign) = (view.word(index - 1), view.word(index));
            let message = format!("a threshold is reached: `{sign}` is written `reaches`");
            Mistake::new(Code::ReachesForm, view.range(index, index), message)
                .help(format!(
                    "write `{measure} reaches {}`",
                    amount(view, index + 1)
                ))
                .written("reaches")
        })
        .collect()
}

/// `200` or `200 USD`
fn amount<'v>(view: &View<'v>, index: usize) -> &'v str {
    let behind = view.word(index + 1);
    if behind.len() == 3 && behind.bytes().all(|byte| byte.is_ascii_uppercase()) {
        view.words(index, index + 1)
    } else {
        view.word(index)
    }
}

/// `when active reaches 5 days`
fn reaches_unit(view: &View<'_>) -> Vec<Mistake> {
    (1..view.tokens.len())
        .filter(|index| {
            matches!(view.word(*index), "reaches" | "reach")
                && view.is_number(index + 1)
                && matches!(
                    view.word(index + 2),
                    "day" | "days" | "times" | "time" | "clicks" | "weeks" | "events" | "points"
                )
        })
        .map(|index| {
            let (word, number, unit) =
                (view.word(index), view.word(index + 1), view.word(index + 2));
            let message = format!("a count has no unit, and `{number} {unit}` has one");
            Mistake::new(Code::ReachesForm, view.range(index + 1, index + 2), message)
                .help(format!("write `{word} {number}`"))
                .written(number)
        })
        .collect()
}

/// `issue 100 USD at once when …`, `issue 100 USD after 7 days when …`
fn early_timing(view: &View<'_>) -> Option<Mistake> {
    let trigger = (2..view.tokens.len())
        .find(|index| matches!(view.word(*index), "when" | "every" | "on"))?;
    let begins = |index: usize| {
        view.stands(index, &["at", "once"])
            || view.stands(index, &["at", "end"])
            || view.stands(index, &["after"])
            || view.stands(index, &["immediately"])
    };
    let start = (2..trigger).find(|index| begins(*index))?;
    let comma_before = view.word(start - 1) == ",";
    let comma_behind = view.word(trigger - 1) == ",";
    let last = if comma_behind {
        trigger - 2
    } else {
        trigger - 1
    };
    let timing = match view.words(start, last) {
        "immediately" => "at once",
        timing => timing,
    };
    let first = if comma_before { start - 1 } else { start };
    let mistake = Mistake::new(
        Code::TimingLast,
        view.range(start, last),
        "the timing of an issue comes last",
    );
    Some(
        mistake
            .help(format!("end the clause with `, {timing}`"))
            .edit(view.range(first, trigger - 1), "")
            .edit(view.end(), format!(", {timing}")),
    )
}

/// `within 30 days`, `within 30 days after enrollment`
fn window_anchor(view: &View<'_>) -> Option<Mistake> {
    let within = view
        .find(&["within"])
        .or_else(|| view.find(&["in", "the", "first"]))?;
    let number = if view.stands(within, &["within"]) {
        within + 1
    } else {
        within + 3
    };
    if !view.is_number(number) || view.word(number + 2) == "of" {
        return None;
    }
    let duration = view.words(number, number + 1);
    let joined = matches!(
        view.word(number + 2),
        "after" | "from" | "since" | "following" | "past"
    );
    let (last, anchor, written) = if joined {
        let anchor = view.word(number + 3);
        (number + 2, anchor, format!("within {duration} of"))
    } else {
        (
            number + 1,
            "enrollment",
            format!("within {duration} of enrollment"),
        )
    };
    let mistake = Mistake::new(
        Code::WindowForm,
        view.range(within, last),
        "a window says `of` what it runs",
    );
    Some(
        mistake
            .help(format!("write `within {duration} of {anchor}`"))
            .written(written),
    )
}

/// `table by market { … }`
fn table_by(view: &View<'_>) -> Option<Mistake> {
    let by = view.find(&["by"])?;
    if view.word(by + 1) == "account" || view.word(by + 2) == "." {
        return None;
    }
    let fact = view.word(by + 1);
    let range = view.range(by + 1, by + 1);
    let mistake = Mistake::new(
        Code::TableForm,
        range.clone(),
        "a table is by a fact of the account",
    );
    Some(
        mistake
            .help(format!("write `table by account.{fact}`"))
            .edit(range.start..range.start, "account."),
    )
}

/// `market, low` and `"US", 5 USD`
fn columns(view: &View<'_>) -> Option<Mistake> {
    let commas: Vec<usize> = (0..view.tokens.len())
        .filter(|index| view.word(*index) == ",")
        .collect();
    let first = *commas.first()?;
    if view.find(&["|"]).is_some() {
        return None;
    }
    let mistake = Mistake::new(
        Code::TableForm,
        view.range(first, first),
        "the columns of a table have `|` between them",
    );
    let mistake = mistake.help("write one row a line, as in `\"US\" | 100 USD`");
    Some(commas.into_iter().fold(mistake, |mistake, comma| {
        mistake.edit(view.range(comma, comma), " | ")
    }))
}
