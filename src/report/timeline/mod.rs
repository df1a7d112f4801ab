//! A case as a person reads it: one line an event, what it counted towards, what credit paid, what was
//! billed, and why, with the place of the clause. Nothing in it changes from machine to machine.

mod rows;
mod table;
mod totals;
mod why;

use crate::base::{Amount, Currency, Sources};
use crate::case::{AccountOutcome, Case, CaseOutcome};
use crate::engine::{Entry, Outcome};
use crate::program::{OfferId, Origin, Program, VersionId};

use rows::rows;
use table::Table;
use totals::Totals;

/// How wide a timeline is at most.
pub const WIDTH: usize = 100;

/// Draws a case: a sentence about its outcome, its accounts one by one, and of each where the money of its
/// credits went.
pub fn draw(program: &Program, sources: &Sources, case: &Case, outcome: &CaseOutcome) -> String {
    let mut text = totals::sentence(case, outcome, program);
    for rejection in &case.rejections {
        text.push_str(&format!(
            "\nline {} is rejected: {}",
            rejection.line, rejection.reason
        ));
    }
    text.push('\n');
    for (account, came) in case.accounts.iter().zip(&outcome.accounts) {
        text.push('\n');
        if case.accounts.len() > 1 {
            text.push_str(&format!("{} ({})\n", account.name, account.currency));
        }
        let names = Names::new(program, sources, case, came);
        let mut table = Table::default();
        let mut totals = Totals::default();
        for (step, came) in account.steps.iter().zip(&came.steps) {
            for (occurrence, occurred) in step.occurrences.iter().zip(&came.occurred) {
                rows(&names, account, occurrence, occurred, &mut table);
                totals.add(occurrence, occurred, program);
            }
        }
        text.push_str(&table.draw(WIDTH));
        let credits = totals.credits(program, account.currency);
        if !credits.is_empty() {
            text.push_str(&format!("\n{credits}"));
        }
    }
    text
}

/// How things are called for one account: offers by name where several are in play, credits by number where
/// the account has had several.
pub struct Names<'a> {
    pub program: &'a Program,
    sources: &'a Sources,
    has_several_offers: bool,
    has_several_credits: bool,
    /// Offers stand in several files, so that a place says its file.
    has_several_files: bool,
}

impl<'a> Names<'a> {
    fn new(program: &'a Program, sources: &'a Sources, case: &Case, came: &AccountOutcome) -> Self {
        let occurred = came.steps.iter().flat_map(|step| &step.occurred);
        let entries = occurred.flat_map(|occurred| &occurred.entries);
        let is_issued = |entry: &&Entry| matches!(entry.outcome, Outcome::Issued { .. });
        let in_play = if case.offers.is_empty() {
            program.offers.len()
        } else {
            case.offers.len()
        };
        let mut files = program
            .versions
            .iter()
            .map(|version| version.origin.0.source);
        let first = files.next();
        Self {
            program,
            sources,
            has_several_offers: in_play > 1,
            has_several_credits: entries.filter(is_issued).count() > 1,
            has_several_files: files.any(|file| Some(file) != first),
        }
    }

    /// `issue:14`, or `issue spend.offer:14` where offers stand in several files.
    fn place(&self, clause: &str, origin: Origin) -> String {
        let Some(source) = self.sources.get(origin.0.source) else {
            return clause.to_owned();
        };
        let line = source.position(origin.0.start).line;
        let file = source.name.rsplit(['/', '\\']).next().unwrap_or("");
        if self.has_several_files {
            format!("{clause} {file}:{line}")
        } else {
            format!("{clause}:{line}")
        }
    }

    fn offer(&self, offer: OfferId) -> &'a str {
        let offer = self.program.offers.get(offer.index());
        offer.map_or("", |offer| offer.name.as_str())
    }

    /// `spend_get`, `spend_get version 2`
    fn version(&self, version: VersionId) -> String {
        let Some(terms) = self.program.versions.get(version.index()) else {
            return String::new();
        };
        let offer = self.program.offers.get(terms.offer.index());
        let name = self.offer(terms.offer);
        match offer.map_or(1, |offer| offer.versions.len()) {
            0 | 1 => name.to_owned(),
            _ => format!("{name} version {}", terms.number),
        }
    }
}

fn amount(amount: Amount, currency: Currency) -> String {
    amount.display(currency).to_string()
}
