//! Two texts line by line, for a person: lines of both, of the expected one (`-`) and of the found one (`+`).

/// How the texts differ, `None` where they do not.
pub fn difference(what: &str, expected: &str, found: &str) -> Option<String> {
    if expected == found {
        return None;
    }
    let expected: Vec<&str> = expected.lines().collect();
    let found: Vec<&str> = found.lines().collect();
    let common = common_lengths(&expected, &found);
    let mut text = format!("{what} (- expected, + found)");
    let (mut left, mut right) = (0, 0);
    while left < expected.len() || right < found.len() {
        let both = left < expected.len() && right < found.len();
        let (sign, line) = if both && expected[left] == found[right] {
            left += 1;
            right += 1;
            (' ', expected[left - 1])
        } else if right == found.len()
            || (left < expected.len() && common[left + 1][right] >= common[left][right + 1])
        {
            left += 1;
            ('-', expected[left - 1])
        } else {
            right += 1;
            ('+', found[right - 1])
        };
        text.push_str(&format!("\n {sign} {line}"));
    }
    Some(text)
}

/// How many lines the rests of both have in common, from every place.
fn common_lengths(expected: &[&str], found: &[&str]) -> Vec<Vec<usize>> {
    let mut lengths = vec![vec![0; found.len() + 1]; expected.len() + 1];
    for left in (0..expected.len()).rev() {
        for right in (0..found.len()).rev() {
            lengths[left][right] = if expected[left] == found[right] {
                lengths[left + 1][right + 1] + 1
            } else {
                lengths[left + 1][right].max(lengths[left][right + 1])
            };
        }
    }
    lengths
}
