//! Reads a Logto export: a JSON array of users. A bad record costs itself and no other, and a
//! file that breaks off costs what comes after the break.

use std::borrow::Cow;
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
    NotUtf8,
    NotJson(serde_json::Error),
    NotAnObject,
    NoName,
    SecondOfThatName,
    NotText(&'static str),
    PasswordAndDigest,
    TwoDigests,
    MethodRequired,
    UnknownMethod,
    Digest(ParseError),
}

impl fmt::Display for BadRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("not UTF-8"),
            Self::NotJson(error) => {
                // Its own count of lines starts at the record, and would only mislead.
                let error = error.to_string();
                let (reason, _) = error.split_once(" at line").unwrap_or((&error, ""));
                write!(f, "not JSON: {reason}")
            }
            Self::NotAnObject => f.write_str("not a user, but another kind of JSON value"),
            Self::NoName => f.write_str("neither username, e-mail address nor phone number"),
            Self::SecondOfThatName => f.write_str("a second record of this user"),
            Self::NotText(field) => write!(f, "{field} is not text"),
            Self::PasswordAndDigest => {
                f.write_str("password beside a digest (user.password_and_digest)")
            }
            Self::TwoDigests => f.write_str("a digest in each spelling of the fields"),
            Self::MethodRequired => {
                f.write_str("digest without a method (user.password_algorithm_required)")
            }
            Self::UnknownMethod => f.write_str("a method that is not known"),
            Self::Digest(error) => error.fmt(f),
        }
    }
}

/// Reads all that can be read.
pub(crate) fn read(file: &[u8]) -> Export {
    // What is not UTF-8 becomes U+FFFD, and the records that have one are bad.
    let text = String::from_utf8_lossy(file);
    let is_utf8 = matches!(text, Cow::Borrowed(_));
    let (elements, error) = elements(&text);
    let mut names = HashSet::new();
    let (mut line, mut read_to) = (1_usize, 0_usize);
    let records = elements
        .into_iter()
        .zip(1..)
        .map(|((start, element), number)| {
            let passed = text.as_bytes().get(read_to..start).unwrap_or_default();
            line = line.saturating_add(passed.iter().filter(|&&byte| byte == b'\n').count());
            read_to = start;
            let is_spoilt = |value: &Value| value.to_string().contains(char::REPLACEMENT_CHARACTER);
            let user = match element {
                Err(error) => Err(BadRecord::NotJson(error)),
                Ok(value) if !is_utf8 && is_spoilt(&value) => Err(BadRecord::NotUtf8),
                Ok(value) => user(&value),
            };
            let user = user.and_then(|user| match names.insert(user.name.clone()) {
                true => Ok(user),
                false => Err(BadRecord::SecondOfThatName),
            });
            let place = Place { number, line };
            Record { place, user }
        });
    let records = records.collect();
    Export { records, error }
}

fn user(element: &Value) -> Result<User, BadRecord> {
    let fields = element.as_object().ok_or(BadRecord::NotAnObject)?;
    let text = |field: &'static str| match fields.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(BadRecord::NotText(field)),
    };
    let name = ["username", "primaryEmail", "primaryPhone"].map(text);
    let mut name = name.into_iter().filter_map(Result::transpose);
    let name = name.find(|name| !name.as_ref().is_ok_and(String::is_empty));
    let name = name.ok_or(BadRecord::NoName)??;
    let older = (
        text("passwordEncrypted")?,
        text("passwordEncryptionMethod")?,
    );
    let newer = (text("passwordDigest")?, text("passwordAlgorithm")?);
    let (digest, method) = match (older, newer) {
        ((Some(_), _), (Some(_), _)) => return Err(BadRecord::TwoDigests),
        (older, (None, _)) => older,
        (_, newer) => newer,
    };

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

/// An element of the array, and the place where it starts.
type Element = (usize, Result<Value, serde_json::Error>);

/// Takes the array apart by its brackets and strings alone, so that an element that is no JSON
/// costs itself and not what comes after it. Where that takes in too much, since a bracket is
/// missing or one too many, reading goes on at the next line that begins like the element's own.
fn elements(text: &str) -> (Vec<Element>, Option<&'static str>) {
    let mut elements = Vec::new();
    let Some(open) = text.find(|c: char| !c.is_whitespace() && c != '\u{feff}') else {
        return (elements, Some("it is empty"));
    };
    if !text.get(open..).is_some_and(|text| text.starts_with('[')) {
        return (elements, Some("it is no JSON array"));
    }
    let mut from = open.saturating_add(1);
    loop {
        let (end, stop) = scan(text, from);
        let element = text.get(from..end).unwrap_or_default();
        let blank = element.len().saturating_sub(element.trim_start().len());
        let start = from.saturating_add(blank);
        let is_element = !element.trim().is_empty() || stop == Stop::Comma;
        let value = serde_json::from_str(element);
        let next_line = || line_like(text, start);
        let resume = match &value {
            Err(_) => next_line().filter(|&next| next < end),
            Ok(_) => None,
        };
        if is_element {
            elements.push((start, value));
        }
        let rest = text.get(end.saturating_add(1)..).unwrap_or_default();
        from = match (resume, stop) {
            (Some(next), _) => next,
            (None, Stop::Comma) => end.saturating_add(1),
            (None, Stop::Bracket) if rest.trim().is_empty() => return (elements, None),
            (None, Stop::Bracket) => match next_line() {
                Some(next) => next,
                None => return (elements, Some("it goes on after the array")),
            },
            (None, Stop::EndOfFile) => return (elements, Some("it breaks off inside the array")),
        };
    }
}

/// What an element ends at.
#[derive(PartialEq)]
enum Stop {
    Comma,
    Bracket,
    EndOfFile,
}

/// Where the element that starts at `from` ends.
fn scan(text: &str, from: usize) -> (usize, Stop) {
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    for (place, byte) in text.bytes().enumerate().skip(from) {
        match byte {
            b'\n' => (in_string, is_escaped) = (false, false), // no string of JSON has one
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => (),
            b',' if depth == 0 => return (place, Stop::Comma),
            b']' if depth == 0 => return (place, Stop::Bracket),
            b'[' | b'{' => depth = depth.saturating_add(1),
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => (),
        }
    }
    (text.len(), Stop::EndOfFile)
}

/// Where the next line starts that begins like the one of `start`: same blanks, same first letter.
fn line_like(text: &str, start: usize) -> Option<usize> {
    let line = text.get(..start)?.rfind('\n')?;
    let begin: &str = text.get(line..=start)?;
    let is_own_line = text.get(line..start)?.trim().is_empty();
    let found = text.get(start..)?.find(begin).filter(|_| is_own_line)?;
    found.checked_add(start)
}
