//! The offer files that a subcommand was given, checked.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::io;
use crate::base::{Diagnostic, Sources};
use crate::check::{Checked, check_program};
use crate::report::diagnostics::{self, Color};

/// A program as it was read and what the checker says of it.
pub struct Loaded {
    pub sources: Sources,
    pub paths: Vec<PathBuf>,
    pub checked: Checked,
}

pub fn load(path: &Path) -> Result<Loaded, Failure> {
    let (sources, paths) = io::read_sources(path)?;
    Ok(Loaded {
        checked: check_program(&sources),
        sources,
        paths,
    })
}

impl Loaded {
    pub fn errors(&self) -> usize {
        let diagnostics = self.checked.diagnostics.iter();
        diagnostics
            .filter(|diagnostic| diagnostic.is_error())
            .count()
    }

    pub fn warnings(&self) -> usize {
        self.checked.diagnostics.len() - self.errors()
    }

    /// Every problem with its place, and their number.
    pub fn report(&self, color: Color) -> String {
        let problems: &[Diagnostic] = &self.checked.diagnostics;
        let drawn = diagnostics::draw(problems, &self.sources, diagnostics::DEFAULT_WIDTH, color);
        format!("{drawn}{}", diagnostics::count_line(problems))
    }
}
