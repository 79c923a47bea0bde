//! Digests block by block, for loops that digest one message again and again with other bytes in one place
//! of it: it is laid out once, padding and all.

use core::marker::PhantomData;

use zeroize::{Zeroize, Zeroizing};

use crate::function::DigestFunction;
#[cfg(any(feature = "crypt", feature = "pbkdf2"))]
use crate::function::digest::{Buffer, DigestError};

/// A digest over its compression function.
pub(crate) trait Compression {
    type State: Copy + Zeroize;

    /// The digest itself.
    const DIGEST: DigestFunction;

    /// What the state is before the first block.
    const INITIAL: Self::State;

    /// The digest's length, in bytes.
    const LEN: usize = Self::DIGEST.len();

    /// How many bytes go into one call of the compression function.
    const BLOCK_LEN: usize;

    /// How many bytes of the padding say the message's length.
    const LENGTH_LEN: usize;

    /// Takes in whole blocks.
    fn compress(state: &mut Self::State, blocks: &[u8]);

    /// Writes the digest.
    fn write(state: &Self::State, digest: &mut [u8]);

    /// Writes a message's length in bytes to the end of its padding.
    fn write_length(len: usize, padding: &mut [u8]);
}

/// Says of each digest the state's words, how many and in which order of bytes, the block, the
/// integer that says the length, where it begins, and its compression function.
macro_rules! compressions {
    ($(
        $name:ident $word:ident $words:literal $to_bytes:ident $block:literal $length:ident
        [$($initial:literal)*] $compress:path;
    )*) => {
        $(
            pub(crate) struct $name;

            impl Compression for $name {
                type State = [$word; $words];

                const INITIAL: Self::State = [$($initial),*];
                const DIGEST: DigestFunction = DigestFunction::$name;
                const BLOCK_LEN: usize = $block;
                const LENGTH_LEN: usize = size_of::<$length>();

                #[inline]
                fn compress(state: &mut Self::State, blocks: &[u8]) {
                    $compress(state, blocks.as_chunks::<$block>().0);
                }

                #[inline]
                fn write(state: &Self::State, digest: &mut [u8]) {
                    let places = digest.as_chunks_mut::<{ size_of::<$word>() }>().0;
                    for (place, word) in places.iter_mut().zip(state) {
                        *place = word.$to_bytes();
                    }
                }

                fn write_length(len: usize, padding: &mut [u8]) {
                    if let Some(place) = padding.last_chunk_mut() {
                        *place = (len as $length).wrapping_mul(8).$to_bytes();
                    }
                }
            }
        )*
    };
}

// RFC 1321, and FIPS 180-4.
compressions! {
    Md5 u32 4 to_le_bytes 64 u64
        [0x67452301 0xefcdab89 0x98badcfe 0x10325476]
        md5::block_api::compress;
    Sha1 u32 5 to_be_bytes 64 u64
        [0x67452301 0xefcdab89 0x98badcfe 0x10325476 0xc3d2e1f0]
        sha1::block_api::compress;
    Sha224 u32 8 to_be_bytes 64 u64
        [
            0xc1059ed8 0x367cd507 0x3070dd17 0xf70e5939
            0xffc00b31 0x68581511 0x64f98fa7 0xbefa4fa4
        ]
        sha2::block_api::compress256;
    Sha256 u32 8 to_be_bytes 64 u64
        [
            0x6a09e667 0xbb67ae85 0x3c6ef372 0xa54ff53a
            0x510e527f 0x9b05688c 0x1f83d9ab 0x5be0cd19
        ]
        sha2::block_api::compress256;
    Sha384 u64 8 to_be_bytes 128 u128
        [
            0xcbbb9d5dc1059ed8 0x629a292a367cd507 0x9159015a3070dd17 0x152fecd8f70e5939
            0x67332667ffc00b31 0x8eb44a8768581511 0xdb0c2e0d64f98fa7 0x47b5481dbefa4fa4
        ]
        sha2::block_api::compress512;
    Sha512 u64 8 to_be_bytes 128 u128
        [
            0x6a09e667f3bcc908 0xbb67ae8584caa73b 0x3c6ef372fe94f82b 0xa54ff53a5f1d36f1
            0x510e527fade682d1 0x9b05688c2b3e6c1f 0x1f83d9abfb41bd6b 0x5be0cd19137e2179
        ]
        sha2::block_api::compress512;
}

/// The longest block, in bytes.
#[cfg(any(feature = "crypt", feature = "pbkdf2"))]
const MAX_BLOCK_LEN: usize = 128;

/// HMAC (RFC 2104) under one key of a value that has the digest's length, which it takes the place of. Both
/// halves of the key are compressed once, and the padding behind the value stays.
#[cfg(any(feature = "crypt", feature = "pbkdf2"))]
pub(crate) struct Keyed<C: Compression> {
    inner: Zeroizing<C::State>,
    outer: Zeroizing<C::State>,
    state: Zeroizing<C::State>,
    block: Zeroizing<[u8; MAX_BLOCK_LEN]>,
}

#[cfg(any(feature = "crypt", feature = "pbkdf2"))]
impl<C: Compression> Keyed<C> {
    const INNER: u8 = 0x36;
    const OUTER: u8 = 0x5c;

    pub(crate) fn new() -> Self {
        Self {
            inner: Zeroizing::new(C::INITIAL),
            outer: Zeroizing::new(C::INITIAL),
            state: Zeroizing::new(C::INITIAL),
            block: Zeroizing::new([0; MAX_BLOCK_LEN]),
        }
    }

    /// Takes the key and the first value.
    pub(crate) fn set(&mut self, key: &[u8], value: &[u8]) -> Result<(), DigestError> {
        let mut digested: Zeroizing<Buffer> = Zeroizing::new([0; DigestFunction::MAX_LEN]);
        let key = if key.len() > C::BLOCK_LEN {
            C::DIGEST.digest(&mut digested, &mut |sink| sink.write(key))?;
            digested.get(..C::LEN).ok_or(DigestError::Internal)?
        } else {
            key
        };
        let block = self.block.get_mut(..C::BLOCK_LEN);
        let block = block.ok_or(DigestError::Internal)?;
        for (half, mask) in [
            (&mut self.inner, Self::INNER),
            (&mut self.outer, Self::OUTER),
        ] {
            block.fill(mask);
            block
                .iter_mut()
                .zip(key)
                .for_each(|(place, byte)| *place ^= byte);
            **half = C::INITIAL;
            C::compress(half, block);
        }
        block.fill(0);
        let (place, padding) = block
            .split_at_mut_checked(C::LEN)
            .ok_or(DigestError::Internal)?;
        place
            .iter_mut()
            .zip(value)
            .for_each(|(place, byte)| *place = *byte);
        if let Some(place) = padding.first_mut() {
            *place = 0x80;
        }
        C::write_length(C::BLOCK_LEN.saturating_add(C::LEN), padding);
        Ok(())
    }

    /// Puts the value's HMAC in its place.
    #[inline]
    pub(crate) fn advance(&mut self) {
        for half in [&self.inner, &self.outer] {
            *self.state = **half;
            C::compress(
                &mut self.state,
                self.block.get(..C::BLOCK_LEN).unwrap_or_default(),
            );
            C::write(
                &self.state,
                self.block.get_mut(..C::LEN).unwrap_or_default(),
            );
        }
    }

    #[inline]
    pub(crate) fn value(&self) -> &[u8] {
        self.block.get(..C::LEN).unwrap_or_default()
    }
}

/// A padded message with a digest somewhere in it.
pub(crate) struct Message<C> {
    blocks: Zeroizing<Vec<u8>>,
    /// Where the digest begins.
    place: usize,
    compression: PhantomData<C>,
}

impl<C: Compression> Message<C> {
    /// What stands before the digest and behind it; `absorbed` bytes went into the state beforehand.
    pub(crate) fn new(absorbed: usize, before: &[&[u8]], behind: &[&[u8]]) -> Self {
        let sum = |parts: &[&[u8]]| {
            let mut lengths = parts.iter().map(|part| part.len());
            lengths
                .try_fold(0, usize::checked_add)
                .unwrap_or(usize::MAX)
        };
        let place = sum(before);
        let len = place.saturating_add(C::LEN).saturating_add(sum(behind));
        let padded = len.saturating_add(1).saturating_add(C::LENGTH_LEN);
        let padded = padded.next_multiple_of(C::BLOCK_LEN);
        // It never grows: growing leaves a copy behind.
        let mut blocks = Zeroizing::new(Vec::with_capacity(padded));
        before
            .iter()
            .for_each(|part| blocks.extend_from_slice(part));
        blocks.resize(place.saturating_add(C::LEN), 0);
        behind
            .iter()
            .for_each(|part| blocks.extend_from_slice(part));
        blocks.push(0x80);
        blocks.resize(padded, 0);
        C::write_length(len.saturating_add(absorbed), &mut blocks);
        Self {
            blocks,
            place,
            compression: PhantomData,
        }
    }

    /// Puts the digest in its place, and digests all of it from that state on. It has to have its length.
    #[inline]
    pub(crate) fn digest(&mut self, start: &C::State, digest: &mut [u8]) {
        let place = self.blocks.iter_mut().skip(self.place);
        place
            .zip(digest.iter())
            .for_each(|(place, byte)| *place = *byte);
        let mut state = Zeroizing::new(*start);
        C::compress(&mut state, &self.blocks);
        C::write(&state, digest);
    }
}

/// Digests so many times more what stands before the digest, the digest, and what stands behind it. Answers
/// whether it has: the frequent digests are here.
pub(crate) fn repeat(
    function: DigestFunction,
    before: &[u8],
    behind: &[u8],
    times: u32,
    digest: &mut [u8],
) -> bool {
    fn repeat<C: Compression>(before: &[u8], behind: &[u8], times: u32, digest: &mut [u8]) -> bool {
        if digest.len() != C::LEN {
            return false;
        }
        let mut message = Message::<C>::new(0, &[before], &[behind]);
        for _ in 0..times {
            message.digest(&C::INITIAL, digest);
        }
        true
    }
    let repeat = match function {
        DigestFunction::Md5 => repeat::<Md5>,
        DigestFunction::Sha1 => repeat::<Sha1>,
        DigestFunction::Sha224 => repeat::<Sha224>,
        DigestFunction::Sha256 => repeat::<Sha256>,
        DigestFunction::Sha384 => repeat::<Sha384>,
        DigestFunction::Sha512 => repeat::<Sha512>,
        _ => return false,
    };
    repeat(before, behind, times, digest)
}
