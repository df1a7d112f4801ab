//! Verdicts as JUnit XML, as build servers read it: one suite a program, one test case a case. Whatever is
//! not well is a failure, so that nothing pending looks green.

use crate::base::Sources;

use super::{Verdict, draw_verdict};
use crate::report::diagnostics::Color;

/// The document of several programs, each by its path.
pub fn junit<'v>(programs: impl Iterator<Item = (&'v str, &'v [Verdict], &'v Sources)>) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n".to_owned();
    for (name, verdicts, sources) in programs {
        let failures = verdicts
            .iter()
            .filter(|verdict| !verdict.status().is_well());
        text.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
            escaped(name),
            verdicts.len(),
            failures.count()
        ));
        for verdict in verdicts {
            push_case(verdict, sources, name, &mut text);
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn push_case(verdict: &Verdict, sources: &Sources, suite: &str, text: &mut String) {
    let line = verdict
        .line
        .map_or_else(String::new, |line| format!(" line=\"{line}\""));
    text.push_str(&format!(
        "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\"{line}",
        escaped(&verdict.name),
        escaped(suite),
        escaped(&verdict.file)
    ));
    let status = verdict.status();
    if status.is_well() {
        text.push_str("/>\n");
        return;
    }
    let drawn = draw_verdict(verdict, sources, Color::Never);
    text.push_str(&format!(
        ">\n      <failure type=\"{0}\" message=\"{0}\">{1}</failure>\n    </testcase>\n",
        status.word(),
        escaped(&drawn)
    ));
}

/// A text with what XML reserves written out; characters that XML cannot hold are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(character),
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}
