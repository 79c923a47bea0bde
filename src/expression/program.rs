//! A parsed expression: its terms in the order in which they are written, each with the place where
//! what belongs to it ends.

use crate::algorithm::Algorithm;
use crate::expression::numbers::Number;
use crate::function::DigestFunction;
use crate::function::derivation::Derivation;

/// The longest expression, in bytes.
pub(crate) const MAX_SOURCE: usize = 1024;
/// The most terms of an expression.
pub(crate) const MAX_NODES: usize = 64;
/// How deep functions may be nested.
pub(crate) const MAX_DEPTH: u8 = 16;
/// How deep `iterate` may be nested in `iterate`.
pub(crate) const MAX_ITERATES: u8 = 3;

/// How the bytes of a digest are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Flavour {
    /// Lower-case hexadecimal: the name alone.
    Hex,
    /// Upper-case hexadecimal: the name in upper case.
    UpperHex,
    /// As they are: `_raw`.
    Raw,
    /// Base64 without padding: `_64`.
    Base64,
    /// Base64 with padding: `_64e`.
    Base64Padded,
    /// Base64 over `./0-9A-Za-z` without padding, in MIME's order of the bits: `_64c`.
    Crypt64,
}

impl Flavour {
    /// How many characters are written for so many bytes.
    #[inline]
    pub(crate) const fn len(self, bytes: usize) -> usize {
        match self {
            Self::Raw => bytes,
            Self::Hex | Self::UpperHex => bytes.saturating_mul(2),
            Self::Base64 | Self::Crypt64 => bytes.saturating_mul(4).div_ceil(3),
            Self::Base64Padded => bytes.div_ceil(3).saturating_mul(4),
        }
    }

    /// How many bits a character stands for.
    pub(crate) const fn bits(self) -> u32 {
        match self {
            Self::Raw => 8,
            Self::Hex | Self::UpperHex => 4,
            Self::Base64 | Self::Base64Padded | Self::Crypt64 => 6,
        }
    }

    /// What the name of a digest in this flavour ends in.
    pub(crate) const fn suffix(self) -> &'static str {
        match self {
            Self::Hex | Self::UpperHex => "",
            Self::Raw => "_raw",
            Self::Base64 => "_64",
            Self::Base64Padded => "_64e",
            Self::Crypt64 => "_64c",
        }
    }
}

/// A value or a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Password,
    Salt,
    Salt2,
    User,
    Constant(u8),
    /// `$_`, in the step of `iterate`: the value so far.
    Value,
    /// The bytes of the source between the quotes, from one place to the other.
    Literal(u16, u16),
    Digest(DigestFunction, Flavour),
    /// Of a key and, as the last argument, what is authenticated.
    Hmac(DigestFunction, Flavour),
    /// Of one value or two, and numbers behind them.
    Derivation(Derivation, Flavour),
    /// One of those numbers.
    Number(Number),
    Lower,
    Upper,
    Trim,
    Utf16,
    Latin1,
    Nfkc,
    Saslprep,
    SaslprepOrRaw,
    Unhex,
    Unbase64,
    Cut0,
    Cut(u16, u16),
    /// Of the first value and, as the last argument, the step.
    Iterate(Number),
    Stored(Stored),
}

/// A function that takes its salt and its numbers from a text of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Stored {
    Bcrypt,
    Argon2,
    /// Over any digest.
    Pbkdf2,
    Of(Derivation),
}

impl Stored {
    /// What a function is of one value alone.
    pub(crate) const fn of(function: Derivation) -> Option<Self> {
        match function {
            Derivation::Scrypt
            | Derivation::Md5Crypt
            | Derivation::Apr1Crypt
            | Derivation::Sha1Crypt
            | Derivation::Sha256Crypt
            | Derivation::Sha512Crypt
            | Derivation::SunMd5
            | Derivation::Yescrypt
            | Derivation::DesCrypt
            | Derivation::BsdiCrypt
            | Derivation::BigCrypt
            | Derivation::Crypt16 => Some(Self::Of(function)),
            _ => None,
        }
    }

    /// The name in expressions.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Bcrypt => "bcrypt",
            Self::Argon2 => "argon2",
            Self::Pbkdf2 => "pbkdf2",
            Self::Of(function) => function.name(),
        }
    }

    pub(crate) const fn algorithm(self) -> Algorithm {
        match self {
            Self::Bcrypt => Algorithm::Bcrypt,
            Self::Argon2 => Algorithm::Argon2,
            Self::Pbkdf2 => Algorithm::Pbkdf2,
            Self::Of(function) => match function.algorithm() {
                Some(algorithm) => algorithm,
                None => Algorithm::Plaintext,
            },
        }
    }
}

/// A term. What is written in its brackets follows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    /// Where its last value begins.
    pub(crate) last: u8,
    /// Where it ends, and the next term begins.
    pub(crate) end: u8,
}

impl Kind {
    /// How many numbers stand behind its values.
    #[inline]
    const fn numbers(self) -> u8 {
        match self {
            Self::Derivation(function, _) => function.numbers(),
            _ => 0,
        }
    }
}

impl Node {
    pub(crate) const NONE: Self = Self {
        kind: Kind::Password,
        last: 0,
        end: 0,
    };
}

/// Terms one after the other, to be joined: those from one place to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) start: u8,
    pub(crate) end: u8,
}

/// What was read, wherever it is kept.
#[derive(Clone, Copy)]
pub(crate) struct Program<'a> {
    pub(crate) source: &'a [u8],
    pub(crate) nodes: &'a [Node],
    /// How deep functions are nested.
    pub(crate) depth: u8,
}

impl<'a> Program<'a> {
    #[inline]
    pub(crate) const fn all(self) -> Range {
        Range {
            start: 0,
            // No more than `MAX_NODES`.
            end: self.nodes.len() as u8,
        }
    }

    /// The first term of a range, where it stands, and those behind it.
    #[inline]
    pub(crate) const fn split(self, range: Range) -> Option<(Node, u8, Range)> {
        if range.start >= range.end {
            return None;
        }
        match self.nodes.split_at_checked(range.start as usize) {
            // An end that is not behind its beginning would never be reached.
            Some((_, [node, ..])) if node.end > range.start => Some((
                *node,
                range.start,
                Range {
                    start: node.end,
                    end: range.end,
                },
            )),
            _ => None,
        }
    }

    /// The terms of a range.
    pub(crate) fn terms(self, mut range: Range) -> impl Iterator<Item = (Node, u8)> {
        core::iter::from_fn(move || {
            let (node, place, rest) = self.split(range)?;
            range = rest;
            Some((node, place))
        })
    }

    /// The term of a range that has one.
    #[inline]
    pub(crate) const fn only(self, range: Range) -> Option<(Node, u8)> {
        match self.split(range) {
            Some((node, place, rest)) if rest.start >= rest.end => Some((node, place)),
            _ => None,
        }
    }

    /// Whether the value of a range depends on the password; `value` says whether `$_` does.
    pub(crate) const fn is_of_password(self, range: Range, value: bool) -> bool {
        let mut rest = range;
        while let Some((node, place, behind)) = self.split(rest) {
            rest = behind;
            let depends = match node.kind {
                Kind::Password => true,
                Kind::Value => value,
                Kind::Iterate(count) => {
                    let first = self.is_of_password(first(node, place), value);
                    match count {
                        Number::Literal(0) => first,
                        Number::Literal(_) => self.is_of_password(last(node), first),
                        // It may be 0.
                        Number::Stored(_) => first && self.is_of_password(last(node), first),
                    }
                }
                _ => self.is_of_password(inside(node, place), value),
            };
            if depends {
                return true;
            }
        }
        false
    }

    /// The bytes between a literal's quotes.
    pub(crate) fn literal(self, start: u16, end: u16) -> &'a [u8] {
        let bytes = self.source.get(usize::from(start)..usize::from(end));
        bytes.unwrap_or_default()
    }
}

/// All values that a term takes.
#[inline]
pub(crate) const fn inside(node: Node, place: u8) -> Range {
    Range {
        start: place.saturating_add(1),
        end: values_end(node),
    }
}

/// Where the values of a term end, and its numbers begin.
#[inline]
const fn values_end(node: Node) -> u8 {
    node.end.saturating_sub(node.kind.numbers())
}

/// The numbers that a term takes behind its values.
#[inline]
pub(crate) const fn numbers(node: Node) -> Range {
    Range {
        start: values_end(node),
        end: node.end,
    }
}

/// The first of two values of a term.
#[inline]
pub(crate) const fn first(node: Node, place: u8) -> Range {
    Range {
        start: place.saturating_add(1),
        end: node.last,
    }
}

/// The last value of a term that takes two.
#[inline]
pub(crate) const fn last(node: Node) -> Range {
    Range {
        start: node.last,
        end: values_end(node),
    }
}

/// The bytes that a literal stands for, in pieces: runs without a backslash as they are, and escapes.
pub(crate) fn pieces(mut text: &[u8]) -> impl Iterator<Item = Piece<'_>> {
    core::iter::from_fn(move || match text {
        [] => None,
        [b'\\', b'x', high, low, rest @ ..] => {
            text = rest;
            let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or_default();
            let byte = (digit(*high) << 4) | digit(*low);
            Some(Piece::Byte(byte as u8))
        }
        [b'\\', escaped, rest @ ..] => {
            text = rest;
            Some(Piece::Byte(match escaped {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'0' => 0,
                other => *other,
            }))
        }
        _ => {
            let is_escape = |&byte: &u8| byte == b'\\';
            let run = text.iter().position(is_escape).unwrap_or(text.len());
            // A backslash at the end stands for itself; the parser lets none in.
            let (run, rest) = text.split_at_checked(run.max(1))?;
            text = rest;
            Some(Piece::Run(run))
        }
    })
}

/// See [`pieces`].
pub(crate) enum Piece<'a> {
    Run(&'a [u8]),
    Byte(u8),
}

/// The bytes that a literal stands for.
pub(crate) fn bytes(text: &[u8]) -> impl Iterator<Item = u8> + '_ {
    pieces(text).flat_map(|piece| {
        let (run, byte) = match piece {
            Piece::Run(run) => (run, None),
            Piece::Byte(byte) => (&[][..], Some(byte)),
        };
        run.iter().copied().chain(byte)
    })
}
