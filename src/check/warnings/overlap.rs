//! Can two filters of one event both hold? Only what is plain from their tests is told apart.

use crate::program::{Comparison, Filter, Formula, Operand, Operator, Test};

/// Longer lists are not compared: a warning must not cost a minute.
const COMPARISONS: usize = 1_000_000;

/// Whether two filters plainly never hold for one event.
pub fn disjoint(left: &Filter, right: &Filter) -> bool {
    let right = tests(right);
    tests(left)
        .iter()
        .any(|test| right.iter().any(|other| exclude(test, other)))
}

/// The tests that must all hold.
fn tests(filter: &Filter) -> Vec<&Test> {
    match filter {
        Formula::Test(test) => vec![test],
        Formula::All(parts) => parts.iter().flat_map(tests).collect(),
        Formula::Any(_) | Formula::Not(_) => Vec::new(),
    }
}

fn exclude(left: &Test, right: &Test) -> bool {
    match (left, right) {
        (Test::Symbol(left), Test::Symbol(right)) => values_exclude(left, right),
        (Test::Text(left), Test::Text(right)) => values_exclude(left, right),
        (Test::Flag(left), Test::Flag(right)) => values_exclude(left, right),
        _ => false,
    }
}

fn values_exclude<T: PartialEq>(left: &Comparison<T>, right: &Comparison<T>) -> bool {
    if left.left != right.left {
        return false;
    }
    match (allowed(left), allowed(right)) {
        (Some(left), Some(right)) => {
            left.len().saturating_mul(right.len()) <= COMPARISONS
                && left.iter().all(|value| !right.contains(value))
        }
        (Some(allowed), None) => refused(right).is_some_and(|value| allowed == [value]),
        (None, Some(allowed)) => refused(left).is_some_and(|value| allowed == [value]),
        (None, None) => false,
    }
}

fn allowed<T>(comparison: &Comparison<T>) -> Option<Vec<&T>> {
    match (comparison.operator, &comparison.right) {
        (Operator::Equal, Operand::Literal(value)) => Some(vec![value]),
        (Operator::Equal, Operand::OneOf(values)) => Some(values.iter().collect()),
        _ => None,
    }
}

fn refused<T>(comparison: &Comparison<T>) -> Option<&T> {
    match (comparison.operator, &comparison.right) {
        (Operator::NotEqual, Operand::Literal(value)) => Some(value),
        _ => None,
    }
}
