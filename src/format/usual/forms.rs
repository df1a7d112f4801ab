//! What the gaps of a form hold: a line whose form is known becomes a record without a look at its names.

use crate::base::Currency;
use crate::engine::Value;
use crate::format::account_name::AccountName;
use crate::format::record::LineContent;
use crate::format::seen::member_hash;
use crate::program::{EventType, EventTypeId, FieldKind, Program, Symbol};

use super::decimals::AmountForm;
use super::names::NameId;
use super::scan::{Member, Scanner};
use super::tree::{Gap, Parts, Stretch, Tree, Width};
use super::typed::{Heads, Surroundings, UsualHead, read_value, usual_instant};
use super::written::Written;

/// How many lines are learnt from; whoever writes more forms than that writes no forms.
const MOST_ATTEMPTS: usize = 4_096;

/// The forms of the lines that were read before.
pub struct Forms {
    tree: Tree,
    forms: Vec<Form>,
    /// Of the line at hand.
    parts: Parts,
    attempts: usize,
    /// Whether currencies and symbols are a part of a form; not where they are too many.
    words_count: bool,
}

/// Where the values of a form's lines stand; `None` for an undeclared type.
type Form = Option<EventForm>;

struct EventForm {
    kind: EventTypeId,
    id: usize,
    account: usize,
    at: usize,
    currency: Option<Source<Currency>>,
    /// Of each field; `None` where it is absent.
    fields: Box<[Option<Source<Symbol>>]>,
}

/// Where a value comes from.
#[derive(Clone, Copy)]
enum Source<T> {
    /// It is a part of the form.
    Form(T),
    /// It stands in the gap of this number.
    Gap(usize),
}

impl Forms {
    pub fn new() -> Self {
        Self {
            tree: Tree::new(),
            forms: Vec::new(),
            parts: Parts::new(),
            attempts: 0,
            words_count: true,
        }
    }

    /// Reads a line of a known form; its values are added to `values`, and a part of them may be where it
    /// cannot be read after all.
    // A record is long, and would be copied from function to function: it is made where `take` puts it.
    #[inline]
    pub fn read<'b>(
        &mut self,
        (program, around): (&Program, &Surroundings),
        line: &'b str,
        values: &mut Vec<Value<'b>>,
        take: &mut impl FnMut(LineContent<'b>),
    ) -> Option<()> {
        let parts = &mut self.parts;
        let (form, content) = self.tree.read(line, parts)?;
        let Some(form) = self.forms.get(form)? else {
            take(LineContent::Undeclared);
            return Some(());
        };
        let event_type = program.events.get(form.kind.index())?;
        let written = |gap: usize| Some(Written::new(line, *parts.get(gap)?));
        let text = |gap: usize| written(gap)?.text();
        let currency = match form.currency {
            None => None,
            Some(Source::Form(currency)) => Some(currency),
            Some(Source::Gap(gap)) => Some(Currency::from_code(text(gap)?)?),
        };
        let head = UsualHead {
            kind: form.kind,
            id: text(form.id)?,
            at: around.instants.read(written(form.at)?.text_bytes()?)?,
            currency,
        };
        let start = values.len();
        let mut amounts = AmountForm::new(around.decimals.of(currency), event_type);
        for (field, source) in event_type.fields.iter().zip(&form.fields) {
            match source {
                None => values.push(Value::Absent),
                Some(Source::Form(symbol)) => values.push(Value::Symbol(*symbol)),
                Some(Source::Gap(gap)) => {
                    read_value(written(*gap)?, &field.kind, &mut amounts, around, values)?;
                }
            }
        }
        if !head.is_sound(event_type, values.get(start..)?) {
            return None;
        }
        let account = AccountName::new(text(form.account)?)?;
        let values = (start..values.len(), amounts.decimals);
        let record = head.record(account, content, values);
        take(LineContent::Record(record));
        Some(())
    }

    /// Learns the form of a line that was scanned and read as an event of a type, or as one that the
    /// program does not declare.
    pub fn learn(
        &mut self,
        (scanner, heads): (&Scanner, &Heads),
        line: &str,
        event: Option<(EventTypeId, &EventType, &[NameId])>,
    ) {
        if self.attempts >= MOST_ATTEMPTS {
            return;
        }
        self.attempts += 1;
        let lesson = Lesson {
            scanner,
            heads,
            line,
            event,
            words_count: self.words_count,
        };
        let is_learnt = lesson.teach(&mut self.tree, &mut self.forms).is_some();
        if !is_learnt && self.tree.is_full() && self.words_count {
            (self.tree, self.words_count) = (Tree::new(), false);
            self.forms.clear();
        }
    }
}

/// A line to learn from.
struct Lesson<'l> {
    scanner: &'l Scanner,
    heads: &'l Heads,
    line: &'l str,
    event: Option<(EventTypeId, &'l EventType, &'l [NameId])>,
    words_count: bool,
}

impl Lesson<'_> {
    fn teach(&self, tree: &mut Tree, forms: &mut Vec<Form>) -> Option<()> {
        let members = self.scanner.members();
        let mut stretches = Vec::new();
        let mut gaps = Vec::new();
        let (mut place, mut content) = (0, 0_u64);
        for member in &members {
            let raw = self.line.get(member.start..member.end)?;
            if self.is_written_out(member.name, raw) {
                let name = self.scanner.names.hash(member.name);
                let hash = name.map_or(0, |name| member_hash(name, raw.as_bytes()));
                content = content.wrapping_add(hash);
                continue;
            }
            stretches.push(Stretch {
                literal: self.line.get(place..member.start)?,
                content: std::mem::take(&mut content),
                gap: Gap {
                    width: self.width(member.name, raw),
                    name: self.event.and(self.scanner.names.hash(member.name)),
                },
            });
            gaps.push(member.name);
            place = member.end;
        }
        let form = match self.event {
            Some((kind, event_type, fields)) => {
                Some(self.form(&gaps, &members, kind, (event_type, fields))?)
            }
            None => None,
        };
        let last = (self.line.get(place..)?, content);
        tree.learn(&stretches, last, forms.len())?;
        forms.push(form);
        Some(())
    }

    fn form(
        &self,
        gaps: &[NameId],
        members: &[Member],
        kind: EventTypeId,
        (event_type, fields): (&EventType, &[NameId]),
    ) -> Option<EventForm> {
        let gap_of = |name: NameId| gaps.iter().position(|gap| *gap == name);
        let raw_of = |name: NameId| {
            let member = members.iter().find(|member| member.name == name)?;
            self.line.get(member.start..member.end)
        };
        let source = |name: NameId, kind: &FieldKind| match (gap_of(name), raw_of(name)) {
            (Some(gap), _) => Some(Some(Source::Gap(gap))),
            (None, None | Some("null")) => Some(None),
            (None, Some(raw)) => symbol_of(raw, kind).map(|symbol| Some(Source::Form(symbol))),
        };
        let fields = event_type.fields.iter().zip(fields);
        let fields = fields.map(|(field, name)| source(*name, &field.kind));
        Some(EventForm {
            kind,
            id: gap_of(self.heads.id)?,
            account: gap_of(self.heads.account)?,
            at: gap_of(self.heads.at)?,
            currency: match gap_of(self.heads.currency) {
                Some(gap) => Some(Source::Gap(gap)),
                None => raw_of(self.heads.currency)
                    .and_then(currency_of)
                    .map(Source::Form),
            },
            fields: fields.collect::<Option<_>>()?,
        })
    }

    /// Whether a value is a part of the form and not of its gaps.
    fn is_written_out(&self, name: NameId, raw: &str) -> bool {
        let is_word = || {
            let kind = self.field_kind(name);
            let is_symbol = kind.is_some_and(|kind| symbol_of(raw, kind).is_some());
            is_symbol || (name == self.heads.currency && currency_of(raw).is_some())
        };
        raw == "null" || name == self.heads.event || (self.words_count && is_word())
    }

    fn width(&self, name: NameId, raw: &str) -> Width {
        let is_instant =
            name == self.heads.at || matches!(self.field_kind(name), Some(FieldKind::Instant));
        let is_usual = || (Written::of(raw).text()).and_then(usual_instant).is_some();
        if self.event.is_some() && is_instant && is_usual() {
            Width::Instant
        } else {
            Width::Any
        }
    }

    fn field_kind(&self, name: NameId) -> Option<&FieldKind> {
        let (_, event_type, fields) = self.event?;
        let place = fields.iter().position(|field| *field == name)?;
        event_type.fields.get(place).map(|field| &field.kind)
    }
}

fn currency_of(raw: &str) -> Option<Currency> {
    Currency::from_code(Written::of(raw).text()?)
}

fn symbol_of(raw: &str, kind: &FieldKind) -> Option<Symbol> {
    match kind {
        FieldKind::Symbol(symbols) => symbols.find(Written::of(raw).text()?),
        FieldKind::Text
        | FieldKind::Number
        | FieldKind::Money
        | FieldKind::Flag
        | FieldKind::Instant
        | FieldKind::Date => None,
    }
}
