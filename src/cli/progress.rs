//! A progress bar on standard error, for a person who watches. The only file that knows the drawing of it.

use std::time::Duration;

use indicatif::{ProgressDrawTarget, ProgressStyle};

use crate::format::Progress;

/// How far a run has come, drawn.
pub struct ProgressBar(indicatif::ProgressBar);

impl ProgressBar {
    /// A bar up to so many bytes, or without an end where that is not known; nothing where nobody watches.
    pub fn new(bytes: Option<u64>, is_watched: bool) -> Self {
        if !is_watched {
            return Self(indicatif::ProgressBar::hidden());
        }
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
        Self(bar)
    }

    pub fn advance(&mut self, progress: Progress) {
        if self.0.is_hidden() {
            return;
        }
        self.0.set_position(progress.bytes);
        self.0.set_message(format!("{} events", progress.events));
    }

    /// Takes the bar away.
    pub fn finish(self) {
        self.0.finish_and_clear();
    }
}
