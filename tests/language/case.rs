//! A case file: prose, then blocks that begin with `=== NAME`. In events, ledger and rejects a line that begins
//! with `#` is a comment.

use std::collections::BTreeMap;
use std::path::Path;

use onward::base::Instant;
use onward::format::{Refusals, RunOptions};

pub struct Case {
    pub path: String,
    /// The sentence of the language, and how the numbers come about.
    pub prose: String,
    pub schema: Option<String>,
    pub offers: String,
    pub events: String,
    pub options: RunOptions,
    pub ledger: String,
    pub rejects: String,
    /// What became of the events, by name; those that the case mentions.
    pub counts: BTreeMap<String, u64>,
}

/// Every case below a folder, by path.
pub fn read_all(folder: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        if path
            .extension()
            .is_some_and(|extension| extension == "case")
        {
            cases.push(read(&path, folder));
        }
    }
    cases
}

fn read(path: &Path, folder: &Path) -> Case {
    let text = std::fs::read_to_string(path).expect("a case is text");
    let mut case = Case {
        path: path.to_str().unwrap().to_owned(),
        prose: String::new(),
        schema: None,
        offers: String::new(),
        events: String::new(),
        options: RunOptions::default(),
        ledger: String::new(),
        rejects: String::new(),
        counts: BTreeMap::new(),
    };
    let mut block = "prose";
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("=== ") {
            let (name, rest) = heading.split_once(' ').unwrap_or((heading, ""));
            match name {
                "schema" => case.schema = Some(read_schema(folder, rest)),
                "options" => read_options(&mut case.options, rest),
                "offers" | "events" | "ledger" | "rejects" | "counts" => {}
                other => panic!("{}: no block is named `{other}`", case.path),
            }
            block = name;
        } else {
            case.take(block, line);
        }
    }
    assert!(!case.prose.is_empty(), "{} says nothing", case.path);
    case
}

impl Case {
    fn take(&mut self, block: &str, line: &str) {
        let text = match block {
            "prose" => &mut self.prose,
            "offers" => &mut self.offers,
            "counts" => {
                let (name, count) = line.split_once(' ').unwrap();
                self.counts.insert(name.to_owned(), count.parse().unwrap());
                return;
            }
            _ if line.starts_with('#') => return,
            "events" => &mut self.events,
            "ledger" => &mut self.ledger,
            "rejects" => &mut self.rejects,
            other => panic!("{}: nothing stands in `{other}`", self.path),
        };
        text.push_str(line);
        text.push('\n');
    }
}

/// `NAME`, or `NAME ZONE` for the same in another time zone than UTC.
fn read_schema(folder: &Path, rest: &str) -> String {
    let (name, zone) = rest.split_once(' ').unwrap_or((rest, "UTC"));
    let text =
        std::fs::read_to_string(folder.join(format!("{name}.offer"))).expect("a schema is text");
    text.replace("\"UTC\"", &format!("\"{zone}\""))
}

fn read_options(options: &mut RunOptions, rest: &str) {
    let mut words = rest.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "--refusals" => options.refusals = Refusals::Written,
            "--as-of" => options.as_of = Some(Instant::parse(words.next().unwrap()).unwrap()),
            other => panic!("no option is named `{other}`"),
        }
    }
}
