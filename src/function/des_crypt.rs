//! crypt(3) over DES and its descendants (libxcrypt, `lib/crypt-des.c`; passlib 1.7.4,
//! `passlib/handlers/des_crypt.py`, for `bigcrypt` and `crypt16`). A digest is blocks of DES, the highest
//! bits first.
//!
//! Each character's highest bit is not read. A NUL is a character like others here, and the same as none
//! at the end.

use crate::function::des::{self, Schedule};
use crate::function::digest::DigestError;

/// How often the traditional function encrypts.
const TIMES: u32 = 25;

/// How many characters a key has.
const SEGMENT: usize = 8;

/// The most segments of [`bigcrypt`]: DEC's passwords had 128 characters at most.
const MAX_SEGMENTS: usize = 16;

/// The traditional function. The salt has two characters.
pub(crate) fn des_crypt(
    password: &[u8],
    salt: &[u8],
    output: &mut [u8],
) -> Result<(), DigestError> {
    let salt = salt_of(salt, 2)?;
    let mut schedule = Schedule::default();
    schedule.set(des::key_of_characters(password));
    write(output, schedule.encrypt(0, salt, TIMES))
}

/// BSDi's extension: all of the password goes into the key. The salt has four characters; the rounds are
/// from 1 to 2^24 - 1.
pub(crate) fn bsdi_crypt(
    password: &[u8],
    salt: &[u8],
    rounds: u32,
    output: &mut [u8],
) -> Result<(), DigestError> {
    let salt = salt_of(salt, 4)?;
    if !(1..1 << 24).contains(&rounds) {
        return Err(DigestError::Internal);
    }
    let mut segments = password.chunks(SEGMENT);
    let mut key = des::key_of_characters(segments.next().unwrap_or_default());
    let mut schedule = Schedule::default();
    schedule.set(key);
    for segment in segments {
        key = schedule.encrypt(key, 0, 1) ^ des::key_of_characters(segment);
        schedule.set(key);
    }
    write(output, schedule.encrypt(0, salt, rounds))
}

/// DEC's and HP's: the traditional function of each eight characters, of which all but the first have the
/// beginning of the digest before them as salt. The output says how many segments there are. Of a
/// password that has another number of them it is the complement, so that it is not that of its
/// beginning.
pub(crate) fn bigcrypt(password: &[u8], salt: &[u8], output: &mut [u8]) -> Result<(), DigestError> {
    let mut salt = salt_of(salt, 2)?;
    let (blocks, rest) = output.as_chunks_mut::<8>();
    if !rest.is_empty() || !(1..=MAX_SEGMENTS).contains(&blocks.len()) {
        return Err(DigestError::Internal);
    }
    let segments = password.len().div_ceil(SEGMENT).max(1);
    let complement = if segments == blocks.len() {
        0
    } else {
        u64::MAX
    };
    let mut segments = password.chunks(SEGMENT);
    let mut schedule = Schedule::default();
    for block in blocks {
        let segment = segments.next().unwrap_or_default();
        schedule.set(des::key_of_characters(segment));
        let digest = schedule.encrypt(0, salt, TIMES);
        *block = (digest ^ complement).to_be_bytes();
        // The first digit of the text has the salt's lowest bits.
        salt = (digest >> 58) as u32 | (digest >> 46) as u32 & 0xfc0;
    }
    Ok(())
}

/// Ultrix': two times eight characters under one salt, encrypted 20 and 5 times.
pub(crate) fn crypt16(password: &[u8], salt: &[u8], output: &mut [u8]) -> Result<(), DigestError> {
    let salt = salt_of(salt, 2)?;
    let (blocks, rest) = output.as_chunks_mut::<8>();
    let ([first, second], []) = (blocks, rest) else {
        return Err(DigestError::Internal);
    };
    let mut segments = password.chunks(SEGMENT);
    let mut schedule = Schedule::default();
    for (block, times) in [(first, 20), (second, 5)] {
        let segment = segments.next().unwrap_or_default();
        schedule.set(des::key_of_characters(segment));
        *block = schedule.encrypt(0, salt, times).to_be_bytes();
    }
    Ok(())
}

/// The bits of so many of crypt(3)'s digits, the lowest first.
fn salt_of(digits: &[u8], len: usize) -> Result<u32, DigestError> {
    if digits.len() != len {
        return Err(DigestError::Internal);
    }
    let mut salt = 0;
    for digit in digits.iter().rev() {
        let value = match digit {
            b'.'..=b'9' => digit.wrapping_sub(b'.'),
            b'A'..=b'Z' => digit.wrapping_sub(b'A').wrapping_add(12),
            b'a'..=b'z' => digit.wrapping_sub(b'a').wrapping_add(38),
            _ => return Err(DigestError::Internal),
        };
        salt = salt << 6 | u32::from(value);
    }
    Ok(salt)
}

fn write(output: &mut [u8], digest: u64) -> Result<(), DigestError> {
    let output: &mut [u8; 8] = output.try_into().map_err(|_| DigestError::Internal)?;
    *output = digest.to_be_bytes();
    Ok(())
}

/// About how long [`des_crypt`] takes on one core.
pub(crate) const fn des_crypt_nanoseconds() -> u64 {
    des::KEY_NANOSECONDS.saturating_add(des::nanoseconds(TIMES as u64))
}

/// About how long [`bsdi_crypt`] takes on one core.
pub(crate) const fn bsdi_crypt_nanoseconds(password: usize, rounds: u32) -> u64 {
    let segments = (password / SEGMENT).saturating_add(1) as u64;
    let segment = des::KEY_NANOSECONDS.saturating_add(des::nanoseconds(1));
    let keys = segments.saturating_mul(segment);
    keys.saturating_add(des::nanoseconds(rounds as u64))
}

/// About how long [`bigcrypt`] takes on one core.
pub(crate) const fn bigcrypt_nanoseconds(output: usize) -> u64 {
    des_crypt_nanoseconds().saturating_mul((output / 8) as u64)
}

/// About how long [`crypt16`] takes on one core.
pub(crate) const fn crypt16_nanoseconds() -> u64 {
    let keys = des::KEY_NANOSECONDS.saturating_mul(2);
    let blocks = des::nanoseconds(20).saturating_add(des::nanoseconds(5));
    keys.saturating_add(blocks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::vectors::cases;

    const DES: &str = include_str!("../../tests/vectors/functions/des.json");
    const BIGCRYPT: &str = include_str!("../../tests/vectors/functions/bigcrypt.json");

    #[test]
    fn the_digests_are_those_of_other_programs() {
        for case in cases(DES, "des_crypt") {
            let mut digest = [0; 8];
            des_crypt(&case.password, &case.salt, &mut digest).unwrap();
            assert_eq!(digest, *case.digest, "{:?}", case.password);
        }
        for case in cases(DES, "bsdi_crypt") {
            let mut digest = [0; 8];
            bsdi_crypt(&case.password, &case.salt, case.number, &mut digest).unwrap();
            assert_eq!(digest, *case.digest, "{:?}", case.password);
        }
        for case in cases(BIGCRYPT, "bigcrypt") {
            let mut digest = vec![0; case.digest.len()];
            bigcrypt(&case.password, &case.salt, &mut digest).unwrap();
            assert_eq!(digest, case.digest, "{:?}", case.password);
        }
        for case in cases(BIGCRYPT, "crypt16") {
            let mut digest = [0; 16];
            crypt16(&case.password, &case.salt, &mut digest).unwrap();
            assert_eq!(digest, *case.digest, "{:?}", case.password);
        }
    }

    /// A digest of two segments is neither that of a password of one, nor that of one of three that
    /// begins with the password.
    #[test]
    fn a_password_of_other_segments_has_another_bigcrypt() {
        let password = b"correct horse battery staple";
        let mut digest = [0; 16];
        bigcrypt(&password[..16], b"ab", &mut digest).unwrap();
        let mut traditional = [0; 8];
        des_crypt(password, b"ab", &mut traditional).unwrap();
        assert_eq!(digest[..8], traditional);
        for len in [0, 1, 8, 17, 24, 28] {
            let mut other = [0; 16];
            bigcrypt(&password[..len], b"ab", &mut other).unwrap();
            assert_ne!(digest[..8], other[..8], "{len}");
            assert_ne!(digest[8..], other[8..], "{len}");
        }
        let mut all = [0; 128];
        bigcrypt(&[b'a'; 128], b"ab", &mut all).unwrap();
        let mut longer = [0; 128];
        bigcrypt(&[b'a'; 129], b"ab", &mut longer).unwrap();
        assert_ne!(all, longer);
    }

    #[test]
    fn wrong_numbers_are_errors() {
        let error = Err(DigestError::Internal);
        let mut output = [0; 8];
        for salt in ["", "a", "abc", "é", "a:", "a@", "a[", "a`", "a{", "a-"] {
            assert_eq!(
                des_crypt(b"", salt.as_bytes(), &mut output),
                error,
                "{salt}"
            );
        }
        for salt in ["ab", "abc", "abcde", "abc$"] {
            assert_eq!(bsdi_crypt(b"", salt.as_bytes(), 1, &mut output), error);
        }
        for rounds in [0, 1 << 24, u32::MAX] {
            assert_eq!(bsdi_crypt(b"", b"abcd", rounds, &mut output), error);
        }
        assert_eq!(output, [0; 8]);
        for len in [0, 7, 9, 16] {
            let mut output = vec![0; len];
            assert_eq!(des_crypt(b"", b"ab", &mut output), error);
            assert_eq!(bsdi_crypt(b"", b"abcd", 1, &mut output), error);
        }
        for len in [0, 7, 9, 15, 136] {
            let mut output = vec![0; len];
            assert_eq!(bigcrypt(b"", b"ab", &mut output), error);
            assert_eq!(crypt16(b"", b"ab", &mut output), error);
        }
        assert_eq!(crypt16(b"", b"ab", &mut [0; 24]), error);
        assert_eq!(bigcrypt(b"", b"a", &mut [0; 8]), error);
        assert_eq!(crypt16(b"", b"a", &mut [0; 16]), error);
    }

    #[test]
    fn the_cost_grows_with_what_is_computed() {
        assert!(bsdi_crypt_nanoseconds(0, 725) < bsdi_crypt_nanoseconds(0, 726));
        assert!(bsdi_crypt_nanoseconds(8, 725) > bsdi_crypt_nanoseconds(7, 725));
        assert!(bsdi_crypt_nanoseconds(usize::MAX, u32::MAX) > 1 << 50);
        assert!(crypt16_nanoseconds() > des_crypt_nanoseconds());
        assert!(bigcrypt_nanoseconds(16) > bigcrypt_nanoseconds(8));
        assert!(bigcrypt_nanoseconds(usize::MAX) > 1 << 60);
    }
}
