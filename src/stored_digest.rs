//! The stored digest, and the only place where a comparison becomes a verdict.

use core::fmt;

use subtle::{Choice, ConstantTimeEq};

use crate::error::VerifyError;
use crate::redacted::Redacted;

/// A stored digest. It is compared in constant time and never printed.
#[derive(Clone, Copy)]
pub(crate) struct StoredDigest<B>(pub(crate) Redacted<B>);

impl<B: AsRef<[u8]>> StoredDigest<B> {
    pub(crate) const fn new(bytes: B) -> Self {
        Self(Redacted(bytes))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_ref()
    }

    /// Whether the bytes are equal. Time depends on the lengths alone, which are public; different
    /// lengths are never equal.
    pub(crate) fn ct_eq(&self, computed: &[u8]) -> Choice {
        self.as_bytes().ct_eq(computed)
    }

    /// The verdict on what was computed from a password. This is the one branch on it, so that
    /// `tools/ctgrind` knows every other.
    #[inline(never)]
    pub(crate) fn verify(&self, computed: &[u8]) -> Result<(), VerifyError> {
        if self.ct_eq(computed).into() {
            Ok(())
        } else {
            Err(invalid())
        }
    }
}

/// By a call, or the compiler makes the verdict without a branch, and the callers branch on it.
#[cold]
#[inline(never)]
const fn invalid() -> VerifyError {
    VerifyError::PasswordInvalid
}

impl<B: AsRef<[u8]>> PartialEq for StoredDigest<B> {
    fn eq(&self, other: &Self) -> bool {
        self.ct_eq(other.as_bytes()).into()
    }
}

impl<B: AsRef<[u8]>> Eq for StoredDigest<B> {}

impl<B: AsRef<[u8]>> fmt::Debug for StoredDigest<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
