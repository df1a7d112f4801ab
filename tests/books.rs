//! `onward statement`, `onward reconcile` and `onward timeline` as a person runs them. A case is a file of
//! `tests/cases/statement`, `reconcile` or `picture`: below `=== FILE NAME` stands a file, below `=== run`
//! the arguments of one command a line. `gallery` is a copy of the promotions, and `%20` a blank.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::tutorial::copy;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn statements_are_as_written() {
    check("statement");
}

#[test]
fn bills_are_reconciled_as_written() {
    check("reconcile");
}

#[test]
fn pictures_are_as_drawn() {
    check("picture");
}

#[test]
fn a_page_needs_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let events = "gallery/spend_get/cases/events.jsonl";
    let said = run(
        &folder,
        &format!("timeline gallery/spend_get --events {events} --account a1 --out page.html"),
    );
    let page = &said[said.find("<!DOCTYPE html>").unwrap()..];
    for outside in ["src=", "href=", "@import", "<script", "url(http"] {
        assert!(!page.contains(outside), "{outside}");
    }
    for part in [
        "name=\"viewport\"",
        "prefers-color-scheme:dark",
        "@media print",
        "role=\"img\"",
        "<desc id=\"desc-wide\">8 charges. USD 100.00 issued: 70.00 paid, 30.00 expired",
        "<td>2026-01-20 10:00</td><td>c5</td><td class=\"right\">70.00</td>\
         <td>70.00 by spend_200_get_100#1</td><td class=\"right\">0.00</td>",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

/// Every case of a folder against its snapshot.
pub fn check(kind: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("snapshots/{kind}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let folder = Path::new(ROOT).join("tests/cases").join(kind);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "case"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    settings.bind(|| {
        for file in files {
            let name = file.file_stem().unwrap().to_str().unwrap();
            insta::assert_snapshot!(name, run_case(&fs::read_to_string(&file).unwrap()));
        }
    });
}

/// What the commands of a case say.
fn run_case(case: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut said = String::new();
    for section in case.split("=== ").skip(1) {
        let (head, body) = section.split_once('\n').unwrap();
        match head.split_once(' ') {
            Some(("FILE", name)) => fs::write(folder.path().join(name), body).unwrap(),
            None if head == "run" => {
                for line in body.lines().filter(|line| !line.is_empty()) {
                    said.push_str(&run(&folder, line));
                }
            }
            _ => panic!("`{head}` is no section"),
        }
    }
    said
}

fn run(folder: &TempDir, line: &str) -> String {
    // Under a name of its own, so that no line breaks where the path of this machine would.
    let gallery = folder.path().join("gallery");
    if !gallery.exists() {
        copy(&Path::new(ROOT).join("promotions"), &gallery);
    }
    let arguments = line.split_whitespace();
    let output = Command::new(env!("CARGO_BIN_EXE_onward"))
        .args(arguments.map(|argument| argument.replace("%20", " ")))
        .current_dir(folder.path())
        .env("COLUMNS", "80")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let status = output.status.code().unwrap();
    let (out, error) = (text(output.stdout), text(output.stderr));
    let written = written(folder, line);
    let exit = if status == 0 {
        String::new()
    } else {
        format!("[exit status {status}]\n")
    };
    if !line.contains("--format") {
        let wide = out.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "wider than 80 columns");
    }
    format!("$ onward {line}\n{out}{written}{error}{exit}\n")
}

/// The file behind `--out`, if there is one now; a tag of a drawing stands on a line of its own.
fn written(folder: &TempDir, line: &str) -> String {
    let out = line
        .split_once("--out ")
        .map(|(_, out)| folder.path().join(out));
    let Some(text) = out.and_then(|out| fs::read_to_string(out).ok()) else {
        return String::new();
    };
    if line.ends_with(".svg") {
        return text.replace("><", ">\n<");
    }
    text
}
