//! How much is earned: amounts of credit.

use crate::program::{EventTypeId, Reward, RewardBase, Slot};

use super::super::voice::Voice;

/// Which event an amount may be taken from.
#[derive(Clone, Copy)]
pub enum Of {
    /// None: the rule fires on a measure.
    Nothing,
    /// The event that was just named: `its amount`.
    It(EventTypeId),
    /// The event that enrolls: `the amount of the charge that enrolls you`.
    Enrolling(EventTypeId),
}

/// `credit of 100 USD`, `credit of 10% of your “spend”, but at most 50 USD`
pub fn credit(voice: Voice<'_>, of: Of, reward: &Reward) -> String {
    format!("credit of {}", amount(voice, of, reward))
}

fn amount(voice: Voice<'_>, of: Of, reward: &Reward) -> String {
    let base = match reward.base {
        RewardBase::Fixed(term) => voice.money(term),
        RewardBase::ShareOfMeasure {
            percent,
            measure,
            above,
        } => {
            let (percent, measure) = (voice.percent(percent), voice.measure(measure));
            match above {
                Some(above) => format!(
                    "{percent} of the part of {measure} that is above {}",
                    voice.money(above)
                ),
                None => format!("{percent} of {measure}"),
            }
        }
        RewardBase::ShareOfEvent {
            percent,
            field: slot,
        } => {
            format!("{} of {}", voice.percent(percent), field(voice, of, slot))
        }
        RewardBase::OfEvent { field: slot } => field(voice, of, slot),
    };
    match reward.at_most {
        Some(most) => format!("{base}, but at most {}", voice.money(most)),
        None => base,
    }
}

fn field(voice: Voice<'_>, of: Of, slot: Slot) -> String {
    let noun = |event| voice.subject(event, slot).noun;
    match of {
        Of::Nothing => format!("the {}", noun(None)),
        Of::It(event) => format!("its {}", noun(Some(event))),
        Of::Enrolling(event) => {
            format!(
                "the {} of the {} that enrolls you",
                noun(Some(event)),
                voice.bare(event)
            )
        }
    }
}
