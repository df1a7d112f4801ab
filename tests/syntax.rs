//! The form of the text: what can be read, and that nothing brings the reader down.

use onward::base::SourceId;
use onward::syntax::parse;
use onward::syntax::tree::Item;

const WHOLE: &str = include_str!("cases/syntax/whole.offer");

#[test]
fn the_whole_syntax_is_read() {
    let parsed = parse(SourceId(0), WHOLE);
    assert_eq!(parsed.diagnostics, []);
    let counts: Vec<usize> = parsed
        .file
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Offer(offer) => {
                assert_eq!(offer.broken, []);
                Some(offer.clauses.len())
            }
            Item::Program(_) | Item::Account(_) | Item::Event(_) => None,
        })
        .collect();
    assert_eq!(parsed.file.items.len(), 13);
    assert_eq!(counts, [8, 13, 19]);
}
