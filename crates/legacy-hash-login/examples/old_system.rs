//! Plays the old login server, as Userfront's guide describes it: it still knows the passwords, and
//! says whether one is right.
//!
//! ```text
//! cargo run --release -p legacy-hash-login --example old_system -- [--listen ADDRESS] [--users FILE]
//!     [--passthrough-code CODE] [--passback-code CODE]
//! ```
//!
//! It prints each request that it gets, without the password.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Display;
use std::fs;
use std::io::{Write, stdout};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::post;
use lexopt::prelude::*;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The users who are in the shipped export without a hash.
const USERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/old_system.json");

struct OldSystem {
    /// Passwords by e-mail address. An old system has hashes; this one only plays.
    users: HashMap<String, String>,
    /// What tells that it is the new system that asks, if anything does.
    passthrough_code: Option<String>,
    /// What tells the new system that it is this one that answers.
    passback_code: Option<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut listen = SocketAddr::from(([127, 0, 0, 1], 8082));
    let mut users = PathBuf::from(USERS);
    let (mut passthrough_code, mut passback_code) = (None, None);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("listen") => listen = arguments.value()?.parse()?,
            Long("users") => users = arguments.value()?.into(),
            Long("passthrough-code") => passthrough_code = Some(arguments.value()?.string()?),
            Long("passback-code") => passback_code = Some(arguments.value()?.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let records: Vec<Value> = serde_json::from_slice(&fs::read(users)?)?;
    let text = |record: &Value, field| Some(record.get(field)?.as_str()?.to_owned());
    let old = OldSystem {
        users: records
            .iter()
            .filter_map(|record| Some((text(record, "email")?, text(record, "password")?)))
            .collect(),
        passthrough_code,
        passback_code,
    };
    let app = Router::new()
        .route("/login", post(login))
        .with_state(Arc::new(old));
    let listener = TcpListener::bind(listen).await?;
    print(format_args!(
        "the old system listens on http://{}/login",
        listener.local_addr()?
    ));
    axum::serve(listener, app).await?;
    Ok(())
}

/// A line on standard output, if anybody reads it.
fn print(line: impl Display) {
    let _ = writeln!(stdout().lock(), "{line}");
}

async fn login(State(old): State<Arc<OldSystem>>, Json(body): Json<Value>) -> Response {
    let text = |field: &str| body.get(field)?.as_str();
    let email = text("email").unwrap_or_default();
    let is_us = old.passthrough_code.as_deref() == text("passthroughCode");
    let is_right = old.users.get(email).map(String::as_str) == text("password");
    let verdict = if is_us && is_right {
        "right"
    } else {
        "refused"
    };
    print(format_args!("asked about {email}: {verdict}"));
    if !is_us {
        return (
            StatusCode::FORBIDDEN,
            Json(json!({ "message": "who are you?" })),
        )
            .into_response();
    }
    // `None == None` is no match: nobody has no password.
    if is_right && text("password").is_some() {
        Json(json!({ "passbackCode": old.passback_code })).into_response()
    } else {
        let message = "The old system does not know this e-mail address and password.";
        (
            StatusCode::UNAUTHORIZED,
            Json(json!({ "message": message })),
        )
            .into_response()
    }
}
