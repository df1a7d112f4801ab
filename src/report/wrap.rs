//! Words over the lines of a terminal.

/// The columns of a terminal that everything fits into.
pub const WIDTH: usize = 80;

/// A text over several lines; every line stands `indent` places in, those behind the first `hang` more.
pub fn wrapped(text: &str, indent: usize, hang: usize) -> String {
    let first = " ".repeat(indent);
    let rest = " ".repeat(indent + hang);
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(&first)
        .subsequent_indent(&rest);
    let mut text = textwrap::fill(text, options);
    text.push('\n');
    text
}
