//! Storing what a hash was moved to, while others write, too.

use std::sync::Arc;

use legacy_hash::{Denial, NewHash};

use crate::counters::{Event, Kind};
use crate::identifier::Identifier;
use crate::redacted::HashText;
use crate::service::{Password, Service};
use crate::signed_in::{Settled, Settlement, SignInError};
use crate::store::{Account, Store, Written};

/// Who typed what.
#[derive(Clone)]
pub(crate) struct Typed {
    pub(crate) identifier: Identifier,
    pub(crate) password: Password,
}

/// An upgrade to write.
pub(crate) struct Write<V> {
    pub(crate) typed: Typed,
    pub(crate) account: Account<V>,
    /// What is counted; nothing where the old system said yes.
    pub(crate) kind: Option<Kind>,
    pub(crate) new: NewHash,
}

/// What the table says of an account now, to somebody whose password was right a moment ago.
pub(crate) enum Now {
    /// It has this hash, which is of the password that was typed.
    Opens(HashText),
    /// It still has none.
    Without,
    /// It is locked or gone, or has another password or a marker.
    Closed,
}

impl<S: Store> Service<S> {
    /// Writes an upgrade, if the row is still what it was, and says what is stored.
    pub(crate) async fn settle(self: Arc<Self>, write: Write<S::Version>) -> Settled {
        let upgrade = self.write(&write).await;
        let Write {
            typed,
            account,
            new,
            ..
        } = write;
        let hash = match upgrade {
            Settlement::Stored => Some(new.into_string().into()),
            // Another sign-in was first, or a hash of another password is stored, which is none of
            // this session's business.
            Settlement::Lost => match self.look_again(&account.user, typed).await {
                Ok(Now::Opens(newer)) => Some(newer),
                Ok(Now::Without | Now::Closed) | Err(_) => account.stored,
            },
            Settlement::Failed | Settlement::None => account.stored,
        };
        Settled { hash, upgrade }
    }

    /// Writes an upgrade, if the row is still what it was.
    pub(crate) async fn write(&self, write: &Write<S::Version>) -> Settlement {
        let count = |event| {
            if let Some(kind) = write.kind {
                self.counters.count(kind, event);
            }
        };
        match self.store.upgrade(&write.account.version, &write.new).await {
            Ok(Written::Stored) => {
                count(Event::Upgraded);
                Settlement::Stored
            }
            Ok(Written::Lost) => {
                count(Event::Lost);
                tracing::debug!("an upgrade came second");
                Settlement::Lost
            }
            Err(error) => {
                count(Event::Failed);
                tracing::error!(%error, "an upgrade could not be stored");
                Settlement::Failed
            }
        }
    }

    /// Reads the account once more.
    pub(crate) async fn look_again(
        self: &Arc<Self>,
        user: &str,
        typed: Typed,
    ) -> Result<Now, SignInError> {
        let Typed {
            identifier,
            password,
        } = typed;
        let found = self.find(&identifier).await?;
        let Some(account) = found.filter(|account| account.user == user && !account.is_locked)
        else {
            return Ok(Now::Closed);
        };
        let Some(text) = account.stored.clone() else {
            return Ok(Now::Without);
        };
        let service = Arc::clone(self);
        let verdict = self.pool.reserved().await?.run(move || {
            let stored = account.as_stored();
            service
                .policy
                .now()
                .verify_stored(stored, password.as_slice())
        });
        match verdict.await? {
            Ok(()) => Ok(Now::Opens(text)),
            Err(Denial::Internal) => Err(SignInError::Unavailable),
            Err(_) => Ok(Now::Closed),
        }
    }

    /// The account that somebody typed, if there is one.
    pub(crate) async fn find(
        &self,
        identifier: &Identifier,
    ) -> Result<Option<Account<S::Version>>, SignInError> {
        self.store.find(identifier).await.map_err(|error| {
            tracing::error!(%error, "an account could not be read");
            SignInError::Unavailable
        })
    }
}
