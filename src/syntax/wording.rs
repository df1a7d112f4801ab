//! What the declarations of a file say, in words that can be compared: without comments, titles and
//! scenarios, and in one layout.

use crate::base::{Source, SourceId, one_line};

use super::layout::{lay_out, without_comments};
use super::parse::parse;
use super::tree::{AccountDecl, ClauseKind, EventDecl, Item, OfferDecl};

/// A declaration and what it says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wording {
    /// `` offer `spring`, version 2 ``
    pub name: String,
    /// Clause by clause, row by row, or field by field; each in one line.
    pub parts: Vec<String>,
}

/// The declarations of a file without errors, as they stand. Of the program block, the time zone.
pub fn wording(text: &str) -> Vec<Wording> {
    let bare = without_comments(text);
    let source = Source::new("", lay_out(SourceId(0), &bare).unwrap_or(bare));
    let items = parse(SourceId(0), &source.text).file.items;
    items
        .iter()
        .filter_map(|item| of_item(&source, item))
        .collect()
}

fn of_item(source: &Source, item: &Item) -> Option<Wording> {
    match item {
        Item::Program(program) => Some(Wording {
            name: "the program".to_owned(),
            parts: (program.timezones.iter())
                .map(|zone| format!("timezone \"{}\"", zone.value))
                .collect(),
        }),
        Item::Account(AccountDecl { span, .. }) => Some(Wording {
            name: "`account`".to_owned(),
            parts: lines(source.slice(*span)),
        }),
        Item::Event(EventDecl { span, name, .. }) => Some(Wording {
            name: format!("event `{}`", name.text),
            parts: lines(source.slice(*span)),
        }),
        Item::Offer(offer) => Some(of_offer(source, offer)),
        Item::Scenario(_) => None,
    }
}

fn of_offer(source: &Source, offer: &OfferDecl) -> Wording {
    let version = offer.version.as_ref().map_or(1, |version| version.value);
    let parts = offer.clauses.iter().flat_map(|clause| {
        let text = source.slice(clause.span);
        if clause.body.kind() == ClauseKind::Table {
            lines(text)
        } else {
            vec![one_line(text)]
        }
    });
    Wording {
        name: format!("offer `{}`, version {version}", offer.name.text),
        parts: parts.collect(),
    }
}

fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(one_line);
    lines
        .filter(|line| !line.is_empty() && line != "}")
        .collect()
}
