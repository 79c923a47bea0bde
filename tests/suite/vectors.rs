//! The vectors that independent programs made (`tests/vectors/generate.py`).

use legacy_hash::{
    Algorithm, Argon2Cost, Argon2Hash, Argon2Variant, Argon2Version, BcryptHash, BcryptVersion,
    LegacyHash, Md5Hash, ParseError, Policy, Sha1Hash, Sha256Hash,
};
use serde_json::Value;

/// A password and what an independent program stored for it.
pub(crate) struct Vector {
    /// The program.
    pub(crate) by: String,
    pub(crate) algorithm: Algorithm,
    pub(crate) password: Vec<u8>,
    pub(crate) text: String,
    pub(crate) prefix: Vec<u8>,
    pub(crate) suffix: Vec<u8>,
    secret: Vec<u8>,
}

/// The name under which `Vector::policy` knows the vector's secret.
const KEY_ID: &str = "key";

impl Vector {
    /// The stored text, read with everything that the old system knows beside it.
    pub(crate) fn read(&self) -> Result<LegacyHash, ParseError> {
        self.read_text(&self.text)
    }

    /// Another text in this one's place.
    pub(crate) fn read_text(&self, text: &str) -> Result<LegacyHash, ParseError> {
        let (prefix, suffix) = (&self.prefix, &self.suffix);
        Ok(match self.algorithm {
            Algorithm::Md5 => {
                let hash: Md5Hash = text.parse()?;
                hash.with_prefix(prefix).with_suffix(suffix).into()
            }
            Algorithm::Sha1 => {
                let hash: Sha1Hash = text.parse()?;
                hash.with_prefix(prefix).with_suffix(suffix).into()
            }
            Algorithm::Sha256 => {
                let hash: Sha256Hash = text.parse()?;
                hash.with_prefix(prefix).with_suffix(suffix).into()
            }
            Algorithm::Argon2 if !self.secret.is_empty() => {
                text.parse::<Argon2Hash>()?.with_key_id(KEY_ID)?.into()
            }
            algorithm => LegacyHash::parse_as(algorithm, text)?,
        })
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

/// The algorithms that have a payload of their own. Those of the table are in `table.rs`.
pub(crate) const OWN: [Algorithm; 5] = [
    Algorithm::Md5,
    Algorithm::Sha1,
    Algorithm::Sha256,
    Algorithm::Bcrypt,
    Algorithm::Argon2,
];

/// The vectors of one algorithm.
pub(crate) fn of(algorithm: Algorithm) -> Vec<Vector> {
    let json = match algorithm {
        Algorithm::Md5 => include_str!("../vectors/md5.json"),
        Algorithm::Sha1 => include_str!("../vectors/sha1.json"),
        Algorithm::Sha256 => include_str!("../vectors/sha256.json"),
        Algorithm::Bcrypt => include_str!("../vectors/bcrypt.json"),
        Algorithm::Argon2 => include_str!("../vectors/argon2.json"),
        other => panic!("no vectors for {other}"),
    };
    let rows: Vec<Value> = serde_json::from_str(json).unwrap();
    let vectors = rows.iter().map(|row| {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let bytes = |key: &str| unhex(&text(key));
        Vector {
            by: text("by"),
            algorithm,
            password: bytes("password"),
            text: text("hash"),
            prefix: bytes("prefix"),
            suffix: bytes("suffix"),
            secret: bytes("secret"),
        }
    });
    vectors.collect()
}

/// The vectors of every algorithm.
pub(crate) fn all() -> impl Iterator<Item = Vector> {
    OWN.iter().flat_map(|&algorithm| of(algorithm))
}

/// A few vectors of every algorithm, short passwords first, for tests that change each one in
/// hundreds of ways. The secret ones are left out: they need more than a text.
pub(crate) fn sample(count: usize) -> impl Iterator<Item = Vector> {
    OWN.iter().flat_map(move |&algorithm| {
        let mut vectors = of(algorithm);
        vectors
            .retain(|vector| (1..64).contains(&vector.password.len()) && vector.secret.is_empty());
        let step = (vectors.len() / count).max(1);
        vectors.into_iter().step_by(step).take(count)
    })
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
