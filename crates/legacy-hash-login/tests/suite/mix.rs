//! What a table's hashes make a sign-in cost: few of them do not make all sign-ins dear.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use legacy_hash::{Algorithm, LegacyHash, Pepper, Policy, PolicyError, Scheme, Stored};
use legacy_hash_login::{
    Builder, Coverage, HashKind, Import, Imported, ImportedPassword, Kind, Mix, SignIn, SqlStore,
    logto,
};

use crate::memory::MD5;
use crate::support::database::Database;

const BCRYPT_13: &str = "$2b$13$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm";
const ARGON2_1_GIB: &str = "$argon2id$v=19$m=1048576,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// bcrypt's work of cost 13, as the library counts it.
const BCRYPT_13_KIB: u64 = 152 << 13;

/// A table with so many accounts of each method and text.
async fn table(rows: &[(usize, &str, &str)]) -> (Database, SqlStore) {
    let database = Database::file().await.unwrap();
    let store = database.store().await;
    let mut number = 0;
    for (accounts, method, text) in rows {
        for _ in 0..*accounts {
            number += 1;
            let user = Imported {
                id: Some(format!("id{number}")),
                identifiers: vec![(Kind::UserName, format!("user{number}"))],
                password: Some(ImportedPassword {
                    label: (*method).to_owned(),
                    text: (*text).into(),
                }),
                is_locked: false,
                last_active: None,
                attributes: "{}".to_owned(),
            };
            store.create(&user).await.unwrap().unwrap();
        }
    }
    (database, store)
}

fn builder(store: &SqlStore) -> Builder<SqlStore> {
    SignIn::builder(store.clone(), logto::schemes(Policy::default()).unwrap())
}

async fn mix(builder: Builder<SqlStore>) -> (Policy, Mix) {
    let sign_in = builder.start().await.unwrap();
    let mix = sign_in.mix().unwrap().clone();
    assert_eq!(mix.sign_in_kib, sign_in.policy().sign_in_cost());
    (Policy::clone(&sign_in.policy()), mix)
}

fn kind(mix: &Mix, algorithm: Algorithm) -> &HashKind {
    let mut kinds = mix.kinds.iter();
    kinds.find(|kind| kind.algorithm == algorithm).unwrap()
}

fn hash(text: &str) -> LegacyHash {
    LegacyHash::parse(text).unwrap()
}

/// All that is logged on this thread for as long as the guard lives.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn capture(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || log.clone());
        tracing::subscriber::set_default(subscriber.finish())
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// The one line that has all of these.
    fn has(&self, words: &[&str]) -> bool {
        let text = self.text();
        let has_all = |line: &&str| words.iter().all(|word| line.contains(word));
        text.lines().filter(has_all).count() == 1
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn one_dear_row_makes_no_other_sign_in_dear_and_is_warned_about() {
    let own = Policy::default().sign_in_cost();
    for (method, text, cost, work) in [
        ("Bcrypt", BCRYPT_13, "cost 13", BCRYPT_13_KIB),
        (
            "Argon2id",
            ARGON2_1_GIB,
            "argon2id v19 m=1048576,t=1,p=1",
            1 << 20,
        ),
    ] {
        let (_database, store) = table(&[(20, "MD5", MD5), (1, method, text)]).await;
        let log = Log::default();
        let guard = log.capture();
        let (policy, mix) = mix(builder(&store)).await;
        drop(guard);
        assert_eq!(
            (mix.accounts, mix.left_out(), mix.sign_in_kib),
            (21, 1, own)
        );
        assert!(policy.expected().is_empty());
        let rare = kind(&mix, hash(text).algorithm());
        assert_eq!(
            (rare.accounts, rare.cost.as_str(), rare.work_kib),
            (1, cost, work)
        );
        assert_eq!(rare.coverage, Coverage::Rare);
        assert_eq!(rare.label.as_deref(), Some(method));
        let digests = kind(&mix, Algorithm::Md5);
        assert_eq!((digests.accounts, digests.work_kib), (20, 0));
        assert_eq!(digests.coverage, Coverage::Free);

        let work = format!("work_kib={work}");
        assert!(
            log.has(&["WARN", cost, method, "accounts=1", &work, "too few"]),
            "{}",
            log.text()
        );
        assert!(
            log.has(&["WARN", "accounts=1 ", "are not covered"])
                || log.has(&["WARN", "accounts are not covered", "accounts=1"]),
            "{}",
            log.text()
        );
        assert!(
            log.has(&["INFO", "accounts=21", "sign_in_kib=38912"]),
            "{}",
            log.text()
        );
        // What stands in the table does not.
        assert!(!log.text().contains("c29tZXNhbHR") && !log.text().contains("q7.yzNDOU4"));
    }
}

#[tokio::test]
async fn what_many_have_is_expected_and_logged_with_its_cost() {
    let (_database, store) = table(&[(18, "MD5", MD5), (2, "Bcrypt", BCRYPT_13)]).await;
    let log = Log::default();
    let guard = log.capture();
    let (policy, mix) = mix(builder(&store)).await;
    drop(guard);
    assert!(policy.covers(hash(BCRYPT_13)));
    assert_eq!(mix.left_out(), 0);
    let expected = kind(&mix, Algorithm::Bcrypt);
    assert_eq!(
        (expected.accounts, &expected.coverage),
        (2, &Coverage::Expected)
    );
    assert_eq!(mix.sign_in_kib, 38912 + BCRYPT_13_KIB);
    let words = [
        "INFO",
        "bcrypt",
        "cost 13",
        "accounts=2",
        "work_kib=1245184",
        "every sign-in does",
    ];
    assert!(log.has(&words), "{}", log.text());
    assert!(!log.text().contains("WARN"), "{}", log.text());
}

#[tokio::test]
async fn the_share_is_the_operators() {
    // One in twenty is not more than one in twenty.
    let (_database, store) = table(&[(19, "MD5", MD5), (1, "Bcrypt", BCRYPT_13)]).await;
    for (one_in, is_covered) in [
        (None, false),
        (Some(19), false),
        (Some(21), true),
        (Some(u64::MAX), true),
        (Some(0), false),
    ] {
        let builder = match one_in {
            Some(one_in) => builder(&store).expect_above_one_in(one_in),
            None => builder(&store),
        };
        let (policy, _) = mix(builder).await;
        assert_eq!(policy.covers(hash(BCRYPT_13)), is_covered, "{one_in:?}");
    }
}

/// What an operator names is expected however few have it, and however it was named.
#[tokio::test]
async fn what_is_named_is_expected() {
    let (_database, store) = table(&[(20, "MD5", MD5), (1, "Bcrypt", BCRYPT_13)]).await;
    let named_by_the_policy = {
        let policy = logto::schemes(Policy::default()).unwrap();
        let policy = policy.with_expected([hash(BCRYPT_13)]).unwrap();
        SignIn::builder(store.clone(), policy)
    };
    let named_here = builder(&store).expect([hash(BCRYPT_13)]).unwrap();
    for builder in [named_by_the_policy, named_here] {
        let (policy, mix) = mix(builder.expect_above_one_in(0)).await;
        assert!(policy.covers(hash(BCRYPT_13)));
        let named = kind(&mix, Algorithm::Bcrypt);
        assert_eq!((named.accounts, &named.coverage), (1, &Coverage::Named));
        assert_eq!(mix.left_out(), 0);
    }

    // Nobody has it yet, and every sign-in costs it all the same.
    let other = BCRYPT_13.replace("$13$", "$10$");
    let builder = builder(&store).expect([hash(&other)]).unwrap();
    let (policy, mix) = mix(builder).await;
    assert!(policy.covers(hash(&other)));
    let named = mix
        .kinds
        .iter()
        .find(|kind| kind.cost == "cost 10")
        .unwrap();
    assert_eq!((named.accounts, &named.coverage), (0, &Coverage::Named));
    assert_eq!(mix.left_out(), 1);
}

#[tokio::test]
async fn what_is_too_dear_is_counted_whether_named_or_frequent() {
    let too_dear = BCRYPT_13.replace("$13$", "$14$");
    let (_database, store) = table(&[(3, "MD5", MD5), (2, "Bcrypt", &too_dear)]).await;
    let (policy, mix) = mix(builder(&store)).await;
    assert!(policy.expected().is_empty());
    let kind = kind(&mix, Algorithm::Bcrypt);
    assert!(
        matches!(
            kind.coverage,
            Coverage::Refused(PolicyError::AboveLimits { .. })
        ),
        "{kind:?}"
    );
    assert_eq!((mix.left_out(), kind.work_kib), (2, BCRYPT_13_KIB * 2));
    let named = builder(&store).expect([hash(&too_dear)]);
    assert!(matches!(named.err(), Some(PolicyError::AboveLimits { .. })));
}

/// The same cost under several labels, or none, is one kind of work: together they are enough.
#[tokio::test]
async fn one_cost_under_two_labels_counts_together() {
    let (_database, store) = table(&[
        (18, "MD5", MD5),
        (1, "Bcrypt", BCRYPT_13),
        (1, "argon2id", BCRYPT_13),
    ])
    .await;
    let (policy, mix) = mix(builder(&store)).await;
    for label in ["Bcrypt", "argon2id"] {
        let kind = mix
            .kinds
            .iter()
            .find(|kind| kind.label.as_deref() == Some(label))
            .unwrap();
        assert_eq!(
            (kind.accounts, &kind.coverage),
            (1, &Coverage::Expected),
            "{label}"
        );
        assert!(policy.read(Stored::under(label, BCRYPT_13)).is_ok());
    }
}

/// What looks like the policy's own hash is another computation where a label's scheme peppers.
#[tokio::test]
async fn rows_under_a_label_are_counted_as_their_scheme_reads_them() {
    let policy = || {
        let peppered = Scheme::detect().with_pepper(Pepper::suffix("a pepper of the old system"));
        let policy = logto::schemes(Policy::default()).unwrap();
        policy.with_scheme("v1", peppered).unwrap()
    };
    let own = policy().hash("password").unwrap().to_string();
    for (labelled, coverage, left_out) in [(1, Coverage::Rare, 1), (3, Coverage::Expected, 0)] {
        let rows = [
            (20, "MD5", MD5),
            (5, "argon2id", &*own),
            (labelled, "v1", &*own),
        ];
        let (_database, store) = table(&rows).await;
        let (policy, mix) = mix(SignIn::builder(store, policy())).await;
        let of = |label: &str| {
            let mut kinds = mix.kinds.iter();
            let kind = kinds.find(|kind| kind.label.as_deref() == Some(label));
            kind.unwrap().clone()
        };
        assert_eq!(
            (of("argon2id").accounts, of("argon2id").coverage),
            (5, Coverage::Free)
        );
        assert_eq!(
            (of("v1").accounts, of("v1").coverage),
            (labelled as u64, coverage)
        );
        assert_eq!(mix.left_out(), left_out);
        assert_eq!(policy.covers(Stored::under("v1", &own)), left_out == 0);
    }
}

#[tokio::test]
async fn a_table_that_was_not_read_has_no_mix() {
    let (_database, store) = table(&[]).await;
    let sign_in = builder(&store).start_as_it_is().await.unwrap();
    assert_eq!(sign_in.mix(), None);
    let (_, mix) = mix(builder(&store)).await;
    assert_eq!((mix.accounts, mix.kinds.len()), (0, 0));
}
