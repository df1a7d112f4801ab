//! A value as it stands in a line: texts without their quotes, and no escape in them.

/// Where a value stands, a text between its quotes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    pub start: usize,
    pub end: usize,
    pub is_text: bool,
}

/// A value in its line.
#[derive(Clone, Copy)]
pub struct Written<'b> {
    line: &'b str,
    part: Part,
}

impl Part {
    /// The value of these bytes, quotes included.
    #[inline]
    pub fn of(start: usize, raw: &[u8]) -> Self {
        let is_text = raw.len() >= 2 && raw.first() == Some(&b'"');
        let quote = usize::from(is_text);
        Self {
            start: start + quote,
            end: start + raw.len() - quote,
            is_text,
        }
    }
}

impl<'b> Written<'b> {
    #[inline]
    pub fn new(line: &'b str, part: Part) -> Self {
        Self { line, part }
    }

    /// A value that stands for itself.
    pub fn of(raw: &'b str) -> Self {
        Self::new(raw, Part::of(0, raw.as_bytes()))
    }

    /// The characters of a text; `None` where it is none.
    #[inline]
    pub fn text(self) -> Option<&'b str> {
        self.part.is_text.then(|| self.characters()).flatten()
    }

    /// The characters of any value.
    #[inline]
    pub fn characters(self) -> Option<&'b str> {
        self.line.get(self.part.start..self.part.end)
    }

    /// The same as bytes.
    #[inline]
    pub fn bytes(self) -> Option<&'b [u8]> {
        let line = self.line.as_bytes();
        line.get(self.part.start..self.part.end)
    }

    /// The bytes of a text; `None` where it is none.
    #[inline]
    pub fn text_bytes(self) -> Option<&'b [u8]> {
        self.part.is_text.then(|| self.bytes()).flatten()
    }

    /// The bytes of what is no text: a number or a word.
    #[inline]
    pub fn word(self) -> Option<&'b [u8]> {
        (!self.part.is_text).then(|| self.bytes()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_without_its_quotes_and_nothing_else_is_a_text() {
        let line = r#"{"a":"xé","b":12,"c":""}"#;
        let written = |raw: &str| {
            let start = line.find(raw).unwrap();
            Written::new(line, Part::of(start, raw.as_bytes()))
        };
        let text = written("\"xé\"");
        assert_eq!((text.text(), text.word()), (Some("xé"), None));
        assert_eq!(text.text_bytes(), Some("xé".as_bytes()));
        let number = written("12");
        assert_eq!((number.text(), number.text_bytes()), (None, None));
        assert_eq!(
            (number.word(), number.characters()),
            (Some(&b"12"[..]), Some("12"))
        );
        assert_eq!(written("\"\"").text(), Some(""));
    }
}
