//! Which declarations could not be read whole? What they may have declared is not called unknown.

use crate::base::{Diagnostic, Span};
use crate::syntax::tree::{File, Item};

/// Places in the texts, to be asked whether one of them touches another place.
#[derive(Default)]
pub struct Places {
    /// By source and start.
    spans: Vec<Span>,
    /// The furthest end of the places so far, in the same source.
    furthest: Vec<u32>,
}

impl Places {
    pub fn new(mut spans: Vec<Span>) -> Self {
        spans.sort_unstable();
        let mut furthest = Vec::with_capacity(spans.len());
        let mut last: Option<(Span, u32)> = None;
        for span in &spans {
            let own = span.end.max(span.start.saturating_add(1));
            let end = match last {
                Some((before, end)) if before.source == span.source => end.max(own),
                Some(_) | None => own,
            };
            furthest.push(end);
            last = Some((*span, end));
        }
        Self { spans, furthest }
    }

    /// Whether one of the places has a byte in common with `span`.
    pub fn touch(&self, span: Span) -> bool {
        let end = span.end.max(span.start.saturating_add(1));
        let before = self
            .spans
            .partition_point(|place| (place.source, place.start) < (span.source, end));
        let last = before.checked_sub(1);
        last.is_some_and(|last| {
            let same = self.spans.get(last).map(|place| place.source) == Some(span.source);
            same && self.furthest.get(last).is_some_and(|end| *end > span.start)
        })
    }
}

/// What the parser could not read.
#[derive(Default)]
pub struct Unread {
    places: Places,
    /// Something was lost that stands in no item of the tree.
    pub items: bool,
}

impl Unread {
    pub fn new(files: &[File], diagnostics: &[Diagnostic]) -> Self {
        let errors: Vec<Span> = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.is_error())
            .map(|diagnostic| diagnostic.span)
            .collect();
        let items = files.iter().flat_map(|file| &file.items);
        let items = Places::new(items.map(span).collect());
        Self {
            items: errors.iter().any(|error| !items.touch(*error)),
            places: Places::new(errors),
        }
    }

    /// Whether something within `span` could not be read.
    pub fn within(&self, span: Span) -> bool {
        self.places.touch(span)
    }
}

fn span(item: &Item) -> Span {
    match item {
        Item::Program(program) => program.span,
        Item::Account(account) => account.span,
        Item::Event(event) => event.span,
        Item::Offer(offer) => offer.span,
        Item::Scenario(scenario) => scenario.span,
    }
}
