//! Reads a pattern. `const`, so without iterators, indices or `?`.

use crate::expression::parse::check;
use crate::format::coding::Coding;
use crate::format::constant::split_before;
use crate::format::pattern::{Length, MAX_PARTS, MAX_SALT, Part, Pattern, Role, Shape};

/// A constant of the table is wrong, and why; found by the compiler.
#[derive(Debug)]
pub(crate) struct InvalidPattern(pub(crate) &'static str);

impl Pattern {
    /// Reads a pattern of the table.
    pub(crate) const fn new(source: &'static str) -> Result<Self, InvalidPattern> {
        let mut parts = [Part::End; MAX_PARTS];
        let mut slots: &mut [Part] = &mut parts;
        let mut rest = source.as_bytes();
        // A tag stands at the beginning only.
        if let [b'{', inner @ ..] = rest {
            let (tag, behind) = split_before(inner, b"}<");
            if let ([_, ..], [b'}', behind @ ..]) = (tag, behind) {
                slots = check!(push(slots, Part::Tag(check!(text_of(tag)))));
                rest = behind;
            }
        }
        // A field that ends with the next constant cannot stand before another field.
        let mut is_open = false;
        while let [first, behind @ ..] = rest {
            let part = if *first == b'<' {
                let (field, behind) = split_before(behind, b">");
                let [b'>', behind @ ..] = behind else {
                    return Err(InvalidPattern("a field is not closed"));
                };
                if is_open {
                    return Err(InvalidPattern("nothing says where a field ends"));
                }
                let shape = check!(shape(field));
                if matches!(shape.role, Role::Hash) && !behind.is_empty() {
                    return Err(InvalidPattern("another hash's text is the rest"));
                }
                is_open = !shape.is_fixed();
                rest = behind;
                Part::Field(shape)
            } else {
                let (constant, behind) = split_before(rest, b"<");
                let constant = check!(text_of(constant));
                let is_first = rest.len() == source.len();
                is_open = false;
                rest = behind;
                match constant.as_bytes() {
                    [b'{', ..] if is_first => Part::Opening(constant),
                    _ => Part::Constant(constant),
                }
            };
            slots = check!(push(slots, part));
        }
        if slots.is_empty() {
            return Err(InvalidPattern("too many constants and fields"));
        }
        let pattern = Self { source, parts };
        match pattern.digests() {
            1 => Ok(pattern),
            _ => Err(InvalidPattern("a text has one digest")),
        }
    }

    /// How many fields hold what is compared.
    const fn digests(&self) -> usize {
        let mut parts = self.parts.as_slice();
        let mut digests: usize = 0;
        while let [part, rest @ ..] = parts {
            if let Part::Field(shape) = part
                && (shape.role.has_digest() || matches!(shape.role, Role::Hash))
            {
                digests = digests.wrapping_add(1);
            }
            parts = rest;
        }
        digests
    }
}

const fn text_of(bytes: &'static [u8]) -> Result<&'static str, InvalidPattern> {
    match core::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => Ok(text),
        _ => Err(InvalidPattern("a constant is not ASCII")),
    }
}

const fn number(mut digits: &[u8]) -> Option<u16> {
    let mut value: u16 = 0;
    if digits.is_empty() {
        return None;
    }
    while let [digit, rest @ ..] = digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        let tens = match value.checked_mul(10) {
            Some(tens) => tens.checked_add((*digit & 0xf) as u16),
            None => None,
        };
        value = match tens {
            Some(value) => value,
            None => return None,
        };
        digits = rest;
    }
    Some(value)
}

const fn role(name: &[u8]) -> Option<Role> {
    Some(match name {
        b"digest" => Role::Digest,
        b"salt" => Role::Salt,
        b"salt2" => Role::Salt2,
        b"digest+salt" => Role::DigestThenSalt,
        b"salt+digest" => Role::SaltThenDigest,
        b"n" => Role::Count,
        b"n-1" => Role::CountPlusOne,
        b"r" => Role::BlockSize,
        b"lanes" => Role::Lanes,
        b"t" => Role::Time,
        b"flags" => Role::Flags,
        b"length" => Role::Length,
        b"hash" => Role::Hash,
        b"template" => Role::Template,
        _ => return None,
    })
}

const fn coding(role: Role, name: &'static [u8]) -> Option<Coding> {
    Some(match (role, name) {
        (role, b"" | b"dec") if role.variable().is_some() => Coding::Decimal,
        (Role::Count, b"log2") => Coding::Log2,
        (Role::Count, b"log2dec") => Coding::DecimalLog2,
        (Role::Count, b"ln") => Coding::Log2OrPower,
        (Role::Count, b"power2") => Coding::PowerOfTwo,
        (Role::Count, b"hex") => Coding::HexNumber,
        (role, _) if role.variable().is_some() => return None,
        (Role::Hash, beginning) => match text_of(beginning) {
            Ok(beginning) => Coding::Beginning(beginning),
            Err(InvalidPattern(_)) => return None,
        },
        (Role::Salt | Role::Salt2, b"") | (Role::Digest | Role::Salt | Role::Salt2, b"text") => {
            Coding::Text
        }
        (Role::Digest, b"bare") => Coding::Bare,
        (Role::Digest, b"base64hex") => Coding::Base64Hex,
        (_, b"hex") => Coding::Hex,
        (_, b"HEX") => Coding::UpperHex,
        (_, b"base64") => Coding::Base64,
        (_, b"base64url") => Coding::Base64Url,
        (_, b"b64") => Coding::Base64Unpadded,
        (_, b"ab64") => Coding::Ab64,
        (_, b"crypt64") => Coding::Crypt64,
        (_, b"crypt64be") => Coding::Crypt64Be,
        (Role::Salt | Role::Salt2, b"digits64") => Coding::Digits64,
        (Role::Digest, b"des") => Coding::Des,
        (_, b"bcrypt64") => Coding::Bcrypt64,
        _ => return None,
    })
}

const fn length(text: &[u8]) -> Option<Length> {
    let (min, rest) = split_before(text, b"-");
    let (min, max) = match (number(min), rest) {
        (Some(min), []) => (min, min),
        (Some(min), [b'-']) => (min, MAX_SALT),
        (Some(min), [b'-', max @ ..]) => match number(max) {
            Some(max) => (min, max),
            None => return None,
        },
        _ => return None,
    };
    if min <= max {
        Some(Length { min, max })
    } else {
        None
    }
}

/// A field, from behind its `<` to before its `>`.
const fn shape(source: &'static [u8]) -> Result<Shape, InvalidPattern> {
    let (name, rest) = split_before(source, b":");
    let (code, len) = match rest {
        [b':', rest @ ..] => split_before(rest, b" "),
        _ => (rest, rest),
    };
    let Some(role) = role(name) else {
        return Err(InvalidPattern("no field has this name"));
    };
    let Some(coding) = coding(role, code) else {
        return Err(InvalidPattern("the field is not written in this coding"));
    };
    let length = match len {
        [b' ', len @ ..] => match length(len) {
            Some(length) => Some(length),
            None => return Err(InvalidPattern("a length is 8, 4-16 or 1-")),
        },
        _ if role.has_salt() || matches!(role, Role::Salt2 | Role::Template) => Some(Length {
            min: 1,
            max: MAX_SALT,
        }),
        _ => None,
    };
    Ok(Shape {
        role,
        coding,
        length,
    })
}

const fn push(slots: &mut [Part], part: Part) -> Result<&mut [Part], InvalidPattern> {
    match slots.split_first_mut() {
        Some((slot, rest)) => {
            *slot = part;
            Ok(rest)
        }
        None => Err(InvalidPattern("too many constants and fields")),
    }
}

impl Shape {
    /// Whether its length in characters is known beforehand.
    const fn is_fixed(&self) -> bool {
        match self.coding {
            Coding::Text | Coding::Digits64 => match self.length {
                Some(length) => length.exactly().is_some(),
                None => false,
            },
            Coding::Log2 => true,
            Coding::Hex
            | Coding::UpperHex
            | Coding::Crypt64
            | Coding::Crypt64Be
            | Coding::Des
            | Coding::Bcrypt64 => match self.length {
                Some(length) => length.exactly().is_some(),
                None => matches!(self.role, Role::Digest),
            },
            _ => false,
        }
    }
}
