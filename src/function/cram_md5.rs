//! What a server keeps for CRAM-MD5 (RFC 2195) in the password's place: HMAC-MD5's two states behind the
//! key's own blocks (Dovecot, `src/lib-auth/hmac-cram-md5.c`).

use md5::block_api::compress;
use md5::digest::FixedOutputReset;
use md5::{Digest, Md5};
use zeroize::Zeroizing;

use crate::function::DigestFunction;
use crate::function::digest::DigestError;

/// How many bytes go into one call of the compression function.
const BLOCK: usize = 64;

/// MD5 before the first block (RFC 1321).
const INITIAL: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];

/// The outer state and then the inner one, each in the order of a digest's bytes.
pub(crate) fn cram_md5(password: &[u8], output: &mut [u8]) -> Result<(), DigestError> {
    let (states, rest) = output.as_chunks_mut::<16>();
    let ([outer, inner], []) = (states, rest) else {
        return Err(DigestError::Internal);
    };
    let mut key = Zeroizing::new([0; BLOCK]);
    if password.len() > BLOCK {
        let mut state = Md5::new();
        state.update(password);
        let (digest, _) = key
            .split_first_chunk_mut::<16>()
            .ok_or(DigestError::Internal)?;
        FixedOutputReset::finalize_into_reset(&mut state, digest.into());
    } else {
        for (place, byte) in key.iter_mut().zip(password) {
            *place = *byte;
        }
    }
    for (padding, output) in [(0x5c, outer), (0x36, inner)] {
        let mut block = Zeroizing::new([[0; BLOCK]]);
        for (place, byte) in block.as_flattened_mut().iter_mut().zip(&*key) {
            *place = byte ^ padding;
        }
        let mut state = Zeroizing::new(INITIAL);
        compress(&mut state, &*block);
        for (place, word) in output.as_chunks_mut::<4>().0.iter_mut().zip(&*state) {
            *place = word.to_le_bytes();
        }
    }
    Ok(())
}

/// About how long it takes on one core.
pub(crate) const fn nanoseconds(password: usize) -> u64 {
    // The key goes in twice, and a long one once more.
    let twice = DigestFunction::Md5.nanoseconds(BLOCK);
    twice.saturating_add(DigestFunction::Md5.nanoseconds(password))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::vectors::cases;

    #[test]
    fn the_states_are_dovecots() {
        let json = include_str!("../../tests/vectors/functions/cram_md5.json");
        for case in cases(json, "cram_md5") {
            let mut states = [0; 32];
            cram_md5(&case.password, &mut states).unwrap();
            assert_eq!(states, *case.digest, "{:?}", case.password);
        }
    }

    #[test]
    fn another_length_is_an_error() {
        for len in [0, 16, 31, 33, 48] {
            let mut output = vec![0; len];
            assert_eq!(cram_md5(b"", &mut output), Err(DigestError::Internal));
        }
    }

    #[test]
    fn the_cost_grows_with_the_password() {
        assert!(nanoseconds(200) > nanoseconds(0));
        assert!(nanoseconds(usize::MAX) > 1 << 58);
    }
}
