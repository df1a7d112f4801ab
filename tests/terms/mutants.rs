//! Terms that are not the same do not read the same: whatever is changed in a version of a program, some
//! word of its terms changes.

use onward::base::{Amount, Instant, Number, Percent};
use onward::engine::Plan;
use onward::program::{
    Anchor, Clawback, Counting, Deadline, Decided, Enroll, EventFilter, Expiry, Filter, Formula,
    Goal, InProgress, IssueRule, LimitKind, Overshoot, Program, RefundPolicy, Repeat, Reward,
    RewardBase, Term, Timing, Trigger, Version, Window,
};
use onward::report::terms::terms;

use super::texts;
use crate::generate::{Case, checked};

const PROGRAMS: u64 = 60;

#[test]
fn whatever_changes_in_an_offer_changes_its_words() {
    let mut changed = 0;
    for seed in 0..PROGRAMS {
        let Ok(case) = Case::new(seed) else { continue };
        let program = checked(&case.program).unwrap();
        for place in 0..program.versions.len() {
            let before = words(&program, place);
            for (what, version) in mutants(&program, &program.versions[place]) {
                let mut mutant = program.clone();
                mutant.versions[place] = version;
                changed += 1;
                assert!(
                    words(&mutant, place) != before,
                    "seed {seed}: {what} of version {place} says the same:\n{before}"
                );
            }
        }
    }
    assert!(changed > 1000, "{changed}");
}

/// Takes a mutant: what changed, and the change.
type Add<'a> = &'a mut dyn FnMut(String, &dyn Fn(&mut Version));

/// What a reader reads of one version.
fn words(program: &Program, place: usize) -> String {
    let terms = terms(&Plan::new(program.clone()), &[], None);
    let version = &program.versions[place];
    let offer = &terms.offers[version.offer.index()];
    let told = offer
        .versions
        .iter()
        .find(|told| told.number == version.number);
    texts(told.unwrap()).join("\n")
}

/// A version with one thing changed in it, for every thing that can be.
fn mutants(program: &Program, version: &Version) -> Vec<(String, Version)> {
    let mut found = Vec::new();
    let mut add = |what: String, change: &dyn Fn(&mut Version)| {
        let mut mutant = version.clone();
        change(&mut mutant);
        if mutant != *version {
            found.push((what, mutant));
        }
    };
    // Where a later version takes the enrollments, an earlier one's dates may say nothing.
    let versions = program.versions.iter();
    let is_last = |other: &Version| other.offer != version.offer || other.number <= version.number;
    if versions.clone().all(is_last) {
        add("available from".into(), &|one| {
            shift(&mut one.available.from)
        });
        add("available until".into(), &|one| {
            shift(&mut one.available.until)
        });
    }
    add("earns".into(), &|one| shift(&mut one.earns_until));
    add("eligible".into(), &|one| {
        one.eligible = Formula::Not(Box::new(one.eligible.clone()));
    });
    add("enroll".into(), &|one| enroll(&mut one.enroll));
    add("repeat".into(), &|one| {
        if let Enroll::On { repeat, .. } = &mut one.enroll {
            *repeat = match *repeat {
                Repeat::Once => Repeat::OneAtATime(5),
                Repeat::OneAtATime(times) => Repeat::SideBySide(times),
                Repeat::SideBySide(times) => Repeat::SideBySide(times + 1),
            };
        }
    });
    add("deadline".into(), &|one| {
        if let Enroll::On {
            deadline: Some(Deadline { within, .. }),
            ..
        } = &mut one.enroll
        {
            within.count += 1;
        }
    });
    // The order is turned round against one rival.
    if let Some(rival) = program.versions.iter().find(|other| rivals(other, version)) {
        let turned = if version.draw_order >= rival.draw_order {
            0
        } else {
            1000
        };
        add("draw order".into(), &|one| one.draw_order = turned);
    }
    add("group".into(), &|one| one.group = None);
    for place in 0..version.measures.len() {
        measure(program, place, &mut add);
    }
    for place in 0..version.rules.len() {
        rule(place, &mut add);
    }
    add("applied event".into(), &|one| filter(&mut one.apply.event));
    add("covering".into(), &|one| {
        one.apply.covering = Some(Term::Literal(percent("77")))
    });
    add("at most per".into(), &|one| {
        one.apply.at_most = Some(Term::Literal(amount(777)))
    });
    if has_accrual(program, version) {
        add("in progress".into(), &|one| {
            one.apply.in_progress = match one.apply.in_progress {
                InProgress::Excluded => InProgress::Prorated,
                InProgress::Prorated => InProgress::Excluded,
            };
        });
    }
    if has_reversal(program, &version.apply.event) {
        add("refund policy".into(), &|one| {
            one.apply.refund = match one.apply.refund {
                RefundPolicy::Restores => RefundPolicy::Forfeits,
                RefundPolicy::Forfeits => RefundPolicy::Restores,
            };
        });
    }
    add("expiry".into(), &|one| expiry(&mut one.expiry));
    add("end of day".into(), &|one| {
        if let Expiry::AfterIssue { end_of_day, .. } = &mut one.expiry {
            *end_of_day = !*end_of_day;
        }
    });
    for place in 0..version.limits.len() {
        add(
            format!("limit {place}"),
            &|one| match &mut one.limits[place].kind {
                LimitKind::Money(term, _) => *term = Term::Literal(amount(999_999)),
                LimitKind::Credits(count) => *count += 1,
            },
        );
        add(format!("overshoot {place}"), &|one| {
            if let LimitKind::Money(_, over) = &mut one.limits[place].kind {
                *over = match *over {
                    Overshoot::Reduce => Overshoot::Refuse,
                    Overshoot::Refuse => Overshoot::Reduce,
                };
            }
        });
        add(format!("period of limit {place}"), &|one| {
            let per = &mut one.limits[place].per;
            *per = if per.is_none() {
                Some(onward::base::Period::Year)
            } else {
                None
            };
        });
    }
    if version.clauses.clawback.is_some() {
        add("clawback".into(), &|one| {
            one.clawback = match one.clawback {
                Clawback::None => Clawback::Unspent,
                Clawback::Unspent => Clawback::None,
            };
        });
    }
    for place in 0..version.revoke.len() {
        add(format!("revoke {place}"), &|one| {
            filter(&mut one.revoke[place])
        });
    }
    found
}

fn measure(program: &Program, place: usize, add: Add<'_>) {
    add(format!("measured event {place}"), &|one| {
        filter(&mut one.measures[place].event)
    });
    add(format!("counting {place}"), &|one| {
        let measure = &mut one.measures[place];
        if has_reversal(program, &measure.event) {
            measure.counting = match measure.counting {
                Counting::Net => Counting::Gross,
                Counting::Gross => Counting::Net,
            };
        }
    });
    add(format!("window {place}"), &|one| {
        let measure = &mut one.measures[place];
        match &mut measure.window {
            Window::Within(withins) => withins[0].duration.count += 1,
            Window::EachOfEnrollment(each) => each.count += 1,
            Window::EachPeriod(_) => measure.window = Window::SinceEnrollment,
            Window::SinceEnrollment => {
                measure.window = Window::EachPeriod(onward::base::Period::Quarter);
            }
        }
    });
    add(format!("anchor {place}"), &|one| {
        if let Window::Within(withins) = &mut one.measures[place].window {
            withins[0].anchor = match withins[0].anchor {
                Anchor::Enrollment => Anchor::Opening,
                Anchor::Opening => Anchor::FirstEvent,
                Anchor::FirstEvent => Anchor::Enrollment,
            };
        }
    });
}

fn rule(place: usize, add: Add<'_>) {
    add(format!("timing {place}"), &|one| {
        let timing = &mut one.rules[place].timing;
        *timing = match *timing {
            Timing::AtOnce => Timing::AtEndOf(onward::base::Period::Year),
            Timing::After(mut after) => {
                after.count += 1;
                Timing::After(after)
            }
            Timing::AtEndOf(_) => Timing::AtOnce,
            Timing::AfterEndOf(mut after, period) => {
                after.count += 1;
                Timing::AfterEndOf(after, period)
            }
        };
    });
    add(format!("at most of reward {place}"), &|one| {
        each_reward(&mut one.rules[place], &|reward| {
            reward.at_most = Some(Term::Literal(amount(123_456)));
        });
    });
    add(format!("reward {place}"), &|one| {
        each_reward(&mut one.rules[place], &|reward| match &mut reward.base {
            RewardBase::Fixed(term) => *term = Term::Literal(amount(123_456)),
            RewardBase::ShareOfMeasure { percent: share, .. }
            | RewardBase::ShareOfEvent { percent: share, .. } => {
                *share = Term::Literal(percent("66.6"));
            }
            RewardBase::OfEvent { field } => {
                reward.base = RewardBase::ShareOfEvent {
                    percent: Term::Literal(percent("66.6")),
                    field: *field,
                };
            }
        });
    });
    add(format!("goal {place}"), &|one| goals(&mut one.rules[place]));
    add(format!("decided {place}"), &|one| {
        if let Trigger::HighestTier { decided, .. } = &mut one.rules[place].trigger {
            *decided = match *decided {
                Decided::AtTopTierOrClose => Decided::AtClose,
                Decided::AtClose => Decided::AtTopTierOrClose,
            };
        }
    });
    add(format!("at most of rule {place}"), &|one| {
        let rule = &mut one.rules[place];
        // What fires once whatever is said is not bounded by it.
        if matches!(rule.trigger, Trigger::Every { .. } | Trigger::On { .. }) {
            rule.at_most = Some(rule.at_most.unwrap_or(6) + 1);
        }
    });
    add(format!("event of rule {place}"), &|one| {
        if let Trigger::On { event, .. } = &mut one.rules[place].trigger {
            filter(event);
        }
    });
}

fn each_reward(rule: &mut IssueRule, change: &dyn Fn(&mut Reward)) {
    match &mut rule.trigger {
        Trigger::Reaches { reward, .. }
        | Trigger::Every { reward, .. }
        | Trigger::On { reward, .. }
        | Trigger::AtEnrollment { reward }
        | Trigger::AtClose { reward, .. } => change(reward),
        Trigger::EveryTier { tiers, .. } | Trigger::HighestTier { tiers, .. } => {
            tiers.iter_mut().for_each(|tier| change(&mut tier.get));
        }
    }
}

fn goals(rule: &mut IssueRule) {
    let goal = |goal: &mut Goal| match goal {
        Goal::Money(term) => *term = Term::Literal(amount(654_321)),
        Goal::Number(term) => *term = Term::Literal(Number::from_count(777)),
    };
    match &mut rule.trigger {
        Trigger::Reaches { conditions, .. } => goal(&mut conditions[0].goal),
        Trigger::Every { step, .. } => goal(step),
        Trigger::EveryTier { tiers, .. } | Trigger::HighestTier { tiers, .. } => {
            goal(&mut tiers[0].reach);
        }
        Trigger::On { .. } | Trigger::AtEnrollment { .. } | Trigger::AtClose { .. } => {}
    }
}

fn enroll(enroll: &mut Enroll) {
    match enroll {
        Enroll::On { event, .. } | Enroll::OnFirst { event } => filter(event),
        Enroll::Automatically => {}
    }
}

fn filter(event: &mut EventFilter) {
    let old: Filter = event.filter.clone();
    event.filter = Formula::Not(Box::new(old));
}

fn expiry(expiry: &mut Expiry) {
    match expiry {
        Expiry::AfterIssue { after, .. } => after.count += 1,
        Expiry::AtEndOf { no_later, .. } => {
            *no_later = Some(Instant::from_seconds(2_000_000_000));
        }
        Expiry::At(at) => *at = at.plus_seconds(60),
        Expiry::Never => *expiry = Expiry::At(Instant::from_seconds(2_000_000_000)),
    }
}

fn shift(instant: &mut Option<Instant>) {
    *instant = instant.map(|instant| instant.plus_seconds(60));
}

fn amount(minor: i128) -> Amount {
    Amount::from_minor(minor)
}

fn percent(text: &str) -> Percent {
    Percent::parse(text).unwrap()
}

/// Whether credit of both can pay for one charge, and one of them is drawn first.
fn rivals(other: &Version, version: &Version) -> bool {
    let is_other = other.offer != version.offer || other.number != version.number;
    let order = other.draw_order;
    is_other && other.apply.event.event == version.apply.event.event && (1..1000).contains(&order)
}

fn has_reversal(program: &Program, event: &EventFilter) -> bool {
    let role = program.events[event.event.index()].role;
    matches!(
        role,
        onward::program::Role::Spends {
            reversal: Some(_),
            ..
        }
    )
}

fn has_accrual(program: &Program, version: &Version) -> bool {
    let role = program.events[version.apply.event.event.index()].role;
    matches!(role, onward::program::Role::Spends { since: Some(_), .. })
}
