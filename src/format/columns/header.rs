//! Which column of an input is which member of an event.

use std::collections::BTreeSet;
use std::fmt;

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::format::seen::counts_without_escape;
use crate::format::usual::typed::types_by_name;
use crate::program::{EventTypeId, FieldKind, Program, SymbolSet};

use super::reading::{Reading, readings_of};

/// The members of every event; all but the last are compulsory.
const HEADS: [&str; 5] = ["id", "type", "account", "at", "currency"];
const COMPULSORY: usize = 4;

/// The columns of an input that an event of the program can have. Others are passed over.
pub struct Header {
    pub columns: Vec<Column>,
    pub heads: Heads,
    /// The column of each field, by [`EventTypeId`] and field.
    pub fields: Vec<Vec<Option<usize>>>,
    /// What each column is to the events of all types.
    pub readings: Vec<Vec<Reading>>,
    /// Names of columns that are passed over.
    pub ignored: Vec<String>,
}

/// A column that is read.
pub struct Column {
    pub name: Box<str>,
    /// A hash of the name.
    pub hash: u64,
    /// Its place among all columns of the input.
    pub source: usize,
    /// The types of which a flag has its name.
    pub flag_of: Vec<EventTypeId>,
    pub words: Words,
    /// Whether it names the account.
    pub names_account: bool,
    /// Whether it is a part of what duplicates are recognised by, as long as it holds no escape.
    pub counts: bool,
}

/// What the texts of a column stand for, where each is to be looked up once for all rows that hold it.
pub enum Words {
    None,
    Types(HashMap<Box<str>, EventTypeId>),
    Currencies,
    /// The same set wherever a field has the name of the column.
    Symbols(SymbolSet),
}

/// Where the members of every event stand among the columns that are read.
pub struct Heads {
    pub id: usize,
    pub kind: usize,
    pub account: usize,
    pub at: usize,
    pub currency: Option<usize>,
}

/// Why columns are no columns of events.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HeaderFault {
    /// There is no row that names them.
    None,
    NotUtf8,
    /// One of that name stands twice.
    Twice(String),
    /// It is not known, and nearly the name of one that is and is not there.
    Misspelt {
        name: String,
        near: String,
    },
    /// These are not there; `separator` where the names seem to be parted by that.
    Missing {
        names: Vec<&'static str>,
        separator: Option<&'static str>,
    },
    /// What it holds is not what a field of that name can be.
    Unfit {
        name: String,
        reason: String,
    },
}

impl Column {
    /// Whether it is a flag of the events of a type.
    pub fn is_flag_of(&self, kind: EventTypeId) -> bool {
        self.flag_of.contains(&kind)
    }
}

impl Header {
    /// Reads the names of the columns of an input, in their order.
    ///
    /// # Errors
    /// Where they cannot be meant so.
    pub fn new(program: &Program, names: &[&str]) -> Result<Self, HeaderFault> {
        let known: BTreeSet<&str> = HEADS.into_iter().chain(field_names(program)).collect();
        let mut there = BTreeSet::new();
        for name in names {
            if !there.insert(*name) {
                return Err(HeaderFault::Twice((*name).to_owned()));
            }
        }
        let (mut columns, mut ignored) = (Vec::new(), Vec::new());
        for (source, name) in names.iter().enumerate() {
            if known.contains(name) {
                columns.push(Column {
                    name: (*name).into(),
                    hash: xxh3_64(name.as_bytes()),
                    source,
                    flag_of: types_with_flag(program, name),
                    words: words_of(program, name),
                    names_account: *name == "account",
                    counts: counts_without_escape(name),
                });
                continue;
            }
            let mut absent = known.iter().filter(|known| !there.contains(*known));
            if let Some(near) = absent.find(|known| is_slip_of(name, known)) {
                return Err(HeaderFault::Misspelt {
                    name: (*name).to_owned(),
                    near: (*near).to_owned(),
                });
            }
            ignored.push((*name).to_owned());
        }
        let find = |name: &str| columns.iter().position(|column| *column.name == *name);
        let (Some(id), Some(kind), Some(account), Some(at)) =
            (find("id"), find("type"), find("account"), find("at"))
        else {
            let compulsory = HEADS.into_iter().take(COMPULSORY);
            return Err(HeaderFault::Missing {
                names: compulsory.filter(|name| !there.contains(name)).collect(),
                separator: separator_of(names),
            });
        };
        let heads = Heads {
            id,
            kind,
            account,
            at,
            currency: find("currency"),
        };
        let fields = program.events.iter().map(|event| {
            let fields = event.fields.iter();
            fields.map(|field| find(&field.name)).collect()
        });
        let fields = fields.collect();
        let readings = columns.iter();
        let readings = readings.map(|column| readings_of(program, &column.name));
        Ok(Self {
            readings: readings.collect(),
            columns,
            heads,
            fields,
            ignored,
        })
    }

    /// What the fields of a column's name are, over all events; nothing for a member of every event.
    pub fn kinds<'p>(&self, program: &'p Program, column: usize) -> Vec<&'p FieldKind> {
        let name = self.columns.get(column).map_or("", |column| &column.name);
        let fields = program.events.iter().flat_map(|event| &event.fields);
        let fields = fields.filter(|field| *field.name == *name);
        fields.map(|field| &field.kind).collect()
    }
}

fn types_with_flag(program: &Program, name: &str) -> Vec<EventTypeId> {
    let types = program.events.iter().enumerate();
    let types = types.filter(|(_, event)| {
        let mut fields = event.fields.iter();
        fields.any(|field| field.name == name && field.kind == FieldKind::Flag)
    });
    types
        .map(|(place, _)| EventTypeId::from_index(place))
        .collect()
}

fn words_of(program: &Program, name: &str) -> Words {
    match name {
        "type" => return Words::Types(types_by_name(program)),
        "currency" => return Words::Currencies,
        _ => {}
    }
    let fields = program.events.iter().flat_map(|event| &event.fields);
    let mut kinds = fields
        .filter(|field| field.name == name)
        .map(|field| &field.kind);
    match kinds.next() {
        Some(first @ FieldKind::Symbol(symbols)) if kinds.all(|kind| kind == first) => {
            Words::Symbols(symbols.clone())
        }
        Some(_) | None => Words::None,
    }
}

fn field_names(program: &Program) -> impl Iterator<Item = &str> {
    let fields = program.events.iter().flat_map(|event| &event.fields);
    fields.map(|field| field.name.as_str())
}

/// Whether one name is the other but for a letter, or for its case and what stands between its words. Names
/// that are further apart may well be of something else.
fn is_slip_of(name: &str, known: &str) -> bool {
    const SHORT: usize = 4;
    let plain = |name: &str| {
        let letters = name.chars().filter(|letter| letter.is_alphanumeric());
        letters.collect::<String>().to_lowercase()
    };
    let (name, known) = (plain(name), plain(known));
    let most = usize::from(known.len() > SHORT);
    strsim::osa_distance(&name, &known) <= most
}

/// Something else than a comma that seems to part the names of a header of one name.
fn separator_of(names: &[&str]) -> Option<&'static str> {
    let [only] = names else {
        return None;
    };
    let separators = [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")];
    let found = separators.iter().find(|(sign, _)| only.contains(*sign));
    found.map(|(_, name)| *name)
}

impl fmt::Display for HeaderFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("it has no header: the first row names the columns"),
            Self::NotUtf8 => f.write_str("its header is not UTF-8 text"),
            Self::Twice(name) => write!(f, "column `{name}` stands twice"),
            Self::Misspelt { name, near } => {
                write!(f, "no event has column `{name}`; did you mean `{near}`?")
            }
            Self::Missing { names, separator } => {
                let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                let (noun, verb) = match names.len() {
                    1 => ("column", "is"),
                    _ => ("columns", "are"),
                };
                write!(f, "{noun} {} {verb} missing", quoted.join(", "))?;
                match separator {
                    Some(name) => write!(f, "; columns are parted by commas, not by {name}"),
                    None => Ok(()),
                }
            }
            Self::Unfit { name, reason } => write!(f, "column `{name}` {reason}"),
        }
    }
}

impl std::error::Error for HeaderFault {}
