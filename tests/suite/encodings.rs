//! Text and parts: what is read can be taken apart, put together and written again.

use base16ct::lower::encode_string;
use legacy_hash::envelope::logto;
use legacy_hash::{
    Algorithm, Argon2Hash, BcryptHash, BcryptVersion, DigestAlgorithm, Field, Format, LegacyHash,
    Md5, Md5Hash, ParseError, SaltedDigest, Sha1, Sha1Hash, Sha256, Sha256Hash, VerifyError,
};
use proptest::prelude::*;
use sha2::Digest;

use crate::vectors::{self, unhex};

#[test]
fn names_of_algorithms_are_read_as_they_are_written() {
    let names = [
        "md4",
        "md5",
        "sha1",
        "sha224",
        "sha256",
        "sha384",
        "sha512",
        "sha512-224",
        "sha512-256",
        "sha3-224",
        "sha3-256",
        "sha3-384",
        "sha3-512",
        "shake128",
        "shake256",
        "ripemd160",
        "whirlpool",
        "blake2b",
        "blake2s",
        "sm3",
        "streebog256",
        "streebog512",
        "bcrypt",
        "argon2",
        "pbkdf2",
        "scrypt",
        "md5-crypt",
        "apr1-crypt",
        "sha1-crypt",
        "sha256-crypt",
        "sha512-crypt",
        "sun-md5",
        "yescrypt",
        "descrypt",
        "bsdi-crypt",
        "bigcrypt",
        "crypt16",
        "lm",
        "mysql-old",
        "oracle10",
        "cisco-pix",
        "cisco-asa",
        "cisco-type7",
        "plaintext",
    ];
    let written: Vec<_> = Algorithm::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(written, names);
    for (&algorithm, name) in Algorithm::ALL.iter().zip(names) {
        assert_eq!(name.parse(), Ok(algorithm));
        assert_eq!(name.to_uppercase().parse(), Ok(algorithm));
    }
    for unknown in ["", "md2", "md5 ", "sha-1", "argon2id"] {
        assert!(unknown.parse::<Algorithm>().is_err(), "{unknown}");
    }
}

#[test]
fn names_of_versions_are_read_as_they_are_written() {
    use legacy_hash::{Argon2Cost, Argon2Variant, Argon2Version};
    for mark in ["2a", "2b", "2x", "2y"] {
        assert_eq!(mark.parse::<BcryptVersion>().unwrap().to_string(), mark);
    }
    for name in ["argon2d", "argon2i", "argon2id"] {
        assert_eq!(name.parse::<Argon2Variant>().unwrap().to_string(), name);
    }
    for number in [16, 19] {
        assert_eq!(Argon2Version::try_from(number).unwrap().number(), number);
    }
    for unknown in ["", "2", "2B", "argon2", "Argon2id"] {
        assert!(unknown.parse::<BcryptVersion>().is_err());
        assert!(unknown.parse::<Argon2Variant>().is_err());
    }
    assert!(Argon2Version::try_from(17).is_err());
    assert_eq!(Argon2Cost::new(8, 2, 1).unwrap().to_string(), "m=8,t=2,p=1");
}

/// Every payload's own `FromStr` passes the same door as `parse`.
#[test]
fn payloads_are_read_behind_the_door() {
    fn refuses<T: std::str::FromStr<Err = ParseError> + std::fmt::Debug>() {
        assert_eq!("".parse::<T>().unwrap_err(), ParseError::Disabled);
        assert_eq!("!".parse::<T>().unwrap_err(), ParseError::Disabled);
        let long = "0".repeat(4097);
        assert_eq!(long.parse::<T>().unwrap_err(), ParseError::TooLong);
        let junk = "x$2b$04$".parse::<T>().unwrap_err();
        assert!(matches!(junk, ParseError::Malformed { .. }), "{junk}");
    }
    refuses::<Md5Hash>();
    refuses::<Sha1Hash>();
    refuses::<Sha256Hash>();
    refuses::<BcryptHash>();
    refuses::<Argon2Hash>();
}

#[test]
fn digests_are_read_in_every_spelling() {
    let spellings = [
        "fb8efe7ab4d0d7d4e1c7ff1f3c0a4b7e",
        "FB8EFE7AB4D0D7D4E1C7FF1F3C0A4B7E",
        "fb8efe7ab4d0d7d4E1C7FF1F3C0A4B7E",
        "+47+erTQ19Thx/8fPApLfg==",
        "+47+erTQ19Thx/8fPApLfg",
        "-47-erTQ19Thx_8fPApLfg==",
        "-47-erTQ19Thx_8fPApLfg",
    ];
    let hash: Md5Hash = spellings[0].parse().unwrap();
    assert_eq!(hash.digest(), unhex(spellings[0]));
    for spelling in spellings {
        assert_eq!(spelling.parse(), Ok(hash.clone()), "{spelling}");
    }
}

/// A hash of the same parts.
fn of_parts<D: DigestAlgorithm>(hash: &SaltedDigest<D>) -> LegacyHash {
    let (digest, prefix, suffix) = (hash.digest(), hash.prefix(), hash.suffix());
    SaltedDigest::<D>::from_parts(digest, prefix, suffix)
        .unwrap()
        .into()
}

/// As a service does that has one import for all of them.
#[test]
fn code_is_generic_over_the_plain_digests() {
    fn read<D: DigestAlgorithm>(digest: &str) -> Result<LegacyHash, ParseError> {
        let hash: SaltedDigest<D> = digest.parse()?;
        assert_eq!(hash.digest().len(), D::LEN);
        assert_eq!(
            LegacyHash::parse_as(D::ALGORITHM, digest),
            Ok(hash.clone().into())
        );
        Ok(hash.with_prefix("pepper").with_suffix("salt").into())
    }
    fn reads<D: DigestAlgorithm>(digest: impl AsRef<[u8]>) {
        let hash = read::<D>(&encode_string(digest.as_ref())).unwrap();
        assert_eq!(hash.algorithm(), D::ALGORITHM);
        assert_eq!(hash.verify("correct horse"), Ok(()));
        assert_eq!(
            hash.verify("Correct horse"),
            Err(VerifyError::PasswordInvalid)
        );
        assert!(read::<D>(&encode_string(&digest.as_ref()[1..])).is_err());
    }
    fn is_shared_by_threads<D: DigestAlgorithm>(
        hash: SaltedDigest<D>,
    ) -> impl Send + Sync + 'static {
        hash
    }
    let input = "peppercorrect horsesalt";
    reads::<Md5>(md5::Md5::digest(input));
    reads::<Sha1>(sha1::Sha1::digest(input));
    reads::<Sha256>(sha2::Sha256::digest(input));
    is_shared_by_threads(Md5Hash::from_parts([0; 16], "", "").unwrap());
}

#[test]
fn parts_make_the_same_hash() {
    for vector in vectors::own() {
        let hash = vector.read().unwrap();
        let again: LegacyHash = match &hash {
            LegacyHash::Md5(h) => of_parts(h),
            LegacyHash::Sha1(h) => of_parts(h),
            LegacyHash::Sha256(h) => of_parts(h),
            LegacyHash::Bcrypt(h) => {
                BcryptHash::from_parts(h.version(), h.cost(), h.salt(), h.digest())
                    .unwrap()
                    .into()
            }
            LegacyHash::Argon2(h) => {
                Argon2Hash::from_parts(h.variant(), h.version(), h.cost(), h.salt(), h.tag())
                    .and_then(|hash| hash.with_key_id(h.key_id()))
                    .and_then(|hash| hash.with_data(h.data()))
                    .unwrap()
                    .into()
            }
            other => panic!("{:?} is not taken apart", other.algorithm()),
        };
        assert_eq!(again, hash);
        assert_eq!(vector.prefix, prefix(&hash));
    }
}

fn prefix(hash: &LegacyHash) -> &[u8] {
    match hash {
        LegacyHash::Md5(hash) => hash.prefix(),
        LegacyHash::Sha1(hash) => hash.prefix(),
        LegacyHash::Sha256(hash) => hash.prefix(),
        _ => &[],
    }
}

#[test]
fn parts_of_the_wrong_size_are_malformed() {
    for len in [0, 15, 17, 20] {
        assert!(Md5Hash::from_parts(vec![0; len], "", "").is_err());
    }
    let bcrypt = |cost, salt: usize, digest: usize| {
        BcryptHash::from_parts(BcryptVersion::TwoB, cost, vec![0; salt], vec![0; digest]).err()
    };
    let malformed = |field| {
        Some(ParseError::Malformed {
            algorithm: Algorithm::Bcrypt,
            field,
        })
    };
    assert_eq!(bcrypt(4, 16, 23), None);
    assert_eq!(bcrypt(31, 16, 23), None);
    assert_eq!(bcrypt(3, 16, 23), malformed(Field::Cost));
    assert_eq!(bcrypt(32, 16, 23), malformed(Field::Cost));
    assert_eq!(bcrypt(260, 16, 23), malformed(Field::Cost));
    assert_eq!(bcrypt(4, 15, 23), malformed(Field::Salt));
    assert_eq!(bcrypt(4, 17, 23), malformed(Field::Salt));
    assert_eq!(bcrypt(4, 16, 22), malformed(Field::Digest));
    assert_eq!(bcrypt(4, 16, 24), malformed(Field::Digest));
}

/// The text that a hash writes, for the formats that have a canonical one.
fn canonical(hash: &LegacyHash) -> Option<String> {
    match hash {
        LegacyHash::Bcrypt(hash) => Some(hash.to_string()),
        LegacyHash::Argon2(hash) => Some(hash.to_string()),
        _ => None,
    }
}

#[test]
fn what_is_written_is_what_was_read() {
    let mut written = 0;
    for vector in vectors::own() {
        let hash = vector.read().unwrap();
        let Some(text) = canonical(&hash) else {
            continue;
        };
        assert_eq!(text.parse(), Ok(hash), "{text}");
        // Parameters in another order, a version that need not be said, set padding bits.
        let is_canonical =
            !vector.by.starts_with("npm argon2") && !vector.by.starts_with("passlib");
        if is_canonical {
            assert_eq!(text, vector.text.replace("$v=16$", "$"));
            written += 1;
        }
    }
    assert!(written > 500);
}

#[test]
fn logto_methods_are_read() {
    let method = |algorithm| match algorithm {
        Algorithm::Md5 => "MD5",
        Algorithm::Sha1 => "SHA1",
        Algorithm::Sha256 => "SHA256",
        Algorithm::Bcrypt => "Bcrypt",
        _ => "Argon2i",
    };
    for vector in vectors::own_sample(10).filter(|vector| vector.prefix.is_empty()) {
        let read = logto::parse(method(vector.algorithm()), &vector.text);
        assert_eq!(read, LegacyHash::parse_as(vector.algorithm(), &vector.text));
    }
    let argon2 = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAA";
    for method in ["Argon2i", "Argon2id", "Argon2d"] {
        assert_eq!(logto::parse(method, argon2), LegacyHash::parse(argon2));
    }
    for method in ["", "md5", "SHA512", "legacy", "argon2id"] {
        assert_eq!(logto::parse(method, argon2), Err(ParseError::Unrecognized));
    }
    assert_eq!(logto::parse("MD5", ""), Err(ParseError::Disabled));
    assert_eq!(
        logto::parse("MD5", &"0".repeat(5000)),
        Err(ParseError::TooLong)
    );
}

/// Digests say what they are, and reading them is a feature.
#[test]
fn logtos_legacy_is_read() {
    let legacy = r#"["sha1",["NaCl","@"],"cb663666d348d6a743f6c71bc7ad005432cbcbd9"]"#;
    let malformed = |field| {
        let algorithm = Algorithm::Sha256;
        Err(ParseError::Malformed { algorithm, field })
    };
    let unsupported = |function| Err(ParseError::UnsupportedFunction { function });
    let read = |text: &str| {
        let read = logto::parse("Legacy", text);
        let format: Format = "logto".parse().unwrap();
        assert_eq!(read, LegacyHash::parse_as(format, text));
        read
    };
    assert_eq!(read(legacy), LegacyHash::parse(legacy));
    assert_eq!(read("!"), Err(ParseError::Disabled));
    if cfg!(not(feature = "records")) {
        assert_eq!(read(legacy), unsupported("logto (feature records)"));
        return;
    }
    let stored = read(legacy).unwrap();
    // What begins like one may be a password.
    let plaintext: Format = "plaintext".parse().unwrap();
    for password in [r#"["f=}wIQ"#, r#"["sha1",["NaCl","@"],"3d0b"]"#, r#"["@"]"#] {
        assert_eq!(LegacyHash::parse(password), Err(ParseError::Unrecognized));
        let column = LegacyHash::parse_as(plaintext, password).unwrap();
        assert!(column.verify(password).is_ok(), "{password}");
    }
    assert!(LegacyHash::parse_as(plaintext, legacy).is_err());
    assert_eq!(stored.algorithm(), Algorithm::Sha1);
    assert!(stored.verify("correct horse").is_ok());
    assert_eq!(stored.encoded().as_deref(), Some(legacy));
    let cut = legacy.replace("\",\"@", "");
    assert_eq!(read(&cut), malformed(Field::Parameters));
    assert_eq!(read(&legacy[1..]), malformed(Field::Structure));
    assert_eq!(
        read(&legacy.replace("sha1", "md5")),
        malformed(Field::Digest)
    );
    assert_eq!(
        read(&legacy.replace("sha1", "md5-sha1")),
        malformed(Field::Digest)
    );
    assert_eq!(read(&legacy.replace("sha1", "mdc2")), unsupported("mdc2"));
    assert_eq!(
        read(&legacy.replace("sha1", "pbkdf2")),
        malformed(Field::Parameters)
    );
}

proptest! {
    /// Whatever the salts are, and wherever they stand, the hash is of their concatenation.
    #[test]
    fn salts_stand_around_the_password(
        prefix in prop::collection::vec(any::<u8>(), 0..80),
        password in prop::collection::vec(any::<u8>(), 0..80),
        suffix in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        use sha2::{Digest, Sha256};
        let whole = [prefix.as_slice(), &password, &suffix].concat();
        let hash = Sha256Hash::from_parts(Sha256::digest(&whole), &prefix, &suffix).unwrap();
        let hash = LegacyHash::from(hash);
        prop_assert_eq!(hash.verify(&password), Ok(()));
        prop_assert_eq!(hash.verify([&password[..], b"x"].concat()), Err(VerifyError::PasswordInvalid));
    }

    /// Any text is read or refused, under every declaration.
    #[test]
    fn parse_never_panics(text in ".*") {
        let _ = LegacyHash::parse(&text);
        for format in Format::all() {
            let _ = LegacyHash::parse_as(format, &text);
        }
    }

    /// The same, for texts that look right at first.
    #[test]
    fn parse_never_panics_on_near_misses(
        text in r"\$(2[abxy]?|argon2(id|i|d)?)\$?(v=1[0-9])?\$?([mtp]=[0-9]{0,12},?){0,4}[0-9]{0,3}\$?[./A-Za-z0-9+=é$]{0,70}",
    ) {
        if let Ok(hash) = LegacyHash::parse(&text) {
            let again = canonical(&hash).unwrap().parse();
            prop_assert_eq!(again, Ok(hash));
        }
    }

    /// A new hash is read again as it was, and only its password verifies.
    #[test]
    fn new_hashes_survive_their_text(
        password in prop::collection::vec(any::<u8>(), 1..300),
        (lanes, memory) in (1_u32..4).prop_flat_map(|lanes| (Just(lanes), 8 * lanes..64)),
        iterations in 1_u32..4,
    ) {
        let policy = legacy_hash::Policy::default().with_weak_cost(memory, iterations, lanes).unwrap();
        let new = policy.hash(&password).unwrap();
        let read: LegacyHash = new.to_string().parse().unwrap();
        prop_assert_eq!(&read, &LegacyHash::from(new));
        prop_assert_eq!(read.verify(&password), Ok(()));
        prop_assert!(!policy.needs_rehash(&read));
        let mut other = password;
        other[0] ^= 0x80;
        prop_assert_eq!(read.verify(&other), Err(VerifyError::PasswordInvalid));
    }
}
