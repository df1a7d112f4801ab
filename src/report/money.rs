//! Which money moved between two timelines of one case: the sums that they name, side by side.

use std::collections::BTreeMap;

use crate::base::{Amount, Currency};
use crate::case::outcome::amount_text;

/// The words behind the sums of a timeline.
const WORDS: [&str; 9] = [
    "issued",
    "applied",
    "forfeited",
    "restored",
    "expired",
    "revoked",
    "left",
    "charged",
    "billed",
];

/// A sum that is another than before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// The account and the credit; nothing where it is the case as a whole.
    pub credit: Option<String>,
    pub currency: Currency,
    /// A word of the timeline: `applied`.
    pub word: &'static str,
    pub before: Amount,
    pub after: Amount,
}

/// The sums that changed: those of the case by currency, then those of its credits.
pub fn moved(before: &str, after: &str) -> Vec<Moved> {
    let (before, after) = (sums(before), sums(after));
    let mut keys: Vec<&Key> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    let moved = keys.into_iter().filter_map(|key| {
        let sum = |sums: &BTreeMap<Key, Amount>| sums.get(key).copied().unwrap_or(Amount::ZERO);
        let (before, after) = (sum(&before), sum(&after));
        let moved = Moved {
            credit: (!key.credit.is_empty()).then(|| key.credit.clone()),
            currency: Currency::from_code(&key.currency)?,
            word: WORDS.get(key.word)?,
            before,
            after,
        };
        (before != after).then_some(moved)
    });
    moved.collect()
}

/// `40 less applied    40 → 0`, one line a sum, below a heading. Of a credit only where several moved: one
/// moves as the case does.
pub fn draw(moved: &[Moved]) -> Vec<String> {
    let mut credits: Vec<&String> = moved.iter().filter_map(|sum| sum.credit.as_ref()).collect();
    credits.dedup();
    let shown = moved
        .iter()
        .filter(|sum| sum.credit.is_none() || credits.len() > 1);
    let shown: Vec<(&Moved, [String; 3])> = shown.map(|sum| (sum, cells(sum))).collect();
    let width = |column: fn(&[String; 3]) -> &String| {
        let widths = shown.iter().map(|(_, cells)| column(cells).len());
        widths.max().unwrap_or(0)
    };
    let (by, words) = (width(|[by, _, _]| by), width(|[_, words, _]| words));
    let before = shown.iter().map(|(sum, _)| said(sum.before, sum).len());
    let before = before.max().unwrap_or(0);
    let mut lines = Vec::new();
    let mut heading = String::new();
    for (sum, [amount, word, after]) in &shown {
        let of = match &sum.credit {
            Some(credit) => format!("of {credit}:"),
            None => format!("the money that moved, in {}:", sum.currency),
        };
        if heading != of {
            lines.push(of.clone());
            heading = of;
        }
        let was = said(sum.before, sum);
        lines.push(format!(
            "  {amount:>by$} {word:<words$}  {was:>before$} → {after}"
        ));
    }
    lines
}

/// By how much, in which way, and to what.
fn cells(sum: &Moved) -> [String; 3] {
    let (by, way) = if sum.after < sum.before {
        (sum.before.minus(sum.after), "less")
    } else {
        (sum.after.minus(sum.before), "more")
    };
    let words = format!("{way} {}", sum.word);
    [said(by, sum), words, said(sum.after, sum)]
}

fn said(amount: Amount, sum: &Moved) -> String {
    amount_text(amount, sum.currency)
}

/// What a sum is of, in the order of the timeline.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// Empty of the case as a whole.
    credit: String,
    currency: String,
    word: usize,
}

fn sums(timeline: &str) -> BTreeMap<Key, Amount> {
    let mut sums = BTreeMap::new();
    let mut account = String::new();
    let mut currency = String::new();
    let mut is_head = true;
    for line in &unwrapped(timeline) {
        is_head &= !line.is_empty();
        if is_head {
            if let Some((of, rest)) = line.split_once(": ") {
                of.clone_into(&mut currency);
                add(&mut sums, "", of, rest);
            }
        } else if let Some((name, of)) = account_of(line) {
            account = format!("{name}, ");
            of.clone_into(&mut currency);
        } else if let Some((credit, rest)) = line.split_once("  ")
            && credit.contains('#')
            && rest.contains(" issued =")
        {
            add(&mut sums, &format!("{account}{credit}"), &currency, rest);
        }
    }
    sums
}

/// The lines of a text, those that were wrapped in one piece.
fn unwrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let rest = line.strip_prefix("  ");
        let rest = rest.filter(|rest| !rest.starts_with(' '));
        match (rest, lines.last_mut()) {
            (Some(rest), Some(last)) => last.extend([" ", rest]),
            (Some(_) | None, _) => lines.push(line.to_owned()),
        }
    }
    lines
}

/// Whether a line of a timeline is the heading of an account.
pub fn is_account(line: &str) -> bool {
    account_of(line).is_some()
}

/// The account and the currency that a line is the heading of: `2026         a1, USD`.
fn account_of(line: &str) -> Option<(&str, &str)> {
    let (year, rest) = line.split_at_checked(4)?;
    let is_year = year.bytes().all(|byte| byte.is_ascii_digit());
    let (name, currency) = rest.strip_prefix("  ")?.trim().rsplit_once(", ")?;
    (is_year && Currency::from_code(currency).is_some()).then_some((name, currency))
}

/// Every amount of a line with the word behind it.
fn add(sums: &mut BTreeMap<Key, Amount>, credit: &str, code: &str, line: &str) {
    let Some(currency) = Currency::from_code(code) else {
        return;
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    for pair in words.windows(2) {
        let [sum, word] = pair else { continue };
        let (sum, word) = (
            sum.trim_start_matches('('),
            word.trim_end_matches([',', ')']),
        );
        if let Some(word) = WORDS.iter().position(|known| *known == word)
            && let Ok(amount) = Amount::parse(sum, currency)
        {
            let key = Key {
                credit: credit.to_owned(),
                currency: code.to_owned(),
                word,
            };
            sums.insert(key, amount);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{draw, moved};

    const BEFORE: &str = "\
USD: 100 issued, 40 applied, 60 left,
  1090 charged, 1050 billed

2026         event
a#1  100 issued = 40 applied (8 forfeited)
  + 60 left
";

    #[test]
    fn sums_are_compared_by_what_they_are_of() {
        let after = "USD: 100 issued, 50.50 applied, 49.50 left, 1090 charged, 1039.50 billed\n\n\
                     2026         event\n\
                     a#1  100 issued = 50.50 applied (8 forfeited) + 49.50 left\n";
        assert_eq!(
            draw(&moved(BEFORE, after)),
            [
                "the money that moved, in USD:",
                "  10.50 more applied    40 → 50.50",
                "  10.50 less left       60 → 49.50",
                "  10.50 less billed   1050 → 1039.50",
            ]
        );
        assert_eq!(moved(BEFORE, BEFORE), []);
    }

    #[test]
    fn what_is_forfeited_is_a_sum() {
        let timeline = |sum: &str| format!("USD: 9 issued, 9 applied{sum}, 9 charged");
        assert_eq!(
            draw(&moved(&timeline(""), &timeline(" (2 forfeited)"))),
            ["the money that moved, in USD:", "  2 more forfeited  0 → 2"]
        );
    }

    #[test]
    fn credits_are_told_apart_where_several_moved() {
        let timeline = |one: &str, other: &str| {
            format!(
                "USD: 9 issued\n\n2026         a, USD\no#1  {one} issued = {one} left\n\
                 2026         b, USD\no#1  {other} issued = {other} left\n"
            )
        };
        assert_eq!(
            draw(&moved(&timeline("4", "5"), &timeline("5", "4"))),
            [
                "of a, o#1:",
                "  1 more issued  4 → 5",
                "  1 more left    4 → 5",
                "of b, o#1:",
                "  1 less issued  5 → 4",
                "  1 less left    5 → 4",
            ]
        );
    }
}
