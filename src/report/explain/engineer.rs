//! The full ladder with codes, facts and places: for whoever keeps the offers.

use crate::engine::{EnrollmentRefusal, PaymentFacts};
use crate::explain::{
    ChargeExplanation, CreditVerdict, Effect, EnrollmentAnswer, Explanation, Fact, Facts, LifeStep,
    PaymentReason, ReasonCode,
};
use crate::program::Origin;

use super::conditions;
use super::support::Support;
use crate::report::diagnostics::{self, Color};
use crate::report::wrap::wrapped;

/// The order in which a credit is asked about a charge.
const PAYMENT_LADDER: [ReasonCode; 7] = [
    ReasonCode::OtherEvent,
    ReasonCode::IssuedLater,
    ReasonCode::FilteredOut,
    ReasonCode::AccrualBegan,
    ReasonCode::NothingAccrued,
    ReasonCode::CoveringLimit,
    ReasonCode::Paid,
];

pub fn text(support: &Support<'_>, explanation: &Explanation, color: Color) -> String {
    let mut engineer = Engineer {
        support,
        color,
        drawn: Vec::new(),
        text: String::new(),
    };
    match explanation {
        Explanation::Account(_) => return support.text(explanation),
        Explanation::Charge(charge) => engineer.charge(charge),
        Explanation::Event(event) => {
            let head = format!("event {} {}", support.words.event(event.kind), event.id);
            engineer.head(
                &head,
                &[
                    ("at", Fact::Instant(event.at)),
                    ("came", Fact::Instant(event.came)),
                    ("account_closed", Fact::Flag(event.was_closed)),
                ],
            );
            engineer.effects(&event.effects);
        }
        Explanation::Offer(offer) => {
            engineer.head(&format!("offer {}", support.words.offer(offer.offer)), &[]);
            engineer.answer(&offer.enrollment);
            for answer in &offer.other_answers {
                engineer.answer(answer);
            }
            for standing in &offer.standings {
                let name = standing.measure.map_or("", |measure| {
                    support.words.measure(standing.version, measure)
                });
                let head = format!("{} {name}", support.words.version(standing.version));
                let reason = &standing.reason;
                engineer.reason(head.trim(), reason.code(), &reason.facts());
                engineer.supposed(standing.supposed.as_ref(), "it");
                engineer.clause(standing.clause, reason.code());
            }
            for earning in &offer.earnings {
                engineer.effects(&[Effect::Earning(earning.clone())]);
            }
        }
        Explanation::Credit(credit) => {
            let head = format!("credit {}", support.words.credit(credit.credit));
            let mut facts = vec![
                ("state", Fact::Word(credit.state.code().as_str())),
                ("amount", Fact::Money(credit.amount)),
                ("left", Fact::Money(credit.left)),
                ("issued", Fact::Instant(credit.issued)),
            ];
            facts.extend(
                credit
                    .expires
                    .map(|expires| ("expires", Fact::Instant(expires))),
            );
            engineer.head(&head, &facts);
            if let Some(earning) = &credit.earning {
                engineer.effects(&[Effect::Earning(earning.clone())]);
            }
            for step in &credit.steps {
                engineer.step(step);
            }
        }
    }
    engineer.text
}

struct Engineer<'a> {
    support: &'a Support<'a>,
    color: Color,
    /// Clauses that are drawn already.
    drawn: Vec<Origin>,
    text: String,
}

impl Engineer<'_> {
    fn head(&mut self, head: &str, facts: &[(&'static str, Fact)]) {
        self.text.push_str(&wrapped(head, 0, 2));
        self.facts(facts);
    }

    fn facts(&mut self, facts: &[(&'static str, Fact)]) {
        let words = &self.support.words;
        for (name, fact) in facts {
            self.text
                .push_str(&wrapped(&format!("{name} = {}", words.fact(fact)), 4, 2));
            if let Fact::Asked(asked) = fact {
                self.text.push_str(&conditions::lines(words, asked, 6));
            }
        }
    }

    fn reason(&mut self, about: &str, code: ReasonCode, facts: &Facts) {
        let line = format!("{about} [{}] {}", code.as_str(), code.meaning());
        self.text.push('\n');
        self.text.push_str(&wrapped(line.trim(), 0, 2));
        self.facts(facts);
    }

    fn supposed(&mut self, supposed: Option<&crate::explain::Supposed>, it: &str) {
        if let Some(supposed) = supposed {
            let said = self.support.words.supposed(supposed, it);
            self.text
                .push_str(&wrapped(&format!("verified: {said}"), 4, 2));
        }
    }

    /// The clause under its words; the second time its place alone.
    fn clause(&mut self, clause: Option<Origin>, code: ReasonCode) {
        let Some(clause) = clause else { return };
        if self.drawn.contains(&clause) {
            self.text.push_str(&self.support.place(Some(clause), 4));
            return;
        }
        self.drawn.push(clause);
        self.text.push_str(&diagnostics::draw_place(
            clause.0,
            "",
            "the clause that it follows from",
            code.as_str(),
            self.support.sources,
            self.color,
        ));
    }

    fn charge(&mut self, charge: &ChargeExplanation) {
        let words = &self.support.words;
        let mut facts = vec![
            ("amount", Fact::Money(charge.amount)),
            ("at", Fact::Instant(charge.at)),
            ("came", Fact::Instant(charge.came)),
            ("credited", Fact::Money(charge.credited)),
            ("cash", Fact::Money(charge.cash)),
            ("account_closed", Fact::Flag(charge.was_closed)),
        ];
        facts.extend(
            charge
                .since
                .map(|since| ("accrued_from", Fact::Instant(since))),
        );
        self.head(
            &format!("{} {}", words.event(charge.kind), charge.id),
            &facts,
        );
        for verdict in &charge.verdicts {
            self.verdict(verdict, words.event(charge.kind));
        }
        for refund in &charge.refunds {
            self.effects(&[Effect::Refund(refund.clone())]);
        }
        self.effects(&charge.effects);
    }

    fn verdict(&mut self, verdict: &CreditVerdict, kind: &str) {
        let words = &self.support.words;
        let reason = &verdict.reason;
        self.reason(
            &words.credit(verdict.credit),
            reason.code(),
            &reason.facts(),
        );
        let mut facts = vec![("issued", Fact::Instant(verdict.issued))];
        facts.extend(
            verdict
                .expires
                .map(|expires| ("expires", Fact::Instant(expires))),
        );
        self.facts(&facts);
        if let Some(asked) = &verdict.facts {
            self.ladder(payment_ladder(reason));
            self.asked(asked, reason);
        }
        self.supposed(verdict.supposed.as_ref(), &format!("the {kind}"));
        self.clause(verdict.clause, reason.code());
    }

    /// The steps of a decision: which let the credit through, which stopped it, which was not asked.
    fn ladder(&mut self, (ladder, stopped): (Vec<&'static str>, usize)) {
        let steps = ladder.iter().enumerate().map(|(place, step)| {
            let mark = match place.cmp(&stopped) {
                std::cmp::Ordering::Less => "no",
                std::cmp::Ordering::Equal => "YES",
                std::cmp::Ordering::Greater => "not asked",
            };
            format!("{step} {mark}")
        });
        let steps: Vec<String> = steps.collect();
        self.text
            .push_str(&wrapped(&format!("asked: {}", steps.join(", ")), 4, 2));
    }

    /// What the engine had before it when it asked the credit.
    fn asked(&mut self, asked: &PaymentFacts, reason: &PaymentReason) {
        let mut facts = vec![("left_before", Fact::Money(asked.left))];
        facts.extend(asked.began.map(|began| ("began", Fact::Instant(began))));
        facts.push(("eligible", Fact::Money(asked.eligible)));
        facts.extend(
            asked
                .covered
                .map(|covered| ("covered", Fact::Money(covered))),
        );
        facts.extend(asked.cap.map(|cap| ("cap", Fact::Money(cap))));
        facts.push(("paid_before", Fact::Money(asked.paid_before)));
        facts.push(("paid_by_offer", Fact::Money(asked.paid_by_offer)));
        if !asked.filter.is_empty() && !matches!(reason, PaymentReason::FilteredOut(_)) {
            facts.push(("conditions", Fact::Asked(asked.filter.clone())));
        }
        let known = reason.facts();
        facts.retain(|(name, _)| !known.iter().any(|(other, _)| other == name));
        self.facts(&facts);
    }

    fn answer(&mut self, answer: &EnrollmentAnswer) {
        let words = &self.support.words;
        let reason = &answer.reason;
        self.reason(
            &words.version(answer.version),
            reason.code(),
            &reason.facts(),
        );
        let mut facts = Vec::new();
        facts.extend(
            answer
                .event
                .clone()
                .map(|event| ("event", Fact::Text(event))),
        );
        facts.extend(answer.at.map(|at| ("at", Fact::Instant(at))));
        self.facts(&facts);
        let refusals = EnrollmentRefusal::ALL
            .iter()
            .map(|refusal| refusal.as_str());
        let refusals: Vec<&'static str> = refusals.collect();
        let stopped = refusals
            .iter()
            .position(|word| *word == reason.code().as_str());
        if let Some(stopped) = stopped.or(answer.is_enrolled().then_some(refusals.len())) {
            self.ladder((refusals, stopped));
        }
        self.supposed(answer.supposed.as_ref(), "it");
        self.clause(answer.clause, reason.code());
    }

    fn step(&mut self, step: &LifeStep) {
        let words = &self.support.words;
        let mut facts = vec![
            ("at", Fact::Instant(step.at)),
            ("amount", Fact::Money(step.amount)),
        ];
        facts.extend(step.left.map(|left| ("left", Fact::Money(left))));
        facts.extend(step.event.clone().map(|event| ("event", Fact::Text(event))));
        facts.extend(
            step.charge
                .clone()
                .map(|charge| ("charge", Fact::Text(charge))),
        );
        self.reason(&words.credit(step.credit), step.change.code(), &facts);
        self.clause(step.clause, step.change.code());
    }

    fn effects(&mut self, effects: &[Effect]) {
        let words = &self.support.words;
        for effect in effects {
            match effect {
                Effect::Refund(refund) => {
                    let mut facts = vec![
                        ("event", Fact::Text(refund.event.clone())),
                        ("charge", Fact::Text(refund.charge.clone())),
                        ("at", Fact::Instant(refund.at)),
                        ("amount", Fact::Money(refund.amount)),
                    ];
                    let parts = refund.restored.iter().map(|part| ("restored", part));
                    let parts = parts.chain(refund.forfeited.iter().map(|it| ("forfeited", it)));
                    for (what, (credit, amount)) in parts {
                        facts.push((what, Fact::Money(*amount)));
                        facts.push(("credit", Fact::Credit(*credit)));
                    }
                    self.reason("", ReasonCode::Refunded, &facts);
                }
                Effect::Adjusted { amount } => {
                    let facts = vec![("amount", Fact::Money(*amount))];
                    self.reason("", ReasonCode::Adjusted, &facts);
                }
                Effect::Enrollment(answer) => self.answer(answer),
                Effect::Counted(counted) => {
                    let name = words.measure(counted.version, counted.measure);
                    let about = format!("{} {name}", words.version(counted.version));
                    let mut facts = vec![("value", Fact::Reading(counted.value.clone()))];
                    let needed = counted.needed.clone();
                    facts.extend(needed.map(|needed| ("needed", Fact::Reading(needed))));
                    self.reason(&about, ReasonCode::Counted, &facts);
                    self.clause(counted.clause, ReasonCode::Counted);
                }
                Effect::NotCounted(not) => {
                    let name = words.measure(not.version, not.measure);
                    let about = format!("{} {name}", words.version(not.version));
                    self.reason(&about, not.code(), &not.facts());
                    self.clause(not.clause, not.code());
                }
                Effect::Earning(earning) => {
                    let code = earning.fate.code();
                    let mut facts = vec![("fired", Fact::Instant(earning.at))];
                    facts.extend(
                        earning
                            .event
                            .clone()
                            .map(|event| ("event", Fact::Text(event))),
                    );
                    facts.extend(earning.amount.map(|amount| ("earned", Fact::Money(amount))));
                    facts.extend(earning.fate.facts());
                    self.reason(&words.version(earning.version), code, &facts);
                    self.clause(earning.clause, code);
                }
                Effect::Credit(step) => self.step(step),
                Effect::NoEffect => self.reason("", ReasonCode::NoEffect, &Vec::new()),
            }
        }
    }
}

/// The ladder of a credit and a charge, and where it stopped.
fn payment_ladder(reason: &PaymentReason) -> (Vec<&'static str>, usize) {
    // One step of the ladder has two codes.
    let same = |step: ReasonCode| match reason {
        PaymentReason::AccruedPartPaid { .. } => step == ReasonCode::NothingAccrued,
        PaymentReason::ChargeCap { .. } => step == ReasonCode::CoveringLimit,
        PaymentReason::Paid { .. }
        | PaymentReason::EarnedByThisCharge
        | PaymentReason::IssuedLater { .. }
        | PaymentReason::Expired { .. }
        | PaymentReason::UsedUp { .. }
        | PaymentReason::Revoked { .. }
        | PaymentReason::OtherEvent { .. }
        | PaymentReason::FilteredOut(_)
        | PaymentReason::AccrualBegan { .. }
        | PaymentReason::NothingAccrued { .. }
        | PaymentReason::CoveringLimit { .. }
        | PaymentReason::NothingLeftToPay
        | PaymentReason::ZeroCharge => step == reason.code(),
    };
    let words = PAYMENT_LADDER.iter().map(|step| {
        let word = if same(*step) { reason.code() } else { *step };
        word.as_str()
    });
    let stopped = PAYMENT_LADDER.iter().position(|step| same(*step));
    (words.collect(), stopped.unwrap_or(PAYMENT_LADDER.len()))
}
