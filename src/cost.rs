//! What verifying a hash takes.

use core::num::NonZeroU32;

use crate::algorithm::Algorithm;

/// What verifying a hash takes, before a password is known: nothing of it depends on one. It is found
/// without any computation, by [`LegacyHash::cost`](crate::LegacyHash::cost) and
/// [`Identity::cost`](crate::Identity::cost), and judged by [`Limits::admits`](crate::Limits::admits).
///
/// Two costs are equal if the time is: the algorithm and everything that its time depends on. Where a
/// [`Context`](crate::Context) is needed, its lengths are part of that: before it is given, it counts as
/// nothing.
///
/// ```
/// use legacy_hash::{LegacyHash, Limits};
///
/// let hash = LegacyHash::parse("$2b$12$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm")?;
/// let cost = hash.cost();
/// assert_eq!(cost.work_kib(), 4096 * 152);
/// assert!(Limits::default().admits(&cost));
/// # Ok::<(), legacy_hash::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cost {
    algorithm: Algorithm,
    memory_kib: u32,
    work_kib: u64,
    lanes: u32,
    /// What else the time depends on.
    parameters: [u32; 3],
}

impl Cost {
    /// Of a computation that takes no memory worth mentioning.
    pub(crate) const fn of_work(algorithm: Algorithm, work_kib: u64) -> Self {
        Self {
            algorithm,
            memory_kib: 0,
            work_kib,
            lanes: 1,
            parameters: [0; 3],
        }
    }

    /// Of a computation whose work is a count of equal steps; those of one family take the same steps.
    pub(crate) const fn of_count(
        algorithm: Algorithm,
        work_kib: u64,
        count: u32,
        family: NonZeroU32,
    ) -> Self {
        Self {
            parameters: [count, family.get(), 0],
            ..Self::of_work(algorithm, work_kib)
        }
    }

    /// Of a computation that fills memory.
    pub(crate) const fn of_memory(
        algorithm: Algorithm,
        memory_kib: u32,
        work_kib: u64,
        lanes: u32,
        parameters: [u32; 3],
    ) -> Self {
        Self {
            algorithm,
            memory_kib,
            work_kib,
            lanes,
            parameters,
        }
    }

    /// With more work, of what goes into it.
    pub(crate) fn and(mut self, work_kib: u64) -> Self {
        let [count, family, _] = self.parameters;
        self.work_kib = self.work_kib.saturating_add(work_kib);
        if self.memory_kib == 0 {
            let extra = u32::try_from(work_kib).unwrap_or(u32::MAX);
            self.parameters = [count, family, extra];
        }
        self
    }

    /// The algorithm that takes the most of the time.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The memory, in KiB: Argon2's. 0 for everything else, which takes a few KiB.
    #[must_use]
    pub const fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    /// The work, as the KiB that Argon2 would fill in the same time on the same machine: its memory
    /// times its iterations, 152 for each of bcrypt's rounds (measured; cost 10 takes as long as
    /// 8 times 19 MiB). 0 below 64, some 25 µs, which is lost in the noise of everything else, as for a
    /// plain digest; `u64::MAX` for what cannot be computed, since a value on the way is too long.
    ///
    /// A long password takes more than this where each step takes it in; that is held to
    /// [`Limits::work_kib`](crate::Limits::work_kib) when it is known.
    #[must_use]
    pub const fn work_kib(&self) -> u64 {
        self.work_kib
    }

    /// Whether this work can be made up to a dearer hash's: both are a count of the same steps.
    pub(crate) fn is_part_of(&self, dearer: &Self) -> bool {
        let [count, family, extra] = self.parameters;
        let [dearer_count, dearer_family, dearer_extra] = dearer.parameters;
        let is_counted = self.memory_kib == 0 && family != 0;
        let is_same = self.algorithm == dearer.algorithm && family == dearer_family;
        let is_less = extra == dearer_extra && count <= dearer_count;
        is_counted && is_same && is_less && self.has_steps_of(dearer)
    }

    /// Whether a step takes about as long: where a salt goes into each, a long one takes more.
    fn has_steps_of(&self, dearer: &Self) -> bool {
        // Of the first the steps have one length, of the second they are lost in the noise.
        if self.algorithm == Algorithm::Bcrypt || self.is_negligible() {
            return true;
        }
        let work = |cost: &Self, count: u32| u128::from(cost.work_kib).saturating_mul(count.into());
        let (own, other) = (work(self, dearer.count()), work(dearer, self.count()));
        own.abs_diff(other).saturating_mul(8) <= other
    }

    /// How many steps it is, where the work is a count: bcrypt's cost is the logarithm.
    pub(crate) const fn count(&self) -> u32 {
        let [count, _, _] = self.parameters;
        count
    }

    /// The parts that could be computed side by side: Argon2's lanes.
    pub(crate) const fn lanes(&self) -> u32 {
        self.lanes
    }

    /// Whether the time is lost in the noise of everything else.
    pub(crate) const fn is_negligible(&self) -> bool {
        self.work_kib == 0
    }
}
