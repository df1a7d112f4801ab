//! What is earned, and when the credit for it is issued: `issue`.

use crate::program::{
    Condition, Decided, Goal, IssueRule, MeasureId, Reward, RewardBase, Term, Tier, Timing, Trigger,
};

use super::super::page::Section;
use super::super::times::{duration, period};
use super::super::voice::Voice;
use super::super::words;
use super::amounts::{is_worked_out, rewards};
use super::reward::{Of, credit};

pub fn section(voice: Voice<'_>) -> Section {
    let mut section = Section::new("earned", "What you earn, and when credit is issued");
    for rule in &voice.version.rules {
        earned(voice, rule, &mut section);
        if let Some(text) = taken_as(voice, rule) {
            say(&mut section, rule, text);
        }
        say(&mut section, rule, timing(rule));
    }
    let rules = voice.version.rules.iter();
    let mut worked_out = rules.filter(|rule| rewards(rule).iter().any(is_worked_out));
    if let Some(first) = worked_out.next() {
        let text = "If an amount that is worked out comes to nothing, no credit is earned.";
        say(&mut section, first, text.to_owned());
    }
    section
}

fn say(section: &mut Section, rule: &IssueRule, text: String) {
    section.say("issue", rule.origin, text);
}

fn earned(voice: Voice<'_>, rule: &IssueRule, section: &mut Section) {
    match &rule.trigger {
        Trigger::Reaches { conditions, reward } => {
            let credit = credit(voice, Of::Nothing, reward);
            let when = reached(voice, conditions);
            say(
                section,
                rule,
                format!("You earn {credit} as soon as {when}."),
            );
            say(section, rule, how_often_reached(voice, rule, conditions));
        }
        Trigger::Every {
            step,
            measure,
            reward,
        } => steps(voice, rule, (*step, *measure, reward), section),
        Trigger::On { event, reward } => {
            let credit = credit(voice, Of::It(event.event), reward);
            let one = voice.one(event);
            let text =
                format!("From the moment when you enroll on, for every {one}, you earn {credit}.");
            say(section, rule, text);
            if voice.enrolls_on() == Some(event.event) {
                let bare = voice.bare(event.event);
                let text = format!("The {bare} that enrolls you is one of them, if it meets this.");
                say(section, rule, text);
            }
            if let Some(most) = rule.at_most {
                say(section, rule, at_most(voice, most));
            }
        }
        Trigger::AtEnrollment { reward } => {
            let of = voice.enrolls_on().map_or(Of::Nothing, Of::Enrolling);
            let credit = credit(voice, of, reward);
            say(
                section,
                rule,
                format!("When you enroll, you earn {credit}."),
            );
        }
        Trigger::AtClose { measure, reward } => {
            let credit = credit(voice, Of::Nothing, reward);
            let close = words::capital(&voice.close(*measure));
            say(section, rule, format!("{close}, you earn {credit}."));
            if let Some(most) = rule.at_most {
                say(section, rule, at_most(voice, most));
            }
        }
        Trigger::EveryTier { measure, tiers } => every_tier(voice, rule, *measure, tiers, section),
        Trigger::HighestTier {
            measure,
            tiers,
            decided,
        } => highest_tier(voice, rule, (*measure, tiers, *decided), section),
    }
}

/// `your “spend” reaches or passes 200 USD`
fn reached(voice: Voice<'_>, conditions: &[Condition]) -> String {
    if let [only] = conditions {
        let measure = voice.measure(only.measure);
        return format!("{measure} reaches or passes {}", voice.goal(only.goal));
    }
    let told: Vec<String> = conditions
        .iter()
        .map(|one| {
            format!(
                "{} stands at or above {}",
                voice.measure(one.measure),
                voice.goal(one.goal)
            )
        })
        .collect();
    format!("all of this is true at one time: {}", words::and(&told))
}

/// One window of a rule pays once; a rule with a window that is open once pays once in all.
fn how_often_reached(voice: Voice<'_>, rule: &IssueRule, conditions: &[Condition]) -> String {
    let recurring: Vec<String> = conditions
        .iter()
        .filter_map(|one| voice.recurs(one.measure))
        .collect();
    if recurring.len() < conditions.len() {
        return format!("This credit is earned once{}.", each_enrollment(voice));
    }
    let mut text = match (recurring.as_slice(), conditions) {
        ([only], _) | ([only, ..], [_]) => {
            format!("This credit is earned at most once in each {only}")
        }
        (several, _) => {
            let begun: Vec<String> = several
                .iter()
                .zip(conditions)
                .map(|(each, one)| format!("a new {each} of {}", voice.measure(one.measure)))
                .collect();
            format!(
                "When this credit has been earned, it is not earned again until {} have begun",
                words::and(&begun)
            )
        }
    };
    if let Some(most) = rule.at_most {
        text.push_str(&format!(
            ", and at most {} in all{}",
            words::times(most),
            each_enrollment(voice)
        ));
    }
    text + "."
}

fn each_enrollment(voice: Voice<'_>) -> &'static str {
    if voice.enrolls_often() {
        " for each enrollment"
    } else {
        ""
    }
}

/// `This credit is earned at most 3 times for each enrollment.`
fn at_most(voice: Voice<'_>, most: u64) -> String {
    let (most, each) = (words::times(most), each_enrollment(voice));
    format!("This credit is earned at most {most}{each}.")
}

fn steps(
    voice: Voice<'_>,
    rule: &IssueRule,
    (step, measure, reward): (Goal, MeasureId, &Reward),
    section: &mut Section,
) {
    let spend = voice.measure(measure);
    let credit = credit(voice, Of::Nothing, reward);
    let goal = voice.goal(step);
    let is_literal = match step {
        Goal::Money(term) => matches!(term, Term::Literal(_)),
        Goal::Number(term) => matches!(term, Term::Literal(_)),
    };
    say(
        section,
        rule,
        if is_literal {
            format!("For every full {goal} of {spend}, you earn {credit}.")
        } else {
            format!("Each time that {goal} has been filled in full by {spend}, you earn {credit}.")
        },
    );
    let again = match voice.recurs(measure) {
        Some(each) => format!("; in each {each}, the steps begin anew"),
        None => String::new(),
    };
    say(
        section,
        rule,
        format!(
            "Each step is earned once; steps that are completed together are paid as one credit{again}."
        ),
    );
    if let Some(most) = rule.at_most {
        say(
            section,
            rule,
            format!(
                "Credit is earned for at most {}{}.",
                words::counted(most, "step"),
                each_enrollment(voice)
            ),
        );
    }
}

fn tier_items(voice: Voice<'_>, tiers: &[Tier]) -> Vec<String> {
    tiers
        .iter()
        .map(|tier| {
            let goal = voice.goal(tier.reach);
            format!(
                "At least {goal}: {}.",
                credit(voice, Of::Nothing, &tier.get)
            )
        })
        .collect()
}

fn every_tier(
    voice: Voice<'_>,
    rule: &IssueRule,
    measure: MeasureId,
    tiers: &[Tier],
    section: &mut Section,
) {
    let spend = voice.measure(measure);
    section.list(
        "issue",
        rule.origin,
        format!(
            "You earn one credit for each of these tiers, as soon as {spend} reaches or passes it:"
        ),
        tier_items(voice, tiers),
    );
    let mut text = match voice.recurs(measure) {
        Some(each) => format!("Each tier is earned at most once in each {each}"),
        None => format!("Each tier is earned once{}", each_enrollment(voice)),
    };
    if let Some(most) = rule.at_most {
        text.push_str(&format!(
            "; at most {} are earned in all{}",
            words::counted(most, "credit"),
            each_enrollment(voice)
        ));
    }
    say(section, rule, text + ".");
}

fn highest_tier(
    voice: Voice<'_>,
    rule: &IssueRule,
    (measure, tiers, decided): (MeasureId, &[Tier], Decided),
    section: &mut Section,
) {
    let spend = voice.measure(measure);
    let often = match voice.recurs(measure) {
        Some(each) => format!("one credit in each {each}"),
        None => format!("one credit{}", each_enrollment(voice)),
    };
    section.list(
        "issue",
        rule.origin,
        format!("You earn {often}, and only for the highest of these tiers that {spend} reaches or passes:"),
        tier_items(voice, tiers),
    );
    let close = voice.close(measure);
    say(
        section,
        rule,
        match decided {
            Decided::AtTopTierOrClose => format!(
                "The tier is decided as soon as {spend} reaches or passes the top tier, and \
                 otherwise {close}."
            ),
            Decided::AtClose => {
                format!("The tier is decided {close}, by what {spend} comes to then.")
            }
        },
    );
    if let Some(most) = rule.at_most {
        say(section, rule, at_most(voice, most));
    }
}

/// A share of another measure than the one that decides uses what that stands at.
fn taken_as(voice: Voice<'_>, rule: &IssueRule) -> Option<String> {
    let decides: Vec<MeasureId> = match &rule.trigger {
        Trigger::Reaches { conditions, .. } => conditions.iter().map(|one| one.measure).collect(),
        Trigger::Every { measure, .. }
        | Trigger::AtClose { measure, .. }
        | Trigger::EveryTier { measure, .. }
        | Trigger::HighestTier { measure, .. } => vec![*measure],
        Trigger::On { .. } | Trigger::AtEnrollment { .. } => Vec::new(),
    };
    let mut shares = rewards(rule)
        .into_iter()
        .filter_map(|reward| match reward.base {
            RewardBase::ShareOfMeasure { measure, .. } => Some(measure),
            RewardBase::Fixed(_) | RewardBase::ShareOfEvent { .. } | RewardBase::OfEvent { .. } => {
                None
            }
        });
    let other = shares.find(|measure| !decides.contains(measure))?;
    let spend = words::capital(&voice.measure(other));
    let last = match voice.recurs(other) {
        Some(each) => format!(" in the latest {each}"),
        None => String::new(),
    };
    Some(format!(
        "{spend} is taken as it stands{last} when the credit is earned, and as nothing if its count has not \
         begun."
    ))
}

fn timing(rule: &IssueRule) -> String {
    let at_close = match rule.trigger {
        Trigger::AtClose { .. } | Trigger::HighestTier { .. } => {
            " (what is earned at the very end of one counts as earned in that one)"
        }
        Trigger::Reaches { .. }
        | Trigger::Every { .. }
        | Trigger::On { .. }
        | Trigger::AtEnrollment { .. }
        | Trigger::EveryTier { .. } => "",
    };
    match rule.timing {
        Timing::AtOnce => {
            "The credit is issued at once, at the moment when it is earned.".to_owned()
        }
        Timing::After(after) => {
            format!(
                "The credit is issued {} after the moment when it was earned.",
                duration(after)
            )
        }
        Timing::AtEndOf(each) => format!(
            "The credit is issued at the end of the {} in which it was earned{at_close}.",
            period(each)
        ),
        Timing::AfterEndOf(after, each) => format!(
            "The credit is issued {} after the end of the {} in which it was earned{at_close}.",
            duration(after),
            period(each)
        ),
    }
}

/// Whether a rule's credit can wait between being earned and being issued.
pub fn waits(rule: &IssueRule) -> bool {
    match rule.timing {
        Timing::AtOnce => false,
        Timing::After(_) | Timing::AtEndOf(_) | Timing::AfterEndOf(..) => true,
    }
}
