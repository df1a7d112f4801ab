//! Rewards that a refund does not take back, and revocations that come too late.

use crate::base::{Code, Diagnostic};
use crate::check::problems::Problems;
use crate::check::words;
use crate::program::{Eligibility, EligibilityTest, Enroll, EventTypeId, Formula, Trigger};
use crate::syntax::tree::{EligibleDecl, TriggerDecl};

use super::Written;

/// `issue 5% of charge.cash on charge`: a refund of that charge leaves the reward.
pub fn reward_survives_refund(written: Written<'_>, problems: &mut Problems) {
    let declarations = written.declarations;
    for (rule, said) in written.version.rules.iter().zip(&written.clauses.issues) {
        let (Trigger::On { event, .. }, TriggerDecl::On { event: place, .. }) =
            (&rule.trigger, &said.body.trigger)
        else {
            continue;
        };
        let Some(reversal) = declarations.reversal(event.event) else {
            continue;
        };
        let reversal = declarations.event_name(reversal);
        let name = &place.event.text;
        problems.push(
            Diagnostic::new(
                Code::RewardSurvivesRefund,
                place.event.span,
                format!(
                    "{} of the `{name}` does not take this reward back",
                    words::a(reversal)
                ),
            )
            .help(format!(
                "to pay for what is not refunded, measure it `net of {reversal}` and issue `when … \
                 reaches`, `every` or `at close of` it; a delay alone changes nothing"
            )),
        );
    }
}

/// `revoke on flagged` of accounts that were flagged before they enroll.
pub fn revokes_only_later(written: Written<'_>, problems: &mut Problems) {
    let enrolls_at_opening = match &written.version.enroll {
        Enroll::On { event, .. } | Enroll::OnFirst { event } => {
            written.declarations.opening == Some(event.event)
        }
        Enroll::Automatically => false,
    };
    if enrolls_at_opening {
        return;
    }
    for (event, said) in written.version.revoke.iter().zip(&written.clauses.revokes) {
        if asks_history(&written.version.eligible, event.event) {
            continue;
        }
        let name = &said.body.event.text;
        let filter = if said.body.filter.is_some() {
            " where …"
        } else {
            ""
        };
        let eligible = written.clauses.eligible.map(|said| said.body);
        let cure = match eligible {
            Some(EligibleDecl::When(_)) => format!("add `and no {name}{filter}` to `eligible`"),
            Some(EligibleDecl::Everyone) | None => {
                format!("write `eligible when no {name}{filter}`")
            }
        };
        problems.push(
            Diagnostic::new(
                Code::RevokesOnlyLater,
                said.body.event.span,
                format!(
                    "an account with {} event before it enrolls keeps its credit",
                    words::a(name)
                ),
            )
            .help(format!(
                "`revoke` looks at what happens after the enrollment; to turn such accounts away, {cure}"
            )),
        );
    }
}

fn asks_history(eligible: &Eligibility, event: EventTypeId) -> bool {
    match eligible {
        Formula::All(parts) | Formula::Any(parts) => {
            parts.iter().any(|part| asks_history(part, event))
        }
        Formula::Not(part) => asks_history(part, event),
        Formula::Test(EligibilityTest::History(test)) => test.event.event == event,
        Formula::Test(EligibilityTest::Account(_) | EligibilityTest::OpenedWithin(_)) => false,
    }
}
