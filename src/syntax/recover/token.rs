//! The words, numbers and marks of a text that the grammar could not read. More generous than the
//! grammar: `$`, `'US'`, `01/02/2026` and `first-name` are each something here.

use std::ops::Range;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// Letters, digits, `_`, and `-` between letters.
    Word,
    /// What begins with a digit: `1_500.00`, `1,500`, `2026-01-31`, `100USD`, `01/02/2026`.
    Number,
    /// A text in double quotes.
    Text,
    /// A text in quotes of another kind.
    OddText,
    /// A text whose quotes are not closed on its line.
    OpenText,
    /// Anything else; operators of several characters are one mark.
    Mark,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    pub kind: TokenKind,
    pub range: Range<usize>,
    /// Whether it is the first of its line.
    pub begins_line: bool,
    /// How many braces are open before it.
    pub depth: usize,
}

/// All tokens of a text; white space and comments are left out.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut begins_line = true;
    let mut depth = 0_usize;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let skipped = blank_length(rest);
        if skipped > 0 {
            let blank = rest.get(..skipped).unwrap_or("");
            begins_line |= blank.contains(['\n', '\r']);
            at += skipped;
            continue;
        }
        let (kind, length) = token(rest);
        let range = at..at + length;
        if text.get(range.clone()) == Some("}") {
            depth = depth.saturating_sub(1);
        }
        found.push(Token {
            kind,
            range: range.clone(),
            begins_line,
            depth,
        });
        if text.get(range) == Some("{") {
            depth += 1;
        }
        begins_line = false;
        at += length;
    }
    found
}

/// The bytes of white space or of one comment at the start of a text.
fn blank_length(text: &str) -> usize {
    if text.starts_with('#') {
        return text.find(['\n', '\r']).unwrap_or(text.len());
    }
    let is_blank = |character: char| character.is_whitespace() || character == '\u{FEFF}';
    text.find(|character| !is_blank(character))
        .unwrap_or(text.len())
}

fn token(text: &str) -> (TokenKind, usize) {
    let first = text.chars().next().unwrap_or(' ');
    match first {
        '"' => quoted(text),
        '\'' | '“' | '”' | '„' | '‘' | '’' | '«' => odd_quoted(text),
        '0'..='9' => (TokenKind::Number, number_length(text)),
        first if is_word(first) => (TokenKind::Word, word_length(text)),
        first => (TokenKind::Mark, mark_length(text, first)),
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn word_length(text: &str) -> usize {
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let hyphenates = character == '-'
            && characters
                .peek()
                .is_some_and(|(_, next)| next.is_alphabetic());
        if !is_word(character) && !hyphenates {
            return at;
        }
    }
    text.len()
}

fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    for (index, character) in text.char_indices() {
        let belongs = match character {
            '.' | '/' | '-' | ':' => digit(index + 1),
            '+' => digit(index + 1) && text.get(..index).is_some_and(|so_far| so_far.contains(':')),
            // Digits in groups of three; a comma of a list does not stand so.
            ',' => (1..=3).all(|ahead| digit(index + ahead)) && !digit(index + 4),
            character => is_word(character),
        };
        if !belongs {
            break;
        }
        at = index + character.len_utf8();
    }
    at
}

fn quoted(text: &str) -> (TokenKind, usize) {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            '\n' | '\r' => return (TokenKind::OpenText, at),
            '"' if !escaped => return (TokenKind::Text, at + 1),
            character => escaped = character == '\\' && !escaped,
        }
    }
    (TokenKind::OpenText, text.len())
}

/// A text in single, curly or angle quotes; a quote that closes nothing is a mark.
fn odd_quoted(text: &str) -> (TokenKind, usize) {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let line = text.lines().next().unwrap_or("");
    let inside = line.get(first..).unwrap_or("");
    match inside.find(['\'', '“', '”', '‘', '’', '»', '"']) {
        Some(end) => {
            let closing = inside.get(end..).and_then(|rest| rest.chars().next());
            let closing = closing.map_or(0, char::len_utf8);
            (TokenKind::OddText, first + end + closing)
        }
        None => (TokenKind::Mark, first),
    }
}

const LONG_MARKS: [&str; 13] = [
    "===", "!==", "==", "!=", "<=", ">=", "=<", "=>", "<>", "&&", "||", "->", ":=",
];

fn mark_length(text: &str, first: char) -> usize {
    let long = LONG_MARKS.iter().find(|mark| text.starts_with(**mark));
    long.map_or(first.len_utf8(), |mark| mark.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text)
            .into_iter()
            .map(|token| text.get(token.range).unwrap_or(""))
            .collect()
    }

    #[test]
    fn tokens_are_generous() {
        assert_eq!(
            words("issue $1,500 when first-name == 'US' # no\n, 01/02/2026 [1,2] 7days 12.5%"),
            [
                "issue",
                "$",
                "1,500",
                "when",
                "first-name",
                "==",
                "'US'",
                ",",
                "01/02/2026",
                "[",
                "1",
                ",",
                "2",
                "]",
                "7days",
                "12.5",
                "%"
            ]
        );
        assert_eq!(
            words("\"open\n2026-01-31T09:00:00+01:00 “US” it’s"),
            [
                "\"open",
                "2026-01-31T09:00:00+01:00",
                "“US”",
                "it",
                "’",
                "s"
            ]
        );
    }
}
