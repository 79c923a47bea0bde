//! JSON objects whose values stay as they are written: numbers with all their digits, members in
//! their order.

use std::collections::HashSet;

use serde::de::IgnoredAny;
use serde_json::Value;

use crate::json::{members, too_deep};
use crate::logto::RecordError;

/// The members of an object.
pub(crate) struct Fields<'a>(Vec<(String, &'a str)>);

impl<'a> Fields<'a> {
    /// Reads an object. Of a name that stands twice the last one counts, as in JavaScript.
    pub(crate) fn read(text: &'a [u8]) -> Result<Self, RecordError> {
        let text = str::from_utf8(text).map_err(|_| RecordError::NotUtf8)?;
        if too_deep(text).is_some() {
            return Err(RecordError::TooDeep);
        }
        let read = members(text).map_err(|error| what_is_wrong(text, &error))?;
        let members = read.into_iter().map(|(name, value)| (name, value.get()));
        let mut members: Vec<_> = members.collect();
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

    /// Takes a member out.
    pub(crate) fn take(&mut self, name: &str) -> Option<&'a str> {
        let place = self.0.iter().position(|(other, _)| other == name)?;
        Some(self.0.remove(place).1)
    }

    /// Puts a member in, in the place of one that is `null`.
    pub(crate) fn put(&mut self, name: &'static str, value: &'a str) -> Result<(), RecordError> {
        if self.take(name).is_some_and(|other| other != "null") {
            return Err(RecordError::Twice(name));
        }
        self.0.push((name.to_owned(), value));
        Ok(())
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
