//! The walk over what the grammar matched: one small function per grammar rule, named after it, split
//! over files by clause.
//!
//! A function returns `None` where its piece could not be read; the reason is among the diagnostics by
//! then. A clause with such a piece is left out of the tree and named in `OfferDecl::broken`.

mod apply;
mod availability;
mod broken;
mod broken_line;
mod depth;
mod enroll;
mod expire;
mod issue;
mod item;
mod limit;
mod literal;
mod measure;
mod offer;
mod outcome;
mod predicate;
mod reward;
mod scenario;
mod table;

use crate::base::{Code, Currency, Diagnostic, SourceId, Span};

use depth::MAX_DEPTH;

use super::grammar::{self, Node, Rule};
use super::recover::slice::Place;
use super::tree::{File, Name};

/// A file as it was read, and all that is wrong with its form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parsed {
    pub file: File,
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads one file: every item and clause that can be read, and a diagnostic for every one that cannot.
pub fn parse(id: SourceId, text: &str) -> Parsed {
    parse_at(Place::Whole(id), text)
}

/// Reads one file without its places: two texts that say the same have the same tree.
pub fn parse_without_places(text: &str) -> Parsed {
    parse_at(Place::Nowhere, text)
}

fn parse_at(place: Place, text: &str) -> Parsed {
    let mut walk = Walk::new(place);
    let shallow = walk.shallow(text);
    let file = match grammar::read(Rule::file, &shallow) {
        Ok(node) => walk.file(node),
        Err(stop) => {
            walk.nests_too_deeply(walk.place.span(stop.at..stop.at));
            File::default()
        }
    };
    Parsed {
        file,
        diagnostics: walk.diagnostics,
    }
}

/// The state of the walk: where the text stands, and what has been found wrong with it.
struct Walk {
    place: Place,
    diagnostics: Vec<Diagnostic>,
    /// How many predicates the one that is being read stands in.
    depth: usize,
    /// What nests too deeply: a clause with it is not kept.
    too_deep: Vec<Span>,
    /// The currency that the offer uses, once it was asked for.
    currency: Option<Option<Currency>>,
}

impl Walk {
    fn new(place: Place) -> Self {
        Self {
            place,
            diagnostics: Vec::new(),
            depth: 0,
            too_deep: Vec::new(),
            currency: None,
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn span(&self, node: &Node<'_>) -> Span {
        self.place.span(node.range())
    }

    /// The first `length` bytes of a node.
    fn within(&self, node: &Node<'_>, length: usize) -> Span {
        let start = node.range().start;
        self.place.span(start..start + length)
    }

    fn said_twice(&mut self, span: Span, text: &str) {
        let message = format!("`{text}` is said a second time");
        self.report(
            Diagnostic::new(Code::RepeatedOption, span, message).help("leave one of them out"),
        );
    }

    fn name(&mut self, node: Node<'_>) -> Option<Name> {
        Some(Name {
            span: self.span(&node),
            text: node.text().to_owned(),
        })
    }

    /// `EVENT.FIELD`
    fn event_field(&mut self, node: Node<'_>) -> Option<(Name, Name)> {
        let mut parts = node.children();
        Some((self.name(parts.next()?)?, self.name(parts.next()?)?))
    }
}
