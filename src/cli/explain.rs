//! `onward explain PATH --events FILE --account A [--event ID | --offer NAME | --credit ID]`

use clap::ValueEnum;

use super::account::{Asked, Sound, events_of, sound, tell_rejections};
use super::exit::Exit;
use super::failure::Failure;
use super::io::{self, Stream};
use crate::check::did_you_mean;
use crate::engine::CreditId;
use crate::explain::{Subject, explain, place_of};
use crate::format::AccountEvents;
use crate::program::{OfferId, Program};
use crate::report::explain::{Voice, json, text};

/// Explain a charge, an offer, a credit or another event
///
/// Says what credit paid of a charge, and of every other credit of the account why it paid nothing;
/// whether the account enrolled in an offer, how far it has come and until when; where every cent of a
/// credit went. The answer comes from the code that decided. Without a question, the account at a glance.
#[derive(clap::Args)]
#[command(override_usage = "onward explain [OPTIONS] <PATH> --events <FILE>... --account <ID>")]
#[command(after_help = "\
Examples:
  onward explain demo --events demo/events.jsonl --account a1 --event c3
  onward explain demo --events events.jsonl --account a1 \\
    --offer spend_200_get_100
  onward explain demo --events events.jsonl --account a1 \\
    --credit spend_200_get_100#1 --for customer
  onward explain demo --events events.jsonl --account a1 --event c3 \\
    --as-of 2026-02-01 --format json
  onward explain demo --events march.parquet april.parquet --account a1

Exit status: 0 all well, 1 the offers have errors, 2 a file cannot be read or
there is no such account, event, offer or credit, 3 events of the account were
rejected and left out")]
pub struct Arguments {
    #[command(flatten)]
    of: Asked,
    #[command(flatten)]
    question: Question,
    /// How things stood at this instant, by what was known then; a date or a local time is in the
    /// program's zone [default: the latest event]
    #[arg(long, value_name = "INSTANT")]
    as_of: Option<String>,
    /// Whom it is for: a sentence, the facts, or every decision with its code and clause
    #[arg(long = "for", value_enum, value_name = "READER", default_value_t = Reader::Support)]
    reader: Reader,
    /// How to write it: text, or one JSON object
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(clap::Args)]
#[group(multiple = false)]
struct Question {
    /// A charge, or another event, by its id
    #[arg(long, value_name = "ID")]
    event: Option<String>,
    /// An offer, by its name
    #[arg(long, value_name = "NAME")]
    offer: Option<String>,
    /// A credit, as the ledger names it: `OFFER#N`
    #[arg(long, value_name = "ID")]
    credit: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Reader {
    Customer,
    Support,
    Engineer,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let Some(Sound { plan, sources }) = sound(&arguments.of.path)? else {
        return Ok(Exit::Problems);
    };
    let program = plan.program();
    let as_of = arguments.as_of.as_deref();
    // An offer is known before the events are read.
    let question = &arguments.question;
    let offer = question.offer.as_deref();
    let offer = offer.map(|name| offer_of(program, name)).transpose()?;
    let known = events_of(program, &arguments.of, as_of)?;
    let subject = match (offer, &question.event, &question.credit) {
        (Some(offer), _, _) => Subject::Offer(offer),
        (None, Some(event), _) => event_of(&known, event).inspect_err(|_| {
            // It may be among them.
            tell_rejections(&known);
        })?,
        (None, None, Some(credit)) => Subject::Credit(credit_of(program, credit)?),
        (None, None, None) => Subject::Account,
    };
    let Some(explanation) = explain(&plan, &known, subject) else {
        return Err(no_such_credit(&plan, &known, question));
    };
    io::print(&match arguments.format {
        Format::Json => json(program, &sources, &known, &explanation),
        Format::Text => {
            let voice = match arguments.reader {
                Reader::Customer => Voice::Customer,
                Reader::Support => Voice::Support,
                Reader::Engineer => Voice::Engineer,
            };
            let color = io::color_of(Stream::Output);
            text(program, &sources, &known, &explanation, voice, color)
        }
    })?;
    Ok(tell_rejections(&known))
}

fn offer_of(program: &Program, name: &str) -> Result<OfferId, Failure> {
    let offers = || program.offers.iter().map(|offer| offer.name.as_str());
    match offers().position(|other| other == name) {
        Some(place) => Ok(OfferId::from_index(place)),
        None => Err(or_else(
            Failure::new(format!("no offer `{name}` is in the program")),
            name,
            offers(),
        )),
    }
}

fn event_of(known: &AccountEvents, id: &str) -> Result<Subject, Failure> {
    if let Some(place) = place_of(known, id) {
        return Ok(Subject::Event(place));
    }
    let mut message = format!("account `{}` has no event `{id}`", known.account);
    if known.later > 0 {
        message.push_str(" as of then");
    }
    let rejected = known.rejections.len();
    if rejected > 0 {
        let verb = if rejected == 1 { "was" } else { "were" };
        message.push_str(&format!(", and {rejected} of its lines {verb} rejected"));
    }
    let events = known.events.iter().map(|event| event.id.as_ref());
    Err(or_else(Failure::new(message), id, events))
}

/// Reads `OFFER#N`.
fn credit_of(program: &Program, id: &str) -> Result<CreditId, Failure> {
    let read = id.rsplit_once('#').and_then(|(offer, number)| {
        let number: u32 = number.parse().ok()?;
        Some((offer, number))
    });
    let Some((offer, number)) = read else {
        let failure = Failure::new(format!("`{id}` is not the name of a credit"));
        return Err(failure.help("a credit is named by its offer and its number: `spend_get#1`"));
    };
    Ok(CreditId {
        offer: offer_of(program, offer)?,
        number,
    })
}

fn no_such_credit(
    plan: &crate::engine::Plan,
    known: &AccountEvents,
    question: &Question,
) -> Failure {
    let asked = question.credit.as_deref().unwrap_or_default();
    let failure = Failure::new(format!(
        "account `{}` has no credit `{asked}`",
        known.account
    ));
    let overview = crate::explain::overview(plan, known);
    let program = plan.program();
    let names = overview.credits.iter().map(|credit| {
        let offer = program.offers.get(credit.credit.offer.index());
        let name = offer.map_or("", |offer| offer.name.as_str());
        format!("{name}#{}", credit.credit.number)
    });
    let names: Vec<String> = names.collect();
    or_else(failure, asked, names.iter().map(String::as_str))
}

/// With what is near, else with the first few that there are.
fn or_else<'a>(
    failure: Failure,
    asked: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Failure {
    const SHOWN: usize = 5;
    if let Some(help) = did_you_mean(asked, known.clone()) {
        return failure.help(help);
    }
    let all = known.clone().count();
    let first: Vec<String> = known.take(SHOWN).map(|name| format!("`{name}`")).collect();
    match (all, all.saturating_sub(first.len())) {
        (0, _) => failure.help("there is none"),
        (_, 0) => failure.help(format!("there are {}", first.join(", "))),
        (_, more) => failure.help(format!("there are {} and {more} more", first.join(", "))),
    }
}
