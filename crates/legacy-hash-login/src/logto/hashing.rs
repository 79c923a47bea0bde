//! Passwords that come in plain text.

use std::future::Future;
use std::time::Duration;

use legacy_hash::{Argon2Hash, HashError, Policy};
use zeroize::Zeroizing;

use crate::pool::Pool;

/// Makes the hash of a password that came in plain text: the service's hashing pool.
///
/// A closure is one:
///
/// ```
/// use legacy_hash::Policy;
/// use legacy_hash_login::logto::{HashPassword, HashingError};
/// use zeroize::Zeroizing;
///
/// fn on_this_thread(policy: Policy) -> impl HashPassword {
///     move |password: Zeroizing<Vec<u8>>| {
///         let hash = policy.hash(password).map_err(HashingError::Failed);
///         async { hash }
///     }
/// }
/// # on_this_thread(Policy::default());
/// ```
pub trait HashPassword: Send + Sync + 'static {
    /// Hashes a password under the policy that was given to whom it hashes for.
    ///
    /// # Errors
    /// There is no hash.
    fn hash(
        &self,
        password: Zeroizing<Vec<u8>>,
    ) -> impl Future<Output = Result<Argon2Hash, HashingError>> + Send;
}

impl<F, H> HashPassword for F
where
    F: Fn(Zeroizing<Vec<u8>>) -> H + Send + Sync + 'static,
    H: Future<Output = Result<Argon2Hash, HashingError>> + Send,
{
    fn hash(
        &self,
        password: Zeroizing<Vec<u8>>,
    ) -> impl Future<Output = Result<Argon2Hash, HashingError>> + Send {
        self(password)
    }
}

/// Hashes in a service's pool, under its policy: those that sign in and those that are imported take
/// each other's places.
#[derive(Clone, Debug)]
pub struct Hasher {
    pool: Pool,
    policy: Policy,
}

impl Hasher {
    /// Hashes under this policy, in this pool.
    #[must_use]
    pub const fn new(pool: Pool, policy: Policy) -> Self {
        Self { pool, policy }
    }
}

impl HashPassword for Hasher {
    async fn hash(&self, password: Zeroizing<Vec<u8>>) -> Result<Argon2Hash, HashingError> {
        let place = self.pool.place();
        let place = place.map_err(|busy| HashingError::Busy(busy.retry_after))?;
        let policy = self.policy.clone();
        let hashing = place.run(move || policy.hash(&*password)).await;
        Ok(hashing.map_err(|_| HashingError::Stopped)??)
    }
}

/// Why a password was not hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HashingError {
    /// All places are taken; one is likely to be free after this time.
    #[error("no place to hash is free")]
    Busy(Duration),
    /// No password is hashed any more.
    #[error("hashing has stopped")]
    Stopped,
    /// This one was not.
    #[error("{0}")]
    Failed(#[from] HashError),
}

impl HashingError {
    /// The password's own fault, if it is.
    pub(crate) const fn of_password(self) -> Option<HashError> {
        match self {
            Self::Failed(
                error @ (HashError::PasswordEmpty
                | HashError::PasswordTooLong { .. }
                | HashError::PasswordNotUtf8),
            ) => Some(error),
            Self::Failed(_) | Self::Busy(_) | Self::Stopped => None,
        }
    }
}
