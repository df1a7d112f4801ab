//! Finding what an event can match without asking what it cannot: by event type, then by equality on a
//! constant. Ten thousand coupon offers cost an unrelated charge nothing.

use std::hash::Hash;

use hashbrown::HashMap;
use smallvec::SmallVec;

use crate::base::Currency;
use crate::program::{
    Comparison, EventFilter, EventTypeId, Filter, Formula, Operand, Operator, Slot, Symbol, Test,
};

use super::event::Value;
use super::filter::Reader;

/// Items that wait for an event, found by its type and one constant of their filters.
#[derive(Debug, Clone)]
pub(super) struct EventIndex<T> {
    by_type: Vec<ConstantIndex<T>>,
}

impl<T: Copy + Ord> EventIndex<T> {
    pub fn new(event_types: usize) -> Self {
        Self {
            by_type: (0..event_types).map(|_| ConstantIndex::default()).collect(),
        }
    }

    pub fn insert(&mut self, event: &EventFilter, item: T) {
        if let Some(index) = self.by_type.get_mut(event.event.index()) {
            index.insert(key_of(&event.filter), item);
        }
    }

    /// Whether no event of this type can match anything.
    pub fn has_none(&self, event: EventTypeId) -> bool {
        self.by_type
            .get(event.index())
            .is_none_or(|index| index.always.is_empty() && index.slots.is_empty())
    }

    /// What the event may match, in order and each once; the filter still has to be asked.
    pub fn candidates(&self, event: EventTypeId, reader: &impl Reader) -> Candidates<T> {
        self.by_type
            .get(event.index())
            .map_or_else(Candidates::new, |index| index.candidates(reader))
    }
}

pub(super) type Candidates<T> = SmallVec<[T; 8]>;

/// Items found by one constant of their filters; those without one are always candidates.
#[derive(Debug, Clone)]
pub(super) struct ConstantIndex<T> {
    always: Vec<T>,
    slots: Vec<SlotIndex<T>>,
}

impl<T> Default for ConstantIndex<T> {
    fn default() -> Self {
        Self {
            always: Vec::new(),
            slots: Vec::new(),
        }
    }
}

#[derive(Debug, Clone)]
struct SlotIndex<T> {
    slot: Slot,
    texts: HashMap<Box<str>, Vec<T>>,
    symbols: HashMap<Symbol, Vec<T>>,
    currencies: HashMap<Currency, Vec<T>>,
}

impl<T: Copy + Ord> ConstantIndex<T> {
    pub fn insert(&mut self, key: Option<IndexKey<'_>>, item: T) {
        let Some(key) = key else {
            self.always.push(item);
            return;
        };
        let slot = key.slot();
        let place = self.slots.iter().position(|index| index.slot == slot);
        let place = place.unwrap_or_else(|| {
            self.slots.push(SlotIndex {
                slot,
                texts: HashMap::new(),
                symbols: HashMap::new(),
                currencies: HashMap::new(),
            });
            self.slots.len() - 1
        });
        let Some(index) = self.slots.get_mut(place) else {
            return;
        };
        match key {
            IndexKey::Text(comparison) => {
                insert_each(&mut index.texts, &comparison.right, item, Clone::clone);
            }
            IndexKey::Symbol(comparison) => {
                insert_each(&mut index.symbols, &comparison.right, item, |symbol| {
                    *symbol
                });
            }
            IndexKey::Currency(comparison) => {
                insert_each(&mut index.currencies, &comparison.right, item, |code| *code);
            }
        }
    }

    pub fn candidates(&self, reader: &impl Reader) -> Candidates<T> {
        let mut found = Candidates::from_slice(&self.always);
        for index in &self.slots {
            let items = if index.slot == Slot::Currency {
                index.currencies.get(&reader.currency())
            } else {
                match reader.read(index.slot) {
                    Value::Text(text) => index.texts.get(text.as_ref()),
                    Value::Symbol(symbol) => index.symbols.get(&symbol),
                    Value::Absent
                    | Value::Number(_)
                    | Value::Money(_)
                    | Value::Flag(_)
                    | Value::Instant(_)
                    | Value::Date(_) => None,
                }
            };
            found.extend_from_slice(items.map_or(&[], Vec::as_slice));
        }
        if found.len() > 1 {
            found.sort_unstable();
            found.dedup();
        }
        found
    }
}

fn insert_each<K, V: Eq + Hash, T: Copy>(
    map: &mut HashMap<V, Vec<T>>,
    constants: &Operand<K>,
    item: T,
    key: impl Fn(&K) -> V,
) {
    let mut insert = |constant: &K| map.entry(key(constant)).or_default().push(item);
    match constants {
        Operand::Literal(constant) => insert(constant),
        Operand::OneOf(constants) => constants.iter().for_each(insert),
        Operand::Slot(_) => {}
    }
}

/// An equality with constants that a filter cannot hold without.
#[derive(Clone, Copy)]
pub(super) enum IndexKey<'f> {
    Text(&'f Comparison<Box<str>>),
    Symbol(&'f Comparison<Symbol>),
    Currency(&'f Comparison<Currency>),
}

impl IndexKey<'_> {
    fn slot(&self) -> Slot {
        match self {
            Self::Text(comparison) => comparison.left,
            Self::Symbol(comparison) => comparison.left,
            Self::Currency(_) => Slot::Currency,
        }
    }

    /// The event tells more apart than the account, and text most.
    fn rank(&self) -> (bool, u8) {
        let of_the_account = matches!(self.slot(), Slot::Fact(_) | Slot::Currency);
        let kind = match self {
            Self::Text(_) => 0,
            Self::Symbol(_) => 1,
            Self::Currency(_) => 2,
        };
        (of_the_account, kind)
    }
}

/// The most telling constant of a filter.
fn key_of(filter: &Filter) -> Option<IndexKey<'_>> {
    best_key(filter, &|test| Some(test))
}

/// As [`key_of`], for formulas whose tests may hold a [`Test`].
pub(super) fn best_key<'f, T>(
    formula: &'f Formula<T>,
    test_of: &impl Fn(&'f T) -> Option<&'f Test>,
) -> Option<IndexKey<'f>> {
    match formula {
        Formula::All(parts) => parts
            .iter()
            .filter_map(|part| best_key(part, test_of))
            .min_by_key(IndexKey::rank),
        Formula::Test(test) => test_key(test_of(test)?),
        Formula::Any(_) | Formula::Not(_) => None,
    }
}

fn test_key(test: &Test) -> Option<IndexKey<'_>> {
    fn is_constant<T>(comparison: &Comparison<T>) -> bool {
        comparison.operator == Operator::Equal && !matches!(comparison.right, Operand::Slot(_))
    }
    match test {
        Test::Text(comparison) if is_constant(comparison) => Some(IndexKey::Text(comparison)),
        Test::Symbol(comparison) if is_constant(comparison) => Some(IndexKey::Symbol(comparison)),
        Test::Currency(comparison) if is_constant(comparison) => {
            Some(IndexKey::Currency(comparison))
        }
        Test::Text(_)
        | Test::Symbol(_)
        | Test::Currency(_)
        | Test::Present(_)
        | Test::Absent(_)
        | Test::Number(_)
        | Test::Money(_)
        | Test::Flag(_)
        | Test::Instant(_)
        | Test::Date(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Instant;
    use crate::engine::account::Account;
    use crate::engine::filter::AccountReader;
    use crate::program::{FactId, FieldId};

    fn equal(slot: Slot, right: Operand<Box<str>>) -> Test {
        Test::Text(Comparison {
            left: slot,
            operator: Operator::Equal,
            right,
        })
    }

    /// Many offers wait for different currencies: an account is asked about its own, and about what no
    /// constant tells apart.
    #[test]
    fn only_what_may_match_is_a_candidate() {
        let codes = ["USD", "EUR", "GBP", "JPY"];
        let currencies: Vec<Currency> = codes.into_iter().filter_map(Currency::from_code).collect();
        let kind = EventTypeId::from_index(1);
        let filter = |filter| EventFilter {
            event: kind,
            filter,
        };
        let of = |right, operator| {
            Formula::Test(Test::Currency(Comparison {
                left: Slot::Currency,
                operator,
                right,
            }))
        };
        let mut index = EventIndex::new(3);
        assert!(index.has_none(kind));
        for (item, code) in currencies.iter().enumerate() {
            index.insert(&filter(of(Operand::Literal(*code), Operator::Equal)), item);
        }
        let lists = Operand::OneOf(currencies.iter().copied().skip(1).collect());
        index.insert(&filter(of(lists, Operator::Equal)), 4);
        let others = Operand::Literal(currencies[0]);
        index.insert(&filter(of(others, Operator::NotEqual)), 5);
        let slots = Operand::Slot(Slot::Currency);
        index.insert(&filter(of(slots, Operator::Equal)), 6);
        let id = equal(Slot::AccountId, Operand::Literal("a1".into()));
        index.insert(&filter(Formula::All(vec![Formula::Test(id)])), 7);
        let account = |code: &Currency| Account::open("a1", *code, Instant::from_seconds(0));
        let candidates = |place: usize| {
            let account = account(&currencies[place]);
            index.candidates(kind, &AccountReader(&account)).into_vec()
        };
        assert_eq!(candidates(0), [0, 5, 6, 7]);
        assert_eq!(candidates(2), [2, 4, 5, 6, 7]);
        assert!(!index.has_none(kind) && index.has_none(EventTypeId::from_index(2)));
    }

    fn symbol(slot: Slot, symbol: u16) -> Test {
        Test::Symbol(Comparison {
            left: slot,
            operator: Operator::Equal,
            right: Operand::Literal(symbol),
        })
    }

    #[test]
    fn the_most_telling_constant_is_the_key() {
        let (field, fact) = (Slot::Field(FieldId(0)), Slot::Fact(FactId(0)));
        let text = |slot| equal(slot, Operand::Literal("x".into()));
        let currency = Test::Currency(Comparison {
            left: Slot::Currency,
            operator: Operator::Equal,
            right: Operand::Literal(Currency::from_code("USD").unwrap()),
        });
        let tests = [
            text(field),
            symbol(field, 1),
            text(fact),
            symbol(fact, 1),
            currency,
        ];
        let is_text = |key: IndexKey<'_>| (key.slot(), matches!(key, IndexKey::Text(_)));
        for (place, first) in tests.iter().enumerate() {
            for later in tests.iter().skip(place) {
                let both = [later, first].map(|test| Formula::Test(test.clone()));
                let filter = Formula::All(both.into());
                assert_eq!(
                    key_of(&filter).map(is_text),
                    test_key(first).map(is_text),
                    "{first:?} before {later:?}"
                );
            }
        }
    }

    #[test]
    fn texts_and_symbols_are_found_by_their_value() {
        let kind = EventTypeId(0);
        let mut index = EventIndex::new(1);
        let mut insert = |test, item| {
            let filter = Formula::Test(test);
            index.insert(
                &EventFilter {
                    event: kind,
                    filter,
                },
                item,
            );
        };
        let fact = |fact| Slot::Fact(FactId(fact));
        insert(equal(fact(0), Operand::Literal("US".into())), 0);
        insert(equal(fact(0), Operand::Literal("GB".into())), 1);
        insert(symbol(fact(1), 1), 2);
        insert(symbol(fact(1), 2), 3);
        let usd = Currency::from_code("USD").unwrap();
        let mut account = Account::open("a1", usd, Instant::from_seconds(0));
        account.facts = Box::new([Value::Text("GB".into()), Value::Symbol(2)]);
        let found = index.candidates(kind, &AccountReader(&account));
        assert_eq!(found.as_slice(), [1, 3]);
    }
}
