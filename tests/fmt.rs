//! The canonical layout: cases as texts with a snapshot of what becomes of them, and its laws over every
//! offer file of the repository and over generated programs, as they are and untidied.

#[path = "fmt/untidy.rs"]
mod untidy;

use std::fs;
use std::path::{Path, PathBuf};

use onward::base::SourceId;
use onward::syntax::layout::{Unfit, WIDTH, lay_out};
use onward::syntax::parse;

use crate::generate::Case;
use crate::reference::blocks::blocks;
use untidy::untidied;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// How many programs are generated, and how often each text is untidied.
const PROGRAMS: u64 = 100;
const UNTIDIED: u64 = 3;

fn laid_out(text: &str) -> Result<String, Unfit> {
    lay_out(SourceId(0), text)
}

/// Every offer file below some folders of the repository, with its text.
fn files(folders: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in folders {
        offers_below(&Path::new(ROOT).join(folder), &mut found);
    }
    found.sort();
    let read = |path: &PathBuf| {
        let name = path.strip_prefix(ROOT).unwrap().display().to_string();
        (name, fs::read_to_string(path).unwrap())
    };
    found.iter().map(read).collect()
}

fn offers_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            offers_below(&path, found);
        } else if path.extension().is_some_and(|end| end == "offer") {
            found.push(path);
        }
    }
}

#[test]
fn every_case_is_laid_out_as_written() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/format");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (path, text) in files(&["tests/cases/format"]) {
            let name = Path::new(&path).file_stem().unwrap().to_str().unwrap();
            obeys_the_laws(name, &text);
            insta::assert_snapshot!(name, laid_out(&text).unwrap());
        }
    });
}

#[test]
fn what_is_to_be_read_is_laid_out() {
    for (name, text) in files(&["promotions", "benches", "src", "tests/cases/programs"]) {
        let canonical = laid_out(&text).unwrap();
        assert_eq!(canonical, text, "run `onward fmt {name}`");
    }
}

#[test]
fn the_pages_are_laid_out() {
    for page in ["docs/language.md", "docs/tutorial.md", "README.md"] {
        let text = fs::read_to_string(Path::new(ROOT).join(page)).unwrap();
        let blocks = blocks(&text).into_iter();
        // What stands in is a piece of an offer.
        for block in blocks.filter(|one| one.kind == "offer" && !one.text.starts_with(' ')) {
            if let Ok(canonical) = laid_out(&block.text) {
                assert_eq!(canonical, block.text, "{page}:{}", block.line);
            }
        }
    }
}

/// What holds of every text. That a layout says the same and has all comments, `lay_out` asks itself.
fn obeys_the_laws(name: &str, text: &str) {
    let errors = parse(SourceId(0), text).diagnostics;
    match laid_out(text) {
        Ok(canonical) => {
            assert_eq!(errors, [], "{name}");
            let again = laid_out(&canonical).unwrap();
            assert!(
                again == canonical,
                "{name} is not laid out at once:\n{text}\n{canonical}\n{again}"
            );
            let is_tidy = |line: &str| line.trim_end() == line && !line.contains('\r');
            assert!(canonical.split('\n').all(is_tidy), "{name}:\n{canonical}");
            assert!(!canonical.contains("\n\n\n"), "{name}:\n{canonical}");
        }
        Err(Unfit::Errors(found)) => assert_eq!(found, errors, "{name}"),
        Err(Unfit::WouldChange) => panic!("{name}: the layout says something else:\n{text}"),
    }
}

/// The same of what an author in a hurry might have written in its place.
fn obeys_the_laws_untidied(name: &str, text: &str, seed: u64) {
    let name = format!("{name}, untidied by {seed}");
    let text = untidied(text, seed);
    let errors = parse(SourceId(0), &text).diagnostics;
    assert!(errors.is_empty(), "{name}: {errors:#?}\n{text}");
    obeys_the_laws(&name, &text);
}

#[test]
fn every_file_of_the_repository_obeys_the_laws() {
    let files = files(&["promotions", "benches", "src", "tests"]);
    assert!(files.len() > 100, "{}", files.len());
    for (name, text) in files {
        obeys_the_laws(&name, &text);
        let is_untidy = name.contains("cases/format");
        if !is_untidy && laid_out(&text).is_ok() {
            (0..UNTIDIED).for_each(|seed| obeys_the_laws_untidied(&name, &text, seed));
        }
    }
}

#[test]
fn generated_programs_obey_the_laws() {
    let programs = std::env::var("ONWARD_CASES").ok();
    let programs = programs.and_then(|count| count.parse().ok());
    for seed in 0..programs.unwrap_or(PROGRAMS) {
        let Ok(case) = Case::new(seed) else { continue };
        let name = format!("seed {seed}");
        obeys_the_laws(&name, &case.program);
        obeys_the_laws_untidied(&name, &case.program, seed);
    }
}

#[test]
fn what_is_not_comments_is_laid_out_alike() {
    for (name, text) in files(&["promotions", "tests/cases/programs"]) {
        let bare: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'))
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n")
            .collect();
        let bare = laid_out(&bare).unwrap();
        assert!(
            bare.lines().all(|line| line.chars().count() <= WIDTH),
            "{name}:\n{bare}"
        );
        for layout in [bare.replace('\n', "\r\n"), bare.replace("  ", "\t")] {
            assert_eq!(laid_out(&layout).unwrap(), bare, "{name}");
        }
    }
}

#[test]
fn a_text_without_a_word_has_a_layout() {
    for (text, canonical) in [
        ("", ""),
        ("\u{FEFF} \r\n\n", ""),
        ("#", "#\n"),
        ("\n\n  # one \n\n\n# two", "# one\n\n# two\n"),
    ] {
        assert_eq!(laid_out(text).as_deref(), Ok(canonical));
    }
}

#[test]
fn a_large_file_is_laid_out() {
    let (_, text) = &files(&["benches"])[0];
    let offers = &text[text.find("offer ").unwrap()..];
    let list = vec!["\"US\""; 20_000].join(", ");
    let many = format!(
        "{}offer a {{\n eligible when account.market in [{list}]\n}}\n",
        offers.repeat(300)
    );
    let canonical = laid_out(&many).unwrap();
    assert!(canonical.len() > 500_000);
}
