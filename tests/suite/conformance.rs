//! One suite for every format: it feeds its vectors and its lists, and the same must hold for all.

use legacy_hash::{Algorithm, Field, LegacyHash, ParseError, Upgrade, VerifyError, Withheld};

use crate::vectors::{self, Vector};

/// What a format brings along besides its vectors.
struct Format {
    algorithm: Algorithm,
    /// The least number of vectors, so that a lost file is noticed.
    vectors: usize,
    /// Texts that bear this format's mark, or were declared to be of it, and are broken.
    malformed: &'static [(&'static str, Field)],
}

/// Base64 of the salt and of the tag that the malformed Argon2 texts carry.
macro_rules! argon2 {
    ($front:literal) => {
        concat!(
            $front,
            "$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        )
    };
}

const FORMATS: &[Format] = &[
    Format {
        algorithm: Algorithm::Md5,
        vectors: 220,
        malformed: &[
            ("5f4dcc3b5aa765d61d8327deb882cf9", Field::Digest),
            ("5f4dcc3b5aa765d61d8327deb882cf990", Field::Digest),
            ("5f4dcc3b5aa765d61d8327deb882cf9g", Field::Digest),
            (" 5f4dcc3b5aa765d61d8327deb882cf99", Field::Digest),
            ("X03MO1qnZdYdgyfeuILPmQ=", Field::Digest),
            ("X03MO1qnZdYdgyfeuILPmQ===", Field::Digest),
            ("X03MO1qnZdYdgyfeuILPmR==", Field::Digest),
            ("5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8", Field::Digest),
        ],
    },
    Format {
        algorithm: Algorithm::Sha1,
        vectors: 220,
        malformed: &[
            ("5baa61e4c9b93f3f0682250b6cf8331b7ee68fd", Field::Digest),
            ("W6ph5Mm5Pz8GgiULbPgzG37mj9g==", Field::Digest),
            ("5f4dcc3b5aa765d61d8327deb882cf99", Field::Digest),
        ],
    },
    Format {
        algorithm: Algorithm::Sha256,
        vectors: 220,
        malformed: &[
            (
                "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d",
                Field::Digest,
            ),
            (
                "XohImNooBHFR0OVvjcYpJ3NgPQ1qq73WKhHvch0VQth=",
                Field::Digest,
            ),
            ("X+hImNooBHFR0OVvjcYpJ3NgPQ1qq73WKhHvch0VQ_g", Field::Digest),
        ],
    },
    Format {
        algorithm: Algorithm::Bcrypt,
        vectors: 420,
        malformed: &[
            (
                "x$2b$04$SSSSSSSSSSSSSSSSSSSSS.DDDDDDDDDDDDDDDDDDDDDDDDDDDDDD.",
                Field::Structure,
            ),
            (
                "$2b$03$SSSSSSSSSSSSSSSSSSSSS.DDDDDDDDDDDDDDDDDDDDDDDDDDDDDD.",
                Field::Cost,
            ),
            (
                "$2b$00$SSSSSSSSSSSSSSSSSSSSS.DDDDDDDDDDDDDDDDDDDDDDDDDDDDDD.",
                Field::Cost,
            ),
            (
                "$2b$32$SSSSSSSSSSSSSSSSSSSSS.DDDDDDDDDDDDDDDDDDDDDDDDDDDDDD.",
                Field::Cost,
            ),
            (
                "$2b$+4$SSSSSSSSSSSSSSSSSSSSS.DDDDDDDDDDDDDDDDDDDDDDDDDDDDDD.",
                Field::Cost,
            ),
            (
                "$2b$4$SSSSSSSSSSSSSSSSSSSSS.DDDDDDDDDDDDDDDDDDDDDDDDDDDDDD.",
                Field::Cost,
            ),
            (
                "$2b$004$SSSSSSSSSSSSSSSSSSSSS.DDDDDDDDDDDDDDDDDDDDDDDDDDDDDD.",
                Field::Cost,
            ),
            (
                "$2b$$SSSSSSSSSSSSSSSSSSSSS.DDDDDDDDDDDDDDDDDDDDDDDDDDDDDD.",
                Field::Cost,
            ),
            (
                "$2z$04$SSSSSSSSSSSSSSSSSSSSS.DDDDDDDDDDDDDDDDDDDDDDDDDDDDDD.",
                Field::Version,
            ),
            (
                "$2B$04$SSSSSSSSSSSSSSSSSSSSS.DDDDDDDDDDDDDDDDDDDDDDDDDDDDDD.",
                Field::Version,
            ),
            (
                "$2b$04$SSSSSSSSSSSSSSSSSSSS$DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD.",
                Field::Salt,
            ),
            ("$2b$04", Field::Structure),
            ("$2b$04$", Field::Salt),
            ("$2b$04$SSSSSSSSSSSSSSSSSSSSS.", Field::Digest),
            (
                "$2b$04$SSSSSSSSSSSSSSSSSSSSS.DDDDDDDDDDDDDDDDDDDDDDDDDDDDDD",
                Field::Digest,
            ),
            (
                "$2b$04$SSSSSSSSSSSSSSSSSSSSS.DDDDDDDDDDDDDDDDDDDDDDDDDDDDDD..",
                Field::Digest,
            ),
            (
                "$2b$04$SSSSSSSSSSSS=SSSSSSSS.DDDDDDDDDDDDDDDDDDDDDDDDDDDDDD.",
                Field::Salt,
            ),
            (
                "$2b$04$SSSSSSSSSSSSSSSSSSSSS.DDDDDDDDDDDD+DDDDDDDDDDDDDDDDD.",
                Field::Digest,
            ),
        ],
    },
    Format {
        algorithm: Algorithm::Argon2,
        vectors: 780,
        malformed: &[
            (argon2!("x$argon2id$v=19$m=8,t=1,p=1"), Field::Structure),
            (argon2!("$argon2id$v=v=19$m=8,t=1,p=1"), Field::Version),
            ("$argon2id", Field::Parameters),
            ("$argon2id$", Field::Parameters),
            (argon2!("$argon2id$v=19"), Field::Parameters),
            (argon2!("$argon2id$v=19$"), Field::Parameters),
            (argon2!("$argon2id$v=$m=8,t=1,p=1"), Field::Version),
            (argon2!("$argon2id$v=019$m=8,t=1,p=1"), Field::Version),
            (
                argon2!("$argon2id$v=19$v=19$m=8,t=1,p=1"),
                Field::Parameters,
            ),
            (argon2!("$argon2ds$v=19$m=8,t=1,p=1"), Field::Version),
            (argon2!("$argon2$v=19$m=8,t=1,p=1"), Field::Version),
            (argon2!("$argon2id$v=19$m=0,t=0,p=0"), Field::Lanes),
            (argon2!("$argon2id$v=19$m=8,t=0,p=1"), Field::Iterations),
            (argon2!("$argon2id$v=19$m=7,t=1,p=1"), Field::Memory),
            (argon2!("$argon2id$v=19$m=08,t=1,p=1"), Field::Memory),
            (argon2!("$argon2id$v=19$m=+8,t=1,p=1"), Field::Memory),
            (argon2!("$argon2id$v=19$m=-8,t=1,p=1"), Field::Memory),
            (
                argon2!("$argon2id$v=19$m=99999999999999999999,t=1,p=1"),
                Field::Memory,
            ),
            (argon2!("$argon2id$v=19$m=8,t=1,p=536870912"), Field::Lanes),
            (argon2!("$argon2id$v=19$m=8,t=1,p=4294967295"), Field::Lanes),
            (argon2!("$argon2id$v=19$m=15,t=1,p=2"), Field::Memory),
            (
                argon2!("$argon2id$v=19$m=8,m=16,t=1,p=1"),
                Field::Parameters,
            ),
            (argon2!("$argon2id$v=19$m=8,m=8,t=1,p=1"), Field::Parameters),
            (argon2!("$argon2id$v=19$m=8,t=1,p=1,x=1"), Field::Parameters),
            (argon2!("$argon2id$v=19$m=8,t=1,p=1,"), Field::Parameters),
            (argon2!("$argon2id$v=19$m=8,t=1"), Field::Parameters),
            (argon2!("$argon2id$v=19$m=8,t=1,p="), Field::Parameters),
            (
                argon2!("$argon2id$v=19$m=8,t=1,p=1,keyid="),
                Field::Parameters,
            ),
            (argon2!("$argon2id$v=19$m=8,t=1,p=1,keyid=?"), Field::KeyId),
            (argon2!("$argon2id$v=19$m=8,t=1,p=1,data=A"), Field::Data),
            (argon2!("$argon2id$v=19$m=8, t=1,p=1"), Field::Parameters),
            ("$argon2id$v=19$m=8,t=1,p=1", Field::Salt),
            (
                "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA",
                Field::Digest,
            ),
            (
                "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$",
                Field::Digest,
            ),
            (
                "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAA",
                Field::Digest,
            ),
            ("$argon2id$v=19$m=8,t=1,p=1$$AAAAAAAAAAAAAAAA", Field::Salt),
            (
                "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbA$AAAAAAAAAAAAAAAA",
                Field::Salt,
            ),
            (
                "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHR=$AAAAAAAAAAAAAAAA",
                Field::Salt,
            ),
            (
                "$argon2id$v=19$m=8,t=1,p=1$c29tZXN-bHQ$AAAAAAAAAAAAAAAA",
                Field::Salt,
            ),
            (
                "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHR$AAAAAAAAAAAAAAAA",
                Field::Salt,
            ),
            (
                "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAB",
                Field::Digest,
            ),
            (
                concat!(argon2!("$argon2id$v=19$m=8,t=1,p=1"), "="),
                Field::Digest,
            ),
            (
                concat!(argon2!("$argon2id$v=19$m=8,t=1,p=1"), "\0"),
                Field::Digest,
            ),
            (
                concat!(argon2!("$argon2id$v=19$m=8,t=1,p=1"), "$"),
                Field::Structure,
            ),
        ],
    },
];

fn for_each_vector(check: impl Fn(&Vector, &LegacyHash)) {
    for format in FORMATS {
        let vectors = vectors::of(format.algorithm);
        assert!(
            vectors.len() >= format.vectors,
            "{} are lost",
            format.algorithm
        );
        for vector in vectors {
            let hash = vector
                .read()
                .unwrap_or_else(|error| panic!("{}: {error}: {}", vector.by, vector.text));
            assert_eq!(hash.algorithm(), format.algorithm);
            check(&vector, &hash);
        }
    }
}

#[test]
fn every_algorithm_with_a_payload_is_fed() {
    let fed: Vec<_> = FORMATS.iter().map(|format| format.algorithm).collect();
    assert_eq!(fed, vectors::OWN);
}

#[test]
fn the_right_password_verifies() {
    for_each_vector(|vector, hash| {
        let verdict = vector.policy().verify(hash, &vector.password);
        assert_eq!(verdict, Ok(()), "{}: {}", vector.by, vector.text);
    });
}

#[test]
fn a_wrong_password_does_not() {
    for_each_vector(|vector, hash| {
        let right = &vector.password;
        let mut first_changed = right.clone();
        match first_changed.first_mut() {
            Some(byte) => *byte ^= 1,
            None => first_changed.push(b'x'),
        }
        let mut wrong = vec![[b"x", right.as_slice()].concat()];
        // Not everything counts under bcrypt, and less under 2x: see `upgrade`.
        if !vector.text.starts_with("$2x$") {
            wrong.push(first_changed);
        }
        if vector.algorithm() != Algorithm::Bcrypt {
            wrong.push([right.as_slice(), b"x"].concat());
            wrong.push([right.as_slice(), b"\0"].concat());
            wrong.push(right[..right.len().saturating_sub(1)].to_vec());
        }
        for password in wrong.iter().filter(|password| *password != right) {
            let verdict = vector.policy().verify(hash, password);
            let place = (&vector.by, &vector.text, password);
            assert_eq!(verdict, Err(VerifyError::PasswordInvalid), "{place:?}");
        }
    });
}

#[test]
fn an_upgrade_verifies_and_upgrades_no_more() {
    for_each_vector(|vector, hash| {
        let policy = vector.policy();
        let upgrade = hash.verify_and_upgrade(&vector.password, &policy).unwrap();
        let new = match upgrade {
            Upgrade::Rehashed(new) => LegacyHash::from(new),
            Upgrade::Withheld(reason) => {
                let expected = if vector.password.is_empty() {
                    Withheld::PasswordEmpty
                } else {
                    assert_eq!(vector.algorithm(), Algorithm::Bcrypt);
                    Withheld::Lossy
                };
                return assert_eq!(reason, expected);
            }
            Upgrade::Current => return assert!(!policy.needs_rehash(hash)),
            other => panic!("{other:?}"),
        };
        assert!(policy.needs_rehash(hash));
        assert!(!policy.needs_rehash(&new));
        let again = new.verify_and_upgrade(&vector.password, &policy);
        assert_eq!(again, Ok(Upgrade::Current));
        let wrong = [b"x", vector.password.as_slice()].concat();
        let verdict = new.verify_and_upgrade(wrong, &policy);
        assert_eq!(verdict, Err(VerifyError::PasswordInvalid));
    });
}

#[test]
fn a_malformed_text_says_what_is_wrong() {
    for format in FORMATS {
        let algorithm = format.algorithm;
        for (text, field) in format.malformed {
            let field = *field;
            let expected = Err(ParseError::Malformed { algorithm, field });
            assert_eq!(LegacyHash::parse_as(algorithm, text), expected, "{text:?}");
            if text.starts_with('$') {
                assert_eq!(LegacyHash::parse(text), expected, "{text:?}");
            }
        }
    }
}

#[test]
fn a_text_has_one_owner() {
    for vector in vectors::own() {
        let owners: Vec<_> = vectors::OWN
            .iter()
            .filter(|&&algorithm| LegacyHash::parse_as(algorithm, &vector.text).is_ok())
            .collect();
        assert_eq!(owners, [&vector.algorithm()], "{}", vector.text);

        match LegacyHash::parse(&vector.text) {
            Ok(hash) => assert_eq!(hash.algorithm(), vector.algorithm()),
            Err(ParseError::Ambiguous { candidates }) => {
                assert_eq!(candidates.first(), Some(&vector.algorithm()));
            }
            Err(error) => panic!("{error}: {}", vector.text),
        }
    }
}

#[test]
fn another_formats_text_is_malformed() {
    for vector in vectors::own_sample(20) {
        for algorithm in vectors::OWN {
            if algorithm == vector.algorithm() {
                continue;
            }
            let error = LegacyHash::parse_as(algorithm, &vector.text).unwrap_err();
            let is_its_own =
                matches!(error, ParseError::Malformed { algorithm: a, .. } if a == algorithm);
            assert!(is_its_own, "{error}: {}", vector.text);
        }
    }
}
