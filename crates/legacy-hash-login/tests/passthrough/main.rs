//! Asking an old system: what is sent, what its answers mean, and what it may do to us.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod answers;
mod ask;
mod configuration;
mod probes;
#[cfg(feature = "http")]
mod http_transport;
#[cfg(feature = "http")]
mod server;
mod template;

#[path = "../support/log.rs"]
mod log;

use legacy_hash_login::{Passthrough, Template};

/// What must be in no log and no debug output.
const PASSWORD: &str = "pass-word-of-ann";
const CODE: &str = "pass-through-code";
const PASSBACK: &str = "pass-back-code";
const HEADER: &str = "header-key";
const QUERY: &str = "query-key";
const SECRETS: [&str; 5] = [PASSWORD, CODE, PASSBACK, HEADER, QUERY];

/// With a passthrough code, and without anything else.
fn passthrough() -> Passthrough {
    passthrough_at("https://old.example.com/login")
}

fn passthrough_at(uri: &str) -> Passthrough {
    let json =
        r#"{"email": "{identifier}", "password": "{password}", "passthroughCode": "{code}"}"#;
    Passthrough::new(uri, Template::with_code(json, CODE).unwrap()).unwrap()
}
