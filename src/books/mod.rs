//! What the books of an account say: its [`statement`](mod@statement), its [`life`](mod@life) to be drawn, and
//! whether a bill agrees with them.
//!
//! It runs events through the engine and adds up what came of them. It decides nothing about credit, draws
//! nothing and opens no file; `format` reads, `report` draws.

pub mod charges;
pub mod history;
pub mod life;
pub mod reconcile;
pub mod statement;

pub use charges::{Charge, Charges, charges};
pub use history::{Happening, History, history};
pub use life::{ChargeLife, CreditLife, GoalLife, Life, MeasureLife, Refund, WindowLife, life};
pub use reconcile::{Compared, CurrencySums, OfferSums, Reconciliation, Scope, Verdict, reconcile};
pub use statement::{
    Adjustment, CreditLine, CreditState, Statement, StatementTotals, UnderWay, statement,
};
