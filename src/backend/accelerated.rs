//! `argon2-rust` over reused memory, and `bcrypt-rust`: runtime-dispatched SIMD.

use core::sync::atomic::{AtomicU32, Ordering};

use argon2_rust::params::{Memory, TagLen};
use argon2_rust::{Algorithm, Argon2, Hasher, Params, Version};
#[cfg(feature = "batch")]
use zeroize::Zeroizing;

use crate::backend::{Argon2Input, Arithmetic};
use crate::error::HashError;
use crate::memory::{Buffer, FreeList, OutOfMemory};

static MEMORY: FreeList<Arena> = FreeList::new();

pub(crate) fn release_memory() {
    MEMORY.release();
}

#[derive(Debug)]
pub(crate) struct Accelerated {
    /// Whether Argon2's lanes are computed in threads, where that is worth it.
    pub(crate) has_threads: bool,
}

/// The shortest segment that is worth threads, in blocks of 1 KiB: some 0.2 ms of work.
///
/// The threads meet after each segment of each pass, `4 t` times in one hash, whatever its size is. On
/// two idle cores, two threads are ahead from 128 to 256 blocks on, if there is one pass only, for
/// starting a thread takes 0.1 ms. Where as many other threads compute as there are cores, one that
/// waits may wait for the scheduler: two threads took 3 to 30 times as long as one below 64 blocks,
/// 3 times at 256, and as long as one from 1024 on.
const WORTH_THREADS: u32 = 1024;

/// In how many threads the lanes of a hash are computed, with `segment` blocks in each quarter of a
/// lane: no more than there are cores, for those above it only wait for each other.
const fn threads(lanes: u32, segment: u32, cores: u32) -> u32 {
    if segment < WORTH_THREADS || cores == 0 {
        1
    } else if lanes < cores {
        lanes
    } else {
        cores
    }
}

/// The cores that this process may use, as the system said when it was asked first; one if it does
/// not say.
///
/// Not a `OnceLock`: where it is being set while another thread forks, the child would wait for ever.
fn cores() -> u32 {
    static CORES: AtomicU32 = AtomicU32::new(0);
    match CORES.load(Ordering::Relaxed) {
        0 => {
            let cores = std::thread::available_parallelism();
            let cores = cores.map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(u32::MAX));
            CORES.store(cores, Ordering::Relaxed);
            cores
        }
        cores => cores,
    }
}

impl Arithmetic for Accelerated {
    fn argon2(
        &self,
        input: Argon2Input<'_>,
        password: &[u8],
        tag: &mut [u8],
    ) -> Result<(), HashError> {
        let params = &input.params;
        let lanes = params.p_cost();
        let threads = if self.has_threads {
            // A lane has four segments.
            let segment = params.m_cost().checked_div(lanes.saturating_mul(4));
            threads(lanes, segment.unwrap_or_default(), cores())
        } else {
            1
        };
        let argon2 = Argon2::new(
            match input.variant {
                argon2::Algorithm::Argon2d => Algorithm::Argon2d,
                argon2::Algorithm::Argon2i => Algorithm::Argon2i,
                argon2::Algorithm::Argon2id => Algorithm::Argon2id,
            },
            match input.version {
                argon2::Version::V0x10 => Version::V0x10,
                argon2::Version::V0x13 => Version::V0x13,
            },
            Params::builder()
                .memory(Memory::kib(params.m_cost().into()))
                .passes(params.t_cost())
                .lanes(lanes)
                .threads(threads)
                .tag_len(TagLen::bytes(tag.len() as u64))
                .build()
                .map_err(|_| HashError::Internal)?,
        );
        let arena = MEMORY.lease(params.block_count());
        let Arena(hasher) = &mut *arena.map_err(|_| HashError::OutOfMemory)?;
        hasher.set_argon2(argon2);
        hasher
            .hash_into_with_ad(password, input.salt, input.secret, params.data(), tag)
            .map_err(|_| HashError::Internal)
    }

    fn bcrypt(&self, cost: u32, salt: [u8; 16], key: &[u8]) -> [u8; 24] {
        bcrypt_rust::bcrypt(cost, salt, without_nul(key))
    }

    /// A multiple of all the widths that its kernels have: 1, 4, 8, 12 and 16.
    #[cfg(feature = "batch")]
    fn bcrypt_width(&self) -> usize {
        48
    }

    #[cfg(feature = "batch")]
    fn bcrypt_many(
        &self,
        cost: u32,
        keys: &[&[u8]],
        salts: &[[u8; 16]],
    ) -> Zeroizing<Vec<[u8; 24]>> {
        let keys: Vec<&[u8]> = keys.iter().map(|key| without_nul(key)).collect();
        // It refuses lengths that differ and costs that bcrypt does not have: neither is here.
        Zeroizing::new(bcrypt_rust::bcrypt_many(cost, &keys, salts).unwrap_or_default())
    }
}

/// bcrypt's key without the NUL that it may end with: `bcrypt-rust` adds one to less than 72 bytes.
fn without_nul(key: &[u8]) -> &[u8] {
    key.strip_suffix(&[0]).unwrap_or(key)
}

/// What a hasher is for until it is told: only its memory counts.
const VARIANT: Algorithm = Algorithm::Argon2id;
const VERSION: Version = Version::V0x13;

/// Argon2's memory, which `argon2-rust` wipes after each computation and before it frees it.
struct Arena(Hasher);

impl Default for Arena {
    /// Without memory.
    fn default() -> Self {
        Self(Argon2::new(VARIANT, VERSION, Params::DEFAULT).hasher())
    }
}

impl Buffer for Arena {
    fn allocate(count: usize) -> Result<Self, OutOfMemory> {
        let params = Params::builder().memory(Memory::kib(count as u64)).build();
        let params = params.map_err(|_| OutOfMemory)?;
        let mut arena = Self::default();
        arena.0.set_argon2(Argon2::new(VARIANT, VERSION, params));
        arena.0.reserve().map_err(|_| OutOfMemory)?;
        Ok(arena)
    }

    fn count(&self) -> usize {
        self.0.reserved_blocks()
    }

    fn wipe(&mut self, _: usize) {}
}

#[cfg(test)]
mod tests {
    use argon2::{AssociatedData, ParamsBuilder};
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::backend::portable::Portable;

    #[test]
    fn no_more_threads_than_cores_and_none_for_short_segments() {
        for cores in [1, 2, 3, 64] {
            for lanes in [1, 2, 4, 64, 255] {
                assert_eq!(threads(lanes, 2, cores), 1);
                assert_eq!(threads(lanes, WORTH_THREADS - 1, cores), 1);
                for segment in [WORTH_THREADS, u32::MAX] {
                    assert_eq!(threads(lanes, segment, cores), lanes.min(cores));
                }
            }
        }
        assert_eq!(threads(4, u32::MAX, 0), 1);
        assert!(cores() > 0);
        assert_eq!(cores(), cores());
    }

    /// Costs of which at least one is computed in threads, if there is more than one core.
    #[test]
    fn argon2_in_threads_is_the_same() {
        for (memory_kib, lanes) in [(2 * 4096, 2), (3 * 4096 + 7, 3), (4 * 4096 - 1, 4)] {
            let computed = |arithmetic: &dyn Arithmetic| {
                let mut tag = [0; 32];
                let input = Argon2Input {
                    variant: argon2::Algorithm::Argon2id,
                    version: argon2::Version::V0x13,
                    params: argon2::Params::new(memory_kib, 2, lanes, None).unwrap(),
                    secret: &[],
                    salt: b"somesalt",
                };
                arithmetic.argon2(input, b"password", &mut tag).unwrap();
                tag
            };
            let threads = Accelerated { has_threads: true };
            assert_eq!(computed(&threads), computed(&Portable));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn argon2_is_the_same(
            (memory_kib, t, p) in (32_u32..300, 1_u32..=3, 1_u32..=4),
            variant in prop_oneof![
                Just(argon2::Algorithm::Argon2d),
                Just(argon2::Algorithm::Argon2i),
                Just(argon2::Algorithm::Argon2id),
            ],
            version in prop_oneof![Just(argon2::Version::V0x10), Just(argon2::Version::V0x13)],
            salt in vec(any::<u8>(), 8..64),
            secret in vec(any::<u8>(), 0..40),
            data in vec(any::<u8>(), 0..=32),
            password in vec(any::<u8>(), 0..200),
            tag_len in 10_usize..=128,
        ) {
            let params = ParamsBuilder::new()
                .m_cost(memory_kib)
                .t_cost(t)
                .p_cost(p)
                .data(AssociatedData::new(&data).unwrap())
                .build()
                .unwrap();
            let computed = |arithmetic: &dyn Arithmetic| {
                let mut tag = vec![0; tag_len];
                let input = Argon2Input {
                    variant,
                    version,
                    params: params.clone(),
                    secret: &secret,
                    salt: &salt,
                };
                arithmetic.argon2(input, &password, &mut tag).unwrap();
                tag
            };
            let accelerated = Accelerated { has_threads: false };
            prop_assert_eq!(computed(&accelerated), computed(&Portable));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        /// Over keys as `format::bcrypt` makes them: ended by a NUL where there is room.
        #[test]
        fn bcrypt_is_the_same(
            cost in 4_u32..=5,
            salt in any::<[u8; 16]>(),
            mut key in prop_oneof![vec(any::<u8>(), 0..100), vec(0_u8..2, 0..100)],
        ) {
            key.push(0);
            key.truncate(72);
            let computed = Accelerated { has_threads: false }.bcrypt(cost, salt, &key);
            prop_assert_eq!(computed, Portable.bcrypt(cost, salt, &key));
        }
    }
}
