//! From text to [`LegacyHash`]: whose text it is, and what its row takes out of it.

use core::str::FromStr;

use crate::algorithm::Algorithm;
use crate::context::Context;
use crate::dynamic::{DynamicHash, Nested};
use crate::encoding;
use crate::error::{Field, ParseError};
use crate::expression::{CompiledRow, Expression, Outermost};
use crate::format::Grammar;
use crate::format::argon2::Argon2Hash;
use crate::format::bcrypt::BcryptHash;
use crate::format::index;
use crate::format::md5::Md5Hash;
use crate::format::missing;
use crate::format::row::{self, Unread};
use crate::format::sha1::Sha1Hash;
use crate::format::sha256::Sha256Hash;
use crate::format::table::Format;
use crate::hash::LegacyHash;
use crate::limits::Limits;
use crate::text::{self, Padding};

/// What a bare digest may be, by its length in bytes.
static BARE: &[(usize, &[Algorithm])] = &[
    (16, &[Algorithm::Md5, Algorithm::Md4, Algorithm::Shake128]),
    (20, &[Algorithm::Sha1, Algorithm::Ripemd160]),
    (
        28,
        &[
            Algorithm::Sha224,
            Algorithm::Sha512_224,
            Algorithm::Sha3_224,
        ],
    ),
    (
        32,
        &[
            Algorithm::Sha256,
            Algorithm::Sha512_256,
            Algorithm::Sha3_256,
            Algorithm::Blake2s,
            Algorithm::Shake256,
            Algorithm::Sm3,
            Algorithm::Streebog256,
        ],
    ),
    (48, &[Algorithm::Sha384, Algorithm::Sha3_384]),
    (
        64,
        &[
            Algorithm::Sha512,
            Algorithm::Sha3_512,
            Algorithm::Whirlpool,
            Algorithm::Blake2b,
            Algorithm::Streebog512,
        ],
    ),
];

/// The password itself is given to it.
static ARGON2: CompiledRow = Expression::row("argon2($p)");
static DES_CRYPT: CompiledRow = Expression::row("des_crypt($p)");

/// How texts are to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// All texts are of this format. Otherwise they say what they are.
    pub(crate) declared: Option<Format>,
    /// Those that bear no format's mark are of this format.
    pub(crate) bare: Option<Format>,
    pub(crate) padding: Padding,
}

impl Reading {
    /// Texts of this format.
    pub(crate) const fn of(format: Format) -> Self {
        Self {
            declared: Some(format),
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

    /// The format that bare texts are said to have and cannot have: its texts bear a mark, or a stolen
    /// hash would be a password.
    pub(crate) fn never_bare(&self) -> Option<Format> {
        self.bare
            .filter(|bare| bare.is_detected() || bare.algorithm() == Algorithm::Plaintext)
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
    /// assert!(matches!(answer, Err(ParseError::Ambiguous { candidates: [Algorithm::Md5, ..] })));
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

    /// Reads a text of a declared [`Format`], under the default [`Limits`]: the column does not say
    /// what it is, and the table's owner does. An [`Algorithm`] stands for the format of its name: for
    /// digests that is the bare digest, in hexadecimal or base64, of the password alone (where a salt went
    /// in, see [`SaltedDigest`](crate::SaltedDigest) and [`computed_by`](Self::computed_by)); texts of
    /// bcrypt and Argon2 say themselves what they are, and have to be of that algorithm.
    ///
    /// ```
    /// use legacy_hash::{Context, Format, LegacyHash};
    ///
    /// // vBulletin: md5(md5(password) . salt), with the salt in a column of its own.
    /// let format: Format = "vbulletin".parse().unwrap();
    /// let stored = LegacyHash::parse_as(format, "b6e3c335dc4a990d75cdb963c5de44b7")?
    ///     .with_context(Context::new().with_salt("fsd"));
    /// assert!(stored.verify("correct horse").is_ok());
    /// # Ok::<(), legacy_hash::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// Every [`ParseError`] but [`Unrecognized`](ParseError::Unrecognized) and
    /// [`Ambiguous`](ParseError::Ambiguous). A text of another algorithm is malformed.
    pub fn parse_as(format: impl Into<Format>, encoded: &str) -> Result<Self, ParseError> {
        parse_within(Reading::of(format.into()), encoded, &Limits::default())
    }

    /// A hash that an expression computes: what an old system made up for itself, written down in one
    /// line. `encoded` is the digest, in hexadecimal or base64, or a text of the outermost function's own
    /// for `bcrypt(…)` and `argon2(…)`; of what is no digest, such as `lc(md5($p))`, the text itself.
    ///
    /// ```
    /// use legacy_hash::{Context, Expression, LegacyHash};
    ///
    /// // sha1(salt . sha1(salt . sha1(password))), with the salt in a column of its own.
    /// let expression: Expression = "sha1($s.sha1($s.sha1($p)))".parse()?;
    /// let digest = "602c015dda8f5eba9f984720f42af176d02dba58";
    /// let context = Context::new().with_salt("p1Zk0vLqH");
    /// let stored = LegacyHash::computed_by(&expression, digest, context)?;
    /// assert!(stored.verify("correct horse").is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Malformed`](ParseError::Malformed) where `encoded` is no such text,
    /// [`Disabled`](ParseError::Disabled), [`TooLong`](ParseError::TooLong) and
    /// [`Padded`](ParseError::Padded); [`Unsupported`](ParseError::Unsupported) for an expression that takes
    /// a number from a text (`$n`), as only rows do. What the context lacks is said where the hash is
    /// [verified](Self::verify).
    pub fn computed_by(
        expression: &Expression,
        encoded: &str,
        context: Context,
    ) -> Result<Self, ParseError> {
        let algorithm = expression.algorithm();
        if expression.takes_numbers() {
            let variant = "a number without a text that says it";
            return Err(ParseError::Unsupported { algorithm, variant });
        }
        let limits = Limits::default();
        let hash = text::read(encoded, &limits, Padding::Refused, |text| {
            let Outermost::Stored(algorithm) = expression.outermost() else {
                return DynamicHash::read(expression, text, context);
            };
            let stored = read_declared(Format::from(algorithm), text)?;
            let structure = malformed(algorithm, Field::Structure);
            let hash = nested(stored).filter(Nested::is_bare).ok_or(structure)?;
            Ok(DynamicHash::around(expression, hash, context))
        });
        hash.map(Self::Dynamic)
    }
}

impl FromStr for LegacyHash {
    type Err = ParseError;

    /// The same as [`LegacyHash::parse`].
    fn from_str(encoded: &str) -> Result<Self, Self::Err> {
        Self::parse(encoded)
    }
}

/// Reads a text of the declared format, or of the one whose mark it bears, or else of the one that bare
/// texts are.
pub(crate) fn parse_within(
    reading: Reading,
    encoded: &str,
    limits: &Limits,
) -> Result<LegacyHash, ParseError> {
    let padding = padding(reading, encoded);
    let is_hash = |text: &str| is_of_declared(reading, text);
    text::read_of(encoded, limits, padding, is_hash, |text| {
        match reading.declared {
            Some(declared) => read_declared(declared, text),
            None => match (detected(text), reading.bare) {
                (Some(format), _) => read(format, text),
                (None, Some(bare)) => {
                    read(bare, text).map_err(|error| not_computed(text).unwrap_or(error))
                }
                (None, None) => Err(unowned(text)),
            },
        }
    })
}

/// Whether a text that looks like a marker is a hash of the declared format, whose salt begins like one.
/// A hash that was locked by a mark in front of it has another salt then, and matches no password.
fn is_of_declared(reading: Reading, text: &str) -> bool {
    let declared = reading.declared.or(reading.bare);
    declared.is_some_and(|format| {
        let is_plain = format.algorithm() == Algorithm::Plaintext;
        !is_plain && !format.is_detected() && format.row().read(text).is_ok()
    })
}

/// A password in plain text may end with blanks.
fn padding(reading: Reading, encoded: &str) -> Padding {
    if reading.padding == Padding::Trimmed || !text::is_padded(encoded) {
        return reading.padding;
    }
    let format = reading.declared.or_else(|| detected(encoded));
    match format.map(Format::algorithm) {
        Some(Algorithm::Plaintext) => Padding::Kept,
        _ => reading.padding,
    }
}

/// The format whose mark a text bears.
pub(crate) fn detected(text: &str) -> Option<Format> {
    index::identify(text).map(Format::of)
}

/// The format whose mark a text bears that another one wraps. Behind a tag that says that it is one of
/// crypt(3), DES needs no mark.
pub(crate) fn detected_in(outer: Format, text: &str) -> Option<Format> {
    let des = Format::from(Algorithm::DesCrypt);
    let is_des = || (outer.wraps_any() && des.row().fits(text)).then_some(des);
    detected(text).or_else(is_des)
}

fn malformed(algorithm: Algorithm, field: Field) -> ParseError {
    ParseError::Malformed { algorithm, field }
}

/// Reads a text of which the table's owner says what it is.
fn read_declared(declared: Format, text: &str) -> Result<LegacyHash, ParseError> {
    let algorithm = declared.algorithm();
    // bcrypt and Argon2 have many spellings, all of which say what they are.
    if declared.is_detected() && declared.is_algorithm() {
        let may_be = |found: &Format| found.wraps_any() || found.algorithm() == algorithm;
        let format = detected(text).filter(may_be).unwrap_or(declared);
        if !format.wraps_any() {
            return read(format, text);
        }
        let is_other = |hash: &LegacyHash| hash.algorithm() != algorithm;
        return match read(format, text) {
            Ok(hash) if is_other(&hash) => Err(malformed(algorithm, Field::Structure)),
            answer => answer,
        };
    }
    // A stolen hash must not be a password.
    let is_hash = || detected(text).is_some() || text::is_built_like_a_hash(text);
    if algorithm == Algorithm::Plaintext && !declared.is_detected() && is_hash() {
        return Err(malformed(algorithm, Field::Structure));
    }
    read(declared, text)
}

/// Reads a text by a row of the table.
fn read(format: Format, text: &str) -> Result<LegacyHash, ParseError> {
    let algorithm = format.algorithm();
    if let row::Reading::Own(_) = format.row().reading {
        return match algorithm {
            Algorithm::Md5 => Md5Hash::parse(text).map(Into::into),
            Algorithm::Sha1 => Sha1Hash::parse(text).map(Into::into),
            Algorithm::Sha256 => Sha256Hash::parse(text).map(Into::into),
            Algorithm::Argon2 => Argon2Hash::parse(text).map(Into::into),
            _ => BcryptHash::parse(text).map(Into::into),
        };
    }
    let (fields, computation) = format.row().read(text).map_err(|fault| match fault {
        Unread::Malformed(field) => malformed(algorithm, field),
        Unread::Missing(function) => ParseError::UnsupportedFunction { function },
    })?;
    let nested_hash = match fields.nested.as_deref() {
        Some(nested) => Some(read_nested(format, computation.as_ref(), nested)?),
        None => None,
    };
    let structure = malformed(algorithm, Field::Structure);
    let (expression, hash) = match (computation, nested_hash) {
        (None, None) => return Err(structure),
        (Some(expression), None) => (expression, None),
        // Only a bare Argon2 hash may stay as it is.
        (None, Some(hash @ LegacyHash::Argon2(_))) => (ARGON2.expression(), Some(hash)),
        (None, Some(hash)) if !is_told(&hash) => (DES_CRYPT.expression(), Some(hash)),
        (None, Some(hash)) => return Ok(hash),
        (Some(expression), Some(hash)) => {
            let is_argon2 = matches!(hash, LegacyHash::Argon2(_));
            if expression.is_stored_bare() && !is_argon2 && is_told(&hash) {
                return Ok(hash);
            }
            (expression, Some(hash))
        }
    };
    let nested = match hash {
        Some(hash) => Some(nested(hash).ok_or(structure)?),
        None => None,
    };
    let hash = DynamicHash::of_fields(format, expression, fields, nested);
    Ok(LegacyHash::Dynamic(hash))
}

/// Whether a hash's own text says what it is. DES' does not, and needs the tag in front of it.
fn is_told(hash: &LegacyHash) -> bool {
    match hash {
        LegacyHash::Dynamic(hash) => hash.format().is_none_or(Format::is_detected),
        LegacyHash::Md5(_)
        | LegacyHash::Sha1(_)
        | LegacyHash::Sha256(_)
        | LegacyHash::Bcrypt(_)
        | LegacyHash::Argon2(_) => true,
    }
}

/// A hash as the function around an expression. None for a plain digest, which is no such function.
fn nested(hash: LegacyHash) -> Option<Nested> {
    match hash {
        LegacyHash::Bcrypt(hash) => Some(Nested::Bcrypt(hash)),
        LegacyHash::Argon2(hash) => Some(Nested::Argon2(Box::new(hash))),
        LegacyHash::Dynamic(hash) => Some(Nested::Dynamic(Box::new(hash))),
        LegacyHash::Md5(_) | LegacyHash::Sha1(_) | LegacyHash::Sha256(_) => None,
    }
}

/// Reads the text that another one wraps, of the algorithm of what is computed, or of any. It wraps none in its
/// turn, or a text would nest as deep as it is long.
fn read_nested(
    outer: Format,
    computation: Option<&Expression>,
    text: &str,
) -> Result<LegacyHash, ParseError> {
    if text::marker(text).is_some() {
        return Err(ParseError::Disabled);
    }
    let algorithm = computation.map_or(outer.algorithm(), Expression::algorithm);
    let structure = malformed(algorithm, Field::Structure);
    let takes_any = outer.wraps_any();
    let inner = detected_in(outer, text);
    let inner = inner.ok_or_else(|| match missing::function_of(text) {
        _ if !takes_any => structure,
        Some(function) => ParseError::UnsupportedFunction { function },
        None => ParseError::Unrecognized,
    })?;
    let is_of_outer = takes_any || inner.algorithm() == algorithm;
    if inner.row().wraps() || !is_of_outer {
        return Err(structure);
    }
    read(inner, text)
}

/// What is wrong with a text that bears no format's mark.
fn unowned(text: &str) -> ParseError {
    let mut buffer = [0; 64];
    for &(len, candidates) in BARE {
        let digest = buffer.get_mut(..len).unwrap_or_default();
        if encoding::digest(text, digest).is_ok() {
            return ParseError::Ambiguous { candidates };
        }
    }
    not_computed(text).unwrap_or(ParseError::Unrecognized)
}

/// That a text's function is not computed here, if its mark says which that is.
fn not_computed(text: &str) -> Option<ParseError> {
    let function = missing::function_of(text)?;
    Some(ParseError::UnsupportedFunction { function })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_has_a_row_of_its_name() {
        for &algorithm in Algorithm::ALL {
            let format = Format::from(algorithm);
            assert_eq!(format.name(), algorithm.name());
            assert_eq!(format.algorithm(), algorithm);
            assert!(format.is_algorithm());
        }
    }

    /// A row that is read by a file of its own is read by the right one.
    #[test]
    fn own_rows_have_a_file() {
        for format in Format::all() {
            if let row::Reading::Own(_) = format.row().reading {
                let read = read(format, format.example()).unwrap();
                assert_eq!(read.algorithm(), format.algorithm());
            }
        }
    }
}
