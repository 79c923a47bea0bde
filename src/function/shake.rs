//! SHAKE with its usual lengths (FIPS 202, section 6.2), over Keccak's permutation. The state never moves, as
//! the digests' own do not.

use hmac::digest::common::{BlockSizeUser, OutputSizeUser, Reset};
use hmac::digest::consts::{U16, U32, U136, U168};
use hmac::digest::typenum::Unsigned;
use hmac::digest::{FixedOutput, FixedOutputReset, HashMarker, Output, Update};
use keccak::{Keccak, State1600};
use sponge_cursor::SpongeCursor;
use zeroize::Zeroize;

/// The bits behind the last byte: the four ones that make it SHAKE, and the padding's first.
const END: u8 = 0x1f;
/// The padding's last bit, in the block's last byte.
const LAST_BIT: u8 = 0x80;

/// Adds a byte to the state, at this place.
fn add(state: &mut State1600, place: usize, byte: u8) {
    let shift = (place as u32 % 8).wrapping_mul(8);
    if let Some(word) = state.get_mut(place / 8) {
        *word ^= u64::from(byte).wrapping_shl(shift);
    }
}

macro_rules! shake {
    ($(#[$attribute:meta] $name:ident($rate:ty, $len:ty);)*) => {$(
        #[$attribute]
        #[derive(Default)]
        pub(crate) struct $name {
            state: State1600,
            cursor: SpongeCursor<{ <$rate>::USIZE }>,
            keccak: Keccak,
        }

        impl HashMarker for $name {}

        impl BlockSizeUser for $name {
            type BlockSize = $rate;
        }

        impl OutputSizeUser for $name {
            type OutputSize = $len;
        }

        impl Update for $name {
            fn update(&mut self, data: &[u8]) {
                self.keccak.with_f1600(|permute| {
                    self.cursor.absorb_u64_le(&mut self.state, permute, data);
                });
            }
        }

        impl Reset for $name {
            fn reset(&mut self) {
                self.state.zeroize();
                self.cursor.zeroize();
            }
        }

        impl FixedOutputReset for $name {
            fn finalize_into_reset(&mut self, output: &mut Output<Self>) {
                add(&mut self.state, self.cursor.pos(), END);
                add(&mut self.state, <$rate>::USIZE.saturating_sub(1), LAST_BIT);
                self.keccak.with_f1600(|permute| permute(&mut self.state));
                for (place, word) in output.as_chunks_mut().0.iter_mut().zip(&self.state) {
                    *place = word.to_le_bytes();
                }
                self.reset();
            }
        }

        impl FixedOutput for $name {
            fn finalize_into(mut self, output: &mut Output<Self>) {
                self.finalize_into_reset(output);
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                self.reset();
            }
        }
    )*};
}

shake! {
    /// SHAKE128 with 16 bytes.
    Shake128(U168, U16);
    /// SHAKE256 with 32 bytes.
    Shake256(U136, U32);
}
