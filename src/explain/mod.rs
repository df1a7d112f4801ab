//! Why: the explanation of a charge, an offer, a credit or another event of one account.
//!
//! An account's events are run through the engine again, and the code that decides keeps what it decided by
//! ([`engine::why`](crate::engine::why)). Nothing here knows a rule of its own. Words and pictures are
//! `report`'s.
//!
//! To explain a charge, read the account's events and give the charge's place among them:
//!
//! ```
//! use onward::base::{Source, Sources};
//! use onward::check::check_program;
//! use onward::engine::Plan;
//! use onward::{explain, format};
//!
//! let text = r#"
//! program "Ad credits" { timezone "America/Los_Angeles" }
//! event registered opens account
//! event charge spends amount { amount : money }
//!
//! offer spend_200_get_100 {
//!   available  from 2026-01-01 through 2026-06-30
//!   eligible   everyone
//!   enroll     on registered, once
//!   measure    spend = total charge.cash, within 30 days of enrollment
//!   issue      100 USD when spend reaches 200 USD, at once
//!   apply      forward to charge
//!   expire     30 days after issue
//! }
//! "#;
//! let checked = check_program(&Sources::new(vec![Source::new("credits.offer", text)]));
//! let plan = Plan::new(checked.program.ok_or("the program has errors")?);
//! let events = br#"
//! {"id":"r1","type":"registered","account":"a1","at":"2026-01-02T17:00:00Z","currency":"USD"}
//! {"id":"c1","type":"charge","account":"a1","at":"2026-01-05T18:00:00Z","amount":"210.00"}
//! "#;
//!
//! let known = format::read_account(plan.program(), format::Inputs::lines(events.as_slice()), "a1", None)
//!     .map_err(|_| "the account never opened")?;
//! let place = explain::place_of(&known, "c1").ok_or("there is no such event")?;
//! let why = explain::charge(&plan, &known, place).ok_or("that is no charge")?;
//! let reason = why.verdicts.first().map(|verdict| &verdict.reason);
//! assert_eq!(reason, Some(&explain::PaymentReason::EarnedByThisCharge));
//! # Ok::<(), &str>(())
//! ```
//!
//! [`ChargeExplanation::verdicts`] has one verdict for every credit that the account ever got.

pub mod charge;
pub mod code;
pub mod credit;
pub mod earning;
pub mod enrollment;
pub mod event;
pub mod fact;
pub mod life;
pub mod offer;
pub mod overview;
pub mod past;
pub mod payment;
pub mod standing;
pub mod suppose;

pub use charge::{ChargeExplanation, CreditVerdict, RefundOf, charge};
pub use code::ReasonCode;
pub use credit::{CreditExplanation, LifeStep, credit};
pub use earning::{Earning, EarningFate, Limited};
pub use enrollment::{EnrollmentAnswer, EnrollmentReason};
pub use event::{CountedBy, Effect, EventExplanation, NotCountedBy, event};
pub use fact::{Fact, Facts};
pub use life::{CreditStanding, LifeChange};
pub use offer::{OfferExplanation, offer};
pub use overview::{CreditGlance, Overview, overview};
pub use payment::{Bound, PaymentReason};
pub use standing::{Standing, StandingReason};
pub use suppose::{Had, Supposed, Then};

use crate::engine::{CreditId, Plan};
use crate::format::AccountEvents;
use crate::program::{OfferId, Role};

/// What an account can be asked about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// The account as a whole.
    Account,
    /// An event, by its place among the account's.
    Event(usize),
    Offer(OfferId),
    Credit(CreditId),
}

/// The answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Explanation {
    Account(Overview),
    Charge(ChargeExplanation),
    Event(EventExplanation),
    Offer(OfferExplanation),
    Credit(CreditExplanation),
}

/// Explains what was asked about; `None` where the account does not have it.
pub fn explain(plan: &Plan, known: &AccountEvents, subject: Subject) -> Option<Explanation> {
    match subject {
        Subject::Account => Some(Explanation::Account(overview(plan, known))),
        Subject::Event(place) => {
            let kind = known.events.get(place)?.kind;
            let role = plan.program().events.get(kind.index())?.role;
            if matches!(role, Role::Spends { .. }) {
                charge(plan, known, place).map(Explanation::Charge)
            } else {
                event(plan, known, place).map(Explanation::Event)
            }
        }
        Subject::Offer(id) => offer(plan, known, id).map(Explanation::Offer),
        Subject::Credit(id) => credit(plan, known, id).map(Explanation::Credit),
    }
}

/// The place of an event among the account's events.
pub fn place_of(known: &AccountEvents, id: &str) -> Option<usize> {
    known.events.iter().position(|event| event.id == id)
}
