//! What an explanation other than a charge's consists of, as JSON.

use crate::base::Amount;
use crate::engine::CreditId;
use crate::explain::{
    CreditExplanation, Earning, Effect, EnrollmentAnswer, EventExplanation, Fact, LifeStep,
    OfferExplanation, Overview, ReasonCode, RefundOf, Standing,
};

use super::{Json, Members, Writer, count, text};

impl Writer<'_> {
    pub(super) fn refund(&self, refund: &RefundOf) -> Members {
        let parts = |parts: &[(CreditId, Amount)]| {
            let parts = parts.iter().map(|(credit, amount)| {
                Json::Object(vec![
                    ("credit", text(self.words.credit(*credit))),
                    ("amount", self.amount(*amount)),
                ])
            });
            Json::List(parts.collect())
        };
        vec![
            ("code", text(ReasonCode::Refunded.as_str())),
            ("event", text(&refund.event)),
            ("charge", text(&refund.charge)),
            ("at", text(refund.at)),
            ("amount", self.amount(refund.amount)),
            ("restored", parts(&refund.restored)),
            ("forfeited", parts(&refund.forfeited)),
        ]
    }

    pub(super) fn effects(&self, effects: &[Effect]) -> Json {
        let effects = effects
            .iter()
            .map(|effect| Json::Object(self.effect(effect)));
        Json::List(effects.collect())
    }

    pub(super) fn effect(&self, effect: &Effect) -> Members {
        match effect {
            Effect::Refund(refund) => self.refund(refund),
            Effect::Adjusted { amount } => {
                self.reason(ReasonCode::Adjusted, &[("amount", Fact::Money(*amount))])
            }
            Effect::Enrollment(answer) => self.answer(answer),
            Effect::Counted(it) => {
                let mut facts = vec![("value", Fact::Reading(it.value.clone()))];
                let needed = it.needed.clone();
                facts.extend(needed.map(|needed| ("needed", Fact::Reading(needed))));
                let mut members = self.version(it.version);
                members.push(("measure", text(self.words.measure(it.version, it.measure))));
                members.extend(self.reason(ReasonCode::Counted, &facts));
                members.extend(self.clause(it.clause));
                members
            }
            Effect::NotCounted(it) => {
                let mut members = self.version(it.version);
                members.push(("measure", text(self.words.measure(it.version, it.measure))));
                members.extend(self.reason(it.code(), &it.facts()));
                members.extend(self.clause(it.clause));
                members
            }
            Effect::Earning(earning) => self.earning(earning),
            Effect::Credit(step) => self.step(step),
            Effect::NoEffect => self.reason(ReasonCode::NoEffect, &[]),
        }
    }

    pub(super) fn answer(&self, answer: &EnrollmentAnswer) -> Members {
        let mut members = self.version(answer.version);
        members.extend(answer.event.as_ref().map(|event| ("event", text(event))));
        members.extend(answer.at.map(|at| ("at", text(at))));
        members.extend(self.reason(answer.reason.code(), &answer.reason.facts()));
        members.extend(self.clause(answer.clause));
        members.extend(self.supposed(answer.supposed.as_ref()));
        members
    }

    pub(super) fn earning(&self, earning: &Earning) -> Members {
        let mut members = self.version(earning.version);
        members.push(("fired", text(earning.at)));
        members.extend(earning.event.as_ref().map(|event| ("event", text(event))));
        members.extend(earning.amount.map(|amount| ("earned", self.amount(amount))));
        members.extend(self.reason(earning.fate.code(), &earning.fate.facts()));
        members.extend(self.clause(earning.clause));
        members
    }

    pub(super) fn step(&self, step: &LifeStep) -> Members {
        let mut facts = vec![("amount", Fact::Money(step.amount))];
        facts.extend(step.left.map(|left| ("left", Fact::Money(left))));
        facts.extend(
            step.charge
                .clone()
                .map(|charge| ("charge", Fact::Text(charge))),
        );
        let mut members = vec![("credit", text(self.words.credit(step.credit)))];
        members.push(("at", text(step.at)));
        members.extend(step.event.as_ref().map(|event| ("event", text(event))));
        members.extend(self.reason(step.change.code(), &facts));
        members.extend(self.clause(step.clause));
        members
    }

    pub(super) fn standing(&self, standing: &Standing) -> Json {
        let mut members = self.version(standing.version);
        let measure = standing.measure;
        members.extend(measure.map(|measure| {
            (
                "measure",
                text(self.words.measure(standing.version, measure)),
            )
        }));
        members.extend(self.reason(standing.reason.code(), &standing.reason.facts()));
        members.extend(self.clause(standing.clause));
        members.extend(self.supposed(standing.supposed.as_ref()));
        Json::Object(members)
    }

    pub(super) fn offer(&self, offer: &OfferExplanation) -> Json {
        let others = offer.other_answers.iter();
        let others = others.map(|answer| Json::Object(self.answer(answer)));
        let standings = offer.standings.iter().map(|it| self.standing(it));
        let earnings = offer.earnings.iter();
        let earnings = earnings.map(|earning| Json::Object(self.earning(earning)));
        Json::Object(vec![
            ("offer", text(self.words.offer(offer.offer))),
            ("title", text(self.words.title_of(offer.offer))),
            ("account_closed", Json::Flag(offer.is_closed)),
            ("enrollment", Json::Object(self.answer(&offer.enrollment))),
            ("other_answers", Json::List(others.collect())),
            ("standings", Json::List(standings.collect())),
            ("earnings", Json::List(earnings.collect())),
        ])
    }

    pub(super) fn event(&self, event: &EventExplanation) -> Json {
        Json::Object(vec![
            ("id", text(&event.id)),
            ("type", text(self.words.event(event.kind))),
            ("at", text(event.at)),
            ("came", text(event.came)),
            ("account_closed", Json::Flag(event.was_closed)),
            ("effects", self.effects(&event.effects)),
        ])
    }

    pub(super) fn credit(&self, credit: &CreditExplanation) -> Json {
        let mut members = vec![("credit", text(self.words.credit(credit.credit)))];
        members.extend(self.version(credit.version));
        members.push(("issued", text(credit.issued)));
        members.extend(credit.expires.map(|expires| ("expires", text(expires))));
        members.push(("amount", self.amount(credit.amount)));
        members.push(("left", self.amount(credit.left)));
        members.push(("code", text(credit.state.code().as_str())));
        let earning = credit.earning.as_ref();
        members.extend(earning.map(|it| ("earning", Json::Object(self.earning(it)))));
        let steps = credit.steps.iter().map(|it| Json::Object(self.step(it)));
        members.push(("steps", Json::List(steps.collect())));
        Json::Object(members)
    }

    pub(super) fn overview(&self, overview: &Overview) -> Json {
        let credits = overview.credits.iter().map(|credit| {
            let mut members = vec![("credit", text(self.words.credit(credit.credit)))];
            members.extend(self.version(credit.version));
            members.push(("issued", text(credit.issued)));
            members.extend(credit.expires.map(|expires| ("expires", text(expires))));
            members.push(("amount", self.amount(credit.amount)));
            members.push(("left", self.amount(credit.left)));
            members.push(("code", text(credit.state.code().as_str())));
            Json::Object(members)
        });
        let offers = overview.offers.iter();
        let offers = offers.map(|(_, answer)| Json::Object(self.answer(answer)));
        Json::Object(vec![
            ("opened", text(overview.opened)),
            ("closed", Json::Flag(overview.is_closed)),
            ("charges", count(overview.charges)),
            ("charged", self.amount(overview.charged)),
            ("credited", self.amount(overview.credited)),
            ("scheduled", self.amount(overview.scheduled)),
            ("credits", Json::List(credits.collect())),
            ("offers", Json::List(offers.collect())),
            ("other_offers", count(overview.other_offers)),
        ])
    }
}
