//! What the server answers.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Json, Response};
use axum::routing::{any, get, post};
use legacy_hash::Policy;
use legacy_hash_login::logto::{Api, ApiError, Hasher};
use legacy_hash_login::{SignIn, SignInError, SqlStore, Store};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::progress::{self, Survey};

/// The longest body of a sign-in, in bytes: the longest password, every byte of it escaped.
const BODY: usize = 32 * 1024;

/// What every answer needs.
pub(crate) struct Service {
    sign_in: SignIn<SqlStore>,
    survey: Survey,
    api: Option<Api<SignIn<SqlStore>, Hasher>>,
}

impl Service {
    /// Logto's API is there for who has the token.
    pub(crate) fn new(
        sign_in: SignIn<SqlStore>,
        api_token: Option<&str>,
    ) -> Result<Self, ApiError> {
        let api = |token| {
            let policy = sign_in.policy();
            let hasher = Hasher::new(sign_in.pool().clone(), Policy::clone(&policy));
            let folding = sign_in.store().folding();
            Api::new(sign_in.clone(), &policy, folding, hasher, token)
        };
        Ok(Self {
            api: api_token.map(api).transpose()?,
            survey: Survey::default(),
            sign_in,
        })
    }
}

type Shared = State<Arc<Service>>;

pub(crate) fn router(service: Service) -> Router {
    let mut router = Router::new()
        .route("/v0/auth/basic", post(basic))
        .layer(DefaultBodyLimit::max(BODY))
        .route("/progress", get(figures));
    if service.api.is_some() {
        router = router.route("/api/users", any(create));
    }
    router.with_state(Arc::new(service))
}

/// Logto's `POST /api/users`.
async fn create(State(service): Shared, request: Request) -> Response {
    let Some(api) = &service.api else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (head, body) = request.into_parts();
    // One byte more than it takes is enough for it to say so.
    let Ok(body) = to_bytes(body, api.body_bytes().saturating_add(1)).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let answer = api.answer(Request::from_parts(head, body.to_vec()));
    answer.await.map(Body::from).into_response()
}

/// `POST /v0/auth/basic`, as Userfront has it.
async fn basic(
    State(service): Shared,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    body: Bytes,
) -> Response {
    let Some((identifier, password)) = credentials(&body) else {
        return refusal(
            StatusCode::BAD_REQUEST,
            "emailOrUsername and password are needed",
        );
    };
    let sign_in = &service.sign_in;
    let answer = sign_in.sign_in_from(client.ip(), &identifier, password.as_bytes());
    match answer.await {
        Ok(signed_in) => match session() {
            Ok(session) => {
                tracing::info!(user = signed_in.user(), by = ?signed_in.by(), "signed in");
                let answer = json!({ "mode": "live", "redirectTo": "/", "sessionId": session });
                ([(CACHE_CONTROL, "no-store")], Json(answer)).into_response()
            }
            Err(_) => refusal(StatusCode::SERVICE_UNAVAILABLE, "try again"),
        },
        Err(error) => refused(&error),
    }
}

/// What a client learns: of an unknown user, a locked one and a wrong password the same.
fn refused(error: &SignInError) -> Response {
    let wait = |status, message, wait: Duration| {
        let mut response = refusal(status, message);
        let seconds = wait.as_secs().max(1);
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
        response
    };
    let soon = Duration::from_secs(5);
    match error {
        SignInError::Refused { message } => refusal(StatusCode::UNAUTHORIZED, message),
        SignInError::ResetRequired => refusal(StatusCode::UNAUTHORIZED, "set a new password"),
        SignInError::Busy { retry_after } => {
            wait(StatusCode::SERVICE_UNAVAILABLE, "busy", *retry_after)
        }
        SignInError::RateLimited { retry_after } => wait(
            StatusCode::TOO_MANY_REQUESTS,
            "too many attempts",
            *retry_after,
        ),
        SignInError::Unavailable => wait(StatusCode::SERVICE_UNAVAILABLE, "try again", soon),
        _ => refusal(StatusCode::UNAUTHORIZED, "wrong user name or password"),
    }
}

fn refusal(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "message": message }))).into_response()
}

/// The two fields that count. `tenantId` is the service's own business.
fn credentials(body: &[u8]) -> Option<(String, Zeroizing<String>)> {
    let mut body: Value = serde_json::from_slice(body).ok()?;
    let mut text = |field| match body.get_mut(field)?.take() {
        Value::String(text) => Some(text),
        _ => None,
    };
    Some((text("emailOrUsername")?, Zeroizing::new(text("password")?)))
}

/// A number that nobody guesses. What a service makes of it is its own business.
fn session() -> Result<String, getrandom::Error> {
    Ok(format!(
        "{:016x}{:016x}",
        getrandom::u64()?,
        getrandom::u64()?
    ))
}

/// `GET /progress`: a page for a browser, JSON for all else.
async fn figures(State(service): Shared, headers: HeaderMap) -> Response {
    let figures = match service.survey.figures(&service.sign_in).await {
        Ok(figures) => figures,
        Err(error) => {
            tracing::error!(%error, "the table could not be read");
            return refusal(StatusCode::SERVICE_UNAVAILABLE, "try again");
        }
    };
    let accepted = headers
        .get(ACCEPT)
        .and_then(|accepted| accepted.to_str().ok());
    if accepted.is_some_and(|accepted| accepted.contains("text/html")) {
        let policy = "default-src 'none'; style-src 'unsafe-inline'";
        let page = Html(progress::page(&figures));
        ([(CONTENT_SECURITY_POLICY, policy)], page).into_response()
    } else {
        Json(figures).into_response()
    }
}
