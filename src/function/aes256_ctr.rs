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
    blocks.saturating_mul(BLOCK_NANOSECONDS).saturating_add(KEY_NANOSECONDS)
}

const KEY_NANOSECONDS: u64 = 150;
const BLOCK_NANOSECONDS: u64 = 20;
