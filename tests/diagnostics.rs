//! Every mistake that an author can make, and what meets it: one case a code, `CODE.offer`, more as
//! `CODE.variant.offer`, and a folder where the case takes several files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use onward::base::{Code, Diagnostic, Source, Sources};
use onward::check::check_program;
use onward::report::diagnostics::{Color, DEFAULT_WIDTH, count_line, draw, json_lines};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/diagnostics");
const PAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/diagnostics");

/// Every case with its name and its texts.
fn cases() -> BTreeMap<String, Sources> {
    fs::read_dir(CASES)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            (name.trim_end_matches(".offer").to_owned(), sources(&path))
        })
        .collect()
}

fn sources(path: &Path) -> Sources {
    let mut files: Vec<PathBuf> = if path.is_dir() {
        fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect()
    } else {
        vec![path.to_owned()]
    };
    files.sort();
    let source = |file: PathBuf| {
        let name = file
            .strip_prefix(CASES)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        Source::new(name, fs::read_to_string(file).unwrap())
    };
    Sources::new(files.into_iter().map(source).collect())
}

fn report(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let drawn = draw(diagnostics, sources, DEFAULT_WIDTH, Color::Never);
    format!("{drawn}{}\n", count_line(diagnostics))
}

#[test]
fn every_mistake_is_met_as_written() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/diagnostics");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, sources) in cases() {
            let diagnostics = check_program(&sources).diagnostics;
            insta::assert_snapshot!(name, report(&diagnostics, &sources));
        }
    });
}

#[test]
fn a_case_shows_the_code_that_it_is_named_after() {
    for (name, sources) in cases() {
        let code = name.split('.').next().unwrap();
        let diagnostics = check_program(&sources).diagnostics;
        let shown = diagnostics.iter().any(|one| one.code.as_str() == code);
        assert!(shown, "{name} does not show `{code}`");
    }
}

#[test]
fn every_code_has_a_case_and_a_page() {
    let cases = cases();
    let mut missing = Vec::new();
    for code in Code::ALL {
        if !cases
            .keys()
            .any(|name| name.split('.').next() == Some(code.as_str()))
        {
            missing.push(format!("tests/cases/diagnostics/{code}.offer"));
        }
        if !Path::new(PAGES).join(format!("{code}.md")).exists() {
            missing.push(format!("docs/diagnostics/{code}.md"));
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_page_is_of_a_code() {
    for entry in fs::read_dir(PAGES).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name == "README" {
            continue;
        }
        assert!(Code::ALL.iter().any(|code| code.as_str() == name), "{name}");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with(&format!("# `{name}`\n")), "{name}");
    }
}

#[test]
fn a_tool_reads_one_object_a_line() {
    let sources = cases().remove("duplicate-version").unwrap();
    let diagnostics = check_program(&sources).diagnostics;
    insta::assert_snapshot!(json_lines(&diagnostics, &sources));
}

#[test]
fn problems_are_counted() {
    let of = |names: &[&str]| {
        let diagnostics: Vec<_> = names
            .iter()
            .flat_map(|name| check_program(&cases()[*name]).diagnostics)
            .collect();
        count_line(&diagnostics)
    };
    assert_eq!(of(&[]), "no errors and no warnings");
    assert_eq!(of(&["stray-brace"]), "1 error in 1 file");
    assert_eq!(
        of(&["unbounded-credit", "stray-brace"]),
        "1 error and 1 warning in 1 file"
    );
}
