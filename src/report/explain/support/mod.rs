//! The facts with dates in the program's zone, for whoever answers a customer.

mod phrases;

use crate::base::Sources;
use crate::explain::{
    ChargeExplanation, CountedBy, CreditExplanation, CreditVerdict, Earning, Effect,
    EnrollmentAnswer, EventExplanation, Explanation, LifeStep, OfferExplanation, Overview,
    ReasonCode, RefundOf, Standing,
};
use crate::program::Origin;

use super::conditions;
use super::words::{Words, length, wrapped};
use crate::explain::EnrollmentReason;
use crate::explain::fact::seconds;

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
        for effect in &charge.effects {
            text.push_str(&self.effect(effect, 0));
        }
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
            text.push_str(&wrapped(&format!("accrued from {}", words.date(since)), 2, 2));
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
            text.push_str(&wrapped(&words.supposed(supposed, &format!("the {kind}")), 2, 2));
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
        let clause = source.slice(span);
        let clause: Vec<&str> = clause.split_whitespace().collect();
        let place = source.position(span.start);
        let text = format!("{}:{}: {}", source.name, place.line, clause.join(" "));
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

    fn event(&self, event: &EventExplanation) -> String {
        let words = &self.words;
        let mut text = wrapped(
            &format!(
                "{} {} on {}",
                words.event(event.kind),
                event.id,
                words.date(event.at)
            ),
            0,
            2,
        );
        if event.came > event.at {
            let late = length(seconds(event.at, event.came));
            text.push_str(&wrapped(
                &format!("came late: on {}, {late} later", words.date(event.came)),
                2,
                2,
            ));
        }
        if event.was_closed {
            text.push_str(&wrapped("the account had closed before it", 2, 2));
        }
        for effect in &event.effects {
            text.push_str(&self.effect(effect, 2));
        }
        text
    }

    fn effect(&self, effect: &Effect, indent: usize) -> String {
        let words = &self.words;
        let (said, clause) = match effect {
            Effect::Refund(refund) => return self.refund(refund),
            Effect::Adjusted { amount } => (
                format!(
                    "corrected past billing by {}, which is not credit",
                    words.money(*amount)
                ),
                None,
            ),
            Effect::Enrollment(answer) => return self.answer(answer, indent),
            Effect::Counted(counted) => (self.counted(counted), counted.clause),
            Effect::NotCounted(not) => (words.not_counted(not), not.clause),
            Effect::Earning(earning) => return self.earning(earning, indent),
            Effect::Credit(step) => (self.step(step), step.clause),
            Effect::NoEffect => ("changed nothing".to_owned(), None),
        };
        let mut text = wrapped(&said, indent, 2);
        if let Effect::NotCounted(not) = effect
            && let Some(asked) = not.conditions()
        {
            text.push_str(&conditions::lines(words, asked, indent + 2));
        }
        text.push_str(&self.place(clause, indent + 2));
        text
    }

    fn counted(&self, counted: &CountedBy) -> String {
        let words = &self.words;
        let needed = counted.needed.as_ref();
        let needed = needed.map_or_else(String::new, |needed| {
            format!(" of {}", words.reading(needed))
        });
        format!(
            "{} of {} then stood at {}{needed}",
            words.measure(counted.version, counted.measure),
            words.version(counted.version),
            words.reading(&counted.value)
        )
    }

    /// What happened to a credit.
    fn step(&self, step: &LifeStep) -> String {
        let words = &self.words;
        let amount = words.money(step.amount);
        let by = step.event.as_ref().map_or_else(String::new, |by| format!(" `{by}`"));
        let of = step.charge.as_deref().unwrap_or_default();
        let left = step.left.map_or_else(String::new, |left| {
            format!(", {} left", words.money(left))
        });
        let credit = words.credit(step.credit);
        match step.code {
            ReasonCode::Paid => format!("{credit} paid {amount} of{by}{left}"),
            ReasonCode::Restored => {
                format!("{amount} of `{of}` went back to {credit} by{by}{left}")
            }
            ReasonCode::Forfeited => {
                format!("{amount} of `{of}` returned by{by} and forfeited by {credit}")
            }
            ReasonCode::Expired => format!("{amount} of {credit} expired"),
            ReasonCode::AccountClosed => format!("{amount} of {credit} ended with the account"),
            ReasonCode::ClawedBack => format!("{amount} of {credit} taken back by{by}"),
            _ => format!("{amount} of {credit} revoked by{by}"),
        }
    }

    fn credit(&self, credit: &CreditExplanation) -> String {
        let words = &self.words;
        let state = match credit.state {
            ReasonCode::Active => format!("{} left", words.money(credit.left)),
            state => state.as_str().replace('_', " "),
        };
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

    /// What a rule came to, and what became of that.
    fn earning(&self, earning: &Earning, indent: usize) -> String {
        let words = &self.words;
        let amount = earning.amount.map_or_else(String::new, |amount| {
            format!(" {}", words.money(amount))
        });
        let by = match &earning.event {
            Some(event) => format!(" by `{event}`"),
            None => " when its window closed".to_owned(),
        };
        let earned = format!(
            "{}: earned{amount}{by} on {}",
            words.version(earning.version),
            words.date(earning.at)
        );
        let mut text = wrapped(&earned, indent, 2);
        text.push_str(&wrapped(&words.fate(&earning.fate), indent + 2, 2));
        text.push_str(&self.place(earning.clause.or(earning.earned_by), indent + 2));
        text
    }

    fn offer(&self, offer: &OfferExplanation) -> String {
        let words = &self.words;
        let mut text = wrapped(
            &format!("{}: {}", words.offer(offer.offer), words.title_of(offer.offer)),
            0,
            2,
        );
        text.push_str(&self.answer(&offer.enrollment, 2));
        const SHOWN: usize = 5;
        let others = offer.other_answers.iter();
        for answer in others.take(SHOWN) {
            text.push_str(&self.answer(answer, 2));
        }
        if offer.other_answers.len() > SHOWN {
            let more = offer.other_answers.len() - SHOWN;
            text.push_str(&wrapped(&format!("and asked {more} times more"), 2, 2));
        }
        for standing in &offer.standings {
            text.push_str(&self.standing(standing));
        }
        for earning in &offer.earnings {
            text.push_str(&self.earning(earning, 2));
        }
        text
    }

    fn answer(&self, answer: &EnrollmentAnswer, indent: usize) -> String {
        let words = &self.words;
        let version = words.version(answer.version);
        let on = match (&answer.event, answer.at) {
            (Some(event), Some(at)) => format!(" (`{event}`, {})", words.date(at)),
            (None, Some(at)) => format!(" ({})", words.date(at)),
            (_, None) => String::new(),
        };
        let said = format!("{version}{on}: {}", words.enrollment(&answer.reason));
        let mut text = wrapped(&said, indent, 2);
        if let Some(asked) = conditions_of(&answer.reason) {
            text.push_str(&conditions::lines(words, asked, indent + 2));
        }
        if let Some(supposed) = &answer.supposed {
            text.push_str(&wrapped(&words.supposed(supposed, "it"), indent + 2, 2));
        }
        if !answer.is_enrolled() {
            text.push_str(&self.place(answer.clause, indent + 2));
        }
        text
    }

    fn standing(&self, standing: &Standing) -> String {
        let words = &self.words;
        let name = standing.measure.map_or_else(String::new, |measure| {
            words.measure(standing.version, measure).to_owned()
        });
        let mut text = wrapped(&words.standing(&standing.reason, &name), 2, 2);
        if let Some(supposed) = &standing.supposed {
            text.push_str(&wrapped(&words.supposed(supposed, "it"), 4, 2));
        }
        text.push_str(&self.place(standing.clause, 4));
        text
    }

    fn overview(&self, overview: &Overview) -> String {
        let words = &self.words;
        let mut text = wrapped(
            &format!(
                "{} {} of {} in all, {} of it paid by credit",
                overview.charges,
                if overview.charges == 1 { "charge" } else { "charges" },
                words.money(overview.charged),
                words.money(overview.credited)
            ),
            0,
            2,
        );
        if !overview.scheduled.is_zero() {
            let line = format!("{} earned and not yet issued", words.money(overview.scheduled));
            text.push_str(&wrapped(&line, 0, 2));
        }
        for credit in &overview.credits {
            let state = match credit.state {
                ReasonCode::Active => format!("{} left", words.money(credit.left)),
                state => state.as_str().replace('_', " "),
            };
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
            let on = answer.at.map_or_else(String::new, |at| {
                format!(" ({})", words.date(at))
            });
            let said = words.enrollment(&answer.reason);
            text.push_str(&wrapped(&format!("{version}{on}: {said}"), 2, 2));
        }
        if overview.other_offers > 0 {
            let count = overview.other_offers;
            let noun = if count == 1 { "offer" } else { "offers" };
            text.push_str(&wrapped(&format!("{count} {noun} that no event asked for"), 2, 2));
        }
        text.push_str("ask with `--event`, `--offer` or `--credit`\n");
        text
    }
}

/// The conditions that an enrollment was asked.
fn conditions_of(reason: &EnrollmentReason) -> Option<&crate::engine::Asked> {
    match reason {
        EnrollmentReason::Enrolled { conditions } if conditions.is_empty() => None,
        EnrollmentReason::Enrolled { conditions }
        | EnrollmentReason::EnrollFilteredOut(conditions)
        | EnrollmentReason::NotEligible(conditions) => Some(conditions),
        EnrollmentReason::NeverAsked
        | EnrollmentReason::NotFirst
        | EnrollmentReason::NotAvailable { .. }
        | EnrollmentReason::AlreadyEnrolled { .. }
        | EnrollmentReason::StillRunning
        | EnrollmentReason::TooLate { .. }
        | EnrollmentReason::Exclusive { .. }
        | EnrollmentReason::Unlisted { .. }
        | EnrollmentReason::Currency { .. } => None,
    }
}
