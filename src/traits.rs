//! RustCrypto's password-hash traits, for code written against them.

use password_hash::phc::{PasswordHash, Salt};
use password_hash::{Error, PasswordHasher, PasswordVerifier, Result};

use crate::error::{HashError, ParseError, VerifyError};
use crate::policy::Policy;

/// Verifies a text that says what it is, as [`LegacyHash::parse`](crate::LegacyHash::parse) reads
/// it, under the policy's limits and with its secrets.
///
/// A [disabled](ParseError::Disabled) account refuses every password as
/// [`Error::PasswordInvalid`]; a text that cannot be read is never that.
impl PasswordVerifier<str> for Policy {
    fn verify_password(&self, password: &[u8], hash: &str) -> Result<()> {
        let stored = self.parse(hash).map_err(unreadable)?;
        self.verify(&stored, password).map_err(refused)
    }
}

/// Hashes as [`Policy::hash`] does. A caller's own salt has 8 to 48 bytes; with less than 16 the
/// hash is never [current](Policy::needs_rehash).
impl PasswordHasher<PasswordHash> for Policy {
    fn hash_password_with_salt(&self, password: &[u8], salt: &[u8]) -> Result<PasswordHash> {
        // The PHC type takes shorter salts than Argon2: refuse before the work.
        Salt::new(salt)?;
        let hash = self.hash_with_salt(password, salt).map_err(not_hashed)?;
        Ok(PasswordHash::new(&hash.into_string())?)
    }
}

const fn unreadable(error: ParseError) -> Error {
    match error {
        ParseError::Unrecognized
        | ParseError::Ambiguous { .. }
        | ParseError::Unsupported { .. }
        | ParseError::UnsupportedFunction { .. } => Error::Algorithm,
        ParseError::Disabled => Error::PasswordInvalid,
        ParseError::Malformed { .. } | ParseError::TooLong | ParseError::Padded => {
            Error::EncodingInvalid
        }
    }
}

const fn refused(error: VerifyError) -> Error {
    match error {
        VerifyError::PasswordInvalid => Error::PasswordInvalid,
        VerifyError::LimitExceeded { param, .. } => Error::ParamInvalid { name: param.name() },
        VerifyError::UnknownKey { .. } => Error::ParamInvalid { name: "keyid" },
        VerifyError::Context { .. } => Error::ParamInvalid { name: "context" },
        VerifyError::ValueTooLong { .. } | VerifyError::PasswordHidden { .. } => {
            Error::ParamInvalid { name: "expression" }
        }
        VerifyError::Unsupported { .. } | VerifyError::Undefined { .. } => Error::Algorithm,
        VerifyError::Internal { .. } => Error::Internal,
    }
}

const fn not_hashed(error: HashError) -> Error {
    match error {
        HashError::PasswordEmpty
        | HashError::PasswordTooLong { .. }
        | HashError::PasswordNotUtf8 => Error::ParamInvalid { name: "password" },
        HashError::SaltLength => Error::SaltInvalid,
        HashError::Random => Error::RngFailure,
        HashError::OutOfMemory => Error::OutOfMemory,
        HashError::Internal => Error::Internal,
    }
}
