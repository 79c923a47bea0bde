//! JSON objects whose values stay as they are written: numbers with all their digits, members in
//! their order.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::logto::RecordError;

/// `serde_json` reads no deeper.
const MAX_DEPTH: usize = 127;

/// The members of an object.
pub(crate) struct Fields<'a>(Vec<(String, &'a str)>);

impl<'a> Fields<'a> {
    /// Reads an object. Of a name that stands twice the last one counts, as in JavaScript.
    pub(crate) fn read(text: &'a [u8]) -> Result<Self, RecordError> {
        let text = str::from_utf8(text).map_err(|_| RecordError::NotUtf8)?;
        if is_too_deep(text) {
            return Err(RecordError::TooDeep);
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        let read = reader.deserialize_map(Members);
        let mut members = read
            .and_then(|members| reader.end().map(|()| members))
            .map_err(|error| what_is_wrong(text, &error))?;
        let mut seen = HashSet::new();
        let is_last: Vec<bool> = members
            .iter()
            .rev()
            .map(|(name, _)| seen.insert(name.as_str()))
            .collect();
        let mut is_last = is_last.into_iter().rev();
        members.retain(|_| is_last.next().unwrap_or_default());
        Ok(Self(members))
    }

    /// The value of a member, as it is written.
    pub(crate) fn get(&self, name: &str) -> Option<&'a str> {
        let mut members = self.iter();
        members.find_map(|(other, value)| (other == name).then_some(value))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), *value))
    }
}

fn what_is_wrong(text: &str, error: &serde_json::Error) -> RecordError {
    let is_other = || serde_json::from_str::<IgnoredAny>(text).is_ok();
    if error.is_eof() {
        RecordError::Truncated
    } else if error.is_data() && is_other() {
        RecordError::NotAnObject
    } else {
        RecordError::NotJson
    }
}

/// Collects an object's members.
struct Members;

impl<'a> Visitor<'a> for Members {
    type Value = Vec<(String, &'a str)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut members = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
            members.push((name, value.get()));
        }
        Ok(members)
    }
}

/// Looks at the brackets alone, and so without a stack that could overflow.
fn is_too_deep(text: &str) -> bool {
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    text.bytes().any(|byte| {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => (),
            b'[' | b'{' => depth = depth.saturating_add(1),
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => (),
        }
        depth > MAX_DEPTH
    })
}

/// Writes an object.
pub(crate) fn object<'m>(members: impl IntoIterator<Item = (&'m str, &'m str)>) -> String {
    let mut object = String::from("{");
    for (name, value) in members {
        if object.len() > 1 {
            object.push(',');
        }
        object.push_str(&string(name));
        object.push(':');
        object.push_str(value);
    }
    object.push('}');
    object
}

/// Writes a string.
pub(crate) fn string(text: &str) -> String {
    Value::from(text).to_string()
}
