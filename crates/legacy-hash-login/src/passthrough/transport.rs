//! What carries requests to the old system.

use std::fmt;
use std::pin::Pin;

use zeroize::Zeroizing;

/// A body. `Debug` shows its length alone, and it is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl AsRef<[u8]> for SecretBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl<T: Into<Zeroizing<Vec<u8>>>> From<T> for SecretBytes {
    fn from(bytes: T) -> Self {
        Self(bytes.into())
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretBytes([{} bytes])", self.0.len())
    }
}

/// What [`Transport::send`] returns.
pub type Sending<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<SecretBytes>, TransportError>> + Send + 'a>>;

/// Carries a request to the old system and its answer back. `HttpTransport` is one, with the
/// feature `http`.
///
/// It must end: a request that never comes back keeps one of the
/// [places](crate::Passthrough::with_concurrency). It follows no redirect, and it bounds what it
/// reads.
pub trait Transport: Send + Sync + 'static {
    /// Sends it once. Dropping the future gives it up.
    fn send(&self, request: http::Request<SecretBytes>) -> Sending<'_>;
}

/// No answer came, or not a whole one. The causes are for the operator, and must hold nothing that
/// was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// No connection: the name is not known, the port is closed, the certificate is not right.
    #[error("no connection to the old system: {0}")]
    Connect(String),
    /// It took too long.
    #[error("the old system took too long")]
    TimedOut,
    /// The answer is larger than is read.
    #[error("the old system's answer is too large")]
    TooLarge,
    /// Anything else: the connection ended too early, or what came is not HTTP.
    #[error("no answer of the old system: {0}")]
    Failed(String),
}
