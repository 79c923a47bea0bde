//! yescrypt, by the crate's function, which takes its memory itself.

use yescrypt::{Mode, Params};

use crate::function::digest::DigestError;
use crate::function::memory;

/// Derives the 32 bytes of `output`. `flags` is the number in front of a text's parameters: 0 for classic
/// scrypt, which has no `time`, 1 for the same with yescrypt's own ends, 47 for what everybody uses; the
/// others are not computed. `n` is a power of two and at least 2, `r` times `lanes` less than 2^30.
pub(crate) fn yescrypt(
    password: &[u8],
    salt: &[u8],
    [flags, n, r, lanes, time]: [u32; 5],
    output: &mut [u8],
) -> Result<(), DigestError> {
    if output.len() != LEN || (flags == CLASSIC && time != 0) {
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

/// What it fills. What stands beside a thousand blocks and more is not counted of one lane, so that what is
/// called 1 GiB is no more.
pub(crate) const fn memory_kib(n: u32, r: u32, lanes: u32) -> u32 {
    let beside = if n < 1024 { 0 } else { bytes(0, r, 1) };
    memory::kib(bytes(n, r, lanes).saturating_sub(beside))
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

/// The flags of classic scrypt and of yescrypt proper, as they stand in a text: `.` and `j`.
const CLASSIC: u32 = 0;
const USUAL: u32 = 47;

/// How long it takes to mix 128 bytes.
const USUAL_NANOSECONDS: u64 = 160;
const CLASSIC_NANOSECONDS: u64 = 140;
/// How long it takes to fill a lane's boxes.
const BOXES_NANOSECONDS: u64 = 30_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::derivation::Derivation;
    use crate::function::{DigestFunction, vectors};

    /// Of `tests/vectors/functions/generate_yescrypt.pl`. Behind gost-yescrypt's there are two HMACs, of the
    /// setting and of yescrypt's digest.
    #[test]
    fn is_what_libxcrypt_computes() {
        let json = include_str!("../../tests/vectors/functions/yescrypt.json");
        for case in vectors::read(json, 140) {
            let (password, salt) = (
                vectors::bytes(&case, "password"),
                vectors::bytes(&case, "salt"),
            );
            let numbers = ["flags", "n", "r", "lanes", "time"];
            let numbers = numbers.map(|name| vectors::number(&case, name));
            let mut output = [0; LEN];
            assert_eq!(yescrypt(&password, &salt, numbers, &mut output), Ok(()));
            if case["mark"] == "gy" {
                let setting = case["setting"].as_str().unwrap().as_bytes();
                let gost = DigestFunction::Streebog256;
                let mut keys = [[0; DigestFunction::MAX_LEN]; 3];
                let [key, inner, outer] = &mut keys;
                gost.digest(key, &mut |sink| sink.write(&password)).unwrap();
                gost.hmac(&key[..LEN], inner, &mut |sink| sink.write(setting))
                    .unwrap();
                gost.hmac(&inner[..LEN], outer, &mut |sink| sink.write(&output))
                    .unwrap();
                output.copy_from_slice(&outer[..LEN]);
            }
            assert_eq!(output.as_slice(), vectors::bytes(&case, "output"), "{case}");
        }
    }

    #[test]
    fn what_is_not_defined_is_an_error() {
        let run = |numbers, len: usize| yescrypt(b"p", b"s", numbers, &mut [0; 64][..len]);
        assert_eq!(run([47, 16, 1, 1, 0], 32), Ok(()));
        for flags in [2, 3, 46, 48, u32::MAX] {
            assert_eq!(run([flags, 16, 1, 1, 0], 32), Err(DigestError::Unsupported));
        }
        let internal = Err(DigestError::Internal);
        for len in [0, 31, 33] {
            assert_eq!(run([47, 16, 1, 1, 0], len), internal);
        }
        // Every lane has at least two blocks.
        for numbers in [
            [0, 16, 1, 1, 1],
            [47, 16, 1, 16, 0],
            [47, 0, 1, 1, 0],
            [1, 16, 0, 1, 0],
            [1, 16, 1, 0, 0],
        ] {
            assert_eq!(run(numbers, 32), internal, "{numbers:?}");
        }
        // More than there is, and more than can be counted.
        for numbers in [
            [47, 1 << 31, (1 << 30) - 1, 1, 0],
            [0, 1 << 31, 1 << 29, 1, 0],
        ] {
            assert_eq!(run(numbers, 32), internal, "{numbers:?}");
        }
    }

    /// No number that a text can be read with is an error here.
    #[test]
    fn is_defined_where_it_computes() {
        for flags in [0, 1, 47] {
            for n in [0, 1, 2, 3, 4, 6, 8] {
                for (r, lanes, time) in [
                    (0, 1, 0),
                    (1, 0, 0),
                    (1, 1, 0),
                    (1, 1, 1),
                    (2, 2, 0),
                    (1, 4, 2),
                ] {
                    let numbers = [flags, n, r, lanes, time];
                    let computed = yescrypt(b"p", b"s", numbers, &mut [0; LEN]);
                    let is_defined = Derivation::Yescrypt.is_defined(&numbers);
                    assert_eq!(computed.is_ok(), is_defined, "{numbers:?}");
                }
            }
        }
    }

    #[test]
    fn the_cost_grows_with_everything() {
        let cost = |numbers| {
            (
                nanoseconds(8, 16, numbers),
                memory_kib(numbers[1], numbers[2], numbers[3]),
            )
        };
        for flags in [0, 1, 47] {
            let (least, least_kib) = cost([flags, 1024, 8, 2, 1]);
            for more in [
                [flags, 2048, 8, 2, 1],
                [flags, 1024, 16, 2, 1],
                [flags, 1024, 8, 2, 2],
            ] {
                assert!(cost(more).0 > least, "{more:?}");
            }
            assert!(cost([flags, 1024, 8, 16, 1]).0 > least);
            assert!(cost([flags, 1024, 16, 2, 1]).1 > least_kib);
        }
        // N times r blocks of 128 bytes are 16 MiB, and all else is little.
        assert!((16 << 10..17 << 10).contains(&cost([47, 4096, 32, 1, 0]).1));
        assert_eq!(
            cost([47, u32::MAX, u32::MAX, u32::MAX, u32::MAX]),
            (u64::MAX, u32::MAX)
        );
    }
}
