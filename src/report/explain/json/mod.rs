//! An explanation for a tool: one JSON object, described in `docs/explain.md`.

mod subjects;

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::base::{Amount, Sources, one_line};
use crate::engine::{Asked, AskedFormula, AskedTest, PaymentFacts, Reading};
use crate::explain::{
    ChargeExplanation, CreditVerdict, Explanation, Fact, Had, ReasonCode, Supposed, Then,
};
use crate::format::AccountEvents;
use crate::program::{Origin, Program, VersionId};

use super::super::names;
use super::conditions;
use super::words::Words;

/// The explanation as one object on one line.
pub fn json(
    program: &Program,
    sources: &Sources,
    known: &AccountEvents,
    explanation: &Explanation,
) -> String {
    let writer = Writer {
        words: Words {
            program,
            currency: known.currency,
            now: known.as_of,
        },
        sources,
    };
    // Texts and numbers only: there is nothing in it that JSON cannot say.
    let object = writer.explanation(known, explanation);
    let mut text = serde_json::to_string(&object).unwrap_or_default();
    text.push('\n');
    text
}

/// A JSON value whose members stay in their order.
enum Json {
    Text(String),
    Number(i64),
    Flag(bool),
    List(Vec<Json>),
    Object(Members),
}

type Members = Vec<(&'static str, Json)>;

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Object(members) => {
                let mut object = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    object.serialize_entry(name, value)?;
                }
                object.end()
            }
        }
    }
}

fn text(text: impl ToString) -> Json {
    Json::Text(text.to_string())
}

fn count(count: impl TryInto<i64>) -> Json {
    Json::Number(count.try_into().unwrap_or(i64::MAX))
}

struct Writer<'a> {
    words: Words<'a>,
    sources: &'a Sources,
}

impl Writer<'_> {
    fn explanation(&self, known: &AccountEvents, explanation: &Explanation) -> Json {
        let mut members = vec![
            ("account", text(&known.account)),
            ("currency", text(known.currency)),
            ("timezone", text(self.words.program.calendar.zone_name())),
            ("as_of", text(known.as_of)),
            ("later_events", count(known.later)),
        ];
        let (name, about) = match explanation {
            Explanation::Account(it) => ("overview", self.overview(it)),
            Explanation::Charge(it) => ("charge", self.charge(it)),
            Explanation::Event(it) => ("event", self.event(it)),
            Explanation::Offer(it) => ("offer", self.offer(it)),
            Explanation::Credit(it) => ("credit", self.credit(it)),
        };
        members.push((name, about));
        Json::Object(members)
    }

    fn amount(&self, amount: Amount) -> Json {
        Json::Text(names::amount(amount, self.words.currency))
    }

    fn version(&self, version: VersionId) -> Members {
        let terms = names::terms(self.words.program, version);
        vec![
            ("offer", text(names::offer_of(self.words.program, version))),
            ("version", count(terms.map_or(0, |terms| terms.number))),
        ]
    }

    fn charge(&self, charge: &ChargeExplanation) -> Json {
        let mut members = vec![
            ("id", text(&charge.id)),
            ("type", text(self.words.event(charge.kind))),
            ("at", text(charge.at)),
            ("came", text(charge.came)),
            ("amount", self.amount(charge.amount)),
        ];
        members.extend(charge.since.map(|since| ("accrued_from", text(since))));
        members.push(("credited", self.amount(charge.credited)));
        members.push(("cash", self.amount(charge.cash)));
        members.push(("account_closed", Json::Flag(charge.was_closed)));
        let verdicts = charge.verdicts.iter().map(|it| self.verdict(it));
        members.push(("verdicts", Json::List(verdicts.collect())));
        let refunds = charge
            .refunds
            .iter()
            .map(|it| Json::Object(self.refund(it)));
        members.push(("refunds", Json::List(refunds.collect())));
        members.push(("effects", self.effects(&charge.effects)));
        Json::Object(members)
    }

    fn verdict(&self, verdict: &CreditVerdict) -> Json {
        let mut members = vec![("credit", text(self.words.credit(verdict.credit)))];
        members.extend(self.version(verdict.version));
        members.push(("issued", text(verdict.issued)));
        members.extend(verdict.expires.map(|expires| ("expires", text(expires))));
        members.push(("amount", self.amount(verdict.amount)));
        members.push(("paid", self.amount(verdict.reason.paid())));
        members.extend(self.reason(verdict.reason.code(), &verdict.reason.facts()));
        members.extend(
            verdict
                .facts
                .as_ref()
                .map(|asked| ("asked", self.asked(asked))),
        );
        members.extend(self.clause(verdict.clause));
        members.extend(self.supposed(verdict.supposed.as_ref()));
        Json::Object(members)
    }

    /// What the engine had before it.
    fn asked(&self, asked: &PaymentFacts) -> Json {
        let mut members = vec![("left", self.amount(asked.left))];
        members.extend(asked.began.map(|began| ("began", text(began))));
        members.push(("eligible", self.amount(asked.eligible)));
        members.extend(
            asked
                .covered
                .map(|covered| ("covered", self.amount(covered))),
        );
        members.extend(asked.cap.map(|cap| ("cap", self.amount(cap))));
        members.push(("paid_before", self.amount(asked.paid_before)));
        members.push(("paid_by_offer", self.amount(asked.paid_by_offer)));
        members.push(("conditions", self.condition(&asked.filter)));
        Json::Object(members)
    }

    fn reason(&self, code: ReasonCode, facts: &[(&'static str, Fact)]) -> Members {
        let facts = facts.iter().map(|(name, fact)| (*name, self.fact(fact)));
        vec![
            ("code", text(code.as_str())),
            ("facts", Json::Object(facts.collect())),
        ]
    }

    fn fact(&self, fact: &Fact) -> Json {
        match fact {
            Fact::Money(amount) => self.amount(*amount),
            Fact::Reading(reading) => self.reading(reading),
            Fact::Count(number) => count(*number),
            Fact::Instant(instant) => text(instant),
            Fact::Seconds(seconds) => Json::Number(*seconds),
            Fact::Flag(flag) => Json::Flag(*flag),
            Fact::Word(word) => text(word),
            Fact::Text(it) => text(it),
            Fact::Credit(credit) => text(self.words.credit(*credit)),
            Fact::Offer(offer) => text(self.words.offer(*offer)),
            Fact::Event(event) => text(self.words.event(*event)),
            Fact::Value(slot, value) => text(conditions::value(&self.words, None, *slot, value)),
            Fact::Asked(asked) => self.condition(asked),
        }
    }

    fn reading(&self, reading: &Reading) -> Json {
        match reading {
            Reading::Money(amount) => self.amount(*amount),
            Reading::Number(number) => text(number),
        }
    }

    fn condition(&self, asked: &Asked) -> Json {
        let all = |parts: &[Asked]| {
            let parts = parts.iter().map(|part| self.condition(part));
            Json::List(parts.collect())
        };
        let mut members = vec![("holds", Json::Flag(asked.holds))];
        match &asked.what {
            AskedFormula::All(parts) => members.push(("all", all(parts))),
            AskedFormula::Any(parts) => members.push(("any", all(parts))),
            AskedFormula::Not(part) => members.push(("not", self.condition(part))),
            AskedFormula::Test(test) => members.extend(self.test(test)),
        }
        Json::Object(members)
    }

    fn test(&self, asked: &AskedTest) -> Members {
        let (said, _) = conditions::asked_test(&self.words, asked);
        let seen = match asked {
            AskedTest::Values { event, seen, .. } => {
                let seen = seen.iter().map(|(slot, value)| {
                    let name = conditions::name(self.words.program, *event, *slot);
                    let mut members = vec![("name", Json::Text(name))];
                    let value = conditions::value(&self.words, *event, *slot, value);
                    if !value.is_empty() {
                        members.push(("value", Json::Text(value)));
                    }
                    Json::Object(members)
                });
                Json::List(seen.collect())
            }
            AskedTest::OpenedWithin { opened, .. } => Json::List(vec![Json::Object(vec![
                ("name", text("account.opened")),
                ("value", text(opened)),
            ])]),
            AskedTest::History { found, .. } => {
                let found = found.map(|found| Json::Object(vec![("at", text(found))]));
                Json::List(found.into_iter().collect())
            }
        };
        vec![("test", Json::Text(said)), ("seen", seen)]
    }

    /// Where a clause stands and how it reads.
    fn clause(&self, clause: Option<Origin>) -> Option<(&'static str, Json)> {
        let Origin(span) = clause?;
        let source = self.sources.get(span.source)?;
        let place = |byte: u32| {
            let position = source.position(byte);
            Json::Object(vec![
                ("line", count(position.line)),
                ("column", count(position.column)),
            ])
        };
        let members = vec![
            ("file", text(&source.name)),
            ("start", place(span.start)),
            ("end", place(span.end)),
            ("text", Json::Text(one_line(source.slice(span)))),
        ];
        Some(("clause", Json::Object(members)))
    }

    fn supposed(&self, supposed: Option<&Supposed>) -> Option<(&'static str, Json)> {
        let supposed = supposed?;
        let mut members = match supposed.had {
            Had::ComeBefore(instant) => vec![("come_before", text(instant))],
            Had::ComeAt(instant) => vec![("come_at", text(instant))],
            Had::AccruedFrom(instant) => vec![("accrued_from", text(instant))],
            Had::Spent { amount, before } => {
                let mut members = vec![("spent", self.amount(amount))];
                members.extend(before.map(|before| ("before", text(before))));
                members
            }
        };
        members.push(match supposed.then {
            Then::Paid(amount) => ("paid", self.amount(amount)),
            Then::Enrolled => ("enrolled", Json::Flag(true)),
            Then::Earned => ("earned", Json::Flag(true)),
        });
        Some(("supposed", Json::Object(members)))
    }
}
