//! What is said of a row (`covers`, `is_current`, `weakens`, `read`, `verify_stored`) is what
//! `authenticate` does with it, over random policies and random rows.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{Argon2Input, Arithmetic, Counting};
use crate::algorithm::Algorithm;
use crate::authenticate::Authentication;
use crate::denial::Denial;
use crate::format::argon2::Argon2Hash;
use crate::format::argon2_parameters::{Argon2Cost, Argon2Variant, Argon2Version};
use crate::format::bcrypt::{BcryptHash, BcryptVersion};
use crate::format::md5::Md5Hash;
use crate::hash::LegacyHash;
use crate::limits::Limits;
use crate::normalization::Normalization;
use crate::policy::Policy;
use crate::scheme::{HmacOutput, Pepper, Scheme};
use crate::stored::Stored;
use crate::upgrade::{Upgrade, Withheld};

const NAMED: [(&str, &str); 3] = [
    ("old", "the old one of sixteen"),
    ("new", "the new one of sixteen"),
    ("known", "the known one of sixteen"),
];
const UNNAMED: &str = "the unnamed one of sixteen";
const PEPPER: &str = "the pepper of an old system";
/// Leaves bcrypt 4 bytes.
const LONG: [u8; 68] = [b'l'; 68];

const LABELS: [Option<&str>; 11] = [
    None,
    None,
    Some("argon2id"),
    Some("plain"),
    Some("bare"),
    Some("prefix"),
    Some("suffix"),
    Some("hmac"),
    Some("long"),
    Some("argon2"),
    Some("unknown"),
];
const COSTS: [(u32, u32, u32); 7] = [
    (8, 1, 1),
    (8, 2, 1),
    (16, 1, 1),
    (16, 2, 1),
    (16, 2, 2),
    (32, 1, 1),
    (64, 3, 1),
];
const PASSWORDS: [&[u8]; 8] = [
    b"password",
    b"p",
    "pa\u{301}ssword".as_bytes(),
    "\u{fb01}n".as_bytes(),
    b"nul\0inside",
    b"\xff\xfe\x80",
    &[b'p'; 71],
    &[b'p'; 73],
];

/// The same at each run.
struct Random(fastrand::Rng);

impl Random {
    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.0.usize(..all.len())]
    }

    fn one_in(&mut self, n: u32) -> bool {
        self.0.u32(..n) == 0
    }
}

/// A policy, and what this test knows of it.
#[derive(Debug)]
struct Made {
    policy: Policy,
    names: Vec<&'static str>,
    has_unnamed: bool,
    normalization: Normalization,
    refused: Vec<Algorithm>,
    ceiling: Option<(u32, u32)>,
}

/// A random policy, or nothing where its parts do not go together.
fn policy(random: &mut Random) -> Option<Made> {
    let mut made = Made {
        policy: Policy::default(),
        names: Vec::new(),
        has_unnamed: false,
        normalization: Normalization::Raw,
        refused: Vec::new(),
        ceiling: None,
    };
    let (m, t, p) = random.of(&COSTS);
    let mut policy = Policy::default().with_weak_cost(m, t, p).ok()?;
    if random.one_in(3) {
        let (m, t) = random.of(&[(16, 2), (32, 1), (64, 2)]);
        policy = policy.with_cost_ceiling(m, t).ok()?;
        made.ceiling = Some((m, t));
    }
    if random.one_in(3) {
        let limits = Limits {
            work_kib: 16 * 152,
            memory_kib: random.of(&[16, 32]),
            lanes: random.of(&[1, 255]),
            password_bytes: 80,
            ..Limits::default()
        };
        policy = policy.with_limits(limits).ok()?;
    }
    for _ in 0..random.0.usize(..4) {
        match random.0.usize(..4) {
            3 => {
                policy = policy.with_unnamed_secret(UNNAMED).ok()?;
                made.has_unnamed = true;
            }
            number => {
                let (name, secret) = NAMED[number];
                policy = match name {
                    "known" => policy.with_known_secret(name, secret),
                    _ => policy.with_secret(name, secret),
                }
                .ok()?;
                made.names.push(name);
            }
        }
    }
    #[cfg(feature = "unicode-normalization")]
    if random.one_in(2) {
        made.normalization = random.of(&[Normalization::Nfc, Normalization::Nfkc]);
        policy = policy.with_normalization(made.normalization).ok()?;
    }
    // The normal form that all of its schemes have.
    let normal = |scheme: Scheme| scheme.with_normalization(scheme_normalization(&made));
    for (label, scheme) in [
        ("plain", Scheme::detect()),
        (
            "bare",
            Scheme::of(Algorithm::Bcrypt).with_bare(Algorithm::Md5),
        ),
        (
            "prefix",
            Scheme::detect().with_pepper(Pepper::prefix(PEPPER)),
        ),
        (
            "suffix",
            Scheme::detect().with_pepper(Pepper::suffix(PEPPER)),
        ),
        (
            "hmac",
            Scheme::detect().with_pepper(Pepper::hmac_sha256(PEPPER, HmacOutput::Raw)),
        ),
        (
            "long",
            Scheme::of(Algorithm::Md5).with_pepper(Pepper::prefix(LONG)),
        ),
        (
            "argon2",
            Scheme::detect().with_pepper(Pepper::argon2_secret(PEPPER)),
        ),
    ] {
        // Rarely all, for one with a pepper changes what is expected.
        if random.one_in(2) {
            policy = policy.with_scheme(label, normal(scheme)).ok()?;
        }
    }
    for algorithm in [Algorithm::Md5, Algorithm::Bcrypt, Algorithm::Argon2] {
        if random.one_in(6) {
            policy = policy.refuse(algorithm);
            made.refused.push(algorithm);
        }
    }
    if random.one_in(2) {
        policy = policy.with_bare(Algorithm::Md5).ok()?;
    }
    if random.one_in(2) {
        policy = policy.with_padding_trimmed();
    }
    let samples = (0..random.0.usize(..6)).map(|_| {
        let cost = random.of(&COSTS);
        match random.one_in(3) {
            true => bcrypt(random.of(&[4, 5]), b"sample"),
            false => argon2(random, cost, "", b"", b"sample"),
        }
    });
    let samples: Vec<LegacyHash> = samples.collect();
    made.policy = policy.with_expected(samples).ok()?;
    Some(made)
}

/// Raw in half of the policies, and otherwise the policy's own.
fn scheme_normalization(made: &Made) -> Normalization {
    match made.names.len() % 2 {
        0 => Normalization::Raw,
        _ => made.normalization,
    }
}

fn bcrypt(cost: u32, input: &[u8]) -> LegacyHash {
    let mut key = input[..input.len().min(72)].to_vec();
    key.push(0);
    key.truncate(72);
    let digest = Counting::default().bcrypt(cost, [7; 16], &key);
    let hash = BcryptHash::from_parts(BcryptVersion::TwoB, cost, [7; 16], &digest[..23]);
    hash.unwrap().into()
}

fn argon2(
    random: &mut Random,
    (m, t, p): (u32, u32, u32),
    key_id: &str,
    secret: &[u8],
    input: &[u8],
) -> LegacyHash {
    let is_usual = !random.one_in(4);
    let odd = |random: &mut Random| !is_usual && random.one_in(3);
    let (variant, raw_variant) = match odd(random) {
        true => (Argon2Variant::Argon2i, argon2::Algorithm::Argon2i),
        false => (Argon2Variant::Argon2id, argon2::Algorithm::Argon2id),
    };
    let (version, raw_version) = match odd(random) {
        true => (Argon2Version::V0x10, argon2::Version::V0x10),
        false => (Argon2Version::V0x13, argon2::Version::V0x13),
    };
    let salt = vec![9; if odd(random) { 15 } else { 16 }];
    let mut tag = vec![0; if odd(random) { 31 } else { 32 }];
    let arithmetic = Counting::default();
    let argon2 = Argon2Input {
        variant: raw_variant,
        version: raw_version,
        params: argon2::Params::new(m, t, p, None).unwrap(),
        secret,
        salt: &salt,
    };
    arithmetic.argon2(argon2, input, &mut tag).unwrap();
    let cost = Argon2Cost::new(m, t, p).unwrap();
    let hash = Argon2Hash::from_parts(variant, version, cost, salt, tag).unwrap();
    hash.with_key_id(key_id).unwrap().into()
}

/// What went into a hash under a label, computed here once more.
fn input(label: Option<&str>, made: &Made, password: &[u8]) -> Option<Vec<u8>> {
    let is_own = matches!(label, None | Some("argon2id" | "unknown"));
    let normalization = match is_own {
        true => made.normalization,
        false => scheme_normalization(made),
    };
    let normal = normalization.apply(password).ok()?;
    let normal = normal.map_or(password.to_vec(), |normal| normal.to_vec());
    Some(match label {
        Some("prefix") => [PEPPER.as_bytes(), &normal].concat(),
        Some("suffix") => [&normal, PEPPER.as_bytes()].concat(),
        Some("long") => [&LONG, normal.as_slice()].concat(),
        Some("hmac") => {
            let mut hmac = Hmac::<Sha256>::new_from_slice(PEPPER.as_bytes()).unwrap();
            hmac.update(&normal);
            hmac.finalize().into_bytes().to_vec()
        }
        _ => normal,
    })
}

/// A hash of a password under a label, with the name of its secret.
fn hash(
    random: &mut Random,
    made: &Made,
    label: Option<&str>,
    password: &[u8],
) -> (LegacyHash, &'static str) {
    // What has no normal form is hashed as it is.
    let input = input(label, made, password).unwrap_or(password.to_vec());
    match random.0.usize(..6) {
        0 => {
            let digest = <md5::Md5 as sha2::Digest>::digest(&input);
            (Md5Hash::from_parts(digest, "", "").unwrap().into(), "")
        }
        1 => (bcrypt(random.of(&[4, 5, 6]), &input), ""),
        _ => {
            let own = made.policy.cost();
            let own = (own.memory_kib(), own.iterations(), own.lanes());
            let cost = [own, random.of(&COSTS)][random.0.usize(..2)];
            let (name, secret) = match random.0.usize(..6) {
                number @ 0..3 => NAMED[number],
                3 => ("gone", "a secret that nobody knows"),
                _ => ("", ""),
            };
            let secret = match (name, label) {
                ("", Some("argon2")) => PEPPER,
                ("", None | Some("argon2id" | "unknown")) if made.has_unnamed => UNNAMED,
                _ => secret,
            };
            (argon2(random, cost, name, secret.as_bytes(), &input), name)
        }
    }
}

/// Why the right password is denied, as far as the row is at fault.
fn is_denied(made: &Made, label: Option<&str>, hash: &LegacyHash, name: &str) -> bool {
    let limits = made.policy.limits();
    let is_refused = made.refused.contains(&hash.algorithm());
    let known = label.is_none_or(|label| made.policy.scheme(label).is_some());
    let is_within = match hash {
        LegacyHash::Bcrypt(_) => {
            limits.admits(&hash.cost()) && label != Some("long") && !is_refused
        }
        LegacyHash::Argon2(hash) => {
            let is_foreign = hash.variant() == Argon2Variant::Argon2i
                || hash.version() == Argon2Version::V0x10
                || hash.tag().len() < 32;
            hash.cost().memory_kib() <= limits.memory_kib
                && hash.cost().lanes() <= limits.lanes
                && (name.is_empty() || made.names.contains(&name))
                && !(is_refused && is_foreign)
        }
        _ => !is_refused,
    };
    !known || !is_within
}

/// What was tried, for messages.
#[derive(Debug)]
#[expect(dead_code, reason = "shown by Debug")]
struct Place<'a>(&'a Made, Option<&'a str>, &'a LegacyHash, &'a [u8]);

#[test]
fn what_is_said_of_a_row_is_what_is_done() {
    let mut random = Random(fastrand::Rng::with_seed(10));
    let (mut current, mut moved, mut denied, mut weakened, mut uncovered) = (0, 0, 0, 0, 0);
    let mut policies = 0;
    while policies < 400 {
        let Some(mut made) = policy(&mut random) else {
            continue;
        };
        policies += 1;
        let counting = Counting::new();
        made.policy = made.policy.computed_by(counting);
        let policy = &made.policy;
        let _ = policy.authenticate(Stored::MISSING, "password");
        let everywhere = counting.take();

        for _ in 0..25 {
            let (label, password) = (random.of(&LABELS), random.of(&PASSWORDS));
            let (hash, name) = hash(&mut random, &made, label, password);
            let place = Place(&made, label, &hash, password);
            // A text where the scheme can read it, and the hash itself everywhere else.
            let is_text = random.one_in(2)
                && (hash.algorithm() != Algorithm::Md5 && label != Some("long")
                    || label == Some("bare"));
            let row = || match is_text {
                true => Stored::under(label, hash.encoded()),
                false => Stored::under(label, &hash),
            };

            let answer = policy.authenticate(row(), password);
            let runs = counting.take();
            assert_eq!(policy.covers(row()), runs == everywhere, "{place:?}");
            uncovered += usize::from(runs != everywhere);
            let work = |hash: &LegacyHash| hash.cost();
            let is_expected = policy
                .expected()
                .iter()
                .map(work)
                .any(|of| of == work(&hash));
            assert!(!is_expected || policy.covers(row()), "{place:?}");
            for other in [&b"wrong"[..], b"", &[b'w'; 5000], b"\xff"] {
                let answer = policy.authenticate(row(), other);
                assert_eq!(counting.take(), runs, "{place:?}, {other:?}");
                let Authentication::Denied(denial) = answer else {
                    panic!("{place:?} takes {other:?}")
                };
                assert_eq!(policy.verify_stored(row(), other), Err(denial), "{place:?}");
                counting.take();
            }

            let verdict = policy.verify_stored(row(), password);
            counting.take();
            let is_current = policy.is_current(row());
            let read = policy.read(row());
            let has_input = input(label, &made, password).is_some();
            let upgrade = match answer {
                Authentication::Denied(denial) => {
                    assert_eq!(verdict, Err(denial), "{place:?}");
                    let is_at_fault = is_denied(&made, label, &hash, name);
                    assert!(is_at_fault || !has_input, "{place:?}: {denial}");
                    assert!(!(is_at_fault && is_current), "{place:?}");
                    assert!(!(is_at_fault && policy.weakens(row())), "{place:?}");
                    let is_unread = matches!(
                        denial,
                        Denial::UnknownLabel | Denial::PepperHidesPassword | Denial::Unreadable(_)
                    );
                    assert!(!is_unread || read == Err(denial), "{place:?}");
                    denied += 1;
                    continue;
                }
                Authentication::Granted { algorithm, upgrade } => {
                    assert_eq!(algorithm, hash.algorithm());
                    upgrade
                }
            };
            assert_eq!(verdict, Ok(()), "{place:?}");
            assert!(!is_denied(&made, label, &hash, name), "{place:?}");
            assert_eq!(read.as_ref(), Ok(&hash), "{place:?}");
            assert_eq!(is_current, upgrade == Upgrade::Current, "{place:?}");
            if is_current {
                // What stays is what the policy reads without a label, too.
                assert_eq!(policy.verify(&hash, password), Ok(()), "{place:?}");
                counting.take();
            }
            if matches!(label, None | Some("argon2id")) {
                assert_eq!(policy.needs_rehash(&hash), !is_current, "{place:?}");
                let alone = hash.verify_and_upgrade(password, policy);
                counting.take();
                let kind = std::mem::discriminant(&upgrade);
                assert_eq!(
                    alone.map(|upgrade| std::mem::discriminant(&upgrade)),
                    Ok(kind)
                );
            }

            let own = policy.cost();
            let is_dearer = matches!(&hash, LegacyHash::Argon2(hash) if {
                let (m, work) = (hash.cost().memory_kib(), hash.cost().memory_time_kib());
                let (own_m, own_work) = (own.memory_kib(), own.memory_time_kib());
                let is_above = made.ceiling.is_some_and(|(most, t)| {
                    m > most || work > u64::from(most) * u64::from(t)
                });
                m >= own_m && work >= own_work && (m, work) != (own_m, own_work) && !is_above
            });
            assert_eq!(policy.weakens(row()), is_dearer && !is_current, "{place:?}");
            weakened += usize::from(policy.weakens(row()));

            match upgrade {
                Upgrade::Current => current += 1,
                Upgrade::Withheld(reason) => {
                    let is_bcrypt = hash.algorithm() == Algorithm::Bcrypt;
                    assert_eq!(
                        reason == Withheld::Lossy,
                        is_bcrypt && reason != Withheld::PasswordNotUtf8
                    );
                }
                Upgrade::Rehashed(new) => {
                    moved += 1;
                    let text = new.to_string();
                    let stored = || Stored::under(new.label(), &text);
                    assert!(
                        policy.is_current(stored()) && policy.covers(stored()),
                        "{place:?}"
                    );
                    assert_eq!(
                        policy.verify_stored(stored(), password),
                        Ok(()),
                        "{place:?}"
                    );
                    counting.take();
                }
            }
        }
    }
    // Each answer came often enough.
    let counts = [current, moved, denied, weakened, uncovered];
    assert!(counts.iter().all(|&count| count > 100), "{counts:?}");
}
