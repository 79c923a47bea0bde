//! What an export calls its fields, where that is not what Logto calls them.

use std::collections::HashSet;

use legacy_hash::LegacyHash;
use serde_json::value::RawValue;

use crate::json::members;
use crate::logto::json::{Fields, string};
use crate::logto::secrets::{is_harmless, looks_like};
use crate::logto::values::{COLUMNS, is_column};
use crate::logto::{METHODS, RecordError, SetupError};

/// Other names for Logto's fields, and names that may be kept though they look like a secret's.
///
/// A field that has no column is kept as it is written, beside the account and for ever. If it were
/// a password or a hash, the account would count as one that never had any, and the secret would lie
/// where nobody looks for it. So a record is refused
/// ([`RecordError::Secret`]) if the name of a field, at any depth, looks like a password, a hash, a
/// salt or a digest: in any case of letters and with any signs between its words
/// (`passwordHash`, `encrypted_password`, `pwd`, `customData.oldSalt`). Refused as well is a text under
/// any name that is a hash of a kind which says so itself (`$2b$…`, `$argon2id$…`). Too many names are
/// refused rather than too few.
///
/// What cannot be a secret is kept: `null`, `true`, `false`, what is empty, and a number or a
/// date under a name that ends in `At`, `On`, `Date`, `Time`, `Count` and the like
/// (`hasPassword`, `passwordUpdatedAt`).
///
/// ```
/// use legacy_hash_login::logto::FieldNames;
///
/// let names = FieldNames::default()
///     .map("password_hash", "Bcrypt")? // a digest, and its method
///     .map("login", "username")?
///     .allow_attribute("saltLakeCity");
/// # Ok::<(), legacy_hash_login::logto::SetupError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct FieldNames {
    renamed: Vec<(String, Field)>,
    allowed: HashSet<String>,
}

/// What a name stands for.
#[derive(Clone, Debug)]
struct Field {
    name: &'static str,
    /// The method of all digests under this name, as JSON.
    method: Option<String>,
}

impl FieldNames {
    /// Reads a record's field of this name as another: one of Logto's fields that has a column
    /// (`id`, `username`, `primaryEmail`, `primaryPhone`, `isSuspended`, `lastSignInAt`,
    /// `password`, `passwordDigest`, `passwordAlgorithm`, `passwordEncrypted`,
    /// `passwordEncryptionMethod`), or a digest that was made by one of Logto's methods
    /// (`Bcrypt`, `MD5`, `SHA1`, `SHA256`, `Argon2i`, `Argon2d`, `Argon2id`, `Legacy`), whose records
    /// need not name it. Names are exact, and stand at the top of the record.
    ///
    /// # Errors
    /// [`SetupError::UnknownField`] if there is no such field or method;
    /// [`SetupError::NameTaken`] if the name means something already.
    pub fn map(mut self, name: impl Into<String>, to: &str) -> Result<Self, SetupError> {
        let name = name.into();
        let is_mapped = self.renamed.iter().any(|(other, _)| *other == name);
        if is_mapped || is_column(&name) {
            return Err(SetupError::NameTaken);
        }
        let method = METHODS.iter().find(|(method, _)| *method == to);
        let column = COLUMNS.iter().find(|column| **column == to);
        let field = match (method, column) {
            (Some((method, _)), _) => Field {
                // Digests under Logto's newer name have a length that is Logto's own affair.
                name: "passwordEncrypted",
                method: Some(string(method)),
            },
            (None, Some(name)) => Field { name, method: None },
            (None, None) => return Err(SetupError::UnknownField),
        };
        self.renamed.push((name, field));
        Ok(self)
    }

    /// Keeps fields of this name, at any depth, though it looks like a secret's. The names within
    /// them are looked at all the same. Names are exact.
    #[must_use]
    pub fn allow_attribute(mut self, name: impl Into<String>) -> Self {
        self.allowed.insert(name.into());
        self
    }

    /// The fields under Logto's names.
    pub(crate) fn apply<'f>(&'f self, fields: Fields<'f>) -> Result<Fields<'f>, RecordError> {
        let mut fields = fields;
        for (name, field) in &self.renamed {
            let Some(value) = fields.take(name).filter(|value| *value != "null") else {
                continue;
            };
            fields.put(field.name, value)?;
            if let Some(method) = &field.method {
                fields.put("passwordEncryptionMethod", method)?;
            }
        }
        Ok(fields)
    }

    /// Refuses a field that may be a secret, and will be kept as it is.
    pub(crate) fn check(&self, name: &str, value: &str) -> Result<(), RecordError> {
        if !self.allowed.contains(name) {
            if let Some(called) = looks_like(name)
                && !is_harmless(name, value)
            {
                return Err(RecordError::Secret(called));
            }
            self.check_text(value)?;
        }
        // A record is nested no deeper than serde_json reads, so that this ends.
        match value.as_bytes().first() {
            Some(b'{') => members(value)
                .map_err(|_| RecordError::NotJson)?
                .into_iter()
                .try_for_each(|(name, value)| self.check(&name, value.get())),
            Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(value)
                .map_err(|_| RecordError::NotJson)?
                .into_iter()
                .try_for_each(|value| self.check(name, value.get())),
            _ => Ok(()),
        }
    }

    /// Refuses a text that is a hash by its own words.
    fn check_text(&self, value: &str) -> Result<(), RecordError> {
        if !value.starts_with("\"$") {
            return Ok(());
        }
        let text: String = serde_json::from_str(value).map_err(|_| RecordError::NotJson)?;
        match LegacyHash::parse(&text) {
            Ok(_) => Err(RecordError::Secret("a text that is a hash")),
            Err(_) => Ok(()),
        }
    }
}
