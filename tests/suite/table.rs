//! Every row of the table, with the vectors that independent programs made for it
//! (`tests/vectors/rows`), found by the row's name.

use std::path::Path;

use legacy_hash::{
    Algorithm, Authentication, Denial, Format, LegacyHash, Need, ParseError, Policy, Stored,
    Upgrade, VerifyError, Withheld,
};
use serde_json::Value;

use crate::vectors::{self, Vector, altered, cheap_policy, is_computed, is_read};

/// The vectors of a row that a text and a context say all of, if its texts can be read.
fn of(format: Format) -> impl Iterator<Item = Vector> {
    let vectors = vectors::of(format).into_iter();
    vectors.filter(move |vector| vector.is_plain() && is_read(format))
}

/// The text, read as the row's owner would have it read.
fn read(format: Format, text: &str) -> Result<LegacyHash, ParseError> {
    if format.is_detected() {
        let detected = LegacyHash::parse(text)?;
        assert_eq!(
            LegacyHash::parse_as(format, text),
            Ok(detected.clone()),
            "{format}"
        );
        Ok(detected)
    } else {
        LegacyHash::parse_as(format, text)
    }
}

#[test]
fn every_row_has_vectors_of_another_program() {
    for format in Format::all() {
        let own = ["bcrypt", "argon2"].contains(&format.name());
        let vectors = vectors::of(format);
        let count = vectors.iter().filter(|vector| vector.is_plain()).count();
        assert!(own || count >= 5, "{format}: {count} vectors");
    }
}

/// A file of vectors that no test finds has a name that has changed.
#[test]
fn every_file_of_vectors_has_a_row() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    for folder in [folder.join("rows"), folder] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_json = path
                .extension()
                .is_some_and(|extension| extension == "json");
            let name = path.file_stem().unwrap().to_str().unwrap();
            // Peppers and normal forms, for `schemes.rs`.
            if is_json && name != "schemes" {
                let format: Format = name.parse().unwrap_or_else(|_| panic!("{name}"));
                assert!(vectors::files(format).contains(&path), "{name}");
            }
        }
    }
}

#[test]
fn what_other_programs_stored_is_verified_and_nothing_else() {
    for format in Format::all() {
        for vector in of(format) {
            check(format, &vector);
        }
    }
}

/// The right password verifies, and a wrong one is wrong.
fn check(format: Format, vector: &Vector) {
    let place = format!("{format}, {}: {}", vector.by, vector.text);
    let hash = match read(format, &vector.text) {
        Ok(hash) => hash.with_context(vector.context.clone()),
        // A column of passwords has markers, too, and nobody can tell them from a password.
        Err(ParseError::Disabled) if format.algorithm() == Algorithm::Plaintext => return,
        Err(error) => panic!("{place}: {error}"),
    };
    if !vector.is_computed() {
        let answer = hash.verify(&vector.password);
        let is_said = matches!(answer, Err(VerifyError::Unsupported { .. }));
        assert!(is_said, "{place}");
        return;
    }
    assert_eq!(hash.verify(&vector.password), Ok(()), "{place}");
    let wrong = hash.verify(altered(&vector.password));
    assert_eq!(wrong, Err(VerifyError::PasswordInvalid), "{place}");
}

/// Fresh hashes of other programs, which `tests/oracles/rows.py` has made, as `.ci/run` has it do.
#[test]
fn fresh_hashes_of_a_file_are_verified_and_nothing_else() {
    let Some(file) = std::env::var_os("LEGACY_HASH_ROWS") else {
        println!("skipped: LEGACY_HASH_ROWS names no file");
        return;
    };
    let lines = std::fs::read_to_string(file).unwrap();
    let mut rows = std::collections::BTreeSet::new();
    for line in lines.lines() {
        let json: Value = serde_json::from_str(line).unwrap();
        let format: Format = json["row"].as_str().unwrap().parse().unwrap();
        check(format, &Vector::of(format, &json));
        rows.insert(format);
    }
    println!(
        "{} fresh hashes of {} rows, of {} rows in all",
        lines.lines().count(),
        rows.len(),
        Format::all().len()
    );
    assert!(rows.len() > 100, "{rows:?}");
}

/// Printed and read again, a text is the same hash.
#[test]
fn what_is_printed_is_read_as_the_same() {
    for format in Format::all() {
        for vector in of(format) {
            let hash = read(format, &vector.text).unwrap();
            let printed = hash.encoded().unwrap_or_else(|| panic!("{format}"));
            let again = match (&hash, format.is_detected()) {
                (LegacyHash::Dynamic(_), false) => LegacyHash::parse_as(format, &printed),
                _ if format.is_detected() => LegacyHash::parse(&printed),
                _ => LegacyHash::parse_as(format, &printed),
            };
            assert_eq!(again.as_ref(), Ok(&hash), "{format}: {printed}");
            assert_eq!(again.unwrap().encoded(), Some(printed), "{format}");
        }
    }
}

/// What stands in other columns is asked for by name, and a row says beforehand what that is.
#[test]
fn what_is_missing_is_named() {
    for format in Format::all() {
        let needs: Vec<Need> = format.needs().collect();
        for vector in of(format) {
            let hash = read(format, &vector.text).unwrap();
            match (hash.verify(&vector.password), needs.first()) {
                (Err(VerifyError::Context { error, .. }), Some(&need)) => {
                    assert_eq!(error, legacy_hash::ContextError::Missing(need), "{format}");
                }
                (answer, None) => assert!(answer.is_ok() || !vector.is_computed(), "{format}"),
                (answer, _) => panic!("{format}: {answer:?}"),
            }
        }
    }
}

#[test]
fn a_text_is_identified_as_its_row() {
    for format in Format::all() {
        for vector in of(format) {
            let identity = legacy_hash::identify(&vector.text);
            if format.is_detected() {
                let identity = identity.unwrap_or_else(|| panic!("{format}: {}", vector.text));
                assert_eq!(identity.format(), format, "{}", vector.text);
                let hash = LegacyHash::parse(&vector.text).unwrap();
                assert_eq!(identity.cost(), hash.cost());
            } else {
                let other = identity.map(|identity| identity.format());
                assert_ne!(other, Some(format));
            }
        }
    }
}

/// What cannot be parsed is not identified, though its salt and digest are not decoded.
#[test]
fn what_is_identified_can_be_parsed() {
    let check = |text: &str| {
        let identified = legacy_hash::identify(text).map(|identity| identity.cost());
        let parsed = LegacyHash::parse(text).map(|hash| hash.cost());
        assert_eq!(identified, parsed.ok(), "{text}");
    };
    for format in Format::all().filter(|format| format.is_detected()) {
        let text = format.example();
        for place in 0..=text.len() {
            let (before, behind) = text.split_at(place);
            check(before);
            check(&[behind, before].concat());
            let rest = behind.get(1..).unwrap_or_default();
            check(&[before, rest].concat());
            for other in [
                "", "=", "==", "+", "-", "/", "_", ".", "$", "1", "z", "A", "B", "I", "}", " ",
            ] {
                check(&[before, other, rest].concat());
                check(&[before, other, behind].concat());
            }
        }
    }
}

/// At a sign-in each of them moves, but where the old system did not look at all of the password.
#[test]
fn a_sign_in_moves_every_row() {
    for format in Format::all().filter(|&format| is_computed(format)) {
        for vector in of(format).filter(Vector::is_computed) {
            let place = format!("{format}, {}: {}", vector.by, vector.text);
            let policy = policy(format);
            let cost = read(format, &vector.text).unwrap().cost();
            if !policy.limits().admits(&cost) {
                // As dear as the program writes it at the least.
                continue;
            }
            let stored = || {
                let stored: Stored<'_> = match format.is_detected() {
                    true => vector.text.as_str().into(),
                    false => Stored::under("old", vector.text.as_str()),
                };
                stored.with_context(vector.context.clone())
            };
            let answer = policy.authenticate(stored(), &vector.password);
            if vector.password.is_empty() {
                assert_eq!(
                    answer,
                    Authentication::Denied(Denial::PasswordEmpty),
                    "{place}"
                );
                continue;
            }
            match answer {
                Authentication::Granted {
                    upgrade: Upgrade::Rehashed(new),
                    ..
                } => {
                    let new = new.into_string();
                    assert!(
                        policy.authenticate(&new, &vector.password).is_granted(),
                        "{place}"
                    );
                }
                Authentication::Granted {
                    upgrade: Upgrade::Withheld(Withheld::Lossy),
                    ..
                } => {}
                Authentication::Granted {
                    upgrade: Upgrade::Current,
                    ..
                } => assert_eq!(format.name(), "argon2", "{place}"),
                answer => panic!("{place}: {answer:?}"),
            }
            let wrong = policy.authenticate(stored(), altered(&vector.password));
            assert_eq!(
                wrong,
                Authentication::Denied(Denial::WrongPassword),
                "{place}"
            );
        }
    }
}

fn policy(format: Format) -> Policy {
    let mut limits = *cheap_policy().limits();
    limits.memory_kib = 32 << 10;
    limits.work_kib = 1 << 20;
    let policy = cheap_policy().with_limits(limits).unwrap();
    let scheme = legacy_hash::Scheme::of(format);
    policy.with_scheme("old", scheme).unwrap()
}

/// A salt may begin as the mark of a locked account does. What has such a mark in front of a whole hash
/// is another salt, and matches nothing.
#[test]
fn a_salt_may_begin_like_a_marker() {
    use md5::Digest;
    let digest = |salt: &str| md5::Md5::digest(format!("{salt}password"));
    let text = |salt: &str| format!("{salt}{}", base16ct::lower::encode_string(&digest(salt)));
    let format: Format = "gallery2".parse().unwrap();
    for salt in ["*abc", "!abc", "!!!!", "a*!b"] {
        let hash = LegacyHash::parse_as(format, &text(salt)).unwrap();
        assert_eq!(hash.verify("password"), Ok(()), "{salt}");
        for mark in ["!", "*", "!!"] {
            let locked = format!("{mark}{}", text(salt));
            let answer = LegacyHash::parse_as(format, &locked);
            assert!(answer.is_err(), "{locked}");
        }
    }
    for marker in ["*", "!", "x", "", "*LK*"] {
        let answer = LegacyHash::parse_as(format, marker);
        assert_eq!(answer, Err(ParseError::Disabled), "{marker}");
    }
}

/// Only a bare Argon2 hash may stay: the programs that come after may not read the text around it.
#[test]
fn a_wrapped_argon2_hash_moves() {
    let policy = cheap_policy();
    let bare = policy.hash("password").unwrap().to_string();
    assert!(policy.is_current(&bare));
    for wrapper in [
        "{ARGON2}",
        "{CRYPT}",
        "{argon2@SpringSecurity_v5_8}",
        "3|",
        "argon2",
    ] {
        let wrapped = format!("{wrapper}{bare}");
        assert!(!policy.is_current(&wrapped), "{wrapper}");
        match policy.authenticate(&wrapped, "password") {
            Authentication::Granted {
                upgrade: Upgrade::Rehashed(new),
                ..
            } => assert!(policy.is_current(new.to_string())),
            answer => panic!("{wrapper}: {answer:?}"),
        }
    }
}
