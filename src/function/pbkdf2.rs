//! PBKDF2 over HMAC (RFC 8018, section 5.2). With MD5, SHA-1 and SHA-2 a round is two calls of the
//! compression function: both halves of HMAC's key are compressed once, and what comes behind them always
//! has the digest's own length.

use core::slice;

use hmac::digest::common::BlockSizeUser;
use hmac::digest::{Digest, FixedOutputReset, Update};
use hmac::{KeyInit, SimpleHmacReset};
use zeroize::Zeroizing;

use crate::function::DigestFunction;
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
        DigestFunction::Md5 => md5,
        DigestFunction::Sha1 => sha1,
        DigestFunction::Sha224 => sha224,
        DigestFunction::Sha256 => sha256,
        DigestFunction::Sha384 => sha384,
        DigestFunction::Sha512 => sha512,
        _ => return with_state!(digest, State => Ok(by_hmac::<State> as Repeat)),
    })
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

/// The masks of HMAC's two halves (RFC 2104).
const INNER: u8 = 0x36;
const OUTER: u8 = 0x5c;

/// A [`Repeat`] over a compression function. The first `words` of the state are the digest.
macro_rules! by_compression {
    ($name:ident, $digest:ident: $words:literal words, $block:literal bytes, $compress:path, $start:expr, $to_bytes:ident) => {
        fn $name(key: &[u8], times: u32, sum: &mut Buffer) -> Result<(), DigestError> {
            const LEN: usize = DigestFunction::$digest.len();
            /// How long what is digested is, half of the key included.
            const BITS: u64 = 8 * ($block + LEN as u64);
            let mut digested: Zeroizing<Buffer> = Zeroizing::new([0; DigestFunction::MAX_LEN]);
            let key = if key.len() > $block {
                DigestFunction::$digest.digest(&mut digested, &mut |sink| sink.write(key))?;
                digested.get(..LEN).ok_or(DigestError::Internal)?
            } else {
                key
            };
            let mut block = Zeroizing::new([INNER; $block]);
            for (place, byte) in block.iter_mut().zip(key) {
                *place ^= byte;
            }
            let mut inner = Zeroizing::new($start);
            $compress(&mut inner, slice::from_ref(&*block));
            for place in block.iter_mut() {
                *place ^= INNER ^ OUTER;
            }
            let mut outer = Zeroizing::new($start);
            $compress(&mut outer, slice::from_ref(&*block));

            // The value, and the padding behind a block and a digest, which stays.
            block.fill(0);
            for (place, byte) in block.iter_mut().zip(sum.iter()).take(LEN) {
                *place = *byte;
            }
            if let Some(place) = block.get_mut(LEN) {
                *place = 0x80;
            }
            if let Some(place) = block.last_chunk_mut() {
                *place = BITS.$to_bytes();
            }

            let mut state = Zeroizing::new($start);
            let mut total = Zeroizing::new($start);
            total.fill(0);
            for _ in 0..times {
                for half in [&inner, &outer] {
                    *state = **half;
                    $compress(&mut state, slice::from_ref(&*block));
                    let places = block.as_chunks_mut().0.iter_mut().take($words);
                    for (place, word) in places.zip(state.iter()) {
                        *place = word.$to_bytes();
                    }
                }
                for (total, word) in total.iter_mut().zip(state.iter()) {
                    *total ^= word;
                }
            }
            let words = total.iter().take($words).map(|word| word.$to_bytes());
            for (place, byte) in sum.iter_mut().zip(words.flatten()) {
                *place ^= byte;
            }
            Ok(())
        }
    };
}

// Where the digests begin: RFC 1321, section 3.3, and FIPS 180-4, section 5.3.

by_compression!(
    md5, Md5: 4 words, 64 bytes, md5::block_api::compress,
    [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476],
    to_le_bytes
);
by_compression!(
    sha1, Sha1: 5 words, 64 bytes, sha1::block_api::compress,
    [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0],
    to_be_bytes
);
by_compression!(
    sha224, Sha224: 7 words, 64 bytes, sha2::block_api::compress256,
    [
        0xc105_9ed8_u32, 0x367c_d507, 0x3070_dd17, 0xf70e_5939,
        0xffc0_0b31, 0x6858_1511, 0x64f9_8fa7, 0xbefa_4fa4,
    ],
    to_be_bytes
);
by_compression!(
    sha256, Sha256: 8 words, 64 bytes, sha2::block_api::compress256,
    [
        0x6a09_e667_u32, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
        0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ],
    to_be_bytes
);
by_compression!(
    sha384, Sha384: 6 words, 128 bytes, sha2::block_api::compress512,
    [
        0xcbbb_9d5d_c105_9ed8_u64, 0x629a_292a_367c_d507, 0x9159_015a_3070_dd17, 0x152f_ecd8_f70e_5939,
        0x6733_2667_ffc0_0b31, 0x8eb4_4a87_6858_1511, 0xdb0c_2e0d_64f9_8fa7, 0x47b5_481d_befa_4fa4,
    ],
    to_be_bytes
);
by_compression!(
    sha512, Sha512: 8 words, 128 bytes, sha2::block_api::compress512,
    [
        0x6a09_e667_f3bc_c908_u64, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
    ],
    to_be_bytes
);

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Vector {
        digest: DigestFunction,
        password: Vec<u8>,
        salt: Vec<u8>,
        rounds: u32,
        output: Vec<u8>,
    }

    /// Of `tests/vectors/functions/generate_pbkdf2.js`. SM3 may be compiled out.
    fn vectors() -> Vec<Vector> {
        let text = include_str!("../../tests/vectors/functions/pbkdf2.json");
        let vectors: Vec<serde_json::Value> = serde_json::from_str(text).unwrap();
        let vectors = vectors.iter().map(|vector| {
            let bytes =
                |name: &str| base16ct::mixed::decode_vec(vector[name].as_str().unwrap()).unwrap();
            let name = match vector["digest"].as_str().unwrap() {
                "blake2b512" => "blake2b".to_owned(),
                "blake2s256" => "blake2s".to_owned(),
                name => name.replace('-', "_"),
            };
            let mut digests = DigestFunction::ALL.iter().copied();
            Vector {
                digest: digests.find(|digest| digest.name() == name).unwrap(),
                password: bytes("password"),
                salt: bytes("salt"),
                rounds: vector["rounds"].as_u64().unwrap() as u32,
                output: bytes("output"),
            }
        });
        vectors
            .filter(|vector| vector.digest.is_available())
            .collect()
    }

    #[test]
    fn nodes_vectors_are_derived() {
        let vectors = vectors();
        assert!(vectors.len() >= 300, "{}", vectors.len());
        for vector in vectors {
            let mut output = vec![0; vector.output.len()];
            let (password, salt) = (&vector.password, &vector.salt);
            let derived = pbkdf2(vector.digest, password, salt, vector.rounds, &mut output);
            assert_eq!(derived, Ok(()));
            assert_eq!(output, vector.output, "{vector:?}");
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
