//! What an account and its events look like (section 1).

use super::{EventTypeId, ids};

ids! {
    /// A field of an event type.
    FieldId(u16);
    /// A declared fact of the account.
    FactId(u16);
}

/// The declared facts of an account, indexed by [`FactId`]. `currency` and `opened` come on top.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AccountSchema {
    pub facts: Vec<Field>,
}

/// A field of an event or a fact of the account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    pub name: String,
    pub kind: FieldKind,
    /// Whether it may be absent.
    pub optional: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FieldKind {
    Text,
    Number,
    Money,
    Flag,
    Instant,
    Date,
    Symbol(SymbolSet),
}

/// A closed set of symbols in declaration order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SymbolSet(pub Vec<String>);

/// A symbol: its place in its set.
pub type Symbol = u16;

impl SymbolSet {
    pub fn find(&self, name: &str) -> Option<Symbol> {
        let index = self.0.iter().position(|symbol| symbol == name)?;
        Symbol::try_from(index).ok()
    }

    pub fn name(&self, symbol: Symbol) -> &str {
        self.0.get(usize::from(symbol)).map_or("", String::as_str)
    }
}

/// The days of the week as symbols, Monday first: the set of the derived field `weekday`.
pub const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// A type of event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventType {
    pub name: String,
    pub role: Role,
    /// Declared fields, indexed by [`FieldId`]; an event that opens or updates the account has the
    /// account's facts behind its own fields, one for one from `first_fact`, and all of them optional
    /// where it updates.
    pub fields: Vec<Field>,
    /// Where the account's facts begin in `fields`, if the event carries them.
    pub first_fact: Option<FieldId>,
}

/// What an event does beside being counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Nothing of its own.
    Plain,
    /// Opens the account: carries `currency` and the account's facts.
    Opens,
    /// Carries any of the account's facts.
    Updates,
    Closes,
    /// Can be paid with credit.
    Spends {
        amount: FieldId,
        /// The start of the accrual period.
        since: Option<FieldId>,
        /// The event that reverses it, if there is one.
        reversal: Option<EventTypeId>,
    },
    Reverses {
        spending: EventTypeId,
        /// The text field that holds the id of the reversed event.
        charge: FieldId,
        refunding: FieldId,
    },
    /// Corrects past billing: never credit.
    Corrects {
        amount: FieldId,
    },
}
