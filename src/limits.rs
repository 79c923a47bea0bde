//! How much work and memory a stored hash may ask for.

use crate::algorithm::Algorithm;
use crate::cost::Cost;
use crate::error::{Param, PolicyError, VerifyError};

/// Ceilings on what verifying one hash may cost, checked before any work and any allocation.
///
/// A hash column is input: whoever can write one row can otherwise ask for four terabytes. What is
/// over a ceiling is refused with [`VerifyError::LimitExceeded`], never clamped. The defaults lock
/// out no configuration that a library or a guide recommends, except RFC 9106's first choice
/// (2 GiB): a service that uses it raises [`memory_kib`](Self::memory_kib).
///
/// Any number may stand in a field. A policy whose own hashes would be over a limit is refused with
/// [`PolicyError::AboveLimits`]. Functions without a policy, such as
/// [`LegacyHash::verify`](crate::LegacyHash::verify), go by the defaults.
///
/// ```
/// use legacy_hash::{Limits, Policy};
///
/// let mut limits = Limits::default();
/// limits.work_kib = 20 << 20; // bcrypt of cost 17
/// let policy = Policy::default().with_limits(limits)?;
/// # Ok::<(), legacy_hash::PolicyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The longest text that is read, in bytes. Default 4096, room for the longest salt and tag.
    ///
    /// [`Policy::parse`](crate::Policy::parse) reads under it; functions without a policy read
    /// under the default.
    pub encoded_bytes: usize,
    /// The longest password that is hashed, in bytes. Default 4096, Django's and WordPress's.
    pub password_bytes: usize,
    /// The longest salt, in bytes: prefix and suffix together, or what the text and the
    /// [`Context`](crate::Context) hold together. Default 1024; the longest that was met has 256.
    pub salt_bytes: usize,
    /// The most memory, in KiB. Default 1 GiB, as libsodium's `SENSITIVE`.
    pub memory_kib: u32,
    /// The most work, as the KiB that Argon2 would fill in the same time (its memory times its
    /// iterations). Default 10 GiB, some 4 s: bcrypt up to cost 16, and libsodium's `SENSITIVE`
    /// (1 GiB, 4 iterations). Other costs as this work: [`Cost::work_kib`](crate::Cost::work_kib).
    pub work_kib: u64,
    /// Argon2's highest number of lanes. Default 255: Go's libraries write the number of cores, in one
    /// byte. Lanes add no work, and no backend starts more threads than there are cores.
    pub lanes: u32,
    /// What the [expected](crate::Policy::with_expected) hashes may add to every sign-in, as the
    /// KiB that Argon2 would fill in the same time. Default 2 GiB, some 0.8 s: bcrypt up to cost
    /// 13, and not 14, which would let every anonymous request take 1 s of a core.
    pub sign_in_work_kib: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            encoded_bytes: 4096,
            password_bytes: 4096,
            salt_bytes: 1024,
            memory_kib: 1 << 20,
            work_kib: 10 << 20,
            lanes: 255,
            sign_in_work_kib: 2 << 20,
        }
    }
}

impl Limits {
    /// For hashes that strangers may submit, as through an import API: about a quarter of a second of
    /// work (bcrypt up to cost 12) and 128 MiB at the most. What PHP, Django, passlib, Spring and OWASP set is within;
    /// libsodium's `MODERATE` and `SENSITIVE` are not.
    #[must_use]
    pub const fn strict() -> Self {
        Self {
            encoded_bytes: 512,
            password_bytes: 1024,
            salt_bytes: 128,
            memory_kib: 128 << 10,
            work_kib: 640 << 10,
            lanes: 255,
            sign_in_work_kib: 1 << 20,
        }
    }

    /// Whether a hash of this cost is verified: what [`LegacyHash::cost`](crate::LegacyHash::cost)
    /// says can be judged before anything is computed. It is about memory, work and lanes; lengths are no
    /// part of a cost.
    ///
    /// ```
    /// use legacy_hash::{Limits, identify};
    ///
    /// let bcrypt_14 = "$2b$14$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm";
    /// let cost = identify(bcrypt_14).unwrap().cost();
    /// assert!(Limits::default().admits(&cost));
    /// assert!(!Limits::strict().admits(&cost));
    /// ```
    #[must_use]
    pub fn admits(&self, cost: &Cost) -> bool {
        self.check(cost).is_ok()
    }

    /// Refuses a cost over the limits.
    pub(crate) fn check(&self, cost: &Cost) -> Result<(), Excess> {
        let (memory_kib, lanes) = (cost.memory_kib().into(), cost.lanes().into());
        at_most(Param::Memory, memory_kib, self.memory_kib.into())?;
        at_most(Param::Work, cost.work_kib(), self.work_kib)?;
        at_most(Param::Lanes, lanes, self.lanes.into())
    }
}

/// A quantity over its limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Excess {
    pub(crate) param: Param,
    pub(crate) actual: u64,
    pub(crate) limit: u64,
}

impl Excess {
    /// The refusal to verify a stored hash.
    pub(crate) const fn in_hash(self, algorithm: Algorithm) -> VerifyError {
        VerifyError::LimitExceeded {
            algorithm,
            param: self.param,
            actual: self.actual,
            limit: self.limit,
        }
    }

    /// The refusal of a policy.
    pub(crate) const fn in_policy(self) -> PolicyError {
        PolicyError::AboveLimits {
            param: self.param,
            actual: self.actual,
            limit: self.limit,
        }
    }
}

/// Refuses `actual` over `limit`.
pub(crate) const fn at_most(param: Param, actual: u64, limit: u64) -> Result<(), Excess> {
    if actual > limit {
        return Err(Excess {
            param,
            actual,
            limit,
        });
    }
    Ok(())
}

/// Refuses a length over its limit, both in bytes.
pub(crate) const fn len_at_most(param: Param, actual: usize, limit: usize) -> Result<(), Excess> {
    at_most(param, actual as u64, limit as u64)
}
