//! A worked example: a scenario of the offer, told in sentences with dates and amounts.
//!
//! What is told is what the engine makes of the scenario, which its `=>` lines pin; a scenario that comes to
//! something else than those is not told.

mod entry;
mod happened;

use crate::case::{Case, CaseOutcome};
use crate::engine::Outcome;
use crate::program::{Origin, VersionId};

use super::page::Section;
use super::voice::Voice;
use super::words;
use happened::Teller;

/// The first scenario in which credit of this version pays, or else is issued.
pub fn section(
    voice: Voice<'_>,
    version: VersionId,
    told: &[(&Case, &CaseOutcome)],
) -> Option<Section> {
    let sound = || {
        told.iter()
            .filter(|(_, outcome)| outcome.mismatches().next().is_none())
    };
    let best = |pays: bool| {
        sound().find_map(|(case, outcome)| {
            let place =
                (0..case.accounts.len()).find(|place| comes_to(outcome, *place, version, pays))?;
            Some((*case, *outcome, place))
        })
    };
    let (case, outcome, place) = best(true).or_else(|| best(false))?;
    let account = case.accounts.get(place)?;
    let mut section = Section::new("example", "An example");
    let origin = case.origin.unwrap_or(voice.version.origin);
    section.say("scenario", origin, opening(&words::clean(&case.name)));
    let mut teller = Teller::new(voice, account);
    let steps = account
        .steps
        .iter()
        .zip(&outcome.accounts.get(place)?.steps);
    for (step, came) in steps {
        let origin = step.origin.unwrap_or(origin);
        for sentence in teller.step(step, came) {
            section.step(Origin(origin.0), sentence);
        }
    }
    Some(section)
}

fn opening(title: &str) -> String {
    format!(
        "This is an example of what these terms come to: {}.",
        words::quoted(title)
    )
}

/// Whether a version's credit pays for something of one account, or is issued to it.
fn comes_to(outcome: &CaseOutcome, place: usize, wanted: VersionId, pays: bool) -> bool {
    let Some(account) = outcome.accounts.get(place) else {
        return false;
    };
    let occurred = account.steps.iter().flat_map(|step| &step.occurred);
    let mut entries = occurred.flat_map(|occurred| &occurred.entries);
    entries.any(|entry| match &entry.outcome {
        Outcome::Applied { version, .. } => pays && *version == wanted,
        Outcome::Issued { version, .. } => !pays && *version == wanted,
        Outcome::Enrolled { .. }
        | Outcome::EnrollmentRefused { .. }
        | Outcome::CreditRefused { .. }
        | Outcome::Earned { .. }
        | Outcome::Cancelled { .. }
        | Outcome::Restored { .. }
        | Outcome::Forfeited { .. }
        | Outcome::Revoked { .. }
        | Outcome::Expired { .. }
        | Outcome::Lapsed { .. }
        | Outcome::Adjusted { .. } => false,
    })
}
