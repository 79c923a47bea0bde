//! The answers to a sign-in.

use std::fmt;
use std::time::Duration;

use legacy_hash::{Algorithm, Withheld};
use tokio::task::JoinHandle;

use crate::limit::whole_seconds;
use crate::pool::{Busy, Stopped};
use crate::redacted::HashText;

/// A user who is signed in.
#[derive(Debug)]
pub struct SignedIn {
    pub(crate) user: String,
    pub(crate) by: By,
    pub(crate) withheld: Option<Withheld>,
    pub(crate) settled: Settling,
}

/// Who said that the password is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum By {
    /// A hash of this algorithm.
    Hash(Algorithm),
    /// The old system.
    OldSystem,
}

/// Why nobody is signed in. A client learns no more than this, and of wrong passwords, unknown and
/// locked accounts one and the same.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// Answer 401, with the same words always.
    #[error("invalid credentials")]
    InvalidCredentials,
    /// The account never had a hash, and no old system is asked any more. Only where
    /// [`Builder::show_reset`](crate::Builder::show_reset) allows it: it tells that there is such an account.
    #[error("the password has to be set anew")]
    ResetRequired,
    /// All hashing places are taken. Answer 503, with `Retry-After`.
    #[error("busy")]
    Busy {
        /// When to come back: whole seconds, at least one.
        retry_after: Duration,
    },
    /// Too many attempts. Answer 429, with `Retry-After`.
    #[error("too many attempts")]
    RateLimited {
        /// When to come back: whole seconds, at least one.
        retry_after: Duration,
    },
    /// The old system refused the password, and this is what it says to its users. Only where
    /// [`Passthrough::with_message`](crate::Passthrough::with_message) allows it. Show it as text,
    /// never as HTML.
    #[error("refused by the old system")]
    Refused {
        /// One line, of 500 characters at most.
        message: String,
    },
    /// The table, or the old system, or the service itself is out of order; whether the password is
    /// right is not known. Answer 503.
    #[error("unavailable")]
    Unavailable,
}

/// What the old system says is not shown: it may repeat what was typed.
impl fmt::Debug for SignInError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidCredentials => f.write_str("InvalidCredentials"),
            Self::ResetRequired => f.write_str("ResetRequired"),
            Self::Busy { retry_after } => write!(f, "Busy({retry_after:?})"),
            Self::RateLimited { retry_after } => write!(f, "RateLimited({retry_after:?})"),
            Self::Refused { message } => write!(f, "Refused([{} bytes])", message.len()),
            Self::Unavailable => f.write_str("Unavailable"),
        }
    }
}

impl SignInError {
    pub(crate) fn limited(wait: Duration) -> Self {
        Self::RateLimited {
            retry_after: whole_seconds(wait),
        }
    }
}

impl From<Busy> for SignInError {
    fn from(busy: Busy) -> Self {
        Self::Busy {
            retry_after: busy.retry_after,
        }
    }
}

impl From<Stopped> for SignInError {
    fn from(_: Stopped) -> Self {
        Self::Unavailable
    }
}

/// What is stored once the upgrade is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The hash that this password was verified against or was moved to, as it stands in the table;
    /// `None` where there is none. Where a new password was set in the meantime, it is the former
    /// one still, so that a session which depends on the text ends with it.
    pub hash: Option<HashText>,
    /// What became of the upgrade.
    pub upgrade: Settlement,
}

/// What became of an upgrade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Settlement {
    /// There was nothing to store.
    None,
    /// The new hash is stored.
    Stored,
    /// Something newer was stored before.
    Lost,
    /// The table could not be written. The next sign-in tries again.
    Failed,
}

#[derive(Debug)]
pub(crate) enum Settling {
    Done(Settled),
    Writing(JoinHandle<Settled>, Option<HashText>),
}

impl SignedIn {
    /// The account's own number or name: [`Account::user`](crate::Account::user).
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// Who said that the password is right.
    #[must_use]
    pub const fn by(&self) -> By {
        self.by
    }

    /// Why the hash was not moved, if it should have been: after
    /// [`Withheld::Lossy`] and [`Withheld::PasswordNotUtf8`], ask the user for a new password.
    #[must_use]
    pub const fn withheld(&self) -> Option<Withheld> {
        self.withheld
    }

    /// Waits until the upgrade is over, which is a moment after the answer, and says what is stored:
    /// for services whose sessions end when the stored hash changes. Others need not wait: the
    /// upgrade goes on by itself.
    pub async fn settled(self) -> Settled {
        match self.settled {
            Settling::Done(settled) => settled,
            Settling::Writing(writing, read) => writing.await.unwrap_or(Settled {
                hash: read,
                upgrade: Settlement::Failed,
            }),
        }
    }
}

impl Settling {
    pub(crate) const fn unchanged(read: Option<HashText>) -> Self {
        Self::Done(Settled {
            hash: read,
            upgrade: Settlement::None,
        })
    }
}
