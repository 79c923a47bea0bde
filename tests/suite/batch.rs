//! Many at once answer as each alone.
#![cfg(feature = "batch")]

use legacy_hash::{Format, LegacyHash, VerifyError};

use crate::vectors;

#[test]
fn a_batch_answers_as_each_alone() {
    for &backend in crate::backends::ALL {
        let policy = vectors::cheap_policy().with_backend(backend);
        let mut rows: Vec<(LegacyHash, Vec<u8>)> = Vec::new();
        for (number, vector) in vectors::own().step_by(3).enumerate() {
            // One in four is wrong, one in twenty too long; some name no secret that is known.
            let password = match number % 20 {
                4 | 8 | 12 | 16 => [b"x", vector.password.as_slice()].concat(),
                19 => vec![b'p'; 5000],
                _ => vector.password.clone(),
            };
            rows.push((vector.read().unwrap(), password));
        }
        let dear = format!("$2b$07${}", ".".repeat(53));
        rows.insert(
            100,
            (LegacyHash::parse(&dear).unwrap(), b"password".to_vec()),
        );

        let alone: Vec<_> = rows
            .iter()
            .map(|(hash, password)| policy.verify(hash, password))
            .collect();
        assert_eq!(policy.verify_many(&rows), alone, "{backend:?}");
        let count =
            |is: fn(&Result<(), VerifyError>) -> bool| alone.iter().filter(|a| is(a)).count();
        assert!(count(Result::is_ok) > 300);
        assert!(count(|answer| *answer == Err(VerifyError::PasswordInvalid)) > 100);
        assert!(count(|answer| matches!(answer, Err(VerifyError::LimitExceeded { .. }))) > 20);
    }
    assert_eq!(vectors::cheap_policy().verify_many::<&str>(&[]), []);
}

#[test]
fn hashes_over_an_expression_are_answered() {
    for &backend in crate::backends::ALL {
        let policy = vectors::cheap_policy().with_backend(backend);
        let mut rows: Vec<(LegacyHash, Vec<u8>)> = Vec::new();
        for name in ["django-bcrypt-sha256", "ldap-ssha", "wordpress-bcrypt"] {
            for vector in vectors::of(name.parse::<Format>().unwrap()) {
                let hash = LegacyHash::parse(&vector.text).unwrap();
                rows.push((hash, vector.password));
            }
        }
        assert!(rows.len() > 20);
        let answers = policy.verify_many(&rows);
        assert_eq!(answers, vec![Ok(()); rows.len()], "{backend:?}");
    }
}
