//! Pages that run: `docs/tutorial.md`, `docs/reviewing.md` and `README.md` do what they say, word for word.
//!
//! A page is walked from top to bottom in a new folder; a page about the gallery, in one that has the
//! gallery in it, and each of its chapters begins with a new one. Of its fenced blocks,
//! - `offer FILE`, `jsonl FILE` and `csv FILE` are written to the file; the program of that folder then has
//!   no errors
//!   and no warnings, unless `wrong` stands behind the name;
//! - `diff FILE` changes lines of the file: each `-` line is there, and the `+` line behind it takes its place;
//! - `offer` without a file is a piece: each of its lines stands in the next `offer FILE`;
//! - `console` is run: after each line that begins with `$ `, what the command writes to standard output and
//!   standard error, as a terminal shows it. `echo $?` is the exit status of the command before.
//!
//! Other blocks are left alone. `UPDATE_PAGES=1 cargo test` writes what the commands say into the pages.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn the_tutorial_runs() {
    walk_page("docs/tutorial.md", Start::Empty);
}

#[test]
fn the_readme_runs() {
    walk_page("README.md", Start::Empty);
}

#[test]
fn the_page_on_reviewing_runs() {
    walk_page("docs/reviewing.md", Start::Gallery);
}

#[test]
fn the_page_about_terms_runs() {
    walk_page("docs/terms.md", Start::Gallery);
}

/// What is in the folder at first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Empty,
    Gallery,
}

#[test]
fn the_eight_questions_are_answered() {
    walk_page("docs/questions.md", Start::Gallery);
}

#[test]
fn the_page_about_one_account_runs() {
    walk_page("docs/statement.md", Start::Empty);
}

#[test]
fn the_page_about_formats_runs() {
    walk_page("docs/formats.md", Start::Empty);
}

#[test]
fn the_page_on_why_runs() {
    walk_page("docs/explain.md", Start::Empty);
}

/// Walks a page, and compares it with itself as it would be with what the commands really say.
fn walk_page(path: &str, start: Start) {
    let written = fs::read_to_string(path).unwrap();
    let mut walk = Walk::new(path, start);
    let mut lines = written.lines();
    let mut real = String::new();
    while let Some(line) = lines.next() {
        push_line(&mut real, line);
        if line.starts_with("## ") && start == Start::Gallery {
            walk.folder = folder(start);
        }
        let Some(kind) = line.strip_prefix("```") else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        real.push_str(&walk.take_block(kind, &block));
        push_line(&mut real, "```");
    }
    walk.finish();
    if std::env::var_os("UPDATE_PAGES").is_some() {
        fs::write(path, &real).unwrap();
        return;
    }
    for (number, (real, written)) in real.lines().zip(written.lines()).enumerate() {
        assert_eq!(
            real,
            written,
            "{path}:{}: really, and as it is written",
            number + 1
        );
    }
    assert_eq!(
        real.lines().count(),
        written.lines().count(),
        "{path}: something is left out"
    );
}

struct Walk<'a> {
    page: &'a str,
    folder: tempfile::TempDir,
    /// Lines of pieces that have yet to stand in a whole offer.
    pieces: Vec<String>,
    /// The exit status of the last command.
    status: i32,
}

impl<'a> Walk<'a> {
    fn new(page: &'a str, start: Start) -> Self {
        Self {
            page,
            folder: folder(start),
            pieces: Vec::new(),
            status: 0,
        }
    }

    /// Does what a block asks for; its lines as they should be.
    fn take_block(&mut self, kind: &str, block: &[&str]) -> String {
        let text = block.iter().fold(String::new(), |mut text, line| {
            push_line(&mut text, line);
            text
        });
        let words: Vec<&str> = kind.split_whitespace().collect();
        match words[..] {
            ["console"] => return self.run_block(block),
            ["offer"] => self
                .pieces
                .extend(block.iter().map(|line| line.trim().to_owned())),
            ["offer", file] => {
                self.write(file, &text);
                self.find_pieces(&text);
                self.check(file);
            }
            ["offer", file, "wrong"] | ["jsonl" | "csv", file] => self.write(file, &text),
            ["diff", file] => self.change(file, block),
            ["offer" | "console" | "jsonl" | "diff", ..] => panic!("{}: `{kind}`", self.page),
            _ => {}
        }
        text
    }

    fn run_block(&mut self, block: &[&str]) -> String {
        let mut real = String::new();
        for line in block {
            if let Some(command) = line.strip_prefix("$ ") {
                push_line(&mut real, line);
                let said = self.run(command);
                real.push_str(&said);
            }
        }
        real
    }

    /// What a command writes.
    fn run(&mut self, command: &str) -> String {
        if command == "echo $?" {
            return format!("{}\n", self.status);
        }
        let program = Path::new(env!("CARGO_BIN_EXE_onward"));
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let folders = [program.parent().unwrap().to_owned()]
            .into_iter()
            .chain(std::env::split_paths(&paths));
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1; {command}")])
            .env("PATH", std::env::join_paths(folders).unwrap())
            .env_remove("CI")
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        self.status = output.status.code().unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn change(&self, file: &str, block: &[&str]) {
        let mut text = fs::read_to_string(self.folder.path().join(file)).unwrap();
        for pair in block.chunks(2) {
            let [old, new] = pair else {
                panic!("{}: {pair:?} changes nothing", self.page);
            };
            let (old, new) = (
                old.strip_prefix('-').unwrap(),
                new.strip_prefix('+').unwrap(),
            );
            assert_eq!(
                text.matches(old).count(),
                1,
                "{}: `{old}` in {file}",
                self.page
            );
            text = text.replace(old, new);
        }
        self.write(file, &text);
    }

    fn find_pieces(&mut self, text: &str) {
        for piece in self.pieces.drain(..) {
            let is_there = text.lines().any(|line| line.trim() == piece);
            assert!(is_there, "{}: no whole offer has `{piece}`", self.page);
        }
    }

    /// Checks the program that a file belongs to: the file alone, or the first folder of its path.
    fn check(&mut self, file: &str) {
        let program = file.split('/').next().unwrap();
        let said = self.run(&format!("onward check --deny-warnings {program}"));
        assert_eq!(self.status, 0, "{}: {file}: {said}", self.page);
    }

    fn finish(&mut self) {
        assert_eq!(self.pieces, [""; 0], "{}: in no whole offer", self.page);
    }
}

fn folder(start: Start) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    if start == Start::Gallery {
        copy(Path::new("promotions"), &folder.path().join("promotions"));
    }
    folder
}

/// Copies a folder with all that is below it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}
