//! Terms as a page of Markdown: one sentence a line, so that a change of a clause changes its lines.

use super::page::{Grid, OfferTerms, Section, Terms, VersionTerms};

/// The terms as Markdown.
pub fn markdown(terms: &Terms) -> String {
    let mut page = Page::default();
    match terms.offers.as_slice() {
        [only] => offer(&mut page, only, 1),
        several => {
            page.heading(1, &terms.program);
            for one in several {
                offer(&mut page, one, 2);
            }
        }
    }
    page.text
}

fn offer(page: &mut Page, offer: &OfferTerms, level: usize) {
    page.heading(level, &offer.title);
    match offer.versions.as_slice() {
        [only] => version(page, only, level + 1),
        several => {
            for one in several {
                page.heading(level + 1, &version_heading(one));
                version(page, one, level + 2);
            }
        }
    }
}

/// `Version 2: Spend $300 in 30 days, get $100 (enroll from 1 March 2026 …)`
pub fn version_heading(version: &VersionTerms) -> String {
    let dates = version.dates.as_ref();
    let dates = dates.map_or_else(String::new, |dates| format!(" (enroll {dates})"));
    format!("Version {}: {}{dates}", version.number, version.title)
}

fn version(page: &mut Page, version: &VersionTerms, level: usize) {
    for one in &version.sections {
        page.heading(level, one.heading);
        section(page, one);
    }
}

fn section(page: &mut Page, section: &Section) {
    let mut is_open = false;
    for sentence in &section.sentences {
        if sentence.is_step {
            if is_open {
                page.text.push('\n');
                is_open = false;
            }
            page.line(&format!("- {}", escaped(&sentence.text)));
            continue;
        }
        page.line(&escaped(&sentence.text));
        is_open = true;
        if !sentence.items.is_empty() {
            page.text.push('\n');
            for item in &sentence.items {
                page.line(&format!("- {}", escaped(item)));
            }
            page.text.push('\n');
            is_open = false;
        }
    }
    page.trim();
    if let Some(grid) = &section.grid {
        page.text.push('\n');
        table(page, grid);
    }
}

fn table(page: &mut Page, grid: &Grid) {
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        format!("| {} |", cells.join(" | "))
    };
    page.line(&row(&grid.head));
    let rules = grid.head.iter().enumerate();
    let rules = rules.map(|(place, _)| if place == 0 { " --- |" } else { " ---: |" });
    page.line(&format!("|{}", rules.collect::<String>()));
    for cells in &grid.rows {
        page.line(&row(cells));
    }
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn heading(&mut self, level: usize, text: &str) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self.line(&format!("{} {}", "#".repeat(level), escaped(text)));
        self.text.push('\n');
    }

    /// No blank line at the end.
    fn trim(&mut self) {
        while self.text.ends_with("\n\n") {
            self.text.pop();
        }
    }
}

/// A text whose marks Markdown leaves alone.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if matches!(
            character,
            '\\' | '|' | '*' | '`' | '[' | ']' | '<' | '>' | '&' | '~' | '#'
        ) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped.replace(" _", " \\_").replace("“_", "“\\_")
}
