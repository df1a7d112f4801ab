//! A lane of the picture: lines of words, and below them what is drawn.

use maud::{Markup, html};
use unicode_width::UnicodeWidthStr;

/// The room at either side.
pub const MARGIN: i64 = 12;
const LINE: i64 = 17;
/// How wide a letter is at most on average, in tenths of a pixel.
const LETTER_TENTHS: i64 = 74;

/// What has been drawn so far, from its own top on.
pub struct Lane {
    pub content: Markup,
    pub height: i64,
    width: i64,
}

impl Lane {
    pub fn new(width: i64) -> Self {
        Self {
            content: html! {},
            height: 0,
            width,
        }
    }

    /// Words of a class, over as many lines as they need.
    pub fn words(&mut self, class: &str, words: &str) {
        self.words_from(class, words, MARGIN);
    }

    /// Words behind a swatch of a pattern.
    pub fn words_with_swatch(&mut self, class: &str, words: &str, fill: &str) {
        let top = self.height + 3;
        self.draw(html! {
            rect class="swatch" x=(MARGIN) y=(top) width="14" height="12" fill=(fill) {}
        });
        self.words_from(class, words, MARGIN + 22);
    }

    fn words_from(&mut self, class: &str, words: &str, left: i64) {
        let room = (self.width - left - MARGIN) * 10 / LETTER_TENTHS;
        for line in wrapped(&clean(words), usize::try_from(room).unwrap_or(20)) {
            let base = self.height + 13;
            self.draw(html! { text class=(class) x=(left) y=(base) { (line) } });
            self.height += LINE;
        }
    }

    pub fn draw(&mut self, markup: Markup) {
        self.content = html! { (self.content) (markup) };
    }

    pub fn gap(&mut self, height: i64) {
        self.height += height;
    }
}

/// A text without what XML cannot hold.
pub fn clean(text: &str) -> String {
    let is_allowed =
        |character: char| !character.is_control() && !matches!(character, '\u{fffe}' | '\u{ffff}');
    text.chars()
        .map(|character| {
            if is_allowed(character) {
                character
            } else {
                ' '
            }
        })
        .collect()
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines
}
