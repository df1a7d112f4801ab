//! Texts without their quotes, in other quotes, or not closed.

use crate::base::{Code, Currency};

use super::super::token::TokenKind;
use super::{Mistake, View};

pub fn mistakes(view: &View<'_>) -> Vec<Mistake> {
    (0..view.tokens.len())
        .filter_map(|index| {
            odd_quotes(view, index)
                .or_else(|| not_closed(view, index))
                .or_else(|| capitals(view, index))
        })
        .collect()
}

/// `'US'`, `“US”`
fn odd_quotes(view: &View<'_>, index: usize) -> Option<Mistake> {
    if view.kind_of(index)? != TokenKind::OddText {
        return None;
    }
    let typed = view.word(index);
    let inside = typed.trim_matches(['\'', '“', '”', '„', '‘', '’', '«', '»', '"']);
    let text = format!("\"{}\"", inside.replace('\\', "\\\\"));
    let message = format!("a text stands in double quotes, and `{typed}` does not");
    let mistake = Mistake::new(Code::TextQuotes, view.range(index, index), message);
    Some(mistake.help(format!("write `{text}`")).written(text))
}

/// `"US` and then the end of the line
fn not_closed(view: &View<'_>, index: usize) -> Option<Mistake> {
    if view.kind_of(index)? != TokenKind::OpenText {
        return None;
    }
    let start = view.range(index, index).start;
    let typed = view.word(index).trim_end();
    let inside = typed.trim_end_matches(['{', '}', ',', ' ']);
    let behind = typed.get(inside.len()..).unwrap_or("");
    let closed = format!("{}\"{behind}", inside.trim_end_matches('\\'));
    let mistake = Mistake::new(
        Code::UnclosedText,
        start..start + inside.len(),
        "this text is not closed on its line",
    );
    Some(
        mistake
            .help("close it with `\"`; a text does not run over a line")
            .edit(start..start + typed.len(), closed)
            .guessed(),
    )
}

/// `code = SPRING`, `in [US]`, `US | 100 USD`
fn capitals(view: &View<'_>, index: usize) -> Option<Mistake> {
    let typed = view.word(index);
    let is_capitals = view.kind_of(index)? == TokenKind::Word
        && typed.len() > 1
        && typed.starts_with(|first: char| first.is_ascii_uppercase())
        && typed
            .chars()
            .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_');
    let compared = match index.checked_sub(1).map(|before| view.word(before)) {
        Some("=" | "!=" | "==" | "[") => true,
        Some(",") => view.in_list(index),
        Some(_) | None => false,
    };
    let is_row_key = view.word(index + 1) == "|" && view.tokens.get(index)?.begins_line;
    if !is_capitals || !(compared || is_row_key) || Currency::from_code(typed).is_some() {
        return None;
    }
    let message = format!("a text stands in quotes, and `{typed}` does not");
    let mistake = Mistake::new(Code::TextQuotes, view.range(index, index), message);
    Some(
        mistake
            .help(format!("write `\"{typed}\"`"))
            .written(format!("\"{typed}\"")),
    )
}
