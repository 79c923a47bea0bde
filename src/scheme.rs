//! How the stored texts of one kind are read, for tables whose rows say of which kind they are.

use core::fmt;
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::format::bcrypt;
use crate::normalization::Unprepared;
use crate::{Algorithm, LegacyHash, Limits, Normalization, ParseError, parse};

/// How stored texts of one kind are read, and what the old system did to a password before it
/// hashed it.
///
/// ```
/// use legacy_hash::{Algorithm, Pepper, Policy, Scheme, Stored};
///
/// # let policy = Policy::default().with_cost(8, 1, 1)?;
/// let policy = policy
///     .with_scheme("v1", Scheme::of(Algorithm::Sha256))?
///     .with_scheme("v2", Scheme::detect().with_pepper(Pepper::suffix("the old pepper")))?;
///
/// // One row: version "v2", and a bcrypt hash of the password and the pepper.
/// let row = Stored::under("v2", "$2b$04$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm");
/// let answer = policy.authenticate(row, "correct horse");
/// # assert!(!answer.is_granted());
/// # Ok::<(), legacy_hash::PolicyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Scheme {
    algorithm: Option<Algorithm>,
    pepper: Option<Pepper>,
    normalization: Normalization,
}

impl Scheme {
    /// Texts of this algorithm, as [`LegacyHash::parse_as`] reads them.
    #[must_use]
    pub const fn of(algorithm: Algorithm) -> Self {
        Self {
            algorithm: Some(algorithm),
            pepper: None,
            normalization: Normalization::Raw,
        }
    }

    /// Texts that say what they are, as [`LegacyHash::parse`] reads them.
    #[must_use]
    pub const fn detect() -> Self {
        Self {
            algorithm: None,
            pepper: None,
            normalization: Normalization::Raw,
        }
    }

    /// Says that a secret went in with each password. A scheme has one; said again, the later one.
    #[must_use]
    pub fn with_pepper(self, pepper: Pepper) -> Self {
        Self {
            pepper: Some(pepper),
            ..self
        }
    }

    /// Says that passwords were normalised.
    #[must_use]
    pub fn with_normalization(self, normalization: Normalization) -> Self {
        Self {
            normalization,
            ..self
        }
    }

    pub(crate) const fn normalization(&self) -> Normalization {
        self.normalization
    }

    /// Whether a password goes in as it does under a policy with this normalisation.
    pub(crate) fn is_plain(&self, normalization: Normalization) -> bool {
        self.pepper.is_none() && self.normalization == normalization
    }

    pub(crate) fn parse(&self, text: &str, limits: &Limits) -> Result<LegacyHash, ParseError> {
        parse::parse_within(self.algorithm, text, limits)
    }

    /// Whether there is to be a pepper, and none was given.
    pub(crate) fn has_empty_pepper(&self) -> bool {
        (self.pepper.as_ref()).is_some_and(|pepper| pepper.secret.is_empty())
    }

    /// Whether bcrypt's 72 bytes may be all pepper, so that every password would open every account.
    pub(crate) fn hides_passwords(&self) -> bool {
        let may_be_bcrypt = matches!(self.algorithm, None | Some(Algorithm::Bcrypt));
        let is_long = |pepper: &Pepper| {
            matches!(pepper.place, Place::Prefix) && pepper.secret.len() >= bcrypt::KEY_LEN
        };
        may_be_bcrypt && self.pepper.as_ref().is_some_and(is_long)
    }

    /// The secret that goes into Argon2 where the text names none.
    pub(crate) fn argon2_secret(&self) -> Option<&[u8]> {
        match &self.pepper {
            Some(Pepper {
                place: Place::Argon2,
                secret,
            }) => Some(secret),
            _ => None,
        }
    }

    /// What the old system hashed when this was typed.
    pub(crate) fn prepare<'a>(&self, typed: &'a [u8]) -> Result<Prepared<'a>, Unprepared> {
        let normal = match self.normalization.apply(typed)? {
            Some(normal) => Prepared::whole(Bytes::Owned(normal)),
            None => Prepared::raw(typed),
        };
        self.season(normal)
    }

    /// What goes in for a password that is in this scheme's normal form already.
    pub(crate) fn season<'a>(&self, normal: Prepared<'a>) -> Result<Prepared<'a>, Unprepared> {
        match &self.pepper {
            Some(pepper) => pepper.season(normal),
            None => Ok(normal),
        }
    }
}

/// A secret that an old system mixed into every password. `Debug` shows where, and not which.
#[derive(Clone)]
pub struct Pepper {
    place: Place,
    secret: Arc<Zeroizing<Vec<u8>>>,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Prefix,
    Suffix,
    HmacSha256(HmacOutput),
    Argon2,
}

/// How the code of [`Pepper::hmac_sha256`] was written before it was hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HmacOutput {
    /// 32 bytes as they are. One code in eight has a NUL, and is [lossy](crate::Withheld::Lossy)
    /// for bcrypt.
    Raw,
    /// 64 lower-case hexadecimal digits.
    Hex,
    /// 44 characters of padded base64.
    Base64,
}

impl Pepper {
    fn new(place: Place, secret: impl AsRef<[u8]>) -> Self {
        let secret = Arc::new(Zeroizing::new(secret.as_ref().to_vec()));
        Self { place, secret }
    }

    /// The secret stood before the password. For bcrypt it must be shorter than the 72 bytes that
    /// are read, or every password would open every account:
    /// [`Policy::with_scheme`](crate::Policy::with_scheme) refuses it.
    #[must_use]
    pub fn prefix(secret: impl AsRef<[u8]>) -> Self {
        Self::new(Place::Prefix, secret)
    }

    /// The secret stood after the password, as Devise puts it.
    #[must_use]
    pub fn suffix(secret: impl AsRef<[u8]>) -> Self {
        Self::new(Place::Suffix, secret)
    }

    /// The password was replaced by its HMAC-SHA-256 (RFC 2104) under the secret.
    #[must_use]
    pub fn hmac_sha256(secret: impl AsRef<[u8]>, output: HmacOutput) -> Self {
        Self::new(Place::HmacSha256(output), secret)
    }

    /// The secret went into Argon2's own secret input, and the texts have no `keyid` that says so.
    /// For new hashes, and for texts that name it, see
    /// [`Policy::with_secret`](crate::Policy::with_secret).
    #[must_use]
    pub fn argon2_secret(secret: impl AsRef<[u8]>) -> Self {
        Self::new(Place::Argon2, secret)
    }

    fn season<'a>(&self, password: Prepared<'a>) -> Result<Prepared<'a>, Unprepared> {
        let secret = self.secret.as_slice();
        Ok(match self.place {
            Place::Argon2 => password,
            Place::Prefix => Prepared::whole(join(secret, password.bytes())?),
            Place::Suffix => Prepared {
                end: password.bytes().len(),
                bytes: join(password.bytes(), secret)?,
            },
            Place::HmacSha256(output) => Prepared::whole(hmac(secret, password.bytes(), output)?),
        })
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}([{} bytes])", self.place, self.secret.len())
    }
}

fn join<'a>(first: &[u8], second: &[u8]) -> Result<Bytes<'a>, Unprepared> {
    let mut joined = Vec::new();
    joined
        .try_reserve_exact(first.len().saturating_add(second.len()))
        .map_err(|_| Unprepared::Internal)?;
    joined.extend_from_slice(first);
    joined.extend_from_slice(second);
    Ok(Bytes::Owned(Zeroizing::new(joined)))
}

fn hmac<'a>(secret: &[u8], password: &[u8], output: HmacOutput) -> Result<Bytes<'a>, Unprepared> {
    // HMAC takes keys of every length, and so never fails here.
    let hmac = Hmac::<Sha256>::new_from_slice(secret);
    let mut hmac = hmac.map_err(|_| Unprepared::Internal)?;
    hmac.update(password);
    let code: Zeroizing<[u8; 32]> = Zeroizing::new(hmac.finalize().into_bytes().into());
    let written = match output {
        HmacOutput::Raw => code.to_vec(),
        HmacOutput::Hex => base16ct::lower::encode_string(code.as_slice()).into_bytes(),
        HmacOutput::Base64 => Base64::encode_string(code.as_slice()).into_bytes(),
    };
    Ok(Bytes::Owned(Zeroizing::new(written)))
}

/// What goes into a hash for what was typed.
pub(crate) struct Prepared<'a> {
    bytes: Bytes<'a>,
    /// Where the password ends, and nothing but a pepper follows.
    end: usize,
}

enum Bytes<'a> {
    Borrowed(&'a [u8]),
    Owned(Zeroizing<Vec<u8>>),
}

impl<'a> Prepared<'a> {
    fn whole(bytes: Bytes<'a>) -> Self {
        let mut prepared = Self { bytes, end: 0 };
        prepared.end = prepared.bytes().len();
        prepared
    }

    /// Exactly these bytes.
    pub(crate) fn raw(bytes: &'a [u8]) -> Self {
        Self::whole(Bytes::Borrowed(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Borrowed(bytes) => bytes,
            Bytes::Owned(bytes) => bytes,
        }
    }

    pub(crate) const fn end(&self) -> usize {
        self.end
    }
}
