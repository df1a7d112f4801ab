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
