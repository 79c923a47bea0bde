//! What the API says.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use http::{Response, StatusCode};

use crate::identifier::Kind;
use crate::import::Imported;
use crate::logto::RecordError;
use crate::logto::json::{Fields, object, string};

/// Why there is no new user. What the client reads of it is a code of Logto's and a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("there is no such resource")]
    NotFound,
    #[error("only POST is answered here")]
    Method,
    #[error("the Authorization header is missing")]
    NoToken,
    #[error("the Authorization header is not of type Bearer")]
    TokenType,
    #[error("the token is not valid")]
    Token,
    #[error("too many requests")]
    TooMany(Duration),
    #[error("the body is too large")]
    TooLarge,
    #[error("the body has to be application/json")]
    MediaType,
    #[error("{0}")]
    Record(#[from] RecordError),
    #[error("no password can be hashed now")]
    Busy(Duration),
    #[error("internal error")]
    Internal,
}

impl Refusal {
    const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::NoToken | Self::TokenType | Self::Token => StatusCode::UNAUTHORIZED,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Record(
                RecordError::Taken(_) | RecordError::TooLong(_) | RecordError::Password(_),
            ) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Record(_) => StatusCode::BAD_REQUEST,
            Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::NotFound => "entity.not_found",
            Self::NoToken => "auth.authorization_header_missing",
            Self::TokenType => "auth.authorization_token_type_not_supported",
            Self::Token => "auth.unauthorized",
            Self::TooMany(_) => "request.rate_limited",
            Self::MediaType => "guard.mime_type_not_allowed",
            Self::Record(error) => error.code(),
            // Logto has no code for these.
            Self::Method | Self::TooLarge | Self::Busy(_) | Self::Internal => "request.general",
        }
    }

    /// `{"code": …, "message": …}`, with what the status asks for beside it.
    pub(crate) fn into_response(self) -> Response<Vec<u8>> {
        let (code, message) = (string(self.code()), string(&self.to_string()));
        let body = object([("code", code.as_str()), ("message", message.as_str())]);
        let mut response = json(self.status(), body);
        let mut header = |name: HeaderName, value: HeaderValue| {
            response.headers_mut().insert(name, value);
        };
        match self {
            Self::Method => header(http::header::ALLOW, HeaderValue::from_static("POST")),
            Self::NoToken | Self::TokenType | Self::Token => header(
                http::header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer"),
            ),
            Self::TooMany(wait) | Self::Busy(wait) => header(RETRY_AFTER, seconds(wait)),
            Self::NotFound
            | Self::TooLarge
            | Self::MediaType
            | Self::Record(_)
            | Self::Internal => (),
        }
        response
    }
}

/// Whole seconds, and never too few.
fn seconds(wait: Duration) -> HeaderValue {
    let started = u64::from(wait.subsec_nanos() > 0);
    wait.as_secs().saturating_add(started).max(1).into()
}

fn json(status: StatusCode, body: String) -> Response<Vec<u8>> {
    let mut response = Response::new(body.into_bytes());
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

/// A new user, with the fields that Logto answers with. No hash is among them. Whether there is a
/// password says the caller: one that can sign in.
pub(crate) fn created(
    id: &str,
    user: &Imported,
    has_password: bool,
    fields: &Fields<'_>,
) -> Response<Vec<u8>> {
    let identifier = |kind: Kind| {
        let mut identifiers = user.identifiers.iter();
        let found = identifiers.find(|(other, _)| *other == kind);
        found.map_or_else(null, |(_, spelled)| string(spelled))
    };
    let given = |name, otherwise: &str| fields.get(name).unwrap_or(otherwise).to_owned();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let now = now.as_millis().to_string();
    let members = [
        ("id", string(id)),
        ("username", identifier(Kind::UserName)),
        ("primaryEmail", identifier(Kind::Email)),
        ("primaryPhone", identifier(Kind::Phone)),
        ("name", given("name", "null")),
        ("avatar", given("avatar", "null")),
        ("customData", given("customData", "{}")),
        ("identities", given("identities", "{}")),
        ("lastSignInAt", given("lastSignInAt", "null")),
        ("createdAt", now.clone()),
        ("updatedAt", now),
        ("profile", given("profile", "{}")),
        ("applicationId", null()),
        ("isSuspended", user.is_locked.to_string()),
        ("hasPassword", has_password.to_string()),
    ];
    let members = members.iter().map(|(name, value)| (*name, value.as_str()));
    json(StatusCode::OK, object(members))
}

fn null() -> String {
    "null".to_owned()
}
