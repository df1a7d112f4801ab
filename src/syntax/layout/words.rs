//! How a single word is written: as its author wrote it, but for spellings that say the same.

use std::borrow::Cow;

use super::leaves::is_leaf;
use crate::syntax::grammar::{Node, Rule};

/// Whether the word behind a number is singular.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Count {
    One,
    Several,
}

impl Count {
    pub fn of(number: &str) -> Self {
        match number.replace('_', "").parse() {
            Ok(1_u64) => Self::One,
            Ok(_) | Err(_) => Self::Several,
        }
    }
}

/// A leaf as it is written, directly behind a number or not.
pub fn leaf_text<'t>(leaf: &Node<'t>, count: Option<Count>) -> Cow<'t, str> {
    let text = leaf.text();
    match (leaf.rule(), count) {
        (Rule::local_time, _) => text.split_whitespace().collect::<Vec<_>>().join(" ").into(),
        (Rule::instant, _) => text.to_ascii_uppercase().into(),
        (
            Rule::unit | Rule::kw_times | Rule::kw_time | Rule::kw_credits | Rule::kw_credit,
            Some(count),
        ) => counted(text, count),
        _ => text.into(),
    }
}

/// `day` or `days`, `time` or `times`, `credit` or `credits`.
fn counted(word: &str, count: Count) -> Cow<'_, str> {
    let singular = word.strip_suffix('s').unwrap_or(word);
    match count {
        Count::One => singular.into(),
        Count::Several => format!("{singular}s").into(),
    }
}

/// The text of a literal or a column on one line.
pub fn plain_text(node: Node<'_>) -> String {
    if is_leaf(&node) {
        return leaf_text(&node, None).into_owned();
    }
    let mut text = String::new();
    for part in node.parts() {
        if !text.is_empty() && part.rule() != Rule::percent_sign {
            text.push(' ');
        }
        text.push_str(&plain_text(part));
    }
    text
}

/// Whether a cell or an amount stands to the right of its column.
pub fn is_numeric(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::money | Rule::cell_money | Rule::percent | Rule::number
    )
}
