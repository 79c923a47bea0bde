//! The functions of a password and a salt whose work numbers say: their names in expressions, what they
//! take, and which file computes them.

use crate::algorithm::Algorithm;
use crate::function::DigestFunction;
use crate::function::digest::DigestError;
#[cfg(feature = "pbkdf2")]
use crate::function::pbkdf2;
#[cfg(feature = "yescrypt")]
use crate::function::yescrypt;
#[cfg(feature = "scrypt")]
use crate::function::{aes256_ctr, scrypt};
#[cfg(feature = "databases")]
use crate::function::{cisco, cram_md5, mysql, oracle};
#[cfg(feature = "des")]
use crate::function::{des_crypt, lm};
#[cfg(feature = "crypt")]
use crate::function::{md5_crypt, sha_crypt, sha1_crypt, sun_md5};

/// A function of one or two values and some numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Derivation {
    /// PBKDF2 (RFC 8018) over the HMAC of a digest: password, salt, count, length.
    Pbkdf2(DigestFunction),
    /// scrypt (RFC 7914): password, salt, N, block size, lanes, length.
    Scrypt,
    /// AES-256 in counter mode from zero on: key, data.
    Aes256Ctr,
    /// `$1$`: password, salt.
    Md5Crypt,
    /// `$apr1$`: password, salt.
    Apr1Crypt,
    /// `$sha1$`: password, salt, count.
    Sha1Crypt,
    /// `$5$`: password, salt, count.
    Sha256Crypt,
    /// `$6$`: password, salt, count.
    Sha512Crypt,
    /// `$md5$`: password, the salt and another `$` if it has one behind it, count.
    SunMd5,
    /// `$y$`: password, salt, flags, N, block size, lanes, time.
    Yescrypt,
    /// Traditional crypt(3): password, salt.
    DesCrypt,
    /// `_`: password, salt, count.
    BsdiCrypt,
    /// DEC's and HP's: password, salt, length.
    BigCrypt,
    /// Ultrix': password, salt.
    Crypt16,
    /// LAN Manager's: the password in upper case.
    Lm,
    /// MySQL's before 4.1: password.
    MysqlOld,
    /// Oracle's before 11: user and password in upper case.
    Oracle10,
    /// Password, user.
    CiscoPix,
    /// Password, user.
    CiscoAsa,
    /// It can be read again: password, place in the key.
    CiscoType7,
    /// CRAM-MD5's states: password.
    CramMd5,
}

/// The most numbers that a function takes.
pub(crate) const MAX_NUMBERS: usize = 5;

/// A function's numbers, in the order in which they are written, and zeros behind.
pub(crate) type Arguments = [u32; MAX_NUMBERS];

/// What a computation takes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Work {
    /// On one core.
    pub(crate) nanoseconds: u64,
    pub(crate) memory_kib: u32,
}

impl Derivation {
    /// All, with PBKDF2 once.
    pub(crate) const ALL: &'static [Self] = &[
        Self::Pbkdf2(DigestFunction::Sha1),
        Self::Scrypt,
        Self::Aes256Ctr,
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
        Self::CramMd5,
    ];

    /// The name in expressions; PBKDF2's has that of the digest behind it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Pbkdf2(_) => "pbkdf2_",
            Self::Scrypt => "scrypt",
            Self::Aes256Ctr => "aes256_ctr",
            Self::Md5Crypt => "md5_crypt",
            Self::Apr1Crypt => "apr1_crypt",
            Self::Sha1Crypt => "sha1_crypt",
            Self::Sha256Crypt => "sha256_crypt",
            Self::Sha512Crypt => "sha512_crypt",
            Self::SunMd5 => "sun_md5",
            Self::Yescrypt => "yescrypt",
            Self::DesCrypt => "des_crypt",
            Self::BsdiCrypt => "bsdi_crypt",
            Self::BigCrypt => "bigcrypt",
            Self::Crypt16 => "crypt16",
            Self::Lm => "lm",
            Self::MysqlOld => "mysql_old",
            Self::Oracle10 => "oracle10",
            Self::CiscoPix => "cisco_pix",
            Self::CiscoAsa => "cisco_asa",
            Self::CiscoType7 => "cisco_type7",
            Self::CramMd5 => "cram_md5",
        }
    }

    /// What it is an algorithm of. None for one that is a step of another.
    pub(crate) const fn algorithm(self) -> Option<Algorithm> {
        Some(match self {
            Self::Pbkdf2(_) => Algorithm::Pbkdf2,
            Self::Scrypt => Algorithm::Scrypt,
            Self::Aes256Ctr => return None,
            Self::Md5Crypt => Algorithm::Md5Crypt,
            Self::Apr1Crypt => Algorithm::Apr1Crypt,
            Self::Sha1Crypt => Algorithm::Sha1Crypt,
            Self::Sha256Crypt => Algorithm::Sha256Crypt,
            Self::Sha512Crypt => Algorithm::Sha512Crypt,
            Self::SunMd5 => Algorithm::SunMd5,
            Self::Yescrypt => Algorithm::Yescrypt,
            Self::DesCrypt => Algorithm::DesCrypt,
            Self::BsdiCrypt => Algorithm::BsdiCrypt,
            Self::BigCrypt => Algorithm::BigCrypt,
            Self::Crypt16 => Algorithm::Crypt16,
            Self::Lm => Algorithm::Lm,
            Self::MysqlOld => Algorithm::MysqlOld,
            Self::Oracle10 => Algorithm::Oracle10,
            Self::CiscoPix => Algorithm::CiscoPix,
            Self::CiscoAsa => Algorithm::CiscoAsa,
            Self::CiscoType7 => Algorithm::CiscoType7,
            // MD5 of one block, and then of another.
            Self::CramMd5 => Algorithm::Md5,
        })
    }

    /// How many values it takes: 1 or 2.
    pub(crate) const fn values(self) -> u8 {
        match self {
            Self::Lm | Self::MysqlOld | Self::Oracle10 | Self::CiscoType7 | Self::CramMd5 => 1,
            _ => 2,
        }
    }

    /// How many numbers it takes.
    pub(crate) const fn numbers(self) -> u8 {
        match self {
            Self::Yescrypt => 5,
            Self::Scrypt => 4,
            Self::Pbkdf2(_) => 2,
            Self::Sha1Crypt
            | Self::Sha256Crypt
            | Self::Sha512Crypt
            | Self::SunMd5
            | Self::BsdiCrypt
            | Self::BigCrypt
            | Self::CiscoType7 => 1,
            Self::Aes256Ctr
            | Self::Md5Crypt
            | Self::Apr1Crypt
            | Self::DesCrypt
            | Self::Crypt16
            | Self::Lm
            | Self::MysqlOld
            | Self::Oracle10
            | Self::CiscoPix
            | Self::CiscoAsa
            | Self::CramMd5 => 0,
        }
    }

    /// The last number, where it may be left out.
    pub(crate) const fn last_number(self) -> Option<u32> {
        match self {
            Self::Pbkdf2(function) => Some(function.len() as u32),
            _ => None,
        }
    }

    /// The length of what it gives, in bytes.
    pub(crate) const fn len(self) -> Length {
        match self {
            Self::Pbkdf2(_) | Self::Scrypt | Self::BigCrypt => Length::LastNumber,
            Self::Aes256Ctr => Length::OfLastValue,
            Self::CiscoType7 => Length::OfFirstValue,
            Self::Md5Crypt | Self::Apr1Crypt | Self::SunMd5 => Length::Fixed(16),
            // The first byte comes once more at the end.
            Self::Sha1Crypt => Length::Fixed(21),
            Self::Sha256Crypt | Self::Yescrypt => Length::Fixed(32),
            Self::Sha512Crypt => Length::Fixed(64),
            Self::DesCrypt | Self::BsdiCrypt | Self::MysqlOld | Self::Oracle10 => Length::Fixed(8),
            Self::Crypt16 | Self::Lm => Length::Fixed(16),
            Self::CiscoPix | Self::CiscoAsa => Length::Fixed(12),
            Self::CramMd5 => Length::Fixed(32),
        }
    }

    /// The feature that it is compiled in with.
    pub(crate) const fn feature(self) -> &'static str {
        match self {
            Self::Pbkdf2(_) => "pbkdf2",
            Self::Scrypt | Self::Aes256Ctr => "scrypt",
            Self::Md5Crypt
            | Self::Apr1Crypt
            | Self::Sha1Crypt
            | Self::Sha256Crypt
            | Self::Sha512Crypt
            | Self::SunMd5 => "crypt",
            Self::Yescrypt => "yescrypt",
            Self::DesCrypt | Self::BsdiCrypt | Self::BigCrypt | Self::Crypt16 | Self::Lm => "des",
            Self::MysqlOld
            | Self::Oracle10
            | Self::CiscoPix
            | Self::CiscoAsa
            | Self::CiscoType7
            | Self::CramMd5 => "databases",
        }
    }

    /// Whether it is compiled in.
    pub(crate) const fn is_available(self) -> bool {
        match self {
            Self::Pbkdf2(_) => cfg!(feature = "pbkdf2"),
            Self::Scrypt | Self::Aes256Ctr => cfg!(feature = "scrypt"),
            Self::Md5Crypt
            | Self::Apr1Crypt
            | Self::Sha1Crypt
            | Self::Sha256Crypt
            | Self::Sha512Crypt
            | Self::SunMd5 => cfg!(feature = "crypt"),
            Self::Yescrypt => cfg!(feature = "yescrypt"),
            Self::DesCrypt | Self::BsdiCrypt | Self::BigCrypt | Self::Crypt16 | Self::Lm => {
                cfg!(feature = "des")
            }
            Self::MysqlOld
            | Self::Oracle10
            | Self::CiscoPix
            | Self::CiscoAsa
            | Self::CiscoType7
            | Self::CramMd5 => cfg!(feature = "databases"),
        }
    }

    /// How it reads its first value.
    pub(crate) const fn reads(self) -> Reads {
        match self {
            // HMAC fills keys with zeros.
            Self::Pbkdf2(_) | Self::Scrypt | Self::Sha1Crypt | Self::Yescrypt | Self::CramMd5 => {
                Reads {
                    has_zeros_behind: true,
                    ..Reads::ALL
                }
            }
            Self::DesCrypt => Reads::seven_bits(8),
            Self::BsdiCrypt => Reads::seven_bits(usize::MAX),
            Self::BigCrypt => Reads::seven_bits(128),
            Self::Crypt16 => Reads::seven_bits(16),
            Self::Lm => Reads {
                len: 14,
                has_zeros_behind: true,
                ..Reads::ALL
            },
            // From here on the beginning of the user's name may be the password's end.
            Self::CiscoPix => Reads {
                len: 12,
                has_zeros_behind: true,
                ..Reads::ALL
            },
            Self::CiscoAsa => Reads {
                len: 23,
                has_zeros_behind: true,
                ..Reads::ALL
            },
            Self::MysqlOld => Reads {
                has_blanks: false,
                ..Reads::ALL
            },
            Self::Oracle10 => Reads {
                has_zeros_behind: true,
                ..Reads::ALL
            },
            // C's strings end at a NUL, and here they do not: what follows one was perhaps never read.
            Self::Md5Crypt
            | Self::Apr1Crypt
            | Self::Sha256Crypt
            | Self::Sha512Crypt
            | Self::SunMd5 => Reads {
                has_nul: false,
                ..Reads::ALL
            },
            Self::Aes256Ctr | Self::CiscoType7 => Reads::ALL,
        }
    }

    /// Whether it is defined for these numbers.
    pub(crate) const fn is_defined(self, numbers: &Arguments) -> bool {
        let [a, b, c, d, e] = *numbers;
        match self {
            Self::Pbkdf2(_) => a > 0 && b > 0,
            Self::Scrypt => are_blocks(a, b, c) && d > 0,
            // Classic scrypt has no time, and yescrypt gives each lane at least two blocks.
            Self::Yescrypt => {
                let is_defined = match a {
                    0 => e == 0,
                    47 => d <= b / 2,
                    _ => true,
                };
                are_blocks(b, c, d) && is_defined
            }
            Self::Sha1Crypt => a > 0,
            Self::Sha256Crypt | Self::Sha512Crypt => a <= 999_999_999,
            Self::SunMd5 => a <= u32::MAX - 4096,
            Self::BsdiCrypt => a > 0 && a < 1 << 24,
            Self::BigCrypt => a > 0 && a.is_multiple_of(8) && a <= 128,
            Self::CiscoType7 => a < 53,
            Self::Aes256Ctr
            | Self::Md5Crypt
            | Self::Apr1Crypt
            | Self::DesCrypt
            | Self::Crypt16
            | Self::Lm
            | Self::MysqlOld
            | Self::Oracle10
            | Self::CiscoPix
            | Self::CiscoAsa
            | Self::CramMd5 => true,
        }
    }

    /// The longest first value that it takes, in bytes: libxcrypt's `CRYPT_MAX_PASSPHRASE_SIZE` for
    /// crypt(3), where the work may grow with the square of it.
    pub(crate) const fn longest(self) -> usize {
        match self {
            Self::Md5Crypt
            | Self::Apr1Crypt
            | Self::Sha1Crypt
            | Self::Sha256Crypt
            | Self::Sha512Crypt
            | Self::SunMd5
            | Self::Yescrypt
            | Self::DesCrypt
            | Self::BsdiCrypt
            | Self::BigCrypt
            | Self::Crypt16 => 512,
            _ => usize::MAX,
        }
    }

    /// The name in messages: that of the algorithm, if it has one.
    pub(crate) const fn title(self) -> &'static str {
        match self.algorithm() {
            Some(algorithm) => algorithm.name(),
            None => self.name(),
        }
    }

    /// The length of what it gives of values of these lengths, in bytes.
    pub(crate) fn value_len(self, first: usize, last: usize, numbers: &Arguments) -> usize {
        match self.len() {
            Length::Fixed(len) => len.into(),
            Length::OfFirstValue => first,
            Length::OfLastValue => last,
            Length::LastNumber => {
                let place = usize::from(self.numbers()).saturating_sub(1);
                numbers.get(place).map_or(0, |len| *len as usize)
            }
        }
    }

    /// What it takes to compute, of values of these lengths.
    #[allow(
        unused_variables,
        unreachable_patterns,
        reason = "what is compiled out has no arm, and takes nothing"
    )]
    pub(crate) fn work(self, first: usize, last: usize, numbers: &Arguments) -> Work {
        let [a, b, c, d, _] = *numbers;
        let nanoseconds = match self {
            #[cfg(feature = "pbkdf2")]
            Self::Pbkdf2(digest) => pbkdf2::nanoseconds(digest, first, last, a, b as usize),
            #[cfg(feature = "scrypt")]
            Self::Scrypt => scrypt::nanoseconds(first, last, a, b, c, d as usize),
            #[cfg(feature = "scrypt")]
            Self::Aes256Ctr => aes256_ctr::nanoseconds(last),
            #[cfg(feature = "yescrypt")]
            Self::Yescrypt => yescrypt::nanoseconds(first, last, *numbers),
            #[cfg(feature = "crypt")]
            Self::Md5Crypt | Self::Apr1Crypt => md5_crypt::nanoseconds(first, last),
            #[cfg(feature = "crypt")]
            Self::Sha1Crypt => sha1_crypt::nanoseconds(first, last, a),
            #[cfg(feature = "crypt")]
            Self::Sha256Crypt => sha_crypt::nanoseconds(DigestFunction::Sha256, first, last, a),
            #[cfg(feature = "crypt")]
            Self::Sha512Crypt => sha_crypt::nanoseconds(DigestFunction::Sha512, first, last, a),
            #[cfg(feature = "crypt")]
            Self::SunMd5 => sun_md5::nanoseconds(first, last, a),
            #[cfg(feature = "des")]
            Self::DesCrypt => des_crypt::des_crypt_nanoseconds(),
            #[cfg(feature = "des")]
            Self::BsdiCrypt => des_crypt::bsdi_crypt_nanoseconds(first, a),
            #[cfg(feature = "des")]
            Self::BigCrypt => des_crypt::bigcrypt_nanoseconds(a as usize),
            #[cfg(feature = "des")]
            Self::Crypt16 => des_crypt::crypt16_nanoseconds(),
            #[cfg(feature = "des")]
            Self::Lm => lm::nanoseconds(),
            #[cfg(feature = "databases")]
            Self::MysqlOld => mysql::nanoseconds(first),
            #[cfg(feature = "databases")]
            Self::Oracle10 => oracle::nanoseconds(first),
            #[cfg(feature = "databases")]
            Self::CiscoPix | Self::CiscoAsa => cisco::nanoseconds(first),
            #[cfg(feature = "databases")]
            Self::CiscoType7 => cisco::type7_nanoseconds(first),
            #[cfg(feature = "databases")]
            Self::CramMd5 => cram_md5::nanoseconds(first),
            _ => 0,
        };
        let memory_kib = match self {
            #[cfg(feature = "scrypt")]
            Self::Scrypt => scrypt::memory_kib(a, b, c),
            #[cfg(feature = "yescrypt")]
            Self::Yescrypt => yescrypt::memory_kib(b, c, d),
            _ => 0,
        };
        Work {
            nanoseconds,
            memory_kib,
        }
    }

    /// Computes. Numbers that the function is not defined for are an error.
    #[allow(
        unused_variables,
        unreachable_patterns,
        reason = "what is compiled out has no arm, and takes nothing"
    )]
    pub(crate) fn derive(
        self,
        first: &[u8],
        last: &[u8],
        numbers: &Arguments,
        output: &mut [u8],
    ) -> Result<(), DigestError> {
        let [a, b, c, ..] = *numbers;
        match self {
            #[cfg(feature = "scrypt")]
            Self::Scrypt => scrypt::scrypt(first, last, a, b, c, output),
            #[cfg(feature = "scrypt")]
            Self::Aes256Ctr => aes256_ctr::aes256_ctr(first, last, output),
            #[cfg(feature = "yescrypt")]
            Self::Yescrypt => yescrypt::yescrypt(first, last, *numbers, output),
            #[cfg(feature = "pbkdf2")]
            Self::Pbkdf2(digest) => pbkdf2::pbkdf2(digest, first, last, a, output),
            #[cfg(feature = "crypt")]
            Self::Md5Crypt => md5_crypt::md5_crypt(md5_crypt::MAGIC, first, last, output),
            #[cfg(feature = "crypt")]
            Self::Apr1Crypt => md5_crypt::md5_crypt(md5_crypt::APACHE_MAGIC, first, last, output),
            #[cfg(feature = "crypt")]
            Self::Sha1Crypt => sha1_crypt::sha1_crypt(first, last, a, output),
            #[cfg(feature = "crypt")]
            Self::Sha256Crypt => sha_crypt::sha256_crypt(first, last, a, output),
            #[cfg(feature = "crypt")]
            Self::Sha512Crypt => sha_crypt::sha512_crypt(first, last, a, output),
            #[cfg(feature = "crypt")]
            Self::SunMd5 => sun_md5::sun_md5(first, last, a, output),
            #[cfg(feature = "des")]
            Self::DesCrypt => des_crypt::des_crypt(first, last, output),
            #[cfg(feature = "des")]
            Self::BsdiCrypt => des_crypt::bsdi_crypt(first, last, a, output),
            #[cfg(feature = "des")]
            Self::BigCrypt => des_crypt::bigcrypt(first, last, output),
            #[cfg(feature = "des")]
            Self::Crypt16 => des_crypt::crypt16(first, last, output),
            #[cfg(feature = "des")]
            Self::Lm => lm::lm(first, output),
            #[cfg(feature = "databases")]
            Self::MysqlOld => mysql::mysql323(first, output),
            #[cfg(feature = "databases")]
            Self::Oracle10 => oracle::oracle10(first, output),
            #[cfg(feature = "databases")]
            Self::CiscoPix => cisco::cisco_pix(first, last, output),
            #[cfg(feature = "databases")]
            Self::CiscoAsa => cisco::cisco_asa(first, last, output),
            #[cfg(feature = "databases")]
            Self::CiscoType7 => cisco::cisco_type7(first, a, output),
            #[cfg(feature = "databases")]
            Self::CramMd5 => cram_md5::cram_md5(first, output),
            _ => Err(DigestError::Unsupported),
        }
    }
}

/// Whether scrypt is defined for this N, block size and lanes (RFC 7914, section 6): N is a power of two
/// and less than 2 to the power of 16 r.
const fn are_blocks(n: u32, r: u32, lanes: u32) -> bool {
    let product = (r as u64).wrapping_mul(lanes as u64);
    let is_less = r > 1 || n < 1 << 16;
    n >= 2 && n.is_power_of_two() && is_less && product > 0 && product < 1 << 30
}

/// How long a function's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    Fixed(u8),
    LastNumber,
    OfFirstValue,
    OfLastValue,
}

/// How much of a first value a function tells from others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reads {
    /// How many bytes of it go in.
    pub(crate) len: usize,
    /// Whether only seven bits of each byte go in.
    pub(crate) is_seven_bits: bool,
    /// Whether the same with a NUL behind it is the same.
    pub(crate) has_zeros_behind: bool,
    /// Whether all of a value with a NUL in it is sure to have been read.
    pub(crate) has_nul: bool,
    /// Whether blanks go in.
    pub(crate) has_blanks: bool,
}

impl Reads {
    /// Every byte.
    pub(crate) const ALL: Self = Self {
        len: usize::MAX,
        is_seven_bits: false,
        has_zeros_behind: false,
        has_nul: true,
        has_blanks: true,
    };

    const fn seven_bits(len: usize) -> Self {
        Self {
            len,
            is_seven_bits: true,
            has_zeros_behind: true,
            ..Self::ALL
        }
    }

    /// Whether no other value is read as this one is. No branch on the bytes.
    pub(crate) fn is_whole(&self, value: &[u8]) -> bool {
        let mut is_whole = value.len() <= self.len;
        let (mut has_nul, mut has_eighth_bit, mut has_blank) = (false, false, false);
        for byte in value {
            has_nul |= *byte == 0;
            has_eighth_bit |= *byte & 0x80 != 0;
            has_blank |= (*byte == b' ') | (*byte == b'\t');
        }
        let ends_in_nul = value.last().is_some_and(|byte| *byte == 0);
        is_whole &= !(self.is_seven_bits & (has_eighth_bit | has_nul));
        is_whole &= !(self.has_zeros_behind & ends_in_nul);
        is_whole &= self.has_nul | !has_nul;
        is_whole & (self.has_blanks | !has_blank)
    }
}
