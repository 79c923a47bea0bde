//! Argon2's variants, versions and costs.

use core::fmt;
use core::str::FromStr;

use crate::algorithm::Algorithm;
use crate::cost::Cost;
use crate::error::{Field, ParseError};

/// The highest number of lanes (RFC 9106, section 3.1).
const MAX_LANES: u32 = (1 << 24) - 1;

/// Argon2's variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Argon2Variant {
    /// `argon2d`: addresses memory by the password.
    Argon2d,
    /// `argon2i`: addresses memory independently of the password.
    Argon2i,
    /// `argon2id`: both in turn; RFC 9106's primary variant, and what a [`Policy`](crate::Policy)
    /// writes.
    Argon2id,
}

impl Argon2Variant {
    /// The name in the PHC string: `argon2d`, `argon2i` or `argon2id`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Argon2d => "argon2d",
            Self::Argon2i => "argon2i",
            Self::Argon2id => "argon2id",
        }
    }
}

impl FromStr for Argon2Variant {
    type Err = ParseError;

    /// Reads the name.
    ///
    /// # Errors
    /// [`Malformed`](ParseError::Malformed) for any other name.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "argon2d" => Ok(Self::Argon2d),
            "argon2i" => Ok(Self::Argon2i),
            "argon2id" => Ok(Self::Argon2id),
            _ => Err(malformed(Field::Version)),
        }
    }
}

impl fmt::Display for Argon2Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Argon2's version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Argon2Version {
    /// 0x10 (1.0), which a string without `v=` is of, too.
    V0x10,
    /// 0x13 (1.3), RFC 9106's.
    V0x13,
}

impl Argon2Version {
    /// The number in the PHC string: 16 or 19.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::V0x10 => 0x10,
            Self::V0x13 => 0x13,
        }
    }
}

impl TryFrom<u32> for Argon2Version {
    type Error = ParseError;

    /// Reads the number.
    ///
    /// # Errors
    /// [`Unsupported`](ParseError::Unsupported) for any other number.
    fn try_from(number: u32) -> Result<Self, Self::Error> {
        match number {
            0x10 => Ok(Self::V0x10),
            0x13 => Ok(Self::V0x13),
            _ => Err(unsupported("a version that is neither 16 nor 19")),
        }
    }
}

/// What an Argon2 hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Argon2Cost {
    memory_kib: u32,
    iterations: u32,
    lanes: u32,
}

impl Argon2Cost {
    /// A cost within Argon2's own ranges: lanes from 1 to 2²⁴−1, memory from 8 KiB a lane, one
    /// iteration or more.
    ///
    /// # Errors
    /// [`Malformed`](ParseError::Malformed), naming the number that is out of range.
    pub fn new(memory_kib: u32, iterations: u32, lanes: u32) -> Result<Self, ParseError> {
        Self::checked(memory_kib, iterations, lanes).map_err(malformed)
    }

    /// The same, or the field that is out of range.
    pub(crate) const fn checked(
        memory_kib: u32,
        iterations: u32,
        lanes: u32,
    ) -> Result<Self, Field> {
        if lanes == 0 || lanes > MAX_LANES {
            return Err(Field::Lanes);
        }
        if (memory_kib as u64) < (lanes as u64).saturating_mul(8) {
            return Err(Field::Memory);
        }
        if iterations == 0 {
            return Err(Field::Iterations);
        }
        Ok(Self {
            memory_kib,
            iterations,
            lanes,
        })
    }

    /// The memory, in KiB: `m`.
    #[must_use]
    pub const fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// The iterations (passes over the memory): `t`.
    #[must_use]
    pub const fn iterations(self) -> u32 {
        self.iterations
    }

    /// The lanes: `p`.
    #[must_use]
    pub const fn lanes(self) -> u32 {
        self.lanes
    }

    /// The memory times the iterations, in KiB: the work in all.
    #[must_use]
    pub const fn memory_time_kib(self) -> u64 {
        (self.memory_kib as u64).saturating_mul(self.iterations as u64)
    }

    /// What a hash of this variant and version takes.
    pub(crate) const fn of(self, variant: u32, version: u32) -> Cost {
        let (work_kib, parameters) = (self.memory_time_kib(), [variant, version, self.iterations]);
        Cost::of_memory(
            Algorithm::Argon2,
            self.memory_kib,
            work_kib,
            self.lanes,
            parameters,
        )
    }
}

/// Writes the cost as a PHC string does: `m=19456,t=2,p=1`.
impl fmt::Display for Argon2Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            memory_kib,
            iterations,
            lanes,
        } = self;
        write!(f, "m={memory_kib},t={iterations},p={lanes}")
    }
}

const fn malformed(field: Field) -> ParseError {
    ParseError::Malformed {
        algorithm: Algorithm::Argon2,
        field,
    }
}

pub(super) const fn unsupported(variant: &'static str) -> ParseError {
    ParseError::Unsupported {
        algorithm: Algorithm::Argon2,
        variant,
    }
}
