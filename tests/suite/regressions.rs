//! What went wrong in other systems, one test for each. `tools/guards/run.py` removes each guard and
//! sees its test fail. Some are tested where the guard is:
//!
//! * unknown, disabled, empty-password and over-long sign-ins answered faster (Django ticket 20760,
//!   CVE-2016-2513, CVE-2024-39329, CVE-2025-13473, CVE-2025-22234, CVE-2026-22746):
//!   `accounts_without_a_hash_do_the_same_work` in `src/authenticate/tests.rs`;
//! * a wrong password on a legacy account answered faster (CVE-2026-40263):
//!   `accounts_with_a_hash_do_the_same_work`, there;
//! * a decoy that was malformed or cheaper: `samples_that_cost_too_much_are_refused`, there; a
//!   decoy is a hash that was read, never a literal;
//! * a stale upgrade that resurrected an old password, and a failed one that refused a right
//!   password: the tests of `examples/sign_in/main.rs`.

use legacy_hash::{
    Algorithm, BcryptVersion, Field, LegacyHash, Limits, Param, ParseError, Policy, Upgrade,
    VerifyError, Withheld,
};

use crate::vectors::{bcrypt_of, cheap_policy, hashes_of};

/// CVE-2023-0567: a `$` inside a bcrypt salt matched any password.
#[test]
fn a_dollar_in_a_bcrypt_salt_is_malformed() {
    let text = format!("$2y$05$2m6Jboi4zN5V2F/bvUCpH${}", "D".repeat(31));
    let (algorithm, field) = (Algorithm::Bcrypt, Field::Salt);
    let malformed = ParseError::Malformed { algorithm, field };
    assert_eq!(LegacyHash::parse(&text), Err(malformed));
}

/// CVE-2024-3096: a password that begins with NUL was verified as the empty one.
#[test]
fn a_leading_nul_is_not_nothing() {
    let typed = "\0anything";
    for stored in hashes_of(b"") {
        assert_eq!(
            stored.verify(typed),
            Err(VerifyError::PasswordInvalid),
            "{stored:?}"
        );
    }
    for stored in hashes_of(typed.as_bytes()) {
        assert_eq!(
            stored.verify(""),
            Err(VerifyError::PasswordInvalid),
            "{stored:?}"
        );
    }
}

/// An empty result of a failed computation equalled an empty stored digest.
#[test]
fn an_empty_digest_is_malformed() {
    let texts = [
        "crypt$$",
        "crypt$salt$",
        "md5$$",
        "sha1$$",
        "$2b$04$",
        "$argon2id$v=19$m=8,t=1,p=1$$",
        "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$",
        "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAA",
    ];
    for text in texts {
        assert!(LegacyHash::parse(text).is_err(), "{text}");
        // As a password in plain text it is one like any other.
        let hashes = Algorithm::ALL
            .iter()
            .filter(|all| **all != Algorithm::Plaintext);
        for &algorithm in hashes {
            assert!(LegacyHash::parse_as(algorithm, text).is_err(), "{text}");
        }
    }
    assert!(legacy_hash::Md5Hash::from_parts("", "", "").is_err());
}

/// CVE-2025-22228 and others: whatever follows the 72nd byte opened the account. It does, as in the
/// old system; it never becomes the new password, by which whoever knows 72 bytes would have
/// redefined it.
#[test]
fn what_bcrypt_cuts_off_is_never_rehashed() {
    let stored = bcrypt_of(BcryptVersion::TwoB, &[b'p'; 100]);
    let typed = [[b'p'; 72].as_slice(), b"something else"].concat();
    let upgrade = stored.verify_and_upgrade(typed, &cheap_policy());
    assert_eq!(upgrade, Ok(Upgrade::Withheld(Withheld::Lossy)));
}

/// CVE-2020-7689: the password's length was counted modulo 256, so that 256 bytes were none.
#[test]
fn the_length_of_a_password_does_not_wrap() {
    for stored in hashes_of(b"") {
        assert_eq!(
            stored.verify([0x41; 256]),
            Err(VerifyError::PasswordInvalid)
        );
    }
    let stored = bcrypt_of(BcryptVersion::TwoA, b"A");
    assert_eq!(
        stored.verify([0x41; 257]),
        Err(VerifyError::PasswordInvalid)
    );
    let stored = bcrypt_of(BcryptVersion::TwoA, &[0x41; 257]);
    assert_eq!(stored.verify([0x41; 257]), Ok(()));
    assert_eq!(stored.verify("A"), Err(VerifyError::PasswordInvalid));
    // One that does not repeat, so that a wrapped length changes what is hashed.
    let long: Vec<u8> = (0..257).map(|place| b'a' + place as u8 % 26).collect();
    let stored = bcrypt_of(BcryptVersion::TwoA, &long);
    assert_eq!(stored.verify(&long), Ok(()));
}

/// CVE-2011-2483: 8-bit characters hid the ones before them. Only `2x` says so, and there no new
/// hash is made of such a password.
#[test]
fn sign_extension_is_for_2x_alone() {
    // By libxcrypt, of "\xff\xa334\xff\xff\xff\xa3345".
    let text = "$2x$05$/OK.fbVrR/bpIqNJ5ianF.o./n25XVfn6oAPaUvHe.Csk4zRfsYPi";
    let colliding = b"\xff\xa3345";
    let stored = LegacyHash::parse(text).unwrap();
    let upgrade = stored.verify_and_upgrade(colliding, &cheap_policy());
    assert_eq!(upgrade, Ok(Upgrade::Withheld(Withheld::Lossy)));
    let stored = LegacyHash::parse(&text.replace("$2x$", "$2y$")).unwrap();
    assert_eq!(stored.verify(colliding), Err(VerifyError::PasswordInvalid));
}

/// CVE-2013-1443: long passwords cost without bound. Some libraries check their bounds only in a
/// call of its own, which callers forget.
#[test]
fn verify_itself_has_the_ceilings() {
    for stored in hashes_of(b"password") {
        let refusal = stored.verify([b'p'; 4097]).unwrap_err();
        let VerifyError::LimitExceeded {
            param,
            actual,
            limit,
            ..
        } = refusal
        else {
            panic!("{refusal}");
        };
        assert_eq!((param, actual, limit), (Param::Password, 4097, 4096));
    }
    let dear =
        "$argon2id$v=19$m=4294967295,t=4294967295,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAA";
    let stored = LegacyHash::parse(dear).unwrap();
    assert!(matches!(
        stored.verify("password"),
        Err(VerifyError::LimitExceeded { .. })
    ));
}

/// Parameters below a library's new minimum became unverifiable. What is weak is verified under
/// every policy, and moves.
#[test]
fn the_weakest_hash_still_signs_in() {
    for policy in [
        Policy::default(),
        Policy::default().with_limits(Limits::strict()).unwrap(),
    ] {
        for stored in hashes_of(b"password") {
            assert_eq!(policy.verify(&stored, "password"), Ok(()), "{stored:?}");
            assert!(policy.needs_rehash(&stored));
        }
    }
}

/// RUSTSEC-2026-0199: a text of 60 bytes with a letter of two across a border was sliced there.
#[test]
fn letters_across_borders_are_refused() {
    let text = format!("$2b$04${}", ".".repeat(53));
    for place in 0..59 {
        let text = format!("{}é{}", &text[..place], &text[place + 2..]);
        assert_eq!(text.len(), 60);
        assert!(LegacyHash::parse(&text).is_err(), "{text}");
        let hashes = Algorithm::ALL
            .iter()
            .filter(|all| **all != Algorithm::Plaintext);
        for &algorithm in hashes {
            assert!(LegacyHash::parse_as(algorithm, &text).is_err(), "{text}");
        }
    }
}

/// The new hash was longer than the column, and cut.
#[test]
fn the_column_can_be_checked_before_it_cuts() {
    let keyed = cheap_policy()
        .with_secret("eightbyt", "sixteen bytes or more")
        .unwrap();
    for policy in [Policy::default(), cheap_policy(), keyed] {
        let text = policy.hash("password").unwrap().to_string();
        assert_eq!(text.len(), policy.max_encoded_len());
        assert!(text.is_ascii());
    }
}
