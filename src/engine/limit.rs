//! Limits on what one account is issued under an offer (section 4, "Limits").

use crate::base::{Amount, Instant, Period};
use crate::program::{Limit, LimitKind, Overshoot};

use super::account::{OfferRecord, PeriodRecord};
use super::lists::push_tightly;
use super::plan::PlanCalendar;
use super::reward::Terms;

/// What of an amount the limits let through, and which of them said so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cut {
    /// Nothing is a refusal.
    pub amount: Amount,
    /// The place of the clause that decided; none where the whole amount is let through.
    pub by: Option<usize>,
}

/// What of an amount the limits let through. A refusal wins over a reduction, and of several reductions the
/// least is paid.
pub(super) fn cut(
    limits: &[Limit],
    terms: Terms<'_>,
    issued: Option<&OfferRecord>,
    amount: Amount,
    now: Instant,
) -> Cut {
    let refused = |by| Cut {
        amount: Amount::ZERO,
        by: Some(by),
    };
    let mut least = Cut { amount, by: None };
    for (place, limit) in limits.iter().enumerate() {
        let (issued_so_far, credits_so_far) = so_far(issued, limit.per, now);
        match limit.kind {
            LimitKind::Credits(count) => {
                if credits_so_far >= count {
                    return refused(place);
                }
            }
            LimitKind::Money(bound, then) => {
                let left = terms.amount(bound).less(issued_so_far);
                match then {
                    Overshoot::Refuse if amount > left => return refused(place),
                    Overshoot::Reduce if least.amount > left => {
                        least = Cut {
                            amount: left,
                            by: Some(place),
                        };
                    }
                    Overshoot::Refuse | Overshoot::Reduce => {}
                }
            }
        }
    }
    least
}

/// Amount and number of credits issued so far, in all or in the current period.
pub(super) fn so_far(
    issued: Option<&OfferRecord>,
    per: Option<Period>,
    now: Instant,
) -> (Amount, u64) {
    let Some(record) = issued else {
        return (Amount::ZERO, 0);
    };
    let Some(period) = per else {
        return (record.issued, u64::from(record.credits));
    };
    record
        .periods
        .iter()
        .find(|other| other.period == period && other.contains(now))
        .map_or((Amount::ZERO, 0), |current| {
            (current.issued, current.credits)
        })
}

/// Counts a credit that is issued now.
pub(super) fn record(
    calendar: &PlanCalendar,
    record: &mut OfferRecord,
    periods: &[Period],
    amount: Amount,
    now: Instant,
) {
    record.credits = record.credits.saturating_add(1);
    record.issued = record.issued.plus(amount);
    for period in periods {
        let fresh = || {
            let (start, end) = calendar.period(*period, now);
            PeriodRecord {
                period: *period,
                start,
                end,
                credits: 0,
                issued: Amount::ZERO,
            }
        };
        let place = match record
            .periods
            .iter()
            .position(|other| other.period == *period)
        {
            Some(place) => place,
            None => {
                push_tightly(&mut record.periods, fresh());
                record.periods.len() - 1
            }
        };
        if let Some(current) = record.periods.get_mut(place) {
            if !current.contains(now) {
                *current = fresh();
            }
            current.credits = current.credits.saturating_add(1);
            current.issued = current.issued.plus(amount);
        }
    }
}

impl PeriodRecord {
    fn contains(&self, instant: Instant) -> bool {
        self.start <= instant && instant < self.end
    }
}
