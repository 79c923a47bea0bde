//! Cisco's own hashes (passlib 1.7.4, `passlib/handlers/cisco.py`).

use md5::Md5;
use md5::digest::{Digest, FixedOutputReset};
use zeroize::Zeroizing;

use crate::function::DigestFunction;
use crate::function::digest::DigestError;

/// How many bytes of the user's name go in.
const USER: usize = 4;

/// From so many bytes of password on, ASA leaves the user out.
const WITHOUT_USER: usize = 28;

/// The key of type 7.
const KEY: &[u8; 53] = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87";

/// PIX: MD5 of password and user in 16 bytes. Longer passwords are none of PIX's; they go in whole, so
/// that they are not taken for their beginning.
pub(crate) fn cisco_pix(
    password: &[u8],
    user: &[u8],
    output: &mut [u8],
) -> Result<(), DigestError> {
    padded_md5(password, user, 16, 16, output)
}

/// ASA: the same in 16 bytes or, if the password and the user do not fit, in 32. The user is left out
/// where the password has 28 bytes or more.
pub(crate) fn cisco_asa(
    password: &[u8],
    user: &[u8],
    output: &mut [u8],
) -> Result<(), DigestError> {
    let user = if password.len() < WITHOUT_USER {
        user
    } else {
        &[]
    };
    let added = if user.is_empty() { 0 } else { USER };
    let len = password.len().saturating_add(added);
    let len = if len > 16 { 32 } else { 16 };
    padded_md5(password, user, len, 32, output)
}

/// MD5 of the password, four bytes of the user and zeros, cut to a length, without every fourth byte. A
/// password over the limit goes in whole behind it.
fn padded_md5(
    password: &[u8],
    user: &[u8],
    len: usize,
    limit: usize,
    output: &mut [u8],
) -> Result<(), DigestError> {
    let output: &mut [u8; 12] = output.try_into().map_err(|_| DigestError::Internal)?;
    let mut padded = Zeroizing::new([0; 32]);
    let padded = padded.get_mut(..len).unwrap_or_default();
    // A shorter name is repeated.
    let user = user.iter().cycle().take(USER);
    for (place, byte) in padded.iter_mut().zip(password.iter().chain(user)) {
        *place = *byte;
    }
    let mut state = Md5::new();
    state.update(&*padded);
    if password.len() > limit {
        state.update(password);
    }
    let mut digest = Zeroizing::new([0; 16]);
    FixedOutputReset::finalize_into_reset(&mut state, (&mut *digest).into());
    let kept = digest.chunks(4).flat_map(|word| word.iter().take(3));
    for (place, byte) in output.iter_mut().zip(kept) {
        *place = *byte;
    }
    Ok(())
}

/// Type 7 is no hash: the password is laid over a known key from some place on, and the output is as long
/// as the password. Places are from 0 to 52.
pub(crate) fn cisco_type7(
    password: &[u8],
    place: u32,
    output: &mut [u8],
) -> Result<(), DigestError> {
    let place = usize::try_from(place).map_err(|_| DigestError::Internal)?;
    if place >= KEY.len() || output.len() != password.len() {
        return Err(DigestError::Internal);
    }
    let key = KEY.iter().cycle().skip(place);
    for ((output, byte), key) in output.iter_mut().zip(password).zip(key) {
        *output = byte ^ key;
    }
    Ok(())
}

/// About how long PIX and ASA take on one core.
pub(crate) const fn nanoseconds(password: usize) -> u64 {
    // Behind the padded bytes, where the password is too long.
    DigestFunction::Md5.nanoseconds(password.saturating_add(32))
}

/// About how long type 7 takes on one core.
pub(crate) const fn type7_nanoseconds(password: usize) -> u64 {
    (password as u64).saturating_mul(2).saturating_add(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::vectors::cases;

    const JSON: &str = include_str!("../../tests/vectors/functions/cisco.json");

    #[test]
    fn the_digests_are_passlibs() {
        for case in cases(JSON, "cisco_pix") {
            let mut digest = [0; 12];
            cisco_pix(&case.password, &case.user, &mut digest).unwrap();
            assert_eq!(digest, *case.digest, "{:?}", case.password);
        }
        for case in cases(JSON, "cisco_asa") {
            let mut digest = [0; 12];
            cisco_asa(&case.password, &case.user, &mut digest).unwrap();
            assert_eq!(digest, *case.digest, "{:?}", case.password);
        }
        for case in cases(JSON, "cisco_type7") {
            let mut digest = vec![0; case.password.len()];
            cisco_type7(&case.password, case.number, &mut digest).unwrap();
            assert_eq!(digest, case.digest, "{:?}", case.password);
        }
    }

    #[test]
    fn a_password_that_is_too_long_is_not_its_beginning() {
        let (mut whole, mut longer) = ([0; 12], [0; 12]);
        cisco_pix(&[b'a'; 16], b"", &mut whole).unwrap();
        cisco_pix(&[b'a'; 17], b"", &mut longer).unwrap();
        assert_ne!(whole, longer);
        cisco_asa(&[b'a'; 32], b"", &mut whole).unwrap();
        cisco_asa(&[b'a'; 33], b"", &mut longer).unwrap();
        assert_ne!(whole, longer);
    }

    #[test]
    fn wrong_numbers_are_errors() {
        let error = Err(DigestError::Internal);
        for len in [0, 11, 13, 16] {
            let mut output = vec![0; len];
            assert_eq!(cisco_pix(b"", b"", &mut output), error);
            assert_eq!(cisco_asa(b"", b"", &mut output), error);
        }
        for place in [53, u32::MAX] {
            assert_eq!(cisco_type7(b"a", place, &mut [0]), error);
        }
        assert_eq!(cisco_type7(b"ab", 0, &mut [0]), error);
        assert_eq!(cisco_type7(b"", 0, &mut [0]), error);
    }

    #[test]
    fn the_cost_grows_with_the_password() {
        assert!(nanoseconds(64) > nanoseconds(0));
        assert!(type7_nanoseconds(2) > type7_nanoseconds(1));
        assert_eq!(type7_nanoseconds(usize::MAX), u64::MAX);
    }
}
