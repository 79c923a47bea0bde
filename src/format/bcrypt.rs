//! bcrypt: `$2b$10$` and 53 characters, a salt of 22 and a digest of 31.

use core::fmt;
use core::num::NonZeroU32;
use core::str::FromStr;

use zeroize::Zeroizing;

use crate::algorithm::Algorithm;
use crate::backend::Engine;
use crate::cost::Cost;
use crate::encoding;
use crate::error::{Field, ParseError, VerifyError};
use crate::format::{Checked, Grammar, Input, Verifier, read, verdict};
use crate::limits::Limits;
use crate::redacted::Redacted;
use crate::stored_digest::StoredDigest;

/// What bcrypt reads of a password, in bytes. The rest does not count.
pub(crate) const KEY_LEN: usize = 72;

/// How many KiB Argon2 fills in the time of one round, measured: cost 10 takes as long as 8 times
/// 19 MiB.
const KIB_PER_ROUND: u64 = 152;

/// A bcrypt hash.
///
/// Read as the systems that wrote it compute it:
///
/// * Bytes of the password after the 72nd do not count.
/// * A NUL byte is taken as given, as in Python and Java. C and PHP end the password there; to
///   verify what they stored, cut the password at the first NUL.
/// * Some older implementations of `2a` counted the password's length modulo 256 (CVE-2020-7689):
///   what they stored for 255 bytes and more is refused.
/// * The bits after the last byte of the salt (4) and of the digest (2) may be anything, as for
///   passlib, which met them in exports. [`Display`](fmt::Display) writes them as zero.
/// * For `2a`, crypt_blowfish (and so libxcrypt and hash-wasm) changes the computation of passwords
///   that could collide under the bug of [`TwoX`](BcryptVersion::TwoX). Only a password with bytes
///   0xFF in certain places meets it, and UTF-8 never contains that byte. It is left out here: such
///   a password is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BcryptHash {
    version: BcryptVersion,
    cost: u32,
    salt: Redacted<[u8; 16]>,
    digest: StoredDigest<[u8; 23]>,
}

/// The version of a bcrypt hash, the two characters after its first `$`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BcryptVersion {
    /// `2a`: computed as [`TwoB`](Self::TwoB).
    TwoA,
    /// `2b`: OpenBSD's, and the one most libraries write.
    TwoB,
    /// `2x`: crypt_blowfish's before 1.1 (CVE-2011-2483), which lost characters next to bytes of
    /// 0x80 and above. Only such passwords differ from the other versions.
    TwoX,
    /// `2y`: crypt_blowfish's since 1.1, and PHP's. The same computation as [`TwoB`](Self::TwoB).
    TwoY,
}

impl BcryptVersion {
    /// The mark in the text: `2a`, `2b`, `2x` or `2y`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TwoA => "2a",
            Self::TwoB => "2b",
            Self::TwoX => "2x",
            Self::TwoY => "2y",
        }
    }
}

impl fmt::Display for BcryptVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for BcryptVersion {
    type Err = ParseError;

    /// Reads the mark.
    ///
    /// # Errors
    /// [`Unsupported`](ParseError::Unsupported) for `2`, the first version of 1997, which no
    /// longer is in use; [`Malformed`](ParseError::Malformed) for anything else.
    fn from_str(mark: &str) -> Result<Self, Self::Err> {
        Ok(match mark {
            "2a" => Self::TwoA,
            "2b" => Self::TwoB,
            "2x" => Self::TwoX,
            "2y" => Self::TwoY,
            "2" => {
                return Err(ParseError::Unsupported {
                    algorithm: Algorithm::Bcrypt,
                    variant: "version 2",
                });
            }
            _ => return Err(BcryptHash::malformed(Field::Version)),
        })
    }
}

impl BcryptHash {
    /// Builds a hash from its parts, for systems that keep them in columns of their own: the cost
    /// (4 to 31), the salt's 16 bytes and the digest's 23, decoded.
    ///
    /// Where the columns hold bcrypt's own base64 instead (22 and 31 characters, as in Okta's
    /// exports), put the text together and parse it: `format!("$2a${cost:02}${salt}{value}")`.
    ///
    /// # Errors
    /// [`Malformed`](ParseError::Malformed) for a cost or a length out of range.
    pub fn from_parts(
        version: BcryptVersion,
        cost: u32,
        salt: impl AsRef<[u8]>,
        digest: impl AsRef<[u8]>,
    ) -> Result<Self, ParseError> {
        let (salt, digest) = (salt.as_ref(), digest.as_ref());
        if !matches!(cost, 4..=31) {
            return Err(Self::malformed(Field::Cost));
        }
        let salt = salt.try_into().map_err(|_| Self::malformed(Field::Salt))?;
        let digest = digest
            .try_into()
            .map_err(|_| Self::malformed(Field::Digest))?;
        Ok(Self {
            version,
            cost,
            salt: Redacted(salt),
            digest: StoredDigest::new(digest),
        })
    }

    /// The version.
    #[must_use]
    pub const fn version(&self) -> BcryptVersion {
        self.version
    }

    /// The cost: the base-2 logarithm of the rounds, 4 to 31.
    #[must_use]
    pub const fn cost(&self) -> u32 {
        self.cost
    }

    /// The salt, 16 bytes.
    #[must_use]
    pub const fn salt(&self) -> &[u8; 16] {
        &self.salt.0
    }

    /// The digest, 23 bytes.
    #[must_use]
    pub const fn digest(&self) -> &[u8; 23] {
        &self.digest.0.0
    }
}

impl fmt::Display for BcryptHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "${}${:02}${}{}",
            self.version,
            self.cost,
            encoding::to_bcrypt64(self.salt()),
            encoding::to_bcrypt64(self.digest()),
        )
    }
}

impl Grammar for BcryptHash {
    const ALGORITHM: Algorithm = Algorithm::Bcrypt;

    #[inline]
    fn parse(text: &str) -> Result<Self, ParseError> {
        match Self::parse_usual(text) {
            Some(hash) => Ok(hash),
            None => Self::parse_fields(text),
        }
    }
}

impl BcryptHash {
    /// What is wrong with a text that has not the usual form.
    #[cold]
    fn parse_fields(text: &str) -> Result<Self, ParseError> {
        let structure = Self::malformed(Field::Structure);
        let fields = text.strip_prefix('$').ok_or(structure)?;
        let (version, fields) = fields.split_once('$').ok_or(structure)?;
        let version = version.parse()?;
        let (cost, body) = fields.split_once('$').ok_or(structure)?;
        // Exactly two digits, so that neither a sign nor a third one passes.
        let cost = match cost.as_bytes() {
            [b'0'..=b'9', b'0'..=b'9'] => cost.parse().map_err(|_| Self::malformed(Field::Cost))?,
            _ => return Err(Self::malformed(Field::Cost)),
        };
        let (salt_text, digest_text) = body
            .split_at_checked(22)
            .ok_or(Self::malformed(Field::Salt))?;
        let mut salt = [0; 16];
        let mut digest = [0; 23];
        encoding::bcrypt64(salt_text, &mut salt).map_err(|_| Self::malformed(Field::Salt))?;
        if digest_text.len() != 31 {
            return Err(Self::malformed(Field::Digest));
        }
        encoding::bcrypt64(digest_text, &mut digest).map_err(|_| Self::malformed(Field::Digest))?;
        Self::from_parts(version, cost, salt, digest)
    }

    /// A text's version, cost and the rest, if the former are right.
    fn head(text: &str) -> Option<(BcryptVersion, u32, &str)> {
        let [b'$', b'2', version, b'$', tens, units, b'$', ..] = text.as_bytes() else {
            return None;
        };
        let version = match version {
            b'a' => BcryptVersion::TwoA,
            b'b' => BcryptVersion::TwoB,
            b'x' => BcryptVersion::TwoX,
            b'y' => BcryptVersion::TwoY,
            _ => return None,
        };
        let tens = char::from(*tens).to_digit(10)?;
        let units = char::from(*units).to_digit(10)?;
        let cost = tens.saturating_mul(10).saturating_add(units);
        let body = text.get(7..)?;
        matches!(cost, 4..=31).then_some((version, cost, body))
    }

    #[inline]
    fn parse_usual(text: &str) -> Option<Self> {
        let (version, cost, body) = Self::head(text)?;
        let (salt_text, digest_text) = body.split_at_checked(22)?;
        let mut salt = [0; 16];
        let mut digest = [0; 23];
        encoding::bcrypt64(salt_text, &mut salt).ok()?;
        encoding::bcrypt64(digest_text, &mut digest).ok()?;
        Some(Self {
            version,
            cost,
            salt: Redacted(salt),
            digest: StoredDigest::new(digest),
        })
    }

    /// What a text costs, if it can be parsed. Decodes nothing.
    pub(crate) fn cost_of(text: &str) -> Option<Cost> {
        let (_, cost, body) = Self::head(text)?;
        let is_right = body.len() == 53 && encoding::has_alphabet(body, b'.', b'/');
        is_right.then(|| cost_of(cost))
    }
}

/// What so many rounds cost, by their logarithm.
fn cost_of(log2: u32) -> Cost {
    let rounds = 1_u64.checked_shl(log2).unwrap_or(u64::MAX);
    let work_kib = rounds.saturating_mul(KIB_PER_ROUND);
    Cost::of_count(Algorithm::Bcrypt, work_kib, log2, NonZeroU32::MIN)
}

impl FromStr for BcryptHash {
    type Err = ParseError;

    /// Reads the text under the default [`Limits`].
    fn from_str(encoded: &str) -> Result<Self, Self::Err> {
        read(encoded, &Limits::default())
    }
}

impl Verifier for BcryptHash {
    fn reads(&self) -> usize {
        KEY_LEN
    }

    fn cost(&self) -> Cost {
        cost_of(self.cost)
    }

    /// Always 16 bytes, which no limit is meant for.
    fn salt_len(&self) -> usize {
        0
    }

    fn encoded(&self) -> Option<String> {
        Some(self.to_string())
    }

    /// The rounds of cost c, and then those of c, c + 1 and so on below C, are as many as those of C.
    fn make_up(&self, done: &Cost, input: Input<'_>, engine: Engine<'_>) {
        let mut key = Key::default();
        key.fill(input.bytes, self.version);
        let mut computed = Zeroizing::new([0; 24]);
        for cost in done.count()..self.cost {
            engine.bcrypt(cost, *self.salt(), key.as_bytes(), &mut computed);
        }
    }

    fn verify(&self, input: Input<'_>, engine: Engine<'_>) -> Result<Checked, VerifyError> {
        let mut key = Key::default();
        key.fill(input.bytes, self.version);
        let mut computed = Zeroizing::new([0; 24]);
        engine.bcrypt(self.cost, *self.salt(), key.as_bytes(), &mut computed);
        self.compare(&computed)?;
        Ok(self.checked(input))
    }
}

impl BcryptHash {
    /// A part where another password may have the same hash: from 72 bytes on (the stored hash may
    /// come from a longer one), with a NUL (`a` and `a\0a` are one key, and C stops there), and
    /// with 8-bit bytes under `2x`.
    fn checked(&self, input: Input<'_>) -> Checked {
        // Byte by byte: `is_ascii` leaves copies on the stack where it is not optimised.
        let is_8_bit = input.bytes.iter().any(|byte| *byte >= 0x80);
        let is_lossy_2x = self.version == BcryptVersion::TwoX && is_8_bit;
        let is_read = input.end.is_some_and(|end| end < KEY_LEN);
        Checked::all_if(is_read && !input.bytes.contains(&0) && !is_lossy_2x)
    }

    fn compare(&self, computed: &[u8; 24]) -> Result<(), VerifyError> {
        // bcrypt drops the last of its 24 bytes.
        let (digest, _) = computed.split_at(23);
        verdict(&self.digest, digest)
    }

    /// Verifies passwords against hashes of one cost, side by side where the arithmetic can.
    #[cfg(feature = "batch")]
    pub(crate) fn verify_many(
        cost: u32,
        rows: &[(&Self, &[u8])],
        engine: Engine<'_>,
    ) -> Vec<Result<(), VerifyError>> {
        // Filled where they stay.
        let mut keys = Vec::new();
        keys.resize_with(rows.len(), Key::default);
        for (key, (hash, password)) in keys.iter_mut().zip(rows) {
            key.fill(password, hash.version);
        }
        let keys: Vec<&[u8]> = keys.iter().map(Key::as_bytes).collect();
        let salts: Vec<[u8; 16]> = rows.iter().map(|(hash, _)| *hash.salt()).collect();
        let computed = engine.bcrypt_many(cost, &keys, &salts);
        let pairs = rows.iter().zip(computed.iter());
        pairs
            .map(|((hash, _), computed)| hash.compare(computed))
            .collect()
    }
}

/// What bcrypt takes of a password: its first 72 bytes, ended by a NUL if there is room. Filled in
/// place and not moved then, or a copy would stay behind.
struct Key {
    bytes: Zeroizing<[u8; KEY_LEN]>,
    len: usize,
}

impl Default for Key {
    fn default() -> Self {
        Self {
            bytes: Zeroizing::new([0; KEY_LEN]),
            len: 0,
        }
    }
}

impl Key {
    fn fill(&mut self, password: &[u8], version: BcryptVersion) {
        for (to, from) in self.bytes.iter_mut().zip(password) {
            *to = *from;
        }
        self.len = password.len().saturating_add(1).min(KEY_LEN);
        match version {
            BcryptVersion::TwoX => self.extend_signs(),
            BcryptVersion::TwoA | BcryptVersion::TwoB | BcryptVersion::TwoY => {}
        }
    }

    /// Makes the key schedule of `2x`, as a key that the right schedule reads as it stands.
    ///
    /// Blowfish takes 18 big-endian words from the key, round and round. The old code made each from
    /// four *signed* characters, so that a byte of 0x80 and above set all bits in front of it.
    fn extend_signs(&mut self) {
        let mut extended = Zeroizing::new([0; KEY_LEN]);
        let mut bytes = self.as_bytes().iter().copied().cycle();
        for word in extended.chunks_exact_mut(4) {
            let signed = bytes.by_ref().take(4).fold(0_u32, |word, byte| {
                word << 8 | i32::from(byte.cast_signed()).cast_unsigned()
            });
            word.copy_from_slice(&signed.to_be_bytes());
        }
        self.bytes.copy_from_slice(extended.as_slice());
        self.len = KEY_LEN;
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}
