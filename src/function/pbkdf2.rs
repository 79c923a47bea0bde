//! PBKDF2 over HMAC (RFC 8018, section 5.2). With MD5, SHA-1 and SHA-2 a round is two calls of the
//! compression function: both halves of HMAC's key are compressed once, and what comes behind them always
//! has the digest's own length.

use hmac::digest::common::BlockSizeUser;
use hmac::digest::{Digest, FixedOutputReset, Update};
use hmac::{KeyInit, SimpleHmacReset};
use zeroize::Zeroizing;

use crate::function::DigestFunction;
use crate::function::compression::{self, Compression, Keyed};
use crate::function::digest::{Buffer, DigestError, Sink, place, with_state};

/// Derives all of `output`.
pub(crate) fn pbkdf2(
    digest: DigestFunction,
    password: &[u8],
    salt: &[u8],
    rounds: u32,
    output: &mut [u8],
) -> Result<(), DigestError> {
    let further = rounds.checked_sub(1).ok_or(DigestError::Internal)?;
    let blocks = output.len().div_ceil(digest.len());
    let blocks = u32::try_from(blocks).map_err(|_| DigestError::Internal)?;
    if blocks == 0 {
        return Err(DigestError::Internal);
    }
    let repeat = repeated(digest)?;
    let mut sum: Zeroizing<Buffer> = Zeroizing::new([0; DigestFunction::MAX_LEN]);
    for (number, place) in (1..=blocks).zip(output.chunks_mut(digest.len())) {
        digest.hmac(password, &mut sum, &mut |sink| {
            sink.write(salt);
            sink.write(&number.to_be_bytes());
        })?;
        repeat(password, further, &mut sum)?;
        let derived = sum.get(..place.len()).ok_or(DigestError::Internal)?;
        place.copy_from_slice(derived);
    }
    Ok(())
}

/// About how long it takes on one core, in nanoseconds.
pub(crate) const fn nanoseconds(
    digest: DigestFunction,
    password: usize,
    salt: usize,
    rounds: u32,
    output: usize,
) -> u64 {
    let first = digest.hmac_nanoseconds(password, salt.saturating_add(4));
    let round = match digest {
        DigestFunction::Md5
        | DigestFunction::Sha1
        | DigestFunction::Sha224
        | DigestFunction::Sha256
        | DigestFunction::Sha384
        | DigestFunction::Sha512 => digest.block_nanoseconds().saturating_mul(2),
        _ => digest.hmac_nanoseconds(0, digest.len()),
    };
    let block = round.saturating_mul(rounds as u64).saturating_add(first);
    let blocks = output.div_ceil(digest.len()) as u64;
    block.saturating_mul(blocks)
}

/// Computes the HMAC under the key of what the buffer begins with, of that again, and so on as often as is
/// said, and adds all of these to it.
type Repeat = fn(key: &[u8], times: u32, sum: &mut Buffer) -> Result<(), DigestError>;

fn repeated(digest: DigestFunction) -> Result<Repeat, DigestError> {
    Ok(match digest {
        DigestFunction::Md5 => by_compression::<compression::Md5>,
        DigestFunction::Sha1 => by_compression::<compression::Sha1>,
        DigestFunction::Sha224 => by_compression::<compression::Sha224>,
        DigestFunction::Sha256 => by_compression::<compression::Sha256>,
        DigestFunction::Sha384 => by_compression::<compression::Sha384>,
        DigestFunction::Sha512 => by_compression::<compression::Sha512>,
        _ => return with_state!(digest, State => Ok(by_hmac::<State> as Repeat)),
    })
}

fn by_compression<C: Compression>(
    key: &[u8],
    times: u32,
    sum: &mut Buffer,
) -> Result<(), DigestError> {
    let mut hmac = Keyed::<C>::new();
    hmac.set(key, sum)?;
    let sum = sum.get_mut(..C::LEN).ok_or(DigestError::Internal)?;
    for _ in 0..times {
        hmac.advance();
        for (sum, byte) in sum.iter_mut().zip(hmac.value()) {
            *sum ^= byte;
        }
    }
    Ok(())
}

/// The same for the digests that are not frequent: the key goes in anew every time.
fn by_hmac<D: Digest + BlockSizeUser + Update + FixedOutputReset>(
    key: &[u8],
    times: u32,
    sum: &mut Buffer,
) -> Result<(), DigestError> {
    let state = SimpleHmacReset::<D>::new_from_slice(key);
    let mut state = state.map_err(|_| DigestError::Internal)?;
    let mut value = Zeroizing::new(*sum);
    let value = place::<D>(&mut value)?;
    for _ in 0..times {
        state.write(value);
        state.finalize_into_reset(value);
        for (sum, byte) in sum.iter_mut().zip(value.iter()) {
            *sum ^= byte;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::vectors;

    /// Of `tests/vectors/functions/generate_pbkdf2.js`. SM3 may be compiled out.
    #[test]
    fn is_what_node_computes() {
        let json = include_str!("../../tests/vectors/functions/pbkdf2.json");
        for case in vectors::read(json, 300) {
            let name = match case["digest"].as_str().unwrap() {
                "blake2b512" => "blake2b".to_owned(),
                "blake2s256" => "blake2s".to_owned(),
                name => name.replace('-', "_"),
            };
            let mut digests = DigestFunction::ALL.iter().copied();
            let digest = digests.find(|digest| digest.name() == name).unwrap();
            if !digest.is_available() {
                continue;
            }
            let [password, salt] = ["password", "salt"].map(|name| vectors::bytes(&case, name));
            let rounds = vectors::number(&case, "rounds");
            let expected = vectors::bytes(&case, "output");
            let mut output = vec![0; expected.len()];
            assert_eq!(
                pbkdf2(digest, &password, &salt, rounds, &mut output),
                Ok(())
            );
            assert_eq!(output, expected, "{case}");
        }
    }

    /// What is not frequent and what is are one function.
    #[test]
    fn the_compression_functions_are_hmac() {
        let mut value = [0x5a; DigestFunction::MAX_LEN];
        for key in [&[][..], &[7; 64], &[7; 65], &[7; 128], &[7; 129]] {
            for digest in DigestFunction::ALL
                .iter()
                .copied()
                .filter(|digest| digest.is_available())
            {
                let general: Result<Repeat, DigestError> =
                    with_state!(digest, State => Ok(by_hmac::<State> as Repeat));
                let mut sums = [value; 2];
                repeated(digest).unwrap()(key, 3, &mut sums[0]).unwrap();
                general.unwrap()(key, 3, &mut sums[1]).unwrap();
                assert_eq!(
                    sums[0][..digest.len()],
                    sums[1][..digest.len()],
                    "{digest:?}"
                );
                value = sums[0];
            }
        }
    }

    #[test]
    fn numbers_that_derive_nothing_are_errors() {
        let mut output = [0; 32];
        let mut run = |rounds, len: usize| {
            pbkdf2(
                DigestFunction::Sha256,
                b"p",
                b"s",
                rounds,
                &mut output[..len],
            )
        };
        assert_eq!(run(0, 32), Err(DigestError::Internal));
        assert_eq!(run(1, 0), Err(DigestError::Internal));
        assert_eq!(run(1, 1), Ok(()));
    }

    #[test]
    fn the_cost_grows_with_everything() {
        let cost = |password, salt, rounds, output| {
            nanoseconds(DigestFunction::Sha256, password, salt, rounds, output)
        };
        let least = cost(8, 8, 1000, 32);
        let more = [
            cost(200, 8, 1000, 32),
            cost(8, 200, 1000, 32),
            cost(8, 8, 1001, 32),
            cost(8, 8, 1000, 33),
        ];
        assert!(more.iter().all(|more| *more > least), "{more:?}");
        assert_eq!(cost(usize::MAX, usize::MAX, u32::MAX, usize::MAX), u64::MAX);
    }
}
