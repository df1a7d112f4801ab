//! A line of JSON, taken apart into the members of its object: the only file that names the JSON parser.
//!
//! Values stay as they are written, so that amounts can be read exactly and events compared as written.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

/// A member of an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member<'b> {
    pub name: Cow<'b, str>,
    /// The value as it is written: valid JSON without white space around it.
    pub raw: &'b str,
}

/// Why a line is not an object of JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotAnObject {
    /// The line ends before its object does.
    CutShort,
    /// It is not JSON; the column is about where (bytes, from 1).
    NotJson { column: usize },
    /// It is JSON, and something else than an object.
    OtherJson,
}

/// Adds the members of the object that the line is.
pub fn read_members<'b>(line: &'b str, members: &mut Vec<Member<'b>>) -> Result<(), NotAnObject> {
    let mut deserializer = serde_json::Deserializer::from_str(line);
    deserializer
        .deserialize_map(Members(members))
        .and_then(|()| deserializer.end())
        .map_err(|error| match error.classify() {
            Category::Eof => NotAnObject::CutShort,
            Category::Data => NotAnObject::OtherJson,
            Category::Syntax | Category::Io => NotAnObject::NotJson {
                column: error.column(),
            },
        })
}

/// The text of a JSON text; `None` for any other value, and for one that escapes half a character.
pub fn text_of(raw: &str) -> Option<Cow<'_, str>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    if inner.as_bytes().contains(&b'\\') {
        return serde_json::from_str(raw).ok().map(Cow::Owned);
    }
    Some(Cow::Borrowed(inner))
}

/// Two members of the same name, if there are: the name.
pub fn name_that_stands_twice<'m>(members: &'m [Member<'_>]) -> Option<&'m str> {
    const FEW: usize = 32;
    if members.len() > FEW {
        let mut names: Vec<&str> = members.iter().map(|member| &*member.name).collect();
        names.sort_unstable();
        let twice = names.windows(2).find_map(|pair| match pair {
            [first, second] if first == second => Some(*first),
            _ => None,
        });
        return twice;
    }
    members.iter().enumerate().find_map(|(place, member)| {
        let before = members.get(..place).unwrap_or_default();
        let twice = before.iter().any(|earlier| earlier.name == member.name);
        twice.then_some(&*member.name)
    })
}

struct Members<'m, 'b>(&'m mut Vec<Member<'b>>);

impl<'b> Visitor<'b> for Members<'_, 'b> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'b>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Name(name)) = map.next_key()? {
            let raw: &'b RawValue = map.next_value()?;
            self.0.push(Member {
                name,
                raw: raw.get(),
            });
        }
        Ok(())
    }
}

/// A member's name, borrowed where it holds no escape.
struct Name<'b>(Cow<'b, str>);

impl<'b> serde::Deserialize<'b> for Name<'b> {
    fn deserialize<D: Deserializer<'b>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor).map(Name)
    }
}

struct NameVisitor;

impl<'b> Visitor<'b> for NameVisitor {
    type Value = Cow<'b, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'b str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(line: &str) -> Result<Vec<(String, &str)>, NotAnObject> {
        let mut members = Vec::new();
        read_members(line, &mut members)?;
        Ok(members
            .into_iter()
            .map(|member| (member.name.into_owned(), member.raw))
            .collect())
    }

    #[test]
    fn values_stay_as_they_are_written() {
        let line = r#" {"a": 1.50 , "\u0062":"x\"y","c":[{"d":[]}, 2],"e":null}"#;
        let expected = [
            ("a", "1.50"),
            ("b", r#""x\"y""#),
            ("c", r#"[{"d":[]}, 2]"#),
            ("e", "null"),
        ];
        let found = members(line).unwrap();
        let found: Vec<_> = found.iter().map(|(name, raw)| (&**name, *raw)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        assert_eq!(members("{\"a\":1"), Err(NotAnObject::CutShort));
        assert_eq!(members("{\"a\":\"x"), Err(NotAnObject::CutShort));
        assert_eq!(members("[1]"), Err(NotAnObject::OtherJson));
        assert_eq!(members("{'a':1}"), Err(NotAnObject::NotJson { column: 2 }));
        for line in [
            "{\"a\":1} x",
            "{\"a\":01}",
            "{\"a\":NaN}",
            "{\"a\":1,}",
            "{\"a\":\"\u{1}\"}",
        ] {
            let found = members(line);
            assert!(matches!(found, Err(NotAnObject::NotJson { .. })), "{line}");
        }
    }

    #[test]
    fn nesting_without_end_is_read_without_recursion() {
        let depth = 200_000;
        let line = format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(members(&line).map(|members| members.len()), Ok(1));
        assert!(members(&"{\"a\":".repeat(depth)).is_err());
    }

    #[test]
    fn texts_are_borrowed_unless_escaped() {
        assert!(matches!(
            text_of(r#""plain é""#),
            Some(Cow::Borrowed("plain é"))
        ));
        assert_eq!(text_of(r#""a\u00e9\n""#).as_deref(), Some("aé\n"));
        assert_eq!(text_of(r#""\ud800""#), None);
        assert_eq!(text_of("12"), None);
        assert_eq!(text_of("\""), None);
    }

    #[test]
    fn a_name_that_stands_twice_is_found_among_few_and_many() {
        for count in [3, 100] {
            let line: Vec<String> = (0..count).map(|name| format!("\"m{name}\":1")).collect();
            let once = format!("{{{}}}", line.join(","));
            let twice = format!("{{{},\"m1\":2}}", line.join(","));
            let mut members = Vec::new();
            read_members(&once, &mut members).unwrap();
            assert_eq!(name_that_stands_twice(&members), None);
            members.clear();
            read_members(&twice, &mut members).unwrap();
            assert_eq!(name_that_stands_twice(&members), Some("m1"));
        }
    }
}
