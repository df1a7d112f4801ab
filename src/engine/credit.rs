//! A credit comes into being, is put away when spent, and is taken back (sections 4 to 6).

use thin_vec::ThinVec;

use crate::base::{Amount, Instant};
use crate::program::{Expiry, RefundPolicy, VersionId};

use super::account::Credit;
use super::due::{Due, DueKind};
use super::entry::{CreditId, CreditRefusal, Outcome, Revocation};
use super::limit::{self, Cut};
use super::lists::push_tightly;
use super::plan::PlanCalendar;
use super::reward::Terms;
use super::scene::{EnrollmentKey, Scene};
use super::trace::{Noted, Tracing};
use super::why::Ground;

/// Issues a credit of at most this amount now, or refuses it; says its number where it was issued.
pub(super) fn issue<T: Tracing>(
    scene: &mut Scene<'_, T>,
    (version, enrollment): EnrollmentKey,
    row: Option<u32>,
    amount: Amount,
) -> Option<u32> {
    match admit(scene, version, row, amount) {
        Ok((cut, expires)) => {
            note_limit(scene, version, cut.by, amount);
            let amount = cut.amount;
            let credit = create(scene, (version, enrollment), row, amount, expires)?;
            scene.write(Outcome::Issued {
                version,
                credit,
                amount,
                expires,
            });
            Some(credit.number)
        }
        Err((reason, limit)) => {
            note_limit(scene, version, limit, amount);
            scene.write(Outcome::CreditRefused { version, reason });
            None
        }
    }
}

fn note_limit<T: Tracing>(
    scene: &mut Scene<'_, T>,
    version: VersionId,
    limit: Option<usize>,
    asked: Amount,
) {
    if let Some(limit) = limit {
        scene.note(|_| Noted::Limited {
            version,
            limit,
            asked,
        });
        ground_limit(scene, version, limit, asked);
    }
}

/// Keeps what a limit counted when it decided about the next entry.
fn ground_limit<T: Tracing>(
    scene: &mut Scene<'_, T>,
    version: VersionId,
    limit: usize,
    asked: Amount,
) {
    scene.ground_entry(|scene| {
        let (terms, _) = scene.version(version)?;
        let per = terms.limits.get(limit)?.per;
        let record = scene.account.offer(terms.offer);
        let (issued, credits) = limit::so_far(record, per, scene.clock());
        Some(Ground::Limited {
            entry: scene.entries.len(),
            limit,
            asked,
            issued,
            credits,
        })
    });
}

/// The checks on a credit that is to be issued now, in their order (section 4, "Rounding"); with a refusal,
/// the limit that it follows from.
fn admit<T: Tracing>(
    scene: &Scene<'_, T>,
    version: VersionId,
    row: Option<u32>,
    amount: Amount,
) -> Result<(Cut, Option<Instant>), (CreditRefusal, Option<usize>)> {
    let zero = (CreditRefusal::Zero, None);
    let (terms, _) = scene.version(version).ok_or(zero)?;
    let now = scene.clock();
    let expires = expiry(scene.calendar(), terms.expiry, now);
    if amount.is_zero() {
        return Err(zero);
    }
    if expires.is_some_and(|expires| expires <= now) {
        return Err((CreditRefusal::ExpiresBeforeIssue, None));
    }
    let issued = scene.account.offer(terms.offer);
    let cut = limit::cut(&terms.limits, Terms::of(terms, row), issued, amount, now);
    if cut.amount.is_zero() {
        return Err((CreditRefusal::Limit, cut.by));
    }
    Ok((cut, expires))
}

/// When a credit issued now expires (section 3).
fn expiry(calendar: &PlanCalendar, expiry: Expiry, now: Instant) -> Option<Instant> {
    let capped = |instant: Instant, no_later: Option<Instant>| {
        Some(no_later.map_or(instant, |bound| bound.min(instant)))
    };
    match expiry {
        Expiry::AfterIssue {
            after,
            end_of_day,
            no_later,
        } => {
            let end = calendar.add(now, after);
            let end = if end_of_day {
                calendar.to_end_of_day(end)
            } else {
                end
            };
            capped(end, no_later)
        }
        Expiry::AtEndOf { period, no_later } => capped(calendar.period_end(period, now), no_later),
        Expiry::At(instant) => Some(instant),
        Expiry::Never => None,
    }
}

fn create<T: Tracing>(
    scene: &mut Scene<'_, T>,
    (version, enrollment): EnrollmentKey,
    row: Option<u32>,
    amount: Amount,
    expires: Option<Instant>,
) -> Option<CreditId> {
    let (terms, _) = scene.version(version)?;
    let calendar = scene.calendar();
    let now = scene.clock();
    let issue = scene.account.issued();
    let record = scene.account.offer_mut(terms.offer)?;
    limit::record(
        calendar,
        record,
        scene.plan.limit_periods(terms.offer),
        amount,
        now,
    );
    let id = CreditId {
        offer: terms.offer,
        number: record.credits,
    };
    scene.account.add_credit(Credit {
        id,
        version,
        enrollment,
        row,
        draw_order: terms.draw_order,
        issued: now,
        expires,
        issue,
        remaining: amount,
    });
    if let Some(at) = expires {
        let due = expiry_of(version, enrollment, id, at);
        scene.account.due.add(due);
    }
    Some(id)
}

fn expiry_of(version: VersionId, enrollment: u32, id: CreditId, at: Instant) -> Due {
    Due {
        at,
        kind: DueKind::Expiry,
        version,
        enrollment,
        item: id.number,
    }
}

/// Puts a credit with nothing left away: for refunds where they restore it, else for good.
pub(super) fn retire_spent<T: Tracing>(scene: &mut Scene<'_, T>, credit: Credit) {
    let restores = scene
        .version(credit.version)
        .is_some_and(|(terms, _)| terms.apply.refund == RefundPolicy::Restores);
    if restores && scene.plan.can_refund(credit.version) {
        push_tightly(&mut scene.account.rare_mut().spent, credit);
    } else {
        forget_expiry(scene, &credit);
    }
}

fn forget_expiry<T: Tracing>(scene: &mut Scene<'_, T>, credit: &Credit) {
    if let Some(at) = credit.expires {
        let due = expiry_of(credit.version, credit.enrollment, credit.id, at);
        scene.account.due.remove(&due);
    }
}

/// Revokes live credits that are chosen, by offer and number; only what was left is an entry.
pub(super) fn revoke<T: Tracing>(
    scene: &mut Scene<'_, T>,
    reason: Revocation,
    is_chosen: impl Fn(&Credit) -> bool,
) {
    let mut revoked: Vec<Credit> = Vec::new();
    let mut take = |credits: &mut ThinVec<Credit>| {
        credits.retain(|credit| {
            let is_kept = !is_chosen(credit);
            if !is_kept {
                revoked.push(credit.clone());
            }
            is_kept
        });
    };
    take(&mut scene.account.credits);
    if scene.account.rare().is_some() {
        take(&mut scene.account.rare_mut().spent);
    }
    revoked.sort_by_key(|credit| credit.id);
    for credit in revoked {
        forget_expiry(scene, &credit);
        if !credit.remaining.is_zero() {
            scene.write(Outcome::Revoked {
                version: credit.version,
                credit: credit.id,
                amount: credit.remaining,
                reason,
            });
        }
    }
}
