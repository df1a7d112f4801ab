//! Small edits of the offers, one at a time: does any case notice?
//!
//! An edit that the checker refuses is no mutant: nobody could commit it. A mutant is caught where a case
//! comes to something else, in its ledger or on the way to it: then a snapshot changes.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::base::{Source, SourceId, Sources, Span, one_line};
use crate::case::{self, Case, CaseOutcome};
use crate::check::check_program;
use crate::engine::Plan;
use crate::program::{OfferId, Program, VersionId};
use crate::syntax::pieces::{self, Edit};
use crate::syntax::tree::ClauseKind;

/// An offer with one small edit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mutant {
    pub version: VersionId,
    pub clause: ClauseKind,
    pub span: Span,
    /// What stands there, in one line.
    pub is: String,
    /// What would stand there, in one line; nothing where it would be dropped.
    pub would_be: String,
    pub fate: Fate,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fate {
    /// A case comes to something else.
    Caught,
    Survived,
    /// It survived, and why it changes nothing has been written down.
    Equivalent(String),
}

/// Makes every mutant of a program and runs the cases over it until one notices. `outcomes` is what they come to
/// without an edit.
pub fn mutate(
    sources: &Sources,
    program: &Program,
    cases: &[Case],
    outcomes: &[CaseOutcome],
) -> Vec<Mutant> {
    let bare: Vec<Source> = sources
        .iter()
        .map(|(_, source)| without_scenarios(source))
        .collect();
    let mut edits: Vec<(SourceId, VersionId, ClauseKind, Edit)> = Vec::new();
    let mut next = 0;
    for (id, source) in sources.iter() {
        for offer in pieces::offers(&source.text) {
            let version = VersionId::from_index(next);
            next += 1;
            for clause in offer.clauses {
                let of_clause = clause.edits.into_iter();
                edits.extend(of_clause.map(|edit| (id, version, clause.kind, edit)));
            }
        }
    }
    // A case that caught one is likely to catch the next.
    let last_catch = AtomicUsize::new(0);
    edits
        .into_par_iter()
        .filter_map(|(id, version, clause, edit)| {
            let mutated = edited(&bare, id, &edit)?;
            let offer = program.versions.get(version.index())?.offer;
            let is_caught = is_noticed(&Plan::new(mutated), offer, cases, outcomes, &last_catch);
            Some(Mutant {
                version,
                clause,
                span: Span::new(id, edit.place.start, edit.place.end),
                is: one_line(&edit.is),
                would_be: one_line(&edit.would_be),
                fate: if is_caught {
                    Fate::Caught
                } else {
                    Fate::Survived
                },
            })
        })
        .collect()
}

/// The program with one edit, where the checker lets it pass.
fn edited(sources: &[Source], id: SourceId, edit: &Edit) -> Option<Program> {
    let edited = sources.iter().enumerate().map(|(place, source)| {
        if place == id.0 as usize {
            let mut text = source.text.clone();
            text.replace_range(edit.place.clone(), &edit.would_be);
            Source::new(source.name.clone(), text)
        } else {
            source.clone()
        }
    });
    let checked = check_program(&Sources::new(edited.collect()));
    let has_errors = checked
        .diagnostics
        .iter()
        .any(|diagnostic| diagnostic.is_error());
    checked.program.filter(|_| !has_errors)
}

/// Whether a case comes to something else under the plan.
fn is_noticed(
    plan: &Plan,
    offer: OfferId,
    cases: &[Case],
    outcomes: &[CaseOutcome],
    last_catch: &AtomicUsize,
) -> bool {
    let notices = |place: usize| {
        let (Some(case), Some(outcome)) = (cases.get(place), outcomes.get(place)) else {
            return false;
        };
        if case.offers.is_empty() {
            case::run(plan, case) != *outcome
        } else {
            case.offers.contains(&offer) && case::run(&plan.only(&case.offers), case) != *outcome
        }
    };
    let first = last_catch.load(Ordering::Relaxed);
    let caught = std::iter::once(first)
        .chain((0..cases.len()).filter(|place| *place != first))
        .find(|place| notices(*place));
    if let Some(place) = caught {
        last_catch.store(place, Ordering::Relaxed);
    }
    caught.is_some()
}

/// A source with blanks for its scenarios: every place stays what it is.
fn without_scenarios(source: &Source) -> Source {
    let mut text = source.text.clone();
    for place in pieces::scenarios(&source.text) {
        let blanks = " ".repeat(place.len());
        text.replace_range(place, &blanks);
    }
    Source::new(source.name.clone(), text)
}
