//! What is wrong with a record, in Logto's codes.

use std::fmt;

use legacy_hash::{HashError, Param, ParseError, PolicyError};

use crate::identifier::Kind;

/// Why a record was not taken. It carries nothing of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// It is not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// It is not JSON.
    #[error("not JSON")]
    NotJson,
    /// The file ends before the record does, or before the array does.
    #[error("the file breaks off")]
    Truncated,
    /// The file goes on after its array.
    #[error("the file goes on after the array")]
    AfterEnd,
    /// It is JSON, and no object.
    #[error("not a user, but another kind of JSON value")]
    NotAnObject,
    /// It is larger than 1 MiB.
    #[error("larger than 1 MiB")]
    TooLarge,
    /// Its values are nested more than 127 deep, which is as far as `serde_json` reads them back.
    #[error("nested more than 127 deep")]
    TooDeep,
    /// A field does not hold what Logto allows there.
    #[error("{0} is not what it has to be")]
    Field(&'static str),
    /// A field is longer than Logto's column of it, 128 characters.
    #[error("{0} is longer than 128 characters")]
    TooLong(&'static str),
    /// A field without a column whose name looks like that of a password, a hash, a salt or a digest,
    /// or whose text is a hash: see [`FieldNames`](crate::logto::FieldNames). It says the common name that
    /// the field has, or the part of its name that looks so.
    #[error("a field that looks like a secret ({0}), and is neither mapped nor allowed")]
    Secret(&'static str),
    /// A field that is there under its own name and under another, which is mapped to it.
    #[error("{0} is there twice, under its own name and under another")]
    Twice(&'static str),
    /// No identifier and no number of its own: imported again, it would be another user.
    #[error("neither id, username, e-mail address nor phone number")]
    NoIdentifier,
    /// A password beside a digest.
    #[error("a password beside a digest")]
    PasswordAndDigest,
    /// A digest in each spelling of the fields.
    #[error("a digest in each spelling of the fields")]
    TwoDigests,
    /// A digest without a method.
    #[error("a digest without a method")]
    AlgorithmRequired,
    /// The method `Legacy` without a digest.
    #[error("the method Legacy without a digest")]
    NoLegacyDigest,
    /// A digest of method `Legacy` that is no JSON array of an algorithm, its arguments with an `"@"`
    /// among them, and the hash.
    #[error("a digest that is not of Legacy's form")]
    LegacyFormat,
    /// A digest of method `Legacy` that names an algorithm that Logto does not compute.
    #[error("a Legacy algorithm that is not known")]
    LegacyAlgorithm,
    /// A digest that its method could not have made.
    #[error("{0}")]
    Digest(ParseError),
    /// A hash that costs more to verify than the limits allow.
    #[error("{param} of {actual} is over the limit of {limit}")]
    LimitExceeded {
        /// What is too large, and in which unit.
        param: Param,
        /// How much there is.
        actual: u64,
        /// How much the limits allow.
        limit: u64,
    },
    /// A password in plain text of which no hash is made.
    #[error("{0}")]
    Password(HashError),
    /// Something that the table cannot hold.
    #[error("something that the table cannot hold")]
    Unstorable,
    /// Another account, or an earlier record of the same file, has this identifier.
    #[error("its {} is in use", .0.name())]
    Taken(Kind),
}

impl RecordError {
    /// Logto's own code for it. What Logto would take is `guard.invalid_input` here, the code for a
    /// field that is not what it has to be.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotUtf8
            | Self::NotJson
            | Self::Truncated
            | Self::AfterEnd
            | Self::NotAnObject
            | Self::TooLarge
            | Self::TooDeep
            | Self::Field(_)
            | Self::Secret(_)
            | Self::Twice(_)
            | Self::NoIdentifier
            | Self::TwoDigests
            | Self::Digest(_)
            | Self::Unstorable
            | Self::LimitExceeded { .. } => "guard.invalid_input",
            Self::TooLong(_) => "entity.value_too_long",
            Self::PasswordAndDigest => "user.password_and_digest",
            Self::AlgorithmRequired => "user.password_algorithm_required",
            Self::NoLegacyDigest => "password.unsupported_encryption_method",
            Self::LegacyFormat => "password.invalid_legacy_password_format",
            Self::LegacyAlgorithm => "password.unsupported_legacy_hash_algorithm",
            Self::Password(_) => "password.rejected",
            Self::Taken(Kind::UserName) => "user.username_already_in_use",
            Self::Taken(Kind::Email) => "user.email_already_in_use",
            Self::Taken(Kind::Phone) => "user.phone_already_in_use",
        }
    }
}

/// A record that was not imported. `Display` is a line for the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Which record of the file, from 1.
    pub record: u64,
    /// The line of its first byte, from 1.
    pub line: u64,
    /// The place of its first byte in the file, from 0.
    pub offset: u64,
    /// What is wrong with it.
    pub error: RecordError,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            record,
            line,
            error,
            ..
        } = self;
        write!(
            f,
            "line {line}, record {record}: {error} ({})",
            error.code()
        )
    }
}

/// Why nothing can be imported under a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The policy could not read what is imported: see [`schemes`](crate::logto::schemes).
    #[error("the policy has no scheme for {0}")]
    NoScheme(&'static str),
    /// A name was mapped to a field or a method that Logto has not.
    #[error("there is no such field or method of Logto's")]
    UnknownField,
    /// A name was mapped that is mapped already, or that is one of Logto's own.
    #[error("the name of a field means something already")]
    NameTaken,
    /// Nothing is within the limits.
    #[error("the limits: {0}")]
    Limits(#[from] PolicyError),
}
