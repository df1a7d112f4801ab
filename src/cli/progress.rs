//! A progress bar on standard error, for a person who watches. The only file that knows the drawing of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressDrawTarget, ProgressStyle};

use crate::format::Progress;

/// How far a run has come, drawn.
pub struct ProgressBar {
    bar: indicatif::ProgressBar,
    /// How many bytes of a file were taken, which are fewer than were read where it is packed.
    taken: Option<Arc<AtomicU64>>,
}

impl ProgressBar {
    /// A bar up to so many bytes, or without an end where that is not known; nothing where nobody watches.
    pub fn new(bytes: Option<(u64, Arc<AtomicU64>)>, is_watched: bool) -> Self {
        if !is_watched {
            let bar = indicatif::ProgressBar::hidden();
            return Self { bar, taken: None };
        }
        let (bytes, taken) = bytes.unzip();
        let (bar, template) = match bytes {
            Some(bytes) => (
                indicatif::ProgressBar::new(bytes),
                "{bar:32} {percent:>3}%  {msg}  {eta} left",
            ),
            None => (
                indicatif::ProgressBar::no_length(),
                "{spinner} {bytes}  {msg}  {elapsed}",
            ),
        };
        bar.set_draw_target(ProgressDrawTarget::stderr());
        // A template that is wrong leaves the usual style.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, taken }
    }

    pub fn advance(&mut self, progress: Progress) {
        if self.bar.is_hidden() {
            return;
        }
        let taken = self.taken.as_ref();
        let bytes = taken.map_or(progress.bytes, |taken| taken.load(Ordering::Relaxed));
        self.bar.set_position(bytes);
        self.bar.set_message(format!("{} events", progress.events));
    }

    /// Takes the bar away.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}
