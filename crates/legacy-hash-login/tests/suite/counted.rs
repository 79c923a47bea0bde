//! What an operator sees of sign-ins that are refused for their algorithm.

use legacy_hash::Algorithm;
use legacy_hash_login::{Counts, SignIn, SignInError};

use crate::memory::{MD5, Memory, policy};

#[tokio::test]
async fn who_is_refused_for_the_algorithm_is_counted_apart() {
    let accounts = Memory::default();
    accounts.put("old", Some("MD5"), Some(MD5));
    accounts.put("locked", Some("MD5"), Some(MD5));
    accounts.change("locked", |stored| stored.is_locked = true);
    let current = policy().hash("password").unwrap().to_string();
    accounts.put("current", None, Some(&current));

    let refusing = policy().refuse(Algorithm::Md5);
    let sign_in = SignIn::builder(accounts.clone(), refusing)
        .start()
        .await
        .unwrap();
    for (user, password) in [
        ("old", "password"),
        ("old", "wrong"),
        ("locked", "password"),
    ] {
        let answer = sign_in.sign_in(user, password).await;
        assert_eq!(answer.unwrap_err(), SignInError::InvalidCredentials);
    }
    assert!(sign_in.sign_in("current", "password").await.is_ok());
    assert!(sign_in.sign_in("old", "").await.is_err());
    sign_in.drain().await;
    let counts = of_md5(&sign_in);
    assert_eq!((counts.not_accepted, counts.refused), (3, 1));
    assert_eq!((counts.verified, counts.wrong, counts.upgraded), (0, 0, 0));
    // An algorithm that nobody may sign in with is no wrong declaration.
    assert!(sign_in.alarms().is_empty());
    assert_eq!(accounts.get("old").text.as_deref(), Some(MD5));

    // What is not refused is none of it.
    let sign_in = SignIn::builder(accounts, policy()).start().await.unwrap();
    assert!(sign_in.sign_in("locked", "password").await.is_err());
    assert!(sign_in.sign_in("old", "password").await.is_ok());
    let counts = of_md5(&sign_in);
    assert_eq!(
        (counts.not_accepted, counts.refused, counts.verified),
        (0, 1, 1)
    );
}

fn of_md5(sign_in: &SignIn<Memory>) -> Counts {
    let counts = sign_in.counters();
    let mut counts = counts.iter().filter(|(of, _)| *of == Algorithm::Md5);
    counts.next().unwrap().1
}
