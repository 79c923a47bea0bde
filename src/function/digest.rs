//! The digests and their HMACs. Input is fed piece by piece into a state that never moves after the
//! first piece: a moved state leaves a copy of the password behind.

use hmac::digest::common::BlockSizeUser;
use hmac::digest::{Digest, FixedOutputReset, Output, Update};
use hmac::{KeyInit, SimpleHmacReset};

use crate::function::DigestFunction;

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
    #[cfg_attr(
        not(feature = "databases"),
        expect(dead_code, reason = "nothing that is compiled in takes text")
    )]
    NotEncodable,
    /// A defect here.
    Internal,
}

/// Feeds the input, and answers what is known of it.
type Feed<'a, R> = &'a mut dyn FnMut(&mut dyn Sink) -> R;

/// Room for the longest digest; the shorter ones fill its beginning.
pub(crate) type Buffer = [u8; DigestFunction::MAX_LEN];

/// Computes what is written over the type of a digest's state, by this name, for the digest that is asked for.
macro_rules! with_state {
    ($function:expr, $state:ident => $computed:expr) => {{
        use $crate::function::DigestFunction as Function;

        macro_rules! of {
            ($digest:ty) => {{
                type $state = $digest;
                $computed
            }};
        }
        match $function {
            Function::Md4 => of!(md4::Md4),
            Function::Md5 => of!(md5::Md5),
            Function::Sha1 => of!(sha1::Sha1),
            Function::Sha224 => of!(sha2::Sha224),
            Function::Sha256 => of!(sha2::Sha256),
            Function::Sha384 => of!(sha2::Sha384),
            Function::Sha512 => of!(sha2::Sha512),
            Function::Sha512_224 => of!(sha2::Sha512_224),
            Function::Sha512_256 => of!(sha2::Sha512_256),
            Function::Sha3_224 => of!(sha3::Sha3_224),
            Function::Sha3_256 => of!(sha3::Sha3_256),
            Function::Sha3_384 => of!(sha3::Sha3_384),
            Function::Sha3_512 => of!(sha3::Sha3_512),
            Function::Shake128 => of!(crate::function::shake::Shake128),
            Function::Shake256 => of!(crate::function::shake::Shake256),
            Function::Ripemd160 => of!(ripemd::Ripemd160),
            Function::Whirlpool => of!(whirlpool::Whirlpool),
            Function::Blake2b => of!(blake2::Blake2b512),
            Function::Blake2s => of!(blake2::Blake2s256),
            #[cfg(feature = "records")]
            Function::Sm3 => of!(sm3::Sm3),
            #[cfg(not(feature = "records"))]
            Function::Sm3 => Err(DigestError::Unsupported),
            #[cfg(feature = "yescrypt")]
            Function::Streebog256 => of!(streebog::Streebog256),
            #[cfg(feature = "yescrypt")]
            Function::Streebog512 => of!(streebog::Streebog512),
            #[cfg(not(feature = "yescrypt"))]
            Function::Streebog256 | Function::Streebog512 => Err(DigestError::Unsupported),
        }
    }};
}

#[cfg(feature = "pbkdf2")]
pub(crate) use with_state;

impl DigestFunction {
    /// Digests what `feed` writes.
    pub(crate) fn digest<R>(
        self,
        output: &mut Buffer,
        feed: Feed<'_, R>,
    ) -> Result<R, DigestError> {
        with_state!(self, State => digest::<State, R>(output, feed))
    }

    /// The HMAC (RFC 2104) under `key` of what `feed` writes.
    pub(crate) fn hmac<R>(
        self,
        key: &[u8],
        output: &mut Buffer,
        feed: Feed<'_, R>,
    ) -> Result<R, DigestError> {
        with_state!(self, State => hmac::<State, R>(key, output, feed))
    }
}

/// The part of the buffer that a digest fills.
pub(crate) fn place<D: Digest>(output: &mut Buffer) -> Result<&mut Output<D>, DigestError> {
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
