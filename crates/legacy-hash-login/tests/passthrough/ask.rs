//! One question: the limits before it, what is counted, and what is logged.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

use http::{Request, Response, StatusCode};
use legacy_hash_login::{
    Attempt, Folding, Identifier, Meaning, Passthrough, PassthroughCounts, RateLimit, Reason,
    SecretBytes, Sending, Transport, TransportError, Verdict,
};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::log::Log;
use crate::{HEADER, PASSBACK, PASSWORD, QUERY, SECRETS, passthrough, passthrough_at};

const REFUSED: Verdict = Verdict::Refused { message: None };

type Answer = Result<(u16, String), TransportError>;

/// Gives its answers in turn, and the last one for ever. It refuses what nobody has.
struct Old {
    answers: Mutex<VecDeque<Answer>>,
    asked: Mutex<Vec<Value>>,
}

impl Old {
    fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self {
            answers: Mutex::new(answers.into_iter().collect()),
            asked: Mutex::default(),
        }
    }

    fn with_statuses(statuses: &[u16]) -> Self {
        Self::new(statuses.iter().map(|&status| Ok((status, String::new()))))
    }

    fn asked(&self) -> Vec<Value> {
        self.asked.lock().unwrap().clone()
    }
}

impl Transport for Old {
    fn send(&self, request: Request<SecretBytes>) -> Sending<'_> {
        let body: Value = serde_json::from_slice(request.body().as_ref()).unwrap();
        if body["password"] != PASSWORD {
            let answer = Response::builder().status(401);
            return Box::pin(async { Ok(answer.body(Vec::new().into()).unwrap()) });
        }
        self.asked.lock().unwrap().push(body);
        let mut answers = self.answers.lock().unwrap();
        let answer = match answers.len() {
            1 => answers[0].clone(),
            _ => answers.pop_front().unwrap(),
        };
        Box::pin(async move {
            let (status, body) = answer?;
            let answer = Response::builder().status(status);
            Ok(answer.body(body.into_bytes().into()).unwrap())
        })
    }
}

fn identifier(typed: &str) -> Identifier {
    Folding::default().read(typed)
}

fn from(identifier: &Identifier) -> Attempt<'_> {
    Attempt {
        address: None,
        identifier,
    }
}

async fn ask(passthrough: &Passthrough, old: &Old, typed: &str) -> Verdict {
    let identifier = identifier(typed);
    passthrough
        .ask(old, from(&identifier), typed, PASSWORD)
        .await
}

/// Lets everybody pass.
struct Unlimited;

impl RateLimit for Unlimited {
    fn check(&self, _: Attempt<'_>) -> Result<(), Duration> {
        Ok(())
    }
}

fn unlimited() -> Passthrough {
    passthrough().with_rate_limit(Arc::new(Unlimited))
}

#[tokio::test]
async fn the_old_system_is_asked_about_the_name_that_is_given() {
    let (old, passthrough) = (Old::with_statuses(&[200]), unlimited());
    let typed = identifier("ann@example.com");
    let verdict = passthrough.ask(&old, from(&typed), " Ann@Example.com", PASSWORD);
    assert_eq!(verdict.await, Verdict::Match);
    assert_eq!(old.asked()[0]["email"], json!(" Ann@Example.com"));
    assert_eq!(old.asked()[0]["password"], json!(PASSWORD));
}

#[tokio::test]
async fn what_nobody_can_have_is_not_asked_about() {
    let (old, passthrough) = (Old::with_statuses(&[200]), unlimited());
    for typed in ["", "  ", "a\0b", &"a".repeat(321)] {
        assert_eq!(ask(&passthrough, &old, typed).await, REFUSED);
    }
    let ann = identifier("ann");
    assert_eq!(passthrough.ask(&old, from(&ann), "ann", "").await, REFUSED);
    assert_eq!(
        passthrough.ask(&old, from(&ann), "", PASSWORD).await,
        REFUSED
    );
    assert!(old.asked().is_empty());
    let counts = passthrough.counts();
    assert_eq!((counts.refused, counts.sent), (6, 0));
}

#[tokio::test]
async fn everything_is_counted() {
    let old = Old::new([
        Ok((200, String::new())),
        Ok((401, String::new())),
        Ok((500, String::new())),
        Err(TransportError::TimedOut),
    ]);
    let passthrough = unlimited();
    let mut verdicts = Vec::new();
    for _ in 0..4 {
        verdicts.push(ask(&passthrough, &old, "ann").await);
    }
    let server_error = Reason::Status(StatusCode::INTERNAL_SERVER_ERROR);
    let timed_out = Reason::Transport(TransportError::TimedOut);
    assert_eq!(
        verdicts,
        [
            Verdict::Match,
            REFUSED,
            Verdict::Unavailable(server_error),
            Verdict::Unavailable(timed_out)
        ]
    );
    let mut expected = PassthroughCounts::default();
    expected.sent = 4;
    // Before the first, and after the match.
    expected.probes = 2;
    expected.matched = 1;
    expected.refused = 1;
    expected.unavailable = 2;
    assert_eq!(passthrough.counts(), expected);
}

#[tokio::test]
async fn an_identifier_is_limited_and_so_is_an_address() {
    let (old, passthrough) = (Old::with_statuses(&[401]), passthrough());
    for _ in 0..5 {
        assert_eq!(ask(&passthrough, &old, "ann").await, REFUSED);
    }
    let verdict = ask(&passthrough, &old, "ann").await;
    let minute = Duration::from_secs(60);
    assert!(matches!(verdict, Verdict::Limited(wait) if !wait.is_zero() && wait <= minute));
    assert_eq!(ask(&passthrough, &old, "bob").await, REFUSED);

    let address: Option<IpAddr> = Some("192.0.2.1".parse().unwrap());
    let mut passed = 0;
    for number in 0..100 {
        let identifier = &identifier(&format!("user{number}"));
        let attempt = Attempt {
            address,
            identifier,
        };
        match passthrough.ask(&old, attempt, "user", PASSWORD).await {
            Verdict::Limited(_) => {}
            verdict => {
                assert_eq!(verdict, REFUSED);
                passed += 1;
            }
        }
    }
    // A slow machine may see another second's.
    assert!((20..50).contains(&passed), "{passed}");
    assert_eq!(old.asked().len(), 6 + passed);
    assert_eq!(passthrough.counts().limited, 1 + 100 - passed as u64);
}

/// Answers as soon as it gets a permit.
struct Slow(Semaphore);

impl Transport for Slow {
    fn send(&self, _: Request<SecretBytes>) -> Sending<'_> {
        Box::pin(async {
            self.0.acquire().await.unwrap().forget();
            let code = format!(r#"{{"passbackCode": "{PASSBACK}"}}"#);
            Ok(Response::new(code.into_bytes().into()))
        })
    }
}

#[tokio::test]
async fn so_many_requests_are_under_way_and_no_more() {
    let passthrough = unlimited().with_passback_code(PASSBACK).unwrap();
    let passthrough = passthrough.with_concurrency(NonZeroU32::new(2).unwrap());
    let (slow, ann) = (Slow(Semaphore::new(0)), identifier("ann"));
    let ask = || passthrough.ask(&slow, from(&ann), "ann", PASSWORD);
    {
        let (mut one, mut two) = (Box::pin(ask()), Box::pin(ask()));
        let both = poll(&mut [one.as_mut(), two.as_mut()]);
        assert_eq!(both, [false, false]);
        assert_eq!(ask().await, Verdict::Unavailable(Reason::Crowded));
        slow.0.add_permits(1);
        assert_eq!(one.await, Verdict::Match);
        let mut three = Box::pin(ask());
        assert_eq!(poll(&mut [three.as_mut()]), [false]);
        assert_eq!(ask().await, Verdict::Unavailable(Reason::Crowded));
    }
    // Two and three were given up, and so were their places.
    slow.0.add_permits(1);
    assert_eq!(ask().await, Verdict::Match);
    assert_eq!(passthrough.counts().sent, 4);
}

/// Goes on with each, and says which are done.
fn poll<const N: usize>(
    futures: &mut [Pin<&mut (dyn Future<Output = Verdict> + Send)>; N],
) -> [bool; N] {
    let mut context = Context::from_waker(Waker::noop());
    std::array::from_fn(|place| futures[place].as_mut().poll(&mut context).is_ready())
}

#[tokio::test]
async fn a_question_that_is_not_understood_is_an_alarm_until_something_matches() {
    let passthrough = unlimited();
    let old = Old::with_statuses(&[400, 404, 405, 415, 401, 403, 422, 500, 200, 400, 404]);
    let mut alarms = Vec::new();
    for _ in 0..11 {
        let _ = ask(&passthrough, &old, "ann").await;
        alarms.push(passthrough.counts().alarms);
    }
    assert_eq!(alarms, [1, 2, 3, 4, 4, 4, 4, 4, 4, 4, 4]);
    assert_eq!(passthrough.counts().refused, 9);

    let declared = unlimited()
        .with_status(StatusCode::BAD_REQUEST, Meaning::Refused)
        .with_status(StatusCode::NOT_FOUND, Meaning::Unavailable);
    let old = Old::with_statuses(&[400, 404, 405]);
    for alarms in [0, 0, 1] {
        let _ = ask(&declared, &old, "ann").await;
        assert_eq!(declared.counts().alarms, alarms);
    }
}

/// A wrong passthrough code looks like that: nobody ever gets in.
#[tokio::test]
async fn the_fiftieth_refusal_without_a_match_is_an_alarm() {
    for status in [401, 403] {
        let (old, passthrough) = (Old::with_statuses(&[status]), unlimited());
        for number in 1..=100 {
            assert_eq!(ask(&passthrough, &old, "ann").await, REFUSED);
            let alarms = passthrough.counts().alarms;
            assert_eq!(alarms, u64::from(number >= 50), "{status} {number}");
        }
    }
    // One match says that the configuration is right.
    let mut statuses = vec![401; 49];
    statuses.extend([200, 401]);
    let (old, passthrough) = (Old::with_statuses(&statuses), unlimited());
    for _ in 0..200 {
        let _ = ask(&passthrough, &old, "ann").await;
    }
    assert_eq!(passthrough.counts().alarms, 0);
}

#[tokio::test]
async fn the_operator_learns_what_happened_and_not_to_whom() {
    let (log, _guard) = Log::start();
    let passthrough = passthrough_at(&format!("https://old.example.com/{QUERY}?{QUERY}"))
        .with_passback_code(PASSBACK)
        .unwrap()
        .with_header("x-key", HEADER)
        .unwrap()
        .with_message("/message")
        .unwrap();
    let echo = format!(r#"{{"message": "{PASSWORD}", "passbackCode": "{PASSBACK}"}}"#);
    let wrong = format!(r#"{{"passbackCode": "{PASSWORD}"}}"#);
    let old = Old::new([
        Ok((404, echo.clone())),
        Ok((200, wrong)),
        Ok((200, echo.clone())),
        Ok((401, echo.clone())),
        Err(TransportError::Connect("connection refused".to_owned())),
    ]);
    for _ in 0..6 {
        let _ = ask(&passthrough, &old, "ann@example.com").await;
    }
    let log = log.text();
    for line in [
        "ERROR legacy_hash_login::passthrough::ask: the old system refused a request",
        "reason=the old system's answer has a wrong passback code",
        "the old system took a password status=200",
        "the old system refused a password status=401",
        "WARN legacy_hash_login::passthrough::ask: the old system could not be asked \
         reason=no connection to the old system: connection refused",
        "too many attempts",
    ] {
        assert!(log.contains(line), "{line} not in {log}");
    }
    for secret in SECRETS.iter().chain(&["ann@example.com", "ann"]) {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
