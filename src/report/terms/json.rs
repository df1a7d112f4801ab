//! The terms for a tool: one JSON object, described in `docs/terms.md`.

use serde::Serialize;

use crate::base::source::Position;
use crate::base::{Sources, Span};

use super::page::{self, Grid, OfferTerms, Section, Terms, VersionTerms};

/// The terms as one object, a few lines for each sentence.
pub fn json(terms: &Terms, sources: &Sources) -> String {
    let page = JsonTerms {
        program: &terms.program,
        time_zone: terms.zone,
        offers: terms.offers.iter().map(|one| offer(one, sources)).collect(),
    };
    // Texts and numbers only: there is nothing in it that JSON cannot say.
    let mut text = serde_json::to_string_pretty(&page).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct JsonTerms<'a> {
    program: &'a str,
    time_zone: &'a str,
    offers: Vec<JsonOffer<'a>>,
}

#[derive(Serialize)]
struct JsonOffer<'a> {
    offer: &'a str,
    title: &'a str,
    versions: Vec<JsonVersion<'a>>,
}

#[derive(Serialize)]
struct JsonVersion<'a> {
    version: u64,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dates: Option<&'a str>,
    sections: Vec<JsonSection<'a>>,
}

#[derive(Serialize)]
struct JsonSection<'a> {
    section: &'a str,
    heading: &'a str,
    sentences: Vec<JsonSentence<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<JsonTable<'a>>,
}

#[derive(Serialize)]
struct JsonSentence<'a> {
    id: String,
    text: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    items: &'a [String],
    clause: &'a str,
    place: JsonPlace<'a>,
}

#[derive(Serialize)]
struct JsonTable<'a> {
    head: &'a [String],
    rows: &'a [Vec<String>],
    place: JsonPlace<'a>,
}

#[derive(Serialize)]
struct JsonPlace<'a> {
    file: &'a str,
    start: Position,
    end: Position,
}

fn offer<'a>(offer: &'a OfferTerms, sources: &'a Sources) -> JsonOffer<'a> {
    let version = |one: &'a VersionTerms| {
        let anchor = offer.anchor(one);
        JsonVersion {
            version: one.number,
            title: &one.title,
            dates: one.dates.as_deref(),
            sections: one
                .sections
                .iter()
                .map(|it| section(&anchor, it, sources))
                .collect(),
        }
    };
    JsonOffer {
        offer: &offer.name,
        title: &offer.title,
        versions: offer.versions.iter().map(version).collect(),
    }
}

fn section<'a>(anchor: &str, section: &'a Section, sources: &'a Sources) -> JsonSection<'a> {
    let sentences = section
        .sentences
        .iter()
        .enumerate()
        .map(|(place, sentence)| JsonSentence {
            id: page::anchor(anchor, section, place),
            text: &sentence.text,
            items: &sentence.items,
            clause: sentence.clause,
            place: json_place(sentence.place, sources),
        });
    JsonSection {
        section: section.key,
        heading: section.heading,
        sentences: sentences.collect(),
        table: section.grid.as_ref().map(|grid| table(grid, sources)),
    }
}

fn table<'a>(grid: &'a Grid, sources: &'a Sources) -> JsonTable<'a> {
    JsonTable {
        head: &grid.head,
        rows: &grid.rows,
        place: json_place(grid.place, sources),
    }
}

fn json_place(span: Span, sources: &Sources) -> JsonPlace<'_> {
    let source = sources.get(span.source);
    let nowhere = Position { line: 1, column: 1 };
    let position = |offset: u32| source.map_or(nowhere, |source| source.position(offset));
    JsonPlace {
        file: source.map_or("", |source| source.name.as_str()),
        start: position(span.start),
        end: position(span.end),
    }
}
