//! What of each offer the cases reach.

use std::ops::Range;

use rayon::prelude::*;

use crate::base::{Sources, Span};
use crate::case::{self, Case};
use crate::engine::Plan;
use crate::engine::observe::{ConditionMet, Predicate};
use crate::program::{
    Clawback, DeadlineAnchor, Enroll, Expiry, Formula, MeasureId, Program, RuleId, Version,
    VersionId, Window,
};
use crate::syntax::pieces::{self, ClausePieces, OfferPieces};
use crate::syntax::tree::ClauseKind;

use super::edges::{Edge, Side, goals};
use super::seen::{Onlooker, Sight, Sights};

/// What of a version the cases reach.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Coverage {
    pub version: VersionId,
    /// Clauses, tiers and rows.
    pub pieces: Vec<Piece>,
    pub conditions: Vec<ConditionCoverage>,
    pub edges: Vec<EdgeCoverage>,
}

/// A clause, a tier or a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    pub clause: ClauseKind,
    pub is_row: bool,
    pub span: Span,
    pub is_reached: bool,
}

/// A single condition of a predicate, and how it has turned out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ConditionCoverage {
    pub span: Span,
    pub has_held: bool,
    pub has_failed: bool,
}

/// An edge, and on which sides of it a case stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EdgeCoverage {
    /// `window ends`, `threshold`
    pub what: &'static str,
    /// The clause or the row that says it.
    pub span: Span,
    pub before: bool,
    pub at: bool,
    pub after: bool,
}

impl EdgeCoverage {
    pub fn sides(&self) -> usize {
        [self.before, self.at, self.after]
            .iter()
            .filter(|is_met| **is_met)
            .count()
    }
}

/// Runs the cases and says what of each version they reach, in declaration order.
pub fn reach(sources: &Sources, plan: &Plan, cases: &[Case]) -> Vec<Coverage> {
    let sights = cases
        .par_iter()
        .map(|case| {
            let only = (!case.offers.is_empty()).then(|| plan.only(&case.offers));
            let plan = only.as_ref().unwrap_or(plan);
            let mut onlooker = Onlooker::new(plan);
            case::run_watched(plan, case, &mut onlooker);
            let program = plan.program();
            let sights = onlooker.sights.into_iter();
            let in_play = |sight: &Sight| is_in_play(program, case, sight);
            sights.filter(in_play).collect::<Sights>()
        })
        .reduce(Sights::new, |mut one, other| {
            one.extend(other);
            one
        });
    let mut offers = Vec::new();
    for (id, source) in sources.iter() {
        let of_file = pieces::offers(&source.text).into_iter();
        offers.extend(of_file.map(|offer| (id, offer)));
    }
    let versions = plan.program().versions.iter();
    offers
        .iter()
        .zip(versions)
        .enumerate()
        .map(|(index, ((source, offer), terms))| {
            let version = VersionId::from_index(index);
            Reader {
                version,
                terms,
                sights: &sights,
                span: |place: &Range<usize>| Span::new(*source, place.start, place.end),
            }
            .coverage(offer)
        })
        .collect()
}

/// Offers that are not in play in a case are not covered by it.
fn is_in_play(program: &Program, case: &Case, sight: &Sight) -> bool {
    let version = match sight {
        Sight::Condition(ConditionMet { version, .. })
        | Sight::Asked(version)
        | Sight::EligibilityAsked(version)
        | Sight::Enrolled(version)
        | Sight::Excluded(version)
        | Sight::Row(version, _)
        | Sight::Counted(version, _)
        | Sight::Decided(version, ..)
        | Sight::Limited(version, _)
        | Sight::Issued(version)
        | Sight::Applied(version)
        | Sight::ClawedBack(version)
        | Sight::Revoked(version, _)
        | Sight::EarnsEnded(version)
        | Sight::Edge(version, ..) => version,
    };
    let offer = program
        .versions
        .get(version.index())
        .map(|terms| terms.offer);
    case.offers.is_empty() || offer.is_some_and(|offer| case.offers.contains(&offer))
}

/// Reads the sights of one version.
struct Reader<'a, S> {
    version: VersionId,
    terms: &'a Version,
    sights: &'a Sights,
    span: S,
}

impl<S: Fn(&Range<usize>) -> Span> Reader<'_, S> {
    fn saw(&self, sight: Sight) -> bool {
        self.sights.contains(&sight)
    }

    fn coverage(&self, offer: &OfferPieces) -> Coverage {
        let mut coverage = Coverage {
            version: self.version,
            pieces: Vec::new(),
            conditions: Vec::new(),
            edges: Vec::new(),
        };
        let mut places = [0_usize; ClauseKind::ALL.len()];
        for clause in &offer.clauses {
            // The place of the clause among those of its kind.
            let place = places.get_mut(clause.kind as usize).map_or(0, |next| {
                *next += 1;
                *next - 1
            });
            coverage.pieces.push(Piece {
                clause: clause.kind,
                is_row: false,
                span: (self.span)(&clause.place),
                is_reached: self.reaches(clause.kind, place),
            });
            for (row, span) in clause.rows.iter().enumerate() {
                coverage.pieces.push(Piece {
                    clause: clause.kind,
                    is_row: true,
                    span: (self.span)(span),
                    is_reached: self.reaches_row(clause.kind, place, row),
                });
            }
            self.conditions(clause, place, &mut coverage.conditions);
            self.edges(clause, place, &mut coverage.edges);
        }
        coverage
    }

    fn reaches(&self, kind: ClauseKind, place: usize) -> bool {
        let version = self.version;
        match kind {
            ClauseKind::Available | ClauseKind::Enroll => self.saw(Sight::Asked(version)),
            ClauseKind::Earns => self.saw(Sight::EarnsEnded(version)),
            ClauseKind::Eligible => self.saw(Sight::EligibilityAsked(version)),
            ClauseKind::Table => self.saw(Sight::Enrolled(version)),
            ClauseKind::Measure => self.saw(Sight::Counted(version, MeasureId::from_index(place))),
            ClauseKind::Issue => {
                let rule = RuleId::from_index(place);
                self.sights
                    .range(
                        Sight::Decided(version, rule, 0)..=Sight::Decided(version, rule, u32::MAX),
                    )
                    .next()
                    .is_some()
            }
            ClauseKind::Apply | ClauseKind::DrawOrder => self.saw(Sight::Applied(version)),
            ClauseKind::Expire => self.saw(Sight::Issued(version)),
            ClauseKind::Limit => self.saw(Sight::Limited(version, place)),
            ClauseKind::Clawback => match self.terms.clawback {
                Clawback::None => self.saw(Sight::Issued(version)),
                Clawback::Unspent => self.saw(Sight::ClawedBack(version)),
            },
            ClauseKind::Revoke => self.saw(Sight::Revoked(version, place)),
            ClauseKind::Exclusive => self.saw(Sight::Excluded(version)),
        }
    }

    fn reaches_row(&self, kind: ClauseKind, place: usize, row: usize) -> bool {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        if kind == ClauseKind::Table {
            self.saw(Sight::Row(self.version, row))
        } else {
            self.saw(Sight::Decided(self.version, RuleId::from_index(place), row))
        }
    }

    fn conditions(&self, clause: &ClausePieces, place: usize, found: &mut Vec<ConditionCoverage>) {
        for (index, span) in clause.conditions.iter().enumerate() {
            let (predicate, index) = self.predicate(clause.kind, place, index);
            let saw = |holds| {
                self.saw(Sight::Condition(ConditionMet {
                    version: self.version,
                    predicate,
                    place: index,
                    holds,
                }))
            };
            found.push(ConditionCoverage {
                span: (self.span)(span),
                has_held: saw(true),
                has_failed: saw(false),
            });
        }
    }

    /// The predicate that a condition of a clause is of, and its place in that.
    fn predicate(&self, kind: ClauseKind, place: usize, condition: usize) -> (Predicate, usize) {
        match kind {
            ClauseKind::Eligible => (Predicate::Eligible, condition),
            ClauseKind::Measure => (Predicate::Measure(MeasureId::from_index(place)), condition),
            ClauseKind::Issue => (Predicate::Rule(RuleId::from_index(place)), condition),
            ClauseKind::Apply => (Predicate::Apply, condition),
            ClauseKind::Revoke => (Predicate::Revoke(place), condition),
            ClauseKind::Available
            | ClauseKind::Earns
            | ClauseKind::Enroll
            | ClauseKind::Table
            | ClauseKind::Expire
            | ClauseKind::Limit
            | ClauseKind::Clawback
            | ClauseKind::Exclusive
            | ClauseKind::DrawOrder => {
                // Those of the event stand before those of the deadline.
                let of_event = match &self.terms.enroll {
                    Enroll::On {
                        event, deadline, ..
                    } => {
                        let anchor = deadline.as_ref().map(|deadline| &deadline.after);
                        let has_more = matches!(anchor, Some(DeadlineAnchor::First(_)));
                        if has_more {
                            tests(&event.filter)
                        } else {
                            usize::MAX
                        }
                    }
                    Enroll::OnFirst { .. } | Enroll::Automatically => usize::MAX,
                };
                match condition.checked_sub(of_event) {
                    Some(beyond) => (Predicate::Deadline, beyond),
                    None => (Predicate::Enroll, condition),
                }
            }
        }
    }

    fn edges(&self, clause: &ClausePieces, place: usize, found: &mut Vec<EdgeCoverage>) {
        let mut add = |what, span: &Range<usize>, edge| {
            let [before, at, after] =
                Side::ALL.map(|side| self.saw(Sight::Edge(self.version, edge, side)));
            found.push(EdgeCoverage {
                what,
                span: (self.span)(span),
                before,
                at,
                after,
            });
        };
        match clause.kind {
            ClauseKind::Available => {
                if self.terms.available.from.is_some() {
                    add("availability begins", &clause.place, Edge::AvailableFrom);
                }
                if self.terms.available.until.is_some() {
                    add("availability ends", &clause.place, Edge::AvailableUntil);
                }
            }
            ClauseKind::Measure => {
                let measure = MeasureId::from_index(place);
                let window = self
                    .terms
                    .measures
                    .get(place)
                    .map(|measure| &measure.window);
                if window.is_some_and(|window| *window != Window::SinceEnrollment) {
                    add("window ends", &clause.place, Edge::WindowEnd(measure));
                }
            }
            ClauseKind::Issue => {
                let rule = self.terms.rules.get(place);
                let goals = rule.map_or_else(Vec::new, |rule| goals(&rule.trigger));
                for (index, _, _) in goals {
                    let row = clause.rows.get(index as usize).unwrap_or(&clause.place);
                    add(
                        "threshold",
                        row,
                        Edge::Goal(RuleId::from_index(place), index),
                    );
                }
            }
            ClauseKind::Expire => {
                if self.terms.expiry != Expiry::Never {
                    add("expiry", &clause.place, Edge::Expiry);
                }
            }
            ClauseKind::Earns
            | ClauseKind::Eligible
            | ClauseKind::Enroll
            | ClauseKind::Table
            | ClauseKind::Apply
            | ClauseKind::Limit
            | ClauseKind::Clawback
            | ClauseKind::Revoke
            | ClauseKind::Exclusive
            | ClauseKind::DrawOrder => {}
        }
    }
}

/// How many tests a formula has.
fn tests<T>(formula: &Formula<T>) -> usize {
    match formula {
        Formula::All(parts) | Formula::Any(parts) => parts.iter().map(tests).sum(),
        Formula::Not(part) => tests(part),
        Formula::Test(_) => 1,
    }
}
