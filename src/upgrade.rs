//! The moment of the sign-in: verify, and hand back what to store.

use core::fmt;
use core::ops::Deref;
use std::sync::Arc;

use crate::error::{HashError, VerifyError};
use crate::format::Checked;
use crate::format::argon2::Argon2Hash;
use crate::hash::LegacyHash;
use crate::policy::Policy;

/// What a right password leads to. In every case the user is to be let in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a `Rehashed` hash is to be stored"]
#[non_exhaustive]
pub enum Upgrade {
    /// The hash is as strong as the policy asks. There is nothing to store.
    Current,
    /// Store this in place of the hash that was verified, and only of that one:
    /// `UPDATE … SET hash = new WHERE id = … AND hash = old`, with `old` as it was read from the
    /// row (a hash may write itself in other words). A password that was changed in the meantime
    /// must win. The column takes [`Policy::max_encoded_len`] bytes. Where rows carry a label,
    /// store [`NewHash::label`] with it, or the new hash will be read as the old one was.
    Rehashed(NewHash),
    /// The password was right, but there is no safe new hash this time. Keep the old one.
    Withheld(Withheld),
}

/// A new hash, with the label that rows have to carry beside it. Its `Display` is the text to store,
/// a PHC string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHash {
    hash: Argon2Hash,
    label: Arc<str>,
}

impl NewHash {
    /// What to store beside the text, where rows carry a label: [`Policy::label`].
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The text to store. The same as [`Display`](fmt::Display) writes.
    #[must_use]
    pub fn into_string(self) -> String {
        self.hash.into_string()
    }
}

/// The hash itself, with all its parts.
impl Policy {
    /// A hash that [`hash`](Self::hash) made, with the label that rows have to carry beside it.
    ///
    /// ```
    /// use legacy_hash::Policy;
    ///
    /// let policy = Policy::default().with_label("v3")?;
    /// let new = policy.labelled(policy.hash("correct horse")?);
    /// assert_eq!(new.label(), "v3");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn labelled(&self, hash: Argon2Hash) -> NewHash {
        NewHash {
            hash,
            label: self.shared_label(),
        }
    }
}

impl Deref for NewHash {
    type Target = Argon2Hash;

    fn deref(&self) -> &Argon2Hash {
        &self.hash
    }
}

impl fmt::Display for NewHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hash.fmt(f)
    }
}

impl From<NewHash> for Argon2Hash {
    fn from(new: NewHash) -> Self {
        new.hash
    }
}

impl From<NewHash> for LegacyHash {
    fn from(new: NewHash) -> Self {
        new.hash.into()
    }
}

/// Why a right password was not rehashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Withheld {
    /// The old scheme did not check every byte of what was typed, or several passwords have this
    /// hash: bcrypt from 72 bytes on, with a NUL inside, or as `2x` with 8-bit bytes. A new hash
    /// of it would let whoever knows the part that counts set a new password.
    ///
    /// Ask this user for a new password.
    #[error("the old hash did not check every byte of the password")]
    Lossy,
    /// The old scheme took bytes, the policy normalises, and the password is no UTF-8. Ask this user
    /// for a new password.
    #[error("the password is not UTF-8")]
    PasswordNotUtf8,
    /// The empty password matched. Nothing should be stored that an empty field signs in with.
    #[error("the password is empty")]
    PasswordEmpty,
    /// The new hash could not be made. The next sign-in tries again; the operator should know.
    #[error("no new hash: {0}")]
    Failed(HashError),
}

impl LegacyHash {
    /// Checks a password under the policy's limits and with its secrets, and makes the hash to
    /// store instead if this one is weaker than the policy asks.
    ///
    /// A failure to make the new hash never fails a right password: it is
    /// [`Withheld`](Upgrade::Withheld), too.
    ///
    /// # Errors
    /// As [`LegacyHash::verify`].
    ///
    /// ```
    /// use legacy_hash::{Algorithm, LegacyHash, Policy, Upgrade};
    ///
    /// let policy = Policy::default();
    /// let old = LegacyHash::parse_as(Algorithm::Md5, "5f4dcc3b5aa765d61d8327deb882cf99")?;
    /// let Upgrade::Rehashed(new) = old.verify_and_upgrade("password", &policy)? else {
    ///     panic!("MD5 is weaker than any policy");
    /// };
    /// let new = LegacyHash::from(new);
    /// assert_eq!(new.verify_and_upgrade("password", &policy)?, Upgrade::Current);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_and_upgrade(
        &self,
        password: impl AsRef<[u8]>,
        policy: &Policy,
    ) -> Result<Upgrade, VerifyError> {
        let typed = password.as_ref();
        let checked = policy.verify_typed(self, typed)?;
        if !policy.needs_rehash(self) {
            return Ok(Upgrade::Current);
        }
        Ok(policy.replace(checked, || policy.hash(typed)))
    }
}

impl Policy {
    /// What a right password leads to whose hash is to be made anew; `make` makes the new hash, if there
    /// may be one.
    pub(crate) fn replace(
        &self,
        checked: Checked,
        make: impl FnOnce() -> Result<Argon2Hash, HashError>,
    ) -> Upgrade {
        if checked == Checked::Part {
            return Upgrade::Withheld(Withheld::Lossy);
        }
        match make() {
            Ok(hash) => Upgrade::Rehashed(NewHash {
                hash,
                label: self.shared_label(),
            }),
            Err(HashError::PasswordEmpty) => Upgrade::Withheld(Withheld::PasswordEmpty),
            Err(HashError::PasswordNotUtf8) => Upgrade::Withheld(Withheld::PasswordNotUtf8),
            Err(error) => Upgrade::Withheld(Withheld::Failed(error)),
        }
    }
}
