//! RustCrypto's password-hash traits, for code written against them.

use password_hash::phc::PasswordHash;
use password_hash::{Error, PasswordHasher, PasswordVerifier, Result};

use crate::{HashError, ParseError, Policy, VerifyError};

/// Verifies a text that says what it is, as [`LegacyHash::parse`](crate::LegacyHash::parse) reads
/// it, under the policy's limits and with its secrets.
///
/// A [disabled](ParseError::Disabled) account refuses every password as
/// [`Error::PasswordInvalid`]; a text that cannot be read is never that.
impl PasswordVerifier<str> for Policy {
    fn verify_password(&self, password: &[u8], hash: &str) -> Result<()> {
        let stored = self.parse(hash)?;
        Ok(self.verify(&stored, password)?)
    }
}

/// Hashes as [`Policy::hash`] does. A caller's own salt has 8 to 48 bytes; with less than 16 the
/// hash is never [current](Policy::needs_rehash).
impl PasswordHasher<PasswordHash> for Policy {
    fn hash_password_with_salt(&self, password: &[u8], salt: &[u8]) -> Result<PasswordHash> {
        let hash = self.hash_with_salt(password, salt)?;
        Ok(PasswordHash::new(&hash.into_string())?)
    }
}

impl From<ParseError> for Error {
    fn from(error: ParseError) -> Self {
        match error {
            ParseError::Unrecognized
            | ParseError::Ambiguous { .. }
            | ParseError::Unsupported { .. } => Self::Algorithm,
            ParseError::Disabled => Self::PasswordInvalid,
            ParseError::Malformed { .. } | ParseError::TooLong => Self::EncodingInvalid,
        }
    }
}

impl From<VerifyError> for Error {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::PasswordInvalid => Self::PasswordInvalid,
            VerifyError::LimitExceeded { param, .. } => Self::ParamInvalid { name: param.name() },
            VerifyError::UnknownKey { .. } => Self::ParamInvalid { name: "keyid" },
            VerifyError::Internal { .. } => Self::Internal,
        }
    }
}

impl From<HashError> for Error {
    fn from(error: HashError) -> Self {
        match error {
            HashError::PasswordEmpty => Self::PasswordInvalid,
            HashError::PasswordTooLong { .. } => Self::ParamInvalid { name: "password" },
            HashError::SaltLength => Self::SaltInvalid,
            HashError::Random => Self::RngFailure,
            HashError::OutOfMemory => Self::OutOfMemory,
            HashError::Internal => Self::Internal,
        }
    }
}
