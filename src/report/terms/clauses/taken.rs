//! When all of it is taken away: `revoke`, and the closing of the account.

use crate::program::Role;

use super::super::page::Section;
use super::super::voice::Voice;
use super::super::words;

pub fn section(voice: Voice<'_>) -> Section {
    let mut section = Section::new("taken", "When the credit can be taken away");
    let version = voice.version;
    let these = if voice.has_versions() {
        "under this version of the offer"
    } else {
        "under this offer"
    };
    for (event, origin) in version.revoke.iter().zip(&version.clauses.revokes) {
        section.say(
            "revoke",
            *origin,
            format!(
                "If {}, all that is left of your credit {these} is taken away, credit that was earned and \
                 is not yet issued will not be issued, and your enrollment ends.",
                voice.happens(event)
            ),
        );
    }
    let closes = voice
        .program
        .events
        .iter()
        .any(|kind| kind.role == Role::Closes);
    if closes {
        let text = words::capital(
            "if your account is closed, all that is left of your credit is taken away, and credit that was \
             earned and is not yet issued will not be issued.",
        );
        section.say("offer", version.origin, text);
    }
    section
}
