//! The sign-in over a table in memory.

use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use legacy_hash::{Algorithm, LegacyHash, NewHash, Scheme, Withheld};
use legacy_hash_login::{
    Account, Alarm, Attempt, Buckets, By, Identifier, Pool, Progress, RateLimit, Settlement, Share,
    SignIn, SignInError, StartError, Store, Written,
};

use crate::memory::{MD5, Memory, policy};
use crate::support::database::Database;

const BCRYPT: &str = "$2b$04$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm";

/// An account of each state; the password is "password".
fn accounts() -> Memory {
    let accounts = Memory::default();
    accounts.put("md5", Some("MD5"), Some(MD5));
    accounts.put("locked", Some("MD5"), Some(MD5));
    accounts.change("locked", |stored| stored.is_locked = true);
    accounts.put(
        "current",
        None,
        Some(&policy().hash("password").unwrap().to_string()),
    );
    accounts.put("none", None, None);
    accounts.put("empty", None, Some(""));
    accounts.put("disabled", None, Some("!"));
    accounts.put("unreadable", Some("MD5"), Some("5f4d"));
    accounts.put("unlabelled", None, Some(MD5));
    accounts.put("unknown label", Some("v9"), Some(MD5));
    accounts.put("over limit", None, Some(&BCRYPT.replace("$04$", "$31$")));
    accounts
}

async fn started(accounts: &Memory) -> SignIn<Memory> {
    SignIn::builder(accounts.clone(), policy())
        .start()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_right_password_moves_once_and_is_current_then() {
    let accounts = accounts();
    let sign_in = started(&accounts).await;
    let first = sign_in.sign_in("md5", "password").await.unwrap();
    assert_eq!(
        (first.user(), first.by()),
        ("md5", By::Hash(Algorithm::Md5))
    );
    let settled = first.settled().await;
    assert_eq!(settled.upgrade, Settlement::Stored);
    let stored = accounts.get("md5");
    assert_eq!(stored.label.as_deref(), Some(policy().label()));
    assert_eq!(
        stored.text.as_deref(),
        settled.hash.as_ref().map(|hash| hash.as_str())
    );
    assert!(
        LegacyHash::parse(&stored.text.unwrap())
            .unwrap()
            .verify("password")
            .is_ok()
    );

    let second = sign_in.sign_in("md5", "password").await.unwrap();
    assert_eq!(second.by(), By::Hash(Algorithm::Argon2));
    let again = second.settled().await;
    assert_eq!(
        (again.upgrade, again.hash),
        (Settlement::None, settled.hash)
    );
    let counts = sign_in.counters();
    let of = |algorithm| counts.iter().find(|(of, _)| *of == algorithm).unwrap().1;
    assert_eq!(
        (of(Algorithm::Md5).verified, of(Algorithm::Md5).upgraded),
        (1, 1)
    );
    assert_eq!(
        (
            of(Algorithm::Argon2).verified,
            of(Algorithm::Argon2).upgraded
        ),
        (1, 0)
    );
}

#[tokio::test]
async fn what_ends_a_sign_in_is_counted_by_the_kind_of_hash() {
    let accounts = accounts();
    accounts.lock("locked", true);
    let sign_in = started(&accounts).await;
    for (user, password) in [("md5", "wrong"), ("md5", ""), ("locked", "password")] {
        assert!(sign_in.sign_in(user, password).await.is_err());
    }
    let counts = sign_in.counters();
    let of_md5 = counts.iter().find(|(of, _)| *of == Algorithm::Md5);
    let of_md5 = of_md5.unwrap().1;
    assert_eq!((of_md5.verified, of_md5.wrong, of_md5.refused), (0, 1, 2));
    // What guesses at hashes of the policy's own say of the old ones is nothing.
    for _ in 0..60 {
        assert!(sign_in.sign_in("current", "wrong").await.is_err());
        assert!(sign_in.sign_in("md5", "wrong").await.is_err());
    }
    assert_eq!(sign_in.alarms(), [Alarm::NeverRight(Algorithm::Md5)]);
}

#[tokio::test]
async fn nobody_else_is_let_in_and_all_learn_the_same() {
    let accounts = accounts();
    let sign_in = started(&accounts).await;
    let right = [
        "locked",
        "none",
        "empty",
        "disabled",
        "unreadable",
        "unlabelled",
        "unknown label",
        "over limit",
        "nobody",
        "",
        "\0",
        "md\n5",
    ];
    for user in right {
        let answer = sign_in.sign_in(user, "password").await;
        assert_eq!(
            answer.unwrap_err(),
            SignInError::InvalidCredentials,
            "{user:?}"
        );
    }
    for user in ["md5", "current", "nobody", "none"] {
        for password in ["Password", "", "password ", &"p".repeat(5000)] {
            let answer = sign_in.sign_in(user, password).await;
            assert_eq!(
                answer.unwrap_err(),
                SignInError::InvalidCredentials,
                "{user}"
            );
        }
    }
    sign_in.drain().await;
    assert_eq!(accounts.get("md5").text.as_deref(), Some(MD5));
    assert_eq!(accounts.get("locked").text.as_deref(), Some(MD5));
}

#[tokio::test]
async fn that_a_reset_is_needed_is_shown_where_it_may_be() {
    let accounts = accounts();
    accounts.put("locked none", None, None);
    accounts.lock("locked none", true);
    let builder = SignIn::builder(accounts, policy()).show_reset(true);
    let sign_in = builder.start().await.unwrap();
    let answer = sign_in.sign_in("none", "password").await;
    assert_eq!(answer.unwrap_err(), SignInError::ResetRequired);
    for other in [
        "nobody",
        "empty",
        "disabled",
        "unreadable",
        "locked",
        "locked none",
    ] {
        let answer = sign_in.sign_in(other, "password").await;
        assert_eq!(
            answer.unwrap_err(),
            SignInError::InvalidCredentials,
            "{other}"
        );
    }
}

#[tokio::test]
async fn what_may_not_be_moved_signs_in_and_says_so() {
    let accounts = Memory::default();
    // bcrypt of the letter x, 72 times.
    let long = "x".repeat(72);
    let old = bcrypt(long.as_bytes());
    accounts.put("long", None, Some(&old));
    let sign_in = started(&accounts).await;
    let signed_in = sign_in.sign_in("long", &long).await.unwrap();
    assert_eq!(signed_in.withheld(), Some(Withheld::Lossy));
    assert_eq!(signed_in.settled().await.upgrade, Settlement::None);
    assert_eq!(accounts.get("long").text, Some(old));
}

fn bcrypt(password: &[u8]) -> String {
    let version = legacy_hash::BcryptVersion::TwoB;
    // Found by its verification: the crate does not make bcrypt.
    let made = bcrypt::bcrypt(4, [7; 16], password.get(..72).unwrap_or(password));
    let digest: [u8; 23] = made[..23].try_into().unwrap();
    legacy_hash::BcryptHash::from_parts(version, 4, [7; 16], digest)
        .unwrap()
        .to_string()
}

#[tokio::test]
async fn a_changed_password_wins_over_an_upgrade_and_ends_its_session() {
    let accounts = accounts();
    /// Changes the password between the reading and the upgrade.
    struct Changing(Memory, SignIn<Memory>);
    impl Store for Changing {
        type Version = <Memory as Store>::Version;
        type Error = <Memory as Store>::Error;
        async fn find(
            &self,
            who: &Identifier,
        ) -> Result<Option<Account<Self::Version>>, Self::Error> {
            self.0.find(who).await
        }
        async fn upgrade(&self, at: &Self::Version, new: &NewHash) -> Result<Written, Self::Error> {
            assert!(self.1.set_password("md5", "another").await.unwrap());
            self.0.upgrade(at, new).await
        }
        async fn change_password(&self, _: &str, _: &NewHash) -> Result<bool, Self::Error> {
            unreachable!()
        }
    }
    let store = Changing(accounts.clone(), started(&accounts).await);
    let sign_in = SignIn::builder(store, policy())
        .start_as_it_is()
        .await
        .unwrap();
    let settled = sign_in
        .sign_in("md5", "password")
        .await
        .unwrap()
        .settled()
        .await;
    assert_eq!(settled.upgrade, Settlement::Lost);
    assert_eq!(settled.hash.unwrap().as_str(), MD5);
    let stored = LegacyHash::parse(&accounts.get("md5").text.unwrap()).unwrap();
    assert!(stored.verify("another").is_ok());
}

#[tokio::test]
async fn of_two_at_once_both_learn_what_is_stored() {
    let accounts = accounts();
    let sign_in = started(&accounts).await;
    let (one, other) = tokio::join!(
        sign_in.sign_in("md5", "password"),
        sign_in.sign_in("md5", "password")
    );
    let (one, other) = tokio::join!(one.unwrap().settled(), other.unwrap().settled());
    assert_eq!(one.hash, other.hash);
    assert_eq!(
        accounts.get("md5").text.as_deref(),
        one.hash.as_ref().map(|hash| hash.as_str())
    );
}

#[tokio::test]
async fn an_attempt_too_many_takes_no_place_and_reads_nothing() {
    struct Never;
    impl RateLimit for Never {
        fn check(&self, attempt: Attempt<'_>) -> Result<(), Duration> {
            assert_eq!(attempt.identifier.typed(), "md5");
            Err(Duration::from_secs(7))
        }
    }
    let pool = Pool::new(NonZeroUsize::MIN, 0);
    let taken = pool.place().unwrap();
    let builder = SignIn::builder(accounts(), policy())
        .rate_limit(Never)
        .pool(pool);
    let sign_in = builder.start().await.unwrap();
    let retry_after = Duration::from_secs(7);
    let answer = sign_in.sign_in("md5", "password").await;
    assert_eq!(
        answer.unwrap_err(),
        SignInError::RateLimited { retry_after }
    );
    drop(taken);
}

#[tokio::test]
async fn the_address_counts() {
    let (one, hour) = (NonZeroU32::MIN, Duration::from_secs(3600));
    let many = NonZeroU32::new(100).unwrap();
    let limit = Buckets::new((one, hour), (many, hour)).unwrap();
    let builder = SignIn::builder(accounts(), policy()).rate_limit(limit);
    let sign_in = builder.start().await.unwrap();
    let address = "192.0.2.1".parse().unwrap();
    assert!(
        sign_in
            .sign_in_from(address, "md5", "password")
            .await
            .is_ok()
    );
    let again = sign_in.sign_in_from(address, "current", "password").await;
    assert!(matches!(again, Err(SignInError::RateLimited { .. })));
    assert!(sign_in.sign_in("current", "password").await.is_ok());
}

#[tokio::test]
async fn without_a_place_a_sign_in_is_busy_at_once() {
    let pool = Pool::new(NonZeroUsize::MIN, 0);
    let builder = SignIn::builder(accounts(), policy()).pool(pool.clone());
    let sign_in = builder.start().await.unwrap();
    let taken = pool.place().unwrap();
    let answer = sign_in.sign_in("md5", "password").await;
    assert!(matches!(answer, Err(SignInError::Busy { .. })));
    drop(taken);
    assert!(sign_in.sign_in("md5", "password").await.is_ok());
}

/// A table whose column may be short, and which may be out of order.
struct Odd {
    inner: Memory,
    column: Option<usize>,
    is_down: AtomicBool,
    upgrades: AtomicUsize,
}

#[derive(Debug, thiserror::Error)]
#[error("the table is on fire")]
struct OnFire;

impl Store for OddStore {
    type Version = <Memory as Store>::Version;
    type Error = OnFire;
    async fn find(&self, who: &Identifier) -> Result<Option<Account<Self::Version>>, OnFire> {
        if self.0.is_down.load(Ordering::SeqCst) {
            return Err(OnFire);
        }
        Ok(self.0.inner.find(who).await.unwrap())
    }
    async fn upgrade(&self, _: &Self::Version, _: &NewHash) -> Result<Written, OnFire> {
        self.0.upgrades.fetch_add(1, Ordering::SeqCst);
        Err(OnFire)
    }
    async fn change_password(&self, _: &str, _: &NewHash) -> Result<bool, OnFire> {
        Err(OnFire)
    }
    async fn hash_column_bytes(&self) -> Result<Option<usize>, OnFire> {
        Ok(self.0.column)
    }
}

#[derive(Clone)]
struct OddStore(Arc<Odd>);

fn odd(column: Option<usize>) -> OddStore {
    OddStore(Arc::new(Odd {
        inner: accounts(),
        column,
        is_down: AtomicBool::new(false),
        upgrades: AtomicUsize::new(0),
    }))
}

#[tokio::test]
async fn a_short_column_is_refused_at_the_start() {
    let needs = policy().max_encoded_len();
    let start = |column| SignIn::builder(odd(column), policy()).start_as_it_is();
    let refused = start(Some(needs - 1)).await.unwrap_err();
    assert!(
        matches!(refused, StartError::HashColumn { holds, needs: n } if (holds, n) == (needs - 1, needs))
    );
    assert!(start(Some(needs)).await.is_ok());
    assert!(start(None).await.is_ok());
}

#[tokio::test]
async fn a_column_made_for_bcrypt_is_refused_at_the_start() {
    let Some(database) = Database::postgres().await else {
        return;
    };
    let start = || async {
        SignIn::builder(database.store().await, policy())
            .start()
            .await
    };
    assert!(start().await.is_ok());
    let narrow = "ALTER TABLE legacy_hash_accounts ALTER COLUMN password_hash TYPE VARCHAR(60)";
    database.foreign(narrow).await;
    let refused = start().await.unwrap_err();
    assert!(
        matches!(refused, StartError::HashColumn { holds: 60, .. }),
        "{refused}"
    );
}

#[tokio::test]
async fn a_failed_write_fails_no_sign_in_and_a_failed_reading_is_not_a_wrong_password() {
    let store = odd(None);
    let builder = SignIn::builder(store.clone(), policy());
    let sign_in = builder.start_as_it_is().await.unwrap();
    let settled = sign_in
        .sign_in("md5", "password")
        .await
        .unwrap()
        .settled()
        .await;
    assert_eq!(settled.upgrade, Settlement::Failed);
    assert_eq!(settled.hash.unwrap().as_str(), MD5);
    store.0.is_down.store(true, Ordering::SeqCst);
    let answer = sign_in.sign_in("md5", "password").await;
    assert_eq!(answer.unwrap_err(), SignInError::Unavailable);
    assert!(sign_in.set_password("md5", "new").await.is_err());
}

#[tokio::test]
async fn drain_waits_for_what_nobody_waits_for() {
    let store = odd(None);
    let builder = SignIn::builder(store.clone(), policy());
    let sign_in = builder.start_as_it_is().await.unwrap();
    for _ in 0..10 {
        drop(sign_in.sign_in("md5", "password").await.unwrap());
    }
    sign_in.drain().await;
    assert_eq!(store.0.upgrades.load(Ordering::SeqCst), 10);
}

#[tokio::test]
async fn the_policy_expects_what_the_table_holds() {
    let accounts = accounts();
    for number in 0..3 {
        accounts.put(&format!("bcrypt{number}"), None, Some(BCRYPT));
    }
    let dear = BCRYPT.replace("$04$", "$15$");
    accounts.put("dear", None, Some(&dear));
    let sign_in = started(&accounts).await;
    let covers = |text: &str| sign_in.policy().covers(LegacyHash::parse(text).unwrap());
    assert!(covers(BCRYPT));
    // Cost 15 at every sign-in is over the limit.
    assert!(!covers(&dear));
}

#[tokio::test]
async fn what_the_operator_declared_stays_expected() {
    let declared = BCRYPT.replace("$04$", "$05$");
    let policy = policy()
        .with_expected([LegacyHash::parse(&declared).unwrap()])
        .unwrap();
    let accounts = Memory::default();
    accounts.put("ann", None, Some(BCRYPT));
    let sign_in = SignIn::builder(accounts, policy).start().await.unwrap();
    for text in [declared.as_str(), BCRYPT] {
        assert!(sign_in.policy().covers(LegacyHash::parse(text).unwrap()));
    }
}

#[tokio::test]
async fn progress_counts_every_account_once() {
    let accounts = accounts();
    accounts.put("bcrypt", None, Some(BCRYPT));
    let (then, now) = (SystemTime::UNIX_EPOCH, SystemTime::now());
    accounts.change("bcrypt", |stored| stored.last_active = Some(then));
    accounts.change("md5", |stored| stored.last_active = Some(now));
    accounts.change("current", |stored| stored.last_active = Some(now));
    let lately = now - Duration::from_secs(60);
    let progress = Progress::of(&accounts, &policy(), lately).await.unwrap();
    let share = |accounts, moved| Share { accounts, moved };
    assert_eq!(
        (progress.accounts, progress.moved, progress.remaining()),
        (11, 1, 10)
    );
    assert_eq!(
        (
            progress.without_hash,
            progress.disabled,
            progress.unreadable
        ),
        (1, 2, 3)
    );
    // A label that no scheme has may be anything, and is not repeated.
    let by_label = progress.unreadable_by_label.into_iter();
    let labels = [(String::new(), 1), ("MD5".to_owned(), 1)];
    assert_eq!(by_label.collect::<Vec<_>>(), labels);
    let algorithms: Vec<_> = progress.algorithms.into_iter().collect();
    assert_eq!(
        algorithms,
        [
            (Algorithm::Md5, share(2, 0)),
            (Algorithm::Bcrypt, share(2, 0)),
            (Algorithm::Argon2, share(1, 1)),
        ]
    );
    assert_eq!(progress.active, share(2, 1));
}

/// Logto's method `Legacy` says itself what is computed.
#[tokio::test]
async fn a_legacy_digest_moves_at_the_first_sign_in() {
    let policy = legacy_hash::Policy::default().with_weak_cost(8, 1, 1);
    let policy = legacy_hash_login::logto::schemes(policy.unwrap()).unwrap();
    let accounts = Memory::default();
    // By Node: createHash("sha3-256").update("salt" + "password" + "é").
    let legacy = r#"[ "SHA3-256", ["salt", "@", "\u00e9"], "885c101db0abc4a9f99218c534395f749c9a4c66e7f01d8288b7212666646889" ]"#;
    accounts.put("ann", Some("Legacy"), Some(legacy));
    let builder = SignIn::builder(accounts.clone(), policy);
    let sign_in = builder.start_as_it_is().await.unwrap();
    let wrong = sign_in.sign_in("ann", "Password").await;
    assert_eq!(wrong.unwrap_err(), SignInError::InvalidCredentials);
    let right = sign_in.sign_in("ann", "password").await.unwrap();
    assert_eq!(right.by(), By::Hash(Algorithm::Sha3_256));
    assert_eq!(right.settled().await.upgrade, Settlement::Stored);
    let moved = LegacyHash::parse(&accounts.get("ann").text.unwrap());
    assert_eq!(moved.unwrap().algorithm(), Algorithm::Argon2);
    assert!(sign_in.unreadable().is_empty());
}

/// Nor are those of its method that are no digests left behind, all by Node: `pbkdf2Sync`, `scryptSync` and
/// AES in counter mode, `createHash("md5-sha1")`.
#[tokio::test]
async fn every_legacy_algorithm_moves_at_the_first_sign_in() {
    let policy = legacy_hash::Policy::default().with_weak_cost(8, 1, 1);
    let policy = legacy_hash_login::logto::schemes(policy.unwrap()).unwrap();
    for (legacy, algorithm) in [
        (
            r#"["pbkdf2",["salt","1000","20","sha512","@"],"afe6c5530785b6cc6b1c6453384731bd5ee432ee"]"#,
            Algorithm::Pbkdf2,
        ),
        (
            r#"["pbkdf2",["hex:80ff00","1000","32","sha256","@"],"c3d2fe3050955084e2d39143f2b0dfd9227c80f8b151d8b3cc9651b84e4ea484"]"#,
            Algorithm::Pbkdf2,
        ),
        (
            r#"["firebase-scrypt",["YSBzYWx0","YSBzaWduZXIga2V5IGEgc2lnbmVyIGtleSBhIHNpZ25lciBrZXkgYSBzaWduZXIga2V5IGEgc2lnbmVyIGtleQ==","Bw==","8","4","@"],"WUqzxa15FOy0sQx2zr+2qz0Lgv4uaC2Rpl3grD529LG5X+BhSmlTlTe8/Fg+989KRrLOAb/vl/v6YIMI5kl+pA=="]"#,
            Algorithm::Scrypt,
        ),
        (
            r#"["md5-sha1",["salt","@"],"67a1e09bb1f83f5007dc119c14d663aa59b3e8d637cf97edbe2384cf59cb7453dfe30789"]"#,
            Algorithm::Md5,
        ),
    ] {
        let accounts = Memory::default();
        accounts.put("ann", Some("Legacy"), Some(legacy));
        let builder = SignIn::builder(accounts.clone(), policy.clone());
        let sign_in = builder.start_as_it_is().await.unwrap();
        let wrong = sign_in.sign_in("ann", "Password").await;
        assert_eq!(wrong.unwrap_err(), SignInError::InvalidCredentials);
        let right = sign_in.sign_in("ann", "password").await.unwrap();
        assert_eq!(right.by(), By::Hash(algorithm), "{legacy}");
        assert_eq!(right.settled().await.upgrade, Settlement::Stored);
        let moved = LegacyHash::parse(&accounts.get("ann").text.unwrap());
        assert_eq!(moved.unwrap().algorithm(), Algorithm::Argon2);
        assert!(sign_in.unreadable().is_empty());
    }
}

/// A digest of Logto's method `Legacy` that was cut is kept as it is, and cannot be read.
#[tokio::test]
async fn hashes_that_cannot_be_read_are_counted_and_logged_by_label() {
    let policy = legacy_hash_login::logto::schemes(
        legacy_hash::Policy::default()
            .with_weak_cost(8, 1, 1)
            .unwrap(),
    );
    let accounts = Memory::default();
    let legacy = r#"["pbkdf2",["salt","1000","20","sha512","@"],"00"]"#;
    accounts.put("ann", Some("Legacy"), Some(legacy));
    accounts.put("unlabelled", None, Some(legacy));
    accounts.put("mapped wrongly", Some("hunter2"), Some(legacy));
    let builder = SignIn::builder(accounts, policy.unwrap());
    let sign_in = builder.start_as_it_is().await.unwrap();
    let (log, guard) = crate::log::Log::start();
    for user in ["ann", "ann", "unlabelled", "mapped wrongly"] {
        let answer = sign_in.sign_in(user, "password").await;
        assert_eq!(answer.unwrap_err(), SignInError::InvalidCredentials);
    }
    drop(guard);
    let counted: Vec<_> = sign_in.unreadable().into_iter().collect();
    assert_eq!(counted, [(String::new(), 1), ("Legacy".to_owned(), 2)]);
    let log = log.text();
    let of_legacy = log
        .lines()
        .filter(|line| line.contains(r#"label="Legacy""#));
    assert!(of_legacy.clone().all(|line| line.contains("WARN")), "{log}");
    assert_eq!(of_legacy.count(), 2, "{log}");
    assert!(!log.contains("hunter2") && !log.contains("sha512"), "{log}");
}

/// What this version does not compute is counted like what it cannot read.
#[tokio::test]
async fn hashes_of_a_missing_function_are_counted_too() {
    let accounts = Memory::default();
    accounts.put("ann", None, Some("$6$NaClNaCl$9JalN3YwHg4oYoo29rQJ6l"));
    let sign_in = started(&accounts).await;
    let answer = sign_in.sign_in("ann", "password").await;
    assert_eq!(answer.unwrap_err(), SignInError::InvalidCredentials);
    let counted = [(String::new(), 1)];
    assert!(sign_in.unreadable().into_iter().eq(counted.clone()));
    let policy = policy();
    let progress = Progress::of(&accounts, &policy, SystemTime::now());
    let progress = progress.await.unwrap();
    assert_eq!(progress.unreadable, 1);
    assert!(progress.unreadable_by_label.into_iter().eq(counted));
}

#[tokio::test]
async fn who_signs_in_is_active_whether_or_not_the_hash_moves() {
    let accounts = accounts();
    let sign_in = started(&accounts).await;
    sign_in.sign_in("current", "password").await.unwrap();
    assert!(sign_in.sign_in("none", "password").await.is_err());
    sign_in.drain().await;
    assert!(accounts.get("current").last_active.is_some());
    assert!(accounts.get("none").last_active.is_none());
}

/// A hash under a scheme of its own has not moved, however strong it is.
#[tokio::test]
async fn a_peppered_hash_has_not_moved() {
    let pepper = legacy_hash::Pepper::suffix("pepper");
    let peppered = policy()
        .with_scheme("v1", Scheme::detect().with_pepper(pepper))
        .unwrap();
    let accounts = Memory::default();
    let text = peppered.hash("passwordpepper").unwrap().to_string();
    accounts.put("ann", Some("v1"), Some(&text));
    let before = Progress::of(&accounts, &peppered, SystemTime::now())
        .await
        .unwrap();
    assert_eq!((before.moved, before.remaining()), (0, 1));
    let sign_in = SignIn::builder(accounts.clone(), peppered.clone())
        .start()
        .await
        .unwrap();
    let signed_in = sign_in.sign_in("ann", "password").await.unwrap();
    assert_eq!(signed_in.settled().await.upgrade, Settlement::Stored);
    let after = Progress::of(&accounts, &peppered, SystemTime::now())
        .await
        .unwrap();
    assert_eq!((after.moved, after.remaining()), (1, 0));
}

/// What an error holds for the client is not for the log.
#[test]
fn debug_shows_no_message_and_no_hash() {
    let message = "no such password: hunter2".to_owned();
    assert_eq!(
        format!("{:?}", SignInError::Refused { message }),
        "Refused([25 bytes])"
    );
    let row = legacy_hash_login::Row {
        label: None,
        stored: Some(MD5),
        last_active: None,
    };
    assert!(!format!("{row:?}").contains(MD5));
}
