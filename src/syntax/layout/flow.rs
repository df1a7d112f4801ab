//! Words that stand on one line where they fit, and else on several. The only file that names the
//! pretty-printing library.
//!
//! A flow is put down leaf by leaf. It knows what stands between two leaves, and where a comment breaks
//! the line; a comment's own width does not count. Which words are kept together is for [`super::phrase`]
//! to say.

use std::fmt;

use pretty::{Arena, DocAllocator, DocBuilder, Render, RenderAnnotated};

use super::WIDTH;
use super::comments::Comments;
use super::page::Line;
use super::words::{Count, leaf_text};
use crate::syntax::grammar::{Node, Rule};

/// Words with their possible line breaks.
pub type Doc<'g, 't> = DocBuilder<'g, Arena<'g, Note<'t>>, Note<'t>>;

/// A comment among the words.
#[derive(Clone, Copy, Debug)]
pub enum Note<'t> {
    OwnLine(&'t str),
    Behind(&'t str),
}

/// What stands before a leaf.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gap {
    Nothing,
    Space,
    /// Two spaces: between the columns of a scenario's line.
    Apart,
    /// A line break where what follows does not fit.
    Fill,
    /// A line break where the group does not fit.
    Line,
    /// The same, and some room on one line: between tiers.
    Wide,
}

const WIDE_GAP: &str = "   ";

/// What was put down, as far as the next leaf depends on it.
pub struct Flow<'g, 't> {
    ground: &'g Arena<'g, Note<'t>>,
    comments: &'t Comments<'t>,
    previous: Option<Rule>,
    /// The number that was put down last.
    count: Option<Count>,
    /// What stands before the next leaf, where the words do not say it.
    next_gap: Option<Gap>,
    /// Spaces before the next leaf, where the group is on several lines.
    padding: usize,
    /// Comments for the end of the line.
    behind: Vec<&'t str>,
}

/// The lines of a flow, which begins with the first leaf that is put down.
pub fn lines<'t>(
    comments: &'t Comments<'t>,
    put_down: impl for<'g> FnOnce(&mut Flow<'g, 't>) -> Doc<'g, 't>,
) -> Vec<Line<'t>> {
    let ground = Arena::new();
    let mut flow = Flow {
        ground: &ground,
        comments,
        previous: None,
        count: None,
        next_gap: None,
        padding: 0,
        behind: Vec::new(),
    };
    let words = put_down(&mut flow);
    let words = words.append(flow.comments_behind());
    let mut lines = Lines(vec![Line::default()]);
    match words.render_raw(WIDTH, &mut lines) {
        Ok(()) => lines.0,
        Err(fmt::Error) => Vec::new(),
    }
}

impl<'g, 't> Flow<'g, 't> {
    pub fn nothing(&self) -> Doc<'g, 't> {
        self.ground.nil()
    }

    pub fn text(&self, text: String) -> Doc<'g, 't> {
        self.ground.text(text)
    }

    pub fn spaces(&self, count: usize) -> Doc<'g, 't> {
        self.text(" ".repeat(count))
    }

    /// So many spaces where the group is on several lines.
    pub fn padding(&self, count: usize) -> Doc<'g, 't> {
        self.spaces(count).flat_alt(self.nothing())
    }

    /// Puts a padding before the next leaf.
    pub fn pad(&mut self, count: usize) {
        self.padding = count;
    }

    /// Says what stands before the next leaf.
    pub fn gap(&mut self, gap: Gap) {
        self.next_gap = Some(gap);
    }

    /// Lets the line break before the next leaf, where nothing else was said.
    pub fn fill(&mut self) {
        if self.previous.is_some() {
            self.next_gap.get_or_insert(Gap::Fill);
        }
    }

    /// A comma. It stands before the comments at the end of the line.
    pub fn comma(&mut self) -> Doc<'g, 't> {
        self.previous = Some(Rule::comma);
        self.ground.text(",")
    }

    /// A leaf, with what stands before it and the comments before it. Those before the first leaf of a
    /// flow are the page's.
    pub fn leaf(&mut self, node: &Node<'t>) -> Doc<'g, 't> {
        let padding = match std::mem::take(&mut self.padding) {
            0 => self.nothing(),
            count => self.padding(count),
        };
        let before = self.separation(node).append(padding);
        let text = leaf_text(node, self.count);
        self.count = (node.rule() == Rule::number).then(|| Count::of(node.text()));
        self.previous = Some(node.rule());
        let behind = self.comments.behind(node.range().start);
        self.behind.extend(behind);
        before.append(self.ground.text(text))
    }

    /// What stands before a leaf, be it a line break for a comment.
    fn separation(&mut self, node: &Node<'t>) -> Doc<'g, 't> {
        let gap = self.next_gap.take();
        let gap = gap.unwrap_or_else(|| gap_between(self.previous, node.rule()));
        let own_line = match self.previous {
            Some(_) => self.comments.before(node.range().start),
            None => &[],
        };
        if own_line.is_empty() && (self.behind.is_empty() || takes_over(node.rule())) {
            return self.room(gap);
        }
        let mut words = self.comments_behind();
        for comment in own_line {
            let note = Note::OwnLine(comment.text);
            words = words.append(self.ground.hardline());
            words = words.append(self.nothing().annotate(note));
        }
        words.append(self.ground.hardline())
    }

    fn room(&self, gap: Gap) -> Doc<'g, 't> {
        match gap {
            Gap::Nothing => self.nothing(),
            Gap::Space => self.ground.space(),
            Gap::Apart => self.spaces(2),
            Gap::Fill => self.ground.softline(),
            Gap::Line => self.ground.line(),
            Gap::Wide => self.ground.hardline().flat_alt(self.ground.text(WIDE_GAP)),
        }
    }

    fn comments_behind(&mut self) -> Doc<'g, 't> {
        let mut words = self.nothing();
        for (place, comment) in std::mem::take(&mut self.behind).into_iter().enumerate() {
            if place > 0 {
                words = words.append(self.ground.hardline());
            }
            words = words.append(self.nothing().annotate(Note::Behind(comment)));
        }
        words
    }
}

/// Whether a mark stands behind a word, before the comment at the end of the word's line.
fn takes_over(mark: Rule) -> bool {
    matches!(
        mark,
        Rule::comma
            | Rule::open_brace
            | Rule::close_bracket
            | Rule::close_parenthesis
            | Rule::question_mark
            | Rule::percent_sign
    )
}

fn gap_between(previous: Option<Rule>, next: Rule) -> Gap {
    let Some(previous) = previous else {
        return Gap::Nothing;
    };
    match (previous, next) {
        (Rule::open_parenthesis | Rule::open_bracket | Rule::dot | Rule::minus, _) => Gap::Nothing,
        (
            _,
            Rule::comma
            | Rule::dot
            | Rule::close_bracket
            | Rule::close_parenthesis
            | Rule::question_mark
            | Rule::percent_sign,
        ) => Gap::Nothing,
        (Rule::open_brace, Rule::close_brace) => Gap::Nothing,
        (Rule::comma, _) => Gap::Fill,
        _ => Gap::Space,
    }
}

/// The lines as they are written.
struct Lines<'t>(Vec<Line<'t>>);

impl Render for Lines<'_> {
    type Error = fmt::Error;

    fn write_str(&mut self, text: &str) -> Result<usize, fmt::Error> {
        let mut pieces = text.split('\n');
        if let (Some(first), Some(line)) = (pieces.next(), self.0.last_mut()) {
            line.text.push_str(first);
        }
        self.0.extend(pieces.map(|piece| Line {
            text: piece.to_owned(),
            comment: None,
        }));
        Ok(text.len())
    }

    fn fail_doc(&self) -> fmt::Error {
        fmt::Error
    }
}

impl<'t> RenderAnnotated<'_, Note<'t>> for Lines<'t> {
    fn push_annotation(&mut self, note: &Note<'t>) -> Result<(), fmt::Error> {
        let line = self.0.last_mut().ok_or(fmt::Error)?;
        match note {
            Note::OwnLine(comment) => line.text.push_str(comment),
            Note::Behind(comment) => line.comment = Some(comment),
        }
        Ok(())
    }

    fn pop_annotation(&mut self) -> Result<(), fmt::Error> {
        Ok(())
    }
}
