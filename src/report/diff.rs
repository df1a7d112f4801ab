//! What a change to a text would be, line by line. The only file that names the diff library.

use similar::TextDiff;

/// A unified diff with three lines around each change; empty where nothing changes.
pub fn unified_diff(name: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let mut unified = diff.unified_diff();
    unified.context_radius(3).header(name, name).to_string()
}
