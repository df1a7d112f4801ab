//! Diagnostics as text: with the words at fault drawn under their line for a person, and as JSON Lines
//! for a tool. The only file that knows the drawing library.

use std::collections::BTreeSet;
use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};
use serde::Serialize;

use crate::base::source::Position;
use crate::base::{Diagnostic, Label, Severity, Source, Sources, Span};

/// Whether the text goes to something that shows colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Color {
    Always,
    Never,
}

/// How wide a report is drawn where nothing else is asked for.
pub const DEFAULT_WIDTH: usize = 80;

/// How many bytes of a span are drawn, and between two places of one drawing.
const MOST_DRAWN: usize = 4_000;
/// How many bytes of its line are drawn on either side of a span.
const MOST_BESIDE: usize = 1_000;

/// Draws every diagnostic with the line it is about, in the order given; empty where there is none.
pub fn draw(diagnostics: &[Diagnostic], sources: &Sources, width: usize, color: Color) -> String {
    let handler = handler(width, color);
    let mut text = String::new();
    for diagnostic in diagnostics {
        let drawing = Drawing::of(diagnostic, sources);
        // Drawing fails only where writing does, and a string takes everything.
        let drawn = handler.render_report(&mut text, &drawing);
        if drawn.is_err() {
            text.push_str(&diagnostic.message);
        }
        text.push('\n');
    }
    text
}

/// Draws one place with what there is to say about it, which is no problem.
pub fn draw_place(
    span: Span,
    code: &str,
    message: &str,
    label: &str,
    sources: &Sources,
    color: Color,
) -> String {
    let drawing = Drawing {
        code,
        message,
        severity: miette::Severity::Advice,
        help: None,
        source: sources.get(span.source).map(NamedText),
        labels: vec![LabeledSpan::new_primary_with_span(
            Some(label.to_owned()),
            source_span(span, sources.get(span.source)),
        )],
        elsewhere: Vec::new(),
    };
    let mut text = String::new();
    if handler(DEFAULT_WIDTH, color)
        .render_report(&mut text, &drawing)
        .is_err()
    {
        text.push_str(message);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn handler(width: usize, color: Color) -> GraphicalReportHandler {
    let theme = match color {
        Color::Always => GraphicalTheme::unicode(),
        Color::Never => GraphicalTheme::unicode_nocolor(),
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        .with_links(false)
        .with_context_lines(1)
}

/// The closing line of a report: `3 errors and 1 warning in 2 files`.
pub fn count_line(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|one| one.is_error()).count();
    let warnings = diagnostics.len() - errors;
    let files: BTreeSet<_> = diagnostics.iter().map(|one| one.span.source).collect();
    let counted = match (errors, warnings) {
        (0, 0) => return "no errors and no warnings".to_owned(),
        (errors, 0) => count(errors, "error"),
        (0, warnings) => count(warnings, "warning"),
        (errors, warnings) => {
            format!(
                "{} and {}",
                count(errors, "error"),
                count(warnings, "warning")
            )
        }
    };
    format!("{counted} in {}", count(files.len(), "file"))
}

fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// One JSON object a diagnostic, one a line, in the order given.
pub fn json_lines(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let object = JsonDiagnostic::of(diagnostic, sources);
        // Texts and numbers only: there is nothing in it that JSON cannot say.
        text.push_str(&serde_json::to_string(&object).unwrap_or_default());
        text.push('\n');
    }
    text
}

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    code: &'static str,
    severity: &'static str,
    file: &'a str,
    range: JsonRange,
    message: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<JsonLabel<'a>>,
}

#[derive(Serialize)]
struct JsonLabel<'a> {
    file: &'a str,
    range: JsonRange,
    label: &'a str,
}

/// From the first to behind the last character: bytes from 0, lines and columns from 1.
#[derive(Serialize)]
struct JsonRange {
    start: JsonPlace,
    end: JsonPlace,
}

#[derive(Serialize)]
struct JsonPlace {
    byte: u32,
    line: u32,
    column: u32,
}

impl<'a> JsonDiagnostic<'a> {
    fn of(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Self {
        let (file, range) = file_and_range(diagnostic.span, sources);
        let related = diagnostic.related.iter().map(|label| {
            let (file, range) = file_and_range(label.span, sources);
            JsonLabel {
                file,
                range,
                label: &label.text,
            }
        });
        Self {
            code: diagnostic.code.as_str(),
            severity: diagnostic.severity().word(),
            file,
            range,
            message: &diagnostic.message,
            label: &diagnostic.label,
            help: diagnostic.help.as_deref(),
            related: related.collect(),
        }
    }
}

fn file_and_range(span: Span, sources: &Sources) -> (&str, JsonRange) {
    let source = sources.get(span.source);
    let place = |byte: u32| {
        let start = Position { line: 1, column: 1 };
        let position = source.map_or(start, |source| source.position(byte));
        JsonPlace {
            byte,
            line: position.line,
            column: position.column,
        }
    };
    let range = JsonRange {
        start: place(span.start),
        end: place(span.end),
    };
    (source.map_or("", |source| &source.name), range)
}

/// A diagnostic as the drawing library wants it.
#[derive(Debug)]
struct Drawing<'a> {
    code: &'a str,
    message: &'a str,
    severity: miette::Severity,
    help: Option<&'a str>,
    source: Option<NamedText<'a>>,
    labels: Vec<LabeledSpan>,
    /// Places in other files: one drawing shows one file.
    elsewhere: Vec<Drawing<'a>>,
}

impl<'a> Drawing<'a> {
    fn of(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Self {
        let here = |label: &&Label| is_drawn_with(diagnostic.span, label.span);
        let (near, far): (Vec<_>, Vec<_>) = diagnostic.related.iter().partition(here);
        let source = sources.get(diagnostic.span.source);
        let primary = LabeledSpan::new_primary_with_span(
            Some(diagnostic.label.clone()).filter(|label| !label.is_empty()),
            source_span(diagnostic.span, source),
        );
        let near = near.into_iter().map(|label| {
            LabeledSpan::new_with_span(Some(label.text.clone()), source_span(label.span, source))
        });
        let severity = match diagnostic.severity() {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        };
        Self {
            code: diagnostic.code.as_str(),
            message: &diagnostic.message,
            severity,
            help: diagnostic.help.as_deref(),
            source: source.map(NamedText),
            labels: std::iter::once(primary).chain(near).collect(),
            elsewhere: far
                .into_iter()
                .map(|label| Self::place(label, sources))
                .collect(),
        }
    }

    fn place(label: &'a Label, sources: &'a Sources) -> Self {
        let source = sources.get(label.span.source);
        Self {
            code: "",
            message: &label.text,
            severity: miette::Severity::Advice,
            help: None,
            source: source.map(NamedText),
            labels: vec![LabeledSpan::new_with_span(
                None,
                source_span(label.span, source),
            )],
            elsewhere: Vec::new(),
        }
    }
}

/// Whether the drawing of one place shows the other, too: what stands between them is drawn with them.
fn is_drawn_with(place: Span, other: Span) -> bool {
    let between = place.end.max(other.end) - place.start.min(other.start);
    place.source == other.source && between as usize <= MOST_DRAWN
}

/// The words of a span, or as many of them as are drawn.
fn source_span(span: Span, source: Option<&Source>) -> SourceSpan {
    let start = span.start as usize;
    let length = span.end.saturating_sub(span.start) as usize;
    let drawn = source.map_or(length, |source| {
        boundary(&source.text, start + length.min(MOST_DRAWN)).saturating_sub(start)
    });
    SourceSpan::new(start.into(), drawn)
}

/// The last place between two characters that is not behind `offset`.
fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

impl std::error::Error for Drawing<'_> {}

impl miette::Diagnostic for Drawing<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        (!self.code.is_empty()).then(|| Box::new(self.code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.help
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'b>(&'b self) -> Option<Box<dyn Iterator<Item = &'b dyn miette::Diagnostic> + 'b>> {
        let elsewhere = self.elsewhere.iter();
        (!self.elsewhere.is_empty())
            .then(|| Box::new(elsewhere.map(|place| place as &dyn miette::Diagnostic)) as Box<_>)
    }
}

/// A text that knows the name of its file.
#[derive(Debug)]
struct NamedText<'a>(&'a Source);

impl NamedText<'_> {
    /// The lines that a span touches, from the start of the first to the end of the last; of long lines what
    /// stands near it.
    fn whole_lines(&self, span: SourceSpan) -> (usize, usize) {
        let text = self.0.text.as_str();
        let near = boundary(text, span.offset().saturating_sub(MOST_BESIDE));
        let before = text.get(near..span.offset()).unwrap_or("");
        let start = before.rfind('\n').map_or(near, |place| near + place + 1);
        let end = span.offset() + span.len();
        let far = boundary(text, end.saturating_add(MOST_BESIDE));
        let behind = text.get(end..far).and_then(|rest| rest.find('\n'));
        (start, behind.map_or(far, |length| end + length))
    }

    /// What stands from one place to another. The library would count all lines before it each time.
    fn contents(&self, start: usize, stop: usize) -> Option<MietteSpanContents<'_>> {
        let text = self.0.text.as_str();
        let data = text.get(start..stop)?;
        let line = |offset: usize| {
            let offset = u32::try_from(offset).unwrap_or(u32::MAX);
            self.0.position(offset).line.saturating_sub(1) as usize
        };
        let line_start = text.get(..start)?.rfind('\n').map_or(0, |place| place + 1);
        Some(MietteSpanContents::new_named(
            self.0.name.clone(),
            data.as_bytes(),
            (start, stop - start).into(),
            line(start),
            start - line_start,
            line(stop),
        ))
    }
}

impl SourceCode for NamedText<'_> {
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        // Without context, the place of the words is asked for; with it, what to draw.
        let (start, stop) = match (lines_before, lines_after) {
            (0, 0) => (span.offset(), span.offset() + span.len()),
            (_, _) => self.whole_lines(*span),
        };
        let contents = self.contents(start, stop);
        let contents = contents.ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(contents))
    }
}
