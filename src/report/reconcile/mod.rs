//! What a bill comes to beside the terms: for a person, and for a tool.

mod json;
mod text;

use crate::books::Verdict;

pub use json::json;
pub use text::text;

/// What is known of a difference beside its figures: in the order of the differences, none where nothing
/// was asked.
pub type Explanations = Vec<Option<String>>;

fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::UnknownCharge => "unknown charge",
        Verdict::BilledTwice => "billed twice",
        Verdict::MissedCredit => "missed credit",
        Verdict::CreditTooMuch => "credit too much",
        Verdict::WrongSum => "wrong sum",
        Verdict::MissingCharge => "missing charge",
    }
}
