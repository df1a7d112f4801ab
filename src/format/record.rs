//! A line as a record: an event of a declared type, with its id and account read and the rest as written.
//!
//! A record says nothing yet of the account, so that lines can be read side by side; what depends on the
//! account is asked in [`super::events`].

use std::borrow::Cow;
use std::ops::Range;

use crate::program::{EventType, EventTypeId, Program};

use super::account_name::AccountName;
use super::lines::LineBytes;
use super::members::{Member, name_that_stands_twice, read_members, text_of};
use super::reject::Reason;
use super::seen::Stamp;
use super::usual::typed::UsualBody;

/// An event of a declared type, as written.
#[derive(Clone)]
pub struct Record<'b> {
    pub kind: EventTypeId,
    pub id: Cow<'b, str>,
    pub account: AccountName<'b>,
    pub stamp: Stamp,
    pub body: Body,
}

/// What a record holds beside its head.
#[derive(Clone, Debug)]
pub enum Body {
    /// Where its members stand in the list they were read into.
    Members(Range<usize>),
    Usual(UsualBody),
    /// Of a row that is not usual: its members are read anew from it.
    Anew,
}

/// What a line turned out to be.
pub enum LineContent<'b> {
    Blank,
    Record(Record<'b>),
    /// An event of a type that the program does not declare.
    Undeclared,
    Rejected(Rejected<'b>),
}

/// A line that is no record, and why.
pub struct Rejected<'b> {
    /// The event's id, where it can be read.
    pub id: Option<Cow<'b, str>>,
    /// The member at fault.
    pub member: Option<Box<str>>,
    pub reason: Reason<'static>,
}

/// Reads a line; its members are added to `members`.
pub fn read_line<'b>(
    program: &Program,
    line: LineBytes<'b>,
    members: &mut Vec<Member<'b>>,
) -> LineContent<'b> {
    let bytes = match line {
        LineBytes::Text(text) => return read_text(program, text, members),
        LineBytes::Whole(bytes) => bytes,
        LineBytes::TooLong => return rejected_line(Reason::TooLong),
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => read_text(program, text, members),
        Err(_) => rejected_line(Reason::NotUtf8),
    }
}

fn read_text<'b>(
    program: &Program,
    text: &'b str,
    members: &mut Vec<Member<'b>>,
) -> LineContent<'b> {
    if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
        return LineContent::Blank;
    }
    let start = members.len();
    if let Err(reason) = read_members(text, members) {
        members.truncate(start);
        return rejected_line(Reason::NotAnObject(reason));
    }
    let own = members.get(start..).unwrap_or_default();
    read_record(program, own, start..members.len()).unwrap_or_else(|(member, reason)| {
        LineContent::Rejected(Rejected {
            id: find_member(own, "id").and_then(text_of),
            member: Some(member.into()),
            reason,
        })
    })
}

/// The members of a line; none where it is no object.
pub fn members_of(line: LineBytes<'_>) -> Vec<Member<'_>> {
    let mut members = Vec::new();
    let text = match line {
        LineBytes::Text(text) => Some(text),
        LineBytes::Whole(bytes) => std::str::from_utf8(bytes).ok(),
        LineBytes::TooLong => None,
    };
    if let Some(text) = text {
        // What is no object was rejected before it became a record.
        let _ = read_members(text, &mut members);
    }
    members
}

fn rejected_line<'b>(reason: Reason<'static>) -> LineContent<'b> {
    LineContent::Rejected(Rejected {
        id: None,
        member: None,
        reason,
    })
}

fn read_record<'b, 'm>(
    program: &Program,
    own: &'m [Member<'b>],
    place: Range<usize>,
) -> Result<LineContent<'b>, (&'m str, Reason<'static>)> {
    if let Some(name) = name_that_stands_twice(own) {
        return Err((name, Reason::StandsTwice));
    }
    let name = compulsory_text(own, "type")?;
    let Some(kind) = find_type(&program.events, &name) else {
        return Ok(LineContent::Undeclared);
    };
    let id = compulsory_text(own, "id")?;
    let account = compulsory_text(own, "account")?;
    let account = AccountName::new(account).ok_or(("account", Reason::Empty))?;
    Ok(LineContent::Record(Record {
        kind,
        stamp: Stamp::of(&id, own),
        id,
        account,
        body: Body::Members(place),
    }))
}

fn find_type(types: &[EventType], name: &str) -> Option<EventTypeId> {
    let place = types.iter().position(|kind| kind.name == name)?;
    Some(EventTypeId::from_index(place))
}

fn compulsory_text<'b>(
    members: &[Member<'b>],
    name: &'static str,
) -> Result<Cow<'b, str>, (&'static str, Reason<'static>)> {
    let raw = find_member(members, name).ok_or((name, Reason::Missing))?;
    let text = text_of(raw).ok_or((name, Reason::NotText))?;
    if text.is_empty() {
        return Err((name, Reason::Empty));
    }
    Ok(text)
}

/// The value of a member as written; `None` where it is absent or `null`.
pub fn find_member<'b>(members: &[Member<'b>], name: &str) -> Option<&'b str> {
    let member = members.iter().find(|member| member.name == name)?;
    present(member.raw)
}

/// `null` is absent.
pub fn present(raw: &str) -> Option<&str> {
    (raw != "null").then_some(raw)
}
