//! When an event happened, as far as the order of a merge needs it.

use memchr::memmem;

use crate::base::Instant;
use crate::format::columns::cell::Cell;
use crate::format::item::Item;
use crate::format::lines::LineBytes;
use crate::format::members::{read_members, text_of};

/// The instant of an event; `None` where it cannot be read.
pub fn instant_of(item: Item<'_>) -> Option<Instant> {
    match item {
        Item::Line(line) => instant_of_line(line),
        Item::Row(row) => match row.cell(row.header().heads.at) {
            Cell::Instant(at) => Some(at),
            Cell::Text(text) => Instant::parse(text),
            Cell::Absent | Cell::Decimal { .. } | Cell::Flag(_) | Cell::Date(_) => None,
        },
    }
}

fn instant_of_line(line: LineBytes<'_>) -> Option<Instant> {
    let text = match line {
        LineBytes::Text(text) => text,
        LineBytes::Whole(bytes) => std::str::from_utf8(bytes).ok()?,
        LineBytes::TooLong => return None,
    };
    usual_instant(text).unwrap_or_else(|| {
        let mut members = Vec::new();
        read_members(text, &mut members).ok()?;
        let at = members.iter().find(|member| member.name == "at")?;
        Instant::parse(&text_of(at.raw)?)
    })
}

/// The instant of a line on the usual form, if it has one; `None` where the line may not be. Without an
/// escape or a nested value, what is written `"at":` is the name of a member.
fn usual_instant(line: &str) -> Option<Option<Instant>> {
    const NAME: &[u8] = b"\"at\":\"";
    let bytes = line.as_bytes();
    let start = memmem::find(bytes, NAME)? + NAME.len();
    let is_special = |byte: &u8| matches!(byte, b'\\' | b'{' | b'[');
    if bytes.iter().skip(1).any(is_special) || memmem::find(bytes.get(start..)?, NAME).is_some() {
        return None;
    }
    let value = line.get(start..)?;
    let value = value.get(..value.find('"')?)?;
    Some(Instant::parse(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: &str) -> Option<String> {
        instant_of_line(LineBytes::Text(line)).map(|at| at.to_string())
    }

    #[test]
    fn only_the_member_of_the_event_counts() {
        let day = |day: u32| Some(format!("2026-01-0{day}T00:00:00Z"));
        let one = "\"at\":\"2026-01-01T00:00:00Z\"";
        let two = "\"at\":\"2026-01-02T00:00:00Z\"";
        assert_eq!(at(&format!("{{{one}}}")), day(1));
        assert_eq!(at(&format!("{{\"x\":{{{two}}},{one}}}")), day(1));
        assert_eq!(at(&format!("{{\"x\":[{{{two}}}],{one}}}")), day(1));
        assert_eq!(
            at("{\"x\":\"at\", \"\\u0061t\" : \"2026-01-02T01:00:00+01:00\"}"),
            day(2)
        );
        assert_eq!(
            at("{\"x\":\"\\\"at\\\":\\\"2026-01-02T00:00:00Z\\\"\"}"),
            None
        );
        for none in [
            "",
            "{}",
            "{\"at\":7}",
            "{\"at\":\"soon\"}",
            "\"at\":\"",
            "{\"at\":\"2026",
        ] {
            assert_eq!(at(none), None, "{none}");
        }
    }
}
