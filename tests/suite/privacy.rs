//! No password, salt, digest or secret in what `Debug` and the errors print.

use std::fmt::Debug;

use legacy_hash::{LegacyHash, Policy, Stored};

use crate::vectors;

/// The spellings under which bytes would show.
fn spellings(bytes: &[u8]) -> Vec<String> {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let decimal = format!("{bytes:?}");
    let mut all = vec![
        hex.to_uppercase(),
        hex,
        decimal.trim_matches(['[', ']']).to_owned(),
    ];
    all.extend(String::from_utf8(bytes.to_vec()).ok());
    all
}

fn assert_hidden(printed: &str, kept: &[u8]) {
    if kept.len() < 4 {
        return; // too little to be told from a parameter
    }
    for spelling in spellings(kept) {
        assert!(!printed.contains(&spelling), "{spelling:?} in {printed}");
    }
}

/// All that a value prints of itself.
fn printed(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

#[test]
fn debug_and_errors_show_nothing_kept() {
    let secret = b"a secret that stays secret";
    let policy = vectors::cheap_policy()
        .with_secret("name-of", secret)
        .unwrap();
    assert_hidden(&printed(&policy), secret);
    assert_hidden(&printed(&policy), b"name-of");
    assert!(printed(&policy).contains("[1 secrets]"));

    for vector in vectors::sample(20) {
        let hash = vector.read().unwrap();
        let upgrade = hash.verify_and_upgrade(&vector.password, &policy);
        let wrong = hash.verify("wrong password").unwrap_err();
        let malformed = LegacyHash::parse(&format!("{}?", vector.text)).unwrap_err();
        let output = [
            printed(&hash),
            printed(&upgrade),
            printed(&wrong),
            wrong.to_string(),
            printed(&malformed),
            malformed.to_string(),
        ]
        .join(" ");

        if vector.password != b"password" {
            assert_hidden(&output, &vector.password); // "wrong password" is no leak
        }
        for part in parts(&hash) {
            assert_hidden(&output, part);
        }
        let tail = vector.text.rsplit('$').next().unwrap();
        assert!(!output.contains(tail), "{tail} in {output}");
        if let Ok(legacy_hash::Upgrade::Rehashed(new)) = &upgrade {
            assert_hidden(&output, new.salt());
            assert_hidden(&output, new.tag());
            assert_hidden(&output, new.key_id());
        }
    }
}

fn parts(hash: &LegacyHash) -> Vec<&[u8]> {
    match hash {
        LegacyHash::Md5(hash) => vec![hash.digest(), hash.prefix(), hash.suffix()],
        LegacyHash::Sha1(hash) => vec![hash.digest(), hash.prefix(), hash.suffix()],
        LegacyHash::Sha256(hash) => vec![hash.digest(), hash.prefix(), hash.suffix()],
        LegacyHash::Bcrypt(hash) => vec![hash.digest(), hash.salt()],
        LegacyHash::Argon2(hash) => vec![hash.tag(), hash.salt(), hash.key_id(), hash.data()],
        other => panic!("{:?} is not checked", other.algorithm()),
    }
}

/// What is redacted still says how long it is, and is compared.
#[test]
fn hashes_of_different_passwords_differ() {
    let (ours, theirs) = (vectors::hashes_of(b"one"), vectors::hashes_of(b"two"));
    for (one, two) in ours.iter().zip(&theirs) {
        assert_eq!(one, &one.clone());
        assert_ne!(one, two);
        let shown = format!("{one:?}");
        assert!(
            ["16", "20", "32", "23"]
                .iter()
                .any(|len| shown.contains(&format!("[{len} bytes]")))
        );
    }
    let md5 = format!("{:?}", ours[0]);
    assert!(md5.contains("digest: [16 bytes]"), "{md5}");
    let argon2 = format!("{:?}", ours[4]);
    assert!(argon2.contains("has_key_id: false"), "{argon2}");
    let keyed = vectors::cheap_policy().with_secret("key", "sixteen bytes or more");
    let keyed = format!("{:?}", keyed.unwrap().hash("password").unwrap());
    assert!(keyed.contains("has_key_id: true"), "{keyed}");
}

/// What is stored says under which label, and how much, and not what.
#[test]
fn a_stored_text_is_not_printed() {
    let text = "$2b$04$secret";
    assert_eq!(printed_once(Stored::MISSING), "Missing");
    assert_eq!(printed_once(text), "Text([13 bytes])");
    assert_eq!(
        printed_once(Stored::under("v1", text)),
        "\"v1\": Text([13 bytes])"
    );
    assert!(printed_once(LegacyHash::parse("!")).contains("Unreadable(Disabled"));
    let [md5, ..] = vectors::hashes_of(b"password");
    assert!(printed_once(&md5).starts_with("Hash(Md5("));
}

fn printed_once<'a>(stored: impl Into<Stored<'a>>) -> String {
    format!("{:?}", stored.into())
}

/// Errors end in an operator's log, which has to say what to do.
#[test]
fn errors_say_what_is_wrong() {
    let malformed = LegacyHash::parse("$2b$04$").unwrap_err();
    assert_eq!(malformed.to_string(), "malformed bcrypt hash: salt");
    let dear = LegacyHash::parse(&format!("$2b$17${}", ".".repeat(53))).unwrap();
    assert_eq!(
        dear.verify("password").unwrap_err().to_string(),
        "bcrypt: work in KiB of 19922944 is over the limit of 10485760"
    );
    assert_eq!(
        Policy::default()
            .with_weak_cost(7, 1, 1)
            .unwrap_err()
            .to_string(),
        "not a cost that Argon2 has: memory"
    );
    let named = |names: Vec<String>| {
        let set: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(set.len(), names.len(), "{names:?}");
        assert!(names.iter().all(|name| name.is_ascii() && name.len() > 3));
    };
    {
        use legacy_hash::Field::*;
        let fields = [
            Structure, Version, Cost, Parameters, Memory, Iterations, Lanes, KeyId, Data, Salt,
            Digest,
        ];
        named(fields.map(|field| field.to_string()).to_vec());
    }
    {
        use legacy_hash::Param::*;
        let params = [Password, Encoded, Salt, Memory, Work, Lanes, SignInWork];
        named(params.map(|param| param.to_string()).to_vec());
    }
    // What has a width keeps it, for tables.
    let (param, field) = (legacy_hash::Param::Lanes, legacy_hash::Field::Salt);
    assert_eq!(format!("{param:>7}{field:>6}"), "  lanes  salt");
}

#[test]
fn errors_are_small_and_copy() {
    fn is_copy<T: Copy + Eq + Send + Sync + std::error::Error + 'static>() -> usize {
        size_of::<T>()
    }
    assert!(is_copy::<legacy_hash::ParseError>() <= 24);
    assert!(is_copy::<legacy_hash::VerifyError>() <= 24);
    assert!(is_copy::<legacy_hash::HashError>() <= 24);
    assert!(is_copy::<legacy_hash::PolicyError>() <= 24);
    assert!(is_copy::<legacy_hash::Withheld>() <= 24);
    let _: fn(&Policy) -> String = |policy| format!("{policy:?}");
}
