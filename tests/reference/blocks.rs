//! The fenced blocks of a page.

/// A fenced block: the words of its first line, and what stands in it.
#[derive(Clone, Debug)]
pub struct Block {
    /// The line of its fence, from 1.
    pub line: usize,
    /// The first word: `offer`.
    pub kind: String,
    /// The other words: `each`, `error=syntax`.
    pub words: Vec<String>,
    pub text: String,
}

impl Block {
    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|other| other == word)
    }

    /// What stands behind `NAME=`, taken apart at commas.
    pub fn values(&self, name: &str) -> Vec<String> {
        let prefix = format!("{name}=");
        self.words
            .iter()
            .filter_map(|word| word.strip_prefix(&prefix))
            .flat_map(|values| values.split(',').map(str::to_owned))
            .collect()
    }
}

/// All fenced blocks in order; one that does not end is a failure.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for (index, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let mut words = info.split_whitespace().map(str::to_owned);
                open = Some(Block {
                    line: index + 1,
                    kind: words.next().unwrap_or_default(),
                    words: words.collect(),
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block does not end: {open:?}");
    found
}
