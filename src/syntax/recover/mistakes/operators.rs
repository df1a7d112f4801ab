//! Comparisons in the form of a programming language: `==`, `&&`, `!= null`, `between`, `not in`.

use crate::base::Code;

use super::{Mistake, View};

pub fn mistakes(view: &View<'_>) -> Vec<Mistake> {
    (0..view.tokens.len())
        .filter_map(|index| {
            null(view, index)
                .or_else(|| not_in(view, index))
                .or_else(|| between(view, index))
                .or_else(|| list_in_parentheses(view, index))
                .or_else(|| one_value_in(view, index))
                .or_else(|| sign(view, index))
                .or_else(|| is_value(view, index))
        })
        .collect()
}

fn instead(view: &View<'_>, first: usize, last: usize, written: &str) -> Mistake {
    let typed = view.words(first, last);
    let message = format!("`{typed}` is written `{}` here", written.trim());
    Mistake::new(Code::OperatorForm, view.range(first, last), message).written(written)
}

/// `==`, `&&`, `||`, `<>`, `=>`, `≥`, `!flag`
fn sign(view: &View<'_>, index: usize) -> Option<Mistake> {
    let written = match view.word(index) {
        "==" | "===" | ":=" => "=",
        "!==" | "<>" | "≠" => "!=",
        // At its start it begins a line of a scenario.
        "=>" if index == 0 => return None,
        "=>" | "≥" => ">=",
        "=<" | "≤" => "<=",
        "&&" | "&" => " and ",
        "||" if view.find(&["table"]) != Some(0) => " or ",
        "!" => "not ",
        _ => return None,
    };
    Some(instead(view, index, index, written))
}

/// `!= null`, `= null`, `is null`, `is not null`, `is not present`, `exists`
fn null(view: &View<'_>, index: usize) -> Option<Mistake> {
    let is_null = |index| matches!(view.word(index), "null" | "nil" | "empty" | "undefined");
    let (last, written) = match (view.word(index), view.word(index + 1)) {
        ("=" | "==" | "===" | "is", _) if is_null(index + 1) => (index + 1, "is absent"),
        ("!=" | "!==" | "<>", _) if is_null(index + 1) => (index + 1, "is present"),
        ("is", "not") if is_null(index + 2) => (index + 2, "is present"),
        ("is", "not") if view.word(index + 2) == "present" => (index + 2, "is absent"),
        ("is", "not") if view.word(index + 2) == "absent" => (index + 2, "is present"),
        ("is", "missing" | "unset") => (index + 1, "is absent"),
        ("is", "set" | "there") => (index + 1, "is present"),
        ("exists", _) => (index, "is present"),
        _ => return None,
    };
    field_before(view, index)?;
    Some(instead(view, index, last, written))
}

/// `FIELD not in [ … ]`
fn not_in(view: &View<'_>, index: usize) -> Option<Mistake> {
    let last = if view.stands(index, &["is", "not", "in"]) {
        index + 2
    } else if view.stands(index, &["not", "in"]) {
        index + 1
    } else {
        return None;
    };
    let start = field_before(view, index)?;
    let field = view.words(start, index - 1);
    let written = format!("not {field} in");
    let message = "`not` stands before the field";
    Some(
        Mistake::new(Code::OperatorForm, view.range(start, last), message)
            .help(format!("write `{written} [ … ]`"))
            .written(written),
    )
}

/// The first token of the field that ends just before a token: `kind`, `account.market`.
fn field_before(view: &View<'_>, index: usize) -> Option<usize> {
    let is_name = |index: usize| {
        let word = view.word(index);
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && !matches!(word, "and" | "or" | "not" | "where" | "when")
    };
    let last = index.checked_sub(1).filter(|last| is_name(*last))?;
    match last.checked_sub(2) {
        Some(owner) if view.word(last - 1) == "." && is_name(owner) => Some(owner),
        _ => Some(last),
    }
}

/// `FIELD between A and B`
fn between(view: &View<'_>, index: usize) -> Option<Mistake> {
    if view.word(index) != "between" {
        return None;
    }
    let start = field_before(view, index)?;
    let field = view.words(start, index - 1);
    let and = (index + 2..index + 5).find(|at| view.word(*at) == "and")?;
    let low = view.words(index + 1, and - 1);
    let last = value_end(view, and + 1)?;
    let high = view.words(and + 1, last);
    let written = format!("{field} >= {low} and {field} <= {high}");
    let message = "`between` is written as two comparisons";
    Some(
        Mistake::new(Code::OperatorForm, view.range(start, last), message)
            .help(format!("write `{written}`"))
            .written(written),
    )
}

/// The last token of a value: `500 USD`, `2026-01-01 09:00`, `5`.
fn value_end(view: &View<'_>, index: usize) -> Option<usize> {
    view.tokens.get(index)?;
    let next = view.word(index + 1);
    let is_currency = next.len() == 3 && next.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_clock = next.contains(':') && view.is_number(index + 1);
    Some(if is_currency || is_clock {
        index + 1
    } else {
        index
    })
}

/// `in ("US", "GB")`
fn list_in_parentheses(view: &View<'_>, index: usize) -> Option<Mistake> {
    let closing = match (view.word(index), view.word(index + 1)) {
        ("in", "(") => ")",
        ("in", "{") => "}",
        _ => return None,
    };
    let end = (index + 2..view.tokens.len()).find(|at| view.word(*at) == closing)?;
    let inside = if end > index + 2 {
        view.words(index + 2, end - 1)
    } else {
        ""
    };
    let mistake = Mistake::new(
        Code::OperatorForm,
        view.range(index + 1, index + 1),
        "a list stands in square brackets",
    );
    Some(
        mistake
            .help(format!("write `in [{inside}]`"))
            .written("[")
            .edit(view.range(end, end), "]"),
    )
}

/// `market in "US"`
fn one_value_in(view: &View<'_>, index: usize) -> Option<Mistake> {
    let value = view.word(index + 1);
    if view.word(index) != "in" || !value.starts_with('"') {
        return None;
    }
    field_before(view, index)?;
    let mistake = Mistake::new(
        Code::OperatorForm,
        view.range(index + 1, index + 1),
        "a list stands in square brackets",
    );
    Some(
        mistake
            .help(format!("write `in [{value}]`, or `= {value}`"))
            .written(format!("[{value}]")),
    )
}

/// `kind is delivery`, `kind is not tax`, `kind equals fee`
fn is_value(view: &View<'_>, index: usize) -> Option<Mistake> {
    let (last, written) = match (view.word(index), view.word(index + 1)) {
        ("is", "present" | "absent" | "at" | "in") => return None,
        ("is", "not") => (index + 1, "!="),
        ("is" | "equals" | "eq", _) => (index, "="),
        _ => return None,
    };
    field_before(view, index)?;
    Some(instead(view, index, last, written))
}
