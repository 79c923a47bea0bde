//! Fields that look like secrets, and fields under other names.

use std::io::Cursor;

use legacy_hash_login::logto::{FieldNames, Importer, RecordError, Rejected, SetupError};
use legacy_hash_login::{Folding, Imported};

use crate::{BCRYPT, Table, hasher, policy};

/// What becomes of one record.
async fn import(names: FieldNames, record: &str) -> Result<Imported, RecordError> {
    let (table, policy, hasher) = (Table::default(), policy(), hasher());
    let importer = Importer::new(&table, &policy, Folding::default(), &hasher).unwrap();
    let importer = importer.with_names(names);
    let mut error = None;
    let mut observer = |it: &Rejected| {
        assert!(!it.to_string().contains("hunter2"), "{it}");
        error = Some(it.error);
    };
    let file = Cursor::new(format!("[{record}]"));
    importer.run("a", file, &mut observer).await.unwrap();
    match (error, table.users().pop()) {
        (None, Some(user)) => Ok(user),
        (Some(error), None) => Err(error),
        other => panic!("{other:?}"),
    }
}

/// Names of real exports: Auth0, Okta, Firebase, Clerk, WordPress, Drupal, Devise, Django, Keycloak, …
#[tokio::test]
async fn what_looks_like_a_secret_is_refused_and_kept_nowhere() {
    for name in [
        "passwordHash",
        "password_hash",
        "encrypted_password",
        "pwd",
        "plainPassword",
        "PASSWORD",
        "Password",
        "password-digest",
        "pass_word",
        "user_pass",
        "userPass",
        "pass",
        "custom_password_hash",
        "passwordSalt",
        "salt",
        "hash",
        "hashedPwd",
        "md5",
        "sha256",
        "bcrypt",
        "digest",
        "passwd",
        "secretData",
        "crypted_password",
        "password_digest",
        "passphrase",
        "password2",
        "old_pw",
        "Passwort",
        "contraseña",
    ] {
        for value in [
            r#""hunter2""#,
            "5",
            r#"["hunter2"]"#,
            r#"{"value":"hunter2"}"#,
            r#"" ""#,
            "[0]",
        ] {
            if value == r#"" ""# {
                continue; // nobody's password
            }
            for record in [
                format!(r#"{{"username":"a","{name}":{value}}}"#),
                format!(r#"{{"username":"a","customData":{{"{name}":{value}}}}}"#),
                format!(r#"{{"username":"a","x":[1,[{{"y":{{"{name}":{value}}}}}]]}}"#),
                // Of two, the one that does not count for others is looked at as well.
                format!(r#"{{"username":"a","x":{{"{name}":{value},"{name}":null}}}}"#),
            ] {
                let answer = import(FieldNames::default(), &record).await;
                assert!(matches!(answer, Err(RecordError::Secret(_))), "{record}");
            }
        }
    }
}

#[tokio::test]
async fn the_reason_names_common_names_and_no_others() {
    for (name, reason) in [
        ("passwordHash", "passwordHash"),
        ("encrypted_password", "encrypted_password"),
        ("hunter2sPasswordIsHunter2", "password"),
        ("hunter2_salt", "salt"),
    ] {
        let record = format!(r#"{{"username":"a","{name}":"x"}}"#);
        let error = import(FieldNames::default(), &record).await.unwrap_err();
        assert_eq!(error, RecordError::Secret(reason));
        assert_eq!(error.code(), "guard.invalid_input");
        let words = format!(
            "a field that looks like a secret ({reason}), and is neither mapped nor allowed"
        );
        assert_eq!(error.to_string(), words);
    }
}

#[tokio::test]
async fn what_only_sounds_like_one_is_kept() {
    let attributes = r#"{"hasPassword":true,"isPasswordExpired":false,"passwordUpdatedAt":1700000000000,"password_changed_at":"2024-01-31T10:00:00Z","passwordHash":null,"salt":"","hashtag":"cats","compass":"north","passport":"C01X00T47","customData":{"failedPasswordAttempts":3,"addressAlternate":"x","pwd":{},"hash":[ ]},"mfaVerifications":[{"type":"WebAuthn","credentialId":"c","publicKey":"k"}],"price":"$2"}"#;
    let record = format!(r#"{{"username":"a",{}"#, &attributes[1..]);
    let user = import(FieldNames::default(), &record).await.unwrap();
    assert_eq!(user.attributes, attributes);
    assert_eq!(user.password, None);
    // What is no date is none, whatever its name says.
    for value in [r#""hunter2""#, r#"{"at":1}"#, r#""2024-13-hunter2""#] {
        let record = format!(r#"{{"username":"a","passwordUpdatedAt":{value}}}"#);
        let error = import(FieldNames::default(), &record).await.unwrap_err();
        assert_eq!(error, RecordError::Secret("password"), "{value}");
    }
}

#[tokio::test]
async fn a_hash_is_a_secret_under_any_name() {
    let argon2 =
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$J4moa2MM0/6uf3HbY2Tf5Fux8JIBTwIhmhxGRbsY14c";
    for text in [BCRYPT, argon2, &BCRYPT.replace("$2b$", "\\u00242b$")] {
        for record in [
            format!(r#"{{"username":"a","auth":"{text}"}}"#),
            format!(r#"{{"username":"a","x":{{"y":["z","{text}"]}}}}"#),
        ] {
            let answer = import(FieldNames::default(), &record).await;
            if text.starts_with('$') {
                assert_eq!(
                    answer,
                    Err(RecordError::Secret("a text that is a hash")),
                    "{record}"
                );
            }
            let names = FieldNames::default()
                .allow_attribute("auth")
                .allow_attribute("y");
            assert!(import(names, &record).await.is_ok(), "{record}");
        }
    }
}

#[tokio::test]
async fn an_allowed_name_is_kept_and_what_is_within_is_looked_at() {
    let names = || {
        FieldNames::default()
            .allow_attribute("saltLakeCity")
            .allow_attribute("hash")
    };
    for (attributes, is_kept) in [
        (r#"{"saltLakeCity":"Utah"}"#, true),
        (
            r#"{"customData":{"saltLakeCity":["Utah",{"hash":"x"}]}}"#,
            true,
        ),
        (r#"{"saltLakeCity":{"pwd":"hunter2"}}"#, false),
        (r#"{"SaltLakeCity":"Utah"}"#, false),
        (r#"{"salt":"Utah"}"#, false),
    ] {
        let record = format!(r#"{{"username":"a",{}"#, &attributes[1..]);
        match import(names(), &record).await {
            Ok(user) => assert_eq!((user.attributes.as_str(), is_kept), (attributes, true)),
            Err(error) => assert!(
                matches!(error, RecordError::Secret(_)) && !is_kept,
                "{attributes}"
            ),
        }
    }
}

#[tokio::test]
async fn a_mapped_name_is_the_field_that_it_is_mapped_to() {
    let names = || {
        let names = FieldNames::default();
        names
            .map("password_hash", "Bcrypt")?
            .map("digest", "passwordDigest")?
            .map("method", "passwordAlgorithm")?
            .map("plain", "password")?
            .map("login", "username")
    };
    let names = || names().unwrap();
    let md5 = "5f4dcc3b5aa765d61d8327deb882cf99";
    for (record, label, text) in [
        (
            format!(r#"{{"login":"ann","password_hash":"{BCRYPT}"}}"#),
            "Bcrypt",
            BCRYPT,
        ),
        (
            format!(r#"{{"login":"ann","password_hash":null,"digest":"{md5}","method":"MD5"}}"#),
            "MD5",
            md5,
        ),
        (
            format!(
                r#"{{"username":null,"login":"ann","passwordDigest":null,"digest":"{md5}","passwordAlgorithm":"MD5","method":null}}"#
            ),
            "MD5",
            md5,
        ),
    ] {
        let user = import(names(), &record).await.unwrap();
        let password = user.password.unwrap();
        assert_eq!(
            (password.label.as_str(), password.text.as_str()),
            (label, text),
            "{record}"
        );
        assert_eq!(user.identifiers[0].1, "ann");
        assert_eq!(user.attributes, "{}");
    }
    let user = import(names(), r#"{"login":"ann","plain":"hunter2"}"#)
        .await
        .unwrap();
    assert!(
        user.password
            .unwrap()
            .text
            .as_str()
            .starts_with("$argon2id$")
    );
    for (record, error) in [
        (
            r#"{"login":"ann","username":"bob"}"#,
            RecordError::Twice("username"),
        ),
        (
            r#"{"login":"ann","digest":"x"}"#,
            RecordError::AlgorithmRequired,
        ),
        (
            r#"{"login":"ann","password_hash":"x","passwordEncrypted":"y"}"#,
            RecordError::Twice("passwordEncrypted"),
        ),
        (
            r#"{"login":"ann","password_hash":"x","passwordEncryptionMethod":"MD5"}"#,
            RecordError::Twice("passwordEncryptionMethod"),
        ),
        (
            r#"{"login":"ann","plain":"hunter2","passwordDigest":"!","passwordAlgorithm":"MD5"}"#,
            RecordError::PasswordAndDigest,
        ),
        (r#"{"login":5}"#, RecordError::Field("username")),
        // Only the names at the top are mapped.
        (
            r#"{"login":"ann","x":{"password_hash":"x"}}"#,
            RecordError::Secret("password_hash"),
        ),
    ] {
        assert_eq!(import(names(), record).await, Err(error), "{record}");
    }
    let map = |name: &str, to: &str| names().map(name, to).map(|_| ()).unwrap_err();
    assert_eq!(map("login", "password"), SetupError::NameTaken);
    assert_eq!(map("username", "password"), SetupError::NameTaken);
    assert_eq!(map("x", "bcrypt"), SetupError::UnknownField);
    assert_eq!(map("x", ""), SetupError::UnknownField);
}
