//! A progress bar on the terminal.

use std::fmt;
use std::io::{Write, stderr};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::logto::{Observer, Rejected, Summary};

const KNOWN: &str = "{wide_bar} {bytes}/{total_bytes}, {eta} left: {msg}";
const UNKNOWN: &str = "{spinner} {bytes}: {msg}";

/// Shows an import on the standard error: a bar where that is a terminal, and a line for each record
/// that is not imported in any case.
pub struct Progress(ProgressBar);

impl Default for Progress {
    fn default() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        set_style(&bar, UNKNOWN);
        Self(bar)
    }
}

impl Observer for Progress {
    fn rejected(&mut self, rejected: &Rejected) {
        // Whoever closed it does not want to read it.
        self.0
            .suspend(|| writeln!(stderr(), "{rejected}").unwrap_or_default());
    }

    fn total(&mut self, bytes: u64) {
        self.0.set_length(bytes);
        set_style(&self.0, KNOWN);
    }

    fn written(&mut self, summary: &Summary) {
        let Summary {
            position,
            created,
            updated,
            password_kept,
            taken,
            rejected,
        } = summary;
        self.0.set_position(position.bytes);
        self.0.set_message(format!(
            "{created} new, {updated} updated, {password_kept} with a newer password, \
             {taken} in use, {rejected} bad"
        ));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish();
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Progress({} bytes)", self.0.position())
    }
}

fn set_style(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
}
