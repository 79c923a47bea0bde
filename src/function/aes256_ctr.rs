//! AES-256 in counter mode (NIST SP 800-38A, section 6.5), from zero on: Firebase's last step.

use aes::Aes256;
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit, StreamCipher};

use crate::function::digest::DigestError;

/// Writes what `data` is under a key of 32 bytes.
pub(crate) fn aes256_ctr(key: &[u8], data: &[u8], output: &mut [u8]) -> Result<(), DigestError> {
    let cipher = Ctr128BE::<Aes256>::new_from_slices(key, &[0; 16]);
    let mut cipher = cipher.map_err(|_| DigestError::Internal)?;
    let applied = cipher.try_apply_keystream_b2b(data, output);
    applied.map_err(|_| DigestError::Internal)
}

/// About how long it takes on one core, in nanoseconds, where the processor has instructions for it.
pub(crate) const fn nanoseconds(data: usize) -> u64 {
    let blocks = data.div_ceil(16) as u64;
    blocks
        .saturating_mul(BLOCK_NANOSECONDS)
        .saturating_add(KEY_NANOSECONDS)
}

const KEY_NANOSECONDS: u64 = 120;
const BLOCK_NANOSECONDS: u64 = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::vectors;

    /// Of `tests/vectors/functions/generate_scrypt.js`.
    #[test]
    fn is_what_node_computes() {
        let json = include_str!("../../tests/vectors/functions/aes256_ctr.json");
        for case in vectors::read(json, 20) {
            let [key, data] = ["key", "data"].map(|name| vectors::bytes(&case, name));
            let mut output = vec![0; data.len()];
            assert_eq!(aes256_ctr(&key, &data, &mut output), Ok(()));
            assert_eq!(output, vectors::bytes(&case, "output"), "{case}");
        }
    }

    #[test]
    fn other_lengths_are_errors() {
        let run =
            |key: usize, data: usize| aes256_ctr(&[0; 40][..key], &[0; 40][..data], &mut [0; 32]);
        assert_eq!(run(32, 32), Ok(()));
        for (key, data) in [(0, 32), (16, 32), (31, 32), (33, 32), (32, 31), (32, 33)] {
            assert_eq!(run(key, data), Err(DigestError::Internal), "{key} {data}");
        }
    }
}
