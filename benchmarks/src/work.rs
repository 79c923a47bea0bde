//! The rows of each group. The first is what the others are compared with: the bare primitive, or in
//! threads and batches what they are to be faster than.

use std::hint::black_box;
use std::thread;
use std::time::Instant;

use argon2::{Argon2, Block, Params};
use legacy_hash::{Algorithm, Backend, LegacyHash, Policy};

use crate::harness::{Row, Sample, faults};
use crate::programs;

pub const PASSWORD: &str = "correct horse battery staple";
pub const SALT: &[u8] = b"saltsaltsaltsalt";

/// Argon2id's memory in KiB, iterations and lanes.
#[derive(Clone, Copy)]
pub struct Cost(pub u32, pub u32, pub u32);

impl Cost {
    fn primitive(self) -> Argon2<'static> {
        Argon2::from(Params::new(self.0, self.1, self.2, None).expect("a cost"))
    }

    pub fn policy(self, backend: Backend) -> Policy {
        let policy = Policy::default().with_weak_cost(self.0, self.1, self.2);
        policy.expect("a cost").with_backend(backend)
    }

    fn name(self) -> &'static str {
        if self.2 == 1 { "19" } else { "64" }
    }
}

/// The primitive over the caller's blocks, which are wiped after it, as this crate does.
fn reused(cost: Cost) -> impl FnMut() + 'static {
    let primitive = cost.primitive();
    let mut memory = vec![Block::new(); primitive.params().block_count()];
    move || {
        let mut tag = [0; 32];
        let blocks = memory.as_mut_slice();
        let password = black_box(PASSWORD.as_bytes());
        let result = primitive.hash_password_into_with_memory(password, SALT, &mut tag, blocks);
        result.expect("a hash");
        for blocks in memory.rchunks_mut(64) {
            blocks.fill(Block::new());
        }
        black_box((&memory, tag));
    }
}

/// The primitive as its documentation calls it.
fn documented(cost: Cost) -> impl FnMut() + 'static {
    let primitive = cost.primitive();
    move || {
        let mut tag = [0; 32];
        let password = black_box(PASSWORD.as_bytes());
        let result = primitive.hash_password_into(password, SALT, &mut tag);
        result.expect("a hash");
        black_box(tag);
    }
}

fn verify(cost: Cost, backend: Backend) -> impl FnMut() + 'static {
    let policy = cost.policy(backend);
    let stored = LegacyHash::from(policy.hash(PASSWORD).expect("a hash"));
    move || assert!(policy.verify(&stored, black_box(PASSWORD)).is_ok())
}

fn md5() -> LegacyHash {
    let digest = "9cc2ae8a1ba7a93da39b46fc1019c481"; // of the password above
    LegacyHash::parse_as(Algorithm::Md5, digest).expect("a digest")
}

pub fn argon2(cost: Cost) -> Vec<Row> {
    let policy = cost.policy(Backend::Portable);
    let stored = md5();
    assert!(stored.verify(PASSWORD).is_ok());
    let (for_upgrade, for_sign_in) = (policy.clone(), policy.clone());
    let old = stored.clone();
    let text = policy.hash(PASSWORD).expect("a hash").to_string();
    #[cfg(feature = "kanidm")]
    let kanidm = {
        let stored = kanidm_lib_crypto::Password::try_from(format!("{{ARGON2}}{text}").as_str());
        let stored = stored.expect("a hash");
        Row::calls("kanidm_lib_crypto", 1, move || {
            assert!(
                stored
                    .verify(black_box(PASSWORD))
                    .is_ok_and(|is_right| is_right)
            );
        })
    };
    let mut pooled = argon2_rust::Argon2::new(
        argon2_rust::Algorithm::Argon2id,
        argon2_rust::Version::V0x13,
        argon2_rust::Params::builder()
            .memory(argon2_rust::params::Memory::kib(cost.0.into()))
            .passes(cost.1)
            .lanes(cost.2)
            .threads(1)
            .build()
            .expect("a cost"),
    )
    .hasher();
    let rust_argon2 = rust_argon2::Config {
        variant: rust_argon2::Variant::Argon2id,
        mem_cost: cost.0,
        time_cost: cost.1,
        lanes: cost.2,
        ..Default::default()
    };
    let what = |program: &str| format!("{program}-{}", cost.name());
    let mut rows = vec![
        Row::calls("argon2, reused memory, wiped", 1, reused(cost)),
        Row::calls(
            "**legacy-hash**, verify",
            1,
            verify(cost, Backend::Portable),
        ),
        Row::calls("**legacy-hash**, verify_and_upgrade of MD5", 1, move || {
            let upgrade = old.verify_and_upgrade(black_box(PASSWORD), &for_upgrade);
            assert!(black_box(upgrade).is_ok());
        }),
        Row::calls("**legacy-hash**, authenticate, MD5", 1, move || {
            let answer = for_sign_in.authenticate(&stored, black_box(PASSWORD));
            assert!(answer.is_granted());
        }),
        Row::calls("**legacy-hash**, authenticate, no account", 1, move || {
            let answer = policy.authenticate(None::<&str>, black_box(PASSWORD));
            assert!(!answer.is_granted());
        }),
        Row::calls(
            "**legacy-hash**, verify, accelerated",
            1,
            verify(cost, Backend::Accelerated),
        ),
    ];
    if cost.2 > 1 {
        let lanes = verify(cost, Backend::AcceleratedLanes);
        rows.push(Row::calls(
            "**legacy-hash**, verify, accelerated, lanes in threads",
            1,
            lanes,
        ));
    }
    rows.extend([
        Row::calls("argon2 as documented", 1, documented(cost)),
        programs::once(
            "argon2 as documented, cold heap",
            match cost.2 {
                1 => "argon2-19",
                _ => "argon2-64",
            },
        ),
        Row::calls("argon2-rust, pooled", 1, move || {
            let mut tag = [0; 32];
            let password = black_box(PASSWORD.as_bytes());
            pooled.hash_into(password, SALT, &mut tag).expect("a hash");
            black_box(tag);
        }),
        Row::calls("rust-argon2", 1, move || {
            let password = black_box(PASSWORD.as_bytes());
            let hash = rust_argon2::hash_raw(password, SALT, &rust_argon2);
            black_box(hash.expect("a hash"));
        }),
        Row::calls("password-auth", 1, move || {
            let verdict = password_auth::verify_password(black_box(PASSWORD), &text);
            verdict.expect("the right password");
        }),
    ]);
    #[cfg(feature = "kanidm")]
    rows.push(kanidm);
    rows.extend([
        programs::row("PHP", "php", "php.php", &what("argon2")),
        programs::row(
            "Python, argon2-cffi",
            "python3",
            "python.py",
            &what("argon2"),
        ),
        programs::row(
            "Python, passlib (Django)",
            "python3",
            "python.py",
            &what("passlib"),
        ),
        programs::row("Node, argon2", "node", "node.js", &what("argon2")),
        programs::row("Node, hash-wasm (Logto)", "node", "node.js", &what("wasm")),
    ]);
    rows
}

/// The same on two threads at once: the time a hash.
pub fn argon2_on_two(cost: Cost) -> Vec<Row> {
    let verify_on_two = |backend| {
        let policy = cost.policy(backend);
        let stored = LegacyHash::from(policy.hash(PASSWORD).expect("a hash"));
        move || assert!(policy.verify(&stored, PASSWORD).is_ok())
    };
    vec![
        two_threads("**legacy-hash**, verify", verify_on_two(Backend::Portable)),
        two_threads(
            "**legacy-hash**, verify, accelerated",
            verify_on_two(Backend::Accelerated),
        ),
        two_threads("argon2 as documented", move || documented(cost)()),
        programs::once("argon2 as documented, cold heap", "two-19"),
    ]
}

/// Four calls in each of two threads, for the threads to be worth their start.
fn two_threads(name: &str, call: impl Fn() + Sync + 'static) -> Row {
    const CALLS: u32 = 4;
    Row::new(name, move || {
        let before = faults();
        let start = Instant::now();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for _ in 0..CALLS {
                        call();
                    }
                });
            }
        });
        let seconds = start.elapsed().as_secs_f64() / f64::from(2 * CALLS);
        let faults = (faults() - before) / u64::from(2 * CALLS);
        Some(Sample {
            seconds,
            faults: Some(faults),
        })
    })
}

/// The first run in a process: what `programs::once` prints.
pub fn once(what: &str) {
    let run: Box<dyn Fn()> = match what {
        "argon2-19" => Box::new(|| documented(Cost(19456, 2, 1))()),
        "argon2-64" => Box::new(|| documented(Cost(65536, 3, 4))()),
        "two-19" => Box::new(|| {
            thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| documented(Cost(19456, 2, 1))());
                }
            });
        }),
        other => panic!("unknown: {other}"),
    };
    let hashes: u32 = if what == "two-19" { 2 } else { 1 };
    let before = faults();
    let start = Instant::now();
    run();
    let seconds = start.elapsed().as_secs_f64() / f64::from(hashes);
    println!("{seconds} {}", (faults() - before) / u64::from(hashes));
}

pub fn bcrypt() -> Vec<Row> {
    let key = [PASSWORD.as_bytes(), b"\0"].concat();
    let salt = [7; 16];
    let text = bcrypt_rust::hash_with_salt(PASSWORD, 10, salt).expect("a hash");
    let text = text.format_for_version(bcrypt_rust::Version::TwoB);
    let stored = LegacyHash::parse(&text).expect("a hash");
    let (of_default, of_accelerated) = (stored.clone(), stored);
    let portable = Policy::default();
    let accelerated = Policy::default().with_backend(Backend::Accelerated);
    let (for_pwhash, for_django) = (text.clone(), format!("bcrypt${text}"));
    vec![
        Row::calls("bcrypt", 1, move || {
            black_box(bcrypt::bcrypt(10, salt, black_box(&key)));
        }),
        Row::calls("**legacy-hash**, verify", 1, move || {
            assert!(portable.verify(&of_default, black_box(PASSWORD)).is_ok());
        }),
        Row::calls("**legacy-hash**, verify, accelerated", 1, move || {
            assert!(
                accelerated
                    .verify(&of_accelerated, black_box(PASSWORD))
                    .is_ok()
            );
        }),
        Row::calls("bcrypt-rust", 1, move || {
            black_box(bcrypt_rust::bcrypt(
                10,
                salt,
                black_box(PASSWORD.as_bytes()),
            ));
        }),
        Row::calls("pwhash", 1, move || {
            assert!(pwhash::bcrypt::verify(black_box(PASSWORD), &for_pwhash));
        }),
        Row::calls("djangohashers", 1, move || {
            let verdict = djangohashers::check_password(black_box(PASSWORD), &for_django);
            assert_eq!(verdict, Ok(true));
        }),
        programs::row("libxcrypt", "perl", "perl.pl", "bcrypt"),
        programs::row("PHP", "php", "php.php", "bcrypt"),
        programs::row("Python, bcrypt", "python3", "python.py", "bcrypt"),
        programs::row("Node, hash-wasm (Logto)", "node", "node.js", "wasm-bcrypt"),
    ]
}

/// A first sign-in: the old hash verified, and the new one made.
pub fn moving() -> Vec<Row> {
    let text = bcrypt_rust::hash_with_salt(PASSWORD, 10, [7; 16]).expect("a hash");
    let text = text.format_for_version(bcrypt_rust::Version::TwoB);
    let sign_in = |name: &str, backend| {
        let text = text.clone();
        let policy = Cost(19456, 2, 1).policy(backend);
        Row::calls(name, 1, move || {
            let answer = policy.authenticate(&text, black_box(PASSWORD));
            assert!(answer.is_granted());
        })
    };
    vec![
        sign_in("**legacy-hash**, authenticate", Backend::Portable),
        sign_in(
            "**legacy-hash**, authenticate, accelerated",
            Backend::Accelerated,
        ),
        programs::row("PHP", "php", "php.php", "move"),
        programs::row(
            "Python, passlib (Django)",
            "python3",
            "python.py",
            "passlib-move",
        ),
        programs::row("Node, hash-wasm (Logto)", "node", "node.js", "wasm-move"),
    ]
}

/// A digest in hexadecimal, read and verified.
pub fn sha256() -> Vec<Row> {
    use sha2::Digest;
    const REPEATS: u32 = 20_000;
    let digest = sha2::Sha256::digest(PASSWORD);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let stored = LegacyHash::parse_as(Algorithm::Sha256, &hex).expect("a digest");
    vec![
        Row::calls("sha2, the digest alone", REPEATS, || {
            black_box(sha2::Sha256::digest(black_box(PASSWORD)));
        }),
        Row::calls("**legacy-hash**, verify", REPEATS, move || {
            assert!(stored.verify(black_box(PASSWORD)).is_ok());
        }),
        Row::calls("**legacy-hash**, parse_as and verify", REPEATS, move || {
            let stored = LegacyHash::parse_as(Algorithm::Sha256, black_box(&hex));
            assert!(stored.is_ok_and(|stored| stored.verify(PASSWORD).is_ok()));
        }),
    ]
}

/// A batch on two threads, beside the same one after the other: the time a row.
pub fn batch(algorithm: Algorithm) -> Vec<Row> {
    let (stored, count) = match algorithm {
        Algorithm::Bcrypt => {
            let text = bcrypt_rust::hash_with_salt(PASSWORD, 6, [7; 16]).expect("a hash");
            let text = text.format_for_version(bcrypt_rust::Version::TwoB);
            (LegacyHash::parse(&text).expect("a hash"), 64)
        }
        Algorithm::Argon2 => {
            let policy = Cost(19456, 2, 1).policy(Backend::Portable);
            (policy.hash(PASSWORD).expect("a hash").into(), 8)
        }
        _ => (md5(), 200_000),
    };
    let rows = vec![(stored, PASSWORD); count];
    let seconds = move |start: Instant| Sample {
        seconds: start.elapsed().as_secs_f64() / count as f64,
        faults: None,
    };
    let together = |name: &str, backend| {
        let (policy, rows) = (Policy::default().with_backend(backend), rows.clone());
        Row::new(name, move || {
            let start = Instant::now();
            let answers = policy.verify_many(&rows);
            let sample = seconds(start);
            assert!(answers.iter().all(Result::is_ok));
            Some(sample)
        })
    };
    let alone = {
        let (policy, rows) = (Policy::default(), rows.clone());
        Row::new("one after the other", move || {
            let start = Instant::now();
            let answers = rows.iter();
            let answers = answers.map(|(stored, password)| policy.verify(stored, password));
            let answers: Vec<_> = answers.collect();
            let sample = seconds(start);
            assert!(answers.iter().all(Result::is_ok));
            Some(sample)
        })
    };
    let split = {
        let (policy, rows) = (Policy::default(), rows.clone());
        Row::new("two threads, half the rows each", move || {
            let start = Instant::now();
            let are_right = |rows: &[(LegacyHash, &str)]| {
                let verdicts = rows.iter();
                verdicts.fold(true, |all, (stored, password)| {
                    policy.verify(stored, password).is_ok() && all
                })
            };
            let (one, other) = rows.split_at(count / 2);
            let are_right = thread::scope(|scope| {
                let other = scope.spawn(|| are_right(other));
                are_right(one) && other.join().is_ok_and(|are_right| are_right)
            });
            let sample = seconds(start);
            assert!(are_right);
            Some(sample)
        })
    };
    let mut all = vec![alone, split, together("**verify_many**", Backend::Portable)];
    if algorithm != Algorithm::Md5 {
        all.push(together(
            "**verify_many**, accelerated",
            Backend::Accelerated,
        ));
    }
    all
}
