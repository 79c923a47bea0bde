//! The server's import: what it is told about fields and limits, and users who sign in while passwords
//! in plain text are still being hashed.

use std::fs;
use std::path::Path;
use std::time::Duration;

use md5::{Digest as _, Md5};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::server::{Server, client, database, log, password, sign_in};

/// Far more than are hashed before a first sign-in.
const PLAIN: usize = 400;

fn write(folder: &Path, users: &[Value]) -> String {
    let path = folder.join("users.ndjson");
    let lines: Vec<String> = users.iter().map(Value::to_string).collect();
    fs::write(&path, lines.join("\n")).unwrap();
    path.to_str().unwrap().to_owned()
}

fn md5(password: &str) -> String {
    let digest = Md5::digest(password);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn users_sign_in_while_plain_passwords_are_hashed() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let mut users = vec![json!({
        "id": "digest",
        "username": "user0",
        "passwordDigest": md5(&password(0)),
        "passwordAlgorithm": "MD5",
    })];
    users.extend((1..=PLAIN).map(|number| {
        json!({
            "id": format!("id{number}"),
            "username": format!("user{number}"),
            "password": password(number),
        })
    }));
    let users = write(folder, &users);
    let database = database(folder);
    let arguments = [
        "--users",
        &users,
        "--database",
        &database,
        "--no-rate-limit",
    ];
    let mut server = Server::start(folder, &arguments);
    let client = client();
    let last = sign_in(&client, &server.url, PLAIN, &password(PLAIN)).await;
    assert_eq!(last, Some(503), "it is not hashed yet");
    let first = sign_in(&client, &server.url, 0, &password(0)).await;
    assert_eq!(first, Some(200), "nobody waits for the import");
    // The next start goes on where this one ended.
    server.stop();
    let server = Server::start(folder, &arguments);
    let mut left = 1200;
    while sign_in(&client, &server.url, PLAIN, &password(PLAIN)).await == Some(503) {
        left -= 1;
        assert!(left > 0, "{}", log(folder));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for number in [1, PLAIN / 2, PLAIN] {
        let status = sign_in(&client, &server.url, number, &password(number)).await;
        assert_eq!(status, Some(200), "user{number}");
        let status = sign_in(&client, &server.url, number, "another password").await;
        assert_eq!(status, Some(401), "user{number}");
    }
    assert!(!log(folder).contains("correct horse"));
}

#[tokio::test]
async fn secrets_and_dear_hashes_are_imported_only_where_somebody_says_so() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    // 256 MiB × 2: above what strangers may submit, within what can be verified.
    let dear = "$argon2id$v=19$m=262144,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let users = [
        json!({ "id": "a", "username": "user0", "passwordHash": md5(&password(0)) }),
        json!({ "id": "b", "username": "user1", "saltLakeCity": "Utah" }),
        json!({
            "id": "c",
            "username": "user2",
            "passwordDigest": dear,
            "passwordAlgorithm": "Argon2id",
        }),
    ];
    let users = write(folder, &users);
    let database = database(folder);
    let plain = ["--users", &users, "--database", &database];
    let server = Server::start(folder, &plain);
    assert!(
        log(folder).contains(
            "imported: 0 new, 0 known, 0 of them with a password of their own; 3 refused"
        ),
        "{}",
        log(folder)
    );
    drop(server);
    fs::remove_file(folder.join("log")).unwrap();
    fs::remove_file(folder.join("users.db")).unwrap();
    let told = [
        &plain[..],
        &[
            "--map-field",
            "passwordHash=MD5",
            "--allow-attribute",
            "saltLakeCity",
            "--import-dear-hashes",
        ],
    ]
    .concat();
    let server = Server::start(folder, &told);
    assert!(log(folder).contains("imported: 3 new"), "{}", log(folder));
    let status = sign_in(&client(), &server.url, 0, &password(0)).await;
    assert_eq!(status, Some(200));
}
