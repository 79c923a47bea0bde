//! Bytes that must not be printed.

use core::fmt;

/// Bytes whose `Debug` shows how many there are and nothing else.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Redacted<B>(pub(crate) B);

impl<B: AsRef<[u8]>> AsRef<[u8]> for Redacted<B> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl<B: AsRef<[u8]>> fmt::Debug for Redacted<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.as_ref().len())
    }
}
