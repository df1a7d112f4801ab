//! The terms in plain English: those of the gallery are committed, every clause has its words, and over
//! generated programs the words are total, clean, and tell different terms apart.

#[path = "terms/clauses.rs"]
mod clauses;
#[path = "terms/generated.rs"]
mod generated;
#[path = "terms/mutants.rs"]
mod mutants;

use std::fs;
use std::path::{Path, PathBuf};

use onward::base::{Source, Sources};
use onward::check::check_program;
use onward::engine::Plan;
use onward::report::terms::{self, Section, Terms, VersionTerms};

/// A text as a program, and its terms.
fn terms_of(name: &str, text: &str) -> (Sources, Terms) {
    let sources = Sources::new(vec![Source::new(name, text)]);
    let checked = check_program(&sources);
    let program = checked
        .program
        .unwrap_or_else(|| panic!("{name}: {:#?}", checked.diagnostics));
    let terms = terms::terms(&Plan::new(program), &checked.scenarios, None);
    (sources, terms)
}

/// The offer files of a folder and of those in it, with their texts.
fn offers(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "offer") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{folder}");
    found
}

fn name_of(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

#[test]
fn the_terms_of_the_gallery_are_committed() {
    for (path, text) in offers("promotions") {
        let (_, terms) = terms_of(name_of(&path), &text);
        let published = fs::read_to_string(path.with_file_name("terms.md")).unwrap_or_default();
        let folder = path.parent().unwrap().display();
        assert!(
            published == terms::markdown(&terms),
            "{folder}/terms.md has drifted: `just terms` writes it again"
        );
    }
}

#[test]
fn every_offer_of_the_gallery_has_an_example() {
    for (path, text) in offers("promotions") {
        let (_, terms) = terms_of(name_of(&path), &text);
        for version in terms.offers.iter().flat_map(|offer| &offer.versions) {
            let example = version
                .sections
                .iter()
                .find(|section| section.key == "example");
            let pays = |section: &Section| {
                section
                    .sentences
                    .iter()
                    .any(|sentence| sentence.text.contains(" pays "))
            };
            assert!(example.is_some_and(pays), "{path:?}: {}", version.title);
        }
    }
}

/// A case is an offer file whose first line names the sections that its snapshot shows.
#[test]
fn every_clause_reads_as_written() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/terms");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (path, text) in offers("tests/cases/terms") {
            let (_, mut terms) = terms_of(name_of(&path), &text);
            let shown = text
                .lines()
                .next()
                .unwrap()
                .strip_prefix("# sections: ")
                .unwrap();
            let shown: Vec<&str> = shown.split(',').collect();
            let versions = terms
                .offers
                .iter_mut()
                .flat_map(|offer| &mut offer.versions);
            let mut seen = Vec::new();
            for version in versions {
                version
                    .sections
                    .retain(|section| shown.contains(&section.key));
                seen.extend(version.sections.iter().map(|section| section.key));
            }
            assert!(shown.iter().all(|key| seen.contains(key)), "{path:?}");
            let name = path.file_stem().unwrap().to_str().unwrap();
            insta::assert_snapshot!(name, terms::markdown(&terms));
        }
    });
}

/// A case is files and commands, as in `books`.
#[test]
fn published_files_are_compared_as_written() {
    crate::books::check("published");
}

/// A comment above moves every clause: the page in HTML has to be written again, and its words are right.
#[test]
fn places_that_moved_are_told_from_words_that_changed() {
    let folder = tempfile::tempdir().unwrap();
    let (offer, page) = (folder.path().join("a.offer"), folder.path().join("a.html"));
    let text = fs::read_to_string("promotions/draw_order/draw_order.offer").unwrap();
    let terms = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_onward"));
        command.args(["terms", "a.offer"]).args(arguments);
        command.current_dir(folder.path()).output().unwrap()
    };
    fs::write(&offer, &text).unwrap();
    let written = String::from_utf8(terms(&["--format", "html"]).stdout).unwrap();
    fs::write(&page, written.replace('\n', "\r\n")).unwrap();
    let check = || terms(&["--check", "a.html"]);
    assert_eq!(check().status.code(), Some(0));
    fs::write(&offer, format!("# A comment.\n{text}")).unwrap();
    let moved = check();
    assert_eq!((moved.status.code(), moved.stdout.len()), (Some(1), 0));
    let said = String::from_utf8(moved.stderr).unwrap();
    assert!(said.contains("points at places that have moved"), "{said}");
    fs::write(&offer, text.replace("1_000 USD", "2_000 USD")).unwrap();
    let changed = check();
    assert_eq!(changed.status.code(), Some(1));
    let said = String::from_utf8(changed.stdout).unwrap();
    let words = "you earn credit of [-1,000-]{+2,000+} USD.";
    assert!(said.contains(words) && !said.contains('<'), "{said}");
}

/// All that a reader sees of a version, one text after another.
fn texts(version: &VersionTerms) -> Vec<&str> {
    let mut texts = vec![version.title.as_str()];
    texts.extend(version.dates.as_deref());
    for section in &version.sections {
        texts.push(section.heading);
        for sentence in &section.sentences {
            texts.push(&sentence.text);
            texts.extend(sentence.items.iter().map(String::as_str));
        }
        if let Some(grid) = &section.grid {
            texts.extend(
                grid.head
                    .iter()
                    .chain(grid.rows.iter().flatten())
                    .map(String::as_str),
            );
        }
    }
    texts
}
