//! What a sign-in service is made of.

use std::sync::Arc;
use std::time::SystemTime;

use legacy_hash::{Policy, PolicyError};
use tokio_util::task::TaskTracker;

use crate::counters::Counters;
use crate::progress::Mix;
use crate::service::{Clock, OldSystem, Service};
use crate::shared_policy::SharedPolicy;
use crate::{Passthrough, Pool, RateLimit, SignIn, Store, Survey, Transport};

/// Puts a sign-in service together.
pub struct Builder<S> {
    store: S,
    policy: Policy,
    pool: Pool,
    rate_limit: Option<Arc<dyn RateLimit>>,
    old_system: Option<OldSystem>,
    clock: Clock,
    shows_reset: bool,
}

/// Why a service does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError<E: std::error::Error + 'static> {
    /// The hash column would cut the policy's hashes, and so destroy passwords.
    #[error("the hash column holds {holds} bytes, and the policy's hashes have {needs}")]
    HashColumn {
        /// What the column holds, in bytes.
        holds: usize,
        /// [`Policy::max_encoded_len`].
        needs: usize,
    },
    /// The table could not be read.
    #[error("the table: {0}")]
    Store(#[source] E),
}

impl<S: Store> SignIn<S> {
    /// Begins with a table and a policy. All else has a default.
    #[must_use]
    pub fn builder(store: S, policy: Policy) -> Builder<S> {
        Builder {
            store,
            policy,
            pool: Pool::default(),
            rate_limit: None,
            old_system: None,
            clock: Arc::new(SystemTime::now),
            shows_reset: false,
        }
    }
}

impl<S: Store> Builder<S> {
    /// How many passwords are hashed at once, and how many wait.
    #[must_use]
    pub fn pool(self, pool: Pool) -> Self {
        Self { pool, ..self }
    }

    /// Who may try how often. Without a limit, one client keeps every hashing place taken.
    #[must_use]
    pub fn rate_limit(self, limit: impl RateLimit) -> Self {
        Self {
            rate_limit: Some(Arc::new(limit)),
            ..self
        }
    }

    /// Asks an old system about accounts that never had a hash, and this is the way to it:
    /// `HttpTransport`, with the feature `http`.
    #[must_use]
    pub fn passthrough(self, passthrough: Passthrough, transport: impl Transport) -> Self {
        let transport = Arc::new(transport);
        Self {
            old_system: Some(OldSystem {
                passthrough,
                transport,
            }),
            ..self
        }
    }

    /// Where the time comes from that ends the window of
    /// [`Passthrough::until`]: the system's clock, unless this says otherwise.
    #[must_use]
    pub fn clock(self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self {
            clock: Arc::new(now),
            ..self
        }
    }

    /// Lets clients learn that an account never had a hash here, and that no old system knows its
    /// password: [`SignInError::ResetRequired`](crate::SignInError::ResetRequired). It tells
    /// everybody that there is such an account.
    #[must_use]
    pub fn show_reset(self, shows_reset: bool) -> Self {
        Self {
            shows_reset,
            ..self
        }
    }

    /// Starts, with the policy expecting what the table holds
    /// ([`Policy::with_expected`]): the most frequent hashes first, as far as the limit on a
    /// sign-in's work allows. Warns of accounts that are not covered, whose sign-ins take longer
    /// than all others.
    ///
    /// # Errors
    /// The hash column is too short, or the table cannot be read.
    pub async fn start(mut self) -> Result<SignIn<S>, StartError<S::Error>>
    where
        S: Survey,
    {
        let mix = Mix::of(&self.store, &self.policy).await;
        let mix = mix.map_err(StartError::Store)?;
        let (policy, left_out, reason) = mix.expected_by(self.policy);
        if left_out > 0 {
            let reason = reason.as_ref().map(PolicyError::to_string);
            tracing::warn!(
                accounts = left_out,
                reason,
                "accounts are not covered: their sign-ins take longer than all others, or are refused"
            );
        }
        self.policy = policy;
        self.start_as_it_is().await
    }

    /// Starts with the policy as it was given, for tables that cannot be read from end to end.
    ///
    /// # Errors
    /// The hash column is too short, or the table cannot be read.
    pub async fn start_as_it_is(self) -> Result<SignIn<S>, StartError<S::Error>> {
        let needs = self.policy.max_encoded_len();
        let holds = self.store.hash_column_bytes().await;
        if let Some(holds) = holds.map_err(StartError::Store)?
            && holds < needs
        {
            return Err(StartError::HashColumn { holds, needs });
        }
        Ok(SignIn::new(Service {
            store: self.store,
            policy: SharedPolicy::new(self.policy),
            pool: self.pool,
            rate_limit: self.rate_limit,
            old_system: self.old_system,
            clock: self.clock,
            shows_reset: self.shows_reset,
            counters: Counters::new(),
            writes: TaskTracker::new(),
        }))
    }
}
