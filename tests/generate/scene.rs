//! Where and when a case plays: a time zone near one of its clock changes, currencies, what charges know.

use onward::base::{Calendar, Currency, Instant};

use super::dice::Dice;

pub struct Scene {
    pub zone: &'static str,
    pub calendar: Calendar,
    /// Of most offers and accounts.
    pub currency: Currency,
    /// Of the rest.
    pub foreign: Currency,
    /// When the story begins, give or take some days.
    pub epoch: Instant,
    /// Whether charges have an accrual start.
    pub has_since: bool,
    /// Whether charges have a reversal.
    pub has_refund: bool,
    /// Whether refunds are many.
    pub is_refunded_often: bool,
}

/// Zones with an instant some days before a clock change, a month end or a skipped day.
const PLACES: [(&str, &str); 19] = [
    ("Africa/Casablanca", "2026-02-12T12:00:00Z"),
    ("America/Havana", "2026-10-29T12:00:00Z"),
    ("America/Scoresbysund", "2024-03-28T12:00:00Z"),
    ("Antarctica/Troll", "2026-03-26T12:00:00Z"),
    ("Pacific/Chatham", "2026-04-02T12:00:00Z"),
    ("America/Los_Angeles", "2026-03-06T20:00:00Z"),
    ("America/Los_Angeles", "2026-10-29T20:00:00Z"),
    ("America/New_York", "2026-01-29T17:00:00Z"),
    ("America/Sao_Paulo", "2018-11-01T15:00:00Z"),
    ("America/St_Johns", "2026-10-30T12:00:00Z"),
    ("Africa/Cairo", "2026-04-21T10:00:00Z"),
    ("Asia/Beirut", "2026-03-26T10:00:00Z"),
    ("Asia/Kolkata", "2026-12-29T06:00:00Z"),
    ("Asia/Tokyo", "2026-01-28T03:00:00Z"),
    ("Australia/Lord_Howe", "2026-04-02T02:00:00Z"),
    ("Europe/London", "2026-03-26T12:00:00Z"),
    ("Europe/London", "2026-06-28T12:00:00Z"),
    ("Pacific/Apia", "2011-12-27T22:00:00Z"),
    ("UTC", "2024-02-26T12:00:00Z"),
];

impl Scene {
    pub fn new(dice: &mut Dice) -> Self {
        let (zone, epoch) = dice.one_of(&PLACES);
        let code = dice.weighed(&[(5, "USD"), (2, "JPY"), (2, "KWD"), (1, "EUR"), (1, "CLF")]);
        let foreign = if code == "JPY" { "USD" } else { "JPY" };
        let currency = |code| Currency::from_code(code).expect("a currency");
        Self {
            zone,
            calendar: Calendar::from_zone_name(zone).expect("a zone"),
            currency: currency(code),
            foreign: currency(foreign),
            epoch: Instant::parse(epoch).expect("an instant"),
            has_since: dice.chance(70),
            has_refund: dice.chance(85),
            is_refunded_often: dice.chance(35),
        }
    }

    /// The event that reverses a spending one, if there is one.
    pub fn reversal(&self, event: &str) -> Option<&'static str> {
        match event {
            "charge" if self.has_refund => Some("refund"),
            "purchase" => Some("returned"),
            _ => None,
        }
    }

    /// The declarations that every program of the scene begins with.
    pub fn declarations(&self) -> String {
        let since = if self.has_since { " since started" } else { "" };
        let refund = if self.has_refund {
            "event refund reverses charge refunding amount { charge : text  amount : money }\n"
        } else {
            "event refund { charge : text  amount : money }\n"
        };
        format!(
            r#"program "Generated" {{ timezone "{}" }}

account {{
  market  : text
  segment : self_serve | managed
  score   : number?
  vip     : flag?
  budget  : money?
  joined  : date?
  seen    : instant?
}}

event registered opens account
event profile updates account
event closed closes account
event activated {{ code : text  bonus : money? }}
event charge spends amount{since} {{
  amount   : money
  kind     : delivery | fee | tax
  campaign : text?
  clicks   : number?
  fees     : money?
  started  : instant?
}}
{refund}event purchase spends total {{ total : money  channel : web | store }}
event returned reverses purchase refunding total {{ purchase : text  total : money }}
event adjustment corrects amount {{ amount : money  reason : text }}
event flagged {{ reason : text  level : number? }}
"#,
            self.zone
        )
    }
}
