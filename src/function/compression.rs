//! Digests block by block, for loops that digest one message again and again with other bytes in one place
//! of it: it is laid out once, padding and all.

use core::marker::PhantomData;

use zeroize::{Zeroize, Zeroizing};

/// A digest over its compression function.
pub(crate) trait Compression {
    type State: Copy + Zeroize;

    /// What the state is before the first block.
    const INITIAL: Self::State;

    /// The digest's length, in bytes.
    const LEN: usize;

    /// How many bytes go into one call of the compression function.
    const BLOCK_LEN: usize;

    /// How many bytes of the padding say the message's length.
    const LENGTH_LEN: usize;

    /// Takes in whole blocks.
    fn compress(state: &mut Self::State, blocks: &[u8]);

    /// Writes the digest.
    fn write(state: &Self::State, digest: &mut [u8]);

    /// Appends a message's length in bytes, as its padding says it.
    fn write_length(len: usize, message: &mut Vec<u8>);
}

/// Says of each digest its words, how many and in which order of bytes, its block, the integer that says the
/// length, where it begins, and its compression function.
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
                const LEN: usize = size_of::<Self::State>();
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

                fn write_length(len: usize, message: &mut Vec<u8>) {
                    let bits = (len as $length).wrapping_mul(8);
                    message.extend_from_slice(&bits.$to_bytes());
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
    Sha256 u32 8 to_be_bytes 64 u64
        [
            0x6a09e667 0xbb67ae85 0x3c6ef372 0xa54ff53a
            0x510e527f 0x9b05688c 0x1f83d9ab 0x5be0cd19
        ]
        sha2::block_api::compress256;
    Sha512 u64 8 to_be_bytes 128 u128
        [
            0x6a09e667f3bcc908 0xbb67ae8584caa73b 0x3c6ef372fe94f82b 0xa54ff53a5f1d36f1
            0x510e527fade682d1 0x9b05688c2b3e6c1f 0x1f83d9abfb41bd6b 0x5be0cd19137e2179
        ]
        sha2::block_api::compress512;
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
        blocks.resize(padded.saturating_sub(C::LENGTH_LEN), 0);
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
