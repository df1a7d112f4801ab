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

#[test]
fn a_clause_ends_with_its_last_word() {
    let parsed = parse(SourceId(0), WHOLE);
    let mut clauses = 0;
    for item in &parsed.file.items {
        let Item::Offer(offer) = item else { continue };
        assert!(WHOLE[..offer.span.end as usize].ends_with('}'));
        for clause in &offer.clauses {
            let text = &WHOLE[clause.span.start as usize..clause.span.end as usize];
            assert!(text.starts_with(clause.body.kind().word()), "{text}");
            assert_eq!(text.trim_end(), text);
            assert!(!text.ends_with(','), "{text}");
            clauses += 1;
        }
    }
    assert_eq!(clauses, 40);
}
