//! The bodies of the fuzz targets, which the test suite also runs over seeded cases.
#![allow(dead_code)] // each fuzz target is a program of its own that uses one of them

use legacy_hash::envelope::logto;
use legacy_hash::{Format, LegacyHash, Limits, ParseError, Policy, Upgrade};

/// Any text is read or refused, under every declaration. What says of itself that it is of a format is
/// read alike, declared or not.
pub(crate) fn parse(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let detected = LegacyHash::parse(text);
    for format in Format::all() {
        let declared = LegacyHash::parse_as(format, text);
        if format.is_detected() && declared.is_ok() {
            assert_eq!(declared, detected, "{format}");
        }
    }
    for method in ["MD5", "SHA1", "SHA256", "Bcrypt", "Argon2id"] {
        let _ = logto::parse(method, text);
    }
}

/// What a hash writes of itself is read as the same hash, and is then written alike.
pub(crate) fn roundtrip(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let canonical = |hash: &LegacyHash| hash.encoded().expect("a text that was read");
    if let Ok(hash) = LegacyHash::parse(text) {
        let written = canonical(&hash);
        let read = LegacyHash::parse(&written).expect("a hash reads what it writes");
        assert_eq!(read, hash);
        assert_eq!(canonical(&read), written);
    }
}

/// A text and a password, parted by the first line break: verification ends, within the limits,
/// and what it hands back verifies.
pub(crate) fn verify(data: &[u8]) {
    let Some((text, password)) = text_and_password(data) else {
        return;
    };
    let policy = policy();
    for hash in declared(text).flatten() {
        let Ok(upgrade) = hash.verify_and_upgrade(password, &policy) else {
            continue;
        };
        assert_eq!(policy.verify(&hash, password), Ok(()));
        match upgrade {
            Upgrade::Current => assert!(!policy.needs_rehash(&hash)),
            Upgrade::Withheld(_) => assert!(policy.needs_rehash(&hash)),
            Upgrade::Rehashed(new) => {
                let new = LegacyHash::from(new);
                assert!(!password.is_empty());
                assert_eq!(
                    new.verify_and_upgrade(password, &policy),
                    Ok(Upgrade::Current)
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

/// The same input at the login endpoint: the answer is the one that verification gives.
pub(crate) fn authenticate(data: &[u8]) {
    let Some((text, password)) = text_and_password(data) else {
        return;
    };
    let policy = policy();
    for stored in declared(text).chain([LegacyHash::parse(text)]) {
        let is_right = !password.is_empty()
            && (stored.as_ref()).is_ok_and(|hash| policy.verify(hash, password).is_ok());
        let answer = policy.authenticate(stored, password);
        assert_eq!(answer.is_granted(), is_right, "{answer:?}");
    }
    let by_text = policy.authenticate(text, password).is_granted();
    let by_hash = policy.authenticate(LegacyHash::parse(text), password);
    assert_eq!(by_text, by_hash.is_granted());
}

/// A text under every declaration.
fn declared(text: &str) -> impl Iterator<Item = Result<LegacyHash, ParseError>> {
    Format::all().map(move |format| LegacyHash::parse_as(format, text))
}

/// A text and a password, parted by the first line break.
fn text_and_password(data: &[u8]) -> Option<(&str, &[u8])> {
    let line = data.iter().position(|&byte| byte == b'\n')?;
    let (text, password) = data.split_at(line);
    Some((std::str::from_utf8(text).ok()?, password.get(1..)?))
}

/// Costs next to nothing, and lets nothing dear be verified.
fn policy() -> Policy {
    let mut limits = Limits::default();
    limits.memory_kib = 64;
    limits.work_kib = 16 * 152; // bcrypt of cost 4
    Policy::default()
        .with_weak_cost(8, 1, 1)
        .and_then(|policy| policy.with_limits(limits))
        .expect("a valid policy")
}
