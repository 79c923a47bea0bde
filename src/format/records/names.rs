//! The names of digests that OpenSSL has, and with it Node.

use crate::error::Field;
use crate::format::row::Unread;
use crate::function::DigestFunction;

/// The digest of a name that Node's `createHash` knows, which Logto asks. It takes the names of OpenSSL 3, in
/// either case.
pub(crate) fn function(name: &str) -> Result<DigestFunction, Unread> {
    find(name, NAMES)
}

/// The same of OpenSSL 1.1, which has two more.
pub(crate) fn older_function(name: &str) -> Result<DigestFunction, Unread> {
    find(name, OLDER).or_else(|_| function(name))
}

fn find(name: &str, all: &[(DigestFunction, &str)]) -> Result<DigestFunction, Unread> {
    let has = |names: &str| names.split(' ').any(|own| name.eq_ignore_ascii_case(own));
    if let Some((function, _)) = all.iter().find(|(_, names)| has(names)) {
        return Ok(*function);
    }
    let missing = MISSING.iter().find(|names| has(names));
    Err(match missing.and_then(|names| names.split(' ').next()) {
        Some(function) => Unread::Missing(function),
        None => Unread::Malformed(Field::Parameters),
    })
}

/// The names of each, in lower case. The most frequent ones are first.
const NAMES: &[(DigestFunction, &str)] = &[
    (
        DigestFunction::Sha256,
        "sha256 sha-256 sha2-256 rsa-sha256 sha256withrsaencryption",
    ),
    (
        DigestFunction::Sha512,
        "sha512 sha-512 sha2-512 rsa-sha512 sha512withrsaencryption",
    ),
    (
        DigestFunction::Sha1,
        "sha1 sha-1 ssl3-sha1 rsa-sha1 rsa-sha1-2 sha1withrsaencryption",
    ),
    (
        DigestFunction::Md5,
        "md5 ssl3-md5 rsa-md5 md5withrsaencryption",
    ),
    (
        DigestFunction::Sha224,
        "sha224 sha-224 sha2-224 rsa-sha224 sha224withrsaencryption",
    ),
    (
        DigestFunction::Sha384,
        "sha384 sha-384 sha2-384 rsa-sha384 sha384withrsaencryption",
    ),
    (
        DigestFunction::Sha512_224,
        "sha512-224 sha-512/224 sha2-512/224 rsa-sha512/224 sha512-224withrsaencryption",
    ),
    (
        DigestFunction::Sha512_256,
        "sha512-256 sha-512/256 sha2-512/256 rsa-sha512/256 sha512-256withrsaencryption",
    ),
    (
        DigestFunction::Sha3_224,
        "sha3-224 rsa-sha3-224 id-rsassa-pkcs1-v1_5-with-sha3-224",
    ),
    (
        DigestFunction::Sha3_256,
        "sha3-256 rsa-sha3-256 id-rsassa-pkcs1-v1_5-with-sha3-256",
    ),
    (
        DigestFunction::Sha3_384,
        "sha3-384 rsa-sha3-384 id-rsassa-pkcs1-v1_5-with-sha3-384",
    ),
    (
        DigestFunction::Sha3_512,
        "sha3-512 rsa-sha3-512 id-rsassa-pkcs1-v1_5-with-sha3-512",
    ),
    (
        DigestFunction::Ripemd160,
        "ripemd160 ripemd-160 ripemd rmd160 rsa-ripemd160 ripemd160withrsa",
    ),
    (DigestFunction::Blake2b, "blake2b512 blake2b-512"),
    (DigestFunction::Blake2s, "blake2s256 blake2s-256"),
    (DigestFunction::Shake128, "shake128 shake-128"),
    (DigestFunction::Shake256, "shake256 shake-256"),
    (DigestFunction::Sm3, "sm3 rsa-sm3 sm3withrsaencryption"),
];

/// What OpenSSL computes and this crate does not, each under its names.
const MISSING: &[&str] = &["mdc2 mdc2withrsa rsa-mdc2"];

/// What only OpenSSL 1.1 has.
const OLDER: &[(DigestFunction, &str)] = &[
    (DigestFunction::Md4, "md4 rsa-md4 md4withrsaencryption"),
    (DigestFunction::Whirlpool, "whirlpool"),
];
