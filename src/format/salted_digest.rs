//! The grammar and the check that the plain digests share: `H(prefix ‖ password ‖ suffix)`.
//! Each digest has a file of its own that says which one it is.

use core::fmt;
use core::str::FromStr;

use hmac::digest::{Digest, FixedOutputReset, Output};

use crate::algorithm::Algorithm;
use crate::backend::Engine;
use crate::cost::Cost;
use crate::encoding;
use crate::error::{Field, ParseError, VerifyError};
use crate::format::md5::Md5Hash;
use crate::format::sha1::Sha1Hash;
use crate::format::sha256::Sha256Hash;
use crate::format::{Checked, Grammar, Input, Verifier, read};
use crate::limits::Limits;
use crate::memory::with_wiped_stack;
use crate::redacted::Redacted;
use crate::stored_digest::StoredDigest;

/// More than the stack that a digest and its comparison take, in bytes: 1 KiB holds all copies in an
/// optimised build and 2 KiB in another, as `tests/wiped` finds. 20 ns.
const STACK: usize = if cfg!(debug_assertions) {
    8 << 10
} else {
    2 << 10
};

/// A plain digest that passwords were stored under: what kind of [`SaltedDigest`] a hash is. There are
/// [`Md5`](crate::Md5), [`Sha1`](crate::Sha1) and [`Sha256`](crate::Sha256), and nobody else can implement
/// it, since [`LegacyHash`](crate::LegacyHash) would not take the hashes.
///
/// Code that is the same for all of them is generic over it:
///
/// ```
/// use legacy_hash::{DigestAlgorithm, LegacyHash, Md5, ParseError, SaltedDigest, Sha1};
///
/// /// A table with a column for the digest and one for the salt, which went in after the password.
/// fn read<D: DigestAlgorithm>(rows: &[[&str; 2]]) -> Result<Vec<LegacyHash>, ParseError> {
///     let read = |[digest, salt]: &[&str; 2]| {
///         let hash: SaltedDigest<D> = digest.parse()?;
///         Ok(hash.with_suffix(salt).into())
///     };
///     rows.iter().map(read).collect()
/// }
///
/// let stored = read::<Md5>(&[["5af3612cb8ad14d34cd17b21ceeb449d", "NaCl"]])?;
/// assert!(stored[0].verify("correct horse").is_ok());
/// let stored = read::<Sha1>(&[["2a2f90f518bc367d903758d46dc6aa7ec80afe92", "NaCl"]])?;
/// assert!(stored[0].verify("correct horse").is_ok());
/// # Ok::<(), ParseError>(())
/// ```
///
/// ```compile_fail,E0277
/// enum Sha3 {}
///
/// impl legacy_hash::DigestAlgorithm for Sha3 {
///     const ALGORITHM: legacy_hash::Algorithm = legacy_hash::Algorithm::Sha3_256;
///     const LEN: usize = 32;
/// }
/// ```
#[expect(private_bounds, reason = "what computes is nobody else's")]
pub trait DigestAlgorithm: Computation + 'static {
    /// The algorithm.
    const ALGORITHM: Algorithm;

    /// The digest's length, in bytes.
    const LEN: usize;
}

/// How a digest is computed, and which hash it makes.
pub(crate) trait Computation: Sized {
    /// The digest's bytes.
    type Output: AsRef<[u8]> + AsMut<[u8]> + Clone + Default + Send + Sync + 'static;

    /// Digests the parts one after the other.
    fn digest(parts: [&[u8]; 3], output: &mut Self::Output);

    /// Calls the one of the functions that is for hashes of this kind.
    fn choose<T>(hash: SaltedDigest<Self>, functions: OfKinds<T>) -> T
    where
        Self: DigestAlgorithm;
}

/// What is done with a hash of each kind.
pub(crate) struct OfKinds<T> {
    pub(crate) md5: fn(Md5Hash) -> T,
    pub(crate) sha1: fn(Sha1Hash) -> T,
    pub(crate) sha256: fn(Sha256Hash) -> T,
}

/// Digests the parts one after the other by RustCrypto's implementation.
#[inline]
pub(crate) fn digest<D: Digest + FixedOutputReset>(parts: [&[u8]; 3], output: &mut Output<D>) {
    // Never moved: a moved hasher leaves the password where it was.
    let mut hasher = D::new();
    for part in parts {
        Digest::update(&mut hasher, part);
    }
    Digest::finalize_into_reset(&mut hasher, output);
}

/// A digest of a password with a salt before it, after it, on both sides, or with none:
/// `H(prefix ‖ password ‖ suffix)`. [`Md5Hash`](crate::Md5Hash), [`Sha1Hash`](crate::Sha1Hash) and
/// [`Sha256Hash`](crate::Sha256Hash) are its three kinds.
///
/// As text it is the bare digest: hexadecimal in either case, or base64 in the standard or the
/// URL-safe alphabet, padded or not. The salt stands in another column, and which side of the
/// password it goes is for the old system's code to tell:
///
/// ```
/// use legacy_hash::{LegacyHash, Md5Hash};
///
/// // Two columns: salt "NaCl", and md5(salt . password) in hexadecimal.
/// let hash: Md5Hash = "d897cc54e94fe33e4da398599cbdfbec".parse()?;
/// let stored = LegacyHash::from(hash.with_prefix("NaCl"));
/// assert!(stored.verify("correct horse").is_ok());
/// # Ok::<(), legacy_hash::ParseError>(())
/// ```
pub struct SaltedDigest<H: DigestAlgorithm> {
    digest: StoredDigest<H::Output>,
    prefix: Redacted<Box<[u8]>>,
    suffix: Redacted<Box<[u8]>>,
}

impl<H: DigestAlgorithm> SaltedDigest<H> {
    /// Builds a hash from the digest's bytes and the bytes that went before and after the
    /// password; both may be empty.
    ///
    /// The digest is **decoded**: hexadecimal or base64 is read by [`FromStr`]. A salt goes in as
    /// the old system put it in, which is often the text of its column.
    ///
    /// # Errors
    /// [`Malformed`](ParseError::Malformed) if `digest` has not exactly the algorithm's length: a
    /// cut digest is no shorter comparison.
    pub fn from_parts(
        digest: impl AsRef<[u8]>,
        prefix: impl AsRef<[u8]>,
        suffix: impl AsRef<[u8]>,
    ) -> Result<Self, ParseError> {
        let mut output = H::Output::default();
        if digest.as_ref().len() != H::LEN {
            return Err(Self::malformed(Field::Digest));
        }
        output.as_mut().copy_from_slice(digest.as_ref());
        Ok(Self::new(output).with_prefix(prefix).with_suffix(suffix))
    }

    fn new(digest: H::Output) -> Self {
        Self {
            digest: StoredDigest::new(digest),
            prefix: Redacted(Box::default()),
            suffix: Redacted(Box::default()),
        }
    }

    /// Says that these bytes went in before the password.
    #[must_use]
    pub fn with_prefix(self, prefix: impl AsRef<[u8]>) -> Self {
        Self {
            prefix: Redacted(prefix.as_ref().into()),
            ..self
        }
    }

    /// Says that these bytes went in after the password.
    #[must_use]
    pub fn with_suffix(self, suffix: impl AsRef<[u8]>) -> Self {
        Self {
            suffix: Redacted(suffix.as_ref().into()),
            ..self
        }
    }

    /// The digest, of [its length](DigestAlgorithm::LEN): 16 bytes for MD5, 20 for SHA-1, 32 for SHA-256.
    #[must_use]
    pub fn digest(&self) -> &[u8] {
        self.digest.as_bytes()
    }

    /// The bytes before the password.
    #[must_use]
    pub fn prefix(&self) -> &[u8] {
        &self.prefix.0
    }

    /// The bytes after the password.
    #[must_use]
    pub fn suffix(&self) -> &[u8] {
        &self.suffix.0
    }
}

impl<H: DigestAlgorithm> Grammar for SaltedDigest<H> {
    const ALGORITHM: Algorithm = H::ALGORITHM;

    fn parse(text: &str) -> Result<Self, ParseError> {
        let mut output = H::Output::default();
        encoding::digest(text, output.as_mut()).map_err(|_| Self::malformed(Field::Digest))?;
        Ok(Self::new(output))
    }
}

impl<H: DigestAlgorithm> FromStr for SaltedDigest<H> {
    type Err = ParseError;

    /// Reads an unsalted digest under the default [`Limits`].
    fn from_str(encoded: &str) -> Result<Self, Self::Err> {
        read(encoded, &Limits::default())
    }
}

impl<H: DigestAlgorithm> Verifier for SaltedDigest<H> {
    /// A microsecond, and lost in the noise of everything else.
    fn cost(&self) -> Cost {
        Cost::of_work(H::ALGORITHM, 0)
    }

    fn salt_len(&self) -> usize {
        self.prefix().len().saturating_add(self.suffix().len())
    }

    /// A bare digest has no place for a salt.
    fn encoded(&self) -> Option<String> {
        let is_bare = self.prefix().is_empty() && self.suffix().is_empty();
        is_bare.then(|| encoding::to_hex(self.digest()))
    }

    fn verify(&self, input: Input<'_>, _: Engine<'_>) -> Result<Checked, VerifyError> {
        // What is computed stays on the stack that is wiped.
        with_wiped_stack::<STACK, _>(|| {
            let parts = [self.prefix(), input.bytes, self.suffix()];
            let mut computed = H::Output::default();
            H::digest(parts, &mut computed);
            self.digest.verify(computed.as_ref())
        })?;
        Ok(Checked::all_if(input.end.is_some()))
    }
}

// Written out, since a derive would ask the same of `H`, which is a mere name.
impl<H: DigestAlgorithm> Clone for SaltedDigest<H> {
    fn clone(&self) -> Self {
        Self {
            digest: self.digest.clone(),
            prefix: self.prefix.clone(),
            suffix: self.suffix.clone(),
        }
    }
}

impl<H: DigestAlgorithm> PartialEq for SaltedDigest<H> {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest && self.prefix == other.prefix && self.suffix == other.suffix
    }
}

impl<H: DigestAlgorithm> Eq for SaltedDigest<H> {}

impl<H: DigestAlgorithm> fmt::Debug for SaltedDigest<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SaltedDigest")
            .field("algorithm", &H::ALGORITHM)
            .field("digest", &self.digest)
            .field("prefix", &self.prefix)
            .field("suffix", &self.suffix)
            .finish()
    }
}
