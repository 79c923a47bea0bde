//! From text to [`LegacyHash`]: the table of formats, each text for exactly one.

use core::str::FromStr;

use crate::algorithm::Algorithm;
use crate::encoding;
use crate::error::ParseError;
use crate::format::Format;
use crate::format::argon2::Argon2Hash;
use crate::format::bcrypt::BcryptHash;
use crate::format::md5::Md5Hash;
use crate::format::sha1::Sha1Hash;
use crate::format::sha256::Sha256Hash;
use crate::hash::LegacyHash;
use crate::limits::Limits;
use crate::text;
use crate::text::Padding;

/// A format, as a row of the table.
struct Row {
    algorithm: Algorithm,
    owns: fn(&str) -> bool,
    parse: fn(&str) -> Result<LegacyHash, ParseError>,
}

const fn row<F: Format + Into<LegacyHash>>() -> Row {
    Row {
        algorithm: F::ALGORITHM,
        owns: F::owns,
        parse: |text| F::parse(text).map(Into::into),
    }
}

/// All formats. Their order does not matter, since no text bears the marks of two.
static FORMATS: &[Row] = &[
    row::<Md5Hash>(),
    row::<Sha1Hash>(),
    row::<Sha256Hash>(),
    row::<BcryptHash>(),
    row::<Argon2Hash>(),
];

/// What a bare digest may be, by its length in bytes.
static BARE: &[(usize, &[Algorithm])] = &[
    (16, &[Algorithm::Md5]),
    (20, &[Algorithm::Sha1]),
    (32, &[Algorithm::Sha256]),
];

/// How texts are to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// All texts are of this algorithm. Otherwise they say what they are.
    pub(crate) declared: Option<Algorithm>,
    /// Those that bear no format's mark are of this algorithm.
    pub(crate) bare: Option<Algorithm>,
    pub(crate) padding: Padding,
}

impl Reading {
    /// Texts of this algorithm.
    pub(crate) const fn of(algorithm: Algorithm) -> Self {
        Self {
            declared: Some(algorithm),
            bare: None,
            padding: Padding::Refused,
        }
    }

    /// Texts that say what they are.
    pub(crate) const fn detect() -> Self {
        Self {
            declared: None,
            bare: None,
            padding: Padding::Refused,
        }
    }

    /// The algorithm whose bare texts there may be, if it has none.
    pub(crate) fn never_bare(&self) -> Option<Algorithm> {
        let has_none = |&bare: &Algorithm| !BARE.iter().any(|(_, all)| all.contains(&bare));
        self.bare.filter(has_none)
    }
}

impl LegacyHash {
    /// Reads a text that says what it is, such as `$2b$…` or `$argon2id$…`, under the default
    /// [`Limits`]. Never tries one format after another: a text has one owner or none.
    ///
    /// ```
    /// use legacy_hash::{Algorithm, LegacyHash, ParseError};
    ///
    /// let bcrypt = "$2b$04$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm";
    /// assert_eq!(LegacyHash::parse(bcrypt)?.algorithm(), Algorithm::Bcrypt);
    ///
    /// // A bare digest does not say what it is: declare it.
    /// let bare = "5f4dcc3b5aa765d61d8327deb882cf99";
    /// let answer = LegacyHash::parse(bare);
    /// assert_eq!(answer, Err(ParseError::Ambiguous { candidates: &[Algorithm::Md5] }));
    /// assert!(LegacyHash::parse_as(Algorithm::Md5, bare).is_ok());
    /// # Ok::<(), ParseError>(())
    /// ```
    ///
    /// # Errors
    /// Every [`ParseError`]. A bare digest is [`Ambiguous`](ParseError::Ambiguous): read as an
    /// unsalted hash, it would refuse every user of a salted table as "wrong password".
    pub fn parse(encoded: &str) -> Result<Self, ParseError> {
        parse_within(Reading::detect(), encoded, &Limits::default())
    }

    /// Reads a text of a declared algorithm, under the default [`Limits`]. For MD5, SHA-1 and
    /// SHA-256 it is the bare digest, in hexadecimal or base64, of the password alone; where a
    /// salt went in, see [`SaltedDigest`](crate::SaltedDigest).
    ///
    /// # Errors
    /// Every [`ParseError`] but [`Unrecognized`](ParseError::Unrecognized) and
    /// [`Ambiguous`](ParseError::Ambiguous). A text of another algorithm is malformed.
    pub fn parse_as(algorithm: Algorithm, encoded: &str) -> Result<Self, ParseError> {
        parse_within(Reading::of(algorithm), encoded, &Limits::default())
    }
}

impl FromStr for LegacyHash {
    type Err = ParseError;

    /// The same as [`LegacyHash::parse`].
    fn from_str(encoded: &str) -> Result<Self, Self::Err> {
        Self::parse(encoded)
    }
}

/// Reads a text of the declared algorithm, or of the one whose mark it bears, or else of the one that
/// bare texts are.
pub(crate) fn parse_within(
    reading: Reading,
    encoded: &str,
    limits: &Limits,
) -> Result<LegacyHash, ParseError> {
    let by_name = |name| FORMATS.iter().find(|row| row.algorithm == name);
    text::read(encoded, limits, reading.padding, |text| {
        let by_mark = || FORMATS.iter().find(|row| (row.owns)(text));
        let owner = match reading.declared {
            Some(declared) => by_name(declared),
            None => by_mark().or_else(|| reading.bare.and_then(by_name)),
        };
        match owner {
            Some(row) => (row.parse)(text),
            None => Err(unowned(text)),
        }
    })
}

/// What is wrong with a text that bears no format's mark.
fn unowned(text: &str) -> ParseError {
    let mut buffer = [0; 32];
    for &(len, candidates) in BARE {
        let digest = buffer.get_mut(..len).unwrap_or_default();
        if encoding::digest(text, digest).is_ok() {
            return ParseError::Ambiguous { candidates };
        }
    }
    ParseError::Unrecognized
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_has_one_row() {
        for &algorithm in Algorithm::ALL {
            let rows = FORMATS.iter().filter(|row| row.algorithm == algorithm);
            assert_eq!(rows.count(), 1, "{algorithm}");
        }
        assert_eq!(FORMATS.len(), Algorithm::ALL.len());
    }

    proptest::proptest! {
        /// No text bears the marks of two formats, so that the table's order does not matter.
        #[test]
        fn a_text_bears_one_mark(text in r"[$]?[$_{]?(2[abxy]?|argon2(id|i|d)?)?[$}]?.{0,20}") {
            let owners = FORMATS.iter().filter(|row| (row.owns)(&text));
            proptest::prop_assert!(owners.count() <= 1);
        }
    }
}
