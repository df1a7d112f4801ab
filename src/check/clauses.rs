//! Which clauses does an offer have: is every compulsory one there, and none twice?

use crate::base::{Code, Diagnostic, Span};
use crate::syntax::tree::{
    ApplyDecl, AvailableDecl, BoundDecl, ClauseBody, ClauseKind, ClawbackDecl, EligibleDecl,
    EnrollDecl, EventFilter, ExpireDecl, IssueDecl, LimitDecl, MeasureDecl, Name, OfferDecl,
    Spanned, TableDecl,
};

use super::problems::Problems;

/// A clause that was written, with its place.
pub struct Said<'a, T> {
    pub body: &'a T,
    pub span: Span,
}

impl<T> Clone for Said<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Said<'_, T> {}

/// The clauses of one offer, sorted by kind.
#[derive(Default)]
pub struct Clauses<'a> {
    pub available: Option<Said<'a, AvailableDecl>>,
    pub earns: Option<Said<'a, BoundDecl>>,
    pub eligible: Option<Said<'a, EligibleDecl>>,
    pub enroll: Option<Said<'a, EnrollDecl>>,
    pub table: Option<Said<'a, TableDecl>>,
    pub measures: Vec<Said<'a, MeasureDecl>>,
    pub issues: Vec<Said<'a, IssueDecl>>,
    pub apply: Option<Said<'a, ApplyDecl>>,
    pub expire: Option<Said<'a, ExpireDecl>>,
    pub limits: Vec<Said<'a, LimitDecl>>,
    pub clawback: Option<Said<'a, Spanned<ClawbackDecl>>>,
    pub revokes: Vec<Said<'a, EventFilter>>,
    pub exclusive: Option<Said<'a, Name>>,
    pub draw_order: Option<Said<'a, Spanned<u64>>>,
}

impl<'a> Clauses<'a> {
    /// Sorts the clauses of an offer and reports those that are missing or repeated.
    pub fn check(offer: &'a OfferDecl, problems: &mut Problems) -> Self {
        let clauses = Self::sort(offer, problems);
        for (kind, present) in [
            (ClauseKind::Available, clauses.available.is_some()),
            (ClauseKind::Eligible, clauses.eligible.is_some()),
            (ClauseKind::Enroll, clauses.enroll.is_some()),
            (ClauseKind::Issue, !clauses.issues.is_empty()),
            (ClauseKind::Apply, clauses.apply.is_some()),
            (ClauseKind::Expire, clauses.expire.is_some()),
        ] {
            if !present && !offer.broken.contains(&kind) {
                problems.push(missing(offer, kind));
            }
        }
        clauses
    }

    fn sort(offer: &'a OfferDecl, problems: &mut Problems) -> Self {
        let mut clauses = Self::default();
        for clause in &offer.clauses {
            let span = clause.span;
            let mut once = Once {
                word: clause.word,
                span,
                kind: clause.body.kind(),
                problems,
            };
            match &clause.body {
                ClauseBody::Available(body) => once.put(&mut clauses.available, body),
                ClauseBody::Earns(body) => once.put(&mut clauses.earns, body),
                ClauseBody::Eligible(body) => once.put(&mut clauses.eligible, body),
                ClauseBody::Enroll(body) => once.put(&mut clauses.enroll, body),
                ClauseBody::Table(body) => once.put(&mut clauses.table, body),
                ClauseBody::Apply(body) => once.put(&mut clauses.apply, body),
                ClauseBody::Expire(body) => once.put(&mut clauses.expire, body),
                ClauseBody::Clawback(body) => once.put(&mut clauses.clawback, body),
                ClauseBody::Exclusive(body) => once.put(&mut clauses.exclusive, body),
                ClauseBody::DrawOrder(body) => once.put(&mut clauses.draw_order, body),
                ClauseBody::Measure(body) => clauses.measures.push(Said { body, span }),
                ClauseBody::Issue(body) => clauses.issues.push(Said { body, span }),
                ClauseBody::Limit(body) => clauses.limits.push(Said { body, span }),
                ClauseBody::Revoke(body) => clauses.revokes.push(Said { body, span }),
            }
        }
        clauses
    }
}

/// A clause that an offer may have once.
struct Once<'p> {
    word: Span,
    span: Span,
    kind: ClauseKind,
    problems: &'p mut Problems,
}

impl Once<'_> {
    fn put<'a, T>(&mut self, place: &mut Option<Said<'a, T>>, body: &'a T) {
        let Some(first) = place else {
            *place = Some(Said {
                body,
                span: self.span,
            });
            return;
        };
        let word = self.kind.word();
        self.problems.push(
            Diagnostic::new(
                Code::RepeatedClause,
                self.word,
                format!("a second `{word}`"),
            )
            .related(first.span, "the first one")
            .help(format!(
                "an offer says `{word}` once; take one of them away"
            )),
        );
    }
}

fn missing(offer: &OfferDecl, kind: ClauseKind) -> Diagnostic {
    let why = choices(kind);
    Diagnostic::new(
        Code::MissingClause,
        offer.head,
        format!("offer `{}` does not say `{}`", offer.name.text, kind.word()),
    )
    .help(why)
}

/// What there is to choose from where a compulsory clause is missing.
fn choices(kind: ClauseKind) -> &'static str {
    match kind {
        ClauseKind::Available => {
            "say when it takes new enrollments: `available from 2026-01-01 through 2026-06-30`, \
             `available from 2026-01-01 before 2026-07-01`, `available from 2026-01-01` or \
             `available always`"
        }
        ClauseKind::Eligible => {
            "say who may have it: `eligible everyone` or `eligible when account.market = \"US\"`"
        }
        ClauseKind::Enroll => {
            "say how an account comes to it: `enroll on registered, once`, `enroll on activated, \
             at most 3 times, one at a time` (or `side by side`), `enroll on first charge` or \
             `enroll automatically`"
        }
        ClauseKind::Issue => {
            "say what it gives, and when: `issue 100 USD when spend reaches 200 USD, at once`, \
             `issue 5 USD every 50 USD of spend, …`, `issue 100 USD on activated, …`, \
             `issue 100 USD at enrollment, …`, `issue 5% of spend at close of spend, …`, \
             `issue every tier of spend { … }, …` or `issue highest tier of spend { … }, …`"
        }
        ClauseKind::Apply => {
            "say what the credit pays for: `apply forward to charge`; it never pays for what accrued \
             before it was issued"
        }
        ClauseKind::Expire => {
            "say when credit that is left is gone: `expire 60 days after issue`, `expire at end of \
             month`, `expire on 2026-12-31` or `expire never`"
        }
        ClauseKind::Earns
        | ClauseKind::Table
        | ClauseKind::Measure
        | ClauseKind::Limit
        | ClauseKind::Clawback
        | ClauseKind::Revoke
        | ClauseKind::Exclusive
        | ClauseKind::DrawOrder => "",
    }
}
