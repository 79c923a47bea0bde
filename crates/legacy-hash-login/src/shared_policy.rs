//! The policy of a running service, which learns of hashes that come while it runs.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use legacy_hash::{LegacyHash, Policy, PolicyError, Stored};

/// A policy that may be replaced by one that expects more.
pub(crate) struct SharedPolicy {
    now: RwLock<Arc<Policy>>,
    /// Held while it is replaced, so that of two new expectations neither is lost.
    change: Mutex<()>,
}

impl SharedPolicy {
    pub(crate) fn new(policy: Policy) -> Self {
        Self {
            now: RwLock::new(Arc::new(policy)),
            change: Mutex::new(()),
        }
    }

    /// The policy that holds now. Whoever has it keeps it to the end of what it is needed for.
    pub(crate) fn now(&self) -> Arc<Policy> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Has every sign-in do the work of this hash from now on, which is what is stored. Says whether
    /// that is new.
    ///
    /// # Errors
    /// The hash is over the limits, or all expected hashes together are.
    pub(crate) fn expect(&self, stored: Stored<'_>, hash: LegacyHash) -> Result<bool, PolicyError> {
        let _change = self.change.lock().unwrap_or_else(PoisonError::into_inner);
        let policy = self.now();
        // Under its label: with a pepper, what looks like the policy's own is another computation.
        if policy.covers(stored) {
            return Ok(false);
        }
        let mut samples = policy.expected().to_vec();
        samples.push(hash);
        let policy = Policy::clone(&policy).with_expected(samples)?;
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(policy);
        Ok(true)
    }
}
