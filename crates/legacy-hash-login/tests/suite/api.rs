//! Logto's API as the server opens it: who guesses at its token, and bodies that are too long.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::server::{Server, client};

const TOKEN: &str = "a-token-that-nobody-guesses,-whoever-tries";

/// What a client of the proxy is answered: the status and Logto's code.
async fn create(url: &str, address: &str, token: &str, body: &str) -> (u16, Value) {
    let request = client()
        .post(format!("{url}/api/users"))
        .header("content-type", "application/json")
        .header("x-forwarded-for", address)
        .bearer_auth(token)
        .body(body.to_owned());
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    (status, body["code"].clone())
}

#[tokio::test]
async fn the_api_counts_guesses_by_address_and_answers_in_logtos_words() {
    let folder = TempDir::new().unwrap();
    let token_file = folder.path().join("token");
    fs::write(&token_file, TOKEN).unwrap();
    let arguments = [
        "--database",
        "sqlite::memory:",
        "--trusted-proxy",
        "127.0.0.1/32",
        "--api-token-file",
        token_file.to_str().unwrap(),
    ];
    let server = Server::start(folder.path(), &arguments);
    let user = |name: &str| json!({ "username": name, "password": "correct horse" }).to_string();

    let (guessing, other) = ("192.0.2.1", "192.0.2.2");
    for number in 0..10 {
        let guess = format!("{number:032}");
        let (status, _) = create(&server.url, guessing, &guess, &user("eve")).await;
        assert_eq!(status, 401, "guess {number}");
    }
    let (status, code) = create(&server.url, guessing, TOKEN, &user("eve")).await;
    assert_eq!((status, code), (429, json!("request.rate_limited")));
    let (status, _) = create(&server.url, other, TOKEN, &user("ann")).await;
    assert_eq!(status, 200, "another client's guesses are not this one's");

    let long = user(&"n".repeat(1 << 20));
    let (status, code) = create(&server.url, other, TOKEN, &long).await;
    assert_eq!((status, code), (413, json!("request.general")));
}
