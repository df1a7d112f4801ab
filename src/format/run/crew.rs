//! Who does the work: this thread alone, or several at once. The only file that names the thread pool.

use std::sync::Mutex;

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

    /// Does the same to every item, which learns its place. A thread begins with the items that it also had before,
    /// for what it knows of them may still be in its caches; then it helps others, with what they come to last.
    pub fn each<T: Send>(&self, items: &mut [T], work: impl Fn(usize, &mut T) + Sync + Send) {
        let Some(pool) = &self.0 else {
            for (place, item) in items.iter_mut().enumerate() {
                work(place, item);
            }
            return;
        };
        let threads = pool.current_num_threads();
        let waiting: Vec<_> = items
            .iter_mut()
            .map(|item| Mutex::new(Some(item)))
            .collect();
        pool.broadcast(|thread| {
            let take = |place: usize| {
                let item = waiting.get(place).and_then(|item| item.lock().ok()?.take());
                if let Some(item) = item {
                    work(place, item);
                }
            };
            let of = |thread: usize| (thread % threads..waiting.len()).step_by(threads);
            of(thread.index()).for_each(take);
            for other in 1..threads {
                of(thread.index() + other).rev().for_each(take);
            }
        });
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
