//! Texts that never reach a log.

use std::fmt;

/// The text of a stored hash. `Debug` shows its length alone.
#[derive(Clone, PartialEq, Eq)]
pub struct HashText(String);

impl HashText {
    /// The text, as it stands in the table.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for HashText {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for HashText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HashText([{} bytes])", self.0.len())
    }
}
