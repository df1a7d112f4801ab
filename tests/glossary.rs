//! `docs/glossary.md` is the one list of words: whatever has a name in the language, in the ledger or in the
//! checked program has a line in it, under that name.

use std::collections::BTreeSet;
use std::fs;

use onward::engine::{Cancellation, CreditRefusal, EnrollmentRefusal, Revocation};
use onward::syntax::tree::ClauseKind;

/// The first cell of every line of the tables, all words in backticks of it.
fn terms() -> BTreeSet<String> {
    let page = fs::read_to_string("docs/glossary.md").unwrap();
    let cells = page.lines().filter_map(|line| {
        line.strip_prefix("| ")?
            .split(" | ")
            .next()
            .map(str::to_owned)
    });
    cells
        .flat_map(|cell| {
            let words = cell.split('`').skip(1).step_by(2);
            words.map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

/// Every word that a ledger line can have as its `entry`, as `format` writes them.
pub fn entry_words() -> Vec<String> {
    let source = include_str!("../src/format/ledger.rs");
    let function = source.split("fn entry_word(").nth(1).unwrap();
    let body = function.split("\n}\n").next().unwrap();
    let words: BTreeSet<String> = body
        .split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    assert!(words.contains("issued"), "no words found: {words:?}");
    words.into_iter().collect()
}

/// The names of all public types of a layer.
fn types_of(layer: &str) -> Vec<String> {
    let mut types = Vec::new();
    for file in fs::read_dir(format!("src/{layer}")).unwrap() {
        let Ok(source) = fs::read_to_string(file.unwrap().path()) else {
            continue;
        };
        types.extend(source.lines().filter_map(declared_type));
    }
    types
}

/// `pub struct NAME`, and `NAME(u32);` among ids.
fn declared_type(line: &str) -> Option<String> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric();
    let declared = ["pub struct ", "pub enum ", "pub type "]
        .iter()
        .find_map(|start| line.strip_prefix(start));
    if let Some(rest) = declared {
        let end = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
        return Some(rest[..end].to_owned());
    }
    let name = line.trim_start().strip_suffix(");")?.split_once("(u")?.0;
    name.chars().all(is_name).then(|| name.to_owned())
}

#[test]
fn every_word_is_in_the_glossary() {
    let terms = terms();
    let clauses = ClauseKind::ALL.iter().map(|kind| kind.word().to_owned());
    let reasons = (EnrollmentRefusal::ALL.iter().map(|reason| reason.as_str()))
        .chain(CreditRefusal::ALL.iter().map(|reason| reason.as_str()))
        .chain(Cancellation::ALL.iter().map(|reason| reason.as_str()))
        .chain(Revocation::ALL.iter().map(|reason| reason.as_str()))
        .map(str::to_owned);
    let missing: BTreeSet<String> = clauses
        .chain(reasons)
        .chain(entry_words())
        .chain(types_of("program"))
        .filter(|word| !terms.contains(word))
        .collect();
    assert!(missing.is_empty(), "docs/glossary.md lacks {missing:?}");
}

/// What stands in backticks in the last cell of the lines.
fn places() -> Vec<String> {
    let page = fs::read_to_string("docs/glossary.md").unwrap();
    let cells = page
        .lines()
        .filter_map(|line| line.strip_suffix(" |")?.rsplit(" | ").next());
    cells
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_place_that_the_glossary_names_is_there() {
    let grammar = include_str!("../grammar/onward.pest");
    let rules: BTreeSet<&str> = grammar
        .lines()
        .filter_map(|line| line.split_once(" = ").or_else(|| line.split_once("= ")))
        .map(|(name, _)| name.trim())
        .collect();
    let mut unknown = BTreeSet::new();
    for place in places() {
        let mut path = place.split("::");
        let is_there = match (path.next(), path.next()) {
            (Some(rule), None) => rules.contains(rule),
            (Some(layer), Some(name)) => {
                types_of(layer).iter().any(|known| known == name)
                    || fs::exists(format!("src/{layer}/{name}.rs")).unwrap()
            }
            (None, _) => false,
        };
        if !is_there {
            unknown.insert(place);
        }
    }
    assert!(unknown.is_empty(), "there is no {unknown:?}");
}
