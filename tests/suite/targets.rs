//! The bodies of the fuzz targets, which the test suite also runs over seeded cases.
#![allow(dead_code)] // each fuzz target is a program of its own that uses one of them

use legacy_hash::envelope::logto;
use legacy_hash::{
    Context, Expression, Format, LegacyHash, Limits, ParseError, Policy, Upgrade, VerifyError,
};

/// Any text is read or refused, under every declaration. What says of itself that it is of a format is
/// read alike, declared or not.
pub(crate) fn parse(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let detected = LegacyHash::parse(text);
    for format in formats(data) {
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

/// A line that may be an expression, and a password behind it. The line is refused at a place of its own,
/// or is written as an expression that is equal, and computes something for every kind of hash, within
/// the limits and each time the same.
pub(crate) fn expression(data: &[u8]) {
    let Some((text, password)) = text_and_password(data) else {
        return;
    };
    let expression = match text.parse::<Expression>() {
        Ok(expression) => expression,
        Err(error) => {
            assert!((1..=text.chars().count() + 1).contains(&error.column()));
            let printed = error.to_string();
            assert_eq!(printed.lines().count(), 3, "{printed}");
            return;
        }
    };
    let written = expression.to_string();
    assert!(written.len() <= text.len());
    let read: Expression = written.parse().expect("an expression reads what it writes");
    assert_eq!(read, expression);
    assert_eq!(read.to_string(), written);

    let policy = policy();
    let part = |start: usize| password.get(start..).unwrap_or_default();
    let mut context = Context::new().with_salt(part(1)).with_salt2("NaCl");
    context = context.with_user(part(2));
    for number in 1..=8 {
        context = context.with_constant(number, part(number.into()));
    }
    let digests = [16, 20, 28, 32, 48, 64].map(|len| "00".repeat(len));
    let texts = [
        "$2b$04$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm",
        "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "a text",
    ];
    for encoded in digests.iter().map(String::as_str).chain(texts) {
        for context in [&context, &Context::new()] {
            let hash = LegacyHash::computed_by(&expression, encoded, context.clone());
            let Ok(hash) = hash else { continue };
            let answer = policy.verify(&hash, password);
            assert_eq!(policy.verify(&hash, password), answer);
            let is_defect = matches!(answer, Err(VerifyError::Internal { .. }));
            assert!(!is_defect, "{expression}");
        }
    }
}

/// One format in sixteen, which ones the input decides: all of them at every input would be slow.
fn formats(data: &[u8]) -> impl Iterator<Item = Format> {
    let sum = data
        .iter()
        .fold(data.len(), |sum, byte| sum.wrapping_add(usize::from(*byte)));
    Format::all().skip(sum % 16).step_by(16)
}

/// A text under many declarations.
fn declared(text: &str) -> impl Iterator<Item = Result<LegacyHash, ParseError>> {
    formats(text.as_bytes()).map(move |format| LegacyHash::parse_as(format, text))
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
