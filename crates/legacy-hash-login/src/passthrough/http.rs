//! The transport over reqwest.

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use reqwest::{Client, ClientBuilder, redirect, retry};

use crate::passthrough::{SecretBytes, Sending, Transport, TransportError};

/// What a request may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HttpLimits {
    /// The time until there is a connection, with its TLS. Default 3 s. No source: one lost packet
    /// is sent again after 1 s, a second one after 3 s.
    pub connect: Duration,
    /// The time until the answer is read to its end, the connection's included. Default 10 s. No
    /// source: as long as a person waits for a sign-in.
    pub total: Duration,
    /// The bytes of an answer's body. Default 65536. No source: a verdict, a code and a message take
    /// less than one of these 64 KiB, and a page of error some.
    pub body_bytes: usize,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            total: Duration::from_secs(10),
            body_bytes: 64 * 1024,
        }
    }
}

/// Asks over HTTP, by [reqwest](https://docs.rs/reqwest) with rustls and the system's root
/// certificates.
///
/// It sends a request once. It follows no redirect, takes no proxy from the environment, keeps no
/// cookies and unpacks nothing. Clones share their connections.
///
/// ```
/// use std::time::Duration;
///
/// use legacy_hash_login::{HttpLimits, HttpTransport};
///
/// let transport = HttpTransport::new(HttpLimits {
///     total: Duration::from_secs(5),
///     ..HttpLimits::default()
/// })?;
/// # Ok::<(), legacy_hash_login::TransportError>(())
/// ```
#[derive(Clone, Debug)]
pub struct HttpTransport {
    client: Client,
    body_bytes: usize,
}

impl HttpTransport {
    /// A transport within these limits.
    ///
    /// # Errors
    /// [`TransportError::Failed`] if the system's root certificates cannot be used.
    pub fn new(limits: HttpLimits) -> Result<Self, TransportError> {
        // What reqwest leaves out here by its features, somebody else in the build may turn on.
        let builder = ClientBuilder::new()
            .connect_timeout(limits.connect)
            .timeout(limits.total)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .no_proxy()
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate();
        Ok(Self {
            client: builder.build().map_err(|error| transport_error(&error))?,
            body_bytes: limits.body_bytes,
        })
    }

    async fn exchange(
        &self,
        request: http::Request<SecretBytes>,
    ) -> Result<http::Response<SecretBytes>, TransportError> {
        // Without a copy: the bytes are wiped when reqwest drops them.
        let request = request.map(Bytes::from_owner).try_into();
        let sent = match request {
            Ok(request) => self.client.execute(request).await,
            Err(error) => Err(error),
        };
        let mut answer = sent.map_err(|error| transport_error(&error))?;
        let mut body = Vec::new();
        while let Some(chunk) = answer
            .chunk()
            .await
            .map_err(|error| transport_error(&error))?
        {
            if body.len().saturating_add(chunk.len()) > self.body_bytes {
                return Err(TransportError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = http::Response::new(body.into());
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        Ok(response)
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: http::Request<SecretBytes>) -> Sending<'_> {
        Box::pin(self.exchange(request))
    }
}

/// What went wrong, by its innermost cause: the outer ones name the address.
fn transport_error(error: &reqwest::Error) -> TransportError {
    if error.is_timeout() {
        return TransportError::TimedOut;
    }
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    // reqwest's own words end with the address.
    let words = match cause.downcast_ref::<reqwest::Error>() {
        Some(_) => "the request could not be sent".to_owned(),
        None => cause.to_string(),
    };
    if error.is_connect() {
        TransportError::Connect(words)
    } else {
        TransportError::Failed(words)
    }
}
