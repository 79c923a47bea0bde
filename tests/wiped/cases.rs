//! Every algorithm, backend and pepper, by every way in, with the right password and a wrong one.

use base64ct::{Base64, Encoding};
use blake2::Digest as _;
use hmac::{Hmac, KeyInit, Mac};
use legacy_hash::{
    Algorithm, Backend, BcryptHash, BcryptVersion, Context, HmacOutput, LegacyHash, Pepper, Policy,
    Scheme, Sha256Hash, Stored,
};
use sha2::Sha256;

const PREFIX: &str = "salt before it: ";
const SUFFIX: &str = " :salt after it";
const SALT: &[u8; 16] = b"sixteen of salt!";
const PEPPER: &str = "a pepper of 16 b";

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Md5,
    Sha1,
    Sha256,
    Salted,
    Bcrypt,
    Bcrypt2x,
    /// Memory in KiB, iterations, lanes.
    Argon2(u32, u32, u32),
    /// One of `EXPRESSIONS`.
    Dynamic(usize),
}

/// What is computed, with `SALT` for a salt.
const EXPRESSIONS: [&str; 10] = [
    "md5(sha1($p).$s)",
    "iterate(5, sha1_raw($s.$p), sha1_raw($_.$p))",
    "bcrypt(hmac_sha384_64($s, trim($p)))",
    "sha256(utf16($p))",
    "md5(cut(0, 24, sha256($p)))",
    "iterate(3, md5(uc($p)), md5(lc($_).$p))",
    "hmac_sha256($p, $s)",
    "argon2(MD5($p))",
    "md5(unhex(md5($p)))",
    "sha512(lc(uc(trim(cut0(lc(cut(0, 999, iterate(2, sha512($p), lc(uc(hmac_sha512($_, $p)))))))))))",
];

/// The values on the way, and the last one.
fn values(number: usize, password: &[u8]) -> Vec<Vec<u8>> {
    fn hmac<H: Mac + KeyInit>(key: &[u8], data: &[u8]) -> Vec<u8> {
        let mut hmac = <H as KeyInit>::new_from_slice(key).unwrap();
        hmac.update(data);
        hmac.finalize().into_bytes().to_vec()
    }
    let hex = |bytes: &[u8]| base16ct::lower::encode_string(bytes).into_bytes();
    let joined = |parts: &[&[u8]]| parts.concat();
    let md5 = |bytes: &[u8]| md5::Md5::digest(bytes).to_vec();
    let sha1 = |bytes: &[u8]| sha1::Sha1::digest(bytes).to_vec();
    match number {
        0 => {
            let inner = sha1(password);
            let outer = md5(&joined(&[&hex(&inner), SALT]));
            vec![hex(&inner), inner, outer]
        }
        1 => {
            let mut values = vec![sha1(&joined(&[SALT, password]))];
            for step in 0..5 {
                values.push(sha1(&joined(&[&values[step], password])));
            }
            values
        }
        2 => {
            let code = hmac::<Hmac<sha2::Sha384>>(SALT, password);
            let text = Base64::encode_string(&code).into_bytes();
            vec![code, text]
        }
        3 => {
            let units: Vec<u8> = password.iter().flat_map(|byte| [*byte, 0]).collect();
            let digest = Sha256::digest(&units).to_vec();
            vec![units, digest]
        }
        4 => {
            let inner = Sha256::digest(password).to_vec();
            let outer = md5(&hex(&inner)[..24]);
            vec![hex(&inner), inner, outer]
        }
        5 => {
            let upper = password.to_ascii_uppercase();
            let mut values = vec![upper.clone(), md5(&upper)];
            for step in 1..4 {
                values.push(md5(&joined(&[&hex(&values[step]), password])));
            }
            let texts: Vec<_> = values[1..4].iter().map(|value| hex(value)).collect();
            [texts, values].concat()
        }
        6 => {
            let pad = |mask: u8| password.iter().map(|byte| byte ^ mask).collect();
            vec![pad(0x36), pad(0x5c), hmac::<Hmac<Sha256>>(password, SALT)]
        }
        7 => {
            let inner = md5(password);
            let text = hex(&inner).to_ascii_uppercase();
            vec![inner, text]
        }
        8 => vec![hex(&md5(password)), md5(password), md5(&md5(password))],
        _ => {
            let mut values = vec![sha2::Sha512::digest(password).to_vec()];
            for step in 0..2 {
                let code = hmac::<Hmac<sha2::Sha512>>(&hex(&values[step]), password);
                values.push(code);
            }
            let texts: Vec<_> = values.iter().map(|value| hex(value)).collect();
            let upper = texts[1].to_ascii_uppercase();
            let last = sha2::Sha512::digest(&texts[2]).to_vec();
            [texts, vec![upper], values, vec![last]].concat()
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Way {
    Verify,
    VerifyAndUpgrade,
    Authenticate,
    VerifyStored,
    Hash,
    #[cfg(feature = "batch")]
    VerifyMany,
    /// Not at all: the caller keeps the password.
    Kept,
    /// Not at all: a function leaves a copy on its stack.
    OnStack,
}

impl Way {
    /// Whether this case is there to see that what is left is found.
    pub(crate) fn leaves_something(self) -> bool {
        matches!(self, Self::Kept | Self::OnStack)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mixture {
    Plain,
    Prefix,
    Suffix,
    Hmac(HmacOutput),
    Argon2,
    #[cfg(feature = "unicode-normalization")]
    Nfc,
}

/// One call.
#[derive(Debug)]
pub(crate) struct Case {
    kind: Kind,
    pub(crate) call: Way,
    backend: Backend,
    mixture: Mixture,
    is_right: bool,
    len: usize,
}

/// What is done with a password.
pub(crate) type Call = Box<dyn Fn(&[u8]) + Sync>;

const SMALL: Kind = Kind::Argon2(64, 1, 1);
const CURRENT: Kind = Kind::Argon2(19456, 2, 1);
const KINDS: [Kind; 8] = [
    Kind::Md5,
    Kind::Sha1,
    Kind::Sha256,
    Kind::Salted,
    Kind::Bcrypt,
    Kind::Bcrypt2x,
    SMALL,
    CURRENT,
];

pub(crate) fn all() -> Vec<Case> {
    let plain = Case {
        kind: Kind::Md5,
        call: Way::Verify,
        backend: Backend::Portable,
        mixture: Mixture::Plain,
        is_right: true,
        len: 40,
    };
    let mut all = Vec::new();
    for call in [Way::Kept, Way::OnStack, Way::Hash] {
        all.push(Case { call, ..plain });
    }
    let ways = [Way::Verify, Way::VerifyAndUpgrade, Way::Authenticate];
    for is_right in [true, false] {
        for call in ways {
            for kind in KINDS {
                all.push(Case {
                    kind,
                    call,
                    is_right,
                    ..plain
                });
            }
        }
        for call in [Way::Verify, Way::Authenticate] {
            for number in 0..EXPRESSIONS.len() {
                all.push(Case {
                    kind: Kind::Dynamic(number),
                    call,
                    is_right,
                    ..plain
                });
            }
        }
        // More than one block of each digest.
        for kind in [Kind::Md5, Kind::Sha1, Kind::Sha256, Kind::Salted, SMALL] {
            all.push(Case {
                kind,
                call: Way::Authenticate,
                is_right,
                len: 300,
                ..plain
            });
        }
        let mut mixed = |mixture, kinds: &[Kind]| {
            for &kind in kinds {
                for call in [Way::Authenticate, Way::VerifyStored] {
                    all.push(Case {
                        kind,
                        call,
                        mixture,
                        is_right,
                        ..plain
                    });
                }
            }
        };
        let kinds = [Kind::Md5, Kind::Sha256, Kind::Bcrypt, SMALL];
        for mixture in [
            Mixture::Prefix,
            Mixture::Suffix,
            Mixture::Hmac(HmacOutput::Raw),
            Mixture::Hmac(HmacOutput::Hex),
            Mixture::Hmac(HmacOutput::Base64),
        ] {
            mixed(mixture, &kinds);
        }
        mixed(Mixture::Argon2, &[SMALL]);
        #[cfg(feature = "unicode-normalization")]
        mixed(Mixture::Nfc, &kinds);
        #[cfg(feature = "accelerated")]
        for (backend, kinds) in [
            (Backend::Accelerated, &KINDS[4..]),
            (Backend::AcceleratedLanes, &[Kind::Argon2(8192, 2, 2)]),
        ] {
            for &kind in kinds {
                for call in ways {
                    all.push(Case {
                        kind,
                        call,
                        backend,
                        is_right,
                        ..plain
                    });
                }
            }
        }
        #[cfg(feature = "batch")]
        for backend in [
            Backend::Portable,
            #[cfg(feature = "accelerated")]
            Backend::Accelerated,
        ] {
            for kind in [Kind::Sha256, Kind::Bcrypt, SMALL] {
                all.push(Case {
                    kind,
                    call: Way::VerifyMany,
                    backend,
                    is_right,
                    ..plain
                });
            }
        }
    }
    #[cfg(feature = "accelerated")]
    all.push(Case {
        call: Way::Hash,
        backend: Backend::Accelerated,
        ..plain
    });
    all
}

impl Case {
    /// What is typed: letters in no order, with some of two bytes where that matters.
    pub(crate) fn typed(&self) -> Vec<u8> {
        let has_accents = match self.mixture {
            #[cfg(feature = "unicode-normalization")]
            Mixture::Nfc => true,
            _ => self.kind == Kind::Bcrypt2x,
        };
        let mut state = 7_u32;
        let mut typed = String::new();
        while typed.len() < self.len {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            typed.push((b'a' + (state >> 24) as u8 % 26) as char);
            if has_accents && typed.len().is_multiple_of(9) {
                typed.push_str("e\u{301}");
            }
        }
        typed.into_bytes()
    }

    /// What the stored hash was made of.
    fn right(&self) -> Vec<u8> {
        let mut right = self.typed();
        if !self.is_right {
            right.extend_from_slice(b", and more");
        }
        right
    }

    /// What went into the hash for a password.
    fn input(&self, password: &[u8]) -> Vec<u8> {
        match self.mixture {
            Mixture::Plain | Mixture::Argon2 => password.to_vec(),
            Mixture::Prefix => [PEPPER.as_bytes(), password].concat(),
            Mixture::Suffix => [password, PEPPER.as_bytes()].concat(),
            Mixture::Hmac(output) => {
                let mut hmac = Hmac::<Sha256>::new_from_slice(PEPPER.as_bytes()).unwrap();
                hmac.update(password);
                let code = hmac.finalize().into_bytes();
                match output {
                    HmacOutput::Hex => base16ct::lower::encode_string(&code).into_bytes(),
                    HmacOutput::Base64 => Base64::encode_string(&code).into_bytes(),
                    _ => code.to_vec(),
                }
            }
            #[cfg(feature = "unicode-normalization")]
            Mixture::Nfc => {
                let text = str::from_utf8(password).unwrap();
                text.replace("e\u{301}", "é").into_bytes()
            }
        }
    }

    /// The hash of what went in.
    fn digest(&self, input: &[u8]) -> Vec<u8> {
        match self.kind {
            Kind::Md5 => md5::Md5::digest(input).to_vec(),
            Kind::Sha1 => sha1::Sha1::digest(input).to_vec(),
            Kind::Sha256 => Sha256::digest(input).to_vec(),
            Kind::Salted => {
                let salted = [PREFIX.as_bytes(), input, SUFFIX.as_bytes()].concat();
                Sha256::digest(salted).to_vec()
            }
            Kind::Bcrypt => bcrypt::bcrypt(4, *SALT, &bcrypt_key(input))[..23].to_vec(),
            Kind::Bcrypt2x => {
                let key = sign_extended(&bcrypt_key(input));
                bcrypt::bcrypt(4, *SALT, &key)[..23].to_vec()
            }
            Kind::Dynamic(number) => {
                let value = values(number, input).pop().unwrap();
                match EXPRESSIONS[number].split_once('(') {
                    Some(("bcrypt", _)) => {
                        bcrypt::bcrypt(4, *SALT, &bcrypt_key(&value))[..23].to_vec()
                    }
                    Some(("argon2", _)) => Case {
                        kind: SMALL,
                        ..*self
                    }
                    .digest(&value),
                    _ => value,
                }
            }
            Kind::Argon2(m, t, p) => {
                let params = argon2::Params::new(m, t, p, Some(32)).unwrap();
                let (variant, version) = (argon2::Algorithm::Argon2id, argon2::Version::V0x13);
                let secret = self.argon2_secret();
                let argon2 = argon2::Argon2::new_with_secret(secret, variant, version, params);
                let mut tag = vec![0; 32];
                let argon2 = argon2.unwrap();
                argon2.hash_password_into(input, SALT, &mut tag).unwrap();
                tag
            }
        }
    }

    fn argon2_secret(&self) -> &'static [u8] {
        match self.mixture {
            Mixture::Argon2 => PEPPER.as_bytes(),
            _ => &[],
        }
    }

    /// The text that is stored.
    pub(crate) fn stored(&self) -> String {
        let digest = self.digest(&self.input(&self.right()));
        let bcrypt = |version| {
            let hash = BcryptHash::from_parts(version, 4, SALT, &digest).unwrap();
            hash.to_string()
        };
        let kind = match self.kind {
            Kind::Dynamic(number) => match EXPRESSIONS[number].split_once('(') {
                Some(("bcrypt", _)) => Kind::Bcrypt,
                Some(("argon2", _)) => SMALL,
                _ => Kind::Sha256,
            },
            kind => kind,
        };
        match kind {
            Kind::Md5 | Kind::Sha1 | Kind::Sha256 | Kind::Salted | Kind::Dynamic(_) => {
                base16ct::lower::encode_string(&digest)
            }
            Kind::Bcrypt => bcrypt(BcryptVersion::TwoB),
            Kind::Bcrypt2x => bcrypt(BcryptVersion::TwoX),
            Kind::Argon2(m, t, p) => {
                let b64 = base64ct::Base64Unpadded::encode_string;
                let (salt, tag) = (b64(SALT), b64(&digest));
                format!("$argon2id$v=19$m={m},t={t},p={p}${salt}${tag}")
            }
        }
    }

    /// What must not be left, by name.
    pub(crate) fn secrets(&self) -> Vec<(&'static str, Vec<u8>)> {
        let typed = self.typed();
        let input = self.input(&typed);
        // Salts and peppers have places of their own.
        let is_joined = matches!(self.mixture, Mixture::Prefix | Mixture::Suffix);
        let mut secrets = vec![("password", typed.clone())];
        if input != typed && !is_joined {
            secrets.push(("input", input.clone()));
        }
        if matches!(self.mixture, Mixture::Hmac(_)) {
            let mixture = Mixture::Hmac(HmacOutput::Raw);
            let code = Case { mixture, ..*self }.input(&typed);
            secrets.push(("code", code));
        }
        if self.kind == Kind::Bcrypt2x {
            secrets.push(("signs", sign_extended(&bcrypt_key(&input))));
        }
        if !matches!(self.call, Way::Hash) {
            // The stored one is in the row.
            if !self.is_right {
                secrets.push(("digest", self.digest(&input)));
            }
            if let Kind::Dynamic(number) = self.kind {
                let mut values = values(number, &typed);
                let last = values.pop().unwrap();
                secrets.extend(values.into_iter().map(|value| ("value", value)));
                if EXPRESSIONS[number].starts_with(['b', 'a']) {
                    secrets.push(("last-value", last));
                }
            }
            if let Kind::Argon2(m, t, p) = self.kind {
                secrets.push(("first-digest", self.first_digest([m, t, p], &input)));
            }
        }
        secrets
    }

    /// Argon2's H0 (RFC 9106, section 3.2): a fast hash of the password.
    fn first_digest(&self, [m, t, p]: [u32; 3], input: &[u8]) -> Vec<u8> {
        let mut digest = blake2::Blake2b512::new();
        for number in [p, 32, m, t, 0x13, 2] {
            digest.update(number.to_le_bytes());
        }
        for bytes in [input, SALT, self.argon2_secret(), &[]] {
            digest.update((bytes.len() as u32).to_le_bytes());
            digest.update(bytes);
        }
        digest.finalize().to_vec()
    }

    /// Everything up to the password.
    pub(crate) fn prepare(&self, stored: &str) -> Call {
        let policy = Policy::default().with_backend(self.backend);
        let algorithm = match self.kind {
            Kind::Md5 => Algorithm::Md5,
            Kind::Sha1 => Algorithm::Sha1,
            Kind::Sha256 | Kind::Salted => Algorithm::Sha256,
            Kind::Bcrypt | Kind::Bcrypt2x => Algorithm::Bcrypt,
            Kind::Argon2(..) => Algorithm::Argon2,
            // The hash is read already.
            Kind::Dynamic(_) => Algorithm::Sha256,
        };
        let scheme = Scheme::of(algorithm);
        let scheme = match self.mixture {
            Mixture::Plain => scheme,
            Mixture::Prefix => scheme.with_pepper(Pepper::prefix(PEPPER)),
            Mixture::Suffix => scheme.with_pepper(Pepper::suffix(PEPPER)),
            Mixture::Hmac(output) => scheme.with_pepper(Pepper::hmac_sha256(PEPPER, output)),
            Mixture::Argon2 => scheme.with_pepper(Pepper::argon2_secret(PEPPER)),
            #[cfg(feature = "unicode-normalization")]
            Mixture::Nfc => scheme.with_normalization(legacy_hash::Normalization::Nfc),
        };
        #[cfg(feature = "unicode-normalization")]
        let policy = match self.mixture {
            Mixture::Nfc => policy
                .with_normalization(legacy_hash::Normalization::Nfc)
                .unwrap(),
            _ => policy,
        };
        let policy = policy.with_scheme("old", scheme).unwrap();
        let hash: LegacyHash = match self.kind {
            Kind::Salted => {
                let hash: Sha256Hash = stored.parse().unwrap();
                hash.with_prefix(PREFIX).with_suffix(SUFFIX).into()
            }
            Kind::Dynamic(number) => {
                let expression = EXPRESSIONS[number].parse().unwrap();
                let context = Context::new().with_salt(SALT);
                LegacyHash::computed_by(&expression, stored, context).unwrap()
            }
            _ => LegacyHash::parse_as(algorithm, stored).unwrap(),
        };
        let is_right = self.is_right;
        match self.call {
            Way::Verify if self.backend == Backend::Portable => {
                Box::new(move |password| assert_eq!(hash.verify(password).is_ok(), is_right))
            }
            Way::Verify => Box::new(move |password| {
                assert_eq!(policy.verify(&hash, password).is_ok(), is_right);
            }),
            Way::VerifyAndUpgrade => Box::new(move |password| {
                let upgrade = hash.verify_and_upgrade(password, &policy);
                assert_eq!(upgrade.is_ok(), is_right);
            }),
            Way::Authenticate => Box::new(move |password| {
                let answer = policy.authenticate(Stored::under("old", &hash), password);
                assert_eq!(answer.is_granted(), is_right);
            }),
            Way::VerifyStored => Box::new(move |password| {
                let verdict = policy.verify_stored(Stored::under("old", &hash), password);
                assert_eq!(verdict.is_ok(), is_right);
            }),
            Way::Hash => Box::new(move |password| assert!(policy.hash(password).is_ok())),
            #[cfg(feature = "batch")]
            Way::VerifyMany => Box::new(move |password| {
                // More than one row, or nothing is computed side by side.
                let rows: Vec<_> = [(); 9].map(|()| (hash.clone(), password)).into();
                let answers = policy.verify_many(&rows);
                assert!(answers.iter().all(|answer| answer.is_ok() == is_right));
            }),
            Way::Kept => Box::new(|_| {}),
            Way::OnStack => Box::new(leave_a_copy),
        }
    }
}

#[inline(never)]
fn leave_a_copy(password: &[u8]) {
    let mut below = [0_u8; 1024];
    below[..password.len()].copy_from_slice(password);
    std::hint::black_box(&below);
}

/// What bcrypt takes of a password.
fn bcrypt_key(password: &[u8]) -> Vec<u8> {
    let mut key = password.to_vec();
    key.push(0);
    key.truncate(72);
    key
}

/// The words that `2x` makes of a key.
fn sign_extended(key: &[u8]) -> Vec<u8> {
    let mut bytes = key.iter().cycle();
    let mut word = || {
        (0..4).fold(0_u32, |word, _| {
            word << 8 | i32::from(*bytes.next().unwrap() as i8) as u32
        })
    };
    (0..18).flat_map(|_| word().to_be_bytes()).collect()
}
