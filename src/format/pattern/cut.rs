//! Cuts a text by a pattern, and measures what it would cut.

use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::error::Field;
use crate::format::coding::{Coding, InvalidText, crypt64};
use crate::format::fields::{Fields, zeros};
use crate::format::pattern::{Part, Pattern, Role, Shape};

impl Pattern {
    /// Whether a text with this pattern's mark has its constants and lengths. Nothing is allocated.
    /// `digest` is the digest's length in bytes, if it has one.
    pub(crate) fn measures(&self, text: &str, digest: Option<usize>) -> bool {
        let (parts, text) = self.behind_tag(text);
        walk(parts, text, digest, |_, _| Ok(())).is_ok()
    }

    /// The same, and its characters as well: everything but the decoding is checked.
    pub(crate) fn fits(&self, text: &str, digest: Option<usize>) -> bool {
        let (parts, text) = self.behind_tag(text);
        let has_alphabet = |shape: &Shape, field: &str| {
            let has_alphabet = shape.coding.has_alphabet(field);
            has_alphabet.then_some(()).ok_or(InvalidText)
        };
        walk(parts, text, digest, has_alphabet).is_ok()
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
            shape.decode(field, digest, &mut fields)
        })?;
        Ok(fields)
    }

    /// The same of a text with this pattern's mark, without the digest, and with zeros for the salts: what
    /// a text costs does not depend on them. Refuses what [`cut`](Self::cut) does; decodes and allocates
    /// nothing but a template.
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
            shape.measure(field, digest, &mut fields)
        })?;
        Ok(fields)
    }
}

/// Calls `take` with each field of the text that has the right length.
///
/// # Errors
/// The first field that is wrong, in its length or for `take`.
fn walk<'t>(
    mut parts: &[Part],
    text: &'t str,
    digest: Option<usize>,
    mut take: impl FnMut(&Shape, &'t str) -> Result<(), InvalidText>,
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
                if !shape.suits(field, digest) {
                    return Err(last);
                }
                take(shape, field).map_err(|InvalidText| last)?;
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
            // There is no count of nothing.
            (Role::Count | Role::CountPlusOne | Role::Length, coding) => {
                let is_right = |(number, range)| number > 0 && within(range);
                coding.number(field).is_some_and(is_right)
            }
            (Role::BlockSize | Role::Lanes | Role::Time | Role::Flags, coding) => {
                coding.number(field).is_some_and(|(_, range)| within(range))
            }
            // Its length is the pattern's.
            (Role::Digest, Coding::Crypt64) if self.is_cut() => {
                within(field.len()) && self.coding.len(field, None).is_some()
            }
            (Role::Digest, coding) => coding.len(field, digest).is_some_and(|len| match digest {
                Some(digest) => len == digest,
                None => len > 0 && within(len),
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

    /// See [`Pattern::measure`].
    fn measure<'t>(
        &self,
        field: &'t str,
        digest: Option<usize>,
        fields: &mut Fields<'t>,
    ) -> Result<(), InvalidText> {
        let is_right = match self.role {
            Role::Hash
            | Role::Template
            | Role::Count
            | Role::CountPlusOne
            | Role::BlockSize
            | Role::Lanes
            | Role::Time
            | Role::Flags
            | Role::Length => return self.decode(field, digest, fields),
            Role::Digest if self.is_cut() => self.coding.has_alphabet(field),
            _ => self.coding.is_right(field, digest),
        };
        if !is_right {
            return Err(InvalidText);
        }
        let zeros = |len: Option<usize>| Ok(Some(zeros(len.ok_or(InvalidText)?)));
        let len = || self.coding.len(field, None);
        match self.role {
            Role::Digest if digest.is_none() => {
                let len = len().and_then(|len| u32::try_from(len).ok());
                fields.numbers.length = self.length_of(fields, len)?;
            }
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
            Role::Count
            | Role::CountPlusOne
            | Role::BlockSize
            | Role::Lanes
            | Role::Time
            | Role::Flags
            | Role::Length => {
                let (number, _) = self.coding.number(field).ok_or(InvalidText)?;
                let less = u32::from(self.role == Role::CountPlusOne);
                let number = number.checked_sub(less).ok_or(InvalidText)?;
                if let Some(variable) = self.role.variable() {
                    fields.numbers.set(variable, Some(number));
                }
            }
            Role::Digest if self.is_cut() => fields.digest = Zeroizing::new(crypt64(field)?),
            Role::Digest => {
                fields.digest = Zeroizing::new(self.coding.decode(field, digest)?.into_owned());
                if digest.is_none() {
                    let len = u32::try_from(fields.digest.len()).ok();
                    fields.numbers.length = self.length_of(fields, len)?;
                }
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

    /// A digest's length that no function says, if it is what the text says in front of it. Where that says
    /// nothing, a longer digest that was cut must not become a shorter one: it is a power of two.
    fn length_of(&self, fields: &Fields<'_>, len: Option<u32>) -> Result<Option<u32>, InvalidText> {
        let may_be_any = self.length.is_none_or(|length| length.min < 16);
        let is_right = match fields.numbers.length {
            Some(said) => len == Some(said),
            None => may_be_any || len.is_some_and(u32::is_power_of_two),
        };
        is_right.then_some(len).ok_or(InvalidText)
    }
}
