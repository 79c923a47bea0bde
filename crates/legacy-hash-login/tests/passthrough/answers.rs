//! What the old system's answers mean.

use http::{Response, StatusCode};
use legacy_hash_login::{Meaning, Passthrough, PassthroughError, Reason, Verdict};

use crate::{PASSBACK, passthrough};

fn answer(status: u16, body: &str) -> Response<String> {
    let answer = Response::builder().status(status);
    answer.body(body.to_owned()).unwrap()
}

fn refused(message: Option<&str>) -> Verdict {
    Verdict::Refused {
        message: message.map(str::to_owned),
    }
}

fn all_statuses() -> impl Iterator<Item = u16> {
    100..=599
}

#[test]
fn every_status_means_one_thing() {
    for status in all_statuses() {
        let expected = match status {
            200 => Verdict::Match,
            408 | 429 => unavailable(status),
            400..=499 => refused(None),
            _ => unavailable(status),
        };
        assert_eq!(
            passthrough().read(&answer(status, "")),
            expected,
            "{status}"
        );
    }
}

fn unavailable(status: u16) -> Verdict {
    Verdict::Unavailable(Reason::Status(StatusCode::from_u16(status).unwrap()))
}

#[test]
fn every_status_means_what_the_operator_declares() {
    for status in all_statuses() {
        let code = StatusCode::from_u16(status).unwrap();
        for (meaning, expected) in [
            (Meaning::Match, Verdict::Match),
            (Meaning::Refused, refused(None)),
            (Meaning::Unavailable, unavailable(status)),
        ] {
            let passthrough = passthrough().with_status(code, meaning);
            assert_eq!(passthrough.read(&answer(status, "")), expected, "{status}");
            let other = if status == 401 { 403 } else { 401 };
            assert_eq!(passthrough.read(&answer(other, "")), refused(None));
        }
    }
}

/// What a status of 200 with this body is worth.
fn with_code(passthrough: &Passthrough, body: &str) -> Verdict {
    passthrough.read(&answer(200, body))
}

#[test]
fn a_match_is_believed_with_the_passback_code_alone() {
    let passthrough = passthrough().with_passback_code(PASSBACK).unwrap();
    let code = format!(r#""{PASSBACK}""#);
    for body in [
        format!(r#"{{"passbackCode": {code}}}"#),
        format!("\u{feff}\n{{\"passbackCode\": {code}}}\n"),
        format!(
            r#"{{"a": 1.5e400, "b": [{{}}, null, {{"passbackCode": 1}}], "passbackCode": {code}, "c": "\ud800"}}"#
        ),
        r#"{"passback\u0043ode": "pass\u002dback-code"}"#.to_owned(),
    ] {
        assert_eq!(with_code(&passthrough, &body), Verdict::Match, "{body}");
    }
    for (body, reason) in [
        ("{}".to_owned(), Reason::CodeMissing),
        (code.clone(), Reason::CodeMissing),
        ("[]".to_owned(), Reason::CodeMissing),
        ("17".to_owned(), Reason::CodeMissing),
        (
            format!(r#"{{"PassbackCode": {code}}}"#),
            Reason::CodeMissing,
        ),
        (
            format!(r#"{{"a": {{"passbackCode": {code}}}}}"#),
            Reason::CodeMissing,
        ),
        (
            format!(r#"{{"passbackCode": "{PASSBACK}x"}}"#),
            Reason::CodeWrong,
        ),
        (
            r#"{"passbackCode": "pass-back-cod"}"#.to_owned(),
            Reason::CodeWrong,
        ),
        (
            r#"{"passbackCode": "PASS-BACK-CODE"}"#.to_owned(),
            Reason::CodeWrong,
        ),
        (r#"{"passbackCode": ""}"#.to_owned(), Reason::CodeWrong),
        (r#"{"passbackCode": null}"#.to_owned(), Reason::CodeWrong),
        (r#"{"passbackCode": true}"#.to_owned(), Reason::CodeWrong),
        (r#"{"passbackCode": 7}"#.to_owned(), Reason::CodeWrong),
        (r#"{"passbackCode": -7.0}"#.to_owned(), Reason::CodeWrong),
        (
            format!(r#"{{"passbackCode": [{code}]}}"#),
            Reason::CodeWrong,
        ),
        (
            format!(r#"{{"passbackCode": {{"": {code}}}}}"#),
            Reason::CodeWrong,
        ),
        // Two of them, however they are spelled, in either order.
        (
            format!(r#"{{"passbackCode": {code}, "passbackCode": {code}}}"#),
            Reason::CodeWrong,
        ),
        (
            format!(r#"{{"passbackCode": "x", "passbackCode": {code}}}"#),
            Reason::CodeWrong,
        ),
        (
            format!(r#"{{"passbackCode": {code}, "passback\u0043ode": "x"}}"#),
            Reason::CodeWrong,
        ),
        (String::new(), Reason::NotJson),
        ("<html>".to_owned(), Reason::NotJson),
        (format!(r#"{{"passbackCode": {code}"#), Reason::NotJson),
        (
            format!(r#"{{"passbackCode": {code}}} {{}}"#),
            Reason::NotJson,
        ),
        ("[".repeat(60_000), Reason::NotJson),
    ] {
        let verdict = with_code(&passthrough, &body);
        assert_eq!(verdict, Verdict::Unavailable(reason), "{body:.80}");
    }
    // A refusal needs no code, and neither does a match where none is configured.
    assert_eq!(passthrough.read(&answer(401, "")), refused(None));
    assert_eq!(with_code(&crate::passthrough(), "<html>"), Verdict::Match);
}

#[test]
fn other_statuses_that_match_need_the_code_too() {
    let passthrough = passthrough()
        .with_passback_code(PASSBACK)
        .unwrap()
        .with_status(StatusCode::NO_CONTENT, Meaning::Match);
    let missing = Verdict::Unavailable(Reason::NotJson);
    assert_eq!(passthrough.read(&answer(204, "")), missing);
}

#[test]
fn a_pointer_says_where_the_code_stands() {
    for (pointer, body) in [
        ("", r#""pass-back-code""#),
        ("/", r#"{"": "pass-back-code"}"#),
        (
            "/data/1/code",
            r#"{"data": [0, {"code": "pass-back-code"}, 2], "code": 1}"#,
        ),
        ("/data/1", r#"{"data": {"1": "pass-back-code"}}"#),
        ("/a~1b/~01", r#"{"a/b": {"~1": "pass-back-code"}}"#),
    ] {
        let passthrough = passthrough()
            .with_passback_code_at(pointer, PASSBACK)
            .unwrap();
        assert_eq!(with_code(&passthrough, body), Verdict::Match, "{pointer}");
        assert_ne!(with_code(&passthrough, "{}"), Verdict::Match, "{pointer}");
    }
    let nested = passthrough()
        .with_passback_code_at("/data/1/code", PASSBACK)
        .unwrap();
    for (body, reason) in [
        (
            r#"{"data": [{"code": "pass-back-code"}]}"#,
            Reason::CodeMissing,
        ),
        (r#"{"data": "pass-back-code"}"#, Reason::CodeMissing),
        // The first of two objects has it.
        (
            r#"{"data": [0, {"code": "pass-back-code"}], "data": []}"#,
            Reason::CodeWrong,
        ),
        (
            r#"{"data": [], "data": [0, {"code": "pass-back-code"}]}"#,
            Reason::CodeWrong,
        ),
    ] {
        let verdict = with_code(&nested, body);
        assert_eq!(verdict, Verdict::Unavailable(reason), "{body}");
    }
    let padded = passthrough()
        .with_passback_code_at("/01", PASSBACK)
        .unwrap();
    let missing = Verdict::Unavailable(Reason::CodeMissing);
    assert_eq!(with_code(&padded, r#"["", "pass-back-code"]"#), missing);
}

#[test]
fn a_code_or_pointer_that_cannot_be_meant_is_refused() {
    let empty = passthrough().with_passback_code("");
    assert_eq!(empty.err(), Some(PassthroughError::EmptyCode));
    for pointer in ["passbackCode", "/a~2", "/a~", "#/a"] {
        let refused = passthrough().with_passback_code_at(pointer, PASSBACK);
        assert_eq!(refused.err(), Some(PassthroughError::Pointer), "{pointer}");
        let refused = passthrough().with_message(pointer);
        assert_eq!(refused.err(), Some(PassthroughError::Pointer), "{pointer}");
    }
}

#[test]
fn a_message_is_passed_on_where_the_operator_says_so() {
    let body = r#"{"error": {"message": "Wrong password"}}"#;
    assert_eq!(passthrough().read(&answer(401, body)), refused(None));
    let passthrough = passthrough().with_message("/error/message").unwrap();
    let read = |status, body: &str| passthrough.read(&answer(status, body));
    assert_eq!(read(401, body), refused(Some("Wrong password")));
    assert_eq!(read(422, body), refused(Some("Wrong password")));
    assert_eq!(read(429, body), unavailable(429));
    assert_eq!(read(200, body), Verdict::Match);

    let long = "é".repeat(600);
    for (message, shown) in [
        (r#""""#, None),
        (r#"" \n\t ""#, None),
        ("7", None),
        ("null", None),
        (r#"["a"]"#, None),
        (
            r#"" \u001b[31mone\r\ntwo\u0000\u009b ""#,
            Some("[31mone  two"),
        ),
        (&format!(r#""{long}""#), Some(&"é".repeat(500))),
    ] {
        let body = format!(r#"{{"error": {{"message": {message}}}}}"#);
        assert_eq!(read(401, &body), refused(shown), "{message}");
    }
    for body in [
        "",
        "<html>",
        r#"{"error": "no"}"#,
        "{",
        r#"{"error": {"message": "a"}} x"#,
    ] {
        assert_eq!(read(401, body), refused(None), "{body}");
    }
}
