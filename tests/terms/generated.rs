//! Over generated programs: there are terms of every one, the same each time, in clean sentences that print
//! no name as the offer file writes it.

use onward::report::terms::{OfferTerms, VersionTerms, html, json, markdown};

use super::{terms_of, texts};
use crate::generate::Case;

const PROGRAMS: u64 = 250;

#[test]
fn generated_programs_have_clean_terms() {
    let programs = std::env::var("ONWARD_CASES").ok();
    let programs = programs
        .and_then(|count| count.parse().ok())
        .unwrap_or(PROGRAMS);
    let mut seen = 0;
    for seed in 0..programs {
        let Ok(case) = Case::new(seed) else { continue };
        seen += 1;
        let (sources, terms) = terms_of("generated.offer", &case.program);
        let (_, again) = terms_of("generated.offer", &case.program);
        assert_eq!(terms, again, "seed {seed}");
        let page = html(&terms, &sources);
        for text in [markdown(&terms), json(&terms, &sources)] {
            assert!(
                text.ends_with('\n') && !text.contains("\n\n\n"),
                "seed {seed}:\n{text}"
            );
        }
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
        for offer in &terms.offers {
            for version in &offer.versions {
                is_clean(&format!("seed {seed}"), terms.zone, offer, version);
            }
        }
    }
    assert!(seen > programs / 2, "{seen} of {programs}");
}

fn is_clean(name: &str, zone: &str, offer: &OfferTerms, version: &VersionTerms) {
    let keys: Vec<&str> = version.sections.iter().map(|section| section.key).collect();
    for needed in [
        "who", "when", "how", "earned", "pays", "expiry", "others", "times",
    ] {
        assert!(
            keys.contains(&needed),
            "{name}: {} lacks {needed}",
            offer.name
        );
    }
    for text in texts(version) {
        let bare = text.replace(zone, "");
        let is_right = !text.is_empty()
            && text.trim() == text
            && !text.contains("  ")
            && !bare.contains('_')
            && !text.contains("“”")
            && !text.contains(" .")
            && !text.contains("..")
            && !text.contains(" ,")
            && text.matches('(').count() == text.matches(')').count()
            && text.matches('“').count() == text.matches('”').count();
        assert!(is_right, "{name}: {text}");
    }
    for section in &version.sections {
        for sentence in &section.sentences {
            let end = if sentence.items.is_empty() { '.' } else { ':' };
            let begins = sentence.text.chars().next().unwrap().is_uppercase();
            assert!(
                begins && sentence.text.ends_with(end),
                "{name}: {}",
                sentence.text
            );
            for item in &sentence.items {
                let begins = item.chars().next().unwrap().is_uppercase();
                assert!(begins && item.ends_with('.'), "{name}: {item}");
            }
        }
    }
}
