//! `docs/glossary.md` is the one list of words: whatever has a name in the language, in the ledger or in the
//! checked program has a line in it, under that name.

use std::collections::BTreeSet;
use std::fs;

use onward::engine::{Cancellation, CreditRefusal, EnrollmentRefusal, Revocation};
use onward::syntax::tree::ClauseKind;

/// The first cell of every line of the tables, all words in backticks of it.
fn terms() -> BTreeSet<String> {
    let page = fs::read_to_string("docs/glossary.md").unwrap();
    let cells = page
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next().map(str::to_owned));
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

/// The names of all public types of the checked program.
fn program_types() -> Vec<String> {
    let mut types = Vec::new();
    for file in fs::read_dir("src/program").unwrap() {
        let source = fs::read_to_string(file.unwrap().path()).unwrap();
        for line in source.lines() {
            let declared = ["pub struct ", "pub enum ", "pub type "]
                .iter()
                .find_map(|start| line.strip_prefix(start));
            let is_name = |letter: char| letter.is_ascii_alphanumeric();
            types.extend(declared.map(|rest| {
                let end = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
                rest[..end].to_owned()
            }));
            // `ids! { Name(u32); }`
            let declared = line.trim_start().split_once("(u").map(|(name, _)| name);
            let is_type = |name: &str| name.chars().all(is_name) && line.ends_with(");");
            types.extend(declared.filter(|name| is_type(name)).map(str::to_owned));
        }
    }
    types
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
        .chain(program_types())
        .filter(|word| !terms.contains(word))
        .collect();
    assert!(missing.is_empty(), "docs/glossary.md lacks {missing:?}");
}

#[test]
fn every_type_that_the_glossary_names_is_there() {
    let page = fs::read_to_string("docs/glossary.md").unwrap();
    let known: BTreeSet<String> = program_types().into_iter().collect();
    let named = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter_map(|word| word.strip_prefix("program::"));
    let unknown: Vec<&str> = named
        .map(|name| name.split("::").next().unwrap_or(name))
        .filter(|name| !known.contains(*name))
        .collect();
    assert!(unknown.is_empty(), "the program has no {unknown:?}");
}
