//! What refunds do: to credit that paid, to what was counted, to credit that was earned.

use crate::program::{
    Aggregate, Clawback, Counting, IssueRule, Measure, MeasureId, RefundPolicy, RewardBase, Trigger,
};

use super::super::page::Section;
use super::super::voice::Voice;
use super::super::words;
use super::amounts::rewards;
use super::issue::waits;

pub fn section(voice: Voice<'_>) -> Section {
    let mut section = Section::new("refunds", "Refunds");
    paid(voice, &mut section);
    for measure in &voice.version.measures {
        if measure.counting == Counting::Net {
            counted(voice, measure, &mut section);
        }
    }
    for rule in &voice.version.rules {
        for text in scheduled(voice, rule) {
            section.say("issue", rule.origin, text);
        }
    }
    issued(voice, &mut section);
    section
}

/// The share of a refund that credit had paid.
fn paid(voice: Voice<'_>, section: &mut Section) {
    let apply = &voice.version.apply;
    if !voice.has_reversal(apply.event.event) {
        return;
    }
    let bare = voice.bare(apply.event.event);
    let mut say = |text: String| section.say("apply", apply.origin, text);
    say(format!(
        "If a {bare} that credit helped to pay is refunded, the same part of what credit paid is credit’s \
         share of the refund; a full refund gives back all of it."
    ));
    say(match apply.refund {
        RefundPolicy::Restores => {
            "Credit’s share goes back to the credit that paid, with the same date of expiry; if that credit \
             has expired or was taken away by then, its share is lost."
                .to_owned()
        }
        RefundPolicy::Forfeits => "Credit’s share is lost: it does not go back to the credit.".to_owned(),
    });
}

/// How a measure falls, and for how long.
fn counted(voice: Voice<'_>, measure: &Measure, section: &mut Section) {
    let name = words::term(&measure.name);
    let bare = voice.bare(measure.event.event);
    let mut say = |text: String| section.say("measure", measure.origin, text);
    say(match measure.aggregate {
        Aggregate::TotalMoney(_) | Aggregate::TotalNumber(_) => format!(
            "If a {bare} is refunded that was counted, your {name} falls by the refunded part of what was \
             counted for it."
        ),
        Aggregate::Count | Aggregate::CountDifferent(_) => format!(
            "If a {bare} is refunded in full that was counted, it is taken out of your {name}; a refund in \
             part changes nothing there."
        ),
        Aggregate::DaysWith => format!(
            "If a {bare} is refunded in full that was counted, its day counts in your {name} only if \
             another one of that day is left; a refund in part changes nothing there."
        ),
    });
    say(format!(
        "This is so while the time in which it was counted is still running, or credit that was earned in \
         that time is still to be issued; later refunds do not change your {name}."
    ));
}

/// What a refund does to credit that was earned and waits for its issue.
fn scheduled(voice: Voice<'_>, rule: &IssueRule) -> Vec<String> {
    if !waits(rule) {
        return Vec::new();
    }
    let mut texts = Vec::new();
    let falls = |id: &MeasureId| {
        voice
            .measured(*id)
            .is_some_and(|measure| measure.counting == Counting::Net)
    };
    let again = "it can be earned again while the time for it is running";
    match &rule.trigger {
        Trigger::Reaches { conditions, .. } => {
            let names: Vec<String> = conditions
                .iter()
                .map(|one| one.measure)
                .filter(falls)
                .map(|id| voice.measure(id))
                .collect();
            if !names.is_empty() {
                texts.push(format!(
                    "If refunds bring {} below what earned a credit before that credit is issued, it is not \
                     issued; {again}.",
                    words::or(&names)
                ));
            }
        }
        Trigger::EveryTier { measure, .. } if falls(measure) => texts.push(format!(
            "If refunds bring {} below a tier before the credit for it is issued, that credit is not \
             issued; {again}.",
            voice.measure(*measure)
        )),
        Trigger::HighestTier { measure, .. } if falls(measure) => texts.push(format!(
            "Until the credit is issued, refunds count: if {} has fallen to a lower tier by then, the credit \
             is for that tier, and if it falls below the lowest, no credit is issued for it.",
            voice.measure(*measure)
        )),
        Trigger::EveryTier { .. }
        | Trigger::HighestTier { .. }
        | Trigger::Every { .. }
        | Trigger::On { .. }
        | Trigger::AtEnrollment { .. }
        | Trigger::AtClose { .. } => {}
    }
    let has_share = rewards(rule).iter().any(|reward| match &reward.base {
        RewardBase::ShareOfMeasure { measure, .. } => falls(measure),
        RewardBase::Fixed(_) | RewardBase::ShareOfEvent { .. } | RewardBase::OfEvent { .. } => {
            false
        }
    });
    if has_share {
        texts.push(
            "A percentage is worked out again when the credit is issued, after the refunds that came until \
             then; it is never more than was earned, and if nothing is left, no credit is issued."
                .to_owned(),
        );
    }
    texts
}

/// What a refund does to credit that has been issued.
fn issued(voice: Voice<'_>, section: &mut Section) {
    let version = voice.version;
    for rule in &version.rules {
        if let Trigger::Every { measure, .. } = rule.trigger
            && voice
                .measured(measure)
                .is_some_and(|measure| measure.counting == Counting::Net)
        {
            section.say(
                "issue",
                rule.origin,
                format!(
                    "A refund never takes back a step of {} that was earned: the next step is only reached \
                     later.",
                    voice.measure(measure)
                ),
            );
        }
    }
    let Some(origin) = version.clauses.clawback else {
        return;
    };
    section.say(
        "clawback",
        origin,
        match version.clawback {
            Clawback::None => {
                "Credit that has been issued is not taken back because of a refund that comes after its issue."
            }
            Clawback::Unspent => {
                "If a refund, while the time for counting is still running, brings what was counted below \
                 what earned a credit or below the tier that was paid, what is left unspent of that credit \
                 is taken back; what was spent stays paid, and that credit is not earned again in the same \
                 time."
            }
        },
    );
}
