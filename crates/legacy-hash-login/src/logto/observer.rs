//! What an import comes to, and who follows it.

use crate::import::Position;
use crate::logto::{RecordError, Rejected};

/// What an import comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How far all runs together have come. Its `rejected` are the records that were refused before
    /// the table was asked.
    pub position: Position,
    /// This run's new accounts.
    pub created: u64,
    /// This run's accounts that an earlier import wrote.
    pub updated: u64,
    /// Those of them whose password has moved or was changed since, and stays.
    pub password_kept: u64,
    /// This run's records whose identifier was in use.
    pub taken: u64,
    /// This run's bad records.
    pub rejected: u64,
}

impl Summary {
    pub(crate) fn refuse(&mut self, error: RecordError) {
        let count = match error {
            RecordError::Taken(_) => &mut self.taken,
            _ => &mut self.rejected,
        };
        *count = count.saturating_add(1);
    }
}

/// Follows an import. A closure that takes a [`Rejected`] is one, and so is [`Progress`].
///
/// [`Progress`]: crate::logto::Progress
pub trait Observer: Send {
    /// A record was not imported. It is said again by the next run if this one ends before the batch
    /// is written.
    fn rejected(&mut self, rejected: &Rejected);

    /// The source has so many bytes, as far as that is known.
    fn total(&mut self, bytes: u64) {
        let _ = bytes;
    }

    /// So far the table has come: at the start, and after each batch.
    fn written(&mut self, summary: &Summary) {
        let _ = summary;
    }
}

impl<F: FnMut(&Rejected) + Send> Observer for F {
    fn rejected(&mut self, rejected: &Rejected) {
        self(rejected);
    }
}
