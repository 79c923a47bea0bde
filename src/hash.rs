//! The stored hash, whatever made it.

use crate::algorithm::Algorithm;
use crate::backend::{Backend, Engine};
use crate::context::Context;
use crate::cost::Cost;
use crate::dynamic::DynamicHash;
use crate::error::VerifyError;
use crate::format::argon2::Argon2Hash;
use crate::format::bcrypt::BcryptHash;
use crate::format::md5::Md5Hash;
use crate::format::salted_digest::{DigestAlgorithm, OfKinds, SaltedDigest};
use crate::format::sha1::Sha1Hash;
use crate::format::sha256::Sha256Hash;
use crate::format::{Input, Verifier};
use crate::limits::Limits;
use crate::secret::Keyring;

/// A password hash of an older system: one variant for each algorithm.
///
/// It is read with [`parse`](Self::parse) where the text says what it is, and with
/// [`parse_as`](Self::parse_as) where the table's owner has to. It is built from a payload's
/// `from_parts` where salt, cost and digest have columns of their own.
///
/// `Debug` shows algorithm and parameters, and neither salt nor digest. Equality compares digests
/// in constant time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LegacyHash {
    /// MD5, salted or not.
    Md5(Md5Hash),
    /// SHA-1, salted or not.
    Sha1(Sha1Hash),
    /// SHA-256, salted or not.
    Sha256(Sha256Hash),
    /// bcrypt.
    Bcrypt(BcryptHash),
    /// Argon2i, Argon2d or Argon2id.
    Argon2(Argon2Hash),
    /// A function over an expression of the password.
    Dynamic(DynamicHash),
}

impl LegacyHash {
    /// The algorithm that computes this hash.
    #[deny(clippy::wildcard_enum_match_arm)]
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match self {
            Self::Dynamic(hash) => hash.algorithm(),
            Self::Md5(_) => Algorithm::Md5,
            Self::Sha1(_) => Algorithm::Sha1,
            Self::Sha256(_) => Algorithm::Sha256,
            Self::Bcrypt(_) => Algorithm::Bcrypt,
            Self::Argon2(_) => Algorithm::Argon2,
        }
    }

    /// What verifying it takes.
    #[must_use]
    pub fn cost(&self) -> Cost {
        self.verifier().cost()
    }

    /// The text to store: the one that was read, but for spellings of the same hash (hexadecimal
    /// comes out in lower case, the parameters of Argon2 in their usual order). `None` where no text
    /// of the format holds all of it, as for a digest with a salt from another column. There is no
    /// `Display`, which would bring hashes into logs.
    ///
    /// ```
    /// use legacy_hash::{Algorithm, LegacyHash, Md5Hash};
    ///
    /// let stored = LegacyHash::parse_as(Algorithm::Md5, "5F4DCC3B5AA765D61D8327DEB882CF99")?;
    /// assert_eq!(stored.encoded().as_deref(), Some("5f4dcc3b5aa765d61d8327deb882cf99"));
    /// let salted: Md5Hash = "d897cc54e94fe33e4da398599cbdfbec".parse()?;
    /// assert_eq!(LegacyHash::from(salted.with_prefix("NaCl")).encoded(), None);
    /// # Ok::<(), legacy_hash::ParseError>(())
    /// ```
    #[must_use]
    pub fn encoded(&self) -> Option<String> {
        self.verifier().encoded()
    }

    /// Checks a password, under the default [`Limits`]. Under others, or with a secret:
    /// [`Policy::verify`](crate::Policy::verify).
    ///
    /// A wrong password is an `Err`, so that neither `?` nor `is_ok()` lets anyone in by mistake.
    /// The digests are compared in constant time. The *work* is the stored hash's own and tells
    /// its algorithm.
    ///
    /// # Errors
    /// [`PasswordInvalid`](VerifyError::PasswordInvalid) for a wrong password; everything else is
    /// the operator's to hear of.
    ///
    /// ```
    /// use legacy_hash::{Algorithm, LegacyHash, VerifyError};
    ///
    /// let stored = LegacyHash::parse_as(Algorithm::Md5, "5f4dcc3b5aa765d61d8327deb882cf99")?;
    /// match stored.verify("password") {
    ///     Ok(()) => println!("signed in"),
    ///     Err(VerifyError::PasswordInvalid) => println!("wrong user name or password"),
    ///     Err(error) => eprintln!("wrong user name or password (for the log: {error})"),
    /// }
    /// # assert!(stored.verify("password").is_ok());
    /// # assert_eq!(stored.verify("Password"), Err(VerifyError::PasswordInvalid));
    /// # Ok::<(), legacy_hash::ParseError>(())
    /// ```
    pub fn verify(&self, password: impl AsRef<[u8]>) -> Result<(), VerifyError> {
        self.verify_bytes(password.as_ref())
    }

    /// No part of a caller's crate, where less of it is inlined.
    fn verify_bytes(&self, password: &[u8]) -> Result<(), VerifyError> {
        static NO_SECRETS: Keyring = Keyring::EMPTY;
        let limits = Limits::default();
        self.check_password(password, &limits)?;
        let secret = self.secret_within(&limits, &NO_SECRETS)?;
        let arithmetic = Backend::default().arithmetic();
        let engine = Engine { secret, arithmetic };
        let checked = self.verifier().verify(Input::of(password), engine);
        checked.map(drop)
    }

    /// Says what stands in other columns for this row. It takes the place of what was said before, and a
    /// hash that needs none of it does not look at it.
    #[deny(clippy::wildcard_enum_match_arm)]
    #[must_use]
    pub fn with_context(self, context: Context) -> Self {
        match self {
            Self::Dynamic(hash) => Self::Dynamic(hash.with_context(context)),
            hash @ (Self::Md5(_)
            | Self::Sha1(_)
            | Self::Sha256(_)
            | Self::Bcrypt(_)
            | Self::Argon2(_)) => hash,
        }
    }

    /// Refuses a password that is too long to be hashed, at all or by this hash.
    pub(crate) fn check_password(
        &self,
        password: &[u8],
        limits: &Limits,
    ) -> Result<(), VerifyError> {
        let checked = self.verifier().check_password(password, limits);
        checked.map_err(|excess| excess.in_hash(self.algorithm()))
    }

    /// The secret of a hash that may be computed: it is within the limits, has its context, and names no
    /// secret that is not known.
    #[inline]
    pub(crate) fn secret_within<'a>(
        &self,
        limits: &Limits,
        keys: &'a Keyring,
    ) -> Result<&'a [u8], VerifyError> {
        let name = self.verifier().check(limits);
        let name = name.map_err(|refusal| refusal.in_hash(self.algorithm()))?;
        let secret = keys.find(&name);
        secret.ok_or_else(|| VerifyError::UnknownKey {
            algorithm: self.algorithm(),
        })
    }

    /// The one dispatch over the variants.
    #[deny(clippy::wildcard_enum_match_arm)]
    pub(crate) fn verifier(&self) -> &dyn Verifier {
        match self {
            Self::Md5(hash) => hash,
            Self::Sha1(hash) => hash,
            Self::Sha256(hash) => hash,
            Self::Bcrypt(hash) => hash,
            Self::Argon2(hash) => hash,
            Self::Dynamic(hash) => hash,
        }
    }
}

impl<D: DigestAlgorithm> From<SaltedDigest<D>> for LegacyHash {
    fn from(hash: SaltedDigest<D>) -> Self {
        let variants = OfKinds {
            md5: Self::Md5,
            sha1: Self::Sha1,
            sha256: Self::Sha256,
        };
        D::choose(hash, variants)
    }
}

macro_rules! from_payload {
    ($($variant:ident($payload:ty),)*) => {$(
        impl From<$payload> for LegacyHash {
            fn from(hash: $payload) -> Self {
                Self::$variant(hash)
            }
        }
    )*};
}

from_payload! {
    Bcrypt(BcryptHash),
    Argon2(Argon2Hash),
    Dynamic(DynamicHash),
}
