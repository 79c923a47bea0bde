//! How the stored texts of one kind are read, for tables whose rows say of which kind they are.

use core::fmt;
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use hmac::digest::FixedOutputReset;
use hmac::{HmacReset, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::algorithm::Algorithm;
use crate::error::{ParseError, PolicyError};
use crate::format::table::Format;
use crate::format::{Input, bcrypt};
use crate::hash::LegacyHash;
use crate::limits::Limits;
use crate::memory::with_wiped_stack;
use crate::normalization::Normalization;
use crate::normalization::Unprepared;
use crate::parse;
use crate::parse::Reading;
use crate::text::Padding;

/// How many bytes of a password an algorithm has to read at the least: with fewer, a search through
/// all of them opens every account in seconds to days.
const MIN_PASSWORD_BYTES: usize = 8;

/// How stored texts of one kind are read, and what the old system did to a password before it
/// hashed it.
///
/// ```
/// use legacy_hash::{Algorithm, Pepper, Policy, Scheme, Stored};
///
/// # let policy = Policy::default().with_weak_cost(8, 1, 1)?;
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
    reading: Reading,
    pepper: Option<Pepper>,
    has_second_pepper: bool,
    normalization: Normalization,
}

impl Scheme {
    /// Texts of this format or algorithm, as [`LegacyHash::parse_as`] reads them. For tables of old hashes that
    /// are never written to again; where new hashes will stand beside the old ones, without a label
    /// of their own, it is [`detect`](Self::detect) with [`with_bare`](Self::with_bare).
    #[must_use]
    pub fn of(format: impl Into<Format>) -> Self {
        Self::reading(Reading::of(format.into()))
    }

    /// Texts that say what they are, as [`LegacyHash::parse`] reads them.
    #[must_use]
    pub const fn detect() -> Self {
        Self::reading(Reading::detect())
    }

    const fn reading(reading: Reading) -> Self {
        Self {
            reading,
            pepper: None,
            has_second_pepper: false,
            normalization: Normalization::Raw,
        }
    }

    /// Says what the bare texts of a column are, those that bear no format's mark: an unsalted digest, or
    /// another format that has to be declared. All others say themselves what they are, also where the
    /// scheme began as one [of](Self::of) a single format.
    ///
    /// ```
    /// use legacy_hash::{Algorithm, Policy, Scheme, Stored};
    ///
    /// let policy = Policy::default().with_scheme("old", Scheme::detect().with_bare(Algorithm::Md5))?;
    /// let bare = Stored::under("old", "5f4dcc3b5aa765d61d8327deb882cf99");
    /// let bcrypt = "$2b$04$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm";
    /// assert_eq!(policy.read(bare).unwrap().algorithm(), Algorithm::Md5);
    /// assert_eq!(policy.read(Stored::under("old", bcrypt)).unwrap().algorithm(), Algorithm::Bcrypt);
    /// # Ok::<(), legacy_hash::PolicyError>(())
    /// ```
    #[must_use]
    pub fn with_bare(mut self, format: impl Into<Format>) -> Self {
        self.reading.declared = None;
        self.reading.bare = Some(format.into());
        self
    }

    /// Says that blanks and line breaks behind a text are no part of it, as `CHAR(n)` columns pad
    /// their texts and files of lines end them. Without this, such a text is
    /// [`Padded`](ParseError::Padded), an error.
    #[must_use]
    pub const fn with_padding_trimmed(mut self) -> Self {
        self.reading.padding = Padding::Trimmed;
        self
    }

    /// Says that a secret went in with each password. A scheme has one:
    /// [`Policy::with_scheme`](crate::Policy::with_scheme) refuses a second.
    #[must_use]
    pub fn with_pepper(self, pepper: Pepper) -> Self {
        Self {
            has_second_pepper: self.has_second_pepper || self.pepper.is_some(),
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
        parse::parse_within(self.reading, text, limits)
    }

    /// Refuses what cannot be meant.
    pub(crate) fn check(&self) -> Result<(), PolicyError> {
        if let Some(format) = self.reading.never_bare() {
            return Err(PolicyError::NeverBare(format.algorithm()));
        }
        if self.has_second_pepper {
            return Err(PolicyError::PepperTwice);
        }
        let Some(pepper) = &self.pepper else {
            return Ok(());
        };
        let declared = self.reading.declared.map(Format::algorithm);
        if pepper.secret.is_empty() {
            return Err(PolicyError::SecretEmpty);
        }
        if matches!(pepper.place, Place::Argon2)
            && !matches!(declared, None | Some(Algorithm::Argon2))
        {
            return Err(PolicyError::PepperNotArgon2);
        }
        if self.hides_passwords_of(declared.unwrap_or(Algorithm::Bcrypt)) {
            return Err(PolicyError::PepperHidesPassword);
        }
        Ok(())
    }

    /// Whether the pepper in front of a password leaves so little of what the algorithm reads that
    /// nearly every password opens every account.
    pub(crate) fn hides_passwords_of(&self, algorithm: Algorithm) -> bool {
        let is_long = |pepper: &Pepper| {
            let room = bcrypt::KEY_LEN.saturating_sub(pepper.secret.len());
            matches!(pepper.place, Place::Prefix) && room < MIN_PASSWORD_BYTES
        };
        algorithm == Algorithm::Bcrypt && self.pepper.as_ref().is_some_and(is_long)
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
        self.pepper(normal)
    }

    /// What goes in for a password that is in this scheme's normal form already.
    pub(crate) fn pepper<'a>(&self, normal: Prepared<'a>) -> Result<Prepared<'a>, Unprepared> {
        match &self.pepper {
            Some(pepper) => pepper.mix_into(normal),
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

    /// The secret stood before the password. bcrypt reads 72 bytes, and fewer than 8 of the password
    /// are too few: behind a secret of more than 64 bytes nearly every password would open every
    /// account. [`Policy::with_scheme`](crate::Policy::with_scheme) refuses it where texts may be
    /// bcrypt's, and a bcrypt hash that comes in all the same is
    /// [denied](crate::Denial::PepperHidesPassword).
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

    fn mix_into<'a>(&self, password: Prepared<'a>) -> Result<Prepared<'a>, Unprepared> {
        let secret = self.secret.as_slice();
        Ok(match self.place {
            Place::Argon2 => password,
            Place::Prefix => Prepared {
                start: secret.len(),
                ..Prepared::whole(join(secret, password.bytes())?)
            },
            Place::Suffix => Prepared {
                start: 0,
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
    let mut code = Zeroizing::new([0; 32]);
    with_wiped_stack::<HMAC_STACK, _>(|| hmac_sha256(secret, password, &mut code))?;
    let code = code.as_slice();
    let len = match output {
        HmacOutput::Raw => code.len(),
        HmacOutput::Hex => base16ct::encoded_len(code),
        HmacOutput::Base64 => Base64::encoded_len(code),
    };
    let mut written = Zeroizing::new(vec![0; len]);
    let fits = match output {
        HmacOutput::Raw => {
            written.copy_from_slice(code);
            true
        }
        HmacOutput::Hex => base16ct::lower::encode(code, &mut written).is_ok(),
        HmacOutput::Base64 => Base64::encode(code, &mut written).is_ok(),
    };
    fits.then_some(Bytes::Owned(written))
        .ok_or(Unprepared::Internal)
}

fn hmac_sha256(secret: &[u8], password: &[u8], code: &mut [u8; 32]) -> Result<(), Unprepared> {
    // HMAC takes keys of every length, and so never fails here.
    let hmac = HmacReset::<Sha256>::new_from_slice(secret);
    let mut hmac = hmac.map_err(|_| Unprepared::Internal)?;
    // Never moved from here on: a moved state leaves the password where it was.
    hmac.update(password);
    hmac.finalize_into_reset(code.into());
    Ok(())
}

/// More than the stack that HMAC takes, in bytes.
const HMAC_STACK: usize = 8 << 10;

/// What goes into a hash for what was typed.
pub(crate) struct Prepared<'a> {
    bytes: Bytes<'a>,
    /// Where the password begins, behind a pepper.
    start: usize,
    /// Where the password ends, and nothing but a pepper follows.
    end: usize,
}

enum Bytes<'a> {
    Borrowed(&'a [u8]),
    Owned(Zeroizing<Vec<u8>>),
}

impl<'a> Prepared<'a> {
    fn whole(bytes: Bytes<'a>) -> Self {
        let mut prepared = Self {
            bytes,
            start: 0,
            end: 0,
        };
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

    /// For a hash.
    pub(crate) fn input(&self) -> Input<'_> {
        Input {
            bytes: self.bytes(),
            start: self.start,
            end: self.end,
        }
    }
}
