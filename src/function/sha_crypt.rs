//! sha256-crypt (`$5$`) and sha512-crypt (`$6$`).
//!
//! Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512", <https://www.akkadia.org/drepper/SHA-crypt.txt>.
//!
//! Written here, and not another crate's: all that comes of the password is wiped, and it is as fast as libxcrypt.

use hmac::digest::{Digest, FixedOutputReset, Output, Update};
use zeroize::{Zeroize, Zeroizing};

use crate::function::DigestFunction;
use crate::function::compression::{self, Compression};
use crate::function::crypt;
use crate::function::digest::DigestError;

/// The most rounds. Texts have no fewer than 1000; what makes up for the work of another text may.
const MAX_ROUNDS: u32 = 999_999_999;

/// What goes in of a salt, in bytes.
const SALT_LEN: usize = 16;

/// Which byte of SHA-256's digest stands where in the text.
const ORDER_256: [usize; 32] = [
    20, 10, 0, 11, 1, 21, 2, 22, 12, 23, 13, 3, 14, 4, 24, 5, 25, 15, 26, 16, 6, 17, 7, 27, 8, 28,
    18, 29, 19, 9, 30, 31,
];

/// Which byte of SHA-512's digest stands where in the text.
const ORDER_512: [usize; 64] = [
    42, 21, 0, 1, 43, 22, 23, 2, 44, 45, 24, 3, 4, 46, 25, 26, 5, 47, 48, 27, 6, 7, 49, 28, 29, 8,
    50, 51, 30, 9, 10, 52, 31, 32, 11, 53, 54, 33, 12, 13, 55, 34, 35, 14, 56, 57, 36, 15, 16, 58,
    37, 38, 17, 59, 60, 39, 18, 19, 61, 40, 41, 20, 62, 63,
];

/// The digest of 32 bytes in the order of the text. More rounds than 999,999,999 are an error.
pub(crate) fn sha256_crypt(
    password: &[u8],
    salt: &[u8],
    rounds: u32,
    output: &mut [u8],
) -> Result<(), DigestError> {
    sha_crypt::<sha2::Sha256, compression::Sha256>(password, salt, rounds, &ORDER_256, output)
}

/// The same over SHA-512: 64 bytes.
pub(crate) fn sha512_crypt(
    password: &[u8],
    salt: &[u8],
    rounds: u32,
    output: &mut [u8],
) -> Result<(), DigestError> {
    sha_crypt::<sha2::Sha512, compression::Sha512>(password, salt, rounds, &ORDER_512, output)
}

fn sha_crypt<D: Digest + Update + FixedOutputReset, C: Compression>(
    password: &[u8],
    salt: &[u8],
    rounds: u32,
    order: &[usize],
    output: &mut [u8],
) -> Result<(), DigestError> {
    if output.len() != order.len() || rounds > MAX_ROUNDS {
        return Err(DigestError::Internal);
    }
    let salt = salt.get(..SALT_LEN).unwrap_or(salt);
    let mut digest = Wiped::<D>(Output::<D>::default());
    let mut other = Wiped::<D>(Output::<D>::default());
    let mut state = D::new();
    for part in [password, salt, password] {
        Update::update(&mut state, part);
    }
    FixedOutputReset::finalize_into_reset(&mut state, &mut other.0);
    for part in [password, salt] {
        Update::update(&mut state, part);
    }
    crypt::feed_repeated(&mut state, &other.0, password.len());
    for bit in crypt::bits(password.len()) {
        Update::update(&mut state, if bit { &other.0 } else { password });
    }
    FixedOutputReset::finalize_into_reset(&mut state, &mut digest.0);
    for _ in 0..password.len() {
        Update::update(&mut state, password);
    }
    FixedOutputReset::finalize_into_reset(&mut state, &mut other.0);
    let password = repeated(&other.0, password.len());
    // How often the salt goes in is a byte of the digest, by the algorithm.
    let first = digest.0.first().copied().unwrap_or_default();
    for _ in 0..u32::from(first).saturating_add(16) {
        Update::update(&mut state, salt);
    }
    FixedOutputReset::finalize_into_reset(&mut state, &mut other.0);
    let salt = repeated(&other.0, salt.len());
    crypt::stretch::<C>(&password, &salt, rounds, &mut digest.0)?;
    crypt::permute(&digest.0, order, output);
    Ok(())
}

/// A digest that is wiped.
struct Wiped<D: Digest>(Output<D>);

impl<D: Digest> Drop for Wiped<D> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// So many bytes of a digest that is repeated.
fn repeated(digest: &[u8], len: usize) -> Zeroizing<Vec<u8>> {
    let mut bytes = Vec::with_capacity(len);
    bytes.extend(digest.iter().cycle().take(len));
    Zeroizing::new(bytes)
}

/// About how long it takes on one core over SHA-256 or SHA-512, with a password and a salt of so many bytes.
/// It grows with the square of the password's length.
pub(crate) const fn nanoseconds(
    function: DigestFunction,
    password: usize,
    salt: usize,
    rounds: u32,
) -> u64 {
    let salt = if salt > SALT_LEN { SALT_LEN } else { salt };
    let square = function.nanoseconds(password.saturating_mul(password));
    // The salt's digest, and two over the password: the second takes it once for each bit of its length.
    let salted = function.nanoseconds(salt.saturating_mul(16 + 128));
    let bits = usize::BITS.saturating_sub(password.leading_zeros());
    let first = function.nanoseconds(password.saturating_mul(bits.saturating_add(4) as usize));
    let rounds = crypt::nanoseconds(function, password, salt, rounds);
    let before = square.saturating_add(salted).saturating_add(first);
    before.saturating_add(rounds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::crypt::tests::{check_cost, check_vectors};

    #[test]
    fn is_what_other_programs_compute() {
        check_vectors("sha256_crypt", 32, sha256_crypt);
        check_vectors("sha512_crypt", 64, sha512_crypt);
    }

    #[test]
    fn too_many_rounds_are_an_error() {
        for rounds in [1_000_000_000, u32::MAX] {
            let answer = sha256_crypt(b"password", b"NaCl", rounds, &mut [0; 32]);
            assert_eq!(answer, Err(DigestError::Internal), "{rounds}");
            let answer = sha512_crypt(b"password", b"NaCl", rounds, &mut [0; 64]);
            assert_eq!(answer, Err(DigestError::Internal), "{rounds}");
        }
    }

    #[test]
    fn cost_grows_with_the_square_of_the_password() {
        for function in [DigestFunction::Sha256, DigestFunction::Sha512] {
            let of = |password, salt, rounds| nanoseconds(function, password, salt, rounds);
            check_cost(of);
            assert!(of(1 << 15, 8, 1000) > 3 * of(1 << 14, 8, 1000));
            assert_eq!(of(8, 16, 1000), of(8, 17, 1000));
        }
    }
}
