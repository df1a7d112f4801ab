//! When is credit gone, how much may there be, and who loses it: `expire`, `limit`, `clawback`,
//! `revoke`, `draw order`.

use crate::base::{Code, Diagnostic};
use crate::program::{
    Clawback, Counting, EventFilter, Expiry, IssueRule, Limit, LimitKind, MeasureId, Overshoot,
    Trigger,
};
use crate::syntax::tree::{
    self, ClauseKind, ClawbackDecl, ExpireDecl, LimitDecl, OvershootDecl, Spanned,
};

use super::clauses::{Clauses, Said};
use super::scope::OfferScope;
use super::{amounts, bounds, enroll, moments, predicate};

/// The draw order where none is said.
pub const DRAW_ORDER: u16 = 100;
const LAST_DRAW_ORDER: u64 = 1_000;

pub fn check_expire(scope: &mut OfferScope<'_, '_>, decl: &ExpireDecl) -> Option<Expiry> {
    let calendar = scope.declarations.calendar;
    let through = |date: &Spanned<crate::base::Date>| moments::through(calendar, date.value);
    match decl {
        ExpireDecl::AfterIssue {
            after,
            end_of_day,
            no_later,
        } => Some(Expiry::AfterIssue {
            after: moments::duration(after, scope.problems)?,
            end_of_day: *end_of_day,
            no_later: no_later.as_ref().map(through),
        }),
        ExpireDecl::AtEndOf { period, no_later } => Some(Expiry::AtEndOf {
            period: *period,
            no_later: no_later.as_ref().map(through),
        }),
        ExpireDecl::On(date) => Some(Expiry::At(through(date))),
        ExpireDecl::Never => Some(Expiry::Never),
    }
}

pub fn check_limits(
    scope: &mut OfferScope<'_, '_>,
    said: &[Said<'_, LimitDecl>],
) -> Option<Vec<Limit>> {
    if let Some(last) = said.last() {
        bounds::list(
            said.len(),
            bounds::LIMITS,
            "limits",
            last.span,
            scope.problems,
        );
    }
    let limits: Vec<Option<Limit>> = said.iter().map(|said| limit(scope, said.body)).collect();
    limits.into_iter().collect()
}

fn limit(scope: &mut OfferScope<'_, '_>, decl: &LimitDecl) -> Option<Limit> {
    match decl {
        LimitDecl::Money { amount, per, then } => {
            let amount = amounts::positive_money(scope, amount, "a limit")?;
            let then = match then {
                OvershootDecl::Reduce => Overshoot::Reduce,
                OvershootDecl::Refuse => Overshoot::Refuse,
            };
            Some(Limit {
                kind: LimitKind::Money(amount, then),
                per: *per,
            })
        }
        LimitDecl::Credits { count, per } => {
            let count = enroll::count(scope, count, "credits")?;
            Some(Limit {
                kind: LimitKind::Credits(count),
                per: *per,
            })
        }
    }
}

pub fn check_revokes(
    scope: &mut OfferScope<'_, '_>,
    said: &[Said<'_, tree::EventFilter>],
) -> Option<Vec<EventFilter>> {
    if let Some(last) = said.last() {
        bounds::list(
            said.len(),
            bounds::REVOKES,
            "`revoke` clauses",
            last.span,
            scope.problems,
        );
    }
    let events: Vec<Option<EventFilter>> = said
        .iter()
        .map(|said| {
            let found = predicate::event_filter(scope, said.body)?;
            let written = &said.body.event;
            enroll::does_not_close(scope, found.event, written, "is revoked").then_some(found)
        })
        .collect();
    events.into_iter().collect()
}

/// The clawback: said where a `net of` measure decides a rule, and nowhere else.
pub fn check_clawback(
    scope: &mut OfferScope<'_, '_>,
    clauses: &Clauses<'_>,
    rules: Option<&[IssueRule]>,
) -> Option<Clawback> {
    // Without all rules it cannot be told where the clause belongs.
    let rules = rules?;
    let offer = scope.offer;
    if offer.broken.contains(&ClauseKind::Issue) {
        return None;
    }
    let deciding = deciding_measure(scope, rules);
    match (deciding, clauses.clawback) {
        (Some(_), Some(said)) => Some(match said.body.value {
            ClawbackDecl::None => Clawback::None,
            ClawbackDecl::Unspent => Clawback::Unspent,
        }),
        (None, None) => Some(Clawback::None),
        (Some(measure), None) => {
            if offer.broken.contains(&ClauseKind::Clawback) {
                return None;
            }
            let found = scope.measures.get(measure)?;
            let (name, place) = (found.name.clone(), found.origin.0);
            scope.report(
                Diagnostic::new(
                    Code::MissingClawback,
                    offer.head,
                    format!("offer `{}` does not say `clawback`", offer.name.text),
                )
                .related(place, "a refund takes back what this counted")
                .help(format!(
                    "say what happens to credit already issued when `{name}` falls below its \
                     threshold: `clawback none`, it is kept, or `clawback unspent`, what is left of it \
                     is revoked"
                )),
            );
            None
        }
        (None, Some(said)) => {
            scope.report(
                Diagnostic::new(
                    Code::NeedlessClawback,
                    said.span,
                    "`clawback` has no place here: no refund can undo what was earned",
                )
                .help(
                    "it belongs to offers where a measure `net of` a reversal decides a `reaches` or a \
                     tier rule; leave it out",
                ),
            );
            None
        }
    }
}

/// The first measure `net of` a reversal that decides a `reaches` or tier rule.
fn deciding_measure(scope: &OfferScope<'_, '_>, rules: &[IssueRule]) -> Option<MeasureId> {
    let net = |id: &MeasureId| {
        let measure = scope.measures.get(*id);
        measure.is_some_and(|measure| measure.counting == Counting::Net)
    };
    rules.iter().find_map(|rule| match &rule.trigger {
        Trigger::Reaches { conditions, .. } => conditions
            .iter()
            .map(|condition| condition.measure)
            .find(net),
        Trigger::EveryTier { measure, .. } | Trigger::HighestTier { measure, .. } => {
            Some(*measure).filter(net)
        }
        Trigger::Every { .. }
        | Trigger::On { .. }
        | Trigger::AtEnrollment { .. }
        | Trigger::AtClose { .. } => None,
    })
}

pub fn check_draw_order(
    scope: &mut OfferScope<'_, '_>,
    said: Option<Said<'_, Spanned<u64>>>,
) -> Option<u16> {
    let Some(said) = said else {
        return Some(DRAW_ORDER);
    };
    let order = said.body.value;
    if order <= LAST_DRAW_ORDER {
        return u16::try_from(order).ok();
    }
    scope.report(
        Diagnostic::new(
            Code::DrawOrderOutOfRange,
            said.body.span,
            format!("draw order {order} is beyond 1000"),
        )
        .help(
            "a draw order is a whole number from 0, drawn first, to 1000; 100 where it is not said",
        ),
    );
    None
}
