//! An explanation in three voices and for a tool: a sentence for the customer, the facts for whoever answers
//! them, the full ladder for whoever keeps the offers.

mod conditions;
mod customer;
mod engineer;
mod json;
mod support;
mod words;

use crate::base::Sources;
use crate::explain::Explanation;
use crate::format::AccountEvents;
use crate::program::Program;

use super::diagnostics::Color;
use super::wrap::wrapped;
use words::Words;

pub use json::json;

/// Whom an explanation is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Voice {
    /// A sentence or two without jargon.
    Customer,
    /// The facts, with dates in the program's zone.
    Support,
    /// Every decision with its code, its facts and the place of its clause.
    Engineer,
}

/// The explanation as text.
pub fn text(
    program: &Program,
    sources: &Sources,
    known: &AccountEvents,
    explanation: &Explanation,
    voice: Voice,
    color: Color,
) -> String {
    let words = Words {
        program,
        currency: known.currency,
        now: known.as_of,
    };
    let support = support::Support { words, sources };
    match voice {
        Voice::Customer => customer::text(&words, explanation),
        Voice::Support => heading(&words, known) + "\n" + &support.text(explanation),
        Voice::Engineer => {
            heading(&words, known) + "\n" + &engineer::text(&support, explanation, color)
        }
    }
}

/// Whose account, and what was known then.
fn heading(words: &Words<'_>, known: &AccountEvents) -> String {
    let mut text = wrapped(
        &format!(
            "account {}, as of {} ({})",
            known.account,
            words.date(known.as_of),
            words.program.calendar.zone_name()
        ),
        0,
        2,
    );
    let later = match known.later {
        0 => return text,
        1 => "1 event came later and is not in it".to_owned(),
        count => format!("{count} events came later and are not in it"),
    };
    text.push_str(&wrapped(&later, 0, 2));
    text
}
