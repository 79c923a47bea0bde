//! Argon2: `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`.
//!
//! The grammar is the PHC string format's as the reference implementation reads it, except that
//! the parameters may stand in any order, as some libraries write them.

use core::fmt;
use core::str::FromStr;

use argon2::{AssociatedData, KeyId, Params, ParamsBuilder};
use zeroize::Zeroizing;

use crate::algorithm::Algorithm;
use crate::backend::{Argon2Input, Engine};
use crate::cost::Cost;
use crate::encoding;
use crate::error::{Field, HashError, ParseError, VerifyError};
use crate::format::argon2_parameters::{Argon2Cost, Argon2Variant, Argon2Version, unsupported};
use crate::format::{Checked, Grammar, Input, Verifier, read, verdict};
use crate::limits::Limits;
use crate::redacted::Redacted;
use crate::stored_digest::StoredDigest;

/// The shortest salt, in bytes (the reference implementation's `ARGON2_MIN_SALT_LENGTH`).
const MIN_SALT_LEN: usize = 8;
/// The shortest tag, in bytes. Argon2 goes down to 4, which is too little to tell a password by.
const MIN_TAG_LEN: usize = 10;
/// The longest tag that is computed, in bytes.
const MAX_TAG_LEN: usize = 128;

/// An Argon2 hash, old or new. Its [`Display`](fmt::Display) is the PHC string to store.
#[derive(Clone, PartialEq, Eq)]
pub struct Argon2Hash {
    variant: Argon2Variant,
    version: Argon2Version,
    cost: Argon2Cost,
    key_id: KeyId,
    data: Redacted<Box<[u8]>>,
    salt: Redacted<Box<[u8]>>,
    tag: StoredDigest<Box<[u8]>>,
}

impl Argon2Hash {
    /// Builds a hash from its parts, for systems that keep them in columns of their own. The salt
    /// has 8 bytes or more, the tag 10 to 128, both **decoded**: base64 text would make a hash that
    /// no password opens.
    ///
    /// # Errors
    /// [`Malformed`](ParseError::Malformed) for a salt or a tag that is too short,
    /// [`Unsupported`](ParseError::Unsupported) for a tag that is too long.
    pub fn from_parts(
        variant: Argon2Variant,
        version: Argon2Version,
        cost: Argon2Cost,
        salt: impl AsRef<[u8]>,
        tag: impl AsRef<[u8]>,
    ) -> Result<Self, ParseError> {
        let (salt, tag) = (salt.as_ref(), tag.as_ref());
        if salt.len() < MIN_SALT_LEN {
            return Err(Self::malformed(Field::Salt));
        }
        if tag.len() < MIN_TAG_LEN {
            return Err(Self::malformed(Field::Digest));
        }
        if tag.len() > MAX_TAG_LEN {
            return Err(unsupported("a tag of more than 128 bytes"));
        }
        Ok(Self {
            variant,
            version,
            cost,
            key_id: KeyId::EMPTY,
            data: Redacted(Box::default()),
            salt: Redacted(salt.into()),
            tag: StoredDigest::new(tag.into()),
        })
    }

    /// Says which secret went in, by its name of at most 8 bytes: `keyid`. The secret itself is
    /// given to [`Policy::with_secret`](crate::Policy::with_secret). No name means no secret.
    ///
    /// # Errors
    /// [`Unsupported`](ParseError::Unsupported) for a longer name.
    pub fn with_key_id(self, key_id: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let key_id =
            KeyId::new(key_id.as_ref()).map_err(|_| unsupported("a keyid of more than 8 bytes"))?;
        Ok(Self { key_id, ..self })
    }

    /// Says which associated data went in, at most 32 bytes: `data`.
    ///
    /// # Errors
    /// [`Unsupported`](ParseError::Unsupported) for more.
    pub fn with_data(self, data: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let data = data.as_ref();
        if data.len() > AssociatedData::MAX_LEN {
            return Err(unsupported("data of more than 32 bytes"));
        }
        Ok(Self {
            data: Redacted(data.into()),
            ..self
        })
    }

    /// The variant.
    #[must_use]
    pub const fn variant(&self) -> Argon2Variant {
        self.variant
    }

    /// The version.
    #[must_use]
    pub const fn version(&self) -> Argon2Version {
        self.version
    }

    /// Memory, iterations and lanes.
    #[must_use]
    pub const fn cost(&self) -> Argon2Cost {
        self.cost
    }

    /// The name of the secret that went in; empty where there was none.
    #[must_use]
    pub fn key_id(&self) -> &[u8] {
        self.key_id.as_bytes()
    }

    /// The same as a key identifier.
    pub(crate) const fn named_key(&self) -> KeyId {
        self.key_id
    }

    /// The associated data that went in; empty where there was none.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        &self.data.0
    }

    /// The salt.
    #[must_use]
    pub fn salt(&self) -> &[u8] {
        &self.salt.0
    }

    /// The tag: what Argon2 computed.
    #[must_use]
    pub fn tag(&self) -> &[u8] {
        self.tag.as_bytes()
    }

    /// The PHC string to store. The same text as [`Display`](fmt::Display) writes.
    #[must_use]
    pub fn into_string(self) -> String {
        self.to_string()
    }

    /// A hash as a policy makes them, Argon2id of version 0x13, before its tag is computed.
    pub(crate) fn blank(
        cost: Argon2Cost,
        key_id: &KeyId,
        salt: &[u8],
        tag_len: usize,
    ) -> Result<Self, ParseError> {
        let (variant, version) = (Argon2Variant::Argon2id, Argon2Version::V0x13);
        Self::from_parts(variant, version, cost, salt, vec![0; tag_len])?.with_key_id(key_id)
    }

    /// The same hash with the tag that `password` has, to be released once it is wanted.
    pub(crate) fn with_tag_of(
        self,
        password: &[u8],
        engine: Engine<'_>,
    ) -> Result<Candidate, HashError> {
        let mut tag = Zeroizing::new(vec![0; self.tag().len()].into_boxed_slice());
        self.compute(password, engine, &mut tag)?;
        Ok(Candidate { blank: self, tag })
    }

    /// Computes the tag that `password` has with this hash's parameters.
    fn compute(
        &self,
        password: &[u8],
        engine: Engine<'_>,
        tag: &mut [u8],
    ) -> Result<(), HashError> {
        let input = Argon2Input {
            variant: match self.variant {
                Argon2Variant::Argon2d => argon2::Algorithm::Argon2d,
                Argon2Variant::Argon2i => argon2::Algorithm::Argon2i,
                Argon2Variant::Argon2id => argon2::Algorithm::Argon2id,
            },
            version: match self.version {
                Argon2Version::V0x10 => argon2::Version::V0x10,
                Argon2Version::V0x13 => argon2::Version::V0x13,
            },
            params: self.params().map_err(|_| HashError::Internal)?,
            secret: engine.secret,
            salt: self.salt(),
        };
        engine.argon2(input, password, tag)
    }

    fn params(&self) -> argon2::Result<Params> {
        ParamsBuilder::new()
            .m_cost(self.cost.memory_kib())
            .t_cost(self.cost.iterations())
            .p_cost(self.cost.lanes())
            .data(AssociatedData::new(self.data())?)
            .build()
    }
}

/// A new hash that may have been made of a wrong password. Its tag is wiped unless it is released.
pub(crate) struct Candidate {
    blank: Argon2Hash,
    tag: Zeroizing<Box<[u8]>>,
}

impl Candidate {
    pub(crate) fn release(mut self) -> Argon2Hash {
        let tag = StoredDigest::new(core::mem::take(&mut *self.tag));
        Argon2Hash { tag, ..self.blank }
    }
}

impl fmt::Display for Argon2Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${}", self.variant)?;
        // Version 0x10 is written without `v=`, as its own libraries did, which read none.
        if self.version != Argon2Version::V0x10 {
            write!(f, "$v={}", self.version.number())?;
        }
        write!(f, "${}", self.cost)?;
        for (name, value) in [("keyid", self.key_id()), ("data", self.data())] {
            if !value.is_empty() {
                write!(f, ",{name}={}", encoding::to_b64(value))?;
            }
        }
        let (salt, tag) = (self.salt(), self.tag());
        write!(f, "${}${}", encoding::to_b64(salt), encoding::to_b64(tag))
    }
}

impl fmt::Debug for Argon2Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Argon2Hash")
            .field("variant", &self.variant)
            .field("version", &self.version)
            .field("cost", &self.cost)
            .field("has_key_id", &!self.key_id.is_empty())
            .field("data", &self.data)
            .field("salt", &self.salt)
            .field("tag", &self.tag)
            .finish()
    }
}

impl Grammar for Argon2Hash {
    const ALGORITHM: Algorithm = Algorithm::Argon2;

    fn parse(text: &str) -> Result<Self, ParseError> {
        let text = Text::read(text)?;
        let b64 = |text: &str, field| encoding::b64(text).map_err(|_| Self::malformed(field));
        let parameters = text.parameters;
        let key_id = b64(parameters.key_id, Field::KeyId)?;
        let data = b64(parameters.data, Field::Data)?;
        let salt = b64(text.salt, Field::Salt)?;
        let tag = b64(text.tag, Field::Digest)?;
        if text.has_more {
            return Err(Self::malformed(Field::Structure));
        }
        Self::from_parts(text.variant, text.version, parameters.cost, salt, tag)?
            .with_key_id(key_id)?
            .with_data(data)
    }
}

impl Argon2Hash {
    /// What a text costs, if it can be parsed. Decodes nothing.
    pub(crate) fn cost_of(text: &str) -> Option<Cost> {
        let text = Text::read(text).ok()?;
        let parameters = text.parameters;
        let is_of = |text: &str, min: usize, max: usize| {
            let len = text.len().saturating_mul(3) >> 2;
            min <= len && len <= max && encoding::is_b64(text)
        };
        let is_right = is_of(text.salt, MIN_SALT_LEN, usize::MAX)
            && is_of(text.tag, MIN_TAG_LEN, MAX_TAG_LEN)
            && is_of(parameters.key_id, 0, KeyId::MAX_LEN)
            && is_of(parameters.data, 0, AssociatedData::MAX_LEN)
            && !text.has_more;
        is_right.then(|| cost_of(text.variant, text.version, parameters.cost))
    }
}

fn cost_of(variant: Argon2Variant, version: Argon2Version, cost: Argon2Cost) -> Cost {
    cost.of(variant as u32, version.number())
}

impl FromStr for Argon2Hash {
    type Err = ParseError;

    /// Reads the text under the default [`Limits`].
    fn from_str(encoded: &str) -> Result<Self, Self::Err> {
        read(encoded, &Limits::default())
    }
}

/// A text's fields, of which only numbers and names are read.
struct Text<'t> {
    variant: Argon2Variant,
    version: Argon2Version,
    parameters: Parameters<'t>,
    salt: &'t str,
    tag: &'t str,
    /// Whether something is behind the tag.
    has_more: bool,
}

impl<'t> Text<'t> {
    fn read(text: &'t str) -> Result<Self, ParseError> {
        if !text.starts_with("$argon2") {
            return Err(Argon2Hash::malformed(Field::Structure));
        }
        let mut fields = text.split('$').skip(1).peekable();
        let variant = fields.next().unwrap_or_default().parse()?;
        let version = match fields.next_if(|field| field.starts_with("v=")) {
            None => Argon2Version::V0x10,
            Some(field) => field
                .strip_prefix("v=")
                .and_then(decimal)
                .ok_or(Argon2Hash::malformed(Field::Version))?
                .try_into()?,
        };
        Ok(Self {
            variant,
            version,
            parameters: Parameters::read(fields.next().unwrap_or_default())?,
            salt: fields.next().unwrap_or_default(),
            tag: fields.next().unwrap_or_default(),
            has_more: fields.next().is_some(),
        })
    }
}

/// The field between version and salt.
struct Parameters<'t> {
    cost: Argon2Cost,
    key_id: &'t str,
    data: &'t str,
}

impl<'t> Parameters<'t> {
    /// Reads `m`, `t` and `p`, and if there are any `keyid` and `data`, in any order, each once.
    fn read(text: &'t str) -> Result<Self, ParseError> {
        const MALFORMED: ParseError = ParseError::Malformed {
            algorithm: Algorithm::Argon2,
            field: Field::Parameters,
        };
        if let Some(usual) = Self::usual(text) {
            return usual;
        }
        let (mut m, mut t, mut p, mut key_id, mut data) = (None, None, None, None, None);
        for parameter in text.split(',') {
            let (name, value) = parameter.split_once('=').ok_or(MALFORMED)?;
            let slot = match name {
                "m" => &mut m,
                "t" => &mut t,
                "p" => &mut p,
                "keyid" => &mut key_id,
                "data" => &mut data,
                _ => return Err(MALFORMED),
            };
            if value.is_empty() || slot.replace(value).is_some() {
                return Err(MALFORMED);
            }
        }
        let number = |value: Option<&str>, field| {
            decimal(value.ok_or(MALFORMED)?).ok_or(Argon2Hash::malformed(field))
        };
        Ok(Self {
            cost: Argon2Cost::new(
                number(m, Field::Memory)?,
                number(t, Field::Iterations)?,
                number(p, Field::Lanes)?,
            )?,
            key_id: key_id.unwrap_or_default(),
            data: data.unwrap_or_default(),
        })
    }
}

impl Parameters<'_> {
    /// Reads `m`, `t` and `p` alone in their usual order. Answers nothing for what is anything else.
    fn usual(text: &str) -> Option<Result<Self, ParseError>> {
        let (memory, rest) = leading(text.strip_prefix("m=")?)?;
        let (iterations, rest) = leading(rest.strip_prefix(",t=")?)?;
        let (lanes, "") = leading(rest.strip_prefix(",p=")?)? else {
            return None;
        };
        let cost = Argon2Cost::new(memory, iterations, lanes);
        Some(cost.map(|cost| Self {
            cost,
            key_id: "",
            data: "",
        }))
    }
}

/// The number that a text begins with, and what is behind it.
fn leading(text: &str) -> Option<(u32, &str)> {
    let mut len = 0_usize;
    let mut number = 0_u32;
    for byte in text.bytes() {
        if !byte.is_ascii_digit() {
            break;
        }
        number = number.checked_mul(10)?.checked_add((byte & 0xf).into())?;
        len = len.saturating_add(1);
    }
    let (digits, rest) = text.split_at_checked(len)?;
    let is_minimal = digits == "0" || !digits.starts_with('0');
    (is_minimal && !digits.is_empty()).then_some((number, rest))
}

/// A decimal number as the PHC string format has it: digits alone, and no zero in front.
fn decimal(text: &str) -> Option<u32> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let is_minimal = text == "0" || !text.starts_with('0');
    (is_plain && is_minimal)
        .then(|| text.parse().ok())
        .flatten()
}

impl Verifier for Argon2Hash {
    fn cost(&self) -> Cost {
        cost_of(self.variant, self.version, self.cost)
    }

    fn salt_len(&self) -> usize {
        self.salt().len()
    }

    fn key_id(&self) -> KeyId {
        self.key_id
    }

    fn encoded(&self) -> Option<String> {
        Some(self.to_string())
    }

    fn verify(&self, input: Input<'_>, engine: Engine<'_>) -> Result<Checked, VerifyError> {
        let algorithm = Algorithm::Argon2;
        let mut buffer = Zeroizing::new([0; MAX_TAG_LEN]);
        let computed = buffer.get_mut(..self.tag().len()).unwrap_or_default();
        self.compute(input.bytes, engine, computed)
            .map_err(|_| VerifyError::Internal { algorithm })?;
        verdict(&self.tag, computed)?;
        Ok(Checked::all_if(input.end.is_some()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Safe code cannot look at memory that was freed: the types must say that it is wiped.
    #[test]
    fn a_candidate_is_wiped() {
        fn is_wiped(_: &impl zeroize::ZeroizeOnDrop) {}
        let cost = Argon2Cost::new(8, 1, 1).unwrap();
        let blank = Argon2Hash::blank(cost, &KeyId::EMPTY, &[7; 16], 32).unwrap();
        let tag = Zeroizing::new(Box::from([1; 32]));
        let candidate = Candidate { blank, tag };
        is_wiped(&candidate.tag);
        assert_eq!(candidate.release().tag(), [1; 32]);
    }
}
