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
//! (in characters of six bits).

use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::error::Field;
use crate::format::coding::{Coding, InvalidText, crypt64};
use crate::format::fields::Fields;

/// Constants and fields of one pattern.
const MAX_PARTS: usize = 8;
/// The longest salt that a pattern without a range takes, in bytes.
const MAX_SALT: u16 = 1024;

/// More than a salt has.
static ZEROS: [u8; MAX_SALT as usize] = [0; MAX_SALT as usize];

/// A pattern, read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pattern {
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
            Self::Hash => Field::Structure,
            Self::Template => Field::Parameters,
            Self::Digest | Self::DigestThenSalt | Self::SaltThenDigest => Field::Digest,
        }
    }

    const fn salt(self) -> bool {
        matches!(
            self,
            Self::Salt | Self::DigestThenSalt | Self::SaltThenDigest
        )
    }

    const fn digest(self) -> bool {
        matches!(
            self,
            Self::Digest | Self::DigestThenSalt | Self::SaltThenDigest
        )
    }
}

/// A constant of the table is wrong, and why; found by the compiler.
#[derive(Debug)]
pub(crate) struct InvalidPattern(pub(crate) &'static str);

// The parser. `const`, so without iterators, indices or `?`.

/// Splits at the first byte out of `ends`; the second half begins with it.
pub(crate) const fn split_before<'a>(text: &'a [u8], ends: &[u8]) -> (&'a [u8], &'a [u8]) {
    let mut len: usize = 0;
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        if contains(ends, *first) {
            break;
        }
        len = len.wrapping_add(1);
        rest = tail;
    }
    match text.split_at_checked(len) {
        Some(halves) => halves,
        None => (text, &[]),
    }
}

const fn contains(mut bytes: &[u8], byte: u8) -> bool {
    while let [first, rest @ ..] = bytes {
        if *first == byte {
            return true;
        }
        bytes = rest;
    }
    false
}

/// Whether two constants are equal.
pub(crate) const fn same(mut left: &[u8], mut right: &[u8]) -> bool {
    loop {
        match (left, right) {
            ([], []) => return true,
            ([a, left_rest @ ..], [b, right_rest @ ..]) if *a == *b => {
                left = left_rest;
                right = right_rest;
            }
            _ => return false,
        }
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
        value = match value.checked_mul(10) {
            Some(tens) => tens.wrapping_add((*digit).wrapping_sub(b'0') as u16),
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
        b"hash" => Role::Hash,
        b"template" => Role::Template,
        _ => return None,
    })
}

const fn coding(role: Role, name: &'static [u8]) -> Option<Coding> {
    Some(match (role, name) {
        (Role::Count | Role::CountPlusOne, b"") => Coding::Decimal,
        (Role::Count, b"log2") => Coding::Log2,
        (Role::Count | Role::CountPlusOne, _) => return None,
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
        _ if role.salt() || matches!(role, Role::Salt2 | Role::Template) => Some(Length {
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
                let tag = match text_of(tag) {
                    Ok(tag) => tag,
                    Err(error) => return Err(error),
                };
                slots = match push(slots, Part::Tag(tag)) {
                    Ok(slots) => slots,
                    Err(error) => return Err(error),
                };
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
                let shape = match shape(field) {
                    Ok(shape) => shape,
                    Err(error) => return Err(error),
                };
                if matches!(shape.role, Role::Hash) && !behind.is_empty() {
                    return Err(InvalidPattern("another hash's text is the rest"));
                }
                is_open = !shape.is_fixed();
                rest = behind;
                Part::Field(shape)
            } else {
                let (constant, behind) = split_before(rest, b"<");
                let constant = match text_of(constant) {
                    Ok(constant) => constant,
                    Err(error) => return Err(error),
                };
                let is_first = rest.len() == source.len();
                is_open = false;
                rest = behind;
                match constant.as_bytes() {
                    [b'{', ..] if is_first => Part::Opening(constant),
                    _ => Part::Constant(constant),
                }
            };
            slots = match push(slots, part) {
                Ok(slots) => slots,
                Err(error) => return Err(error),
            };
        }
        if slots.is_empty() {
            return Err(InvalidPattern("too many constants and fields"));
        }
        let pattern = Self { parts };
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
                && (shape.role.digest() || matches!(shape.role, Role::Hash))
            {
                digests = digests.wrapping_add(1);
            }
            parts = rest;
        }
        digests
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

    /// The digest's length in bits, where the pattern gives one in characters of six bits.
    pub(crate) const fn digest_bits(&self) -> Option<usize> {
        let mut parts: &[Part] = &self.parts;
        while let [part, rest @ ..] = parts {
            if let Part::Field(shape) = part
                && matches!(shape.role, Role::Digest)
                && matches!(shape.coding, Coding::Crypt64)
                && let Some(length) = shape.length
            {
                return Some((length.min as usize).wrapping_mul(6));
            }
            parts = rest;
        }
        None
    }
}

impl Shape {
    /// Whether its length in characters is known beforehand.
    const fn is_fixed(&self) -> bool {
        match self.coding {
            Coding::Text => match self.length {
                Some(length) => length.exactly().is_some(),
                None => false,
            },
            Coding::Log2 => true,
            Coding::Hex | Coding::UpperHex | Coding::Crypt64 | Coding::Bcrypt64 => {
                matches!(self.role, Role::Digest)
                    || match self.length {
                        Some(length) => length.exactly().is_some(),
                        None => false,
                    }
            }
            _ => false,
        }
    }

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
            Coding::Crypt64 | Coding::Bcrypt64 => Some(bytes?.checked_mul(8)?.div_ceil(6)),
            _ => None,
        }
    }
}

// Cutting and printing.

impl Pattern {
    /// Whether a text with this pattern's mark has its constants and lengths. Nothing is allocated.
    /// `digest` is the digest's length in bytes, if it has one.
    pub(crate) fn measures(&self, text: &str, digest: Option<usize>) -> bool {
        let (parts, text) = self.behind_tag(text);
        let measures = |shape: &Shape, field: &str| {
            let measures = shape.suits(field, digest);
            measures.then_some(()).ok_or(shape.role.field())
        };
        walk(parts, text, digest, measures).is_ok()
    }

    /// The same, and its characters as well: everything but the decoding is checked.
    pub(crate) fn fits(&self, text: &str, digest: Option<usize>) -> bool {
        let (parts, text) = self.behind_tag(text);
        let fits = |shape: &Shape, field: &str| {
            let fits = shape.suits(field, digest) && shape.coding.has_alphabet(field);
            fits.then_some(()).ok_or(shape.role.field())
        };
        walk(parts, text, digest, fits).is_ok()
    }

    /// What is behind the tag of a text that has one of its spellings.
    fn behind_tag<'t>(&self, text: &'t str) -> (&[Part], &'t str) {
        match &self.parts {
            [Part::Tag(_), parts @ ..] => {
                let (_, text) = text.split_once('}').unwrap_or_default();
                (parts, text)
            }
            parts => (parts, text),
        }
    }

    /// Takes the fields out of the text. `digest` is the digest's length in bytes, if it has one.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub(crate) fn cut<'t>(
        &self,
        text: &'t str,
        digest: Option<usize>,
    ) -> Result<Fields<'t>, Field> {
        let mut fields = Fields::default();
        walk(&self.parts, text, digest, |shape, field| {
            let wrong = shape.role.field();
            if !shape.suits(field, digest) {
                return Err(wrong);
            }
            shape
                .decode(field, digest, &mut fields)
                .map_err(|InvalidText| wrong)
        })?;
        Ok(fields)
    }

    /// The same of a text with this pattern's mark, without the digest, and with zeros for the salts: what
    /// a text costs does not depend on them. Refuses what [`cut`](Self::cut) does, and decodes and allocates nothing but a template.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub(crate) fn measure<'t>(
        &self,
        text: &'t str,
        digest: Option<usize>,
    ) -> Result<Fields<'t>, Field> {
        let mut fields = Fields::default();
        let (parts, text) = self.behind_tag(text);
        walk(parts, text, digest, |shape, field| {
            let wrong = shape.role.field();
            if !shape.suits(field, digest) {
                return Err(wrong);
            }
            shape
                .measure(field, digest, &mut fields)
                .map_err(|InvalidText| wrong)
        })?;
        Ok(fields)
    }

    /// The text of these fields. Where a text may be written in several ways, it is the usual one.
    pub(crate) fn print(&self, fields: &Fields<'_>) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::End => break,
                Part::Tag(spellings) => {
                    text.push('{');
                    text.push_str(spellings.split('|').next().unwrap_or_default());
                    text.push('}');
                }
                Part::Opening(constant) | Part::Constant(constant) => text.push_str(constant),
                Part::Field(shape) => shape.encode(fields, &mut text),
            }
        }
        text
    }
}

/// Calls `take` with each field of the text.
fn walk<'t>(
    mut parts: &[Part],
    text: &'t str,
    digest: Option<usize>,
    mut take: impl FnMut(&Shape, &'t str) -> Result<(), Field>,
) -> Result<(), Field> {
    let mut rest = text;
    // What is too much, if something is left.
    let mut last = Field::Structure;
    while let [part, ahead @ ..] = parts {
        parts = ahead;
        match part {
            Part::End => break,
            Part::Tag(spellings) => {
                let tagged = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
                let (tag, behind) = tagged.ok_or(Field::Structure)?;
                let mut spellings = spellings.split('|');
                if !spellings.any(|spelling| spelling.eq_ignore_ascii_case(tag)) {
                    return Err(Field::Structure);
                }
                rest = behind;
            }
            Part::Opening(constant) => {
                let (opening, behind) = rest
                    .split_at_checked(constant.len())
                    .ok_or(Field::Structure)?;
                if !opening.eq_ignore_ascii_case(constant) {
                    return Err(Field::Structure);
                }
                rest = behind;
            }
            Part::Constant(constant) => {
                rest = rest.strip_prefix(constant).ok_or(Field::Structure)?;
                last = Field::Structure;
            }
            Part::Field(shape) => {
                last = shape.role.field();
                let (field, behind) = match shape.characters(digest) {
                    Some(len) => rest.split_at_checked(len).ok_or(last)?,
                    None => divide(rest, ahead)?,
                };
                take(shape, field)?;
                rest = behind;
            }
        }
    }
    if rest.is_empty() { Ok(()) } else { Err(last) }
}

/// A field of unknown length in front of these parts, and what is behind it.
fn divide<'t>(text: &'t str, ahead: &[Part]) -> Result<(&'t str, &'t str), Field> {
    match ahead {
        // The last constant is at the end of the text, wherever else it may stand.
        [Part::Constant(constant), Part::End, ..] => {
            let field = text.strip_suffix(constant).ok_or(Field::Structure)?;
            text.split_at_checked(field.len()).ok_or(Field::Structure)
        }
        [Part::Constant(constant), ..] => {
            let end = match constant.as_bytes() {
                // The search for one byte is much faster.
                [byte] => text.find(char::from(*byte)),
                _ => text.find(constant),
            };
            let end = end.ok_or(Field::Structure)?;
            text.split_at_checked(end).ok_or(Field::Structure)
        }
        _ => Ok((text, "")),
    }
}

impl Shape {
    /// Whether a field has the right number of characters, and a number or a nested text is right.
    fn suits(&self, field: &str, digest: Option<usize>) -> bool {
        let within = |len: usize| self.length.is_none_or(|length| length.holds(len));
        match (self.role, self.coding) {
            (Role::Hash, Coding::Beginning("")) => !field.is_empty() && !field.starts_with('{'),
            (Role::Hash, Coding::Beginning(beginning)) => field.starts_with(beginning),
            // The parser makes no other.
            (Role::Hash, _) => false,
            (Role::Count | Role::CountPlusOne, coding) => {
                coding.number(field).is_some_and(|(_, range)| within(range))
            }
            // Its length is the pattern's.
            (Role::Digest, Coding::Crypt64) if self.is_cut() => {
                within(field.len()) && self.coding.len(field, None).is_some()
            }
            (Role::Digest, coding) => coding.len(field, digest).is_some_and(|len| match digest {
                Some(digest) => len == digest,
                None => len > 0,
            }),
            (Role::DigestThenSalt | Role::SaltThenDigest, coding) => {
                let len = coding.len(field, None);
                let salt = len
                    .zip(digest)
                    .and_then(|(len, digest)| len.checked_sub(digest));
                salt.is_some_and(within)
            }
            (Role::Salt | Role::Salt2 | Role::Template, coding) => {
                coding.len(field, None).is_some_and(within)
            }
        }
    }

    /// Whether it is the beginning of a digest, as long as the pattern says.
    fn is_cut(&self) -> bool {
        self.role == Role::Digest && self.coding == Coding::Crypt64 && self.length.is_some()
    }

    /// See [`Pattern::measure`].
    fn measure<'t>(
        &self,
        field: &'t str,
        digest: Option<usize>,
        fields: &mut Fields<'t>,
    ) -> Result<(), InvalidText> {
        let is_right = match self.role {
            Role::Hash | Role::Count | Role::CountPlusOne | Role::Template => {
                return self.decode(field, digest, fields);
            }
            Role::Digest if self.is_cut() => self.coding.has_alphabet(field),
            _ => self.coding.is_right(field, digest),
        };
        if !is_right {
            return Err(InvalidText);
        }
        let zeros = |len: Option<usize>| {
            let zeros = len.and_then(|len| ZEROS.get(..len)).ok_or(InvalidText)?;
            Ok(Some(Cow::Borrowed(zeros)))
        };
        let len = || self.coding.len(field, None);
        match self.role {
            Role::Salt => fields.salt = zeros(len())?,
            Role::Salt2 => fields.salt2 = zeros(len())?,
            Role::DigestThenSalt | Role::SaltThenDigest => {
                fields.salt = zeros(len().and_then(|len| len.checked_sub(digest?)))?;
            }
            _ => {}
        }
        Ok(())
    }

    fn decode<'t>(
        &self,
        field: &'t str,
        digest: Option<usize>,
        fields: &mut Fields<'t>,
    ) -> Result<(), InvalidText> {
        match self.role {
            Role::Hash => fields.nested = Some(Cow::Borrowed(field)),
            Role::Count => fields.count = self.coding.number(field).map(|(number, _)| number),
            Role::CountPlusOne => {
                let number = self.coding.number(field).map(|(number, _)| number);
                fields.count = number.and_then(|number| number.checked_sub(1));
            }
            Role::Digest if self.is_cut() => fields.digest = Zeroizing::new(crypt64(field)?),
            Role::Digest => {
                fields.digest = Zeroizing::new(self.coding.decode(field, digest)?.into_owned())
            }
            Role::Salt => fields.salt = Some(self.coding.decode(field, digest)?),
            Role::Template => fields.template = Some(self.coding.decode(field, digest)?),
            Role::Salt2 => fields.salt2 = Some(self.coding.decode(field, digest)?),
            Role::DigestThenSalt | Role::SaltThenDigest => {
                let mut both = self.coding.decode(field, digest)?.into_owned();
                let digest = digest.ok_or(InvalidText)?;
                let salt = both.len().checked_sub(digest).ok_or(InvalidText)?;
                let is_behind = self.role == Role::DigestThenSalt;
                let second = both.split_off(if is_behind { digest } else { salt });
                let (digest, salt) = if is_behind {
                    (both, second)
                } else {
                    (second, both)
                };
                fields.digest = Zeroizing::new(digest);
                fields.salt = Some(Cow::Owned(salt));
            }
        }
        Ok(())
    }

    fn encode(&self, fields: &Fields<'_>, text: &mut String) {
        let salt = fields.salt.as_deref().unwrap_or_default();
        match self.role {
            Role::Hash => text.push_str(fields.nested.as_deref().unwrap_or_default()),
            Role::Count => self
                .coding
                .print_number(fields.count.unwrap_or_default(), text),
            Role::CountPlusOne => {
                let number = fields.count.unwrap_or_default().saturating_add(1);
                self.coding.print_number(number, text);
            }
            Role::Digest if self.is_cut() => {
                let mut digest = String::new();
                self.coding.encode(&fields.digest, &mut digest);
                text.extend(
                    digest
                        .chars()
                        .take(self.characters(None).unwrap_or_default()),
                );
            }
            Role::Digest => self.coding.encode(&fields.digest, text),
            Role::Salt => self.coding.encode(salt, text),
            Role::Template => {
                let template = fields.template.as_deref().unwrap_or_default();
                self.coding.encode(template, text);
            }
            Role::Salt2 => {
                self.coding
                    .encode(fields.salt2.as_deref().unwrap_or_default(), text);
            }
            Role::DigestThenSalt => self.coding.encode(&[&fields.digest, salt].concat(), text),
            Role::SaltThenDigest => self.coding.encode(&[salt, &fields.digest].concat(), text),
        }
    }
}
