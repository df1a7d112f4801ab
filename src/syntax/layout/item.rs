//! Declarations: what stands between them, and the fields of an account or an event (section 1).

use unicode_width::UnicodeWidthStr;

use super::WIDTH;
use super::comments::Comments;
use super::flow;
use super::page::{Line, Page};
use crate::syntax::grammar::{Node, Rule};

/// How far a block stands in from its head.
pub const INDENT: usize = 2;
/// How far a head goes on below its first line.
const HEAD_INDENT: isize = 4;

/// What a layout is made from, beside the words.
pub struct Layout<'t> {
    pub comments: &'t Comments<'t>,
}

/// All of a file.
pub fn file<'t>(file: Node<'t>, comments: &'t Comments<'t>) -> String {
    let layout = Layout { comments };
    let mut page = Page::default();
    // Events of one line may stand together.
    let mut previous_is_short = false;
    let mut is_first = true;
    for item in file.children() {
        let Some(item) = item.child() else { continue };
        let start = item.range().start;
        let is_event = item.rule() == Rule::event_item;
        let mut lines = Page::default();
        layout.item(&mut lines, item);
        let is_short = is_event && lines.lines().len() == 1;
        if !(is_first || is_short && previous_is_short) {
            page.blank();
        }
        layout.apart(&mut page, 0, start, is_first);
        page.extend(lines.into_lines());
        (is_first, previous_is_short) = (false, is_short);
    }
    page.comments(0, comments.at_end(), is_first);
    page.text()
}

impl<'t> Layout<'t> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a rule of the grammar knows its own alternatives"
    )]
    fn item(&self, page: &mut Page<'t>, item: Node<'t>) {
        match item.rule() {
            Rule::program_item => self.program_item(page, item),
            Rule::offer_item => self.offer_item(page, item),
            Rule::scenario_item => self.scenario_item(page, item),
            _ => self.item_with_fields(page, item),
        }
    }

    fn program_item(&self, page: &mut Page<'t>, item: Node<'t>) {
        let is_entry = |part: &Node<'_>| part.rule() == Rule::program_entry;
        let (entries, words): (Vec<_>, Vec<_>) = item.parts().partition(is_entry);
        let is_empty = entries.is_empty();
        self.block(page, 0, words, is_empty, |page| {
            for (place, entry) in entries.into_iter().enumerate() {
                self.apart(page, INDENT, entry.range().start, place == 0);
                let parts = entry.parts().filter(|part| part.rule() != Rule::comma);
                page.extend(self.words(INDENT, parts));
            }
        });
    }

    /// The account, or an event. An event with one field stands on one line, where it fits.
    fn item_with_fields(&self, page: &mut Page<'t>, item: Node<'t>) {
        let is_event = item.rule() == Rule::event_item;
        let (fields, mut words): (Vec<_>, Vec<_>) =
            item.parts().partition(|part| part.rule() == Rule::fields);
        let (entries, braces): (Vec<_>, Vec<_>) = fields
            .into_iter()
            .flat_map(Node::parts)
            .partition(|part| part.rule() == Rule::field_entry);
        if is_event && entries.is_empty() {
            return page.extend(self.words(0, words.into_iter()));
        }
        if let (true, [entry], [open, close]) = (is_event, entries.as_slice(), braces.as_slice()) {
            let entry = entry
                .clone()
                .parts()
                .filter(|part| part.rule() != Rule::comma);
            let all = words.iter().cloned().chain([open.clone()]);
            let lines = self.words(0, all.chain(entry).chain([close.clone()]));
            if lines.len() == 1 && lines.iter().all(|line| line.width() <= WIDTH) {
                return page.extend(lines);
            }
        }
        words.extend(braces);
        let is_empty = entries.is_empty();
        self.block(page, 0, words, is_empty, |page| self.fields(page, entries));
    }

    fn fields(&self, page: &mut Page<'t>, fields: Vec<Node<'t>>) {
        let name_width =
            |field: &Node<'_>| field.clone().child().map_or(0, |name| name.text().width());
        let widest = fields.iter().map(name_width).max().unwrap_or(0);
        for (place, field) in fields.into_iter().enumerate() {
            self.apart(page, INDENT, field.range().start, place == 0);
            let padding = widest.saturating_sub(name_width(&field));
            page.extend(self.field(field, padding));
        }
    }

    /// `NAME : TYPE`, the name filled up.
    fn field(&self, field: Node<'t>, padding: usize) -> Vec<Line<'t>> {
        flow::lines(self.comments, |flow| {
            let mut parts = field.parts().filter(|part| part.rule() != Rule::comma);
            let name = flow.spaces(INDENT).append(flow.nodes(parts.next()));
            let colon = flow.spaces(padding).append(flow.nodes(parts.next()));
            let kind = flow.spaces(1);
            flow.gap(flow::Gap::Nothing);
            name.append(colon)
                .append(kind)
                .append(flow.nodes(parts).align())
        })
    }

    /// A head, a block and the brace that closes it. `words` are those of the head and the two braces.
    pub fn block(
        &self,
        page: &mut Page<'t>,
        indent: usize,
        mut words: Vec<Node<'t>>,
        is_empty: bool,
        content: impl FnOnce(&mut Page<'t>),
    ) {
        let close = words.pop();
        let start = close.as_ref().map_or(0, |close| close.range().start);
        if is_empty {
            let lines = self.words(indent, words.iter().cloned().chain(close.clone()));
            if lines.len() == 1 {
                return page.extend(lines);
            }
        }
        page.extend(self.words(indent, words.into_iter()));
        content(page);
        page.comments(indent + INDENT, self.comments.before(start), is_empty);
        page.extend(self.words(indent, close.into_iter()));
    }

    /// Words that begin a line.
    pub fn words(&self, indent: usize, nodes: impl Iterator<Item = Node<'t>>) -> Vec<Line<'t>> {
        flow::lines(self.comments, |flow| {
            let indentation = flow.spaces(indent);
            let words = flow.nodes(nodes);
            indentation.append(words).nest(HEAD_INDENT)
        })
    }

    /// The comments before a leaf and the blank line before it, unless it is the first of a block.
    pub fn apart(&self, page: &mut Page<'t>, indent: usize, leaf: usize, is_first: bool) {
        let comments = self.comments.before(leaf);
        page.comments(indent, comments, is_first);
        let is_first = is_first && comments.is_empty();
        if self.comments.is_apart(leaf) && !is_first {
            page.blank();
        }
    }
}
