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
const MIXED_NANOSECONDS: u64 = 400;
