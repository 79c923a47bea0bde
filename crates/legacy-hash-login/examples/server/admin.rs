//! The figures of the migration, on a listener of their own: a service's counters tell whether an
//! account exists, what it holds, and whether a locked user's password was right.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Json, Response};
use axum::routing::get;
use legacy_hash_login::{SignIn, SqlStore};

use crate::progress::{self, Survey};

struct Figures {
    sign_in: SignIn<SqlStore>,
    survey: Survey,
}

pub(crate) fn router(sign_in: SignIn<SqlStore>) -> Router {
    let shown = Figures {
        sign_in,
        survey: Survey::default(),
    };
    Router::new()
        .route("/progress", get(figures))
        .with_state(Arc::new(shown))
}

/// `GET /progress`: a page for a browser, JSON for all else.
async fn figures(State(shown): State<Arc<Figures>>, headers: HeaderMap) -> Response {
    let surveyed = shown.survey.get(progress::survey(shown.sign_in.clone()));
    let Some(progress) = surveyed.await.flatten() else {
        let message = "the table could not be read";
        return (StatusCode::SERVICE_UNAVAILABLE, message).into_response();
    };
    let figures = progress::figures(&progress, &shown.sign_in);
    let accepted = headers
        .get(ACCEPT)
        .and_then(|accepted| accepted.to_str().ok());
    if accepted.is_some_and(|accepted| accepted.contains("text/html")) {
        let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        let headers = [
            (CONTENT_SECURITY_POLICY, policy),
            (CACHE_CONTROL, "no-store"),
        ];
        (headers, Html(progress::page(&figures))).into_response()
    } else {
        ([(CACHE_CONTROL, "no-store")], Json(figures)).into_response()
    }
}
