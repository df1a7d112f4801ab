//! Who does the work: this thread alone, or several at once. The only file that names the thread pool.

use rayon::prelude::*;

/// One thread, or a pool of several.
pub struct Crew(Option<rayon::ThreadPool>);

impl Crew {
    pub fn new(threads: usize) -> Result<Self, String> {
        if threads <= 1 {
            return Ok(Self(None));
        }
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map(|pool| Self(Some(pool)))
            .map_err(|error| error.to_string())
    }

    /// Does the one on this thread, the other on those of the crew where there are several.
    pub fn beside<A>(&self, here: impl FnOnce() -> A, there: impl FnOnce() + Send) -> A {
        match &self.0 {
            Some(pool) => pool.in_place_scope(|scope| {
                scope.spawn(|_| there());
                here()
            }),
            None => {
                let result = here();
                there();
                result
            }
        }
    }

    /// Does both, at once where there are several threads.
    pub fn both<A: Send, B: Send>(
        &self,
        first: impl FnOnce() -> A + Send,
        second: impl FnOnce() -> B + Send,
    ) -> (A, B) {
        match &self.0 {
            Some(pool) => pool.join(first, second),
            None => {
                let second = second();
                (first(), second)
            }
        }
    }

    /// Does the same to every item, which learns its place.
    pub fn each<T: Send>(&self, items: &mut [T], work: impl Fn(usize, &mut T) + Sync + Send) {
        match &self.0 {
            Some(pool) => pool.install(|| {
                let items = items.par_iter_mut().enumerate().with_max_len(1);
                items.for_each(|(place, item)| work(place, item));
            }),
            None => {
                for (place, item) in items.iter_mut().enumerate() {
                    work(place, item);
                }
            }
        }
    }

    /// One result for every item, in their order.
    pub fn map<T: Send, R: Send>(
        &self,
        items: Vec<T>,
        work: impl Fn(T) -> R + Sync + Send,
    ) -> Vec<R> {
        match &self.0 {
            Some(pool) => {
                pool.install(|| items.into_par_iter().with_max_len(1).map(work).collect())
            }
            None => items.into_iter().map(work).collect(),
        }
    }
}
