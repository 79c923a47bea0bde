//! What scrypt and yescrypt have in common: their numbers, and memory that their crates take without asking.
//!
//! The crates do not wipe it before they free it, and have no place where the caller could.

use crate::function::DigestFunction;
use crate::function::digest::DigestError;

/// Refuses numbers that the functions are not defined for: N is a power of two and at least 2, and `r` times
/// `lanes` less than 2^30, neither of them 0.
pub(crate) fn check(n: u32, r: u32, lanes: u32) -> Result<(), DigestError> {
    let product = u64::from(r).wrapping_mul(lanes.into());
    if n >= 2 && n.is_power_of_two() && product > 0 && product < 1 << 30 {
        Ok(())
    } else {
        Err(DigestError::Internal)
    }
}

/// Asks for so much memory, and gives it back. The crates abort where there is none, which cannot be told
/// before; so it is asked for here, immediately before they do.
pub(crate) fn reserve(bytes: u64) -> Result<(), DigestError> {
    let bytes = usize::try_from(bytes).map_err(|_| DigestError::Internal)?;
    let mut memory: Vec<u8> = Vec::new();
    let reserved = memory.try_reserve_exact(bytes);
    // What is not used would not be asked for.
    core::hint::black_box(&memory);
    reserved.map_err(|_| DigestError::Internal)
}

/// A block's length.
pub(crate) const fn block_bytes(r: u32) -> u64 {
    (r as u64).saturating_mul(128)
}

/// Rounded up.
pub(crate) const fn kib(bytes: u64) -> u32 {
    let kib = bytes.div_ceil(1024);
    if kib > u32::MAX as u64 {
        u32::MAX
    } else {
        kib as u32
    }
}

/// About how long the two PBKDF2 take between which the blocks are mixed, in nanoseconds.
pub(crate) const fn ends_nanoseconds(
    password: usize,
    salt: usize,
    r: u32,
    lanes: u32,
    output: usize,
) -> u64 {
    let filled = block_bytes(r).saturating_mul(lanes as u64);
    // The blocks are derived of the salt, and the output of the blocks: 32 bytes at a time.
    let first = DigestFunction::Sha256.hmac_nanoseconds(password, salt);
    let first = first.saturating_mul(filled.div_ceil(32));
    let filled = if filled > usize::MAX as u64 {
        usize::MAX
    } else {
        filled as usize
    };
    let last = DigestFunction::Sha256.hmac_nanoseconds(password, filled);
    let last = last.saturating_mul(output.div_ceil(32) as u64);
    first.saturating_add(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_nothing_is_defined_for_are_refused() {
        for (n, r, lanes) in [
            (2, 1, 1),
            (1 << 31, 1, 1),
            (2, (1 << 30) - 1, 1),
            (2, 1 << 15, (1 << 15) - 1),
        ] {
            assert_eq!(check(n, r, lanes), Ok(()));
        }
        let wrong = [
            (0, 1, 1),
            (1, 1, 1),
            (3, 1, 1),
            (u32::MAX, 1, 1),
            (2, 0, 1),
            (2, 1, 0),
            (2, 1 << 30, 1),
            (2, 1, 1 << 30),
            (2, 1 << 15, 1 << 15),
            (2, u32::MAX, u32::MAX),
        ];
        for (n, r, lanes) in wrong {
            assert_eq!(
                check(n, r, lanes),
                Err(DigestError::Internal),
                "{n} {r} {lanes}"
            );
        }
    }

    #[test]
    fn memory_that_cannot_be_had_is_refused() {
        assert_eq!(reserve(1 << 20), Ok(()));
        for bytes in [u64::MAX, 1 << 63, 1 << 60] {
            assert_eq!(reserve(bytes), Err(DigestError::Internal));
        }
    }
}
