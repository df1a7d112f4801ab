//! `--state FILE`: the accounts of the run before, and whether its program is still this one.

use std::collections::BTreeMap;
use std::path::Path;

use super::events;
use super::failure::Failure;
use super::io;
use crate::base::Sources;
use crate::format::{State, StateFault, read_state};
use crate::syntax::wording::{Wording, wording};

/// The state in a file; an empty one where there is no such file yet.
pub fn load_state(path: &Path) -> Result<State, Failure> {
    if io::is_standard(path) || path.is_dir() || io::is_device(path) {
        let message = format!("`{}` can be no state: it is no file", path.display());
        return Err(Failure::new(message).help("name a file, `--state accounts.state`"));
    }
    if !io::is_there(path) {
        return Ok(State::default());
    }
    let file = events::open(path)?;
    read_state(file.input).map_err(|fault| match fault {
        StateFault::Read(error) => io::cannot_read(path, &error),
        StateFault::NotAState
        | StateFault::OtherVersion(_)
        | StateFault::Cut
        | StateFault::Damaged(_) => {
            Failure::new(format!("cannot go on from `{}`: {fault}", path.display()))
                .help("take the state from a copy, or run the whole history with a new file")
        }
    })
}

/// What has changed in a program since a state was saved, for a person; nothing where it still says the
/// same. Comments, titles, scenarios and layout may differ.
pub fn changes(before: &Sources, now: &Sources) -> Option<String> {
    let (before, now) = (declarations(before), declarations(now));
    if before == now {
        return None;
    }
    let [by_name, by_name_now] = [&before, &now].map(|all| {
        let all = all
            .iter()
            .map(|one| (one.name.as_str(), one.parts.as_slice()));
        all.collect::<BTreeMap<_, _>>()
    });
    let mut text = String::new();
    for declaration in &before {
        let name = &declaration.name;
        match by_name_now.get(name.as_str()) {
            None => text.push_str(&format!("  {name} is gone\n")),
            Some(parts) if *parts != declaration.parts => {
                text.push_str(&format!("  {name}\n"));
                text.push_str(&changed_parts(&declaration.parts, parts));
            }
            Some(_) => {}
        }
    }
    for declaration in &now {
        if !by_name.contains_key(declaration.name.as_str()) {
            text.push_str(&format!("  {} is new\n", declaration.name));
        }
    }
    if text.is_empty() {
        text.push_str("  the declarations stand in another order\n");
    }
    Some(text)
}

fn declarations(sources: &Sources) -> Vec<Wording> {
    let texts = sources.iter().map(|(_, source)| wording(&source.text));
    texts.flatten().collect()
}

fn changed_parts(before: &[String], now: &[String]) -> String {
    let was = before.iter().filter(|part| !now.contains(part));
    let is = now.iter().filter(|part| !before.contains(part));
    let was = was.map(|part| format!("    was: {part}\n"));
    let text: String = was
        .chain(is.map(|part| format!("    is:  {part}\n")))
        .collect();
    if text.is_empty() {
        "    its clauses stand in another order\n".to_owned()
    } else {
        text
    }
}
