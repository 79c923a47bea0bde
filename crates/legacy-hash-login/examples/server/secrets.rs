//! Secrets from where nobody else reads them. What stands on a command line, every user of the machine
//! can read.

use std::ffi::OsString;
use std::path::PathBuf;
use std::{env, fs};

use crate::options::UsageError;

/// One secret, and what the command line said of it.
pub(crate) struct Secret {
    /// The option, without its dashes.
    name: &'static str,
    value: Option<String>,
    file: Option<PathBuf>,
}

impl Secret {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self {
            name,
            value: None,
            file: None,
        }
    }

    /// Whether this is one of the two options for it.
    pub(crate) fn is_named(&self, option: &str) -> bool {
        option.strip_suffix("-file").unwrap_or(option) == self.name
    }

    /// Takes the value of either of them.
    ///
    /// # Errors
    /// It is no text. What it is, is not said.
    pub(crate) fn take(&mut self, option: &str, value: OsString) -> Result<(), UsageError> {
        if option == self.name {
            let value = value.into_string();
            self.value = Some(value.map_err(|_| UsageError::NotText(self.name))?);
        } else {
            self.file = Some(value.into());
        }
        Ok(())
    }

    /// Whether the command line itself has it, for everybody to read.
    pub(crate) const fn is_visible(&self) -> bool {
        self.value.is_some()
    }

    /// The secret: from the command line, the file, or the environment.
    ///
    /// # Errors
    /// It is given twice, the file cannot be read, or the secret is empty.
    pub(crate) fn read(self) -> Result<Option<String>, UsageError> {
        let name = self.name;
        let secret = match (self.value, self.file) {
            (Some(_), Some(_)) => return Err(UsageError::Twice(name)),
            (Some(value), None) => Some(value),
            (None, Some(path)) => {
                let text = fs::read_to_string(path);
                let text = text.map_err(|error| UsageError::File { name, error })?;
                // The line break is the editor's.
                let text = text.strip_suffix('\n').unwrap_or(&text);
                Some(text.strip_suffix('\r').unwrap_or(text).to_owned())
            }
            (None, None) => match env::var(variable(name)) {
                Ok(value) => Some(value),
                Err(env::VarError::NotPresent) => None,
                Err(env::VarError::NotUnicode(_)) => return Err(UsageError::NotText(name)),
            },
        };
        match secret {
            Some(secret) if secret.trim().is_empty() => Err(UsageError::Empty(name)),
            secret => Ok(secret),
        }
    }
}

/// `LEGACY_HASH_API_TOKEN` for `--api-token`.
fn variable(name: &str) -> String {
    let name = name.replace('-', "_").to_ascii_uppercase();
    format!("LEGACY_HASH_{name}")
}
