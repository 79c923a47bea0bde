//! The functions of older systems. The first row is the crate that has the same function, or libxcrypt.

use std::hint::black_box;

use legacy_hash::{Backend, Context, Expression, Format, LegacyHash, Policy};

use crate::harness::Row;
use crate::programs;
use crate::work::{Cost, PASSWORD, SALT};

/// A group's title, its picture's name, and its rows.
pub type Titled = (&'static str, &'static str, fn() -> Vec<Row>);

pub fn groups() -> Vec<Titled> {
    vec![
        (
            "PBKDF2 with SHA-1, 100,000 rounds",
            "pbkdf2-sha1",
            pbkdf2_sha1,
        ),
        (
            "PBKDF2 with SHA-256, 100,000 rounds",
            "pbkdf2-sha256",
            pbkdf2_sha256,
        ),
        (
            "PBKDF2 with SHA-512, 100,000 rounds",
            "pbkdf2-sha512",
            pbkdf2_sha512,
        ),
        (
            "A sign-in that moves Django's PBKDF2, 600,000 rounds, to Argon2id, 19 MiB",
            "moving-django",
            moving_django,
        ),
        ("scrypt, N = 16,384, r = 8", "scrypt", scrypt),
        ("yescrypt, as `/etc/shadow` has it", "yescrypt", yescrypt),
        ("sha512-crypt, 5,000 rounds", "sha512-crypt", || {
            crypt("sha512-crypt", SHA512_CRYPT, 1)
        }),
        ("sha256-crypt, 5,000 rounds", "sha256-crypt", || {
            crypt("sha256-crypt", SHA256_CRYPT, 1)
        }),
        ("md5-crypt", "md5-crypt", || {
            crypt("md5-crypt", MD5_CRYPT, 1)
        }),
        ("sha1-crypt, 24,680 rounds", "sha1-crypt", || {
            crypt("sha1-crypt", SHA1_CRYPT, 1)
        }),
        ("Traditional DES crypt", "des-crypt", || {
            crypt("descrypt", DES_CRYPT, 1000)
        }),
        ("BSDi's DES crypt, 725 rounds", "bsdi-crypt", || {
            crypt("bsdi-crypt", BSDI_CRYPT, 10)
        }),
        ("phpass, 8,192 rounds", "phpass", phpass),
    ]
}

// What libxcrypt's crypt(3) makes of the password.
const MD5_CRYPT: &str = "$1$saltsalt$BsXyQbZiQujHkdhwPwdol.";
const SHA1_CRYPT: &str = "$sha1$24680$saltsalt$V1lqHsFI.3dpNSoq7VRn08diP5CX";
const SHA256_CRYPT: &str = "$5$saltsaltsaltsalt$bPJpWK7vm672W79VQB0m5/jkpFJLCXVgRFgJGTHMelA";
const SHA512_CRYPT: &str = "$6$saltsaltsaltsalt$csoGsaC3yxEIvMdVpxO2zEQlhCHi/6pnPVKHT3nfribhRDnEOL4O5nnsAETH/r6rG0vxiN/wRElsAf4u8CK4d.";
const DES_CRYPT: &str = "sa6zCY2NLg.wE";
const BSDI_CRYPT: &str = "_J9..saltT8FhL9yRbho";
const YESCRYPT: &str = "$y$j9T$saltsaltsaltsalt$TG0j4ztp7XikOFbl3oG2Aa1GQ38OvMjd0gigg1D5Qo2";
/// passlib's.
const PHPASS: &str = "$P$BsaltsaltQzFfSQXmLYYwGZyj3dUJh.";
/// Django's form, of Python's hashlib.
const DJANGO: &str =
    "pbkdf2_sha256$600000$saltsaltsaltsalt$QG6BMwMweVu+fGdGtTGN9gzkHBTCL+1KvyjmzZKiY4E=";

/// Our verification of a text, of a declared format or of one that is told.
fn verify(format: Option<&str>, text: &str, repeats: u32) -> Row {
    let stored = match format {
        Some(format) => {
            let format: Format = format.parse().expect("a format");
            LegacyHash::parse_as(format, text)
        }
        None => LegacyHash::parse(text),
    };
    of_stored(stored.expect("a text"), repeats)
}

fn of_stored(stored: LegacyHash, repeats: u32) -> Row {
    let policy = Policy::default();
    assert!(policy.verify(&stored, PASSWORD).is_ok());
    Row::calls("**legacy-hash**, verify", repeats, move || {
        assert!(policy.verify(&stored, black_box(PASSWORD)).is_ok());
    })
}

/// Our verification of what an expression makes, in hexadecimal.
fn of_expression(source: &str, text: &str) -> Row {
    let expression: Expression = source.parse().expect("an expression");
    let context = Context::new().with_salt(SALT);
    let stored = LegacyHash::computed_by(&expression, text, context);
    of_stored(stored.expect("a text"), 1)
}

const ROUNDS: u32 = 100_000;

/// Python's hashlib has OpenSSL's functions, and calls them without a loop of its own.
fn openssl(what: &str) -> Row {
    programs::row("OpenSSL, by Python's hashlib", "python3", "python.py", what)
}

fn pbkdf2_sha1() -> Vec<Row> {
    let digest = "017a4118ee854bfdc5bd477160a8a3f018260a98";
    vec![
        Row::calls("pbkdf2", 1, || {
            let mut derived = [0; 20];
            let password = black_box(PASSWORD.as_bytes());
            pbkdf2::pbkdf2_hmac::<sha1::Sha1>(password, SALT, ROUNDS, &mut derived);
            black_box(derived);
        }),
        of_expression("pbkdf2_sha1($p, $s, 100000)", digest),
        openssl("pbkdf2-sha1"),
        programs::row("PHP", "php", "php.php", "pbkdf2-sha1"),
        programs::row("Node", "node", "node.js", "pbkdf2-sha1"),
    ]
}

fn pbkdf2_sha256() -> Vec<Row> {
    let digest = "ecb909b0240a86e74dc63b1fb035b76fd7e0e0a806d2277ed5aefb742d18a7d0";
    vec![
        Row::calls("pbkdf2", 1, || {
            let mut derived = [0; 32];
            let password = black_box(PASSWORD.as_bytes());
            pbkdf2::pbkdf2_hmac::<sha2::Sha256>(password, SALT, ROUNDS, &mut derived);
            black_box(derived);
        }),
        of_expression("pbkdf2_sha256($p, $s, 100000)", digest),
        openssl("pbkdf2-sha256"),
        programs::row("PHP", "php", "php.php", "pbkdf2-sha256"),
        programs::row("Node", "node", "node.js", "pbkdf2-sha256"),
    ]
}

fn pbkdf2_sha512() -> Vec<Row> {
    let digest = "41520e4e5da3895476e6a55b5c65d6b0bd2d148af598fb9be91ec0620267d19c\
        778ab21c486f00665514715665b85d4bbacec3aab8308acf184c0e266d5f4b18";
    vec![
        Row::calls("pbkdf2", 1, || {
            let mut derived = [0; 64];
            let password = black_box(PASSWORD.as_bytes());
            pbkdf2::pbkdf2_hmac::<sha2::Sha512>(password, SALT, ROUNDS, &mut derived);
            black_box(derived);
        }),
        of_expression("pbkdf2_sha512($p, $s, 100000)", digest),
        openssl("pbkdf2-sha512"),
        programs::row("PHP", "php", "php.php", "pbkdf2-sha512"),
        programs::row("Node", "node", "node.js", "pbkdf2-sha512"),
    ]
}

/// Django's own sign-in only verifies; it can be told to move to Argon2id, too, as we do.
fn moving_django() -> Vec<Row> {
    let policy = Cost(19456, 2, 1).policy(Backend::Portable);
    let django = |name: &str, what| programs::row(name, "python3", "python.py", what);
    vec![
        Row::calls("**legacy-hash**, authenticate", 1, move || {
            let answer = policy.authenticate(DJANGO, black_box(PASSWORD));
            assert!(answer.is_granted());
        }),
        verify(None, DJANGO, 1),
        django("Django, moves it, too", "django-move"),
        django("Django, verifies only", "django"),
    ]
}

fn scrypt() -> Vec<Row> {
    let digest = "3c9015e2a58b4e349ede54f8c4e2007b120cc39b8bde104288ce871625dc82b6";
    let params = scrypt::Params::new(14, 8, 1).expect("a cost");
    vec![
        Row::calls("scrypt", 1, move || {
            let mut derived = [0; 32];
            let password = black_box(PASSWORD.as_bytes());
            scrypt::scrypt(password, SALT, &params, &mut derived).expect("a hash");
            black_box(derived);
        }),
        of_expression("scrypt($p, $s, 16384, 8, 1, 32)", digest),
        openssl("scrypt"),
        programs::row("Node", "node", "node.js", "scrypt"),
    ]
}

fn yescrypt() -> Vec<Row> {
    let mode = yescrypt::Mode::default();
    let params = yescrypt::Params::new(mode, 4096, 32, 1).expect("a cost");
    vec![
        Row::calls("yescrypt", 1, move || {
            let mut derived = [0; 32];
            let password = black_box(PASSWORD.as_bytes());
            yescrypt::yescrypt(password, SALT, &params, &mut derived).expect("a hash");
            black_box(derived);
        }),
        verify(None, YESCRYPT, 1),
        programs::row("libxcrypt", "perl", "perl.pl", YESCRYPT),
    ]
}

/// A function of crypt(3). Programs are given the text, and call the function as often as we do.
fn crypt(format: &'static str, text: &'static str, repeats: u32) -> Vec<Row> {
    vec![
        programs::row("libxcrypt", "perl", "perl.pl", text),
        verify(Some(format), text, repeats),
        programs::row("PHP", "php", "php.php", text),
        Row::calls("pwhash", repeats, move || {
            assert!(pwhash::unix::verify(black_box(PASSWORD), text));
        }),
    ]
}

fn phpass() -> Vec<Row> {
    vec![
        programs::row("PHP, its loop", "php", "php.php", "phpass"),
        verify(None, PHPASS, 1),
        programs::row("Python, passlib", "python3", "python.py", "phpass"),
    ]
}
