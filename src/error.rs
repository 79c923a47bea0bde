//! What can go wrong. Every error is small, `Copy`, and carries none of its input: a password
//! column may hold a plaintext, and errors end in logs.

use core::fmt;

use crate::algorithm::Algorithm;
use crate::context::ContextError;

/// Why a stored text is not a hash that can be verified.
///
/// None of these means "wrong password", and none of them is ever a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// The text has the shape of no known format.
    #[error("not a password hash in any known format")]
    Unrecognized,
    /// A bare digest, which does not say what made it or whether a salt in another column went in.
    ///
    /// Declare it with [`LegacyHash::parse_as`](crate::LegacyHash::parse_as), or build it with its
    /// salt ([`SaltedDigest::from_parts`](crate::SaltedDigest::from_parts)).
    #[error("a bare digest does not say which algorithm made it, or with which salt")]
    Ambiguous {
        /// The algorithms that have digests of this length, of those that this crate verifies.
        candidates: &'static [Algorithm],
    },
    /// A marker that stands where a hash would, such as `*`, `!` or nothing: the account has no
    /// password to sign in with. This is a state of the account and not a fault.
    #[error("a marker for an account without a usable password")]
    Disabled,
    /// The text belongs to `algorithm`, and `field` breaks its grammar.
    #[error("malformed {algorithm} hash: {field}")]
    Malformed {
        /// Whose grammar.
        algorithm: Algorithm,
        /// The first field that is wrong.
        field: Field,
    },
    /// The text is longer than [`Limits::encoded_bytes`](crate::Limits::encoded_bytes).
    #[error("the text is longer than the limit")]
    TooLong,
    /// A hash with blanks or line breaks behind it, as a `CHAR(n)` column and a file of lines add
    /// them. Trim it, or have it trimmed
    /// ([`Scheme::with_padding_trimmed`](crate::Scheme::with_padding_trimmed),
    /// [`Policy::with_padding_trimmed`](crate::Policy::with_padding_trimmed)).
    #[error("a password hash with blanks or line breaks behind it")]
    Padded,
    /// The text is sound as far as it was read, but names something that is not computed here.
    #[error("unsupported {algorithm} hash: {variant}")]
    Unsupported {
        /// Whose grammar.
        algorithm: Algorithm,
        /// What is not supported.
        variant: &'static str,
    },
    /// The text is of a known kind, and its function is none that this version computes, or what reads it is
    /// compiled out. (Where only the function is, the text is read, and verifying it is
    /// [`VerifyError::Unsupported`].)
    #[error("{function} is not computed here")]
    UnsupportedFunction {
        /// The function, by the name that it is known by: `sha512-crypt`, for instance; and the feature that
        /// has it, if there is one.
        function: &'static str,
    },
}

/// A part of a stored hash, as [`ParseError::Malformed`] names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Field {
    /// The mark that the text must begin with, or the separators between its fields.
    Structure,
    /// The algorithm's variant or version.
    Version,
    /// bcrypt's cost, the base-2 logarithm of its rounds.
    Cost,
    /// A parameter that is missing, repeated, unknown or no plain decimal number.
    Parameters,
    /// Argon2's memory, in KiB.
    Memory,
    /// Argon2's iterations.
    Iterations,
    /// Argon2's lanes.
    Lanes,
    /// Argon2's key identifier.
    KeyId,
    /// Argon2's associated data.
    Data,
    /// The salt.
    Salt,
    /// The digest (Argon2's tag).
    Digest,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Structure => "structure",
            Self::Version => "version",
            Self::Cost => "cost",
            Self::Parameters => "parameters",
            Self::Memory => "memory",
            Self::Iterations => "iterations",
            Self::Lanes => "lanes",
            Self::KeyId => "key identifier",
            Self::Data => "associated data",
            Self::Salt => "salt",
            Self::Digest => "digest",
        })
    }
}

/// Why a password was not accepted.
///
/// Only [`PasswordInvalid`](Self::PasswordInvalid) is about the password. A client gets the same
/// answer for all of them; the others are for the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The password is not the one that was hashed.
    #[error("wrong password")]
    PasswordInvalid,
    /// The work was refused before it began. Over a limit is refused, never clamped.
    #[error("{algorithm}: {param} of {actual} is over the limit of {limit}")]
    LimitExceeded {
        /// The stored hash's algorithm.
        algorithm: Algorithm,
        /// What was too large, and in which unit.
        param: Param,
        /// How much there was.
        actual: u64,
        /// How much the [`Limits`](crate::Limits) allow.
        limit: u64,
    },
    /// The hash names a secret ([`Argon2Hash::key_id`](crate::Argon2Hash::key_id)) that was not
    /// given to the [`Policy`](crate::Policy).
    #[error("{algorithm}: the hash was made with a secret that is not known here")]
    UnknownKey {
        /// The stored hash's algorithm.
        algorithm: Algorithm,
    },
    /// What stands in other columns does not do: it is missing, or cannot be decoded.
    #[error("{algorithm}: {error}")]
    Context {
        /// The stored hash's algorithm.
        algorithm: Algorithm,
        /// What is wrong.
        error: ContextError,
    },
    /// A value on the way to the hash would be longer than 64 KiB, or would take more steps than are
    /// taken.
    #[error("{algorithm}: a value on the way would be too long")]
    ValueTooLong {
        /// The stored hash's algorithm.
        algorithm: Algorithm,
    },
    /// The function that computes the hash is not compiled in: the feature `all-formats` has all.
    #[error("{algorithm}: {function} is not compiled in")]
    Unsupported {
        /// The stored hash's algorithm.
        algorithm: Algorithm,
        /// The function, as the language of [`Expression`](crate::Expression) names it.
        function: &'static str,
    },
    /// A function on the way is not defined for its numbers, as scrypt for an N that is no power of two. Of
    /// an [`Expression`](crate::Expression) alone: such a text is malformed.
    #[error("{algorithm}: {function} is not defined for its numbers")]
    Undefined {
        /// The stored hash's algorithm.
        algorithm: Algorithm,
        /// The function, as the language of [`Expression`](crate::Expression) names it.
        function: &'static str,
    },
    /// Fewer than 8 bytes of the password reach the hash, as behind a long pepper in front of bcrypt:
    /// nearly every password would open the account. Said after the full work, right or wrong.
    #[error("{algorithm}: the hash reads fewer than 8 bytes of the password")]
    PasswordHidden {
        /// The stored hash's algorithm.
        algorithm: Algorithm,
    },
    /// The computation could not run: the memory could not be allocated.
    #[error("{algorithm}: the hash could not be computed")]
    Internal {
        /// The stored hash's algorithm.
        algorithm: Algorithm,
    },
}

/// A quantity that [`Limits`](crate::Limits) bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Param {
    /// The password's length, in bytes.
    Password,
    /// The length of the stored text, in bytes.
    Encoded,
    /// The length of all salts together, in bytes.
    Salt,
    /// The memory, in KiB.
    Memory,
    /// The work, as the KiB that Argon2 would fill in the same time.
    Work,
    /// Argon2's lanes.
    Lanes,
    /// The work that expected hashes add to every sign-in, in KiB.
    SignInWork,
}

impl Param {
    /// The name that [`Display`](fmt::Display) writes, with its unit.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password length in bytes",
            Self::Encoded => "text length in bytes",
            Self::Salt => "salt length in bytes",
            Self::Memory => "memory in KiB",
            Self::Work => "work in KiB",
            Self::Lanes => "lanes",
            Self::SignInWork => "expected work in KiB",
        }
    }
}

impl fmt::Display for Param {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Why no new hash was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HashError {
    /// The password is empty. Nothing should be stored that an empty field signs in with.
    #[error("the password is empty")]
    PasswordEmpty,
    /// The password is longer than [`Limits::password_bytes`](crate::Limits::password_bytes).
    #[error("the password is {actual} bytes long, over the limit of {limit}")]
    PasswordTooLong {
        /// The password's length, in bytes.
        actual: u64,
        /// The limit, in bytes.
        limit: u64,
    },
    /// The password is no UTF-8, and the policy normalises.
    #[error("the password is not UTF-8")]
    PasswordNotUtf8,
    /// A caller's own salt has a length that Argon2 or a PHC string cannot take.
    #[error("the salt has the wrong length")]
    SaltLength,
    /// The operating system gave no random bytes for the salt.
    #[error("no random bytes for the salt")]
    Random,
    /// The allocator refused the memory that the policy's cost asks for.
    #[error("no memory to hash with")]
    OutOfMemory,
    /// Argon2 refused what this crate had checked: a defect here.
    #[error("the hash could not be computed")]
    Internal,
}

/// Why a [`Policy`](crate::Policy) cannot be as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The cost is below all that OWASP recommends:
    /// [`with_weak_cost`](crate::Policy::with_weak_cost) takes it.
    #[error("the cost is below OWASP's recommendations")]
    WeakCost,
    /// Argon2 has no such cost.
    #[error("not a cost that Argon2 has: {field}")]
    InvalidCost {
        /// The parameter that is out of Argon2's range.
        field: Field,
    },
    /// The policy's own hashes would be refused by its own limits.
    #[error("the policy's {param} of {actual} is over its own limit of {limit}")]
    AboveLimits {
        /// What is too large, and in which unit.
        param: Param,
        /// How much the policy asks for.
        actual: u64,
        /// How much its [`Limits`](crate::Limits) allow.
        limit: u64,
    },
    /// The policy's own hashes would be over its ceiling, and be made anew at every sign-in.
    #[error("the cost ceiling is below the policy's own cost")]
    CeilingBelowCost,
    /// A key identifier has 1 to 8 bytes.
    #[error("a key identifier has 1 to 8 bytes")]
    KeyIdLength,
    /// Two secrets were given one key identifier.
    #[error("the key identifier already names another secret")]
    KeyIdTaken,
    /// Two schemes have one label, or a scheme has the policy's own.
    #[error("the label already names another scheme")]
    LabelTaken,
    /// bcrypt reads 72 bytes, and the pepper in front of the password leaves fewer than 8 of them for
    /// it: nearly every password would open every account.
    #[error("the pepper leaves bcrypt fewer than 8 bytes of the password")]
    PepperHidesPassword,
    /// A scheme was given two peppers, and has one.
    #[error("a scheme has two peppers")]
    PepperTwice,
    /// A scheme of another algorithm was given a secret for Argon2's own input.
    #[error("a secret for Argon2 in a scheme of another algorithm")]
    PepperNotArgon2,
    /// An input is something else than a few digests of a password: it is a hash itself, has to be told a
    /// count, would be too much work to be lost in the noise, or has a function that is not compiled in.
    #[error("not an input of a hash: it is one, or too dear, or not compiled in")]
    NotAnInput,
    /// An input has fewer than 8 bytes of a password: nearly every password would open every account.
    #[error("an input has fewer than 8 bytes of the password")]
    PasswordHidden,
    /// Texts of this algorithm always bear a mark, and so are never bare.
    #[error("{0} texts are never bare")]
    NeverBare(Algorithm),
    /// A scheme normalises passwords and the policy does not, or less: whoever types the same
    /// password in another form would be locked out once the hash has moved.
    #[error("a scheme normalises passwords further than the policy does")]
    NormalizationLost,
    /// An expected hash names a secret that the policy does not know.
    #[error("an expected hash was made with a secret that is not known here")]
    UnknownKey,
    /// An expected hash lacks what stands in other columns, and could not be computed.
    #[error("an expected hash: {0}")]
    Context(ContextError),
    /// Nothing that OWASP recommends takes so little time and memory.
    #[error("no recommended cost takes so little time and memory")]
    TargetTooShort,
    /// An empty secret protects nothing.
    #[error("the secret is empty")]
    SecretEmpty,
    /// A named secret for new hashes has at least 16 bytes: a shorter one can be guessed by whoever
    /// has the table.
    #[error("the secret is shorter than 16 bytes")]
    SecretTooShort,
}
