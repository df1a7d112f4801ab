//! How far something has come and what became of what was earned, in a few plain words.

use crate::base::Instant;
use crate::engine::Cancellation;
use crate::explain::fact::seconds;
use crate::explain::{EarningFate, Limited, StandingReason};

use super::super::words::{Words, length};

impl Words<'_> {
    /// Where something stands.
    pub fn standing(&self, reason: &StandingReason, name: &str) -> String {
        let until = |before: &Option<Instant>| {
            before.map_or_else(String::new, |before| {
                format!(" before {}", self.date(before))
            })
        };
        match reason {
            StandingReason::UnderWay {
                value,
                needed,
                missing,
                reward,
                before,
            } => {
                let reward = reward.map_or_else(String::new, |reward| {
                    format!(", for {} credit", self.money(reward))
                });
                format!(
                    "{name}: {} more{}{reward} (it is {} of {})",
                    self.reading(missing),
                    until(before),
                    self.reading(value),
                    self.reading(needed)
                )
            }
            StandingReason::Waiting { event, before, .. } => {
                let event = self.event(*event);
                format!(
                    "{name}: begins with the first `{event}` that counts{}",
                    until(before)
                )
            }
            StandingReason::Reached { value, needed, .. } => format!(
                "{name}: reached, {} of {}",
                self.reading(value),
                self.reading(needed)
            ),
            StandingReason::DecidedAtClose { value, closes } => {
                let closes =
                    closes.map_or_else(String::new, |closes| format!(" on {}", self.date(closes)));
                format!(
                    "{name}: {}, decided at the close{closes}",
                    self.reading(value)
                )
            }
            StandingReason::PaysOnEvent {
                event,
                reward,
                before,
            } => {
                let reward = reward.map_or_else(
                    || "pays".to_owned(),
                    |reward| format!("{} credit", self.money(reward)),
                );
                format!(
                    "{reward} on every `{}`{}",
                    self.event(*event),
                    until(before)
                )
            }
            StandingReason::Lapsed {
                value,
                needed,
                missing,
                at,
                now,
            } => format!(
                "{name}: too late since {} ({}); it was {} of {}, {} too little",
                self.date(*at),
                length(seconds(*at, *now)),
                self.reading(value),
                self.reading(needed),
                self.reading(missing)
            ),
            StandingReason::EnrollmentOver => "nothing more can be earned".to_owned(),
        }
    }

    /// What became of something earned.
    pub fn fate(&self, fate: &EarningFate) -> String {
        match fate {
            EarningFate::Issued {
                credit,
                at,
                amount,
                expires,
            } => format!(
                "{} issued as {} on {}, {}",
                self.money(*amount),
                self.credit(*credit),
                self.date(*at),
                self.expiry(*expires)
            ),
            EarningFate::ReducedByLimit {
                credit,
                at,
                amount,
                expires,
                limited,
            } => format!(
                "{} issued as {} on {}, {}; the limit cut it from {}, as {} had been issued before",
                self.money(*amount),
                self.credit(*credit),
                self.date(*at),
                self.expiry(*expires),
                self.money(limited.asked),
                self.money(limited.issued)
            ),
            EarningFate::Scheduled { due } => format!("to be issued on {}", self.date(*due)),
            EarningFate::RefusedByLimit { at, limited } => {
                format!(
                    "refused on {} by the limit: {}",
                    self.date(*at),
                    self.had(limited)
                )
            }
            EarningFate::RefusedZero => "refused: it came to zero".to_owned(),
            EarningFate::RefusedExpired { at } => format!(
                "refused on {}: it would have expired by then",
                self.date(*at)
            ),
            EarningFate::Cancelled { at, by, reason } => {
                let why = match reason {
                    Cancellation::Refunded => "a refund undid it",
                    Cancellation::AccountClosed => "the account closed",
                    Cancellation::Revoked => "it was revoked",
                };
                let by = by
                    .as_ref()
                    .map_or_else(String::new, |by| format!(" by `{by}`"));
                format!("cancelled on {}{by}: {why}", self.date(*at))
            }
        }
    }

    fn had(&self, limited: &Limited) -> String {
        let noun = if limited.credits == 1 {
            "credit"
        } else {
            "credits"
        };
        format!(
            "{} in {} {noun} had been issued, and it asked for {}",
            self.money(limited.issued),
            limited.credits,
            self.money(limited.asked)
        )
    }
}
