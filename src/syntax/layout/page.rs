//! Lines: blank lines between them, and comments behind them in columns.

use unicode_width::UnicodeWidthStr;

use super::comments::OwnLine;

/// What stands between a line and the comment behind it.
const COMMENT_GAP: usize = 2;

#[derive(Default, Debug)]
pub struct Page<'t> {
    lines: Vec<Line<'t>>,
}

#[derive(Clone, Default, Debug)]
pub struct Line<'t> {
    /// Words, or a comment on a line of its own. Only white space where a comment goes on from above.
    pub text: String,
    /// The comment at the end of the line.
    pub comment: Option<&'t str>,
}

impl Line<'_> {
    pub fn width(&self) -> usize {
        self.text.width()
    }
}

impl<'t> Page<'t> {
    pub fn lines(&self) -> &[Line<'t>] {
        &self.lines
    }

    pub fn into_lines(self) -> Vec<Line<'t>> {
        self.lines
    }

    /// A blank line, unless there is one already.
    pub fn blank(&mut self) {
        let is_blank = |line: &Line<'_>| line.text.is_empty() && line.comment.is_none();
        if !self.lines.last().is_none_or(is_blank) {
            self.lines.push(Line::default());
        }
    }

    pub fn line(&mut self, mut line: Line<'t>) {
        line.text.truncate(line.text.trim_end().len());
        self.lines.push(line);
    }

    pub fn extend(&mut self, lines: impl IntoIterator<Item = Line<'t>>) {
        for line in lines {
            self.line(line);
        }
    }

    /// Comments on lines of their own; the blank line before the first is left out where `is_first`
    /// says that they begin a block.
    pub fn comments(&mut self, indent: usize, comments: &[OwnLine<'t>], is_first: bool) {
        for (place, comment) in comments.iter().enumerate() {
            if comment.is_apart && !(is_first && place == 0) {
                self.blank();
            }
            self.line(Line {
                text: format!("{:indent$}{}", "", comment.text),
                comment: None,
            });
        }
    }

    /// The text. Comments behind adjacent lines stand in one column.
    pub fn text(self) -> String {
        let mut text = String::new();
        for run in self
            .lines
            .chunk_by(|one, next| one.comment.is_some() && next.comment.is_some())
        {
            let column = run.iter().map(Line::width).max().unwrap_or(0) + COMMENT_GAP;
            for line in run {
                text.push_str(&line.text);
                if let Some(comment) = line.comment {
                    let gap = column - line.width();
                    text.push_str(&" ".repeat(gap));
                    text.push_str(comment);
                }
                text.push('\n');
            }
        }
        text
    }
}
