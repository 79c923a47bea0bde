//! The digests and their HMACs. Input is fed piece by piece into a state that never moves after the
//! first piece: a moved state leaves a copy of the password behind.

use hmac::digest::common::BlockSizeUser;
use hmac::digest::{Digest, FixedOutputReset, Output, Update};
use hmac::{KeyInit, SimpleHmacReset};

use crate::function::DigestFunction;
use crate::function::shake::{Shake128, Shake256};

/// What takes bytes.
pub(crate) trait Sink {
    fn write(&mut self, bytes: &[u8]);
}

impl<D: Update> Sink for D {
    fn write(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }
}

/// Why there is no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DigestError {
    /// It is compiled out.
    Unsupported,
    /// What is to be hashed is no UTF-8, and the function takes only that.
    NotEncodable,
    /// A defect here.
    Internal,
}

/// Feeds the input, and answers what is known of it.
type Feed<'a, R> = &'a mut dyn FnMut(&mut dyn Sink) -> R;

/// Room for the longest digest; the shorter ones fill its beginning.
pub(crate) type Buffer = [u8; DigestFunction::MAX_LEN];

impl DigestFunction {
    /// Digests what `feed` writes.
    pub(crate) fn digest<R>(
        self,
        output: &mut Buffer,
        feed: Feed<'_, R>,
    ) -> Result<R, DigestError> {
        match self {
            Self::Md5 => digest::<md5::Md5, R>(output, feed),
            Self::Sha1 => digest::<sha1::Sha1, R>(output, feed),
            Self::Sha224 => digest::<sha2::Sha224, R>(output, feed),
            Self::Sha256 => digest::<sha2::Sha256, R>(output, feed),
            Self::Sha384 => digest::<sha2::Sha384, R>(output, feed),
            Self::Sha512 => digest::<sha2::Sha512, R>(output, feed),
            Self::Sha512_256 => digest::<sha2::Sha512_256, R>(output, feed),
            Self::Blake2b => digest::<blake2::Blake2b512, R>(output, feed),
            Self::Blake2s => digest::<blake2::Blake2s256, R>(output, feed),
            Self::Md4 => digest::<md4::Md4, R>(output, feed),
            Self::Sha512_224 => digest::<sha2::Sha512_224, R>(output, feed),
            Self::Sha3_224 => digest::<sha3::Sha3_224, R>(output, feed),
            Self::Sha3_256 => digest::<sha3::Sha3_256, R>(output, feed),
            Self::Sha3_384 => digest::<sha3::Sha3_384, R>(output, feed),
            Self::Sha3_512 => digest::<sha3::Sha3_512, R>(output, feed),
            Self::Shake128 => digest::<Shake128, R>(output, feed),
            Self::Shake256 => digest::<Shake256, R>(output, feed),
            Self::Ripemd160 => digest::<ripemd::Ripemd160, R>(output, feed),
            Self::Whirlpool => digest::<whirlpool::Whirlpool, R>(output, feed),
            #[cfg(feature = "records")]
            Self::Sm3 => digest::<sm3::Sm3, R>(output, feed),
            #[cfg(not(feature = "records"))]
            Self::Sm3 => Err(DigestError::Unsupported),
            #[cfg(feature = "yescrypt")]
            Self::Streebog256 => digest::<streebog::Streebog256, R>(output, feed),
            #[cfg(feature = "yescrypt")]
            Self::Streebog512 => digest::<streebog::Streebog512, R>(output, feed),
            #[cfg(not(feature = "yescrypt"))]
            Self::Streebog256 | Self::Streebog512 => Err(DigestError::Unsupported),
        }
    }

    /// The HMAC (RFC 2104) under `key` of what `feed` writes.
    pub(crate) fn hmac<R>(
        self,
        key: &[u8],
        output: &mut Buffer,
        feed: Feed<'_, R>,
    ) -> Result<R, DigestError> {
        match self {
            Self::Md5 => hmac::<md5::Md5, R>(key, output, feed),
            Self::Sha1 => hmac::<sha1::Sha1, R>(key, output, feed),
            Self::Sha224 => hmac::<sha2::Sha224, R>(key, output, feed),
            Self::Sha256 => hmac::<sha2::Sha256, R>(key, output, feed),
            Self::Sha384 => hmac::<sha2::Sha384, R>(key, output, feed),
            Self::Sha512 => hmac::<sha2::Sha512, R>(key, output, feed),
            Self::Sha512_256 => hmac::<sha2::Sha512_256, R>(key, output, feed),
            Self::Blake2b => hmac::<blake2::Blake2b512, R>(key, output, feed),
            Self::Blake2s => hmac::<blake2::Blake2s256, R>(key, output, feed),
            Self::Md4 => hmac::<md4::Md4, R>(key, output, feed),
            Self::Sha512_224 => hmac::<sha2::Sha512_224, R>(key, output, feed),
            Self::Sha3_224 => hmac::<sha3::Sha3_224, R>(key, output, feed),
            Self::Sha3_256 => hmac::<sha3::Sha3_256, R>(key, output, feed),
            Self::Sha3_384 => hmac::<sha3::Sha3_384, R>(key, output, feed),
            Self::Sha3_512 => hmac::<sha3::Sha3_512, R>(key, output, feed),
            Self::Shake128 => hmac::<Shake128, R>(key, output, feed),
            Self::Shake256 => hmac::<Shake256, R>(key, output, feed),
            Self::Ripemd160 => hmac::<ripemd::Ripemd160, R>(key, output, feed),
            Self::Whirlpool => hmac::<whirlpool::Whirlpool, R>(key, output, feed),
            #[cfg(feature = "records")]
            Self::Sm3 => hmac::<sm3::Sm3, R>(key, output, feed),
            #[cfg(not(feature = "records"))]
            Self::Sm3 => Err(DigestError::Unsupported),
            #[cfg(feature = "yescrypt")]
            Self::Streebog256 => hmac::<streebog::Streebog256, R>(key, output, feed),
            #[cfg(feature = "yescrypt")]
            Self::Streebog512 => hmac::<streebog::Streebog512, R>(key, output, feed),
            #[cfg(not(feature = "yescrypt"))]
            Self::Streebog256 | Self::Streebog512 => Err(DigestError::Unsupported),
        }
    }
}

/// The part of the buffer that a digest fills.
fn place<D: Digest>(output: &mut Buffer) -> Result<&mut Output<D>, DigestError> {
    let place = output.get_mut(..<D as Digest>::output_size());
    let place = place.and_then(|place| <&mut Output<D>>::try_from(place).ok());
    place.ok_or(DigestError::Internal)
}

// Not inlined, nor is `hmac`: the frame of the choice would have room for all states.
#[inline(never)]
fn digest<D: Digest + Update + FixedOutputReset, R>(
    output: &mut Buffer,
    feed: Feed<'_, R>,
) -> Result<R, DigestError> {
    let mut state = D::new();
    let answer = feed(&mut state);
    FixedOutputReset::finalize_into_reset(&mut state, place::<D>(output)?);
    Ok(answer)
}

#[inline(never)]
fn hmac<D: Digest + BlockSizeUser + FixedOutputReset, R>(
    key: &[u8],
    output: &mut Buffer,
    feed: Feed<'_, R>,
) -> Result<R, DigestError> {
    // HMAC takes keys of every length, and so never fails here.
    let state = SimpleHmacReset::<D>::new_from_slice(key);
    let mut state = state.map_err(|_| DigestError::Internal)?;
    let answer = feed(&mut state);
    state.finalize_into_reset(place::<D>(output)?);
    Ok(answer)
}
