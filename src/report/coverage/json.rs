//! Coverage for a tool: one JSON object a version, one a line, with a member `coverage`.

use serde::Serialize;

use super::{Covered, Share};
use crate::coverage::Fate;

/// One object a version, in declaration order.
pub fn json_lines(program: &Covered<'_>) -> String {
    let mut text = String::new();
    for coverage in program.coverage {
        let figures = program.figures(coverage);
        let place = |span| {
            let (file, line) = program.line(span);
            (file.to_owned(), line)
        };
        let missed = coverage.pieces.iter().filter(|piece| !piece.is_reached);
        let one_sided = coverage
            .conditions
            .iter()
            .filter(|condition| !(condition.has_held && condition.has_failed));
        let mutants = program.mutants.map(|mutants| {
            mutants
                .iter()
                .filter(|mutant| mutant.version == coverage.version)
                .filter_map(|mutant| {
                    let (file, line) = place(mutant.span);
                    let (fate, reason) = match &mutant.fate {
                        Fate::Caught => return None,
                        Fate::Survived => ("survived", None),
                        Fate::Equivalent(reason) => ("equivalent", Some(reason.as_str())),
                    };
                    Some(JsonMutant {
                        file,
                        line,
                        clause: mutant.clause.word(),
                        is: &mutant.is,
                        would_be: &mutant.would_be,
                        fate,
                        reason,
                    })
                })
                .collect()
        });
        let object = JsonLine {
            coverage: JsonCoverage {
                offer: program.name(coverage.version),
                program: program.path,
                clauses: figures.clauses.into(),
                conditions: figures.conditions.into(),
                edges: figures.edges.into(),
                mutants: figures.mutants.map(JsonShare::from),
                not_reached: missed
                    .map(|piece| {
                        let (file, line) = place(piece.span);
                        JsonPlace {
                            file,
                            line,
                            text: program.words(piece.span),
                        }
                    })
                    .collect(),
                one_sided: one_sided
                    .map(|condition| {
                        let (file, line) = place(condition.span);
                        JsonCondition {
                            file,
                            line,
                            text: program.words(condition.span),
                            held: condition.has_held,
                            failed: condition.has_failed,
                        }
                    })
                    .collect(),
                edge_sides: coverage
                    .edges
                    .iter()
                    .map(|edge| {
                        let (file, line) = place(edge.span);
                        JsonEdge {
                            file,
                            line,
                            what: edge.what,
                            before: edge.before,
                            at: edge.at,
                            after: edge.after,
                        }
                    })
                    .collect(),
                not_caught: mutants,
            },
        };
        // Texts and numbers only: there is nothing in it that JSON cannot say.
        text.push_str(&serde_json::to_string(&object).unwrap_or_default());
        text.push('\n');
    }
    text
}

#[derive(Serialize)]
struct JsonLine<'a> {
    coverage: JsonCoverage<'a>,
}

#[derive(Serialize)]
struct JsonCoverage<'a> {
    offer: String,
    program: &'a str,
    clauses: JsonShare,
    conditions: JsonShare,
    edges: JsonShare,
    #[serde(skip_serializing_if = "Option::is_none")]
    mutants: Option<JsonShare>,
    not_reached: Vec<JsonPlace>,
    one_sided: Vec<JsonCondition>,
    edge_sides: Vec<JsonEdge>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_caught: Option<Vec<JsonMutant<'a>>>,
}

#[derive(Serialize)]
struct JsonShare {
    met: usize,
    of: usize,
}

impl From<Share> for JsonShare {
    fn from(share: Share) -> Self {
        Self {
            met: share.met,
            of: share.of,
        }
    }
}

#[derive(Serialize)]
struct JsonPlace {
    file: String,
    line: u32,
    text: String,
}

#[derive(Serialize)]
struct JsonCondition {
    file: String,
    line: u32,
    text: String,
    held: bool,
    failed: bool,
}

#[derive(Serialize)]
struct JsonEdge {
    file: String,
    line: u32,
    what: &'static str,
    before: bool,
    at: bool,
    after: bool,
}

#[derive(Serialize)]
struct JsonMutant<'a> {
    file: String,
    line: u32,
    clause: &'static str,
    is: &'a str,
    would_be: &'a str,
    fate: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}
