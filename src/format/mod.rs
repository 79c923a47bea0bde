//! One algorithm a file, behind two traits: what a format reads, and what it computes. And the table of
//! all spellings: what a text is, and how it is cut and printed.

// The table: a pattern cuts and prints a text, a row is a spelling and its computation, a file holds a
// family of rows, and the index knows whose text it is.
pub(crate) mod applications;
pub(crate) mod clerk;
pub(crate) mod cms;
pub(crate) mod coding;
pub(crate) mod constant;
pub(crate) mod crypt;
pub(crate) mod databases;
pub(crate) mod digests;
pub(crate) mod django;
pub(crate) mod fields;
pub(crate) mod firebase;
pub(crate) mod index;
pub(crate) mod kdf;
pub(crate) mod ldap;
pub(crate) mod missing;
pub(crate) mod network;
pub(crate) mod parts;
pub(crate) mod passlib;
pub(crate) mod pattern;
pub(crate) mod records;
pub(crate) mod row;
pub(crate) mod salting;
pub(crate) mod services;
pub(crate) mod spring;
pub(crate) mod table;

pub(crate) mod argon2;
pub(crate) mod argon2_parameters;
pub(crate) mod bcrypt;
pub(crate) mod md5;
pub(crate) mod salted_digest;
pub(crate) mod sha1;
pub(crate) mod sha256;

use ::argon2::KeyId;

use crate::algorithm::Algorithm;
use crate::backend::Engine;
use crate::context::ContextError;
use crate::cost::Cost;
use crate::error::{Field, Param, ParseError, VerifyError};
use crate::limits::Limits;
use crate::limits::{Excess, len_at_most};
use crate::memory::with_wiped_stack;
use crate::stored_digest::StoredDigest;
use crate::text::{self, Padding};

/// The grammar of an algorithm that has a file of its own.
pub(crate) trait Grammar: Sized {
    /// Whose grammar this is.
    const ALGORITHM: Algorithm;

    /// Reads a text without padding that is no marker and not too long.
    fn parse(text: &str) -> Result<Self, ParseError>;

    /// A text of this format in which `field` is wrong.
    fn malformed(field: Field) -> ParseError {
        ParseError::Malformed {
            algorithm: Self::ALGORITHM,
            field,
        }
    }
}

/// A stored hash that a password can be checked against.
pub(crate) trait Verifier {
    /// What computing it takes. Nothing of it depends on the password.
    fn cost(&self) -> Cost;

    /// How many bytes its salts have together.
    fn salt_len(&self) -> usize;

    /// Refuses a hash that costs more than the limits allow. Allocates and computes nothing.
    fn check_cost(&self, limits: &Limits) -> Result<(), Excess> {
        limits.check(&self.cost())?;
        len_at_most(Param::Salt, self.salt_len(), limits.salt_bytes)
    }

    /// Refuses a password that is so long that this hash of it takes more work than the limits allow.
    /// Allocates and computes nothing.
    fn check_work(&self, _password: &[u8], _limits: &Limits) -> Result<(), Excess> {
        Ok(())
    }

    /// Refuses a password that is too long to be hashed, at all or by this hash. Allocates and computes
    /// nothing.
    fn check_password(&self, password: &[u8], limits: &Limits) -> Result<(), Excess> {
        len_at_most(Param::Password, password.len(), limits.password_bytes)?;
        self.check_work(password, limits)
    }

    /// The name of the secret that went in; empty for none.
    fn key_id(&self) -> KeyId {
        KeyId::EMPTY
    }

    /// The text to store, if there is one that holds the whole hash.
    fn encoded(&self) -> Option<String>;

    /// How many bytes of its input it reads at the most.
    fn reads(&self) -> usize {
        usize::MAX
    }

    /// Does what the work of a hash that is [part of](Cost::is_part_of) this one's lacks.
    fn make_up(&self, _done: &Cost, _input: Input<'_>, _engine: Engine<'_>) {}

    /// What stands in other columns, is needed, and was not given.
    fn check_context(&self) -> Result<(), ContextError> {
        Ok(())
    }

    /// Refuses a hash that is not to be computed, whatever the password. Answers the name of its secret.
    /// Allocates and computes nothing.
    fn check(&self, limits: &Limits) -> Result<KeyId, Refusal> {
        self.check_cost(limits).map_err(Refusal::Limit)?;
        self.check_context().map_err(Refusal::Context)?;
        Ok(self.key_id())
    }

    /// Computes the hash of `input` and compares, whatever it costs. If they are equal, answers whether
    /// all of the password was checked.
    fn verify(&self, input: Input<'_>, engine: Engine<'_>) -> Result<Checked, VerifyError>;
}

/// Why a hash is not to be computed.
pub(crate) enum Refusal {
    Limit(Excess),
    Context(ContextError),
}

impl Refusal {
    /// The refusal to verify a stored hash.
    pub(crate) const fn in_hash(self, algorithm: Algorithm) -> VerifyError {
        match self {
            Self::Limit(excess) => excess.in_hash(algorithm),
            Self::Context(error) => VerifyError::Context { algorithm, error },
        }
    }
}

/// What goes into a hash: a password, or what was made of it first.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) bytes: &'a [u8],
    /// After which byte all of the password has gone in, if it has.
    pub(crate) end: Option<usize>,
    /// Whether it begins with the password.
    pub(crate) begins: bool,
}

impl<'a> Input<'a> {
    /// A password alone.
    pub(crate) const fn of(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            end: Some(bytes.len()),
            begins: true,
        }
    }
}

/// How much of a right password a hash has checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    /// Every byte, so that no other password can stand for a part of it.
    All,
    /// Less: another password may have the same hash.
    Part,
}

impl Checked {
    pub(crate) const fn all_if(is_all: bool) -> Self {
        if is_all { Self::All } else { Self::Part }
    }
}

/// Reads a text of a declared format.
pub(crate) fn read<F: Grammar>(encoded: &str, limits: &Limits) -> Result<F, ParseError> {
    text::read(encoded, limits, Padding::Refused, F::parse)
}

/// More than the stack that a comparison takes, in bytes.
const STACK: usize = 1 << 10;

/// The verdict on what was computed, in a frame of its own that is wiped: the comparison keeps pieces of
/// the digests on the stack.
pub(crate) fn verdict<B: AsRef<[u8]>>(
    digest: &StoredDigest<B>,
    computed: &[u8],
) -> Result<(), VerifyError> {
    with_wiped_stack::<STACK, _>(|| digest.verify(computed))
}

#[cfg(test)]
mod tests;
