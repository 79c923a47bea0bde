//! How far the migration has come.

use std::collections::BTreeMap;
use std::time::SystemTime;

use legacy_hash::{Algorithm, Denial, LegacyHash, Policy};

use crate::store::Survey;

/// How far the migration has come.
///
/// ```text
/// accounts = moved + remaining
/// remaining = the accounts of each algorithm that have not moved
///           + without_hash + disabled + unreadable
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// All accounts.
    pub accounts: u64,
    /// Those whose hash is what the policy asks for.
    pub moved: u64,
    /// Those that never had a hash here: an old system knows their password, or nobody.
    pub without_hash: u64,
    /// Those with a marker where a hash would stand.
    pub disabled: u64,
    /// Those whose text is no hash that can be verified. An operator should look.
    pub unreadable: u64,
    /// Those of them that stand under one of the policy's labels, by it, and under none, by the empty
    /// text.
    pub unreadable_by_label: BTreeMap<String, u64>,
    /// By algorithm: all accounts, and those that have moved.
    pub algorithms: BTreeMap<Algorithm, Share>,
    /// Those that signed in lately, as far as it is known: all, and those that have moved.
    pub active: Share,
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The whole.
    pub accounts: u64,
    /// The part that has moved.
    pub moved: u64,
}

impl Share {
    fn count(&mut self, has_moved: bool) {
        self.accounts = self.accounts.saturating_add(1);
        self.moved = self.moved.saturating_add(u64::from(has_moved));
    }
}

impl Progress {
    /// Those that have not moved.
    #[must_use]
    pub const fn remaining(&self) -> u64 {
        self.accounts.saturating_sub(self.moved)
    }

    /// Counts what a table holds. Who signed in after `active_since` counts as active.
    ///
    /// # Errors
    /// The table cannot be read.
    pub async fn of<S: Survey>(
        store: &S,
        policy: &Policy,
        active_since: SystemTime,
    ) -> Result<Self, S::Error> {
        let mut progress = Self::default();
        store
            .survey(|row| {
                let has_moved = policy.is_current(row.as_stored());
                let read = policy.read(row.as_stored());
                let is_active = row.last_active.is_some_and(|last| last >= active_since);
                // A label that no scheme has may be anything, and is not repeated.
                if read.as_ref().is_err_and(|denial| denial.is_unreadable()) {
                    let label = row.label.unwrap_or_default().to_owned();
                    let count = progress.unreadable_by_label.entry(label).or_default();
                    *count = count.saturating_add(1);
                }
                progress.count(read, has_moved, is_active);
            })
            .await?;
        Ok(progress)
    }

    fn count(&mut self, read: Result<LegacyHash, Denial>, has_moved: bool, is_active: bool) {
        let place = match read {
            Ok(hash) => {
                let share = self.algorithms.entry(hash.algorithm()).or_default();
                share.count(has_moved);
                None
            }
            Err(Denial::NoHash) => Some(&mut self.without_hash),
            Err(Denial::Disabled(_)) => Some(&mut self.disabled),
            Err(_) => Some(&mut self.unreadable),
        };
        if let Some(place) = place {
            *place = place.saturating_add(1);
        }
        if is_active {
            self.active.count(has_moved);
        }
        self.accounts = self.accounts.saturating_add(1);
        self.moved = self.moved.saturating_add(u64::from(has_moved));
    }
}
