//! Worked examples of an offer: events of accounts, and what is expected of them (section 10). No run
//! over a stream of events looks at them.

use crate::base::{Amount, Currency, Date, Instant, Number};

use super::{
    Cancellation, CreditRefusal, EnrollmentRefusal, EventTypeId, MeasureId, OfferId, Origin,
    Revocation, Symbol, VersionId,
};

/// A scenario, its names resolved and its values typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scenario {
    pub title: String,
    /// The offers that are in play; none is all of the program.
    pub offers: Vec<OfferId>,
    pub accounts: Vec<ScenarioAccount>,
    /// `scenario "Title"`
    pub origin: Origin,
}

/// An account with what happens to it, in the order of the lines. Its first event opens it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScenarioAccount {
    pub name: String,
    pub currency: Currency,
    pub steps: Vec<ScenarioStep>,
}

/// One line of a scenario with the `=>` lines below it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScenarioStep {
    /// One instant, or one for each repetition.
    pub at: Vec<Instant>,
    /// `None` moves the clock alone.
    pub event: Option<ScenarioEvent>,
    /// What has to happen, and nothing else; where there is no line, anything may.
    pub expected: Vec<Expected>,
    pub origin: Origin,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScenarioEvent {
    pub kind: EventTypeId,
    /// As many as the step has instants.
    pub ids: Vec<String>,
    /// Whether the author chose the id.
    pub is_named: bool,
    /// Indexed by `FieldId`; as long as the type's fields.
    pub values: Vec<GivenValue>,
}

/// The value of a field. Money is of the account's currency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GivenValue {
    Absent,
    Text(String),
    Number(Number),
    Money(Amount),
    Flag(bool),
    Instant(Instant),
    Date(Date),
    Symbol(Symbol),
}

/// One `=>` line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expected {
    pub outcome: ExpectedOutcome,
    /// When, where that is not the instant of the line above.
    pub at: Option<Instant>,
    pub origin: Origin,
}

/// What a `=>` line says that happens: an entry of the ledger. Amounts are of the account's currency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExpectedOutcome {
    Nothing,
    Enrolled {
        version: VersionId,
    },
    Refused {
        version: VersionId,
        reason: ExpectedRefusal,
    },
    Earned {
        amount: Amount,
        version: VersionId,
        due: Instant,
    },
    Cancelled {
        amount: Amount,
        version: VersionId,
        reason: Cancellation,
    },
    Issued {
        amount: Amount,
        version: VersionId,
        expires: Option<Instant>,
    },
    Applied {
        amount: Amount,
        credit: ExpectedCredit,
        left: Amount,
    },
    Restored {
        amount: Amount,
        credit: ExpectedCredit,
        charge: String,
        left: Amount,
    },
    Forfeited {
        amount: Amount,
        credit: ExpectedCredit,
        charge: String,
    },
    Revoked {
        amount: Amount,
        credit: ExpectedCredit,
        reason: Revocation,
    },
    Expired {
        amount: Amount,
        credit: ExpectedCredit,
    },
    Lapsed {
        version: VersionId,
        measure: MeasureId,
        reached: ExpectedReading,
        needed: ExpectedReading,
    },
    Adjusted {
        amount: Amount,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExpectedRefusal {
    Enrollment(EnrollmentRefusal),
    Credit(CreditRefusal),
}

impl ExpectedRefusal {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enrollment(reason) => reason.as_str(),
            Self::Credit(reason) => reason.as_str(),
        }
    }
}

/// A credit. What is left out goes without saying: the offer where the account has had one credit in all,
/// the number where it has had one of the offer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExpectedCredit {
    pub offer: Option<OfferId>,
    pub number: Option<u32>,
}

/// What a measure reached or needed. A number is compared as the ledger writes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExpectedReading {
    Money(Amount),
    Number(String),
}

/// The name of a scenario's snapshot: the letters and digits of its title, with `-` for what is between.
pub fn snapshot_name(title: &str) -> String {
    const LONGEST: usize = 100;
    let mut name = String::new();
    for character in title.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            name.push(character);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
        if name.len() >= LONGEST {
            break;
        }
    }
    let name = name.trim_end_matches('-');
    if name.is_empty() {
        return "scenario".to_owned();
    }
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::snapshot_name;

    #[test]
    fn a_title_names_a_file() {
        assert_eq!(
            snapshot_name("Credit, $100: arrives mid-campaign!"),
            "credit-100-arrives-mid-campaign"
        );
        assert_eq!(snapshot_name("…"), "scenario");
    }
}
