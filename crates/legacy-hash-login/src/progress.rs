//! What a table holds: how far the migration has come, and what its hashes cost.

use std::collections::BTreeMap;
use std::time::SystemTime;

use legacy_hash::{Algorithm, Argon2Hash, Denial, LegacyHash, Policy, PolicyError, Stored};

use crate::{Row, Survey};

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
    /// text. Logto's method `Legacy` is such a label: its formats are not read yet.
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
                let has_moved = policy.is_current(as_stored(&row));
                let read = policy.read(as_stored(&row));
                let is_active = row.last_active.is_some_and(|last| last >= active_since);
                // A label that no scheme has may be anything, and is not repeated.
                if matches!(read, Err(Denial::Unreadable(_))) {
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

fn as_stored<'a>(row: &Row<'a>) -> Stored<'a> {
    match row.label {
        Some(label) => Stored::under(label, row.stored),
        None => row.stored.into(),
    }
}

/// What makes hashes cost the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Cost {
    Digest(Algorithm),
    Bcrypt(u32),
    /// Variant, version, memory, iterations and lanes.
    Argon2(&'static str, [u32; 4]),
}

impl Cost {
    fn of(hash: &LegacyHash) -> Self {
        match hash {
            LegacyHash::Bcrypt(hash) => Self::Bcrypt(hash.cost()),
            LegacyHash::Argon2(hash) => Self::Argon2(hash.variant().name(), numbers(hash)),
            hash => Self::Digest(hash.algorithm()),
        }
    }
}

const fn numbers(hash: &Argon2Hash) -> [u32; 4] {
    let cost = hash.cost();
    let version = hash.version().number();
    [version, cost.memory_kib(), cost.iterations(), cost.lanes()]
}

/// The costs of a table's hashes: how many have each, and one of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mix(BTreeMap<Cost, (u64, LegacyHash)>);

impl Mix {
    pub(crate) async fn of<S: Survey>(store: &S, policy: &Policy) -> Result<Self, S::Error> {
        let mut mix = Self::default();
        store
            .survey(|row| {
                if let Ok(hash) = policy.read(as_stored(&row)) {
                    let (count, _) = mix.0.entry(Cost::of(&hash)).or_insert((0, hash));
                    *count = count.saturating_add(1);
                }
            })
            .await?;
        Ok(mix)
    }

    /// Has the policy expect what the table holds: the most frequent first, as far as the limit on a
    /// sign-in's work allows. Says how many accounts are not covered, and why the first is not.
    pub(crate) fn expected_by(self, policy: Policy) -> (Policy, u64, Option<PolicyError>) {
        let mut costs: Vec<_> = self.0.into_values().collect();
        costs.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        let mut samples = policy.expected().to_vec();
        let mut policy = policy;
        let (mut left_out, mut reason) = (0_u64, None);
        for (count, hash) in costs {
            if policy.covers(&hash) {
                continue;
            }
            let mut more = samples.clone();
            more.push(hash);
            match policy.clone().with_expected(more.clone()) {
                Ok(with) => (policy, samples) = (with, more),
                Err(error) => {
                    left_out = left_out.saturating_add(count);
                    reason = reason.or(Some(error));
                }
            }
        }
        (policy, left_out, reason)
    }
}
