//! The layer table of docs/ARCHITECTURE.md, as a test: an edge that it does not list fails, and so do a
//! third-party library outside of its one file and a file that holds more than one concept.

use std::fs;
use std::path::{Path, PathBuf};

/// Each layer with the layers that it may see, in reading order.
const LAYERS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("syntax", &["base"]),
    ("program", &["base"]),
    ("check", &["syntax", "program", "base"]),
    ("engine", &["program", "base"]),
    ("format", &["engine", "program", "base"]),
    ("case", &["format", "engine", "program", "base"]),
    (
        "coverage",
        &["case", "engine", "check", "syntax", "program", "base"],
    ),
    ("books", &["case", "format", "engine", "program", "base"]),
    ("explain", &["format", "engine", "program", "base"]),
    (
        "report",
        &[
            "base", "syntax", "program", "check", "engine", "format", "case", "coverage", "books",
            "explain",
        ],
    ),
    (
        "cli",
        &[
            "base", "syntax", "program", "check", "engine", "format", "case", "coverage", "books",
            "explain", "report",
        ],
    ),
];

/// Libraries that one place alone may name, and that place.
const QUARANTINE: &[(&str, &str)] = &[
    ("pest", "src/syntax/grammar.rs"),
    ("pretty", "src/syntax/layout/flow.rs"),
    ("similar", "src/report/diff.rs"),
    ("miette", "src/report/diagnostics.rs"),
    ("iso_currency", "src/base/currency.rs"),
    ("chrono_tz", "src/base/calendar.rs"),
    ("num_rational", "src/base/quantity.rs"),
    ("unicode_width", "src/report/|src/syntax/layout/"),
    ("maud", "src/report/"),
    (
        "csv",
        "src/format/billed.rs|src/format/columns/csv_rows.rs|src/format/parquet_ledger.rs",
    ),
    (
        "parquet",
        "src/format/columns/parquet_|src/format/parquet_ledger.rs",
    ),
    ("console", "src/cli/"),
    ("indicatif", "src/cli/"),
    ("clap", "src/cli/"),
    ("xxhash_rust", "src/format/"),
    (
        "serde_json",
        "src/format/|src/report/|src/cli/|src/base/instant.rs",
    ),
];

const LONGEST_FILE: usize = 400;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    path.strip_prefix(root)
        .unwrap()
        .to_string_lossy()
        .replace('\\', "/")
}

/// The lines of code of a file: comments and documentation left out.
fn code_lines(path: &Path) -> Vec<(usize, String)> {
    fs::read_to_string(path)
        .unwrap()
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(number, line)| (number + 1, line.to_owned()))
        .collect()
}

fn all_sources() -> Vec<PathBuf> {
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// The names of layers behind each `crate::` of a line, `crate::{a, b}` included.
fn layers_named(line: &str) -> Vec<String> {
    let is_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
    line.split("crate::")
        .skip(1)
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(group) => group
                .split(',')
                .map(|part| part.trim().to_owned())
                .collect(),
            None => vec![rest.to_owned()],
        })
        .map(|rest| {
            rest.chars()
                .take_while(|character| is_word(*character))
                .collect()
        })
        .collect()
}

#[test]
fn layers_see_only_what_the_table_lists() {
    let mut faults = Vec::new();
    for path in all_sources() {
        let name = relative(&path);
        let layer = name.trim_start_matches("src/").split('/').next().unwrap();
        let Some((_, may_see)) = LAYERS.iter().find(|(other, _)| *other == layer) else {
            assert!(
                ["lib.rs", "main.rs"].contains(&layer),
                "{name} belongs to no layer of the table"
            );
            continue;
        };
        for (number, line) in code_lines(&path) {
            for named in layers_named(&line) {
                let is_layer = LAYERS.iter().any(|(other, _)| *other == named);
                if is_layer && named != layer && !may_see.contains(&named.as_str()) {
                    faults.push(format!("{name}:{number}: `{layer}` may not see `{named}`"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn libraries_stay_in_their_places() {
    let mut faults = Vec::new();
    for path in all_sources() {
        let name = relative(&path);
        for (number, line) in code_lines(&path) {
            for (library, places) in QUARANTINE {
                let names_it = line.contains(&format!("{library}::"));
                let is_allowed = places.split('|').any(|place| name.starts_with(place));
                if names_it && !is_allowed {
                    faults.push(format!("{name}:{number}: `{library}` belongs in {places}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_file_holds_one_concept() {
    let long: Vec<String> = all_sources()
        .iter()
        .map(|path| {
            (
                relative(path),
                fs::read_to_string(path).unwrap().lines().count(),
            )
        })
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(name, lines)| format!("{name} has {lines} lines, more than {LONGEST_FILE}"))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn the_table_and_the_page_agree() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ARCHITECTURE.md");
    let page = fs::read_to_string(page).unwrap();
    for (layer, may_see) in LAYERS {
        let seen = if may_see.is_empty() {
            "–".to_owned()
        } else {
            may_see.join(", ")
        };
        let row = format!("| `{layer}` | {seen} |");
        assert!(
            page.contains(&row),
            "docs/ARCHITECTURE.md lacks the row {row}"
        );
    }
}
