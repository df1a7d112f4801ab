//! Makes a case that breaks a law as small as it can: events, offers, clauses and options are left out
//! for as long as the case still breaks it.

use super::{Case, checked};

/// `breaks` tells whether a case still breaks the law; it is only asked about programs that are right.
pub fn reduce(case: Case, breaks: &dyn Fn(&Case) -> bool) -> Case {
    let breaks = |case: &Case| checked(&case.program).is_ok() && breaks(case);
    let mut case = case;
    loop {
        let before = (case.program.len(), case.stream.len());
        case = without_events(case, &breaks);
        case = without_parts(case, &breaks, &offers);
        case = without_parts(case, &breaks, &lines);
        case = without_parts(case, &breaks, &options);
        case = without_members(case, &breaks);
        if (case.program.len(), case.stream.len()) == before {
            return case;
        }
    }
}

/// Leaves out stretches of the stream, long ones first.
fn without_events(mut case: Case, breaks: &dyn Fn(&Case) -> bool) -> Case {
    let mut length = case.stream.len();
    while length > 0 {
        let mut start = 0;
        while start < case.stream.len() {
            let mut smaller = case.clone();
            let end = (start + length).min(smaller.stream.len());
            smaller.stream.drain(start..end);
            if opens_first(&smaller) && breaks(&smaller) {
                case = smaller;
            } else {
                start += length;
            }
        }
        length /= 2;
    }
    case
}

/// Whether the first event of every account opens it.
fn opens_first(case: &Case) -> bool {
    let mut opened: Vec<&str> = Vec::new();
    case.stream.iter().all(|one| {
        if one.opens {
            opened.push(&one.account);
        }
        opened.contains(&one.account.as_str())
    })
}

/// Leaves out parts of the program's text, as long as it stays a right one.
fn without_parts(
    mut case: Case,
    breaks: &dyn Fn(&Case) -> bool,
    parts: &dyn Fn(&str) -> Vec<(usize, usize)>,
) -> Case {
    let mut place = 0;
    loop {
        let all = parts(&case.program);
        let Some((start, end)) = all.get(place).copied() else {
            return case;
        };
        let mut smaller = case.clone();
        smaller.program.replace_range(start..end, "");
        if breaks(&smaller) {
            case = smaller;
        } else {
            place += 1;
        }
    }
}

fn without_members(mut case: Case, breaks: &dyn Fn(&Case) -> bool) -> Case {
    for event in 0..case.stream.len() {
        let mut member = 0;
        while member < case.stream[event].members.len() {
            let mut smaller = case.clone();
            let (name, _) = smaller.stream[event].members.remove(member);
            let is_needed = [
                "amount", "kind", "market", "segment", "charge", "code", "total",
            ];
            let is_needed = is_needed.contains(&name) || ["channel", "reason"].contains(&name);
            if !is_needed && breaks(&smaller) {
                case = smaller;
            } else {
                member += 1;
            }
        }
    }
    case
}

/// Whole offers.
fn offers(text: &str) -> Vec<(usize, usize)> {
    let mut starts: Vec<usize> = text.match_indices("\noffer ").map(|(at, _)| at).collect();
    starts.push(text.len());
    starts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// Whole lines, each with the break behind it.
fn lines(text: &str) -> Vec<(usize, usize)> {
    let mut start = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let part = (start, start + line.len());
            start += line.len();
            part
        })
        .collect()
}

/// What stands from a comma, a `where`, an `and` or an `or` to the next of them in its line, and rows.
fn options(text: &str) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    for (start, end) in lines(text) {
        let line = &text[start..end];
        let mut breaks: Vec<usize> = [
            ",", " where ", " and ", " or ", " not", "  reach", " at most",
        ]
        .into_iter()
        .flat_map(|mark| line.match_indices(mark).map(|(at, _)| at))
        .collect();
        breaks.sort_unstable();
        breaks.push(line.trim_end().len());
        for (index, from) in breaks.iter().enumerate() {
            for to in &breaks[index + 1..] {
                parts.push((start + from, start + to));
            }
        }
    }
    parts
}
