//! Are the fields of an account or an event well declared: names free and unique, types known?

use hashbrown::HashMap;

use crate::base::{Code, Diagnostic, Span};
use crate::program::{Field, FieldKind, SymbolSet};
use crate::syntax::tree::{FieldDecl, FieldKindDecl, Name};

use super::bounds;
use super::declarations::Declared;
use super::problems::Problems;
use super::words;
use crate::base::nearest::nearest;

/// What every account or event has without being told, or what credit adds (sections 1 and 2.4).
pub const RESERVED: [&str; 10] = [
    "id", "type", "account", "at", "day", "weekday", "currency", "opened", "cash", "credited",
];

const TYPES: [&str; 6] = ["text", "number", "money", "flag", "instant", "date"];

/// What other languages call the types.
const HABITS: [(&str, &str); 18] = [
    ("string", "text"),
    ("str", "text"),
    ("varchar", "text"),
    ("int", "number"),
    ("integer", "number"),
    ("decimal", "number"),
    ("float", "number"),
    ("double", "number"),
    ("amount", "money"),
    ("price", "money"),
    ("currency", "money"),
    ("bool", "flag"),
    ("boolean", "flag"),
    ("datetime", "instant"),
    ("timestamp", "instant"),
    ("time", "instant"),
    ("day", "date"),
    ("id", "text"),
];

/// The fields of one declaration, and their names: a name whose field is wrong has no id. `id_at` makes
/// an id of a place in the list.
pub fn check<'a, T: Copy>(
    declared: &'a [FieldDecl],
    id_at: impl Fn(usize) -> T,
    problems: &mut Problems,
) -> (Vec<Field>, HashMap<&'a str, Declared<T>>) {
    let mut fields = Vec::with_capacity(declared.len());
    let mut names: HashMap<&'a str, Declared<T>> = HashMap::with_capacity(declared.len());
    if let Some(last) = declared.last() {
        bounds::list(
            declared.len(),
            bounds::FIELDS,
            "fields",
            last.span,
            problems,
        );
    }
    for field in declared {
        if let Some(first) = names.get(field.name.text.as_str()) {
            problems.push(duplicate(&field.name, first.span));
            continue;
        }
        let is_free = check_name(&field.name, problems);
        let kind = check_kind(&field.kind, problems);
        let id = kind.is_some().then(|| id_at(fields.len()));
        if is_free {
            let span = field.name.span;
            names.insert(&field.name.text, Declared { id, span });
        }
        fields.push(Field {
            name: field.name.text.clone(),
            kind: kind.unwrap_or(FieldKind::Text),
            optional: field.optional,
        });
    }
    (fields, names)
}

fn duplicate(name: &Name, first: Span) -> Diagnostic {
    Diagnostic::new(
        Code::DuplicateField,
        name.span,
        format!("a second field `{}`", name.text),
    )
    .related(first, "the first one")
    .help("give one of them another name")
}

fn check_name(name: &Name, problems: &mut Problems) -> bool {
    if !RESERVED.contains(&name.text.as_str()) {
        return true;
    }
    let why = match name.text.as_str() {
        "currency" => "the currency of an account comes with the event that opens it",
        "opened" => "every account has the instant at which it opened",
        "cash" | "credited" => "every spending event has what was left to pay and what credit paid",
        _ => "every event has it",
    };
    problems.push(
        Diagnostic::new(
            Code::ReservedName,
            name.span,
            format!("`{}` cannot be declared", name.text),
        )
        .help(format!(
            "{why}: leave the field out, or give yours another name"
        )),
    );
    false
}

fn check_kind(kind: &FieldKindDecl, problems: &mut Problems) -> Option<FieldKind> {
    match kind {
        FieldKindDecl::Word(word) => match word.text.as_str() {
            "text" => Some(FieldKind::Text),
            "number" => Some(FieldKind::Number),
            "money" => Some(FieldKind::Money),
            "flag" => Some(FieldKind::Flag),
            "instant" => Some(FieldKind::Instant),
            "date" => Some(FieldKind::Date),
            _ => {
                problems.push(unknown_type(word));
                None
            }
        },
        FieldKindDecl::Symbols(symbols) => Some(check_symbols(symbols, problems)),
    }
}

fn unknown_type(word: &Name) -> Diagnostic {
    let habit = HABITS.iter().find(|(habit, _)| *habit == word.text);
    let meant = match habit {
        Some((_, meant)) => Some(*meant),
        None => nearest(&word.text, TYPES),
    };
    let types = words::choices(TYPES);
    let all = format!("a type is {types}, or two symbols or more joined by `|`");
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`? {all}"),
        None => all,
    };
    Diagnostic::new(
        Code::UnknownFieldType,
        word.span,
        format!("`{}` is no type of a field", word.text),
    )
    .help(help)
}

fn check_symbols(symbols: &[Name], problems: &mut Problems) -> FieldKind {
    let mut places: HashMap<&str, Span> = HashMap::with_capacity(symbols.len());
    let mut set = Vec::with_capacity(symbols.len());
    if let Some(last) = symbols.last() {
        bounds::list(
            symbols.len(),
            bounds::SYMBOLS,
            "symbols",
            last.span,
            problems,
        );
    }
    for symbol in symbols {
        if let Some(first) = places.get(symbol.text.as_str()) {
            problems.push(
                Diagnostic::new(
                    Code::DuplicateSymbol,
                    symbol.span,
                    format!("the symbol `{}` occurs twice", symbol.text),
                )
                .related(*first, "the first one")
                .help("take one of them away"),
            );
            continue;
        }
        places.insert(&symbol.text, symbol.span);
        set.push(symbol.text.clone());
    }
    FieldKind::Symbol(SymbolSet(set))
}
