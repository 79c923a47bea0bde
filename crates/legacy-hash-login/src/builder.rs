//! What a sign-in service is made of.

use std::sync::Arc;
use std::time::SystemTime;

use legacy_hash::{LegacyHash, Policy, PolicyError};
use tokio_util::task::TaskTracker;

use crate::counters::Counters;
use crate::limit::RateLimit;
use crate::mix::Mix;
use crate::mix::Table;
use crate::passthrough::{Passthrough, Transport};
use crate::pool::Pool;
use crate::service::{Clock, OldSystem, Service};
use crate::shared_policy::SharedPolicy;
use crate::sign_in::SignIn;
use crate::store::{Store, Survey};

/// A kind of hash is expected that more than one account in so many has: 5 % of them.
///
/// What is expected costs every sign-in its work, so that a row more must not decide it: one bcrypt
/// of cost 13 among twenty digests of MD5 would make 20 ms 850 ms. What is not expected tells by its
/// time that such an account exists and has not moved yet; of so few accounts an operator can ask for
/// a new password, or name the kind.
const ONE_IN: u64 = 20;

/// Puts a sign-in service together.
pub struct Builder<S> {
    store: S,
    policy: Policy,
    one_in: u64,
    mix: Option<Mix>,
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
            one_in: ONE_IN,
            mix: None,
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

    /// Names kinds of hashes that every sign-in does the work of, however few accounts have them: a
    /// sample of each. They join what the policy was given by [`Policy::with_expected`].
    ///
    /// # Errors
    /// What [`Policy::with_expected`] refuses: most often, all together are too much work.
    pub fn expect(
        self,
        samples: impl IntoIterator<Item = LegacyHash>,
    ) -> Result<Self, PolicyError> {
        let mut all = self.policy.expected().to_vec();
        all.extend(samples);
        let policy = self.policy.with_expected(all)?;
        Ok(Self { policy, ..self })
    }

    /// Has [`start`](Self::start) expect the kinds of hashes that more than one account in `n` has;
    /// 20 unless this says otherwise, which is 5 %.
    ///
    /// With [`u64::MAX`] it expects whatever the table holds, and one row makes every sign-in as dear
    /// as its own; with 0 nothing but what is named.
    #[must_use]
    pub fn expect_above_one_in(self, n: u64) -> Self {
        Self { one_in: n, ..self }
    }

    /// Starts, with the policy expecting what was named and what enough of the table's accounts have
    /// ([`expect_above_one_in`](Self::expect_above_one_in)): the most frequent hashes first, as far
    /// as the limit on a sign-in's work allows. Logs what is expected with its cost, and warns of
    /// what is left out, whose sign-ins take longer than all others. [`SignIn::mix`] has the same as
    /// data.
    ///
    /// # Errors
    /// The hash column is too short, or the table cannot be read.
    pub async fn start(mut self) -> Result<SignIn<S>, StartError<S::Error>>
    where
        S: Survey,
    {
        let table = Table::read(&self.store, &self.policy).await;
        let table = table.map_err(StartError::Store)?;
        let (policy, mix) = table.expected_by(self.policy, self.one_in);
        mix.log();
        self.policy = policy;
        self.mix = Some(mix);
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
            mix: self.mix,
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
