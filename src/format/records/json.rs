//! JSON, as far as records need it: objects that have no key twice.

#[cfg(feature = "records")]
use core::fmt;

#[cfg(feature = "records")]
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::error::Field;
use crate::format::row::Unread;

/// The most keys of an object, which are compared with each other.
#[cfg(feature = "records")]
const MAX_KEYS: usize = 64;

/// A value. What no record has is read over.
#[derive(Debug)]
pub(crate) enum Json {
    Text(String),
    /// A whole number that is not negative.
    Number(u32),
    Array(Vec<Json>),
    Object(Object),
    Other,
}

/// The keys of an object, each once, and their values.
#[derive(Debug, Default)]
pub(crate) struct Object(Vec<(String, Json)>);

impl Object {
    /// Whether it has this key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    fn get(&self, key: &str) -> Option<&Json> {
        let found = self.0.iter().find(|(own, _)| own == key);
        found.map(|(_, value)| value)
    }

    /// The text under a key, if it is there.
    ///
    /// # Errors
    /// `field`, where anything else stands there.
    pub(crate) fn text(&self, key: &str, field: Field) -> Result<Option<&str>, Unread> {
        match self.get(key) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text)),
            Some(_) => Err(Unread::Malformed(field)),
        }
    }

    /// The number under a key, if it is there.
    ///
    /// # Errors
    /// `field`, where anything else stands there.
    pub(crate) fn number(&self, key: &str, field: Field) -> Result<Option<u32>, Unread> {
        match self.get(key) {
            None => Ok(None),
            Some(Json::Number(number)) => Ok(Some(*number)),
            Some(_) => Err(Unread::Malformed(field)),
        }
    }

    /// The object under a key, if it is there.
    ///
    /// # Errors
    /// `field`, where anything else stands there.
    pub(crate) fn object(&self, key: &str, field: Field) -> Result<Option<&Self>, Unread> {
        match self.get(key) {
            None => Ok(None),
            Some(Json::Object(object)) => Ok(Some(object)),
            Some(_) => Err(Unread::Malformed(field)),
        }
    }

    /// The objects under two keys, of which each may stand in a text.
    ///
    /// # Errors
    /// Anything else stands there, or nothing.
    pub(crate) fn inner(self, [first, second]: [&str; 2]) -> Result<[Self; 2], Unread> {
        let mut found = [None, None];
        let [first_found, second_found] = &mut found;
        for (key, value) in self.0 {
            if key == first {
                *first_found = Some(value);
            } else if key == second {
                *second_found = Some(value);
            }
        }
        let object = |value| match value {
            Some(Json::Object(object)) => Ok(object),
            Some(Json::Text(text)) => read(&text),
            _ => Err(Unread::Malformed(Field::Structure)),
        };
        let [first, second] = found;
        Ok([object(first)?, object(second)?])
    }

    /// The only text in the array under a key, if there is that key.
    ///
    /// # Errors
    /// `field`, where anything else stands there.
    pub(crate) fn only_text(&self, key: &str, field: Field) -> Result<Option<&str>, Unread> {
        match self.get(key) {
            None => Ok(None),
            Some(Json::Array(values)) => match values.as_slice() {
                [Json::Text(text)] => Ok(Some(text)),
                _ => Err(Unread::Malformed(field)),
            },
            Some(_) => Err(Unread::Malformed(field)),
        }
    }
}

/// Reads an object. What is deeper than 128 levels is none.
#[cfg(feature = "records")]
pub(crate) fn read(text: &str) -> Result<Object, Unread> {
    match serde_json::from_str(text) {
        Ok(Json::Object(object)) => Ok(object),
        _ => Err(Unread::Malformed(Field::Structure)),
    }
}

/// There is nothing to read it with.
#[cfg(not(feature = "records"))]
pub(crate) fn read(_: &str) -> Result<Object, Unread> {
    Err(Unread::Malformed(Field::Structure))
}

#[cfg(feature = "records")]
impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

/// Makes a value of what serde finds.
#[cfg(feature = "records")]
struct Reader;

#[cfg(feature = "records")]
impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Json, E> {
        Ok(Json::Text(text))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Json, E> {
        Ok(u32::try_from(number).map_or(Json::Other, Json::Number))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = elements.next_element()? {
            values.push(value);
        }
        Ok(Json::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut object = Object::default();
        while let Some(key) = entries.next_key::<String>()? {
            // One of the two would count, and another program may take the other.
            if object.has(&key) {
                return Err(A::Error::custom("a key twice"));
            }
            if object.0.len() == MAX_KEYS {
                return Err(A::Error::custom("too many keys"));
            }
            object.0.push((key, entries.next_value()?));
        }
        Ok(Json::Object(object))
    }
}

/// The keys of the outermost object as they are written, without reading JSON.
pub(crate) fn keys(text: &str) -> impl Iterator<Item = &str> {
    let (mut rest, mut depth) = (text, 0_usize);
    core::iter::from_fn(move || {
        loop {
            let place = rest.find(['"', '{', '}', '[', ']'])?;
            let (_, found) = rest.split_at_checked(place)?;
            let (mark, behind) = found.split_at_checked(1)?;
            rest = behind;
            match mark {
                "{" | "[" => depth = depth.saturating_add(1),
                "}" | "]" => depth = depth.saturating_sub(1),
                _ => {
                    let (string, behind) = string(rest)?;
                    rest = behind;
                    if depth == 1 && rest.trim_ascii_start().starts_with(':') {
                        return Some(string);
                    }
                }
            }
        }
    })
}

/// What stands in front of the next quotation mark that no backslash stands before, and what is behind it.
fn string(text: &str) -> Option<(&str, &str)> {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })?;
    let (string, rest) = text.split_at_checked(end)?;
    Some((string, rest.get(1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_outermost_object() {
        let text = r#"{"a":{"b":1},"c" : ["d:",{"e":2}], "f\"":"g","h\\":null,"i"#;
        assert_eq!(keys(text).collect::<Vec<_>>(), ["a", "c", r#"f\""#, r"h\\"]);
        for none in [
            "",
            "{",
            r#"{""#,
            r#"{"\"#,
            r#"{"a"}"#,
            r#"["a":1]x"#,
            "}}}{",
            "é\"é",
        ] {
            let found: Vec<_> = keys(none).filter(|key| *key != "a").collect();
            assert_eq!(found, [""; 0], "{none}");
        }
    }

    #[cfg(feature = "records")]
    #[test]
    fn objects_are_read_or_refused() {
        let read = |text: &str| read(text).is_ok();
        assert!(read(r#"{"a":"b","c":[1,-1,1.5,true,null,{"a":1}]}"#));
        let deep = |depth: usize| {
            let (open, close) = ("[".repeat(depth), "]".repeat(depth));
            format!(r#"{{"a":{open}{close}}}"#)
        };
        assert!(read(&deep(100)));
        for wrong in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":1}"#,
            r#"{"b":[{"a":1,"a":1}]}"#,
            r#"{"a":NaN}"#,
            r#"{"a":"\ud800"}"#,
            r#"{"a":1}{"#,
            "\u{feff}{}",
            "[]",
            "",
            &deep(10_000),
        ] {
            assert!(!read(wrong), "{wrong}");
        }
        let many = |count: usize| {
            let keys: Vec<_> = (0..count).map(|key| format!(r#""{key}":0"#)).collect();
            format!("{{{}}}", keys.join(","))
        };
        assert!(read(&many(64)));
        assert!(!read(&many(65)));
    }

    #[cfg(feature = "records")]
    #[test]
    fn a_value_of_another_kind_is_no_value() {
        let object = read(r#"{"t":"x","n":7,"o":{},"a":["y"],"e":"{}","z":null,"b":4294967296}"#);
        let object = object.unwrap();
        let (field, malformed) = (Field::Salt, Unread::Malformed(Field::Salt));
        for key in ["t", "n", "o", "a", "e", "z", "b"] {
            let is_text = ["t", "e"].contains(&key);
            assert_eq!(object.text(key, field).is_ok(), is_text, "{key}");
            assert_eq!(object.number(key, field).is_ok(), key == "n", "{key}");
            assert_eq!(object.object(key, field).is_ok(), key == "o", "{key}");
            assert_eq!(object.only_text(key, field).is_ok(), key == "a", "{key}");
        }
        assert_eq!(object.text("z", field), Err(malformed));
        assert_eq!(object.text("absent", field), Ok(None));
        assert_eq!(object.number("n", field), Ok(Some(7)));
    }
}
