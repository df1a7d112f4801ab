//! A mutant as cargo-mutants lists it.

use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::Failure;

/// One change of the code; its number is its place in the list.
#[derive(Clone, Deserialize, Serialize)]
pub struct Mutant {
    pub name: String,
    pub file: String,
    pub genre: String,
    pub replacement: String,
    pub span: Span,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
pub struct Span {
    pub start: Position,
    pub end: Position,
}

/// Line and column, in characters, from one.
#[derive(Clone, Copy, Deserialize, Serialize)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

impl Position {
    /// The byte of `text` at this place.
    pub fn byte(self, text: &str) -> usize {
        let before = text.split_inclusive('\n').take(self.line - 1);
        let start: usize = before.map(str::len).sum();
        let line = text.get(start..).unwrap_or("");
        let along = line.chars().take(self.column - 1);
        start + along.map(char::len_utf8).sum::<usize>()
    }
}

impl Mutant {
    /// The layer: the folder below `src`.
    pub fn layer(&self) -> &str {
        self.file.split('/').nth(1).unwrap_or("")
    }

    /// The name without line and column, which other changes move.
    pub fn lasting_name(&self) -> String {
        let what = self.name.splitn(4, ':').nth(3).unwrap_or(&self.name);
        format!("{}:{what}", self.file)
    }
}

/// All mutants of the tree in this folder, in the order of cargo-mutants.
pub fn list(tree: &Path) -> Result<Vec<Mutant>, Failure> {
    let listed = Command::new("cargo")
        .args(["mutants", "--list", "--json", "-p", "onward"])
        .current_dir(tree)
        .output()?;
    if !listed.status.success() {
        return Err(String::from_utf8_lossy(&listed.stderr).into());
    }
    Ok(serde_json::from_slice(&listed.stdout)?)
}
