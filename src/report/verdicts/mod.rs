//! What testing a program's cases came to, case by case: for a person, as JSON Lines, and as JUnit XML.

mod human;
mod json;
mod junit;
mod mismatch;

use std::ops::Range;

use crate::base::Sources;
use crate::case::Mismatch;

pub use human::{draw_verdict, summary};
pub use json::json_lines;
pub use junit::junit;

use super::timeline::Clause;

/// A case, or a snapshot that no case has, and how it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    pub name: String,
    /// The offer file of a scenario, the file of events, or the snapshot that no case has.
    pub file: String,
    /// The line of a scenario, from 1.
    pub line: Option<u32>,
    /// The path of the snapshot.
    pub snapshot: String,
    /// Steps that came to something else than their `=>` lines say.
    pub mismatches: Vec<Mismatch>,
    pub standing: Standing,
    /// What happens now.
    pub timeline: String,
    /// The clauses that are named in the lines of the timeline, counted from 0.
    pub clauses: Vec<(Range<usize>, Clause)>,
}

/// How a timeline stands to its snapshot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It is the snapshot.
    Same,
    /// There is no snapshot yet.
    Pending,
    /// The snapshot is another; this is it.
    Changed(String),
    /// Somebody wrote in the snapshot; this is it now.
    EditedByHand(String),
    /// The snapshot's file holds no snapshot.
    Unreadable,
    /// No case has this snapshot any more.
    Stale,
    /// The snapshot was written just now.
    Accepted,
    /// A snapshot that no case has was taken away just now.
    Deleted,
    /// There are no cases: the offers of the program have errors.
    Broken,
}

/// How a case stands as a whole; the later ones ask more of the author.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Status {
    Passed,
    Accepted,
    Deleted,
    Broken,
    Pending,
    Stale,
    Changed,
    EditedByHand,
    Unreadable,
    Failed,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Accepted => "accepted",
            Self::Deleted => "deleted",
            Self::Pending => "pending",
            Self::Stale => "stale",
            Self::Changed => "changed",
            Self::EditedByHand => "edited by hand",
            Self::Unreadable => "unreadable",
            Self::Failed => "failed",
            Self::Broken => "not tested",
        }
    }

    /// Whether all is well with the case.
    pub fn is_well(self) -> bool {
        matches!(self, Self::Passed | Self::Accepted | Self::Deleted)
    }
}

impl Verdict {
    /// A program that was not tested, by its path.
    pub fn broken(path: &str) -> Self {
        Self {
            name: path.to_owned(),
            file: path.to_owned(),
            line: None,
            snapshot: String::new(),
            mismatches: Vec::new(),
            standing: Standing::Broken,
            timeline: String::new(),
            clauses: Vec::new(),
        }
    }

    pub fn status(&self) -> Status {
        if !self.mismatches.is_empty() {
            return Status::Failed;
        }
        match self.standing {
            Standing::Same => Status::Passed,
            Standing::Accepted => Status::Accepted,
            Standing::Deleted => Status::Deleted,
            Standing::Pending => Status::Pending,
            Standing::Stale => Status::Stale,
            Standing::Changed(_) => Status::Changed,
            Standing::EditedByHand(_) => Status::EditedByHand,
            Standing::Unreadable => Status::Unreadable,
            Standing::Broken => Status::Broken,
        }
    }

    /// `promotions/spend_get/spend_get.offer:41`
    pub fn place(&self) -> String {
        match self.line {
            Some(line) => format!("{}:{line}", self.file),
            None => self.file.clone(),
        }
    }
}

/// The file and the line of a mismatch, and the words of that line.
fn place_of<'s>(mismatch: &Mismatch, sources: &'s Sources) -> Option<(&'s str, u32, &'s str)> {
    let origin = mismatch.origin.or(mismatch.place)?;
    let source = sources.get(origin.0.source)?;
    let line = source
        .position(mismatch.place.unwrap_or(origin).0.start)
        .line;
    Some((&source.name, line, source.slice(origin.0)))
}
