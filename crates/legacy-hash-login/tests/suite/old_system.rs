//! The first sign-in of an account without a hash.

use std::str;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use http::{Request, Response};
use legacy_hash::{Algorithm, LegacyHash};
use legacy_hash_login::{
    Builder, By, Passthrough, Pool, SecretBytes, Sending, Settlement, SignIn, SignInError,
    Template, Transport, TransportError,
};
use tokio::sync::Semaphore;

use crate::memory::{MD5, Memory, policy};

/// An old system that says what it is told to, and notes what it is asked. It refuses what nobody
/// has, unless it takes anything.
#[derive(Clone)]
pub(crate) struct Old {
    pub(crate) answer: Result<(u16, &'static str), TransportError>,
    pub(crate) takes_anything: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<String>>>,
    /// One permit for each answer that may go out.
    pub(crate) may_answer: Arc<Semaphore>,
}

impl Old {
    pub(crate) fn answering(status: u16, body: &'static str) -> Self {
        Self {
            answer: Ok((status, body)),
            takes_anything: Arc::default(),
            asked: Arc::default(),
            may_answer: Arc::new(Semaphore::new(1000)),
        }
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Transport for Old {
    fn send(&self, request: Request<SecretBytes>) -> Sending<'_> {
        let body = str::from_utf8(request.body().as_ref()).unwrap().to_owned();
        // No test types a password of this length.
        let password = body.split('"').nth(7).unwrap();
        if password.len() == 28 && !self.takes_anything.load(Ordering::SeqCst) {
            let refusal = Response::builder().status(401);
            return Box::pin(async { Ok(refusal.body(Vec::new().into()).unwrap()) });
        }
        self.asked.lock().unwrap().push(body);
        Box::pin(async move {
            self.may_answer.acquire().await.unwrap().forget();
            let (status, body) = self.answer.clone()?;
            let answer = Response::builder().status(status);
            Ok(answer
                .body(SecretBytes::from(body.as_bytes().to_vec()))
                .unwrap())
        })
    }
}

pub(crate) fn accounts() -> Memory {
    let accounts = Memory::default();
    accounts.put("ann", None, None);
    accounts
}

pub(crate) fn passthrough() -> Passthrough {
    let template = Template::new(r#"{"email": "{identifier}", "password": "{password}"}"#);
    Passthrough::new("https://old.example.com/login", template.unwrap()).unwrap()
}

pub(crate) fn builder(accounts: &Memory, old: &Old) -> Builder<Memory> {
    SignIn::builder(accounts.clone(), policy()).passthrough(passthrough(), old.clone())
}

#[tokio::test]
async fn the_old_system_is_asked_once() {
    let (accounts, old) = (accounts(), Old::answering(200, ""));
    let sign_in = builder(&accounts, &old).start().await.unwrap();
    let first = sign_in.sign_in("ann", "password").await.unwrap();
    assert_eq!((first.user(), first.by()), ("ann", By::OldSystem));
    // The hash is stored before the answer is given.
    let stored = accounts.get("ann").text.unwrap();
    let settled = first.settled().await;
    assert_eq!(settled.upgrade, Settlement::Stored);
    assert_eq!(settled.hash.unwrap().as_str(), stored);
    assert!(!policy().needs_rehash(&LegacyHash::parse(&stored).unwrap()));

    let second = sign_in.sign_in("ann", "password").await.unwrap();
    assert_eq!(second.by(), By::Hash(Algorithm::Argon2));
    let wrong = sign_in.sign_in("ann", "passwore").await.unwrap_err();
    assert_eq!(wrong, SignInError::InvalidCredentials);
    assert_eq!(old.asked(), [r#"{"email":"ann","password":"password"}"#]);
}

#[tokio::test]
async fn nobody_else_is_asked_about() {
    let (accounts, old) = (accounts(), Old::answering(200, ""));
    accounts.put("locked", None, None);
    accounts.change("locked", |stored| stored.is_locked = true);
    for (user, label, text) in [
        ("md5", Some("MD5"), MD5),
        ("empty", None, ""),
        ("disabled", None, "!"),
        ("unreadable", None, "what is this?"),
        ("unknown label", Some("v9"), MD5),
        (
            "over limit",
            None,
            "$2b$31$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm",
        ),
    ] {
        accounts.put(user, label, Some(text));
        let sign_in = builder(&accounts, &old).start_as_it_is().await.unwrap();
        let answer = sign_in.sign_in(user, "no password").await;
        assert_eq!(
            answer.unwrap_err(),
            SignInError::InvalidCredentials,
            "{user}"
        );
    }
    let sign_in = builder(&accounts, &old).start_as_it_is().await.unwrap();
    for (user, password) in [
        ("locked", "password".as_bytes()),
        ("nobody", b"password"),
        ("ann", b""),
        ("ann", b"\xff"),
        ("ann", &[b'x'; 4097]),
    ] {
        let answer = sign_in.sign_in(user, password).await;
        assert_eq!(
            answer.unwrap_err(),
            SignInError::InvalidCredentials,
            "{user}"
        );
    }
    assert!(old.asked().is_empty());
    assert_eq!(accounts.get("ann").text, None);
}

#[tokio::test]
async fn what_is_no_match_stores_nothing() {
    let refused = |message: &str| SignInError::Refused {
        message: message.to_owned(),
    };
    let says = r#"{"message": "Wrong\u0007!"}"#;
    for (old, shows_message, expected) in [
        (
            Old::answering(401, says),
            false,
            SignInError::InvalidCredentials,
        ),
        (Old::answering(401, says), true, refused("Wrong !")),
        (
            Old::answering(401, "no JSON"),
            true,
            SignInError::InvalidCredentials,
        ),
        (Old::answering(429, says), true, SignInError::Unavailable),
        (Old::answering(500, says), true, SignInError::Unavailable),
        (Old::answering(301, says), true, SignInError::Unavailable),
        (Old::answering(204, says), true, SignInError::Unavailable),
        (
            Old {
                answer: Err(TransportError::TimedOut),
                ..Old::answering(200, "")
            },
            true,
            SignInError::Unavailable,
        ),
    ] {
        let accounts = accounts();
        let passthrough = match shows_message {
            true => passthrough().with_message("/message").unwrap(),
            false => passthrough(),
        };
        let builder = SignIn::builder(accounts.clone(), policy());
        let sign_in = builder
            .passthrough(passthrough, old.clone())
            .start()
            .await
            .unwrap();
        let answer = sign_in.sign_in("ann", "password").await;
        assert_eq!(answer.unwrap_err(), expected);
        assert_eq!(old.asked().len(), 1);
        assert_eq!(accounts.get("ann").text, None);
    }
}

#[tokio::test]
async fn after_the_window_a_reset_is_needed() {
    let end = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let old = Old::answering(200, "");
    for (now, shows, expected) in [
        (end, false, SignInError::InvalidCredentials),
        (end, true, SignInError::ResetRequired),
        (
            end + Duration::from_secs(1),
            true,
            SignInError::ResetRequired,
        ),
    ] {
        let builder = SignIn::builder(accounts(), policy())
            .clock(move || now)
            .show_reset(shows);
        let builder = builder.passthrough(passthrough().until(end), old.clone());
        let sign_in = builder.start().await.unwrap();
        let answer = sign_in.sign_in("ann", "password").await;
        assert_eq!(answer.unwrap_err(), expected);
    }
    assert!(old.asked().is_empty());
    let before = end - Duration::from_nanos(1);
    let builder = SignIn::builder(accounts(), policy()).clock(move || before);
    let builder = builder.passthrough(passthrough().until(end), old.clone());
    assert!(
        builder
            .start()
            .await
            .unwrap()
            .sign_in("ann", "password")
            .await
            .is_ok()
    );
}

/// The old system knows the password: there is nothing to set anew.
#[tokio::test]
async fn no_reset_is_needed_within_the_window() {
    let (accounts, old) = (accounts(), Old::answering(200, ""));
    let sign_in = builder(&accounts, &old)
        .show_reset(true)
        .start()
        .await
        .unwrap();
    for password in [&b"\xff"[..], b""] {
        let answer = sign_in.sign_in("ann", password).await;
        assert_eq!(answer.unwrap_err(), SignInError::InvalidCredentials);
    }
}

/// What the old system takes has to be hashed: no more is asked than there is room for, however fast
/// it answers.
#[tokio::test]
async fn no_more_is_asked_than_can_be_hashed() {
    let old = Old::answering(200, "");
    let accounts = Memory::default();
    let pool = Pool::new(std::num::NonZeroUsize::MIN, 4);
    let builder = SignIn::builder(accounts.clone(), policy()).pool(pool);
    let passthrough = passthrough().without_rate_limit();
    let sign_in = builder
        .passthrough(passthrough, old.clone())
        .start()
        .await
        .unwrap();
    old.may_answer.forget_permits(1000);
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..20 {
        let user = format!("user{number}");
        accounts.put(&user, None, None);
        let sign_in = sign_in.clone();
        tasks.spawn(async move { sign_in.sign_in(&user, "password").await });
    }
    // Five have a place, and wait for the old system; fifteen are told that it is busy.
    let mut busy = 0;
    while busy < 15 {
        let answer = tasks.join_next().await.unwrap().unwrap();
        assert!(
            matches!(answer, Err(SignInError::Busy { .. })),
            "{answer:?}"
        );
        busy += 1;
    }
    old.may_answer.add_permits(5);
    for answer in tasks.join_all().await {
        assert_eq!(answer.unwrap().by(), By::OldSystem);
    }
    assert_eq!(old.asked().len(), 5);
}

#[tokio::test]
async fn unknown_users_can_look_alike() {
    let (accounts, old) = (accounts(), Old::answering(401, ""));
    let builder = SignIn::builder(accounts.clone(), policy());
    let passthrough = passthrough().forward_unknown(true);
    let sign_in = builder
        .passthrough(passthrough, old.clone())
        .start()
        .await
        .unwrap();
    for user in ["ann", "nobody"] {
        let answer = sign_in.sign_in(user, "password").await;
        assert_eq!(answer.unwrap_err(), SignInError::InvalidCredentials);
    }
    assert_eq!(old.asked().len(), 2);
    // The old system may know somebody who was never imported. Nobody is made up here.
    let old = Old::answering(200, "");
    let builder = SignIn::builder(accounts, policy());
    let passthrough = self::passthrough().forward_unknown(true);
    let sign_in = builder
        .passthrough(passthrough, old.clone())
        .start()
        .await
        .unwrap();
    let answer = sign_in.sign_in("nobody", "password").await;
    assert_eq!(answer.unwrap_err(), SignInError::InvalidCredentials);
    assert_eq!(old.asked().len(), 1);
}

#[tokio::test]
async fn an_old_system_that_hangs_holds_nobody_else_up() {
    let (accounts, old) = (accounts(), Old::answering(200, ""));
    accounts.put("md5", Some("MD5"), Some(MD5));
    old.may_answer.forget_permits(1000);
    let pool = Pool::new(std::num::NonZeroUsize::MIN, 0);
    let sign_in = builder(&accounts, &old).pool(pool).start().await.unwrap();
    let hanging = {
        let sign_in = sign_in.clone();
        tokio::spawn(async move { sign_in.sign_in("ann", "password").await })
    };
    while old.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(sign_in.sign_in("md5", "password").await.is_ok());
    old.may_answer.add_permits(1);
    assert!(hanging.await.unwrap().is_ok());
}

/// The old system has taken the password: that is not lost with the client.
#[tokio::test]
async fn who_goes_away_has_a_hash_all_the_same() {
    let (accounts, old) = (accounts(), Old::answering(200, ""));
    old.may_answer.forget_permits(1000);
    let sign_in = builder(&accounts, &old).start().await.unwrap();
    let client = {
        let sign_in = sign_in.clone();
        tokio::spawn(async move { sign_in.sign_in("ann", "password").await })
    };
    while old.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    client.abort();
    assert!(client.await.unwrap_err().is_cancelled());
    old.may_answer.add_permits(1);
    sign_in.drain().await;
    assert!(accounts.get("ann").text.is_some());
}

/// `Ann` and `ann` may be two people over there.
#[tokio::test]
async fn the_old_system_is_asked_about_the_accounts_own_name() {
    use legacy_hash_login::Case;
    let (mut accounts, old) = (accounts(), Old::answering(401, ""));
    accounts.folding.user_names = Case::Ascii;
    let sign_in = builder(&accounts, &old).start().await.unwrap();
    assert!(sign_in.sign_in(" ANN ", "password").await.is_err());
    assert_eq!(old.asked(), [r#"{"email":"ann","password":"password"}"#]);
}

/// A password that was set while the old system was asked stays, and the old one opens nothing.
#[tokio::test]
async fn a_password_that_was_set_meanwhile_wins() {
    let (accounts, old) = (accounts(), Old::answering(200, ""));
    old.may_answer.forget_permits(1000);
    let sign_in = builder(&accounts, &old).start().await.unwrap();
    let signing_in = {
        let sign_in = sign_in.clone();
        tokio::spawn(async move { sign_in.sign_in("ann", "password").await })
    };
    while old.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(sign_in.set_password("ann", "another").await.unwrap());
    old.may_answer.add_permits(1);
    let answer = signing_in.await.unwrap();
    assert_eq!(answer.unwrap_err(), SignInError::InvalidCredentials);
    let stored = LegacyHash::parse(&accounts.get("ann").text.unwrap()).unwrap();
    assert!(stored.verify("another").is_ok());
}

/// So many at once are asked about, and attempts are counted before.
#[tokio::test]
async fn attempts_are_limited_before_they_are_sent() {
    let (accounts, old) = (accounts(), Old::answering(401, ""));
    let sign_in = builder(&accounts, &old).start().await.unwrap();
    let limited = AtomicUsize::new(0);
    for _ in 0..20 {
        match sign_in.sign_in("ann", "guess").await.unwrap_err() {
            SignInError::InvalidCredentials => {}
            SignInError::RateLimited { .. } => _ = limited.fetch_add(1, Ordering::SeqCst),
            other => panic!("{other}"),
        }
    }
    let limited = limited.into_inner();
    assert!(limited > 0);
    assert_eq!(old.asked().len() + limited, 20);
}
