//! Users of Logto: its JSON exports, and the API that its migration guide imports them through.
//!
//! [`schemes`] tells a [`Policy`] how Logto's methods are read. [`Importer`] reads an export, a JSON
//! array or one user a line (NDJSON). [`Api`] answers `POST /api/users` as Logto does. Both write
//! through [`Import`](crate::Import).
//!
//! The API takes a user as Logto takes one: a user name has ASCII letters, digits and `_`, and begins
//! with no digit; an e-mail address has an `@`, a dot after it and no space; a phone number has
//! digits alone. In a file, which may come from another system, a user name has any characters but
//! blanks (`ann.lee`, `20240131`), and a phone number may have a `+` in front and blanks, hyphens,
//! dots and brackets between its digits: those alone count, so that `+49 30 1234` and `49301234` are one.
//! The hash stands in `passwordDigest` (256 characters at the most) with its method in
//! `passwordAlgorithm`, or under the older names `passwordEncrypted` and
//! `passwordEncryptionMethod`. All that has no column of its own survives as it was written, in
//! [`Imported::attributes`](crate::Imported::attributes); what looks like a secret is never in there, but
//! refuses its record ([`FieldNames`]).
//!
//! Stricter than Logto, which finds out at the sign-in: a digest that its method could not have made
//! is refused, and so is one that costs more than the limits to verify. Of the method `Legacy`, all
//! algorithms are verified.

use legacy_hash::{Format, Policy, PolicyError, Scheme};

mod error;
mod hashing;
mod json;
mod legacy;
mod values;
mod secrets;
mod field_names;
mod record;
mod scan;
mod window;
mod unpack;
mod beginning;
mod source;
mod reader;
mod observer;
#[cfg(feature = "progress-bar")]
mod progress;
mod importer;
mod answer;
mod guesses;
mod api;

pub use api::{Api, ApiError};
pub use error::{RecordError, Rejected, SetupError};
pub use field_names::FieldNames;
pub use hashing::{HashPassword, Hasher, HashingError};
pub use importer::{ImportError, Importer, fingerprint};
pub use observer::{Observer, Summary};
#[cfg(feature = "progress-bar")]
pub use progress::Progress;

/// The method of hashes that say themselves what is computed.
const LEGACY: &str = "Legacy";

/// Logto's methods, and what a text under each may be, by its format's name. An Argon2 text says itself which
/// Argon2 it is, as in Logto.
const METHODS: [(&str, &str); 8] = [
    ("Argon2i", "argon2"),
    ("Argon2id", "argon2"),
    ("Argon2d", "argon2"),
    ("SHA1", "sha1"),
    ("SHA256", "sha256"),
    ("MD5", "md5"),
    ("Bcrypt", "bcrypt"),
    (LEGACY, "logto"),
];

/// Gives a policy the labels under which imported hashes stand in the table: Logto's methods, as
/// Logto spells them.
///
/// Of the method `Legacy`, all algorithms are verified. A hash that cannot be read, as one that was cut, is
/// [unreadable](legacy_hash::Denial::is_unreadable) at the sign-in: it is no match, and the operator
/// hears of it.
///
/// # Errors
/// [`LabelTaken`](PolicyError::LabelTaken) if the policy has one of these labels, and all else that
/// [`Policy::with_scheme`] refuses.
///
/// ```
/// use legacy_hash::{Policy, Stored};
/// use legacy_hash_login::logto;
///
/// let policy = logto::schemes(Policy::default())?;
/// let row = Stored::under("SHA1", "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8");
/// assert!(policy.read(row).is_ok());
/// # Ok::<(), legacy_hash::PolicyError>(())
/// ```
pub fn schemes(policy: Policy) -> Result<Policy, PolicyError> {
    METHODS
        .into_iter()
        .try_fold(policy, |policy, (method, format)| {
            let format = format.parse::<Format>().map(Scheme::of);
            policy.with_scheme(method, format.unwrap_or_else(|_| Scheme::detect()))
        })
}
