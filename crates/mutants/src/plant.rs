//! Plants the mutants of one file, each behind its switch: the text grows around expressions, and nothing
//! that was there goes.

use std::collections::BTreeMap;
use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Arm, BinOp, Block, Expr, ExprBinary, ExprUnary, ImplItemFn, ItemFn, Pat, TraitItemFn};

use crate::Failure;
use crate::edit::{Edit, Piece, print};
use crate::mutant::Mutant;
use crate::switch::NAME;

/// A file with its mutants in it.
pub struct Planted {
    pub text: String,
    /// Which stretch of it belongs to which mutant.
    pub stretches: Vec<(Range<usize>, usize)>,
    /// Those that no switch can hold.
    pub left: Vec<usize>,
    /// `||` beside a `let`, which is no Rust.
    pub no_rust: Vec<usize>,
}

impl Planted {
    /// The innermost mutant around a byte.
    pub fn mutant_at(&self, byte: usize) -> Option<usize> {
        let around = self
            .stretches
            .iter()
            .filter(|(range, _)| range.contains(&byte));
        around
            .min_by_key(|(range, _)| range.len())
            .map(|(_, id)| *id)
    }
}

/// Whether two texts differ in the body of a function.
pub fn differs(text: &str, other: &str) -> Result<bool, Failure> {
    let (bodies, others) = (bodies(text)?, bodies(other)?);
    let mut pairs = bodies.iter().zip(&others);
    Ok(pairs.any(|(one, another)| text_of(text, one) != text_of(other, another)))
}

/// Where the statements of each function stand, in the order of the text.
fn bodies(text: &str) -> Result<Vec<Range<usize>>, Failure> {
    struct Bodies(Vec<Range<usize>>);
    impl<'ast> Visit<'ast> for Bodies {
        fn visit_item_fn(&mut self, node: &'ast ItemFn) {
            self.0.extend(statements(&node.block));
        }

        fn visit_impl_item_fn(&mut self, node: &'ast ImplItemFn) {
            self.0.extend(statements(&node.block));
        }
    }
    let mut found = Bodies(Vec::new());
    found.visit_file(&syn::parse_file(text)?);
    Ok(found.0)
}

fn statements(block: &Block) -> Option<Range<usize>> {
    let (first, last) = (block.stmts.first()?, block.stmts.last()?);
    Some(first.span().byte_range().start..last.span().byte_range().end)
}

/// Plants these mutants and the other bodies of faulty texts, with their numbers, into a file.
pub fn plant(
    text: &str,
    mutants: &[(usize, &Mutant)],
    faulty: &[(usize, String)],
) -> Result<Planted, Failure> {
    let file = syn::parse_file(text)?;
    let mut by_place: BTreeMap<(usize, usize), Vec<(usize, &Mutant)>> = BTreeMap::new();
    let mut left = Vec::new();
    for (id, mutant) in mutants {
        // What returns some iterator returns one type, not one of two.
        if mutant.name.contains("-> impl ") && mutant.genre == "FnValue" {
            left.push(*id);
            continue;
        }
        let place = (mutant.span.start.byte(text), mutant.span.end.byte(text));
        by_place.entry(place).or_default().push((*id, mutant));
    }
    let mut planter = Planter {
        by_place,
        edits: Vec::new(),
        no_rust: Vec::new(),
    };
    // First, and so around what else is planted into the same body.
    for (id, other) in faulty {
        for (range, with_fault) in bodies(text)?.into_iter().zip(bodies(other)?) {
            let (was, is) = (text_of(text, &range), text_of(other, &with_fault));
            if was != is {
                let pieces = vec![
                    Piece::Text(format!("if {} {{ {is} }} else {{ ", on(*id))),
                    Piece::Source(range.clone()),
                    Piece::Text(" }".to_owned()),
                ];
                planter.edit(range, pieces);
            }
        }
    }
    planter.visit_file(&file);
    let mut edits = planter.edits;
    // Outer ones before inner ones; of equal ones, as they were found.
    edits.sort_by_key(|edit| (edit.range.start, std::cmp::Reverse(edit.range.end)));
    let (text, stretches) = print(text, &edits);
    let unplaced = planter.by_place.into_values().flatten();
    left.extend(unplaced.map(|(id, _)| id));
    Ok(Planted {
        text,
        stretches,
        left,
        no_rust: planter.no_rust,
    })
}

struct Planter<'a> {
    by_place: BTreeMap<(usize, usize), Vec<(usize, &'a Mutant)>>,
    edits: Vec<Edit>,
    no_rust: Vec<usize>,
}

fn on(id: usize) -> String {
    format!("crate::{NAME}::on({id})")
}

fn text_of<'a>(text: &'a str, range: &Range<usize>) -> &'a str {
    text.get(range.clone()).unwrap_or("")
}

fn text(words: impl Into<String>) -> Piece {
    Piece::Text(words.into())
}

impl Planter<'_> {
    /// The mutants of a place, which are planted now.
    fn take(&mut self, range: &Range<usize>) -> Vec<(usize, String, String)> {
        let found = self
            .by_place
            .remove(&(range.start, range.end))
            .unwrap_or_default();
        let told = found.into_iter();
        told.map(|(id, mutant)| (id, mutant.replacement.clone(), mutant.genre.clone()))
            .collect()
    }

    fn edit(&mut self, range: Range<usize>, pieces: Vec<Piece>) {
        self.edits.push(Edit { range, pieces });
    }

    /// The body of a function gives other values.
    fn body(&mut self, block: &Block, is_constant: bool) {
        let Some(range) = statements(block) else {
            return;
        };
        if is_constant {
            return;
        }
        let mut pieces = Vec::new();
        for (id, replacement, _) in self.take(&range) {
            pieces.push(Piece::Open(id));
            pieces.push(text(format!("if {} {{ return {replacement}; }} ", on(id))));
            pieces.push(Piece::Close);
        }
        if !pieces.is_empty() {
            pieces.push(Piece::Source(range.clone()));
            self.edit(range, pieces);
        }
    }

    fn binary(&mut self, node: &ExprBinary) {
        let whole = node.span().byte_range();
        let (left, right) = (
            node.left.span().byte_range(),
            node.right.span().byte_range(),
        );
        if matches!(node.op, BinOp::And(_) | BinOp::Or(_))
            && (holds_let(&node.left) || holds_let(&node.right))
        {
            let found = self.take(&node.op.span().byte_range());
            self.no_rust.extend(found.iter().map(|(id, ..)| *id));
            return;
        }
        let found = self.take(&node.op.span().byte_range());
        let Some((first, ..)) = found.first() else {
            return;
        };
        let id = *first;
        let mut pieces = vec![];
        match node.op {
            BinOp::And(_) | BinOp::Or(_) => {
                // `left && right` goes on where `left` holds, `left || right` where it does not.
                let goes_on = if matches!(node.op, BinOp::And(_)) {
                    "!="
                } else {
                    "=="
                };
                pieces.extend([
                    Piece::Open(id),
                    text("({ let left_side: bool = "),
                    Piece::Source(left),
                ]);
                pieces.push(text(format!("; if left_side {goes_on} {} {{ ", on(id))));
                pieces.extend([
                    Piece::Source(right),
                    text(" } else { left_side } })"),
                    Piece::Close,
                ]);
            }
            BinOp::Eq(_) | BinOp::Ne(_) => {
                pieces.extend([Piece::Open(id), text("(("), Piece::Source(whole.clone())]);
                pieces.extend([text(format!(") != {})", on(id))), Piece::Close]);
            }
            _ => {
                pieces.push(text("("));
                for (id, replacement, _) in &found {
                    pieces.extend([Piece::Open(*id), text(format!("if {} {{ ", on(*id)))]);
                    pieces.push(Piece::Source(left.clone()));
                    pieces.push(text(format!(" {replacement} ")));
                    pieces.extend([Piece::Source(right.clone()), text(" } else "), Piece::Close]);
                }
                pieces.extend([text("{ "), Piece::Source(whole.clone()), text(" })")]);
            }
        }
        self.edit(whole, pieces);
    }

    fn unary(&mut self, node: &ExprUnary) {
        let whole = node.span().byte_range();
        for (id, ..) in self.take(&node.op.span().byte_range()) {
            let pieces = if matches!(node.op, syn::UnOp::Not(_)) {
                vec![
                    Piece::Open(id),
                    text("(("),
                    Piece::Source(whole.clone()),
                    text(format!(") != {})", on(id))),
                    Piece::Close,
                ]
            } else {
                vec![
                    Piece::Open(id),
                    text(format!("(if {} {{ ", on(id))),
                    Piece::Source(node.expr.span().byte_range()),
                    text(" } else { "),
                    Piece::Source(whole.clone()),
                    text(" })"),
                    Piece::Close,
                ]
            };
            self.edit(whole.clone(), pieces);
        }
    }

    /// An arm that is never taken, or whose guard always holds or never does.
    fn arm(&mut self, arm: &Arm) {
        let range = arm.span().byte_range();
        // With its comma or without.
        let body_end = arm.body.span().byte_range().end;
        let mut deleted = self.take(&range);
        deleted.extend(self.take(&(range.start..body_end)));
        let never: Vec<String> = deleted
            .iter()
            .map(|(id, ..)| format!("!{}", on(*id)))
            .collect();
        let open = deleted.first().map(|(id, ..)| *id);
        let Pat::Guard(guarded) = &arm.pat else {
            if let Some(id) = open {
                let end = arm.pat.span().byte_range().end;
                let condition = text(format!(" if {}", never.join(" && ")));
                self.edit(end..end, vec![Piece::Open(id), condition, Piece::Close]);
            }
            return;
        };
        let guard = guarded.guard.span().byte_range();
        let mut words = never;
        let (mut always, mut close) = (Vec::new(), 0);
        for (id, replacement, _) in self.take(&guard) {
            if replacement == "true" {
                always.push(on(id));
            } else {
                words.push(format!("!{}", on(id)));
            }
        }
        let mut condition: String = words.iter().map(|word| format!("{word} && ")).collect();
        if !always.is_empty() {
            condition = format!("{condition}({} || ", always.join(" || "));
            close = 1;
        }
        if !condition.is_empty() {
            let pieces = vec![
                text(format!("{condition}(")),
                Piece::Source(guard.clone()),
                text(if close == 1 { "))" } else { ")" }),
            ];
            self.edit(guard, pieces);
        }
    }
}

/// Whether `let` takes part in a chain of conditions.
fn holds_let(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(binary) => holds_let(&binary.left) || holds_let(&binary.right),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Planter<'_> {
    fn visit_item_fn(&mut self, node: &'ast ItemFn) {
        self.body(&node.block, node.sig.constness.is_some());
        if node.sig.constness.is_none() {
            visit::visit_item_fn(self, node);
        }
    }

    fn visit_trait_item_fn(&mut self, node: &'ast TraitItemFn) {
        if let Some(block) = &node.default {
            self.body(block, false);
        }
        visit::visit_trait_item_fn(self, node);
    }

    fn visit_impl_item_fn(&mut self, node: &'ast ImplItemFn) {
        self.body(&node.block, node.sig.constness.is_some());
        if node.sig.constness.is_none() {
            visit::visit_impl_item_fn(self, node);
        }
    }

    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}

    fn visit_expr_binary(&mut self, node: &'ast ExprBinary) {
        self.binary(node);
        visit::visit_expr_binary(self, node);
    }

    fn visit_expr_unary(&mut self, node: &'ast ExprUnary) {
        self.unary(node);
        visit::visit_expr_unary(self, node);
    }

    fn visit_arm(&mut self, node: &'ast Arm) {
        self.arm(node);
        visit::visit_arm(self, node);
    }
}
