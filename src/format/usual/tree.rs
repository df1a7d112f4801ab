//! Lines as they were written before: a tree of the bytes that stand between values.
//!
//! A producer writes its lines on a few forms: the same members in the same order, with the same white space.
//! A form is a way down the tree, bytes that must stand as they are in turn with gaps that any value fills,
//! and its end is a number. Forms that begin alike share their beginning. Whatever line a way matches is an
//! object of JSON with just the members of the line that it was learnt from, for a gap takes a whole value.

use crate::format::seen::member_hash;

use super::literal::Literal;
use super::number::plain_end;
use super::words::text_end;
use super::written::Part;

/// How many places the tree has where lines may go on in several ways.
const MOST_NODES: usize = 1_024;
/// How many ways lead on from one place.
const MOST_BRANCHES: usize = 32;

pub struct Tree {
    nodes: Vec<Node>,
    is_full: bool,
}

/// A place where lines go on in one way or in several.
#[derive(Default)]
struct Node {
    branches: Vec<Branch>,
}

struct Branch {
    literal: Literal,
    /// The sum of the hashes of the members that are written out.
    content: u64,
    next: Next,
}

#[derive(Clone, Copy)]
enum Next {
    Node(usize),
    Gap(Gap, usize),
    End(usize),
}

/// Where a value of any kind stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gap {
    pub width: Width,
    /// A hash of the name of its member, where its value is part of the content.
    pub name: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Width {
    /// Up to the end of a text without an escape, of a number without an exponent, or of a word.
    Any,
    /// A text of twenty bytes. Whether they are an instant on the usual form, and so a text, is asked of who
    /// reads it.
    Instant,
}

/// Bytes that must stand as they are, and the gap behind them.
pub struct Stretch<'l> {
    pub literal: &'l str,
    pub content: u64,
    pub gap: Gap,
}

/// How many gaps a form has at most.
pub const MOST_GAPS: usize = 24;

/// Where the values of a line stand that fill gaps.
pub type Parts = Vec<Part>;

impl Tree {
    pub fn new() -> Self {
        Self {
            nodes: vec![Node::default()],
            is_full: false,
        }
    }

    /// Whether a form was refused for want of room.
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// Finds the form of a line: its number, and a hash of the content as in `seen`.
    #[inline]
    pub fn read(&self, line: &str, parts: &mut Parts) -> Option<(usize, u64)> {
        parts.clear();
        let (mut rest, mut content, mut node) = (line.as_bytes(), 0_u64, 0);
        loop {
            let (branch, behind) = self.nodes.get(node)?.way(rest)?;
            content = content.wrapping_add(branch.content);
            rest = behind;
            match branch.next {
                Next::Node(next) => node = next,
                Next::Gap(gap, next) => {
                    let start = line.len() - rest.len();
                    let length = gap.width.end(rest)?;
                    let (raw, behind) = rest.split_at_checked(length)?;
                    if let Some(name) = gap.name {
                        content = content.wrapping_add(member_hash(name, raw));
                    }
                    parts.push(Part::of(start, raw));
                    rest = behind;
                    node = next;
                }
                Next::End(form) => return rest.is_empty().then_some((form, content)),
            }
        }
    }

    /// Adds a form; `None` where there is no room, or it is told from another by its values alone.
    pub fn learn(
        &mut self,
        stretches: &[Stretch<'_>],
        (last, content): (&str, u64),
        form: usize,
    ) -> Option<()> {
        let mut node = 0;
        if stretches.len() > MOST_GAPS {
            return None;
        }
        for stretch in stretches {
            let way = (stretch.literal, stretch.content);
            node = match self.insert(node, way, Next::Gap(stretch.gap, usize::MAX))? {
                Next::Gap(gap, next) if gap == stretch.gap => next,
                Next::Gap(..) | Next::Node(_) | Next::End(_) => return None,
            };
        }
        self.insert(node, (last, content), Next::End(form))?;
        Some(())
    }

    /// Adds a way from a node through some bytes to what is next, or finds it there.
    fn insert(
        &mut self,
        mut node: usize,
        (mut literal, mut content): (&str, u64),
        mut next: Next,
    ) -> Option<Next> {
        loop {
            let branches = &self.nodes.get(node)?.branches;
            let shared =
                |branch: &Branch| common_length(&branch.literal.text, literal).map(|it| it.0);
            let Some(place) = branches.iter().position(|each| shared(each).is_some()) else {
                if let Next::Gap(gap, _) = next {
                    next = Next::Gap(gap, self.add_node()?);
                }
                return self.add_branch(node, literal, content, next);
            };
            let branch = branches.get(place)?;
            let (common, is_whole) = common_length(&branch.literal.text, literal)?;
            match branch.next {
                Next::Node(behind) if is_whole => {
                    (literal, content, node) = (
                        literal.get(common..)?,
                        content.wrapping_sub(branch.content),
                        behind,
                    );
                }
                found if is_whole && common == literal.len() => return Some(found),
                Next::Node(_) | Next::Gap(..) | Next::End(_) => self.split(node, place, common)?,
            }
        }
    }

    /// Makes two branches of one, the first so long.
    fn split(&mut self, node: usize, place: usize, length: usize) -> Option<()> {
        let lower = self.add_node()?;
        let branch = self.nodes.get_mut(node)?.branches.get_mut(place)?;
        let text = std::mem::take(&mut branch.literal.text);
        let (upper, rest) = text.split_at_checked(length)?;
        let (content, next) = (branch.content, branch.next);
        *branch = Branch {
            literal: Literal::new(upper),
            content: 0,
            next: Next::Node(lower),
        };
        self.add_branch(lower, rest, content, next)?;
        Some(())
    }

    fn add_node(&mut self) -> Option<usize> {
        let node = self.nodes.len();
        if node >= MOST_NODES {
            self.is_full = true;
            return None;
        }
        self.nodes.push(Node::default());
        Some(node)
    }

    fn add_branch(&mut self, node: usize, literal: &str, content: u64, next: Next) -> Option<Next> {
        let branches = &mut self.nodes.get_mut(node)?.branches;
        if branches.len() >= MOST_BRANCHES {
            self.is_full = true;
            return None;
        }
        // A way without any bytes is taken where no other is.
        let is_last = branches
            .last()
            .is_some_and(|last| last.literal.text.is_empty());
        let place = branches.len() - usize::from(is_last);
        let branch = Branch {
            literal: Literal::new(literal),
            content,
            next,
        };
        branches.insert(
            if literal.is_empty() {
                branches.len()
            } else {
                place
            },
            branch,
        );
        Some(next)
    }
}

impl Node {
    /// Which way a line goes on, and what of it stands behind that.
    #[inline(always)]
    fn way<'t, 'b>(&'t self, line: &'b [u8]) -> Option<(&'t Branch, &'b [u8])> {
        for branch in &self.branches {
            if let Some(behind) = branch.literal.behind(line) {
                return Some((branch, behind));
            }
        }
        None
    }
}

/// How many bytes two texts share from their beginning, and whether that is all of the first. `None` where
/// neither leads to the other: they share nothing, and are not both empty.
fn common_length(first: &str, second: &str) -> Option<(usize, bool)> {
    let pairs = first.char_indices().zip(second.chars());
    let common: usize = pairs
        .take_while(|((_, one), other)| one == other)
        .map(|((_, one), _)| one.len_utf8())
        .sum();
    let both_empty = first.is_empty() && second.is_empty();
    (common > 0 || both_empty).then_some((common, common == first.len()))
}

impl Width {
    /// Where a value ends that begins the bytes.
    #[inline]
    fn end(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Instant => {
                let text = bytes.first_chunk::<22>()?;
                matches!(text, [b'"', .., b'"']).then_some(text.len())
            }
            Self::Any if bytes.first() == Some(&b'"') => text_end(bytes, 0),
            Self::Any => plain_end(bytes, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(forms: &[&[&str]]) -> Tree {
        let mut tree = Tree::new();
        for (number, form) in forms.iter().enumerate() {
            let (last, stretches) = form.split_last().unwrap();
            let stretches: Vec<_> = stretches
                .iter()
                .map(|literal| Stretch {
                    literal,
                    content: literal.len() as u64,
                    gap: Gap {
                        width: Width::Any,
                        name: None,
                    },
                })
                .collect();
            tree.learn(&stretches, (last, last.len() as u64), number)
                .unwrap();
        }
        tree
    }

    fn read<'b>(tree: &Tree, line: &'b str) -> Option<(usize, u64, Vec<&'b str>)> {
        let mut parts = Parts::new();
        let (form, content) = tree.read(line, &mut parts)?;
        let parts = parts.into_iter().map(|part| line.get(part.start..part.end));
        Some((form, content, parts.collect::<Option<_>>()?))
    }

    #[test]
    fn forms_that_begin_alike_are_told_apart() {
        let tree = tree(&[
            &["{\"id\":", ",\"type\":\"charge\",\"amount\":", "}"],
            &["{\"id\":", ",\"type\":\"change\",\"amount\":", "}"],
            &["{\"id\":", ",\"type\":\"charge\",\"amount\":null}"],
            &["{\"id\":", ",\"type\":\"charge\",\"amount\":", "}\r"],
            &["{\"id\":", ",\"type\":\"charge\"}"],
        ]);
        let cases = [
            (
                "{\"id\":\"a\",\"type\":\"charge\",\"amount\":12}",
                0,
                33,
                vec!["a", "12"],
            ),
            (
                "{\"id\":\"a\",\"type\":\"change\",\"amount\":\"1\"}",
                1,
                33,
                vec!["a", "1"],
            ),
            (
                "{\"id\":\"a\",\"type\":\"charge\",\"amount\":null}",
                2,
                37,
                vec!["a"],
            ),
            (
                "{\"id\":7,\"type\":\"charge\",\"amount\":true}\r",
                3,
                34,
                vec!["7", "true"],
            ),
            ("{\"id\":\"a\",\"type\":\"charge\"}", 4, 23, vec!["a"]),
        ];
        for (line, form, content, parts) in cases {
            assert_eq!(read(&tree, line), Some((form, content, parts)), "{line}");
        }
        for line in [
            "",
            "{",
            "{\"id\":\"a\"}",
            "{\"id\":\"a\",\"type\":\"charge\"} ",
            "{\"id\":\"a\",\"type\":\"charge\",\"amount\":12",
            "{\"id\":\"a\\\"\",\"type\":\"charge\"}",
            "{\"id\":\"a\",\"type\":\"charge\",\"amount\":1e2}",
        ] {
            assert_eq!(read(&tree, line), None, "{line}");
        }
    }

    #[test]
    fn a_value_that_may_be_null_is_learnt_in_either_order() {
        let forms: [&[&str]; 2] = [&["{\"a\":", "}"], &["{\"a\":null}"]];
        for forms in [[forms[0], forms[1]], [forms[1], forms[0]]] {
            let tree = tree(&forms);
            assert!(read(&tree, "{\"a\":null}").unwrap().2.is_empty());
            assert_eq!(read(&tree, "{\"a\":\"null\"}").unwrap().2, ["null"]);
        }
    }

    #[test]
    fn there_is_room_for_so_many_forms_and_no_more() {
        let mut tree = Tree::new();
        let learnt = (0..50_000).filter(|number| {
            let line = format!("{{\"id\":\"{number}\"}}");
            tree.learn(&[], (&line, 0), *number).is_some()
        });
        let learnt = learnt.count();
        assert!((1_000..20_000).contains(&learnt), "{learnt}");
        assert!(tree.nodes.len() <= MOST_NODES);
    }
}
