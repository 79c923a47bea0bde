//! Where, how and how long an old system is asked.

use std::time::{Duration, SystemTime};

use http::Method;
use legacy_hash_login::{Passthrough, PassthroughError, SecretBytes, Template, Verdict};

use crate::{CODE, HEADER, PASSBACK, PASSWORD, QUERY, SECRETS, passthrough, passthrough_at};

fn error_of(uri: &str) -> Option<PassthroughError> {
    let template = Template::new(r#"["{identifier}", "{password}"]"#).unwrap();
    Passthrough::new(uri, template).err()
}

#[test]
fn passwords_go_by_https_or_stay_on_the_machine() {
    for uri in [
        "https://old.example.com",
        "https://[2001:db8::1]:8443/login?tenant=1",
        "http://localhost:3000/login",
        "http://LOCALHOST",
        "http://127.0.0.1:3000",
        "http://127.9.9.9",
        "http://[::1]:3000/login",
    ] {
        assert_eq!(error_of(uri), None, "{uri}");
    }
    for uri in [
        "http://old.example.com",
        "http://192.168.0.1",
        "http://128.0.0.1",
        "http://0.0.0.0",
        "http://[::2]",
        "http://[::ffff:192.0.2.1]",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1.",
        "HTTP://old.example.com",
        "http://[localhost]",
    ] {
        assert_eq!(error_of(uri), Some(PassthroughError::PlainHttp), "{uri}");
    }
    for uri in [
        "https://ann:secret@old.example.com",
        "http://localhost@old.example.com",
        "http://127.0.0.1:80@old.example.com/",
    ] {
        assert_eq!(error_of(uri), Some(PassthroughError::UserInfo), "{uri}");
    }
    for uri in [
        "",
        "/login",
        "old.example.com",
        "old.example.com:443",
        "ftp://localhost/",
        "file:///etc/passwd",
        "http://localhost\\@old.example.com",
        "https://",
        "https://:443/login",
        "https://old.example.com/\r\nx: y",
    ] {
        assert_eq!(error_of(uri), Some(PassthroughError::Uri), "{uri}");
    }
}

#[test]
fn a_request_is_what_the_operator_described() {
    let request = passthrough().request("ann", PASSWORD, None).unwrap();
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.uri(), "https://old.example.com/login");
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.headers()["accept"], "application/json");

    let described = passthrough()
        .with_method(Method::PUT)
        .unwrap()
        .with_header("Content-Type", "application/vnd.api+json")
        .unwrap()
        .with_header("x-key", HEADER)
        .unwrap()
        .with_client_address("X-Forwarded-For")
        .unwrap();
    let address = "2001:db8::1".parse().unwrap();
    let request = described.request("ann", PASSWORD, Some(address)).unwrap();
    assert_eq!(request.method(), Method::PUT);
    assert_eq!(
        request.headers()["content-type"],
        "application/vnd.api+json"
    );
    assert_eq!(request.headers()["x-key"], HEADER);
    assert_eq!(request.headers()["x-forwarded-for"], "2001:db8::1");
    let mapped = "::ffff:192.0.2.1".parse().unwrap();
    let request = described.request("ann", PASSWORD, Some(mapped)).unwrap();
    assert_eq!(request.headers()["x-forwarded-for"], "192.0.2.1");
    let request = described.request("ann", PASSWORD, None).unwrap();
    assert!(!request.headers().contains_key("x-forwarded-for"));
}

#[test]
fn nobody_is_asked_about_nothing() {
    assert!(passthrough().request("", PASSWORD, None).is_none());
    assert!(passthrough().request("ann", "", None).is_none());
    assert!(passthrough().request("ann", " ", None).is_some());
}

#[test]
fn a_password_is_in_a_body_and_never_elsewhere() {
    for method in [Method::GET, Method::HEAD, Method::DELETE, Method::OPTIONS] {
        let refused = passthrough().with_method(method).err();
        assert_eq!(refused, Some(PassthroughError::Method));
    }
    assert!(passthrough().with_method(Method::PATCH).is_ok());
    for (name, value) in [
        ("content-length", "1"),
        ("Transfer-Encoding", "chunked"),
        ("a b", "c"),
        ("a", "b\r\nc: d"),
    ] {
        let refused = passthrough().with_header(name, value).err();
        assert_eq!(refused, Some(PassthroughError::Header), "{name}");
    }
    let refused = passthrough().with_client_address("content-length").err();
    assert_eq!(refused, Some(PassthroughError::Header));
}

#[test]
fn the_window_ends_when_the_operator_said() {
    let end = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
    let moment = Duration::from_nanos(1);
    assert!(passthrough().is_open(end));
    let passthrough = passthrough().until(end);
    assert!(passthrough.is_open(end - moment));
    assert!(!passthrough.is_open(end));
    assert!(!passthrough.is_open(end + moment));
}

#[test]
fn unknown_identifiers_stay_here_unless_the_operator_says_so() {
    assert!(!passthrough().forwards_unknown());
    assert!(passthrough().forward_unknown(true).forwards_unknown());
}

#[test]
fn debug_shows_no_secret() {
    let passthrough = passthrough_at(&format!("https://old.example.com/{QUERY}?key={QUERY}"))
        .with_passback_code(PASSBACK)
        .unwrap()
        .with_header("x-key", HEADER)
        .unwrap();
    let request = passthrough
        .request("ann@example.com", PASSWORD, None)
        .unwrap();
    let template = Template::with_code(r#"["{identifier}{password}{code}"]"#, CODE).unwrap();
    let message = Some(PASSWORD.to_owned());
    let body: SecretBytes = PASSWORD.as_bytes().to_vec().into();
    let shown = [
        format!("{passthrough:?} {passthrough:#?}"),
        format!("{:?} {:?}", request.headers(), request.body()),
        format!("{template:?}"),
        format!("{:?}", Verdict::Refused { message }),
        format!("{body:?}"),
    ];
    for shown in &shown {
        for secret in SECRETS.iter().chain(&["ann@example.com"]) {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
    assert!(shown[0].contains("old.example.com"));
    assert_eq!(shown[4], format!("SecretBytes([{} bytes])", PASSWORD.len()));
    assert_eq!(shown[3], format!("Refused([{} bytes])", PASSWORD.len()));
}
