//! `onward terms PATH [--offer NAME] [--format FORMAT] [--check FILE]`

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::exit::Exit;
use super::failure::Failure;
use super::io::{self, Stream};
use super::program::load;
use crate::base::{Source, Sources};
use crate::check::did_you_mean;
use crate::engine::Plan;
use crate::program::{OfferId, Program};
use crate::report::diff::draw_words;
use crate::report::terms as report;

/// Write the terms of an offer in plain English
///
/// Writes the terms as a customer may read them, sentence by sentence from the offer itself: who can take
/// part and when, what counts, what is earned, what the credit pays for and when it is gone, with a worked
/// example from a scenario. With `--check`, compares a published file with what the offers say now.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  onward terms demo > demo/terms.md
  onward terms demo --offer spend_200_get_100 --format html > terms.html
  onward terms demo --check demo/terms.md

Exit status: 0 all well, 1 the offers have errors or the published file has
drifted, 2 a file cannot be read or there is no such offer")]
pub struct Arguments {
    /// An offer file, or a folder: all `.offer` files below it
    path: PathBuf,
    /// Only this offer
    #[arg(long, value_name = "NAME")]
    offer: Option<String>,
    /// How to write it: Markdown, a page for a browser, or one JSON object [default: md, or what the
    /// ending of the file to be checked says]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Compare this published file with the terms, and show what is no longer so
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    Md,
    Html,
    Json,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let format = format(arguments)?;
    let published = arguments.check.as_deref().map(read).transpose()?;
    let mut loaded = load(&arguments.path)?;
    let program = match loaded.checked.program.take() {
        Some(program) if loaded.errors() == 0 => program,
        Some(_) | None => {
            io::say(&loaded.report(io::color_of(Stream::Error)));
            return Ok(Exit::Problems);
        }
    };
    let offer = arguments.offer.as_deref();
    let offer = offer.map(|name| find(&program, name)).transpose()?;
    if program.offers.is_empty() {
        let path = arguments.path.display();
        return Err(Failure::new(format!("there is no offer in `{path}`")));
    }
    let plan = Plan::new(program);
    let terms = report::terms(&plan, &loaded.checked.scenarios, offer);
    let sources = relative(&loaded.sources, &arguments.path);
    let text = match format {
        Format::Md => report::markdown(&terms),
        Format::Html => report::html(&terms, &sources),
        Format::Json => report::json(&terms, &sources),
    };
    match (&arguments.check, published) {
        (Some(path), Some(published)) => compare(path, &published, &text, format),
        (Some(_), None) | (None, _) => {
            io::print(&text)?;
            Ok(Exit::Well)
        }
    }
}

fn format(arguments: &Arguments) -> Result<Format, Failure> {
    if let Some(format) = arguments.format {
        return Ok(format);
    }
    let Some(path) = &arguments.check else {
        return Ok(Format::Md);
    };
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or("");
    match ending.to_ascii_lowercase().as_str() {
        "md" | "markdown" => Ok(Format::Md),
        "html" | "htm" => Ok(Format::Html),
        "json" => Ok(Format::Json),
        _ => {
            let path = path.display();
            let message = format!("the ending of `{path}` does not say what it is");
            Err(Failure::new(message).help("add `--format md`, `--format html` or `--format json`"))
        }
    }
}

/// The published file; lines may end as they do elsewhere.
fn read(path: &Path) -> Result<String, Failure> {
    match io::read_if_there(path)? {
        Some(text) => Ok(text.replace("\r\n", "\n")),
        None => {
            let path = path.display();
            let failure = Failure::new(format!("there is no file `{path}`"));
            Err(failure.help("write it: the same command without `--check`, and `> FILE`"))
        }
    }
}

fn find(program: &Program, name: &str) -> Result<OfferId, Failure> {
    let mut names = program.offers.iter().map(|offer| offer.name.as_str());
    if let Some(place) = names.clone().position(|known| known == name) {
        return Ok(OfferId::from_index(place));
    }
    let failure = Failure::new(format!("there is no offer `{name}`"));
    Err(match did_you_mean(name, names.clone()) {
        Some(help) => failure.help(help),
        None => {
            const SHOWN: usize = 8;
            let first: Vec<String> = names
                .by_ref()
                .take(SHOWN)
                .map(|name| format!("`{name}`"))
                .collect();
            let more = match names.count() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            failure.help(format!("there are {}{more}", first.join(", ")))
        }
    })
}

/// The sources under names that do not depend on where the command was started: below the folder that was
/// named, or the file's own name.
fn relative(sources: &Sources, path: &Path) -> Sources {
    let named = sources.iter().map(|(_, source)| {
        let full = Path::new(&source.name);
        let below = full
            .strip_prefix(path)
            .ok()
            .filter(|rest| !rest.as_os_str().is_empty());
        let own = below
            .map(|rest| rest.to_string_lossy().replace('\\', "/"))
            .or_else(|| {
                let name = full.file_name()?;
                Some(name.to_string_lossy().into_owned())
            });
        Source::new(
            own.unwrap_or_else(|| source.name.clone()),
            source.text.as_str(),
        )
    });
    Sources::new(named.collect())
}

fn compare(path: &Path, published: &str, text: &str, format: Format) -> Result<Exit, Failure> {
    let path = path.display();
    if published == text {
        return Ok(Exit::Well);
    }
    let (published, text) = match format {
        Format::Html => (words_of(published), words_of(text)),
        Format::Md | Format::Json => (published.to_owned(), text.to_owned()),
    };
    if published == text {
        io::say(&format!(
            "`{path}` says what the offers say, but points at places that have moved, or is laid out \
             otherwise: write it again"
        ));
        return Ok(Exit::Problems);
    }
    let is_heading = |line: &str| line.starts_with('#');
    let color = io::color_of(Stream::Output);
    io::print(&draw_words(&published, &text, is_heading, color))?;
    io::say(&format!(
        "`{path}` no longer says what the offers say: write it again, or mend the offers"
    ));
    Ok(Exit::Problems)
}

/// What a reader of a page sees of it: its tags and its style left out, its headings marked.
fn words_of(page: &str) -> String {
    let mut words = String::new();
    for piece in page.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        if tag == "style" {
            continue;
        }
        if ["h1", "h2", "h3", "h4"]
            .iter()
            .any(|heading| tag.starts_with(heading))
        {
            words.push_str("## ");
        } else if tag.starts_with("li") {
            words.push_str("- ");
        } else if tag == "/th" || tag == "/td" {
            words.push(' ');
        }
        words.push_str(text);
        if ["/h", "/p", "/li", "/tr"]
            .iter()
            .any(|end| tag.starts_with(end))
            && !words.ends_with('\n')
        {
            words.push('\n');
        }
    }
    let words = words.replace("&lt;", "<").replace("&gt;", ">");
    words.replace("&quot;", "\"").replace("&amp;", "&")
}
