//! The terms of offers as a customer may read them, said clause by clause from the checked program.
//!
//! [`terms`] makes a [`Terms`]: sentences of plain text, each with the place of its clause. `clauses` has
//! the words of each clause, `example` tells a scenario; `voice`, `events`, `filters`, `times` and `words`
//! are the phrases that they share. [`markdown`], [`html`] and [`json`] lay the page out. It promises nothing
//! that the engine does not do, and knows nothing of who offers the credit. See `docs/terms.md`.

mod clauses;
mod events;
mod example;
mod filters;
mod html;
mod json;
mod markdown;
mod page;
mod times;
mod voice;
mod words;

pub use html::html;
pub use json::json;
pub use markdown::markdown;
pub use page::{Grid, OfferTerms, Section, Sentence, Terms, VersionTerms};

use crate::case::{Case, CaseOutcome, of_scenario, run_all};
use crate::engine::Plan;
use crate::program::{OfferId, Program, Scenario, Version};

use voice::Voice;

/// The terms of one offer, or of all of a program in declaration order. A worked example is told of each
/// version that has a scenario in which its credit pays.
pub fn terms(plan: &Plan, scenarios: &[Scenario], only: Option<OfferId>) -> Terms {
    let program = plan.program();
    let cases: Vec<Case> = scenarios.iter().map(of_scenario).collect();
    let outcomes = run_all(plan, &cases);
    let told: Vec<(&Case, &CaseOutcome)> = cases.iter().zip(&outcomes).collect();
    let ids = (0..program.offers.len()).map(OfferId::from_index);
    let chosen = ids.filter(|id| only.is_none_or(|only| only == *id));
    Terms {
        program: words::clean(&program.title),
        zone: program.calendar.zone_name(),
        offers: chosen.map(|id| offer(program, &told, id)).collect(),
    }
}

fn offer(program: &Program, told: &[(&Case, &CaseOutcome)], id: OfferId) -> OfferTerms {
    let offer = program.offers.get(id.index());
    let ids = offer.map_or(&[][..], |offer| &offer.versions);
    let versions = ids.iter().filter_map(|version| {
        let terms = program.versions.get(version.index())?;
        let voice = Voice::new(program, terms);
        let mut sections = clauses::sections(voice);
        sections.extend(example::section(voice, *version, told));
        Some(VersionTerms {
            number: terms.number,
            title: title(program, terms),
            dates: voice.has_versions().then(|| clauses::dates(voice)),
            sections,
        })
    });
    OfferTerms {
        name: offer.map_or_else(String::new, |offer| offer.name.clone()),
        title: offer_title(program, id),
        versions: versions.collect(),
    }
}

fn title(program: &Program, version: &Version) -> String {
    let offer = program.offers.get(version.offer.index());
    match version.title.as_deref().map(words::clean) {
        Some(title) if !title.is_empty() => title,
        Some(_) | None => words::capital(&words::plain(offer.map_or("", |offer| &offer.name))),
    }
}

/// What an offer is called: the title of its latest version, or its name in words.
fn offer_title(program: &Program, id: OfferId) -> String {
    let offer = program.offers.get(id.index());
    let last = offer.and_then(|offer| offer.versions.last());
    let version = last.and_then(|last| program.versions.get(last.index()));
    version.map_or_else(String::new, |version| title(program, version))
}
