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
    /// MD4 (RFC 1320).
    Md4,
    /// MD5 (RFC 1321), bare or with a salt before or after the password.
    Md5,
    /// SHA-1 (FIPS 180-4), bare or with a salt before or after the password.
    Sha1,
    /// SHA-224 (FIPS 180-4).
    Sha224,
    /// SHA-256 (FIPS 180-4), bare or with a salt before or after the password.
    Sha256,
    /// SHA-384 (FIPS 180-4).
    Sha384,
    /// SHA-512 (FIPS 180-4).
    Sha512,
    /// SHA-512/224 (FIPS 180-4), which is not SHA-512 cut.
    Sha512_224,
    /// SHA-512/256 (FIPS 180-4), which is not SHA-512 cut.
    Sha512_256,
    /// SHA3-224 (FIPS 202).
    Sha3_224,
    /// SHA3-256 (FIPS 202).
    Sha3_256,
    /// SHA3-384 (FIPS 202).
    Sha3_384,
    /// SHA3-512 (FIPS 202).
    Sha3_512,
    /// SHAKE128 with 16 bytes (FIPS 202).
    Shake128,
    /// SHAKE256 with 32 bytes (FIPS 202).
    Shake256,
    /// RIPEMD-160 (ISO/IEC 10118-3).
    Ripemd160,
    /// Whirlpool in its last version (ISO/IEC 10118-3).
    Whirlpool,
    /// BLAKE2b with 64 bytes (RFC 7693).
    Blake2b,
    /// BLAKE2s with 32 bytes (RFC 7693).
    Blake2s,
    /// SM3 (GB/T 32905-2016).
    Sm3,
    /// Streebog with 32 bytes (GOST R 34.11-2012, RFC 6986).
    Streebog256,
    /// Streebog with 64 bytes (GOST R 34.11-2012, RFC 6986).
    Streebog512,
    /// bcrypt (Provos and Mazières, 1999) in its `2a`, `2b`, `2x` and `2y` versions.
    Bcrypt,
    /// Argon2i, Argon2d and Argon2id (RFC 9106), versions 0x10 and 0x13.
    Argon2,
    /// PBKDF2 (RFC 8018) over any digest's HMAC.
    Pbkdf2,
    /// scrypt (RFC 7914), and Firebase's variant of it.
    Scrypt,
    /// md5-crypt of crypt(3), `$1$`.
    Md5Crypt,
    /// Apache's md5-crypt, `$apr1$`.
    Apr1Crypt,
    /// NetBSD's sha1-crypt, `$sha1$`.
    Sha1Crypt,
    /// sha256-crypt of crypt(3), `$5$`.
    Sha256Crypt,
    /// sha512-crypt of crypt(3), `$6$`.
    Sha512Crypt,
    /// Solaris' MD5, `$md5$`.
    SunMd5,
    /// yescrypt of crypt(3), `$y$`.
    Yescrypt,
    /// Traditional crypt(3) over DES: eight characters of seven bits.
    DesCrypt,
    /// BSDi's extended crypt(3) over DES, `_`.
    BsdiCrypt,
    /// DEC's and HP's bigcrypt: traditional crypt(3) of each eight characters.
    BigCrypt,
    /// Ultrix' crypt16: traditional crypt(3) of two times eight characters.
    Crypt16,
    /// LAN Manager's: two times seven characters in upper case.
    Lm,
    /// MySQL's before 4.1.
    MysqlOld,
    /// Oracle's before 11: user and password in upper case.
    Oracle10,
    /// Cisco PIX's: MD5 of 16 bytes, cut.
    CiscoPix,
    /// Cisco ASA's: MD5 of 32 bytes, cut.
    CiscoAsa,
    /// Cisco's type 7, which can be read again.
    CiscoType7,
    /// No algorithm: what is stored can be read.
    Plaintext,
}

impl Algorithm {
    /// Every algorithm that the crate verifies.
    pub const ALL: &'static [Self] = &[
        Self::Md4,
        Self::Md5,
        Self::Sha1,
        Self::Sha224,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
        Self::Sha512_224,
        Self::Sha512_256,
        Self::Sha3_224,
        Self::Sha3_256,
        Self::Sha3_384,
        Self::Sha3_512,
        Self::Shake128,
        Self::Shake256,
        Self::Ripemd160,
        Self::Whirlpool,
        Self::Blake2b,
        Self::Blake2s,
        Self::Sm3,
        Self::Streebog256,
        Self::Streebog512,
        Self::Bcrypt,
        Self::Argon2,
        Self::Pbkdf2,
        Self::Scrypt,
        Self::Md5Crypt,
        Self::Apr1Crypt,
        Self::Sha1Crypt,
        Self::Sha256Crypt,
        Self::Sha512Crypt,
        Self::SunMd5,
        Self::Yescrypt,
        Self::DesCrypt,
        Self::BsdiCrypt,
        Self::BigCrypt,
        Self::Crypt16,
        Self::Lm,
        Self::MysqlOld,
        Self::Oracle10,
        Self::CiscoPix,
        Self::CiscoAsa,
        Self::CiscoType7,
        Self::Plaintext,
    ];

    /// The name that [`Display`](fmt::Display) writes and [`FromStr`] reads.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md4 => "md4",
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha224 => "sha224",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
            Self::Sha512_224 => "sha512-224",
            Self::Sha512_256 => "sha512-256",
            Self::Sha3_224 => "sha3-224",
            Self::Sha3_256 => "sha3-256",
            Self::Sha3_384 => "sha3-384",
            Self::Sha3_512 => "sha3-512",
            Self::Shake128 => "shake128",
            Self::Shake256 => "shake256",
            Self::Ripemd160 => "ripemd160",
            Self::Whirlpool => "whirlpool",
            Self::Blake2b => "blake2b",
            Self::Blake2s => "blake2s",
            Self::Sm3 => "sm3",
            Self::Streebog256 => "streebog256",
            Self::Streebog512 => "streebog512",
            Self::Bcrypt => "bcrypt",
            Self::Argon2 => "argon2",
            Self::Pbkdf2 => "pbkdf2",
            Self::Scrypt => "scrypt",
            Self::Md5Crypt => "md5-crypt",
            Self::Apr1Crypt => "apr1-crypt",
            Self::Sha1Crypt => "sha1-crypt",
            Self::Sha256Crypt => "sha256-crypt",
            Self::Sha512Crypt => "sha512-crypt",
            Self::SunMd5 => "sun-md5",
            Self::Yescrypt => "yescrypt",
            Self::DesCrypt => "descrypt",
            Self::BsdiCrypt => "bsdi-crypt",
            Self::BigCrypt => "bigcrypt",
            Self::Crypt16 => "crypt16",
            Self::Lm => "lm",
            Self::MysqlOld => "mysql-old",
            Self::Oracle10 => "oracle10",
            Self::CiscoPix => "cisco-pix",
            Self::CiscoAsa => "cisco-asa",
            Self::CiscoType7 => "cisco-type7",
            Self::Plaintext => "plaintext",
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
