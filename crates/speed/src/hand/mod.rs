//! What one would write by hand instead of using Onward: the three offers of
//! `benches/programs/spend_match_coupon.offer`, and no others, in Rust.
//!
//! [`rules`] are the offers, [`calendar`] their local time, [`baseline`] the program around them: typed
//! structs of `serde_json`, a hash map of accounts, whole cents, one thread. It does less than Onward: it
//! trusts its input (no rejects, no duplicates, no late events, one currency, ids that are numbers behind a
//! letter).

pub mod baseline;
pub mod calendar;
pub mod ledger;
pub mod rules;
