//! Verdicts for a tool: one JSON object a case, one a line.

use serde::Serialize;

use crate::base::{Amount, Sources};
use crate::case::{Mismatch, Pair};

use super::{Standing, Verdict, place_of};
use crate::report::diagnostics::Color;
use crate::report::diff;
use crate::report::money::{self, Moved};

/// One object a line, in the order given.
pub fn json_lines(verdicts: &[Verdict], sources: &Sources) -> String {
    let mut text = String::new();
    for verdict in verdicts {
        let object = JsonVerdict::of(verdict, sources);
        // Texts and numbers only: there is nothing in it that JSON cannot say.
        text.push_str(&serde_json::to_string(&object).unwrap_or_default());
        text.push('\n');
    }
    text
}

#[derive(Serialize)]
struct JsonVerdict<'a> {
    case: &'a str,
    status: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "str::is_empty")]
    snapshot: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mismatches: Vec<JsonMismatch<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    moved: Vec<JsonMoved>,
}

#[derive(Serialize)]
struct JsonMismatch<'a> {
    file: &'a str,
    line: u32,
    pairs: Vec<JsonPair<'a>>,
}

#[derive(Serialize)]
struct JsonPair<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<&'a str>,
}

/// A sum that is another than before; `credit` is absent of the case as a whole.
#[derive(Serialize)]
struct JsonMoved {
    #[serde(skip_serializing_if = "Option::is_none")]
    credit: Option<String>,
    currency: &'static str,
    sum: &'static str,
    before: String,
    after: String,
}

impl JsonMoved {
    fn of(moved: Moved) -> Self {
        let text = |amount: Amount| amount.display(moved.currency).to_string();
        Self {
            currency: moved.currency.code(),
            sum: moved.word,
            before: text(moved.before),
            after: text(moved.after),
            credit: moved.credit,
        }
    }
}

impl<'a> JsonVerdict<'a> {
    fn of(verdict: &'a Verdict, sources: &'a Sources) -> Self {
        let before = match &verdict.standing {
            Standing::Changed(before) | Standing::EditedByHand(before) => Some(before),
            Standing::Same
            | Standing::Pending
            | Standing::Unreadable
            | Standing::Stale
            | Standing::Accepted
            | Standing::Deleted
            | Standing::Broken => None,
        };
        let mismatches = verdict.mismatches.iter();
        Self {
            case: &verdict.name,
            status: verdict.status().word(),
            file: &verdict.file,
            line: verdict.line,
            snapshot: &verdict.snapshot,
            mismatches: mismatches
                .map(|mismatch| JsonMismatch::of(mismatch, sources))
                .collect(),
            diff: before.map(|before| {
                diff::draw(before, &verdict.timeline, money::is_account, Color::Never)
            }),
            moved: before.map_or_else(Vec::new, |before| {
                let moved = money::moved(before, &verdict.timeline);
                moved.into_iter().map(JsonMoved::of).collect()
            }),
        }
    }
}

impl<'a> JsonMismatch<'a> {
    fn of(mismatch: &'a Mismatch, sources: &'a Sources) -> Self {
        let (file, line, _) = place_of(mismatch, sources).unwrap_or(("", 1, ""));
        let pairs = mismatch.pairs.iter().map(|pair| {
            let (expected, found) = match pair {
                Pair::Same(text) => (Some(text), Some(text)),
                Pair::Other { expected, found } => (Some(expected), Some(found)),
                Pair::Missing(text) => (Some(text), None),
                Pair::Unlisted(text) => (None, Some(text)),
            };
            JsonPair {
                expected: expected.map(String::as_str),
                found: found.map(String::as_str),
            }
        });
        Self {
            file,
            line,
            pairs: pairs.collect(),
        }
    }
}
