//! The sign-in: read the account, authenticate, move its hash.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::SystemTime;

use legacy_hash::{
    Algorithm, Authentication, Denial, HashError, Policy, Stored, Upgrade, Withheld,
};
use zeroize::Zeroizing;

use crate::alarm::Alarm;
use crate::counters::Counts;
use crate::counters::{Event, Kind};
use crate::forward::Forward;
use crate::import::is_pending;
use crate::limit::Attempt;
use crate::mix::Mix;
use crate::passthrough::Passthrough;
use crate::pool::{Busy, Place, Pool, Stopped};
use crate::progress::Progress;
use crate::redacted::HashText;
use crate::service::Service;
use crate::signed_in::Settling;
use crate::signed_in::{By, SignInError, SignedIn};
use crate::store::{Account, Store, Survey};
use crate::upgrade::{Typed, Write};

/// Signs users in, and moves their hashes.
///
/// Cloned, it is the same service.
pub struct SignIn<S: Store>(Arc<Service<S>>);

impl<S: Store> SignIn<S> {
    pub(crate) fn new(service: Service<S>) -> Self {
        Self(Arc::new(service))
    }

    /// Signs in who typed this. Where the client's address is known, use
    /// [`sign_in_from`](Self::sign_in_from).
    ///
    /// # Errors
    /// [`SignInError`]: all that a client may learn.
    pub async fn sign_in(
        &self,
        identifier: &str,
        password: impl AsRef<[u8]>,
    ) -> Result<SignedIn, SignInError> {
        self.attempt(None, identifier, password.as_ref()).await
    }

    /// Signs in who typed this at an address, which the limits on attempts count by.
    ///
    /// # Errors
    /// As [`sign_in`](Self::sign_in).
    pub async fn sign_in_from(
        &self,
        address: IpAddr,
        identifier: &str,
        password: impl AsRef<[u8]>,
    ) -> Result<SignedIn, SignInError> {
        self.attempt(Some(address), identifier, password.as_ref())
            .await
    }

    /// Stores a new password that the user chose, whatever was stored before. Upgrades under way
    /// lose against it. Says whether there is such a user.
    ///
    /// # Errors
    /// [`SetPasswordError`].
    pub async fn set_password(
        &self,
        user: &str,
        password: impl AsRef<[u8]>,
    ) -> Result<bool, SetPasswordError<S::Error>> {
        let service = Arc::clone(&self.0);
        let password = Zeroizing::new(password.as_ref().to_vec());
        let place = self.0.pool.place()?;
        let new = place
            .run(move || service.policy.now().hash(&*password))
            .await??;
        let new = self.0.policy.now().labelled(new);
        let written = self.0.store.change_password(user, &new).await;
        written.map_err(SetPasswordError::Store)
    }

    /// What happened since the start, by the algorithm of the accounts' hashes.
    #[must_use]
    pub fn counters(&self) -> Vec<(Algorithm, Counts)> {
        self.0.counters.all()
    }

    /// Sign-ins at accounts whose hash cannot be read, by the row's label, which is empty where it has
    /// none.
    #[must_use]
    pub fn unreadable(&self) -> BTreeMap<String, u64> {
        self.0.counters.all_unreadable()
    }

    /// What an operator should look at now. Each was logged as an error when it was raised.
    #[must_use]
    pub fn alarms(&self) -> Vec<Alarm> {
        let old = self.0.old_system.as_ref();
        let of_old = old.into_iter().flat_map(|old| old.passthrough.alarms());
        self.0.counters.alarms().chain(of_old).collect()
    }

    /// How far the migration has come. Whoever signed in after `active_since` counts as active.
    ///
    /// It reads the whole table: a second for a few hundred thousand accounts.
    ///
    /// # Errors
    /// The table cannot be read.
    pub async fn progress(&self, active_since: SystemTime) -> Result<Progress, S::Error>
    where
        S: Survey,
    {
        Progress::of(&self.0.store, &self.0.policy.now(), active_since).await
    }

    /// The old system, where there is one: what it was asked, and whether it answers.
    #[must_use]
    pub fn passthrough(&self) -> Option<&Passthrough> {
        let old_system = self.0.old_system.as_ref();
        old_system.map(|old_system| &old_system.passthrough)
    }

    /// The policy, with the hashes that it expects by now.
    #[must_use]
    pub fn policy(&self) -> Arc<Policy> {
        self.0.policy.now()
    }

    /// Has every sign-in do this hash's work from now on, as if the table had held it at the start:
    /// for accounts that are created while the service runs. Says whether the work is done at
    /// every sign-in now; where it would be over the limits, there is a warning. What is no hash
    /// needs none.
    pub fn expect<'a>(&self, stored: impl Into<Stored<'a>>) -> bool {
        let (policy, stored) = (&self.0.policy, stored.into());
        let Ok(hash) = policy.now().read(stored.clone()) else {
            return true;
        };
        let algorithm = hash.algorithm();
        match policy.expect(stored, hash) {
            Ok(is_new) => {
                if is_new {
                    let work_kib = policy.now().sign_in_cost();
                    tracing::info!(%algorithm, work_kib, "one more kind of hash is expected");
                }
                true
            }
            Err(reason) => {
                tracing::warn!(
                    %algorithm, %reason,
                    "an account is not covered: its sign-ins take longer than all others"
                );
                false
            }
        }
    }

    /// Which hashes the table held at the start, what they cost, and which of them every sign-in does
    /// the work of; `None` after [`start_as_it_is`](crate::Builder::start_as_it_is).
    #[must_use]
    pub fn mix(&self) -> Option<&Mix> {
        self.0.mix.as_ref()
    }

    /// The table.
    #[must_use]
    pub fn store(&self) -> &S {
        &self.0.store
    }

    /// The hashing pool, for other work of the same kind.
    #[must_use]
    pub fn pool(&self) -> &Pool {
        &self.0.pool
    }

    /// Waits until all upgrades are written: the last thing before a service ends, after its last
    /// answer.
    pub async fn drain(&self) {
        self.0.writes.close();
        self.0.writes.wait().await;
    }

    async fn attempt(
        &self,
        address: Option<IpAddr>,
        identifier: &str,
        password: &[u8],
    ) -> Result<SignedIn, SignInError> {
        let service = &self.0;
        let typed = Typed {
            identifier: service.store.folding().read(identifier),
            password: Arc::new(Zeroizing::new(password.to_vec())),
        };
        if let Some(limit) = &service.rate_limit {
            let identifier = &typed.identifier;
            let attempt = Attempt {
                address,
                identifier,
            };
            limit.check(attempt).map_err(SignInError::limited)?;
        }
        let place = service.pool.place()?;
        let found = service.find(&typed.identifier).await?;
        let is_over = match (&service.rate_limit, &found) {
            (Some(limit), Some(account)) => limit.check_account(&account.user).is_err(),
            (None, _) | (_, None) => false,
        };
        if !is_over && service.asks_about(&typed, found.as_ref()) {
            // The old system may take its time, and hashing places are for hashing.
            drop(place);
            let forward = Forward {
                address,
                typed,
                found,
            };
            // Whoever goes away meanwhile has been signed in all the same: the hash is stored.
            let forwarding = service.writes.spawn(Arc::clone(service).forward(forward));
            return forwarding.await.unwrap_or(Err(SignInError::Unavailable));
        }
        self.authenticate(place, typed, found, is_over).await
    }

    /// Decides by what is stored here. Where there were too many attempts at the account, the work is
    /// the same, and a right password ends as a wrong one.
    async fn authenticate(
        &self,
        place: Place,
        typed: Typed,
        found: Option<Account<S::Version>>,
        is_over: bool,
    ) -> Result<SignedIn, SignInError> {
        let (service, password) = (Arc::clone(&self.0), Arc::clone(&typed.password));
        let (answer, kind, found) = place
            .run(move || {
                let policy = service.policy.now();
                let stored = || found.as_ref().map_or(Stored::MISSING, Account::as_stored);
                let answer = policy.authenticate(stored(), password.as_slice());
                let kind = match policy.read(stored()) {
                    Ok(_) if policy.is_current(stored()) => Some(Kind::Own),
                    Ok(hash) => Some(Kind::Old(hash.algorithm())),
                    Err(_) => None,
                };
                (answer, kind, found)
            })
            .await?;
        let count = |event| {
            if let Some(kind) = kind {
                self.0.counters.count(kind, event);
            }
        };
        match (answer, found) {
            (Authentication::Granted { algorithm, upgrade }, Some(account))
                if !account.is_locked && !is_over =>
            {
                count(Event::Verified);
                let (user, read) = (account.user.clone(), account.stored.clone());
                let (withheld, settled) = match upgrade {
                    Upgrade::Rehashed(new) => {
                        let write = Write {
                            typed,
                            account,
                            kind,
                            new,
                        };
                        (None, self.write(write, read))
                    }
                    Upgrade::Withheld(reason) => {
                        count(Event::Withheld);
                        if let Withheld::Failed(error) = reason {
                            tracing::error!(%error, "no new hash could be made");
                        }
                        self.note(&user);
                        (Some(reason), Settling::unchanged(read))
                    }
                    _ => {
                        self.note(&user);
                        (None, Settling::unchanged(read))
                    }
                };
                tracing::debug!(%algorithm, "signed in");
                Ok(SignedIn {
                    user,
                    by: By::Hash(algorithm),
                    withheld,
                    settled,
                })
            }
            (Authentication::Granted { .. }, _) => {
                count(Event::Refused);
                tracing::debug!(
                    is_over,
                    "a right password was refused: the account is locked, or there were too many \
                     attempts at it"
                );
                Err(SignInError::InvalidCredentials)
            }
            (Authentication::Denied(denial), found) => {
                count(denial.into());
                if denial.is_unreadable() {
                    let label = found.as_ref().and_then(|account| account.label.as_deref());
                    self.0.counters.unreadable(label);
                }
                Err(self.denied(denial, found.as_ref()))
            }
        }
    }

    /// What a client learns of a denial; the operator learns the reason.
    fn denied(&self, denial: Denial, account: Option<&Account<S::Version>>) -> SignInError {
        let user = account.map(|account| account.user.as_str());
        if denial.is_operator_fault() {
            // A label that can be read under is the policy's own; any other is the row's.
            let label = account.and_then(|account| account.label.as_deref());
            let label = label.filter(|_| denial.is_unreadable());
            tracing::warn!(user, label, reason = %denial, "an account cannot sign in");
        } else {
            tracing::debug!(reason = %denial, "denied");
        }
        let never_had_one = |account: &Account<_>| !account.is_locked && account.stored.is_none();
        let waits = |account: &Account<_>| {
            !account.is_locked && account.stored.as_ref().is_some_and(is_pending)
        };
        match denial {
            Denial::Internal => SignInError::Unavailable,
            // Neither right nor wrong: nobody knows the password yet.
            Denial::Disabled(_) if account.is_some_and(waits) => {
                tracing::info!(user, "an account's password is still to be hashed");
                SignInError::Unavailable
            }
            Denial::NoHash
                if self.0.shows_reset
                    && !self.0.asks_an_old_system()
                    && account.is_some_and(never_had_one) =>
            {
                SignInError::ResetRequired
            }
            _ => SignInError::InvalidCredentials,
        }
    }

    /// Has the table note a sign-in that stored nothing, beside whatever follows.
    fn note(&self, user: &str) {
        let (service, user) = (Arc::clone(&self.0), user.to_owned());
        self.0.writes.spawn(async move {
            if let Err(error) = service.store.signed_in(&user).await {
                tracing::warn!(%error, "a sign-in could not be noted");
            }
        });
    }

    /// Has an upgrade written, beside whatever follows.
    fn write(&self, write: Write<S::Version>, read: Option<HashText>) -> Settling {
        let service = Arc::clone(&self.0);
        let writing = self
            .0
            .writes
            .spawn(async move { service.settle(write).await });
        Settling::Writing(writing, read)
    }
}

/// Why a new password is not stored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetPasswordError<E: std::error::Error + 'static> {
    /// The password cannot be hashed: it is empty or too long.
    #[error(transparent)]
    Password(#[from] HashError),
    /// All hashing places are taken.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// The service is ending.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// The table could not be written.
    #[error("the table: {0}")]
    Store(#[source] E),
}

impl<S: Store> Clone for SignIn<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S: Store> fmt::Debug for SignIn<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let service = &self.0;
        f.debug_struct("SignIn")
            .field("policy", &service.policy.now())
            .field("pool", &service.pool)
            .finish_non_exhaustive()
    }
}
