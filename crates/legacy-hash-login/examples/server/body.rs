//! The body of a request: not too long, and not for ever.

use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use zeroize::Zeroizing;

/// Why there is no body.
pub(crate) enum BodyError {
    TooLong,
    TooSlow,
    /// The client broke off, or sent no HTTP.
    Broken,
}

impl BodyError {
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Broken => StatusCode::BAD_REQUEST,
        }
    }

    pub(crate) const fn message(&self) -> &'static str {
        match self {
            Self::TooLong => "the body is too long",
            Self::TooSlow => "the body took too long",
            Self::Broken => "the body broke off",
        }
    }
}

/// Reads a body of so many bytes at most, within a time. It may hold a password.
pub(crate) async fn read(
    body: Body,
    bytes: usize,
    time: Duration,
) -> Result<Zeroizing<Vec<u8>>, BodyError> {
    let reading = collect(Limited::new(body, bytes), bytes);
    let read = tokio::time::timeout(time, reading).await;
    read.unwrap_or(Err(BodyError::TooSlow))
}

async fn collect(mut body: Limited<Body>, bytes: usize) -> Result<Zeroizing<Vec<u8>>, BodyError> {
    // As large as it may become: growing would leave copies behind.
    let mut all = Zeroizing::new(Vec::with_capacity(bytes));
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => all.extend_from_slice(frame.data_ref().map_or(&[], |data| data)),
            Err(error) if error.is::<LengthLimitError>() => return Err(BodyError::TooLong),
            Err(_) => return Err(BodyError::Broken),
        }
    }
    Ok(all)
}
