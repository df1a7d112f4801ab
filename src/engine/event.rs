//! An event as the engine sees it: typed, of a declared type, of an account that is open or opens with it.

use std::borrow::Cow;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::base::{Amount, Date, Instant, Number};
use crate::program::{EventTypeId, FieldId, Symbol};

/// One event of one account (section 8), checked against its type by `format`: every compulsory field is
/// there, every value has its field's kind, money is of the account's currency and is not negative
/// unless the event corrects, and an accrual start is not after `at`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event<'a> {
    pub kind: EventTypeId,
    /// Unique within the account.
    pub id: Cow<'a, str>,
    pub at: Instant,
    /// Indexed by [`FieldId`]; as long as the type's fields.
    pub values: Values<'a>,
}

/// The values of an event: its own, or where they were read.
#[derive(Clone, Debug)]
pub enum Values<'a> {
    Borrowed(&'a [Value<'a>]),
    Owned(Vec<Value<'a>>),
}

impl<'a> Deref for Values<'a> {
    type Target = [Value<'a>];

    #[inline]
    fn deref(&self) -> &[Value<'a>] {
        match self {
            Self::Borrowed(values) => values,
            Self::Owned(values) => values,
        }
    }
}

impl<'a> From<Vec<Value<'a>>> for Values<'a> {
    fn from(values: Vec<Value<'a>>) -> Self {
        Self::Owned(values)
    }
}

impl<'a> FromIterator<Value<'a>> for Values<'a> {
    fn from_iter<I: IntoIterator<Item = Value<'a>>>(values: I) -> Self {
        Self::Owned(values.into_iter().collect())
    }
}

impl Default for Values<'_> {
    fn default() -> Self {
        Self::Borrowed(&[])
    }
}

impl PartialEq for Values<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Values<'_> {}

impl<'a> Values<'a> {
    /// The memory of a list of its own, with nothing in it.
    pub fn emptied(self) -> Vec<Value<'a>> {
        match self {
            Self::Borrowed(_) => Vec::new(),
            Self::Owned(mut values) => {
                values.clear();
                values
            }
        }
    }

    /// The values as a list, copied where they stand elsewhere.
    pub fn into_vec(self) -> Vec<Value<'a>> {
        match self {
            Self::Borrowed(values) => values.to_vec(),
            Self::Owned(values) => values,
        }
    }
}

impl Event<'_> {
    /// An event without anything in it, to be filled.
    pub fn blank() -> Self {
        Self {
            kind: EventTypeId(0),
            id: Cow::Borrowed(""),
            at: Instant::from_seconds(0),
            values: Values::default(),
        }
    }

    /// The same event, owning its texts.
    pub fn into_owned(self) -> Event<'static> {
        Event {
            kind: self.kind,
            id: Cow::Owned(self.id.into_owned()),
            at: self.at,
            values: (self.values.into_vec().into_iter())
                .map(Value::into_owned)
                .collect(),
        }
    }

    /// The value of a field, [`Value::Absent`] where it has none.
    pub fn value(&self, field: FieldId) -> &Value<'_> {
        self.values.get(field.index()).unwrap_or(&Value::Absent)
    }

    /// The money of a field; zero where it has none.
    pub fn money(&self, field: FieldId) -> Amount {
        self.value(field).money().unwrap_or_default()
    }
}

/// The value of a field or of a fact.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub enum Value<'a> {
    #[default]
    Absent,
    Text(Cow<'a, str>),
    Number(Number),
    /// Of the account's currency.
    Money(Amount),
    Flag(bool),
    Instant(Instant),
    Date(Date),
    Symbol(Symbol),
}

impl Value<'_> {
    /// The same value, owning its text.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Absent => Value::Absent,
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Number(number) => Value::Number(number),
            Self::Money(amount) => Value::Money(amount),
            Self::Flag(flag) => Value::Flag(flag),
            Self::Instant(instant) => Value::Instant(instant),
            Self::Date(date) => Value::Date(date),
            Self::Symbol(symbol) => Value::Symbol(symbol),
        }
    }

    /// The amount of money that this is.
    pub fn money(&self) -> Option<Amount> {
        if let Self::Money(amount) = self {
            Some(*amount)
        } else {
            None
        }
    }

    /// The instant that this is.
    pub fn instant(&self) -> Option<Instant> {
        if let Self::Instant(instant) = self {
            Some(*instant)
        } else {
            None
        }
    }

    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_the_same_wherever_they_stand() {
        let read = [Value::Text("a".into()), Value::Money(Amount::from_minor(5))];
        let (borrowed, owned) = (Values::Borrowed(&read), Values::from(read.to_vec()));
        assert_eq!(borrowed, owned);
        assert_eq!(borrowed.clone().into_vec(), owned.clone().into_vec());
        let collected: Values<'_> = read.iter().rev().cloned().collect();
        assert_ne!(borrowed, collected);
        assert_ne!(borrowed, Values::default());
        assert!(borrowed.emptied().is_empty() && owned.emptied().is_empty());
        let event = Event {
            values: Values::Borrowed(&read),
            ..Event::blank()
        };
        assert_eq!(event.clone().into_owned(), event);
        assert_ne!(event, Event::blank());
    }
}
