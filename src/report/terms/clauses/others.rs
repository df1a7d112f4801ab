//! How an offer stands beside others: `exclusive` and `draw order`.

use std::cmp::Ordering;

use crate::program::Version;

use super::super::page::Section;
use super::super::voice::Voice;
use super::super::{offer_title, words};

/// More offers than a reader would read.
const NAMED: usize = 12;

pub fn section(voice: Voice<'_>) -> Section {
    let mut section = Section::new("others", "With other offers");
    exclusive(voice, &mut section);
    order(voice, &mut section);
    section
}

fn exclusive(voice: Voice<'_>, section: &mut Section) {
    let version = voice.version;
    let (Some(group), Some(origin)) = (version.group, version.clauses.exclusive) else {
        return;
    };
    let others = others_that(voice, |other| {
        other.group == Some(group) && other.offer != version.offer
    });
    let text = match names(voice, &others) {
        Some(names) if names.is_empty() => {
            "This offer stands in a group of offers of which an account can \
                                            take part in only one."
                .to_owned()
        }
        Some(mut names) => {
            names.insert(0, "this one".to_owned());
            let names = words::or(&names);
            format!("You can take part in only one of these offers: {names}.")
        }
        None => format!(
            "You can take part in only one of a group of {} offers, of which this is one.",
            others.len() + 1
        ),
    };
    section.say("exclusive", origin, text);
    let text =
        "An account that has ever been enrolled in one of them cannot be enrolled in another.";
    section.say("exclusive", origin, text);
}

/// Credits are drawn by draw order, then the soonest expiry, then the earliest issue.
fn order(voice: Voice<'_>, section: &mut Section) {
    let version = voice.version;
    let (clause, origin) = match version.clauses.draw_order {
        Some(origin) => ("draw order", origin),
        None => ("apply", version.apply.origin),
    };
    let event = version.apply.event.event;
    let rivals = |order: Ordering| {
        others_that(voice, |other| {
            other.apply.event.event == event && other.draw_order.cmp(&version.draw_order) == order
        })
    };
    let bare = voice.bare(event);
    let rivals = [
        (rivals(Ordering::Greater), "before"),
        (rivals(Ordering::Less), "after"),
    ];
    let several = if rivals.iter().all(|(others, _)| others.is_empty()) {
        "Of several credits"
    } else {
        "Otherwise, of several credits"
    };
    for (others, word) in rivals {
        if others.is_empty() {
            continue;
        }
        let of = names(voice, &others).map_or_else(
            || format!("{} other offers", others.len()),
            |names| words::and(&names),
        );
        section.say(
            clause,
            origin,
            format!(
                "Where several credits can pay for the same {bare}, credit of this offer is used {word} \
                 credit of {of}."
            ),
        );
    }
    section.say(
        clause,
        origin,
        format!(
            "{several} that can pay for the same {bare}, the one that expires soonest is used first, \
             and one that never expires last; of those that expire together, the one that was issued first."
        ),
    );
}

/// Other versions that are so, in declaration order.
fn others_that<'p>(voice: Voice<'p>, is_so: impl Fn(&Version) -> bool) -> Vec<&'p Version> {
    let is_other = |other: &Version| {
        other.offer != voice.version.offer || other.number != voice.version.number
    };
    let versions = voice.program.versions.iter();
    versions
        .filter(|other| is_other(other) && is_so(other))
        .collect()
}

/// What some versions are called: an offer by its title where all of its versions are among them. Nothing
/// where they are too many to be read.
fn names(voice: Voice<'_>, versions: &[&Version]) -> Option<Vec<String>> {
    if versions.len() > NAMED {
        return None;
    }
    let mut found: Vec<String> = Vec::new();
    for version in versions {
        let offer = voice.program.offers.get(version.offer.index());
        let of_offer = offer.map_or(1, |offer| offer.versions.len());
        let among = versions.iter().filter(|other| other.offer == version.offer);
        let title = words::quoted(&offer_title(voice.program, version.offer));
        let name = if version.offer == voice.version.offer {
            format!("this offer under version {}", version.number)
        } else if among.count() == of_offer {
            title
        } else {
            format!("{title} under version {}", version.number)
        };
        if !found.contains(&name) {
            found.push(name);
        }
    }
    Some(found)
}
