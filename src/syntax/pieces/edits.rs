//! The smallest edits of a clause: each literal by its smallest step, each operator and each word that has
//! an opposite, each part that may be left out.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar that is not named here has no edit and is no piece"
)]

use super::Edit;
use super::steps;
use crate::syntax::grammar::{Node, Rule};

/// The edits of a clause, in the order of their places; last, the clause left out.
pub fn of_clause(clause: &Node<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    walk(clause, &mut edits);
    edits.push(edit(clause, ""));
    edits.dedup();
    edits
}

fn edit(node: &Node<'_>, would_be: impl Into<String>) -> Edit {
    Edit {
        place: node.range(),
        is: node.text().to_owned(),
        would_be: would_be.into(),
    }
}

fn walk(node: &Node<'_>, edits: &mut Vec<Edit>) {
    let is_literal = literal(node, edits);
    if is_literal {
        return;
    }
    let parts: Vec<Node<'_>> = node.clone().parts().collect();
    left_out(node, &parts, edits);
    for part in &parts {
        opposite(node, part, edits);
        walk(part, edits);
    }
}

/// Edits of a literal by its smallest step; says whether it is one.
fn literal(node: &Node<'_>, edits: &mut Vec<Edit>) -> bool {
    let text = node.text();
    let steps = match node.rule() {
        Rule::money | Rule::cell_money => steps::of_money(text),
        Rule::percent | Rule::number => steps::of_number(text),
        Rule::duration => steps::of_duration(text),
        Rule::date => steps::of_date(text),
        Rule::local_time => steps::of_local_time(text),
        Rule::instant => steps::of_instant(text),
        Rule::text => steps::of_text(text),
        Rule::flag => vec![if text == "true" { "false" } else { "true" }.to_owned()],
        _ => return false,
    };
    edits.extend(steps.into_iter().map(|step| edit(node, step)));
    true
}

/// An operator or a word that has an opposite.
fn opposite(parent: &Node<'_>, node: &Node<'_>, edits: &mut Vec<Edit>) {
    let would_be: &[&str] = match (parent.rule(), node.rule()) {
        (_, Rule::operator) => match node.text() {
            "=" => &["!="],
            "!=" => &["="],
            "<" => &["<="],
            "<=" => &["<"],
            ">" => &[">="],
            ">=" => &[">"],
            _ => &[],
        },
        (Rule::all_of, Rule::kw_and) => &["or"],
        (Rule::predicate, Rule::kw_or) => &["and"],
        (Rule::presence, Rule::present) => &["absent"],
        (Rule::presence, Rule::absent) => &["present"],
        (Rule::history, Rule::any) => &["no"],
        (Rule::history, Rule::kw_no) => &["any"],
        (Rule::through, Rule::kw_through) => &["before"],
        (Rule::before, Rule::kw_before) => &["through"],
        (Rule::enroll_option, Rule::once) => &["at most 2 times, one at a time"],
        (Rule::enroll_option, Rule::one_at_a_time) => &["side by side"],
        (Rule::enroll_option, Rule::side_by_side) => &["one at a time"],
        (Rule::refund_policy, Rule::restores) => &["forfeits"],
        (Rule::refund_policy, Rule::kw_forfeits) => &["restores"],
        (Rule::in_progress, Rule::prorated) => &["excluded"],
        (Rule::in_progress, Rule::kw_excluded) => &["prorated"],
        (Rule::measure_reversal, Rule::net) => &["gross"],
        (Rule::measure_reversal, Rule::kw_gross) => &["net"],
        (Rule::limit_amount, Rule::reduce) => &["refuse"],
        (Rule::limit_amount, Rule::refuse) => &["reduce"],
        (Rule::clawback_clause, Rule::clawback_none) => &["unspent"],
        (Rule::clawback_clause, Rule::clawback_unspent) => &["none"],
        (Rule::decided, Rule::at_top_tier_or_close) => &["close"],
        (Rule::decided, Rule::at_window_close) => &["top tier or close"],
        (Rule::timing, Rule::at_once) => &["after 1 day"],
        (Rule::within | Rule::deadline, Rule::anchor | Rule::deadline_anchor) => {
            if node.text() == "enrollment" {
                &["opening"]
            } else {
                &["enrollment", "opening"]
            }
        }
        (_, Rule::period) => match node.text() {
            "day" => &["week"],
            "week" => &["month"],
            "month" => &["quarter"],
            "quarter" => &["year"],
            _ => &["quarter"],
        },
        _ => &[],
    };
    let is_new = |word: &&&str| **word != node.text();
    edits.extend(would_be.iter().filter(is_new).map(|word| edit(node, *word)));
}

/// Parts that may be left out, with the comma or the word that joins them.
fn left_out(node: &Node<'_>, parts: &[Node<'_>], edits: &mut Vec<Edit>) {
    let is_of_several = |rule: Rule| parts.iter().filter(|part| part.rule() == rule).count() > 1;
    for (place, part) in parts.iter().enumerate() {
        let joint = place.checked_sub(1).and_then(|place| parts.get(place));
        let behind = parts.get(place + 1);
        match part.rule() {
            Rule::filter
            | Rule::recency
            | Rule::reward_cap
            | Rule::above
            | Rule::limit_period
            | Rule::at_end_of_day
            | Rule::no_later_than
            | Rule::not => edits.push(edit(part, "")),
            Rule::tier | Rule::row if is_of_several(part.rule()) => edits.push(edit(part, "")),
            Rule::enroll_option
            | Rule::measure_option
            | Rule::issue_option
            | Rule::apply_option
            | Rule::within
            | Rule::condition
            | Rule::all_of
            | Rule::negation
                if is_of_several(part.rule())
                    || joint.is_some_and(|joint| joint.rule() == Rule::comma) =>
            {
                edits.push(between(node, joint, part, behind));
            }
            Rule::literal if node.rule() == Rule::list && is_of_several(Rule::literal) => {
                edits.push(between(node, joint, part, behind));
            }
            _ => {}
        }
    }
}

/// A part left out with what joins it to the one before, or where it is the first, to the one behind.
fn between(
    node: &Node<'_>,
    joint: Option<&Node<'_>>,
    part: &Node<'_>,
    behind: Option<&Node<'_>>,
) -> Edit {
    let joins = |node: &&Node<'_>| matches!(node.rule(), Rule::comma | Rule::kw_and | Rule::kw_or);
    let mut place = part.range();
    if let Some(joint) = joint.filter(joins) {
        place.start = joint.range().start;
    } else if let Some(behind) = behind.filter(joins) {
        place.end = behind.range().end;
    }
    Edit {
        is: node
            .whole_text()
            .get(place.clone())
            .unwrap_or_default()
            .to_owned(),
        place,
        would_be: String::new(),
    }
}
