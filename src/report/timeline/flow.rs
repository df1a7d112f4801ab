//! Words over lines of a given width: notes one behind the other while they fit, long ones broken between
//! words.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What stands between two notes on one line.
const BETWEEN: &str = "; ";

/// Notes on as few lines as they need, none broken that fits on a line. The first line has a width of its
/// own; where nothing fits on it, it stays empty.
pub fn flow(notes: &[&str], first: usize, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let mut room = first;
    for note in notes {
        let last = lines.pop().unwrap_or_default();
        let joined = if last.is_empty() {
            (*note).to_owned()
        } else {
            format!("{last}{BETWEEN}{note}")
        };
        if joined.width() <= room {
            lines.push(joined);
            continue;
        }
        if !last.is_empty() || room < width {
            lines.push(last);
        }
        room = width;
        lines.extend(wrap(note, width));
    }
    if lines.len() == 1 {
        lines.retain(|line| !line.is_empty());
    }
    lines
}

/// A text over several lines; those behind the first stand two places in. A word that is too long for a
/// line is cut into pieces.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    if text.width() <= width {
        return vec![text.to_owned()];
    }
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let mut word = word.to_owned();
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            lines.push(std::mem::take(&mut line));
            line.push_str("  ");
        } else if !line.is_empty() {
            line.push(' ');
        }
        while line.width() + word.width() > width.max(4) {
            let rest = word.split_off(room_for(&word, width.max(4) - line.width()));
            line.push_str(&word);
            lines.push(std::mem::take(&mut line));
            line.push_str("  ");
            word = rest;
        }
        line.push_str(&word);
    }
    lines.push(line);
    lines
}

/// How many bytes of a word fit into so many columns; one character at least.
fn room_for(word: &str, columns: usize) -> usize {
    let mut taken = 0;
    let fits = |(_, character): &(usize, char)| {
        taken += character.width().unwrap_or(0);
        taken <= columns
    };
    let last = word.char_indices().take_while(fits).last();
    let last = last.or_else(|| word.char_indices().next());
    last.map_or(word.len(), |(at, character)| at + character.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_wrap_between_words() {
        assert_eq!(wrap("one two three", 8), ["one two", "  three"]);
        assert_eq!(wrap("abcdefghij", 6), ["abcdef", "  ghij"]);
        assert_eq!(wrap("日本語の名前", 6), ["日本語", "  の名", "  前"]);
    }

    #[test]
    fn notes_share_a_line_while_they_fit() {
        let three = ["one", "two", "three"];
        assert_eq!(flow(&three, 8, 14), ["one; two", "three"]);
        assert_eq!(flow(&three, 20, 20), ["one; two; three"]);
        assert_eq!(flow(&three, 2, 14), ["", "one; two", "three"]);
        assert_eq!(flow(&["one two three"], 9, 9), ["one two", "  three"]);
        assert_eq!(flow(&[], 9, 9), Vec::<String>::new());
    }
}
