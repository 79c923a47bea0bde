//! The server behind a reverse proxy.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::json;
use tempfile::TempDir;

use crate::server::{Server, client};

/// An old system that refuses everybody, and notes from where it is told that they come.
async fn old_system() -> (String, Arc<Mutex<Vec<String>>>) {
    type Seen = Arc<Mutex<Vec<String>>>;
    async fn login(State(seen): State<Seen>, headers: HeaderMap, body: String) -> StatusCode {
        let addresses = headers.get_all("x-forwarded-for").iter();
        let addresses: Vec<_> = addresses.map(|address| address.to_str().unwrap()).collect();
        if body.contains("nobody@example.com") {
            seen.lock().unwrap().push(addresses.join(" and "));
        }
        StatusCode::UNAUTHORIZED
    }
    let seen = Seen::default();
    let app = axum::Router::new()
        .route("/login", axum::routing::post(login))
        .with_state(seen.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/login", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, seen)
}

/// A user without a hash.
fn without_hash(folder: &Path) -> String {
    let path = folder.join("without.ndjson");
    let user = json!({ "id": "1", "primaryEmail": "nobody@example.com" });
    fs::write(&path, format!("{user}\n")).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_clients_address_is_what_a_trusted_proxy_says() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let (url, seen) = old_system().await;
    let users = without_hash(folder);
    let asked = |server: String, header: &'static str, value: &'static str| async move {
        let body = json!({ "emailOrUsername": "nobody@example.com", "password": "x" });
        let request = client().post(format!("{server}/v0/auth/basic"));
        let request = request.header(header, value).body(body.to_string());
        assert_eq!(request.send().await.unwrap().status().as_u16(), 401);
    };
    let common = [
        "--users",
        &users,
        "--database",
        "sqlite::memory:",
        "--passthrough",
        &url,
    ];
    let trusting = [
        "--trusted-proxy",
        "127.0.0.0/8",
        "--trusted-proxy",
        "10.0.0.7",
    ];
    let (x, forwarded) = ("x-forwarded-for", "forwarded");

    let server = Server::start(folder, &[common.as_slice(), &trusting].concat());
    asked(server.url.clone(), x, "192.0.2.1, 203.0.113.9, 10.0.0.7").await;
    asked(
        server.url.clone(),
        forwarded,
        "for=192.0.2.1, for=\"[2001:db8::9]:443\"",
    )
    .await;
    asked(server.url.clone(), x, "203.0.113.9, nonsense").await;
    server.stop();
    let server = Server::start(folder, &common);
    asked(server.url.clone(), x, "203.0.113.9").await;
    server.stop();
    let expected = ["203.0.113.9", "2001:db8::9", "127.0.0.1", "127.0.0.1"];
    assert_eq!(*seen.lock().unwrap(), expected);
}
