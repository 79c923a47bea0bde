//! The ceilings: none of the published configurations is locked out, and each bound is exact.

use legacy_hash::{
    Algorithm, Argon2Cost, LegacyHash, Limits, Param, ParseError, Policy, PolicyError, VerifyError,
};

/// Argon2 costs that libraries and guides set or recommend: who, KiB, iterations, lanes.
const ARGON2: &[(&str, u32, u32, u32)] = &[
    ("RFC 9106, second choice", 1 << 16, 3, 4),
    ("OWASP 1", 47104, 1, 1),
    ("OWASP 2", 19456, 2, 1),
    ("OWASP 3", 12288, 3, 1),
    ("OWASP 4", 9216, 4, 1),
    ("OWASP 5", 7168, 5, 1),
    ("libsodium interactive", 64 << 10, 2, 1),
    ("libsodium moderate", 256 << 10, 3, 1),
    ("libsodium sensitive", 1 << 20, 4, 1),
    ("PHP, Symfony", 64 << 10, 4, 1),
    ("Django", 102400, 2, 8),
    ("passlib, argon2-cffi since 21.2", 64 << 10, 3, 4),
    ("argon2-cffi before 21.2", 102400, 2, 8),
    ("Spring Security 5.2", 1 << 12, 3, 1),
    ("Spring Security 5.8", 1 << 14, 2, 1),
    ("Logto", 8192, 8, 1),
    ("Nextcloud", 64 << 10, 4, 1),
    ("Keycloak", 7168, 5, 1),
    ("Go x/crypto, argon2i", 32 << 10, 3, 4),
    ("Go x/crypto, argon2id", 64 << 10, 1, 4),
    ("npm argon2", 64 << 10, 3, 4),
    ("Kanidm, least", 8 << 10, 2, 1),
    ("Kanidm, most", 64 << 10, 4, 1),
];

/// bcrypt costs: who, cost.
const BCRYPT: &[(&str, u32)] = &[
    ("the least there is", 4),
    ("Spring, Auth0, PHP before 8.4, Logto, Supabase", 10),
    ("Devise", 11),
    ("Django, Laravel, PHP 8.4, Python", 12),
    ("cautious", 14),
    ("very cautious", 15),
];

/// What PBKDF2 costs where it is set or recommended: who, and a text with those rounds.
const PBKDF2: &[(&str, &str)] = &[
    ("Django 1.4", "pbkdf2_sha256$10000$salt$A="),
    ("Django 3.2", "pbkdf2_sha256$260000$salt$A="),
    ("Django 4.2", "pbkdf2_sha256$600000$salt$A="),
    ("Django 5.2", "pbkdf2_sha256$1000000$salt$A="),
    ("Django 6.1", "pbkdf2_sha256$1500000$salt$A="),
    ("Werkzeug 2.3", "pbkdf2:sha256:600000$salt$H"),
    ("Werkzeug 3.1", "pbkdf2:sha256:1000000$salt$H"),
    ("Keycloak, SHA-512", "$pbkdf2-sha512$210000$c2FsdA$AB"),
    ("1Password", "$pbkdf2-sha256$650000$c2FsdA$A"),
    ("OWASP, SHA-1", "$pbkdf2-sha1$i=1400000,l=32$c2FsdA$A"),
    ("OWASP, SHA-256", "$pbkdf2-sha256$i=600000,l=32$c2FsdA$A"),
    ("OWASP, SHA-512", "$pbkdf2-sha512$i=220000,l=64$c2FsdA$AB"),
    ("WorkOS, most", "$pbkdf2$i=1000000,d=sha512$c2FsdA$AB"),
    ("passlib, SHA-512", "$pbkdf2-sha512$25000$c2FsdA$AB"),
    ("389 Directory Server", "{PBKDF2-SHA512}100000$c2FsdA$AB"),
    ("MediaWiki", ":pbkdf2:sha512:30000:64:c2FsdA==:AB=="),
    ("Grub", "grub.pbkdf2.sha512.10000.73616c74.HH"),
];

/// The same of scrypt.
const SCRYPT: &[(&str, &str)] = &[
    ("Django", "scrypt$16384$salt$8$5$AB=="),
    ("Werkzeug", "scrypt:32768:8:1$salt$HH"),
    (
        "Firebase",
        "$firescrypt$ln=14,r=8,p=1$c2FsdA==$AB==$Bw==$AB==",
    ),
    ("passlib", "$scrypt$ln=16,r=8,p=1$c2FsdA$A"),
    ("RustCrypto, OWASP", "$scrypt$ln=17,r=8,p=1$c2FsdA$A"),
    ("libsodium, interactive", "$scrypt$ln=14,r=8,p=1$c2FsdA$A"),
    ("libsodium, sensitive", "$scrypt$ln=20,r=8,p=1$c2FsdA$A"),
    ("Spring Security", "$100801$c2FsdA==$A="),
    ("Ory Kratos", "$scrypt$ln=16384,r=8,p=1$c2FsdA==$A="),
];

/// The same of crypt(3), and how many digits the digest has.
const CRYPT: &[(&str, &str, usize)] = &[
    ("everybody, SHA-512", "$6$NaCl$", 86),
    ("passlib, SHA-512", "$6$rounds=656000$NaCl$", 86),
    ("passlib, SHA-256", "$5$rounds=535000$NaCl$", 43),
    ("cautious, SHA-512", "$6$rounds=1000000$NaCl$", 86),
    ("Ory Kratos' tests", "$sha256-crypt$rounds=535000$NaCl$", 43),
    ("md5-crypt", "$1$NaCl$", 22),
    ("NetBSD, passlib", "$sha1$480000$NaCl$", 28),
    ("passlib, SunMD5", "$md5,rounds=34000$NaCl$$", 22),
    ("Debian, Fedora", "$y$j9T$NaCl$", 43),
    ("libxcrypt, the most", "$y$jFT$NaCl$", 43),
    ("libxcrypt, GOST", "$gy$j9T$NaCl$", 43),
    ("libxcrypt, scrypt", "$7$CU..../....NaCl$", 43),
];

/// The hash of a text whose digest is zeros: 32 bytes of base64 for `A`, 64 for `AB`, and the same in
/// hexadecimal for `H` and `HH`.
fn zeros(text: &str) -> LegacyHash {
    let text = match text.rsplit_once("HH") {
        Some((front, behind)) => format!("{front}{}{behind}", "0".repeat(128)),
        None => text.replace("$H", &format!("${}", "0".repeat(64))),
    };
    let text = text.replace("AB", &"A".repeat(86));
    let text = match text.contains(&"A".repeat(86)) {
        true => text,
        false => text.replace("$A", &format!("${}", "A".repeat(43))),
    };
    LegacyHash::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn argon2_of(memory_kib: u32, iterations: u32, lanes: u32) -> LegacyHash {
    let parameters = format!("m={memory_kib},t={iterations},p={lanes}");
    let text = format!("$argon2id$v=19${parameters}$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAA");
    LegacyHash::parse(&text).unwrap()
}

fn bcrypt_of(cost: u32) -> LegacyHash {
    let text = format!("$2b${cost:02}${}", ".".repeat(53));
    LegacyHash::parse(&text).unwrap()
}

/// The verdict of the limits alone: a password over the cap is refused last but for the work.
fn refusal(limits: Limits, stored: &LegacyHash) -> Option<(Param, u64, u64)> {
    let policy = Policy::default().with_weak_cost(8, 1, 1).unwrap();
    match policy.with_limits(limits).unwrap().verify(stored, "") {
        Err(VerifyError::LimitExceeded {
            param,
            actual,
            limit,
            ..
        }) => Some((param, actual, limit)),
        _ => None,
    }
}

#[test]
fn no_published_configuration_is_over_the_default_limits() {
    let limits = Limits::default();
    for &(who, memory_kib, iterations, lanes) in ARGON2 {
        let cost = Argon2Cost::new(memory_kib, iterations, lanes).unwrap();
        assert!(cost.memory_kib() <= limits.memory_kib, "{who}");
        assert!(cost.memory_time_kib() <= limits.work_kib, "{who}");
        assert!(cost.lanes() <= limits.lanes, "{who}");
        // What a policy may be is what a stored hash may be.
        let policy = Policy::default().with_weak_cost(memory_kib, iterations, lanes);
        assert!(policy.is_ok(), "{who}");
    }
    for &(who, cost) in BCRYPT {
        assert!(limits.admits(&bcrypt_of(cost).cost()), "{who}");
    }
    for (who, text) in PBKDF2 {
        let cost = zeros(text).cost();
        assert!(limits.admits(&cost), "{who}: {cost:?}");
        // They cost something, where that is computed.
        let is_computed = cfg!(feature = "pbkdf2");
        assert!(cost.work_kib() > 1000 || !is_computed, "{who}: {cost:?}");
    }
    for (who, text, digits) in CRYPT {
        let hash = LegacyHash::parse(&format!("{text}{}", ".".repeat(*digits))).unwrap();
        let cost = hash.cost();
        assert!(limits.admits(&cost), "{who}: {cost:?}");
        let is_computed = cfg!(all(
            feature = "crypt",
            feature = "scrypt",
            feature = "yescrypt"
        ));
        assert!(cost.work_kib() > 0 || !is_computed, "{who}: {cost:?}");
    }
    for (who, text) in SCRYPT {
        let cost = zeros(text).cost();
        assert!(limits.admits(&cost), "{who}: {cost:?}");
        let is_computed = cfg!(feature = "scrypt");
        assert!(
            cost.memory_kib() >= 16 << 10 || !is_computed,
            "{who}: {cost:?}"
        );
    }
}

/// What nobody's server has computed is not computed here.
#[test]
#[cfg(all(
    feature = "crypt",
    feature = "des",
    feature = "scrypt",
    feature = "yescrypt"
))]
fn the_dearest_texts_of_crypt_are_over_the_default_limits() {
    let limits = Limits::default();
    for (text, digits) in [
        ("$6$rounds=999999999$NaCl$", 86),
        ("$5$rounds=999999999$NaCl$", 43),
        ("$sha1$4294967295$NaCl$", 28),
        ("$md5,rounds=4294963199$NaCl$$", 22),
        ("$y$jLT$NaCl$", 43),
        ("$gy$jLT$NaCl$", 43),
        ("$7$TU..../....NaCl$", 43),
    ] {
        let hash = LegacyHash::parse(&format!("{text}{}", ".".repeat(digits))).unwrap();
        let cost = hash.cost();
        assert!(!limits.admits(&cost), "{text}: {cost:?}");
    }
}

/// RFC 9106's first choice is, as the documentation says, and a raised limit lets it in.
#[test]
fn the_first_choice_of_rfc_9106_needs_a_raised_limit() {
    assert!(Policy::default().with_cost(2 << 20, 1, 4).is_err());
    let mut limits = Limits::default();
    limits.memory_kib = 2 << 20;
    let policy = Policy::default().with_limits(limits).unwrap();
    assert!(policy.with_cost(2 << 20, 1, 4).is_ok());
}

#[test]
fn each_bound_is_exact() {
    let mut limits = Limits::default();
    limits.memory_kib = 64;
    limits.work_kib = 32 * 152;
    limits.lanes = 2;

    let table = [
        (argon2_of(64, 2, 2), None),
        (argon2_of(65, 1, 1), Some((Param::Memory, 65, 64))),
        (argon2_of(64, 76, 1), None),
        (argon2_of(64, 77, 1), Some((Param::Work, 4928, 4864))),
        (argon2_of(64, 1, 3), Some((Param::Lanes, 3, 2))),
        (bcrypt_of(5), None),
        (bcrypt_of(6), Some((Param::Work, 9728, 4864))),
    ];
    for (stored, expected) in table {
        assert_eq!(refusal(limits, &stored), expected, "{stored:?}");
    }
}

#[test]
fn salts_and_passwords_have_their_bounds() {
    let mut limits = Limits::default();
    limits.salt_bytes = 16;
    limits.password_bytes = 3;
    let policy = Policy::default().with_limits(limits).unwrap();
    let digest = [0; 16];
    let salted = |prefix: &str, suffix: &str| {
        let hash = legacy_hash::Md5Hash::from_parts(digest, prefix, suffix);
        LegacyHash::from(hash.unwrap())
    };
    let exceeded = |algorithm, param, actual, limit| VerifyError::LimitExceeded {
        algorithm,
        param,
        actual,
        limit,
    };

    let verdict = policy.verify(&salted("12345678", "12345678"), "abc");
    assert_eq!(verdict, Err(VerifyError::PasswordInvalid));
    let verdict = policy.verify(&salted("12345678", "123456789"), "abc");
    assert_eq!(verdict, Err(exceeded(Algorithm::Md5, Param::Salt, 17, 16)));
    let verdict = policy.verify(&salted("", ""), "abcd");
    assert_eq!(
        verdict,
        Err(exceeded(Algorithm::Md5, Param::Password, 4, 3))
    );
    let argon2 = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdHM$AAAAAAAAAAAAAAAA";
    let verdict = policy.verify(&LegacyHash::parse(argon2).unwrap(), "abc");
    assert_eq!(
        verdict,
        Err(exceeded(Algorithm::Argon2, Param::Salt, 17, 16))
    );
    assert!(policy.hash("abc").is_ok());
    let error = legacy_hash::HashError::PasswordTooLong {
        actual: 4,
        limit: 3,
    };
    assert_eq!(policy.hash("abcd"), Err(error));
}

#[test]
fn the_text_has_its_bound() {
    let policy = Policy::default();
    let text = policy.hash("password").unwrap().to_string();
    assert_eq!(text.len(), policy.max_encoded_len());
    let mut limits = Limits::default();
    limits.encoded_bytes = text.len();
    let policy = policy.with_limits(limits).unwrap();
    assert!(policy.parse(&text).is_ok());
    assert!(policy.parse_as(Algorithm::Argon2, &text).is_ok());
    let longer = text.replace("t=2", "t=22");
    assert_eq!(policy.parse(&longer), Err(ParseError::TooLong));
    let declared = policy.parse_as(Algorithm::Argon2, &longer);
    assert_eq!(declared, Err(ParseError::TooLong));
}

/// A policy reads and verifies what it makes, or it cannot be made.
#[test]
fn no_policy_is_above_its_own_limits() {
    let above = |param, actual, limit| {
        Some(PolicyError::AboveLimits {
            param,
            actual,
            limit,
        })
    };
    let mut limits = Limits::default();
    limits.salt_bytes = 15;
    let error = Policy::default().with_limits(limits).err();
    assert_eq!(error, above(Param::Salt, 16, 15));

    let mut limits = Limits::default();
    limits.encoded_bytes = 96;
    let error = Policy::default().with_limits(limits).err();
    assert_eq!(error, above(Param::Encoded, 97, 96));
    limits.encoded_bytes = 97;
    let policy = Policy::default().with_limits(limits).unwrap();
    let error = policy
        .with_secret("eightbyt", "sixteen bytes or more")
        .err();
    assert_eq!(
        error,
        above(Param::Encoded, 97 + ",keyid=".len() as u64 + 11, 97)
    );
}

#[test]
fn the_strict_preset_is_stricter_and_keeps_the_common_ones() {
    let (strict, default) = (Limits::strict(), Limits::default());
    assert_eq!((strict.encoded_bytes, default.encoded_bytes), (512, 4096));
    assert_eq!(
        (strict.password_bytes, default.password_bytes),
        (1024, 4096)
    );
    assert_eq!((strict.salt_bytes, default.salt_bytes), (128, 1024));
    assert_eq!(
        (strict.memory_kib, default.memory_kib),
        (128 << 10, 1 << 20)
    );
    let works = (strict.work_kib, default.work_kib);
    assert_eq!(works, (640 << 10, 10 << 20));
    for (limits, most) in [(strict, 12), (default, 16)] {
        assert!(limits.admits(&bcrypt_of(most).cost()));
        assert!(!limits.admits(&bcrypt_of(most + 1).cost()));
    }
    assert_eq!((strict.lanes, default.lanes), (255, 255));
    let works = (strict.sign_in_work_kib, default.sign_in_work_kib);
    assert_eq!(works, (1 << 20, 2 << 20));
    for &(who, memory_kib, iterations, lanes) in ARGON2 {
        if who.starts_with("libsodium moderate") || who.starts_with("libsodium sensitive") {
            continue;
        }
        let policy = Policy::default().with_limits(strict).unwrap();
        assert!(
            policy.with_weak_cost(memory_kib, iterations, lanes).is_ok(),
            "{who}"
        );
    }
    assert!(strict.admits(&bcrypt_of(BCRYPT[3].1).cost()));
}
