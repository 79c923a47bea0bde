//! What is wrong with records in JSON, each with its error.

#[cfg(feature = "records")]
use legacy_hash::VerifyError;
use legacy_hash::{Field, Format, LegacyHash, ParseError};

use crate::vectors::{self, is_computed, is_read};

const RECORDS: [&str; 4] = ["auth0", "okta", "keycloak", "firebase"];

/// What `parse_as` says of a text, and that `parse` never makes more of it.
fn error(format: &str, text: &str) -> ParseError {
    let declared: Format = format.parse().unwrap();
    assert!(LegacyHash::parse(text).is_err(), "{text}");
    LegacyHash::parse_as(declared, text).expect_err(text)
}

#[track_caller]
fn malformed(format: &str, field: Field, text: &str) {
    let found = error(format, text);
    let is_field = matches!(found, ParseError::Malformed { field: own, .. } if own == field);
    assert!(is_field, "{text}: {found:?}");
}

/// The vectors of the records' rows, those that are computed.
fn records() -> impl Iterator<Item = vectors::Vector> {
    let formats = RECORDS.map(|name| name.parse::<Format>().unwrap());
    let formats = formats.into_iter().filter(|format| is_read(*format));
    formats.flat_map(vectors::of)
}

/// Wrong in the same way for every service: none of it is a hash, and none of it is read as another.
#[test]
fn what_is_no_record_of_any_service() {
    let mut refused = 0;
    for vector in records() {
        let (format, text) = (vector.format, &vector.text);
        let inside = text.strip_prefix('{').unwrap();
        let deep = format!("{}{}", "[".repeat(1500), "]".repeat(1500));
        let first = inside.find('"').unwrap();
        let (_, first) = inside.split_at(first + 1);
        let (first, _) = first.split_once('"').unwrap();
        for wrong in [
            format!("\u{feff}{text}"),
            format!(" {text}"),
            format!("{text}{text}"),
            format!("{text}]"),
            format!("[{text}]"),
            format!("{{\"{first}\":\"\",{inside}"),
            format!("{{\"{first}\":null,{inside}"),
            format!("{{\"more\":NaN,{inside}"),
            format!("{{\"more\":\"\\ud800\",{inside}"),
            format!("{{\"more\":{deep},{inside}"),
            format!("{{\"more\":{{\"a\":1,\"a\":2}},{inside}"),
            format!("{{\"password_hash\":\"\",{inside}"),
            format!("{{\"password\":\"in plain\",{inside}"),
            format!("{{{inside}\u{1f}"),
            format!("{{,{inside}"),
        ] {
            let answer = LegacyHash::parse_as(format, &wrong);
            assert!(answer.is_err(), "{format}: {wrong}");
            assert!(LegacyHash::parse(&wrong).is_err(), "{format}: {wrong}");
            refused += 1;
        }
        // What a service does not know means nothing.
        let more = format!("{{ \"more\" : [{{\"hash\":1.5}}, null, true, -1],\t{inside}");
        let hash = LegacyHash::parse_as(format, &more);
        assert_eq!(hash, LegacyHash::parse_as(format, text), "{more}");
    }
    let is_read = cfg!(feature = "records");
    assert_eq!(refused > 1000, is_read, "{refused}");
}

/// Depth, length and numbers cost nothing: they are refused before anything is made of them.
#[test]
fn nothing_is_made_of_what_is_too_large() {
    let deep = "[".repeat(10_000);
    let salt = "A".repeat(1 << 20);
    for text in [
        format!(r#"{{"algorithm":"md5","hash":{deep}}}"#),
        format!(r#"{{"algorithm":"MD5","value":"","salt":"{salt}"}}"#),
        format!(r#"{{"secretData":{{"salt":"{salt}"}},"credentialData":{{}}}}"#),
    ] {
        let mut answer = None;
        let counted = allocation_counter::measure(|| answer = Some(LegacyHash::parse(&text)));
        assert_eq!(answer, Some(Err(ParseError::TooLong)));
        assert!(counted.bytes_max < 1 << 16, "{counted:?}");
    }
}

#[cfg(feature = "records")]
#[test]
fn what_is_wrong_with_auth0s() {
    let digest = "5f4dcc3b5aa765d61d8327deb882cf99";
    let hex = |more: &str| {
        format!(r#"{{"algorithm":"md5","hash":{{"value":"{digest}","encoding":"hex"}}{more}}}"#)
    };
    assert!(
        LegacyHash::parse(&hex(""))
            .unwrap()
            .verify("password")
            .is_ok()
    );
    for (field, more) in [
        (Field::Salt, r#","salt":null"#),
        (Field::Salt, r#","salt":"NaCl""#),
        (Field::Salt, r#","salt":{}"#),
        (Field::Salt, r#","salt":{"value":null}"#),
        (Field::Salt, r#","salt":{"value":1}"#),
        (Field::Salt, r#","salt":{"value":"zz","encoding":"hex"}"#),
        (Field::Salt, r#","salt":{"value":"a","encoding":"HEX"}"#),
        (
            Field::Salt,
            r#","salt":{"value":"a-+a","encoding":"base64"}"#,
        ),
        (
            Field::Parameters,
            r#","salt":{"value":"a","position":"middle"}"#,
        ),
        (
            Field::Parameters,
            r#","salt":{"value":"a","position":null}"#,
        ),
        (Field::Parameters, r#","password":{"encoding":"UTF8"}"#),
        (Field::Parameters, r#","password":{"encoding":"utf32"}"#),
        (Field::Parameters, r#","password":"password""#),
        (Field::Structure, r#","password_hash":"$2b$04$""#),
        (
            Field::Structure,
            r#","value":"5f4dcc3b5aa765d61d8327deb882cf99""#,
        ),
    ] {
        malformed("auth0", field, &hex(more));
    }
    let hash = |algorithm: &str, hash: &str, more: &str| {
        format!(r#"{{"algorithm":{algorithm},"hash":{hash}{more}}}"#)
    };
    let own = format!(r#"{{"value":"{digest}","encoding":"hex"}}"#);
    for algorithm in [r#""MD5""#, r#""md6""#, "null", "5", "[]", r#""""#] {
        malformed("auth0", Field::Parameters, &hash(algorithm, &own, ""));
    }
    for wrong in [
        "null",
        "{}",
        r#""5f4dcc3b5aa765d61d8327deb882cf99""#,
        r#"{"value":null,"encoding":"hex"}"#,
        r#"{"value":12,"encoding":"hex"}"#,
        r#"{"value":"","encoding":"hex"}"#,
        r#"{"value":"5f4dcc3b5aa765d61d8327deb882cf","encoding":"hex"}"#,
        r#"{"value":"5f4dcc3b5aa765d61d8327deb882cf99","encoding":"base64"}"#,
        r#"{"value":"5f4dcc3b5aa765d61d8327deb882cf99","encoding":"utf8"}"#,
        r#"{"value":"5f4dcc3b5aa765d61d8327deb882cf99"}"#,
    ] {
        malformed("auth0", Field::Digest, &hash(r#""md5""#, wrong, ""));
    }
    // A value that is a text has its salt itself, and is a text of that algorithm.
    let salt = r#","salt":{"value":"a"}"#;
    for (algorithm, value) in [
        (
            "argon2",
            "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        ),
        ("ldap", "{MD5}X03MO1qnZdYdgyfeuILPmQ=="),
        (
            "pbkdf2",
            "$pbkdf2-sha1$i=1,l=20$c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ),
    ] {
        let value = format!(r#"{{"value":"{value}"}}"#);
        let algorithm = format!("\"{algorithm}\"");
        assert!(
            LegacyHash::parse(&hash(&algorithm, &value, "")).is_ok(),
            "{value}"
        );
        malformed("auth0", Field::Salt, &hash(&algorithm, &value, salt));
    }
    for (algorithm, value) in [
        (
            "bcrypt",
            "$2x$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        ),
        (
            "bcrypt",
            "{CRYPT}$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        ),
        (
            "argon2",
            "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        ),
        ("ldap", "{CRYPT}X03MO1qnZdYdgyfeuILPmQ=="),
        ("ldap", "{MD5}X03MO1qnZdYdgyfeuILPmQ"),
        (
            "pbkdf2",
            "$pbkdf2$i=1,l=20$c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ),
        (
            "pbkdf2",
            "$pbkdf2-sha1$i=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ),
        (
            "pbkdf2",
            "$pbkdf2-sha1$i=1,l=4294967295$c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ),
    ] {
        let text = hash(
            &format!("\"{algorithm}\""),
            &format!(r#"{{"value":"{value}"}}"#),
            "",
        );
        if !value.ends_with("ILPmQ") {
            malformed("auth0", Field::Digest, &text);
        }
    }
    for parameters in [
        "i=0,l=20",
        "i=+1,l=20",
        "i=01,l=20",
        "i=4294967296,l=20",
        "i=1,i=1,l=20",
        "x=1",
    ] {
        let value = format!("$pbkdf2-sha1${parameters}$c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAA");
        let value = format!(r#"{{"value":"{value}"}}"#);
        malformed("auth0", Field::Parameters, &hash(r#""pbkdf2""#, &value, ""));
    }
    let scrypt = |more: &str| {
        let salt = r#","salt":{"value":"NaCl"}"#;
        hash(r#""scrypt""#, &own, &format!("{salt}{more}"))
    };
    assert!(LegacyHash::parse(&scrypt(r#","keylen":16"#)).is_ok());
    malformed("auth0", Field::Parameters, &scrypt(""));
    for keylen in ["15", "17", "0", "4294967295"] {
        malformed(
            "auth0",
            Field::Digest,
            &scrypt(&format!(r#","keylen":{keylen}"#)),
        );
    }
    for number in [
        "0",
        "1",
        "3",
        "16383",
        "-16384",
        "16384.0",
        "1e4",
        "\"16384\"",
        "null",
        "18446744073709551616",
    ] {
        let text = scrypt(&format!(r#","keylen":16,"cost":{number}"#));
        malformed("auth0", Field::Parameters, &text);
    }
    for key in ["blockSize", "parallelization"] {
        let text = scrypt(&format!(r#","keylen":16,"{key}":0"#));
        malformed("auth0", Field::Parameters, &text);
        let text = scrypt(&format!(r#","keylen":16,"{key}":4294967296"#));
        malformed("auth0", Field::Parameters, &text);
        // RFC 7914 has less than 2 to the power of 30 of both together.
        let text = scrypt(&format!(r#","keylen":16,"{key}":1073741824"#));
        malformed("auth0", Field::Parameters, &text);
    }
    malformed(
        "auth0",
        Field::Salt,
        &hash(r#""scrypt""#, &own, r#","keylen":16"#),
    );
    for wrong in [
        r#"{"value":"5f4dcc3b5aa765d61d8327deb882cf99","encoding":"hex","digest":"md5"}"#,
        r#"{"value":"5f4dcc3b5aa765d61d8327deb882cf99","encoding":"hex","key":{"value":"a"}}"#,
        r#"{"value":"5f4dcc3b5aa765d61d8327deb882cf99","encoding":"hex","digest":"MD5","key":{"value":"a"}}"#,
        r#"{"value":"5f4dcc3b5aa765d61d8327deb882cf99","encoding":"hex","digest":"md5","key":"a"}"#,
    ] {
        malformed("auth0", Field::Parameters, &hash(r#""hmac""#, wrong, ""));
    }
}

#[cfg(feature = "records")]
#[test]
fn what_is_wrong_with_oktas() {
    let record = |algorithm: &str, value: &str, more: &str| {
        format!(r#"{{"algorithm":"{algorithm}","value":{value}{more}}}"#)
    };
    let md5 = r#""X03MO1qnZdYdgyfeuILPmQ==""#;
    assert!(
        LegacyHash::parse(&record("MD5", md5, ""))
            .unwrap()
            .verify("password")
            .is_ok()
    );
    for algorithm in ["md5", "SHA256", "SHA-384", ""] {
        malformed("okta", Field::Parameters, &record(algorithm, md5, ""));
    }
    for value in [
        "null",
        "1",
        r#""""#,
        r#""X03MO1qnZdYdgyfeuILPmQ=""#,
        r#""5f4dcc3b5aa765d61d8327deb882cf99""#,
    ] {
        malformed("okta", Field::Digest, &record("MD5", value, ""));
    }
    for (field, more) in [
        (Field::Salt, r#","salt":null"#),
        (Field::Salt, r#","salt":"a","saltOrder":"PREFIX""#),
        (Field::Parameters, r#","salt":"TmFDbA==""#),
        (
            Field::Parameters,
            r#","salt":"TmFDbA==","saltOrder":"prefix""#,
        ),
        (Field::Parameters, r#","salt":"TmFDbA==","saltOrder":1"#),
    ] {
        malformed("okta", field, &record("MD5", md5, more));
    }
    let pbkdf2 = |digest: &str, count: &str, size: &str| {
        let more = format!(
            r#","salt":"TmFDbA==","digestAlgorithm":"{digest}","iterationCount":{count},"keySize":{size}"#
        );
        record("PBKDF2", md5, &more)
    };
    assert!(LegacyHash::parse(&pbkdf2("SHA256_HMAC", "1", "16")).is_ok());
    malformed("okta", Field::Parameters, &pbkdf2("SHA1_HMAC", "1", "16"));
    malformed("okta", Field::Parameters, &pbkdf2("SHA256_HMAC", "0", "16"));
    malformed(
        "okta",
        Field::Iterations,
        &pbkdf2("SHA256_HMAC", "\"1\"", "16"),
    );
    malformed(
        "okta",
        Field::Digest,
        &pbkdf2("SHA256_HMAC", "1", "4294967295"),
    );
    let bcrypt = |cost: &str, salt: &str, value: &str| {
        format!(r#"{{"algorithm":"BCRYPT","workFactor":{cost},"salt":"{salt}","value":"{value}"}}"#)
    };
    let (salt, value) = ("abcdefghijklmnopqrstuu", "jydOTSfIH/d5oUHpsygqV5X9xJLQc6e");
    assert!(LegacyHash::parse(&bcrypt("4", salt, value)).is_ok());
    for cost in ["3", "32", "100", "\"4\"", "-4"] {
        malformed("okta", Field::Cost, &bcrypt(cost, salt, value));
    }
    malformed(
        "okta",
        Field::Salt,
        &bcrypt("4", &salt[1..], &format!("u{value}")),
    );
    malformed(
        "okta",
        Field::Salt,
        &bcrypt("4", &salt.replace('u', "$"), value),
    );
    malformed(
        "okta",
        Field::Digest,
        &bcrypt("4", salt, &format!("{value}e")),
    );
}

#[cfg(feature = "records")]
#[test]
fn what_is_wrong_with_keycloaks() {
    let record =
        |data: &str, secret: &str| format!(r#"{{"credentialData":{data},"secretData":{secret}}}"#);
    let secret = r#"{"value":"AAAAAAAAAAAAAAAAAAAAAA==","salt":"c29tZXNhbHQ="}"#;
    let argon2 = |parameters: &str| {
        let data = format!(
            r#"{{"hashIterations":1,"algorithm":"argon2","additionalParameters":{{{parameters}}}}}"#
        );
        record(&data, secret)
    };
    let right =
        r#""hashLength":["16"],"memory":["8"],"type":["id"],"version":["1.3"],"parallelism":["1"]"#;
    assert!(LegacyHash::parse(&argon2(right)).is_ok());
    for (field, from, to) in [
        (Field::Digest, r#"["16"]"#, r#"["15"]"#),
        (Field::Digest, r#"["16"]"#, r#"[16]"#),
        (Field::Memory, r#"["8"]"#, r#"["9223372036854775808"]"#),
        (Field::Memory, r#"["8"]"#, r#"["08"]"#),
        (Field::Memory, r#"["8"]"#, r#"["-8"]"#),
        (Field::Memory, r#"["8"]"#, r#"["8","8"]"#),
        (Field::Memory, r#"["8"]"#, r#""8""#),
        (Field::Memory, r#"["8"]"#, "[]"),
        (Field::Version, r#"["id"]"#, r#"["ID"]"#),
        (Field::Version, r#"["1.3"]"#, r#"["1.1"]"#),
        (Field::Lanes, r#"["1"]"#, r#"["0"]"#),
        (Field::Lanes, r#"["1"]"#, "null"),
        (Field::Digest, "hashLength", "hashlength"),
    ] {
        malformed("keycloak", field, &argon2(&right.replacen(from, to, 1)));
    }
    let pbkdf2 = |name: &str, iterations: &str| {
        let data = format!(r#"{{"hashIterations":{iterations},"algorithm":"{name}"}}"#);
        record(&data, secret)
    };
    assert!(LegacyHash::parse(&pbkdf2("pbkdf2-sha512", "1")).is_ok());
    malformed("keycloak", Field::Parameters, &pbkdf2("pbkdf2-SHA512", "1"));
    malformed("keycloak", Field::Parameters, &pbkdf2("pbkdf2-sha512", "0"));
    malformed(
        "keycloak",
        Field::Iterations,
        &pbkdf2("pbkdf2-sha512", "-1"),
    );
    let data = r#"{"hashIterations":1,"algorithm":"pbkdf2"}"#;
    for (field, wrong) in [
        (Field::Structure, "null"),
        (Field::Structure, r#""null""#),
        (Field::Structure, r#""{\"value\":\"\"""#),
        (Field::Structure, r#""{\"value\":1,\"value\":1}""#),
        (Field::Digest, "{}"),
        (Field::Digest, r#"{"value":null,"salt":"TmFDbA=="}"#),
        (
            Field::Salt,
            r#"{"value":"AAAAAAAAAAAAAAAAAAAAAA==","salt":1}"#,
        ),
        (Field::Salt, r#"{"value":"AAAAAAAAAAAAAAAAAAAAAA=="}"#),
        (Field::Digest, r#"{"value":"AAAA","salt":"TmFDbA=="}"#),
    ] {
        malformed("keycloak", field, &record(data, wrong));
    }
    let other = record(data, secret).replacen('{', r#"{"type":"otp","#, 1);
    malformed("keycloak", Field::Structure, &other);
}

#[cfg(feature = "records")]
#[test]
fn what_is_wrong_with_firebases() {
    let record = |config: &str| {
        format!(
            r#"{{"passwordHash":"X03MO1qnZdYdgyfeuILPmQ==","salt":"TmFDbA==","hash_config":{{{config}}}}}"#
        )
    };
    let scrypt = r#""algorithm":"SCRYPT","base64_signer_key":"AAAAAAAAAAAAAAAAAAAAAA==","rounds":8,"mem_cost":1"#;
    assert!(LegacyHash::parse(&record(scrypt)).is_ok());
    for (field, from, to) in [
        (Field::Parameters, "SCRYPT", "scrypt"),
        (Field::Parameters, "SCRYPT", "SCRYPT2"),
        (Field::Parameters, ":8", ":9"),
        (Field::Parameters, ":8", ":0"),
        (Field::Parameters, ":8", r#":"8""#),
        (Field::Parameters, ":1", ":15"),
        (Field::Parameters, ":1", ":0"),
        (Field::Parameters, ":1", ":4294967295"),
        (Field::Digest, "AAAA==", "=="),
        (Field::Parameters, "AAAA==", "AAA-+A=="),
        (Field::Parameters, r#""rounds""#, r#""key":"AAAA","rounds""#),
        (
            Field::Parameters,
            r#""base64_signer_key""#,
            r#""signer_key""#,
        ),
        (
            Field::Salt,
            r#""rounds""#,
            r#""base64_salt_separator":null,"rounds""#,
        ),
    ] {
        malformed("firebase", field, &record(&scrypt.replacen(from, to, 1)));
    }
    for (field, config) in [
        (Field::Parameters, ""),
        (Field::Parameters, r#""algorithm":null"#),
        (Field::Parameters, r#""algorithm":"MD5""#),
        (Field::Parameters, r#""algorithm":"MD5","rounds":8193"#),
        (Field::Parameters, r#""algorithm":"SHA1","rounds":0"#),
        (Field::Parameters, r#""algorithm":"HMAC_MD5""#),
        (
            Field::Parameters,
            r#""algorithm":"MD5","rounds":0,"hash_input_order":"salt_first""#,
        ),
        (Field::Parameters, r#""algorithm":"PBKDF2_SHA256""#),
        (
            Field::Parameters,
            r#""algorithm":"PBKDF2_SHA256","rounds":0"#,
        ),
        (
            Field::Parameters,
            r#""algorithm":"STANDARD_SCRYPT","mem_cost":3,"block_size":8,"parallelization":1,"dk_len":16"#,
        ),
        (
            Field::Digest,
            r#""algorithm":"STANDARD_SCRYPT","mem_cost":2,"block_size":8,"parallelization":1,"dk_len":17"#,
        ),
        (Field::Digest, r#""algorithm":"BCRYPT""#),
    ] {
        malformed("firebase", field, &record(config));
    }
    let rounds = error("firebase", &record(r#""algorithm":"MD5","rounds":2"#));
    assert!(
        matches!(rounds, ParseError::UnsupportedFunction { .. }),
        "{rounds:?}"
    );
}

/// Numbers that a text may say are refused by what they cost, before it is paid.
#[cfg(feature = "records")]
#[test]
fn what_costs_too_much_is_refused_before() {
    let digest = r#"{"value":"5f4dcc3b5aa765d61d8327deb882cf99","encoding":"hex"}"#;
    let scrypt = |numbers: &str| {
        format!(
            r#"{{"algorithm":"scrypt","hash":{digest},"salt":{{"value":"NaCl"}},"keylen":16,{numbers}}}"#
        )
    };
    let pbkdf2 = r#"{"algorithm":"PBKDF2","value":"X03MO1qnZdYdgyfeuILPmQ==","salt":"TmFDbA==","digestAlgorithm":"SHA512_HMAC","iterationCount":4294967295}"#;
    for text in [
        scrypt(r#""cost":2147483648"#),
        scrypt(r#""cost":1048576,"blockSize":1073741823"#),
        scrypt(r#""cost":2,"blockSize":1,"parallelization":1073741823"#),
        pbkdf2.to_owned(),
    ] {
        let hash = LegacyHash::parse(&text).expect(&text);
        let mut answer = None;
        let counted = allocation_counter::measure(|| answer = Some(hash.verify("password")));
        let is_over = matches!(answer, Some(Err(VerifyError::LimitExceeded { .. })));
        assert!(is_over, "{text}: {answer:?}");
        assert!(counted.bytes_max < 1 << 16, "{text}: {counted:?}");
    }
}

/// Without what reads JSON, every record says which feature that is.
#[cfg(not(feature = "records"))]
#[test]
fn records_say_which_feature_they_need() {
    for name in RECORDS {
        let format: Format = name.parse().unwrap();
        let said = error(name, format.example());
        let is_said = matches!(said, ParseError::UnsupportedFunction { function }
            if function.contains(name) && function.contains("records"));
        assert!(is_said, "{name}: {said:?}");
        assert!(!is_computed(format));
    }
}

/// Each vector is verified, an altered password is wrong, and what is printed is the same hash.
#[cfg(feature = "records")]
#[test]
fn records_are_verified_and_printed() {
    for vector in records() {
        let place = format!("{}, {}: {}", vector.format, vector.by, vector.text);
        assert!(is_computed(vector.format));
        let hash = vector.read().expect(&place);
        assert_eq!(
            vector.detect_text(&vector.text).as_ref(),
            Ok(&hash),
            "{place}"
        );
        assert_eq!(hash.verify(&vector.password), Ok(()), "{place}");
        let wrong = hash.verify(vectors::altered(&vector.password));
        assert_eq!(wrong, Err(VerifyError::PasswordInvalid), "{place}");
        let printed = hash.encoded().unwrap();
        assert_eq!(
            LegacyHash::parse(&printed).as_ref(),
            Ok(&hash),
            "{place}: {printed}"
        );
    }
}
