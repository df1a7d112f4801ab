//! The short form in which the page writes events and ledger entries.
//!
//! An event is `ID AT TYPE MEMBER=VALUE …` and an entry `AT ENTRY MEMBER=VALUE …`. Left out is what all
//! examples share: account `a1`, version 1, currency USD, the offer where there is one only, and of an
//! instant the seconds or the time of day where they are zero. A line that begins with `{` is JSON as it
//! is.

use onward::format::members::{read_members, text_of};

/// Events in the short form as JSON Lines.
pub fn events_as_json(text: &str) -> String {
    let mut json = String::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if line.starts_with('{') {
            json.push_str(line);
        } else {
            json.push_str(&event_as_json(line));
        }
        json.push('\n');
    }
    json
}

fn event_as_json(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [id, at, kind, members @ ..] = words.as_slice() else {
        panic!("`{line}` is no event: write ID AT TYPE MEMBER=VALUE …");
    };
    let mut json = format!(
        r#"{{"id":"{id}","type":"{kind}","at":"{}""#,
        long_instant(at)
    );
    if !members.iter().any(|member| member.starts_with("account=")) {
        json.push_str(r#","account":"a1""#);
    }
    for member in members {
        let (name, value) = member
            .split_once('=')
            .unwrap_or_else(|| panic!("`{member}` in `{line}` is no member"));
        let value = match value {
            "true" | "false" => value.to_owned(),
            _ if is_short_instant(name, value) => format!("\"{}\"", long_instant(value)),
            _ => format!("\"{value}\""),
        };
        json.push_str(&format!(r#","{name}":{value}"#));
    }
    json.push('}');
    json
}

fn is_short_instant(name: &str, value: &str) -> bool {
    name == "started" && value.len() < 20
}

/// `2026-01-05` and `2026-01-05T09:30Z` as RFC 3339.
fn long_instant(short: &str) -> String {
    match short.len() {
        10 => format!("{short}T00:00:00Z"),
        17 => format!("{}:00Z", short.trim_end_matches('Z')),
        _ => short.to_owned(),
    }
}

/// A ledger in the short form; `offers` says how many offers there are.
pub fn ledger_in_short(ledger: &str, offers: usize) -> String {
    let lines = ledger
        .lines()
        .map(|line| entry_in_short(line, offers) + "\n");
    lines.collect()
}

fn entry_in_short(line: &str, offers: usize) -> String {
    let mut members = Vec::new();
    read_members(line, &mut members).unwrap();
    let mut words = Vec::new();
    for member in &members {
        let value = text_of(member.raw).map_or_else(|| member.raw.to_owned(), |text| text.into());
        match (&*member.name, value.as_str()) {
            ("at", at) => words.push(short_instant(at)),
            ("entry", entry) => words.push(entry.to_owned()),
            ("account", "a1") | ("version", "1") | ("currency", "USD") => {}
            ("offer", _) if offers == 1 => {}
            ("due" | "expires", at) => words.push(format!("{}={}", member.name, short_instant(at))),
            (name, value) => words.push(format!("{name}={value}")),
        }
    }
    // The entry's kind stands second, whatever stood between.
    if let Some(place) = words
        .iter()
        .position(|word| !word.contains('=') && !word.starts_with('2'))
        && place > 1
    {
        let kind = words.remove(place);
        words.insert(1, kind);
    }
    words.join(" ")
}

fn short_instant(long: &str) -> String {
    if let Some(date) = long.strip_suffix("T00:00:00Z") {
        return date.to_owned();
    }
    match long.strip_suffix(":00Z") {
        Some(minutes) if minutes.len() == 16 => format!("{minutes}Z"),
        _ => long.to_owned(),
    }
}
