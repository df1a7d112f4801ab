//! The account that a subcommand was asked about: its events, or a clear word why there are none.

use std::path::{Path, PathBuf};

use super::events::{Found, Named};
use super::exit::Exit;
use super::failure::Failure;
use super::io::{self, Stream};
use super::program::load;
use super::run::read_as_of;
use crate::base::Sources;
use crate::case::outcome::moment;
use crate::check::did_you_mean;
use crate::engine::Plan;
use crate::format::{AccountEvents, NoAccount, read_account};
use crate::program::Program;

/// What every subcommand about one account is told.
#[derive(clap::Args)]
pub struct Asked {
    /// An offer file, or a folder: all `.offer` files below it
    pub path: PathBuf,
    #[command(flatten)]
    pub events: Named,
    /// The id of the account
    #[arg(long, value_name = "ID")]
    pub account: String,
}

/// A program without errors, ready to run.
pub struct Sound {
    pub plan: Plan,
    pub sources: Sources,
}

/// Loads a program; nothing where it has errors, which are reported.
pub fn sound(path: &Path) -> Result<Option<Sound>, Failure> {
    let mut loaded = load(path)?;
    match loaded.checked.program.take() {
        Some(program) if loaded.errors() == 0 => Ok(Some(Sound {
            plan: Plan::new(program),
            sources: loaded.sources,
        })),
        Some(_) | None => {
            io::say(&loaded.report(io::color_of(Stream::Error)));
            Ok(None)
        }
    }
}

/// The events of one account as of an instant.
pub fn events_of(
    program: &Program,
    asked: &Asked,
    as_of: Option<&str>,
) -> Result<AccountEvents, Failure> {
    let account = asked.account.as_str();
    let found = asked.events.find()?;
    let as_of = as_of
        .map(|text| read_as_of(text, program.calendar))
        .transpose()?;
    let inputs = found.open_and_tell(program)?;
    match read_account(program, inputs, account, as_of) {
        Ok(known) => Ok(known),
        Err(NoAccount::Read(fault)) => Err(found.unread(&fault)),
        Err(NoAccount::OpenedLater { at }) => {
            let opened = moment(program.calendar, at);
            let message = format!("account `{account}` was not open yet: it opens {opened}");
            Err(Failure::new(message).help("ask `--as-of` a later instant"))
        }
        Err(NoAccount::NeverOpened { others }) => {
            let others = match as_of {
                Some(_) => all_accounts(program, asked, &found),
                None => Some(others),
            };
            Err(unknown_account(&found, account, others.as_deref()))
        }
    }
}

/// The accounts that open: they are only known where all events were read, and standard input is gone then.
fn all_accounts(program: &Program, asked: &Asked, found: &Found) -> Option<Vec<String>> {
    if asked.events.are_standard() {
        return None;
    }
    let inputs = found.open(program).ok()?.inputs;
    match read_account(program, inputs, &asked.account, None) {
        Err(NoAccount::NeverOpened { others }) => Some(others),
        Ok(_) | Err(NoAccount::Read(_) | NoAccount::OpenedLater { .. }) => None,
    }
}

fn unknown_account(found: &Found, account: &str, others: Option<&[String]>) -> Failure {
    let events = match found.paths.as_slice() {
        [path] if io::is_standard(path) => "standard input".to_owned(),
        [path] => format!("`{}`", path.display()),
        paths => format!("the {} files of events", paths.len()),
    };
    let Some(others) = others else {
        return Failure::new(format!("no account `{account}` opens in {events}"));
    };
    if others.is_empty() {
        return Failure::new(format!("no account opens in {events}"));
    }
    let failure = Failure::new(format!("no account `{account}` opens in {events}"));
    match did_you_mean(account, others.iter().map(String::as_str)) {
        Some(help) => failure.help(help),
        None => {
            let first: Vec<String> = others.iter().take(5).map(|id| format!("`{id}`")).collect();
            let more = match others.len().saturating_sub(first.len()) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            failure.help(format!("there are {}{more}", first.join(", ")))
        }
    }
}

/// Says which events of the account were rejected; the exit status for that.
pub fn tell_rejections(known: &AccountEvents) -> Exit {
    const SHOWN: usize = 5;
    if known.rejections.is_empty() {
        return Exit::Well;
    }
    let count = known.rejections.len();
    let noun = if count == 1 {
        "event was"
    } else {
        "events were"
    };
    io::say(&format!("{count} {noun} rejected and left out:"));
    for rejection in known.rejections.iter().take(SHOWN) {
        io::say(&format!("  {}: {}", rejection.place, rejection.reason));
    }
    if count > SHOWN {
        io::say(&format!("  and {} more", count - SHOWN));
    }
    Exit::Rejects
}
