//! The invariant: in every state of the account and for every password, a sign-in does the same
//! work. Stand-ins for the arithmetic count it.

mod consistency;
mod expressions;
mod failures;

use std::sync::Mutex;

use sha2::{Digest, Sha256};

use crate::algorithm::Algorithm;
use crate::authenticate::Authentication;
use crate::backend::{Argon2Input, Arithmetic};
use crate::denial::Denial;
use crate::error::{HashError, Param, ParseError, PolicyError};
use crate::format::argon2::Argon2Hash;
use crate::format::argon2_parameters::{Argon2Cost, Argon2Variant, Argon2Version};
use crate::format::bcrypt::{BcryptHash, BcryptVersion};
use crate::format::md5::Md5Hash;
use crate::hash::LegacyHash;
use crate::limits::Limits;
use crate::policy::Policy;
use crate::scheme::{HmacOutput, Pepper, Scheme};
use crate::stored::Stored;
use crate::text::Marker;
use crate::upgrade::{Upgrade, Withheld};

/// What was computed, as the algorithm and all that its time depends on.
type Run = [u32; 6];

const BCRYPT: u32 = 1;

/// Computes a cheap digest of all inputs in place of the real thing, and counts.
#[derive(Debug, Default)]
struct Counting(Mutex<Vec<Run>>);

impl Counting {
    /// A new counter that lives as long as the test's process.
    fn new() -> &'static Self {
        Box::leak(Box::default())
    }

    /// What was computed since the last call, in no order; of bcrypt all rounds together.
    fn take(&self) -> Vec<Run> {
        let mut runs = std::mem::take(&mut *self.0.lock().unwrap());
        let rounds: u32 = runs
            .extract_if(.., |run| run[0] == BCRYPT)
            .map(|run| run[1])
            .sum();
        if rounds > 0 {
            runs.push([BCRYPT, rounds, 0, 0, 0, 0]);
        }
        runs.sort();
        runs
    }
}

fn stand_in(parts: &[&[u8]], out: &mut [u8]) {
    for (number, chunk) in out.chunks_mut(32).enumerate() {
        let mut hasher = Sha256::new_with_prefix(number.to_le_bytes());
        for part in parts {
            hasher.update(part.len().to_le_bytes());
            hasher.update(part);
        }
        chunk.copy_from_slice(&hasher.finalize()[..chunk.len()]);
    }
}

impl Arithmetic for Counting {
    fn argon2(
        &self,
        input: Argon2Input<'_>,
        password: &[u8],
        tag: &mut [u8],
    ) -> Result<(), HashError> {
        let (variant, version) = (input.variant as u32, u32::from(input.version));
        let (m, t, p) = (
            input.params.m_cost(),
            input.params.t_cost(),
            input.params.p_cost(),
        );
        let run = [2, variant, version, m, t, p];
        self.0.lock().unwrap().push(run);
        let run: Vec<u8> = run.iter().flat_map(|number| number.to_le_bytes()).collect();
        stand_in(&[&run, input.salt, input.secret, password], tag);
        Ok(())
    }

    fn bcrypt(&self, cost: u32, salt: [u8; 16], key: &[u8]) -> [u8; 24] {
        self.0.lock().unwrap().push([BCRYPT, 1 << cost, 0, 0, 0, 0]);
        let mut digest = [0; 24];
        stand_in(&[&cost.to_le_bytes(), &salt, key], &mut digest);
        digest
    }
}

const OLD: (&str, &str) = ("old", "the old one of sixteen");
const NEW: (&str, &str) = ("new", "the new one of sixteen");
const CAP: usize = 100;

/// The policy under test: a secret and an older one, a password cap, and a population that still
/// holds bcrypt, a weaker and a stronger Argon2, and hashes under the older secret.
fn policy(counting: &'static Counting) -> Policy {
    let limits = Limits {
        password_bytes: CAP,
        ..Limits::default()
    };
    Policy::default()
        .with_limits(limits)
        .and_then(|policy| policy.with_weak_cost(64, 2, 1))
        .and_then(|policy| policy.with_secret(OLD.0, OLD.1))
        .and_then(|policy| policy.with_secret(NEW.0, NEW.1))
        .and_then(|policy| {
            policy.with_expected([
                bcrypt(b"sample"),
                bcrypt(b"another of the same cost"),
                argon2((16, 1), "", b"sample"),
                argon2((128, 2), NEW.0, b"sample"),
                argon2((64, 2), OLD.0, b"sample"),
                argon2((64, 2), NEW.0, b"what the policy makes"),
                md5(b"sample"),
            ])
        })
        .unwrap()
        .computed_by(counting)
}

/// What every sign-in computes: the policy's own, and each expected scheme once.
fn expected_runs() -> Vec<Run> {
    let argon2id = |m, t| [2, 2, 0x13, m, t, 1];
    let mut runs = vec![
        argon2id(64, 2),
        argon2id(64, 2), // under the older secret
        argon2id(16, 1),
        argon2id(128, 2),
        [BCRYPT, 1 << 5, 0, 0, 0, 0],
    ];
    runs.sort();
    runs
}

fn md5(password: &[u8]) -> LegacyHash {
    Md5Hash::from_parts(md5::Md5::digest(password), "", "")
        .unwrap()
        .into()
}

fn bcrypt(password: &[u8]) -> LegacyHash {
    bcrypt_of(5, password)
}

fn bcrypt_of(cost: u32, password: &[u8]) -> LegacyHash {
    let mut key = password[..password.len().min(72)].to_vec();
    key.push(0);
    key.truncate(72);
    let digest = Counting::default().bcrypt(cost, [7; 16], &key);
    BcryptHash::from_parts(BcryptVersion::TwoB, cost, [7; 16], &digest[..23])
        .unwrap()
        .into()
}

fn argon2((memory_kib, iterations): (u32, u32), key_id: &str, password: &[u8]) -> LegacyHash {
    let secret = [OLD, NEW].into_iter().find(|(name, _)| *name == key_id);
    let secret = secret.map_or("", |(_, secret)| secret);
    let cost = Argon2Cost::new(memory_kib, iterations, 1).unwrap();
    let salt = [9; 16];
    let input = Argon2Input {
        variant: argon2::Algorithm::Argon2id,
        version: argon2::Version::V0x13,
        params: argon2::Params::new(memory_kib, iterations, 1, None).unwrap(),
        secret: secret.as_bytes(),
        salt: &salt,
    };
    let mut tag = [0; 32];
    Counting::default()
        .argon2(input, password, &mut tag)
        .unwrap();
    let (variant, version) = (Argon2Variant::Argon2id, Argon2Version::V0x13);
    let hash = Argon2Hash::from_parts(variant, version, cost, salt, tag).unwrap();
    hash.with_key_id(key_id).unwrap().into()
}

/// What a right password is to lead to.
#[derive(Clone, Copy, PartialEq)]
enum Right {
    Current,
    Rehashed,
}

/// A kind of hash that a password opens, and what comes of it.
type Kind = (&'static str, fn(&[u8]) -> LegacyHash, Right);

const KINDS: &[Kind] = &[
    ("a plain digest", md5, Right::Rehashed),
    ("bcrypt", bcrypt, Right::Rehashed),
    (
        "bcrypt of less cost",
        |password| bcrypt_of(4, password),
        Right::Rehashed,
    ),
    (
        "weaker Argon2",
        |password| argon2((16, 1), "", password),
        Right::Rehashed,
    ),
    (
        "stronger Argon2",
        |password| argon2((128, 2), NEW.0, password),
        Right::Current,
    ),
    (
        "the older secret",
        |password| argon2((64, 2), OLD.0, password),
        Right::Rehashed,
    ),
    (
        "current",
        |password| argon2((64, 2), NEW.0, password),
        Right::Current,
    ),
];

fn passwords() -> Vec<Vec<u8>> {
    vec![
        b"password".to_vec(),
        Vec::new(),
        vec![b'p'; 71],
        vec![b'p'; 72],
        vec![b'p'; 73],
        vec![b'p'; CAP],
        vec![b'p'; CAP + 1],
        vec![b'p'; 10_000],
        b"nul\0inside".to_vec(),
        b"\xff\xfe\x80".to_vec(),
    ]
}

/// The denial that the password alone brings about.
fn fault(password: &[u8]) -> Option<Denial> {
    match password.len() {
        0 => Some(Denial::PasswordEmpty),
        len if len > CAP => Some(Denial::PasswordTooLong),
        _ => None,
    }
}

#[test]
fn accounts_with_a_hash_do_the_same_work() {
    let counting = Counting::new();
    let policy = policy(counting);
    for (kind, hash_of, right) in KINDS {
        for password in passwords() {
            let place = format!("{kind}, {} bytes", password.len());

            let answer = policy.authenticate(hash_of(&password), &password);
            assert_eq!(counting.take(), expected_runs(), "{place}, right");
            let is_lossy =
                kind.starts_with("bcrypt") && (password.len() >= 72 || password.contains(&0));
            match (fault(&password), answer) {
                (Some(fault), answer) => {
                    assert_eq!(answer, Authentication::Denied(fault), "{place}");
                }
                (None, Authentication::Granted { upgrade, .. }) => match upgrade {
                    Upgrade::Current => assert!(*right == Right::Current, "{place}"),
                    Upgrade::Withheld(reason) => {
                        assert_eq!(reason, Withheld::Lossy);
                        assert!(is_lossy, "{place}");
                    }
                    Upgrade::Rehashed(new) => {
                        assert!(*right == Right::Rehashed && !is_lossy, "{place}");
                        assert_eq!(policy.verify(&new.into(), &password), Ok(()), "{place}");
                        counting.take();
                    }
                },
                (None, Authentication::Denied(denial)) => panic!("{place}: {denial}"),
            }

            let wrong = [b"x", &password[..password.len().min(CAP - 1)]].concat();
            let answer = policy.authenticate(hash_of(b"another"), &wrong);
            assert_eq!(counting.take(), expected_runs(), "{place}, wrong");
            assert_eq!(
                answer,
                Authentication::Denied(Denial::WrongPassword),
                "{place}"
            );
        }
    }
}

/// What may stand in a row that nobody signs in with, and the denial that it brings about.
fn states() -> Vec<(Stored<'static>, Denial)> {
    let unknown_key = argon2((64, 2), "", b"password");
    let LegacyHash::Argon2(unknown_key) = unknown_key else {
        unreachable!()
    };
    let unknown_key = LegacyHash::from(unknown_key.with_key_id("gone").unwrap());
    let malformed = LegacyHash::parse("$2b$04$").unwrap_err();
    let unsupported = LegacyHash::parse("$2$04$").unwrap_err();
    let digits = "5f4dcc3b5aa765d61d8327deb882cf99";
    let candidates = &[Algorithm::Md5, Algorithm::Md4, Algorithm::Shake128];
    let dear = format!("$2b$17${}", ".".repeat(53));
    let states: Vec<(Stored<'_>, Denial)> = vec![
        (Stored::MISSING, Denial::NoHash),
        (None::<&str>.into(), Denial::NoHash),
        ("".into(), Denial::Disabled(Marker::Empty)),
        ("!".into(), Denial::Disabled(Marker::Exclamation)),
        ("*LK*".into(), Denial::Disabled(Marker::Asterisk)),
        ("NULL".into(), Denial::Disabled(Marker::Word)),
        (
            LegacyHash::parse("").into(),
            Denial::Disabled(Marker::Unknown),
        ),
        ("$2b$04$".into(), Denial::Unreadable(malformed)),
        ("$2$04$".into(), Denial::Unreadable(unsupported)),
        (
            "nonsense".into(),
            Denial::Unreadable(ParseError::Unrecognized),
        ),
        ("$sm3$NaCl$".into(), Denial::Unsupported("sm3-crypt")),
        (
            LegacyHash::parse("$sm3$NaCl$").into(),
            Denial::Unsupported("sm3-crypt"),
        ),
        (
            digits.into(),
            Denial::Unreadable(ParseError::Ambiguous { candidates }),
        ),
        (
            Some(LegacyHash::parse(digits)).into(),
            Denial::Unreadable(ParseError::Ambiguous { candidates }),
        ),
        (unknown_key.into(), Denial::UnknownKey),
        (
            dear.into(),
            Denial::LimitExceeded {
                param: Param::Work,
                actual: (1 << 17) * 152,
                limit: 10 << 20,
            },
        ),
    ];
    let labelled = |label, denial| (Stored::under(label, "$2b$04$"), denial);
    let labelled = [
        labelled("nowhere", Denial::UnknownLabel),
        labelled("argon2id", Denial::Unreadable(malformed)),
        (Stored::under("argon2id", None::<&str>), Denial::NoHash),
    ];
    states.into_iter().chain(labelled).collect()
}

#[test]
fn accounts_without_a_hash_do_the_same_work() {
    let counting = Counting::new();
    let policy = policy(counting);
    for (stored, denial) in states() {
        for password in passwords() {
            let answer = policy.authenticate(stored.clone(), &password);
            let place = format!("{stored:?}, {} bytes", password.len());
            assert_eq!(counting.take(), expected_runs(), "{place}");
            let denial = fault(&password).unwrap_or(denial);
            assert_eq!(answer, Authentication::Denied(denial), "{place}");
        }
    }
}

#[test]
fn peppered_accounts_do_the_same_work() {
    let counting = Counting::new();
    let peppers = [
        Pepper::prefix("secret"),
        Pepper::suffix("secret"),
        Pepper::hmac_sha256("secret", HmacOutput::Hex),
    ];
    for pepper in peppers {
        let scheme = Scheme::detect().with_pepper(pepper);
        let policy = policy(counting).with_scheme("old", scheme.clone()).unwrap();
        for (kind, hash_of, _) in KINDS {
            for password in passwords() {
                for typed in [password.as_slice(), b"wrong"] {
                    let stored = hash_of(scheme.prepare(&password).unwrap().bytes());
                    let answer = policy.authenticate(Stored::under("old", &stored), typed);
                    let place = format!("{kind}, {} bytes", password.len());
                    assert_eq!(counting.take(), expected_runs(), "{place}");
                    let is_right = typed == password && fault(&password).is_none();
                    assert_eq!(answer.is_granted(), is_right, "{place}");
                    if let Authentication::Granted { upgrade, .. } = answer {
                        assert_ne!(upgrade, Upgrade::Current, "{place}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_refused_algorithm_does_the_same_work() {
    let counting = Counting::new();
    let policy = policy(counting)
        .refuse(Algorithm::Bcrypt)
        .refuse(Algorithm::Md5);
    for hash_of in [bcrypt as fn(&[u8]) -> LegacyHash, md5] {
        let answer = policy.authenticate(hash_of(b"password"), "password");
        assert_eq!(counting.take(), expected_runs());
        let algorithm = hash_of(b"").algorithm();
        assert_eq!(answer, Authentication::Denied(Denial::Refused(algorithm)));
    }
    let answer = policy.authenticate(argon2((16, 1), "", b"password"), "password");
    assert!(answer.is_granted());
    counting.take();

    // Of Argon2, what a policy has never made is refused, whatever moves for another reason.
    let policy = policy.refuse(Algorithm::Argon2);
    for (kind, hash_of, _) in &KINDS[3..] {
        let answer = policy.authenticate(hash_of(b"password"), "password");
        assert_eq!(counting.take(), expected_runs(), "{kind}");
        assert!(answer.is_granted(), "{kind}");
    }
    let LegacyHash::Argon2(own) = argon2((64, 2), NEW.0, b"password") else {
        unreachable!()
    };
    let build = Argon2Hash::from_parts;
    let (id, v13) = (Argon2Variant::Argon2id, Argon2Version::V0x13);
    for foreign in [
        build(
            Argon2Variant::Argon2i,
            v13,
            own.cost(),
            own.salt(),
            own.tag(),
        ),
        build(
            Argon2Variant::Argon2d,
            v13,
            own.cost(),
            own.salt(),
            own.tag(),
        ),
        build(id, Argon2Version::V0x10, own.cost(), own.salt(), own.tag()),
        build(id, v13, own.cost(), own.salt(), &own.tag()[..31]),
    ] {
        let answer = policy.authenticate(LegacyHash::from(foreign.unwrap()), "password");
        assert_eq!(counting.take(), expected_runs());
        let denial = Denial::Refused(Algorithm::Argon2);
        assert_eq!(answer, Authentication::Denied(denial));
    }
}

/// What a policy made stays signed in when the policy changes, though all of it moves.
#[test]
fn refusing_argon2_spares_what_an_earlier_policy_made() {
    let earlier = Policy::default().with_weak_cost(64, 2, 1).unwrap();
    let made = LegacyHash::from(earlier.hash("password").unwrap());
    let keyed = earlier.clone().with_secret(OLD.0, OLD.1).unwrap();
    let under_old = LegacyHash::from(keyed.hash("password").unwrap());
    let refusing = earlier.refuse(Algorithm::Argon2);
    let later = [
        refusing.clone().with_weak_cost(128, 2, 1),
        refusing.clone().with_secret(NEW.0, NEW.1),
        refusing
            .clone()
            .with_weak_cost(16, 1, 1)
            .and_then(|policy| policy.with_cost_ceiling(32, 1)),
        (refusing.with_secret(OLD.0, OLD.1)).and_then(|policy| policy.with_secret(NEW.0, NEW.1)),
    ];
    for policy in later.map(Result::unwrap) {
        let known = policy.verify(&under_old, "password").is_ok();
        for hash in [Some(&made), Some(&under_old).filter(|_| known)]
            .into_iter()
            .flatten()
        {
            let Authentication::Granted { upgrade, .. } = policy.authenticate(hash, "password")
            else {
                panic!("{policy:?} denies what an earlier policy made");
            };
            assert!(matches!(upgrade, Upgrade::Rehashed(_)), "{policy:?}");
        }
    }
}

/// Under a scheme that peppers, a hash of the policy's own work is another computation, and a
/// sample of it makes up for that.
#[test]
fn a_sample_of_the_policys_own_work_counts_beside_a_pepper() {
    let counting = Counting::new();
    let own = |password: &[u8]| argon2((64, 2), "", password);
    let scheme = Scheme::detect().with_pepper(Pepper::suffix("secret"));
    let policy = Policy::default()
        .with_weak_cost(64, 2, 1)
        .and_then(|policy| policy.with_expected([own(b"sample")]))
        .and_then(|policy| policy.with_scheme("old", scheme))
        .unwrap()
        .computed_by(counting);
    let runs = vec![[2, 2, 0x13, 64, 2, 1]; 2];
    let peppered = own(b"passwordsecret");
    for (stored, is_granted) in [
        (Stored::MISSING, false),
        (Stored::under("old", &peppered), true),
        (own(b"password").into(), true),
    ] {
        let answer = policy.authenticate(stored, "password");
        assert_eq!(counting.take(), runs);
        assert_eq!(answer.is_granted(), is_granted);
    }
}

#[test]
fn what_is_not_expected_is_not_covered() {
    let policy = policy(Counting::new());
    for (kind, hash_of, _) in KINDS {
        assert!(policy.covers(hash_of(b"any")), "{kind}");
    }
    assert!(!policy.covers(argon2((32, 1), "", b"any")));
    assert!(!policy.covers(LegacyHash::parse(&format!("$2b$06${}", ".".repeat(53))).unwrap()));
    assert!(policy.covers(bcrypt_of(4, b"any")) && !policy.covers(bcrypt_of(6, b"any")));
    // 64 KiB × 2, the same under the older secret, 16 × 1, 128 × 2, and bcrypt's 2⁵ rounds.
    assert_eq!(policy.sign_in_cost(), 128 + 128 + 16 + 256 + 32 * 152);

    let default = Policy::default();
    assert_eq!(default.sign_in_cost(), 38912);
    assert!(default.covers(md5(b"any")));
    assert!(!default.covers(bcrypt(b"any")));
}

#[test]
fn samples_that_cost_too_much_are_refused() {
    let bcrypt =
        |cost: u32| LegacyHash::parse(&format!("$2b${cost:02}${}", ".".repeat(53))).unwrap();
    let expect = |samples: &[u32]| {
        Policy::default()
            .with_expected(samples.iter().map(|&cost| bcrypt(cost)))
            .err()
    };
    let above = |param, actual, limit| {
        Some(PolicyError::AboveLimits {
            param,
            actual,
            limit,
        })
    };
    assert_eq!(expect(&[13]), None);
    assert_eq!(expect(&[10, 11, 12]), None);
    assert_eq!(expect(&[13, 13, 13]), None);
    assert_eq!(
        expect(&[14]),
        above(Param::SignInWork, (1 << 14) * 152, 2 << 20)
    );
    // The dearest has the work of all.
    assert_eq!(expect(&[12, 13, 11]), None);
    assert_eq!(
        expect(&[12, 14, 11]),
        above(Param::SignInWork, (1 << 14) * 152, 2 << 20)
    );
    assert_eq!(expect(&[17]), above(Param::Work, (1 << 17) * 152, 10 << 20));
    let foreign = Policy::default().with_expected([argon2((16, 1), OLD.0, b"any")]);
    assert_eq!(foreign.err(), Some(PolicyError::UnknownKey));
}

/// What the policy makes depends on its cost and secret, whichever was said first.
#[test]
fn samples_are_judged_by_the_whole_policy() {
    let sample = || [argon2((64, 2), "", b"sample")];
    let cost = |policy: Policy| policy.with_weak_cost(64, 2, 1).unwrap();
    let first = cost(Policy::default().with_expected(sample()).unwrap());
    let last = cost(Policy::default()).with_expected(sample()).unwrap();
    assert_eq!(first.sign_in_cost(), 128);
    assert_eq!(last.sign_in_cost(), 128);
    let keyed = last.with_secret(NEW.0, NEW.1).unwrap();
    assert_eq!(keyed.sign_in_cost(), 256);
}

#[test]
fn operators_hear_of_rows_and_not_of_passwords() {
    let theirs = [
        Denial::Unreadable(ParseError::Unrecognized),
        Denial::UnknownKey,
        Denial::PepperHidesPassword,
        Denial::Refused(Algorithm::Md5),
        Denial::LimitExceeded {
            param: Param::Work,
            actual: 11 << 20,
            limit: 10 << 20,
        },
        Denial::Internal,
    ];
    let users = [
        Denial::WrongPassword,
        Denial::PasswordEmpty,
        Denial::PasswordTooLong,
        Denial::NoHash,
        Denial::Disabled(Marker::Asterisk),
    ];
    assert!(theirs.into_iter().all(Denial::is_operator_fault));
    assert!(!users.into_iter().any(Denial::is_operator_fault));
}
