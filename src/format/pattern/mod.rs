//! How a stored text is built: constant marks and fields. The compiler reads the patterns of the table
//! (a wrong one does not compile); at run time a text is cut by one, and printed by it again.
//!
//! ```text
//! {SSHA|SSHA.B64}<digest+salt:base64>     a tag in one of its spellings, in either case
//! $P$<n:log2><salt:text 8><digest:crypt64>
//! bcrypt_sha256$<hash:$2>                 the rest is another hash's text
//! ```
//!
//! A field is `<role>`, `<role:coding>` or `<role:coding length>`, where the length is `8`, `4-16` or
//! `1-`, in bytes: of the salt where digest and salt are one field. A number's length is its range, and for
//! `log2` that of the logarithm. The digest's length is the computation's, unless the pattern gives another
//! (in characters of six bits), or, where the computation takes it from the text, a range (in bytes): from
//! 16 on a power of two, unless `<length>` in front of it says it.

pub(crate) mod cut;
pub(crate) mod parse;
pub(crate) mod print;

use crate::error::Field;
use crate::expression::numbers::Variable;
use crate::format::coding::Coding;

/// Constants and fields of one pattern.
const MAX_PARTS: usize = 13;
/// The longest salt that a pattern without a range takes, in bytes.
const MAX_SALT: u16 = 1024;

/// A pattern, read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pattern {
    source: &'static str,
    parts: [Part; MAX_PARTS],
}

#[derive(Clone, Copy, Debug)]
enum Part {
    /// Behind the last part.
    End,
    /// A tag in braces, read in either case: its spellings between `|`.
    Tag(&'static str),
    /// The beginning of braces that have a field in them, read in either case.
    Opening(&'static str),
    Constant(&'static str),
    Field(Shape),
}

#[derive(Clone, Copy, Debug)]
struct Shape {
    role: Role,
    coding: Coding,
    length: Option<Length>,
}

#[derive(Clone, Copy, Debug)]
struct Length {
    min: u16,
    max: u16,
}

impl Length {
    const fn holds(self, len: usize) -> bool {
        self.min as usize <= len && len <= self.max as usize
    }

    const fn exactly(self) -> Option<usize> {
        if self.min == self.max {
            Some(self.min as usize)
        } else {
            None
        }
    }
}

/// What a field is of the hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Digest,
    Salt,
    Salt2,
    DigestThenSalt,
    SaltThenDigest,
    /// `$n`.
    Count,
    /// The text holds one more than `$n`: it counts what is hashed before the steps.
    CountPlusOne,
    /// `$r`.
    BlockSize,
    /// `$lanes`.
    Lanes,
    /// `$t`.
    Time,
    /// `$flags`.
    Flags,
    /// `$length`: how many bytes the digest has, which follows.
    Length,
    /// Another hash's text, nested once.
    Hash,
    /// How the password and the salt are put together.
    Template,
}

impl Role {
    const fn field(self) -> Field {
        match self {
            Self::Salt | Self::Salt2 => Field::Salt,
            Self::Count | Self::CountPlusOne => Field::Iterations,
            Self::BlockSize | Self::Time | Self::Flags | Self::Length => Field::Parameters,
            Self::Lanes => Field::Lanes,
            Self::Hash => Field::Structure,
            Self::Template => Field::Parameters,
            Self::Digest | Self::DigestThenSalt | Self::SaltThenDigest => Field::Digest,
        }
    }

    /// The variable whose number it is.
    const fn variable(self) -> Option<Variable> {
        Some(match self {
            Self::Count | Self::CountPlusOne => Variable::Count,
            Self::BlockSize => Variable::BlockSize,
            Self::Lanes => Variable::Lanes,
            Self::Time => Variable::Time,
            Self::Flags => Variable::Flags,
            Self::Length => Variable::Length,
            _ => return None,
        })
    }

    const fn has_salt(self) -> bool {
        matches!(
            self,
            Self::Salt | Self::DigestThenSalt | Self::SaltThenDigest
        )
    }

    const fn has_digest(self) -> bool {
        matches!(
            self,
            Self::Digest | Self::DigestThenSalt | Self::SaltThenDigest
        )
    }
}

/// Whether a constant begins with a character that is in no hexadecimal and no base64.
const fn divides(constant: &str) -> bool {
    matches!(constant.as_bytes(), [b':' | b'$' | b',' | b'|', ..])
}

impl Pattern {
    /// As it was read.
    pub(crate) const fn source(&self) -> &'static str {
        self.source
    }

    /// What the text begins with: the spellings of the tag (without braces), and the constant behind it
    /// or instead of it. Empty where there is none.
    ///
    /// Where another hash follows a mark without a tag, its beginning is part of the mark.
    pub(crate) const fn mark(&self) -> (&'static str, [&'static str; 2]) {
        let (tag, rest) = match self.parts.as_slice() {
            [Part::Tag(tag), rest @ ..] => (*tag, rest),
            all => ("", all),
        };
        let (constant, rest) = match rest {
            [
                Part::Constant(constant) | Part::Opening(constant),
                rest @ ..,
            ] => (*constant, rest),
            rest => ("", rest),
        };
        let nested = match rest {
            [Part::Field(shape), ..] if tag.is_empty() => match shape.coding {
                Coding::Beginning(beginning) => beginning,
                _ => "",
            },
            _ => "",
        };
        (tag, [constant, nested])
    }

    /// Whether the text holds the salt.
    pub(crate) const fn has_salt(&self) -> bool {
        self.has(Role::Salt) || self.has(Role::DigestThenSalt) || self.has(Role::SaltThenDigest)
    }

    /// Whether the text holds the second salt.
    pub(crate) const fn has_salt2(&self) -> bool {
        self.has(Role::Salt2)
    }

    /// Whether the text ends in another hash's text.
    pub(crate) const fn has_hash(&self) -> bool {
        self.has(Role::Hash)
    }

    const fn has(&self, role: Role) -> bool {
        let mut parts: &[Part] = &self.parts;
        while let [part, rest @ ..] = parts {
            if let Part::Field(shape) = part
                && shape.role as u8 == role as u8
            {
                return true;
            }
            parts = rest;
        }
        false
    }

    /// Whether all behind the mark is one field in hexadecimal or base64.
    pub(crate) const fn is_undivided(&self) -> bool {
        let [Part::Field(shape), Part::End, ..] = self.behind_mark() else {
            return false;
        };
        matches!(
            shape.coding,
            Coding::Hex
                | Coding::UpperHex
                | Coding::Base64
                | Coding::Base64Url
                | Coding::Base64Unpadded
        )
    }

    /// Whether a constant behind the first field begins with what neither hexadecimal nor base64 has.
    pub(crate) const fn is_divided(&self) -> bool {
        let mut parts = self.behind_mark();
        while let [part, rest @ ..] = parts {
            if let Part::Constant(constant) = part
                && divides(constant)
            {
                return true;
            }
            parts = rest;
        }
        false
    }

    /// The parts behind the mark.
    const fn behind_mark(&self) -> &[Part] {
        let mut parts: &[Part] = &self.parts;
        while let [
            Part::Tag(_) | Part::Opening(_) | Part::Constant(_),
            rest @ ..,
        ] = parts
        {
            parts = rest;
        }
        parts
    }

    /// How many characters the first field may have, padded or not: a digest, or a digest and a salt, in
    /// hexadecimal or base64. Only where it is all that follows the mark, or `has_alphabet` says that the
    /// texts' characters are looked at and what follows it is none of them.
    pub(crate) const fn first_characters(
        &self,
        digest: Option<usize>,
        has_alphabet: bool,
    ) -> Option<[usize; 2]> {
        let [Part::Field(shape), next, ..] = self.behind_mark() else {
            return None;
        };
        let is_told = match next {
            Part::End => true,
            Part::Constant(constant) => has_alphabet && divides(constant),
            Part::Tag(_) | Part::Opening(_) | Part::Field(_) => false,
        };
        let (Some(digest), true) = (digest, is_told) else {
            return None;
        };
        let salt = match (shape.role, shape.length) {
            (Role::Digest, None) => 0,
            (Role::DigestThenSalt | Role::SaltThenDigest, Some(length)) => match length.exactly() {
                Some(salt) => salt,
                None => return None,
            },
            _ => return None,
        };
        let bytes = digest.wrapping_add(salt);
        match shape.coding {
            Coding::Hex | Coding::UpperHex => Some([bytes.wrapping_mul(2); 2]),
            Coding::Base64 | Coding::Base64Url | Coding::Base64Unpadded => Some([
                bytes.wrapping_mul(4).div_ceil(3),
                bytes.div_ceil(3).wrapping_mul(4),
            ]),
            _ => None,
        }
    }

    /// The digest's length in bits, where the pattern gives one in characters of six bits.
    pub(crate) const fn digest_bits(&self) -> Option<usize> {
        let mut parts: &[Part] = &self.parts;
        while let [part, rest @ ..] = parts {
            if let Part::Field(shape) = part
                && matches!(shape.role, Role::Digest)
                && matches!(shape.coding, Coding::Crypt64)
                && let Some(length) = shape.length
                && let Some(length) = length.exactly()
            {
                return Some(length.wrapping_mul(6));
            }
            parts = rest;
        }
        None
    }
}

impl Shape {
    /// The characters that a field of known length has; `digest` is the digest's length in bytes.
    fn characters(&self, digest: Option<usize>) -> Option<usize> {
        let length = self.length.and_then(Length::exactly);
        let bytes = match self.role {
            Role::Digest => digest,
            Role::DigestThenSalt | Role::SaltThenDigest => digest?.checked_add(length?),
            _ => length,
        };
        match self.coding {
            Coding::Text => length,
            Coding::Log2 => Some(1),
            Coding::Hex | Coding::UpperHex => bytes?.checked_mul(2),
            // A digest's length of its own is in characters.
            Coding::Crypt64 if self.is_cut() => length,
            Coding::Crypt64 | Coding::Crypt64Be | Coding::Bcrypt64 => {
                Some(bytes?.checked_mul(8)?.div_ceil(6))
            }
            _ => None,
        }
    }

    /// Whether it is the beginning of a digest, as long as the pattern says.
    fn is_cut(&self) -> bool {
        let length = self.length.and_then(Length::exactly);
        self.role == Role::Digest && self.coding == Coding::Crypt64 && length.is_some()
    }
}
