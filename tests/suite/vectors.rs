//! The vectors that independent programs made (`tests/vectors`), found by the name of their row.

use std::path::{Path, PathBuf};

use legacy_hash::{
    Algorithm, Argon2Cost, Argon2Hash, Argon2Variant, Argon2Version, BcryptHash, BcryptVersion,
    Context, Format, LegacyHash, Md5Hash, ParseError, Policy, Sha1Hash, Sha256Hash,
};
use serde_json::Value;

/// A password and what an independent program stored for it.
pub(crate) struct Vector {
    /// The program.
    pub(crate) by: String,
    /// The row.
    pub(crate) format: Format,
    pub(crate) password: Vec<u8>,
    pub(crate) text: String,
    /// What stands in other columns.
    pub(crate) context: Context,
    /// What the context holds: the salt, the second one, the user, and the constants.
    pub(crate) columns: [Option<Vec<u8>>; 11],
    /// What a [salted digest](legacy_hash::SaltedDigest) is built with.
    pub(crate) prefix: Vec<u8>,
    pub(crate) suffix: Vec<u8>,
    secret: Vec<u8>,
}

/// The name under which `Vector::policy` knows the vector's secret.
const KEY_ID: &str = "key";

impl Vector {
    /// A vector of a row, as the files have it.
    pub(crate) fn of(format: Format, row: &Value) -> Self {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let bytes = |key: &str| unhex(&text(key));
        let mut columns = [const { None }; 11];
        let mut context = Context::new();
        if let Some(salt) = row["salt"].as_str().map(unhex) {
            context = context.with_salt(&salt);
            columns[0] = Some(salt);
        }
        if let Some(salt) = row["salt2"].as_str().map(unhex) {
            context = context.with_salt2(&salt);
            columns[1] = Some(salt);
        }
        if let Some(user) = row["user"].as_str().map(unhex) {
            context = context.with_user(&user);
            columns[2] = Some(user);
        }
        for (number, constant) in row["constants"].as_object().into_iter().flatten() {
            let number: u8 = number.parse().unwrap();
            let constant = unhex(constant.as_str().unwrap());
            context = context.with_constant(number, &constant);
            columns[2 + usize::from(number)] = Some(constant);
        }
        Self {
            by: text("by"),
            format,
            password: bytes("password"),
            text: text("hash"),
            context,
            columns,
            prefix: bytes("prefix"),
            suffix: bytes("suffix"),
            secret: bytes("secret"),
        }
    }

    /// The algorithm of the outermost function.
    pub(crate) fn algorithm(&self) -> Algorithm {
        self.format.algorithm()
    }

    /// The stored text, read with everything that the old system knows beside it.
    pub(crate) fn read(&self) -> Result<LegacyHash, ParseError> {
        self.read_text(&self.text)
    }

    /// Another text in this one's place, declared to be of the row.
    pub(crate) fn read_text(&self, text: &str) -> Result<LegacyHash, ParseError> {
        let (prefix, suffix) = (&self.prefix, &self.suffix);
        Ok(match self.format.name() {
            "md5" => {
                let hash: Md5Hash = text.parse()?;
                hash.with_prefix(prefix).with_suffix(suffix).into()
            }
            "sha1" => {
                let hash: Sha1Hash = text.parse()?;
                hash.with_prefix(prefix).with_suffix(suffix).into()
            }
            "sha256" => {
                let hash: Sha256Hash = text.parse()?;
                hash.with_prefix(prefix).with_suffix(suffix).into()
            }
            "argon2" if !self.secret.is_empty() => {
                text.parse::<Argon2Hash>()?.with_key_id(KEY_ID)?.into()
            }
            _ => LegacyHash::parse_as(self.format, text)?.with_context(self.context.clone()),
        })
    }

    /// Another text in this one's place, of which nothing was declared.
    pub(crate) fn detect_text(&self, text: &str) -> Result<LegacyHash, ParseError> {
        Ok(LegacyHash::parse(text)?.with_context(self.context.clone()))
    }

    /// An input of a fuzz target.
    pub(crate) fn fuzz_input(&self, text: &[u8]) -> Vec<u8> {
        let mut input = self.format.name().as_bytes().to_vec();
        for column in &self.columns {
            input.push(b'\t');
            input.extend(column.iter().flatten());
        }
        [&input, &b"\n"[..], text, b"\n", &self.password].concat()
    }

    /// Whether what was hashed is the password with no more than a text and a context say.
    pub(crate) fn is_plain(&self) -> bool {
        self.prefix.is_empty() && self.suffix.is_empty() && self.secret.is_empty()
    }

    /// Whether what reads and computes it is compiled in.
    pub(crate) fn is_computed(&self) -> bool {
        self.format.features().all(is_compiled_in) && is_hash_computed(self.read())
    }

    /// Whether it is computed so quickly that thousands of texts near it can be: no dearer than bcrypt of
    /// cost 6.
    pub(crate) fn is_cheap(&self) -> bool {
        let limits = *cheap_policy().limits();
        self.read()
            .is_ok_and(|hash| hash.cost().work_kib() <= limits.work_kib)
    }

    /// The secret that went into Argon2's own input, if there is one.
    pub(crate) fn secret(&self) -> Option<&[u8]> {
        Some(self.secret.as_slice()).filter(|secret| !secret.is_empty())
    }

    /// A cheap policy that knows the vector's secret, if it has one.
    pub(crate) fn policy(&self) -> Policy {
        match self.secret.as_slice() {
            [] => cheap_policy(),
            secret => cheap_policy().with_known_secret(KEY_ID, secret).unwrap(),
        }
    }
}

/// A policy whose hashes cost next to nothing, and whose limits stop what a changed cost would ask
/// for.
pub(crate) fn cheap_policy() -> Policy {
    let mut limits = legacy_hash::Limits::default();
    limits.memory_kib = 1024;
    limits.work_kib = 64 * 152; // bcrypt of cost 6
    let policy = Policy::default().with_weak_cost(8, 1, 1).unwrap();
    policy.with_limits(limits).unwrap()
}

/// The rows whose texts do not say what they cost, and always cost more than that.
pub(crate) const DEAR: [&str; 11] = [
    "sun-md5",
    "better-auth",
    "spring-pbkdf2",
    "spring-pbkdf2-secret",
    "spring-pbkdf2-v5-8",
    "spring-pbkdf2-v5-8-secret",
    "cisco-type9",
    "gitea-pbkdf2-v2",
    "gitea-pbkdf2-hi",
    "discourse",
    "discourse-64000",
];

/// The algorithms that have a payload of their own.
pub(crate) const OWN: [Algorithm; 5] = [
    Algorithm::Md5,
    Algorithm::Sha1,
    Algorithm::Sha256,
    Algorithm::Bcrypt,
    Algorithm::Argon2,
];

/// The files of a row: its own in `tests/vectors/rows`, and where it has a payload of its own, one beside
/// that folder as well, which says what payloads are built with.
pub(crate) fn files(format: Format) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let file = format!("{format}.json");
    let mut files = vec![folder.join("rows").join(&file), folder.join(&file)];
    files.retain(|file| file.exists());
    files
}

/// The vectors of a row. None if there is no file.
pub(crate) fn of(format: impl Into<Format>) -> Vec<Vector> {
    let format = format.into();
    let files = files(format).into_iter();
    let rows = files.flat_map(|file| {
        let json = std::fs::read_to_string(file).unwrap();
        let rows: Vec<Value> = serde_json::from_str(&json).unwrap();
        rows
    });
    rows.map(|row| Vector::of(format, &row)).collect()
}

/// The vectors of every row whose texts can be read.
pub(crate) fn all() -> impl Iterator<Item = Vector> {
    Format::all().filter(|format| is_read(*format)).flat_map(of)
}

/// The vectors of every algorithm that has a payload of its own.
pub(crate) fn own() -> impl Iterator<Item = Vector> {
    OWN.iter().flat_map(|&algorithm| of(algorithm))
}

/// A few of these vectors, from the whole list, for tests that do much with each of them. Those with a
/// secret, and passwords of no length or a great one, are left out.
fn few(mut vectors: Vec<Vector>, count: usize) -> impl Iterator<Item = Vector> {
    vectors.retain(|vector| (1..64).contains(&vector.password.len()) && vector.secret.is_empty());
    let step = (vectors.len() / count).max(1);
    vectors.into_iter().step_by(step).take(count)
}

/// A few vectors of every row whose texts can be read.
pub(crate) fn sample(count: usize) -> impl Iterator<Item = Vector> {
    let read = Format::all().filter(|format| is_read(*format));
    read.flat_map(move |format| few(of(format), count))
}

/// A few vectors of every algorithm that has a payload of its own.
pub(crate) fn own_sample(count: usize) -> impl Iterator<Item = Vector> {
    OWN.iter()
        .flat_map(move |&algorithm| few(of(algorithm), count))
}

/// Whether what reads and computes the row's hashes is compiled in, its example's among them.
pub(crate) fn is_computed(format: Format) -> bool {
    format.features().all(is_compiled_in)
        && is_hash_computed(LegacyHash::parse_as(format, format.example()))
}

/// Whether what this hash says itself is.
pub(crate) fn is_hash_computed(hash: Result<LegacyHash, ParseError>) -> bool {
    match hash {
        Ok(LegacyHash::Dynamic(hash)) => hash.expression().features().all(is_compiled_in),
        _ => true,
    }
}

/// Whether what reads the row's texts is.
pub(crate) fn is_read(format: Format) -> bool {
    let mut features = format.features();
    !features.any(|feature| feature == "records" && !is_compiled_in(feature))
}

fn is_compiled_in(feature: &str) -> bool {
    match feature {
        "crypt" => cfg!(feature = "crypt"),
        "databases" => cfg!(feature = "databases"),
        "des" => cfg!(feature = "des"),
        "pbkdf2" => cfg!(feature = "pbkdf2"),
        "records" => cfg!(feature = "records"),
        "scrypt" => cfg!(feature = "scrypt"),
        "unicode-normalization" => cfg!(feature = "unicode-normalization"),
        "yescrypt" => cfg!(feature = "yescrypt"),
        other => panic!("{other}"),
    }
}

/// Another password than this one. Under `2x` a sign may hide the first byte, and never moves the rest.
pub(crate) fn altered(password: &[u8]) -> Vec<u8> {
    [b"x", password].concat()
}

/// A hash of each algorithm, for tests of what goes in; made by the primitives alone.
pub(crate) fn hashes_of(password: &[u8]) -> [LegacyHash; 5] {
    use sha2::Digest;
    let (salt, cost) = ([7; 16], Argon2Cost::new(8, 1, 1).unwrap());
    let mut tag = [0; 32];
    let argon2 = argon2::Argon2::from(argon2::Params::new(8, 1, 1, None).unwrap());
    argon2
        .hash_password_into(password, &salt, &mut tag)
        .unwrap();
    let (variant, version) = (Argon2Variant::Argon2id, Argon2Version::V0x13);
    [
        Md5Hash::from_parts(md5::Md5::digest(password), "", "")
            .unwrap()
            .into(),
        Sha1Hash::from_parts(sha1::Sha1::digest(password), "", "")
            .unwrap()
            .into(),
        Sha256Hash::from_parts(sha2::Sha256::digest(password), "", "")
            .unwrap()
            .into(),
        bcrypt_of(BcryptVersion::TwoB, password),
        Argon2Hash::from_parts(variant, version, cost, salt, tag)
            .unwrap()
            .into(),
    ]
}

/// A bcrypt hash of any version but `2x`, which is another computation.
pub(crate) fn bcrypt_of(version: BcryptVersion, password: &[u8]) -> LegacyHash {
    assert_ne!(version, BcryptVersion::TwoX);
    let mut key = password[..password.len().min(72)].to_vec();
    if key.len() < 72 {
        key.push(0);
    }
    let digest = bcrypt::bcrypt(4, [7; 16], &key);
    BcryptHash::from_parts(version, 4, [7; 16], &digest[..23])
        .unwrap()
        .into()
}

/// What bcrypt sees of a password: it and a NUL, round and round, 72 bytes in all.
pub(crate) fn bcrypt_key(password: &[u8]) -> Vec<u8> {
    let ended = [password, b"\0"].concat();
    ended.iter().copied().cycle().take(72).collect()
}

pub(crate) fn unhex(hex: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap() as u8;
    let pairs = hex.as_bytes().chunks_exact(2);
    pairs
        .map(|pair| digit(pair[0]) << 4 | digit(pair[1]))
        .collect()
}
