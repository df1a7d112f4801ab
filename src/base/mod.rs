//! The words that every layer shares: exact money, time in a time zone, and places in a text.
//!
//! This is the only layer that does arithmetic on raw numbers, and [`rounding`] is the only file that
//! rounds. It knows nothing of offers, events or files.

pub mod amount;
pub mod calendar;
pub mod code;
pub mod currency;
pub mod diagnostic;
pub mod duration;
pub mod instant;
pub mod nearest;
pub mod number;
pub mod percent;
pub mod prefetch;
pub mod quantity;
pub mod rounding;
pub mod source;
mod usual_form;

pub use amount::{Amount, Money};
pub use calendar::{Calendar, Date, LocalTime};
pub use code::{Code, Severity};
pub use currency::Currency;
pub use diagnostic::{Diagnostic, Label};
pub use duration::{Duration, Period, Unit};
pub use instant::Instant;
pub use number::Number;
pub use percent::Percent;
pub use prefetch::prefetch;
pub use quantity::Quantity;
pub use source::{Source, SourceId, Sources, Span, one_line};
pub use usual_form::UsualInstants;
