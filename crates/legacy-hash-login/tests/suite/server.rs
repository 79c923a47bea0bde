//! The example server, run as it is shipped: load, being killed, and what its log holds.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use md5::{Digest, Md5};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::database::Database;

/// Where cargo puts the examples, beside the tests.
pub(crate) fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let path = test
        .parent()
        .unwrap()
        .parent()
        .unwrap()
        .join("examples")
        .join(name);
    assert!(
        path.exists(),
        "build the examples first: cargo build --examples"
    );
    path
}

/// A running server.
pub(crate) struct Server {
    pub(crate) child: Child,
    folder: PathBuf,
    pub(crate) url: String,
    /// Where the figures are.
    pub(crate) admin: String,
}

impl Server {
    pub(crate) fn spawn(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Child {
        let log = fs::File::options()
            .append(true)
            .create(true)
            .open(folder.join("log"))
            .unwrap();
        Command::new(example("server"))
            .args(["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"])
            .args(arguments)
            .envs(variables.iter().copied())
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap()
    }

    /// Waits until it listens.
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::start_with(folder, arguments, &[])
    }

    /// The same, with this in its environment.
    pub(crate) fn start_with(
        folder: &Path,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Self {
        let before = log(folder).matches("listening on ").count();
        let mut child = Self::spawn(folder, arguments, variables);
        let start = Instant::now();
        loop {
            let log = log(folder);
            if let Some(line) = log.split("listening on ").nth(before + 1)
                && let Some((url, _)) = line.split_once('\n')
            {
                let (_, admin) = log.rsplit_once("progress on ").unwrap_or_default();
                let (admin, _) = admin.split_once("/progress\n").unwrap_or_default();
                return Self {
                    child,
                    folder: folder.to_owned(),
                    url: url.to_owned(),
                    admin: admin.to_owned(),
                };
            }
            let status = child.try_wait().unwrap();
            assert!(status.is_none(), "it ended with {status:?}:\n{log}");
            assert!(
                start.elapsed() < Duration::from_secs(120),
                "it does not start:\n{log}"
            );
            sleep(Duration::from_millis(20));
        }
    }

    /// The most memory that it ever had, in KiB.
    fn peak_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([name, &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Asks it to stop, and waits until it has. No password and no hash is in its log.
    pub(crate) fn stop(mut self) {
        self.signal("-TERM");
        assert!(self.child.wait().unwrap().success());
        let log = log(&self.folder);
        assert!(
            log.contains("import finished"),
            "the log is elsewhere: {log}"
        );
        let digests: HashSet<String> = (0..1000).map(digest).collect();
        let mut words = log.split(|c: char| !c.is_ascii_alphanumeric());
        assert!(!words.any(|word| digests.contains(word)), "{log}");
        for secret in ["correct horse", "in plain text", "$argon2"] {
            assert!(!log.contains(secret), "{secret}: {log}");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn log(folder: &Path) -> String {
    fs::read_to_string(folder.join("log")).unwrap_or_default()
}

pub(crate) fn password(number: usize) -> String {
    format!("correct horse {number}")
}

/// What the export holds of it.
fn digest(number: usize) -> String {
    let digest = Md5::digest(password(number));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An export of so many users with MD5 hashes.
pub(crate) fn export(folder: &Path, users: usize) -> String {
    let path = folder.join("users.ndjson");
    let mut file = std::io::BufWriter::new(fs::File::create(&path).unwrap());
    for number in 0..users {
        let user = json!({
            "id": format!("id{number}"),
            "username": format!("user{number}"),
            "passwordEncrypted": digest(number),
            "passwordEncryptionMethod": "MD5",
        });
        writeln!(file, "{user}").unwrap();
    }
    path.to_str().unwrap().to_owned()
}

pub(crate) fn database(folder: &Path) -> String {
    format!("sqlite://{}?mode=rwc", folder.join("users.db").display())
}

pub(crate) async fn sign_in(
    client: &reqwest::Client,
    url: &str,
    user: usize,
    password: &str,
) -> Option<u16> {
    let body = json!({ "emailOrUsername": format!("user{user}"), "password": password });
    let request = client
        .post(format!("{url}/v0/auth/basic"))
        .header("content-type", "application/json")
        .body(body.to_string());
    let response = request.send().await.ok()?;
    let status = response.status().as_u16();
    if matches!(status, 429 | 503) {
        let wait = response.headers()["retry-after"].to_str().unwrap();
        assert!(wait.parse::<u64>().unwrap() >= 1);
    }
    let body: Value = serde_json::from_slice(&response.bytes().await.ok()?).unwrap();
    assert_eq!(body.get("sessionId").is_some(), status == 200);
    Some(status)
}

/// The figures, from the listener that has them.
pub(crate) async fn progress(url: &str) -> Value {
    let body = reqwest::get(format!("{url}/progress"))
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    serde_json::from_slice(&body).unwrap()
}

pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .pool_max_idle_per_host(0)
        .build()
        .unwrap()
}

/// A thousand at once: within the memory of the workers, and nobody but the busy is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_at_once() {
    const USERS: usize = 1000;
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let (users, database) = (export(folder, USERS), database(folder));
    let arguments = [
        "--users",
        &users,
        "--database",
        &database,
        "--no-rate-limit",
    ];
    let server = Server::start(folder, &arguments);
    let (client, url) = (client(), server.url.clone());

    let mut moved = HashSet::new();
    let mut answers = HashMap::<u16, usize>::new();
    for _ in 0..2 {
        let mut tasks = tokio::task::JoinSet::new();
        for user in 0..USERS {
            let (client, url) = (client.clone(), url.clone());
            // Every fifth types something wrong.
            let is_right = user % 5 != 0;
            let typed = password(if is_right { user } else { user + 1 });
            tasks
                .spawn(async move { (user, is_right, sign_in(&client, &url, user, &typed).await) });
        }
        while let Some(answer) = tasks.join_next().await {
            let (user, is_right, status) = answer.unwrap();
            let status = status.expect("an answer");
            match status {
                200 => assert!(
                    is_right && {
                        moved.insert(user);
                        true
                    }
                ),
                401 => assert!(!is_right, "user {user} was refused"),
                503 => {}
                other => panic!("{other}"),
            }
            *answers.entry(status).or_default() += 1;
        }
    }
    println!("{answers:?}, {} KiB at the most", server.peak_kib());
    assert!(answers[&200] > 0 && answers[&401] > 0);
    let workers = std::thread::available_parallelism().unwrap().get() as u64;
    let allowed = workers * 19 * 1024 + 64 * 1024;
    assert!(
        server.peak_kib() <= allowed,
        "{} of {allowed} KiB",
        server.peak_kib()
    );

    server.stop();
    // What was accepted has moved: the graceful stop waited for it.
    let server = Server::start(folder, &arguments);
    let progress = progress(&server.admin).await;
    assert_eq!(progress["moved"], json!(moved.len()));
    server.stop();
}

/// Killed in the middle of the import, again and again, it ends with every user once.
#[tokio::test]
async fn an_import_that_is_killed_goes_on() {
    const USERS: usize = 8000;
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let (users, database) = (export(folder, USERS), database(folder));
    let arguments = ["--users", users.as_str(), "--database", &database];
    for milliseconds in [150, 250, 350, 200, 300] {
        let mut child = Server::spawn(folder, &arguments, &[]);
        sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let server = Server::start(folder, &arguments);
    assert_eq!(progress(&server.admin).await["accounts"], json!(USERS));
    assert_eq!(
        sign_in(&client(), &server.url, 7999, &password(7999)).await,
        Some(200)
    );
    server.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_loses_no_password() {
    killed(&Database::file().await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_loses_no_password_on_postgresql() {
    if let Some(database) = Database::postgres().await {
        killed(&database).await;
    }
}

/// Killed in the middle of sign-ins, it locks nobody out and lets nobody in.
async fn killed(database: &Database) {
    const USERS: usize = 60;
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let users = export(folder, USERS);
    let arguments = [
        "--users",
        &users,
        "--database",
        database.url(),
        "--no-rate-limit",
    ];
    for round in 0..4 {
        let mut server = Server::start(folder, &arguments);
        let (client, url) = (client(), server.url.clone());
        let signing_in = tokio::spawn(async move {
            let answers = (0..USERS).map(|user| {
                let (client, url) = (client.clone(), url.clone());
                async move { sign_in(&client, &url, user, &password(user)).await }
            });
            let mut tasks = tokio::task::JoinSet::new();
            for answer in answers {
                tasks.spawn(answer);
            }
            tasks.join_all().await
        });
        tokio::time::sleep(Duration::from_millis(60 + 40 * round)).await;
        server.child.kill().unwrap();
        server.child.wait().unwrap();
        for answer in signing_in.await.unwrap() {
            assert!(matches!(answer, None | Some(200 | 503)), "{answer:?}");
        }
    }
    let server = Server::start(folder, &arguments);
    for user in 0..USERS {
        let right = sign_in(&client(), &server.url, user, &password(user)).await;
        assert_eq!(right, Some(200), "user {user} is locked out");
        let wrong = sign_in(&client(), &server.url, user, &password(user + 1)).await;
        assert_eq!(wrong, Some(401));
    }
    assert_eq!(progress(&server.admin).await["moved"], json!(USERS));
    server.stop();
}

/// Every refusal is JSON.
async fn says_why(answer: reqwest::Response, of: &str) {
    let media_type = answer.headers()["content-type"].to_str().unwrap();
    assert!(
        media_type.starts_with("application/json"),
        "{of}: {media_type}"
    );
    let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert!(body["message"].is_string(), "{of}: {body}");
}

/// What is no sign-in at all is told so, and changes nothing.
#[tokio::test]
async fn odd_requests() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let (users, database) = (export(folder, 3), database(folder));
    let arguments = ["--users", users.as_str(), "--database", &database];
    let server = Server::start(folder, &arguments);
    let (client, url) = (client(), format!("{}/v0/auth/basic", server.url));
    let long = format!(
        r#"{{"emailOrUsername":"user1","password":"{}"}}"#,
        "x".repeat(40_000)
    );
    for (body, status) in [
        ("", 400),
        ("{}", 400),
        ("[1]", 400),
        (r#"{"emailOrUsername":"user1","password":1}"#, 400),
        (r#"{"emailOrUsername":["user1"],"password":"x"}"#, 400),
        (long.as_str(), 413),
        (r#"{"emailOrUsername":"","password":""}"#, 401),
        (
            r#"{"emailOrUsername":"user1\u0000","password":"correct horse 1"}"#,
            401,
        ),
    ] {
        let answer = client
            .post(&url)
            .body(body.to_owned())
            .send()
            .await
            .unwrap();
        let start = &body[..body.len().min(60)];
        assert_eq!(answer.status().as_u16(), status, "{start}");
        says_why(answer, start).await;
    }
    let get = client.get(&url).send().await.unwrap();
    assert_eq!(get.status().as_u16(), 405);
    says_why(get, "GET").await;
    let nothing = client.get(format!("{}/nothing", server.url)).send();
    let nothing = nothing.await.unwrap();
    assert_eq!(nothing.status().as_u16(), 404);
    says_why(nothing, "/nothing").await;
    server.stop();
}

/// The script of Logto's migration guide, against our address.
#[tokio::test]
async fn an_import_script_for_logto() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let (users, database) = (export(folder, 1), database(folder));
    let token = "a-token-that-nobody-guesses,-whoever-tries";
    let arguments = [
        "--users",
        &users,
        "--database",
        &database,
        "--api-token",
        token,
    ];
    let server = Server::start(folder, &arguments);

    let users: Vec<Value> = (1..100)
        .map(|number| {
            let username = format!("user{number}");
            json!({ "username": username, "passwordAlgorithm": "MD5", "passwordDigest": digest(number) })
        })
        .chain([
            json!({ "username": "user1" }),
            json!({ "username": "odd", "passwordDigest": "x" }),
            json!({ "username": "plain", "password": "a password in plain text" }),
        ])
        .collect();
    let file = folder.join("users.json");
    fs::write(&file, Value::from(users).to_string()).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scripts/import.mjs");
    let run = |token: &str, file: &Path| {
        let mut command = Command::new("node");
        let output = command
            .arg(script)
            .arg(&server.url)
            .arg(token)
            .arg(file)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    // A few wrong tokens are answered; more would have the script wait.
    let few = folder.join("few.json");
    fs::write(&few, json!([{}, {}]).to_string()).unwrap();
    let wrong = run("another token", &few);
    assert!(
        wrong.lines().all(|line| line.starts_with("401 auth.")),
        "{wrong}"
    );
    let printed = run(token, &file);
    for line in [
        "200 user1",
        "200 user99",
        "200 plain",
        "422 user.username_already_in_use",
    ] {
        assert!(
            printed.lines().any(|printed| printed == line),
            "{line}: {printed}"
        );
    }
    assert!(
        printed.contains(" user.password_algorithm_required"),
        "{printed}"
    );
    assert_eq!(progress(&server.admin).await["accounts"], json!(101));

    let client = client();
    assert_eq!(
        sign_in(&client, &server.url, 50, &password(50)).await,
        Some(200)
    );
    assert_eq!(
        sign_in(&client, &server.url, 50, "another").await,
        Some(401)
    );

    // A script that does not wait is told to.
    let mut burst = tokio::task::JoinSet::new();
    for _ in 0..400 {
        let request = client
            .post(format!("{}/api/users", server.url))
            .bearer_auth(token);
        burst.spawn(request.body("{}").send());
    }
    let answers = burst.join_all().await.into_iter().map(Result::unwrap);
    let refused: Vec<_> = answers.filter(|answer| answer.status() == 429).collect();
    assert!(!refused.is_empty());
    for answer in refused {
        let wait = answer.headers()["retry-after"].to_str().unwrap();
        assert!(wait.parse::<u64>().unwrap() >= 1);
    }
    server.stop();
}
