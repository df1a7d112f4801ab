//! The diagnostics that the questions hand in. It knows nothing of what they ask.

use std::collections::BTreeMap;

use crate::base::{Code, Diagnostic, Label, Span};

/// What was found wrong so far. A name that does not exist is reported once for each declaration that
/// uses it; its later uses are labels of the first report.
#[derive(Default)]
pub struct Problems {
    found: Vec<Diagnostic>,
    unknown: BTreeMap<(Code, String), usize>,
}

impl Problems {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Reports a name that does not exist, or adds one more of its uses to the report.
    pub fn unknown(
        &mut self,
        code: Code,
        name: &str,
        span: Span,
        report: impl FnOnce() -> Diagnostic,
    ) {
        let known = self.unknown.get(&(code, name.to_owned()));
        if let Some(first) = known.and_then(|index| self.found.get_mut(*index)) {
            first.related.push(Label {
                span,
                text: "and here".to_owned(),
            });
            return;
        }
        self.unknown
            .insert((code, name.to_owned()), self.found.len());
        self.found.push(report());
    }

    /// The next declaration begins.
    pub fn next_declaration(&mut self) {
        self.unknown.clear();
    }

    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.found
    }
}
