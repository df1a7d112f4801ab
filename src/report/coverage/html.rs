//! Coverage as a page of its own: the figures, and the source of every offer with what the cases reach. No
//! script, no file beside it, readable in light, in dark and on paper.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Covered, Share};
use crate::base::{Source, SourceId};
use crate::coverage::{Fate, Mutant};

const STYLE: &str = include_str!("page.css");

/// The page of some programs.
pub fn page(programs: &[Covered<'_>]) -> String {
    let has_mutants = programs.iter().any(|program| program.mutants.is_some());
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Coverage of offers" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "Coverage of offers" }
                p.legend {
                    span.reached { "reached" } " "
                    span.missed { "not reached" } " "
                    span.partial { "a condition that always turns out alike" } " "
                    span.survivor { "an edit that no case notices" }
                }
                div.scroll { table {
                    thead { tr {
                        th { "offer" } th { "clauses" } th { "conditions" } th { "edges" }
                        @if has_mutants { th { "mutants caught" } }
                    } }
                    tbody { @for program in programs { (rows(program)) } }
                } }
                @for program in programs {
                    @for (id, source) in program.sources.iter() { (file(program, id, source)) }
                }
            }
        }
    };
    markup.into_string()
}

fn rows(program: &Covered<'_>) -> Markup {
    html! {
        @for coverage in program.coverage {
            @let figures = program.figures(coverage);
            tr {
                th scope="row" { (program.name(coverage.version)) }
                (share(figures.clauses)) (share(figures.conditions)) (share(figures.edges))
                @if let Some(mutants) = figures.mutants {
                    (share(mutants))
                }
            }
        }
    }
}

fn share(share: Share) -> Markup {
    html! {
        td.full[share.met == share.of] { (share.met) "/" (share.of) " = " (share.percent()) }
    }
}

/// A file of offers, line by line; edits that no case notices are told below it.
fn file(program: &Covered<'_>, id: SourceId, source: &Source) -> Markup {
    let marks = Marks::of(program, id);
    let alive: Vec<&Mutant> = program
        .mutants
        .unwrap_or_default()
        .iter()
        .filter(|mutant| mutant.span.source == id && !matches!(mutant.fate, Fate::Caught))
        .collect();
    html! {
        h2 { (source.name) }
        pre { code { (marks.coloured(source)) } }
        @if !alive.is_empty() {
            ul {
                @for mutant in alive {
                    li {
                        "line " (source.position(mutant.span.start).line) ", "
                        (mutant.clause.word()) ": " code { (mutant.is) } " → "
                        @if mutant.would_be.is_empty() { "left out" }
                        @else { code { (mutant.would_be) } }
                        @match &mutant.fate {
                            Fate::Equivalent(reason) => { ": changes nothing, " (reason) }
                            Fate::Survived => { ": " strong { "no case notices" } }
                            Fate::Caught => {}
                        }
                    }
                }
            }
        }
    }
}

/// A stretch of a source and how it is to look; later ones lie on earlier ones.
struct Marks(Vec<(usize, usize, &'static str)>);

impl Marks {
    fn of(program: &Covered<'_>, id: SourceId) -> Self {
        let mut marks = Vec::new();
        let mut mark = |span: crate::base::Span, class| {
            if span.source == id {
                marks.push((span.start as usize, span.end as usize, class));
            }
        };
        for coverage in program.coverage {
            for piece in &coverage.pieces {
                mark(
                    piece.span,
                    if piece.is_reached {
                        "reached"
                    } else {
                        "missed"
                    },
                );
            }
            for condition in &coverage.conditions {
                match (condition.has_held, condition.has_failed) {
                    (true, true) => {}
                    (true, false) | (false, true) => mark(condition.span, "partial"),
                    (false, false) => mark(condition.span, "missed"),
                }
            }
            for mutant in program.survivors(coverage.version) {
                mark(mutant.span, "survivor");
            }
        }
        Self(marks)
    }

    fn coloured(&self, source: &Source) -> Markup {
        let text = &source.text;
        let mut borders: Vec<usize> = self
            .0
            .iter()
            .flat_map(|(start, end, _)| [*start, *end])
            .chain([0, text.len()])
            .collect();
        borders.sort_unstable();
        borders.dedup();
        let stretches = borders.windows(2).filter_map(|pair| match pair {
            [start, end] => Some((*start, *end)),
            _ => None,
        });
        html! {
            @for (start, end) in stretches {
                @let words = text.get(start..end).unwrap_or_default();
                @match self.class_at(start) {
                    Some(class) => span class=(class) { (words) },
                    None => (words),
                }
            }
        }
    }

    fn class_at(&self, place: usize) -> Option<&'static str> {
        let covers =
            |(start, end, _): &&(usize, usize, &'static str)| (*start..*end).contains(&place);
        self.0.iter().rfind(covers).map(|(_, _, class)| *class)
    }
}
