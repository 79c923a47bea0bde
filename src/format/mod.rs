//! One algorithm a file, behind two traits: what a format reads, and what it computes.

pub(crate) mod argon2;
pub(crate) mod bcrypt;
pub(crate) mod md5;
pub(crate) mod salted_digest;
pub(crate) mod sha1;
pub(crate) mod sha256;

use crate::secret::Keyring;
use crate::{Algorithm, Field, Limits, ParseError, VerifyError};

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
    /// The algorithm that computes it.
    fn algorithm(&self) -> Algorithm;

    /// Refuses a hash that costs more than the limits allow. Allocates and computes nothing.
    fn check_cost(&self, limits: &Limits) -> Result<(), VerifyError>;

    /// Computes the hash of `password` and compares, whatever it costs.
    fn verify(&self, password: &[u8], keys: &Keyring) -> Result<(), VerifyError>;

    /// Whether every byte of `password` went into the computation, so that no other password can
    /// stand for a part of it.
    fn checks_all_of(&self, password: &[u8]) -> bool;
}

/// Implements `FromStr` for payloads: the text passes the door and then its own grammar.
macro_rules! from_str {
    ($payload:ty) => {
        impl core::str::FromStr for $payload {
            type Err = $crate::ParseError;

            /// Reads the text under the default [`Limits`](crate::Limits).
            fn from_str(encoded: &str) -> Result<Self, Self::Err> {
                let text = $crate::text::admit(encoded, &$crate::Limits::default())?;
                <Self as $crate::format::Format>::parse(text)
            }
        }
    };
}
pub(crate) use from_str;
