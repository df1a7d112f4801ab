//! One generated event, as a line of JSON and as the engine takes it.

use onward::base::{Amount, Currency, Date, Instant, Number};
use onward::engine::{Event, Value};
use onward::program::{EventTypeId, FieldKind, Program};

use crate::model::Arrival;

#[derive(Clone, PartialEq, Debug)]
pub struct Occurrence {
    pub id: String,
    pub kind: &'static str,
    pub account: String,
    pub at: Instant,
    /// The account's.
    pub currency: Currency,
    pub opens: bool,
    pub members: Vec<(&'static str, Member)>,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Member {
    Text(String),
    /// In minor units of the account's currency.
    Money(i128),
    Number(String),
    Flag(bool),
    Instant(Instant),
    Date(Date),
    Symbol(&'static str),
}

impl Occurrence {
    pub fn json(&self) -> String {
        let mut members = vec![
            member("id", &quoted(&self.id)),
            member("type", &quoted(self.kind)),
            member("account", &quoted(&self.account)),
            member("at", &quoted(&self.at.to_string())),
        ];
        if self.opens {
            members.push(member("currency", &quoted(self.currency.code())));
        }
        for (name, value) in &self.members {
            let value = match value {
                Member::Text(text) => quoted(text),
                Member::Money(minor) => {
                    let amount = Amount::from_minor(*minor).display(self.currency);
                    quoted(&amount.to_string())
                }
                Member::Number(number) => number.clone(),
                Member::Flag(flag) => flag.to_string(),
                Member::Instant(instant) => quoted(&instant.to_string()),
                Member::Date(date) => quoted(&date.to_string()),
                Member::Symbol(symbol) => quoted(symbol),
            };
            members.push(member(name, &value));
        }
        format!("{{{}}}", members.join(","))
    }

    /// None where the program knows no such event or field.
    pub fn arrival(&self, program: &Program) -> Option<Arrival> {
        let kind = program
            .events
            .iter()
            .position(|event| event.name == self.kind)?;
        let fields = &program.events[kind].fields;
        let mut values = vec![Value::Absent; fields.len()];
        for (name, member) in &self.members {
            let field = fields.iter().position(|field| field.name == *name)?;
            values[field] = value(member, &fields[field].kind)?;
        }
        let event = Event {
            kind: EventTypeId::from_index(kind),
            id: self.id.clone().into(),
            at: self.at,
            values: values.into(),
        };
        Some(Arrival {
            account: self.account.clone(),
            currency: self.opens.then_some(self.currency),
            event,
        })
    }
}

fn value(member: &Member, kind: &FieldKind) -> Option<Value<'static>> {
    Some(match member {
        Member::Text(text) => Value::Text(text.clone().into()),
        Member::Money(minor) => Value::Money(Amount::from_minor(*minor)),
        Member::Number(number) => Value::Number(Number::parse(number)?),
        Member::Flag(flag) => Value::Flag(*flag),
        Member::Instant(instant) => Value::Instant(*instant),
        Member::Date(date) => Value::Date(*date),
        Member::Symbol(symbol) => {
            let FieldKind::Symbol(set) = kind else {
                return None;
            };
            Value::Symbol(set.find(symbol)?)
        }
    })
}

fn member(name: &str, value: &str) -> String {
    format!("{}:{value}", quoted(name))
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("text is JSON")
}
