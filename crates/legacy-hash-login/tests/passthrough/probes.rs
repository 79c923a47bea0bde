//! Whether the old system refuses what nobody has, before and after it is believed.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Response, StatusCode};
use legacy_hash_login::{
    Attempt, Folding, Meaning, Passthrough, Reason, SecretBytes, Sending, Transport,
    TransportError, Verdict,
};
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::{PASSBACK, PASSWORD, passthrough};

const REFUSED: Verdict = Verdict::Refused { message: None };
const TAKES_ANYTHING: Verdict = Verdict::Unavailable(Reason::TakesAnything);

/// An old system that knows one password, and may forget to look at it.
struct Old {
    /// What it answers to what nobody has, from the first probe on; the last one for ever.
    to_probes: Mutex<Vec<u16>>,
    to_anns: Mutex<u16>,
    probes: Mutex<Vec<(String, String)>>,
    sent: AtomicUsize,
    may_answer: Semaphore,
    may_answer_probes: Semaphore,
}

impl Old {
    fn new(to_probes: &[u16]) -> Self {
        Self {
            to_probes: Mutex::new(to_probes.to_vec()),
            to_anns: Mutex::new(200),
            probes: Mutex::default(),
            sent: AtomicUsize::new(0),
            may_answer: Semaphore::new(1000),
            may_answer_probes: Semaphore::new(1000),
        }
    }

    fn probes(&self) -> Vec<(String, String)> {
        self.probes.lock().unwrap().clone()
    }

    fn sent(&self) -> usize {
        self.sent.load(Ordering::SeqCst)
    }
}

impl Transport for Old {
    fn send(&self, request: Request<SecretBytes>) -> Sending<'_> {
        let body: Value = serde_json::from_slice(request.body().as_ref()).unwrap();
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        let (name, password) = (text("email"), text("password"));
        let is_probe = password != PASSWORD;
        let status = if !is_probe {
            self.sent.fetch_add(1, Ordering::SeqCst);
            *self.to_anns.lock().unwrap()
        } else {
            self.probes.lock().unwrap().push((name, password));
            let mut statuses = self.to_probes.lock().unwrap();
            match statuses.len() {
                1 => statuses[0],
                _ => statuses.remove(0),
            }
        };
        Box::pin(async move {
            let permits = match is_probe {
                true => &self.may_answer_probes,
                false => &self.may_answer,
            };
            permits.acquire().await.unwrap().forget();
            if status == 0 {
                return Err(TransportError::TimedOut);
            }
            let answer = Response::builder().status(status);
            Ok(answer.body(Vec::new().into()).unwrap())
        })
    }
}

fn unlimited() -> Passthrough {
    passthrough().without_rate_limit()
}

async fn ask(passthrough: &Passthrough, old: &Old, name: &str) -> Verdict {
    let attempt = Attempt {
        address: None,
        identifier: &Folding::default().read(name),
    };
    passthrough.ask(old, attempt, name, PASSWORD).await
}

#[tokio::test]
async fn nothing_is_sent_before_a_probe_was_refused() {
    let (old, passthrough) = (Old::new(&[401]), unlimited());
    old.may_answer_probes.forget_permits(1000);
    let mut asking = Box::pin(ask(&passthrough, &old, "ann@example.com"));
    let waker = std::task::Waker::noop();
    let mut context = std::task::Context::from_waker(waker);
    assert!(asking.as_mut().poll(&mut context).is_pending());
    assert_eq!((old.probes().len(), old.sent()), (1, 0));
    old.may_answer_probes.add_permits(1000);
    assert_eq!(asking.await, Verdict::Match);
    // And another one before the match was believed.
    assert_eq!((old.probes().len(), old.sent()), (2, 1));
    let probes = old.probes();
    let [(name, password), (other_name, other_password)] = probes.as_slice() else {
        panic!("{probes:?}");
    };
    assert!(name.ends_with("@example.com") && other_name.ends_with("@example.com"));
    assert!(name != other_name && password != other_password);
    assert!(password.len() >= 16 && password.len() <= 71);
    // The next refusal needs none.
    *old.to_anns.lock().unwrap() = 401;
    assert_eq!(ask(&passthrough, &old, "bob@example.com").await, REFUSED);
    assert_eq!((old.probes().len(), old.sent()), (2, 2));
    assert_eq!(
        (passthrough.counts().probes, passthrough.counts().sent),
        (2, 2)
    );
}

#[tokio::test(start_paused = true)]
async fn an_old_system_that_takes_anything_is_sent_nothing() {
    let (old, passthrough) = (Old::new(&[200, 200, 401]), unlimited());
    for _ in 0..5 {
        assert_eq!(ask(&passthrough, &old, "ann").await, TAKES_ANYTHING);
    }
    assert_eq!((old.probes().len(), old.sent()), (1, 0));
    assert_eq!(passthrough.counts().alarms, 1);
    assert_eq!(passthrough.counts().unavailable, 5);
    // It is left alone for a minute.
    tokio::time::advance(Duration::from_millis(59_999)).await;
    assert_eq!(ask(&passthrough, &old, "ann").await, TAKES_ANYTHING);
    assert_eq!(old.probes().len(), 1);
    tokio::time::advance(Duration::from_millis(2)).await;
    assert_eq!(ask(&passthrough, &old, "ann").await, TAKES_ANYTHING);
    assert_eq!((old.probes().len(), old.sent()), (2, 0));
    // Mended, it is asked again.
    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(ask(&passthrough, &old, "ann").await, Verdict::Match);
    assert_eq!((old.probes().len(), old.sent()), (4, 1));
    assert_eq!(passthrough.counts().alarms, 2);
}

/// It breaks after it was found to be right: no password is taken over.
#[tokio::test(start_paused = true)]
async fn a_match_is_believed_as_long_as_probes_are_refused() {
    let (old, passthrough) = (Old::new(&[401, 401, 200, 401]), unlimited());
    assert_eq!(ask(&passthrough, &old, "ann").await, Verdict::Match);
    assert_eq!(ask(&passthrough, &old, "bob").await, TAKES_ANYTHING);
    assert_eq!((old.probes().len(), old.sent()), (3, 2));
    assert_eq!(passthrough.counts().matched, 1);
    // And now nothing is sent.
    assert_eq!(ask(&passthrough, &old, "bob").await, TAKES_ANYTHING);
    assert_eq!((old.probes().len(), old.sent()), (3, 2));
    tokio::time::advance(Duration::from_secs(61)).await;
    assert_eq!(ask(&passthrough, &old, "bob").await, Verdict::Match);
}

#[tokio::test]
async fn a_probe_that_is_not_answered_is_neither() {
    let (old, passthrough) = (Old::new(&[503, 0, 429, 401, 500, 401]), unlimited());
    let status = |status| Verdict::Unavailable(Reason::Status(status));
    assert_eq!(
        ask(&passthrough, &old, "ann").await,
        status(StatusCode::SERVICE_UNAVAILABLE)
    );
    assert_eq!(
        ask(&passthrough, &old, "ann").await,
        Verdict::Unavailable(Reason::Transport(TransportError::TimedOut))
    );
    assert_eq!(
        ask(&passthrough, &old, "ann").await,
        status(StatusCode::TOO_MANY_REQUESTS)
    );
    assert_eq!(old.sent(), 0);
    // Also after the match.
    assert_eq!(
        ask(&passthrough, &old, "ann").await,
        status(StatusCode::INTERNAL_SERVER_ERROR)
    );
    assert_eq!((old.sent(), passthrough.counts().matched), (1, 0));
    assert_eq!(ask(&passthrough, &old, "ann").await, Verdict::Match);
    assert_eq!(passthrough.counts().alarms, 0);
}

/// What refuses user names may take any password of an address.
#[tokio::test]
async fn each_kind_of_name_is_probed_for_itself() {
    let (old, passthrough) = (Old::new(&[400, 200, 401]), unlimited());
    *old.to_anns.lock().unwrap() = 401;
    assert_eq!(ask(&passthrough, &old, "ann").await, REFUSED);
    assert_eq!(
        ask(&passthrough, &old, "ann@example.com").await,
        TAKES_ANYTHING
    );
    assert_eq!(ask(&passthrough, &old, "+49 30 123456").await, REFUSED);
    assert_eq!(ask(&passthrough, &old, "bob").await, REFUSED);
    let names: Vec<_> = old.probes().into_iter().map(|(name, _)| name).collect();
    assert!(
        names[0].chars().all(|c| c.is_ascii_lowercase()),
        "{names:?}"
    );
    assert!(names[1].ends_with("@example.com"), "{names:?}");
    assert!(names[2].starts_with("+49 3"), "{names:?}");
}

#[tokio::test]
async fn those_who_come_at_once_share_a_probe() {
    for (first, sent) in [(401, 20), (503, 0), (200, 0)] {
        let old = Arc::new(Old::new(&[first, 401]));
        *old.to_anns.lock().unwrap() = 401;
        old.may_answer_probes.forget_permits(1000);
        let passthrough = Arc::new(unlimited());
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..20 {
            let (old, passthrough) = (Arc::clone(&old), Arc::clone(&passthrough));
            tasks.spawn(async move { ask(&passthrough, &old, &format!("user{number}")).await });
        }
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!((old.probes().len(), old.sent()), (1, 0), "{first}");
        old.may_answer_probes.add_permits(1000);
        let answers = tasks.join_all().await;
        assert_eq!(
            answers.iter().filter(|answer| **answer == REFUSED).count(),
            sent
        );
        assert_eq!((old.probes().len(), old.sent()), (1, sent), "{first}");
    }
}

/// A probe that began before the match says nothing of what came after it.
#[tokio::test]
async fn matches_share_a_probe_that_began_after_them() {
    let old = Arc::new(Old::new(&[401]));
    let passthrough = Arc::new(unlimited());
    assert_eq!(ask(&passthrough, &old, "ann").await, Verdict::Match);
    let before = old.probes().len();
    old.may_answer_probes.forget_permits(1000);
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..20 {
        let (old, passthrough) = (Arc::clone(&old), Arc::clone(&passthrough));
        tasks.spawn(async move { ask(&passthrough, &old, &format!("user{number}")).await });
    }
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    // All twenty have their match, one has a probe under way, and the others wait: some of them for
    // the next, since their match may have come after this one was sent.
    assert_eq!((old.sent(), old.probes().len()), (21, before + 1));
    old.may_answer_probes.add_permits(1000);
    for answer in tasks.join_all().await {
        assert_eq!(answer, Verdict::Match);
    }
    assert_eq!(old.probes().len(), before + 2);
}

#[tokio::test]
async fn with_a_passback_code_there_is_no_probe() {
    let old = Old::new(&[200]);
    let passthrough = unlimited().with_passback_code(PASSBACK).unwrap();
    let verdict = ask(&passthrough, &old, "ann").await;
    assert_eq!(verdict, Verdict::Unavailable(Reason::NotJson));
    assert_eq!((old.probes().len(), old.sent()), (0, 1));
}

/// Probes are read as all answers are.
#[tokio::test]
async fn a_declared_status_counts_for_probes_too() {
    let old = Old::new(&[302]);
    *old.to_anns.lock().unwrap() = 302;
    let takes = unlimited().with_status(StatusCode::FOUND, Meaning::Match);
    assert_eq!(ask(&takes, &old, "ann").await, TAKES_ANYTHING);
    let refuses = unlimited().with_status(StatusCode::FOUND, Meaning::Refused);
    assert_eq!(ask(&refuses, &old, "ann").await, REFUSED);
}

/// A probe takes no place beside that of whom it is made for.
#[tokio::test]
async fn a_probe_needs_no_place_of_its_own() {
    let one = NonZeroU32::MIN;
    let (old, passthrough) = (Old::new(&[401]), unlimited().with_concurrency(one));
    assert_eq!(ask(&passthrough, &old, "ann").await, Verdict::Match);
}
