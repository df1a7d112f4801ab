//! Is the program named once, and in which time zone does it live?

use crate::base::{Calendar, Code, Diagnostic, SourceId, Span};
use crate::syntax::tree::{ProgramDecl, Spanned};

use super::problems::Problems;
use super::unread::Unread;
use crate::base::nearest::nearest;

/// What people call a zone, and the IANA name that they mean.
const HABITS: [(&str, &str); 16] = [
    ("PST", "America/Los_Angeles"),
    ("PDT", "America/Los_Angeles"),
    ("PT", "America/Los_Angeles"),
    ("MST", "America/Denver"),
    ("MDT", "America/Denver"),
    ("CST", "America/Chicago"),
    ("CDT", "America/Chicago"),
    ("EST", "America/New_York"),
    ("EDT", "America/New_York"),
    ("ET", "America/New_York"),
    ("BST", "Europe/London"),
    ("GMT", "Europe/London"),
    ("CET", "Europe/Berlin"),
    ("CEST", "Europe/Berlin"),
    ("JST", "Asia/Tokyo"),
    ("IST", "Asia/Kolkata"),
];

/// The title and the calendar of the program, and where its zone is said; UTC where the zone is wrong, so
/// that the rest can be checked.
pub fn check(
    programs: &[&ProgramDecl],
    unread: &Unread,
    problems: &mut Problems,
) -> (String, Calendar, Span) {
    let Some((first, others)) = programs.split_first() else {
        let start = Span::new(SourceId(0), 0, 0);
        if unread.items {
            return (String::new(), Calendar::utc(), start);
        }
        problems.push(
            Diagnostic::new(Code::MissingProgram, start, "there is no `program`").help(
                "write `program \"Ad credits\" { timezone \"America/Los_Angeles\" }`: days and \
                 months are counted in that time zone",
            ),
        );
        return (String::new(), Calendar::utc(), start);
    };
    for other in others {
        problems.push(
            Diagnostic::new(
                Code::RepeatedProgram,
                other.title.span,
                format!("a second `program`, `{}`", other.title.value),
            )
            .related(first.title.span, "the first one")
            .help("all files of a program share one `program` block; take one of them away"),
        );
    }
    let calendar = check_timezone(first, unread, problems);
    let said = first
        .timezones
        .first()
        .map_or(first.title.span, |zone| zone.span);
    (first.title.value.clone(), calendar, said)
}

fn check_timezone(program: &ProgramDecl, unread: &Unread, problems: &mut Problems) -> Calendar {
    let Some((first, others)) = program.timezones.split_first() else {
        if unread.within(program.span) {
            return Calendar::utc();
        }
        problems.push(
            Diagnostic::new(
                Code::MissingTimezone,
                program.title.span,
                format!("program `{}` says no `timezone`", program.title.value),
            )
            .help(
                "write the IANA name of the zone in which days and months begin, such as \
                 `timezone \"America/Los_Angeles\"`",
            ),
        );
        return Calendar::utc();
    };
    for other in others {
        problems.push(
            Diagnostic::new(
                Code::RepeatedTimezone,
                other.span,
                format!("a second time zone, `{}`", other.value),
            )
            .related(first.span, "the first one")
            .help("a program lives in one time zone; take one of them away"),
        );
    }
    zone(first, problems).unwrap_or_else(Calendar::utc)
}

fn zone(name: &Spanned<String>, problems: &mut Problems) -> Option<Calendar> {
    let habit = HABITS
        .iter()
        .find(|(habit, _)| name.value.eq_ignore_ascii_case(habit));
    let known = Calendar::from_zone_name(&name.value);
    if let (Some(calendar), None) = (known, habit) {
        return Some(calendar);
    }
    let suggestion = match habit {
        Some((_, meant)) => Some(*meant),
        None => nearest_zone(&name.value),
    };
    let help = match suggestion {
        Some(zone) => format!("a time zone has an IANA name, such as `{zone}`"),
        None => "a time zone has an IANA name, such as `America/Los_Angeles`".to_owned(),
    };
    problems.push(
        Diagnostic::new(
            Code::UnknownTimezone,
            name.span,
            format!("`{}` is no time zone", name.value),
        )
        .help(help),
    );
    None
}

/// The zone meant by `Los Angeles`, `america/los_angeles` or `America/Los_Angles`.
fn nearest_zone(name: &str) -> Option<&'static str> {
    let wanted = name.trim().replace(' ', "_");
    let city = |zone: &str| {
        let last = zone.rsplit('/').next().unwrap_or(zone);
        last.eq_ignore_ascii_case(&wanted)
    };
    Calendar::zone_names()
        .find(|zone| zone.eq_ignore_ascii_case(&wanted) || city(zone))
        .or_else(|| nearest(&wanted, Calendar::zone_names()))
}
