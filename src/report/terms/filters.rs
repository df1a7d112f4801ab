//! Conditions in words: tests of values, joined by `and`, `or` and `not` with their grouping kept.

use crate::base::Money;
use crate::program::{
    Comparison, EventFilter, EventTypeId, Formula, Operand, Operator, Slot, Test,
};

use super::voice::Voice;
use super::words;

/// How a condition is joined inside, which says where parentheses are needed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    Alone,
    And,
    Or,
    /// Its own end is not seen from outside: `no charge whose kind is …`.
    Open,
}

/// A condition in words.
pub struct Said {
    text: String,
    joint: Joint,
}

impl Said {
    pub fn alone(text: String) -> Self {
        let joint = Joint::Alone;
        Self { text, joint }
    }

    /// What would swallow the words behind it.
    pub fn open(text: String) -> Self {
        let joint = Joint::Open;
        Self { text, joint }
    }

    pub fn text(self) -> String {
        self.text
    }

    /// In parentheses, where it would otherwise run into its neighbours.
    fn beside(self, joint: Joint) -> String {
        if self.joint == Joint::Alone || (self.joint == joint && joint != Joint::Open) {
            self.text
        } else {
            format!("({})", self.text)
        }
    }
}

/// A formula whose tests are told by `leaf`; the flag says that the test is negated.
pub fn formula<T>(formula_of: &Formula<T>, leaf: &impl Fn(&T, bool) -> Option<Said>) -> Said {
    let parts = |parts: &[Formula<T>], joint: Joint| -> Vec<String> {
        let told = parts.iter().map(|part| formula(part, leaf));
        told.map(|said| said.beside(joint)).collect()
    };
    match formula_of {
        Formula::All(all) if all.is_empty() => Said::alone("nothing more is asked".to_owned()),
        Formula::Any(any) if any.is_empty() => Said::alone("this never holds".to_owned()),
        Formula::All(all) => Said {
            text: parts(all, Joint::And).join(" and "),
            joint: Joint::And,
        },
        Formula::Any(any) => Said {
            text: parts(any, Joint::Or).join(" or "),
            joint: Joint::Or,
        },
        Formula::Not(inner) => {
            if let Formula::Test(test) = &**inner
                && let Some(said) = leaf(test, true)
            {
                return said;
            }
            let inner = formula(inner, leaf).text;
            Said::alone(format!("it is not the case that ({inner})"))
        }
        Formula::Test(test) => leaf(test, false).unwrap_or_else(|| Said::alone(String::new())),
    }
}

impl Voice<'_> {
    /// ` whose kind is “delivery” and whose amount is at least 10 USD`; nothing where there is no filter.
    pub fn whose(self, filter: &EventFilter) -> String {
        if filter.filter == Formula::always() {
            return String::new();
        }
        let event = Some(filter.event);
        if self.is_of_account(filter.event) {
            let leaf = |test: &Test, negated: bool| self.condition(event, test, negated);
            return format!(" (if {})", formula(&filter.filter, &leaf).text());
        }
        if is_plain(&filter.filter) {
            let leaf = |test: &Test, negated: bool| {
                let (subject, rest) = self.test(event, test, negated)?;
                Some(Said::alone(format!("whose {} {rest}", subject.noun)))
            };
            return format!(" {}", formula(&filter.filter, &leaf).text());
        }
        let leaf = |test: &Test, negated: bool| self.condition(event, test, negated);
        format!(" for which {}", formula(&filter.filter, &leaf).text())
    }

    /// `the kind is “delivery”`, `your account’s market is “US”`; nothing where it cannot be negated in
    /// a word.
    pub fn condition(self, event: Option<EventTypeId>, test: &Test, negated: bool) -> Option<Said> {
        let (subject, rest) = self.test(event, test, negated)?;
        Some(Said::alone(format!(
            "{}{} {rest}",
            subject.owner, subject.noun
        )))
    }

    fn test(
        self,
        event: Option<EventTypeId>,
        test: &Test,
        negated: bool,
    ) -> Option<(Subject, String)> {
        let tester = Tester {
            voice: self,
            event,
            negated,
        };
        match test {
            Test::Present(slot) => tester.presence(*slot, !negated),
            Test::Absent(slot) => tester.presence(*slot, negated),
            Test::Text(test) => tester.compare(test, |text| words::quoted(text)),
            Test::Number(test) => tester.compare(test, |number| words::number(*number)),
            Test::Money(test) => tester.compare(test, money),
            Test::Flag(test) => {
                tester.compare(test, |flag| words::quoted(if *flag { "yes" } else { "no" }))
            }
            Test::Instant(test) => tester.compare_times(test, |at| self.times.at(*at), "at "),
            Test::Date(test) => tester.compare_times(test, |date| self.times.date(*date), "on "),
            Test::Symbol(test) => {
                let left = test.left;
                tester.compare(test, |symbol| self.symbol(event, left, *symbol))
            }
            Test::Currency(test) => tester.compare(test, |currency| currency.to_string()),
        }
    }

    /// The name of a symbol of the set that a slot has.
    fn symbol(self, event: Option<EventTypeId>, slot: Slot, symbol: u16) -> String {
        let name = self.program.symbol(event, slot, symbol);
        if slot == Slot::Weekday {
            words::capital(name)
        } else {
            words::term(name)
        }
    }

    /// What a value is called, and whether it may be missing.
    pub fn subject(self, event: Option<EventTypeId>, slot: Slot) -> Subject {
        let own = |noun: &str| Subject {
            owner: "the ",
            noun: noun.to_owned(),
            optional: false,
        };
        let field = |owner: &'static str, field: Option<&crate::program::Field>| Subject {
            owner,
            noun: words::plain(field.map_or("", |field| field.name.as_str())),
            optional: field.is_some_and(|field| field.optional),
        };
        let kind = event.and_then(|event| self.kind(event));
        match slot {
            Slot::Field(id) => field("the ", kind.and_then(|kind| kind.fields.get(id.index()))),
            Slot::Fact(id) => field(
                "your account’s ",
                self.program.account.facts.get(id.index()),
            ),
            Slot::EventId => own("identifier"),
            Slot::EventType => own("event type"),
            Slot::AccountId => own("account number"),
            Slot::At => own("date and time"),
            Slot::Day => own("day"),
            Slot::Weekday => own("day of the week"),
            Slot::Cash => own("amount left to pay after credit"),
            Slot::Credited => own("amount paid by credit"),
            Slot::Currency => Subject {
                owner: "your account’s ",
                noun: "currency".to_owned(),
                optional: false,
            },
            Slot::Opened => own("moment at which your account was opened"),
        }
    }
}

fn money(money: &Money) -> String {
    words::money(money.amount, money.currency)
}

/// A value as it is called: `the ` and `kind`.
pub struct Subject {
    pub owner: &'static str,
    pub noun: String,
    pub optional: bool,
}

/// Whether a filter is tests of the event's own values, joined in one way: each can begin with `whose`.
fn is_plain(filter: &Formula<Test>) -> bool {
    let is_own = |part: &Formula<Test>| match part {
        Formula::Test(test) => test.slots().next().is_some_and(|slot| match slot {
            Slot::Field(_)
            | Slot::EventId
            | Slot::EventType
            | Slot::AccountId
            | Slot::At
            | Slot::Day
            | Slot::Weekday
            | Slot::Cash
            | Slot::Credited => true,
            Slot::Fact(_) | Slot::Currency | Slot::Opened => false,
        }),
        Formula::All(_) | Formula::Any(_) | Formula::Not(_) => false,
    };
    match filter {
        Formula::All(parts) | Formula::Any(parts) => !parts.is_empty() && parts.iter().all(is_own),
        Formula::Not(_) => false,
        Formula::Test(_) => is_own(filter),
    }
}

struct Tester<'p> {
    voice: Voice<'p>,
    event: Option<EventTypeId>,
    negated: bool,
}

impl Tester<'_> {
    #[expect(
        clippy::unnecessary_wraps,
        reason = "a negated test may have no words of its own"
    )]
    fn presence(&self, slot: Slot, present: bool) -> Option<(Subject, String)> {
        let not = if present { "" } else { "not " };
        Some((
            self.voice.subject(self.event, slot),
            format!("is {not}given"),
        ))
    }

    fn compare<T>(
        &self,
        test: &Comparison<T>,
        literal: impl Fn(&T) -> String,
    ) -> Option<(Subject, String)> {
        self.said(test, literal, |operator| match operator {
            Operator::Equal => "",
            Operator::NotEqual => "not ",
            Operator::Less => "less than ",
            Operator::LessOrEqual => "at most ",
            Operator::Greater => "more than ",
            Operator::GreaterOrEqual => "at least ",
        })
    }

    fn compare_times<T>(
        &self,
        test: &Comparison<T>,
        literal: impl Fn(&T) -> String,
        preposition: &str,
    ) -> Option<(Subject, String)> {
        let words = |operator| match (operator, preposition) {
            (Operator::Equal, _) => "",
            (Operator::NotEqual, _) => "not ",
            (Operator::Less, _) => "before ",
            (Operator::LessOrEqual, "at ") => "at or before ",
            (Operator::LessOrEqual, _) => "on or before ",
            (Operator::Greater, _) => "after ",
            (Operator::GreaterOrEqual, "at ") => "at or after ",
            (Operator::GreaterOrEqual, _) => "on or after ",
        };
        self.said(test, literal, words)
    }

    /// A comparison with an absent value is false, `!=` included: where a value may be missing, the words
    /// say so.
    fn said<T>(
        &self,
        test: &Comparison<T>,
        literal: impl Fn(&T) -> String,
        operator_words: impl Fn(Operator) -> &'static str,
    ) -> Option<(Subject, String)> {
        let left = self.voice.subject(self.event, test.left);
        let right = match &test.right {
            Operand::Slot(slot) => Some(self.voice.subject(self.event, *slot)),
            Operand::Literal(_) | Operand::OneOf(_) => None,
        };
        let right_is_optional = right.as_ref().is_some_and(|right| right.optional);
        let is_list = matches!(test.right, Operand::OneOf(_));
        if self.negated && (right_is_optional || (is_list && test.operator != Operator::Equal)) {
            return None;
        }
        let operator = match (self.negated, test.operator) {
            (false, operator) => operator,
            (true, Operator::Equal) => Operator::NotEqual,
            (true, Operator::NotEqual) => Operator::Equal,
            (true, Operator::Less) => Operator::GreaterOrEqual,
            (true, Operator::LessOrEqual) => Operator::Greater,
            (true, Operator::Greater) => Operator::LessOrEqual,
            (true, Operator::GreaterOrEqual) => Operator::Less,
        };
        let value = match (&test.right, right) {
            (Operand::Literal(value), _) => literal(value),
            (Operand::OneOf(values), _) => {
                let values: Vec<String> = values.iter().map(literal).collect();
                words::or(&values)
            }
            (Operand::Slot(_), right) => right.map_or_else(String::new, |right| {
                format!("{}{}", right.owner, right.noun)
            }),
        };
        let given = match (test.operator, left.optional, right_is_optional) {
            (Operator::NotEqual, true, false) if !self.negated => "is given and is ",
            (Operator::NotEqual, _, true) => "is, where both are given, ",
            (Operator::NotEqual, _, false)
            | (
                Operator::Equal
                | Operator::Less
                | Operator::LessOrEqual
                | Operator::Greater
                | Operator::GreaterOrEqual,
                _,
                _,
            ) => "is ",
        };
        let absent = if self.negated && left.optional {
            " (or is not given)"
        } else {
            ""
        };
        let operator = if !is_list {
            operator_words(operator)
        } else if operator == Operator::Equal {
            "one of "
        } else {
            "none of "
        };
        Some((left, format!("{given}{operator}{value}{absent}")))
    }
}
