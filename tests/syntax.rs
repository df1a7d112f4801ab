//! The form of the text: what can be read, and that nothing brings the reader down.

use std::fmt::Write;

use onward::base::{Code, SourceId};
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
            Item::Program(_) | Item::Account(_) | Item::Event(_) | Item::Scenario(_) => None,
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

#[test]
fn an_empty_text_is_an_empty_file() {
    for text in ["", "\n", "# nothing\n", "\u{FEFF}", "  \t\r\n"] {
        let parsed = parse(SourceId(0), text);
        assert_eq!(
            (parsed.file.items.len(), parsed.diagnostics),
            (0, vec![]),
            "{text:?}"
        );
    }
}

#[test]
fn layout_is_free() {
    let marked = format!(
        "\u{FEFF}{}",
        WHOLE.replace('\n', "\r\n").replace("  ", "\t")
    );
    assert_eq!(parse(SourceId(0), &marked).diagnostics, []);
    // Where no table and no comment needs its lines, they may all be one.
    let head = &WHOLE[WHOLE.find("offer spend_200").unwrap()..WHOLE.find("offer spring").unwrap()];
    let parsed = parse(SourceId(0), &head.replace('\n', " "));
    assert_eq!((parsed.file.items.len(), parsed.diagnostics), (1, vec![]));
}

#[test]
fn a_table_may_have_bars_and_dashes_around_it() {
    let table = "offer a {\n table by account.market {\n  | market | low |\n  |:------|-----:|\n  | \"US\" | 1 USD | # one\n\n  | \"GB\" | 2 GBP |\n ------\n }\n}";
    let parsed = parse(SourceId(0), table);
    assert_eq!(parsed.diagnostics, []);
    let [Item::Offer(offer)] = parsed.file.items.as_slice() else {
        panic!("one offer")
    };
    assert_eq!(offer.clauses.len(), 1);
}

/// An offer whose `eligible` is this.
fn eligible(predicate: &str) -> String {
    format!("offer a {{\n  available always\n  eligible when {predicate}\n  expire never\n}}\n")
}

fn codes(text: &str) -> Vec<Code> {
    let parsed = parse(SourceId(0), text);
    parsed.diagnostics.iter().map(|one| one.code).collect()
}

#[test]
fn deep_nesting_is_refused_and_nothing_else_is_lost() {
    let parentheses = format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000));
    let nots = format!("{} a", "not ".repeat(100));
    let open = "(".repeat(10_000);
    let histories = format!("{} a", "any charge where ".repeat(200));
    for predicate in [&parentheses, &nots, &histories] {
        let text = eligible(predicate);
        assert_eq!(codes(&text), [Code::NestedTooDeeply]);
        let parsed = parse(SourceId(0), &text);
        let [Item::Offer(offer)] = parsed.file.items.as_slice() else {
            panic!("one offer")
        };
        assert_eq!((offer.clauses.len(), offer.broken.len()), (2, 1));
    }
    assert!(codes(&eligible(&open)).contains(&Code::NestedTooDeeply));
    assert_eq!(codes(&eligible(&format!("{} a", "not ".repeat(60)))), []);
    // So deep that no stack holds it.
    let abyss = format!("{} a", "any charge where ".repeat(100_000));
    assert_eq!(codes(&eligible(&abyss)), [Code::NestedTooDeeply]);
}

#[test]
fn large_files_are_read() {
    let offer = &WHOLE[WHOLE.find("offer spend_200").unwrap()..WHOLE.find("offer spring").unwrap()];
    let many = offer.repeat(10_000);
    assert!(many.len() > 5_000_000);
    let parsed = parse(SourceId(0), &many);
    assert_eq!(
        (parsed.file.items.len(), parsed.diagnostics),
        (10_000, vec![])
    );
}

#[test]
fn large_broken_files_are_read() {
    let mut text = String::new();
    for number in 0..500 {
        let _ = write!(
            text,
            "offer o{number} {{\n available alwys\n foo bar\n enroll on registered once\n}}\n"
        );
    }
    let parsed = parse(SourceId(0), &text);
    assert_eq!(parsed.file.items.len(), 500);
    assert_eq!(parsed.diagnostics.len(), 1_500);
    let clauses = format!("offer a {{\n{}}}\n", " expier 60 days\n".repeat(500));
    assert_eq!(codes(&clauses).len(), 1_000);
    assert_eq!(codes(&"lorem ipsum { \" \n".repeat(5_000)).len(), 1);
    assert!(!codes(&format!("offer a {{ {}", "{ ".repeat(5_000))).is_empty());
    assert!(
        !codes(&format!(
            "offer a {{\n available always\n{}",
            " foo {\n".repeat(500)
        ))
        .is_empty()
    );
}

#[test]
fn no_prefix_of_a_text_brings_the_reader_down() {
    for end in (0..WHOLE.len()).filter(|end| WHOLE.is_char_boundary(*end)) {
        if end % 7 == 0 {
            parse(SourceId(0), &WHOLE[..end]);
        }
    }
}

#[test]
fn no_missing_character_brings_the_reader_down() {
    let offer = &WHOLE[WHOLE.find("offer spring").unwrap()..WHOLE.find("# Names").unwrap()];
    for (at, character) in offer.char_indices() {
        let text = [&offer[..at], &offer[at + character.len_utf8()..]].concat();
        parse(SourceId(0), &text);
        let text = [&offer[..at], "\u{2003}é", &offer[at..]].concat();
        parse(SourceId(0), &text);
    }
}
