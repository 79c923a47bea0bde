//! The policy behind RustCrypto's traits.

use legacy_hash::Policy;
use password_hash::phc::PasswordHash;
use password_hash::{Error, PasswordHasher, PasswordVerifier};

use crate::vectors::cheap_policy;

/// Code as it is written against the traits.
fn register(hasher: &impl PasswordHasher<PasswordHash>, password: &str) -> String {
    hasher
        .hash_password(password.as_bytes())
        .unwrap()
        .to_string()
}

fn sign_in(
    verifier: &dyn PasswordVerifier<str>,
    password: &str,
    stored: &str,
) -> Result<(), Error> {
    verifier.verify_password(password.as_bytes(), stored)
}

#[test]
fn generic_code_signs_in() {
    for policy in [
        cheap_policy(),
        cheap_policy()
            .with_secret("key", "sixteen bytes or more")
            .unwrap(),
    ] {
        let stored = register(&policy, "password");
        assert_eq!(sign_in(&policy, "password", &stored), Ok(()));
        assert_eq!(
            sign_in(&policy, "Password", &stored),
            Err(Error::PasswordInvalid)
        );
    }
}

#[test]
fn other_implementations_of_the_traits_agree() {
    let stored = register(&Policy::default(), "password");
    let argon2 = argon2::Argon2::default();
    let parsed = PasswordHash::new(&stored).unwrap();
    assert_eq!(argon2.verify_password(b"password", &parsed), Ok(()));
    let theirs = PasswordHasher::<PasswordHash>::hash_password(&argon2, b"password").unwrap();
    assert_eq!(
        sign_in(&Policy::default(), "password", &theirs.to_string()),
        Ok(())
    );
}

#[test]
fn only_a_wrong_password_is_a_wrong_password() {
    let policy = cheap_policy();
    let bcrypt = "$2b$04$SSSSSSSSSSSSSSSSSSSSS.DDDDDDDDDDDDDDDDDDDDDDDDDDDDDD.";
    let dear = bcrypt.replace("$04$", "$07$");
    let keyed = "$argon2id$v=19$m=8,t=1,p=1,keyid=AAAA$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAA";
    let table = [
        (bcrypt, Error::PasswordInvalid),
        ("*", Error::PasswordInvalid),
        (&bcrypt[..50], Error::EncodingInvalid),
        ("nonsense", Error::Algorithm),
        ("5f4dcc3b5aa765d61d8327deb882cf99", Error::Algorithm),
        ("$2$04$", Error::Algorithm),
        (&"x".repeat(5000), Error::EncodingInvalid),
        (
            &dear,
            Error::ParamInvalid {
                name: "work in KiB",
            },
        ),
        (keyed, Error::ParamInvalid { name: "keyid" }),
    ];
    for (stored, error) in table {
        assert_eq!(sign_in(&policy, "password", stored), Err(error), "{stored}");
    }
}

#[test]
fn a_callers_salt_is_used_or_refused() {
    let policy = cheap_policy();
    let hash = policy
        .hash_password_with_salt(b"password", b"eight888")
        .unwrap();
    assert_eq!(hash.salt.unwrap().as_ref(), b"eight888");
    for salt in [&b"seven77"[..], &[0; 49]] {
        let refused = policy.hash_password_with_salt(b"password", salt);
        assert_eq!(refused, Err(Error::SaltInvalid));
    }
    // What the policy's limits would not verify is not made.
    let mut limits = *policy.limits();
    limits.salt_bytes = 32;
    let strict = policy.clone().with_limits(limits).unwrap();
    assert!(
        strict
            .hash_password_with_salt(b"password", &[7; 32])
            .is_ok()
    );
    let refused = strict.hash_password_with_salt(b"password", &[7; 33]);
    assert_eq!(refused, Err(Error::SaltInvalid));

    let refused = policy.hash_password_with_salt(b"", b"eight888");
    assert_eq!(refused, Err(Error::ParamInvalid { name: "password" }));
    let refused = policy.hash_password_with_salt(&[b'p'; 4097], b"eight888");
    assert_eq!(refused, Err(Error::ParamInvalid { name: "password" }));
}
