//! Where a plain number or a word of JSON ends.

/// From the first byte of a value that is no text to the place behind it: a number without exponent,
/// `true`, `false` or `null`.
pub fn plain_end(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = bytes.get(start..)?;
    for word in ["true", "false", "null"] {
        if rest.starts_with(word.as_bytes()) {
            return Some(start + word.len());
        }
    }
    let sign = usize::from(rest.first() == Some(&b'-'));
    let whole = digits(rest.get(sign..)?);
    let leading_zero = rest.get(sign) == Some(&b'0');
    if whole == 0 || (leading_zero && whole > 1) {
        return None;
    }
    let end = sign + whole;
    if rest.get(end) != Some(&b'.') {
        return Some(start + end);
    }
    let fraction = digits(rest.get(end + 1..)?);
    (fraction > 0).then_some(start + end + 1 + fraction)
}

fn digits(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count()
}
