//! Storing what a hash was moved to, while others write, too.

use std::sync::Arc;

use legacy_hash::Argon2Hash;

use crate::counters::{Event, Kind};
use crate::service::{Password, Service};
use crate::{Account, HashText, Identifier, Settled, Settlement, Store, Written};

/// An upgrade to write.
pub(crate) struct Write<V> {
    pub(crate) identifier: Identifier,
    pub(crate) password: Password,
    pub(crate) account: Account<V>,
    /// What is counted; nothing where the old system said yes.
    pub(crate) kind: Option<Kind>,
    pub(crate) new: Argon2Hash,
}

impl<S: Store> Service<S> {
    /// Writes an upgrade, if the row is still what it was.
    pub(crate) async fn settle(self: Arc<Self>, write: Write<S::Version>) -> Settled {
        let count = |event| {
            if let Some(kind) = write.kind {
                self.counters.count(kind, event);
            }
        };
        let read = write.account.stored.clone();
        match self.store.upgrade(&write.account.version, &write.new).await {
            Ok(Written::Stored) => {
                count(Event::Upgraded);
                Settled {
                    hash: Some(write.new.into_string().into()),
                    upgrade: Settlement::Stored,
                }
            }
            Ok(Written::Lost) => {
                count(Event::Lost);
                tracing::debug!("an upgrade came second");
                let newer = self.newer(write).await;
                Settled {
                    hash: newer.or(read),
                    upgrade: Settlement::Lost,
                }
            }
            Err(error) => {
                count(Event::Failed);
                tracing::error!(%error, "an upgrade could not be stored");
                Settled {
                    hash: read,
                    upgrade: Settlement::Failed,
                }
            }
        }
    }

    /// What stands in the table instead, if it is a hash of the same password: another sign-in was
    /// first. A hash of another password is none of this session's business.
    async fn newer(self: &Arc<Self>, write: Write<S::Version>) -> Option<HashText> {
        let account = self.store.find(&write.identifier).await.ok()??;
        if account.user != write.account.user {
            return None;
        }
        let service = Arc::clone(self);
        let is_same = self.pool.reserved().await.ok()?.run(move || {
            let hash = service.policy.read(account.as_stored()).ok()?;
            let verdict = service.policy.verify(&hash, write.password.as_slice());
            verdict.ok().and(account.stored)
        });
        is_same.await.ok()?
    }
}
