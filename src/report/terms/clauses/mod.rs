//! Each clause in its words: one file a group, in the order of the page.
//!
//! Every sentence says what the engine does, and no more. What one clause means for another (a refund for a
//! credit that is scheduled) is said where a reader looks for it, and carries the place of the clause that
//! decides it.

mod amounts;
mod apply;
mod availability;
mod eligible;
mod enroll;
mod expire;
mod issue;
mod limit;
mod measure;
mod others;
mod refund;
mod reward;
mod table;
mod taken;
mod time;

pub use availability::dates;

use super::page::Section;
use super::voice::Voice;

/// Every section of one version's terms, in the order of the page; empty ones left out.
pub fn sections(voice: Voice<'_>) -> Vec<Section> {
    let sections = [
        eligible::section(voice),
        availability::section(voice),
        enroll::section(voice),
        measure::section(voice),
        issue::section(voice),
        table::section(voice),
        apply::section(voice),
        expire::section(voice),
        refund::section(voice),
        limit::section(voice),
        others::section(voice),
        taken::section(voice),
        time::section(voice),
    ];
    sections
        .into_iter()
        .filter(|section| !section.is_empty())
        .collect()
}
