//! The names of functions, read and written.

use core::fmt;

use crate::expression::error::Reason;
use crate::expression::numbers::{Number, Variable};
use crate::expression::program::{Flavour, Kind, Stored};
use crate::function::DigestFunction;
use crate::function::derivation::Derivation;

/// The function of this name.
pub(crate) const fn function(name: &[u8]) -> Result<Kind, Reason> {
    if let Some(kind) = Kind::named(name) {
        return Ok(kind);
    }
    let (name, flavour) = match name {
        [name @ .., b'_', b'r', b'a', b'w'] => (name, Flavour::Raw),
        [name @ .., b'_', b'6', b'4'] => (name, Flavour::Base64),
        [name @ .., b'_', b'6', b'4', b'e'] => (name, Flavour::Base64Padded),
        [name @ .., b'_', b'6', b'4', b'c'] => (name, Flavour::Crypt64),
        _ => (name, Flavour::Hex),
    };
    let (is_hmac, is_upper, name) = match name {
        [b'h', b'm', b'a', b'c', b'_', name @ ..] => (true, false, name),
        [b'H', b'M', b'A', b'C', b'_', name @ ..] => (true, true, name),
        [b'A'..=b'Z', ..] => (false, true, name),
        _ => (false, false, name),
    };
    let function = digest(name, is_upper);
    let derivation = derivation(name, is_upper);
    let flavour = match (is_upper, flavour) {
        (false, flavour) => flavour,
        (true, Flavour::Hex) => Flavour::UpperHex,
        (true, _) => return Err(Reason::UpperCaseFlavour),
    };
    match (function, derivation) {
        (Some(function), _) if is_hmac => Ok(Kind::Hmac(function, flavour)),
        (Some(function), _) => Ok(Kind::Digest(function, flavour)),
        (None, Some(derivation)) if !is_hmac => Ok(Kind::Derivation(derivation, flavour)),
        (None, _) => Err(Reason::UnknownFunction),
    }
}

/// The function of a password and a salt that has this name, in upper or in lower case.
const fn derivation(name: &[u8], is_upper: bool) -> Option<Derivation> {
    let mut all = Derivation::ALL;
    while let [function, rest @ ..] = all {
        all = rest;
        let own = function.name().as_bytes();
        if let Derivation::Pbkdf2(_) = function {
            if let Some((beginning, name)) = name.split_at_checked(own.len())
                && is_same(beginning, own, is_upper)
                && let Some(function) = digest(name, is_upper)
            {
                return Some(Derivation::Pbkdf2(function));
            }
        } else if is_same(name, own, is_upper) {
            return Some(*function);
        }
    }
    None
}

/// The digest of this name, in upper or in lower case.
const fn digest(name: &[u8], is_upper: bool) -> Option<DigestFunction> {
    let mut all = DigestFunction::ALL;
    while let [function, rest @ ..] = all {
        if is_same(name, function.name().as_bytes(), is_upper) {
            return Some(*function);
        }
        all = rest;
    }
    None
}

/// Whether a name is another one that is in lower case.
const fn is_same(mut name: &[u8], mut lower: &[u8], is_upper: bool) -> bool {
    while let ([a, name_rest @ ..], [b, lower_rest @ ..]) = (name, lower) {
        let b = if is_upper { b.to_ascii_uppercase() } else { *b };
        if *a != b {
            return false;
        }
        (name, lower) = (name_rest, lower_rest);
    }
    name.is_empty() && lower.is_empty()
}

impl Kind {
    /// The name of a function that has no flavours.
    pub(crate) const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Lower => "lc",
            Self::Upper => "uc",
            Self::Trim => "trim",
            Self::Utf16 => "utf16",
            Self::Latin1 => "latin1",
            Self::Nfkc => "nfkc",
            Self::Saslprep => "saslprep",
            Self::SaslprepOrRaw => "saslprep_or_raw",
            Self::Unhex => "unhex",
            Self::Unbase64 => "unbase64",
            Self::Cut0 => "cut0",
            Self::Cut(..) => "cut",
            Self::Iterate(_) => "iterate",
            Self::Stored(function) => function.name(),
            _ => return None,
        })
    }

    /// What has this name, with its numbers yet to be read.
    const fn named(name: &[u8]) -> Option<Self> {
        let mut all: &[Self] = &[
            Self::Lower,
            Self::Upper,
            Self::Trim,
            Self::Utf16,
            Self::Latin1,
            Self::Nfkc,
            Self::Saslprep,
            Self::SaslprepOrRaw,
            Self::Unhex,
            Self::Unbase64,
            Self::Cut0,
            Self::Cut(0, 0),
            Self::Iterate(Number::Stored(Variable::Count)),
            Self::Stored(Stored::Bcrypt),
            Self::Stored(Stored::Argon2),
            Self::Stored(Stored::Pbkdf2),
        ];
        while let [kind, rest @ ..] = all {
            if let Some(own) = kind.name()
                && is_same(name, own.as_bytes(), false)
            {
                return Some(*kind);
            }
            all = rest;
        }
        None
    }
}

/// Writes the name of a function.
pub(crate) fn display_name(kind: Kind, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (prefix, name, flavour) = match kind {
        Kind::Digest(function, flavour) => ("", function.name(), flavour),
        Kind::Hmac(function, flavour) => ("hmac_", function.name(), flavour),
        Kind::Derivation(function @ Derivation::Pbkdf2(digest), flavour) => {
            (function.name(), digest.name(), flavour)
        }
        Kind::Derivation(function, flavour) => ("", function.name(), flavour),
        _ => return f.write_str(kind.name().unwrap_or_default()),
    };
    if flavour == Flavour::UpperHex {
        let name = prefix.bytes().chain(name.bytes());
        let mut name = name.map(|byte| char::from(byte.to_ascii_uppercase()));
        return name.try_for_each(|letter| fmt::Write::write_char(f, letter));
    }
    write!(f, "{prefix}{name}{}", flavour.suffix())
}
