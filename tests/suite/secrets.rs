//! Secrets of a policy: named, unnamed, and known for verification only.

use legacy_hash::{
    Algorithm, Authentication, LegacyHash, Pepper, Policy, PolicyError, Scheme, Stored, Upgrade,
    VerifyError,
};

use crate::vectors::cheap_policy;

const FORMER: &str = "the one of 2025, sixteen or more";
const NEWER: &str = "the one of 2026, sixteen or more";

fn made(policy: &Policy) -> LegacyHash {
    policy.hash("password").unwrap().into()
}

#[test]
fn secrets_live_side_by_side_and_hashes_move_to_the_newest() {
    let old = cheap_policy()
        .with_secret("2025", "the old one of sixteen")
        .unwrap();
    let new = old
        .clone()
        .with_secret("2026", "the new one of sixteen")
        .unwrap();

    let plain = LegacyHash::from(cheap_policy().hash("password").unwrap());
    let under_old = LegacyHash::from(old.hash("password").unwrap());
    for stored in [plain, under_old.clone()] {
        assert!(new.needs_rehash(&stored));
        let Ok(Upgrade::Rehashed(moved)) = stored.verify_and_upgrade("password", &new) else {
            panic!("{stored:?} does not move");
        };
        assert_eq!(moved.key_id(), b"2026");
        assert!(moved.to_string().contains(",keyid=MjAyNg$"), "{moved}");
        let read_again: LegacyHash = moved.to_string().parse().unwrap();
        assert_eq!(new.verify(&read_again, "password"), Ok(()));
        let again = read_again.verify_and_upgrade("password", &new);
        assert_eq!(again, Ok(Upgrade::Current));
    }

    let algorithm = Algorithm::Argon2;
    let unknown = Err(VerifyError::UnknownKey { algorithm });
    assert_eq!(under_old.verify("password"), unknown);
    assert_eq!(cheap_policy().verify(&under_old, "password"), unknown);
    let another = cheap_policy()
        .with_secret("2025", "another one of sixteen")
        .unwrap();
    assert_eq!(
        another.verify(&under_old, "password"),
        Err(VerifyError::PasswordInvalid)
    );
    // No `keyid` means no secret, whatever named ones there are.
    let stripped = under_old_without_key_id(&under_old);
    assert_eq!(
        old.verify(&stripped, "password"),
        Err(VerifyError::PasswordInvalid)
    );
}

fn under_old_without_key_id(hash: &LegacyHash) -> LegacyHash {
    let LegacyHash::Argon2(hash) = hash else {
        panic!("Argon2")
    };
    hash.clone().with_key_id("").unwrap().into()
}

/// Before a release makes hashes with a secret, the one before it knows that secret: both run side by
/// side, each leaves alone what the other wrote, and the later one can be rolled back.
#[test]
fn a_secret_is_known_before_it_is_used() {
    let former = cheap_policy().with_secret("2025", FORMER).unwrap();
    let prepared = former.clone().with_known_secret("2026", NEWER).unwrap();
    let later = former.clone().with_secret("2026", NEWER).unwrap();

    let of_later = made(&later);
    let answer = of_later.verify_and_upgrade("password", &prepared);
    assert_eq!(answer, Ok(Upgrade::Current), "rolled back");
    assert!(prepared.authenticate(&of_later, "password").is_granted());
    assert!(prepared.is_current(of_later.encoded()));
    let wrong = of_later.verify_and_upgrade("Password", &prepared);
    assert_eq!(wrong, Err(VerifyError::PasswordInvalid));
    // What the prepared release makes is made with the former secret, and moves in the later one.
    let of_prepared = made(&prepared);
    let LegacyHash::Argon2(hash) = &of_prepared else {
        panic!("Argon2")
    };
    assert_eq!(hash.key_id(), b"2025");
    let answer = of_prepared.verify_and_upgrade("password", &later).unwrap();
    assert!(matches!(answer, Upgrade::Rehashed(new) if new.key_id() == b"2026"));

    // A secret that is known and no other: new hashes are made without one.
    let alone = cheap_policy().with_known_secret("2026", NEWER).unwrap();
    assert!(made(&alone).verify("password").is_ok());
    assert!(!alone.needs_rehash(&of_later));

    let taken = prepared.with_secret("2026", NEWER).err();
    assert_eq!(taken, Some(PolicyError::KeyIdTaken));
    let empty = cheap_policy().with_known_secret("2026", "").err();
    assert_eq!(empty, Some(PolicyError::SecretEmpty));
    // Another system's secret may be as short as it is, and hashes under it move.
    let foreign = cheap_policy().with_known_secret("2026", "s").unwrap();
    assert!(foreign.needs_rehash(&of_later));
}

/// What services write that keep a version of their own beside the hash: a secret, and no `keyid`.
#[test]
fn a_secret_may_be_unnamed() {
    let policy = cheap_policy().with_unnamed_secret(FORMER).unwrap();
    let text = policy.hash("password").unwrap().to_string();
    assert!(!text.contains("keyid"), "{text}");
    assert_eq!(text.len(), policy.max_encoded_len());
    let stored = LegacyHash::parse(&text).unwrap();
    let wrong = Err(VerifyError::PasswordInvalid);
    assert_eq!(stored.verify("password"), wrong, "without the secret");
    assert_eq!(policy.verify(&stored, "password"), Ok(()));
    assert!(policy.is_current(&text) && policy.covers(&text));
    let answer = stored.verify_and_upgrade("password", &policy);
    assert_eq!(answer, Ok(Upgrade::Current));
    assert!(policy.authenticate(&text, "password").is_granted());
    assert!(!policy.authenticate(&text, "Password").is_granted());

    // Another program's Argon2 with that secret is read as well.
    let again = policy.clone().with_unnamed_secret(NEWER).err();
    assert_eq!(again, Some(PolicyError::KeyIdTaken));
    let empty = cheap_policy().with_unnamed_secret("").err();
    assert_eq!(empty, Some(PolicyError::SecretEmpty));
    // What another program has used is as long as it is; a new name asks for 16 bytes.
    let short = cheap_policy()
        .with_unnamed_secret("fifteen bytes..")
        .unwrap();
    let moved = short.clone().with_secret("2026", "fifteen bytes..").err();
    assert_eq!(moved, Some(PolicyError::SecretTooShort));
    assert_eq!(short.verify(&made(&short), "password"), Ok(()));

    // On to a named one.
    let named = policy.with_secret("2026", NEWER).unwrap();
    let Authentication::Granted {
        upgrade: Upgrade::Rehashed(new),
        ..
    } = named.authenticate(&text, "password")
    else {
        panic!("it does not move")
    };
    assert_eq!(new.key_id(), b"2026");
    assert_eq!(named.verify(&new.into(), "password"), Ok(()));
}

/// Hashes that were made without a secret, or with another unnamed one, have a label.
#[test]
fn an_unnamed_secret_is_not_that_of_a_scheme() {
    let without = cheap_policy();
    let old = without.hash("password").unwrap().to_string();
    let policy = without
        .with_unnamed_secret(FORMER)
        .and_then(|policy| policy.with_scheme(1, Scheme::detect()))
        .and_then(|policy| {
            let pepper = Pepper::argon2_secret(NEWER);
            policy.with_scheme(2, Scheme::detect().with_pepper(pepper))
        })
        .unwrap();
    let newer = cheap_policy().with_unnamed_secret(NEWER).unwrap();
    let newer = newer.hash("password").unwrap().to_string();
    for (label, text) in [(1, &old), (2, &newer)] {
        let row = || Stored::under(label, text);
        assert!(!policy.is_current(row()), "{label}");
        let answer = policy.authenticate(row(), "password");
        let Authentication::Granted { upgrade, .. } = answer else {
            panic!("{answer:?}")
        };
        let Upgrade::Rehashed(new) = upgrade else {
            panic!("{upgrade:?}")
        };
        assert!(policy.is_current(Stored::under(new.label(), new.to_string())));
        assert!(!policy.authenticate(text, "password").is_granted());
    }
}
