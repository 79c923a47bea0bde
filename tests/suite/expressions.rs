//! Expressions beside those of `tests/oracles/expressions.py`, as the crate's users see them.

use std::env;
use std::fs;

use legacy_hash::{Algorithm, Context, Expression, Field, LegacyHash, ParseError, VerifyError};

#[path = "../oracles/lines.rs"]
mod lines;

/// Whether a hash says that the password is right.
fn is_right(hash: &LegacyHash, password: &[u8], json: &str) -> bool {
    match hash.verify(password) {
        Ok(()) => true,
        Err(
            VerifyError::PasswordInvalid
            | VerifyError::Context { .. }
            | VerifyError::ValueTooLong { .. }
            | VerifyError::Undefined { .. }
            | VerifyError::LimitExceeded { .. },
        ) => false,
        Err(error) => panic!("{error}: {json}"),
    }
}

#[test]
fn expressions_of_a_file() {
    let Some(path) = env::var_os("LEGACY_HASH_EXPRESSIONS") else {
        println!("skipped: LEGACY_HASH_EXPRESSIONS names no file of tests/oracles/expressions.py");
        return;
    };
    let (mut right, mut hidden, mut built_like_a_hash) = (0, 0, 0);
    for json in fs::read_to_string(path).unwrap().lines() {
        let line = lines::read(json);
        let expression = line.expression.parse::<Expression>();
        assert_eq!(expression.is_err(), line.outcome == "parse", "{json}");
        let Ok(expression) = expression else { continue };
        let (password, context) = (line.password, line.context);
        let read = |stored: &str| LegacyHash::computed_by(&expression, stored, context.clone());
        if line.outcome == "error" {
            if let Ok(hash) = read(&"00".repeat(16)) {
                assert!(!is_right(&hash, &password, json), "{json}");
            }
            continue;
        }
        let Some(stored) = line.stored.as_deref() else {
            continue;
        };
        let hash = match read(stored) {
            Ok(hash) => hash,
            // No text says how often, or the text stands for no hash.
            Err(ParseError::Unsupported { .. }) if expression.to_string().contains("$n") => {
                continue;
            }
            Err(ParseError::Disabled | ParseError::Padded | ParseError::TooLong) => continue,
            // Fewer than 8 bytes are no digest of a function of a password and a salt.
            Err(ParseError::Malformed {
                field: Field::Digest,
                ..
            }) if line.outcome.len() < 16 => continue,
            // A password in plain text that is built like a hash.
            Err(ParseError::Malformed {
                algorithm: Algorithm::Plaintext,
                field: Field::Structure,
            }) => {
                built_like_a_hash += 1;
                continue;
            }
            Err(error) => panic!("{error}: {json}"),
        };
        match hash.verify(&password) {
            Err(VerifyError::PasswordHidden { .. }) => {
                hidden += 1;
                continue;
            }
            // With a password of common length it is.
            Err(VerifyError::LimitExceeded { .. }) => continue,
            _ => {}
        }
        assert!(is_right(&hash, &password, json), "{json}");
        right += 1;
        // Another text is not right.
        let Some(first) = stored.chars().next() else {
            continue;
        };
        let other = if first == '0' { "1" } else { "0" };
        let other = [other, &stored[first.len_utf8()..]].concat();
        if let Ok(hash) = read(&other) {
            assert!(!is_right(&hash, &password, json), "{json}");
        }
    }
    assert!(built_like_a_hash * 50 < right, "{built_like_a_hash}");
    println!("{right} are right, and {hidden} read too little of the password");
}
