//! scrypt (RFC 7914), by the crate's function, which takes its memory itself.

use crate::function::digest::DigestError;
use crate::function::memory;

/// Derives all of `output`. `n` is a power of two and at least 2, `r` times `lanes` less than 2^30.
pub(crate) fn scrypt(
    password: &[u8],
    salt: &[u8],
    n: u32,
    r: u32,
    lanes: u32,
    output: &mut [u8],
) -> Result<(), DigestError> {
    memory::check(n, r, lanes)?;
    memory::reserve(bytes(n, r, lanes))?;
    let log_n = u8::try_from(n.ilog2()).map_err(|_| DigestError::Internal)?;
    let params = ::scrypt::Params::new(log_n, r, lanes).map_err(|_| DigestError::Internal)?;
    ::scrypt::scrypt(password, salt, &params, output).map_err(|_| DigestError::Internal)
}

/// A block for each of N, one for each lane, and one more.
const fn bytes(n: u32, r: u32, lanes: u32) -> u64 {
    let blocks = (n as u64).saturating_add(lanes as u64).saturating_add(1);
    blocks.saturating_mul(memory::block_bytes(r))
}

/// What it fills. Two blocks beside a thousand are not counted, so that what is called 1 GiB is no more.
pub(crate) const fn memory_kib(n: u32, r: u32, lanes: u32) -> u32 {
    let beside = if n < 1024 {
        0
    } else {
        memory::block_bytes(r).saturating_mul(2)
    };
    memory::kib(bytes(n, r, lanes).saturating_sub(beside))
}

/// About how long it takes on one core, in nanoseconds: the lanes are computed one after the other.
pub(crate) const fn nanoseconds(
    password: usize,
    salt: usize,
    n: u32,
    r: u32,
    lanes: u32,
    output: usize,
) -> u64 {
    let blocks = (n as u64).saturating_mul(r as u64);
    let mixed = blocks.saturating_mul(lanes as u64);
    let mixed = mixed.saturating_mul(MIXED_NANOSECONDS);
    mixed.saturating_add(memory::ends_nanoseconds(password, salt, r, lanes, output))
}

/// 128 bytes that are written and mixed, and read and mixed once more.
const MIXED_NANOSECONDS: u64 = 300;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::vectors;

    /// Of `tests/vectors/functions/generate_scrypt.js`.
    #[test]
    fn is_what_node_computes() {
        let json = include_str!("../../tests/vectors/functions/scrypt.json");
        for case in vectors::read(json, 80) {
            let expected = vectors::bytes(&case, "output");
            let mut output = vec![0; expected.len()];
            let [password, salt] = ["password", "salt"].map(|name| vectors::bytes(&case, name));
            let [n, r, lanes] = ["n", "r", "lanes"].map(|name| vectors::number(&case, name));
            assert_eq!(scrypt(&password, &salt, n, r, lanes, &mut output), Ok(()));
            assert_eq!(output, expected, "{case}");
        }
    }

    #[test]
    fn what_is_not_defined_is_an_error() {
        let run = |n, r, lanes, len: usize| scrypt(b"p", b"s", n, r, lanes, &mut [0; 64][..len]);
        assert_eq!(run(2, 1, 1, 1), Ok(()));
        let wrong = [
            run(2, 1, 1, 0),
            run(3, 1, 1, 32),
            run(2, 1 << 30, 1, 32),
            run(2, 1, 0, 32),
        ];
        assert_eq!(wrong, [Err(DigestError::Internal); 4]);
        // More than can be had.
        assert_eq!(
            run(1 << 31, (1 << 30) - 1, 1, 32),
            Err(DigestError::Internal)
        );
    }

    #[test]
    fn the_cost_grows_with_everything() {
        let cost = |n, r, lanes, len| nanoseconds(8, 16, n, r, lanes, len);
        let least = cost(1024, 8, 1, 32);
        for more in [
            cost(2048, 8, 1, 32),
            cost(1024, 9, 1, 32),
            cost(1024, 8, 2, 32),
            cost(1024, 8, 1, 33),
        ] {
            assert!(more > least);
        }
        assert!((16 << 10..17 << 10).contains(&memory_kib(16384, 8, 1)));
        assert_eq!(cost(u32::MAX, u32::MAX, u32::MAX, usize::MAX), u64::MAX);
        assert_eq!(memory_kib(u32::MAX, u32::MAX, u32::MAX), u32::MAX);
    }
}
