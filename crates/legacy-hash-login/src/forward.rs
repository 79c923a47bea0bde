//! The first sign-in of an account without a hash: the old system is asked, once.

use std::str;
use std::sync::Arc;

use legacy_hash::{HashError, Withheld};

use crate::service::{OldSystem, Password, Service};
use crate::signed_in::Settling;
use crate::upgrade::Write;
use crate::{Account, Attempt, By, Identifier, Place, SignInError, SignedIn, Store, Verdict};

/// A password that is tried at the old system.
pub(crate) struct Forward<V> {
    pub(crate) attempt: (Option<std::net::IpAddr>, Identifier),
    pub(crate) password: Password,
    pub(crate) found: Option<Account<V>>,
}

impl<S: Store> Service<S> {
    /// Whether there is an old system, and its window is open.
    pub(crate) fn asks_an_old_system(&self) -> bool {
        let old = self.old_system.as_ref();
        old.is_some_and(|old| old.passthrough.is_open((self.clock)()))
    }

    /// Whether the old system is asked: only about an account that is not locked and whose hash
    /// column is `NULL`, and about a password that could be hashed. About an account that is not
    /// there it is asked where all are to look alike.
    pub(crate) fn asks_about(
        &self,
        identifier: &Identifier,
        password: &[u8],
        found: Option<&Account<S::Version>>,
    ) -> bool {
        let Some(OldSystem { passthrough, .. }) = &self.old_system else {
            return false;
        };
        let can_be_hashed = !password.is_empty()
            && password.len() <= self.policy.limits().password_bytes
            && str::from_utf8(password).is_ok();
        let has_none = match found {
            Some(account) => !account.is_locked && account.stored.is_none(),
            None => passthrough.forwards_unknown() && !identifier.typed().is_empty(),
        };
        can_be_hashed && has_none && self.asks_an_old_system()
    }

    /// Asks, and stores a hash of what the old system takes before anybody is answered, so that it
    /// is not asked about this account again.
    pub(crate) async fn forward(
        self: Arc<Self>,
        forward: Forward<S::Version>,
    ) -> Result<SignedIn, SignInError> {
        let Forward {
            attempt: (address, identifier),
            password,
            found,
        } = forward;
        let (Some(old), Ok(typed)) = (&self.old_system, str::from_utf8(&password)) else {
            return Err(SignInError::InvalidCredentials);
        };
        // What the old system takes has to be hashed: no more is asked than there is room for.
        let place = self.pool.reserve()?;
        let attempt = Attempt {
            address,
            identifier: &identifier,
        };
        let spelled = found
            .as_ref()
            .and_then(|account| account.spelled.as_deref());
        let name = spelled.unwrap_or(identifier.typed());
        let asking = old.passthrough.ask(&*old.transport, attempt, name, typed);
        let verdict = asking.await;
        match (verdict, found) {
            (Verdict::Match, Some(account)) => {
                Ok(self.take_over(place, identifier, password, account).await)
            }
            (Verdict::Match, None) => {
                tracing::warn!("the old system knows an account that was not imported");
                Err(SignInError::InvalidCredentials)
            }
            (Verdict::Refused { message: None }, _) => Err(SignInError::InvalidCredentials),
            (
                Verdict::Refused {
                    message: Some(message),
                },
                _,
            ) => Err(SignInError::Refused { message }),
            (Verdict::Unavailable(_), _) => Err(SignInError::Unavailable),
            (Verdict::Limited(retry_after), _) => Err(SignInError::RateLimited { retry_after }),
        }
    }

    /// Hashes a password that the old system takes, and stores the hash where there is still none.
    async fn take_over(
        self: Arc<Self>,
        place: Place,
        identifier: Identifier,
        password: Password,
        account: Account<S::Version>,
    ) -> SignedIn {
        let user = account.user.clone();
        let (service, typed) = (Arc::clone(&self), Arc::clone(&password));
        let hashing = place.run(move || service.policy.hash(&**typed));
        let made = hashing.await.unwrap_or(Err(HashError::Internal));
        let (withheld, settled) = match made {
            Ok(new) => {
                let write = Write {
                    identifier,
                    password,
                    account,
                    kind: None,
                    new,
                };
                (None, Settling::Done(self.settle(write).await))
            }
            Err(error) => {
                tracing::error!(%error, "no hash could be made of a password that was taken over");
                (Some(Withheld::Failed(error)), Settling::unchanged(None))
            }
        };
        SignedIn {
            user,
            by: By::OldSystem,
            withheld,
            settled,
        }
    }
}
