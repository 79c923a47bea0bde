//! The old system misbehaves, over real connections.

use std::process::Command;
use std::time::Duration;

use http::StatusCode;
use legacy_hash_login::{
    Attempt, Folding, HttpLimits, HttpTransport, Passthrough, Reason, TransportError, Verdict,
};
use tokio::net::TcpListener;

use crate::log::Log;
use crate::server::{Server, Then};
use crate::{CODE, HEADER, PASSBACK, PASSWORD, QUERY, SECRETS, passthrough_at};

const WHOLE: usize = 1 << 20;

/// A right answer.
const RIGHT: &str =
    "HTTP/1.1 200 OK\r\nContent-Length: 33\r\n\r\n{\"passbackCode\":\"pass-back-code\"}";

fn transport() -> HttpTransport {
    HttpTransport::new(HttpLimits {
        connect: Duration::from_secs(5),
        total: Duration::from_secs(10),
        ..HttpLimits::default()
    })
    .unwrap()
}

/// For what never ends.
fn impatient() -> HttpTransport {
    HttpTransport::new(HttpLimits {
        total: Duration::from_millis(300),
        ..HttpLimits::default()
    })
    .unwrap()
}

fn passthrough(uri: &str) -> Passthrough {
    passthrough_at(uri).with_passback_code(PASSBACK).unwrap()
}

async fn ask_at(uri: &str, transport: &HttpTransport) -> Verdict {
    let identifier = &Folding::default().read("ann@example.com");
    let attempt = Attempt {
        address: None,
        identifier,
    };
    passthrough(uri)
        .ask(transport, attempt, "ann@example.com", PASSWORD)
        .await
}

async fn ask(server: &Server, transport: &HttpTransport) -> Verdict {
    let verdict = ask_at(&server.uri(), transport).await;
    assert_eq!(server.requests().len(), 1, "asked more than once, or never");
    verdict
}

/// The verdict on an answer that is written in one piece.
async fn on(answer: impl AsRef<[u8]>, then: Then) -> Verdict {
    ask(&Server::start(answer, WHOLE, then).await, &transport()).await
}

fn failed(verdict: &Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Unavailable(Reason::Transport(TransportError::Failed(_)))
    )
}

const fn unavailable(error: TransportError) -> Verdict {
    Verdict::Unavailable(Reason::Transport(error))
}

#[tokio::test]
async fn a_right_answer_is_a_match_whole_slow_or_chunked() {
    assert_eq!(on(RIGHT, Then::Hang).await, Verdict::Match);
    let slow = Server::start(RIGHT, 1, Then::Hang).await;
    assert_eq!(ask(&slow, &transport()).await, Verdict::Match);
    let until_close = RIGHT.replace("Content-Length: 33\r\n", "");
    assert_eq!(on(until_close, Then::Close).await, Verdict::Match);
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
                   11\r\n{\"passbackCode\":\"\r\n10\r\npass-back-code\"}\r\n0\r\n\r\n";
    assert_eq!(on(chunked, Then::Hang).await, Verdict::Match);
}

#[tokio::test]
async fn the_old_system_gets_what_was_typed_and_nothing_else() {
    let server = Server::start(RIGHT, WHOLE, Then::Hang).await;
    assert_eq!(ask(&server, &transport()).await, Verdict::Match);
    let request = server.requests().remove(0);
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /login HTTP/1.1\r\n"), "{head}");
    let mut names: Vec<String> = head
        .lines()
        .skip(1)
        .map(|line| line.split_once(':').unwrap().0.to_ascii_lowercase())
        .collect();
    names.sort();
    // No Accept-Encoding: nothing is unpacked.
    assert_eq!(
        names,
        [
            "accept",
            "content-length",
            "content-type",
            "host",
            "user-agent"
        ]
    );
    let expected = serde_json::json!(
        {"email": "ann@example.com", "password": PASSWORD, "passthroughCode": CODE}
    );
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(body).unwrap(),
        expected
    );
}

#[tokio::test]
async fn an_old_system_that_hangs_is_unavailable() {
    for answer in [
        "",
        "HTTP/1.1 200 OK\r\nConte",
        "HTTP/1.1 200 OK\r\nContent-Length: 33\r\n\r\n",
        &RIGHT[..RIGHT.len() - 1],
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{",
    ] {
        let server = Server::start(answer, WHOLE, Then::Hang).await;
        let verdict = ask(&server, &impatient()).await;
        assert_eq!(verdict, unavailable(TransportError::TimedOut), "{answer}");
    }
    // A byte now and then does not make it last: this one would be right in the end.
    let trickle = RIGHT.replace("33", "1033") + &" ".repeat(1000);
    let server = Server::start(trickle, 1, Then::Hang).await;
    let verdict = ask(&server, &impatient()).await;
    assert_eq!(verdict, unavailable(TransportError::TimedOut));
}

#[tokio::test]
async fn a_connection_takes_no_longer_than_it_may() {
    let transport = HttpTransport::new(HttpLimits {
        connect: Duration::from_millis(300),
        total: Duration::from_secs(3600),
        ..HttpLimits::default()
    });
    // It waits for the end of a request, and gets the beginning of TLS.
    let server = Server::start(RIGHT, WHOLE, Then::Hang).await;
    let uri = server.uri().replace("http:", "https:");
    let transport = transport.unwrap();
    let verdict = tokio::time::timeout(Duration::from_secs(60), ask_at(&uri, &transport));
    let verdict = verdict.await.expect("an hour is too long");
    assert_eq!(verdict, unavailable(TransportError::TimedOut));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn statuses_come_through() {
    let answer = |status: &str| format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
    for status in [500, 502, 503, 204, 429, 408] {
        let verdict = on(answer(&format!("{status} x")), Then::Hang).await;
        let reason = Reason::Status(StatusCode::from_u16(status).unwrap());
        assert_eq!(verdict, Verdict::Unavailable(reason));
    }
    let refused = Verdict::Refused { message: None };
    assert_eq!(on(answer("401 x"), Then::Hang).await, refused);
    // What comes before the answer is not the answer.
    let continued = format!("HTTP/1.1 100 Continue\r\n\r\n{RIGHT}");
    assert_eq!(on(continued, Then::Hang).await, Verdict::Match);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::start(RIGHT, WHOLE, Then::Hang).await;
    for status in [301, 302, 303, 307, 308] {
        let redirect = format!(
            "HTTP/1.1 {status} Moved\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n",
            elsewhere.uri()
        );
        let verdict = on(redirect, Then::Hang).await;
        let reason = Reason::Status(StatusCode::from_u16(status).unwrap());
        assert_eq!(verdict, Verdict::Unavailable(reason));
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn too_large_an_answer_is_given_up() {
    const MORE: &[u8] = b"                                ";
    const CHUNK: &[u8] = b"20\r\n                                \r\n";
    for (answer, then) in [
        // As it says.
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
            Then::Repeat(MORE),
        ),
        // It does not say.
        ("HTTP/1.1 200 OK\r\n\r\n", Then::Repeat(MORE)),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            Then::Repeat(CHUNK),
        ),
        // Nor is a refusal read for ever.
        (
            "HTTP/1.1 401 No\r\nContent-Length: 9999999999999\r\n\r\n",
            Then::Repeat(MORE),
        ),
    ] {
        let verdict = on(answer, then).await;
        assert_eq!(verdict, unavailable(TransportError::TooLarge), "{answer}");
    }
    // A length that lies: what is over it belongs to no answer.
    let lying = format!("{RIGHT}{}", " ".repeat(200_000));
    assert_eq!(on(lying, Then::Hang).await, Verdict::Match);
    // Just so many bytes, and one more.
    let limits = HttpLimits {
        body_bytes: 33,
        ..HttpLimits::default()
    };
    let exact = HttpTransport::new(limits).unwrap();
    let server = Server::start(RIGHT, 1, Then::Hang).await;
    assert_eq!(ask(&server, &exact).await, Verdict::Match);
    let longer = RIGHT.replace("33", "34") + " ";
    let server = Server::start(longer, 1, Then::Hang).await;
    assert_eq!(
        ask(&server, &exact).await,
        unavailable(TransportError::TooLarge)
    );
}

#[tokio::test]
async fn a_broken_connection_is_no_answer() {
    for answer in [
        "",
        "HTTP/1.1 200 OK\r\n",
        &RIGHT[..RIGHT.len() - 1],
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 33\r\nContent-Length: 34\r\n\r\n",
    ] {
        let verdict = on(answer, Then::Close).await;
        assert!(failed(&verdict), "{answer}: {verdict:?}");
    }
}

#[tokio::test]
async fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let verdict = ask_at(&format!("http://127.0.0.1:{port}/"), &transport()).await;
    let Verdict::Unavailable(Reason::Transport(TransportError::Connect(cause))) = verdict else {
        panic!("{verdict:?}");
    };
    assert!(cause.to_ascii_lowercase().contains("refused"), "{cause}");
}

#[tokio::test]
async fn an_answer_that_proves_nothing_is_no_match() {
    let answer = |body: &str| {
        let length = body.len();
        format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}")
    };
    for (body, reason) in [
        ("<html>Welcome!</html>", Reason::NotJson),
        ("{\"passbackCode\":", Reason::NotJson),
        ("{\"ok\":true}", Reason::CodeMissing),
        ("{\"passbackCode\":\"guess\"}", Reason::CodeWrong),
    ] {
        let verdict = on(answer(body), Then::Hang).await;
        assert_eq!(verdict, Verdict::Unavailable(reason), "{body}");
    }
}

#[tokio::test]
async fn nothing_that_is_sent_is_logged_or_told() {
    let (log, _guard) = Log::start();
    let hopeless = "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n";
    for (answer, then) in [
        (RIGHT, Then::Hang),
        ("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", Then::Hang),
        ("", Then::Close),
        ("", Then::Hang),
        (hopeless, Then::Close),
    ] {
        let server = Server::start(answer, WHOLE, then).await;
        let passthrough = passthrough(&format!("{}?key={QUERY}", server.uri()))
            .with_header("x-key", HEADER)
            .unwrap();
        let identifier = &Folding::default().read("ann@example.com");
        let attempt = Attempt {
            address: None,
            identifier,
        };
        let transport = impatient();
        let verdict = passthrough.ask(&transport, attempt, "ann@example.com", PASSWORD);
        let told = format!("{:?}", verdict.await);
        assert!(server.requests().concat().contains(HEADER));
        for secret in SECRETS.iter().chain(&["ann@example.com"]) {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
    }
    let log = log.text();
    assert!(log.contains("the old system took too long"), "{log}");
    assert!(log.contains("no answer of the old system"), "{log}");
    for secret in SECRETS.iter().chain(&["ann@example.com"]) {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

/// Where the child of the next test finds the old system.
const OLD_SYSTEM: &str = "TEST_OLD_SYSTEM";

#[tokio::test]
async fn no_proxy_is_taken_from_the_environment() {
    let old = Server::start(RIGHT, WHOLE, Then::Hang).await;
    let proxy = Server::start(RIGHT, WHOLE, Then::Hang).await;
    let proxy_uri = format!("http://127.0.0.1:{}", proxy.port);
    let mut child = Command::new(std::env::current_exe().unwrap());
    child
        .args(["--exact", "http_transport::behind_a_proxy", "--ignored"])
        .env(OLD_SYSTEM, old.uri())
        .env_remove("NO_PROXY")
        .env_remove("no_proxy");
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        child.env(name, &proxy_uri);
    }
    let done = tokio::task::spawn_blocking(move || child.output());
    let output = done.await.unwrap().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(proxy.requests().is_empty());
    assert_eq!(old.requests().len(), 1);
}

#[tokio::test]
#[ignore = "the test above runs it, in an environment with a proxy"]
async fn behind_a_proxy() {
    let Ok(uri) = std::env::var(OLD_SYSTEM) else {
        return;
    };
    assert_eq!(ask_at(&uri, &transport()).await, Verdict::Match);
}
