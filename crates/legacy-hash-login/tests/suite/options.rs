//! What the server takes on its command line and around it, and what it shows to whom.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Command, Output, Stdio};

use serde_json::json;
use tempfile::TempDir;

use crate::server::{Server, client, database, example, export, log, password, progress, sign_in};

const NONE: &[&str] = &[];
const TOKEN: &str = "a-token-that-nobody-guesses,-whoever-tries";

/// What the server says before it ends by itself.
fn output(arguments: &[impl AsRef<OsStr>], variables: &[(&str, &str)]) -> Output {
    // What it takes after all, it would serve for ever.
    Command::new("timeout")
        .arg("60")
        .arg(example("server"))
        .args(arguments)
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// Refuses this command line, and says why without saying what.
fn refuses(arguments: &[impl AsRef<OsStr>], variables: &[(&str, &str)], why: &str) {
    let output = output(arguments, variables);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    let (first, usage) = said.split_once('\n').unwrap();
    assert!(first.contains(why), "{first}");
    assert!(usage.contains("usage: server"), "{usage}");
    assert!(!said.contains("a secret"), "{said}");
}

#[test]
fn the_usage_fits_a_terminal_and_names_every_option() {
    let output = output(&["--help"], &[]);
    assert!(output.status.success());
    let usage = String::from_utf8(output.stdout).unwrap();
    assert!(
        usage.lines().all(|line| line.chars().count() <= 80),
        "{usage}"
    );
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/server/options.rs");
    let source = fs::read_to_string(source).unwrap();
    let options: Vec<_> = source
        .split("Long(\"")
        .skip(1)
        .chain(source.split("Secret::new(\"").skip(1))
        .map(|rest| rest.split_once('"').unwrap().0)
        .filter(|option| *option != "help")
        .collect();
    assert!(options.len() > 15);
    for option in options {
        assert!(usage.contains(&format!("\n  --{option} ")), "{option}");
    }
}

#[test]
fn secrets_that_are_none_are_refused() {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let variable = "LEGACY_HASH_API_TOKEN";
    let short = "a secret of 31 characters, no m";
    assert_eq!(short.len(), 31);
    refuses(&["--api-token", short], &[], "fewer than 32");
    refuses(
        &["--api-token-file", &file("short", short)],
        &[],
        "fewer than 32",
    );
    refuses(NONE, &[(variable, short)], "fewer than 32");
    refuses(&["--api-token", ""], &[], "is empty");
    refuses(
        &["--passback-code-file", &file("empty", "\n")],
        &[],
        "is empty",
    );
    refuses(NONE, &[("LEGACY_HASH_PASSTHROUGH_CODE", "  ")], "is empty");
    let no_text = OsStr::from_bytes(b"a secret that is no text: \xFF");
    refuses(&[OsStr::new("--api-token"), no_text], &[], "is no text");
    refuses(
        &["--api-token-file", "/there/is/none"],
        &[],
        "--api-token-file",
    );
    let long = "a secret that is long enough for all";
    let twice = ["--api-token", long, "--api-token-file", &file("long", long)];
    refuses(&twice, &[], "both there");
    refuses(
        &["--demo", "--users", "users.json"],
        &[],
        "two different imports",
    );
    refuses(&["--expect", "a secret"], &[], "--expect");
    refuses(&["--trusted-proxy", "10.0.0.0/99"], &[], "10.0.0.0/99");
    refuses(&["--max-connections", "0"], &[], "1 at least");
    refuses(&["--nothing"], &[], "--nothing");
}

/// Whether the API is open to who has the token.
async fn api_takes(url: &str, token: &str) -> bool {
    let request = client().post(format!("{url}/api/users")).bearer_auth(token);
    let request = request.header("content-type", "application/json").body("x");
    let status = request.send().await.unwrap().status().as_u16();
    assert!(matches!(status, 401 | 404 | 422 | 400), "{status}");
    !matches!(status, 401 | 404)
}

#[tokio::test]
async fn secrets_come_by_the_environment_or_a_file() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let (users, database) = (export(folder, 2), database(folder));
    let token_file = folder.join("token");
    fs::write(&token_file, format!("{TOKEN}\r\n")).unwrap();
    let token_file = token_file.to_str().unwrap();

    let by_file = [
        "--users",
        &users,
        "--database",
        &database,
        "--api-token-file",
        token_file,
    ];
    let server = Server::start(folder, &by_file);
    assert!(api_takes(&server.url, TOKEN).await);
    assert!(!api_takes(&server.url, "another token that nobody guesses, whoever").await);
    let command_line = fs::read(format!("/proc/{}/cmdline", server.child.id())).unwrap();
    assert!(!String::from_utf8(command_line).unwrap().contains(TOKEN));
    server.stop();

    let by_environment = [
        ("LEGACY_HASH_API_TOKEN", TOKEN),
        ("LEGACY_HASH_DATABASE", &database),
    ];
    let server = Server::start_with(folder, &["--users", &users], &by_environment);
    assert!(api_takes(&server.url, TOKEN).await);
    // The same table: who is there already is not imported again.
    assert_eq!(progress(&server.admin).await["accounts"], json!(2));
    server.stop();
    assert!(!log(folder).contains("command line"));

    let by_argument = [
        "--users",
        &users,
        "--database",
        &database,
        "--api-token",
        TOKEN,
    ];
    let server = Server::start(folder, &by_argument);
    assert!(api_takes(&server.url, TOKEN).await);
    server.stop();
    let log = log(folder);
    assert!(log.contains("--api-token is on the command line"), "{log}");
    assert!(
        !log.contains(TOKEN) && !log.contains("--database is"),
        "{log}"
    );
}

const ADA: &str = r#"{"emailOrUsername": "ada", "password": "analytical engine"}"#;

async fn ada_signs_in(url: &str) -> u16 {
    let request = client().post(format!("{url}/v0/auth/basic")).body(ADA);
    request.send().await.unwrap().status().as_u16()
}

/// The shipped users have passwords that everybody knows.
#[tokio::test]
async fn the_demonstration_accounts_are_for_demonstrations() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let database = database(folder);
    let server = Server::start(folder, &["--database", &database]);
    assert_eq!(ada_signs_in(&server.url).await, 401);
    assert_eq!(progress(&server.admin).await["accounts"], json!(0));
    drop(server);
    let server = Server::start(folder, &["--database", "sqlite::memory:"]);
    assert_eq!(ada_signs_in(&server.url).await, 200);
    drop(server);
    // Without a database of its own the demonstration leaves nothing behind.
    let server = Server::start(folder, &["--demo"]);
    assert_eq!(ada_signs_in(&server.url).await, 200);
    drop(server);
    let server = Server::start(folder, &["--database", &database]);
    assert_eq!(progress(&server.admin).await["accounts"], json!(0));
    drop(server);
    let server = Server::start(folder, &["--demo", "--database", &database]);
    assert_eq!(ada_signs_in(&server.url).await, 200);
}

#[tokio::test]
async fn the_figures_are_not_for_everybody() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let (users, database) = (export(folder, 2), database(folder));
    let arguments = ["--users", &users, "--database", &database];
    let server = Server::start(folder, &arguments);
    let public = client()
        .get(format!("{}/progress", server.url))
        .send()
        .await;
    assert_eq!(public.unwrap().status().as_u16(), 404);
    assert_eq!(progress(&server.admin).await["accounts"], json!(2));
    // And who can see them cannot sign in there.
    let request = client().post(format!("{}/v0/auth/basic", server.admin));
    assert_eq!(
        request.body("{}").send().await.unwrap().status().as_u16(),
        404
    );

    // Another server has the port: users can sign in without the figures.
    let taken = server.admin.strip_prefix("http://").unwrap().to_owned();
    let other = TempDir::new().unwrap();
    let arguments = [
        "--users",
        &users,
        "--database",
        "sqlite::memory:",
        "--admin-listen",
        &taken,
    ];
    let second = Server::start(other.path(), &arguments);
    assert_eq!(
        sign_in(&client(), &second.url, 1, &password(1)).await,
        Some(200)
    );
    let second_log = log(other.path());
    assert!(
        second_log.contains("WARN") && second_log.contains("the figures are not shown"),
        "{second_log}"
    );
    assert!(!second_log.contains("progress on"), "{second_log}");
    second.stop();
    server.stop();
}

#[tokio::test]
async fn what_a_sign_in_costs_is_printed_and_shown() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let bcrypt = "$2b$13$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm";
    let users = export(folder, 20);
    let dear = json!({
        "id": "dear",
        "username": "dear",
        "passwordEncrypted": bcrypt,
        "passwordEncryptionMethod": "Bcrypt",
    });
    let mut text = fs::read_to_string(&users).unwrap();
    text.push_str(&format!("{dear}\n"));
    fs::write(&users, text).unwrap();
    let database = database(folder);
    let dear = "--import-dear-hashes";
    let arguments = ["--users", users.as_str(), "--database", &database, dear];

    let server = Server::start(folder, &arguments);
    let hashes = progress(&server.admin).await["hashes"].clone();
    assert_eq!(
        (&hashes["signInKib"], &hashes["leftOut"]),
        (&json!(38912), &json!(1))
    );
    let printed = log(folder);
    for words in ["cost 13", "too few accounts have it", "sign_in_kib=38912"] {
        assert!(printed.contains(words), "{words}: {printed}");
    }
    server.stop();

    let cheaper = bcrypt.replace("$13$", "$04$");
    for (more, kib, left_out) in [
        (["--expect", bcrypt], 38912 + (152 << 13), 0),
        (["--expect", cheaper.as_str()], 38912 + (152 << 4), 1),
        (["--expect-above-one-in", "30"], 38912 + (152 << 13), 0),
    ] {
        let server = Server::start(folder, &[arguments.as_slice(), &more].concat());
        let hashes = progress(&server.admin).await["hashes"].clone();
        assert_eq!(hashes["signInKib"], json!(kib), "{more:?}");
        assert_eq!(hashes["leftOut"], json!(left_out), "{more:?}");
        assert!(log(folder).contains("every sign-in does the work"));
        server.stop();
    }
}

/// Whoever read what the server prints may go away.
#[tokio::test]
async fn a_closed_pipe_stops_nobody() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let (users, database) = (export(folder, 2), database(folder));
    let mut child = Command::new(example("server"))
        .args(["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"])
        .args(["--users", &users, "--database", &database])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let url = lines
        .map(Result::unwrap)
        .find_map(|line| line.strip_prefix("listening on ").map(str::to_owned));
    // Nobody reads from here on.
    let url = url.unwrap();
    assert_eq!(sign_in(&client(), &url, 1, &password(1)).await, Some(200));
    assert_eq!(sign_in(&client(), &url, 1, "wrong").await, Some(401));
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    assert!(child.wait().unwrap().success());

    // Nor what it says when it does not start at all.
    for arguments in [
        ["--nothing"].as_slice(),
        &["--help"],
        &["--demo", "--listen", "192.0.2.1:1"],
    ] {
        let mut child = Command::new(example("server"))
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop((child.stdout.take(), child.stderr.take()));
        let code = child.wait().unwrap().code();
        assert!(matches!(code, Some(0..=2)), "{arguments:?}: {code:?}");
    }
}

#[tokio::test]
async fn a_taken_port_is_said() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = output(
        &[
            "--demo",
            "--listen",
            &address,
            "--admin-listen",
            "127.0.0.1:0",
        ],
        &[],
    );
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("Address already in use"), "{said}");
}
