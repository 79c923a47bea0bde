//! Rows as they come out of a table: texts without a mark, padding, columns of other types, labels.

use std::borrow::Cow;

use legacy_hash::{
    Algorithm, Authentication, Denial, LegacyHash, Limits, Marker, ParseError, Pepper, Policy,
    PolicyError, Scheme, Stored, Upgrade, VerifyError,
};

use crate::vectors::cheap_policy;

/// `md5("password")`, and of nothing else.
const MD5: &str = "5f4dcc3b5aa765d61d8327deb882cf99";
const SHA1: &str = "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8";
const BCRYPT: &str = "$2b$04$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm";

/// The second sign-in of the README's first example, which was locked out.
#[test]
fn a_column_of_bare_texts_takes_the_new_hash_too() {
    let policy = cheap_policy().with_bare(Algorithm::Md5).unwrap();
    let old = policy.parse(MD5).unwrap();
    let Ok(Upgrade::Rehashed(new)) = old.verify_and_upgrade("password", &policy) else {
        panic!("it does not move")
    };
    let column = new.to_string();
    let moved = policy.parse(&column).unwrap();
    let second = moved.verify_and_upgrade("password", &policy);
    assert_eq!(second, Ok(Upgrade::Current));
    let wrong = moved.verify_and_upgrade("Password", &policy);
    assert_eq!(wrong, Err(VerifyError::PasswordInvalid));

    for column in [MD5, &column] {
        assert!(policy.authenticate(column, "password").is_granted());
        assert!(!policy.authenticate(column, "Password").is_granted());
    }
    // Only what bears no mark is read as declared.
    let algorithm = |text: &str| policy.parse(text).map(|hash| hash.algorithm());
    assert_eq!(algorithm(BCRYPT), Ok(Algorithm::Bcrypt));
    let malformed = |algorithm, field| Err(ParseError::Malformed { algorithm, field });
    let digest = legacy_hash::Field::Digest;
    assert_eq!(algorithm(SHA1), malformed(Algorithm::Md5, digest));
    let structure = legacy_hash::Field::Structure;
    assert_eq!(algorithm("$2b$04"), malformed(Algorithm::Bcrypt, structure));
    assert_eq!(algorithm("!"), Err(ParseError::Disabled));
    assert!(LegacyHash::parse(MD5).is_err(), "without a policy");
}

#[test]
fn a_scheme_may_say_what_its_bare_texts_are() {
    let scheme = Scheme::detect().with_bare(Algorithm::Sha1);
    let policy = cheap_policy().with_scheme("old", scheme).unwrap();
    for (text, algorithm) in [(SHA1, Algorithm::Sha1), (BCRYPT, Algorithm::Bcrypt)] {
        let hash = policy.read(Stored::under("old", text)).unwrap();
        assert_eq!(hash.algorithm(), algorithm);
    }
    let answer = policy.authenticate(Stored::under("old", SHA1), "password");
    assert!(answer.is_granted());
    assert!(policy.read(SHA1).is_err(), "without the label");
    // Also where the scheme began as one of a single algorithm: the new hash will stand there, too.
    let scheme = Scheme::of(Algorithm::Sha1).with_bare(Algorithm::Sha1);
    let policy = cheap_policy().with_scheme("old", scheme).unwrap();
    let new = policy.hash("password").unwrap().to_string();
    for text in [SHA1, &new] {
        assert_eq!(
            policy.verify_stored(Stored::under("old", text), "password"),
            Ok(())
        );
    }
    for algorithm in [Algorithm::Bcrypt, Algorithm::Argon2] {
        let never = Some(PolicyError::NeverBare(algorithm));
        assert_eq!(cheap_policy().with_bare(algorithm).err(), never);
        let scheme = Scheme::detect().with_bare(algorithm);
        assert_eq!(cheap_policy().with_scheme("old", scheme).err(), never);
    }
}

#[test]
fn padding_is_named_or_trimmed() {
    let trimming = cheap_policy().with_padding_trimmed();
    let scheme = Scheme::of(Algorithm::Md5).with_padding_trimmed();
    let policy = cheap_policy().with_scheme("char(60)", scheme).unwrap();
    for padding in [" ", "\n", "\r\n", "                            "] {
        let bcrypt = format!("{BCRYPT}{padding}");
        assert_eq!(LegacyHash::parse(&bcrypt), Err(ParseError::Padded));
        assert_eq!(
            bcrypt.parse::<legacy_hash::BcryptHash>(),
            Err(ParseError::Padded)
        );
        let denied = cheap_policy().authenticate(&bcrypt, "correct horse");
        let unreadable = Denial::Unreadable(ParseError::Padded);
        assert_eq!(denied, Authentication::Denied(unreadable));
        assert_eq!(trimming.parse(&bcrypt), LegacyHash::parse(BCRYPT));
        let declared = trimming.parse_as(Algorithm::Bcrypt, &bcrypt);
        assert_eq!(declared, Err(ParseError::Padded), "of another column");

        let md5 = format!("{MD5}{padding}");
        let row = Stored::under("char(60)", &md5);
        assert!(policy.authenticate(row, "password").is_granted());
        let declared = LegacyHash::parse_as(Algorithm::Md5, &md5);
        assert_eq!(declared, Err(ParseError::Padded));
        // What is no hash without the padding either has the better error.
        assert!(matches!(
            LegacyHash::parse(&md5),
            Err(ParseError::Ambiguous { .. })
        ));
        let nonsense = LegacyHash::parse(&format!("nonsense{padding}"));
        assert_eq!(nonsense, Err(ParseError::Unrecognized));
        // Markers are padded, too.
        for (text, marker) in [
            ("", Marker::Empty),
            ("NULL", Marker::Word),
            ("*", Marker::Asterisk),
        ] {
            let answer = cheap_policy().read(format!("{text}{padding}"));
            assert_eq!(answer, Err(Denial::Disabled(marker)));
        }
    }
    // Padding alone, and only behind the text.
    for text in [
        format!(" {BCRYPT}"),
        format!("{BCRYPT}\t"),
        format!("{BCRYPT}\0"),
    ] {
        assert!(trimming.parse(&text).is_err());
    }
    let mut limits = Limits::default();
    limits.encoded_bytes = 100;
    let long = trimming.with_limits(limits).unwrap();
    let padded = format!("{BCRYPT}{}", " ".repeat(41));
    assert_eq!(long.parse(&padded), Err(ParseError::TooLong));
    assert!(long.parse(&padded[..100]).is_ok());
}

#[test]
fn columns_of_every_type_are_taken() {
    let policy = cheap_policy().with_bare(Algorithm::Md5).unwrap();
    let (owned, none) = (MD5.to_owned(), None::<String>);
    let (some, boxed) = (Some(owned.clone()), owned.clone().into_boxed_str());
    let shared: std::sync::Arc<str> = MD5.into();
    let granted = [
        policy.authenticate(MD5, "password"),
        policy.authenticate(MD5, "password"),
        policy.authenticate(&owned, "password"),
        policy.authenticate(owned.clone(), "password"),
        policy.authenticate(&some, "password"),
        policy.authenticate(some.as_ref(), "password"),
        policy.authenticate(some.as_deref(), "password"),
        policy.authenticate(some.clone(), "password"),
        policy.authenticate(&boxed, "password"),
        policy.authenticate(&shared, "password"),
        policy.authenticate(Cow::Borrowed(MD5), "password"),
        policy.authenticate(Some(Cow::Borrowed(MD5)), "password"),
        policy.authenticate(policy.parse(MD5), "password"),
        policy.authenticate(Some(Some(MD5)), "password"),
    ];
    assert!(granted.iter().all(Authentication::is_granted));
    for answer in [
        policy.authenticate(&none, "password"),
        policy.authenticate(none, "password"),
    ] {
        assert_eq!(answer, Authentication::Denied(Denial::NoHash));
    }
}

#[test]
fn labels_are_texts_numbers_or_nothing() {
    let policy = cheap_policy()
        .with_scheme(1, Scheme::of(Algorithm::Md5))
        .and_then(|policy| policy.with_scheme("sha1", Scheme::of(Algorithm::Sha1)))
        .and_then(|policy| policy.with_label(2))
        .unwrap();
    assert_eq!(policy.label(), "2");
    let name = Some("sha1".to_owned());
    for row in [
        Stored::under(1, MD5),
        Stored::under(1_i16, MD5),
        Stored::under(Some(1_u64), MD5),
        Stored::under("1", MD5),
        Stored::under("sha1", SHA1),
        Stored::under(&name, SHA1),
        Stored::under(name.as_deref(), SHA1),
        Stored::under(String::from("sha1"), SHA1),
    ] {
        let Authentication::Granted {
            upgrade: Upgrade::Rehashed(new),
            ..
        } = policy.authenticate(row.clone(), "password")
        else {
            panic!("{row:?}")
        };
        // Text and label belong together.
        assert_eq!(new.label(), "2");
        let text = new.to_string();
        let moved = Stored::under(new.label(), &text);
        assert!(policy.is_current(moved.clone()));
        assert!(policy.authenticate(moved, "password").is_granted());
        assert_eq!(text, new.into_string());
    }
    // Rows by reference, as loops and queries have them.
    let rows = [(Some(1_i32), Some(MD5.to_owned())), (Some(1), None)];
    for (version, hash) in &rows {
        let read = policy.read(Stored::under(version, hash));
        assert_eq!(read.is_ok(), hash.is_some());
    }
    let rows = [1_usize, 3].map(|version| (version, policy.parse(BCRYPT).ok()));
    for (version, hash) in &rows {
        let answer = policy.authenticate(Stored::under(version, hash), "password");
        assert!(!answer.is_granted());
    }
    let without = Stored::under(None::<i32>, BCRYPT);
    assert_eq!(policy.read(without).unwrap().algorithm(), Algorithm::Bcrypt);
    let unknown = policy.read(Stored::under(3, MD5)).err();
    assert_eq!(unknown, Some(Denial::UnknownLabel));
}

/// Users whose hashes are denied over the limits have not moved.
#[test]
fn what_is_denied_is_not_current() {
    let dear = LegacyHash::parse(
        "$argon2id$v=19$m=2097152,t=1,p=4$c29tZXNhbHRzb21lc2FsdA$\
         AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    )
    .unwrap();
    let policy = Policy::default();
    assert!(!policy.needs_rehash(&dear), "it is strong");
    assert!(matches!(
        policy.authenticate(&dear, "password"),
        Authentication::Denied(Denial::LimitExceeded { .. })
    ));
    assert!(!policy.is_current(&dear) && !policy.is_current(dear.encoded()));
    let mut limits = Limits::default();
    limits.memory_kib = 2 << 20;
    let raised = Policy::default().with_limits(limits).unwrap();
    assert!(raised.is_current(&dear));
}

/// Under a scheme with a secret, a hash that looks like the policy's own is another computation.
#[test]
fn rows_under_a_label_are_covered_as_they_are_read() {
    let peppered = Scheme::detect().with_pepper(Pepper::argon2_secret("of the old system"));
    let policy = cheap_policy();
    let own = policy.hash("password").unwrap().to_string();
    let policy = policy
        .with_scheme("peppered", peppered)
        .and_then(|policy| policy.with_scheme("plain", Scheme::detect()))
        .unwrap();
    assert!(policy.covers(&own) && policy.covers(Stored::under("plain", &own)));
    assert!(!policy.covers(Stored::under("peppered", &own)));
    assert!(!policy.covers(Stored::under("peppered", BCRYPT)));
    let sample = LegacyHash::parse(&own).unwrap();
    let policy = policy.with_expected([sample]).unwrap();
    assert!(policy.covers(Stored::under("peppered", &own)));
    // Nothing is computed for what is not there or cannot be read.
    for nothing in ["", "!", "nonsense", "$2b$31$"] {
        assert!(policy.covers(nothing), "{nothing}");
    }
    assert!(policy.covers(Stored::MISSING) && policy.covers(Stored::under("unknown", BCRYPT)));
    assert!(!policy.covers(BCRYPT));
    assert!(policy.refuse(Algorithm::Bcrypt).covers(BCRYPT), "refused");
}

/// A scheme that was declared as a digest, and then a bcrypt hash that was parsed by somebody else.
#[test]
fn a_long_pepper_before_a_parsed_bcrypt_hash_grants_nothing() {
    for len in [65, 71, 72, 100] {
        let pepper = vec![b'p'; len];
        let scheme = Scheme::of(Algorithm::Sha256).with_pepper(Pepper::prefix(&pepper));
        let policy = cheap_policy().with_scheme("old", scheme).unwrap();
        let key = [pepper.as_slice(), b"password"].concat();
        let mut key = key[..key.len().min(72)].to_vec();
        if key.len() < 72 {
            key.push(0);
        }
        let digest = bcrypt_of(&key);
        let row = || Stored::under("old", digest.clone());
        for typed in ["password", "p", "anything else"] {
            let denied = Authentication::Denied(Denial::PepperHidesPassword);
            assert_eq!(policy.authenticate(row(), typed), denied, "{len}");
            let error = Err(Denial::PepperHidesPassword);
            assert_eq!(policy.verify_stored(row(), typed), error, "{len}");
        }
        assert_eq!(policy.read(row()), Err(Denial::PepperHidesPassword));
    }
    let scheme = Scheme::of(Algorithm::Sha256).with_pepper(Pepper::prefix(vec![b'p'; 64]));
    let policy = cheap_policy().with_scheme("old", scheme).unwrap();
    let row = || Stored::under("old", bcrypt_of(&[&[b'p'; 64][..], b"password"].concat()));
    assert!(policy.authenticate(row(), "password").is_granted());
    assert!(!policy.authenticate(row(), "passwort").is_granted());
}

/// The hash of a key that is what bcrypt reads.
fn bcrypt_of(key: &[u8]) -> LegacyHash {
    let digest = bcrypt::bcrypt(4, [7; 16], key);
    let version = legacy_hash::BcryptVersion::TwoB;
    let hash = legacy_hash::BcryptHash::from_parts(version, 4, [7; 16], &digest[..23]);
    hash.unwrap().into()
}

#[test]
fn a_scheme_has_one_pepper_where_it_can_have_one() {
    let refused = |scheme: Scheme| cheap_policy().with_scheme("old", scheme).err();
    let one = || Pepper::suffix("one");
    let twice = Scheme::detect()
        .with_pepper(one())
        .with_pepper(Pepper::prefix("two"));
    assert_eq!(refused(twice), Some(PolicyError::PepperTwice));
    for algorithm in [
        Algorithm::Md5,
        Algorithm::Sha1,
        Algorithm::Sha256,
        Algorithm::Bcrypt,
    ] {
        let scheme = Scheme::of(algorithm).with_pepper(Pepper::argon2_secret("secret"));
        assert_eq!(refused(scheme), Some(PolicyError::PepperNotArgon2));
        assert_eq!(refused(Scheme::of(algorithm).with_pepper(one())), None);
    }
    for scheme in [Scheme::of(Algorithm::Argon2), Scheme::detect()] {
        assert_eq!(
            refused(scheme.with_pepper(Pepper::argon2_secret("secret"))),
            None
        );
    }
}

#[test]
fn a_password_is_verified_under_its_rows_label() {
    let scheme = Scheme::of(Algorithm::Sha1).with_pepper(Pepper::suffix("word"));
    let policy = cheap_policy().with_scheme("v1", scheme).unwrap();
    let row = || Stored::under("v1", SHA1);
    assert_eq!(policy.verify_stored(row(), "pass"), Ok(()));
    assert_eq!(
        policy.verify_stored(row(), "password"),
        Err(Denial::WrongPassword)
    );
    assert_eq!(policy.verify_stored(row(), ""), Err(Denial::PasswordEmpty));
    let long = "p".repeat(4097);
    assert_eq!(
        policy.verify_stored(row(), long),
        Err(Denial::PasswordTooLong)
    );
    let own = policy.hash("password").unwrap().to_string();
    assert_eq!(policy.verify_stored(&own, "password"), Ok(()));
    assert_eq!(
        policy.verify_stored(Stored::MISSING, "password"),
        Err(Denial::NoHash)
    );
    let unknown = policy.verify_stored(Stored::under("v2", &own), "password");
    assert_eq!(unknown, Err(Denial::UnknownLabel));
    let refusing = policy.refuse(Algorithm::Sha1);
    let refused = Err(Denial::Refused(Algorithm::Sha1));
    assert_eq!(refusing.verify_stored(row(), "pass"), refused);
}

/// What a read hash is stored as, and what has no text.
#[test]
fn a_hash_can_be_written_again() {
    for text in [
        BCRYPT,
        &cheap_policy().hash("password").unwrap().to_string(),
    ] {
        assert_eq!(
            LegacyHash::parse(text).unwrap().encoded().as_deref(),
            Some(text)
        );
    }
    let sha1 = LegacyHash::parse_as(Algorithm::Sha1, &SHA1.to_uppercase()).unwrap();
    assert_eq!(sha1.encoded().as_deref(), Some(SHA1));
    let digest = || MD5.parse::<legacy_hash::Md5Hash>().unwrap();
    for salted in [digest().with_prefix("salt"), digest().with_suffix("salt")] {
        assert_eq!(LegacyHash::from(salted).encoded(), None);
    }
}

/// A service may catch a panic around a sign-in.
#[test]
fn a_policy_survives_a_caught_panic() {
    fn is_unwind_safe<T: std::panic::UnwindSafe + std::panic::RefUnwindSafe>() {}
    is_unwind_safe::<Policy>();
    is_unwind_safe::<LegacyHash>();
    is_unwind_safe::<Scheme>();
    let policy = cheap_policy();
    let caught = std::panic::catch_unwind(|| policy.authenticate(MD5, "password").is_granted());
    assert!(!caught.unwrap());
}
