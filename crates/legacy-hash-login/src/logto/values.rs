//! The fields that have columns, and what may stand in them.

use crate::logto::json::Fields;
use crate::logto::{METHODS, RecordError};

/// Logto takes a `passwordDigest` of so many characters, in JavaScript's count.
const MAX_DIGEST_CHARS: usize = 256;

/// An account's own number or name has so many bytes at the most. Logto's has 12.
const MAX_ID_BYTES: usize = 128;

/// A digest and its method, in the newer spelling and the older one.
pub(crate) const SPELLINGS: [(&str, &str); 2] = [
    ("passwordDigest", "passwordAlgorithm"),
    ("passwordEncrypted", "passwordEncryptionMethod"),
];

/// Who a record comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// An export: accounts have their numbers, and an empty column is `null` or empty.
    File,
    /// A request for a new account, which gets a new number. `null` is refused, as Logto does.
    Request,
}

/// A record's fields, as they are to be read.
#[derive(Clone, Copy)]
pub(crate) struct Values<'f> {
    pub(crate) fields: &'f Fields<'f>,
    pub(crate) form: Form,
}

impl Values<'_> {
    /// The value of a field, as it is written.
    fn get(&self, name: &str) -> Option<&str> {
        let value = self.fields.get(name)?;
        (value != "null" || self.form == Form::Request).then_some(value)
    }

    pub(crate) fn text(&self, name: &'static str) -> Result<Option<String>, RecordError> {
        let read = |value| serde_json::from_str(value).map_err(|_| RecordError::Field(name));
        self.get(name).map(read).transpose()
    }

    /// The two fields of one spelling.
    pub(crate) fn hashed(
        &self,
        (digest, method): (&'static str, &'static str),
    ) -> Result<(Option<String>, Option<&'static str>), RecordError> {
        let text = self.text(digest)?;
        let is_long = |text: &String| text.encode_utf16().count() > MAX_DIGEST_CHARS;
        if digest == "passwordDigest" && text.as_ref().is_some_and(is_long) {
            return Err(RecordError::Field(digest));
        }
        let Some(name) = self.text(method)? else {
            return Ok((text, None));
        };
        let known = METHODS.iter().find(|(known, _)| *known == name);
        let (known, _) = known.ok_or(RecordError::Field(method))?;
        Ok((text, Some(*known)))
    }

    /// Another system than Logto may have counted its users.
    pub(crate) fn id(&self) -> Result<Option<String>, RecordError> {
        let Some(value) = self.get("id") else {
            return Ok(None);
        };
        let id = match value.bytes().all(|byte| byte.is_ascii_digit()) {
            true => value.to_owned(),
            false => serde_json::from_str(value).map_err(|_| RecordError::Field("id"))?,
        };
        let is_bad = id.is_empty() || id.len() > MAX_ID_BYTES || id.chars().any(char::is_control);
        match is_bad {
            true => Err(RecordError::Field("id")),
            false => Ok(Some(id)),
        }
    }

    pub(crate) fn is_suspended(&self) -> Result<bool, RecordError> {
        match self.get("isSuspended") {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(RecordError::Field("isSuspended")),
        }
    }

    /// In seconds; Logto counts milliseconds.
    pub(crate) fn last_sign_in(&self) -> Result<Option<i64>, RecordError> {
        let name = "lastSignInAt";
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let milliseconds: f64 = value.parse().map_err(|_| RecordError::Field(name))?;
        // No date of JavaScript is farther from 1970.
        if milliseconds.abs() > 8.64e15 {
            return Err(RecordError::Field(name));
        }
        Ok(Some((milliseconds / 1000.0).floor() as i64))
    }
}

/// The fields that have columns.
pub(crate) const COLUMNS: [&str; 11] = [
    "id",
    "isSuspended",
    "lastSignInAt",
    "password",
    "passwordAlgorithm",
    "passwordDigest",
    "passwordEncrypted",
    "passwordEncryptionMethod",
    "primaryEmail",
    "primaryPhone",
    "username",
];

/// Whether a name is one of the fields that have columns.
pub(crate) fn is_column(name: &str) -> bool {
    COLUMNS.contains(&name)
}

/// `^[A-Z_a-z]\w*$`
pub(crate) fn is_user_name(text: &str) -> bool {
    let is_word = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
    let starts_well = |byte: &u8| *byte == b'_' || byte.is_ascii_alphabetic();
    text.bytes().all(is_word) && text.as_bytes().first().is_some_and(starts_well)
}

/// `^\S+@\S+\.\S+$`
pub(crate) fn is_email(text: &str) -> bool {
    let is_space = |c: char| c.is_whitespace() || c == '\u{feff}';
    let mut signs = text.chars();
    let has_local = signs.next().is_some();
    let domain = signs.as_str().split_once('@').map(|(_, domain)| domain);
    let has_dot = domain.is_some_and(|domain| {
        let mut places = domain.match_indices('.').map(|(place, _)| place);
        places.any(|place| place > 0 && place < domain.len().saturating_sub(1))
    });
    has_local && has_dot && !text.chars().any(is_space)
}

/// `^\d+$`
pub(crate) fn is_phone(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A user name of any system: all but blanks and control characters.
pub(crate) fn is_any_user_name(text: &str) -> bool {
    let is_sign = |c: char| !c.is_whitespace() && !c.is_control() && c != '\u{feff}';
    !text.is_empty() && text.chars().all(is_sign)
}

/// A phone number of any system: digits, with a `+` in front and blanks, hyphens, dots and brackets
/// between them.
pub(crate) fn is_any_phone(text: &str) -> bool {
    let number = text.strip_prefix('+').unwrap_or(text);
    let is_sign = |byte: u8| byte.is_ascii_digit() || b" -.()".contains(&byte);
    number.bytes().all(is_sign) && number.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_shaped_as_logtos_are() {
        for (is_shaped, good, bad) in [
            (
                is_user_name as fn(&str) -> bool,
                &["a", "_", "Ann_1"][..],
                &["", "1a", "a b", "a-b", "a.b", "é", "a\n"][..],
            ),
            (
                is_email,
                &["a@b.c", "a@@b.c", "@@b.c", "a@.b.c", "a@b..", "é@b.c"],
                &[
                    "",
                    "@b.c",
                    "a@b",
                    "a@.c",
                    "a@b.",
                    "a b@c.d",
                    "a@b.c\u{feff}",
                    "a.b@c",
                ],
            ),
            (is_phone, &["1", "0049301234"], &["", "+1", "1 2", "１"]),
            (
                is_any_user_name,
                &[
                    "a.b",
                    "1a",
                    "ann-lee",
                    "é",
                    "4930123",
                    "+49",
                    "ann@example.org",
                ],
                &[
                    "",
                    " ",
                    "a b",
                    "a\t",
                    "a\u{0}",
                    "\u{a0}a",
                    "a\u{feff}",
                    "a\n",
                ],
            ),
            (
                is_any_phone,
                &["1", "+49301234", "+1 (555) 010-0199", "030", "(0)1.2"],
                &[
                    "", "+", "++1", "1+", "1+2", " +1", "x1", "030/1", "１", "()", "1\t2",
                ],
            ),
        ] {
            assert!(good.iter().all(|text| is_shaped(text)), "{good:?}");
            assert!(!bad.iter().any(|text| is_shaped(text)), "{bad:?}");
        }
    }
}
