//! Terms as a page for a browser: one file without scripts, fonts or pictures, in light, dark and on paper.
//! The template library escapes every text.

use maud::{DOCTYPE, Markup, PreEscaped, html as template};

use crate::base::{Sources, Span};

use super::markdown::version_heading;
use super::page::{self, Grid, OfferTerms, Section, Sentence, Terms, VersionTerms};

const STYLE: &str = include_str!("style.css");

/// The terms as HTML. Each sentence has an `id`, and the place of its clause in `data-place`.
pub fn html(terms: &Terms, sources: &Sources) -> String {
    let page = Page { sources };
    let title = match terms.offers.as_slice() {
        [only] => &only.title,
        _ => &terms.program,
    };
    let markup = template! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    @if terms.offers.len() > 1 { (contents(terms)) }
                    @for offer in &terms.offers {
                        (page.offer(offer, terms.offers.len() > 1))
                    }
                }
            }
        }
    };
    let mut text = markup.into_string();
    text.push('\n');
    text
}

/// Links to the offers.
fn contents(terms: &Terms) -> Markup {
    template! {
        nav aria-label="Offers" {
            ul {
                @for offer in &terms.offers {
                    "\n" li { a href={ "#" (offer.name) } { (offer.title) } }
                }
            }
        }
    }
}

/// A heading below the title of the page; no level is left out.
fn heading(level: u8, class: &str, text: &str) -> Markup {
    match level {
        2 => template! { h2 class=(class) { (text) } },
        3 => template! { h3 class=(class) { (text) } },
        _ => template! { h4 class=(class) { (text) } },
    }
}

struct Page<'a> {
    sources: &'a Sources,
}

impl Page<'_> {
    fn offer(&self, offer: &OfferTerms, is_one_of_several: bool) -> Markup {
        let has_versions = offer.versions.len() > 1;
        let level = if is_one_of_several { 3 } else { 2 };
        template! {
            "\n" article id=(offer.name) {
                @if is_one_of_several { h2.offer { (offer.title) } }
                @for version in &offer.versions {
                    @if has_versions {
                        section.version id=(offer.anchor(version)) {
                            (heading(level, "version", &version_heading(version)))
                            (self.version(offer, version, level + 1))
                        }
                    } @else {
                        (self.version(offer, version, level))
                    }
                }
            }
        }
    }

    fn version(&self, offer: &OfferTerms, version: &VersionTerms, level: u8) -> Markup {
        let anchor = offer.anchor(version);
        template! {
            @for section in &version.sections {
                "\n" section.clause id={ (anchor) "." (section.key) } {
                    (heading(level, "clause", section.heading))
                    (self.section(&anchor, section))
                }
            }
        }
    }

    fn section(&self, anchor: &str, section: &Section) -> Markup {
        let sentences: Vec<(usize, &Sentence)> = section.sentences.iter().enumerate().collect();
        let (steps, said): (Vec<_>, Vec<_>) = sentences
            .into_iter()
            .partition(|(_, sentence)| sentence.is_step);
        template! {
            @for (place, sentence) in said {
                @let id = page::anchor(anchor, section, place);
                "\n" p id=(id) data-clause=(sentence.clause) data-place=(self.place(sentence.place)) {
                    (sentence.text)
                }
                @if !sentence.items.is_empty() {
                    ul { @for item in &sentence.items { li { (item) } } }
                }
            }
            @if !steps.is_empty() {
                ol {
                    @for (place, sentence) in steps {
                        @let id = page::anchor(anchor, section, place);
                        "\n" li id=(id) data-clause=(sentence.clause)
                            data-place=(self.place(sentence.place)) { (sentence.text) }
                    }
                }
            }
            @if let Some(grid) = &section.grid { (self.table(grid)) }
        }
    }

    fn table(&self, grid: &Grid) -> Markup {
        template! {
            "\n" div.table data-clause="table" data-place=(self.place(grid.place)) {
                table {
                    thead { tr { @for cell in &grid.head { th scope="col" { (cell) } } } }
                    tbody {
                        @for row in &grid.rows {
                            "\n" tr {
                                @for (place, cell) in row.iter().enumerate() {
                                    @if place == 0 { th scope="row" { (cell) } }
                                    @else { td { (cell) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// `offers/spring.offer:12:3`
    fn place(&self, span: Span) -> String {
        let Some(source) = self.sources.get(span.source) else {
            return String::new();
        };
        let position = source.position(span.start);
        format!("{}:{}:{}", source.name, position.line, position.column)
    }
}
