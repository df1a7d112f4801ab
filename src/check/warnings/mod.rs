//! What is legal and probably not meant. Reads an offer that is right, beside the words it was written
//! in; one file for each kind of surprise.

mod bounds;
mod counting;
mod expiry;
mod groups;
mod overlap;
mod refunds;
mod rewards;
mod windows;

pub use groups::Groups;

use crate::program::Version;

use super::clauses::Clauses;
use super::declarations::Declarations;
use super::problems::Problems;

/// An offer without errors, as it was written and as it is meant.
#[derive(Clone, Copy)]
pub struct Written<'a> {
    pub declarations: &'a Declarations<'a>,
    pub clauses: &'a Clauses<'a>,
    pub version: &'a Version,
}

/// Warns of one version of an offer.
pub fn check(written: Written<'_>, problems: &mut Problems) {
    counting::own_credit(written, problems);
    counting::threshold_never_reached(written, problems);
    bounds::unbounded_credit(written, problems);
    refunds::reward_survives_refund(written, problems);
    refunds::revokes_only_later(written, problems);
    rewards::pays_later_events(written, problems);
    rewards::above_threshold(written, problems);
    rewards::row_never_chosen(written, problems);
    windows::never_opens(written, problems);
    expiry::before_issue(written, problems);
}
