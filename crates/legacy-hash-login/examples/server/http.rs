//! What the server answers.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::http::header::{CACHE_CONTROL, CONNECTION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{any, post};
use legacy_hash::Policy;
use legacy_hash_login::logto::{Api, ApiError, Hasher};
use legacy_hash_login::{SignIn, SignInError, SqlStore, Store, TrustedProxies};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::body::{self, BodyError};
use crate::connections::Peer;
use crate::waiting::whole_seconds;

/// The longest body of a sign-in, in bytes: the longest password, every byte of it escaped.
const BODY: usize = 32 * 1024;

/// What every answer needs.
pub(crate) struct Service {
    sign_in: SignIn<SqlStore>,
    api: Option<Api<SignIn<SqlStore>, Hasher>>,
    proxies: TrustedProxies,
    /// How long a body may take.
    read: Duration,
}

impl Service {
    /// Logto's API is there for who has the token.
    pub(crate) fn new(
        sign_in: SignIn<SqlStore>,
        api_token: Option<&str>,
        proxies: TrustedProxies,
        read: Duration,
    ) -> Result<Self, ApiError> {
        let api = |token| {
            let policy = sign_in.policy();
            let hasher = Hasher::new(sign_in.pool().clone(), Policy::clone(&policy));
            let folding = sign_in.store().folding();
            Api::new(sign_in.clone(), &policy, folding, hasher, token)
        };
        Ok(Self {
            api: api_token.map(api).transpose()?,
            sign_in,
            proxies,
            read,
        })
    }

    /// Where a request comes from, whatever stands in between.
    fn client(&self, peer: Peer, headers: &HeaderMap) -> IpAddr {
        self.proxies.client(peer.0, headers)
    }
}

type Shared = State<Arc<Service>>;

pub(crate) fn router(service: Service) -> Router {
    let mut router = Router::new().route("/v0/auth/basic", post(basic));
    if service.api.is_some() {
        router = router.route("/api/users", any(create));
    }
    router
        .fallback(|| async { refusal(StatusCode::NOT_FOUND, "there is nothing here") })
        .method_not_allowed_fallback(|| async {
            refusal(StatusCode::METHOD_NOT_ALLOWED, "another method is needed")
        })
        .with_state(Arc::new(service))
}

/// Logto's `POST /api/users`.
async fn create(
    State(service): Shared,
    Extension(peer): Extension<Peer>,
    request: Request,
) -> Response {
    let Some(api) = &service.api else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (head, body) = request.into_parts();
    let mut body = match body::read(body, api.body_bytes(), service.read).await {
        Ok(body) => body,
        Err(BodyError::TooLong) => return closing(api.too_large().map(Body::from)),
        Err(error) => return no_body(&error),
    };
    let client = service.client(peer, &head.headers);
    let request = Request::from_parts(head, std::mem::take(&mut *body));
    let answer = api.answer_from(client, request).await;
    answer.map(Body::from).into_response()
}

/// `POST /v0/auth/basic`, as Userfront has it.
async fn basic(
    State(service): Shared,
    Extension(peer): Extension<Peer>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let body = match body::read(body, BODY, service.read).await {
        Ok(body) => body,
        Err(error) => return no_body(&error),
    };
    let Some((identifier, password)) = credentials(&body) else {
        return refusal(
            StatusCode::BAD_REQUEST,
            "emailOrUsername and password are needed",
        );
    };
    let client = service.client(peer, &head.headers);
    let sign_in = &service.sign_in;
    let answer = sign_in.sign_in_from(client, &identifier, password.as_bytes());
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

fn no_body(error: &BodyError) -> Response {
    closing(refusal(error.status(), error.message()))
}

/// The rest of the body may still be on its way: the connection is of no more use.
fn closing(mut response: Response) -> Response {
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(CONNECTION, close);
    response
}

/// What a client learns: of an unknown user, a locked one and a wrong password the same.
fn refused(error: &SignInError) -> Response {
    let wait = |status, message, wait: Duration| {
        let mut response = refusal(status, message);
        let seconds = HeaderValue::from(whole_seconds(wait));
        response.headers_mut().insert(RETRY_AFTER, seconds);
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
