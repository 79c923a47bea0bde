//! What becomes of a password that the old system takes: what is committed meanwhile, what it may not
//! have read, and whether it is believed at all.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use legacy_hash::{NewHash, Pepper, Scheme, Withheld};
use legacy_hash_login::{
    Account, Alarm, By, Identifier, Import, Imported, Kind, Position, Settlement, SignIn,
    SignInError, Store, Written,
};

use crate::memory::{MD5, Memory, policy};
use crate::old_system::{Old, accounts, builder, passthrough};
use crate::support::database::Database;

/// What is committed while the old system takes its time counts.
#[tokio::test]
async fn nobody_is_signed_in_after_what_came_meanwhile() {
    type Meanwhile = fn(&Memory);
    let long = "x".repeat(72);
    let reset = |accounts: &Memory| accounts.change("ann", |it| it.text = Some("!".to_owned()));
    let lock = |accounts: &Memory| accounts.lock("ann", true);
    let rename = |accounts: &Memory| accounts.rename("ann", "bob");
    let lock_for_a_moment = |accounts: &Memory| {
        accounts.change("ann", |it| it.is_locked = true);
        accounts.change("ann", |it| it.is_locked = false);
    };
    let md5 = |accounts: &Memory| {
        accounts.change("ann", |it| {
            it.label = Some("MD5".to_owned());
            it.text = Some(MD5.to_owned());
        });
    };
    let cases: [(&str, Meanwhile, &str, Result<Settlement, SignInError>); 9] = [
        ("nothing", |_| {}, "password", Ok(Settlement::Stored)),
        ("nothing", |_| {}, &long, Ok(Settlement::None)),
        (
            "reset",
            reset,
            "password",
            Err(SignInError::InvalidCredentials),
        ),
        ("reset", reset, &long, Err(SignInError::InvalidCredentials)),
        (
            "lock",
            lock,
            "password",
            Err(SignInError::InvalidCredentials),
        ),
        ("lock", lock, &long, Err(SignInError::InvalidCredentials)),
        (
            "rename",
            rename,
            "password",
            Err(SignInError::InvalidCredentials),
        ),
        // Nothing is known against it, nor for it.
        (
            "moment",
            lock_for_a_moment,
            "password",
            Err(SignInError::Unavailable),
        ),
        // Another sign-in was first, or an import brought a hash of the same password.
        ("same", md5, "password", Ok(Settlement::Lost)),
    ];
    for (what, meanwhile, password, expected) in cases {
        let (accounts, old) = (accounts(), Old::answering(200, ""));
        old.may_answer.forget_permits(1000);
        let sign_in = builder(&accounts, &old).start().await.unwrap();
        let signing_in = {
            let (sign_in, password) = (sign_in.clone(), password.to_owned());
            tokio::spawn(async move { sign_in.sign_in("ann", password).await })
        };
        while old.asked().is_empty() {
            tokio::task::yield_now().await;
        }
        meanwhile(&accounts);
        old.may_answer.add_permits(1);
        match (signing_in.await.unwrap(), expected) {
            (Ok(signed_in), Ok(upgrade)) => {
                let settled = signed_in.settled().await;
                assert_eq!(settled.upgrade, upgrade, "{what}");
                let stored = accounts.get("ann").text.map(Into::into);
                assert_eq!(settled.hash, stored, "{what}");
            }
            (Err(error), Err(expected)) => {
                assert_eq!(error, expected, "{what}");
                let text = accounts
                    .get(if what == "rename" { "bob" } else { "ann" })
                    .text;
                assert!(text.is_none_or(|text| text == "!"), "{what}");
            }
            (answer, expected) => panic!("{what}: {answer:?}, expected {expected:?}"),
        }
    }
}

/// The name that was typed may be somebody else's by then.
#[tokio::test]
async fn nobody_is_signed_in_by_what_is_said_of_somebody_else() {
    let database = Database::file().await.unwrap();
    let store = database.store().await;
    let user = |id: &str, name: &str| Imported {
        id: Some(id.to_owned()),
        identifiers: vec![(Kind::UserName, name.to_owned())],
        password: None,
        is_locked: false,
        last_active: None,
        attributes: "{}".to_owned(),
    };
    let users = [user("1", "ann"), user("2", "bob")];
    store.write("a", &users, Position::default()).await.unwrap();
    let old = Old::answering(200, "");
    old.may_answer.forget_permits(1000);
    let builder = SignIn::builder(store, policy()).passthrough(passthrough(), old.clone());
    let sign_in = builder.start().await.unwrap();
    // Too long to be stored: there is no write that would notice.
    let long = "x".repeat(72);
    let signing_in = {
        let sign_in = sign_in.clone();
        tokio::spawn(async move { sign_in.sign_in("ann", long).await })
    };
    while old.asked().is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    for (from, to) in [("ann", "anna"), ("bob", "ann")] {
        let rename =
            format!("UPDATE legacy_hash_identifiers SET folded = '{to}' WHERE folded = '{from}'");
        assert_eq!(database.foreign(&rename).await, 1);
    }
    old.may_answer.add_permits(1);
    let answer = signing_in.await.unwrap();
    assert_eq!(answer.unwrap_err(), SignInError::InvalidCredentials);
}

/// What another process stored meanwhile is read as its label says, and what is stored has one.
#[tokio::test]
async fn a_hash_under_a_label_is_read_under_it() {
    let pepper = Pepper::suffix("pepper");
    let policy = policy().with_label("v2").unwrap();
    let policy = policy.with_scheme("v1", Scheme::detect().with_pepper(pepper));
    let policy = policy.unwrap();
    let text = policy.hash("passwordpepper").unwrap().to_string();
    for (label, is_open) in [("v1", true), ("v2", false)] {
        let (accounts, old) = (accounts(), Old::answering(200, ""));
        old.may_answer.forget_permits(1000);
        let builder = SignIn::builder(accounts.clone(), policy.clone());
        let builder = builder.passthrough(passthrough(), old.clone());
        let sign_in = builder.start().await.unwrap();
        let signing_in = {
            let sign_in = sign_in.clone();
            tokio::spawn(async move { sign_in.sign_in("ann", "password").await })
        };
        while old.asked().is_empty() {
            tokio::task::yield_now().await;
        }
        accounts.change("ann", |stored| {
            stored.label = Some(label.to_owned());
            stored.text = Some(text.clone());
        });
        old.may_answer.add_permits(1);
        match signing_in.await.unwrap() {
            Ok(signed_in) => {
                assert!(is_open);
                let settled = signed_in.settled().await;
                assert_eq!(settled.hash, Some(text.clone().into()));
            }
            Err(error) => {
                assert!(!is_open);
                assert_eq!(error, SignInError::InvalidCredentials);
            }
        }
    }
}

/// A table that cannot be written, and can be read so often.
struct ReadSoOften(Memory, Arc<AtomicUsize>);

#[derive(Debug, thiserror::Error)]
#[error("gone")]
struct Gone;

impl From<Infallible> for Gone {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl Store for ReadSoOften {
    type Version = <Memory as Store>::Version;
    type Error = Gone;
    async fn find(&self, who: &Identifier) -> Result<Option<Account<Self::Version>>, Gone> {
        let once_less = |left: usize| left.checked_sub(1);
        let order = Ordering::SeqCst;
        self.1
            .fetch_update(order, order, once_less)
            .map_err(|_| Gone)?;
        Ok(self.0.find(who).await?)
    }
    async fn upgrade(&self, _: &Self::Version, _: &NewHash) -> Result<Written, Gone> {
        Err(Gone)
    }
    async fn change_password(&self, _: &str, _: &NewHash) -> Result<bool, Gone> {
        Err(Gone)
    }
}

/// Neither the hash nor the account can be read after the old system said yes: nobody knows what was
/// committed.
#[tokio::test]
async fn nobody_is_signed_in_where_the_table_is_gone() {
    let (accounts, old) = (accounts(), Old::answering(200, ""));
    // The write alone fails: the account is open as before.
    let store = ReadSoOften(accounts, Arc::new(AtomicUsize::new(3)));
    let builder = SignIn::builder(store, policy());
    let builder = builder.passthrough(passthrough(), old.clone());
    let sign_in = builder.start_as_it_is().await.unwrap();
    let settled = sign_in.sign_in("ann", "password").await.unwrap();
    let settled = settled.settled().await;
    assert_eq!((settled.hash, settled.upgrade), (None, Settlement::Failed));
    // So does the second reading.
    let answer = sign_in.sign_in("ann", "password").await;
    assert_eq!(answer.unwrap_err(), SignInError::Unavailable);
}

/// Behind bcrypt what the old system takes may be the first 72 bytes of what was typed.
#[tokio::test]
async fn what_the_old_system_may_not_have_read_is_not_stored() {
    let password = |bytes: usize| "x".repeat(bytes);
    for (reads, password, is_stored) in [
        (None, password(71), true),
        (None, password(72), false),
        (None, "a\0b".to_owned(), false),
        (Some(8), password(8), true),
        (Some(8), password(9), false),
        (Some(usize::MAX), password(4096), true),
        (Some(usize::MAX), "a\0b".to_owned(), true),
    ] {
        let (accounts, old) = (accounts(), Old::answering(200, ""));
        let passthrough = match reads {
            Some(bytes) => passthrough().reads_at_most(bytes),
            None => passthrough(),
        };
        let builder = SignIn::builder(accounts.clone(), policy());
        let builder = builder.passthrough(passthrough, old.clone());
        let sign_in = builder.start().await.unwrap();
        for asked in 1..=2 {
            let signed_in = sign_in.sign_in("ann", &password).await.unwrap();
            let by_the_old = signed_in.by() == By::OldSystem;
            assert_eq!(by_the_old, asked == 1 || !is_stored);
            let withheld = (!is_stored).then_some(Withheld::Lossy);
            assert_eq!(signed_in.withheld(), withheld);
            assert_eq!(accounts.get("ann").text.is_some(), is_stored);
        }
        let counts = sign_in.passthrough().unwrap().counts();
        let withheld = if is_stored { 0 } else { 2 };
        assert_eq!(
            (counts.withheld, counts.matched),
            (withheld, 2.min(1 + withheld))
        );
    }
}

/// A form login answers 200 to everything: the first wrong password would be stored.
#[tokio::test]
async fn an_old_system_that_takes_anything_stores_nothing() {
    let (accounts, old) = (accounts(), Old::answering(200, ""));
    old.takes_anything.store(true, Ordering::SeqCst);
    let sign_in = builder(&accounts, &old).start().await.unwrap();
    assert!(sign_in.alarms().is_empty());
    for _ in 0..3 {
        let answer = sign_in.sign_in("ann", "guess").await;
        assert_eq!(answer.unwrap_err(), SignInError::Unavailable);
    }
    assert_eq!(sign_in.alarms(), [Alarm::OldSystemTakesAnything]);
    assert_eq!(accounts.get("ann").text, None);
    // The one probe, and none of what was typed.
    assert_eq!(old.asked().len(), 1);
    assert!(!old.asked()[0].contains("guess"));
}

#[tokio::test]
async fn an_old_system_that_takes_nothing_is_an_alarm() {
    for (status, times) in [(401, 50), (403, 50), (404, 1)] {
        let (accounts, old) = (accounts(), Old::answering(status, ""));
        let builder = SignIn::builder(accounts.clone(), policy());
        let passthrough = passthrough().without_rate_limit();
        let builder = builder.passthrough(passthrough, old.clone());
        let sign_in = builder.start().await.unwrap();
        for _ in 0..times {
            assert!(sign_in.alarms().is_empty());
            assert!(sign_in.sign_in("ann", "password").await.is_err());
        }
        assert_eq!(sign_in.alarms(), [Alarm::OldSystemTakesNothing]);
    }
}
