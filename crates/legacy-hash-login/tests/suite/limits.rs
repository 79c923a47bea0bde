//! How often somebody may try: an address, an identifier, and an account however it is spelled.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use legacy_hash_login::{
    Attempt, Buckets, Import, Imported, ImportedPassword, Kind, Position, RateLimit, SignIn,
    SignInError, SqlStore, Store,
};

use crate::memory::{MD5, policy};
use crate::old_system::{Old, passthrough};
use crate::support::database::Database;

const SPELLINGS: [&str; 3] = ["ann@example.com", "ann", "+1 (555) 010-0199"];

/// Ann, who has three names, and Bob.
async fn two_accounts(hash: Option<&str>) -> SqlStore {
    let store = Database::memory().store().await;
    let user = |id: &str, identifiers: &[(Kind, &str)]| Imported {
        id: Some(id.to_owned()),
        identifiers: identifiers
            .iter()
            .map(|(kind, text)| (*kind, (*text).to_owned()))
            .collect(),
        password: hash.map(|hash| ImportedPassword {
            label: "MD5".to_owned(),
            text: hash.into(),
        }),
        is_locked: false,
        last_active: None,
        attributes: "{}".to_owned(),
    };
    let [email, name, phone] = SPELLINGS;
    let ann = [
        (Kind::Email, email),
        (Kind::UserName, name),
        (Kind::Phone, phone),
    ];
    let users = [user("1", &ann), user("2", &[(Kind::UserName, "bob")])];
    store.write("a", &users, Position::default()).await.unwrap();
    store
}

async fn stored(store: &SqlStore, name: &str) -> Option<String> {
    let found = store.find(&store.folding().read(name)).await.unwrap();
    found.unwrap().stored.map(|text| text.as_str().to_owned())
}

/// So many attempts for an identifier and an account, none of which comes back within the hour.
fn buckets(identifiers: u32) -> Buckets {
    let hour = Duration::from_secs(3600);
    let number = |number| NonZeroU32::new(number).unwrap();
    Buckets::new((number(1000), hour), (number(identifiers), hour)).unwrap()
}

#[tokio::test]
async fn an_account_has_one_bucket_however_it_is_spelled() {
    let store = two_accounts(Some(MD5)).await;
    let builder = SignIn::builder(store.clone(), policy()).rate_limit(buckets(3));
    let sign_in = builder.start_as_it_is().await.unwrap();
    for name in SPELLINGS {
        let answer = sign_in.sign_in(name, "guess").await;
        assert_eq!(answer.unwrap_err(), SignInError::InvalidCredentials);
    }
    // Three were all. That is not told: an unknown name is answered the same.
    for name in SPELLINGS.iter().chain(&["nobody"]) {
        let answer = sign_in.sign_in(name, "password").await;
        assert_eq!(
            answer.unwrap_err(),
            SignInError::InvalidCredentials,
            "{name}"
        );
    }
    sign_in.drain().await;
    assert_eq!(stored(&store, "ann").await.as_deref(), Some(MD5));
    assert!(sign_in.sign_in("bob", "password").await.is_ok());
}

/// By one spelling, an account that is there and one that is not are told the same after as many.
#[tokio::test]
async fn a_name_that_is_there_has_as_many_attempts_as_one_that_is_not() {
    let store = two_accounts(Some(MD5)).await;
    let builder = SignIn::builder(store, policy()).rate_limit(buckets(3));
    let sign_in = builder.start_as_it_is().await.unwrap();
    for name in ["ann", "nobody"] {
        for attempt in 0..6 {
            let answer = sign_in.sign_in(name, "guess").await.unwrap_err();
            let is_limited = matches!(answer, SignInError::RateLimited { .. });
            assert_eq!(is_limited, attempt >= 3, "{name} {attempt}: {answer}");
        }
    }
}

#[tokio::test]
async fn an_old_system_is_not_asked_about_an_account_that_was_tried_too_often() {
    let store = two_accounts(None).await;
    let old = Old::answering(401, "");
    let builder = SignIn::builder(store.clone(), policy()).rate_limit(buckets(2));
    let passthrough = passthrough().without_rate_limit();
    let builder = builder.passthrough(passthrough, old.clone());
    let sign_in = builder.start_as_it_is().await.unwrap();
    for name in SPELLINGS {
        let answer = sign_in.sign_in(name, "guess").await;
        assert_eq!(answer.unwrap_err(), SignInError::InvalidCredentials);
    }
    assert_eq!(old.asked().len(), 2);
    assert!(sign_in.sign_in("bob", "guess").await.is_err());
    assert_eq!(old.asked().len(), 3);
}

/// Its own limit is one for an account, too.
#[tokio::test]
async fn an_old_system_is_asked_so_often_about_an_account_however_it_is_spelled() {
    let store = two_accounts(None).await;
    let old = Old::answering(401, "");
    let builder = SignIn::builder(store.clone(), policy());
    let passthrough = passthrough().with_rate_limit(Arc::new(buckets(2)));
    let builder = builder.passthrough(passthrough, old.clone());
    let sign_in = builder.start_as_it_is().await.unwrap();
    for (place, name) in SPELLINGS.iter().enumerate() {
        let answer = sign_in.sign_in(name, "guess").await.unwrap_err();
        let is_limited = matches!(answer, SignInError::RateLimited { .. });
        assert_eq!(is_limited, place == 2, "{answer}");
    }
    assert_eq!(old.asked().len(), 2);
    assert_eq!(sign_in.passthrough().unwrap().counts().limited, 1);
}

/// `Retry-After` has whole seconds, and none that is too short.
#[tokio::test]
async fn a_wait_is_in_whole_seconds_rounded_up() {
    struct Never(Duration);
    impl RateLimit for Never {
        fn check(&self, _: Attempt<'_>) -> Result<(), Duration> {
            Err(self.0)
        }
    }
    let store = two_accounts(None).await;
    for (wait, seconds) in [(1, 1), (1_000, 1), (1_001, 2), (59_001, 60)] {
        let wait = Duration::from_millis(wait);
        let retry_after = Duration::from_secs(seconds);
        let limited = SignInError::RateLimited { retry_after };
        let builder = SignIn::builder(store.clone(), policy());
        let sign_in = builder.rate_limit(Never(wait));
        let sign_in = sign_in.start_as_it_is().await.unwrap();
        let answer = sign_in.sign_in("ann", "guess").await;
        assert_eq!(answer.unwrap_err(), limited);
        let passthrough = passthrough().with_rate_limit(Arc::new(Never(wait)));
        let builder = SignIn::builder(store.clone(), policy());
        let builder = builder.passthrough(passthrough, Old::answering(401, ""));
        let sign_in = builder.start_as_it_is().await.unwrap();
        let answer = sign_in.sign_in("ann", "guess").await;
        assert_eq!(answer.unwrap_err(), limited);
    }
}
