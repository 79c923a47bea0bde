//! What verifying a hash takes.

use crate::algorithm::Algorithm;

/// What verifying a hash takes, before a password is known: nothing of it depends on one.
///
/// Two costs are equal if the time is: the algorithm and everything that its time depends on.
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
    pub(crate) const fn of_work(algorithm: Algorithm, work_kib: u64, parameter: u32) -> Self {
        Self {
            algorithm,
            memory_kib: 0,
            work_kib,
            lanes: 1,
            parameters: [parameter, 0, 0],
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

    /// With more work, of the same algorithm or of what goes into it.
    pub(crate) const fn and(mut self, work_kib: u64) -> Self {
        self.work_kib = self.work_kib.saturating_add(work_kib);
        self
    }

    /// The algorithm that takes the most of the time.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The memory, in KiB; 0 where it is less than a few KiB.
    #[must_use]
    pub const fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    /// The work, as the KiB that Argon2 would fill in the same time on the same machine: its memory
    /// times its iterations, 152 for each of bcrypt's rounds (measured; cost 10 takes as long as
    /// 8 times 19 MiB). 0 where it is lost in the noise, as for a plain digest.
    #[must_use]
    pub const fn work_kib(&self) -> u64 {
        self.work_kib
    }

    /// Whether this work can be made up to a dearer hash's: both are a count of the same steps. bcrypt's
    /// rounds of cost c, and then those of c, c + 1 and so on below C, are as many as those of C.
    pub(crate) fn is_part_of(&self, dearer: &Self) -> bool {
        self.algorithm == Algorithm::Bcrypt
            && self.algorithm == dearer.algorithm
            && self.work_kib <= dearer.work_kib
    }

    /// What the work depends on besides memory and lanes: bcrypt's cost, Argon2's variant.
    pub(crate) const fn parameter(&self) -> u32 {
        let [parameter, _, _] = self.parameters;
        parameter
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
