//! One algorithm a file, behind two traits: what a format reads, and what it computes. And the table of
//! all spellings: what a text is, and how it is cut and printed.

// The table: a pattern cuts and prints a text, a row is a spelling and its computation, a file holds a
// family of rows, and the index knows whose text it is.
pub(crate) mod applications;
pub(crate) mod cms;
#[allow(dead_code)] // Until texts are read by the table.
pub(crate) mod coding;
pub(crate) mod databases;
pub(crate) mod digests;
pub(crate) mod django;
#[allow(dead_code)] // Until texts are read by the table.
pub(crate) mod fields;
#[allow(dead_code)] // Until texts are read by the table.
pub(crate) mod index;
pub(crate) mod ldap;
#[allow(dead_code)] // Until texts are read by the table.
pub(crate) mod pattern;
#[allow(dead_code)] // Until texts are read by the table.
pub(crate) mod row;
pub(crate) mod services;
pub(crate) mod spring;
#[allow(dead_code)] // Until texts are read by the table.
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
use crate::error::{Field, ParseError, VerifyError};
use crate::limits::Excess;
use crate::limits::Limits;
use crate::memory::with_wiped_stack;
use crate::stored_digest::StoredDigest;
use crate::text::{self, Padding};

/// A format's grammar. [`parse`](crate::parse) holds the table of all formats.
pub(crate) trait Format: Sized {
    /// Whose grammar this is.
    const ALGORITHM: Algorithm;

    /// Whether the text bears this format's mark, sound or not. No text bears two.
    fn owns(text: &str) -> bool;

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
    /// Refuses a hash that costs more than the limits allow. Allocates and computes nothing.
    fn check_cost(&self, limits: &Limits) -> Result<(), Excess>;

    /// The name of the secret that went in; empty for none.
    fn key_id(&self) -> KeyId {
        KeyId::EMPTY
    }

    /// The text to store, if there is one that holds the whole hash.
    fn encoded(&self) -> Option<String>;

    /// Computes the hash of `password` and compares, whatever it costs.
    fn verify(&self, password: &[u8], engine: Engine<'_>) -> Result<(), VerifyError>;

    /// What computing it takes, if that is worth mentioning. Two hashes of equal work take the
    /// same time; nothing of it depends on the password.
    fn work(&self) -> Option<Work>;

    /// Whether every byte of the password went into the computation, so that no other password can
    /// stand for a part of it. The password ends at `end` of `input`, and only a pepper follows.
    fn checks_all_of(&self, input: &[u8], end: usize) -> bool;
}

/// What computing a hash takes: the algorithm with everything that its time depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Work {
    pub(crate) algorithm: Algorithm,
    pub(crate) parameters: [u32; 5],
    /// About how much it is, as the KiB that Argon2 would fill in the same time.
    pub(crate) kib: u64,
}

/// Reads a text of a declared format.
pub(crate) fn read<F: Format>(encoded: &str, limits: &Limits) -> Result<F, ParseError> {
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
