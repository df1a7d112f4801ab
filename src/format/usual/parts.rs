//! Where the values of a line stand.

/// How many gaps a form has at most.
pub const MOST_GAPS: usize = 24;

/// Where the values of a line stand that fill gaps.
pub struct Parts {
    spans: [Span; MOST_GAPS],
    count: usize,
}

/// Where a value stands in its line, a text without its quotes.
#[derive(Clone, Copy, Default)]
pub struct Span {
    pub start: usize,
    pub end: usize,
    pub is_text: bool,
}

impl Parts {
    pub fn new() -> Self {
        Self {
            spans: [Span::default(); MOST_GAPS],
            count: 0,
        }
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.count
    }

    pub fn clear(&mut self) {
        self.count = 0;
    }

    /// The characters of the text in a gap; `None` where it is none.
    #[inline]
    pub fn text<'b>(&self, line: &'b str, gap: usize) -> Option<&'b str> {
        let span = self.spans.get(gap)?;
        if !span.is_text {
            return None;
        }
        line.get(span.start..span.end)
    }

    /// The same as bytes, or what stands there that is no text.
    #[inline]
    pub fn inner<'b>(&self, line: &'b str, gap: usize) -> Option<&'b [u8]> {
        let span = self.spans.get(gap)?;
        line.as_bytes().get(span.start..span.end)
    }

    /// The value in a gap as it is written.
    pub fn raw<'b>(&self, line: &'b str, gap: usize) -> Option<&'b str> {
        let span = self.spans.get(gap)?;
        let quote = usize::from(span.is_text);
        line.get(span.start.checked_sub(quote)?..span.end + quote)
    }

    /// Adds one; `None` where there is no room.
    #[inline]
    pub fn push(&mut self, span: Span) -> Option<()> {
        *self.spans.get_mut(self.count)? = span;
        self.count += 1;
        Some(())
    }
}
