//! Chance that can be thrown again: all of a case follows from its seed.

pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        // Neighbouring seeds must not run alike.
        let mut dice = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x6f6e_7761_7264);
        dice.next();
        dice
    }

    /// A number from 0 to `bound − 1`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low).expect("low is not above high") + 1;
        low + i64::try_from(self.below(span)).expect("a small number")
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn one_of<T: Clone>(&mut self, several: &[T]) -> T {
        let index = self.below(several.len() as u64);
        several[usize::try_from(index).expect("a small number")].clone()
    }

    /// One of several by weight.
    pub fn weighed<T: Clone>(&mut self, several: &[(u64, T)]) -> T {
        let total = several.iter().map(|(weight, _)| weight).sum();
        let mut thrown = self.below(total);
        for (weight, value) in several {
            if thrown < *weight {
                return value.clone();
            }
            thrown -= weight;
        }
        panic!("the weights add up to more than what was thrown")
    }

    /// The splitmix64 generator.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
