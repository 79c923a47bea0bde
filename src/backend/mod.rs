//! The arithmetic of the expensive algorithms, behind one trait: what one implementation may take
//! another's place in, and what tests count.

#[cfg(feature = "accelerated")]
mod accelerated;
mod portable;

use core::fmt;
use core::panic::RefUnwindSafe;

use argon2::{Algorithm, Params, Version};
#[cfg(feature = "batch")]
use zeroize::Zeroizing;

use crate::error::HashError;
use crate::memory::with_wiped_stack;

/// Who computes Argon2 and bcrypt. The results are the same, and so are the limits and the errors;
/// the speed is not. Chosen by [`Policy::with_backend`](crate::Policy::with_backend), never by a
/// feature alone, since any dependency can switch a feature on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Backend {
    /// RustCrypto's `argon2` over reused memory, and the `bcrypt` crate.
    #[default]
    Portable,
    /// `argon2-rust` and `bcrypt-rust`, which use what the processor has (SSE2 to AVX-512, NEON),
    /// for bcrypt in batches alone. Both are young, have not been audited, and have much `unsafe`
    /// code.
    #[cfg(feature = "accelerated")]
    Accelerated,
    /// The same, with Argon2's lanes in threads: no more of them than there are cores, and only where a
    /// lane is long enough (4 MiB) for the threads to be worth their meetings. It helps such hashes of
    /// more than one lane where cores are idle, and nothing else.
    #[cfg(feature = "accelerated")]
    AcceleratedLanes,
}

impl Backend {
    pub(crate) const fn arithmetic(self) -> &'static dyn Arithmetic {
        match self {
            Self::Portable => &portable::Portable,
            #[cfg(feature = "accelerated")]
            Self::Accelerated => &accelerated::Accelerated { has_threads: false },
            #[cfg(feature = "accelerated")]
            Self::AcceleratedLanes => &accelerated::Accelerated { has_threads: true },
        }
    }
}

/// Frees the hashing memory that the crate keeps for reuse: at most 256 MiB for each [`Backend`],
/// and only as much as was ever in use at once.
///
/// Memory on loan to a running computation is not touched. The next computation allocates anew.
pub fn release_memory() {
    portable::release_memory();
    #[cfg(feature = "accelerated")]
    accelerated::release_memory();
}

/// What computes: the arithmetic, and the secret that goes into Argon2.
#[derive(Clone, Copy)]
pub(crate) struct Engine<'a> {
    /// The secret that the hash names; empty for none.
    pub(crate) secret: &'a [u8],
    pub(crate) arithmetic: &'a dyn Arithmetic,
}

/// More than the stack that Argon2 and bcrypt take, in bytes. 0.15 µs.
const STACK: usize = 16 << 10;
/// More than the stack that 16 bcrypts side by side take, with 4 KiB each, in bytes.
#[cfg(feature = "batch")]
const WIDE_STACK: usize = 128 << 10;

impl Engine<'_> {
    /// Fills `tag` with Argon2's.
    pub(crate) fn argon2(
        &self,
        input: Argon2Input<'_>,
        password: &[u8],
        tag: &mut [u8],
    ) -> Result<(), HashError> {
        with_wiped_stack::<STACK, _>(|| self.arithmetic.argon2(input, password, tag))
    }

    /// Fills `output` with bcrypt's.
    pub(crate) fn bcrypt(&self, cost: u32, salt: [u8; 16], key: &[u8], output: &mut [u8; 24]) {
        with_wiped_stack::<STACK, _>(|| *output = self.arithmetic.bcrypt(cost, salt, key));
    }

    /// bcrypt's for as many keys as there are salts.
    #[cfg(feature = "batch")]
    pub(crate) fn bcrypt_many(
        &self,
        cost: u32,
        keys: &[&[u8]],
        salts: &[[u8; 16]],
    ) -> Zeroizing<Vec<[u8; 24]>> {
        with_wiped_stack::<WIDE_STACK, _>(|| self.arithmetic.bcrypt_many(cost, keys, salts))
    }
}

/// Computes. The inputs have been checked; an implementation checks nothing of its own.
pub(crate) trait Arithmetic: fmt::Debug + Send + Sync + RefUnwindSafe {
    /// Fills `tag` with Argon2's.
    fn argon2(
        &self,
        input: Argon2Input<'_>,
        password: &[u8],
        tag: &mut [u8],
    ) -> Result<(), HashError>;

    /// The 24 bytes that bcrypt computes, the last of which it does not store. `key` has 1 to 72
    /// bytes.
    fn bcrypt(&self, cost: u32, salt: [u8; 16], key: &[u8]) -> [u8; 24];

    /// How many bcrypt hashes are worth computing side by side.
    #[cfg(feature = "batch")]
    fn bcrypt_width(&self) -> usize {
        1
    }

    /// [`bcrypt`](Self::bcrypt) for as many keys as there are salts.
    #[cfg(feature = "batch")]
    fn bcrypt_many(
        &self,
        cost: u32,
        keys: &[&[u8]],
        salts: &[[u8; 16]],
    ) -> Zeroizing<Vec<[u8; 24]>> {
        let mut computed = Zeroizing::new(vec![[0; 24]; keys.len().min(salts.len())]);
        for ((key, salt), computed) in keys.iter().zip(salts).zip(computed.iter_mut()) {
            *computed = self.bcrypt(cost, *salt, key);
        }
        computed
    }
}

/// What goes into Argon2 besides the password.
pub(crate) struct Argon2Input<'a> {
    pub(crate) variant: Algorithm,
    pub(crate) version: Version,
    pub(crate) params: Params,
    pub(crate) secret: &'a [u8],
    pub(crate) salt: &'a [u8],
}
