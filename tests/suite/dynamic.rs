//! Hashes that an expression computes: what must not be a match, what must not be refused.

use legacy_hash::{
    Algorithm, Authentication, BcryptHash, BcryptVersion, Context, ContextError, Denial,
    Expression, Field, Format, LegacyHash, Limits, Need, ParseError, Pepper, PolicyError, Scheme,
    Stored, Upgrade, VerifyError, Withheld,
};

use crate::vectors::cheap_policy;

fn expression(source: &str) -> Expression {
    source.parse().unwrap()
}

fn format(name: &str) -> Format {
    name.parse().unwrap()
}

fn computed_by(source: &str, text: &str, context: Context) -> LegacyHash {
    LegacyHash::computed_by(&expression(source), text, context).unwrap()
}

/// bcrypt's text for what goes into it.
fn bcrypt(input: &[u8]) -> String {
    let mut key = [input, &[0]].concat();
    key.truncate(72);
    let digest = bcrypt::bcrypt(4, [7; 16], &key);
    let hash = BcryptHash::from_parts(BcryptVersion::TwoB, 4, [7; 16], &digest[..23]).unwrap();
    hash.to_string()
}

/// A short password does not make a hash read more of long ones.
#[test]
fn a_short_password_is_no_way_around_what_hides_it() {
    let hidden = |error| matches!(error, Err(VerifyError::PasswordHidden { .. }));
    // md5("NaCl"), whatever the password.
    let digest = "4643d082402ba04afaf0e2d82452ac69";
    let salted = Context::new().with_salt("NaCl");
    let nothing = computed_by("md5(cut(0, 4, $s.$p))", digest, salted);
    for typed in ["", "p", "password"] {
        assert!(hidden(nothing.verify(typed)), "{typed}");
    }
    // Four bytes of it.
    let four = computed_by("cut(0, 4, $p)", "pass", Context::new());
    for typed in ["", "p", "pass", "password"] {
        assert!(hidden(four.verify(typed)), "{typed}");
    }
    // bcrypt reads three, and as many are typed.
    let salt = [b's'; 69];
    let text = bcrypt(&[&salt[..], b"password"].concat());
    let three = computed_by("bcrypt($s.$p)", &text, Context::new().with_salt(salt));
    for typed in ["pas", "pass", "password"] {
        assert!(hidden(three.verify(typed)), "{typed}");
    }
    // What ends before is whole, and another one.
    for typed in ["", "pa"] {
        let wrong = Err(VerifyError::PasswordInvalid);
        assert_eq!(three.verify(typed), wrong, "{typed}");
    }
    // The same by a pepper in front.
    let scheme = Scheme::detect().with_pepper(Pepper::prefix("0123456789"));
    let policy = cheap_policy().with_scheme("old", scheme).unwrap();
    let salt = [b's'; 59];
    let text = bcrypt(&[&salt[..], b"0123456789password"].concat());
    let hash = computed_by("bcrypt($s.$p)", &text, Context::new().with_salt(salt));
    for typed in ["pas", "pass", "password"] {
        let answer = policy.verify_stored(Stored::under("old", hash.clone()), typed);
        assert_eq!(answer, Err(Denial::PasswordHidden), "{typed}");
    }
}

/// Eight bytes are enough, and what fits is whole.
#[test]
fn short_passwords_are_verified_where_they_are_whole() {
    let salt = [b's'; 64];
    let context = || Context::new().with_salt(salt);
    for typed in ["p", "passwor"] {
        let text = bcrypt(&[&salt[..], typed.as_bytes()].concat());
        let hash = computed_by("bcrypt($s.$p)", &text, context());
        let moved = hash.verify_and_upgrade(typed, &cheap_policy());
        assert!(matches!(moved, Ok(Upgrade::Rehashed(_))), "{typed}");
    }
    let text = bcrypt(&[&salt[..], b"password"].concat());
    let hash = computed_by("bcrypt($s.$p)", &text, context());
    let moved = hash.verify_and_upgrade("password", &cheap_policy());
    assert_eq!(moved, Ok(Upgrade::Withheld(Withheld::Lossy)));
    for typed in ["p", "", "sixteen of a key"] {
        let hash = computed_by("lc($p).\".\"", &format!("{typed}."), Context::new());
        assert_eq!(hash.verify(typed), Ok(()), "{typed}");
    }
}

/// What was stolen is no password, however plain text is declared.
#[test]
fn a_stolen_hash_is_no_plain_text() {
    let stolen = [
        "$2b$04$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm",
        "{SSHA}Ki+Q9Ri8Nn2QN1jUbcaqfsgK/pJOYUNs",
        "{CRYPT}*",
        "*0E8F21E4240F5AD5A07D088F9C93890D13D78A4E",
        "md527d601e4766ef321bab4559b3758b31c",
        // Of families that are not in the table, or not yet.
        "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO/O817G3uBnIFNjnQJuesI68OTLiBFdcbYEdFCoEOfaS35inz1",
        "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7",
        "{SCRAM-SHA-256}4096,c2FsdHNhbHQ=,c3RvcmVkLWtleQ==,c2VydmVyLWtleQ==",
        "pbkdf2_sha256$600000$salt$c2FsdHNhbHRzYWx0c2FsdHNhbHRzYWx0c2FsdHNhbHQ=",
        "scrypt:32768:8:1$NaCl$0123456789abcdef0123456789abcdef",
    ];
    for text in stolen {
        assert!(
            LegacyHash::parse_as(format("plaintext"), text).is_err(),
            "{text}"
        );
        assert!(
            LegacyHash::parse_as(Algorithm::Plaintext, text).is_err(),
            "{text}"
        );
        for source in [
            "$p",
            "lc($p)",
            "trim($p)",
            "cut(0, 99, $p)",
            "$p.\"\"",
            "iterate(0, $p, md5($_))",
        ] {
            let hash = LegacyHash::computed_by(&expression(source), text, Context::new());
            let hash =
                hash.and_then(|hash| hash.verify(text).map_err(|_| ParseError::Unrecognized));
            assert!(hash.is_err(), "{source} {text}");
        }
    }
    for password in [
        "$ecret",
        "$a$b",
        "{curly} brace",
        "money$and$more",
        "pa$$word",
        "$$$",
        "{}",
    ] {
        let hash = LegacyHash::parse_as(format("plaintext"), password).unwrap();
        assert_eq!(hash.verify(password), Ok(()), "{password}");
    }
    // What a digest is in still may have a mark.
    let tagged = computed_by(
        "\"{SHA}\".sha1_64e($p)",
        "{SHA}L55TUjtiq8FBorTWAZ0jy6g129A=",
        Context::new(),
    );
    assert_eq!(tagged.verify("correct horse"), Ok(()));
    assert!(LegacyHash::computed_by(&expression("$p"), "correct horse", Context::new()).is_ok());
}

/// Wrappers may hold any format: what is declared has to be inside.
#[test]
fn a_declared_algorithm_is_that_of_the_nested_text() {
    let bcrypt = "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
    let argon2 = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4";
    for (text, algorithm) in [(bcrypt, Algorithm::Bcrypt), (argon2, Algorithm::Argon2)] {
        for text in [text.to_owned(), format!("{{CRYPT}}{text}")] {
            for declared in [Algorithm::Bcrypt, Algorithm::Argon2] {
                let read = LegacyHash::parse_as(declared, &text).map(|hash| hash.algorithm());
                let structure = ParseError::Malformed {
                    algorithm: declared,
                    field: Field::Structure,
                };
                let expected = if declared == algorithm {
                    Ok(algorithm)
                } else {
                    Err(structure)
                };
                assert_eq!(read.is_ok(), expected.is_ok(), "{declared} {text}");
            }
        }
    }
    for text in [
        "{ldap}{SSHA}Ki+Q9Ri8Nn2QN1jUbcaqfsgK/pJOYUNs",
        "{CRYPT}$P$6NaClKClxPC2BQg60DsqJt7T2MWgCO/",
    ] {
        assert!(LegacyHash::parse(text).is_ok());
        for declared in [Algorithm::Bcrypt, Algorithm::Argon2] {
            assert!(
                LegacyHash::parse_as(declared, text).is_err(),
                "{declared} {text}"
            );
        }
    }
}

/// A pepper in front of a password that is digested before bcrypt gets it hides nothing.
#[test]
fn a_long_pepper_before_a_digest_hides_nothing() {
    let pepper = "p".repeat(65);
    let scheme = Scheme::of(format("sha256")).with_pepper(Pepper::prefix(&pepper));
    let policy = cheap_policy().with_scheme("old", scheme).unwrap();
    use sha2::Digest as _;
    let hex = base16ct::lower::encode_string(&sha2::Sha256::digest(format!("{pepper}password")));
    let hash = computed_by(
        "bcrypt(sha256($p))",
        &bcrypt(hex.as_bytes()),
        Context::new(),
    );
    let answer = policy.verify_stored(Stored::under("old", hash.clone()), "password");
    assert_eq!(answer, Ok(()));
    let answer = policy.verify_stored(Stored::under("old", hash), "passwort");
    assert_eq!(answer, Err(Denial::WrongPassword));
}

/// A decoy that could not be computed would deny everybody.
#[test]
fn an_expected_hash_has_its_context() {
    let text = bcrypt(b"pepperpassword");
    let without = computed_by("bcrypt($c1.$p)", &text, Context::new());
    let policy = cheap_policy().with_expected([without]);
    let missing = ContextError::Missing(Need::Constant(1));
    assert_eq!(policy.err(), Some(PolicyError::Context(missing)));
    let slow = computed_by(
        "iterate(100000, $c1.$p, md5($_))",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        Context::new(),
    );
    assert!(
        cheap_policy().with_expected([slow]).is_err(),
        "a sample without its constant"
    );
    let context = Context::new().with_constant(1, "pepper");
    let with = computed_by("bcrypt($c1.$p)", &text, context);
    let policy = cheap_policy().with_expected([with.clone()]).unwrap();
    assert!(policy.authenticate(with, "password").is_granted());
    let own = policy.hash("password").unwrap();
    assert!(
        policy
            .authenticate(own.to_string(), "password")
            .is_granted()
    );
}

/// A decoy that hides its own password hides nobody else's.
#[test]
fn an_expected_hash_that_hides_its_password_denies_nobody() {
    let salt = [b's'; 70];
    let sample = computed_by(
        "bcrypt($s.$p)",
        &bcrypt(&[b's'; 72]),
        Context::new().with_salt(salt),
    );
    let policy = cheap_policy().with_expected([sample]).unwrap();
    let own = policy.hash("password").unwrap().to_string();
    for (stored, typed) in [(own.as_str(), "password"), ("{PLAIN}password", "password")] {
        assert!(policy.authenticate(stored, typed).is_granted(), "{stored}");
    }
    #[cfg(feature = "unicode-normalization")]
    {
        let long = "p".repeat(4000);
        let sample = computed_by(
            "bcrypt(sha256(utf16(nfkc($p))))",
            &bcrypt(b""),
            Context::new(),
        );
        let policy = cheap_policy().with_expected([sample]).unwrap();
        assert!(
            policy
                .authenticate(format!("{{PLAIN}}{long}"), &long)
                .is_granted()
        );
    }
}

/// The limits hold for what is typed, too.
#[test]
fn a_long_password_takes_no_more_work_than_the_limits_allow() {
    // 2^22 steps, of some 2 s for a short password in a release build, and of minutes for this one.
    let stored = LegacyHash::parse("$P$KNaClKClxPC2BQg60DsqJt7T2MWgCO/").unwrap();
    let long = "p".repeat(4096);
    assert!(matches!(
        stored.verify(&long),
        Err(VerifyError::LimitExceeded { .. })
    ));
    let policy = cheap_policy();
    let answers = [
        policy.verify(&stored, &long).map_err(Denial::from),
        policy.verify_stored(&stored, &long),
        stored
            .verify_and_upgrade(&long, &policy)
            .map(drop)
            .map_err(Denial::from),
        match policy.authenticate(&stored, &long) {
            Authentication::Denied(denial) => Err(denial),
            Authentication::Granted { .. } => Ok(()),
        },
    ];
    for answer in answers {
        assert!(
            matches!(answer, Err(Denial::LimitExceeded { .. })),
            "{answer:?}"
        );
    }
}

/// A text that says how often may say never.
#[test]
fn a_count_of_the_text_may_be_zero() {
    assert!("iterate($n, $s, md5($_.$p))".parse::<Expression>().is_err());
    assert!("iterate($n, $p, md5($s))".parse::<Expression>().is_err());
    assert!("iterate($n, $p, md5($_.$s))".parse::<Expression>().is_ok());
    assert!("iterate(10, $s, md5($_.$p))".parse::<Expression>().is_ok());
}

/// A salt that goes into each step makes each step longer.
#[test]
fn a_longer_salt_is_other_work() {
    let with = |count: u32, salt: usize| {
        let text = format!("{count}:{}:{}", "s".repeat(salt), "0".repeat(64));
        LegacyHash::parse_as(format("shopware-sha256"), &text).unwrap()
    };
    let policy = cheap_policy().with_expected([with(3_000, 32)]).unwrap();
    for (count, salt) in [(3_000, 32), (3_000, 40), (1000, 32), (1, 1)] {
        assert!(policy.covers(with(count, salt)), "{count} {salt}");
    }
    for (count, salt) in [(3_000, 250), (1_500, 250), (3_001, 32)] {
        assert!(!policy.covers(with(count, salt)), "{count} {salt}");
    }
}

/// A text of a length that is refused anyway is not looked at before.
#[test]
fn what_is_too_long_is_refused_at_once() {
    for text in [
        format!("{{CRYPT}}{} ", "{CRYPT}".repeat(1 << 20)),
        format!("md5{} ", "0".repeat(16 << 20)),
        format!("$bcrypt-sha256$2{} ", ",$".repeat(4 << 20)),
        format!("$md5$pf={} ", "A".repeat(16 << 20)),
    ] {
        assert_eq!(LegacyHash::parse(&text), Err(ParseError::TooLong));
    }
}

/// Every row's example with a character more, less or another one: what is read is read again as it is
/// printed, is no match for another password, and is judged alike by every way in.
#[test]
fn mutated_texts_are_judged_alike_by_every_way_in() {
    let mut random = fastrand::Rng::with_seed(7);
    let characters = [
        "é",
        "\u{1f600}",
        "\0",
        "$",
        "{",
        "}",
        ":",
        "=",
        "0",
        "1",
        "a",
        " ",
        "*",
        "!",
        "\u{ff10}",
    ];
    let context = || {
        let context = Context::new().with_salt("NaCl").with_salt2("NaCl");
        context.with_user("user").with_constant(1, "constant")
    };
    let mut limits = Limits::default();
    limits.work_kib = 4000;
    let policy = cheap_policy().with_limits(limits).unwrap();
    let mut read_count = 0;
    for format in Format::all() {
        let name = format.name();
        let policy = policy
            .clone()
            .with_scheme(name, Scheme::of(format))
            .unwrap();
        for _ in 0..60 {
            let mut text: Vec<char> = format.example().chars().collect();
            for _ in 0..random.usize(1..=2) {
                let place = random.usize(0..=text.len());
                let new = characters[random.usize(..characters.len())].chars();
                let removed = place..(place + random.usize(0..=1)).min(text.len());
                text.splice(removed, new.take(random.usize(0..=1)));
            }
            let text: String = text.into_iter().collect();
            let ways = [policy.parse(&text), policy.parse_as(format, &text)];
            for (hash, is_declared) in ways.into_iter().zip([false, true]) {
                let Ok(hash) = hash else { continue };
                read_count += 1;
                let hash = hash.with_context(context());
                if let Some(printed) = hash.encoded() {
                    let again = if is_declared {
                        // Of a wrapper that adds nothing, what it wraps is printed.
                        let declared = policy.parse_as(format, &printed);
                        declared.or_else(|_| policy.parse(&printed))
                    } else {
                        policy.parse(&printed)
                    };
                    let again = again.map(|again| again.with_context(context()));
                    assert_eq!(again.as_ref(), Ok(&hash), "{name}: {text:?} {printed:?}");
                }
                let row = || {
                    let row = Stored::from(&text).with_context(context());
                    if is_declared {
                        Stored::under(name, row)
                    } else {
                        row
                    }
                };
                let verified = policy.verify(&hash, "another password");
                assert!(verified.is_err(), "{name}: {text:?}");
                let verified = verified.map_err(Denial::from);
                let read = policy.read(row()).map(|read| read == hash);
                assert_eq!(read, Ok(true), "{name}: {text:?}");
                assert_eq!(
                    policy.verify_stored(row(), "another password"),
                    verified,
                    "{name}: {text:?}"
                );
                let answer = policy.authenticate(row(), "another password");
                assert_eq!(
                    answer,
                    Authentication::Denied(verified.unwrap_err()),
                    "{name}: {text:?}"
                );
            }
        }
    }
    assert!(read_count > 500, "{read_count}");
}

/// Random expressions are read or refused, printed and read again, and computed within the bounds.
#[test]
fn random_expressions_stay_within_the_bounds() {
    let mut random = fastrand::Rng::with_seed(11);
    let pieces = [
        "md5(",
        "sha1_64c(",
        "hmac_sha256(",
        "iterate(3, ",
        "iterate(4000000000, ",
        "iterate(0, ",
        "cut(0, 4, ",
        "cut(3, 65535, ",
        "cut0(",
        "lc(",
        "uc(",
        "trim(",
        "utf16(",
        "latin1(",
        "nfkc(",
        "saslprep(",
        "unhex(",
        "unbase64(",
        "bcrypt(",
        "argon2(",
        "$p",
        "$p",
        "$p",
        "$s",
        "$u",
        "$c1",
        "$_",
        "\"é\\x00\"",
        "\"\"",
        ".",
        ".",
        ",",
        ",",
        ")",
        ")",
        ")",
        ")",
    ];
    let context = || {
        let context = Context::new().with_salt([0xff; 9]).with_user("user");
        context.with_constant(1, "p".repeat(1000))
    };
    let passwords = [
        "",
        "é",
        "\0",
        "password",
        &"p".repeat(4096),
        &"\u{fdfa}".repeat(1365),
    ];
    let mut read_count = 0;
    for _ in 0..6_000 {
        let count = random.usize(1..14);
        let mut source = String::new();
        for _ in 0..count {
            source += pieces[random.usize(..pieces.len())];
        }
        let open = source
            .matches('(')
            .count()
            .saturating_sub(source.matches(')').count());
        source += &")".repeat(open);
        let Ok(read) = source.parse::<Expression>() else {
            continue;
        };
        read_count += 1;
        assert_eq!(
            read.to_string().parse::<Expression>().as_ref(),
            Ok(&read),
            "{source}"
        );
        let texts = [
            "0".repeat(32),
            "0".repeat(40),
            "0".repeat(64),
            "0".repeat(27),
            "00".into(),
        ];
        for hash in texts
            .iter()
            .filter_map(|text| LegacyHash::computed_by(&read, text, context()).ok())
        {
            for password in passwords {
                assert!(hash.verify(password).is_err(), "{source}");
            }
        }
    }
    assert!(read_count > 50, "{read_count}");
}

/// With one value a function takes its salt and its numbers from a text of its own. The text is perl's
/// crypt of the MD5 in hexadecimal.
#[cfg(feature = "crypt")]
#[test]
fn a_function_of_one_value_reads_its_own_text() {
    let text = "$6$rounds=1000$NaCl$KcuY4xcRihps3BpFQnWJ/93dy89cRqeJqqCVzzAas7NZgm1bSENwh3Suk1y8GsyPimkDcu3L2rVFigprbn57D.";
    let layered = expression("sha512_crypt(md5($p))");
    let hash = LegacyHash::computed_by(&layered, text, Context::new()).unwrap();
    assert_eq!(hash.algorithm(), Algorithm::Sha512Crypt);
    assert_eq!(hash.verify("correct horse"), Ok(()));
    assert_eq!(
        hash.verify("Correct horse"),
        Err(VerifyError::PasswordInvalid)
    );
    let bare = LegacyHash::parse(text).unwrap();
    assert_eq!(
        bare.verify("correct horse"),
        Err(VerifyError::PasswordInvalid)
    );
    // Another function's text is none of this one's, nor is a text that says what goes in.
    for other in ["$5$NaCl$", "{CRYPT}*0", "00000000000000000000000000000000"] {
        let answer = LegacyHash::computed_by(&layered, other, Context::new());
        assert!(answer.is_err(), "{other}");
    }
    let inner = "sha256(sha512_crypt($p))".parse::<Expression>();
    assert!(inner.is_err());
}

/// A text that says itself what went in is not read as of something else.
#[cfg(feature = "pbkdf2")]
#[test]
fn a_text_that_says_its_input_takes_no_other() {
    let of = |name: &str| {
        let layered = expression("pbkdf2(md5($p))");
        LegacyHash::computed_by(&layered, format(name).example(), Context::new())
    };
    assert!(of("django-pbkdf2-sha256").is_ok());
    // PBKDF2 of what SASLprep makes of the password.
    let answer = of("passlib-scram");
    let field = Field::Structure;
    assert!(
        matches!(answer, Err(ParseError::Malformed { field: own, .. }) if own == field),
        "{answer:?}"
    );
}

/// Soon another password has a key of a few bytes.
#[cfg(feature = "pbkdf2")]
#[test]
fn a_key_of_a_few_bytes_is_no_digest() {
    let context = || Context::new().with_salt("NaCl");
    for len in 1..=64 {
        let source = expression(&format!("pbkdf2_sha256($p, $s, 2, {len})"));
        let answer = LegacyHash::computed_by(&source, &"00".repeat(len), context());
        assert_eq!(answer.is_ok(), len >= 8, "{len} bytes");
    }
}

/// Numbers that a function is not defined for are said to be that, and nothing is computed.
#[cfg(feature = "scrypt")]
#[test]
fn numbers_that_nothing_is_defined_for() {
    let context = || Context::new().with_salt("NaCl");
    for (numbers, is_defined) in [
        ("2,1,1,32", true),
        ("0,1,1,32", false),
        ("1,1,1,32", false),
        ("3,1,1,32", false),
        ("2,0,1,32", false),
        ("2,1,0,32", false),
        ("65536,1,1,32", false),
        ("2,65536,65536,32", false),
    ] {
        let source = expression(&format!("scrypt($p, $s, {numbers})"));
        let hash = LegacyHash::computed_by(&source, &"00".repeat(32), context()).unwrap();
        let error = match is_defined {
            true => VerifyError::PasswordInvalid,
            false => VerifyError::Undefined {
                algorithm: Algorithm::Scrypt,
                function: "scrypt",
            },
        };
        assert_eq!(hash.verify("correct horse"), Err(error), "{numbers}");
    }
    let text = "$scrypt$ln=4,r=0,p=1$TmFDbE5hQ2w$rx2WenjzQZPVXhPCLhSrxO+wjcId41J9PuX6zsC2HFg";
    assert!(matches!(
        LegacyHash::parse(text),
        Err(ParseError::Malformed { .. })
    ));
}
