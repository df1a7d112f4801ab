//! Step 2: credit pays for a charge (section 5). [`judge`] decides, [`pay`] does.

use smallvec::SmallVec;

use crate::base::{Amount, Instant};
use crate::program::{Apply, InProgress, OfferId};

use super::account::{Account, Credit};
use super::charge::{Credited, Payment};
use super::entry::Outcome;
use super::event::Event;
use super::filter::{EventReader, Split, filter_holds};
use super::plan::{Plan, Spends};
use super::reward::Terms;
use super::scene::{Occasion, Scene};
use super::trace::{Noted, Topic, Tracing};
use super::why::{Ground, PaymentFacts, asked_filter};

/// A charge as credit sees it.
#[derive(Clone, Copy)]
pub(super) struct Charge<'e> {
    pub event: &'e Event<'e>,
    pub amount: Amount,
    /// The start of the accrual, where the charge has one.
    pub since: Option<Instant>,
}

/// What was already paid of the charge at hand.
#[derive(Default)]
pub(super) struct Paid {
    pub total: Amount,
    by_offer: SmallVec<[(OfferId, Amount); 2]>,
    payments: SmallVec<[Payment; 1]>,
}

/// What a credit does for a charge, and if nothing, why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Pays(Amount),
    /// Its `apply` names another event.
    OtherEvent,
    /// It was issued after the charge.
    IssuedLater,
    /// Its `where` does not hold.
    FilteredOut,
    /// The charge began to accrue before the issue.
    AccrualBegan,
    /// Nothing accrued after the issue, or all of that is paid.
    NothingEligible,
    /// `covering P%` or `at most MONEY per` charge is used up by its offer.
    AllowanceUsedUp,
}

/// Decides what one credit with something left pays of a charge.
pub(super) fn judge(
    plan: &Plan,
    account: &Account,
    credit: &Credit,
    charge: Charge<'_>,
    paid: &Paid,
) -> Verdict {
    let Some((version, version_plan)) = plan.version(credit.version) else {
        return Verdict::OtherEvent;
    };
    let apply = &version.apply;
    if apply.event.event != charge.event.kind {
        return Verdict::OtherEvent;
    }
    if credit.issued > charge.event.at {
        return Verdict::IssuedLater;
    }
    let in_full = || filter_holds(&apply.event.filter, &reader(plan, account, charge.event));
    if !version_plan.apply.holds(charge.event, in_full) {
        return Verdict::FilteredOut;
    }
    let Some(eligible) = eligible_amount(credit, charge, apply.in_progress) else {
        return Verdict::AccrualBegan;
    };
    let unpaid = eligible.less(paid.total);
    if unpaid.is_zero() {
        return Verdict::NothingEligible;
    }
    let pays = unpaid.min(credit.remaining);
    // Terms without an allowance allow all that is unpaid.
    if apply.covering.is_none() && apply.at_most.is_none() {
        return Verdict::Pays(pays);
    }
    let (covered, cap) = allowances(apply, Terms::of(version, credit.row), eligible);
    let capped = cap.map_or(covered, |cap| cap.min(covered));
    let allowance = capped.less(paid.by_offer(version.offer));
    if allowance.is_zero() {
        return Verdict::AllowanceUsedUp;
    }
    Verdict::Pays(pays.min(allowance))
}

/// `cash` and `credited` are not known yet, and `check` keeps them out of the filter of `apply`.
fn reader<'a>(plan: &'a Plan, account: &'a Account, event: &'a Event<'a>) -> EventReader<'a> {
    EventReader {
        program: plan.program(),
        account,
        event,
        split: None,
    }
}

/// What `covering P%` and `at most MONEY per` charge allow of what is eligible.
fn allowances(apply: &Apply, terms: Terms<'_>, eligible: Amount) -> (Amount, Option<Amount>) {
    let covered = apply
        .covering
        .map_or(eligible, |percent| terms.percent(percent).of(eligible));
    (covered, apply.at_most.map(|cap| terms.amount(cap)))
}

/// What the verdict on a credit turned on.
fn facts(
    plan: &Plan,
    account: &Account,
    credit: &Credit,
    charge: Charge<'_>,
    paid: &Paid,
) -> Option<PaymentFacts> {
    let (version, _) = plan.version(credit.version)?;
    let reader = reader(plan, account, charge.event);
    let eligible = eligible_amount(credit, charge, version.apply.in_progress);
    let terms = Terms::of(version, credit.row);
    let allowed = eligible.map(|eligible| allowances(&version.apply, terms, eligible));
    Some(PaymentFacts {
        left: credit.remaining,
        began: charge.since.filter(|since| *since < credit.issued),
        eligible: eligible.unwrap_or_default(),
        covered: (allowed.map(|(covered, _)| covered)).filter(|_| version.apply.covering.is_some()),
        cap: allowed.and_then(|(_, cap)| cap),
        paid_before: paid.total,
        paid_by_offer: paid.by_offer(version.offer),
        filter: asked_filter(&version.apply.event, &reader),
    })
}

/// What of the charge accrued while the credit was live; `None` where its terms exclude such a charge.
fn eligible_amount(credit: &Credit, charge: Charge<'_>, in_progress: InProgress) -> Option<Amount> {
    let began_before = charge.since.filter(|since| *since < credit.issued);
    let Some(since) = began_before else {
        return Some(charge.amount);
    };
    match in_progress {
        InProgress::Excluded => None,
        InProgress::Prorated => {
            let at = charge.event.at;
            let live = at.nanoseconds_since(credit.issued);
            Some(charge.amount.share(live, at.nanoseconds_since(since)))
        }
    }
}

impl Paid {
    fn by_offer(&self, offer: OfferId) -> Amount {
        self.by_offer
            .iter()
            .find_map(|(other, amount)| (*other == offer).then_some(*amount))
            .unwrap_or_default()
    }

    fn add(&mut self, payment: Payment) {
        let (offer, amount) = (payment.credit.offer, payment.kept);
        self.total = self.total.plus(amount);
        match self.by_offer.iter_mut().find(|(other, _)| *other == offer) {
            Some((_, sum)) => *sum = sum.plus(amount),
            None => self.by_offer.push((offer, amount)),
        }
        self.payments.push(payment);
    }
}

/// Lets active credits pay for a spending event, and notes in it what credit and cash paid.
#[inline]
pub(super) fn pay<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &mut Occasion<'_>,
    spends: Spends,
) {
    occasion.spent = occasion.event.money(spends.amount);
    if scene.account.credits.is_empty() {
        occasion.split = Some(Split {
            cash: occasion.spent,
            credited: Amount::ZERO,
        });
    } else {
        pay_by_credit(scene, occasion, spends);
    }
}

#[inline(never)]
fn pay_by_credit<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &mut Occasion<'_>,
    spends: Spends,
) {
    let (plan, event) = (scene.plan, occasion.event);
    let charge = Charge {
        event,
        amount: occasion.spent,
        since: (spends.since).and_then(|since| event.value(since).instant()),
    };
    let mut paid = Paid::default();
    let mut place = 0;
    while let Some(credit) = scene.account.credits.get(place) {
        if paid.total >= charge.amount {
            break;
        }
        let (id, version) = (credit.id, credit.version);
        let verdict = judge(plan, scene.account, credit, charge, &paid);
        scene.ground(Topic::Payments, |scene| {
            let credit = scene.account.credits.get(place)?;
            let facts = facts(plan, scene.account, credit, charge, &paid)?;
            Some(Ground::Judged {
                credit: id,
                verdict,
                facts: Box::new(facts),
            })
        });
        let Verdict::Pays(amount) = verdict else {
            scene.note(|_| Noted::Passed {
                version,
                credit: id,
                verdict,
            });
            place += 1;
            continue;
        };
        paid.add(Payment {
            credit: id,
            version,
            kept: amount,
        });
        if !draw(scene, place, amount) {
            place += 1;
        }
    }
    if scene.tracing.asks(Topic::Payments) {
        ground_unasked(scene, place);
    }
    occasion.split = Some(Split {
        cash: charge.amount.less(paid.total),
        credited: paid.total,
    });
    if spends.is_reversible && !paid.payments.is_empty() {
        occasion.for_refunds.pay(Credited {
            amount: paid.total,
            returned: Amount::ZERO,
            payments: paid.payments,
        });
    }
}

/// Keeps which credits had no turn, from a place on.
#[cold]
fn ground_unasked<T: Tracing>(scene: &mut Scene<'_, T>, place: usize) {
    let unasked = scene.account.credits.get(place..).unwrap_or(&[]).iter();
    let unasked: SmallVec<[_; 4]> = unasked.map(|credit| credit.id).collect();
    for credit in unasked {
        scene.ground(Topic::Payments, |_| Some(Ground::Unasked { credit }));
    }
}

/// Takes an amount from the credit at a place, and says whether that used it up.
fn draw<T: Tracing>(scene: &mut Scene<'_, T>, place: usize, amount: Amount) -> bool {
    let Some(credit) = scene.account.credits.get_mut(place) else {
        return false;
    };
    credit.remaining = credit.remaining.less(amount);
    let is_used_up = credit.remaining.is_zero();
    let outcome = Outcome::Applied {
        version: credit.version,
        credit: credit.id,
        amount,
        remaining: credit.remaining,
    };
    if is_used_up {
        let credit = scene.account.credits.remove(place);
        super::credit::retire_spent(scene, credit);
    }
    scene.write(outcome);
    is_used_up
}
