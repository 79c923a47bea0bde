//! One record: what is taken of it, and what is refused in which code.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use legacy_hash::{Argon2Hash, Denial, HashError, Limits, Param, ParseError, Policy, Stored};
use legacy_hash_login::logto::{HashingError, ImportError, Importer, RecordError, SetupError};
use legacy_hash_login::{Folding, Imported, Kind};
use zeroize::Zeroizing;

use crate::{BCRYPT, Table, hasher, import, names, policy};

/// The export that the root crate's example ships: every method, by independent programs.
const EXPORT: &str = include_str!("../../../../examples/sign_in/export.json");

const PASSWORDS: [(&str, &str); 12] = [
    ("ada", "analytical engine"),
    ("alan", "halting problem"),
    ("barbara", "substitution"),
    ("edsger", "goto considered harmful"),
    ("frances", "optimización"),
    ("grace", "moth in relay 70"),
    ("john", "lambda the ultimate"),
    ("katherine", "trajectory"),
    ("ken", "reflections on trust"),
    ("margaret", "guidance computer"),
    ("niklaus", "begin end"),
    (
        "radia",
        "an unusually long passphrase that goes on well behind the 72 bytes which bcrypt reads of it",
    ),
];

async fn user(record: &str) -> Imported {
    let (users, rejected, _) = import(format!("[{record}]")).await;
    assert_eq!(rejected, [], "{record}");
    users[0].clone()
}

async fn error(record: &str) -> RecordError {
    let (users, rejected, _) = import(format!("[{record}]")).await;
    assert_eq!(users, [], "{record}");
    rejected[0].error
}

fn reads(user: &Imported) -> Result<(), Denial> {
    let password = user.password.as_ref().unwrap();
    let row = Stored::under(&password.label, password.text.as_str());
    policy().read(row).map(|_| ())
}

#[tokio::test]
async fn every_method_signs_in_from_both_spellings() {
    let newer = EXPORT
        .replace("passwordEncrypted\"", "passwordDigest\"")
        .replace("passwordEncryptionMethod", "passwordAlgorithm");
    let older = EXPORT
        .replace("passwordDigest", "passwordEncrypted")
        .replace("passwordAlgorithm", "passwordEncryptionMethod");
    for file in [EXPORT, &newer, &older] {
        let (users, rejected, summary) = import(file).await;
        let mut good: Vec<&str> = PASSWORDS.iter().map(|(name, _)| *name).collect();
        // One with a marker, and one who signs in through another service.
        good.extend(["locked", "social"]);
        good.sort_unstable();
        let mut imported = names(&users);
        imported.sort_unstable();
        assert_eq!(imported, good);
        assert_eq!(summary.created, 14);
        assert_eq!(summary.rejected + summary.taken, rejected.len() as u64);
        assert_eq!(
            users.len() + rejected.len(),
            file.matches("\n  }").count() + 1
        );
    }
    let (users, ..) = import(EXPORT).await;
    for (name, password) in PASSWORDS {
        let user = users.iter().find(|user| user.identifiers[0].1 == name);
        let stored = user.unwrap().password.as_ref().unwrap();
        let row = || Stored::under(&stored.label, stored.text.as_str());
        assert!(
            policy().authenticate(row(), password).is_granted(),
            "{name}"
        );
        assert!(
            !policy().authenticate(row(), "wrong").is_granted(),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_method_that_disagrees_with_its_argon2_text_follows_the_text() {
    let text =
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$J4moa2MM0/6uf3HbY2Tf5Fux8JIBTwIhmhxGRbsY14c";
    for method in ["Argon2i", "Argon2d", "Argon2id"] {
        let record = format!(
            r#"{{"username":"a","passwordDigest":"{text}","passwordAlgorithm":"{method}"}}"#
        );
        assert_eq!(reads(&user(&record).await), Ok(()), "{method}");
    }
    for method in ["Bcrypt", "MD5", "SHA1", "SHA256"] {
        let record = format!(
            r#"{{"username":"a","passwordDigest":"{text}","passwordAlgorithm":"{method}"}}"#
        );
        assert!(
            matches!(error(&record).await, RecordError::Digest(_)),
            "{method}"
        );
    }
}

/// The operator learns which function is missing.
#[tokio::test]
async fn a_digest_of_a_missing_function_is_refused_with_its_name() {
    let digest = "{CRYPT}$sm3$NaClNaCl$9JalN3YwHg4oYoo29rQJ6l";
    let record =
        format!(r#"{{"username":"a","passwordDigest":"{digest}","passwordAlgorithm":"Bcrypt"}}"#);
    let function = "sm3-crypt";
    let missing = ParseError::UnsupportedFunction { function };
    assert_eq!(error(&record).await, RecordError::Digest(missing));
}

#[tokio::test]
async fn what_has_a_column_is_read() {
    let user = user(
        r#"{"id":"abc123","username":"ann","primaryEmail":"Ann@Example.org","primaryPhone":"4930123",
            "isSuspended":true,"lastSignInAt":1700000000999}"#,
    )
    .await;
    assert_eq!(user.id.as_deref(), Some("abc123"));
    let identifier = |kind, text: &str| (kind, text.to_owned());
    assert_eq!(
        user.identifiers,
        [
            identifier(Kind::UserName, "ann"),
            identifier(Kind::Email, "Ann@Example.org"),
            identifier(Kind::Phone, "4930123"),
        ]
    );
    assert!(user.is_locked);
    assert_eq!(user.last_active, Some(1_700_000_000));
    assert_eq!(user.password, None);
    assert_eq!(user.attributes, "{}");
}

#[tokio::test]
async fn what_has_no_column_survives_as_it_is_written() {
    let rest = r#""z":1.10,"y":[1e400,0.10],"name":"\u0041\ud83d\ude00","n":123456789012345678901234567890.0e-7,
      "customData":{"b":[1,{"word":"nested"}],"a":-0.0,"$serde_json::private::Number":"x"},
      "identities":{"google":{"userId":"7"}},"profile":null,"passwordUpdatedAt":5,"hasPassword":true"#;
    let record = format!(r#"{{"username":"ann",{rest},"id":7}}"#);
    let user = user(&record).await;
    let kept = user.attributes;
    assert_eq!(
        kept,
        r#"{"z":1.10,"y":[1e400,0.10],"name":"\u0041\ud83d\ude00","n":123456789012345678901234567890.0e-7,"customData":{"b":[1,{"word":"nested"}],"a":-0.0,"$serde_json::private::Number":"x"},"identities":{"google":{"userId":"7"}},"profile":null,"passwordUpdatedAt":5,"hasPassword":true}"#
    );
    assert_eq!(user.id.as_deref(), Some("7"));
    // Of a name that stands twice the last one counts, and a name is escaped as it has to be.
    let user =
        self::user(r#"{"username":"a","x":1,"y":2,"x":3,"q\"\u0000":4,"username":"b"}"#).await;
    assert_eq!(user.attributes, r#"{"y":2,"x":3,"q\"\u0000":4}"#);
    assert_eq!(user.identifiers[0].1, "b");
}

/// Either feature would change how other crates in the same build read their own types.
#[test]
fn serde_json_is_as_it_is_by_default() {
    let read = serde_json::from_str::<serde_json::Value>;
    assert!(read("1e400").is_err(), "arbitrary_precision");
    let object = read(r#"{"b":1,"a":2}"#).unwrap();
    assert_eq!(object.to_string(), r#"{"a":2,"b":1}"#, "preserve_order");
}

#[tokio::test]
async fn no_password_field_is_among_the_attributes() {
    let digest = format!(r#""passwordDigest":"{BCRYPT}","passwordAlgorithm":"Bcrypt""#);
    let older = format!(r#""passwordEncrypted":"{BCRYPT}","passwordEncryptionMethod":"Bcrypt""#);
    for fields in [
        digest.as_str(),
        &older,
        r#""password":"correct horse""#,
        r#""p\u0061ssword":"correct horse""#,
        r#""password":null,"passwordDigest":null,"passwordAlgorithm":"MD5""#,
        r#""passwordHash":null,"hasPassword":true,"isPasswordExpired":false,"salt":"""#,
    ] {
        let user = user(&format!(r#"{{"username":"a",{fields},"name":"A"}}"#)).await;
        assert!(user.attributes.ends_with(r#""name":"A"}"#));
        for secret in [BCRYPT, "horse", "x\""] {
            assert!(!user.attributes.contains(secret), "{fields}");
        }
    }
}

#[tokio::test]
async fn legacy_is_kept_as_it_is() {
    let record = |function: &str, digest: &str| {
        let digest = format!(r#"[\"{function}\", [\"salt\",\"@\"],\"{digest}\"]"#);
        format!(r#"{{"username":"a","passwordDigest":"{digest}","passwordAlgorithm":"Legacy"}}"#)
    };
    let md5 = "0123456789abcdef0123456789abcdef";
    let known = user(&record("md5", md5)).await;
    let password = known.password.as_ref().unwrap();
    assert_eq!(password.label, "Legacy");
    assert_eq!(
        password.text.as_str(),
        format!(r#"["md5", ["salt","@"],"{md5}"]"#)
    );
    assert_eq!(reads(&known), Ok(()));

    let both = format!("{md5}0123456789abcdef0123456789abcdef01234567");
    assert_eq!(reads(&user(&record("md5-sha1", &both)).await), Ok(()));
    for (function, arguments, digest) in [
        (
            "pbkdf2",
            r#"\"salt\",\"1000\",\"16\",\"sha512\",\"@\""#,
            md5,
        ),
        (
            "firebase-scrypt",
            r#"\"c2FsdA==\",\"AAAAAAAAAAAAAAAAAAAAAA==\",\"Bw==\",\"8\",\"14\",\"@\""#,
            "AAAAAAAAAAAAAAAAAAAAAA==",
        ),
    ] {
        let digest = format!(r#"[\"{function}\",[{arguments}],\"{digest}\"]"#);
        let fields = format!(
            r#"{{"username":"a","passwordDigest":"{digest}","passwordAlgorithm":"Legacy"}}"#
        );
        assert_eq!(reads(&user(&fields).await), Ok(()), "{fields}");
    }

    // SHA-256 has never made this.
    let refused = error(&record("sha256", md5)).await;
    assert!(matches!(
        refused,
        RecordError::Digest(ParseError::Malformed { .. })
    ));
}

#[tokio::test]
async fn a_marker_or_nothing_is_no_missing_hash() {
    for (digest, method) in [
        ("!", "\"SHA256\""),
        ("*", "\"Bcrypt\""),
        ("", "\"MD5\""),
        ("", "null"),
    ] {
        let record = format!(
            r#"{{"username":"a","passwordDigest":"{digest}","passwordAlgorithm":{method}}}"#
        );
        let user = user(&record).await;
        assert_eq!(user.password.as_ref().unwrap().text.as_str(), digest);
        assert!(matches!(reads(&user), Err(Denial::Disabled(_))), "{record}");
    }
}

#[tokio::test]
async fn bad_records_have_logtos_codes() {
    const INVALID: &str = "guard.invalid_input";
    let cases = [
        ("1", INVALID),
        (r#"{"username":"a b"}"#, INVALID),
        (r#"{"username":5}"#, INVALID),
        (r#"{"primaryEmail":"a@b"}"#, INVALID),
        (r#"{"primaryPhone":"49/30"}"#, INVALID),
        (r#"{"primaryPhone":"49+30"}"#, INVALID),
        (r#"{"primaryPhone":"+"}"#, INVALID),
        (r#"{"username":"a\tb"}"#, INVALID),
        (r#"{"username":"a","id":""}"#, INVALID),
        (r#"{"username":"a","id":"a\u0000"}"#, INVALID),
        (r#"{"username":"a","id":1.5}"#, INVALID),
        (r#"{"username":"a","isSuspended":"yes"}"#, INVALID),
        (r#"{"username":"a","lastSignInAt":"2024-01-01"}"#, INVALID),
        (r#"{"username":"a","lastSignInAt":1e300}"#, INVALID),
        (r#"{"username":"a","password":""}"#, INVALID),
        (r#"{"username":"a","password":5}"#, INVALID),
        (r#"{"name":"nobody"}"#, INVALID),
        (
            r#"{"username":"a","passwordDigest":"!\u0000","passwordAlgorithm":"MD5"}"#,
            INVALID,
        ),
        (r#"{"username":null,"primaryEmail":""}"#, INVALID),
        (
            r#"{"username":"a","passwordDigest":"00","passwordAlgorithm":"SHA512"}"#,
            INVALID,
        ),
        (
            r#"{"username":"a","passwordDigest":"00","passwordAlgorithm":"md5"}"#,
            INVALID,
        ),
        (
            r#"{"username":"a","passwordDigest":"5f4dcc3b5aa765d61d8327deb882cf9","passwordAlgorithm":"MD5"}"#,
            INVALID,
        ),
        (
            r#"{"username":"a","passwordDigest":"5f4dcc3b5aa765d61d8327deb882cf99","passwordAlgorithm":"MD5","passwordEncrypted":"5f4dcc3b5aa765d61d8327deb882cf99","passwordEncryptionMethod":"MD5"}"#,
            INVALID,
        ),
        (
            r#"{"username":"a","password":"x","passwordDigest":"5f4dcc3b5aa765d61d8327deb882cf99","passwordAlgorithm":"MD5"}"#,
            "user.password_and_digest",
        ),
        (
            r#"{"username":"a","passwordDigest":"5f4dcc3b5aa765d61d8327deb882cf99"}"#,
            "user.password_algorithm_required",
        ),
        (
            r#"{"username":"a","passwordEncrypted":"5f4dcc3b5aa765d61d8327deb882cf99","passwordAlgorithm":"MD5"}"#,
            "user.password_algorithm_required",
        ),
        (
            r#"{"username":"a","passwordAlgorithm":"Legacy"}"#,
            "password.unsupported_encryption_method",
        ),
        (
            r#"{"username":"a","passwordDigest":"[\"sha256\",[\"salt\"],\"00\"]","passwordAlgorithm":"Legacy"}"#,
            "password.invalid_legacy_password_format",
        ),
        (
            r#"{"username":"a","passwordDigest":"[\"rot13\",[\"@\"],\"00\"]","passwordAlgorithm":"Legacy"}"#,
            "password.unsupported_legacy_hash_algorithm",
        ),
    ];
    for (record, code) in cases {
        assert_eq!(error(record).await.code(), code, "{record}");
    }
    let long = "a".repeat(129);
    let record = format!(r#"{{"username":"{long}"}}"#);
    assert_eq!(error(&record).await.code(), "entity.value_too_long");
    // What Logto has no length for is as long as the limits allow.
    for (len, is_taken) in [(256, true), (257, false)] {
        let (salt, md5) = ("s".repeat(len - 51), "0".repeat(32));
        let digest = format!(r#"[\"md5\",[\"{salt}\",\"@\"],\"{md5}\"]"#);
        let record =
            |name, method| format!(r#"{{"username":"a","{name}":"{digest}","{method}":"Legacy"}}"#);
        let (users, ..) = import(record("passwordDigest", "passwordAlgorithm")).await;
        assert_eq!(!users.is_empty(), is_taken, "{len}");
        user(&record("passwordEncrypted", "passwordEncryptionMethod")).await;
    }
    let salt = "s".repeat(5000);
    let record = format!(
        r#"{{"username":"a","passwordEncrypted":"[\"md5\",[\"{salt}\",\"@\"],\"\"]","passwordEncryptionMethod":"Legacy"}}"#
    );
    assert_eq!(
        error(&record).await,
        RecordError::Digest(ParseError::TooLong)
    );
}

#[tokio::test]
async fn a_user_without_an_identifier_needs_a_number() {
    let user = user(r#"{"id":"x1","identities":{"google":{"userId":"7"}}}"#).await;
    assert_eq!(user.identifiers, []);
    assert_eq!(
        error(r#"{"identities":{}}"#).await,
        RecordError::NoIdentifier
    );
}

#[tokio::test]
async fn a_hash_over_the_limits_is_refused() {
    let costs = |hash: &str| {
        format!(
            r#"{{"username":"a","passwordEncrypted":"{hash}","passwordEncryptionMethod":"Bcrypt"}}"#
        )
    };
    let costing = |cost: &str| costs(&BCRYPT.replace("$04$", cost));
    let refused = |actual: u32, limit| {
        Err(RecordError::LimitExceeded {
            param: Param::Work,
            actual: 152 << actual,
            limit,
        })
    };
    let (default, mut low) = (*policy().limits(), Limits::default());
    low.work_kib = 152 << 5;
    for (of_policy, of_importer, cost, answer) in [
        // Strict, unless it is said otherwise.
        (default, None, "$12$", Ok(())),
        (default, None, "$13$", refused(13, 640 << 10)),
        (default, Some(default), "$16$", Ok(())),
        (default, Some(default), "$17$", refused(17, 10 << 20)),
        // What the policy could not verify is refused in any case.
        (low, None, "$05$", Ok(())),
        (low, None, "$06$", refused(6, 152 << 5)),
    ] {
        let (table, hasher) = (Table::default(), hasher());
        let policy = policy().with_limits(of_policy).unwrap();
        let mut importer = Importer::new(&table, &policy, Folding::default(), &hasher).unwrap();
        if let Some(limits) = of_importer {
            importer = importer.with_limits(limits).unwrap();
        }
        let mut found = Ok(());
        let mut observer = |it: &legacy_hash_login::logto::Rejected| found = Err(it.error);
        let file = std::io::Cursor::new(costing(cost).into_bytes());
        importer.run("a", file, &mut observer).await.unwrap();
        assert_eq!(found, answer, "{cost}");
    }
}

/// A salt that the policy does not take would lock its user out.
#[tokio::test]
async fn a_salt_over_the_policys_limit_is_refused() {
    for (len, answer) in [
        (20, Ok(())),
        (
            21,
            Err(RecordError::LimitExceeded {
                param: Param::Salt,
                actual: 21,
                limit: 20,
            }),
        ),
    ] {
        let mut limits = *policy().limits();
        limits.salt_bytes = 20;
        let policy = policy().with_limits(limits).unwrap();
        let (table, hasher) = (Table::default(), hasher());
        let importer = Importer::new(&table, &policy, Folding::default(), &hasher).unwrap();
        let (salt, md5) = ("s".repeat(len), "0".repeat(32));
        let digest = format!(r#"[\"md5\",[\"{salt}\",\"@\"],\"{md5}\"]"#);
        let record = format!(
            r#"{{"username":"a","passwordDigest":"{digest}","passwordAlgorithm":"Legacy"}}"#
        );
        let mut found = Ok(());
        let mut observer = |it: &legacy_hash_login::logto::Rejected| found = Err(it.error);
        let file = std::io::Cursor::new(record.into_bytes());
        importer.run("a", file, &mut observer).await.unwrap();
        assert_eq!(found, answer, "{len}");
    }
}

#[tokio::test]
async fn a_password_in_plain_text_is_hashed_and_written_nowhere() {
    let user = user(r#"{"username":"a","password":"correct h\u006frse","name":"A"}"#).await;
    assert!(!format!("{user:?}").contains("horse"));
    let stored = user.password.unwrap();
    let row = Stored::under(&stored.label, stored.text.as_str());
    assert!(policy().authenticate(row, "correct horse").is_granted());
    let long = "a".repeat(5000);
    let record = format!(r#"{{"username":"a","password":"{long}"}}"#);
    let error = error(&record).await;
    assert!(matches!(
        error,
        RecordError::Password(HashError::PasswordTooLong { .. })
    ));
    assert_eq!(error.code(), "password.rejected");
}

#[tokio::test(start_paused = true)]
async fn a_busy_pool_is_waited_for_and_a_stopped_one_is_not() {
    let was_asked = AtomicBool::new(false);
    let busy_once = move |password: Zeroizing<Vec<u8>>| {
        let hash: Result<Argon2Hash, _> = match was_asked.swap(true, Ordering::SeqCst) {
            false => Err(HashingError::Busy(Duration::from_secs(60))),
            true => policy().hash(password).map_err(HashingError::Failed),
        };
        async { hash }
    };
    let stopped = |_| async { Err(HashingError::Stopped) };
    let file = || std::io::Cursor::new(r#"{"username":"a","password":"p"}"#);
    let (table, policy) = (Table::default(), policy());
    let importer = Importer::new(&table, &policy, Folding::default(), &stopped).unwrap();
    let answer = importer.run("a", file(), &mut |_: &_| ()).await;
    assert!(matches!(
        answer,
        Err(ImportError::Hashing(HashingError::Stopped))
    ));
    assert_eq!(table.users(), []);
    let importer = Importer::new(&table, &policy, Folding::default(), &busy_once).unwrap();
    assert_eq!(
        importer
            .run("a", file(), &mut |_: &_| ())
            .await
            .unwrap()
            .created,
        1
    );
}

#[test]
fn a_policy_without_logtos_methods_imports_nothing() {
    let (table, hasher) = (Table::default(), hasher());
    let answer = Importer::new(&table, &Policy::default(), Folding::default(), &hasher);
    assert_eq!(answer.err(), Some(SetupError::NoScheme("Argon2i")));
}
