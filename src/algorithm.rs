//! The names of the algorithms.

use core::fmt;
use core::str::FromStr;

/// The mathematics behind a stored hash, whatever its spelling.
///
/// [`Display`](fmt::Display) and [`FromStr`] use the same lower-case names, for a column or a
/// configuration file that declares what a table holds:
///
/// ```
/// use legacy_hash::Algorithm;
///
/// let declared: Algorithm = "sha256".parse()?;
/// assert_eq!(declared, Algorithm::Sha256);
/// assert_eq!(declared.to_string(), "sha256");
/// # Ok::<(), legacy_hash::UnknownAlgorithm>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Algorithm {
    /// MD5 (RFC 1321), bare or with a salt before or after the password.
    Md5,
    /// SHA-1 (FIPS 180-4), bare or with a salt before or after the password.
    Sha1,
    /// SHA-256 (FIPS 180-4), bare or with a salt before or after the password.
    Sha256,
    /// bcrypt (Provos and Mazières, 1999) in its `2a`, `2b`, `2x` and `2y` versions.
    Bcrypt,
    /// Argon2i, Argon2d and Argon2id (RFC 9106), versions 0x10 and 0x13.
    Argon2,
}

impl Algorithm {
    /// Every algorithm that the crate verifies.
    pub const ALL: &'static [Self] = &[
        Self::Md5,
        Self::Sha1,
        Self::Sha256,
        Self::Bcrypt,
        Self::Argon2,
    ];

    /// The name that [`Display`](fmt::Display) writes and [`FromStr`] reads.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Bcrypt => "bcrypt",
            Self::Argon2 => "argon2",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that is none of [`Algorithm::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of an algorithm that legacy-hash verifies")]
#[non_exhaustive]
pub struct UnknownAlgorithm;

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    /// Reads a name, in upper or lower case.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
            .ok_or(UnknownAlgorithm)
    }
}
