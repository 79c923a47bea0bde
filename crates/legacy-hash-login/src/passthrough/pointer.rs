//! Where something stands in an answer.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use zeroize::Zeroizing;

use crate::passthrough::PassthroughError;

/// A JSON pointer (RFC 6901), cut at its slashes.
#[derive(Clone, Debug)]
pub(crate) struct Pointer(Vec<String>);

/// What a pointer points to.
pub(crate) enum Found {
    Nothing,
    Text(Zeroizing<String>),
    /// Something that is not one string: of another type, or two under one name. Two readers of the
    /// same text may each take another of two, so neither is taken.
    Other,
}

impl Pointer {
    pub(crate) fn new(text: &str) -> Result<Self, PassthroughError> {
        if text.is_empty() {
            return Ok(Self(Vec::new()));
        }
        let steps = text.strip_prefix('/').ok_or(PassthroughError::Pointer)?;
        let steps = steps.split('/').map(unescape);
        Ok(Self(
            steps
                .collect::<Option<_>>()
                .ok_or(PassthroughError::Pointer)?,
        ))
    }

    /// Looks in a JSON text, which may have a byte order mark.
    ///
    /// # Errors
    /// The text is not JSON.
    pub(crate) fn find(&self, json: &[u8]) -> serde_json::Result<Found> {
        let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let found = Seeker(&self.0).deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(found)
    }
}

/// `~0` is a tilde, `~1` a slash, and no other tilde is allowed.
fn unescape(step: &str) -> Option<String> {
    let mut parts = step.split('~');
    let mut text = parts.next()?.to_owned();
    for part in parts {
        if let Some(rest) = part.strip_prefix('0') {
            text.push('~');
            text.push_str(rest);
        } else {
            text.push('/');
            text.push_str(part.strip_prefix('1')?);
        }
    }
    Some(text)
}

/// Takes the steps that are left, and skips everything beside them.
struct Seeker<'p>(&'p [String]);

impl Seeker<'_> {
    fn end<E>(&self, found: Found) -> Result<Found, E> {
        Ok(if self.0.is_empty() {
            found
        } else {
            Found::Nothing
        })
    }
}

impl<'de> DeserializeSeed<'de> for Seeker<'_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seeker<'_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let Some((step, rest)) = self.0.split_first() else {
            // With `arbitrary_precision` in the same build, numbers come here too.
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Found::Other);
        };
        let mut found = None;
        while let Some(name) = map.next_key::<String>()? {
            if name != *step {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = map.next_value_seed(Seeker(rest))?;
            found = Some(match found {
                None => value,
                Some(_) => Found::Other,
            });
        }
        Ok(found.unwrap_or(Found::Nothing))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Found, A::Error> {
        let Some((step, rest)) = self.0.split_first() else {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Found::Other);
        };
        let mut found = Found::Nothing;
        for index in 0_usize.. {
            if index.to_string() == *step {
                match seq.next_element_seed(Seeker(rest))? {
                    Some(value) => found = value,
                    None => break,
                }
            } else if seq.next_element::<IgnoredAny>()?.is_none() {
                break;
            }
        }
        Ok(found)
    }

    fn visit_str<E>(self, text: &str) -> Result<Found, E> {
        self.end(Found::Text(Zeroizing::new(text.to_owned())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Found, E> {
        self.end(Found::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Found, E> {
        self.end(Found::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Found, E> {
        self.end(Found::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Found, E> {
        self.end(Found::Other)
    }

    fn visit_unit<E>(self) -> Result<Found, E> {
        self.end(Found::Other)
    }
}
