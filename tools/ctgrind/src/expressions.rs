//! What the library computes of a password and compares, through its public functions.

use std::hint::black_box;

use legacy_hash::{Algorithm, Context, Expression, Format, LegacyHash, VerifyError};

use crate::stored;
use crate::valgrind;

/// A digest's name in expressions and its length in bytes.
const DIGESTS: [(&str, usize); 20] = [
    ("md4", 16),
    ("md5", 16),
    ("sha1", 20),
    ("sha224", 28),
    ("sha256", 32),
    ("sha384", 48),
    ("sha512", 64),
    ("sha512_224", 28),
    ("sha512_256", 32),
    ("sha3_224", 28),
    ("sha3_256", 32),
    ("sha3_384", 48),
    ("sha3_512", 64),
    ("shake128", 16),
    ("shake256", 32),
    ("ripemd160", 20),
    ("whirlpool", 64),
    ("blake2b", 64),
    ("blake2s", 32),
    ("sm3", 32),
];

/// Expressions whose outermost function is SHA-256, without a finding.
const QUIET: [&str; 20] = [
    "sha256($p)",
    "sha256($s.$p.$s2.$u.$c1)",
    "sha256(\"a\\x00\".$p)",
    "sha256(lc($p))",
    "sha256(uc($p))",
    "sha256(cut(1,9,$p))",
    "sha256(cut(3,30,md5($p)))",
    "sha256(cut(3,15,md5_raw($p)))",
    "sha256(lc(uc(sha1_64($p))))",
    "sha256(trim($s).$p)",
    "sha256(utf16($u).latin1($s).$p)",
    "sha256(unhex($c2).unbase64($c3).$p)",
    "sha256(nfkc($u).saslprep($s).md5($p))",
    "iterate(5,sha256($s.$p),sha256($_.$s))",
    "iterate(5,sha256_raw($s.$p),sha256_raw($_.$p))",
    "sha256(iterate(3,$p,md5_64c($_.$s)))",
    "sha256(iterate(2,$p,iterate(2,sha1($_),lc(sha1($_.$p)))))",
    "hmac_sha256($c1,$s.$p)",
    "hmac_sha256($p,$s)",
    "hmac_sha256(sha512_raw($p.$p),sha1_raw($p))",
];

/// Expressions whose value is a text, and its length.
const TEXTS: [(&str, usize); 4] = [
    ("lc(SHA1($p))", 40),
    ("cut(0,20,sha1($p))", 20),
    ("md5_64e($s.$p).\":\".sha1_raw($p)", 45),
    ("iterate(3,uc(md5($p)),uc(md5($_)))", 32),
];

/// Functions that have to read the password to know where it ends, how long its characters are or
/// whether they can be applied to it at all, and how many findings they may have. At least one, or
/// the password's bytes were not marked.
const TELLING: [(&str, u64); 10] = [
    ("sha256(trim($p))", u64::MAX),
    ("sha256(cut0($p))", u64::MAX),
    ("sha256(utf16($p))", u64::MAX),
    ("sha256(latin1($p))", u64::MAX),
    ("sha256(nfkc($p))", u64::MAX),
    ("sha256(saslprep($p))", u64::MAX),
    // Whether all digits are right, in one branch behind them.
    ("sha256(unhex($p))", 1),
    ("sha256(unhex(md5($p)))", 1),
    // The same, whether there is padding, and whether bits are left over.
    ("sha256(unbase64($p))", 4),
    ("sha256(unbase64(md5_64($p)))", 3),
];

/// Functions that look something up by what they compute, or decide by it what comes next.
const TABLES: [&str; 14] = [
    "streebog",
    "sha256_crypt",
    "sha512_crypt",
    "sun_md5",
    "yescrypt",
    "scrypt",
    "des_crypt",
    "bsdi_crypt",
    "bigcrypt",
    "crypt16",
    "lm(",
    "oracle10",
    "aes256_ctr",
    // It skips blanks.
    "mysql_old",
];

/// bcrypt and Argon2i over an expression. Argon2d and the most of Argon2id go where the password
/// says, by design.
const WRAPPED: [(&str, &str, &[u8]); 5] = [
    ("bcrypt($p)", BCRYPT, b""),
    ("bcrypt(sha256($p))", BCRYPT, b""),
    ("bcrypt(hmac_sha384_64($c1,$p))", BCRYPT, b""),
    ("argon2(sha512($s.$p))", ARGON2I, b"0123456789abcdef"),
    ("argon2(hmac_sha1_raw($p,$s))", ARGON2I, b"0123456789abcdef"),
];
const BCRYPT: &str = "$2b$04$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e";
const ARGON2I: &str = "$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$MDEyMzQ1Njc4OWFiY2RlZg";

/// Adds up what has to be so, and says what is not.
struct Report {
    cases: usize,
    wrong: usize,
}

impl Report {
    fn is(&mut self, name: &str, found: u64, is_right: bool) {
        self.cases += 1;
        if !is_right {
            self.wrong += 1;
            eprintln!("{name}: {found} findings");
        }
    }
}

/// Whether every expression has findings where it should, and nowhere else.
pub fn are_as_expected() -> bool {
    let mut report = Report { cases: 0, wrong: 0 };
    for (name, len) in DIGESTS {
        for expression in [format!("{name}($p)"), format!("hmac_{name}($s,$p)")] {
            let found = findings(&expression, &digest(len));
            report.is(&expression, found, found == 0);
        }
        for written in [
            name.to_owned(),
            name.to_uppercase(),
            format!("{name}_raw"),
            format!("{name}_64"),
            format!("{name}_64e"),
            format!("{name}_64c"),
        ] {
            let hmac = if written == name.to_uppercase() {
                "HMAC_"
            } else {
                "hmac_"
            };
            for inner in [
                format!("{written}($s.$p)"),
                format!("{hmac}{written}($c1,$p)"),
                format!("{hmac}{written}($p,$s)"),
            ] {
                let expression = format!("sha256({inner})");
                let found = findings(&expression, &digest(32));
                report.is(&expression, found, found == 0);
            }
        }
    }
    for expression in QUIET {
        let found = findings(expression, &digest(32));
        report.is(expression, found, found == 0);
    }
    for (expression, len) in TEXTS {
        let text = "0".repeat(len);
        let found = findings_in(expression, &text, text.as_bytes());
        report.is(expression, found, found == 0);
    }
    for (expression, most) in TELLING {
        let found = findings(expression, &digest(32));
        report.is(expression, found, (1..=most).contains(&found));
    }
    for (expression, text, digest) in WRAPPED {
        let found = findings_in(expression, text, digest);
        report.is(expression, found, found == 0);
    }
    formats(&mut report);
    println!("{} cases, {} wrong", report.cases, report.wrong);
    report.wrong == 0
}

/// Prints how many findings an expression has; memcheck prints where. The digest is not marked.
pub fn show(expression: &str) {
    let name = expression.split('(').next().unwrap_or_default();
    let name = name.trim_start_matches("hmac_");
    let len = DIGESTS.iter().find(|(known, _)| *known == name);
    let text = match name {
        "bcrypt" => BCRYPT.to_owned(),
        "argon2" => ARGON2I.to_owned(),
        _ => hex(&digest(len.map_or(32, |(_, len)| *len))),
    };
    let found = findings_in(expression, &text, b"");
    println!("{expression}: {found} findings");
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One that no password here has.
fn digest(len: usize) -> Vec<u8> {
    (0..len).map(|place| 0x5a ^ place as u8).collect()
}

/// How many findings there are where a wrong password is verified.
fn findings(expression: &str, digest: &[u8]) -> u64 {
    findings_in(expression, &hex(digest), digest)
}

/// The same for a text that is no digest in hexadecimal. `digest` is what is marked of it.
fn findings_in(expression: &str, text: &str, digest: &[u8]) -> u64 {
    let read: Expression = expression.parse().expect(expression);
    let read = || LegacyHash::computed_by(&read, text, context()).expect(expression);
    let stored = stored::with_undefined_digest(digest, read);
    // It is hexadecimal and base64, too.
    let (found, verdict) = verify(&stored, "deadbeefdeadbeef");
    assert_eq!(verdict, Err(VerifyError::PasswordInvalid), "{expression}");
    found
}

fn context() -> Context {
    Context::new()
        .with_salt("NaCl")
        .with_salt2("KCl")
        .with_user("alice")
        .with_constant(1, "site")
        .with_constant(2, "00ff")
        .with_constant(3, "MDA")
}

/// Every format's example, with its password and with another one. bcrypt and Argon2 are above.
fn formats(report: &mut Report) {
    for format in Format::all() {
        let is_wrapped = matches!(format.algorithm(), Algorithm::Bcrypt | Algorithm::Argon2);
        if is_wrapped {
            continue;
        }
        let stored = LegacyHash::parse_as(format, format.example()).expect("an example");
        let stored = stored.with_context(context());
        let is_telling = match &stored {
            LegacyHash::Dynamic(hash) => tells(&hash.expression().to_string()),
            _ => false,
        };
        let wrong = Err(VerifyError::PasswordInvalid);
        for (password, right) in [("correct horse", Ok(())), ("Correct horse", wrong)] {
            let (found, verdict) = verify(&stored, password);
            // These know no case.
            let is_folded = ["lm(", "oracle10("].iter().any(|function| {
                matches!(&stored, LegacyHash::Dynamic(hash) if hash.expression().to_string().starts_with(function))
            });
            assert!(verdict == right || is_folded, "{format}: {verdict:?}");
            report.is(format.name(), found, is_telling == (found > 0));
        }
    }
}

/// Whether something on the way goes where the password or a digest of it says, or has to read its
/// characters: functions of texts, functions over tables, and those that are defined so.
fn tells(expression: &str) -> bool {
    let texts = [
        "utf16(",
        "trim(",
        "latin1(",
        "nfkc(",
        "saslprep(",
        "saslprep_or_raw(",
    ];
    let has = |function: &str| expression.contains(function);
    let of_password = |function: &&str| {
        let inside = expression.split(*function).skip(1);
        inside.into_iter().any(|inside| {
            inside
                .split(')')
                .next()
                .is_some_and(|inside| inside.contains("$p"))
        })
    };
    texts.iter().any(of_password) || TABLES.iter().any(|function| has(function))
}

fn verify(stored: &LegacyHash, password: &str) -> (u64, Result<(), VerifyError>) {
    let secret = password.as_bytes().to_vec();
    valgrind::make_undefined(&secret);
    let before = valgrind::findings();
    let mut verdict = black_box(stored.verify(&secret));
    let found = valgrind::findings() - before;
    // The verdict itself is public.
    valgrind::make_all_defined(&mut verdict);
    (found, verdict)
}
