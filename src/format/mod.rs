//! One algorithm a file, behind two traits: what a format reads, and what it computes.

pub(crate) mod argon2;
pub(crate) mod bcrypt;
pub(crate) mod md5;
pub(crate) mod salted_digest;
pub(crate) mod sha1;
pub(crate) mod sha256;

use crate::limits::Excess;
use crate::secret::Keyring;
use crate::{Algorithm, Field, Limits, ParseError, VerifyError, text};

/// A format's grammar. [`parse`](crate::parse) holds the table of all formats.
pub(crate) trait Format: Sized {
    /// Whose grammar this is.
    const ALGORITHM: Algorithm;

    /// Whether the text bears this format's mark, sound or not. No text bears two.
    fn owns(text: &str) -> bool;

    /// Reads a text that has been [admitted](crate::text::admit).
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

    /// Computes the hash of `password` and compares, whatever it costs.
    fn verify(&self, password: &[u8], keys: &Keyring) -> Result<(), VerifyError>;

    /// Whether every byte of `password` went into the computation, so that no other password can
    /// stand for a part of it.
    fn checks_all_of(&self, password: &[u8]) -> bool;
}

/// Reads a text of a declared format: the door first, then the grammar.
pub(crate) fn read<F: Format>(encoded: &str, limits: &Limits) -> Result<F, ParseError> {
    F::parse(text::admit(encoded, limits)?)
}
