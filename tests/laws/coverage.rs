//! Whether the generated cases reach everything: each kind of entry, each reason, and each form of the
//! clauses that decide about money; each edge at which a stream can play; each way to write a clause. The
//! share of runs that reached each is printed (`cargo test coverage -- --nocapture`), and none may be
//! unreached.

mod stream;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use onward::base::Period;
use onward::engine::{Cancellation, CreditRefusal, EnrollmentRefusal, Outcome, Revocation};
use onward::program::{
    Aggregate, Anchor, Clawback, Counting, Decided, Enroll, Expiry, InProgress, IssueRule,
    LimitKind, Measure, Overshoot, RefundPolicy, Repeat, RewardBase, Slot, Timing, Trigger,
    Version, Window,
};

use super::{case_of, runs, seeds};
use crate::generate::checked;
use crate::model::{Account, Model, State};

/// How many runs reached each thing.
#[derive(Default)]
struct Reached {
    runs: BTreeMap<String, u64>,
    in_this_run: BTreeSet<String>,
}

impl Reached {
    fn note(&mut self, group: &str, thing: &str) {
        self.in_this_run.insert(format!("{group}: {thing}"));
    }

    fn end_run(&mut self) {
        for thing in std::mem::take(&mut self.in_this_run) {
            *self.runs.entry(thing).or_default() += 1;
        }
    }
}

#[test]
fn every_form_and_every_entry_is_reached() {
    let mut reached = Reached::default();
    let (mut refused, mut all) = (0_u64, 0_u64);
    for seed in seeds() {
        all += 1;
        let Some(case) = case_of(seed) else {
            refused += 1;
            continue;
        };
        let program = checked(&case.program).expect("the case is right");
        text::note(&mut reached, &case.program);
        let mut model = Model::new(&program);
        for (one, arrival) in case.stream.iter().zip(runs::arrivals(&program, &case)) {
            stream::note_before(&mut reached, &model, one);
            model.take(&arrival);
            stream::note_after(&mut reached, &model, one);
        }
        model.finish(case.end);
        for line in &model.lines {
            note_entry(&mut reached, &line.written.entry.outcome);
        }
        for account in &model.accounts {
            note_account(&mut reached, account);
        }
        reached.end_run();
    }
    let run = all - refused;
    for (thing, times) in &reached.runs {
        println!("{:5.1} % {thing}", *times as f64 * 100.0 / run as f64);
    }
    println!("of {run} runs; {refused} of {all} programs were refused by the checker");
    let missing: Vec<String> = expected()
        .into_iter()
        .filter(|thing| !reached.runs.contains_key(thing))
        .collect();
    assert!(missing.is_empty(), "never reached: {missing:#?}");
    assert!(refused * 10 <= all, "{refused} of {all} programs are wrong");
}

/// Everything that must be reached.
fn expected() -> Vec<String> {
    let groups: [(&str, Vec<&str>); 16] = [
        ("stream", stream::EXPECTED.to_vec()),
        (
            "text",
            text::EXPECTED.iter().map(|(thing, _)| *thing).collect(),
        ),
        (
            "entry",
            vec![
                "enrolled",
                "earned",
                "issued",
                "applied",
                "restored",
                "forfeited",
                "expired",
                "lapsed of money",
                "lapsed of a number",
                "adjusted",
            ],
        ),
        (
            "enrollment refused",
            EnrollmentRefusal::ALL
                .iter()
                .map(|one| one.as_str())
                .collect(),
        ),
        (
            "credit refused",
            CreditRefusal::ALL.iter().map(|one| one.as_str()).collect(),
        ),
        (
            "cancelled",
            Cancellation::ALL.iter().map(|one| one.as_str()).collect(),
        ),
        (
            "revoked",
            Revocation::ALL.iter().map(|one| one.as_str()).collect(),
        ),
        (
            "enroll",
            vec![
                "once",
                "one at a time",
                "side by side",
                "on first",
                "automatically",
            ],
        ),
        (
            "trigger",
            vec![
                "reaches",
                "reaches and reaches",
                "every",
                "on",
                "at enrollment",
                "at close",
                "every tier",
                "highest tier at top tier or close",
                "highest tier at close",
            ],
        ),
        (
            "reward",
            vec![
                "fixed",
                "share of measure",
                "share of event",
                "of event",
                "capped",
            ],
        ),
        (
            "timing",
            vec!["at once", "after", "at end of", "after end of"],
        ),
        (
            "aggregate",
            vec![
                "total money",
                "total cash",
                "total credited",
                "total number",
                "count",
                "count different",
                "days with",
                "net",
                "gross",
            ],
        ),
        (
            "window",
            vec![
                "within of enrollment",
                "within of opening",
                "within of first event",
                "within twice",
                "each day",
                "each week",
                "each month",
                "each quarter",
                "each year",
                "each of enrollment",
                "since enrollment",
            ],
        ),
        (
            "expiry",
            vec![
                "after issue",
                "after issue at end of day",
                "after issue no later",
                "at end of day",
                "at end of week",
                "at end of month",
                "at end of quarter",
                "at end of year",
                "at end of no later",
                "on",
                "never",
            ],
        ),
        (
            "limit",
            vec![
                "money reduce",
                "money refuse",
                "credits",
                "each period",
                "ever",
            ],
        ),
        (
            "terms",
            vec![
                "table",
                "covering",
                "at most per charge",
                "excluded",
                "prorated",
                "restores",
                "forfeits",
                "clawback none",
                "clawback unspent",
                "earns",
                "group",
                "several versions",
            ],
        ),
    ];
    let things = |(group, things): &(&str, Vec<&str>)| {
        let group = group.to_owned().to_owned();
        things
            .iter()
            .map(move |thing| format!("{group}: {thing}"))
            .collect::<Vec<_>>()
    };
    groups.iter().flat_map(things).collect()
}

fn note_entry(reached: &mut Reached, outcome: &Outcome) {
    use onward::engine::Reading;
    match outcome {
        Outcome::Enrolled { .. } => reached.note("entry", "enrolled"),
        Outcome::EnrollmentRefused { reason, .. } => {
            reached.note("enrollment refused", reason.as_str());
        }
        Outcome::CreditRefused { reason, .. } => reached.note("credit refused", reason.as_str()),
        Outcome::Earned { .. } => reached.note("entry", "earned"),
        Outcome::Cancelled { reason, .. } => reached.note("cancelled", reason.as_str()),
        Outcome::Issued { .. } => reached.note("entry", "issued"),
        Outcome::Applied { .. } => reached.note("entry", "applied"),
        Outcome::Restored { .. } => reached.note("entry", "restored"),
        Outcome::Forfeited { .. } => reached.note("entry", "forfeited"),
        Outcome::Revoked { reason, .. } => reached.note("revoked", reason.as_str()),
        Outcome::Expired { .. } => reached.note("entry", "expired"),
        Outcome::Lapsed { needed, .. } => match needed {
            Reading::Money(_) => reached.note("entry", "lapsed of money"),
            Reading::Number(_) => reached.note("entry", "lapsed of a number"),
        },
        Outcome::Adjusted { .. } => reached.note("entry", "adjusted"),
    }
}

/// What an account's rules, measures and credits came to.
fn note_account(reached: &mut Reached, account: &Account<'_>) {
    for (number, enrollment) in account.enrollments.iter().enumerate() {
        let version = account.version_of(number);
        note_enrollment(reached, version);
        for (measure, windows) in version.measures.iter().zip(&enrollment.windows) {
            let counted = windows.instances.iter().any(|one| !one.counted.is_empty());
            if counted {
                note_measure(reached, measure);
            }
        }
    }
    for firing in &account.firings {
        let version = account.version_of(firing.enrollment);
        let rule = &version.rules[firing.rule];
        if let State::Issued { credit } = firing.state {
            note_rule(reached, rule, firing.row);
            note_expiry(reached, version.expiry);
            note_terms(reached, version);
            if account
                .history
                .iter()
                .any(|past| past.payments.iter().any(|one| one.credit == credit))
            {
                note_apply(reached, version);
            }
        }
    }
}

fn note_enrollment(reached: &mut Reached, version: &Version) {
    let how = match &version.enroll {
        Enroll::On {
            repeat: Repeat::Once,
            ..
        } => "once",
        Enroll::On {
            repeat: Repeat::OneAtATime(_),
            ..
        } => "one at a time",
        Enroll::On {
            repeat: Repeat::SideBySide(_),
            ..
        } => "side by side",
        Enroll::OnFirst { .. } => "on first",
        Enroll::Automatically => "automatically",
    };
    reached.note("enroll", how);
    if version.number > 1 {
        reached.note("terms", "several versions");
    }
}

fn note_measure(reached: &mut Reached, measure: &Measure) {
    let aggregate = match measure.aggregate {
        Aggregate::TotalMoney(Slot::Cash) => "total cash",
        Aggregate::TotalMoney(Slot::Credited) => "total credited",
        Aggregate::TotalMoney(_) => "total money",
        Aggregate::TotalNumber(_) => "total number",
        Aggregate::Count => "count",
        Aggregate::CountDifferent(_) => "count different",
        Aggregate::DaysWith => "days with",
    };
    reached.note("aggregate", aggregate);
    match measure.counting {
        Counting::Net => reached.note("aggregate", "net"),
        Counting::Gross => reached.note("aggregate", "gross"),
    }
    match &measure.window {
        Window::Within(withins) if withins.len() > 1 => reached.note("window", "within twice"),
        Window::Within(withins) => {
            let anchor = match withins[0].anchor {
                Anchor::Enrollment => "within of enrollment",
                Anchor::Opening => "within of opening",
                Anchor::FirstEvent => "within of first event",
            };
            reached.note("window", anchor);
        }
        Window::EachPeriod(period) => reached.note("window", &format!("each {period}")),
        Window::EachOfEnrollment(_) => reached.note("window", "each of enrollment"),
        Window::SinceEnrollment => reached.note("window", "since enrollment"),
    }
}

fn note_rule(reached: &mut Reached, rule: &IssueRule, row: Option<usize>) {
    let row = row.unwrap_or(0);
    let (trigger, reward) = match &rule.trigger {
        Trigger::Reaches { conditions, reward } if conditions.len() > 1 => {
            ("reaches and reaches", reward)
        }
        Trigger::Reaches { reward, .. } => ("reaches", reward),
        Trigger::Every { reward, .. } => ("every", reward),
        Trigger::On { reward, .. } => ("on", reward),
        Trigger::AtEnrollment { reward } => ("at enrollment", reward),
        Trigger::AtClose { reward, .. } => ("at close", reward),
        Trigger::EveryTier { tiers, .. } => ("every tier", &tiers[row].get),
        Trigger::HighestTier { tiers, decided, .. } => match decided {
            Decided::AtTopTierOrClose => ("highest tier at top tier or close", &tiers[row].get),
            Decided::AtClose => ("highest tier at close", &tiers[row].get),
        },
    };
    reached.note("trigger", trigger);
    let base = match reward.base {
        RewardBase::Fixed(_) => "fixed",
        RewardBase::ShareOfMeasure { .. } => "share of measure",
        RewardBase::ShareOfEvent { .. } => "share of event",
        RewardBase::OfEvent { .. } => "of event",
    };
    reached.note("reward", base);
    if reward.at_most.is_some() {
        reached.note("reward", "capped");
    }
    let timing = match rule.timing {
        Timing::AtOnce => "at once",
        Timing::After(_) => "after",
        Timing::AtEndOf(_) => "at end of",
        Timing::AfterEndOf(..) => "after end of",
    };
    reached.note("timing", timing);
}

fn note_expiry(reached: &mut Reached, expiry: Expiry) {
    match expiry {
        Expiry::AfterIssue {
            no_later: Some(_), ..
        } => {
            reached.note("expiry", "after issue no later");
        }
        Expiry::AfterIssue {
            end_of_day: true, ..
        } => {
            reached.note("expiry", "after issue at end of day");
        }
        Expiry::AfterIssue { .. } => reached.note("expiry", "after issue"),
        Expiry::AtEndOf {
            no_later: Some(_), ..
        } => reached.note("expiry", "at end of no later"),
        Expiry::AtEndOf { period, .. } => reached.note("expiry", &format!("at end of {period}")),
        Expiry::At(_) => reached.note("expiry", "on"),
        Expiry::Never => reached.note("expiry", "never"),
    }
}

/// Terms of a version under which a credit was issued.
fn note_terms(reached: &mut Reached, version: &Version) {
    for limit in &version.limits {
        let kind = match limit.kind {
            LimitKind::Money(_, Overshoot::Reduce) => "money reduce",
            LimitKind::Money(_, Overshoot::Refuse) => "money refuse",
            LimitKind::Credits(_) => "credits",
        };
        reached.note("limit", kind);
        let per: Option<Period> = limit.per;
        reached.note("limit", per.map_or("ever", |_| "each period"));
    }
    let has = [
        ("table", version.table.is_some()),
        ("clawback none", version.clawback == Clawback::None),
        ("clawback unspent", version.clawback == Clawback::Unspent),
        ("earns", version.earns_until.is_some()),
        ("group", version.group.is_some()),
    ];
    for (term, _) in has.iter().filter(|(_, has)| *has) {
        reached.note("terms", term);
    }
}

/// Terms of a version whose credit paid for a charge.
fn note_apply(reached: &mut Reached, version: &Version) {
    let apply = &version.apply;
    let has = [
        ("covering", apply.covering.is_some()),
        ("at most per charge", apply.at_most.is_some()),
        ("excluded", apply.in_progress == InProgress::Excluded),
        ("prorated", apply.in_progress == InProgress::Prorated),
        ("restores", apply.refund == RefundPolicy::Restores),
        ("forfeits", apply.refund == RefundPolicy::Forfeits),
    ];
    for (term, _) in has.iter().filter(|(_, has)| *has) {
        reached.note("terms", term);
    }
}
