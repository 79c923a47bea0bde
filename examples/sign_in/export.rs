//! Reads a Logto export: a JSON array of users. A bad record costs itself and no other, and a
//! file that breaks off costs what is behind the break.

use std::collections::HashSet;
use std::fmt;

use legacy_hash::ParseError;
use legacy_hash::envelope::logto;
use serde_json::Value;

/// What a file holds.
pub(crate) struct Export {
    pub(crate) records: Vec<Record>,
    /// What is wrong with the file itself.
    pub(crate) error: Option<&'static str>,
}

/// One element of the array.
pub(crate) struct Record {
    pub(crate) place: Place,
    pub(crate) user: Result<User, BadRecord>,
}

/// Where a record stands, counted from 1.
pub(crate) struct Place {
    number: usize,
    line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {}, line {}", self.number, self.line)
    }
}

/// A user as the database takes one.
pub(crate) struct User {
    pub(crate) name: String,
    /// Logto's method and the digest; nothing for a user without a password.
    pub(crate) password: Option<(String, String)>,
}

/// What is wrong with a record; the codes are Logto's own.
pub(crate) enum BadRecord {
    NotJson(serde_json::Error),
    NotAnObject,
    NoName,
    SecondOfThatName,
    NotText(&'static str),
    PasswordAndDigest,
    MethodRequired,
    UnknownMethod,
    Digest(ParseError),
}

impl fmt::Display for BadRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(error) => {
                // Its own count of lines starts at the record, and would only mislead.
                let error = error.to_string();
                let (reason, _) = error.split_once(" at line").unwrap_or((&error, ""));
                write!(f, "not JSON: {reason}")
            }
            Self::NotAnObject => f.write_str("not a user, but another kind of JSON value"),
            Self::NoName => f.write_str("neither username, e-mail address nor phone number"),
            Self::SecondOfThatName => f.write_str("the user stands further up already"),
            Self::NotText(field) => write!(f, "{field} is not text"),
            Self::PasswordAndDigest => f.write_str("user.password_and_digest"),
            Self::MethodRequired => f.write_str("user.password_algorithm_required"),
            Self::UnknownMethod => f.write_str("a method that is not known"),
            Self::Digest(error) => error.fmt(f),
        }
    }
}

/// Reads all that can be read.
pub(crate) fn read(text: &str) -> Export {
    let (elements, error) = elements(text);
    let mut names = HashSet::new();
    let (mut line, mut read_to) = (1_usize, 0_usize);
    let records = elements
        .into_iter()
        .zip(1..)
        .map(|((start, element), number)| {
            let passed = text.as_bytes().get(read_to..start).unwrap_or_default();
            line = line.saturating_add(passed.iter().filter(|&&byte| byte == b'\n').count());
            read_to = start;
            let user = user(element).and_then(|user| match names.insert(user.name.clone()) {
                true => Ok(user),
                false => Err(BadRecord::SecondOfThatName),
            });
            let place = Place { number, line };
            Record { place, user }
        });
    let records = records.collect();
    Export { records, error }
}

fn user(element: &str) -> Result<User, BadRecord> {
    let Value::Object(fields) = serde_json::from_str(element).map_err(BadRecord::NotJson)? else {
        return Err(BadRecord::NotAnObject);
    };
    let text = |field: &'static str| match fields.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(BadRecord::NotText(field)),
    };
    let either = |older, newer| Ok(text(newer)?.or(text(older)?));
    let name = match text("username")? {
        Some(name) => Some(name),
        None => either("primaryPhone", "primaryEmail")?,
    };
    let name = name.ok_or(BadRecord::NoName)?;
    let digest = either("passwordEncrypted", "passwordDigest")?;
    let method = either("passwordEncryptionMethod", "passwordAlgorithm")?;

    let password = match (digest, method) {
        (Some(_), _) if text("password")?.is_some() => return Err(BadRecord::PasswordAndDigest),
        (Some(_), None) => return Err(BadRecord::MethodRequired),
        (None, _) => None,
        (Some(digest), Some(method)) => match logto::parse(&method, &digest) {
            // A marker is no fault of the record: the user has no password, and stays without.
            Ok(_) | Err(ParseError::Disabled) => Some((method, digest)),
            Err(ParseError::Unrecognized) => return Err(BadRecord::UnknownMethod),
            Err(error) => return Err(BadRecord::Digest(error)),
        },
    };
    Ok(User { name, password })
}

/// Takes the array apart by its brackets and strings alone, so that an element that is no JSON
/// costs itself and not what is behind it. With each element goes the place where it starts.
fn elements(text: &str) -> (Vec<(usize, &str)>, Option<&'static str>) {
    let mut elements = Vec::new();
    let mut push = |start, end| {
        let element: &str = text.get(start..end).unwrap_or_default();
        let trimmed = element.trim_start();
        let blank = element.len().saturating_sub(trimmed.len());
        if !trimmed.is_empty() {
            elements.push((blank.saturating_add(start), trimmed.trim_end()));
        }
    };
    let Some(open) = text.find(|c: char| !c.is_whitespace() && c != '\u{feff}') else {
        return (elements, Some("it is empty"));
    };
    if !text.get(open..).is_some_and(|text| text.starts_with('[')) {
        return (elements, Some("it is no JSON array"));
    }
    let mut start = open.saturating_add(1);
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    for (place, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => (),
            b',' if depth == 0 => {
                push(start, place);
                start = place.saturating_add(1);
            }
            b']' if depth == 0 => {
                push(start, place);
                let rest = text.get(place.saturating_add(1)..).unwrap_or_default();
                let is_end = rest.trim().is_empty();
                return (elements, (!is_end).then_some("it goes on behind the array"));
            }
            b'[' | b'{' => depth = depth.saturating_add(1),
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => (),
        }
    }
    push(start, text.len());
    (elements, Some("it breaks off inside the array"))
}
