//! Which money moved between two timelines of one case: the sums that both of them name, side by side.

use std::collections::BTreeMap;

/// The words behind the sums of a timeline.
const WORDS: [&str; 8] = [
    "issued", "applied", "restored", "expired", "revoked", "left", "charged", "billed",
];

/// `spend_get#1: applied 40.00 → 50.00`, one line a sum that changed; empty where none did.
pub fn moved(before: &str, after: &str) -> Vec<String> {
    let (before, after) = (sums(before), sums(after));
    let mut keys: Vec<&Key> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    keys.into_iter()
        .filter_map(|key| {
            let old = before.get(key).map_or("0", String::as_str);
            let new = after.get(key).map_or("0", String::as_str);
            let word = WORDS.get(key.word).copied().unwrap_or("");
            (old != new).then(|| format!("{}: {word} {old} → {new}", key.of))
        })
        .collect()
}

/// What a sum is of: the case or a credit of one account, in the order of the timeline.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    is_credit: bool,
    of: String,
    word: usize,
}

fn sums(timeline: &str) -> BTreeMap<Key, String> {
    let mut sums = BTreeMap::new();
    let mut account = String::new();
    let lines = unwrapped(timeline);
    let mut is_head = true;
    for line in &lines {
        is_head &= !line.is_empty();
        if is_head {
            if let Some((currency, rest)) = line.split_once(": ") {
                add(&mut sums, false, currency, rest);
            }
        } else if let Some(name) = account_of(line) {
            name.clone_into(&mut account);
        } else if let Some((credit, rest)) = line.split_once("  ")
            && credit.contains('#')
            && rest.contains(" issued =")
        {
            let of = match account.as_str() {
                "" => credit.to_owned(),
                account => format!("{account}, {credit}"),
            };
            add(&mut sums, true, &of, rest);
        }
    }
    sums
}

/// The lines of a text, those that were wrapped in one piece.
fn unwrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let rest = line.strip_prefix("  ");
        match (rest.filter(|rest| !rest.starts_with(' ')), lines.last_mut()) {
            (Some(rest), Some(last)) => {
                last.push(' ');
                last.push_str(rest);
            }
            (Some(_) | None, _) => lines.push(line.to_owned()),
        }
    }
    lines
}

/// The account that a line is the heading of: `2026         a1, USD`.
fn account_of(line: &str) -> Option<&str> {
    let (year, rest) = line.split_at_checked(4)?;
    let is_year = year.bytes().all(|byte| byte.is_ascii_digit());
    let (name, currency) = rest.strip_prefix("  ")?.trim().rsplit_once(", ")?;
    let is_currency = currency.bytes().all(|byte| byte.is_ascii_uppercase());
    (is_year && is_currency).then_some(name)
}

/// Every amount of a line with the word behind it.
fn add(sums: &mut BTreeMap<Key, String>, is_credit: bool, of: &str, line: &str) {
    let words: Vec<&str> = line.split_whitespace().collect();
    for pair in words.windows(2) {
        let [sum, word] = pair else { continue };
        let word = word.trim_end_matches([',', '=']);
        let is_sum = sum.starts_with(|first: char| first.is_ascii_digit() || first == '-');
        if let Some(word) = WORDS.iter().position(|known| *known == word)
            && is_sum
        {
            let of = of.to_owned();
            let key = Key {
                is_credit,
                of,
                word,
            };
            sums.insert(key, (*sum).to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn sums_are_compared_by_what_they_are_of() {
        let before = "USD: 100.00 issued, 40.00 applied, 60.00 left, 90.00 charged, 50.00 billed\n\n\
                      a#1  100.00 issued = 40.00 applied + 60.00 left\n";
        let after = "USD: 100.00 issued, 50.00 applied, 50.00 left, 90.00 charged, 40.00 billed\n\n\
                     a#1  100.00 issued = 50.00 applied + 50.00 left\n";
        assert_eq!(
            moved(before, after),
            [
                "USD: applied 40.00 → 50.00",
                "USD: left 60.00 → 50.00",
                "USD: billed 50.00 → 40.00",
                "a#1: applied 40.00 → 50.00",
                "a#1: left 60.00 → 50.00",
            ]
        );
        assert_eq!(moved(before, before), Vec::<String>::new());
    }
}
