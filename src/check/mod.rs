//! From the tree to the checked program: every question of names, types, windows and money is asked
//! here, all of them in one pass.
//!
//! Each file asks one question. Its answer is a piece of the program, or diagnostics; a piece that is
//! missing keeps later questions silent, so that one slip is reported once. [`lower`] puts the pieces
//! together, and `warnings` reads the result for what is legal and probably not meant. It may not know
//! how a text is parsed or a program run: it sees `syntax`, `program` and `base` only.

mod amounts;
mod apply;
mod availability;
mod bounds;
mod clauses;
mod compare;
mod declarations;
mod endings;
mod enroll;
mod fields;
mod issue;
mod lower;
mod measure;
mod mismatch;
mod moments;

mod predicate;
mod problems;
mod program_block;
mod rewards;
mod roles;
mod rows;
mod scenario;
mod schema;
mod scope;
mod slots;
mod table;
mod tiers;
mod unread;
mod warnings;
mod window;
mod words;

use crate::base::Diagnostic;
use crate::base::Sources;
use crate::base::diagnostic::sort_diagnostics;
use crate::program::{Program, Scenario};
use crate::syntax::{self, tree};

pub use crate::base::nearest::did_you_mean;

use clauses::Clauses;
use lower::Offers;
use problems::Problems;
use schema::Items;
use unread::Unread;
use warnings::{Groups, Written};

/// What checking a program came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checked {
    /// The program, if there is no error; there may be warnings.
    pub program: Option<Program>,
    /// Its scenarios, in declaration order; none where there is an error.
    pub scenarios: Vec<Scenario>,
    /// Every error and warning, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses every source and checks the program that they are.
pub fn check_program(sources: &Sources) -> Checked {
    let mut files = Vec::new();
    let mut diagnostics = Vec::new();
    for (id, source) in sources.iter() {
        let parsed = syntax::parse(id, &source.text);
        files.push(parsed.file);
        diagnostics.extend(parsed.diagnostics);
    }
    let unread = Unread::new(&files, &diagnostics);
    let checked = check_read(&files, &unread);
    // Words that could not be read were mended by guessing: the guess is not blamed as well.
    let about_read = |found: &Diagnostic| !unread.within(found.span);
    diagnostics.extend(checked.diagnostics.into_iter().filter(about_read));
    sort_diagnostics(&mut diagnostics);
    let is_right = !diagnostics.iter().any(Diagnostic::is_error);
    // INVARIANT: where there is no program, there is an error.
    debug_assert!(
        checked.program.is_some() || !is_right,
        "an offer went missing unreported"
    );
    Checked {
        program: checked.program.filter(|_| is_right),
        scenarios: if is_right {
            checked.scenarios
        } else {
            Vec::new()
        },
        diagnostics,
    }
}

/// Checks what could be read. What comes back is put together as far as it goes, be there errors or not.
fn check_read(files: &[tree::File], unread: &Unread) -> Checked {
    let mut problems = Problems::default();
    let items = Items::of(files);
    let declarations = schema::check(&items, unread, &mut problems);
    let mut offers = Offers::default();
    let mut groups = Groups::default();
    let mut complete = true;
    if let Some(last) = items.offers.last() {
        let count = items.offers.len();
        bounds::list(count, bounds::OFFERS, "offers", last.head, &mut problems);
    }
    for decl in &items.offers {
        problems.next_declaration();
        let clauses = Clauses::check(decl, &mut problems);
        let numbered = offers.declare(decl, &mut problems);
        let version = lower::version(
            &declarations,
            decl,
            &clauses,
            numbered,
            &mut offers,
            &mut problems,
        );
        groups.add(decl, &clauses);
        let Some(version) = version else {
            complete = false;
            continue;
        };
        let written = Written {
            declarations: &declarations,
            clauses: &clauses,
            version: &version,
        };
        warnings::check(written, &mut problems);
        offers.add(version);
    }
    if !unread.items {
        groups.check(&mut problems);
    }
    let lacks_offers = unread.items || offers.versions.len() < items.offers.len();
    let scenarios = scenario::check_all(
        &items.scenarios,
        &declarations,
        &offers,
        lacks_offers,
        &mut problems,
    );
    Checked {
        program: complete.then(|| offers.into_program(&declarations)),
        scenarios,
        diagnostics: problems.into_diagnostics(),
    }
}
