//! LAN Manager's hash (Microsoft, [MS-NLMP] 3.3.1, `LMOWFv1`).

use crate::function::des::{self, Schedule};
use crate::function::digest::DigestError;

/// `KGS!@#$%`.
const BLOCK: u64 = 0x4b47_5321_4023_2425;

/// The key of each half.
const HALF: usize = 7;

/// Twice seven bytes are the keys of one constant block. The password comes in the server's code page
/// and in upper case; bytes behind the fourteenth are not read.
pub(crate) fn lm(password: &[u8], output: &mut [u8]) -> Result<(), DigestError> {
    let (blocks, rest) = output.as_chunks_mut::<8>();
    let ([first, second], []) = (blocks, rest) else {
        return Err(DigestError::Internal);
    };
    let mut halves = password.chunks(HALF);
    let mut schedule = Schedule::default();
    for block in [first, second] {
        schedule.set(des::key_of_bits(halves.next().unwrap_or_default()));
        *block = schedule.encrypt(BLOCK, 0, 1).to_be_bytes();
    }
    Ok(())
}

/// About how long it takes on one core.
pub(crate) const fn nanoseconds() -> u64 {
    let block = des::KEY_NANOSECONDS.saturating_add(des::nanoseconds(1));
    block.saturating_mul(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::vectors::cases;

    #[test]
    fn the_digests_are_passlibs() {
        let json = include_str!("../../tests/vectors/functions/lm.json");
        for case in cases(json, "lm") {
            let mut digest = [0; 16];
            lm(&case.password, &mut digest).unwrap();
            assert_eq!(digest, *case.digest, "{:?}", case.password);
        }
    }

    #[test]
    fn another_length_is_an_error() {
        for len in [0, 8, 15, 17, 24] {
            let mut output = vec![0; len];
            assert_eq!(lm(b"", &mut output), Err(DigestError::Internal));
        }
    }

    #[test]
    fn the_cost_is_that_of_two_keys_and_blocks() {
        let block = des::KEY_NANOSECONDS + des::nanoseconds(1);
        assert_eq!(nanoseconds(), 2 * block);
    }
}
