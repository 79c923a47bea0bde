//! The first sign-in of an account without a hash: the old system is asked, once.

use std::net::IpAddr;
use std::str;
use std::sync::Arc;

use legacy_hash::{HashError, NewHash, Withheld};

use crate::limit::Attempt;
use crate::passthrough::Verdict;
use crate::pool::Place;
use crate::redacted::HashText;
use crate::service::{OldSystem, Service};
use crate::signed_in::Settling;
use crate::signed_in::{By, Settled, Settlement, SignInError, SignedIn};
use crate::store::{Account, Store};
use crate::upgrade::{Now, Typed, Write};

/// A password that is tried at the old system.
pub(crate) struct Forward<V> {
    pub(crate) address: Option<IpAddr>,
    pub(crate) typed: Typed,
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
        Typed {
            identifier,
            password,
        }: &Typed,
        found: Option<&Account<S::Version>>,
    ) -> bool {
        let Some(OldSystem { passthrough, .. }) = &self.old_system else {
            return false;
        };
        let can_be_hashed = !password.is_empty()
            && password.len() <= self.policy.now().limits().password_bytes
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
            address,
            typed,
            found,
        } = forward;
        let (Some(old), Ok(password)) = (&self.old_system, str::from_utf8(&typed.password)) else {
            return Err(SignInError::InvalidCredentials);
        };
        // What the old system takes has to be hashed: no more is asked than there is room for.
        let place = self.pool.reserve()?;
        let identifier = &typed.identifier;
        let attempt = Attempt {
            address,
            identifier,
        };
        if let Some(account) = &found {
            let checked = old.passthrough.check_account(&account.user);
            checked.map_err(SignInError::limited)?;
        }
        let spelled = found
            .as_ref()
            .and_then(|account| account.spelled.as_deref());
        let name = spelled.unwrap_or(identifier.typed());
        let asking = (old.passthrough).ask(&*old.transport, attempt, name, password);
        let verdict = asking.await;
        match (verdict, found) {
            (Verdict::Match, Some(account)) => self.take_over(place, typed, account).await,
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
            (Verdict::Limited(wait), _) => Err(SignInError::limited(wait)),
        }
    }

    /// Hashes a password that the old system takes, and stores the hash where there is still none.
    ///
    /// The old system took its time. Whatever was committed meanwhile counts: the user is signed in
    /// if the hash is stored, or if the table, read once more, says nothing against it.
    async fn take_over(
        self: Arc<Self>,
        place: Place,
        typed: Typed,
        account: Account<S::Version>,
    ) -> Result<SignedIn, SignInError> {
        let user = account.user.clone();
        let (new, withheld) = match self.hash_of(place, &typed).await {
            Ok(new) => (Some(new), None),
            Err(reason) => (None, Some(reason)),
        };
        let written = match new {
            None => Settlement::None,
            Some(new) => {
                let write = Write {
                    typed: typed.clone(),
                    account,
                    kind: None,
                    new,
                };
                match self.write(&write).await {
                    Settlement::Stored => {
                        let hash = Some(write.new.into_string().into());
                        return Ok(signed_in(user, None, hash, Settlement::Stored));
                    }
                    other => other,
                }
            }
        };
        match (self.look_again(&user, typed).await?, written) {
            (Now::Opens(hash), _) => Ok(signed_in(user, withheld, Some(hash), written)),
            (Now::Without, Settlement::None | Settlement::Failed) => {
                Ok(signed_in(user, withheld, None, written))
            }
            // Something was written and taken back: whether the old system is still to be believed,
            // the next attempt finds out.
            (Now::Without, Settlement::Lost | Settlement::Stored) => Err(SignInError::Unavailable),
            (Now::Closed, _) => {
                tracing::debug!("an account was locked or changed while the old system was asked");
                Err(SignInError::InvalidCredentials)
            }
        }
    }

    /// A hash of a password that the old system took, if it checked all of it.
    async fn hash_of(self: &Arc<Self>, place: Place, typed: &Typed) -> Result<NewHash, Withheld> {
        let reads_all = |old: &OldSystem| old.passthrough.reads_all_of(&typed.password);
        if !self.old_system.as_ref().is_some_and(reads_all) {
            return Err(Withheld::Lossy);
        }
        let (service, password) = (Arc::clone(self), Arc::clone(&typed.password));
        let hashing = place.run(move || {
            let policy = service.policy.now();
            Ok(policy.labelled(policy.hash(&**password)?))
        });
        let made = hashing.await.unwrap_or(Err(HashError::Internal));
        made.map_err(|error| {
            tracing::error!(%error, "no hash could be made of a password that was taken over");
            Withheld::Failed(error)
        })
    }
}

fn signed_in(
    user: String,
    withheld: Option<Withheld>,
    hash: Option<HashText>,
    upgrade: Settlement,
) -> SignedIn {
    SignedIn {
        user,
        by: By::OldSystem,
        withheld,
        settled: Settling::Done(Settled { hash, upgrade }),
    }
}
