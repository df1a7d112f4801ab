//! What hostile or careless input meets: `docs/limits.md` states each bound, and here each is passed by one.
//! The page's tables are read, so that neither can say something else than the other.

use std::fmt::Write as _;
use std::fs;

use onward::base::{Source, Sources};
use onward::check::check_program;
use onward::engine::{Account, Plan, step};
use onward::format::{Inputs, Outputs, RunOptions, read_account, run};
use onward::report::diagnostics::{Color, draw};

use crate::bad_events::plan_of;

const PAGE: &str = "docs/limits.md";
const HEAD: &str = r#"program "P" { timezone "UTC" }
account { market : text }
event registered opens account
event charge spends amount { amount : money  kind : delivery | fee }
event refund reverses charge refunding amount { charge : text  amount : money }
"#;

/// An offer, with something else in place of one of its clauses.
fn offer(clause: &str, instead: &str) -> String {
    let whole = "offer o {
  available always
  eligible everyone
  enroll on registered, once
  measure spend = total charge.cash, gross of refund, since enrollment
  issue 1 USD when spend reaches 1 USD, at once
  apply forward to charge, refund restores credit
  expire 30 days after issue
}
";
    let (before, rest) = whole.split_once(&format!("\n  {clause}")).unwrap();
    let (_, behind) = rest.split_once('\n').unwrap();
    format!("{HEAD}{before}\n  {instead}\n{behind}")
}

/// What the checker says, as a person sees it.
fn report(text: &str) -> String {
    let sources = Sources::new(vec![Source::new("long.offer", text)]);
    let checked = check_program(&sources);
    draw(&checked.diagnostics, &sources, 80, Color::Never)
}

/// The rows of the page's tables, cell by cell.
fn rows() -> Vec<Vec<String>> {
    let page = fs::read_to_string(PAGE).unwrap();
    let cells = |line: &str| {
        let inner = line.trim_matches('|').split('|');
        inner.map(|cell| cell.trim().replace('`', "")).collect()
    };
    page.lines()
        .filter(|line| line.starts_with("| "))
        .map(cells)
        .collect()
}

fn row(first: &str) -> Vec<String> {
    let found = rows().into_iter().find(|row| row[0] == first);
    found.unwrap_or_else(|| panic!("{PAGE} has no row `{first}`"))
}

/// A list of one more than the page allows is too many, and one of as many as it allows is not.
#[test]
fn lists_end_where_the_page_says() {
    let several = |count: usize, part: &str| part.repeat(count);
    let joined = |count: usize, part: &str, between: &str| vec![part; count].join(between);
    type Make<'a> = &'a dyn Fn(usize) -> String;
    let lists: [(&str, Make<'_>); 6] = [
        ("limits of an offer", &|count| {
            offer(
                "expire",
                &format!(
                    "expire never\n{}",
                    several(count, "limit 9 USD per account, then refuse\n")
                ),
            )
        }),
        ("revoke clauses of an offer", &|count| {
            offer(
                "expire",
                &format!("expire never\n{}", several(count, "revoke on refund\n")),
            )
        }),
        ("rules of an offer", &|count| {
            offer(
                "issue",
                &several(count, "issue 1 USD at enrollment, at once\n"),
            )
        }),
        ("fields of an event", &|count| {
            let fields: String = (0..count).fold(String::new(), |mut text, field| {
                write!(text, "f{field} : text ").unwrap();
                text
            });
            offer("expire", "expire never") + &format!("event other {{ {fields} }}\n")
        }),
        ("conditions of a rule", &|count| {
            let all = joined(count, "spend reaches 1 USD", " and ");
            offer("issue", &format!("issue 1 USD when {all}, at once"))
        }),
        ("bounds of a window", &|count| {
            let all = joined(count, "within 9 days of enrollment", " and ");
            offer(
                "measure",
                &format!("measure spend = total charge.cash, gross of refund, {all}"),
            )
        }),
    ];
    for (list, make) in lists {
        let most: usize = row(list)[1].replace('_', "").parse().unwrap();
        let too_many = report(&make(most + 1));
        assert!(too_many.contains("too-many"), "{list}:\n{too_many}");
        assert!(!report(&make(most)).contains("too-many"), "{list}");
    }
}

/// Lists that are too long to be made here, too.
#[test]
fn the_page_has_every_bound_of_the_checker() {
    let bounds = fs::read_to_string("src/check/bounds.rs").unwrap();
    let mut on_page: Vec<String> = rows().into_iter().map(|row| row[1].clone()).collect();
    for line in bounds.lines().filter(|line| line.starts_with("pub const")) {
        let (_, value) = line.trim_end_matches(';').split_once(" = ").unwrap();
        let place = on_page.iter().position(|cell| cell == value);
        let place = place.unwrap_or_else(|| panic!("{PAGE} lacks {line}"));
        on_page.remove(place);
    }
}

/// What the page calls too much in an offer, and the words that a person reads.
#[test]
fn offers_are_told_what_is_too_much() {
    let eligible = |what: &str| offer("eligible", &format!("eligible {what}"));
    let issue = |what: &str| offer("issue", &format!("issue {what}, at once"));
    let deep = |depth: usize| {
        let inner = "account.market = \"US\"";
        eligible(&format!(
            "when {}{inner}{}",
            "(".repeat(depth),
            ")".repeat(depth)
        ))
    };
    let found = [
        ("conditions in each other", deep(65)),
        ("conditions in each other", deep(10_000)),
        (
            "conditions in each other",
            eligible(&format!(
                "when {}account.market = \"US\"",
                "not ".repeat(10_000)
            )),
        ),
        (
            "an amount",
            issue("10_000_000_000_000.01 USD at enrollment"),
        ),
        (
            "an amount",
            issue(&format!("{} USD at enrollment", "9".repeat(10_000))),
        ),
        (
            "a length of time",
            offer("expire", "expire 101 years after issue"),
        ),
        ("a percentage", issue("1_000_001% of spend at enrollment")),
        (
            "draw order",
            offer("expire", "expire never\n  draw order 1001"),
        ),
    ];
    for (what, text) in found {
        let row = row(what);
        let drawn = report(&text);
        let words: String = drawn
            .replace('│', "")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(
            words.contains(&row[2]),
            "{what}: `{}` is not in\n{drawn}",
            row[2]
        );
    }
    // The bounds themselves are not too much.
    let at_their_bounds = [
        deep(64),
        issue("10_000_000_000_000 USD at enrollment"),
        offer("expire", "expire 100 years after issue"),
        issue("1_000_000% of spend at enrollment"),
        offer("expire", "expire never\n  draw order 1000"),
    ];
    for text in at_their_bounds {
        let checked = check_program(&Sources::new(vec![Source::new("long.offer", &*text)]));
        let errors = checked.diagnostics.iter().filter(|one| one.is_error());
        assert_eq!(errors.count(), 0, "{}", report(&text));
    }
}

/// What the page calls too much in a line of events, and the reason of its reject.
#[test]
fn events_are_told_what_is_too_much() {
    let plan = plan_of(include_str!("cases/events/program.offer"));
    let line = |members: &str| {
        format!(
            "{{\"id\":\"x\",\"type\":\"noted\",\"account\":\"a1\",\"at\":\"2026-01-07T10:00:00Z\",{members}}}\n"
        )
    };
    let color = "\"color\":\"red\"";
    let found = [
        (
            "an amount of an event",
            line(&format!("{color},\"price\":\"10000000000000.01\"")),
        ),
        (
            "an amount of an event",
            line(&format!("{color},\"price\":1e400")),
        ),
        (
            "a number of an event",
            line(&format!("{color},\"count\":79228162514264337593543950336")),
        ),
        ("a member", line(&format!("{color},{color}"))),
        (
            "half a character",
            line(&format!("{color},\"words\":\"\\ud800\"")),
        ),
        ("a year", line(color).replace("2026", "99999")),
        (
            "an instant",
            line(color).replace("2026-01-07T10:00:00Z", "9999-12-31T23:59:59Z"),
        ),
    ];
    // Tried in `bad_events`, with a line of that length.
    assert_eq!(row("a line")[2], "the line is longer than 16 MiB");
    for (what, line) in found {
        let row = row(what);
        let (mut ledger, mut rejects) = (Vec::new(), Vec::new());
        let outputs = Outputs {
            ledger: &mut ledger,
            rejects: Some(&mut rejects),
        };
        let good = include_str!("cases/events/good.jsonl");
        let events = format!("{good}{line}");
        run(
            &plan,
            events.as_bytes(),
            outputs,
            &RunOptions::default(),
            &mut |_| {},
        )
        .unwrap();
        let rejects = String::from_utf8(rejects).unwrap();
        assert!(
            rejects.contains(&row[2]),
            "{what}: `{}` is not in {rejects}",
            row[2]
        );
    }
}

/// Nested brackets in a member that nobody declared, and very many members, are passed over.
#[test]
fn what_is_not_declared_is_passed_over_however_it_is() {
    let plan = plan_of(include_str!("cases/events/program.offer"));
    let head = "{\"id\":\"x\",\"type\":\"noted\",\"account\":\"a1\",\"at\":\"2026-01-07T10:00:00Z\",\"color\":\"red\"";
    let nested = format!(
        "{head},\"z\":{}{}}}\n",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let many: String = (0..20_000).fold(String::new(), |mut text, member| {
        write!(text, ",\"m{member}\":{member}").unwrap();
        text
    });
    for line in [nested, format!("{head}{many}}}\n")] {
        let good = include_str!("cases/events/good.jsonl");
        let outputs = Outputs {
            ledger: &mut std::io::sink(),
            rejects: None,
        };
        let events = format!("{good}{line}");
        let summary = run(
            &plan,
            events.as_bytes(),
            outputs,
            &RunOptions::default(),
            &mut |_| {},
        )
        .unwrap();
        assert_eq!(summary.events.rejected, 0);
    }
}

/// A drawing shows what stands near its place, so that it neither grows with the line nor with the file.
#[test]
fn a_report_does_not_grow_with_its_line() {
    let list = vec!["\"é\""; 40_000].join(", ");
    let long = offer(
        "eligible",
        &format!("eligible when account.market in [{list}] and account.nothing"),
    );
    let drawn = report(&long);
    assert!(
        drawn.contains("unknown-field") || drawn.contains("nothing"),
        "{drawn}"
    );
    assert!(drawn.len() < 100_000, "{} bytes", drawn.len());
}

#[test]
fn many_problems_are_told_in_a_text_as_long_as_they_are_many() {
    let of = |count: usize| report(&offer("available", &"available always\n".repeat(count))).len();
    let (few, many) = (of(400), of(1_600));
    assert!(many < 6 * few, "{few} bytes grew to {many}");
}

/// Three charges and, where there are any, a refund a month, under rules of every timing: after ten years as
/// much is kept as after one, unless credit paid something that can still be refunded.
#[test]
fn an_account_does_not_grow_with_its_history() {
    let paid = "offer o {
  available always
  eligible everyone
  enroll on registered, once
  measure spend = total charge.cash, each month
  measure busy = days with charge, each quarter
  issue 5 USD when spend reaches 10 USD, after 3 days
  issue 1 USD every 20 USD of spend, at once
  issue highest tier of busy { reach 2 get 2 USD   reach 5 get 3 USD }, decided at close, after 2 days
  apply forward to charge
  expire 30 days after issue
  limit 100000 USD per account, then reduce
}
";
    let spent_and_never_expired = "offer o {
  available always
  eligible everyone
  enroll on registered, once
  measure spend = total charge.cash, each month
  issue 5 USD when spend reaches 10 USD, at once
  apply forward to charge
  expire never
  limit 100000 USD per account, then reduce
}
";
    let without = HEAD.lines().filter(|line| !line.contains("refund"));
    let without: Vec<&str> = without.collect();
    for offer in [paid, spent_and_never_expired] {
        let plan = plan_of(&format!("{}\n{offer}", without.join("\n")));
        does_not_grow(&plan, &ten_years(Refunds::Absent));
    }
    let never_earned = "offer o {
  available always
  eligible everyone
  enroll on registered, once
  measure spend = total charge.cash, net of refund, each month
  measure busy = days with charge, net of refund, each quarter
  issue 5 USD when spend reaches 1000 USD and busy reaches 5, at once
  apply forward to charge, refund restores credit
  expire 30 days after issue
  limit 100000 USD per account, then reduce
  clawback unspent
}
";
    let plan = plan_of(&format!("{HEAD}{never_earned}"));
    does_not_grow(&plan, &ten_years(Refunds::OneAMonth));
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Refunds {
    Absent,
    OneAMonth,
}

fn ten_years(refunds: Refunds) -> String {
    let mut lines = String::new();
    let mut event = |at: String, kind: &str, id: String, members: String| {
        let head = format!("{{\"id\":\"{id}\",\"type\":\"{kind}\",\"account\":\"a1\"");
        writeln!(lines, "{head},\"at\":\"{at}\",{members}}}").unwrap();
    };
    let opened = "\"currency\":\"USD\",\"market\":\"US\"".to_owned();
    event(
        "2020-01-01T00:00:00Z".to_owned(),
        "registered",
        "r".to_owned(),
        opened,
    );
    for month in 0..120 {
        let at = |day: u32| {
            let (year, month) = (2020 + month / 12, month % 12 + 1);
            format!("{year}-{month:02}-{day:02}T10:00:00Z")
        };
        for (day, id, amount) in [(3, "a", 12), (10, "b", 15), (20, "c", 5)] {
            let members = format!("\"amount\":\"{amount}.00\",\"kind\":\"fee\"");
            event(at(day), "charge", format!("{id}{month}"), members);
        }
        if refunds == Refunds::OneAMonth {
            let members = format!("\"charge\":\"a{month}\",\"amount\":\"2.00\"");
            event(at(22), "refund", format!("f{month}"), members);
        }
    }
    lines
}

fn does_not_grow(plan: &Plan, lines: &str) {
    let kept = sizes(plan, lines);
    let a_month = (kept.len() - 1) / 120;
    let (first, last) = (kept[12 * a_month], kept[120 * a_month]);
    // A count of credits has a digit or two more.
    assert!(
        last <= first + 40,
        "{first} bytes after a year, {last} after ten"
    );
}

/// How long the saved account is behind each event.
fn sizes(plan: &Plan, lines: &str) -> Vec<usize> {
    let read = read_account(plan.program(), Inputs::lines(lines.as_bytes()), "a1", None).unwrap();
    let mut account = Account::open("a1", read.currency, read.events[0].at);
    let one_by_one = read.events.iter().map(|event| {
        step(plan, &mut account, event, &mut Vec::new());
        serde_json::to_vec(&account).unwrap().len()
    });
    one_by_one.collect()
}
