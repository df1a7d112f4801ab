//! How well cases cover the offers, drawn: for a person, as JSON Lines, and as a page with the offers' source.

mod html;
mod human;
mod json;

use crate::base::{Sources, Span, one_line};
use crate::coverage::{Coverage, Fate, Misfit, Mutant};
use crate::program::{Program, VersionId};

pub use html::page;
pub use human::draw;
pub use json::json_lines;

/// A program with what its cases cover.
pub struct Covered<'a> {
    /// As the person named it.
    pub path: &'a str,
    pub program: &'a Program,
    pub sources: &'a Sources,
    /// By version.
    pub coverage: &'a [Coverage],
    /// Where they were asked for.
    pub mutants: Option<&'a [Mutant]>,
    /// Declarations of equivalent mutants that cannot stand, with their files.
    pub misfits: &'a [(String, Misfit)],
}

/// So many of so many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Share {
    pub met: usize,
    pub of: usize,
}

impl Share {
    fn count(flags: impl Iterator<Item = bool>) -> Self {
        flags.fold(Self::default(), |share, is_met| Self {
            met: share.met + usize::from(is_met),
            of: share.of + 1,
        })
    }

    /// Tenths of a percent, rounded down; all of nothing is all.
    pub fn per_mille(self) -> usize {
        (self.met * 1000).checked_div(self.of).unwrap_or(1000)
    }

    /// `97.6 %`
    pub fn percent(self) -> String {
        let per_mille = self.per_mille();
        if per_mille == 1000 {
            return "100 %".to_owned();
        }
        format!("{}.{} %", per_mille / 10, per_mille % 10)
    }
}

/// The figures of one version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Figures {
    /// Clauses, tiers and rows that were reached.
    pub clauses: Share,
    /// Outcomes of conditions: each can hold and fail.
    pub conditions: Share,
    /// Sides of edges: each has three.
    pub edges: Share,
    /// Mutants that were caught, of those that are not equivalent.
    pub mutants: Option<Share>,
    pub equivalents: usize,
}

impl Covered<'_> {
    pub fn figures(&self, coverage: &Coverage) -> Figures {
        let edges = coverage.edges.iter();
        let edges = edges.flat_map(|edge| [edge.before, edge.at, edge.after]);
        let of_version = |mutant: &&Mutant| mutant.version == coverage.version;
        let mutants = self.mutants.map(|mutants| {
            let counted =
                mutants
                    .iter()
                    .filter(of_version)
                    .filter_map(|mutant| match mutant.fate {
                        Fate::Caught => Some(true),
                        Fate::Survived => Some(false),
                        Fate::Equivalent(_) => None,
                    });
            Share::count(counted)
        });
        let equivalents = self.mutants.map_or(0, |mutants| {
            let is_equivalent = |mutant: &&Mutant| matches!(mutant.fate, Fate::Equivalent(_));
            mutants
                .iter()
                .filter(of_version)
                .filter(is_equivalent)
                .count()
        });
        let conditions = coverage.conditions.iter();
        Figures {
            clauses: Share::count(coverage.pieces.iter().map(|piece| piece.is_reached)),
            conditions: Share::count(
                conditions.flat_map(|condition| [condition.has_held, condition.has_failed]),
            ),
            edges: Share::count(edges),
            mutants,
            equivalents,
        }
    }

    /// `spend_get`, `spend_get version 2`
    pub fn name(&self, version: VersionId) -> String {
        let Some(terms) = self.program.versions.get(version.index()) else {
            return String::new();
        };
        let Some(offer) = self.program.offers.get(terms.offer.index()) else {
            return String::new();
        };
        if offer.versions.len() > 1 {
            format!("{} version {}", offer.name, terms.number)
        } else {
            offer.name.clone()
        }
    }

    /// The file and the line of a place.
    fn line(&self, span: Span) -> (&str, u32) {
        let source = self.sources.get(span.source);
        source.map_or(("", 0), |source| {
            (&source.name, source.position(span.start).line)
        })
    }

    /// The words at a place, in one line.
    fn words(&self, span: Span) -> String {
        let source = self.sources.get(span.source);
        let text = source.map_or("", |source| source.slice(span));
        one_line(text)
    }

    /// The mutants of a version that no case notices.
    fn survivors(&self, version: VersionId) -> impl Iterator<Item = &Mutant> {
        let mutants = self.mutants.unwrap_or_default().iter();
        mutants.filter(move |mutant| mutant.version == version && mutant.fate == Fate::Survived)
    }
}
