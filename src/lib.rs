// Where the README's links lead to from rustdoc: of two definitions of a link the first one counts.
#![doc = "[`legacy-hash-login`]: https://docs.rs/legacy-hash-login"]
#![doc = "[docs/benchmarks.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/benchmarks.md"]
#![doc = "[docs/coming-from/README.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/coming-from/README.md"]
#![doc = "[docs/formats/README.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/formats/README.md"]
#![doc = "[docs/formats/digests.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/formats/digests.md"]
#![doc = "[docs/formats/kdf.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/formats/kdf.md"]
#![doc = "[docs/formats/ldap.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/formats/ldap.md"]
#![doc = "[docs/formats/django.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/formats/django.md"]
#![doc = "[docs/formats/spring.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/formats/spring.md"]
#![doc = "[docs/formats/cms.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/formats/cms.md"]
#![doc = "[docs/formats/services.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/formats/services.md"]
#![doc = "[docs/formats/clerk.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/formats/clerk.md"]
#![doc = "[docs/formats/records.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/formats/records.md"]
#![doc = "[docs/formats/databases.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/formats/databases.md"]
#![doc = "[docs/formats/network.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/formats/network.md"]
#![doc = "[docs/formats/crypt.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/formats/crypt.md"]
#![doc = "[docs/formats/applications.md]: https://docs.rs/crate/legacy-hash/latest/source/docs/formats/applications.md"]
#![doc = "[DESIGN.md]: https://docs.rs/crate/legacy-hash/latest/source/DESIGN.md"]
#![doc = "[SECURITY.md]: https://docs.rs/crate/legacy-hash/latest/source/SECURITY.md"]
#![doc = "[CONTRIBUTING.md]: https://docs.rs/crate/legacy-hash/latest/source/CONTRIBUTING.md"]
#![doc = ""]
#![doc = include_str!("../README.md")]
// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

// Data flows one way down this list, and no module imports one below it.
mod algorithm;
mod redacted;
mod context;
mod error;
mod cost;
mod limits;
mod encoding;
mod stored_digest;
mod memory;
mod secret;
mod backend;
mod text;
mod function;
mod expression;
mod format;
mod dynamic;
mod hash;
pub mod envelope;
mod parse;
mod identify;
mod normalization;
mod scheme;
mod denial;
mod stored;
mod expected;
mod policy;
mod upgrade;
mod authenticate;
#[cfg(feature = "batch")]
mod batch;
mod traits;
#[cfg(feature = "serde")]
mod serialize;

pub use algorithm::{Algorithm, UnknownAlgorithm};
pub use authenticate::Authentication;
pub use backend::{Backend, release_memory};
pub use context::{Context, ContextError, Need};
pub use cost::Cost;
pub use denial::Denial;
pub use dynamic::DynamicHash;
pub use error::{Field, HashError, Param, ParseError, PolicyError, VerifyError};
pub use expression::Expression;
pub use expression::error::{ExpressionError, Reason};
pub use format::argon2::Argon2Hash;
pub use format::argon2_parameters::{Argon2Cost, Argon2Variant, Argon2Version};
pub use format::bcrypt::{BcryptHash, BcryptVersion};
pub use format::md5::{Md5, Md5Hash};
#[doc(hidden)] // What `examples/formats.rs` writes the documents from.
pub use format::row::Family;
pub use format::salted_digest::{DigestAlgorithm, SaltedDigest};
pub use format::sha1::{Sha1, Sha1Hash};
pub use format::sha256::{Sha256, Sha256Hash};
pub use format::table::{Format, UnknownFormat};
pub use hash::LegacyHash;
pub use identify::{Identity, identify};
pub use limits::Limits;
pub use normalization::Normalization;
pub use policy::Policy;
pub use scheme::{HmacOutput, Pepper, Scheme};
pub use stored::{Label, Stored};
pub use text::Marker;
pub use upgrade::{NewHash, Upgrade, Withheld};

/// The release of RustCrypto's traits that [`Policy`] implements.
pub use password_hash;
