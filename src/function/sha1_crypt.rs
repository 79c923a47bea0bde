//! NetBSD's sha1-crypt (`$sha1$`): PBKDF1 (RFC 8018) over HMAC-SHA-1.
//!
//! NetBSD's `lib/libcrypt/crypt-sha1.c`; libxcrypt's `lib/crypt-pbkdf1-sha1.c`.

use zeroize::Zeroizing;

use crate::function::DigestFunction;
use crate::function::compression::{Keyed, Sha1};
use crate::function::crypt;
use crate::function::digest::DigestError;

/// Which byte of the digest stands where in the text: the first stands there twice.
const ORDER: [usize; 21] = [
    2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9, 14, 13, 12, 17, 16, 15, 0, 19, 18,
];

/// The digest in the order of the text: 21 bytes. Fewer than 1 round is an error.
pub(crate) fn sha1_crypt(
    password: &[u8],
    salt: &[u8],
    rounds: u32,
    output: &mut [u8],
) -> Result<(), DigestError> {
    let more = rounds.checked_sub(1).ok_or(DigestError::Internal)?;
    if output.len() != ORDER.len() {
        return Err(DigestError::Internal);
    }
    let mut first = Zeroizing::new([0; DigestFunction::MAX_LEN]);
    let number = rounds.to_string();
    DigestFunction::Sha1.hmac(password, &mut first, &mut |state| {
        for part in [salt, b"$sha1$", number.as_bytes()] {
            state.write(part);
        }
    })?;
    let mut hmac = Keyed::<Sha1>::new();
    hmac.set(password, &*first)?;
    for _ in 0..more {
        hmac.advance();
    }
    crypt::permute(hmac.value(), &ORDER, output);
    Ok(())
}

/// About how long it takes on one core, with a password and a salt of so many bytes.
pub(crate) const fn nanoseconds(password: usize, salt: usize, rounds: u32) -> u64 {
    // The magic and the number go in behind the salt.
    let first = DigestFunction::Sha1.hmac_nanoseconds(password, salt.saturating_add(16));
    let round = DigestFunction::Sha1.block_nanoseconds().saturating_add(5);
    let rounds = round.saturating_mul(2).saturating_mul(rounds as u64);
    first.saturating_add(rounds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::crypt::tests::{check_cost, check_vectors};

    #[test]
    fn is_what_other_programs_compute() {
        check_vectors("sha1_crypt", 21, sha1_crypt);
    }

    #[test]
    fn no_rounds_are_an_error() {
        let answer = sha1_crypt(b"password", b"NaCl", 0, &mut [0; 21]);
        assert_eq!(answer, Err(DigestError::Internal));
    }

    #[test]
    fn cost_grows() {
        check_cost(nanoseconds);
    }
}
