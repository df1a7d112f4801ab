//! How credit pays for a charge (section 5).

use onward::base::Instant;
use onward::engine::{Outcome, Value};
use onward::program::{FieldId, InProgress};

use super::account::{Account, Payment};
use super::exact::{Exact, floor, money, percent, share, whole};

/// A charge that spans `start` to `at`, or happens at `at`.
#[derive(Clone, Copy)]
struct Charge {
    event: usize,
    amount: i128,
    start: Option<Instant>,
    at: Instant,
}

impl Account<'_> {
    pub fn apply(&mut self, event: usize, amount: FieldId, since: Option<FieldId>) {
        let past = &self.history[event];
        let start = since.and_then(|since| {
            let Value::Instant(start) = past.event.value(since) else {
                return None;
            };
            Some(*start)
        });
        let charge = Charge {
            event,
            amount: self.money_of(event, amount),
            start,
            at: past.event.at,
        };
        for credit in self.drawn_for(charge) {
            let pays = self.pays(credit, charge);
            if pays > 0 {
                self.pay(credit, charge, pays);
            }
        }
    }

    /// The credits that are active for the charge and that it matches, in the order of drawing.
    fn drawn_for(&self, charge: Charge) -> Vec<usize> {
        let mut drawn: Vec<usize> = (0..self.credits.len())
            .filter(|credit| self.is_active(*credit, charge.at) && self.covers(*credit, charge))
            .collect();
        drawn.sort_by_key(|credit| {
            let credit = &self.credits[*credit];
            let draw_order = self.program.versions[credit.version.index()].draw_order;
            let never_last = (credit.expires.is_none(), credit.expires);
            (draw_order, never_last, credit.issued)
        });
        drawn
    }

    fn is_active(&self, credit: usize, at: Instant) -> bool {
        let credit = &self.credits[credit];
        let expires_after = |instant| credit.expires.is_none_or(|expires| instant < expires);
        credit.issued <= at && expires_after(at) && expires_after(self.clock) && !credit.revoked
    }

    fn covers(&self, credit: usize, charge: Charge) -> bool {
        let version = &self.program.versions[self.credits[credit].version.index()];
        self.matches(&version.apply.event, charge.event)
    }

    fn pays(&self, credit: usize, charge: Charge) -> i128 {
        let payments = &self.history[charge.event].payments;
        let paid_by_all: i128 = payments.iter().map(|payment| payment.amount).sum();
        let offer = self.credits[credit].id.offer;
        let paid_by_offer: i128 = payments
            .iter()
            .filter(|payment| self.credits[payment.credit].id.offer == offer)
            .map(|payment| payment.amount)
            .sum();
        let eligible = self.eligible_amount(credit, charge);
        let allowance = self.allowance(credit, eligible) - whole(paid_by_offer);
        (eligible - paid_by_all)
            .min(self.credits[credit].remaining)
            .min(floor(&allowance))
    }

    /// What of the charge the credit may pay at most: of one that began before the issue, nothing or
    /// the share that accrued since.
    fn eligible_amount(&self, credit: usize, charge: Charge) -> i128 {
        let credit = &self.credits[credit];
        let apply = &self.program.versions[credit.version.index()].apply;
        match (charge.start, apply.in_progress) {
            (Some(start), InProgress::Excluded) if start < credit.issued => 0,
            (Some(start), InProgress::Prorated) if start < credit.issued => {
                let live = charge.at.nanoseconds_since(credit.issued);
                let all = charge.at.nanoseconds_since(start);
                floor(&share(charge.amount, live, all))
            }
            (_, InProgress::Excluded | InProgress::Prorated) => charge.amount,
        }
    }

    /// `covering P%` of the eligible amount, and `at most MONEY per` charge.
    fn allowance(&self, credit: usize, eligible: i128) -> Exact {
        let credit = &self.credits[credit];
        let apply = &self.program.versions[credit.version.index()].apply;
        let mut allowance = whole(eligible);
        if let Some(covering) = apply.covering {
            allowance *= percent(self.percent(covering, credit.enrollment));
        }
        if let Some(most) = apply.at_most {
            allowance = allowance.min(whole(self.amount(most, credit.enrollment)));
        }
        allowance
    }

    fn pay(&mut self, number: usize, charge: Charge, amount: i128) {
        let credit = &mut self.credits[number];
        credit.remaining -= amount;
        let outcome = Outcome::Applied {
            version: credit.version,
            credit: credit.id,
            amount: money(amount),
            remaining: money(credit.remaining),
        };
        self.history[charge.event].payments.push(Payment {
            credit: number,
            amount,
            returned: 0,
        });
        self.write(outcome);
    }
}
