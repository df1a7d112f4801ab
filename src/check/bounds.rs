//! Is anything longer than a program can hold? The bounds lie far above any real offer, and well within
//! the ids of the program.

use crate::base::{Code, Diagnostic, Span};

use super::problems::Problems;

pub const FIELDS: usize = 1_000;
pub const SYMBOLS: usize = 10_000;
pub const EVENTS: usize = 10_000;
pub const OFFERS: usize = 1_000_000;
pub const MEASURES: usize = 1_000;
pub const RULES: usize = 1_000;
pub const TIERS: usize = 1_000;
pub const LIMITS: usize = 100;
pub const REVOKES: usize = 1_000;
pub const COLUMNS: usize = 1_000;
pub const ROWS: usize = 100_000;
pub const VALUES: usize = 100_000;
pub const CONDITIONS: usize = 100;
pub const WINDOW_PARTS: usize = 100;

/// Whether a list of `count` things is no longer than `most`; else it is reported, at its `last`.
pub fn list(count: usize, most: usize, things: &str, last: Span, problems: &mut Problems) -> bool {
    if count <= most {
        return true;
    }
    problems.push(
        Diagnostic::new(
            Code::TooMany,
            last,
            format!("{count} {things} are too many"),
        )
        .help(format!("there can be {most} {things} here")),
    );
    false
}
