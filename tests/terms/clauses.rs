//! Every sentence knows where its clause stands, and every clause has a sentence.

use onward::base::SourceId;
use onward::report::terms::{Sentence, Terms, html, json};
use onward::syntax::parse;
use onward::syntax::tree::Item;

use super::{name_of, offers, terms_of};

fn sentences(terms: &Terms) -> impl Iterator<Item = &Sentence> {
    let versions = terms.offers.iter().flat_map(|offer| &offer.versions);
    versions
        .flat_map(|version| &version.sections)
        .flat_map(|section| &section.sentences)
}

#[test]
fn every_clause_has_a_sentence() {
    let mut clauses = 0;
    for folder in ["promotions", "tests/cases/terms", "tests/cases/programs"] {
        for (path, text) in offers(folder) {
            let (_, terms) = terms_of(name_of(&path), &text);
            let parsed = parse(SourceId(0), &text);
            for item in &parsed.file.items {
                let Item::Offer(offer) = item else { continue };
                for clause in &offer.clauses {
                    clauses += 1;
                    let word = clause.body.kind().word();
                    let is_of = |said: &Sentence| said.place == clause.span && said.clause == word;
                    assert!(
                        sentences(&terms).any(is_of),
                        "{path:?}: `{}` of `{}` has no sentence",
                        &text[clause.span.start as usize..clause.span.end as usize],
                        offer.name.text
                    );
                }
            }
        }
    }
    assert!(clauses > 500, "{clauses}");
}

#[test]
fn every_sentence_points_at_the_words_it_says() {
    for (path, text) in offers("promotions") {
        let (_, terms) = terms_of(name_of(&path), &text);
        for sentence in sentences(&terms) {
            let (start, end) = (sentence.place.start as usize, sentence.place.end as usize);
            let said = &text[start..end];
            let begins = match sentence.clause {
                "timezone" => said.starts_with('"'),
                "scenario" => !said.is_empty(),
                word => said.starts_with(word.split(' ').next().unwrap()),
            };
            assert!(begins, "{path:?}: {} at `{said}`", sentence.clause);
        }
    }
}

/// The page and the object for tools have the same sentences under the same ids, each id once.
#[test]
fn anchors_are_the_same_in_every_format() {
    for (path, text) in offers("promotions") {
        let (sources, terms) = terms_of(name_of(&path), &text);
        let page = html(&terms, &sources);
        let object: serde_json::Value = serde_json::from_str(&json(&terms, &sources)).unwrap();
        let mut ids = Vec::new();
        collect(&object, &mut ids);
        assert_eq!(ids.len(), sentences(&terms).count());
        for id in &ids {
            let anchor = format!("id=\"{id}\" data-clause=\"");
            assert_eq!(page.matches(&anchor).count(), 1, "{path:?}: {id}");
        }
        let places = page
            .matches(&format!("data-place=\"{}:", name_of(&path)))
            .count();
        assert!(places >= ids.len(), "{path:?}");
    }
}

fn collect(value: &serde_json::Value, ids: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(parts) => parts.iter().for_each(|part| collect(part, ids)),
        serde_json::Value::Object(members) => {
            if let Some(id) = members.get("id") {
                ids.push(id.as_str().unwrap().to_owned());
            }
            members.values().for_each(|member| collect(member, ids));
        }
        _ => {}
    }
}

/// A title with marks of a page is a title: the browser sees no tag of it.
#[test]
fn what_an_author_writes_is_no_mark() {
    let (path, text) = offers("tests/cases/terms")
        .into_iter()
        .find(|(path, _)| name_of(path) == "versions.offer")
        .unwrap();
    let (sources, terms) = terms_of(name_of(&path), &text);
    let page = html(&terms, &sources);
    assert!(page.contains("&lt;b&gt;terms&lt;/b&gt; &amp; *more*"));
    assert!(!page.contains("<b>"));
    for needed in ["<script", "http", "src="] {
        assert!(
            !page.contains(needed),
            "the page is not by itself: {needed}"
        );
    }
}
