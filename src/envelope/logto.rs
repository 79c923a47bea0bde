//! Logto's user records: a method beside a digest.

use crate::error::ParseError;
use crate::format::argon2::Argon2Hash;
use crate::format::bcrypt::BcryptHash;
use crate::format::md5::Md5Hash;
use crate::format::read;
use crate::format::sha1::Sha1Hash;
use crate::format::sha256::Sha256Hash;
use crate::format::table::Format;
use crate::hash::LegacyHash;
use crate::limits::Limits;

/// The format of texts of the method `Legacy`.
const LEGACY: Format = Format::named("logto");

/// Reads the two password fields of a Logto user: `passwordEncryptionMethod` (newer:
/// `passwordAlgorithm`) and `passwordEncrypted` (newer: `passwordDigest`).
///
/// The methods are spelled as Logto spells them: `MD5`, `SHA1` and `SHA256` (unsalted digests),
/// `Bcrypt`, `Argon2i`, `Argon2id` and `Argon2d`. Which Argon2 it is the PHC string says, not the
/// method, as in Logto. `Legacy`, a JSON array, is read with the feature `records`: its digests, `pbkdf2` and
/// `firebase-scrypt`.
///
/// # Errors
/// [`Unrecognized`](ParseError::Unrecognized) for any other method; otherwise as
/// [`LegacyHash::parse_as`].
///
/// ```
/// use legacy_hash::{Algorithm, envelope::logto};
///
/// let stored = logto::parse("SHA1", "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8")?;
/// assert_eq!(stored.algorithm(), Algorithm::Sha1);
/// assert!(stored.verify("password").is_ok());
/// # Ok::<(), legacy_hash::ParseError>(())
/// ```
pub fn parse(method: &str, digest: &str) -> Result<LegacyHash, ParseError> {
    let limits = &Limits::default();
    match method {
        "MD5" => read::<Md5Hash>(digest, limits).map(Into::into),
        "SHA1" => read::<Sha1Hash>(digest, limits).map(Into::into),
        "SHA256" => read::<Sha256Hash>(digest, limits).map(Into::into),
        "Bcrypt" => read::<BcryptHash>(digest, limits).map(Into::into),
        "Argon2i" | "Argon2id" | "Argon2d" => read::<Argon2Hash>(digest, limits).map(Into::into),
        "Legacy" => LegacyHash::parse_as(LEGACY, digest),
        _ => Err(ParseError::Unrecognized),
    }
}
