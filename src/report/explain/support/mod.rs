//! The facts with dates in the program's zone, for whoever answers a customer.

mod effects;
mod offer;
mod phrases;
mod progress;

use crate::base::{Amount, Sources, one_line};
use crate::explain::{
    ChargeExplanation, CreditExplanation, CreditStanding, CreditVerdict, Explanation, Overview,
    RefundOf,
};
use crate::program::Origin;

use super::conditions;
use super::words::{Words, length, once_each};
use crate::explain::fact::seconds;
use crate::report::wrap::wrapped;

/// Draws an explanation as facts.
pub(super) struct Support<'a> {
    pub words: Words<'a>,
    pub sources: &'a Sources,
}

impl Support<'_> {
    pub fn text(&self, explanation: &Explanation) -> String {
        match explanation {
            Explanation::Account(overview) => self.overview(overview),
            Explanation::Charge(charge) => self.charge(charge),
            Explanation::Event(event) => self.event(event),
            Explanation::Offer(offer) => self.offer(offer),
            Explanation::Credit(credit) => self.credit(credit),
        }
    }

    fn charge(&self, charge: &ChargeExplanation) -> String {
        let mut text = self.charge_head(charge);
        for verdict in &charge.verdicts {
            text.push('\n');
            text.push_str(&self.verdict(verdict, charge));
        }
        if charge.verdicts.is_empty() {
            text.push_str("\nthe account has had no credit\n");
        }
        for refund in &charge.refunds {
            text.push('\n');
            text.push_str(&self.refund(refund));
        }
        if !charge.effects.is_empty() {
            text.push('\n');
        }
        let effects = charge.effects.iter().map(|effect| self.effect(effect, 0));
        text.extend(once_each(effects));
        if charge.was_closed {
            text.push_str(&wrapped("the account had closed before it", 0, 2));
        }
        text
    }

    /// What was billed.
    pub fn charge_head(&self, charge: &ChargeExplanation) -> String {
        let words = &self.words;
        let mut text = wrapped(
            &format!(
                "{} {}: {} on {}",
                words.event(charge.kind),
                charge.id,
                words.money(charge.amount),
                words.date(charge.at)
            ),
            0,
            2,
        );
        if let Some(since) = charge.since {
            text.push_str(&wrapped(
                &format!("accrued from {}", words.date(since)),
                2,
                2,
            ));
        }
        if charge.came > charge.at {
            let late = length(seconds(charge.at, charge.came));
            text.push_str(&wrapped(
                &format!("came late: on {}, {late} later", words.date(charge.came)),
                2,
                2,
            ));
        }
        text.push_str(&wrapped(
            &format!(
                "{} paid by credit, {} billed",
                words.money(charge.credited),
                words.money(charge.cash)
            ),
            2,
            2,
        ));
        text
    }

    fn verdict(&self, verdict: &CreditVerdict, charge: &ChargeExplanation) -> String {
        let words = &self.words;
        let mut text = wrapped(
            &format!(
                "{}: {}, issued {}, {}",
                words.credit(verdict.credit),
                words.money(verdict.amount),
                words.date(verdict.issued),
                words.expiry(verdict.expires)
            ),
            0,
            2,
        );
        text.push_str(&wrapped(&words.payment(&verdict.reason), 2, 2));
        if let crate::explain::PaymentReason::FilteredOut(asked) = &verdict.reason {
            text.push_str(&conditions::lines(words, asked, 4));
        }
        if let Some(supposed) = &verdict.supposed {
            let kind = words.event(charge.kind);
            text.push_str(&wrapped(
                &words.supposed(supposed, &format!("the {kind}")),
                2,
                2,
            ));
        }
        text.push_str(&self.place(verdict.clause, 2));
        text
    }

    /// The first line of a clause and where it stands.
    pub fn place(&self, clause: Option<Origin>, indent: usize) -> String {
        let Some((source, span)) = clause.and_then(|Origin(span)| {
            let source = self.sources.get(span.source)?;
            Some((source, span))
        }) else {
            return String::new();
        };
        let clause = one_line(source.slice(span));
        let place = source.position(span.start);
        let text = format!("{}:{}: {}", source.name, place.line, clause);
        const LONGEST: usize = 240;
        let text = match text.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{} ...", text.get(..end).unwrap_or_default()),
            None => text,
        };
        wrapped(&text, indent, 2)
    }

    fn refund(&self, refund: &RefundOf) -> String {
        let words = &self.words;
        let mut text = wrapped(
            &format!(
                "`{}` refunded {} of `{}` on {}",
                refund.event,
                words.money(refund.amount),
                refund.charge,
                words.date(refund.at)
            ),
            0,
            2,
        );
        let parts = [
            (&refund.restored, "went back to"),
            (&refund.forfeited, "was forfeited of"),
        ];
        for (credits, what) in parts {
            for (credit, amount) in credits {
                let line = format!("{} {what} {}", words.money(*amount), words.credit(*credit));
                text.push_str(&wrapped(&line, 2, 2));
            }
        }
        if refund.restored.is_empty() && refund.forfeited.is_empty() {
            text.push_str(&wrapped("no credit was returned", 2, 2));
        }
        text
    }

    /// How a credit stands, in a word or two.
    fn state(&self, state: CreditStanding, left: Amount) -> String {
        match state {
            CreditStanding::Active => format!("{} left", self.words.money(left)),
            CreditStanding::UsedUp | CreditStanding::Expired | CreditStanding::Revoked(_) => {
                state.code().as_str().replace('_', " ")
            }
        }
    }

    fn credit(&self, credit: &CreditExplanation) -> String {
        let words = &self.words;
        let state = self.state(credit.state, credit.left);
        let mut text = wrapped(
            &format!(
                "{}: {}, issued {}, {}; {state}",
                words.credit(credit.credit),
                words.money(credit.amount),
                words.date(credit.issued),
                words.expiry(credit.expires)
            ),
            0,
            2,
        );
        if let Some(earning) = &credit.earning {
            text.push_str(&self.earning(earning, 2));
        }
        for step in &credit.steps {
            let line = format!("{}  {}", words.date(step.at), self.step(step));
            text.push_str(&wrapped(&line, 2, 2));
        }
        text
    }

    fn overview(&self, overview: &Overview) -> String {
        let words = &self.words;
        let mut text = wrapped(
            &format!(
                "{} {} of {} in all, {} of it paid by credit",
                overview.charges,
                if overview.charges == 1 {
                    "charge"
                } else {
                    "charges"
                },
                words.money(overview.charged),
                words.money(overview.credited)
            ),
            0,
            2,
        );
        if !overview.scheduled.is_zero() {
            let line = format!(
                "{} earned and not yet issued",
                words.money(overview.scheduled)
            );
            text.push_str(&wrapped(&line, 0, 2));
        }
        for credit in &overview.credits {
            let state = self.state(credit.state, credit.left);
            let line = format!(
                "{}: {}, issued {}, {}; {state}",
                words.credit(credit.credit),
                words.money(credit.amount),
                words.date(credit.issued),
                words.expiry(credit.expires)
            );
            text.push_str(&wrapped(&line, 2, 2));
        }
        for (_, answer) in &overview.offers {
            let version = words.version(answer.version);
            let on = answer
                .at
                .map_or_else(String::new, |at| format!(" ({})", words.date(at)));
            let said = words.enrollment(&answer.reason);
            text.push_str(&wrapped(&format!("{version}{on}: {said}"), 2, 2));
        }
        if overview.other_offers > 0 {
            let count = overview.other_offers;
            let noun = if count == 1 { "offer" } else { "offers" };
            text.push_str(&wrapped(
                &format!("{count} {noun} that no event asked for"),
                2,
                2,
            ));
        }
        text.push_str("ask with `--event`, `--offer` or `--credit`\n");
        text
    }
}
