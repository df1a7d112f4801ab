//! The statement for a tool: one JSON object, described in `docs/statement.md`.

use serde::Serialize;

use crate::base::{Amount, Instant};
use crate::books::{Adjustment, CreditLine, CreditState, Statement, UnderWay};
use crate::engine::{MeasureProgress, Reading, ScheduledCredit, WindowProgress};
use crate::program::{Program, VersionId};

use super::super::names;
use super::state_word;

/// The statement as one object on one line.
pub fn json(program: &Program, statement: &Statement) -> String {
    let writer = Writer { program, statement };
    // Texts and numbers only: there is nothing in it that JSON cannot say.
    let mut text = serde_json::to_string(&writer.statement()).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct JsonStatement<'a> {
    account: &'a str,
    currency: &'static str,
    as_of: String,
    closed: bool,
    later_events: u64,
    totals: JsonTotals,
    credits: Vec<JsonCredit<'a>>,
    scheduled: Vec<JsonScheduled<'a>>,
    under_way: Vec<JsonUnderWay<'a>>,
    adjustments: Vec<JsonAdjustment<'a>>,
}

#[derive(Serialize)]
struct JsonTotals {
    issued: String,
    paid: String,
    expired: String,
    revoked: String,
    left: String,
    scheduled: String,
    adjusted: String,
}

#[derive(Serialize)]
struct JsonOffer<'a> {
    offer: &'a str,
    version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonCredit<'a> {
    credit: String,
    #[serde(flatten)]
    offer: JsonOffer<'a>,
    issued: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    amount: String,
    paid: String,
    forfeited: String,
    expired: String,
    revoked: String,
    left: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

#[derive(Serialize)]
struct JsonScheduled<'a> {
    #[serde(flatten)]
    offer: JsonOffer<'a>,
    amount: String,
    due: String,
}

#[derive(Serialize, Default)]
struct JsonUnderWay<'a> {
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    offer: Option<JsonOffer<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    measure: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    needed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reward: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
}

#[derive(Serialize)]
struct JsonAdjustment<'a> {
    event: &'a str,
    at: String,
    amount: String,
}

struct Writer<'a> {
    program: &'a Program,
    statement: &'a Statement,
}

impl<'a> Writer<'a> {
    fn statement(&self) -> JsonStatement<'a> {
        let statement = self.statement;
        let totals = &statement.totals;
        JsonStatement {
            account: &statement.account,
            currency: statement.currency.code(),
            as_of: statement.as_of.to_string(),
            closed: statement.is_closed,
            later_events: statement.later_events,
            totals: JsonTotals {
                issued: self.amount(totals.issued),
                paid: self.amount(totals.paid),
                expired: self.amount(totals.expired),
                revoked: self.amount(totals.revoked),
                left: self.amount(totals.left),
                scheduled: self.amount(totals.scheduled),
                adjusted: self.amount(totals.adjusted),
            },
            credits: statement
                .credits
                .iter()
                .map(|line| self.credit(line))
                .collect(),
            scheduled: statement
                .scheduled
                .iter()
                .map(|it| self.scheduled(it))
                .collect(),
            under_way: statement
                .under_way
                .iter()
                .map(|it| self.under_way(it))
                .collect(),
            adjustments: statement
                .adjustments
                .iter()
                .map(|it| self.adjustment(it))
                .collect(),
        }
    }

    fn credit(&self, line: &CreditLine) -> JsonCredit<'a> {
        JsonCredit {
            credit: names::credit(self.program, line.credit),
            offer: self.offer(line.version),
            issued: line.issued.to_string(),
            expires: line.expires.map(text),
            amount: self.amount(line.amount),
            paid: self.amount(line.paid),
            forfeited: self.amount(line.forfeited),
            expired: self.amount(line.expired),
            revoked: self.amount(line.revoked),
            left: self.amount(line.left),
            state: match line.state {
                CreditState::UsedUp => "used_up",
                CreditState::Active | CreditState::Expired | CreditState::Revoked(_) => {
                    state_word(line.state)
                }
            },
            reason: match line.state {
                CreditState::Revoked(reason) => Some(reason.as_str()),
                CreditState::Active | CreditState::UsedUp | CreditState::Expired => None,
            },
        }
    }

    fn scheduled(&self, credit: &ScheduledCredit) -> JsonScheduled<'a> {
        JsonScheduled {
            offer: self.offer(credit.version),
            amount: self.amount(credit.amount),
            due: credit.due.to_string(),
        }
    }

    fn under_way(&self, under_way: &UnderWay) -> JsonUnderWay<'a> {
        match under_way {
            UnderWay::Measure {
                version,
                progress,
                goal,
            } => JsonUnderWay {
                measure: Some(names::measure(self.program, *version, progress.measure)),
                needed: goal.map(|goal| self.reading(&goal.needed())),
                reward: goal.and_then(|goal| goal.reward).map(|it| self.amount(it)),
                ..self.window(*version, progress)
            },
            UnderWay::Event {
                version,
                event,
                reward,
                until,
            } => JsonUnderWay {
                offer: Some(self.offer(*version)),
                on: self
                    .program
                    .events
                    .get(event.index())
                    .map(|kind| kind.name.as_str()),
                reward: reward.map(|reward| self.amount(reward)),
                before: until.map(text),
                ..JsonUnderWay::default()
            },
        }
    }

    fn window(&self, version: VersionId, progress: &MeasureProgress) -> JsonUnderWay<'a> {
        let (window, start, before) = match progress.window {
            WindowProgress::Waiting { until } => ("waiting", None, until),
            WindowProgress::Open { start, end } => ("open", Some(start), end),
        };
        JsonUnderWay {
            offer: Some(self.offer(version)),
            value: Some(self.reading(&progress.value)),
            window: Some(window),
            start: start.map(text),
            before: before.map(text),
            ..JsonUnderWay::default()
        }
    }

    fn adjustment(&self, adjustment: &'a Adjustment) -> JsonAdjustment<'a> {
        JsonAdjustment {
            event: &adjustment.event,
            at: adjustment.at.to_string(),
            amount: self.amount(adjustment.amount),
        }
    }

    fn offer(&self, version: VersionId) -> JsonOffer<'a> {
        let terms = names::terms(self.program, version);
        JsonOffer {
            offer: names::offer_of(self.program, version),
            version: terms.map_or(1, |terms| terms.number),
            title: terms.and_then(|terms| terms.title.as_deref()),
        }
    }

    fn amount(&self, amount: Amount) -> String {
        names::amount(amount, self.statement.currency)
    }

    fn reading(&self, reading: &Reading) -> String {
        match reading {
            Reading::Money(amount) => self.amount(*amount),
            Reading::Number(quantity) => quantity.to_string(),
        }
    }
}

fn text(instant: Instant) -> String {
    instant.to_string()
}
