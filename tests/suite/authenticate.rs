//! The login endpoint, as a service writes it. That the work is the same is tested beside the code.

use legacy_hash::{
    Algorithm, Authentication, Denial, LegacyHash, Limits, ParseError, Policy, Stored, Upgrade,
};

use crate::vectors::{self, cheap_policy};

struct User {
    hash: String,
    maybe: Option<String>,
}

#[test]
fn call_sites_compile_as_they_are_written() {
    let policy = cheap_policy();
    let hash = policy.hash("password").unwrap().to_string();
    let user = User {
        hash: hash.clone(),
        maybe: Some(hash),
    };
    let found = Some(&user);
    let parsed = LegacyHash::parse(&user.hash);
    let boxed: Box<str> = user.hash.as_str().into();
    let answers = [
        policy.authenticate(&user.hash, "password"),
        policy.authenticate(user.hash.as_str(), "password"),
        policy.authenticate(&*boxed, "password"),
        policy.authenticate(Some(user.hash.as_str()), "password"),
        policy.authenticate(user.maybe.as_deref(), "password"),
        policy.authenticate(user.maybe.as_ref(), "password"),
        policy.authenticate(found.map(|user| user.hash.as_str()), "password"),
        policy.authenticate(found.map(|user| LegacyHash::parse(&user.hash)), "password"),
        policy.authenticate(found.map(|user| user.maybe.as_deref()), "password"),
        policy.authenticate(parsed.as_ref().unwrap(), "password"),
        policy.authenticate(parsed.as_ref().map_err(|&error| error), "password"),
        policy.authenticate(parsed.clone(), String::from("password")),
        policy.authenticate(Some(parsed.unwrap()), b"password"),
    ];
    for answer in answers {
        let (algorithm, upgrade) = (Algorithm::Argon2, Upgrade::Current);
        assert_eq!(answer, Authentication::Granted { algorithm, upgrade });
    }
    let missing: Option<User> = None;
    for answer in [
        policy.authenticate(Stored::MISSING, "password"),
        policy.authenticate(missing.as_ref().map(|user| user.hash.as_str()), "password"),
        policy.authenticate(None::<Result<LegacyHash, ParseError>>, "password"),
    ] {
        assert_eq!(answer, Authentication::Denied(Denial::NoHash));
    }
}

#[test]
fn the_vectors_sign_in_and_move() {
    for vector in vectors::own().filter(|vector| !vector.password.is_empty()) {
        let policy = vector.policy();
        let hash = vector.read().unwrap();
        let expected = hash.verify_and_upgrade(&vector.password, &policy).unwrap();
        let answer = policy.authenticate(&hash, &vector.password);
        let Authentication::Granted { algorithm, upgrade } = answer else {
            panic!("{answer:?}: {}", vector.text);
        };
        assert_eq!(algorithm, vector.algorithm());
        match (expected, upgrade) {
            (Upgrade::Rehashed(_), Upgrade::Rehashed(new)) => {
                let new = LegacyHash::from(new);
                let again = policy.authenticate(&new, &vector.password);
                let (algorithm, upgrade) = (Algorithm::Argon2, Upgrade::Current);
                assert_eq!(again, Authentication::Granted { algorithm, upgrade });
            }
            (expected, upgrade) => assert_eq!(upgrade, expected),
        }
        let wrong = [b"x", vector.password.as_slice()].concat();
        let answer = policy.authenticate(&hash, wrong);
        assert_eq!(answer, Authentication::Denied(Denial::WrongPassword));
    }
}

/// The old table may hold the hash of nothing; an empty field never signs in with it.
#[test]
fn an_empty_password_never_signs_in() {
    let nothing = LegacyHash::parse_as(Algorithm::Md5, "d41d8cd98f00b204e9800998ecf8427e").unwrap();
    assert_eq!(nothing.verify(""), Ok(()));
    let answer = cheap_policy().authenticate(&nothing, "");
    assert_eq!(answer, Authentication::Denied(Denial::PasswordEmpty));
}

#[test]
fn what_is_printed_shows_nothing_kept() {
    let text = "a plaintext in the password column";
    let printed = format!(
        "{:?} {:?}",
        Stored::from(text),
        cheap_policy().authenticate(text, text)
    );
    assert!(!printed.contains("plaintext"), "{printed}");
    let mut limits = Limits::default();
    limits.password_bytes = 10;
    let policy = Policy::default()
        .with_weak_cost(8, 1, 1)
        .unwrap()
        .with_limits(limits)
        .unwrap();
    let answer = policy.authenticate(text, text);
    assert_eq!(answer, Authentication::Denied(Denial::PasswordTooLong));
    assert!(!format!("{answer:?}").contains("34"), "{answer:?}");
}
