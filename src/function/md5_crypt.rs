//! md5-crypt (`$1$`), and the same with Apache's magic (`$apr1$`).
//!
//! FreeBSD's `lib/libcrypt/crypt-md5.c`; Apache's `apr_md5.c`.

use hmac::digest::{Digest, FixedOutputReset, Update};
use zeroize::Zeroizing;

use crate::function::DigestFunction;
use crate::function::compression;
use crate::function::crypt;
use crate::function::digest::DigestError;

/// The text's beginning goes in.
pub(crate) const MAGIC: &[u8] = b"$1$";

/// Apache's.
pub(crate) const APACHE_MAGIC: &[u8] = b"$apr1$";

const ROUNDS: u32 = 1000;

/// What goes in of a salt, in bytes.
const SALT_LEN: usize = 8;

/// Which byte of the digest stands where in the text.
pub(crate) const ORDER: [usize; 16] = [12, 6, 0, 13, 7, 1, 14, 8, 2, 15, 9, 3, 5, 10, 4, 11];

/// The digest of 16 bytes in the order of the text.
pub(crate) fn md5_crypt(
    magic: &[u8],
    password: &[u8],
    salt: &[u8],
    output: &mut [u8],
) -> Result<(), DigestError> {
    if output.len() != ORDER.len() {
        return Err(DigestError::Internal);
    }
    let salt = salt.get(..SALT_LEN).unwrap_or(salt);
    let mut digest = Zeroizing::new([0; 16]);
    let mut state = md5::Md5::new();
    for part in [password, salt, password] {
        Update::update(&mut state, part);
    }
    FixedOutputReset::finalize_into_reset(&mut state, (&mut *digest).into());
    for part in [password, magic, salt] {
        Update::update(&mut state, part);
    }
    crypt::feed_repeated(&mut state, &*digest, password.len());
    let first = password.get(..1).unwrap_or_default();
    for bit in crypt::bits(password.len()) {
        Update::update(&mut state, if bit { &[0] } else { first });
    }
    FixedOutputReset::finalize_into_reset(&mut state, (&mut *digest).into());
    crypt::stretch::<compression::Md5>(password, salt, ROUNDS, &mut *digest)?;
    crypt::permute(&*digest, &ORDER, output);
    Ok(())
}

/// About how long it takes on one core, with a password and a salt of so many bytes.
pub(crate) const fn nanoseconds(password: usize, salt: usize) -> u64 {
    let salt = if salt > SALT_LEN { SALT_LEN } else { salt };
    let first = DigestFunction::Md5.nanoseconds(password.saturating_mul(2));
    let rounds = crypt::nanoseconds(DigestFunction::Md5, password, salt, ROUNDS);
    first.saturating_mul(2).saturating_add(rounds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::crypt::tests::check_vectors;

    #[test]
    fn is_what_other_programs_compute() {
        for (name, magic) in [("md5_crypt", MAGIC), ("apr1_crypt", APACHE_MAGIC)] {
            check_vectors(name, 16, |password, salt, _, output| {
                md5_crypt(magic, password, salt, output)
            });
        }
    }

    #[test]
    fn cost_grows_with_the_password() {
        assert!(nanoseconds(0, 0) >= 100_000);
        assert!(nanoseconds(100, 8) > nanoseconds(8, 8));
        assert_eq!(nanoseconds(8, 8), nanoseconds(8, 9));
        assert!(nanoseconds(usize::MAX, usize::MAX) > 1 << 60);
    }
}
