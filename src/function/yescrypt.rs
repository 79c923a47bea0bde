//! yescrypt, by the crate's function, which takes its memory itself.

use yescrypt::{Mode, Params};

use crate::function::digest::DigestError;
use crate::function::memory;

/// Derives the 32 bytes of `output`. `flags` is the number in front of a text's parameters: 0 for classic
/// scrypt, 1 for the same with yescrypt's own ends, 47 for what everybody uses; the others are not computed.
/// `n` is a power of two and at least 2, `r` times `lanes` less than 2^30.
pub(crate) fn yescrypt(
    password: &[u8],
    salt: &[u8],
    [flags, n, r, lanes, time]: [u32; 5],
    output: &mut [u8],
) -> Result<(), DigestError> {
    if output.len() != LEN {
        return Err(DigestError::Internal);
    }
    memory::check(n, r, lanes)?;
    let mode = Mode::try_from(flags).map_err(|_| DigestError::Unsupported)?;
    let params = Params::new_with_all_params(mode, n.into(), r, lanes, time, 0);
    let params = params.map_err(|_| DigestError::Internal)?;
    memory::reserve(bytes(n, r, lanes))?;
    ::yescrypt::yescrypt(password, salt, &params, output).map_err(|_| DigestError::Internal)
}

/// The digest's length, in bytes.
const LEN: usize = 32;

/// A lane's boxes, in bytes.
const BOXES: u64 = 12 << 10;

/// A block for each of N, one for each lane, and two more; and each lane's boxes.
const fn bytes(n: u32, r: u32, lanes: u32) -> u64 {
    let blocks = (n as u64).saturating_add(lanes as u64).saturating_add(2);
    let boxes = BOXES.saturating_mul(lanes as u64);
    blocks
        .saturating_mul(memory::block_bytes(r))
        .saturating_add(boxes)
}

/// What it fills.
pub(crate) const fn memory_kib(n: u32, r: u32, lanes: u32) -> u32 {
    memory::kib(bytes(n, r, lanes))
}

/// About how long it takes on one core, in nanoseconds: the lanes are computed one after the other.
pub(crate) const fn nanoseconds(
    password: usize,
    salt: usize,
    [flags, n, r, lanes, time]: [u32; 5],
) -> u64 {
    let (blocks, lanes_times) = (n as u64, lanes as u64);
    let (steps, nanoseconds) = match flags {
        // The lanes share the blocks. What is large is computed of a 64th of it before.
        USUAL => {
            let read = match time {
                0 => blocks / 3,
                1 => blocks.saturating_mul(2) / 3,
                _ => blocks.saturating_mul(time as u64).saturating_sub(blocks),
            };
            let steps = blocks.saturating_add(read).saturating_add(blocks / 32);
            (steps, USUAL_NANOSECONDS)
        }
        _ => {
            let read = match time {
                0 => blocks,
                1 => blocks.saturating_mul(3).div_ceil(2),
                _ => blocks.saturating_mul(time as u64),
            };
            let steps = blocks.saturating_add(read).saturating_mul(lanes_times);
            (steps, CLASSIC_NANOSECONDS)
        }
    };
    let mixed = steps.saturating_mul(r as u64).saturating_mul(nanoseconds);
    let boxes = lanes_times.saturating_mul(BOXES_NANOSECONDS);
    let ends = memory::ends_nanoseconds(password, salt, r, lanes, LEN);
    mixed.saturating_add(boxes).saturating_add(ends)
}

/// The flags of yescrypt proper, as they stand in a text: `j`.
const USUAL: u32 = 47;

/// How long it takes to mix 128 bytes.
const USUAL_NANOSECONDS: u64 = 150;
const CLASSIC_NANOSECONDS: u64 = 400;
/// How long it takes to fill a lane's boxes.
const BOXES_NANOSECONDS: u64 = 30_000;
