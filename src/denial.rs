//! Why a sign-in was denied.

use crate::algorithm::Algorithm;
use crate::context::ContextError;
use crate::error::{Param, ParseError, VerifyError};
use crate::text::Marker;

/// Why a sign-in was denied: for the log, and never for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Denial {
    /// The password is not the account's.
    #[error("wrong password")]
    WrongPassword,
    /// The password is empty. It is refused even where the stored hash is one of nothing.
    #[error("the password is empty")]
    PasswordEmpty,
    /// The password is longer than [`Limits::password_bytes`](crate::Limits::password_bytes).
    #[error("the password is too long")]
    PasswordTooLong,
    /// The password is not UTF-8, and the account's scheme normalises.
    #[error("the password is not UTF-8")]
    PasswordNotUtf8,
    /// The row's label names no scheme of the policy.
    #[error("a label that names no scheme")]
    UnknownLabel,
    /// There is no such account, or it has no password.
    #[error("no stored hash")]
    NoHash,
    /// The account holds a marker where a hash would stand.
    #[error("the account is disabled")]
    Disabled(Marker),
    /// The stored text is no hash that can be verified.
    #[error("unreadable hash: {0}")]
    Unreadable(ParseError),
    /// The stored hash names a secret that the policy does not know.
    #[error("the hash was made with a secret that is not known here")]
    UnknownKey,
    /// A bcrypt hash under a scheme whose pepper leaves fewer than 8 bytes of the password: nearly
    /// every password would open the account.
    #[error("the pepper leaves bcrypt fewer than 8 bytes of the password")]
    PepperHidesPassword,
    /// What stands in other columns does not do: it is missing, or cannot be decoded.
    #[error("{0}")]
    Context(ContextError),
    /// A value on the way to the hash would be longer than 64 KiB.
    #[error("a value on the way to the hash would be too long")]
    ValueTooLong,
    /// The hash's function is not compiled in (the feature `all-formats` has all), or none that this
    /// version computes.
    #[error("{0} is not computed here")]
    Unsupported(&'static str),
    /// The hash reads fewer than 8 bytes of the password: nearly every password would open the account.
    #[error("the hash reads fewer than 8 bytes of the password")]
    PasswordHidden,
    /// The stored hash costs more than the policy's limits allow.
    #[error("{param} of {actual} is over the limit of {limit}")]
    LimitExceeded {
        /// What was too large, and in which unit.
        param: Param,
        /// How much there was.
        actual: u64,
        /// How much the [`Limits`](crate::Limits) allow.
        limit: u64,
    },
    /// The policy no longer takes this algorithm ([`Policy::refuse`](crate::Policy::refuse)).
    #[error("{0} hashes are no longer accepted")]
    Refused(Algorithm),
    /// A part of the work could not be done, for want of memory or of random bytes. Every account is
    /// denied alike then, also for a right password. The service is at fault: answer as for an outage
    /// (503).
    #[error("the hash could not be computed")]
    Internal,
}

impl Denial {
    /// Whether the stored text is no hash that can be verified here, whatever the password.
    #[must_use]
    pub const fn is_unreadable(self) -> bool {
        matches!(self, Self::Unreadable(_) | Self::Unsupported(_))
    }

    /// Whether the row or the service is at fault rather than who signs in, so that an operator
    /// should look. A refused algorithm is among them: who still has it is locked out.
    #[must_use]
    pub const fn is_operator_fault(self) -> bool {
        match self {
            Self::WrongPassword
            | Self::PasswordEmpty
            | Self::PasswordTooLong
            | Self::PasswordNotUtf8
            | Self::NoHash
            | Self::Disabled(_) => false,
            Self::Refused(_)
            | Self::Unreadable(_)
            | Self::PepperHidesPassword
            | Self::Context(_)
            | Self::ValueTooLong
            | Self::Unsupported(_)
            | Self::PasswordHidden
            | Self::UnknownLabel
            | Self::UnknownKey
            | Self::LimitExceeded { .. }
            | Self::Internal => true,
        }
    }
}

impl From<ParseError> for Denial {
    fn from(error: ParseError) -> Self {
        match error {
            ParseError::Disabled => Self::Disabled(Marker::Unknown),
            ParseError::UnsupportedFunction { function } => Self::Unsupported(function),
            error => Self::Unreadable(error),
        }
    }
}

impl From<VerifyError> for Denial {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::PasswordInvalid => Self::WrongPassword,
            VerifyError::LimitExceeded {
                param,
                actual,
                limit,
                ..
            } => Self::LimitExceeded {
                param,
                actual,
                limit,
            },
            VerifyError::UnknownKey { .. } => Self::UnknownKey,
            VerifyError::Context { error, .. } => Self::Context(error),
            VerifyError::ValueTooLong { .. } => Self::ValueTooLong,
            VerifyError::Unsupported { function, .. } | VerifyError::Undefined { function, .. } => {
                Self::Unsupported(function)
            }
            VerifyError::PasswordHidden { .. } => Self::PasswordHidden,
            VerifyError::Internal { .. } => Self::Internal,
        }
    }
}
