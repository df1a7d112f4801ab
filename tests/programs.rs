//! Programs that are right: every file of `tests/cases/programs` checks without an error.

use std::fs;
use std::path::Path;

use onward::base::{Diagnostic, Source, Sources};
use onward::check::check_program;

#[test]
fn every_program_checks_without_an_error() {
    let folder = Path::new("tests/cases/programs");
    let mut checked = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let sources = Sources::new(vec![Source::new(name.as_str(), text)]);
        let found = check_program(&sources);
        let errors: Vec<&Diagnostic> = found
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.is_error())
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        assert!(found.program.is_some(), "{name}");
        checked += 1;
    }
    assert!(checked > 0, "no programs in {}", folder.display());
}

#[test]
fn the_examples_of_the_language_warn_of_nothing_but_what_it_lists() {
    let text = fs::read_to_string("tests/cases/programs/section_two.offer").unwrap();
    let sources = Sources::new(vec![Source::new("section_two.offer", text)]);
    let codes: Vec<&str> = check_program(&sources)
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code.as_str())
        .collect();
    assert_eq!(codes, ["revokes-only-later", "group-of-one"]);
}

#[test]
fn equal_filters_are_equal_values() {
    let text = fs::read_to_string("tests/cases/programs/section_two.offer").unwrap();
    let lower = |filter: &str| {
        let text = text.replace("charge where kind = delivery,", filter);
        let sources = Sources::new(vec![Source::new("section_two.offer", text)]);
        check_program(&sources).program.unwrap().versions[0]
            .apply
            .clone()
            .event
    };
    let plain = lower("charge where kind = delivery and amount > 5 USD,");
    for written in [
        "charge where charge.kind = delivery and charge.amount > 5.00 USD,",
        "charge where (kind in [delivery] and (amount > 5 USD)),",
        "charge where not not (kind = delivery and amount > 5 USD),",
    ] {
        assert_eq!(plain, lower(written), "{written}");
    }
    let listed = lower("charge where kind in [fee, delivery, tax] and campaign in [\"b\", \"a\"],");
    let sorted =
        lower("charge where kind in [delivery, tax, fee, tax] and campaign in [\"a\", \"b\"],");
    assert_eq!(listed, sorted);
}

fn texts(folder: &str) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap();
    files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// The text without each of its lines in turn.
fn torn(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let without = |torn: usize| {
        let left = lines.iter().enumerate().filter(|(line, _)| *line != torn);
        left.map(|(_, line)| *line).collect::<Vec<_>>().join("\n")
    };
    (0..lines.len()).map(without).collect()
}

#[test]
fn a_program_is_there_exactly_when_there_is_no_error() {
    let programs = texts("tests/cases/programs");
    let torn = programs.iter().flat_map(|text| torn(text));
    for text in torn.chain(texts("tests/cases/diagnostics")) {
        let sources = Sources::new(vec![Source::new("torn.offer", text.as_str())]);
        let found = check_program(&sources);
        let is_right = !found.diagnostics.iter().any(Diagnostic::is_error);
        assert_eq!(
            found.program.is_some(),
            is_right,
            "{text}\n{:#?}",
            found.diagnostics
        );
    }
}
