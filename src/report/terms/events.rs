//! What events are called. A charge and a refund are called so; any other event is called by its name.

use crate::program::{EventFilter, EventType, EventTypeId, Role};

use super::voice::Voice;
use super::words;

/// The words for one type of event: `a charge of the type “click”`.
struct Noun {
    /// Whether the word says enough where the type is known already: no other type has its role.
    is_alone: bool,
    article: &'static str,
    one: &'static str,
    many: &'static str,
    /// ` of the type “click”`
    kind: String,
}

/// Whether no other type has the role of this one.
fn is_alone(voice: Voice<'_>, kind: &EventType) -> bool {
    let role = std::mem::discriminant(&kind.role);
    let mut events = voice.program.events.iter();
    kind.role != Role::Plain
        && events
            .all(|other| other.name == kind.name || std::mem::discriminant(&other.role) != role)
}

fn noun(voice: Voice<'_>, event: EventTypeId) -> Noun {
    let Some(kind) = voice.kind(event) else {
        return Noun {
            article: "an ",
            one: "event",
            many: "events",
            kind: String::new(),
            is_alone: false,
        };
    };
    let (article, one, many, usual) = match kind.role {
        Role::Plain => ("an ", "event", "events", ""),
        // One event type opens accounts.
        Role::Opens => (
            "the ",
            "opening of your account",
            "openings of your account",
            &*kind.name,
        ),
        Role::Updates => (
            "a ",
            "change of your account details",
            "changes of your account details",
            "profile_changed",
        ),
        Role::Closes => (
            "the ",
            "closing of your account",
            "closings of your account",
            "closed",
        ),
        Role::Spends { .. } => ("a ", "charge", "charges", "charge"),
        Role::Reverses { .. } => ("a ", "refund", "refunds", "refund"),
        Role::Corrects { .. } => (
            "a ",
            "billing adjustment",
            "billing adjustments",
            "adjustment",
        ),
    };
    let is_alone = is_alone(voice, kind);
    Noun {
        article,
        one,
        many,
        // A type needs its name where it is not called by the word itself, or shares its role.
        kind: if kind.name == usual && is_alone {
            String::new()
        } else {
            format!(" of the type {}", words::term(&kind.name))
        },
        is_alone,
    }
}

impl Voice<'_> {
    /// `charge`, where the page has said which
    pub fn bare(self, event: EventTypeId) -> &'static str {
        noun(self, event).one
    }

    /// `a charge`; with its type where another could be meant
    pub fn any(self, event: EventTypeId) -> String {
        let noun = noun(self, event);
        let kind = if noun.is_alone { "" } else { &*noun.kind };
        format!("{}{}{kind}", noun.article, noun.one)
    }

    /// `charge of the type “click” whose kind is “delivery”`, behind `each`, `no` or `the first`
    pub fn one(self, filter: &EventFilter) -> String {
        let noun = noun(self, filter.event);
        format!("{}{}{}", noun.one, noun.kind, self.whose(filter))
    }

    /// `a charge whose kind is “delivery”`
    pub fn a(self, filter: &EventFilter) -> String {
        format!("{}{}", noun(self, filter.event).article, self.one(filter))
    }

    /// `charges whose kind is “delivery”`
    pub fn many(self, filter: &EventFilter) -> String {
        let noun = noun(self, filter.event);
        format!("{}{}{}", noun.many, noun.kind, self.whose(filter))
    }

    /// When it happens: `when your account is opened`, `by a charge whose kind is “delivery”`
    pub fn on(self, filter: &EventFilter) -> String {
        if self.is_of_account(filter.event) {
            format!("when {}", self.happens(filter))
        } else {
            format!("by {}", self.a(filter))
        }
    }

    /// That it happens: `your account is opened`, `there is a charge whose kind is “delivery”`
    pub fn happens(self, filter: &EventFilter) -> String {
        let whose = self.whose(filter);
        let kind = noun(self, filter.event);
        let by = if kind.kind.is_empty() || kind.is_alone {
            String::new()
        } else {
            format!(" by an event{}", kind.kind)
        };
        match self.role(filter.event) {
            Role::Opens => format!("your account is opened{whose}"),
            Role::Updates => format!("your account details change{by}{whose}"),
            Role::Closes => format!("your account is closed{by}{whose}"),
            Role::Plain | Role::Spends { .. } | Role::Reverses { .. } | Role::Corrects { .. } => {
                format!("there is {}", self.a(filter))
            }
        }
    }

    /// Whether its words speak of the account: such an event is told by `if`, not by `whose`.
    pub fn is_of_account(self, event: EventTypeId) -> bool {
        match self.role(event) {
            Role::Opens | Role::Updates | Role::Closes => true,
            Role::Plain | Role::Spends { .. } | Role::Reverses { .. } | Role::Corrects { .. } => {
                false
            }
        }
    }
}
