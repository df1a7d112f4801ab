//! Mutants that change nothing, and why: written down beside the offers, read by reviewers.
//!
//! ```text
//! spend_get, expire: `30 days` -> `31 days`
//!   because no credit of it can be left so late
//! ```
//!
//! A line without indentation names a mutant, as `onward test --mutate` does; the indented lines below give
//! the reason. `#` starts a comment.

use crate::program::Program;

use super::mutation::{Fate, Mutant};

/// What a file declares equivalent.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Equivalents {
    entries: Vec<Entry>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Entry {
    line: u32,
    mutant: String,
    reason: String,
}

/// A declaration that cannot stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Misfit {
    /// From 1.
    pub line: u32,
    pub message: String,
}

impl Equivalents {
    /// Reads a file.
    pub fn parse(text: &str) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        for (line, number) in text.lines().zip(1..) {
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            match entries.last_mut() {
                Some(entry) if line.starts_with(char::is_whitespace) => {
                    if !entry.reason.is_empty() {
                        entry.reason.push(' ');
                    }
                    entry.reason.push_str(trimmed);
                }
                Some(_) | None => entries.push(Entry {
                    line: number,
                    mutant: trimmed.to_owned(),
                    reason: String::new(),
                }),
            }
        }
        Self { entries }
    }

    /// Gives the mutants that are declared equivalent their reasons, and says which declarations cannot
    /// stand: without a reason, of no mutant, or of one that a case catches.
    pub fn apply(&self, program: &Program, mutants: &mut [Mutant]) -> Vec<Misfit> {
        let mut misfits = Vec::new();
        for entry in &self.entries {
            let mut misfit = |message: &str| {
                misfits.push(Misfit {
                    line: entry.line,
                    message: message.to_owned(),
                });
            };
            if entry.reason.is_empty() {
                misfit("no reason is given: write it on indented lines below");
                continue;
            }
            let mut is_known = false;
            let mut is_alive = false;
            for mutant in &mut *mutants {
                if mutant.title(program) == entry.mutant {
                    is_known = true;
                    if mutant.fate == Fate::Survived {
                        is_alive = true;
                        mutant.fate = Fate::Equivalent(entry.reason.clone());
                    }
                }
            }
            if !is_known {
                misfit("there is no such mutant: take the line away");
            } else if !is_alive {
                misfit("a case catches this mutant: take the line away");
            }
        }
        misfits
    }
}

impl Mutant {
    /// `spend_get version 2, expire: 30 days -> 31 days`
    pub fn title(&self, program: &Program) -> String {
        let version = program.versions.get(self.version.index());
        let offer = version.and_then(|version| program.offers.get(version.offer.index()));
        let mut title = offer.map_or_else(String::new, |offer| offer.name.clone());
        if let (Some(offer), Some(version)) = (offer, version)
            && offer.versions.len() > 1
        {
            title.push_str(&format!(" version {}", version.number));
        }
        let would_be = if self.would_be.is_empty() {
            "left out".to_owned()
        } else {
            format!("`{}`", self.would_be)
        };
        format!(
            "{title}, {}: `{}` -> {would_be}",
            self.clause.word(),
            self.is
        )
    }
}
