//! The texts that dirty exports and attackers write, each with its one outcome.

use legacy_hash::{Algorithm, Field, Param, ParseError, VerifyError};

/// What a text must lead to, with the password "password".
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Parse(ParseError),
    Verify(VerifyError),
}

const MD5: Algorithm = Algorithm::Md5;
const SHA1: Algorithm = Algorithm::Sha1;

fn unrecognized() -> Outcome {
    Outcome::Parse(ParseError::Unrecognized)
}

/// The algorithms whose digests have 32 bytes.
const OF_32: [Algorithm; 7] = [
    Algorithm::Sha256,
    Algorithm::Sha512_256,
    Algorithm::Sha3_256,
    Algorithm::Blake2s,
    Algorithm::Shake256,
    Algorithm::Sm3,
    Algorithm::Streebog256,
];

fn ambiguous(candidates: &'static [Algorithm]) -> Outcome {
    Outcome::Parse(ParseError::Ambiguous { candidates })
}

fn disabled() -> Outcome {
    Outcome::Parse(ParseError::Disabled)
}

fn too_long() -> Outcome {
    Outcome::Parse(ParseError::TooLong)
}

fn malformed(algorithm: Algorithm, field: Field) -> Outcome {
    Outcome::Parse(ParseError::Malformed { algorithm, field })
}

fn unsupported(algorithm: Algorithm, variant: &'static str) -> Outcome {
    Outcome::Parse(ParseError::Unsupported { algorithm, variant })
}

fn over(algorithm: Algorithm, param: Param, actual: u64, limit: u64) -> Outcome {
    Outcome::Verify(VerifyError::LimitExceeded {
        algorithm,
        param,
        actual,
        limit,
    })
}

fn wrong() -> Outcome {
    Outcome::Verify(VerifyError::PasswordInvalid)
}

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = (String, Outcome)> {
    let tables = [
        argon2(),
        bcrypt(),
        markers(),
        shapes(),
        rows(),
        derivations(),
        crypt(),
    ];
    tables.into_iter().flatten()
}

fn argon2() -> Vec<(String, Outcome)> {
    const ARGON2: Algorithm = Algorithm::Argon2;
    let salt_and_tag = format!("$c29tZXNhbHRzb21lc2FsdA${}", "A".repeat(43));
    let with = |front: &str| format!("{front}{salt_and_tag}");
    let v19 = |parameters: &str| with(&format!("$argon2id$v=19${parameters}"));
    let salted = |salt: &str| format!("$argon2id$v=19$m=8,t=1,p=1${salt}${}", "A".repeat(43));
    let tagged = |tag: &str| format!("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA${tag}");
    let number = Field::Parameters;
    vec![
        (
            v19("m=4294967295,t=1,p=1"),
            over(ARGON2, Param::Memory, 4294967295, 1 << 20),
        ),
        (
            v19("m=8,t=4294967295,p=1"),
            over(ARGON2, Param::Work, 8 * 4294967295, 10 << 20),
        ),
        (
            v19("m=134217720,t=1,p=16777215"),
            over(ARGON2, Param::Memory, 134217720, 1 << 20),
        ),
        (
            v19("m=1048576,t=11,p=1"),
            over(ARGON2, Param::Work, 11 << 20, 10 << 20),
        ),
        (
            v19("m=1048577,t=1,p=1"),
            over(ARGON2, Param::Memory, (1 << 20) + 1, 1 << 20),
        ),
        (
            v19("m=2048,t=1,p=256"),
            over(ARGON2, Param::Lanes, 256, 255),
        ),
        (v19("m=8,t=1,p=536870912"), malformed(ARGON2, Field::Lanes)),
        (v19("m=8,t=1,p=4294967295"), malformed(ARGON2, Field::Lanes)),
        (v19("m=0,t=0,p=0"), malformed(ARGON2, Field::Lanes)),
        (v19("m=08,t=1,p=1"), malformed(ARGON2, Field::Memory)),
        (v19("m=+8,t=1,p=1"), malformed(ARGON2, Field::Memory)),
        (v19("m=-8,t=1,p=1"), malformed(ARGON2, Field::Memory)),
        (
            v19("m=99999999999999999999,t=1,p=1"),
            malformed(ARGON2, Field::Memory),
        ),
        (v19("m=8,m=16,t=1,p=1"), malformed(ARGON2, number)),
        (v19("m=8,t=1,p=1,x=1"), malformed(ARGON2, number)),
        (v19("m=8,t=1,p=1"), wrong()),
        (v19("p=1,t=1,m=8"), wrong()),
        // The shortest segments there are, 8,192 of them for each lane.
        (v19("m=128,t=2048,p=16"), wrong()),
        (
            with("$argon2id$v=99$m=8,t=1,p=1"),
            unsupported(ARGON2, "a version that is neither 16 nor 19"),
        ),
        (
            with("$argon2id$v=$m=8,t=1,p=1"),
            malformed(ARGON2, Field::Version),
        ),
        (with("$argon2id$m=8,t=1,p=1"), wrong()),
        (with("$argon2id$v=16$m=8,t=1,p=1"), wrong()),
        (with("$argon2id$v=19"), malformed(ARGON2, number)),
        ("$argon2id".into(), malformed(ARGON2, number)),
        ("$argon2id$".into(), malformed(ARGON2, number)),
        (
            tagged("").trim_end_matches('$').into(),
            malformed(ARGON2, Field::Digest),
        ),
        (tagged(""), malformed(ARGON2, Field::Digest)),
        (salted(""), malformed(ARGON2, Field::Salt)),
        (salted("c29tZXNhbA"), malformed(ARGON2, Field::Salt)),
        (salted(&format!("{}AA", "A".repeat(84))), wrong()),
        (salted(&"A".repeat(13336)), too_long()),
        (
            salted(&"A".repeat(1368)),
            over(ARGON2, Param::Salt, 1026, 1024),
        ),
        (tagged("AA"), malformed(ARGON2, Field::Digest)),
        (
            tagged(&"A".repeat(172)),
            unsupported(ARGON2, "a tag of more than 128 bytes"),
        ),
        (tagged(&"A".repeat(1 << 20)), too_long()),
        (
            tagged(&format!("{}=", "A".repeat(43))),
            malformed(ARGON2, Field::Digest),
        ),
        (
            tagged(&format!("{}-_A", "A".repeat(40))),
            malformed(ARGON2, Field::Digest),
        ),
        (
            tagged(&format!("{}B", "A".repeat(42))),
            malformed(ARGON2, Field::Digest),
        ),
        (
            format!("{}\n", v19("m=8,t=1,p=1")),
            Outcome::Parse(ParseError::Padded),
        ),
        (
            format!("{}\r\n", v19("m=8,t=1,p=1")),
            Outcome::Parse(ParseError::Padded),
        ),
        (
            format!("{} ", v19("m=8,t=1,p=1")),
            Outcome::Parse(ParseError::Padded),
        ),
        (
            format!("{}\0", v19("m=8,t=1,p=1")),
            malformed(ARGON2, Field::Digest),
        ),
        (format!("\u{feff}{}", v19("m=8,t=1,p=1")), unrecognized()),
        (with("$ARGON2ID$v=19$m=8,t=1,p=1"), unrecognized()),
        (
            with("$argon2ds$v=19$m=8,t=1,p=1"),
            malformed(ARGON2, Field::Version),
        ),
        (
            v19("m=8,t=1,p=1,keyid=AAAAAAAAAAAA"),
            unsupported(ARGON2, "a keyid of more than 8 bytes"),
        ),
        (
            v19(&format!("m=8,t=1,p=1,data={}", "A".repeat(44))),
            unsupported(ARGON2, "data of more than 32 bytes"),
        ),
        (
            v19("m=8,t=1,p=1,keyid=AAAA"),
            Outcome::Verify(VerifyError::UnknownKey { algorithm: ARGON2 }),
        ),
    ]
}

fn bcrypt() -> Vec<(String, Outcome)> {
    const BCRYPT: Algorithm = Algorithm::Bcrypt;
    let salt_and_digest = format!("{}.{}", "S".repeat(21), "D".repeat(31));
    let with = |front: &str| format!("{front}{salt_and_digest}");
    let mut table = vec![
        (
            with("$2b$31$"),
            over(BCRYPT, Param::Work, 152 << 31, 10 << 20),
        ),
        (
            with("$2b$20$"),
            over(BCRYPT, Param::Work, 152 << 20, 10 << 20),
        ),
        (
            with("$2b$17$"),
            over(BCRYPT, Param::Work, 152 << 17, 10 << 20),
        ),
        (with("$2b$04$"), wrong()),
        (with("$2x$04$"), wrong()),
        (with("$2b$32$"), malformed(BCRYPT, Field::Cost)),
        (with("$2b$03$"), malformed(BCRYPT, Field::Cost)),
        (with("$2b$00$"), malformed(BCRYPT, Field::Cost)),
        (with("$2b$+4$"), malformed(BCRYPT, Field::Cost)),
        (with("$2b$4$"), malformed(BCRYPT, Field::Cost)),
        (with("$2z$04$"), malformed(BCRYPT, Field::Version)),
        (with("$2$04$"), unsupported(BCRYPT, "version 2")),
        // CVE-2023-0567: a `$` inside the salt.
        (
            format!("$2y$05$2m6Jboi4zN5V2F/bvUCpH${}", "D".repeat(31)),
            malformed(BCRYPT, Field::Salt),
        ),
        (
            with("$2b$04$")[..59].into(),
            malformed(BCRYPT, Field::Digest),
        ),
        (with("$2b$04$") + "D", malformed(BCRYPT, Field::Digest)),
    ];
    // A letter of two bytes across every border, at the right length in bytes.
    let fields = [
        (0, None),
        (1, None),
        (3, Some(Field::Version)),
        (4, Some(Field::Cost)),
        (6, Some(Field::Structure)),
        (7, Some(Field::Salt)),
        (28, Some(Field::Salt)),
        (29, Some(Field::Digest)),
    ];
    for (place, field) in fields {
        let text = with("$2b$04$");
        let text = format!("{}é{}", &text[..place], &text[place + 2..]);
        assert_eq!(text.len(), 60);
        table.push((
            text,
            field.map_or_else(unrecognized, |field| malformed(BCRYPT, field)),
        ));
    }
    table
}

fn markers() -> Vec<(String, Outcome)> {
    let markers = [
        "",
        "*0",
        "*1",
        "*",
        "!",
        "!!",
        "!$6$salt$hash",
        "x",
        "NP",
        "*LK*",
        "NULL",
        "null",
        "0",
        "N/A",
        "\\N",
        "*LK*$6$salt$hash",
    ];
    let locked = format!("!{}", "A".repeat(40)); // as Django writes it
    let markers = markers.into_iter().map(String::from).chain([locked]);
    markers.map(|text| (text, disabled())).collect()
}

fn shapes() -> Vec<(String, Outcome)> {
    let hex = "5F4dcc3b5aa765d61d8327deb882cf9a";
    let mut table = vec![
        (
            hex.into(),
            ambiguous(&[MD5, Algorithm::Md4, Algorithm::Shake128]),
        ),
        (format!("{hex}0"), unrecognized()),
        (hex[1..].into(), unrecognized()),
        ("５F4dcc3b5aa765d61d8327deb882cf".into(), unrecognized()),
        (
            format!("{hex}\n"),
            ambiguous(&[MD5, Algorithm::Md4, Algorithm::Shake128]),
        ),
        (
            "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd0".into(),
            ambiguous(&[SHA1, Algorithm::Ripemd160]),
        ),
        (
            "W6ph5Mm5Pz8GgiULbPgzG37mj9o=".into(),
            ambiguous(&[SHA1, Algorithm::Ripemd160]),
        ),
        (format!("{hex}{hex}"), ambiguous(&OF_32)),
        // MySQL's, no marker.
        (
            format!("*{}", "0A".repeat(20)),
            Outcome::Verify(VerifyError::PasswordInvalid),
        ),
        ("A".repeat(16 << 20), too_long()),
        ("$".repeat(1_000_000), too_long()),
        (",".repeat(1_000_000), too_long()),
        ("$".repeat(4096), unrecognized()),
        (",".repeat(4096), unrecognized()),
        ("A".repeat(4096), unrecognized()),
        ("A".repeat(4097), too_long()),
        ("$\u{202e}2b$04$".into(), unrecognized()),
        (
            "$2\u{200b}b$04$".into(),
            malformed(Algorithm::Bcrypt, Field::Version),
        ),
        (
            "$argon2\u{200b}id$".into(),
            malformed(Algorithm::Argon2, Field::Version),
        ),
    ];
    for byte in 0..=0xff {
        let text = char::from(byte).to_string();
        // Padding alone is nothing.
        let is_marker = ["!", "*", "x", "0", " ", "\n", "\r"].contains(&text.as_str());
        table.push((
            text,
            if is_marker {
                disabled()
            } else {
                unrecognized()
            },
        ));
    }
    table
}

/// Texts of the table's rows.
fn rows() -> Vec<(String, Outcome)> {
    let ssha = |len: usize| {
        let digits = "A".repeat((len * 4).div_ceil(3));
        let padding = "=".repeat(digits.len().next_multiple_of(4) - digits.len());
        format!("{{SSHA}}{digits}{padding}")
    };
    let count = || malformed(MD5, Field::Iterations);
    let table = [
        ("$P$", count()),
        ("$P$.SSSSSSSSAAAAAAAAAAAAAAAAAAAAAA", count()),
        ("$P$zSSSSSSSSAAAAAAAAAAAAAAAAAAAAAA", count()),
        ("$P$éSSSSSSSSAAAAAAAAAAAAAAAAAAAAAA", count()),
        ("$P$BSSSSSSSS", malformed(MD5, Field::Digest)),
        ("sha1$$", malformed(SHA1, Field::Digest)),
        ("md5$$", malformed(MD5, Field::Digest)),
        ("{SSHA}", malformed(SHA1, Field::Digest)),
        ("{SSHA}====", malformed(SHA1, Field::Digest)),
        (&ssha(19), malformed(SHA1, Field::Digest)),
        (&ssha(20), malformed(SHA1, Field::Digest)),
        (&ssha(21), wrong()),
        ("{MD5}0cc175b9c0f1b6a831c399e269772661", wrong()),
        ("{CRYPT}*0", disabled()),
        (
            "{CRYPT}{CRYPT}x",
            malformed(Algorithm::Bcrypt, Field::Structure),
        ),
        ("{CRYPT}$2b$04$", malformed(Algorithm::Bcrypt, Field::Salt)),
    ];
    let table = table.into_iter();
    table
        .map(|(text, outcome)| (text.to_owned(), outcome))
        .collect()
}

/// Texts of PBKDF2 and scrypt.
fn derivations() -> Vec<(String, Outcome)> {
    const PBKDF2: Algorithm = Algorithm::Pbkdf2;
    const SCRYPT: Algorithm = Algorithm::Scrypt;
    let (of_32, of_64) = ("A".repeat(43), "A".repeat(86));
    let salt = "c29tZXNhbHRzb21lc2FsdA";
    let phc = |parameters: &str| format!("$scrypt${parameters}${salt}${of_32}");
    let passlib = |rounds: &str| format!("$pbkdf2-sha256${rounds}${salt}${of_32}");
    let django = |rounds: &str| format!("pbkdf2_sha256${rounds}$salt${of_32}=");
    let django_scrypt = |n: &str, r: &str| format!("scrypt${n}$salt${r}$1${of_64}==");
    let iterations = || malformed(PBKDF2, Field::Iterations);
    let digest = || malformed(PBKDF2, Field::Digest);
    let number = || malformed(SCRYPT, Field::Iterations);
    let undefined = || malformed(SCRYPT, Field::Parameters);
    // How much that is, measurements say.
    let too_dear = |text: String| {
        let identity = legacy_hash::identify(&text).unwrap();
        let (algorithm, actual) = (identity.format().algorithm(), identity.cost().work_kib());
        (text, over(algorithm, Param::Work, actual, 10 << 20))
    };
    let mut table = vec![
        too_dear(phc("ln=31,r=8,p=1")),
        too_dear(phc("ln=24,r=8,p=1")),
        too_dear(phc("ln=1,r=65535,p=16384")),
        (
            phc("ln=20,r=9,p=1"),
            over(SCRYPT, Param::Memory, 9 << 17, 1 << 20),
        ),
        (phc("ln=1,r=1,p=65535"), wrong()),
        (phc("ln=1,r=65535,p=65535"), undefined()),
        (phc("ln=16,r=1,p=1"), undefined()),
        (phc("ln=1,r=65536,p=65536"), undefined()),
        (phc("ln=1,r=8388608,p=1"), undefined()),
        (
            phc("ln=1,r=1,p=1073741823"),
            malformed(SCRYPT, Field::Lanes),
        ),
        (phc("ln=4,r=8"), malformed(SCRYPT, Field::Structure)),
        (phc("ln=4,r=0,p=1"), undefined()),
        (phc("ln=4,r=8,p=0"), malformed(SCRYPT, Field::Lanes)),
        (phc("ln=4,r=8,p=1"), wrong()),
        (phc("ln=16384,r=8,p=1"), wrong()),
        (
            format!("$scrypt$ln=4,r=8,p=1${salt}$AAAA"),
            malformed(SCRYPT, Field::Digest),
        ),
        (django_scrypt("1099511627776", "8"), number()),
        (django_scrypt("3", "8"), number()),
        (django_scrypt("1", "8"), number()),
        (django_scrypt("0", "8"), number()),
        (django_scrypt("16384", "0"), undefined()),
        (
            "scrypt$16384$salt$8$1$AAAA".into(),
            malformed(SCRYPT, Field::Digest),
        ),
        ("scrypt$salt$$$$".into(), number()),
        ("$e0801$$".into(), unrecognized()),
        too_dear(passlib("4294967295")),
        (passlib("+1000"), iterations()),
        (passlib("01000"), iterations()),
        (passlib("0"), iterations()),
        (passlib("4294967296"), iterations()),
        (format!("$pbkdf2-sha256$1000${salt}$AA"), digest()),
        (format!("$pbkdf2-sha256$1000${salt}$"), digest()),
        ("$pbkdf2-sha256$1000$$".into(), digest()),
        (format!("$pbkdf2-sha256$1000$${of_32}"), wrong()),
        (django("0"), iterations()),
        (django("99999999999"), iterations()),
        ("pbkdf2_sha256$1$salt$AAAA".into(), digest()),
        ("pbkdf2_sha256$1$salt$".into(), digest()),
        (
            format!("pbkdf2_sha256$1$${of_32}="),
            malformed(PBKDF2, Field::Salt),
        ),
        ("{PBKDF2_SHA256}".into(), digest()),
        (
            format!("{{PBKDF2_SHA256}}{}", "A".repeat(432)),
            iterations(),
        ),
        ("{PKCS5S2}".into(), digest()),
    ];
    for ln in [
        "0",
        "32",
        "40",
        "63",
        "64x",
        "65",
        "100",
        "256x",
        "4294967296",
        "04",
        "+4",
        "",
    ] {
        table.push((phc(&format!("ln={ln},r=8,p=1")), number()));
    }
    for length in ["4294967295", "0", "16", "33", "032", "+32", ""] {
        let said = format!("$pbkdf2-sha256$i=1000,l={length}${salt}${of_32}");
        let parameters = matches!(length, "0" | "032" | "+32" | "");
        let field = if parameters {
            Field::Parameters
        } else {
            Field::Digest
        };
        table.push((said, malformed(PBKDF2, field)));
    }
    let is_computed = cfg!(all(feature = "pbkdf2", feature = "scrypt"));
    table.retain(|(_, outcome)| is_computed || matches!(outcome, Outcome::Parse(_)));
    table
}

/// What looks like crypt(3)'s: rounds, parameters, salts and digests that it does not write.
fn crypt() -> Vec<(String, Outcome)> {
    const SHA256: Algorithm = Algorithm::Sha256Crypt;
    const SHA512: Algorithm = Algorithm::Sha512Crypt;
    const SHA1: Algorithm = Algorithm::Sha1Crypt;
    const MD5: Algorithm = Algorithm::Md5Crypt;
    const SUN: Algorithm = Algorithm::SunMd5;
    const YESCRYPT: Algorithm = Algorithm::Yescrypt;
    const SCRYPT: Algorithm = Algorithm::Scrypt;
    const DES: Algorithm = Algorithm::DesCrypt;
    let of = |len| ".".repeat(len);
    let (of_16, of_21, of_32, of_64) = (of(22), of(28), of(43), of(86));
    let mut table = Vec::new();
    for rounds in [
        "4294967296",
        "1000000000",
        "10",
        "999",
        "05000",
        "+5000",
        "5000 ",
        "",
    ] {
        let text = format!("$6$rounds={rounds}$salt${of_64}");
        table.push((text, malformed(SHA512, Field::Iterations)));
    }
    for parameters in [
        "jaT",
        ".kCF",
        "jZyc5wstc0pJ9F",
        "",
        "j9",
        "j9T1",
        "k9T",
        "j9T5.",
    ] {
        let text = format!("$y${parameters}$${of_32}");
        table.push((text, malformed(YESCRYPT, Field::Parameters)));
    }
    let texts = [
        ("$5$rounds=10$AAAA".to_owned(), SHA256, Field::Iterations),
        ("$6$$AAAA".to_owned(), SHA512, Field::Digest),
        ("$6$salt$AAAA".to_owned(), SHA512, Field::Digest),
        (format!("$6$salt${of_32}"), SHA512, Field::Digest),
        (
            format!("$6${}${of_64}", "s".repeat(17)),
            SHA512,
            Field::Salt,
        ),
        ("$6$rounds=5000".to_owned(), SHA512, Field::Structure),
        ("$sha1$4294967295$salt$AAAA".to_owned(), SHA1, Field::Digest),
        (format!("$sha1$0$salt${of_21}"), SHA1, Field::Iterations),
        (format!("$sha1$01$salt${of_21}"), SHA1, Field::Iterations),
        (format!("$sha1$1$${of_21}"), SHA1, Field::Salt),
        ("$1$".to_owned(), MD5, Field::Structure),
        ("$1$$".to_owned(), MD5, Field::Digest),
        (format!("$1$123456789${of_16}"), MD5, Field::Salt),
        (
            format!("$md5,rounds=0$salt${of_16}"),
            SUN,
            Field::Iterations,
        ),
        (
            format!("$md5,rounds=4294963200$salt${of_16}"),
            SUN,
            Field::Iterations,
        ),
        (format!("$md5,salt${of_16}"), SUN, Field::Structure),
        (format!("$md5$${of_16}"), SUN, Field::Salt),
        (format!("$md5$salt$$${of_16}"), SUN, Field::Salt),
        (
            "$y$j9T$SSSSSSSSSSSSSSSSSSSSSS$AAA".to_owned(),
            YESCRYPT,
            Field::Salt,
        ),
        ("$y$j9T$$AAA".to_owned(), YESCRYPT, Field::Digest),
        (format!("$y$j9T${}${of_32}", of(87)), YESCRYPT, Field::Salt),
        ("$7$C".to_owned(), SCRYPT, Field::Structure),
        (
            format!("$7$U6..../....salt${of_32}"),
            SCRYPT,
            Field::Parameters,
        ),
        (
            format!("$7$.6..../....salt${of_32}"),
            SCRYPT,
            Field::Parameters,
        ),
        (
            format!("$7$C........../....salt${of_32}"),
            SCRYPT,
            Field::Parameters,
        ),
        (format!("$7$C6.........salt${of_32}"), SCRYPT, Field::Lanes),
        ("crypt$salt$".to_owned(), DES, Field::Structure),
        (format!("crypt$ab$cd{}", of(11)), DES, Field::Salt),
        ("{CRYPT}$6$salt$AAAA".to_owned(), SHA512, Field::Digest),
        ("{CRYPT}$1$$".to_owned(), MD5, Field::Digest),
    ];
    let texts = texts.map(|(text, algorithm, field)| (text, malformed(algorithm, field)));
    table.extend(texts);
    // Neither the characters nor the lengths of DES.
    for text in [
        "_........",
        "_",
        "_....",
        "a",
        "ab",
        "ééAAAAAAAAAAA",
        "{CRYPT}_",
        "_....saltAAAAAAAAAAA",
    ] {
        table.push((text.to_owned(), unrecognized()));
    }
    table.push((format!("$6${}$AAAA", "s".repeat(1 << 20)), too_long()));
    table.push(("{CRYPT}".repeat(10_000), too_long()));
    table
}
